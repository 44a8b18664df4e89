"""The views of units, of plans and agreements, and of items that no unit is named for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
from duban.records.sources import Agreement
from duban.reports.filtering import only
from duban.reports.layout import ID
from duban.reports.layout import TITLE
from duban.reports.layout import ReportContext
from duban.reports.layout import framed
from duban.reports.layout import local_note
from duban.reports.layout import rate_notes
from duban.reports.tables import Column
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.status import rates
from duban.status import remarks
from duban.status.lights import Light
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.records.sources import Source
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus


def units(view: Assessment, context: ReportContext) -> Report:
    """单位：每个单位牵头、承办、逾期的数目。"""
    tables = units_tables(view)
    notes = (*rate_notes(view), *local_note(view), remarks.UNSEEN_NOTE)
    return replace(framed("各单位", tables[0], view, context, *notes), blocks=tables)


def split(view: Assessment) -> tuple[list[UnitStatus], list[UnitStatus]]:
    """Return the single units, and apart from them the classes whose members are not known."""
    known = view.book.names
    singles: list[UnitStatus] = []
    classes: list[UnitStatus] = []
    for unit in view.units:
        (classes if known.is_class(unit.unit) else singles).append(unit)
    return singles, classes


def units_tables(view: Assessment, limit: int | None = None) -> tuple[Table, ...]:
    """Return the table of single units, most overdue first, and one of classes if there are any.

    With a ``limit`` only so many single units, and below them where the rest is.
    """
    singles, classes = split(view)
    table = _unit_table("单位", singles, view, limit)
    if limit is None:
        # Apart, because the book does not know who is meant: their figures are no unit's own.
        return (table, _unit_table("单位类别", classes, view)) if classes else (table,)
    if len(singles) <= limit and not classes:
        return (table,)
    apart = f"；另有单位类别 {len(classes)} 个" if classes else ""
    return (replace(table, more=f"全部：tasks report units{apart}"),)


_UNIT_LIGHTS = (
    Light.OVERDUE,
    Light.DUE_SOON,
    Light.BEHIND,
    Light.NORMAL,
    Light.NO_DEADLINE,
    Light.DONE,
)
_PRESSING = _UNIT_LIGHTS[:3]


def _unit_table(
    name: str, chosen: Sequence[UnitStatus], view: Assessment, limit: int | None = None
) -> Table:
    ordered = sorted(chosen, key=lambda unit: tuple(-unit.count(light) for light in _PRESSING))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            unit.unit,
            len(unit.assignments),
            unit.leads,
            *(unit.count(light) for light in _UNIT_LIGHTS),
            *(str(rate) for _, _, rate in rates.over(view, unit.assignments).shown()),
        )
        for unit in ordered[:limit]
    )
    title = f"{name}（{len(ordered)} 个；各栏为承办任务项数）"
    return Table(title, _unit_columns(name, view), rows)


def _unit_columns(name: str, view: Assessment) -> tuple[Column, ...]:
    config = view.book.config
    words = {light: lamp(light, config).word for light in _UNIT_LIGHTS}
    words[Light.NO_DEADLINE] = "未规定"  # a narrow column
    columns = [Column(name), Column("承办", fixed=True), Column("牵头", fixed=True)]
    columns += [Column(word, fixed=True) for word in words.values()]
    for key, (title, _) in rates.NAMES.items():
        shown = key == "on_time" and view.book.progress
        columns.append(Column(title, level=2 if shown else 3, fixed=True))
    return tuple(columns)


def agreements(view: Assessment, context: ReportContext) -> Report:
    """方案和协议：每份文件的事项办理情况，协议的期限。"""
    columns = (
        Column("编号", fixed=True),
        Column("名称"),
        Column("文号", level=2),
        Column("印发", level=2, fixed=True),
        Column("期限"),
        Column("事项", fixed=True),
        Column("逾期", fixed=True),
        Column("临期", fixed=True),
        Column("办结", fixed=True),
        Column(UNNAMED, level=2, fixed=True),
        Column("协作事项", level=2, fixed=True),
    )
    by_source: dict[str, list[ItemStatus]] = {}
    for status in view.items:
        by_source.setdefault(status.item.source, []).append(status)
    rows = tuple(
        _source_row(source, by_source.get(source.id, []), view)
        for source in view.book.sources()
        if context.filters.source in {None, source.id}
    )
    table = Table(f"方案和协议（{len(rows)} 份）", columns, rows)
    return framed("方案和协议", table, view, context)


def _source_row(source: Source, own: Sequence[ItemStatus], view: Assessment) -> tuple[Cell, ...]:
    counts = Counter(status.light for status in own)
    return (
        source.id,
        source.name,
        source.number or "未载明",
        source.issued,
        validity(source, view.as_of),
        len(own),
        counts[Light.OVERDUE],
        counts[Light.DUE_SOON],
        counts[Light.DONE],
        sum(status.unassigned for status in own),
        sum(status.matter.agreement == source.id for status in view.matters),
    )


# From so many days before its end on, an agreement is shown as running out.
EXPIRING_DAYS = 90


def validity(source: Source, as_of: date) -> str:
    """Return how an agreement's term stands; a dash for a plan."""
    if not isinstance(source, Agreement):
        return "—"
    trial = "试行，" if source.trial else ""
    if source.expires is None:
        return f"{trial}到期{UNSPECIFIED}"
    left = (source.expires - as_of).days
    if left < 0:
        return f"{trial}已于 {source.expires} 到期"
    soon = f"（还有 {left} 天）" if left <= EXPIRING_DAYS else ""
    return f"{trial}{source.expires} 到期{soon}"


def unassigned(view: Assessment, context: ReportContext) -> Report:
    """责任单位待核实：现有文本没有写明由谁负责的事项。"""
    columns = (
        ID,
        Column("条款", fixed=True),
        TITLE,
        Column("依据", level=2),
        Column("时限原文", level=2),
        Column("配合单位", level=3),
        Column("原文", level=3),
    )
    rows = tuple(
        (
            status.item.id,
            status.item.clause,
            status.item.title,
            remarks.unnamed(view.book.source(status.item.source)),
            status.item.limit.quote,
            listed(status.item.supporting),
            status.item.quote,
        )
        for status in view.items
        if status.unassigned
    )
    table = Table(f"{UNNAMED}（{len(rows)} 项）", columns, rows)
    notes = []
    if rows:
        counted = "；".join(f"{known}的 {count} 项" for known, count in unnamed_counts(view))
        then = "核实以后由督办单位填写事项的“责任单位”"
        notes.append(f"{counted}。本台账不作推断；{then}。")
    report = framed(UNNAMED, table, view, context, *notes)
    return replace(report, listed=only(view, lambda status: status.unassigned))


def unnamed_counts(view: Assessment) -> tuple[tuple[str, int], ...]:
    """Return why items have no responsible unit, in words, each with how many items those are."""
    known = (
        remarks.unnamed(view.book.source(status.item.source))
        for status in view.items
        if status.unassigned
    )
    return tuple(Counter(known).items())
