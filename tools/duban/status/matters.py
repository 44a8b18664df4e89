"""Where one run of an agreement's workflow stands: the step it waits for and every limit that runs."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from duban.ground import workdays
from duban.ground.isolation import attempt
from duban.records.fields import UNSPECIFIED
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.ground.isolation import Failure
    from duban.ground.workdays import Calendar
    from duban.records.book import Book
    from duban.records.model import Matter
    from duban.records.model import StepRecord
    from duban.records.settings import Config
    from duban.records.sources import Agreement
    from duban.records.sources import Step

END = "结束"
SHORT_LIMIT = 30


class Fault(StrEnum):
    """What can be wrong with one recorded step."""

    UNKNOWN = "unknown"
    ORDER = "order"
    AFTER_END = "after end"
    OUTCOME_MISSING = "outcome missing"
    OUTCOME_UNKNOWN = "outcome unknown"


def is_interim(step: Step, record: StepRecord) -> bool:
    """Tell whether a record only says how a step is going (随时): it ends neither the step nor a limit, and starts no clock."""
    return record.outcome in step.anytime


@dataclass(frozen=True, slots=True)
class Visit:
    """A step while it was the one waited for: since when, until when (None: still), its record."""

    step: Step
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Course:
    """A workflow followed through the recorded steps: the step waited for (None: ended), visits, and faults by index."""

    current: Step | None
    visits: tuple[Visit, ...]
    faults: tuple[tuple[int, Fault, Step | None], ...]


def follow(steps: tuple[Step, ...], records: tuple[StepRecord, ...]) -> Course:
    """Return the course that the records take through a workflow; after a fault it goes on from what was recorded."""
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


def _outcome_fault(step: Step, record: StepRecord) -> Fault | None:
    if record.outcome is None:
        return Fault.OUTCOME_MISSING if len(step.outcomes) > 1 else None
    return None if record.outcome in step.outcomes else Fault.OUTCOME_UNKNOWN


def _next(steps: tuple[Step, ...], step: Step, outcome: str | None) -> Step | None:
    name = step.following.get(outcome or "")
    if name is None:
        place = steps.index(step) + 1
        return steps[place] if place < len(steps) else None
    return next((one for one in steps if one.name == name), None)


def successors(steps: tuple[Step, ...], step: Step) -> tuple[Step | None, ...]:
    """Return the steps that can follow one, None standing for the end."""
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


def ahead(one: MatterStatus) -> Iterator[Step]:
    """Return the step a matter waits for and those sure to come after it, in order; where ways part, the next that all of them share."""
    steps = one.agreement.workflows[one.matter.workflow]
    following = one.current
    seen: set[str] = set()
    while following and following.name not in seen:
        seen.add(following.name)
        yield following
        options = [step for step in successors(steps, following) if step]
        if len(options) == 1:
            following = options[0]
        else:
            place = steps.index(following) + 1
            following = next(
                (step for step in steps[place:] if unavoidable(steps, following, step)), None
            )


@dataclass(frozen=True, slots=True)
class RunningLimit:
    """One limit of a matter: how its last day is counted, when the step was done (None: not yet), its light."""

    step: Step
    counted: workdays.CountedLimit
    done_on: date | None
    light: Light
    suspended: bool = False

    @property
    def due(self) -> date:
        """The last day, inclusive."""
        return self.counted.due

    @property
    def late(self) -> bool:
        """Whether the step was done after its last day."""
        return self.done_on is not None and self.done_on > self.due


@dataclass(frozen=True, slots=True)
class MatterStatus:
    """A matter on a day: the step it waits for (None: ended), all its limits, the worst of those that run."""

    matter: Matter
    agreement: Agreement
    current: Step | None
    limits: tuple[RunningLimit, ...]
    light: Light
    reason: str
    judged: RunningLimit | None

    @property
    def late_steps(self) -> tuple[str, ...]:
        """The steps that were done late."""
        return tuple(one.step.name for one in self.limits if one.late)

    @property
    def stage(self) -> str:
        """The stage it is in."""
        return self.current.stage if self.current else "归档"

    @property
    def units(self) -> tuple[str, ...]:
        """The units that the current step waits for."""
        return actors(self.matter, self.current) if self.current else ()

    @property
    def judged_units(self) -> tuple[str, ...]:
        """The units that the limit it is judged by runs for, which need not be those of the current step."""
        return actors(self.matter, self.judged.step) if self.judged else self.units


def actors(matter: Matter, step: Step) -> tuple[str, ...]:
    """Return the units that do a step of a matter: roles resolved, names as they are."""
    return tuple(matter.roles.get(name, name) for name in step.actors)


def assess(book: Book, as_of: date) -> Iterator[MatterStatus | Failure]:
    """Return the status on ``as_of`` of every matter whose workflow the book knows, in the order of their ids.

    In place of one on which our code failed stands that failure.

    The book holds nothing later than that day (:mod:`duban.records.cutoff`).
    """
    calendar = book.calendar()
    for matter in book.matters.values():
        steps = book.workflow(matter)
        if steps:
            agreement = book.agreements[matter.agreement]
            yield attempt(
                partial(status, matter, agreement, steps, book.config, calendar, as_of), matter.path
            )


def unplaced(book: Book) -> int:
    """Return of how many matters the book does not hold the workflow, so that nothing can be said of them."""
    return sum(not book.workflow(matter) for matter in book.matters.values())


def status(
    matter: Matter,
    agreement: Agreement,
    steps: tuple[Step, ...],
    config: Config,
    calendar: Calendar,
    as_of: date,
) -> MatterStatus:
    """Return where a matter stands on ``as_of``, the last day its record knows of."""
    course = follow(steps, matter.steps)
    limits = tuple(_limits(steps, matter.steps, course, config, calendar, as_of))
    running = [one for one in limits if one.done_on is None]
    judged = min(running, key=lambda one: (one.light, one.due), default=None)
    if course.current is None:
        light, reason = (
            Light.DONE,
            "已归档" if matter.steps and matter.steps[-1].name == steps[-1].name else "已结束",
        )
        late = "、".join(one.step.name for one in limits if one.late)
        reason += f"（{late} 曾逾期）" if late else ""
    elif judged is None:
        light, reason = (
            Light.NO_DEADLINE,
            f"待{course.current.name}，{_without_number(course.current)}",
        )
    else:
        light, reason = judged.light, describe(judged, as_of)
    return MatterStatus(matter, agreement, course.current, limits, light, reason, judged)


def _without_number(step: Step) -> str:
    limit = step.limit
    if limit is None or limit.quote == UNSPECIFIED:
        return "时限未规定"
    if limit.days is None:
        return f"原文“{limit.quote}”，未规定天数"
    return f"原文“{limit.quote}”，没有“{limit.anchor}”的日期，尚未起算"


def describe(limit: RunningLimit, as_of: date) -> str:
    """Return how a limit stands, in words."""
    left = (limit.due - as_of).days
    name = f"{limit.step.name}截止 {limit.due}{'，暂定' if limit.counted.provisional else ''}"
    if limit.suspended:
        return f"{limit.step.name}时限中止计算（恢复后截止不早于 {limit.due}）"
    if limit.done_on:
        days = (limit.done_on - limit.due).days
        return (
            f"{limit.done_on} {limit.step.name}，逾期 {days} 天（{name}）"
            if days > 0
            else f"{limit.done_on} 按期{limit.step.name}（{name}）"
        )
    if left < 0:
        return f"{limit.step.name}逾期 {-left} 天（{name}）"
    return f"{'当日' if left == 0 else f'还有 {left} 天'}到期（{name}）"


def _limits(
    steps: tuple[Step, ...],
    records: tuple[StepRecord, ...],
    course: Course,
    config: Config,
    calendar: Calendar,
    as_of: date,
) -> Iterator[RunningLimit]:
    done = _done(steps, records)
    for step in steps:
        limit = step.limit
        if limit is None or limit.days is None or limit.anchor is None:
            continue
        start = max(done.get(limit.anchor, ()), default=None)
        if start is None:
            continue
        done_on = min((day for day in done.get(step.name, ()) if day >= start), default=None)
        if done_on is None and (
            course.current is None or not unavoidable(steps, course.current, step)
        ):
            continue
        pauses = _pauses(step, course.visits, done_on, as_of)
        counted = workdays.count(
            start, limit.days, limit.kind, calendar, roll=limit.roll, pauses=pauses
        )
        suspended = (
            done_on is None and course.current is not None and step.name in course.current.pauses
        )
        running = RunningLimit(step, counted, done_on, Light.DONE, suspended)
        yield (
            running
            if done_on
            else replace(running, light=_light(running, limit.days, config, calendar, as_of))
        )


def _done(steps: tuple[Step, ...], records: tuple[StepRecord, ...]) -> Mapping[str, Sequence[date]]:
    """The days on which each step was done."""
    by_name = {step.name: step for step in steps}
    found: dict[str, list[date]] = {}
    for record in records:
        step = by_name.get(record.name)
        if step and not is_interim(step, record):
            found.setdefault(step.name, []).append(record.on)
    return found


def _pauses(
    step: Step, visits: tuple[Visit, ...], done_on: date | None, as_of: date
) -> tuple[workdays.Pause, ...]:
    """The times in which the limit of a step did not run: while a step that suspends it was waited for."""
    until = done_on or as_of
    return tuple(
        (visit.since, min(visit.until or until, until))
        for visit in visits
        if step.name in visit.step.pauses and visit.since is not None and visit.since < until
    )


def _light(
    limit: RunningLimit, days: int, config: Config, calendar: Calendar, as_of: date
) -> Light:
    if limit.suspended:
        return Light.NORMAL
    if as_of > limit.due:
        return Light.OVERDUE
    if days <= SHORT_LIMIT:
        soon = calendar.working_days(as_of, limit.due) <= config.due_soon_working_days
    else:
        soon = (limit.due - as_of).days <= config.due_soon_days
    return Light.DUE_SOON if soon else Light.NORMAL
