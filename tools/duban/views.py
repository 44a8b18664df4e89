"""The reports people ask for: Assessment → Report, one function a view."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from duban import assessment
from duban.lights import Light
from duban.matters import describe
from duban.model import UNSPECIFIED
from duban.tables import Column
from duban.tables import Lamps
from duban.tables import Lines
from duban.tables import Report
from duban.tables import Table
from duban.tables import lamp
from duban.text import listed
from duban.text import shorten_columns

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.assessment import Assessment
    from duban.assessment import Assignment
    from duban.assessment import ItemStatus
    from duban.matters import MatterStatus
    from duban.model import Agreement
    from duban.model import State
    from duban.tables import Cell
    from duban.trend import Point

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Filters:
    """Which assignments a report is about; what is None does not matter."""

    unit: str | None = None
    source: str | None = None
    light: Light | None = None
    state: State | None = None
    due_within: int | None = None

    def accepts(self, one: Assignment) -> bool:
        """Tell whether an assignment is meant."""
        return (
            (self.unit is None or one.unit == self.unit)
            and (self.source is None or one.item.source == self.source)
            and (self.light is None or one.light is self.light)
            and (self.state is None or one.state is self.state)
            and (self.due_within is None or (one.days_left is not None and one.days_left <= self.due_within))
        )

    def accepts_matter(self, one: MatterStatus, as_of: date) -> bool:
        """Tell whether a matter is meant; matters have no state of their own."""
        left = (one.judged.due - as_of).days if one.judged else None
        return (
            self.state is None
            and (self.unit is None or self.unit in one.units or self.unit in one.matter.roles.values())
            and (self.source is None or one.matter.agreement == self.source)
            and (self.light is None or one.light is self.light)
            and (self.due_within is None or (left is not None and left <= self.due_within))
        )

    def described(self) -> dict[str, str | int]:
        """Return the filters in use under the names of their options."""
        chosen = {
            "unit": self.unit,
            "source": self.source,
            "light": self.light.key if self.light is not None else None,
            "state": str(self.state) if self.state else None,
            "due_within": self.due_within,
        }
        return {name: value for name, value in chosen.items() if value is not None}

    def words(self) -> str:
        """Return the filters in use as a phrase; empty when there are none."""
        said = [self.unit, self.source, self.light.word if self.light is not None else None, self.state]
        if self.due_within is not None:
            said.append(f"{self.due_within} 天内到期（含逾期）")
        return listed(str(one) for one in said if one is not None)


@dataclass(frozen=True, slots=True)
class Context:
    """What every report prints about itself: the revision, the filters, and what was left out.

    ``trend`` holds the figures of earlier days for the one view that shows them; ``history`` says what is missing of them.
    ``version`` is what the revision is called, which says why where there is none.
    """

    filters: Filters
    revision: str | None
    invalid_files: int
    trend: tuple[Point, ...] = ()
    history: str = ""
    version: str = "未入库"


def select(whole: Assessment, filters: Filters) -> Assessment:
    """Return the assessment of only those assignments that the filters accept; items and units follow."""
    if filters == Filters():
        return whole
    items = []
    for status in whole.items:
        kept = tuple(one for one in status.assignments if filters.accepts(one))
        if kept:
            items.append(replace(status, assignments=kept, judged=min(kept, key=assessment.urgency)))
        elif status.unassigned and filters.accepts(status.judged):
            items.append(status)
    units = (replace(unit, assignments=tuple(one for one in unit.assignments if filters.accepts(one))) for unit in whole.units)
    return replace(
        whole,
        items=tuple(items),
        units=tuple(unit for unit in units if unit.assignments),
        matters=tuple(one for one in whole.matters if filters.accepts_matter(one, whole.as_of)),
    )


def _subtitle(view: Assessment, context: Context) -> str:
    parts = [f"截至 {view.as_of}", f"版本 {context.revision or context.version}"]
    if context.filters.words():
        parts.append(f"筛选：{context.filters.words()}")
    return " · ".join(parts)


def _notes(context: Context) -> tuple[str, ...]:
    if not context.invalid_files:
        return ()
    return (f"有 {context.invalid_files} 个文件未通过检查，没有计入；请运行 tasks check 查看。",)


def _report(title: str, table: Table, view: Assessment, context: Context, *notes: str) -> Report:
    return Report(f"{view.book.config.name}　{title}", _subtitle(view, context), (table,), table, (*notes, *_notes(context)))


_ID = Column("编号", fixed=True)
_TITLE = Column("事项")
_UNIT = Column("单位")
_LAMP = Column("状态", fixed=True)
_DUE = Column("截止", fixed=True)
_LEFT = Column("剩余天数", level=2, fixed=True)
_REASON = Column("原因")
_ASSIGNMENT_COLUMNS = (
    _ID, _TITLE, Column("方案或协议", level=3), Column("条款", level=3, fixed=True), _UNIT, Column("牵头", level=3),
    _LAMP, Column("办理状态", level=3), Column("截止", level=2, fixed=True), Column("原截止", level=3, fixed=True), _LEFT, _REASON,
    Column("缺报期次", level=3), Column("最近进展", level=3, fixed=True), Column("完成日期", level=3, fixed=True),
)  # fmt: skip


def _assignment_row(one: Assignment, view: Assessment) -> tuple[Cell, ...]:
    source = view.book.source(one.item.source)
    return (
        one.item.id,
        one.item.title,
        source.name if source else one.item.source,
        one.item.clause,
        one.unit or "责任未定",
        "牵头" if one.leads else "",
        lamp(one.light, view.book.config),
        str(one.state),
        one.due,
        one.due_original if one.due_original != one.due else None,
        one.days_left,
        one.reason,
        " ".join(period.label for period in one.missed),
        one.last_report,
        one.done_on,
    )


def _judged(view: Assessment) -> Iterable[Assignment]:
    """Every assignment, and for an item that nobody is responsible for the item's own judgement."""
    for status in view.items:
        yield from status.assignments or (status.judged,)


