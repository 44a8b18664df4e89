"""What several pages need: records by unit, document and urgency, each worked out once."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import natural
from duban.records.book import Units
from duban.reports import layout
from duban.reports import unit_views
from duban.site import charts
from duban.site import links
from duban.site.pages import unit_rows
from duban.status import assessment
from duban.status import verdicts
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.changes.history import Event
    from duban.changes.sentences import Sentence
    from duban.records.model import Item
    from duban.records.model import Unit
    from duban.records.sources import Chapter
    from duban.records.sources import Source
    from duban.site.editions import Edition
    from duban.site.pages.unit_rows import UnitRow
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.matters import MatterStatus

# Two points make a line but no trend.
_FEWEST_POINTS = 3


@immutable(slots=False)
class Index:
    """One edition of the site, with what more than one page shows of it."""

    site: Edition

    # Units.

    @cached_property
    def units(self) -> Units:
        """The units by name."""
        return Units.of(self.site.book)

    @cached_property
    def reporting(self) -> Sequence[Unit]:
        """The registered units that have something to report on; classes of units last."""
        known = [unit for unit in self.site.book.units.values() if unit.name in self.unit_statuses]
        return sorted(known, key=lambda unit: (unit.members is not None, natural(unit.name)))

    @cached_property
    def unit_statuses(self) -> Mapping[str, UnitStatus]:
        """The assignments of each unit that has any, by the unit's name."""
        return {status.unit: status for status in self.site.view.units}

    def status_of(self, unit: str) -> UnitStatus:
        """Return the assignments of the unit with this name; it may have none."""
        return self.unit_statuses.get(unit) or assessment.UnitStatus(unit, ())

    @cached_property
    def unit_rows(self) -> Sequence[UnitRow]:
        """The single units as rows of a table, those with most overdue first."""
        singles, _ = unit_views.split(self.site.view)
        rows: Sequence[UnitRow] = [unit_rows.unit_row(self.site.view, status) for status in singles]
        if self.site.ranking:
            rows = unit_rows.ranked(rows)
        return unit_rows.worst_first(rows)

    @cached_property
    def class_rows(self) -> Sequence[UnitRow]:
        """The classes of units whose members the book does not know, as rows of their own table."""
        _, classes = unit_views.split(self.site.view)
        return [unit_rows.unit_row(self.site.view, status) for status in classes]

    # Items.

    @cached_property
    def items_by_urgency(self) -> Sequence[ItemStatus]:
        """All items, the most urgent first."""
        return sorted(
            self.site.view.items,
            key=lambda status: (*verdicts.urgency(status.judged), natural(status.item.id)),
        )

    @cached_property
    def overdue(self) -> Sequence[ItemStatus]:
        """The overdue items, the most urgent first."""
        return [status for status in self.items_by_urgency if status.light is Light.OVERDUE]

    @cached_property
    def items_by_source(self) -> Mapping[str, Sequence[ItemStatus]]:
        """The items of each plan and agreement by its id, in the order of the document."""
        found: dict[str, list[ItemStatus]] = {source.id: [] for source in self.site.book.sources()}
        for status in sorted(self.site.view.items, key=lambda status: natural(status.item.id)):
            found.setdefault(status.item.source, []).append(status)
        return found

    @cached_property
    def source_rows(self) -> Sequence[tuple[Source, Sequence[ItemStatus], Mapping[Light, int]]]:
        """Each plan and agreement with its items and how many have each light."""
        rows = []
        for source in self.site.book.sources():
            items = self.items_by_source[source.id]
            rows.append((source, items, Counter(status.light for status in items)))
        return rows

    @cached_property
    def neighbours(self) -> Mapping[str, tuple[ItemStatus | None, ItemStatus | None]]:
        """The items before and after each item in its document, by the item's id."""
        found = {}
        for group in self.items_by_source.values():
            for before, status, after in zip(
                (None, *group), group, (*group[1:], None), strict=False
            ):
                found[status.item.id] = (before, after)
        return found

    @cached_property
    def supported(self) -> Mapping[str, Sequence[ItemStatus]]:
        """The items that each unit supports, by the unit's name."""
        found: dict[str, list[ItemStatus]] = {}
        for status in self.site.view.items:
            expanded = (unit for name in status.item.supporting for unit in self.units.expand(name))
            # An item may name a unit and also a class that the unit belongs to.
            for unit in dict.fromkeys(expanded):
                found.setdefault(unit, []).append(status)
        return found

    def chapters(self, item: Item) -> Sequence[tuple[int, Chapter]]:
        """Return the headings above an item, outermost first, with their places in the document."""
        source = self.site.book.source(item.source)
        chapters = enumerate(source.chapters) if source else ()
        return [(place, chapter) for place, chapter in chapters if chapter.holds(item.clause)]

    # Matters.

    @cached_property
    def matters_by_urgency(self) -> Sequence[MatterStatus]:
        """All matters, the most urgent first."""
        return sorted(self.site.view.matters, key=layout.matter_urgency)

    @cached_property
    def waiting_for(self) -> Mapping[str, Sequence[MatterStatus]]:
        """The matters that wait for each unit: by their current step or the limit judged."""
        found: dict[str, list[MatterStatus]] = {}
        for status in self.matters_by_urgency:
            for unit in dict.fromkeys((*status.units, *status.judged_units)):
                found.setdefault(unit, []).append(status)
        return found

    # What changed.

    @cached_property
    def events(self) -> Mapping[str, Sequence[Event]]:
        """What was recorded of each item and matter by its id, the newest first."""
        found: dict[str, list[Event]] = {}
        for event in reversed(self.site.events):
            found.setdefault(event.sentence.id, []).append(event)
        return found

    @cached_property
    def changed(self) -> Sequence[Sentence]:
        """What changed within a week, in one list."""
        return [sentence for group in self.site.changed.values() for sentence in group]

    def trend(self, width: int, height: int) -> charts.Chart | None:
        """Return the chart of the past in this size; None where there are too few points."""
        points = self.site.points
        return charts.lines(points, width, height) if len(points) >= _FEWEST_POINTS else None

    # Files.

    def editor(self, path: str) -> str | None:
        """Return the address where the forge edits a file; None where the book names no forge."""
        repository = self.site.book.config.repository
        return links.edit(repository, path) if repository else None
