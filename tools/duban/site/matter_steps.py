"""A matter as a line: the steps taken, the one it waits for, those sure to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.reports import details
from duban.status import spans
from duban.status import workflow
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.status.matters import MatterStatus


@dataclass(frozen=True, slots=True)
class Stop:
    """One step in the line of a matter; ``kind`` is done, late, interim, now, overdue or ahead."""

    name: str
    stage: str
    kind: str
    on: date | None
    unit: str
    outcome: str
    said: str
    number: str
    text: str


def journey(one: MatterStatus, as_of: date) -> Sequence[Stop]:
    """Return the steps of a matter in a line: those taken, the one waited for, those sure to come."""
    by_name = {step.name: step for step in one.agreement.workflows[one.matter.workflow]}
    stops = []
    open_limits = {limit.step.name: limit for limit in one.limits if limit.done_on is None}
    closed = {(limit.step.name, limit.done_on): limit for limit in one.limits if limit.done_on}
    for record in one.matter.steps:
        step = by_name.get(record.name)
        interim = step is not None and workflow.is_interim(step, record)
        limit = None if interim else closed.get((record.name, record.on))
        said = spans.days_late((record.on - limit.due).days) if limit and limit.late else ""
        stops.append(
            Stop(
                record.name,
                step.stage if step else "",
                "interim" if interim else "late" if said else "done",
                record.on,
                record.unit,
                record.outcome or "",
                said,
                record.number or "",
                record.text or "",
            )
        )
    for step in one.ahead:
        limit = open_limits.get(step.name)
        waiting = step is one.current
        kind = (
            "overdue" if limit and limit.light is Light.OVERDUE else "now" if waiting else "ahead"
        )
        stops.append(
            Stop(
                step.name,
                step.stage,
                kind,
                None,
                listed(workflow.actors(one.matter, step)),
                "",
                spans.days_off((limit.due - as_of).days) if limit and not limit.suspended else "",
                "",
                details.waiting_words(step, limit),
            )
        )
    return stops
