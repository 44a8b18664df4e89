"""Turn numbers into the coordinates that templates draw as SVG."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.changes.trend import Point

# 办结 begins at the left edge and 逾期 ends at the right one, so that both can be compared
# from row to row.
ORDER = (Light.DONE, Light.NORMAL, Light.NO_DEADLINE, Light.BEHIND, Light.DUE_SOON, Light.OVERDUE)
WIDTH = 1000


@immutable
class Segment:
    """One part of a bar, in thousandths of its width."""

    light: Light
    x: float
    width: float
    count: int


def bar(counts: Mapping[Light, int]) -> tuple[Segment, ...]:
    """Return the parts of a stacked bar, in ``ORDER``; nothing where there is nothing to show."""
    total = sum(counts.values())
    parts = []
    x = 0.0
    for light in ORDER:
        count = counts.get(light, 0)
        if count:
            width = WIDTH * count / total
            parts.append(Segment(light, round(x, 1), round(width, 1), count))
            x += width
    return tuple(parts)


@immutable
class TrendLine:
    """One line of a chart.

    ``points`` are its corners as SVG writes them, ``x`` and ``y`` its last corner, ``value`` the
    count there.
    """

    light: Light
    points: str
    x: float
    y: float
    label_y: float
    value: int


@immutable
class Chart:
    """A line chart: size, the lines, the marks of both axes with their labels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[TrendLine, ...]
    rows: tuple[tuple[float, int], ...]
    columns: tuple[tuple[float, str], ...]


# What the cards count: items by their light.
_SERIES = (Light.DONE, Light.OVERDUE)
_LABEL_HEIGHT = 16


def lines(points: Sequence[Point], width: int, height: int) -> Chart:
    """Return the chart of how many items were done and how many overdue on each day.

    ``points`` are in the order of days, at least two; ``width`` and ``height`` are pixels.
    """
    left, right, top, bottom = 34, width - 78, 12, height - 26
    highest = max(1, *(point.lights[light] for point in points for light in _SERIES))
    step = _step(highest)
    ceiling = step * -(-highest // step)
    first, last = points[0].on.toordinal(), points[-1].on.toordinal()
    reach = max(1, last - first)

    def x(day: date) -> float:
        return round(left + (right - left) * (day.toordinal() - first) / reach, 1)

    def y(value: int) -> float:
        return round(bottom - (bottom - top) * value / ceiling, 1)

    def trend_line(light: Light) -> TrendLine:
        newest = points[-1]
        value = newest.lights[light]
        corners = " ".join(f"{x(point.on)},{y(point.lights[light])}" for point in points)
        return TrendLine(light, corners, x(newest.on), y(value), label_y=0, value=value)

    drawn = [trend_line(light) for light in _SERIES]
    label_heights = _apart([line.y for line in drawn], top, bottom)
    return Chart(
        width=width,
        height=height,
        left=left,
        right=right,
        top=top,
        bottom=bottom,
        lines=tuple(
            replace(line, label_y=label_y)
            for line, label_y in zip(drawn, label_heights, strict=True)
        ),
        rows=tuple((y(value), value) for value in range(0, ceiling + 1, step)),
        columns=tuple(_columns(points, x)),
    )


def _step(highest: int) -> int:
    """A round distance that makes at most five steps."""
    size = 1
    while True:
        for factor in (1, 2, 5):
            if highest <= 5 * factor * size:
                return factor * size
        size *= 10


def _apart(heights: list[float], top: float, bottom: float) -> list[float]:
    """Labels moved so that none covers another, in the same order and inside the chart."""
    order = sorted(range(len(heights)), key=lambda index: heights[index])
    placed = dict.fromkeys(order, 0.0)
    floor = top
    for index in order:
        placed[index] = max(heights[index], floor)
        floor = placed[index] + _LABEL_HEIGHT
    over = max(0.0, floor - _LABEL_HEIGHT - bottom)
    return [round(placed[index] - over, 1) for index in range(len(heights))]


_LABEL_WIDTH = 58


def _columns(points: Sequence[Point], x: Callable[[date], float]) -> Iterable[tuple[float, str]]:
    """Labels under the days, from the last one back, as many as have room."""
    chosen: list[Point] = []
    for point in reversed(points):
        if not chosen or x(chosen[-1].on) - x(point.on) >= _LABEL_WIDTH:
            chosen.append(point)
    for point in reversed(chosen):
        day = point.on
        if point is points[-1]:
            label = f"{day.month}月{day.day}日"
        else:
            label = f"{day.year % 100}年{day.month}月"
        yield x(day), label


@immutable
class TimeBar:
    """One bar on the time axis, in thousandths of it; the late part lies behind the deadline."""

    x: float
    width: float
    late_x: float
    late_width: float


@immutable
class Axis:
    """A time axis of whole months of equal width; ``labels`` stand at equal distances."""

    start: date
    months: int
    labels: tuple[str, ...]

    def place(self, day: date) -> float:
        """Return where a day begins, in thousandths, kept inside the axis."""
        month = 12 * (day.year - self.start.year) + day.month - self.start.month
        share = (month + (day.day - 1) / monthrange(day.year, day.month)[1]) / self.months
        return round(WIDTH * min(1.0, max(0.0, share)), 1)

    def bar(self, begin: date, due: date, until: date | None) -> TimeBar:
        """Return the bar from ``begin`` to the end of ``due``, with its late part to ``until``."""
        x, right = self.place(begin), self.place(due + timedelta(days=1))
        late = self.place(until) if until and until > due else right
        return TimeBar(x, round(max(2.0, right - x), 1), right, round(max(0.0, late - right), 1))


_MOST_LABELS = 12


def axis(start: date, end: date) -> Axis:
    """Return the axis that shows ``start`` and ``end``, with at most a dozen labels."""
    months = 12 * (end.year - start.year) + end.month - start.month + 1
    every = -(-months // _MOST_LABELS)
    months = every * -(-months // every)
    first = start.replace(day=1)
    return Axis(
        first, months, tuple(_month(first, shift, every) for shift in range(0, months, every))
    )


def _month(first: date, shift: int, every: int) -> str:
    """The month's name, with the year where it is the first label or the first of a year."""
    year, month = divmod(first.month - 1 + shift, 12)
    name = f"{month + 1}月"
    return f"{(first.year + year) % 100}年{name}" if shift == 0 or month < every else name
