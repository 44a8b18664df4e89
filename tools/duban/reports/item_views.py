"""The views of items, of assignments and of matters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.records import shown_fields
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
from duban.records.model import Item
from duban.reports.filtering import due_soon
from duban.reports.filtering import only
from duban.reports.filtering import soonest
from duban.reports.layout import DUE
from duban.reports.layout import ID
from duban.reports.layout import LAMP
from duban.reports.layout import LEFT
from duban.reports.layout import REASON
from duban.reports.layout import TITLE
from duban.reports.layout import UNIT
from duban.reports.layout import ReportContext
from duban.reports.layout import framed
from duban.reports.layout import local_note
from duban.reports.layout import matter_urgency
from duban.reports.layout import source_name
from duban.reports.tables import Column
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.status import due_dates
from duban.status import remarks
from duban.status import verdicts
from duban.status.lights import Light
from duban.status.lights import lamp
from duban.status.matters import describe
from duban.status.workflow import actors

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Sequence

    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment


def overdue(view: Assessment, context: ReportContext) -> Report:
    """逾期：过了截止日期还没有办结的，和缺报的。"""
    chosen = [assignment for assignment in _judged(view) if assignment.light is Light.OVERDUE]
    word = lamp(Light.OVERDUE, view.book.config).word
    table = _assignment_table(word, chosen, view)
    report = framed("逾期", table, view, context, *local_note(view))
    return replace(report, listed=only(view, lambda status: status.light is Light.OVERDUE))


def due(view: Assessment, context: ReportContext) -> Report:
    """临期：今后若干天内到期、还没有完成的；定期事项看最近的一期。"""
    soon, within = due_soon(view, context.filters)
    title = f"{within} 天内到期"
    table = _assignment_table(title, _judged(soon), soon, soonest)
    note = "已经逾期的不在其中，见 tasks report overdue。"
    report = replace(framed(title, table, view, context, note), listed=soon)
    matters_table = _matters_due(soon, within)
    return replace(report, blocks=(table, matters_table)) if matters_table.rows else report


def missing(view: Assessment, context: ReportContext) -> Report:
    """缺报：定期事项没有记录的期次。"""
    lacking = [assignment for assignment in _judged(view) if assignment.missed]
    rows = tuple(
        (
            assignment.item.id,
            assignment.item.title,
            assignment.unit or UNNAMED,
            " ".join(period.label for period in assignment.missed),
            len(assignment.missed),
            assignment.last_report,
        )
        for assignment in sorted(lacking, key=verdicts.urgency)
    )
    columns = (
        ID,
        TITLE,
        UNIT,
        Column("缺报期次"),
        Column("期数", fixed=True),
        Column("最近进展", level=2, fixed=True),
    )
    periods = sum(len(assignment.missed) for assignment in lacking)
    title = f"未见填报记录（{_both(lacking)}，共 {periods} 期）"
    report = framed("缺报", Table(title, columns, rows), view, context, remarks.UNSEEN_NOTE)
    reported = only(view, lambda status: any(part.missed for part in status.assignments))
    return replace(report, listed=reported)


def _judged(view: Assessment) -> Iterable[Assignment]:
    """Every assignment; for an item without a responsible unit, the item's own judgement."""
    for status in view.items:
        yield from status.assignments or (status.judged,)


_ASSIGNMENT_COLUMNS = (
    ID,
    TITLE,
    Column("方案或协议", level=3),
    Column("条款", level=3, fixed=True),
    UNIT,
    Column("牵头", level=3),
    LAMP,
    Column("办理状态", level=3),
    Column("截止", level=2, fixed=True),
    Column("原截止", level=3, fixed=True),
    LEFT,
    REASON,
    Column("缺报期次", level=3),
    Column("最近进展", level=3, fixed=True),
    Column("完成日期", level=3, fixed=True),
)

# Where days are asked for, the day comes before the reason.
_LEVELS_BY_DAY = {"截止": 1, "剩余天数": 1, "情况说明": 2}
_COLUMNS_BY_DAY = tuple(
    replace(column, level=_LEVELS_BY_DAY.get(column.title, column.level))
    for column in _ASSIGNMENT_COLUMNS
)


def _assignment_table(
    title: str,
    chosen: Iterable[Assignment],
    view: Assessment,
    order: Callable[[Assignment], tuple[int, int]] = verdicts.urgency,
) -> Table:
    ordered = sorted(chosen, key=order)
    columns = _ASSIGNMENT_COLUMNS if order is verdicts.urgency else _COLUMNS_BY_DAY
    rows = tuple(_assignment_row(assignment, view) for assignment in ordered)
    return Table(f"{title}（{_both(ordered)}）", columns, rows)


def _both(chosen: Sequence[Assignment]) -> str:
    """How many items and how many assignments these are, each by its name."""
    item_count = len({assignment.item.id for assignment in chosen})
    assignment_count = sum(assignment.unit is not None for assignment in chosen)
    return f"事项 {item_count} 项，承办任务 {assignment_count} 项"


