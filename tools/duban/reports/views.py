"""The reports people ask for: Assessment → Report, one function a view."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.text import listed
from duban.ground.text import shorten_columns
from duban.records import shown_fields
from duban.records.model import UNNAMED
from duban.records.model import UNSPECIFIED
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import Units
from duban.reports.tables import Column
from duban.reports.tables import Lamps
from duban.reports.tables import Lines
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.reports.tables import lamp
from duban.status import assessment
from duban.status import rates
from duban.status import remarks
from duban.status import upcoming
from duban.status.lights import Light
from duban.status.matters import actors
from duban.status.matters import describe
from duban.status.matters import unplaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.records.model import Agreement
    from duban.records.model import State
    from duban.reports.tables import Cell
    from duban.status.assessment import Assessment
    from duban.status.assessment import Assignment
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.rates import Rates
    from duban.status.trend import Point

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Filters:
    """Which assignments a report is about; what is None does not matter.

    ``due_within`` means what is still to be done and due in that many days, from the day of the report on: what is overdue is not.
    """

    unit: str | None = None
    source: str | None = None
    light: Light | None = None
    state: State | None = None
    due_within: int | None = None

    def chosen(self, one: Assignment, as_of: date) -> Assignment | None:
        """Return an assignment that is meant, with its next date where dates are asked for; None for any other."""
        meant = (
            (self.unit is None or one.unit == self.unit)
            and (self.source is None or one.item.source == self.source)
            and (self.light is None or one.light is self.light)
            and (self.state is None or one.state is self.state)
        )
        if not meant or self.due_within is None:
            return one if meant else None
        due = upcoming.next_due(one, as_of, self.due_within)
        return replace(one, due=due, days_left=(due - as_of).days) if due else None

    def accepts_matter(self, one: MatterStatus, as_of: date) -> bool:
        """Tell whether a matter is meant; matters have no state of their own."""
        return (
            self.state is None
            and (self.unit is None or self.unit in one.units or self.unit in one.matter.roles.values())
            and (self.source is None or one.matter.agreement == self.source)
            and (self.light is None or one.light is self.light)
            and (self.due_within is None or upcoming.matter_limit(one, as_of, self.due_within) is not None)
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
            said.append(f"{self.due_within} 天内到期")
        return listed(str(one) for one in said if one is not None)


@dataclass(frozen=True, slots=True)
class Context:
    """What every report prints about itself: the revision, the filters, and what was left out.

    ``trend`` holds the figures of earlier days for the one view that shows them; ``history`` says what is missing of them,
    ``once_invalid`` in how many files.
    A ``public`` report has nothing about matters, not even that there are none.
    ``version`` is what the revision is called, which says why where there is none; ``failed_files`` are those that our own
    code failed to read.
    """

    filters: Filters
    revision: str | None
    invalid_files: int
    trend: tuple[Point, ...] = ()
    history: str = ""
    public: bool = False
    version: str = "未入库"
    once_invalid: int = 0
    failed_files: int = 0


def select(whole: Assessment, filters: Filters) -> Assessment:
    """Return the assessment of only those assignments that the filters accept; items and units follow."""
    if filters == Filters():
        return whole
    items = tuple(kept for status in whole.items if (kept := _chosen(status, filters, whole.as_of)))
    by_unit: dict[str, list[Assignment]] = {}
    for status in items:
        for one in status.assignments:
            by_unit.setdefault(one.unit or "", []).append(one)
    return replace(
        whole,
        items=items,
        units=tuple(replace(unit, assignments=tuple(by_unit[unit.unit])) for unit in whole.units if unit.unit in by_unit),
        matters=tuple(one for one in whole.matters if filters.accepts_matter(one, whole.as_of)),
    )


def _chosen(status: ItemStatus, filters: Filters, as_of: date) -> ItemStatus | None:
    """An item with only the assignments that are meant; where dates are asked for, its date is the first of theirs."""
    judged = status.assignments or (status.judged,)
    kept = tuple(found for one in judged if (found := filters.chosen(one, as_of)))
    if not kept:
        return None
    worst = min(kept, key=assessment.urgency)
    if filters.due_within is not None:
        first = min(kept, key=_soonest)
        worst = replace(worst, due=first.due, days_left=first.days_left)
    return replace(status, assignments=kept if status.assignments else (), judged=worst)


def _soonest(one: Assignment) -> tuple[int, int]:
    """Sort key: what is due first, then the worst light."""
    return one.days_left if one.days_left is not None else 1 << 30, one.light


def due_soon(view: Assessment, filters: Filters) -> tuple[Assessment, int]:
    """Return what is due within the days that were asked for, or else within the book's own, and how many days those are."""
    if filters.due_within is not None:
        return view, filters.due_within
    days = view.book.config.due_soon_days
    return select(view, Filters(due_within=days)), days


