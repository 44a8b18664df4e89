"""One record in full: an item, a matter, a unit, a plan or agreement, or a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import Severity
from duban.ground.text import listed
from duban.ground.text import natural
from duban.ground.workdays import in_words
from duban.records import shown_fields
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
from duban.records.sources import Agreement
from duban.reports.layout import DUE
from duban.reports.layout import ID
from duban.reports.layout import LAMP
from duban.reports.layout import REASON
from duban.reports.layout import TITLE
from duban.reports.layout import source_name
from duban.reports.tables import Column
from duban.reports.tables import Facts
from duban.reports.tables import Lines
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.reports.unit_views import validity
from duban.status import remarks
from duban.status import spans
from duban.status.deadlines import LOCAL
from duban.status.lights import lamp
from duban.status.matters import describe
from duban.status.workflow import actors
from duban.status.workflow import is_interim

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Rule
    from duban.records.book import Book
    from duban.records.model import Item
    from duban.records.model import Limit
    from duban.records.model import StepRecord
    from duban.records.model import Unit
    from duban.records.sources import Source
    from duban.records.sources import Step
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.deadlines import Turn
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment

# A record has no main table: no format of one table is offered for it.
_NOTHING = Table("", (), ())


def item(status: ItemStatus, view: Assessment, subtitle: str) -> Report:
    """Return everything about an item.

    That is what the document says, how the limit is computed, and what each unit reported.
    """
    record = status.item
    facts = (
        ("状态", f"{lamp(status.light, view.book.config).word}：{remarks.said(status.judged)}"),
        ("出处", f"{source_name(view.book, record.source)}，{record.clause}"),
        ("原文", record.quote),
        ("牵头单位", record.lead or UNSPECIFIED),
        ("责任单位", listed(record.responsible) or ("—" if record.lead else UNNAMED)),
        ("配合单位", listed(record.supporting) or "—"),
        ("成果", record.deliverable),
        ("计入考核", "是" if record.counted else "否"),
        ("公开", disclosure(view.book, record)),
        *shown_fields.pairs(record, "show"),
    )
    blocks: list[Facts | Lines | Table] = [
        Facts("", facts),
        Lines("时限", tuple(limit_lines(status, view))),
    ]
    for assignment in status.assignments:
        blocks.extend(_assignment(assignment, view))
    if status.unassigned:
        known = remarks.unnamed(view.book.source(record.source))
        blocks.append(Lines("责任", (f"{UNNAMED}：{known}。",)))
    return Report(f"{record.id}　{record.title}", subtitle, tuple(blocks), _NOTHING)


def disclosure(book: Book, record: Item) -> str:
    """Return whether an item may be published, and where that comes from."""
    if record.disclosure:
        return str(record.disclosure)
    source_of_it = book.source(record.source)
    # What nobody has decided on is not published.
    inherited = source_of_it.disclosure if source_of_it else None
    return f"{inherited or '不予公开'}（同所属文件）"


def limit_lines(status: ItemStatus, view: Assessment) -> Iterator[str]:
    """Return how the limit of an item comes about, sentence by sentence."""
    limit = status.item.limit
    yield f"文件原文：{limit.quote}"
    if limit.setting:
        yield f"{LOCAL}（文件未规定）：依据 {limit.setting.basis}"
    deadline = status.judged.deadline
    if deadline:
        yield f"截止 {deadline.original}（当天仍算按期）"
        for extension in status.item.extensions:
            change = f"{extension.approved_on} 变更：{extension.old_due} → {extension.new_due}"
            yield f"{change}，批准：{extension.approval}，理由：{extension.reason}"
        what = spans.days_off((deadline.due - view.as_of).days, past="已过")
        local = _local_mark(local=limit.due is None)
        yield f"现行截止 {deadline.due}{local}，截至 {view.as_of}：{what}"
    yield from _recurrence(limit, view.as_of)
    if limit.parts.continuing:
        days = limit.parts.continuing.refresh_days
        yield f"长期坚持，{f'每 {days} 天至少更新一次进展' if days else '更新间隔未规定'}"
    if not deadline and limit.parts.cycle is None and limit.parts.continuing is None:
        yield "没有规定日期，不计逾期" if limit.specified else "文件未规定时限，不计逾期"


def _local_mark(*, local: bool) -> str:
    return f"（{LOCAL}）" if local else ""


def _recurrence(limit: Limit, as_of: date) -> Iterator[str]:
    parts = limit.parts
    if parts.cycle is None:
        return
    if parts.start is None:
        yield f"每{parts.cycle}一次，文件{UNSPECIFIED}起算和截止日期，不计逾期"
        return
    reach = f"从 {parts.start} 起{_local_mark(local=limit.start is None)}"
    if parts.stop:
        reach += f"到 {parts.stop} 止"
    due = "期末" if parts.due_day is None else f"该期最后一个月的 {parts.due_day} 日"
    due += _local_mark(local=limit.setting is not None and limit.due_day is None)
    each_due = f"每期截止：{due}（当天仍算按期）"
    yield f"每{parts.cycle}一次，{reach}，{each_due}，截至 {as_of}"


def _assignment(assignment: Assignment, view: Assessment) -> Iterator[Facts | Lines | Table]:
    """What one unit reported on an item: the state, the periods, the entries."""
    shown = lamp(assignment.light, view.book.config)
    facts = [
        ("状态", f"{shown.shape} {shown.word}：{remarks.said(assignment)}"),
        ("办理", str(assignment.state)),
    ]
    if assignment.done_on:
        facts.append(("完成日期", str(assignment.done_on)))
    progress = assignment.progress
    if progress:
        facts += shown_fields.pairs(progress, "show")
    yield Facts(f"{assignment.unit}{'（牵头）' if assignment.leads else ''}", tuple(facts))
    if assignment.turns:
        yield Lines("", tuple(_turn_words(turn, view.as_of) for turn in assignment.turns))
    if not progress or not progress.entries:
        yield Lines("", (f"{remarks.absence(assignment)}。",))
        return
    columns = (
        Column("日期", fixed=True),
        Column("期次", fixed=True),
        Column("进度", fixed=True),
        Column("情况"),
        Column("佐证"),
    )
    rows = tuple(
        (entry.on, entry.period, entry.percent, entry.text, listed(entry.evidence))
        for entry in progress.entries
    )
    yield Table("", columns, rows)


def _turn_words(turn: Turn, as_of: date) -> str:
    """How one period of a recurring item stands."""
    head = f"{turn.period.name}（截止 {turn.due}）："
    if turn.reported:
        return f"{head}{turn.reported} 填报{'，期后填报' if turn.late else ''}"
    return f"{head}未见记录，{'已过期' if turn.missed(as_of) else '尚未到期'}"


def matter(status: MatterStatus, view: Assessment, subtitle: str) -> Report:
    """Return a matter step by step, with the arithmetic of its limits and what it waits for."""
    record = status.matter
    shown = lamp(status.light, view.book.config)
    facts = [
        ("状态", f"{shown.shape} {shown.word}：{remarks.matter_said(status)}"),
        ("流程", f"{status.agreement.name}：{record.workflow}"),
    ]
    if status.current:
        step = f"{status.current.name}（{status.stage}）"
        facts.append(("当前环节", f"{step}，由{listed(status.units)}办理"))
    facts += [*record.roles.items(), *shown_fields.pairs(record, "show")]
    sums = []
    for limit, arithmetic, said in limit_sums(status, view):
        sums.append(f"{limit.step.name}：{arithmetic}；{said}")
        if limit.step.limit and limit.step.limit.basis:
            sums.append(f"　　{limit.step.limit.basis}")
    return Report(
        f"{record.id}　{record.workflow}",
        subtitle,
        (Facts("", tuple(facts)), _steps(status), Lines("时限", tuple(sums))),
        _NOTHING,
    )


def limit_sums(status: MatterStatus, view: Assessment) -> Iterator[tuple[RunningLimit, str, str]]:
    """Return each limit of a matter with its arithmetic and how it stands, in words."""
    calendar = view.book.calendar()
    for limit in status.limits:
        anchor = limit.step.limit.anchor if limit.step.limit else None
        reading = f"（按{remarks.READING}，待双方确认）" if remarks.is_reading(limit) else ""
        arithmetic = in_words(anchor or "", limit.counted, calendar)
        yield limit, arithmetic, f"{describe(limit, view.as_of)}{reading}"


def _steps(status: MatterStatus) -> Table:
    """The steps in a line: what was done, what is waited for, what is to come."""
    columns = (
        Column("", fixed=True),
        Column("阶段", fixed=True),
        Column("环节", fixed=True),
        Column("日期", fixed=True),
        Column("单位"),
        Column("结果"),
        Column("文号和说明"),
    )
    steps = {step.name: step for step in status.agreement.workflows[status.matter.workflow]}
    late = {(limit.step.name, limit.done_on) for limit in status.limits if limit.late}
    rows = [
        _taken_row(record, steps.get(record.name), late=(record.name, record.on) in late)
        for record in status.matter.steps
    ]
    waited_for = {limit.step.name: limit for limit in status.limits if limit.done_on is None}
    rows += [_coming_row(step, status, waited_for.get(step.name)) for step in status.ahead]
    return Table("环节", columns, tuple(rows))


def _taken_row(record: StepRecord, step: Step | None, *, late: bool) -> tuple[Cell, ...]:
    interim = step is not None and is_interim(step, record)
    # An interim record does not end its step, so it cannot be late.
    said = "逾期" if late and not interim else None
    return (
        "…" if interim else "✓",
        step.stage if step else "",
        record.name,
        record.on,
        record.unit,
        record.outcome,
        "，".join(part for part in (record.number, record.text, said) if part),
    )


def _coming_row(step: Step, status: MatterStatus, limit: RunningLimit | None) -> tuple[Cell, ...]:
    return (
        "▶" if step is status.current else "·",
        step.stage,
        step.name,
        None,
        listed(actors(status.matter, step)),
        None,
        waiting_words(step, limit),
    )


def waiting_words(step: Step, limit: RunningLimit | None) -> str:
    """Return by when a step that is waited for must be done."""
    if limit is None:
        return f"时限：{step.limit.quote if step.limit else UNSPECIFIED}"
    return f"时限中止计算，恢复后不早于 {limit.due}" if limit.suspended else f"截止 {limit.due}"


def unit(record: Unit, view: Assessment, subtitle: str) -> Report:
    """Return a unit with its assignments; a class of units with the items that name it."""
    facts = (("名称", record.full_name), ("编号", record.id), *shown_fields.pairs(record, "show"))
    status = next((status for status in view.units if status.unit == record.name), None)
    assignments = sorted(
        status.assignments if status else (),
        key=lambda assignment: (assignment.light, assignment.item.id),
    )
    rows = tuple(_judged_row(assignment, view) for assignment in assignments)
    columns = (ID, TITLE, LAMP, DUE, REASON)
    blocks: list[Facts | Table | Lines] = [Facts("", facts)]
    if record.members is None or rows:
        blocks.append(Table(f"承办任务（{len(rows)} 项）", columns, rows))
    if record.members is not None:
        named = tuple(
            _judged_row(status.judged, view)
            for status in view.items
            if record.name in status.item.named
        )
        blocks.append(Table(f"交给这类单位的事项（{len(named)} 项）", columns, named))
    return Report(record.name, subtitle, tuple(blocks), _NOTHING)


def _judged_row(judged: Assignment, view: Assessment) -> tuple[Cell, ...]:
    return (
        judged.item.id,
        judged.item.title,
        lamp(judged.light, view.book.config),
        judged.due,
        remarks.said(judged),
    )


def source(record: Source, view: Assessment, subtitle: str) -> Report:
    """Return a plan or an agreement with its items in the order of the document."""
    facts = [
        ("标题", record.title),
        ("文号", record.number or "未载明"),
        ("印发", str(record.issued or UNSPECIFIED)),
    ]
    if isinstance(record, Agreement):
        facts += [
            ("参加单位", listed(record.parties)),
            ("生效", str(record.effective or UNSPECIFIED)),
            ("期限", validity(record, view.as_of)),
        ]
    else:
        facts += [("印发单位", listed(record.issuers))]
    facts += [("公开", str(record.disclosure)), *shown_fields.pairs(record, "show")]
    columns = (ID, Column("条款", fixed=True), TITLE, LAMP, Column("标注"))
    rows = tuple(
        (
            status.item.id.split("/", 1)[1],
            status.item.clause,
            status.item.title,
            lamp(status.light, view.book.config),
            listed(remarks.tags(status.judged)),
        )
        for status in sorted(view.items, key=lambda status: natural(status.item.id))
        if status.item.source == record.id
    )
    blocks = (Facts("", tuple(facts)), Table(f"事项（{len(rows)} 项）", columns, rows))
    return Report(f"{record.id}　{record.name}", subtitle, blocks, _NOTHING)


def rule_page(rule: Rule[..., object]) -> Report:
    """Return what the manual says about a rule."""
    title, _, text = rule.page.partition("\n")
    lines = tuple(line for line in text.strip().split("\n") if line)
    weight = "错误" if rule.severity is Severity.ERROR else "提醒"
    return Report(f"{rule.code}　{title}", weight, (Lines("", lines),), _NOTHING)
