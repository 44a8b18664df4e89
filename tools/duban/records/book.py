"""A book: all its valid records at one revision, and its units by every name they have."""

from __future__ import annotations

from dataclasses import field
from dataclasses import fields
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.workdays import Arrangement
from duban.ground.workdays import Calendar
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import Unit
from duban.records.settings import Config
from duban.records.settings import HolidayNotice
from duban.records.sources import Agreement
from duban.records.sources import Plan
from duban.records.sources import Source
from duban.records.sources import Step

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator
    from collections.abc import Mapping

Record = Unit | Plan | Agreement | Item | Progress | Matter | HolidayNotice | Config


@immutable(kw_only=True, slots=False)
class Book:
    """台账: every valid record under ``tasks/`` at one revision.

    ``left_out`` are the paths of the files that are not valid.
    """

    config: Config = field(default_factory=Config)
    units: Mapping[str, Unit] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    progress: Mapping[tuple[str, str], Progress] = field(default_factory=dict)
    matters: Mapping[str, Matter] = field(default_factory=dict)
    holidays: Mapping[str, HolidayNotice] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @property
    def shelves(self) -> Mapping[str, Mapping[Any, Any]]:
        """The records of each kind by their identity, by the name of the field; no settings."""
        names = (shelf.name for shelf in fields(self) if shelf.default_factory is dict)
        return {name: getattr(self, name) for name in names}

    @cached_property
    def names(self) -> Units:
        """The units by the names records use, worked out once."""
        return Units.of(self)

    def records(self) -> Iterator[Record]:
        """Return every record but the settings, those first that others refer to."""
        for shelf in (
            self.units,
            self.plans,
            self.agreements,
            self.holidays,
            self.items,
            self.progress,
            self.matters,
        ):
            yield from shelf.values()

    def without(self, paths: Collection[str]) -> Book:
        """Return the book without the records of these files; settings stay."""
        if not paths:
            return self
        kept: dict[str, Any] = {
            name: {key: record for key, record in shelf.items() if record.path not in paths}
            for name, shelf in self.shelves.items()
        }
        return replace(self, **kept)

    def calendar(self) -> Calendar:
        """Return the working days of this book: its own arrangements go before the library's.

        A file that is not named after a year arranges nothing.
        """
        arrangements = {
            int(year): Arrangement(notice.rest, notice.work)
            for year, notice in self.holidays.items()
            if year.isdecimal()
        }
        return Calendar(arrangements)

    def workflow(self, matter: Matter) -> tuple[Step, ...]:
        """Return the steps of the workflow that a matter runs; none where it is not in the book."""
        agreement = self.agreements.get(matter.agreement)
        return agreement.workflows.get(matter.workflow, ()) if agreement else ()

    def source(self, source: str) -> Source | None:
        """Return the plan or agreement with this id."""
        return self.plans.get(source) or self.agreements.get(source)

    def sources(self) -> Iterator[Source]:
        """Return the plans, then the agreements, each in the order of their ids."""
        yield from self.plans.values()
        yield from self.agreements.values()


@immutable(kw_only=True)
class Units:
    """The units of a book by short name; ``known_as`` leads from full names and aliases to it."""

    by_name: Mapping[str, Unit]
    known_as: Mapping[str, str]

    @classmethod
    def of(cls, book: Book) -> Units:
        """Return the units of a book by name; of two with one name, the first by id counts."""
        by_name: dict[str, Unit] = {}
        known_as: dict[str, str] = {}
        for unit in book.units.values():
            by_name.setdefault(unit.name, unit)
            for alias in (unit.full_name, *unit.aliases):
                known_as.setdefault(alias, unit.name)
        return cls(by_name=by_name, known_as=known_as)

    def responsible(self, item: Item) -> tuple[str, ...]:
        """Return the units that must report on an item, its lead first, groups expanded."""
        return tuple(dict.fromkeys(unit for name in item.named for unit in self.expand(name)))

    def is_class(self, name: str | None) -> bool:
        """Tell whether a name stands for a class of units, whose members the book may not know."""
        unit = self.by_name.get(name or "")
        return unit is not None and unit.members is not None

    def expand(self, name: str) -> tuple[str, ...]:
        """Return the units that answer for ``name``.

        They are a group's members, those of groups within it too, or the name itself when it has
        none. Groups that contain each other are opened once.
        """
        found: dict[str, None] = {}
        opened: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            unit = self.by_name.get(current)
            if unit is None or not unit.members:
                found[current] = None
            elif current not in opened:
                opened.add(current)
                waiting.extend(reversed(unit.members))
        return tuple(found) or (name,)
