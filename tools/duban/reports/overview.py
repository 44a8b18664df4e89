"""The book in figures: the first view, and the figures over time."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.ground.text import shorten_columns
from duban.records.model import UNNAMED
from duban.reports.layout import DONE_NOTE
from duban.reports.layout import ID
from duban.reports.layout import TITLE
from duban.reports.layout import UNIT
from duban.reports.layout import ReportContext
from duban.reports.layout import framed
from duban.reports.layout import local_note
from duban.reports.layout import matter_urgency
from duban.reports.layout import rate_notes
from duban.reports.layout import shared_notes
from duban.reports.layout import subtitle
from duban.reports.tables import Column
from duban.reports.tables import Lamps
from duban.reports.tables import Lines
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.reports.unit_views import units_tables
from duban.status import rates
from duban.status import remarks
from duban.status import spans
from duban.status import verdicts
from duban.status.lights import Light
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from duban.changes.trend import Point
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import RunningLimit
    from duban.status.rates import Rates
    from duban.status.verdicts import Assignment

# So much is shown of a list that would fill more than its share of one screen.
_ROWS_SHOWN = 4
_UNITS_SHOWN = 5
_SOURCES_SHOWN = 2
_NUMBERS_SHOWN = 8


def overview(view: Assessment, context: ReportContext) -> Report:
    """总览：主要数字、各种状态、逾期、临期、各单位、责任单位待核实。"""
    config = view.book.config
    unassigned = [status for status in view.items if status.unassigned]
    lamps = tuple((lamp(light, config), count) for light, count in view.lights.items())
    found = rates.of(view)
    blocks: tuple[Table | Lamps | Lines, ...] = (
        Lines("", _head(view, unassigned, found)),
        Lamps(lamps),
        _pressing_items(Light.OVERDUE, view, "overdue"),
        _pressing_items(Light.DUE_SOON, view, "due"),
        *_pressing_matters(view),
        *units_tables(view, limit=_UNITS_SHOWN),
        Lines(f"{UNNAMED}（{len(unassigned)} 项）", _unassigned_lines(unassigned)),
    )
    overdue = lamp(Light.OVERDUE, config).word
    counted = f"{overdue}等按事项计，取各单位中最差的状态。"
    notes = (
        f"{counted}{''.join(local_note(view))}{DONE_NOTE}",
        *rate_notes(view, brief=True),
        remarks.UNSEEN_NOTE,
        *shared_notes(view, context),
    )
    main = _figures(view, unassigned, found)
    return Report(f"{config.name}　总览", subtitle(view, context), blocks, main, notes)


def _head(view: Assessment, unassigned: Sequence[ItemStatus], found: Rates) -> tuple[str, ...]:
    assignments = sum(1 for _ in view.assignments())
    divided = f"事项 {len(view.items)} 项，分解为承办任务 {assignments} 项"
    lines = [f"{divided}；{UNNAMED} {len(unassigned)} 项"]
    if view.matters:
        late = _late_matters(view)
        lines.append(f"协作事项 {len(view.matters)} 件" + (f"，逾期 {late} 件" if late else ""))
    return (*lines, *rate_lines(found))


def _late_matters(view: Assessment) -> int:
    return sum(status.light is Light.OVERDUE for status in view.matters)


def rate_lines(found: Rates) -> tuple[str, ...]:
    """Return the rates, two to a line; in a book without any report, that there are none."""
    if not found.done.reported:
        return (f"完成率、按时完成率、按期填报率、更新率：{found.done}",)
    return (
        f"完成率 {found.done}　按时完成率 {found.on_time}",
        f"按期填报率 {found.filed}　更新率 {found.fresh}",
    )


def _figures(view: Assessment, unassigned: Sequence[ItemStatus], found: Rates) -> Table:
    """All figures, one a row: what a file of one table holds."""
    config = view.book.config
    rows: tuple[tuple[str, Cell], ...] = (
        ("事项", len(view.items)),
        ("承办任务（事项×单位）", sum(1 for _ in view.assignments())),
        (UNNAMED, len(unassigned)),
        ("协作事项", len(view.matters)),
        ("协作事项逾期", _late_matters(view)),
        *((lamp(light, config).word, count) for light, count in view.lights.items()),
        *((f"{name}（{counts}）", str(rate)) for name, counts, rate in found.shown()),
    )
    return Table("总览", (Column("指标"), Column("数值")), rows)


def _pressing_items(light: Light, view: Assessment, name: str) -> Table:
    """The worst few items of one light; titles are shortened so that each takes one line."""
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
        for status in chosen[:_ROWS_SHOWN]
    )
    word = lamp(light, view.book.config).word
    columns = (ID, replace(TITLE, cut=True), replace(UNIT, fixed=True), Column("情况"))
    more = f"全部：tasks report {name}" if len(chosen) > len(rows) else ""
    return Table(f"{word}（{len(chosen)} 项）", columns, rows, more=more)


def whose(status: ItemStatus) -> tuple[str, ...]:
    """Return the units whose own light is the item's: those that have done their part are not."""
    return tuple(
        assignment.unit
        for assignment in status.assignments
        if assignment.unit and assignment.light is status.light
    )


