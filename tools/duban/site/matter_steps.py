"""The steps of a matter as its page shows them: done, waited for, certain to come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.reports import details
from duban.status import spans
from duban.status import workflow
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.records.model import StepRecord
    from duban.records.sources import Step
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit


@immutable(kw_only=True)
class ShownStep:
    """One step of a matter as a page shows it.

    ``kind`` is done, late, interim, now, overdue or ahead. ``on`` is the day of a step that was
    taken. ``said`` is how its limit stands, ``text`` the record's remark or what the step still
    waits for.
    """

    name: str
    stage: str
    kind: str
    unit: str
    on: date | None = None
    outcome: str = ""
    said: str = ""
    number: str = ""
    text: str = ""


def shown_steps(status: MatterStatus, as_of: date) -> Sequence[ShownStep]:
    """Return the steps taken, then the one waited for, then those that are certain to follow."""
    steps = {step.name: step for step in status.agreement.workflows[status.matter.workflow]}
    met = {(limit.step.name, limit.done_on): limit for limit in status.limits if limit.done_on}
    running = {limit.step.name: limit for limit in status.limits if limit.done_on is None}
    return [
        *(_taken(record, steps.get(record.name), met) for record in status.matter.steps),
        *(_to_come(status, step, running.get(step.name), as_of) for step in status.ahead),
    ]


def _taken(
    record: StepRecord, step: Step | None, met: Mapping[tuple[str, date], RunningLimit]
) -> ShownStep:
    """A step that was recorded. An interim record meets no limit, so it is never late."""
    interim = step is not None and workflow.is_interim(step, record)
    limit = None if interim else met.get((record.name, record.on))
    late = spans.days_late((record.on - limit.due).days) if limit and limit.late else ""
    kind = "late" if late else "done"
    if interim:
        kind = "interim"
    return ShownStep(
        name=record.name,
        stage=step.stage if step else "",
        kind=kind,
        unit=record.unit,
        on=record.on,
        outcome=record.outcome or "",
        said=late,
        number=record.number or "",
        text=record.text or "",
    )


def _to_come(
    status: MatterStatus, step: Step, limit: RunningLimit | None, as_of: date
) -> ShownStep:
    """A step that is waited for or certain to come. Only a limit that runs has days to tell."""
    if limit and limit.light is Light.OVERDUE:
        kind = "overdue"
    else:
        kind = "now" if step is status.current else "ahead"
    return ShownStep(
        name=step.name,
        stage=step.stage,
        kind=kind,
        unit=listed(workflow.actors(status.matter, step)),
        said=spans.days_off((limit.due - as_of).days) if limit and not limit.suspended else "",
        text=details.waiting_words(step, limit),
    )
