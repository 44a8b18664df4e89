"""When a duty is due: the parts of its limit, extensions and periods, as days in China."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.periods import Period
    from duban.records.model import Entry
    from duban.records.model import Item

# What is said of a date that was decided locally, because the document names none (设定).
LOCAL = "本级另定"


@immutable
class Deadline:
    """A dated limit: the last day now in force and the one before any extension, inclusive.

    ``local`` says that the date was decided locally (设定), not by the document.
    """

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


@immutable
class Turn:
    """One period of a recurring duty, its last day, and the day it was first reported.

    ``reported`` is None where no entry names the period.
    """

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
    """Return the periods of a recurring item from its first to the one ``as_of`` lies in.

    They end earlier where the duty stopped (止) or the unit finished it (``ended``).
    """
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
    """Return the first period after the ``known`` ones that no entry names.

    None where the duty has stopped by then, or does not recur.
    """
    period = periods.following(known[-1].period) if known else first_period(item)
    return next(unreported(item, entries, period), None) if period else None


def unreported(item: Item, entries: tuple[Entry, ...], period: Period) -> Iterator[Turn]:
    """Return the periods of an item from ``period`` on that no entry names, until it stops (止).

    A duty that never stops has no last one: take as many as are needed.
    """
    parts = item.limit.parts
    reported = first_reports(entries)
    while parts.stop is None or period.start <= parts.stop:
        if period.label not in reported:
            yield Turn(period, period.due(parts.due_day), None)
        period = periods.following(period)


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
