"""The reports people ask for: Assessment → Report, one function a view."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.records import shown_fields
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
from duban.records.model import Item
from duban.reports.tables import Column
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.status import due_dates
from duban.status import rates
from duban.status import remarks
from duban.status import verdicts
from duban.status.lights import Light
from duban.status.lights import lamp
from duban.status.matters import describe
from duban.status.workflow import actors

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.verdicts import Assignment
from duban.reports.filtering import due_soon
from duban.reports.filtering import soonest
from duban.reports.layout import DUE
from duban.reports.layout import ID
from duban.reports.layout import LAMP
from duban.reports.layout import LEFT
from duban.reports.layout import REASON
from duban.reports.layout import TITLE
from duban.reports.layout import UNIT
from duban.reports.layout import Context
from duban.reports.layout import framed
from duban.reports.layout import local_note
from duban.reports.layout import matter_urgency
from duban.reports.layout import rate_notes
from duban.reports.overview import overview
from duban.reports.unit_views import agreements
from duban.reports.unit_views import unassigned
from duban.reports.unit_views import units

_ASSIGNMENT_COLUMNS = (
    ID, TITLE, Column("方案或协议", level=3), Column("条款", level=3, fixed=True), UNIT, Column("牵头", level=3),
    LAMP, Column("办理状态", level=3), Column("截止", level=2, fixed=True), Column("原截止", level=3, fixed=True), LEFT, REASON,
    Column("缺报期次", level=3), Column("最近进展", level=3, fixed=True), Column("完成日期", level=3, fixed=True),
)  # fmt: skip

# Where days are asked for, the day comes before why.
_DATED_COLUMNS = tuple(
    replace(column, level={"截止": 1, "剩余天数": 1, "情况说明": 2}.get(column.title, column.level))
    for column in _ASSIGNMENT_COLUMNS
)


def _assignment_row(one: Assignment, view: Assessment) -> tuple[Cell, ...]:
    source = view.book.source(one.item.source)
    return (
        one.item.id,
        one.item.title,
        source.name if source else one.item.source,
        one.item.clause,
        one.unit or UNNAMED,
        "牵头" if one.leads else "",
        lamp(one.light, view.book.config),
        str(one.state),
        one.due,
        one.due_original if one.due_original != one.due else None,
        one.days_left,
        remarks.said(one),
        " ".join(period.label for period in one.missed),
        one.last_report,
        one.done_on,
    )


def _judged(view: Assessment) -> Iterable[Assignment]:
    """Every assignment, and for an item that nobody is responsible for the item's own judgement."""
    for status in view.items:
        yield from status.assignments or (status.judged,)


def _assignment_table(
    title: str,
    chosen: Iterable[Assignment],
    view: Assessment,
    order: Callable[[Assignment], tuple[int, int]] = verdicts.urgency,
) -> Table:
    ordered = sorted(chosen, key=order)
    columns = _ASSIGNMENT_COLUMNS if order is verdicts.urgency else _DATED_COLUMNS
    return Table(
        f"{title}（{_both(ordered)}）",
        columns,
        tuple(_assignment_row(one, view) for one in ordered),
    )


def _both(chosen: Sequence[Assignment]) -> str:
    """How many items and how many assignments these are, each by its name."""
    return f"事项 {len({one.item.id for one in chosen})} 项，承办任务 {sum(one.unit is not None for one in chosen)} 项"


def overdue(view: Assessment, context: Context) -> Report:
    """逾期：过了截止日期还没有办结的，和缺报的。"""
    chosen = [one for one in _judged(view) if one.light is Light.OVERDUE]
    return framed(
        "逾期",
        _assignment_table(lamp(Light.OVERDUE, view.book.config).word, chosen, view),
        view,
        context,
        *local_note(view),
    )


def due(view: Assessment, context: Context) -> Report:
    """临期：今后若干天内到期、还没有完成的；定期事项看最近的一期。"""
    soon, within = due_soon(view, context.filters)
    table = _assignment_table(f"{within} 天内到期", _judged(soon), soon, soonest)
    report = framed(
        f"{within} 天内到期", table, view, context, "已经逾期的不在其中，见 tasks report overdue。"
    )
    matters = _matters_due(soon, within)
    return replace(report, blocks=(table, matters)) if matters.rows else report


def _matters_due(soon: Assessment, within: int) -> Table:
    limits = ((due_dates.matter_limit(one, soon.as_of, within), one) for one in soon.matters)
    dues = sorted(
        ((limit, one) for limit, one in limits if limit),
        key=lambda pair: (pair[0].due, pair[1].matter.id),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.matter.id,
            one.matter.workflow,
            listed(actors(one.matter, limit.step)),
            lamp(one.light, soon.book.config),
            limit.due,
            remarks.matter_said(one)
            if limit is one.judged
            else f"{describe(limit, soon.as_of)}；{remarks.matter_said(one)}",
        )
        for limit, one in dues
    )
    return Table(
        f"{within} 天内到期的协作事项（{len(rows)} 件）",
        (ID, Column("流程"), UNIT, LAMP, DUE, REASON),
        rows,
    )


