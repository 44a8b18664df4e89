"""Shares of what was done, and what each of them counts: of duties with an end, of recurring and of long-term ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.status import deadlines

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from datetime import date

    from duban.records.model import Item
    from duban.status.assessment import Assessment
    from duban.status.verdicts import Assignment


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with what it is made of; no share where there is nothing to divide by, or where nobody has reported anything."""

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
        return (
            f"{_percent(self.part, self.whole)}%（{self.part}/{self.whole}）"
            if self.whole
            else "不计算"
        )


def _percent(part: int, whole: int) -> str:
    """Return a share in percent to one decimal; only all of them are 100.0, only none are 0.0."""
    tenths = round(1000 * part / whole)
    if 0 < part < whole:
        tenths = min(max(tenths, 1), 999)
    return f"{tenths / 10:.1f}"


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some assignments.

    ``done``, ``on_time`` and ``on_time_original`` are over duties with an end, ``filed`` over the periods of recurring ones,
    ``fresh`` over long-term ones that must be reported on at intervals.
    """

    done: Rate
    on_time: Rate
    on_time_original: Rate
    filed: Rate
    fresh: Rate

    def shown(self) -> tuple[tuple[str, str, Rate], ...]:
        """Return each rate with its name and what it counts, in the order in which they are shown."""
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
    """Tell whether a duty has an end by which it can be finished (一次): it neither returns nor only goes on."""
    parts = item.limit.parts
    return parts.cycle is None and (parts.continuing is None or parts.due is not None)


def of(view: Assessment) -> Rates:
    """Return the rates of a whole view over what single units answer for; classes of units stand apart."""
    units = view.book.names
    return over(view, (one for one in view.assignments() if not units.is_class(one.unit)))


def over(view: Assessment, assignments: Iterable[Assignment]) -> Rates:
    """Return the rates over those of some assignments that count; a book without any report gives none."""
    counted = [one for one in assignments if one.item.counted]
    ending = [one for one in counted if ends(one.item)]

    def rate(parts: Iterable[bool]) -> Rate:
        each = tuple(parts)
        return Rate(sum(each), len(each), reported=bool(view.book.progress))

    return Rates(
        done=rate(one.done for one in ending),
        on_time=rate(one.on_time for one in ending if one.expired),
        on_time_original=rate(
            one.on_time_original for one in ending if _expired_originally(one.item, view.as_of)
        ),
        filed=rate(
            turn.reported is not None and not turn.late
            for one in counted
            for turn in one.turns
            if turn.due < view.as_of
        ),
        fresh=rate(
            _is_fresh(one, days, view)
            for one in counted
            if (days := _interval(one.item)) is not None
        ),
    )


def _expired_originally(item: Item, as_of: date) -> bool:
    deadline = deadlines.dated(item)
    return deadline is not None and deadline.original < as_of


def _interval(item: Item) -> int | None:
    """The days that may pass between two reports on a long-term duty."""
    continuing = item.limit.parts.continuing
    return continuing.refresh_days if continuing else None


def _is_fresh(one: Assignment, days: int, view: Assessment) -> bool:
    """Whether an assignment was reported on, or its document issued, no longer ago than its interval."""
    source = view.book.source(one.item.source)
    since = one.last_report or (source.issued if source else None)
    return since is not None and (view.as_of - since).days <= days
