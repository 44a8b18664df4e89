"""Working days and limits in law: the worked examples, and every day of seventeen years against two libraries."""

from __future__ import annotations

from datetime import date
from datetime import timedelta

import chinese_calendar
import holidays
import pytest
from lunar_python import Lunar

from conftest import files
from duban.ground.workdays import Arrangement
from duban.ground.workdays import Calendar
from duban.ground.workdays import DayKind
from duban.ground.workdays import count
from duban.ground.workdays import in_words
from duban.ground.workdays import statutory
from duban.records import loader

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
    last = count(date(2026, 1, 15), 3, DayKind.CALENDAR, CALENDAR, roll=False)
    assert (last.due, last.provisional) == (date(2026, 1, 18), False)
    # No holiday moves it, so it stands before the arrangement of its year is known.
    assert not count(date(2026, 12, 30), 3, DayKind.CALENDAR, CALENDAR, roll=False).provisional


@pytest.mark.parametrize(
    ("start", "days", "kind", "said"),
    [
        ("2026-02-12", 3, DayKind.WORKING, "2026-02-12 送达，次日起算，3 个工作日：13、14（调休上班）、24 → 2026-02-24"),
        ("2026-02-12", 30, DayKind.CALENDAR, "2026-02-12 送达，次日起算，30 个自然日：至 2026-03-14（周末），顺延 → 2026-03-16"),
        ("2026-01-15", 30, DayKind.CALENDAR, "2026-01-15 送达，次日起算，30 个自然日 → 2026-02-14（调休上班，不顺延）"),
        ("2026-03-07", 30, DayKind.CALENDAR, "2026-03-07 送达，次日起算，30 个自然日：至 2026-04-06（放假），顺延 → 2026-04-07"),
        ("2026-09-29", 3, DayKind.WORKING, "2026-09-29 送达，次日起算，3 个工作日：30、10月8日、9 → 2026-10-09"),
        ("2026-08-24", 5, DayKind.CALENDAR, "2026-08-24 送达，次日起算，5 个自然日：至 2026-08-29（周末），顺延 → 2026-08-31"),
        ("2026-08-24", 7, DayKind.CALENDAR, "2026-08-24 送达，次日起算，7 个自然日 → 2026-08-31"),
        # Ten days are named one by one, of more than ten the first and the last.
        (
            "2026-08-21",
            10,
            DayKind.WORKING,
            "2026-08-21 送达，次日起算，10 个工作日：24、25、26、27、28、31、9月1日、2、3、4 → 2026-09-04",
        ),
        ("2026-08-21", 11, DayKind.WORKING, "2026-08-21 送达，次日起算，11 个工作日：24、9月7日 → 2026-09-07"),
        (
            "2026-12-30",
            3,
            DayKind.WORKING,
            "2026-12-30 送达，次日起算，3 个工作日：31、1月4日、5 → 2027-01-05（暂定，台账尚未登记该年放假安排）",
        ),
    ],
)
def test_the_arithmetic_in_words(start: str, days: int, kind: DayKind, said: str) -> None:
    assert in_words("送达", count(date.fromisoformat(start), days, kind, CALENDAR, roll=True), CALENDAR) == said


# 全国年节及纪念日放假办法 (2024) 第二条: 元旦 1 day, 春节 4 (除夕 to 初三), 清明 1, 劳动节 2, 端午 1, 中秋 1, 国庆 3.
def by_the_lunar_calendar(year: int) -> set[date]:
    """The statutory days of a year, its moving feasts counted by lunar_python."""
    spring = lunar(year, 1, 1)
    tomb_sweeping = Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"]
    feasts = {spring + timedelta(days=offset) for offset in range(-1, 3)} | {lunar(year, 5, 5), lunar(year, 8, 15)}
    fixed = {date(year, month, day) for month, day in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))}
    return feasts | fixed | {date(tomb_sweeping.getYear(), tomb_sweeping.getMonth(), tomb_sweeping.getDay())}


def lunar(year: int, month: int, day: int) -> date:
    """The day of the lunar calendar as a date."""
    found = Lunar.fromYmd(year, month, day).getSolar()
    return date(found.getYear(), found.getMonth(), found.getDay())


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=offset) for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]


@pytest.mark.parametrize("year", range(2027, 2036))
def test_the_statutory_days_of_years_to_come_agree_with_the_law_and_two_libraries(year: int) -> None:
    known = {day for day in days_of(year) if statutory(day)}
    assert known == by_the_lunar_calendar(year) == set(holidays.country_holidays("CN", years=year, observed=False))
    assert all(CALENDAR.is_working(day) == (day.weekday() < 5 and day not in known) for day in days_of(year))
    assert not CALENDAR.published(year)


@pytest.mark.parametrize("year", [1999, 2036, 2199])
def test_beyond_the_table_the_days_of_the_solar_calendar_are_known(year: int) -> None:
    assert [f"{day:%m-%d}" for day in days_of(year) if statutory(day)] == ["01-01", "05-01", "05-02", "10-01", "10-02", "10-03"]
    assert not CALENDAR.published(year)