def _assignment_table(title: str, chosen: Iterable[Assignment], view: Assessment) -> Table:
    rows = tuple(_assignment_row(one, view) for one in sorted(chosen, key=assessment.urgency))
    return Table(f"{title}（{len(rows)} 条）", _ASSIGNMENT_COLUMNS, rows)


def overview(view: Assessment, context: Context) -> Report:
    """总览：主要数字、各种状态、逾期、临期、各单位、责任未定。"""
    everything = tuple(view.assignments())
    unassigned = [status for status in view.items if status.unassigned]
    lights = view.lights
    config = view.book.config
    figures: tuple[tuple[str, Cell], ...] = (
        ("事项", len(view.items)),
        ("责任（事项×单位）", len(everything)),
        ("责任未定", len(unassigned)),
        ("协作事项", len(view.matters)),
        ("协作事项逾期", sum(one.light is Light.OVERDUE for one in view.matters)),
        *((lamp(light, config).word, count) for light, count in lights.items()),
        ("办结率（办结÷总数）", str(assessment.done_rate(everything))),
        ("按时办结率（按期办结÷已到期）", str(assessment.on_time_rate(everything))),
        ("按时办结率（按原定时限）", str(assessment.on_time_rate(everything, original=True))),
    )
    head = (
        f"事项 {len(view.items)} 项，责任 {len(everything)} 条，责任未定 {len(unassigned)} 项{_matter_words(view)}",
        f"办结率 {assessment.done_rate(everything)}　按时办结率 {assessment.on_time_rate(everything)}",
    )
    blocks: tuple[Table | Lamps | Lines, ...] = (
        Lines("", head),
        Lamps(tuple((lamp(light, config), count) for light, count in lights.items())),
        _attention(Light.OVERDUE, view, "overdue"),
        _attention(Light.DUE_SOON, view, "due"),
        *_matter_attention(view),
        _units_table(view, limit=5),
        Lines(f"责任未定（{len(unassigned)} 项）", _unassigned_lines(unassigned)),
    )
    main = Table("总览", (Column("指标"), Column("数值")), figures)
    formula = (
        "状态按事项计，取其中最差的一条责任。办结率＝办结÷总数，按时办结率＝按期办结÷已到期，"
        "均按责任计，不含不计入考核的；时限未规定的不算已到期。"
    )
    return Report(f"{config.name}　总览", _subtitle(view, context), blocks, main, (formula, *_notes(context)))


