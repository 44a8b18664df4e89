"""The calendar of what falls due in the months to come."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.immutable import immutable
from duban.site.pages.page import Contents
from duban.status import due_dates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.ground.periods import Period
    from duban.ground.workdays import Calendar
    from duban.site.pages.index import Index
    from duban.status.due_dates import DueDate

    Day = tuple[date, Sequence[DueDate], str, bool]

_MONTHS = 6


@immutable
class CalendarPage(Contents):
    """Months with their days and how much falls due in each.

    A day comes with what falls due, a note (a holiday's name), and whether it is a workday.
    """

    template = "calendar.html"

    months: Sequence[tuple[Period, Sequence[Day], int]]
    today: date


def calendar(index: Index) -> CalendarPage:
    """Return the calendar, from the month of the day that the site shows."""
    view = index.site.view
    months = _months(view.as_of)
    due: dict[date, list[DueDate]] = {}
    for due_date in due_dates.due_dates(view, months[0].start, months[-1].end):
        due.setdefault(due_date.on, []).append(due_date)
    workdays = index.site.book.calendar()
    return CalendarPage([_month(month, due, workdays) for month in months], view.as_of)


def _months(today: date) -> Sequence[Period]:
    first = today.replace(day=1)
    # 31 days a month lead into the last one, and at times beyond it.
    last = first + timedelta(days=31 * (_MONTHS - 1))
    return list(periods.since(first, periods.Cycle.MONTH, last))[:_MONTHS]


def _month(
    month: Period, due: Mapping[date, Sequence[DueDate]], workdays: Calendar
) -> tuple[Period, Sequence[Day], int]:
    days = [
        (day, due.get(day, ()), workdays.note(day), workdays.is_working(day))
        for day in _days(month.start, month.end)
    ]
    return month, days, sum(len(due_dates) for _, due_dates, _, _ in days)


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
