"""Which assignments and matters a report is about: the filters of ``tasks report``."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.status import due_dates
from duban.status import verdicts
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from duban.records.model import State
    from duban.records.settings import Config
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.lights import Light
    from duban.status.matters import MatterStatus
    from duban.status.verdicts import Assignment


@immutable
class Filters:
    """Which assignments a report is about; a filter that is None lets everything through.

    ``due_within`` takes what is not yet done and due within that many days from the day of the
    report on; what is overdue by then is not meant.
    """

    unit: str | None = None
    source: str | None = None
    light: Light | None = None
    state: State | None = None
    due_within: int | None = None

    def chosen(self, assignment: Assignment, as_of: date) -> Assignment | None:
        """Return the assignment where it is meant, None where not.

        Where a number of days is asked for, it comes with its next date in them.
        """
        meant = (
            self.unit in {None, assignment.unit}
            and self.source in {None, assignment.item.source}
            and self.light in {None, assignment.light}
            and self.state in {None, assignment.state}
        )
        if not meant:
            return None
        if self.due_within is None:
            return assignment
        due = due_dates.next_due(assignment, as_of, self.due_within)
        return replace(assignment, due=due, days_left=(due - as_of).days) if due else None

    def accepts_matter(self, status: MatterStatus, as_of: date) -> bool:
        """Tell whether a matter is meant; it has no state of its own, so a state excludes it."""
        matter = status.matter
        meant = (
            self.state is None
            and self.unit in {None, *status.units, *matter.roles.values()}
            and self.source in {None, matter.agreement}
            and self.light in {None, status.light}
        )
        if not meant or self.due_within is None:
            return meant
        return due_dates.matter_limit(status, as_of, self.due_within) is not None

    def described(self) -> dict[str, str | int]:
        """Return the filters in use under the names of their options."""
        chosen = {
            "unit": self.unit,
            "source": self.source,
            "light": self.light.key if self.light is not None else None,
            "state": str(self.state) if self.state else None,
            "due_within": self.due_within,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    def words(self, config: Config) -> str:
        """Return the filters in use as a phrase; empty where there are none."""
        light = lamp(self.light, config).word if self.light is not None else None
        days = f"{self.due_within} 天内到期" if self.due_within is not None else None
        said = (self.unit, self.source, light, self.state, days)
        return listed(str(word) for word in said if word is not None)


def select(whole: Assessment, filters: Filters) -> Assessment:
    """Return the assessment of what the filters accept; the items and units follow from it."""
    if filters == Filters():  # a copy of everything would cost time in a large book
        return whole
    items = tuple(kept for status in whole.items if (kept := _chosen(status, filters, whole.as_of)))
    by_unit: dict[str, list[Assignment]] = {}
    for status in items:
        for assignment in status.assignments:
            by_unit.setdefault(assignment.unit or "", []).append(assignment)
    units = tuple(
        replace(unit, assignments=tuple(by_unit[unit.unit]))
        for unit in whole.units
        if unit.unit in by_unit
    )
    matters = tuple(
        status for status in whole.matters if filters.accepts_matter(status, whole.as_of)
    )
    return replace(whole, items=items, units=units, matters=matters)


def _chosen(status: ItemStatus, filters: Filters, as_of: date) -> ItemStatus | None:
    """An item with only the assignments that are meant.

    Where a number of days is asked for, the item's date is the first of theirs.
    """
    judged = status.assignments or (status.judged,)
    kept = tuple(chosen for assignment in judged if (chosen := filters.chosen(assignment, as_of)))
    if not kept:
        return None
    worst = min(kept, key=verdicts.urgency)
    if filters.due_within is not None:
        first = min(kept, key=soonest)
        worst = replace(worst, due=first.due, days_left=first.days_left)
    return replace(status, assignments=kept if status.assignments else (), judged=worst)


_NEVER = 1 << 30


def soonest(assignment: Assignment) -> tuple[int, int]:
    """Sort key: what is due first, then the worst light."""
    left = assignment.days_left
    return _NEVER if left is None else left, assignment.light


def only(view: Assessment, is_listed: Callable[[ItemStatus], bool]) -> Assessment:
    """Return an assessment with only those of its items that are listed; all else stays."""
    return replace(view, items=tuple(filter(is_listed, view.items)))


def due_soon(view: Assessment, filters: Filters) -> tuple[Assessment, int]:
    """Return what is due within the days asked for, or else the book's own, and those days."""
    if filters.due_within is not None:
        return view, filters.due_within
    days = view.book.config.due_soon_days
    return select(view, Filters(due_within=days)), days