def _matter_words(view: Assessment) -> str:
    if not view.matters:
        return ""
    late = sum(one.light is Light.OVERDUE for one in view.matters)
    return f"；协作事项 {len(view.matters)} 件" + (f"，逾期 {late} 件" if late else "")


_SHOWN = 4
_TITLE_COLUMNS = 20


def _matter_attention(view: Assessment) -> tuple[Table, ...]:
    """The worst few matters; nothing where the book has none that press."""
    pressing = sorted((one for one in view.matters if one.light <= Light.DUE_SOON), key=matter_urgency)
    if not pressing:
        return ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.matter.id, one.matter.workflow, _first_of(one.units), f"{one.judged.step.name}{days(one.judged.due, view.as_of)}")
        for one in pressing[:_SHOWN]
        if one.judged
    )
    more = "全部：tasks report matters" if len(pressing) > len(rows) else ""
    return (Table(f"协作事项逾期、临期（{len(pressing)} 件）", (_ID, Column("流程"), _UNIT, Column("情况")), rows, more=more),)


def _attention(light: Light, view: Assessment, name: str) -> Table:
    """The worst few items of one light, each on one line."""
    chosen = sorted((status for status in view.items if status.light is light), key=lambda status: assessment.urgency(status.judged))
    rows: list[tuple[Cell, ...]] = []
    for status in chosen[:_SHOWN]:
        units = [one.unit for one in status.assignments if one.light is light and one.unit]
        title = shorten_columns(status.item.title, _TITLE_COLUMNS)
        rows.append((status.item.id, title, _first_of(units) or "责任未定", _brief(status.judged, view.as_of)))
    word = lamp(light, view.book.config).word
    more = f"全部：tasks report {name}" if len(chosen) > len(rows) else ""
    return Table(f"{word}（{len(chosen)} 项）", (_ID, _TITLE, _UNIT, Column("情况")), tuple(rows), more=more)


def _first_of(units: Sequence[str]) -> str:
    return f"{shorten_columns(units[0], 14)}等{len(units)}个" if len(units) > 1 else "".join(units)


def _brief(one: Assignment, as_of: date) -> str:
    """The reason in a few words."""
    if one.missed:
        return f"{len(one.missed)} 期未见记录"
    return days(one.due, as_of) if one.due else one.reason


def days(due: date, as_of: date) -> str:
    """Return how far off or how long past a last day is, in words."""
    left = (due - as_of).days
    return "今天到期" if left == 0 else f"还有 {left} 天" if left > 0 else f"逾期 {-left} 天"


def _unassigned_lines(unassigned: list[ItemStatus]) -> tuple[str, ...]:
    if not unassigned:
        return ()
    by_source: dict[str, list[str]] = {}
    for status in unassigned:
        by_source.setdefault(status.item.source, []).append(status.item.id.split("/", 1)[1])
    shown = [f"{source}：{' '.join(numbers[:8])}{' 等' if len(numbers) > 8 else ''}" for source, numbers in by_source.items()]  # noqa: PLR2004 - a line's worth
    return (*shown[:2], "全部：tasks report unassigned")


def overdue(view: Assessment, context: Context) -> Report:
    """逾期：过了截止日期还没有办结的，和缺报的。"""
    return _report("逾期", _assignment_table("逾期", [one for one in _judged(view) if one.light is Light.OVERDUE], view), view, context)


def due(view: Assessment, context: Context) -> Report:
    """临期：快要到期的。"""
    return _report("临期", _assignment_table("临期", [one for one in _judged(view) if one.light is Light.DUE_SOON], view), view, context)


