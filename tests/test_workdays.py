"""Working days and limits in law: the worked examples, and every day of seventeen years against two libraries."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import chinese_calendar
import holidays
import pytest

from conftest import files
from duban import loading
from duban.workdays import Arrangement
from duban.workdays import Calendar
from duban.workdays import DayKind
from duban.workdays import count
from duban.workdays import explain

CALENDAR = Calendar()


@pytest.mark.parametrize("year", range(2010, 2027))
def test_every_day_agrees_with_two_libraries(year: int) -> None:
    china = holidays.country_holidays("CN", years=year)
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.is_working(day) == chinese_calendar.is_workday(day) == china.is_working_day(day), day
        day += timedelta(days=1)


# reference: domain.md §3.5, the 2026 arrangement
EXAMPLES = [
    ("2025-12-31", "2026-01-06", "2026-01-04", "2026-01-30", False),
    ("2026-01-15", "2026-01-20", "2026-01-19", "2026-02-14", False),
    ("2026-02-12", "2026-02-24", "2026-02-24", "2026-03-16", False),
    ("2026-03-07", "2026-03-11", "2026-03-10", "2026-04-07", False),
    ("2026-12-03", "2026-12-08", "2026-12-07", "2027-01-04", True),
]


@pytest.mark.parametrize(("signed", "working", "calendar", "thirty", "provisional"), EXAMPLES)
def test_the_worked_examples(signed: str, working: str, calendar: str, thirty: str, provisional: bool) -> None:  # noqa: FBT001 - a table
    start = date.fromisoformat(signed)
    assert str(count(start, 3, DayKind.WORKING, CALENDAR, roll=False).due) == working
    assert str(count(start, 3, DayKind.CALENDAR, CALENDAR, roll=True).due) == calendar
    last = count(start, 30, DayKind.CALENDAR, CALENDAR, roll=True)
    assert (str(last.due), last.provisional) == (thirty, provisional)


def test_without_rolling_the_last_day_may_be_a_rest_day() -> None:
    assert count(date(2026, 1, 15), 3, DayKind.CALENDAR, CALENDAR, roll=False).due == date(2026, 1, 18)


@pytest.mark.parametrize(
    ("start", "days", "kind", "said"),
    [
        ("2026-02-12", 3, DayKind.WORKING, "2026-02-12 送达，次日起算，3 个工作日：13、14（调休上班）、24 → 2026-02-24"),
        ("2026-02-12", 30, DayKind.CALENDAR, "2026-02-12 送达，次日起算，30 个自然日：至 2026-03-14（周末），顺延 → 2026-03-16"),
        ("2026-01-15", 30, DayKind.CALENDAR, "2026-01-15 送达，次日起算，30 个自然日 → 2026-02-14（调休上班，不顺延）"),
        ("2026-03-07", 30, DayKind.CALENDAR, "2026-03-07 送达，次日起算，30 个自然日：至 2026-04-06（放假），顺延 → 2026-04-07"),
        ("2026-09-29", 3, DayKind.WORKING, "2026-09-29 送达，次日起算，3 个工作日：30、10月8日、9 → 2026-10-09"),
        ("2026-12-30", 3, DayKind.WORKING, "2026-12-30 送达，次日起算，3 个工作日：31、1月4日、5 → 2027-01-05（暂定，当年放假安排未公布）"),
    ],
)
def test_the_arithmetic_in_words(start: str, days: int, kind: DayKind, said: str) -> None:
    assert explain("送达", count(date.fromisoformat(start), days, kind, CALENDAR, roll=True), CALENDAR) == said


def test_a_year_without_an_arrangement_is_provisional_and_knows_the_fixed_holidays() -> None:
    assert not CALENDAR.published(2027)
    assert not CALENDAR.is_working(date(2027, 1, 1))
    assert not CALENDAR.is_working(date(2027, 10, 1))
    assert CALENDAR.is_working(date(2027, 1, 4))


def test_the_book_extends_the_calendar() -> None:
    text = "== calendar/2027.yaml\n文号: 示例文号\n放假: [2027-01-04]\n调休上班: [2027-01-03]\n"
    loaded = loading.load(files(text))
    assert loaded.findings == ()
    calendar = loaded.book.calendar()
    last = count(date(2026, 12, 3), 30, DayKind.CALENDAR, calendar, roll=True)
    assert (str(last.due), last.provisional) == ("2027-01-03", False)
    assert not calendar.is_working(date(2027, 1, 4))


def test_the_book_overrides_the_library() -> None:
    calendar = Calendar({2026: Arrangement(rest=frozenset({date(2026, 8, 31)}))})
    assert CALENDAR.is_working(date(2026, 8, 31))
    assert not calendar.is_working(date(2026, 8, 31))
    assert calendar.is_working(date(2026, 2, 14))


def test_days_of_a_pause_are_not_counted() -> None:
    pause = ((date(2026, 3, 5), date(2026, 3, 12)),)
    plain = count(date(2026, 3, 2), 10, DayKind.CALENDAR, CALENDAR, roll=False)
    paused = count(date(2026, 3, 2), 10, DayKind.CALENDAR, CALENDAR, roll=False, pauses=pause)
    assert (paused.due - plain.due).days == 7


def test_working_days_between_two_days() -> None:
    assert CALENDAR.working_days(date(2026, 2, 12), date(2026, 2, 24)) == 3
    assert CALENDAR.working_days(date(2026, 2, 24), date(2026, 2, 12)) == -3
    assert CALENDAR.working_days(date(2026, 2, 14), date(2026, 2, 14)) == 0
