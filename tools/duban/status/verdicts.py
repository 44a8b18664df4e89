"""The light of one assignment and why: each part of a limit gives its verdict, the worst counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.text import listed
from duban.records.fields import UNSPECIFIED
from duban.records.model import Progress
from duban.records.model import State
from duban.status import deadlines
from duban.status.lights import Light

if TYPE_CHECKING:
    from datetime import date

    from duban.ground.periods import Period
    from duban.records.book import Book
    from duban.records.model import Entry
    from duban.records.model import Item
    from duban.records.settings import Config


# A unit of which nothing can be read.
SILENT = frozenset({State.UNREPORTED, State.UNREAD})


@dataclass(frozen=True, slots=True)
class Assignment:
    """责任: one item × one responsible unit; ``unit`` is None for an item that nobody is responsible for."""

    item: Item
    unit: str | None
    leads: bool
    progress: Progress | None
    state: State
    light: Light
    reason: str
    due: date | None = None
    due_original: date | None = None
    days_left: int | None = None
    missed: tuple[Period, ...] = ()
    turns: tuple[deadlines.Turn, ...] = ()
    unseen: bool = False
    late_periods: tuple[Period, ...] = ()
    expired: bool = False
    expired_original: bool = False
    on_time: bool = False
    on_time_original: bool = False

    @property
    def done(self) -> bool:
        """Whether the unit has finished."""
        return self.state in {State.DONE, State.DONE_LATE}

    @property
    def done_on(self) -> date | None:
        """The day the unit finished."""
        return self.progress.done_on if self.progress else None

    @property
    def latest(self) -> Entry | None:
        """Its latest entry."""
        return deadlines.latest(self.progress.entries) if self.progress else None

    @property
    def last_report(self) -> date | None:
        """The day of its latest entry."""
        return self.latest.on if self.latest else None


def urgency(one: Assignment) -> tuple[int, int]:
    """Sort key: the worst light first, then what is due earliest."""
    return one.light, one.days_left if one.days_left is not None else 1 << 30


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one part of a limit says: its light, why, its date, and whether it rests on nothing having been reported."""

    light: Light
    reason: str
    due: date | None = None
    unseen: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """The facts one assignment is judged by."""

    config: Config
    item: Item
    issued: date | None
    state: State
    done_on: date | None
    entries: tuple[Entry, ...]
    turns: tuple[deadlines.Turn, ...]
    as_of: date

    @property
    def missed(self) -> tuple[deadlines.Turn, ...]:
        """The periods that are over without a record."""
        return tuple(turn for turn in self.turns if turn.missed(self.as_of))


def assignment(
    book: Book, item: Item, unit: str | None, as_of: date, *, leads: bool, report: Progress | State
) -> Assignment:
    """Return how one unit stands with one item on a day, from what it reported."""
    case = _case(book, item, report, as_of)
    verdicts = [verdict for part in _PARTS if (verdict := part(case))]
    judged = min(verdicts, key=lambda verdict: verdict.light, default=None) or _without_date(case)
    waiting = [
        verdict.due for verdict in verdicts if verdict.due and verdict.light is not Light.DONE
    ]
    awaited = judged.due if judged.due in waiting else min(waiting, default=None)
    due = awaited or min((verdict.due for verdict in verdicts if verdict.due), default=None)
    deadline = deadlines.dated(item)
    late = bool(deadline and case.done_on and case.done_on > deadline.due)
    closed = [turn for turn in case.turns if turn.due < as_of]
    punctual = not any(turn.missed(as_of) or turn.late for turn in closed)
    return Assignment(
        item=item,
        unit=unit,
        leads=leads,
        progress=report if isinstance(report, Progress) else None,
        state=State.DONE_LATE if case.state is State.DONE and late else case.state,
        light=judged.light,
        reason=judged.reason + ("（暂缓）" if case.state is State.SUSPENDED else ""),
        due=due,
        due_original=deadline.original if deadline else due,
        days_left=(awaited - as_of).days if awaited else None,
        missed=tuple(turn.period for turn in case.missed),
        turns=case.turns,
        unseen=judged.unseen,
        late_periods=tuple(turn.period for turn in case.turns if turn.late),
        expired=bool(closed) or bool(deadline and deadline.due < as_of),
        expired_original=bool(closed) or bool(deadline and deadline.original < as_of),
        on_time=punctual and (not deadline or bool(case.done_on and not late)),
        on_time_original=punctual
        and (not deadline or bool(case.done_on and case.done_on <= deadline.original)),
    )


def _case(book: Book, item: Item, report: Progress | State, as_of: date) -> _Case:
    if isinstance(report, Progress):
        state, entries, done_on = report.state, report.entries, report.done_on
    else:
        state, entries, done_on = report, (), None
    source = book.source(item.source)
    return _Case(
        config=book.config,
        item=item,
        issued=source.issued if source else None,
        state=state,
        done_on=done_on,
        entries=entries,
        turns=deadlines.turns(item, entries, as_of, done_on),
        as_of=as_of,
    )


def _dated(case: _Case) -> _Verdict | None:
    deadline = deadlines.dated(case.item)
    if deadline is None:
        return None
    due = deadline.due
    name = f"{'本级另定' if deadline.local else ''}截止 {due}" + (
        f"，原截止 {deadline.original}" if due != deadline.original else ""
    )
    if case.state is State.DONE and case.done_on:
        days = (case.done_on - due).days
        return _Verdict(
            Light.DONE,
            f"{case.done_on} 完成，逾期 {days} 天（{name}）"
            if days > 0
            else f"{case.done_on} 按期完成（{name}）",
            due,
        )
    left = (due - case.as_of).days
    if left < 0:
        return _Verdict(
            Light.OVERDUE, f"逾期 {-left} 天（{name}）", due, unseen=case.state in SILENT
        )
    if left <= case.config.due_soon_days:
        return _Verdict(Light.DUE_SOON, f"{_until(left)}到期（{name}）", due)
    behind = _behind(case, due)
    return (
        _Verdict(Light.BEHIND, f"{behind}（{name}）", due)
        if behind
        else _Verdict(Light.NORMAL, f"还有 {left} 天（{name}）", due)
    )