def _subtitle(view: Assessment, context: Context) -> str:
    parts = [f"截至 {view.as_of}", f"版本 {context.revision or context.version}"]
    if context.filters.words():
        parts.append(f"筛选：{context.filters.words()}")
    return " · ".join(parts)


def _notes(view: Assessment, context: Context) -> tuple[str, ...]:
    notes = []
    if context.invalid_files:
        notes.append(f"有 {context.invalid_files} 个文件未通过检查，没有计入；请运行 tasks check 查看。")
    if left := unplaced(view.book):
        notes.append(f"有 {left} 件协作事项所依据的协议或流程未通过检查，没有计入；请运行 tasks check 查看。")
    failed = len(view.failures) + context.failed_files
    if failed:
        notes.append(f"程序故障：有 {failed} 个文件没有计入，与填报内容无关，请告诉维护人员。")
    return tuple(notes)


def _report(title: str, table: Table, view: Assessment, context: Context, *notes: str) -> Report:
    return Report(f"{view.book.config.name}　{title}", _subtitle(view, context), (table,), table, (*notes, *_notes(view, context)))


_ID = Column("编号", fixed=True)
_TITLE = Column("事项")
_UNIT = Column("单位")
_LAMP = Column("状态", fixed=True)
_DUE = Column("截止", fixed=True)
_LEFT = Column("剩余天数", level=2, fixed=True)
_REASON = Column("情况说明")
_ASSIGNMENT_COLUMNS = (
    _ID, _TITLE, Column("方案或协议", level=3), Column("条款", level=3, fixed=True), _UNIT, Column("牵头", level=3),
    _LAMP, Column("办理状态", level=3), Column("截止", level=2, fixed=True), Column("原截止", level=3, fixed=True), _LEFT, _REASON,
    Column("缺报期次", level=3), Column("最近进展", level=3, fixed=True), Column("完成日期", level=3, fixed=True),
)  # fmt: skip

# Where days are asked for, the day comes before why.
_DATED_COLUMNS = tuple(
    replace(column, level={"截止": 1, "剩余天数": 1, "情况说明": 2}.get(column.title, column.level)) for column in _ASSIGNMENT_COLUMNS
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
    title: str, chosen: Iterable[Assignment], view: Assessment, order: Callable[[Assignment], tuple[int, int]] = assessment.urgency
) -> Table:
    ordered = sorted(chosen, key=order)
    columns = _ASSIGNMENT_COLUMNS if order is assessment.urgency else _DATED_COLUMNS
    return Table(f"{title}（{_both(ordered)}）", columns, tuple(_assignment_row(one, view) for one in ordered))


def _both(chosen: Sequence[Assignment]) -> str:
    """How many items and how many assignments these are, each by its name."""
    return f"事项 {len({one.item.id for one in chosen})} 项，承办任务 {sum(one.unit is not None for one in chosen)} 项"


