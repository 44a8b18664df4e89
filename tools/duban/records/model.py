"""The records of a book as immutable values: English names in the code, the Chinese key beside each."""

from __future__ import annotations

from dataclasses import MISSING
from dataclasses import Field
from dataclasses import dataclass
from dataclasses import field
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.ground import periods
from duban.ground.periods import Cycle
from duban.ground.workdays import Arrangement
from duban.ground.workdays import Calendar
from duban.ground.workdays import DayKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterator
    from collections.abc import Mapping

UNSPECIFIED = "未规定"
# What is said where an item's responsible unit would stand, when the text at hand names none.
UNNAMED = "责任单位待核实"

T = TypeVar("T")


def key(name: str, convert: Callable[[Any], Any] | None = None, default: Any = MISSING) -> Any:
    """Declare a field read from the Chinese key ``name``; ``convert`` makes the value from the data.

    Without ``convert`` the field's type says how: a date, a list of texts and 是/否 become what they mean.
    """
    about = {"key": name, "convert": convert}
    return field(default_factory=dict, metadata=about) if default == {} else field(default=default, metadata=about)


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return None if one.default is MISSING else one.default


@cache
def _plan(cls: Any) -> tuple[tuple[str, str, Callable[[Any], Any] | None, Any], ...]:
    return tuple(
        (declared.name, declared.metadata["key"], _converter(declared), _default(declared))
        for declared in fields(cls)
        if "key" in declared.metadata
    )


def _converter(declared: Field[Any]) -> Callable[[Any], Any] | None:
    by_type: Mapping[str, Callable[[Any], Any]] = {"date": _day, "bool": _yes, "tuple[str, ...]": tuple}
    chosen: Callable[[Any], Any] | None = declared.metadata["convert"]
    # Annotations are kept as the text that stands in the class.
    return chosen or by_type.get(str(declared.type).removesuffix(" | None"))


def keys(cls: Any) -> Mapping[str, str]:
    """Return the fields of a record that its file holds: the name in the code to the Chinese key."""
    return {name: chinese for name, chinese, _, _ in _plan(cls)}


def defaults(cls: Any) -> Mapping[str, Any]:
    """Return what each field of a record is where its file says nothing, by the name in the code."""
    return {name: default for name, _, _, default in _plan(cls)}


def written(record: Any) -> dict[str, Any]:
    """Return the data that a record of texts, numbers, dates and lists was made from; without what is as by default."""
    values = ((chinese, getattr(record, name), default) for name, chinese, _, default in _plan(record.__class__))
    return {chinese: _as_written(value) for chinese, value, default in values if value is not None and value != default}


