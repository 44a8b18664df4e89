"""Calendar periods: 2026-03 a month, 2026-Q1 a quarter, 2026-H1 a half-year, 2026 a year."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cycle(StrEnum):
    """How often a duty recurs."""

    MONTH = "月"
    QUARTER = "季度"
    HALF_YEAR = "半年"
    YEAR = "年"

    @property
    def months(self) -> int:
        """Length in months."""
        return _MONTHS[self]


_MONTHS = {Cycle.MONTH: 1, Cycle.QUARTER: 3, Cycle.HALF_YEAR: 6, Cycle.YEAR: 12}


@immutable(order=True)
class Period:
    """One month, quarter, half-year or year; ``start`` and ``end`` are its first and last day."""

    start: date
    end: date
    cycle: Cycle

    @property
    def label(self) -> str:
        """The way records write it: 2026-Q1."""
        year, month = self.start.year, self.start.month
        if self.cycle is Cycle.MONTH:
            return f"{year}-{month:02d}"
        if self.cycle is Cycle.QUARTER:
            return f"{year}-Q{(month + 2) // 3}"
        if self.cycle is Cycle.HALF_YEAR:
            return f"{year}-H{(month + 5) // 6}"
        return f"{year}"

    @property
    def name(self) -> str:
        """The way people say it: 2026年第一季度."""
        year, month = self.start.year, self.start.month
        if self.cycle is Cycle.MONTH:
            return f"{year}年{month}月"
        if self.cycle is Cycle.QUARTER:
            return f"{year}年第{'一二三四'[(month - 1) // 3]}季度"
        if self.cycle is Cycle.HALF_YEAR:
            return f"{year}年{'上' if month == 1 else '下'}半年"
        return f"{year}年"

    def due(self, day: int | None) -> date:
        """Return the last day, or that ``day`` of the last month; at most the month's end."""
        return self.end if day is None else self.end.replace(day=min(day, self.end.day))


# The label of a year, with a month, a quarter or a half.
_LABEL = re.compile(r"([0-9]{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])|H([12])))?")


def parse(label: str) -> Period:
    """Return the period written ``label``; ValueError where the label is not that of a period."""
    match = _LABEL.fullmatch(label)
    if match is None:
        raise ValueError(label)
    year, month, quarter, half = match.groups()
    if month:
        return containing(date(int(year), int(month), 1), Cycle.MONTH)
    if quarter:
        return containing(date(int(year), int(quarter) * 3, 1), Cycle.QUARTER)
    if half:
        return containing(date(int(year), int(half) * 6, 1), Cycle.HALF_YEAR)
    return containing(date(int(year), 1, 1), Cycle.YEAR)


def last_day(text: str) -> date:
    """Return the day written 2024-06-30, or the last day of a period written as a label.

    ValueError where the text is neither.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return parse(text).end


@lru_cache(maxsize=4096)
def containing(day: date, cycle: Cycle) -> Period:
    """Return the period of this cycle that ``day`` lies in."""
    first = (day.month - 1) // cycle.months * cycle.months + 1
    last = first + cycle.months - 1
    return Period(
        date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]), cycle
    )


def since(start: date, cycle: Cycle, until: date) -> Iterator[Period]:
    """Return the periods in order, from the one of ``start`` to the one of ``until``."""
    period = containing(start, cycle)
    while period.start <= until:
        yield period
        period = following(period)


def following(period: Period) -> Period:
    """Return the next period of the same cycle."""
    year, month = period.end.year, period.end.month + 1
    return containing(date(year + month // 13, (month - 1) % 12 + 1, 1), period.cycle)


def first(start: date, cycle: Cycle, day: int | None) -> Period:
    """Return the first period of a duty that begins on ``start``.

    It is the period of that day, or the next where that period was due before it.
    """
    period = containing(start, cycle)
    return following(period) if day and period.due(day) < start else period
