"""Where each matter stands on a day: the step it waits for, every limit that runs, its light."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from duban.ground import workdays
from duban.ground.immutable import immutable
from duban.ground.isolation import attempt
from duban.records.fields import UNSPECIFIED
from duban.status import spans
from duban.status import workflow
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
    from duban.status.workflow import Course
    from duban.status.workflow import Visit

# Limits of at most so many days fall due soon by working days (短期限临期工作日), longer ones by
# calendar days (临期天数).
SHORT_LIMIT = 30


@immutable
class RunningLimit:
    """One limit of a matter: how its last day is counted, its light.

    ``done_on`` is the day the step was done, None while it is not.
    """

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


@immutable
class MatterStatus:
    """A matter on a day: the step it waits for (None: it has ended), its limits, its light.

    ``judged`` is the limit that gives the light: the worst of those that run.
    """

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
        return tuple(limit.step.name for limit in self.limits if limit.late)

    @property
    def stage(self) -> str:
        """The stage it is in."""
        return self.current.stage if self.current else "归档"

    @property
    def units(self) -> tuple[str, ...]:
        """The units that the current step waits for."""
        return workflow.actors(self.matter, self.current) if self.current else ()

    @property
    def judged_units(self) -> tuple[str, ...]:
        """The units that its worst limit runs for; they need not be those of the current step."""
        return workflow.actors(self.matter, self.judged.step) if self.judged else self.units

    @property
    def ahead(self) -> tuple[Step, ...]:
        """The step it waits for and those sure to come after it, in order."""
        return workflow.certain(self.agreement.workflows[self.matter.workflow], self.current)


def statuses(book: Book, as_of: date) -> Iterator[MatterStatus | Failure]:
    """Return the status on ``as_of`` of every matter whose workflow the book knows, by id.

    A matter our code failed on is given as that failure. The book holds nothing later than
    ``as_of`` (:mod:`duban.records.cutoff`).
    """
    calendar = book.calendar()
    for matter in book.matters.values():
        steps = book.workflow(matter)
        if steps:
            agreement = book.agreements[matter.agreement]
            judge = partial(status, matter, agreement, steps, book.config, calendar, as_of)
            yield attempt(judge, matter.path)


def unplaced(book: Book) -> int:
    """Return how many matters run a workflow that the book lacks: nothing is said of them."""
    return sum(not book.workflow(matter) for matter in book.matters.values())


def status(
    matter: Matter,
    agreement: Agreement,
    steps: tuple[Step, ...],
    config: Config,
    calendar: Calendar,
    as_of: date,
) -> MatterStatus:
    """Return where a matter stands on ``as_of``; its record holds nothing later."""
    course = workflow.follow(steps, matter.steps)
    limits = tuple(_limits(steps, matter.steps, course, config, calendar, as_of))
    running = [limit for limit in limits if limit.done_on is None]
    judged = min(running, key=lambda limit: (limit.light, limit.due), default=None)
    if course.current is None:
        light, reason = Light.DONE, _ended(steps, matter.steps, limits)
    elif judged is None:
        light = Light.NO_DEADLINE
        reason = f"待{course.current.name}，{_without_number(course.current)}"
    else:
        light, reason = judged.light, describe(judged, as_of)
    return MatterStatus(matter, agreement, course.current, limits, light, reason, judged)


def _ended(
    steps: tuple[Step, ...], records: tuple[StepRecord, ...], limits: tuple[RunningLimit, ...]
) -> str:
    filed = bool(records) and records[-1].name == steps[-1].name
    late = "、".join(limit.step.name for limit in limits if limit.late)
    return ("已归档" if filed else "已结束") + (f"（{late} 曾逾期）" if late else "")


def _without_number(step: Step) -> str:
    """Why no limit runs for a step."""
    limit = step.limit
    if limit is None or limit.quote == UNSPECIFIED:
        return "时限未规定"
    if limit.days is None:
        return f"原文“{limit.quote}”，未规定天数"
    return f"原文“{limit.quote}”，没有“{limit.anchor}”的日期，尚未起算"


def describe(limit: RunningLimit, as_of: date) -> str:
    """Return how a limit stands, in words."""
    step = limit.step.name
    last_day = f"{step}截止 {limit.due}{'，暂定' if limit.counted.provisional else ''}"
    if limit.suspended:
        return f"{step}时限中止计算（恢复后截止不早于 {limit.due}）"
    if limit.done_on:
        days = (limit.done_on - limit.due).days
        if days > 0:
            return f"{limit.done_on} {step}，{spans.days_late(days)}（{last_day}）"
        return f"{limit.done_on} 按期{step}（{last_day}）"
    left = (limit.due - as_of).days
    if left < 0:
        return f"{step}{spans.days_late(-left)}（{last_day}）"
    return f"{spans.due_in(left)}（{last_day}）"


def _limits(
    steps: tuple[Step, ...],
    records: tuple[StepRecord, ...],
    course: Course,
    config: Config,
    calendar: Calendar,
    as_of: date,
) -> Iterator[RunningLimit]:
    """Every limit that has begun to run, of steps done or sure to come."""
    done = _done(steps, records)
    current = course.current
    for step in steps:
        limit = step.limit
        if limit is None or limit.days is None or limit.anchor is None:
            continue
        start = max(done.get(limit.anchor, ()), default=None)
        if start is None:
            continue
        done_on = min((day for day in done.get(step.name, ()) if day >= start), default=None)
        if done_on is None and (current is None or not workflow.unavoidable(steps, current, step)):
            continue
        pauses = _pauses(step, course.visits, done_on, as_of)
        counted = workdays.count(
            start, limit.days, limit.kind, calendar, roll=limit.roll, pauses=pauses
        )
        suspended = done_on is None and current is not None and step.name in current.pauses
        running = RunningLimit(step, counted, done_on, Light.DONE, suspended)
        if done_on is None:
            running = replace(running, light=_light(running, limit.days, config, calendar, as_of))
        yield running


def _done(steps: tuple[Step, ...], records: tuple[StepRecord, ...]) -> Mapping[str, Sequence[date]]:
    """The days on which each step was done."""
    by_name = {step.name: step for step in steps}
    found: dict[str, list[date]] = {}
    for record in records:
        step = by_name.get(record.name)
        if step and not workflow.is_interim(step, record):
            found.setdefault(step.name, []).append(record.on)
    return found


def _pauses(
    step: Step, visits: tuple[Visit, ...], done_on: date | None, as_of: date
) -> tuple[workdays.Pause, ...]:
    """The times in which a limit did not run: while a step that suspends it was waited for."""
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