def missing(view: Assessment, context: Context) -> Report:
    """缺报：定期事项没有记录的期次。"""
    rows = tuple(
        (
            one.item.id,
            one.item.title,
            one.unit or "责任未定",
            " ".join(period.label for period in one.missed),
            len(one.missed),
            one.last_report,
        )
        for one in sorted(_judged(view), key=assessment.urgency)
        if one.missed
    )
    columns = (_ID, _TITLE, _UNIT, Column("缺报期次"), Column("期数", fixed=True), Column("最近进展", level=2, fixed=True))
    note = "“未见记录”是指本台账中没有该期的进展，不表示没有办理。"
    return _report("缺报", Table(f"未见记录（{len(rows)} 条）", columns, rows), view, context, note)


def items(view: Assessment, context: Context) -> Report:
    """事项清单：每个事项一行。"""
    columns = (
        _ID, _TITLE, Column("方案或协议", level=3), Column("条款", level=2, fixed=True), Column("牵头单位", level=3), Column("责任单位"),
        Column("配合单位", level=3), _LAMP, Column("办理状态", level=2, fixed=True), Column("时限原文", level=3), _DUE, _LEFT,
        Column("成果", level=3), Column("计入考核", level=3, fixed=True), Column("原因", level=3), Column("原文", level=3),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for status in view.items:
        item, judged = status.item, status.judged
        source = view.book.source(item.source)
        responsible = listed(dict.fromkeys(item.named))
        rows.append(
            (
                item.id, item.title, source.name if source else item.source, item.clause, item.lead or UNSPECIFIED,
                responsible or "责任未定", listed(item.supporting), lamp(status.light, view.book.config), str(status.state),
                item.limit.quote, judged.due, judged.days_left,
                item.deliverable, "是" if item.counted else "否", judged.reason, item.quote,
            ),
        )  # fmt: skip
    return _report("事项清单", Table(f"事项（{len(rows)} 项）", columns, tuple(rows)), view, context)


def units(view: Assessment, context: Context) -> Report:
    """各单位：每个单位牵头、负责、逾期的数目。"""
    note = "按时办结率＝按期办结÷已到期，按责任计，不含不计入考核的。"
    return _report("各单位", _units_table(view), view, context, note)


def _units_table(view: Assessment, limit: int | None = None) -> Table:
    config = view.book.config
    shown = (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND, Light.NORMAL, Light.NO_DEADLINE, Light.DONE)
    columns = (
        Column("单位"), Column("责任", fixed=True), Column("牵头", fixed=True),
        *(Column("未规定" if light is Light.NO_DEADLINE else lamp(light, config).word, fixed=True) for light in shown),
        Column("按时办结率", level=2, fixed=True),
    )  # fmt: skip
    ordered = sorted(view.units, key=lambda unit: tuple(-unit.count(light) for light in shown[:3]))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            unit.unit,
            len(unit.assignments),
            unit.leads,
            *(unit.count(light) for light in shown),
            str(assessment.on_time_rate(unit.assignments)),
        )
        for unit in ordered[:limit]
    )
    cut = limit is not None and len(ordered) > limit
    return Table(f"单位（{len(ordered)} 个）", columns, rows, more="全部：tasks report units" if cut else "")


