"""The first view: the main figures and the few things that press most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import shorten_columns
from duban.records.model import UNNAMED
from duban.reports.tables import Column
from duban.reports.tables import Lamps
from duban.reports.tables import Lines
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.status import rates
from duban.status import remarks
from duban.status import spans
from duban.status import verdicts
from duban.status.lights import Light
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import RunningLimit
    from duban.status.rates import Rates
    from duban.status.verdicts import Assignment
from duban.reports.layout import DONE_NOTE
from duban.reports.layout import ID
from duban.reports.layout import TITLE
from duban.reports.layout import UNIT
from duban.reports.layout import Context
from duban.reports.layout import local_note
from duban.reports.layout import matter_urgency
from duban.reports.layout import rate_notes
from duban.reports.layout import shared_notes
from duban.reports.layout import subtitle
from duban.reports.unit_views import units_tables


def overview(view: Assessment, context: Context) -> Report:
    """总览：主要数字、各种状态、逾期、临期、各单位、责任单位待核实。"""
    unassigned = [status for status in view.items if status.unassigned]
    lights = view.lights
    config = view.book.config
    assignments = sum(1 for _ in view.assignments())
    found = rates.of(view)
    figures: tuple[tuple[str, Cell], ...] = (
        ("事项", len(view.items)),
        ("承办任务（事项×单位）", assignments),
        (UNNAMED, len(unassigned)),
        ("协作事项", len(view.matters)),
        ("协作事项逾期", sum(one.light is Light.OVERDUE for one in view.matters)),
        *((lamp(light, config).word, count) for light, count in lights.items()),
        *((f"{name}（{counts}）", str(rate)) for name, counts, rate in found.shown()),
    )
    head = (
        f"事项 {len(view.items)} 项，分解为承办任务 {assignments} 项；{UNNAMED} {len(unassigned)} 项",
        *_matter_words(view),
        *rate_lines(found),
    )
    blocks: tuple[Table | Lamps | Lines, ...] = (
        Lines("", head),
        Lamps(tuple((lamp(light, config), count) for light, count in lights.items())),
        _attention(Light.OVERDUE, view, "overdue"),
        _attention(Light.DUE_SOON, view, "due"),
        *_matter_attention(view),
        *units_tables(view, limit=5),
        Lines(f"{UNNAMED}（{len(unassigned)} 项）", _unassigned_lines(unassigned)),
    )
    main = Table("总览", (Column("指标"), Column("数值")), figures)
    lead = f"{lamp(Light.OVERDUE, config).word}等按事项计，取各单位中最差的状态。{''.join(local_note(view))}{DONE_NOTE}"
    notes = (lead, *rate_notes(view, brief=True), remarks.UNSEEN_NOTE, *shared_notes(view, context))
    return Report(f"{config.name}　总览", subtitle(view, context), blocks, main, notes)


def rate_lines(found: Rates) -> tuple[str, ...]:
    """Return the rates in lines of two; in a book without any report, that there are none."""
    if not found.done.reported:
        return (f"完成率、按时完成率、按期填报率、更新率：{found.done}",)
    return (
        f"完成率 {found.done}　按时完成率 {found.on_time}",
        f"按期填报率 {found.filed}　更新率 {found.fresh}",
    )


def _matter_words(view: Assessment) -> tuple[str, ...]:
    if not view.matters:
        return ()
    late = sum(one.light is Light.OVERDUE for one in view.matters)
    return (f"协作事项 {len(view.matters)} 件" + (f"，逾期 {late} 件" if late else ""),)


_SHOWN = 4
_IN_A_LINE = 8


def _matter_attention(view: Assessment) -> tuple[Table, ...]:
    """The worst few matters; nothing where the book has none that press."""
    pressing = sorted(
        (one for one in view.matters if one.light <= Light.DUE_SOON), key=matter_urgency
    )
    if not pressing:
        return ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.matter.id,
            one.matter.workflow,
            _first_of(one.judged_units),
            _limit_brief(one.judged, view.as_of),
        )
        for one in pressing[:_SHOWN]
        if one.judged
    )
    more = "全部：tasks report matters" if len(pressing) > len(rows) else ""
    return (
        Table(
            f"协作事项逾期、临期（{len(pressing)} 件）",
            (ID, Column("流程"), UNIT, Column("情况")),
            rows,
            more=more,
        ),
    )


def _limit_brief(limit: RunningLimit, as_of: date) -> str:
    reading = (remarks.READING,) if remarks.is_reading(limit) else ()
    return f"{limit.step.name}{spans.days_off((limit.due - as_of).days)}{_tagged(reading)}"


def _attention(light: Light, view: Assessment, name: str) -> Table:
    """The worst few items of one light, each on one line of a terminal, at the cost of the title."""
    chosen = sorted(
        (status for status in view.items if status.light is light),
        key=lambda status: verdicts.urgency(status.judged),
    )
    rows = tuple(
        (
            status.item.id,
            status.item.title,
            _first_of(whose(status)) or UNNAMED,
            _brief(status.judged, view.as_of),
        )
        for status in chosen[:_SHOWN]
    )
    word = lamp(light, view.book.config).word
    more = f"全部：tasks report {name}" if len(chosen) > len(rows) else ""
    return Table(
        f"{word}（{len(chosen)} 项）",
        (ID, replace(TITLE, cut=True), replace(UNIT, fixed=True), Column("情况")),
        rows,
        more=more,
    )


def whose(status: ItemStatus) -> tuple[str, ...]:
    """Return the units whose own light is the item's: one that has finished its part is not among the late."""
    return tuple(one.unit for one in status.assignments if one.light is status.light and one.unit)


def _first_of(units: Sequence[str]) -> str:
    return (
        f"{shorten_columns(units[0], 14)}等{len(units)}个单位" if len(units) > 1 else "".join(units)
    )


def _brief(one: Assignment, as_of: date) -> str:
    """The reason in a few words, with what qualifies it."""
    return f"{_count(one, as_of)}{_tagged(remarks.tags_beside_count(one))}"


def _count(one: Assignment, as_of: date) -> str:
    """How many periods lack a record, or how many days are left or past; the reason where there is neither."""
    if one.missed:
        return f"{len(one.missed)} 期{remarks.NO_RECORD}"
    return spans.days_off((one.due - as_of).days) if one.due else one.reason


def _tagged(tags: Sequence[str]) -> str:
    return "".join(f"，{tag}" for tag in tags)


def _unassigned_lines(unassigned: list[ItemStatus]) -> tuple[str, ...]:
    if not unassigned:
        return ()
    by_source: dict[str, list[str]] = {}
    for status in unassigned:
        by_source.setdefault(status.item.source, []).append(status.item.id.split("/", 1)[1])
    shown = [
        f"{source}：{' '.join(numbers[:_IN_A_LINE])}{' 等' if len(numbers) > _IN_A_LINE else ''}"
        for source, numbers in by_source.items()
    ]
    return (*shown[:2], "全部：tasks report unassigned")
