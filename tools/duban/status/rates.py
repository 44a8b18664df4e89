"""Rates of what was done: of duties with an end, of recurring ones, of long-term ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

    from duban.records.model import Item
    from duban.status.assessment import Assessment
    from duban.status.verdicts import Assignment


@immutable
class Rate:
    """A share with its part and whole.

    There is no share where the whole is 0, or where nobody has reported anything (``reported``).
    """

    part: int
    whole: int
    reported: bool = True

    @property
    def value(self) -> float | None:
        """The share between 0 and 1."""
        return self.part / self.whole if self.whole and self.reported else None

    def __str__(self) -> str:
        """Return the share in percent with both counts, or why there is none."""
        if not self.reported:
            return "尚未填报，不计算"
        if not self.whole:
            return "不计算"
        return f"{_percent(self.part, self.whole)}%（{self.part}/{self.whole}）"


def _percent(part: int, whole: int) -> str:
    """Return a share in percent to one decimal; only all of them are 100.0, only none are 0.0."""
    tenths = round(1000 * part / whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths / 10:.1f}"


@immutable
class Rates:
    """The rates of some assignments.

    ``done``, ``on_time`` and ``on_time_original`` are over duties with an end, ``filed`` over the
    periods of recurring duties, ``fresh`` over long-term duties with an interval (更新间隔).
    """

    done: Rate
    on_time: Rate
    on_time_original: Rate
    filed: Rate
    fresh: Rate

    def shown(self) -> tuple[tuple[str, str, Rate], ...]:
        """Return each rate with its name and what it counts, in the order shown."""
        return tuple((name, counts, getattr(self, key)) for key, (name, counts) in NAMES.items())


NAMES: Mapping[str, tuple[str, str]] = {
    "done": ("完成率", "已完成÷有完成要求的承办任务"),
    "on_time": ("按时完成率", "按期完成÷已到期的承办任务"),
    "on_time_original": ("按原定时限的按时完成率", "按原定时限完成÷按原定时限已到期的承办任务"),
    "filed": ("按期填报率", "按期填报的期数÷已截止的期数"),
    "fresh": ("更新率", "未超过更新间隔的÷规定了更新间隔的长期任务"),
}
BRIEF = "完成率、按时完成率计有完成要求的承办任务，按期填报率计定期任务的期数，更新率计长期任务"


def ends(item: Item) -> bool:
    """Tell whether a duty can be finished: it neither recurs nor is long-term without a date."""
    parts = item.limit.parts
    return parts.cycle is None and (parts.continuing is None or parts.due is not None)


def of(view: Assessment) -> Rates:
    """Return the rates of a whole view over what single units answer for.

    Classes of units are left out: the book does not know their members.
    """
    units = view.book.names
    return over(
        view,
        (assignment for assignment in view.assignments() if not units.is_class(assignment.unit)),
    )


def over(view: Assessment, assignments: Iterable[Assignment]) -> Rates:
    """Return the rates over those of some assignments that count (计入考核).

    A book without any report gives none.
    """
    counted = [assignment for assignment in assignments if assignment.item.counted]
    ending = [assignment for assignment in counted if ends(assignment.item)]
    closed = [turn for assignment in counted for turn in assignment.turns if turn.due < view.as_of]
    fresh = [_is_fresh(assignment, view) for assignment in counted]
    reported = bool(view.book.progress)

    def rate(parts: Iterable[bool]) -> Rate:
        met = tuple(parts)
        return Rate(sum(met), len(met), reported=reported)

    return Rates(
        done=rate(assignment.done for assignment in ending),
        on_time=rate(assignment.on_time for assignment in ending if assignment.expired),
        on_time_original=rate(
            assignment.on_time_original for assignment in ending if assignment.expired_original
        ),
        filed=rate(turn.reported is not None and not turn.late for turn in closed),
        fresh=rate(is_fresh for is_fresh in fresh if is_fresh is not None),
    )


def _is_fresh(assignment: Assignment, view: Assessment) -> bool | None:
    """Whether a long-term duty was reported on, or its document issued, within its interval.

    None where there is no interval.
    """
    continuing = assignment.item.limit.parts.continuing
    if continuing is None or continuing.refresh_days is None:
        return None
    source = view.book.source(assignment.item.source)
    since = assignment.last_report or (source.issued if source else None)
    return since is not None and (view.as_of - since).days <= continuing.refresh_days