def agreements(view: Assessment, context: Context) -> Report:
    """方案和协议：每份文件的事项办理情况，协议的期限。"""
    columns = (
        Column("编号", fixed=True), Column("名称"), Column("文号", level=2), Column("印发", level=2, fixed=True), Column("期限"),
        Column("事项", fixed=True), Column("逾期", fixed=True), Column("临期", fixed=True), Column("办结", fixed=True),
        Column("责任未定", level=2, fixed=True), Column("协作事项", level=2, fixed=True),
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
    return _report("方案和协议", Table(f"方案和协议（{len(rows)} 份）", columns, tuple(rows)), view, context)


EXPIRING_DAYS = 90


def validity(source: object, as_of: date) -> str:
    """Return how an agreement's term stands; a dash for a plan."""
    from duban.model import Agreement as AgreementRecord

    if not isinstance(source, AgreementRecord):
        return "—"
    agreement: Agreement = source
    trial = "试行，" if agreement.trial else ""
    if agreement.expires is None:
        return f"{trial}到期{UNSPECIFIED}"
    left = (agreement.expires - as_of).days
    if left < 0:
        return f"{trial}已于 {agreement.expires} 到期"
    return f"{trial}{agreement.expires} 到期" + (f"（还有 {left} 天）" if left <= EXPIRING_DAYS else "")


def matters(view: Assessment, context: Context) -> Report:
    """协作事项：每件走到哪一步，各项时限。"""
    columns = (
        _ID, Column("流程", level=2), Column("概要", level=3), Column("阶段", level=2, fixed=True), Column("环节", fixed=True),
        Column("办理单位"), _LAMP,
        Column("截止", level=2, fixed=True), Column("原因"), Column("曾逾期", level=3), Column("全部时限", level=3),
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
            one.reason,
            listed(one.late_steps),
            "；".join(describe(limit, view.as_of) for limit in one.limits),
        )
        for one in sorted(view.matters, key=matter_urgency)
    )
    note = "时限按各协议规定的起算、日别和顺延办法计算；暂定的，是跨入放假安排尚未公布的年份。"
    return _report("协作事项", Table(f"协作事项（{len(rows)} 件）", columns, rows), view, context, note)


def matter_urgency(one: MatterStatus) -> tuple[int, str, str]:
    """Sort key: the worst light first, then what is due earliest."""
    return one.light, _iso(one.judged.due if one.judged else None) or "9", one.matter.id


def unassigned(view: Assessment, context: Context) -> Report:
    """责任未定：文件没有写明由谁负责的事项。"""
    columns = (_ID, Column("条款", fixed=True), _TITLE, Column("时限原文", level=2), Column("配合单位", level=3), Column("原文", level=3))
    rows = tuple(
        (status.item.id, status.item.clause, status.item.title, status.item.limit.quote, listed(status.item.supporting), status.item.quote)
        for status in view.items
        if status.unassigned
    )
    note = "文件没有写明责任单位的，本台账不作推断；明确以后由督办单位填写事项的“责任单位”。"
    return _report("责任未定", Table(f"责任未定（{len(rows)} 项）", columns, rows), view, context, note)


def trend(view: Assessment, context: Context) -> Report:
    """走势：按版本记录，各时间点的办结和逾期。"""
    columns = (
        Column("日期", fixed=True), Column("事项", fixed=True), Column("责任", fixed=True), Column("应办结", fixed=True),
        Column("其中已办结", level=2, fixed=True), Column("办结", fixed=True),
        *(Column(lamp(light, view.book.config).word, fixed=True) for light in (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)),
        Column("办结率", level=2), Column("按时办结率", level=2),
    )  # fmt: skip
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.on, one.items, one.assignments, one.planned, one.planned_done, one.done,
            *(one.lights[light] for light in (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)),
            str(one.done_rate), str(one.on_time_rate),
        )
        for one in context.trend
    )  # fmt: skip
    note = (
        "每个时间点按当天入库的内容、以当天为准计算。应办结、办结按责任计，逾期等按事项计；"
        "应办结只算规定了截止日期、已经过了的。最后一行是当前文件。"
    )
    notes = (note, context.history) if context.history else (note,)
    return _report("走势", Table(f"走势（{len(rows)} 个时间点）", columns, rows), view, context, *notes)


def point_data(one: Point) -> dict[str, object]:
    """Return the figures of one day as plain data."""
    return {
        "date": one.on.isoformat(),
        "items": one.items,
        "assignments": one.assignments,
        "planned": one.planned,
        "planned_done": one.planned_done,
        "assignments_done": one.done,
        **{light.key: count for light, count in one.lights.items()},
        "done_rate": one.done_rate.value,
        "on_time_rate": one.on_time_rate.value,
    }