def _as_written(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return [_as_written(member) for member in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return written(value)
    return str(value) if isinstance(value, StrEnum) else value


def build(cls: Callable[..., T], data: Mapping[str, Any], **identity: Any) -> T:
    """Return a record of ``cls`` from data that fits its schema; ``identity`` fills what is not in the file."""
    for name, chinese, convert, default in _plan(cls):
        value = data.get(chinese)
        if value is None:
            value = default
        elif convert is not None:
            value = convert(value)
        identity[name] = value
    return cls(**identity)


def _named(value: str) -> str | None:
    return None if value == UNSPECIFIED else value


def _day(value: str) -> date | None:
    return None if value == UNSPECIFIED else date.fromisoformat(value)


def _last_day(value: str | int) -> date:
    return periods.last_day(str(value))


def _yes(value: str) -> bool:
    return value == "是"


def _period_end(value: str | int) -> int | None:
    return value if isinstance(value, int) else None


def _refresh(value: Mapping[str, Any]) -> Continuing:
    return build(Continuing, value)


def _number(value: int | str) -> int | None:
    return None if isinstance(value, str) else int(value)


class State(StrEnum):
    """What a unit says of its own work, and what follows from its dates; without any file of its own it has said nothing.

    Of a file that is no record nobody knows what it says.
    """

    UNREPORTED = "未填报"
    UNREAD = "填报未通过检查"
    NOT_STARTED = "未启动"
    IN_PROGRESS = "进行中"
    DONE = "已完成"
    DONE_LATE = "逾期完成"
    SUSPENDED = "暂缓"


# What a unit may write as 状态; the others follow.
WRITTEN_STATES = (State.NOT_STARTED, State.IN_PROGRESS, State.DONE, State.SUSPENDED)


class Disclosure(StrEnum):
    """Whether a record may be published (政府信息公开条例)."""

    OPEN = "主动公开"
    ON_REQUEST = "依申请公开"
    CLOSED = "不予公开"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """单位: an organisation, or a class of organisations when ``members`` is not None."""

    id: str
    path: str
    full_name: str = key("名称")
    name: str = key("简称")
    aliases: tuple[str, ...] = key("别名", tuple, ())
    parent: str | None = key("上级", default=None)
    members: tuple[str, ...] | None = key("成员", lambda value: () if value == UNSPECIFIED else tuple(value), None)
    region: str | None = key("地区", default=None)
    contact: str | None = key("联络部门", default=None)
    code: str | None = key("机关代字", default=None)
    accounts: tuple[str, ...] = key("账号", tuple, ())
    note: str | None = key("备注", default=None)


_NUMERALS = frozenset("〇零一二三四五六七八九十百千0123456789")


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One heading of a document."""

    clause: str = key("条款")
    title: str = key("标题")

    def holds(self, clause: str) -> bool:
        """Tell whether a clause stands under this heading: 一（二）二是 under 一 and 一（二）, but 十一 not under 十."""
        if not clause.startswith(self.clause):
            return False
        rest = clause.removeprefix(self.clause)
        return not rest or not (self.clause[-1] in _NUMERALS and rest[0] in _NUMERALS)


def _chapters(value: list[Any]) -> tuple[Chapter, ...]:
    return tuple(build(Chapter, one) for one in value)


def _is_lacking(annex: str) -> bool:
    return annex.endswith("（缺失）")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """方案: an issued document that assigns items."""

    id: str
    path: str
    title: str = key("标题")
    short_title: str | None = key("简称", default=None)
    number: str = key("文号")
    issuers: tuple[str, ...] = key("印发单位", tuple)
    issued: date | None = key("印发日期", _day)
    addressees: tuple[str, ...] = key("主送", tuple, ())
    basis: tuple[str, ...] = key("依据", tuple, ())
    annexes: tuple[str, ...] = key("附件", tuple, ())
    chapters: tuple[Chapter, ...] = key("章节", _chapters, ())
    disclosure: Disclosure = key("公开", Disclosure, Disclosure.CLOSED)
    note: str | None = key("备注", default=None)

    @property
    def name(self) -> str:
        """What reports call it."""
        return self.short_title or self.title

    @property
    def lacks_annex(self) -> bool:
        """Whether the text at hand lacks one of its annexes."""
        return any(map(_is_lacking, self.annexes))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLimit:
    """时限 of a step: ``days`` of one kind from the date of the step ``anchor``; None where there is no number."""

    quote: str = key("原文")
    days: int | None = key("天数", int, None)
    kind: DayKind = key("日别", DayKind, DayKind.CALENDAR)
    anchor: str | None = key("起算", default=None)
    roll: bool = key("顺延", _yes, default=True)
    basis: str | None = key("依据", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """环节 of a workflow: who does what by when, with which outcomes, and what comes next."""

    name: str = key("名称")
    stage: str = key("阶段")
    actors: tuple[str, ...] = key("办理单位", lambda value: (value,) if isinstance(value, str) else tuple(value))
    quote: str | None = key("原文", default=None)
    limit: StepLimit | None = key("时限", lambda value: build(StepLimit, value), None)
    form: str | None = key("文书", default=None)
    outcomes: tuple[str, ...] = key("结果", tuple, ())
    following: Mapping[str, str] = key("下一步", dict, {})
    anytime: tuple[str, ...] = key("随时", tuple, ())
    pauses: tuple[str, ...] = key("中止", tuple, ())
    note: str | None = key("备注", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """文书 of an agreement: its Word template, and the series its number belongs to."""

    template: str = key("模板")
    series: str | None = key("字", default=None)
    same_number_as: str | None = key("沿用", default=None)


def _roles(value: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {role: tuple(names) for role, names in value.items()}


def _workflows(value: Mapping[str, Any]) -> dict[str, tuple[Step, ...]]:
    return {name: tuple(build(Step, one) for one in steps) for name, steps in value.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """协议: a collaboration agreement between two or more units; dates are None where the document is silent."""

    id: str
    path: str
    title: str = key("标题")
    name: str = key("简称")
    number: str | None = key("文号", default=None)
    parties: tuple[str, ...] = key("参加单位", tuple)
    issued: date | None = key("印发日期", _day, None)
    effective: date | None = key("生效", _day, None)
    expires: date | None = key("到期", _day, None)
    trial: bool = key("试行", _yes, default=False)
    addressees: tuple[str, ...] = key("主送", tuple, ())
    copied_to: tuple[str, ...] = key("抄送", tuple, ())
    annexes: tuple[str, ...] = key("附件", tuple, ())
    chapters: tuple[Chapter, ...] = key("章节", _chapters, ())
    roles: Mapping[str, tuple[str, ...]] = key("角色", _roles, {})
    workflows: Mapping[str, tuple[Step, ...]] = key("流程", _workflows, {})
    forms: Mapping[str, Form] = key("文书", lambda value: {name: build(Form, one) for name, one in value.items()}, {})
    disclosure: Disclosure = key("公开", Disclosure, Disclosure.CLOSED)
    note: str | None = key("备注", default=None)

    @property
    def lacks_annex(self) -> bool:
        """Whether the text at hand lacks one of its annexes."""
        return any(map(_is_lacking, self.annexes))


Source = Plan | Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuing:
    """长期: a duty without end; ``refresh_days`` may pass between two reports, None where nothing is agreed."""

    refresh_days: int | None = key("更新间隔", _number)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitParts:
    """What a limit means in dates; its parts combine. ``due_day`` None is a period's last day."""

    due: date | None = key("截止", _last_day, None)
    continuing: Continuing | None = key("长期", _refresh, None)
    cycle: Cycle | None = key("周期", Cycle, None)
    start: date | None = key("起", _day, None)
    stop: date | None = key("止", _day, None)
    due_day: int | None = key("每期截止", _period_end, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(LimitParts):
    """设定: what was decided locally because the document is silent, with the basis; ``disclosed`` when it may be published."""

    basis: str = key("依据")
    disclosed: bool = key("公开", _yes, default=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit(LimitParts):
    """时限: the document's words, what they mean, and what was decided locally where they are silent."""

    quote: str = key("原文")
    setting: Setting | None = key("设定", lambda value: build(Setting, value), None)

    @property
    def parts(self) -> LimitParts:
        """What the document says, and what was decided locally where it is silent."""
        if self.setting is None:
            return self
        continuing = self.continuing if self.continuing and self.continuing.refresh_days is not None else None
        return LimitParts(
            due=self.due or self.setting.due,
            continuing=continuing or self.setting.continuing or self.continuing,
            cycle=self.cycle or self.setting.cycle,
            start=self.start or self.setting.start,
            stop=self.stop or self.setting.stop,
            due_day=self.due_day or self.setting.due_day,
        )

    @property
    def specified(self) -> bool:
        """Whether the document says anything about time."""
        return self.quote != UNSPECIFIED


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """One change of a deadline, with its approval."""

    approved_on: date = key("日期", _day)
    old_due: date = key("原截止", _last_day)
    new_due: date = key("新截止", _last_day)
    approval: str = key("批准")
    reason: str = key("理由")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """事项: one duty from a clause of a plan or an agreement; ``id`` is ``source/number``."""

    id: str
    path: str
    source: str
    title: str = key("事项")
    clause: str = key("条款")
    quote: str = key("原文")
    lead: str | None = key("牵头单位", _named)
    responsible: tuple[str, ...] = key("责任单位", tuple, ())
    supporting: tuple[str, ...] = key("配合单位", tuple, ())
    limit: Limit = key("时限", lambda value: build(Limit, value))
    deliverable: str = key("成果", default=UNSPECIFIED)
    counted: bool = key("计入考核", _yes, default=True)
    extensions: tuple[Extension, ...] = key("变更", lambda value: tuple(build(Extension, one) for one in value), ())
    disclosure: Disclosure | None = key("公开", Disclosure, None)
    note: str | None = key("备注", default=None)

    @property
    def named(self) -> tuple[str, ...]:
        """The units and groups the document makes responsible, the lead first."""
        return ((self.lead,) if self.lead else ()) + self.responsible


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of progress."""

    on: date = key("日期", _day)
    text: str = key("情况")
    percent: int | None = key("进度", int, None)
    evidence: tuple[str, ...] = key("佐证", tuple, ())
    period: str | None = key("期次", str, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """进展: what one unit reports on one item; ``unit`` is the unit's id, from the path."""

    unit: str
    item: str
    path: str
    state: State = key("状态", State)
    done_on: date | None = key("完成日期", _day, None)
    entries: tuple[Entry, ...] = key("进展", lambda value: tuple(build(Entry, one) for one in value), ())
    problems: str | None = key("存在问题", default=None)
    next_step: str | None = key("下一步", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """One step taken in a matter."""

    name: str = key("名称")
    on: date = key("日期", _day)
    unit: str = key("单位")
    outcome: str | None = key("结果", default=None)
    text: str | None = key("说明", default=None)
    number: str | None = key("文号", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """协作事项: one run of an agreement's workflow; ``roles`` says which unit acts in which role."""

    id: str
    path: str
    agreement: str
    roles: Mapping[str, str]
    workflow: str = key("流程")
    summary: str | None = key("概要", default=None)
    party_kind: str | None = key("当事人类型", default=None)
    evidence_count: int | None = key("证据材料份数", int, None)
    file_number: str | None = key("档案号", default=None)
    steps: tuple[StepRecord, ...] = key("环节", lambda value: tuple(build(StepRecord, one) for one in value), ())
    disclosure: Disclosure | None = key("公开", Disclosure, None)
    note: str | None = key("备注", default=None)

    @classmethod
    def of(cls, data: Mapping[str, Any], **identity: Any) -> Matter:
        """Return the matter in data that fits its schema: every key that is no field names a role."""
        known = {one.metadata["key"] for one in fields(cls) if "key" in one.metadata}
        return build(cls, data, roles={name: value for name, value in data.items() if name not in known}, **identity)


def _days(value: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, value))


@dataclass(frozen=True, slots=True, kw_only=True)
class HolidayNotice:
    """放假调休安排: one year's rest days and working weekends, with the notice that orders them."""

    id: str
    path: str
    number: str = key("文号")
    url: str | None = key("网址", default=None)
    rest: frozenset[date] = key("放假", _days)
    work: frozenset[date] = key("调休上班", _days)
    note: str | None = key("备注", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporting:
    """报送: how often every unit reports; ``day`` None is the period's last day."""

    cycle: Cycle = key("周期", Cycle)
    start: date = key("起", _day)
    day: int | None = key("截止日", _period_end, None)
    basis: str | None = key("依据", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """仓库: where the book is hosted, for edit links."""

    forge: str = key("平台")
    url: str = key("网址")
    branch: str = key("分支", default="main")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lamp:
    """灯: the colour and the word shown for one light."""

    colour: str | None = key("颜色", default=None)
    word: str | None = key("名称", default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLevel:
    """规则: the level of one finding code; before ``since`` it only warns."""

    level: str = key("级别")
    since: date | None = key("自", _day, None)


def _levels(value: Mapping[str, Any]) -> dict[str, RuleLevel]:
    return {code: RuleLevel(level=one) if isinstance(one, str) else build(RuleLevel, one) for code, one in value.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """台账设置: thresholds, the reporting rhythm and names of this book."""

    path: str = "tasks/config.yaml"
    name: str = key("名称", default="督办台账")
    supervisor: str | None = key("督办单位", _named, None)
    time_zone: str = key("时区", default="Asia/Shanghai")
    due_soon_days: int = key("临期天数", int, 7)
    due_soon_working_days: int = key("短期限临期工作日", int, 3)
    behind_points: int = key("滞后百分点", int, 10)
    reporting: Reporting | None = key("报送", lambda value: build(Reporting, value), None)
    lamps: Mapping[str, Lamp] = key("灯色", lambda value: {name: build(Lamp, one) for name, one in value.items()}, {})
    ranking: str = key("排名", default="不显示")
    repository: Repository | None = key("仓库", lambda value: build(Repository, value), None)
    levels: Mapping[str, RuleLevel] = key("规则", _levels, {})


Record = Unit | Plan | Agreement | Item | Progress | Matter | HolidayNotice | Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """台账: every valid record under ``tasks/`` at one revision; ``left_out`` are the paths of the files that are none."""

    config: Config = field(default_factory=Config)
    units: Mapping[str, Unit] = field(default_factory=dict)
    plans: Mapping[str, Plan] = field(default_factory=dict)
    agreements: Mapping[str, Agreement] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    progress: Mapping[tuple[str, str], Progress] = field(default_factory=dict)
    matters: Mapping[str, Matter] = field(default_factory=dict)
    holidays: Mapping[str, HolidayNotice] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    @property
    def shelves(self) -> Mapping[str, Mapping[Any, Any]]:
        """The records of each kind by their identity, under the names of the fields that hold them; settings are none."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.default_factory is dict}

    def records(self) -> Iterator[Record]:
        """Return every record but the settings, those first that others refer to."""
        for shelf in (self.units, self.plans, self.agreements, self.holidays, self.items, self.progress, self.matters):
            yield from shelf.values()

    def without(self, paths: Collection[str]) -> Book:
        """Return the book without the records of these files; settings stay."""
        kept: dict[str, Any] = {
            name: {key: value for key, value in shelf.items() if value.path not in paths} for name, shelf in self.shelves.items()
        }
        return replace(self, **kept) if paths else self

    def calendar(self) -> Calendar:
        """Return the working days of this book: its own arrangements over the library's; a file not named after a year has none."""
        return Calendar({int(year): Arrangement(one.rest, one.work) for year, one in self.holidays.items() if year.isdecimal()})

    def workflow(self, matter: Matter) -> tuple[Step, ...]:
        """Return the steps of the workflow that a matter runs; none where the book does not know it."""
        agreement = self.agreements.get(matter.agreement)
        return agreement.workflows.get(matter.workflow, ()) if agreement else ()

    def source(self, source: str) -> Source | None:
        """Return the plan or agreement with this id."""
        return self.plans.get(source) or self.agreements.get(source)

    def sources(self) -> Iterator[Source]:
        """Return the plans, then the agreements, each in the order of their ids."""
        yield from self.plans.values()
        yield from self.agreements.values()


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """The units of a book by the names records use; groups expanded."""

    by_name: Mapping[str, Unit]
    known_as: Mapping[str, str]

    @classmethod
    def of(cls, book: Book) -> Units:
        """Return the index of a book's units; of two with one name, the first by id counts."""
        by_name: dict[str, Unit] = {}
        known_as: dict[str, str] = {}
        for unit in book.units.values():
            by_name.setdefault(unit.name, unit)
            for other in (unit.full_name, *unit.aliases):
                known_as.setdefault(other, unit.name)
        return cls(by_name=by_name, known_as=known_as)

    def responsible(self, item: Item) -> tuple[str, ...]:
        """Return the units that must report on an item, its lead first, groups expanded."""
        return tuple(dict.fromkeys(unit for name in item.named for unit in self.expand(name)))

    def is_class(self, name: str | None) -> bool:
        """Tell whether a name stands for a class of units, whose members the book may not know."""
        unit = self.by_name.get(name or "")
        return unit is not None and unit.members is not None

    def expand(self, name: str) -> tuple[str, ...]:
        """Return the units that answer for ``name``: a group's members, or the name itself when none are known."""
        found: dict[str, None] = {}
        opened: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            unit = self.by_name.get(current)
            if unit is None or not unit.members:
                found[current] = None
            elif current not in opened:
                opened.add(current)
                waiting.extend(reversed(unit.members))
        return tuple(found) or (name,)
