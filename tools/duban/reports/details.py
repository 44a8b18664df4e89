"""One record in full: an item with the arithmetic of its deadline, a unit, a plan or agreement, or a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.ground.text import natural
from duban.ground.workdays import in_words
from duban.records import shown_fields
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
from duban.records.sources import Agreement
from duban.reports.tables import Column
from duban.reports.tables import Facts
from duban.reports.tables import Lines
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.reports.tables import lamp
from duban.reports.unit_views import validity
from duban.status import remarks
from duban.status.deadlines import dated
from duban.status.matters import actors
from duban.status.matters import ahead
from duban.status.matters import describe
from duban.status.matters import is_interim

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ground.findings import Rule
    from duban.records.book import Book
    from duban.records.model import Item
    from duban.records.model import Limit
    from duban.records.model import Unit
    from duban.records.sources import Disclosure
    from duban.records.sources import Source
    from duban.records.sources import Step
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment

_NOTHING = Table("", (), ())


def item(status: ItemStatus, view: Assessment, subtitle: str) -> Report:
    """Return everything about an item: what the document says, how its limit is computed, what each unit reported."""
    one = status.item
    source = view.book.source(one.source)
    facts = [
        ("状态", f"{lamp(status.light, view.book.config).word}：{remarks.said(status.judged)}"),
        ("出处", f"{source.name if source else one.source}，{one.clause}"),
        ("原文", one.quote),
        ("牵头单位", one.lead or UNSPECIFIED),
        ("责任单位", listed(one.responsible) or (UNNAMED if not one.lead else "—")),
        ("配合单位", listed(one.supporting) or "—"),
        ("成果", one.deliverable),
        ("计入考核", "是" if one.counted else "否"),
        ("公开", disclosure(view.book, one)),
        *shown_fields.pairs(one, "show"),
    ]
    blocks: list[Facts | Lines | Table] = [
        Facts("", tuple(facts)),
        Lines("时限", tuple(limit_lines(one, view))),
    ]
    for assignment in status.assignments:
        blocks.extend(_assignment(assignment, view))
    if status.unassigned:
        blocks.append(Lines("责任", (f"{UNNAMED}：{remarks.unnamed(source)}。",)))
    return Report(f"{one.id}　{one.title}", subtitle, tuple(blocks), _NOTHING)


def disclosure(book: Book, one: Item) -> str:
    """Return whether an item may be published, and where that comes from."""
    source = book.source(one.source)
    inherited: Disclosure | None = source.disclosure if source else None
    return str(one.disclosure) if one.disclosure else f"{inherited or '不予公开'}（同所属文件）"


def limit_lines(one: Item, view: Assessment) -> Iterator[str]:
    """Return how the limit of an item comes about, sentence by sentence."""
    limit = one.limit
    yield f"文件原文：{limit.quote}"
    if limit.setting:
        yield f"{remarks.LOCAL}（文件未规定）：依据 {limit.setting.basis}"
    deadline = dated(one)
    if deadline:
        yield f"截止 {deadline.original}（当天仍算按期）"
        for extension in one.extensions:
            change = f"{extension.old_due} → {extension.new_due}"
            yield f"{extension.approved_on} 变更：{change}，批准：{extension.approval}，理由：{extension.reason}"
        left = (deadline.due - view.as_of).days
        what = "当日到期" if left == 0 else f"还有 {left} 天" if left > 0 else f"已过 {-left} 天"
        yield f"现行截止 {deadline.due}{_locally(limit.due is None)}，截至 {view.as_of}：{what}"
    yield from _recurrence(limit, view)
    if limit.parts.continuing:
        days = limit.parts.continuing.refresh_days
        yield f"长期坚持，{f'每 {days} 天至少更新一次进展' if days else '更新间隔未规定'}"
    if not deadline and limit.parts.cycle is None and limit.parts.continuing is None:
        yield "没有规定日期，不计逾期" if limit.specified else "文件未规定时限，不计逾期"


def _locally(local: bool) -> str:  # noqa: FBT001 - reads as a condition where it is called
    return f"（{remarks.LOCAL}）" if local else ""


def _recurrence(limit: Limit, view: Assessment) -> Iterator[str]:
    parts = limit.parts
    if parts.cycle is None:
        return
    if parts.start is None:
        yield f"每{parts.cycle}一次，文件{UNSPECIFIED}起算和截止日期，不计逾期"
        return
    due = "期末" if parts.due_day is None else f"该期最后一个月的 {parts.due_day} 日"
    reach = f"从 {parts.start} 起{_locally(limit.start is None)}" + (
        f"到 {parts.stop} 止" if parts.stop else ""
    )
    local = limit.setting is not None and limit.due_day is None
    yield f"每{parts.cycle}一次，{reach}，每期截止：{due}{_locally(local)}（当天仍算按期），截至 {view.as_of}"


def _assignment(one: Assignment, view: Assessment) -> Iterator[Facts | Lines | Table]:
    shown = lamp(one.light, view.book.config)
    facts = [("状态", f"{shown.shape} {shown.word}：{remarks.said(one)}"), ("办理", str(one.state))]
    if one.done_on:
        facts.append(("完成日期", str(one.done_on)))
    if one.progress:
        facts += shown_fields.pairs(one.progress, "show")
    yield Facts(f"{one.unit}{'（牵头）' if one.leads else ''}", tuple(facts))
    entries = one.progress.entries if one.progress else ()
    if one.turns:
        yield Lines(
            "",
            tuple(
                f"{turn.period.name}（截止 {turn.due}）："
                + (
                    f"{turn.reported} 填报{'，期后填报' if turn.late else ''}"
                    if turn.reported
                    else "未见记录，已过期"
                    if turn.missed(view.as_of)
                    else "未见记录，尚未到期"
                )
                for turn in one.turns
            ),
        )
    if entries:
        columns = (
            Column("日期", fixed=True),
            Column("期次", fixed=True),
            Column("进度", fixed=True),
            Column("情况"),
            Column("佐证"),
        )
        rows = tuple(
            (entry.on, entry.period, entry.percent, entry.text, listed(entry.evidence))
            for entry in entries
        )
        yield Table("", columns, rows)
    else:
        yield Lines("", (f"{remarks.absence(one)}。",))


def limit_sums(one: MatterStatus, view: Assessment) -> Iterator[tuple[RunningLimit, str, str]]:
    """Return each limit of a matter with its arithmetic and how it stands, in words."""
    calendar = view.book.calendar()
    for limit in one.limits:
        anchor = limit.step.limit.anchor if limit.step.limit else None
        reading = f"（按{remarks.READING}，待双方确认）" if remarks.is_reading(limit) else ""
        yield (
            limit,
            in_words(anchor or "", limit.counted, calendar),
            f"{describe(limit, view.as_of)}{reading}",
        )


def matter(one: MatterStatus, view: Assessment, subtitle: str) -> Report:
    """Return a matter step by step: the dates, the limits with their arithmetic, and what it waits for."""
    record = one.matter
    shown = lamp(one.light, view.book.config)
    facts = [
        ("状态", f"{shown.shape} {shown.word}：{remarks.matter_said(one)}"),
        ("流程", f"{one.agreement.name}：{record.workflow}"),
    ]
    if one.current:
        facts.append(("当前环节", f"{one.current.name}（{one.stage}），由{listed(one.units)}办理"))
    facts += [*record.roles.items(), *shown_fields.pairs(record, "show")]
    sums = []
    for limit, arithmetic, said in limit_sums(one, view):
        sums.append(f"{limit.step.name}：{arithmetic}；{said}")
        if limit.step.limit and limit.step.limit.basis:
            sums.append(f"　　{limit.step.limit.basis}")
    return Report(
        f"{record.id}　{record.workflow}",
        subtitle,
        (Facts("", tuple(facts)), _steps(one), Lines("时限", tuple(sums))),
        _NOTHING,
    )


def _steps(one: MatterStatus) -> Table:
    """The stages in a line: what was done, what is waited for, what is to come."""
    columns = (
        Column("", fixed=True),
        Column("阶段", fixed=True),
        Column("环节", fixed=True),
        Column("日期", fixed=True),
        Column("单位"),
        Column("结果"),
        Column("文号和说明"),
    )
    by_name = {step.name: step for step in one.agreement.workflows[one.matter.workflow]}
    rows: list[tuple[Cell, ...]] = []
    late = {(limit.step.name, limit.done_on) for limit in one.limits if limit.late}
    for record in one.matter.steps:
        step = by_name.get(record.name)
        interim = step is not None and is_interim(step, record)
        said = "逾期" if (record.name, record.on) in late and not interim else None
        text = "，".join(part for part in (record.number, record.text, said) if part)
        rows.append(
            (
                "…" if interim else "✓",
                step.stage if step else "",
                record.name,
                record.on,
                record.unit,
                record.outcome,
                text,
            )
        )
    dues = {limit.step.name: limit for limit in one.limits if limit.done_on is None}
    for following in ahead(one):
        said = waiting_words(following, dues.get(following.name))
        mark = "▶" if following is one.current else "·"
        rows.append(
            (
                mark,
                following.stage,
                following.name,
                None,
                listed(actors(one.matter, following)),
                None,
                said,
            )
        )
    return Table("环节", columns, tuple(rows))


def waiting_words(step: Step, limit: RunningLimit | None) -> str:
    """Return by when a step that is waited for must be done."""
    if limit is None:
        return f"时限：{step.limit.quote if step.limit else UNSPECIFIED}"
    return f"时限中止计算，恢复后不早于 {limit.due}" if limit.suspended else f"截止 {limit.due}"


def unit(one: Unit, view: Assessment, subtitle: str) -> Report:
    """Return a unit with its assignments."""
    status = next((status for status in view.units if status.unit == one.name), None)
    facts = [("名称", one.full_name), ("编号", one.id), *shown_fields.pairs(one, "show")]
    columns = (
        Column("编号", fixed=True),
        Column("事项"),
        Column("状态", fixed=True),
        Column("截止", fixed=True),
        Column("情况说明"),
    )
    rows = tuple(
        (
            each.item.id,
            each.item.title,
            lamp(each.light, view.book.config),
            each.due,
            remarks.said(each),
        )
        for each in sorted(
            status.assignments if status else (), key=lambda each: (each.light, each.item.id)
        )
    )
    blocks: list[Facts | Table | Lines] = [Facts("", tuple(facts))]
    if one.members is None or rows:
        blocks.append(Table(f"承办任务（{len(rows)} 项）", columns, rows))
    if one.members is not None:
        named = tuple(
            (
                status.item.id,
                status.item.title,
                lamp(status.light, view.book.config),
                status.judged.due,
                remarks.said(status.judged),
            )
            for status in view.items
            if one.name in status.item.named
        )
        blocks.append(Table(f"交给这类单位的事项（{len(named)} 项）", columns, named))
    return Report(one.name, subtitle, tuple(blocks), _NOTHING)


def source(one: Source, view: Assessment, subtitle: str) -> Report:
    """Return a plan or an agreement with its items in the order of the document."""
    facts = [
        ("标题", one.title),
        ("文号", one.number or "未载明"),
        ("印发", str(one.issued or UNSPECIFIED)),
    ]
    if isinstance(one, Agreement):
        facts += [
            ("参加单位", listed(one.parties)),
            ("生效", str(one.effective or UNSPECIFIED)),
            ("期限", validity(one, view.as_of)),
        ]
    else:
        facts += [("印发单位", listed(one.issuers))]
    facts += [("公开", str(one.disclosure)), *shown_fields.pairs(one, "show")]
    columns = (
        Column("编号", fixed=True),
        Column("条款", fixed=True),
        Column("事项"),
        Column("状态", fixed=True),
        Column("标注"),
    )
    rows = tuple(
        (
            status.item.id.split("/", 1)[1],
            status.item.clause,
            status.item.title,
            lamp(status.light, view.book.config),
            listed(remarks.tags(status.judged)),
        )
        for status in sorted(view.items, key=lambda status: natural(status.item.id))
        if status.item.source == one.id
    )
    return Report(
        f"{one.id}　{one.name}",
        subtitle,
        (Facts("", tuple(facts)), Table(f"事项（{len(rows)} 项）", columns, rows)),
        _NOTHING,
    )


def rule_page(one: Rule[..., object]) -> Report:
    """Return what the manual says about a finding code."""
    title, _, text = one.page.partition("\n")
    lines = tuple(line for line in text.strip().split("\n") if line)
    return Report(
        f"{one.code}　{title}",
        "错误" if one.severity == "error" else "提醒",
        (Lines("", lines),),
        _NOTHING,
    )
