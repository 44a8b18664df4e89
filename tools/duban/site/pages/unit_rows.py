"""Units as rows of a table: how many assignments of each light, rates, rank."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import natural
from duban.status import rates
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.status.assessment import Assessment
    from duban.status.assessment import UnitStatus
    from duban.status.rates import Rates

# A rate over fewer due assignments than this says little: such units are marked and not ranked.
FEW = 3
# The lights that call for action; the rows of units are sorted by how many they have of each.
_PRESSING = (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)


@immutable
class UnitRow:
    """A unit in a list. ``rank`` is its place by rate, None where it is not ranked."""

    status: UnitStatus
    rates: Rates
    counts: Mapping[Light, int]
    last_report: date | None
    rank: int | None = None

    @property
    def few(self) -> bool:
        """Whether too little was due for its rate to say much."""
        return not self.rates.on_time.reported or self.rates.on_time.whole < FEW


def unit_row(view: Assessment, status: UnitStatus) -> UnitRow:
    """Return the row of one unit, not ranked."""
    reports = (assignment.last_report for assignment in status.assignments)
    return UnitRow(
        status=status,
        rates=rates.over(view, status.assignments),
        counts={light: status.count(light) for light in Light},
        last_report=max((day for day in reports if day), default=None),
    )


def ranked(rows: Iterable[UnitRow]) -> Sequence[UnitRow]:
    """Return the rows with their ranks by rate; a unit with few due assignments gets none."""
    rows = tuple(rows)
    by_rate = sorted((row for row in rows if not row.few), key=_by_rate)
    ranks = {row.status.unit: rank for rank, row in enumerate(by_rate, 1)}
    return [replace(row, rank=ranks.get(row.status.unit)) for row in rows]


def _by_rate(row: UnitRow) -> tuple[float, float, object]:
    on_time, done = row.rates.on_time.value, row.rates.done.value
    return -(on_time or 0), -(done or 0), natural(row.status.unit)


def worst_first(rows: Iterable[UnitRow]) -> Sequence[UnitRow]:
    """Return the rows in order, those with most overdue assignments first."""
    return sorted(
        rows,
        key=lambda row: (
            *(-row.counts[light] for light in _PRESSING),
            natural(row.status.unit),
        ),
    )