def _until(left: int) -> str:
    return "当日" if left == 0 else f"还有 {left} 天"


def _behind(case: _Case, due: date) -> str:
    """Say how far the reported progress lags the share of time gone by, where both are known (序时进度)."""
    reported = deadlines.latest(entry for entry in case.entries if entry.percent is not None)
    if reported is None or case.issued is None or case.issued >= due:
        return ""
    percent = reported.percent or 0
    gone, whole = (case.as_of - case.issued).days, (due - case.issued).days
    if 100 * gone <= (percent + case.config.behind_points) * whole:
        return ""
    elapsed = 100 * gone / whole
    return (
        f"进度 {percent}%，时间已过 {_tenths(elapsed)}%，滞后 {_tenths(elapsed - percent)} 个百分点"
    )


def _tenths(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


# As many periods as a line has room for.
_IN_A_LINE = 6


def _recurring(case: _Case) -> _Verdict | None:
    parts = case.item.limit.parts
    if parts.cycle is None or parts.start is None:
        return None
    missed = case.missed
    if missed:
        names = listed(turn.period.label for turn in missed[:_IN_A_LINE])
        if len(missed) > _IN_A_LINE:
            names += f" 等 {len(missed)} 期"
        every = f"{_LOCAL[case.item.limit.cycle is None]}每{parts.cycle}一次"
        return _Verdict(Light.OVERDUE, f"{every}，{names} 未见记录", missed[0].due, unseen=True)
    if case.state is State.DONE:
        return _Verdict(
            Light.DONE, "已完成，各期均有记录", case.turns[-1].due if case.turns else None
        )
    waiting = next((turn for turn in case.turns if turn.reported is None), None)
    if waiting is None:
        return _between(case)
    left = (waiting.due - case.as_of).days
    if left <= case.config.due_soon_days:
        return _Verdict(
            Light.DUE_SOON, f"{_until(left)}到期（{_last_day(case, waiting)}）", waiting.due
        )
    return _Verdict(Light.NORMAL, f"还有 {left} 天（{_last_day(case, waiting)}）", waiting.due)


def _between(case: _Case) -> _Verdict:
    """Judge a recurring duty between two periods: what began is reported, and what comes next has not begun."""
    following = deadlines.upcoming(case.item, case.turns, case.entries)
    begun = f"{case.turns[-1].period.label} 已有记录" if case.turns else "尚未开始"
    if following is None:
        return _Verdict(Light.NORMAL, f"{begun}，此后没有期次")
    order = "下一期" if case.turns else "第一期"
    return _Verdict(Light.NORMAL, f"{begun}（{order} {_last_day(case, following)}）", following.due)


def _last_day(case: _Case, turn: deadlines.Turn) -> str:
    return f"{turn.period.label} {_LOCAL[bool(case.item.limit.setting)]}截止 {turn.due}"


_LOCAL = {True: "本级另定", False: ""}


def _continuing(case: _Case) -> _Verdict | None:
    continuing = case.item.limit.parts.continuing
    if continuing is None:
        return None
    last = max((entry.on for entry in case.entries), default=None)
    since = last or case.issued
    if (
        continuing.refresh_days is not None
        and since
        and (case.as_of - since).days > continuing.refresh_days
    ):
        what = f"{last} 以后未见更新" if last else "未见进展记录"
        days = (case.as_of - since).days
        return _Verdict(
            Light.BEHIND,
            f"长期坚持，{what}，已 {days} 天（应每 {continuing.refresh_days} 天更新）",
            unseen=True,
        )
    if case.state is State.DONE:
        return _Verdict(Light.DONE, "已阶段性完成，长期坚持")
    return _Verdict(Light.NORMAL, f"长期坚持，最近更新 {last}" if last else "长期坚持")


def _reporting(case: _Case) -> _Verdict | None:
    """Judge the book's own reporting rhythm: the last closed period needs an entry, unless the work is finished."""
    reporting = case.config.reporting
    if reporting is None or case.state is State.DONE or case.item.limit.parts.cycle is not None:
        return None
    first = periods.first(reporting.start, reporting.cycle, reporting.day)
    closed = [
        period
        for period in periods.since(first.start, reporting.cycle, case.as_of)
        if period.due(reporting.day) < case.as_of
    ]
    if not closed:
        return None
    period, due = closed[-1], closed[-1].due(reporting.day)
    before = closed[-2].due(reporting.day) if len(closed) > 1 else period.start - timedelta(days=1)
    if any(
        before < entry.on <= due or period.start <= entry.on <= period.end for entry in case.entries
    ):
        return None
    return _Verdict(Light.BEHIND, f"{period.label} 未见报送记录（{due} 前报送）", unseen=True)


_PARTS = (_dated, _recurring, _continuing, _reporting)


def _without_date(case: _Case) -> _Verdict:
    limit = case.item.limit
    words = f"原文“{limit.quote}”，未规定具体日期" if limit.specified else f"文件{UNSPECIFIED}时限"
    if limit.parts.cycle and limit.parts.start is None:
        words = f"每{limit.parts.cycle}一次，文件{UNSPECIFIED}起算和截止日期"
    if case.state is State.DONE:
        return _Verdict(Light.DONE, f"{case.done_on} 完成（{words}）")
    return _Verdict(Light.NO_DEADLINE, words)
