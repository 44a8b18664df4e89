"""Working days in China: the State Council's yearly arrangement, and limits counted over it."""

from __future__ import annotations

from dataclasses import field
from datetime import date
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
# More working days than this are not named one by one.
_SHOWN = 10
# 全国年节及纪念日放假办法 (2024) 第二条: 元旦, 春节 from 除夕 to 初三, 清明, 劳动节, 端午,
# 中秋, 国庆节.
_SOLAR = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
# 正月初一, 清明, 端午, 中秋 of the years whose arrangements no library holds yet; a test counts
# them again.
_MOVING: Mapping[int, tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]] = {
    2027: ((2, 6), (4, 5), (6, 9), (9, 15)),
    2028: ((1, 26), (4, 4), (5, 28), (10, 3)),
    2029: ((2, 13), (4, 4), (6, 16), (9, 22)),
    2030: ((2, 3), (4, 5), (6, 5), (9, 12)),
    2031: ((1, 23), (4, 5), (6, 24), (10, 1)),
    2032: ((2, 11), (4, 4), (6, 12), (9, 19)),
    2033: ((1, 31), (4, 4), (6, 1), (9, 8)),
    2034: ((2, 19), (4, 5), (6, 20), (9, 27)),
    2035: ((2, 8), (4, 5), (6, 10), (9, 16)),
}


class DayKind(StrEnum):
    """How the days of a limit are counted."""

    WORKING = "工作日"
    CALENDAR = "自然日"


@immutable
class Arrangement:
    """放假调休安排 of one year: rest days and working weekends, as the book states them."""

    rest: frozenset[date] = frozenset()
    work: frozenset[date] = frozenset()


@immutable
class Calendar:
    """Working days: by the book's own arrangements, then by the library's data.

    Where neither knows a year: weekends and statutory days, provisionally.
    """

    own: Mapping[int, Arrangement] = field(default_factory=dict)

    def published(self, year: int) -> bool:
        """Tell whether the arrangement of a year is known; if not, dates are provisional (暂定)."""
        return year in self.own or year in _published_years()

    def is_working(self, day: date) -> bool:
        """Tell whether a day is a working day."""
        own = self.own.get(day.year)
        if own is not None and (day in own.work or day in own.rest):
            return day in own.work
        return _works_by_law(day)

    def note(self, day: date) -> str:
        """Say what is unusual about a day: a working weekend, or rest on a weekday."""
        working = self.is_working(day)
        if working and day.weekday() >= _SATURDAY:
            return "调休上班"
        return "放假" if not working and day.weekday() < _SATURDAY else ""

    def next_working(self, day: date) -> date:
        """Return ``day`` if it is a working day, or else the first one after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """Return how many working days lie after ``after``, up to and with ``until``.

        Negative where ``until`` lies before.
        """
        if until < after:
            return -self.working_days(until, after)
        return sum(
            self.is_working(after + timedelta(days=offset))
            for offset in range(1, (until - after).days + 1)
        )


@lru_cache(maxsize=1)
def _published_years() -> frozenset[int]:
    from chinese_calendar import constants

    return frozenset(day.year for day in constants.holidays)


@lru_cache(maxsize=8192)
def _works_by_law(day: date) -> bool:
    """Whether the library says so; in a year it does not know: no weekend, no statutory day."""
    if day.year not in _published_years():
        return day.weekday() < _SATURDAY and not statutory(day)
    from chinese_calendar import is_workday

    return bool(is_workday(day))


def statutory(day: date) -> bool:
    """Tell whether the law itself makes a day a holiday.

    The moving feasts count in the years in which this program knows them.
    """
    return (day.month, day.day) in _SOLAR or day in _moving_days(day.year)


@lru_cache(maxsize=64)
def _moving_days(year: int) -> frozenset[date]:
    if year not in _MOVING:
        return frozenset()
    spring, *single_days = (date(year, *feast) for feast in _MOVING[year])
    spring_festival = [spring + ONE_DAY * offset for offset in range(-1, 3)]
    return frozenset((*spring_festival, *single_days))


@immutable
class CountedLimit:
    """A limit counted out: ``due`` is its last day, ``unrolled`` that day before any rolling.

    ``counted`` are the working days counted; ``open_years`` the years that the last day depends on
    and whose arrangement is not known.
    """

    start: date
    due: date
    days: int
    kind: DayKind
    counted: tuple[date, ...]
    unrolled: date
    open_years: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether the last day may still move (暂定)."""
        return bool(self.open_years)


Pause = tuple[date, date | None]


def count(
    start: date,
    days: int,
    kind: DayKind,
    calendar: Calendar,
    *,
    roll: bool,
    pauses: tuple[Pause, ...] = (),
) -> CountedLimit:
    """Return a limit of ``days`` from ``start`` counted out.

    ``start`` itself is not counted (民法典 201; 民事诉讼法 85). Calendar days that end on a rest
    day roll to the next working day where ``roll`` says so (民法典 203); a working Saturday is no
    rest day. Days after a pause's first day up to its last are not counted.
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
    if kind is DayKind.WORKING:
        years = range(start.year, due.year + 1)
    elif roll:
        # Calendar days depend on the arrangement only where they end.
        years = range(day.year, due.year + 1)
    else:
        years = range(0)
    open_years = tuple(year for year in years if not calendar.published(year))
    return CountedLimit(start, due, days, kind, tuple(counted), day, open_years)


def _paused(day: date, pauses: tuple[Pause, ...]) -> bool:
    return any(first < day <= (last or first) for first, last in pauses)


def in_words(name: str, counted: CountedLimit, calendar: Calendar) -> str:
    """Return the arithmetic in words.

    "2026-02-12 送达，次日起算，3 个工作日：13、14（调休上班）、24 → 2026-02-24"
    """
    begun = f"{counted.start} {name}，次日起算，{counted.days} 个{counted.kind}"
    last = f"{counted.due}{_reservation(counted)}"
    if counted.kind is DayKind.WORKING:
        return f"{begun}：{'、'.join(_day_names(counted, calendar))} → {last}"
    if counted.unrolled != counted.due:
        why = "周末" if counted.unrolled.weekday() >= _SATURDAY else "放假"
        return f"{begun}：至 {counted.unrolled}（{why}），顺延 → {last}"
    note = calendar.note(counted.due)
    return f"{begun} → {last}{f'（{note}，不顺延）' if note == '调休上班' else ''}"


def _reservation(counted: CountedLimit) -> str:
    """Why a last day may still move; nothing where it may not."""
    if not counted.provisional:
        return ""
    guessed = all(year in _MOVING for year in counted.open_years)
    unknown = "" if guessed else "，农历节日和清明也没有推算"
    return f"（暂定，台账尚未登记该年放假安排{unknown}）"


def _day_names(counted: CountedLimit, calendar: Calendar) -> Iterator[str]:
    """The working days counted, or the first and the last where there are many."""
    days = counted.counted
    if len(days) > _SHOWN:
        days = (days[0], days[-1])
    month = (counted.start.year, counted.start.month)
    for day in days:
        note = calendar.note(day)
        shown = str(day.day) if (day.year, day.month) == month else f"{day.month}月{day.day}日"
        month = (day.year, day.month)
        yield f"{shown}（{note}）" if note else shown
