"""The geometry of charts: numbers to the coordinates that templates draw as SVG."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.status.trend import Point

# 办结 from the left and 逾期 from the right: both stand on a common line, so both can be compared down a column.
ORDER = (Light.DONE, Light.NORMAL, Light.NO_DEADLINE, Light.BEHIND, Light.DUE_SOON, Light.OVERDUE)
WIDTH = 1000


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a chart: what it counts, its corners as SVG writes them, its last corner and value."""

    light: Light
    points: str
    x: float
    y: float
    label_y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """A line chart: size, the lines, the marks of both axes with their labels."""

    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    lines: tuple[Line, ...]
    rows: tuple[tuple[float, int], ...]
    columns: tuple[tuple[float, str], ...]


# What the cards count: items by their light.
_SERIES = (Light.DONE, Light.OVERDUE)
_LABEL_HEIGHT = 16


def lines(points: Sequence[Point], width: int, height: int) -> Chart:
    """Return the chart of how many items were done and how many overdue, in the order of days; needs two points."""
    left, right, top, bottom = 34, width - 78, 12, height - 26
    highest = max(1, *(one.lights[light] for one in points for light in _SERIES))
    step = _step(highest)
    ceiling = step * -(-highest // step)
    first, last = points[0].on.toordinal(), points[-1].on.toordinal()
    reach = max(1, last - first)

    def x(day: date) -> float:
        return round(left + (right - left) * (day.toordinal() - first) / reach, 1)

    def y(value: int) -> float:
        return round(bottom - (bottom - top) * value / ceiling, 1)

    def line(light: Light) -> Line:
        newest = points[-1]
        corners = " ".join(f"{x(one.on)},{y(one.lights[light])}" for one in points)
        return Line(light, corners, x(newest.on), y(newest.lights[light]), 0, newest.lights[light])

    made = [line(light) for light in _SERIES]
    heights = _apart([one.y for one in made], top, bottom)
    return Chart(
        width, height, left, right, top, bottom,
        tuple(replace(one, label_y=label) for one, label in zip(made, heights, strict=True)),
        tuple((y(value), value) for value in range(0, ceiling + 1, step)),
        tuple(_columns(points, x)),
    )  # fmt: skip


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
    for one in reversed(points):
        if not chosen or x(chosen[-1].on) - x(one.on) >= _LABEL_WIDTH:
            chosen.append(one)
    for one in reversed(chosen):
        yield (
            x(one.on),
            f"{one.on.month}月{one.on.day}日"
            if one is points[-1]
            else f"{one.on.year % 100}年{one.on.month}月",
        )


@dataclass(frozen=True, slots=True)
class Span:
    """One bar on the time axis: where it begins and ends, how far the deadline was moved, in thousandths of the axis."""

    x: float
    width: float
    late_x: float
    late_width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """A time axis of whole months, each as wide as the next; ``labels`` stand at equal distances."""

    start: date
    months: int
    labels: tuple[str, ...]

    def place(self, day: date) -> float:
        """Return where a day begins, in thousandths, kept inside the axis."""
        month = 12 * (day.year - self.start.year) + day.month - self.start.month
        share = (month + (day.day - 1) / monthrange(day.year, day.month)[1]) / self.months
        return round(WIDTH * min(1.0, max(0.0, share)), 1)

    def span(self, begin: date, due: date, until: date | None) -> Span:
        """Return a bar from ``begin`` to the end of ``due``, and how much longer it took or still takes (``until``)."""
        x, right = self.place(begin), self.place(due + timedelta(days=1))
        late = self.place(until) if until and until > due else right
        return Span(x, round(max(2.0, right - x), 1), right, round(max(0.0, late - right), 1))


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
    return (
        f"{(first.year + year) % 100}年{month + 1}月"
        if shift == 0 or month < every
        else f"{month + 1}月"
    )