def missing(view: Assessment, context: Context) -> Report:
    """缺报：定期事项没有记录的期次。"""
    rows = tuple(
        (
            one.item.id,
            one.item.title,
            one.unit or UNNAMED,
            " ".join(period.label for period in one.missed),
            len(one.missed),
            one.last_report,
        )
        for one in sorted(_judged(view), key=verdicts.urgency)
        if one.missed
    )
    columns = (
        ID,
        TITLE,
        UNIT,
        Column("缺报期次"),
        Column("期数", fixed=True),
        Column("最近进展", level=2, fixed=True),
    )
    missed = [one for one in _judged(view) if one.missed]
    title = f"未见填报记录（{_both(missed)}，共 {sum(len(one.missed) for one in missed)} 期）"
    return framed("缺报", Table(title, columns, rows), view, context, remarks.UNSEEN_NOTE)


def items(view: Assessment, context: Context) -> Report:
    """事项清单：每个事项一行。"""
    marked = any(remarks.tags(status.judged) for status in view.items)
    columns = (
        ID, TITLE, Column("方案或协议", level=3), Column("条款", level=2, fixed=True), Column("牵头单位", level=3), Column("责任单位"),
        Column("配合单位", level=3), LAMP, Column("标注", level=1 if marked else 3), Column("办理状态", level=2, fixed=True),
        Column("时限原文", level=3), DUE, LEFT,
        Column("成果", level=3), Column("计入考核", level=3, fixed=True), Column("情况说明", level=3), Column("原文", level=3),
        *(Column(field.label, level=3) for field in shown_fields.at(Item, "csv", public=context.public)),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for status in view.items:
        item, judged = status.item, status.judged
        source = view.book.source(item.source)
        responsible = listed(dict.fromkeys(item.named))
        rows.append(
            (
                item.id, item.title, source.name if source else item.source, item.clause, item.lead or UNSPECIFIED,
                responsible or UNNAMED, listed(item.supporting), lamp(status.light, view.book.config), listed(remarks.tags(judged)),
                str(status.state), item.limit.quote, judged.due, judged.days_left,
                item.deliverable, "是" if item.counted else "否", remarks.said(judged), item.quote,
                *shown_fields.cells(item, public=context.public),
            ),
        )  # fmt: skip
    notes = (remarks.UNSEEN_NOTE,) if marked else ()
    return framed(
        "事项清单", Table(f"事项（{len(rows)} 项）", columns, tuple(rows)), view, context, *notes
    )


def matters(view: Assessment, context: Context) -> Report:
    """协作事项：每件走到哪一步，各项时限。"""
    columns = (
        ID, Column("流程", level=2), Column("概要", level=3), Column("阶段", level=2, fixed=True), Column("环节", fixed=True),
        Column("办理单位"), LAMP,
        Column("截止", level=2, fixed=True), REASON, Column("曾逾期", level=3), Column("全部时限", level=3),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.matter.id,
            one.matter.workflow,
            one.matter.summary,
            one.stage,
            one.current.name if one.current else "—",
            listed(one.units),
            lamp(one.light, view.book.config),
            one.judged.due if one.judged else None,
            remarks.matter_said(one),
            listed(one.late_steps),
            "；".join(describe(limit, view.as_of) for limit in one.limits),
        )
        for one in sorted(view.matters, key=matter_urgency)
    )
    note = "时限按各协议规定的起算、日别和顺延办法计算；“暂定”是指台账尚未登记该年放假安排。"
    return framed(
        "协作事项", Table(f"协作事项（{len(rows)} 件）", columns, rows), view, context, note
    )


def trend(view: Assessment, context: Context) -> Report:
    """走势：按版本记录，各时间点的办结和逾期。"""
    shown = (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)
    levels = {"done": 1, "on_time": 1, "filed": 2, "fresh": 2, "on_time_original": 3}
    words = tuple(lamp(light, view.book.config).word for light in shown)
    columns = (
        Column("日期", fixed=True), Column("事项", fixed=True), *(Column(word, fixed=True) for word in words),
        *(Column(title, level=levels[key]) for key, (title, _) in rates.NAMES.items()),
        Column("承办任务", level=3), Column("到期承办任务", level=3), Column("到期承办任务中已完成", level=3),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.on, one.items, *(one.lights[light] for light in shown), *(str(rate) for _, _, rate in one.rates.shown()),
            one.assignments, one.planned, one.planned_done,
        )
        for one in context.trend
    )  # fmt: skip
    note = (
        f"每个时间点按当天入库的内容、以当天为准计算；{listed(words)}按事项计。最后一行是当前文件。"
    )
    notes = (note, *rate_notes(view), *([context.history] if context.history else []))
    return framed(
        "走势", Table(f"走势（{len(rows)} 个时间点）", columns, rows), view, context, *notes
    )


VIEWS: Mapping[str, Callable[[Assessment, Context], Report]] = {
    view.__name__: view
    for view in (
        overview,
        overdue,
        due,
        missing,
        items,
        units,
        agreements,
        matters,
        unassigned,
        trend,
    )
}
