"""The light of one assignment and why: each part of a limit gives its verdict, the worst counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.records.fields import UNSPECIFIED
from duban.records.model import Progress
from duban.records.model import State
from duban.status import deadlines
from duban.status import spans
from duban.status.deadlines import LOCAL
from duban.status.lights import Light

if TYPE_CHECKING:
    from datetime import date

    from duban.ground.periods import Period
    from duban.records.book import Book
    from duban.records.model import Entry
    from duban.records.model import Item
    from duban.records.settings import Config
    from duban.status.deadlines import Deadline
    from duban.status.deadlines import Turn


# A unit of which nothing can be read.
SILENT = frozenset({State.UNREPORTED, State.UNREAD})


@immutable
class Assignment:
    """责任: one item × one responsible unit, None for an item that nobody is responsible for.

    ``due`` is the day still to come or already passed that counts for the light, ``days_left``
    the days to it (negative: past; None: nothing is awaited). ``deadline`` and ``turns`` are the
    dated and the recurring part of the limit. ``unseen`` says that the light rests on nothing
    having been reported. ``expired`` says that a last day is over, ``on_time`` that all was done
    by then; ``…_original`` say so of the dates before any extension.
    """

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
    deadline: Deadline | None = None
    turns: tuple[Turn, ...] = ()
    missed: tuple[Period, ...] = ()
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
    def entries(self) -> tuple[Entry, ...]:
        """What the unit reported."""
        return self.progress.entries if self.progress else ()

    @property
    def latest(self) -> Entry | None:
        """Its latest entry."""
        return deadlines.latest(self.entries)

    @property
    def last_report(self) -> date | None:
        """The day of its latest entry."""
        return self.latest.on if self.latest else None


# Stands for the days that are left where nothing is due: more than any date is away.
_NEVER = 1 << 30


def urgency(assignment: Assignment) -> tuple[int, int]:
    """Sort key: the worst light first, then what is due earliest."""
    left = assignment.days_left
    return assignment.light, _NEVER if left is None else left


@immutable
class _Verdict:
    """What one part of a limit says: its light, why, its date.

    ``unseen`` says that it rests on nothing having been reported.
    """

    light: Light
    reason: str
    due: date | None = None
    unseen: bool = False


@immutable
class _Case:
    """The facts one assignment is judged by; ``issued`` is the date of the item's document."""

    config: Config
    item: Item
    issued: date | None
    state: State
    done_on: date | None
    entries: tuple[Entry, ...]
    deadline: Deadline | None
    turns: tuple[Turn, ...]
    as_of: date

    @property
    def missed(self) -> tuple[Turn, ...]:
        """The periods that are over without a record."""
        return tuple(turn for turn in self.turns if turn.missed(self.as_of))

    @property
    def closed(self) -> tuple[Turn, ...]:
        """The periods whose last day is over."""
        return tuple(turn for turn in self.turns if turn.due < self.as_of)

    def done_by(self, due: date) -> bool:
        """Whether the unit finished on or before a day."""
        return self.done_on is not None and self.done_on <= due


def assignment(
    book: Book, item: Item, unit: str | None, as_of: date, *, leads: bool, report: Progress | State
) -> Assignment:
    """Return how one unit stands with one item on a day, from what it reported.

    Where there is no report to read, ``report`` is the state that follows from that.
    """
    case = _case(book, item, report, as_of)
    verdicts = [verdict for part in _PARTS if (verdict := part(case))]
    judged = min(verdicts, key=lambda verdict: verdict.light, default=None) or _without_date(case)
    due, awaited = _dates(judged, verdicts)
    deadline = case.deadline
    closed = case.closed
    late = bool(deadline and case.done_on and not case.done_by(deadline.due))
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
        deadline=deadline,
        turns=case.turns,
        missed=tuple(turn.period for turn in case.missed),
        unseen=judged.unseen,
        late_periods=tuple(turn.period for turn in case.turns if turn.late),
        expired=bool(closed) or bool(deadline and deadline.due < as_of),
        expired_original=bool(closed) or bool(deadline and deadline.original < as_of),
        on_time=punctual and (deadline is None or case.done_by(deadline.due)),
        on_time_original=punctual and (deadline is None or case.done_by(deadline.original)),
    )


def _dates(judged: _Verdict, verdicts: list[_Verdict]) -> tuple[date | None, date | None]:
    """The day to show, and the day still awaited: that of the light, or else the earliest."""
    running = [verdict for verdict in verdicts if verdict.light is not Light.DONE]
    waiting = [verdict.due for verdict in running if verdict.due]
    awaited = judged.due if judged.due in waiting else min(waiting, default=None)
    earliest = min((verdict.due for verdict in verdicts if verdict.due), default=None)
    return awaited or earliest, awaited


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
        deadline=deadlines.dated(item),
        turns=deadlines.turns(item, entries, as_of, done_on),
        as_of=as_of,
    )


