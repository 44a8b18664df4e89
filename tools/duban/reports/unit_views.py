"""The views of units and of plans and agreements."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.records.book import Units
from duban.records.fields import UNSPECIFIED
from duban.records.model import UNNAMED
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

    from duban.records.sources import Agreement
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
from duban.reports.layout import ID
from duban.reports.layout import TITLE
from duban.reports.layout import Context
from duban.reports.layout import framed
from duban.reports.layout import local_note
from duban.reports.layout import rate_notes


def units(view: Assessment, context: Context) -> Report:
    """各单位：每个单位牵头、承办、逾期的数目。"""
    tables = units_tables(view)
    report = framed(
        "各单位",
        tables[0],
        view,
        context,
        *rate_notes(view),
        *local_note(view),
        remarks.UNSEEN_NOTE,
    )
    return replace(report, blocks=tables)


def split(view: Assessment) -> tuple[list[UnitStatus], list[UnitStatus]]:
    """Return the single units and, apart from them, the classes of units whose members the book does not know."""
    known = Units.of(view.book)
    found: tuple[list[UnitStatus], list[UnitStatus]] = ([], [])
    for unit in view.units:
        found[known.is_class(unit.unit)].append(unit)
    return found


def units_tables(view: Assessment, limit: int | None = None) -> tuple[Table, ...]:
    """The single units, those with most overdue first; apart from them the classes of units, or that there are some."""
    singles, classes = split(view)
    table = _unit_rows("单位", singles, view, limit)
    more = (
        "全部：tasks report units"
        if limit is not None and (len(singles) > limit or classes)
        else ""
    )
    if limit is not None:
        apart = f"；另有单位类别 {len(classes)} 个" if classes else ""
        return (replace(table, more=more + apart if more else ""),)
    return (table, _unit_rows("单位类别", classes, view)) if classes else (table,)


def _unit_rows(
    name: str, chosen: Sequence[UnitStatus], view: Assessment, limit: int | None = None
) -> Table:
    config = view.book.config
    shown = (
        Light.OVERDUE,
        Light.DUE_SOON,
        Light.BEHIND,
        Light.NORMAL,
        Light.NO_DEADLINE,
        Light.DONE,
    )
    rated = bool(view.book.progress)
    columns = (
        Column(name), Column("承办", fixed=True), Column("牵头", fixed=True),
        *(Column("未规定" if light is Light.NO_DEADLINE else lamp(light, config).word, fixed=True) for light in shown),
        *(Column(title, level=2 if rated and key == "on_time" else 3, fixed=True) for key, (title, _) in rates.NAMES.items()),
    )  # fmt: skip
    ordered = sorted(chosen, key=lambda unit: tuple(-unit.count(light) for light in shown[:3]))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            unit.unit,
            len(unit.assignments),
            unit.leads,
            *(unit.count(light) for light in shown),
            *(str(rate) for _, _, rate in rates.over(view, unit.assignments).shown()),
        )
        for unit in ordered[:limit]
    )
    return Table(f"{name}（{len(ordered)} 个；各栏为承办任务项数）", columns, rows)


def agreements(view: Assessment, context: Context) -> Report:
    """方案和协议：每份文件的事项办理情况，协议的期限。"""
    columns = (
        Column("编号", fixed=True), Column("名称"), Column("文号", level=2), Column("印发", level=2, fixed=True), Column("期限"),
        Column("事项", fixed=True), Column("逾期", fixed=True), Column("临期", fixed=True), Column("办结", fixed=True),
        Column(UNNAMED, level=2, fixed=True), Column("协作事项", level=2, fixed=True),
    )  # fmt: skip
    by_source: dict[str, list[ItemStatus]] = {}
    for status in view.items:
        by_source.setdefault(status.item.source, []).append(status)
    rows: list[tuple[Cell, ...]] = []
    for source in view.book.sources():
        if context.filters.source not in {None, source.id}:
            continue
        own = by_source.get(source.id, [])
        rows.append(
            (
                source.id, source.name, source.number or "未载明", source.issued, validity(source, view.as_of), len(own),
                *(sum(status.light is light for status in own) for light in (Light.OVERDUE, Light.DUE_SOON, Light.DONE)),
                sum(status.unassigned for status in own), sum(one.matter.agreement == source.id for one in view.matters),
            ),
        )  # fmt: skip
    return framed(
        "方案和协议", Table(f"方案和协议（{len(rows)} 份）", columns, tuple(rows)), view, context
    )


EXPIRING_DAYS = 90


def validity(source: object, as_of: date) -> str:
    """Return how an agreement's term stands; a dash for a plan."""
    from duban.records.sources import Agreement as AgreementRecord

    if not isinstance(source, AgreementRecord):
        return "—"
    agreement: Agreement = source
    trial = "试行，" if agreement.trial else ""
    if agreement.expires is None:
        return f"{trial}到期{UNSPECIFIED}"
    left = (agreement.expires - as_of).days
    if left < 0:
        return f"{trial}已于 {agreement.expires} 到期"
    return f"{trial}{agreement.expires} 到期" + (
        f"（还有 {left} 天）" if left <= EXPIRING_DAYS else ""
    )


def unassigned(view: Assessment, context: Context) -> Report:
    """责任单位待核实：现有文本没有写明由谁负责的事项。"""
    columns = (
        ID, Column("条款", fixed=True), TITLE, Column("依据", level=2), Column("时限原文", level=2), Column("配合单位", level=3),
        Column("原文", level=3),
    )  # fmt: skip
    found = [
        (status.item, remarks.unnamed(view.book.source(status.item.source)))
        for status in view.items
        if status.unassigned
    ]
    rows = tuple(
        (
            item.id,
            item.clause,
            item.title,
            known,
            item.limit.quote,
            listed(item.supporting),
            item.quote,
        )
        for item, known in found
    )
    counted = "；".join(f"{known}的 {count} 项" for known, count in unnamed_counts(view))
    notes = (
        (f"{counted}。本台账不作推断；核实以后由督办单位填写事项的“责任单位”。",) if found else ()
    )
    return framed(
        UNNAMED, Table(f"{UNNAMED}（{len(rows)} 项）", columns, rows), view, context, *notes
    )


def unnamed_counts(view: Assessment) -> tuple[tuple[str, int], ...]:
    """Return what is known of the items without a responsible unit, with how many each is."""
    known = (
        remarks.unnamed(view.book.source(status.item.source))
        for status in view.items
        if status.unassigned
    )
    return tuple(Counter(known).items())