DONE_NOTE = "已完成、办结以单位填报为准。"


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
        *_units_tables(view, limit=5),
        Lines(f"{UNNAMED}（{len(unassigned)} 项）", _unassigned_lines(unassigned)),
    )
    main = Table("总览", (Column("指标"), Column("数值")), figures)
    lead = f"{lamp(Light.OVERDUE, config).word}等按事项计，取各单位中最差的状态。{''.join(local_note(view))}{DONE_NOTE}"
    notes = (lead, *rate_notes(view, brief=True), remarks.UNSEEN_NOTE, *_notes(view, context))
    return Report(f"{config.name}　总览", _subtitle(view, context), blocks, main, notes)


def rate_lines(found: Rates) -> tuple[str, ...]:
    """Return the rates in lines of two; in a book without any report, that there are none."""
    if not found.done.reported:
        return (f"完成率、按时完成率、按期填报率、更新率：{found.done}",)
    return (f"完成率 {found.done}　按时完成率 {found.on_time}", f"按期填报率 {found.filed}　更新率 {found.fresh}")


def rate_notes(view: Assessment, *, brief: bool = False) -> tuple[str, ...]:
    """What each rate counts, and what none of them does; nothing where there are no rates."""
    if not view.book.progress:
        return ()
    units = Units.of(view.book)
    apart = sum(units.is_class(one.unit) for one in view.assignments())
    formulas = "；".join(f"{name}＝{counts}" for key, (name, counts) in rates.NAMES.items() if key != "on_time_original")
    said = rates.BRIEF if brief else formulas
    return (f"{said}。不含不计入统计的" + (f"和单位类别的 {apart} 项承办任务。" if apart else "。"),)


def local_note(view: Assessment) -> tuple[str, ...]:
    """How many of what is overdue is so by a date that was set locally."""
    late = sum(status.light is Light.OVERDUE and remarks.LOCAL in remarks.tags(status.judged) for status in view.items)
    word = lamp(Light.OVERDUE, view.book.config).word
    return (f"{word} {view.lights[Light.OVERDUE]} 项中，{late} 项的截止日期为{remarks.LOCAL}。",) if late else ()


def _matter_words(view: Assessment) -> tuple[str, ...]:
    if not view.matters:
        return ()
    late = sum(one.light is Light.OVERDUE for one in view.matters)
    return (f"协作事项 {len(view.matters)} 件" + (f"，逾期 {late} 件" if late else ""),)


_SHOWN = 4


def _matter_attention(view: Assessment) -> tuple[Table, ...]:
    """The worst few matters; nothing where the book has none that press."""
    pressing = sorted((one for one in view.matters if one.light <= Light.DUE_SOON), key=matter_urgency)
    if not pressing:
        return ()
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (one.matter.id, one.matter.workflow, _first_of(one.judged_units), _limit_brief(one.judged, view.as_of))
        for one in pressing[:_SHOWN]
        if one.judged
    )
    more = "全部：tasks report matters" if len(pressing) > len(rows) else ""
    return (Table(f"协作事项逾期、临期（{len(pressing)} 件）", (_ID, Column("流程"), _UNIT, Column("情况")), rows, more=more),)


def _limit_brief(limit: RunningLimit, as_of: date) -> str:
    reading = (remarks.READING,) if remarks.is_reading(limit) else ()
    return f"{limit.step.name}{days(limit.due, as_of)}{_tagged(reading)}"


def _attention(light: Light, view: Assessment, name: str) -> Table:
    """The worst few items of one light, each on one line of a terminal, at the cost of the title."""
    chosen = sorted((status for status in view.items if status.light is light), key=lambda status: assessment.urgency(status.judged))
    rows = tuple(
        (status.item.id, status.item.title, _first_of(whose(status)) or UNNAMED, _brief(status.judged, view.as_of))
        for status in chosen[:_SHOWN]
    )
    word = lamp(light, view.book.config).word
    more = f"全部：tasks report {name}" if len(chosen) > len(rows) else ""
    return Table(
        f"{word}（{len(chosen)} 项）", (_ID, replace(_TITLE, cut=True), replace(_UNIT, fixed=True), Column("情况")), rows, more=more
    )


