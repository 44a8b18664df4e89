"""Which assignments and matters a report is about."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.status import due_dates
from duban.status import verdicts

if TYPE_CHECKING:
    from datetime import date

    from duban.records.model import State
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.lights import Light
    from duban.status.matters import MatterStatus
    from duban.status.verdicts import Assignment


@dataclass(frozen=True, slots=True)
class Filters:
    """Which assignments a report is about; what is None does not matter.

    ``due_within`` means what is still to be done and due in that many days, from the day of the report on: what is overdue is not.
    """

    unit: str | None = None
    source: str | None = None
    light: Light | None = None
    state: State | None = None
    due_within: int | None = None

    def chosen(self, one: Assignment, as_of: date) -> Assignment | None:
        """Return an assignment that is meant, with its next date where dates are asked for; None for any other."""
        meant = (
            (self.unit is None or one.unit == self.unit)
            and (self.source is None or one.item.source == self.source)
            and (self.light is None or one.light is self.light)
            and (self.state is None or one.state is self.state)
        )
        if not meant or self.due_within is None:
            return one if meant else None
        due = due_dates.next_due(one, as_of, self.due_within)
        return replace(one, due=due, days_left=(due - as_of).days) if due else None

    def accepts_matter(self, one: MatterStatus, as_of: date) -> bool:
        """Tell whether a matter is meant; matters have no state of their own."""
        return (
            self.state is None
            and (
                self.unit is None
                or self.unit in one.units
                or self.unit in one.matter.roles.values()
            )
            and (self.source is None or one.matter.agreement == self.source)
            and (self.light is None or one.light is self.light)
            and (
                self.due_within is None
                or due_dates.matter_limit(one, as_of, self.due_within) is not None
            )
        )

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

    def words(self) -> str:
        """Return the filters in use as a phrase; empty when there are none."""
        said = [
            self.unit,
            self.source,
            self.light.word if self.light is not None else None,
            self.state,
        ]
        if self.due_within is not None:
            said.append(f"{self.due_within} 天内到期")
        return listed(str(one) for one in said if one is not None)


def select(whole: Assessment, filters: Filters) -> Assessment:
    """Return the assessment of only those assignments that the filters accept; items and units follow."""
    if filters == Filters():
        return whole
    items = tuple(kept for status in whole.items if (kept := _chosen(status, filters, whole.as_of)))
    by_unit: dict[str, list[Assignment]] = {}
    for status in items:
        for one in status.assignments:
            by_unit.setdefault(one.unit or "", []).append(one)
    return replace(
        whole,
        items=items,
        units=tuple(
            replace(unit, assignments=tuple(by_unit[unit.unit]))
            for unit in whole.units
            if unit.unit in by_unit
        ),
        matters=tuple(one for one in whole.matters if filters.accepts_matter(one, whole.as_of)),
    )


def _chosen(status: ItemStatus, filters: Filters, as_of: date) -> ItemStatus | None:
    """An item with only the assignments that are meant; where dates are asked for, its date is the first of theirs."""
    judged = status.assignments or (status.judged,)
    kept = tuple(found for one in judged if (found := filters.chosen(one, as_of)))
    if not kept:
        return None
    worst = min(kept, key=verdicts.urgency)
    if filters.due_within is not None:
        first = min(kept, key=soonest)
        worst = replace(worst, due=first.due, days_left=first.days_left)
    return replace(status, assignments=kept if status.assignments else (), judged=worst)


def soonest(one: Assignment) -> tuple[int, int]:
    """Sort key: what is due first, then the worst light."""
    return one.days_left if one.days_left is not None else 1 << 30, one.light


def due_soon(view: Assessment, filters: Filters) -> tuple[Assessment, int]:
    """Return what is due within the days that were asked for, or else within the book's own, and how many days those are."""
    if filters.due_within is not None:
        return view, filters.due_within
    days = view.book.config.due_soon_days
    return select(view, Filters(due_within=days)), days