def _assignment_row(assignment: Assignment, view: Assessment) -> tuple[Cell, ...]:
    item = assignment.item
    # An original date that still holds would only repeat the other column.
    changed = assignment.due_original != assignment.due
    return (
        item.id,
        item.title,
        source_name(view.book, item.source),
        item.clause,
        assignment.unit or UNNAMED,
        "牵头" if assignment.leads else "",
        lamp(assignment.light, view.book.config),
        str(assignment.state),
        assignment.due,
        assignment.due_original if changed else None,
        assignment.days_left,
        remarks.said(assignment),
        " ".join(period.label for period in assignment.missed),
        assignment.last_report,
        assignment.done_on,
    )


def _matters_due(soon: Assessment, within: int) -> Table:
    """The matters with a limit in these days, by that limit."""
    dues = [
        (limit, status)
        for status in soon.matters
        if (limit := due_dates.matter_limit(status, soon.as_of, within))
    ]
    dues.sort(key=lambda pair: (pair[0].due, pair[1].matter.id))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            status.matter.id,
            status.matter.workflow,
            listed(actors(status.matter, limit.step)),
            lamp(status.light, soon.book.config),
            limit.due,
            _matter_reason(status, limit, soon),
        )
        for limit, status in dues
    )
    columns = (ID, Column("流程"), UNIT, LAMP, DUE, REASON)
    return Table(f"{within} 天内到期的协作事项（{len(rows)} 件）", columns, rows)


def _matter_reason(status: MatterStatus, limit: RunningLimit, soon: Assessment) -> str:
    said = remarks.matter_said(status)
    # The reason tells of the limit by which the matter is judged, which may be another one.
    return said if limit is status.judged else f"{describe(limit, soon.as_of)}；{said}"


def items(view: Assessment, context: ReportContext) -> Report:
    """事项：每个事项一行。"""
    # A column of nothing takes the room of others in a terminal; files have it always.
    marked = any(remarks.tags(status.judged) for status in view.items)
    extra = shown_fields.at(Item, "csv", public=context.public)
    columns = (
        ID,
        TITLE,
        Column("方案或协议", level=3),
        Column("条款", level=2, fixed=True),
        Column("牵头单位", level=3),
        Column("责任单位"),
        Column("配合单位", level=3),
        LAMP,
        Column("标注", level=1 if marked else 3),
        Column("办理状态", level=2, fixed=True),
        Column("时限原文", level=3),
        DUE,
        LEFT,
        Column("成果", level=3),
        Column("计入考核", level=3, fixed=True),
        Column("情况说明", level=3),
        Column("原文", level=3),
        *(Column(field.label, level=3) for field in extra),
    )
    rows = tuple(_item_row(status, view, public=context.public) for status in view.items)
    notes = (remarks.UNSEEN_NOTE,) if marked else ()
    table = Table(f"事项（{len(rows)} 项）", columns, rows)
    return framed("事项清单", table, view, context, *notes)


def _item_row(status: ItemStatus, view: Assessment, *, public: bool) -> tuple[Cell, ...]:
    item, judged = status.item, status.judged
    return (
        item.id,
        item.title,
        source_name(view.book, item.source),
        item.clause,
        item.lead or UNSPECIFIED,
        listed(dict.fromkeys(item.named)) or UNNAMED,
        listed(item.supporting),
        lamp(status.light, view.book.config),
        listed(remarks.tags(judged)),
        str(status.state),
        item.limit.quote,
        judged.due,
        judged.days_left,
        item.deliverable,
        "是" if item.counted else "否",
        remarks.said(judged),
        item.quote,
        *shown_fields.cells(item, public=public),
    )


def matters(view: Assessment, context: ReportContext) -> Report:
    """协作事项：每件走到哪一步，各项时限。"""
    columns = (
        ID,
        Column("流程", level=2),
        Column("概要", level=3),
        Column("阶段", level=2, fixed=True),
        Column("环节", fixed=True),
        Column("办理单位"),
        LAMP,
        Column("截止", level=2, fixed=True),
        REASON,
        Column("曾逾期", level=3),
        Column("全部时限", level=3),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            status.matter.id,
            status.matter.workflow,
            status.matter.summary,
            status.stage,
            status.current.name if status.current else "—",
            listed(status.units),
            lamp(status.light, view.book.config),
            status.judged.due if status.judged else None,
            remarks.matter_said(status),
            listed(status.late_steps),
            "；".join(describe(limit, view.as_of) for limit in status.limits),
        )
        for status in sorted(view.matters, key=matter_urgency)
    )
    note = "时限按各协议规定的起算、日别和顺延办法计算；“暂定”是指台账尚未登记该年放假安排。"
    table = Table(f"协作事项（{len(rows)} 件）", columns, rows)
    return framed("协作事项", table, view, context, note)