# Counted by hand on a calendar: weekends and the days of the law off, nothing else known.
@pytest.mark.parametrize(
    ("start", "days", "kind", "due"),
    [
        # 2027-02-05 Friday 除夕 to 02-08 Monday 初三: the two weekdays are off, the weekend is anyway.
        ("2027-02-04", 1, DayKind.WORKING, "2027-02-09"),
        ("2027-02-03", 3, DayKind.WORKING, "2027-02-10"),
        ("2027-01-06", 30, DayKind.CALENDAR, "2027-02-09"),
        # 2027-05-01 and 02 are a weekend: Monday works until a notice says otherwise.
        ("2027-04-30", 1, DayKind.WORKING, "2027-05-03"),
        # 2028-10-03 is 国庆 and 中秋 at once: one day off, not two.
        ("2028-09-29", 1, DayKind.WORKING, "2028-10-04"),
        # 2031-10-01 too; the three days of 国庆 are Wednesday to Friday, then a weekend.
        ("2031-09-30", 1, DayKind.WORKING, "2031-10-06"),
        ("2031-08-31", 30, DayKind.CALENDAR, "2031-09-30"),
        ("2031-09-01", 30, DayKind.CALENDAR, "2031-10-06"),
        # 2033-01-30 除夕 is a Sunday, 01-31 to 02-02 the first three days of the year.
        ("2033-01-28", 1, DayKind.WORKING, "2033-02-03"),
        # 2027-09-15 中秋 is a Wednesday; 2029-06-16 端午 a Saturday.
        ("2027-09-14", 1, DayKind.WORKING, "2027-09-16"),
        ("2029-06-15", 1, DayKind.WORKING, "2029-06-18"),
        # Over the turn of a year: 2026 by the notice, 2027 by the law.
        ("2026-12-31", 1, DayKind.WORKING, "2027-01-04"),
    ],
)
def test_limits_over_years_known_only_from_the_law(start: str, days: int, kind: DayKind, due: str) -> None:
    last = count(date.fromisoformat(start), days, kind, CALENDAR, roll=True)
    assert (str(last.due), last.provisional) == (due, True)


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("2027-02-04", "2027-02-04 送达，次日起算，1 个工作日：9 → 2027-02-09（暂定，台账尚未登记该年放假安排）"),
        (
            "2035-12-31",
            "2035-12-31 送达，次日起算，1 个工作日：1月2日 → 2036-01-02（暂定，台账尚未登记该年放假安排，农历节日和清明也没有推算）",
        ),
    ],
)
def test_what_is_not_known_of_a_year_is_said(start: str, said: str) -> None:
    assert in_words("送达", count(date.fromisoformat(start), 1, DayKind.WORKING, CALENDAR, roll=False), CALENDAR) == said


def test_a_calendar_file_that_lists_only_moved_days_leaves_the_holidays_of_the_law() -> None:
    text = "== calendar/2027.yaml\n文号: 示例文号\n放假: [2027-10-04]\n调休上班: [2027-10-09]\n"
    calendar = loader.load(files(text)).book.calendar()
    assert [calendar.is_working(date(2027, 10, day)) for day in range(1, 11)] == [False, False, False, False, *[True] * 5, False]
    assert not calendar.is_working(date(2027, 2, 5))
    assert calendar.published(2027)
    worked = Calendar({2027: Arrangement(work=frozenset({date(2027, 10, 3)}))})
    assert [worked.is_working(date(2027, 10, day)) for day in (1, 3, 4)] == [False, True, True]


def test_the_book_extends_the_calendar() -> None:
    text = "== calendar/2027.yaml\n文号: 示例文号\n放假: [2027-01-04]\n调休上班: [2027-01-03]\n"
    loaded = loader.load(files(text))
    assert loaded.findings == ()
    calendar = loaded.book.calendar()
    last = count(date(2026, 12, 3), 30, DayKind.CALENDAR, calendar, roll=True)
    assert (str(last.due), last.provisional) == ("2027-01-03", False)
    assert not calendar.is_working(date(2027, 1, 4))


def test_a_calendar_file_that_is_named_after_no_year_counts_for_none() -> None:
    text = "== calendar/next.yaml\n文号: 示例文号\n放假: [2027-01-04]\n调休上班: [2027-01-03]\n"
    book = loader.load(files(text)).book
    assert list(book.holidays) == ["next"]
    assert book.calendar() == CALENDAR


def test_the_book_overrides_the_library() -> None:
    calendar = Calendar({2026: Arrangement(rest=frozenset({date(2026, 8, 31)}))})
    assert CALENDAR.is_working(date(2026, 8, 31))
    assert not calendar.is_working(date(2026, 8, 31))
    assert calendar.is_working(date(2026, 2, 14))


@pytest.mark.parametrize(
    ("day", "note"),
    [
        ("2026-02-13", ""),
        ("2026-02-14", "调休上班"),
        ("2026-02-16", "放假"),
        ("2026-02-21", ""),
        ("2026-02-22", ""),
        ("2026-02-28", "调休上班"),
    ],
)
def test_a_weekday_off_and_a_weekend_worked_are_marked(day: str, note: str) -> None:
    assert CALENDAR.note(date.fromisoformat(day)) == note


def test_days_of_a_pause_are_not_counted() -> None:
    pause = ((date(2026, 3, 5), date(2026, 3, 12)),)
    plain = count(date(2026, 3, 2), 10, DayKind.CALENDAR, CALENDAR, roll=False)
    paused = count(date(2026, 3, 2), 10, DayKind.CALENDAR, CALENDAR, roll=False, pauses=pause)
    assert (paused.due - plain.due).days == 7


def test_working_days_between_two_days() -> None:
    assert CALENDAR.working_days(date(2026, 2, 12), date(2026, 2, 24)) == 3
    assert CALENDAR.working_days(date(2026, 2, 24), date(2026, 2, 12)) == -3
    assert CALENDAR.working_days(date(2026, 2, 14), date(2026, 2, 14)) == 0