def _dated(case: _Case) -> _Verdict | None:
    deadline = case.deadline
    if deadline is None:
        return None
    due = deadline.due
    name = f"{LOCAL if deadline.local else ''}截止 {due}"
    if due != deadline.original:
        name += f"，原截止 {deadline.original}"
    if case.state is State.DONE and case.done_on:
        days = (case.done_on - due).days
        how = f"完成，{spans.days_late(days)}" if days > 0 else "按期完成"
        return _Verdict(Light.DONE, f"{case.done_on} {how}（{name}）", due)
    left = (due - case.as_of).days
    if left < 0:
        unseen = case.state in SILENT
        return _Verdict(Light.OVERDUE, f"{spans.days_late(-left)}（{name}）", due, unseen=unseen)
    if left <= case.config.due_soon_days:
        return _Verdict(Light.DUE_SOON, f"{spans.due_in(left)}（{name}）", due)
    behind = _behind(case, due)
    if behind:
        return _Verdict(Light.BEHIND, f"{behind}（{name}）", due)
    return _Verdict(Light.NORMAL, f"{spans.days_off(left)}（{name}）", due)


def _behind(case: _Case, due: date) -> str:
    """How far the reported progress lags behind the share of time gone by (序时进度).

    Empty where it does not lag by more than the settings allow, or where one is not known.
    """
    reported = deadlines.latest(entry for entry in case.entries if entry.percent is not None)
    if reported is None or case.issued is None or case.issued >= due:
        return ""
    percent = reported.percent or 0
    gone, whole = (case.as_of - case.issued).days, (due - case.issued).days
    if 100 * gone <= (percent + case.config.behind_points) * whole:
        return ""
    elapsed = 100 * gone / whole
    lag = _tenths(elapsed - percent)
    return f"进度 {percent}%，时间已过 {_tenths(elapsed)}%，滞后 {lag} 个百分点"


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
        return _missed(case, missed)
    if case.state is State.DONE:
        due = case.turns[-1].due if case.turns else None
        return _Verdict(Light.DONE, "已完成，各期均有记录", due)
    waiting = next((turn for turn in case.turns if turn.reported is None), None)
    if waiting is None:
        return _between(case)
    left = (waiting.due - case.as_of).days
    name = _last_day(case, waiting)
    if left <= case.config.due_soon_days:
        return _Verdict(Light.DUE_SOON, f"{spans.due_in(left)}（{name}）", waiting.due)
    return _Verdict(Light.NORMAL, f"{spans.days_off(left)}（{name}）", waiting.due)


def _missed(case: _Case, missed: tuple[Turn, ...]) -> _Verdict:
    names = listed(turn.period.label for turn in missed[:_IN_A_LINE])
    if len(missed) > _IN_A_LINE:
        names += f" 等 {len(missed)} 期"
    limit = case.item.limit
    # Where the document names no cycle, the one that counts was decided locally.
    every = f"{LOCAL if limit.cycle is None else ''}每{limit.parts.cycle}一次"
    return _Verdict(Light.OVERDUE, f"{every}，{names} 未见记录", missed[0].due, unseen=True)


def _between(case: _Case) -> _Verdict:
    """A recurring duty between two periods: the last is reported, the next has not begun."""
    following = deadlines.upcoming(case.item, case.turns, case.entries)
    begun = f"{case.turns[-1].period.label} 已有记录" if case.turns else "尚未开始"
    if following is None:
        return _Verdict(Light.NORMAL, f"{begun}，此后没有期次")
    order = "下一期" if case.turns else "第一期"
    return _Verdict(Light.NORMAL, f"{begun}（{order} {_last_day(case, following)}）", following.due)


def _last_day(case: _Case, turn: Turn) -> str:
    local = LOCAL if case.item.limit.setting else ""
    return f"{turn.period.label} {local}截止 {turn.due}"


def _continuing(case: _Case) -> _Verdict | None:
    continuing = case.item.limit.parts.continuing
    if continuing is None:
        return None
    last = max((entry.on for entry in case.entries), default=None)
    since = last or case.issued
    days = (case.as_of - since).days if since else 0
    most = continuing.refresh_days
    if most is not None and days > most:
        silence = f"{last} 以后未见更新" if last else "未见进展记录"
        reason = f"长期坚持，{silence}，已 {days} 天（应每 {most} 天更新）"
        return _Verdict(Light.BEHIND, reason, unseen=True)
    if case.state is State.DONE:
        return _Verdict(Light.DONE, "已阶段性完成，长期坚持")
    return _Verdict(Light.NORMAL, f"长期坚持，最近更新 {last}" if last else "长期坚持")


def _reporting(case: _Case) -> _Verdict | None:
    """The book's own reporting rhythm (报送): the last closed period needs an entry.

    Recurring duties have periods of their own, and finished work needs no report.
    """
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
    # An entry counts that was made in the period, or after the last report day up to this one.
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
