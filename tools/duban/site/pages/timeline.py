"""The time axis: a bar for each item from its start to its deadline."""

from __future__ import annotations

from dataclasses import field
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import natural
from duban.records.model import UNNAMED
from duban.site import charts
from duban.site.pages.page import Contents
from duban.site.pages.page import Page
from duban.status import due_dates
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.site.charts import Axis
    from duban.site.charts import TimeBar
    from duban.site.pages.index import Index
    from duban.status.assessment import ItemStatus

    Row = tuple[ItemStatus, TimeBar, Sequence[tuple[float, Light]]]

URI = "timeline/"
TITLE = "时间轴"
# With more rows than this a browser is slow, and each unit gets a page of its own.
_MOST_ROWS = 300
_YEARS_BACK = 3
_YEARS_AHEAD = 2
_YEAR = timedelta(days=366)


@immutable(kw_only=True)
class TimelinePage(Contents):
    """Bars of items on one axis. ``today`` is where this day lies, in thousandths of the axis.

    ``groups`` are the rows by unit: an item, its bar, and a mark for each due date of a recurring
    item. ``undated`` are the items without dates; ``parts`` the pages of single units: name,
    address, rows.
    """

    template = "timeline.html"

    axis: Axis
    today: float
    groups: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    undated: Sequence[ItemStatus] = ()
    parts: Sequence[tuple[str, str, int]] = ()


def timeline(index: Index) -> Iterator[Page]:
    """Yield the page of the time axis, and where that were too long a page for each unit."""
    items, undated = _by_unit(index)
    axis = _axis(index, [status for group in items.values() for status in group])
    today = axis.place(index.site.view.as_of)
    rows = {name: _rows(index, items[name], axis) for name in _in_order(index, items)}
    if sum(map(len, rows.values())) <= _MOST_ROWS:
        whole = TimelinePage(axis=axis, today=today, groups=rows, undated=undated)
        yield Page(URI, TITLE, whole, tab=TITLE)
        return
    addresses = {name: _address(index, name, place) for place, name in enumerate(rows)}
    parts = [(name, uri, len(rows[name])) for name, uri in addresses.items()]
    yield Page(
        URI, TITLE, TimelinePage(axis=axis, today=today, undated=undated, parts=parts), tab=TITLE
    )
    for name, uri in addresses.items():
        own = TimelinePage(axis=axis, today=today, groups={name: rows[name]})
        yield Page(uri, f"{TITLE}：{name}", own)


def _by_unit(index: Index) -> tuple[Mapping[str, Sequence[ItemStatus]], Sequence[ItemStatus]]:
    """The items with dates by the first unit they name, and the items without."""
    dated: dict[str, list[ItemStatus]] = {}
    undated = []
    for status in index.site.view.items:
        parts = status.item.limit.parts
        if parts.due or parts.start:
            dated.setdefault(next(iter(status.item.named), UNNAMED), []).append(status)
        else:
            undated.append(status)
    return dated, undated


def _axis(index: Index, items: Sequence[ItemStatus]) -> Axis:
    """The axis of all items, at most three years back and two ahead: longer, a month is a hair."""
    today = index.site.view.as_of
    starts = [start for status in items if (start := _start(index, status))]
    ends = [status.judged.due for status in items if status.judged.due]
    first = max(min([*starts, today]), today.replace(year=today.year - _YEARS_BACK, day=1))
    last = min(max([*ends, today]), today.replace(year=today.year + _YEARS_AHEAD, day=1))
    return charts.axis(first, last)


def _start(index: Index, status: ItemStatus) -> date | None:
    """The day on which an item begins: its own, or that of its document."""
    source = index.site.book.source(status.item.source)
    return status.item.limit.parts.start or (source.issued if source else None)


def _in_order(index: Index, items: Mapping[str, Sequence[ItemStatus]]) -> Sequence[str]:
    """The names of the units, the worst light first; classes of units last."""
    return sorted(
        items,
        key=lambda name: (
            index.units.is_class(name),
            min(status.light for status in items[name]),
            natural(name),
        ),
    )


def _rows(index: Index, items: Sequence[ItemStatus], axis: Axis) -> Sequence[Row]:
    today = index.site.view.as_of
    ordered = sorted(
        items, key=lambda status: (status.judged.due or today, natural(status.item.id))
    )
    return [_row(index, status, axis) for status in ordered]


def _row(index: Index, status: ItemStatus, axis: Axis) -> Row:
    """An item's bar; a recurring item has a mark for each due date, up to the next one."""
    today = index.site.view.as_of
    deadline = status.judged.deadline
    begin = _start(index, status) or axis.start
    if deadline:
        until = _done_on(status) if status.light is Light.DONE else today
        return status, axis.bar(min(begin, deadline.due), deadline.due, until), ()
    last = status.item.limit.parts.stop or today
    shown_until = max(today, status.judged.due or today)
    marks = [
        (axis.place(due_date.on), due_date.light)
        for due_date in due_dates.of_item(status, index.site.view, begin, today + _YEAR)
        if due_date.on <= shown_until
    ]
    return status, axis.bar(begin, max(begin, last), None), marks


def _done_on(status: ItemStatus) -> date | None:
    """The day on which the last unit finished an item."""
    days = (assignment.done_on for assignment in status.assignments)
    return max((day for day in days if day), default=None)


def _address(index: Index, name: str, place: int) -> str:
    """The page of a unit's time axis; its place stands for the id of an unregistered unit."""
    unit = index.units.by_name.get(name)
    return f"{URI}{unit.id}/" if unit else f"{URI}_{place}/"