def whose(status: ItemStatus) -> tuple[str, ...]:
    """Return the units whose own light is the item's: one that has finished its part is not among the late."""
    return tuple(one.unit for one in status.assignments if one.light is status.light and one.unit)


def _first_of(units: Sequence[str]) -> str:
    return f"{shorten_columns(units[0], 14)}等{len(units)}个单位" if len(units) > 1 else "".join(units)


def _brief(one: Assignment, as_of: date) -> str:
    """The reason in a few words, with what qualifies it."""
    return f"{_count(one, as_of)}{_tagged(remarks.tags_beside_count(one))}"


def _count(one: Assignment, as_of: date) -> str:
    """How many periods lack a record, or how many days are left or past; the reason where there is neither."""
    if one.missed:
        return f"{len(one.missed)} 期{remarks.NO_RECORD}"
    return days(one.due, as_of) if one.due else one.reason


def _tagged(tags: Sequence[str]) -> str:
    return "".join(f"，{tag}" for tag in tags)


def days(due: date, as_of: date) -> str:
    """Return how far off or how long past a last day is, in words."""
    left = (due - as_of).days
    return "当日到期" if left == 0 else f"还有 {left} 天" if left > 0 else f"逾期 {-left} 天"


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
    chosen = [one for one in _judged(view) if one.light is Light.OVERDUE]
    return _report("逾期", _assignment_table(lamp(Light.OVERDUE, view.book.config).word, chosen, view), view, context, *local_note(view))


def due(view: Assessment, context: Context) -> Report:
    """临期：今后若干天内到期、还没有完成的；定期事项看最近的一期。"""
    soon, within = due_soon(view, context.filters)
    table = _assignment_table(f"{within} 天内到期", _judged(soon), soon, _soonest)
    report = _report(f"{within} 天内到期", table, view, context, "已经逾期的不在其中，见 tasks report overdue。")
    matters = _matters_due(soon, within)
    return replace(report, blocks=(table, matters)) if matters.rows else report


def _matters_due(soon: Assessment, within: int) -> Table:
    limits = ((upcoming.matter_limit(one, soon.as_of, within), one) for one in soon.matters)
    dues = sorted(((limit, one) for limit, one in limits if limit), key=lambda pair: (pair[0].due, pair[1].matter.id))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            one.matter.id,
            one.matter.workflow,
            listed(actors(one.matter, limit.step)),
            lamp(one.light, soon.book.config),
            limit.due,
            remarks.matter_said(one) if limit is one.judged else f"{describe(limit, soon.as_of)}；{remarks.matter_said(one)}",
        )
        for limit, one in dues
    )
    return Table(f"{within} 天内到期的协作事项（{len(rows)} 件）", (_ID, Column("流程"), _UNIT, _LAMP, _DUE, _REASON), rows)


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
        for one in sorted(_judged(view), key=assessment.urgency)
        if one.missed
    )
    columns = (_ID, _TITLE, _UNIT, Column("缺报期次"), Column("期数", fixed=True), Column("最近进展", level=2, fixed=True))
    missed = [one for one in _judged(view) if one.missed]
    title = f"未见填报记录（{_both(missed)}，共 {sum(len(one.missed) for one in missed)} 期）"
    return _report("缺报", Table(title, columns, rows), view, context, remarks.UNSEEN_NOTE)


