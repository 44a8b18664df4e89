"""Working days in China: the State Council's yearly arrangement, and limits counted over it."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# What is certain in any year: the statutory days of the solar calendar (全国年节及纪念日放假办法, 2024, art. 2).
_STATUTORY = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})


class DayKind(StrEnum):
    """How the days of a limit are counted."""

    WORKING = "工作日"
    CALENDAR = "自然日"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """放假调休安排 of one year: rest days and working weekends, as the book states them."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days: the book's own arrangements first, then the library's data, then weekends (provisional)."""

    own: Mapping[int, Arrangement] = field(default_factory=dict)

    def published(self, year: int) -> bool:
        """Tell whether the arrangement of a year is known; dates counted over others are provisional (暂定)."""
        return year in self.own or year in _published_years()

    def is_working(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        own = self.own.get(day.year)
        if own is not None:
            if day in own.work or day in own.rest:
                return day in own.work
            if day.year not in _published_years():
                return day.weekday() < _SATURDAY
        return _library_says_working(day)

    def note(self, day: date) -> str:
        """Say what is unusual about a day: a working weekend, or rest on a weekday."""
        working = self.is_working(day)
        if working and day.weekday() >= _SATURDAY:
            return "调休上班"
        return "放假" if not working and day.weekday() < _SATURDAY else ""

    def next_working(self, day: date) -> date:
        """Return ``day``, or the first working day after it when it is none."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """Return how many working days lie after ``after`` up to and with ``until``; negative when it lies before."""
        if until < after:
            return -self.working_days(until, after)
        return sum(self.is_working(after + timedelta(days=offset)) for offset in range(1, (until - after).days + 1))


@lru_cache(maxsize=1)
def _published_years() -> frozenset[int]:
    from chinese_calendar import constants

    return frozenset(day.year for day in constants.holidays)


@lru_cache(maxsize=8192)
def _library_says_working(day: date) -> bool:
    if day.year not in _published_years():
        return day.weekday() < _SATURDAY and (day.month, day.day) not in _STATUTORY
    from chinese_calendar import is_workday

    return bool(is_workday(day))


@dataclass(frozen=True, slots=True)
class Count:
    """A limit counted out: the last day, inclusive; the working days counted; the day before any rolling."""

    start: date
    due: date
    days: int
    kind: DayKind
    counted: tuple[date, ...]
    unrolled: date
    provisional: bool


Pause = tuple[date, date | None]


def count(start: date, days: int, kind: DayKind, calendar: Calendar, *, roll: bool, pauses: tuple[Pause, ...] = ()) -> Count:
    """Return the last day of a limit of ``days`` from ``start``, which is not counted (民法典 201; 民事诉讼法 85).

    Calendar days that end on a rest day roll to the next working day where ``roll`` says so (民法典 203); a working
    Saturday is no rest day. Days after a pause's first day up to its last are not counted.
    """
    counted: list[date] = []
    day = start
    left = days
    while left:
        day += ONE_DAY
        if _paused(day, pauses) or (kind is DayKind.WORKING and not calendar.is_working(day)):
            continue
        left -= 1
        if kind is DayKind.WORKING:
            counted.append(day)
    due = calendar.next_working(day) if roll and kind is DayKind.CALENDAR else day
    # Calendar days depend on the arrangement only where they end.
    years = range((start if kind is DayKind.WORKING else day).year, due.year + 1)
    matters = kind is DayKind.WORKING or roll
    provisional = matters and not all(calendar.published(year) for year in years)
    return Count(start, due, days, kind, tuple(counted), day, provisional)


def _paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(first < day <= (last or first) for first, last in pauses)


def explain(name: str, counted: Count, calendar: Calendar) -> str:
    """Return the arithmetic in words: "2026-02-12 送达，次日起算，3 个工作日：13、14（调休上班）、24 → 2026-02-24"."""
    begun = f"{counted.start} {name}，次日起算，{counted.days} 个{counted.kind}"
    last = f"{counted.due}{'（暂定，当年放假安排未公布）' if counted.provisional else ''}"
    if counted.kind is DayKind.WORKING:
        return f"{begun}：{'、'.join(_day_names(counted, calendar))} → {last}"
    if counted.unrolled != counted.due:
        why = "周末" if counted.unrolled.weekday() >= _SATURDAY else "放假"
        return f"{begun}：至 {counted.unrolled}（{why}），顺延 → {last}"
    note = calendar.note(counted.due)
    return f"{begun} → {last}{f'（{note}，不顺延）' if note == '调休上班' else ''}"


def _day_names(counted: Count, calendar: Calendar) -> Iterator[str]:
    month = (counted.start.year, counted.start.month)
    for day in counted.counted if len(counted.counted) <= _SHOWN else (counted.counted[0], counted.counted[-1]):
        note = calendar.note(day)
        shown = str(day.day) if (day.year, day.month) == month else f"{day.month}月{day.day}日"
        month = (day.year, day.month)
        yield f"{shown}（{note}）" if note else shown


_SHOWN = 10
