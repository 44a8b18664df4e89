"""The days on which something is due: of items, of the periods of recurring items, of matters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.text import listed
from duban.status import deadlines
from duban.status import remarks
from duban.status.lights import Light
from duban.status.matters import actors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.verdicts import Assignment


@dataclass(frozen=True, slots=True, order=True)
class Occasion:
    """One thing due on one day; ``record`` is the item's or matter's id, ``what`` the period or step where there is one.

    ``tags`` are what qualifies its light, in a word each.
    """

    on: date
    light: Light
    record: str
    title: str
    what: str
    units: tuple[str, ...]
    matter: bool = False
    provisional: bool = False
    tags: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The title with the period or step."""
        return f"{self.title}（{self.what}）" if self.what else self.title

    @property
    def key(self) -> str:
        """What tells it from every other, on whatever day it falls."""
        return f"{self.record}#{self.what}" if self.what else self.record


def occasions(view: Assessment, start: date, end: date) -> tuple[Occasion, ...]:
    """Return what is due from ``start`` to ``end``, both inclusive, in order of days, the worst first."""
    found = [
        *(one for status in view.items for one in of_item(status, view, start, end)),
        *_matters(view, start, end),
    ]
    return tuple(sorted(found))


def of_item(status: ItemStatus, view: Assessment, start: date, end: date) -> Iterator[Occasion]:
    """Return what is due of one item from ``start`` to ``end``: its date, and each of its periods."""
    item = status.item
    deadline = deadlines.dated(item)
    judged = status.assignments or (status.judged,)
    units = tuple(one.unit for one in judged if one.unit)
    if deadline and start <= deadline.due <= end:
        open_units = tuple(one.unit for one in judged if one.unit and not one.done)
        light = Light.DONE if all(one.done for one in judged) else status.light
        yield Occasion(
            deadline.due,
            light,
            item.id,
            item.title,
            "",
            open_units or units,
            tags=remarks.tags(status.judged),
        )
    first = deadlines.first_period(item)
    if first is None:
        return
    parts = item.limit.parts
    last = min(end, parts.stop) if parts.stop else end
    reports = [
        deadlines.first_reports(one.progress.entries if one.progress else ()) for one in judged
    ]
    for period in periods.since(max(first.start, start.replace(day=1, month=1)), first.cycle, last):
        due = period.due(parts.due_day)
        if not start <= due <= end:
            continue
        waiting = [
            one.unit
            for one, reported in zip(judged, reports, strict=True)
            if _awaited(one, reported.get(period.label), period)
        ]
        light = _light(due, view) if waiting else Light.DONE
        named = tuple(unit for unit in waiting if unit) or units
        yield Occasion(
            due,
            light,
            item.id,
            item.title,
            period.label,
            named,
            tags=remarks.period_tags(item, light),
        )


def _awaited(one: Assignment, reported: date | None, period: periods.Period) -> bool:
    return reported is None and not (one.done and one.done_on and one.done_on < period.start)


def _light(due: date, view: Assessment) -> Light:
    left = (due - view.as_of).days
    return (
        Light.OVERDUE
        if left < 0
        else Light.DUE_SOON
        if left <= view.book.config.due_soon_days
        else Light.NORMAL
    )


def _matters(view: Assessment, start: date, end: date) -> Iterator[Occasion]:
    for one in view.matters:
        for limit in one.limits:
            if limit.done_on is None and start <= limit.due <= end:
                name = f"{one.matter.workflow} {one.matter.id.split('/', 1)[1]}"
                yield Occasion(
                    limit.due,
                    limit.light,
                    one.matter.id,
                    name,
                    limit.step.name,
                    actors(one.matter, limit.step),
                    matter=True,
                    provisional=limit.counted.provisional,
                    tags=remarks.limit_tags(limit),
                )


def described(one: Occasion) -> str:
    """Return an occasion in one line: 【临期】title，units（本级另定）."""
    units = f"，{listed(one.units)}" if one.units else ""
    notes = (*(["暂定"] if one.provisional else []), *one.tags)
    return f"【{one.light.word}】{one.name}{units}" + (f"（{'，'.join(notes)}）" if notes else "")