def items(view: Assessment, context: Context) -> Report:
    """事项清单：每个事项一行。"""
    marked = any(remarks.tags(status.judged) for status in view.items)
    columns = (
        _ID, _TITLE, Column("方案或协议", level=3), Column("条款", level=2, fixed=True), Column("牵头单位", level=3), Column("责任单位"),
        Column("配合单位", level=3), _LAMP, Column("标注", level=1 if marked else 3), Column("办理状态", level=2, fixed=True),
        Column("时限原文", level=3), _DUE, _LEFT,
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
    return _report("事项清单", Table(f"事项（{len(rows)} 项）", columns, tuple(rows)), view, context, *notes)


def units(view: Assessment, context: Context) -> Report:
    """各单位：每个单位牵头、承办、逾期的数目。"""
    tables = _units_tables(view)
    report = _report("各单位", tables[0], view, context, *rate_notes(view), *local_note(view), remarks.UNSEEN_NOTE)
    return replace(report, blocks=tables)


def split(view: Assessment) -> tuple[list[UnitStatus], list[UnitStatus]]:
    """Return the single units and, apart from them, the classes of units whose members the book does not know."""
    known = Units.of(view.book)
    found: tuple[list[UnitStatus], list[UnitStatus]] = ([], [])
    for unit in view.units:
        found[known.is_class(unit.unit)].append(unit)
    return found


def _units_tables(view: Assessment, limit: int | None = None) -> tuple[Table, ...]:
    """The single units, those with most overdue first; apart from them the classes of units, or that there are some."""
    singles, classes = split(view)
    table = _unit_rows("单位", singles, view, limit)
    more = "全部：tasks report units" if limit is not None and (len(singles) > limit or classes) else ""
    if limit is not None:
        apart = f"；另有单位类别 {len(classes)} 个" if classes else ""
        return (replace(table, more=more + apart if more else ""),)
    return (table, _unit_rows("单位类别", classes, view)) if classes else (table,)


def _unit_rows(name: str, chosen: Sequence[UnitStatus], view: Assessment, limit: int | None = None) -> Table:
    config = view.book.config
    shown = (Light.OVERDUE, Light.DUE_SOON, Light.BEHIND, Light.NORMAL, Light.NO_DEADLINE, Light.DONE)
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
    return _report("方案和协议", Table(f"方案和协议（{len(rows)} 份）", columns, tuple(rows)), view, context)


EXPIRING_DAYS = 90


def validity(source: object, as_of: date) -> str:
    """Return how an agreement's term stands; a dash for a plan."""
    from duban.records.model import Agreement as AgreementRecord

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
        Column("截止", level=2, fixed=True), _REASON, Column("曾逾期", level=3), Column("全部时限", level=3),
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
    return _report("协作事项", Table(f"协作事项（{len(rows)} 件）", columns, rows), view, context, note)


def matter_urgency(one: MatterStatus) -> tuple[int, str, str]:
    """Sort key: the worst light first, then what is due earliest."""
    return one.light, _iso(one.judged.due if one.judged else None) or "9", one.matter.id


def unassigned(view: Assessment, context: Context) -> Report:
    """责任单位待核实：现有文本没有写明由谁负责的事项。"""
    columns = (
        _ID, Column("条款", fixed=True), _TITLE, Column("依据", level=2), Column("时限原文", level=2), Column("配合单位", level=3),
        Column("原文", level=3),
    )  # fmt: skip
    found = [(status.item, remarks.unnamed(view.book.source(status.item.source))) for status in view.items if status.unassigned]
    rows = tuple((item.id, item.clause, item.title, known, item.limit.quote, listed(item.supporting), item.quote) for item, known in found)
    counted = "；".join(f"{known}的 {count} 项" for known, count in unnamed_counts(view))
    notes = (f"{counted}。本台账不作推断；核实以后由督办单位填写事项的“责任单位”。",) if found else ()
    return _report(UNNAMED, Table(f"{UNNAMED}（{len(rows)} 项）", columns, rows), view, context, *notes)


def unnamed_counts(view: Assessment) -> tuple[tuple[str, int], ...]:
    """Return what is known of the items without a responsible unit, with how many each is."""
    known = (remarks.unnamed(view.book.source(status.item.source)) for status in view.items if status.unassigned)
    return tuple(Counter(known).items())


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
    note = f"每个时间点按当天入库的内容、以当天为准计算；{listed(words)}按事项计。最后一行是当前文件。"
    notes = (note, *rate_notes(view), *([context.history] if context.history else []))
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
        **rates_data(one.rates),
    }