VIEWS: Mapping[str, Callable[[Assessment, Context], Report]] = {
    view.__name__: view for view in (overview, overdue, due, missing, items, units, agreements, matters, unassigned, trend)
}
_ITEM_ROWS: Mapping[str, Callable[[ItemStatus], bool]] = {
    "overdue": lambda status: status.light is Light.OVERDUE,
    "due": lambda status: status.light is Light.DUE_SOON,
    "missing": lambda status: any(one.missed for one in status.assignments),
    "unassigned": lambda status: status.unassigned,
}


def data(view_name: str, view: Assessment, context: Context) -> dict[str, object]:
    """Return a report as plain data, the same document whatever the view; the view selects the item rows."""
    everything = tuple(view.assignments())
    wanted = _ITEM_ROWS.get(view_name)
    chosen = [status for status in view.items if wanted is None or wanted(status)]
    lights = {light.key: count for light, count in view.lights.items()}
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of.isoformat(),
        "revision": context.revision,
        "view": view_name,
        "filters": context.filters.described(),
        "totals": {
            "items": len(view.items),
            "assignments": len(everything),
            "done": lights.pop("done"),
            "on_time": sum(one.done and one.on_time for one in everything),
            **lights,
            "unassigned": sum(status.unassigned for status in view.items),
            "matters": len(view.matters),
            "matters_overdue": sum(one.light is Light.OVERDUE for one in view.matters),
            "invalid_files": context.invalid_files,
            "done_rate": assessment.done_rate(everything).value,
            "on_time_rate": assessment.on_time_rate(everything).value,
            "on_time_rate_original": assessment.on_time_rate(everything, original=True).value,
        },
        "items": [item_data(status) for status in chosen],
        "matters": [matter_data(one, view.as_of) for one in view.matters],
        "units": [
            {
                "unit": unit.unit,
                "lead": unit.leads,
                "assignments": len(unit.assignments),
                **{light.key: unit.count(light) for light in (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)},
                "on_time_rate": assessment.on_time_rate(unit.assignments).value,
            }
            for unit in view.units
        ],
        **({"trend": [point_data(one) for one in context.trend]} if context.trend else {}),
    }


def item_data(status: ItemStatus) -> dict[str, object]:
    """Return one item of a report as plain data."""
    item, judged = status.item, status.judged
    return {
        "id": item.id,
        "title": item.title,
        "source": item.source,
        "clause": item.clause,
        "lead": item.lead,
        "light": status.light.key,
        "state": str(status.state),
        "due": _iso(judged.due),
        "due_original": _iso(judged.due_original),
        "days_left": judged.days_left,
        "reason": judged.reason,
        "assignments": [
            {
                "unit": one.unit,
                "lead": one.leads,
                "state": str(one.state),
                "light": one.light.key,
                "due": _iso(one.due),
                "due_original": _iso(one.due_original),
                "days_left": one.days_left,
                "done_on": _iso(one.done_on),
                "last_report": _iso(one.last_report),
                "missed_periods": [period.label for period in one.missed],
                "late_periods": [period.label for period in one.late_periods],
                "reason": one.reason,
            }
            for one in status.assignments
        ],
    }


def matter_data(one: MatterStatus, as_of: date) -> dict[str, object]:
    """Return one matter of a report as plain data."""
    due = one.judged.due if one.judged else None
    return {
        "id": one.matter.id,
        "workflow": one.matter.workflow,
        "stage": one.stage,
        "step": one.current.name if one.current else None,
        "unit": one.units[0] if one.units else None,
        "units": list(one.units),
        "due": _iso(due),
        "days_left": (due - as_of).days if due else None,
        "light": one.light.key,
        "provisional": bool(one.judged and one.judged.counted.provisional),
        "suspended": bool(one.judged and one.judged.suspended),
        "late_steps": list(one.late_steps),
        "reason": one.reason,
        "deadlines": [
            {
                "step": limit.step.name,
                "due": _iso(limit.due),
                "done_on": _iso(limit.done_on),
                "light": limit.light.key,
                "provisional": limit.counted.provisional,
                "suspended": limit.suspended,
            }
            for limit in one.limits
        ],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
