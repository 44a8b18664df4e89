"""The way of one matter through its workflow: what was recorded, what is wrong, what can follow."""

from __future__ import annotations

from enum import StrEnum
from enum import auto
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from datetime import date

    from duban.records.model import Matter
    from duban.records.model import StepRecord
    from duban.records.sources import Step

# What a workflow writes in place of a next step where an outcome ends the matter.
END = "结束"


class Fault(StrEnum):
    """What can be wrong with one recorded step."""

    UNKNOWN = auto()
    ORDER = auto()
    AFTER_END = auto()
    OUTCOME_MISSING = auto()
    OUTCOME_UNKNOWN = auto()


@immutable
class Visit:
    """A step while the matter waited for it: since when (None: from the start), until when."""

    step: Step
    since: date | None
    until: date | None


@immutable
class Course:
    """A workflow followed through the recorded steps.

    ``current`` is the step waited for, None where the matter has ended. A fault has the index of
    its record and the step it concerns.
    """

    current: Step | None
    visits: tuple[Visit, ...]
    faults: tuple[tuple[int, Fault, Step | None], ...]


def follow(steps: tuple[Step, ...], records: tuple[StepRecord, ...]) -> Course:
    """Return the course that the records take; after a fault it goes on from what was recorded."""
    by_name = {step.name: step for step in steps}
    current: Step | None = steps[0]
    since: date | None = None
    visits: list[Visit] = []
    faults: list[tuple[int, Fault, Step | None]] = []
    seen: set[str] = set()
    for index, record in enumerate(records):
        step = by_name.get(record.name)
        if step is None:
            faults.append((index, Fault.UNKNOWN, current))
            continue
        interim = is_interim(step, record)
        if current is None:
            faults.append((index, Fault.AFTER_END, None))
        elif step is not current and not (interim and step.limit and step.limit.anchor in seen):
            faults.append((index, Fault.ORDER, current))
        fault = _outcome_fault(step, record)
        if fault:
            faults.append((index, fault, step))
        if interim:
            continue
        seen.add(step.name)
        visits.append(Visit(step, since, record.on))
        since = record.on
        current = _next(steps, step, record.outcome)
    if current is not None:
        visits.append(Visit(current, since, None))
    return Course(current, tuple(visits), tuple(faults))


def is_interim(step: Step, record: StepRecord) -> bool:
    """Tell whether a record only says how a step is going (随时).

    It ends neither the step nor a limit, and no limit counts from it.
    """
    return record.outcome in step.anytime


def _outcome_fault(step: Step, record: StepRecord) -> Fault | None:
    if record.outcome is None:
        return Fault.OUTCOME_MISSING if len(step.outcomes) > 1 else None
    return None if record.outcome in step.outcomes else Fault.OUTCOME_UNKNOWN


def _next(steps: tuple[Step, ...], step: Step, outcome: str | None) -> Step | None:
    name = step.following.get(outcome or "")
    if name is None:
        place = steps.index(step) + 1
        return steps[place] if place < len(steps) else None
    return next((named for named in steps if named.name == name), None)


def successors(steps: tuple[Step, ...], step: Step) -> tuple[Step | None, ...]:
    """Return the steps that can follow a step; None is the end."""
    found: list[Step | None] = []
    for outcome in step.outcomes or (None,):
        following = _next(steps, step, outcome)
        if outcome not in step.anytime and following not in found:
            found.append(following)
    return tuple(found)


def unavoidable(steps: tuple[Step, ...], current: Step, target: Step) -> bool:
    """Tell whether every way from ``current`` to the end leads through ``target``."""
    if current is target:
        return True
    waiting, seen = [current], {current.name, target.name}
    while waiting:
        for following in successors(steps, waiting.pop()):
            if following is None:
                return False
            if following.name not in seen:
                seen.add(following.name)
                waiting.append(following)
    return True


def certain(steps: tuple[Step, ...], current: Step | None) -> tuple[Step, ...]:
    """Return the step waited for and those sure to come after it, in order.

    Where the workflow branches, the next is the first step that all branches lead to.
    """
    found: dict[str, Step] = {}
    following = current
    while following and following.name not in found:
        found[following.name] = following
        options = [step for step in successors(steps, following) if step]
        following = options[0] if len(options) == 1 else _shared(steps, following)
    return tuple(found.values())


def _shared(steps: tuple[Step, ...], current: Step) -> Step | None:
    later = steps[steps.index(current) + 1 :]
    return next((step for step in later if unavoidable(steps, current, step)), None)


def actors(matter: Matter, step: Step) -> tuple[str, ...]:
    """Return the units that do a step of a matter: roles resolved, names as they are."""
    return tuple(matter.roles.get(name, name) for name in step.actors)