def rates_data(found: Rates) -> dict[str, object]:
    """Return the rates as plain data: each share under its own key, and what each is made of."""
    keys = tuple(rates.NAMES)
    each = {key: getattr(found, key) for key in keys}
    return {
        **{_RATE_KEYS.get(key, f"{key}_rate"): rate.value for key, rate in each.items()},
        "rates": {key: {"part": rate.part, "whole": rate.whole, "value": rate.value} for key, rate in each.items()},
    }


_RATE_KEYS = {"on_time_original": "on_time_rate_original"}


VIEWS: Mapping[str, Callable[[Assessment, Context], Report]] = {
    view.__name__: view for view in (overview, overdue, due, missing, items, units, agreements, matters, unassigned, trend)
}
_ITEM_ROWS: Mapping[str, Callable[[ItemStatus], bool]] = {
    "overdue": lambda status: status.light is Light.OVERDUE,
    "missing": lambda status: any(one.missed for one in status.assignments),
    "unassigned": lambda status: status.unassigned,
}


def data(view_name: str, view: Assessment, context: Context) -> dict[str, object]:
    """Return a report as plain data, the same document whatever the view; the view selects the item rows."""
    shown = due_soon(view, context.filters)[0] if view_name == "due" else view
    wanted = _ITEM_ROWS.get(view_name)
    singles, classes = split(view)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of.isoformat(),
        "revision": context.revision,
        "view": view_name,
        "filters": context.filters.described(),
        "totals": _totals(view, context),
        "items": [item_data(status, public=context.public) for status in shown.items if wanted is None or wanted(status)],
        **({} if context.public else {"matters": [matter_data(one, view.as_of) for one in shown.matters]}),
        "units": [_unit_data(unit, view) for unit in singles],
        "unit_classes": [_unit_data(unit, view) for unit in classes],
        **({"trend": [point_data(one) for one in context.trend], "once_invalid_files": context.once_invalid} if context.trend else {}),
    }


def _totals(view: Assessment, context: Context) -> dict[str, object]:
    found = rates.of(view)
    matters = {"matters": len(view.matters), "matters_overdue": sum(one.light is Light.OVERDUE for one in view.matters)}
    return {
        "items": len(view.items),
        "assignments": sum(1 for _ in view.assignments()),
        "assignments_overdue": sum(one.light is Light.OVERDUE for one in view.assignments()),
        "done": view.lights[Light.DONE],
        "on_time": found.on_time.part,
        **{light.key: count for light, count in view.lights.items() if light is not Light.DONE},
        "unassigned": sum(status.unassigned for status in view.items),
        **({} if context.public else matters),
        "invalid_files": context.invalid_files,
        **({"matters_left_out": left} if (left := unplaced(view.book)) else {}),
        **({"failed_files": failed} if (failed := len(view.failures) + context.failed_files) else {}),
        **rates_data(found),
    }


def _unit_data(unit: UnitStatus, view: Assessment) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "lead": unit.leads,
        "assignments": len(unit.assignments),
        **{light.key: unit.count(light) for light in (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)},
        **rates_data(rates.over(view, unit.assignments)),
    }


def item_data(status: ItemStatus, *, public: bool = False) -> dict[str, object]:
    """Return one item of a report as plain data, a ``public`` one without fields that are not published."""
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
        "reason": remarks.said(judged),
        "notes": list(remarks.tags(judged)),
        **shown_fields.data(Item, item, public=public),
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
                "reason": remarks.said(one),
                "notes": list(remarks.tags(one)),
                **shown_fields.data(Progress, one.progress, public=public),
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
        "reason": remarks.matter_said(one),
        "notes": list(remarks.matter_tags(one)),
        **shown_fields.data(Matter, one.matter),
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
