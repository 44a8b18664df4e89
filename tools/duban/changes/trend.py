"""How the figures moved: the book of many days, each judged on its own day."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.immutable import immutable
from duban.ground.periods import Cycle
from duban.status import assessment
from duban.status import rates

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.changes.history import Past
    from duban.records.book import Book
    from duban.status.assessment import Assessment
    from duban.status.lights import Light
    from duban.status.rates import Rates

WEEK = timedelta(days=7)
# A history shorter than this is shown week by week, a longer one month by month.
_WEEKLY_DAYS = 120
# More points than this tell no more: a longer history shows every second, third, … month's end.
_MONTHLY_POINTS = 60


@immutable
class Point:
    """The figures of one day.

    ``lights`` counts items; ``done``, ``planned`` and ``planned_done`` count assignments.
    ``planned`` are those with a date that had passed by then, ``planned_done`` those of them that
    were done. Recurring duties have no end to be done by: they are in neither.
    """

    on: date
    items: int
    assignments: int
    done: int
    planned: int
    planned_done: int
    lights: Mapping[Light, int]
    rates: Rates


def point(view: Assessment) -> Point:
    """Return the figures of an assessment."""
    everything = tuple(view.assignments())
    due = [
        assignment
        for assignment in everything
        if assignment.deadline and assignment.deadline.due < view.as_of
    ]
    return Point(
        on=view.as_of,
        items=len(view.items),
        assignments=len(everything),
        done=sum(assignment.done for assignment in everything),
        planned=len(due),
        planned_done=sum(assignment.done for assignment in due),
        lights=view.lights,
        rates=rates.of(view),
    )


def days(begins: date, as_of: date) -> Iterator[date]:
    """Return the days to look at, oldest first.

    They are each week back from ``as_of``, or the ends of months where history is long.
    """
    if begins > as_of:
        return
    if (as_of - begins).days <= _WEEKLY_DAYS:
        first = (as_of - begins).days // WEEK.days
        yield from (as_of - WEEK * back for back in range(first, -1, -1))
        return
    ends = [
        period.end for period in periods.since(begins, Cycle.MONTH, as_of) if period.end < as_of
    ]
    apart = -(-len(ends) // _MONTHLY_POINTS)  # rounded up
    yield from ends[(len(ends) - 1) % apart :: apart]
    yield as_of


def points(
    past: Past,
    now: Assessment,
    part: Callable[[Book], Book],
    select: Callable[[Assessment], Assessment] = lambda view: view,
) -> tuple[Point, ...]:
    """Return the figures from the first commit to ``now``; without history those of ``now`` only.

    ``part`` takes what is meant of each earlier book, ``select`` of its assessment. ``now`` has
    been narrowed already.
    """
    if past.begins is None:
        return (point(now),)
    wanted = [day for day in days(past.begins, now.as_of) if day < now.as_of]
    earlier = (assessment.assess(part(book), day) for day, book in past.books(wanted))
    return (*(point(select(view.sound())) for view in earlier), point(now))
