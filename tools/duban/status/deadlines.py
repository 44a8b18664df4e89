"""When a duty is due: the parts of its limit, extensions and periods, as calendar dates in China, inclusive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ground import periods

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.periods import Period
    from duban.records.model import Entry
    from duban.records.model import Item


@dataclass(frozen=True, slots=True)
class Deadline:
    """A dated limit: ``due`` is the last day now in force, inclusive; ``original`` the one before any extension."""

    due: date
    original: date
    local: bool


def dated(item: Item) -> Deadline | None:
    """Return the dated limit of an item with its extensions applied; None when it has no date."""
    original = item.limit.parts.due
    if original is None:
        return None
    due = item.extensions[-1].new_due if item.extensions else original
    return Deadline(due, original, local=item.limit.setting is not None)


@dataclass(frozen=True, slots=True)
class Turn:
    """One period of a recurring duty: its last day, and the first report that names it (None: no record)."""

    period: Period
    due: date
    reported: date | None

    def missed(self, as_of: date) -> bool:
        """Whether its last day is over without a record."""
        return self.reported is None and self.due < as_of

    @property
    def late(self) -> bool:
        """Whether it was reported after its last day."""
        return self.reported is not None and self.reported > self.due


def turns(
    item: Item, entries: tuple[Entry, ...], as_of: date, ended: date | None = None
) -> tuple[Turn, ...]:
    """Return the periods of a recurring item from its first to the one ``as_of`` lies in, or to its stop or end."""
    first = first_period(item)
    if first is None:
        return ()
    until = min(day for day in (as_of, item.limit.parts.stop, ended) if day is not None)
    reported = first_reports(entries)
    found = periods.since(first.start, first.cycle, until)
    return tuple(
        Turn(period, period.due(item.limit.parts.due_day), reported.get(period.label))
        for period in found
    )


def first_period(item: Item) -> Period | None:
    """Return the first period that a recurring item is due for; None for any other item."""
    parts = item.limit.parts
    if parts.cycle is None or parts.start is None:
        return None
    return periods.first(parts.start, parts.cycle, parts.due_day)


def upcoming(item: Item, known: tuple[Turn, ...], entries: tuple[Entry, ...]) -> Turn | None:
    """Return the first period of a recurring item after the ``known`` ones that no entry names; None when it has stopped by then."""
    period = periods.following(known[-1].period) if known else first_period(item)
    reported = first_reports(entries)
    parts = item.limit.parts
    while period and period.label in reported:
        period = periods.following(period)
    if period is None or (parts.stop and period.start > parts.stop):
        return None
    return Turn(period, period.due(parts.due_day), None)


def latest(entries: Iterable[Entry]) -> Entry | None:
    """Return the entry of the latest day; of several on one day the last as written."""
    return max(reversed(tuple(entries)), key=lambda entry: entry.on, default=None)


def first_reports(entries: tuple[Entry, ...]) -> Mapping[str, date]:
    """Return for each period named by an entry the earliest day it was reported."""
    first: dict[str, date] = {}
    for entry in entries:
        if entry.period is not None:
            first[entry.period] = min(entry.on, first.get(entry.period, entry.on))
    return first
