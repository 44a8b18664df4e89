"""The days on which something is due: of items, of the periods of recurring items, of matters."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.status import deadlines
from duban.status import remarks
from duban.status.lights import Light
from duban.status.lights import lamp
from duban.status.workflow import actors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from datetime import date

    from duban.ground.periods import Period
    from duban.records.settings import Config
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment


@immutable(order=True)
class DueDate:
    """One thing due on one day.

    ``record`` is the id of the item or matter, ``what`` its period or step where there is one,
    ``tags`` what qualifies the light, in a word each.
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
        """What identifies it, on whatever day it falls."""
        return f"{self.record}#{self.what}" if self.what else self.record


def due_dates(view: Assessment, start: date, end: date) -> tuple[DueDate, ...]:
    """Return what is due from ``start`` to ``end``, both inclusive, by day, the worst first."""
    found = list(_matters(view, start, end))
    for status in view.items:
        found += of_item(status, view, start, end)
    return tuple(sorted(found))


def of_item(status: ItemStatus, view: Assessment, start: date, end: date) -> Iterator[DueDate]:
    """Return what is due of an item from ``start`` to ``end``: its date, each of its periods."""
    deadline = status.judged.deadline
    if deadline and start <= deadline.due <= end:
        yield _deadline(status, deadline.due)
    first = deadlines.first_period(status.item)
    if first is None:
        return
    parts = status.item.limit.parts
    last = min(end, parts.stop) if parts.stop else end
    reports = _reports(status)
    # A period begins and is due within one year: earlier years are due before ``start``.
    begin = max(first.start, start.replace(day=1, month=1))
    for period in periods.since(begin, first.cycle, last):
        due = period.due(parts.due_day)
        if start <= due <= end:
            yield _period(status, period, due, view, reports)


def _deadline(status: ItemStatus, due: date) -> DueDate:
    """The date of an item; its units are those that have not finished, or all when all have."""
    judged = status.assignments or (status.judged,)
    units = _units(judged)
    waiting = _units([assignment for assignment in judged if not assignment.done])
    done = all(assignment.done for assignment in judged)
    return DueDate(
        on=due,
        light=Light.DONE if done else status.light,
        record=status.item.id,
        title=status.item.title,
        what="",
        units=waiting or units,
        tags=remarks.tags(status.judged),
    )


def _units(assignments: Sequence[Assignment]) -> tuple[str, ...]:
    return tuple(assignment.unit for assignment in assignments if assignment.unit)


# Each assignment of an item with the periods that its unit reported on.
_Reports = list[tuple["Assignment", frozenset[str]]]


def _reports(status: ItemStatus) -> _Reports:
    return [
        (assignment, frozenset(deadlines.first_reports(assignment.entries)))
        for assignment in status.assignments or (status.judged,)
    ]


def _period(
    status: ItemStatus, period: Period, due: date, view: Assessment, reports: _Reports
) -> DueDate:
    """One period of a recurring item; its units are those that have not reported on it."""
    item = status.item
    waiting = [
        assignment
        for assignment, reported in reports
        if period.label not in reported and not _ended_before(assignment, period)
    ]
    light = _light(due, view) if waiting else Light.DONE
    units = _units(waiting) or _units([assignment for assignment, _ in reports])
    tags = remarks.period_tags(item, light)
    return DueDate(due, light, item.id, item.title, period.label, units, tags=tags)


def _ended_before(assignment: Assignment, period: Period) -> bool:
    """Whether a unit had finished before a period began, so that no report is awaited."""
    done_on = assignment.done_on if assignment.done else None
    return done_on is not None and done_on < period.start


def _light(due: date, view: Assessment) -> Light:
    left = (due - view.as_of).days
    if left < 0:
        return Light.OVERDUE
    return Light.DUE_SOON if left <= view.book.config.due_soon_days else Light.NORMAL


def _matters(view: Assessment, start: date, end: date) -> Iterator[DueDate]:
    for status in view.matters:
        matter = status.matter
        for limit in status.limits:
            if limit.done_on is None and start <= limit.due <= end:
                yield DueDate(
                    on=limit.due,
                    light=limit.light,
                    record=matter.id,
                    title=f"{matter.workflow} {matter.id.split('/', 1)[1]}",
                    what=limit.step.name,
                    units=actors(matter, limit.step),
                    matter=True,
                    provisional=limit.counted.provisional,
                    tags=remarks.limit_tags(limit),
                )


def described(due_date: DueDate, config: Config) -> str:
    """Return a due date in one line: 【临期】title，units（本级另定）."""
    units = f"，{listed(due_date.units)}" if due_date.units else ""
    notes = (*(["暂定"] if due_date.provisional else []), *due_date.tags)
    noted = f"（{'，'.join(notes)}）" if notes else ""
    return f"【{lamp(due_date.light, config).word}】{due_date.name}{units}{noted}"


def next_due(assignment: Assignment, as_of: date, days: int) -> date | None:
    """Return the first day from ``as_of`` to ``days`` later on which something is to be done.

    None where there is no such day, or the unit has finished; what is overdue is not due.
    """
    if assignment.done:
        return None
    last = as_of + timedelta(days=min(days, (as_of.max - as_of).days))
    deadline = assignment.deadline
    coming = (deadline.due if deadline else None, _next_period_end(assignment, as_of))
    return min((day for day in coming if day and as_of <= day <= last), default=None)


def _next_period_end(assignment: Assignment, as_of: date) -> date | None:
    """The first last day of a period not reported on, not before ``as_of``."""
    first = deadlines.first_period(assignment.item)
    if first is None:
        return None
    # What is over by now was due before: the search begins with the period that today lies in.
    begin = periods.containing(max(first.start, as_of), first.cycle)
    coming = deadlines.unreported(assignment.item, assignment.entries, begin)
    return next((turn.due for turn in coming if turn.due >= as_of), None)


def matter_limit(status: MatterStatus, as_of: date, days: int) -> RunningLimit | None:
    """Return the first running limit of a matter that ends from ``as_of`` to ``days`` later."""
    soon = (
        limit
        for limit in status.limits
        if not limit.done_on and not limit.suspended and 0 <= (limit.due - as_of).days <= days
    )
    return min(soon, key=lambda limit: limit.due, default=None)
