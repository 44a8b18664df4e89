"""What is due next: the coming day on which something of an assignment or a matter is still to be done."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.status import deadlines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment


def next_due(one: Assignment, as_of: date, days: int) -> date | None:
    """Return the first day from ``as_of`` to ``days`` later on which something is due and not yet done; what is overdue is not due."""
    if one.done:
        return None
    last = as_of + timedelta(days=min(days, (as_of.max - as_of).days))
    return min((day for day in _waiting(one, as_of, last) if as_of <= day <= last), default=None)


def _waiting(one: Assignment, as_of: date, last: date) -> Iterator[date]:
    deadline = deadlines.dated(one.item)
    if deadline:
        yield deadline.due
    parts = one.item.limit.parts
    if parts.cycle is None or parts.start is None:
        return
    reported = frozenset(deadlines.first_reports(one.progress.entries if one.progress else ()))
    until = min(last, parts.stop) if parts.stop else last
    for period in periods.since(max(parts.start, as_of), parts.cycle, until):
        due = period.due(parts.due_day)
        if period.label not in reported and due >= max(as_of, parts.start):
            yield due
            return


def matter_limit(one: MatterStatus, as_of: date, days: int) -> RunningLimit | None:
    """Return the first running limit of a matter that ends on a day from ``as_of`` to ``days`` later."""
    running = (limit for limit in one.limits if not limit.done_on and not limit.suspended)
    return min(
        (limit for limit in running if 0 <= (limit.due - as_of).days <= days),
        key=lambda limit: limit.due,
        default=None,
    )
