"""Find the day of every commit where the clocks of some machines were wrong."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# Git's own first commit: no version of anything is older.
FIRST = date(2005, 4, 7)


def days(told: Sequence[date], today: date) -> tuple[date, ...]:
    """Return a day for every commit of a row, oldest first; no day lies before an earlier one.

    Believed are as many commits as possible whose days follow one another between the birth of git
    and ``today``; of two equally long choices the one with the later days, because clocks that lose
    their battery fall back. The rest get the day of the believed commit before them, or of the
    first one where there is none; ``today`` where none is believed.

    So a clock that shows an impossible day changes the day of no other commit, and ``k`` wrong
    clocks within the possible days change the days of at most ``k`` right ones.
    """
    believed = _longest(told, today)
    found = []
    day = told[believed[0]] if believed else today
    trusted = frozenset(believed)
    for place, own in enumerate(told):
        day = own if place in trusted else day
        found.append(day)
    return tuple(found)


def _longest(told: Sequence[date], today: date) -> list[int]:
    """Return the places of a longest row of possible days that never fall.

    Patience sorting, from the newest back.
    """
    ends: list[int] = []
    tops: list[int] = []
    after: dict[int, int] = {}
    for place in range(len(told) - 1, -1, -1):
        if not FIRST <= told[place] <= today:
            continue
        back = -told[place].toordinal()
        length = bisect_right(ends, back)
        if length:
            after[place] = tops[length - 1]
        ends[length : length + 1] = [back]
        tops[length : length + 1] = [place]
    row = tops[-1:]
    while row and row[-1] in after:
        row.append(after[row[-1]])
    return row
