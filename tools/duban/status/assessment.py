"""Compute state, light and reason of each assignment for a date, and sum them up."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.isolation import FaultError
from duban.ground.isolation import attempt
from duban.ground.isolation import separated
from duban.records import cutoff
from duban.records.kinds import path_of
from duban.records.model import Progress
from duban.records.model import State
from duban.status import matters
from duban.status import verdicts
from duban.status.lights import Light
from duban.status.verdicts import SILENT
from duban.status.verdicts import Assignment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.records.book import Units
    from duban.records.model import Item


@immutable
class ItemStatus:
    """An item with its assignments; ``judged`` is the one whose light counts, the worst.

    Where nobody is responsible, ``judged`` is the judgement of the item itself.
    """

    item: Item
    assignments: tuple[Assignment, ...]
    judged: Assignment

    @property
    def light(self) -> Light:
        """The worst light of its assignments, or the item's own when nobody is responsible."""
        return self.judged.light

    @property
    def unassigned(self) -> bool:
        """Whether the text at hand names nobody (责任单位待核实)."""
        return not self.assignments

    @property
    def state(self) -> State:
        """The state of the whole.

        Done when all are, in progress when any has begun, unreported when nobody has said anything.
        """
        states = {assignment.state for assignment in self.assignments}
        if states <= SILENT:
            return State.UNREAD if State.UNREAD in states else State.UNREPORTED
        if states <= {*SILENT, State.NOT_STARTED}:
            return State.NOT_STARTED
        if states <= {State.DONE, State.DONE_LATE}:
            return State.DONE_LATE if State.DONE_LATE in states else State.DONE
        return State.SUSPENDED if states == {State.SUSPENDED} else State.IN_PROGRESS


@immutable
class UnitStatus:
    """A unit with its assignments, as lead and otherwise."""

    unit: str
    assignments: tuple[Assignment, ...]

    @property
    def leads(self) -> int:
        """How many items it leads."""
        return sum(assignment.leads for assignment in self.assignments)

    def count(self, light: Light) -> int:
        """Return how many of its assignments show this light."""
        return sum(assignment.light is light for assignment in self.assignments)


@immutable
class Assessment:
    """A book judged on one day, computed once for terminal, files, site and gates.

    ``book`` holds nothing later than that day. ``failures`` are the records our code failed on.
    """

    book: Book
    as_of: date
    items: tuple[ItemStatus, ...]
    units: tuple[UnitStatus, ...]
    matters: tuple[matters.MatterStatus, ...] = ()
    failures: tuple[Failure, ...] = ()

    def sound(self) -> Assessment:
        """Return this assessment, or raise FaultError where our code failed on a record.

        Comparing it would call that record gone or new.
        """
        if self.failures:
            raise FaultError(self.failures[0])
        return self

    @property
    def lights(self) -> dict[Light, int]:
        """How many items show each light, worst first."""
        counted = Counter(status.light for status in self.items)
        return {light: counted[light] for light in Light}

    def assignments(self) -> Iterator[Assignment]:
        """Return every assignment, item by item."""
        for status in self.items:
            yield from status.assignments


def assess(book: Book, as_of: date) -> Assessment:
    """Return how every assignment and matter stands on ``as_of``, a date in China.

    What the book holds of later days does not count.
    """
    book = cutoff.until(book, as_of)
    units = book.names
    ids = {unit.name: unit.id for unit in book.units.values()}
    items, failures = separated(
        attempt(partial(_item, book, item, units, ids, as_of), item.path)
        for item in book.items.values()
    )
    runs, failed_runs = separated(matters.statuses(book, as_of))
    by_unit: dict[str, list[Assignment]] = {}
    for status in items:
        for assignment in status.assignments:
            by_unit.setdefault(assignment.unit or "", []).append(assignment)
    # Units without a file of their own stand last: "~" comes after every id.
    names = sorted(by_unit, key=lambda name: (ids.get(name, "~"), name))
    return Assessment(
        book=book,
        as_of=as_of,
        items=items,
        units=tuple(UnitStatus(name, tuple(by_unit[name])) for name in names),
        matters=runs,
        failures=(*failures, *failed_runs),
    )


def _item(book: Book, item: Item, units: Units, ids: Mapping[str, str], as_of: date) -> ItemStatus:
    lead = units.expand(item.lead) if item.lead else ()
    assignments = tuple(
        verdicts.assignment(
            book,
            item,
            name,
            as_of,
            leads=name in lead,
            report=_report(book, ids.get(name, ""), item),
        )
        for name in units.responsible(item)
    )
    if assignments:
        return ItemStatus(item, assignments, min(assignments, key=verdicts.urgency))
    nobody = verdicts.assignment(book, item, None, as_of, leads=False, report=State.UNREPORTED)
    return ItemStatus(item, (), nobody)


def _report(book: Book, unit: str, item: Item) -> Progress | State:
    """What a unit reported, or that it has no file, or that its file is no valid record."""
    progress = book.progress.get((unit, item.id))
    if progress is not None:
        return progress
    return State.UNREAD if path_of(Progress, unit, item.id) in book.left_out else State.UNREPORTED
