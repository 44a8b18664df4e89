"""The list of all units, and the page of one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.site.pages.page import Contents
from duban.status import verdicts
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.records.model import Unit
    from duban.site.pages.index import Index
    from duban.site.pages.unit_rows import UnitRow
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.matters import MatterStatus
    from duban.status.verdicts import Assignment

# What a unit must act on now.
_PRESSING = frozenset({Light.OVERDUE, Light.DUE_SOON, Light.BEHIND})


@immutable(kw_only=True)
class UnitsPage(Contents):
    """The list of units.

    ``groups`` are all classes of units, ``classes`` the rows of those without known members.
    ``silent`` are the units without any assignment.
    """

    template = "units.html"

    rows: Sequence[UnitRow]
    groups: Sequence[Unit]
    classes: Mapping[str, UnitRow]
    silent: Sequence[Unit]


def units(index: Index) -> UnitsPage:
    """Return the list of all units."""
    known = index.site.book.units.values()
    return UnitsPage(
        rows=index.unit_rows,
        groups=[unit for unit in known if unit.members is not None],
        classes={row.status.unit: row for row in index.class_rows},
        silent=[
            unit for unit in known if unit.members is None and unit.name not in index.unit_statuses
        ],
    )


@immutable(kw_only=True)
class UnitPage(Contents):
    """One unit: its assignments, the items it supports, the matters that wait for it.

    ``groups`` are the classes it belongs to; ``given`` the items that name it, where it is a class
    itself.
    """

    template = "unit.html"
    searched = True

    unit: Unit
    status: UnitStatus
    counts: Mapping[Light, int]
    now: Sequence[Assignment]
    missing: Sequence[Assignment]
    leading: Sequence[Assignment]
    answering: Sequence[Assignment]
    supporting: Sequence[ItemStatus]
    groups: Sequence[Unit]
    given: Sequence[ItemStatus]
    matters: Sequence[MatterStatus]

    @property
    def words(self) -> tuple[str, ...]:
        """Its names, region and contact."""
        unit = self.unit
        return unit.full_name, *unit.aliases, unit.region or "", unit.contact or ""


def unit_page(index: Index, unit: Unit) -> UnitPage:
    """Return the page of one unit or class of units."""
    book, view = index.site.book, index.site.view
    status = index.status_of(unit.name)
    urgent = sorted(status.assignments, key=verdicts.urgency)
    given = []
    if unit.members is not None:
        given = [item_status for item_status in view.items if unit.name in item_status.item.named]
    return UnitPage(
        unit=unit,
        status=status,
        counts={light: status.count(light) for light in Light},
        now=[assignment for assignment in urgent if assignment.light in _PRESSING],
        missing=[assignment for assignment in urgent if assignment.missed],
        leading=[assignment for assignment in urgent if assignment.leads],
        answering=[assignment for assignment in urgent if not assignment.leads],
        supporting=index.supported.get(unit.name, ()),
        groups=[group for group in book.units.values() if unit.name in (group.members or ())],
        given=given,
        matters=index.waiting_for.get(unit.name, ()),
    )