def _first_of(units: Sequence[str]) -> str:
    if len(units) > 1:
        return f"{shorten_columns(units[0], 14)}等{len(units)}个单位"
    return "".join(units)


def _brief(assignment: Assignment, as_of: date) -> str:
    """The reason in a few words, with what qualifies it."""
    return f"{_count(assignment, as_of)}{_tagged(remarks.tags_beside_count(assignment))}"


def _count(assignment: Assignment, as_of: date) -> str:
    """How many periods lack a record, or else the days left or past, or else the reason."""
    if assignment.missed:
        return f"{len(assignment.missed)} 期{remarks.NO_RECORD}"
    return spans.days_off((assignment.due - as_of).days) if assignment.due else assignment.reason


def _tagged(tags: Sequence[str]) -> str:
    return "".join(f"，{tag}" for tag in tags)


def _pressing_matters(view: Assessment) -> tuple[Table, ...]:
    """The worst few matters; nothing where the book has none that press."""
    pressing = sorted(
        (status for status in view.matters if status.light <= Light.DUE_SOON), key=matter_urgency
    )
    if not pressing:
        return ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            status.matter.id,
            status.matter.workflow,
            _first_of(status.judged_units),
            _limit_brief(status.judged, view.as_of),
        )
        for status in pressing[:_ROWS_SHOWN]
        if status.judged
    )
    title = f"协作事项逾期、临期（{len(pressing)} 件）"
    columns = (ID, Column("流程"), UNIT, Column("情况"))
    more = "全部：tasks report matters" if len(pressing) > len(rows) else ""
    return (Table(title, columns, rows, more=more),)


def _limit_brief(limit: RunningLimit, as_of: date) -> str:
    reading = (remarks.READING,) if remarks.is_reading(limit) else ()
    return f"{limit.step.name}{spans.days_off((limit.due - as_of).days)}{_tagged(reading)}"


def _unassigned_lines(unassigned: Sequence[ItemStatus]) -> tuple[str, ...]:
    """The first numbers of each document's items without a responsible unit."""
    if not unassigned:
        return ()
    by_source: dict[str, list[str]] = {}
    for status in unassigned:
        number = status.item.id.split("/", 1)[1]
        by_source.setdefault(status.item.source, []).append(number)
    lines = []
    for source, numbers in by_source.items():
        etc = " 等" if len(numbers) > _NUMBERS_SHOWN else ""
        lines.append(f"{source}：{' '.join(numbers[:_NUMBERS_SHOWN])}{etc}")
    return (*lines[:_SOURCES_SHOWN], "全部：tasks report unassigned")


_TREND_LIGHTS = (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)
# From which width of terminal each rate is shown, see Column.
_TREND_LEVELS = {"done": 1, "on_time": 1, "filed": 2, "fresh": 2, "on_time_original": 3}


def trend(view: Assessment, context: ReportContext) -> Report:
    """走势（要有 git 版本记录）：按版本记录，各时间点的办结和逾期。"""
    words = tuple(lamp(light, view.book.config).word for light in _TREND_LIGHTS)
    columns = (
        Column("日期", fixed=True),
        Column("事项", fixed=True),
        *(Column(word, fixed=True) for word in words),
        *(Column(title, level=_TREND_LEVELS[key]) for key, (title, _) in rates.NAMES.items()),
        Column("承办任务", level=3),
        Column("到期承办任务", level=3),
        Column("到期承办任务中已完成", level=3),
    )
    rows = tuple(map(_trend_row, context.trend))
    counted = f"{listed(words)}按事项计。最后一行是当前文件。"
    notes = [f"每个时间点按当天入库的内容、以当天为准计算；{counted}", *rate_notes(view)]
    if context.history:
        notes.append(context.history)
    table = Table(f"走势（{len(rows)} 个时间点）", columns, rows)
    return framed("走势", table, view, context, *notes)


def _trend_row(point: Point) -> tuple[Cell, ...]:
    return (
        point.on,
        point.items,
        *(point.lights[light] for light in _TREND_LIGHTS),
        *(str(rate) for _, _, rate in point.rates.shown()),
        point.assignments,
        point.planned,
        point.planned_done,
    )
