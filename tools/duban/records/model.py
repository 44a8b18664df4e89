"""Units, items, progress and matters as immutable values, the Chinese key beside each name."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.periods import Cycle
from duban.records.fields import UNSPECIFIED
from duban.records.fields import build
from duban.records.fields import day
from duban.records.fields import key
from duban.records.fields import keys
from duban.records.fields import last_day
from duban.records.fields import period_end
from duban.records.fields import specified
from duban.records.fields import yes
from duban.records.sources import Disclosure

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

# What is said where an item's responsible unit would stand, when the text at hand names none.
UNNAMED = "责任单位待核实"


def _continuing(value: Mapping[str, Any]) -> Continuing:
    return build(Continuing, value)


def _days(value: int | str) -> int | None:
    return None if isinstance(value, str) else int(value)


class State(StrEnum):
    """What a unit says of its own work, or what follows from its dates.

    未填报: there is no file of its own. 填报未通过检查: there is one, but it is not valid.
    逾期完成: it says 已完成, and the date is late.
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


@immutable(kw_only=True)
class Unit:
    """单位: an organisation, or a class of organisations when ``members`` is not None."""

    id: str
    path: str
    full_name: str = key("名称")
    name: str = key("简称")
    aliases: tuple[str, ...] = key("别名", tuple, ())
    parent: str | None = key("上级", default=None)
    members: tuple[str, ...] | None = key(
        "成员", lambda value: () if value == UNSPECIFIED else tuple(value), None
    )
    region: str | None = key("地区", default=None)
    contact: str | None = key("联络部门", default=None)
    code: str | None = key("机关代字", default=None)
    accounts: tuple[str, ...] = key("账号", tuple, ())
    note: str | None = key("备注", default=None)


@immutable(kw_only=True)
class Continuing:
    """长期: a duty without end.

    ``refresh_days`` may pass between two reports; None where nothing is agreed.
    """

    refresh_days: int | None = key("更新间隔", _days)


@immutable(kw_only=True)
class LimitParts:
    """What a limit means in dates; its parts combine. ``due_day`` None is a period's last day."""

    due: date | None = key("截止", last_day, None)
    continuing: Continuing | None = key("长期", _continuing, None)
    cycle: Cycle | None = key("周期", Cycle, None)
    start: date | None = key("起", day, None)
    stop: date | None = key("止", day, None)
    due_day: int | None = key("每期截止", period_end, None)


@immutable(kw_only=True)
class Setting(LimitParts):
    """设定: what was decided locally because the document is silent, with the basis.

    ``disclosed`` when it may be published.
    """

    basis: str = key("依据")
    disclosed: bool = key("公开", yes, default=False)


@immutable(kw_only=True)
class Limit(LimitParts):
    """时限: the document's words, what they mean, and the local decision where they are silent."""

    quote: str = key("原文")
    setting: Setting | None = key("设定", lambda value: build(Setting, value), None)

    @property
    def parts(self) -> LimitParts:
        """What the document says, and what was decided locally where it is silent."""
        if self.setting is None:
            return self
        continuing = self.continuing
        if continuing is None or continuing.refresh_days is None:
            continuing = self.setting.continuing or continuing
        return LimitParts(
            due=self.due or self.setting.due,
            continuing=continuing,
            cycle=self.cycle or self.setting.cycle,
            start=self.start or self.setting.start,
            stop=self.stop or self.setting.stop,
            due_day=self.due_day or self.setting.due_day,
        )

    @property
    def specified(self) -> bool:
        """Whether the document says anything about time."""
        return self.quote != UNSPECIFIED


@immutable(kw_only=True)
class Extension:
    """One change of a deadline, with its approval."""

    approved_on: date = key("日期", day)
    old_due: date = key("原截止", last_day)
    new_due: date = key("新截止", last_day)
    approval: str = key("批准")
    reason: str = key("理由")


@immutable(kw_only=True)
class Item:
    """事项: one duty from a clause of a plan or an agreement; ``id`` is ``source/number``."""

    id: str
    path: str
    source: str
    title: str = key("事项")
    clause: str = key("条款")
    quote: str = key("原文")
    lead: str | None = key("牵头单位", specified)
    responsible: tuple[str, ...] = key("责任单位", tuple, ())
    supporting: tuple[str, ...] = key("配合单位", tuple, ())
    limit: Limit = key("时限", lambda value: build(Limit, value))
    deliverable: str = key("成果", default=UNSPECIFIED)
    counted: bool = key("计入考核", yes, default=True)
    extensions: tuple[Extension, ...] = key(
        "变更", lambda value: tuple(build(Extension, part) for part in value), ()
    )
    disclosure: Disclosure | None = key("公开", Disclosure, None)
    note: str | None = key("备注", default=None)

    @property
    def named(self) -> tuple[str, ...]:
        """The units and groups the document makes responsible, the lead first."""
        return ((self.lead,) if self.lead else ()) + self.responsible


@immutable(kw_only=True)
class Entry:
    """One line of progress."""

    on: date = key("日期", day)
    text: str = key("情况")
    percent: int | None = key("进度", int, None)
    evidence: tuple[str, ...] = key("佐证", tuple, ())
    period: str | None = key("期次", str, None)


@immutable(kw_only=True)
class Progress:
    """进展: what one unit reports on one item; ``unit`` is the unit's id, from the path."""

    unit: str
    item: str
    path: str
    state: State = key("状态", State)
    done_on: date | None = key("完成日期", day, None)
    entries: tuple[Entry, ...] = key(
        "进展", lambda value: tuple(build(Entry, part) for part in value), ()
    )
    problems: str | None = key("存在问题", default=None)
    next_step: str | None = key("下一步", default=None)


@immutable(kw_only=True)
class StepRecord:
    """One step taken in a matter."""

    name: str = key("名称")
    on: date = key("日期", day)
    unit: str = key("单位")
    outcome: str | None = key("结果", default=None)
    text: str | None = key("说明", default=None)
    number: str | None = key("文号", default=None)


@immutable(kw_only=True)
class Matter:
    """协作事项: one run of an agreement's workflow.

    ``roles`` is the name of the unit that acts in each role.
    """

    id: str
    path: str
    agreement: str
    roles: Mapping[str, str]
    workflow: str = key("流程")
    summary: str | None = key("概要", default=None)
    party_kind: str | None = key("当事人类型", default=None)
    evidence_count: int | None = key("证据材料份数", int, None)
    file_number: str | None = key("档案号", default=None)
    steps: tuple[StepRecord, ...] = key(
        "环节", lambda value: tuple(build(StepRecord, part) for part in value), ()
    )
    disclosure: Disclosure | None = key("公开", Disclosure, None)
    note: str | None = key("备注", default=None)

    @classmethod
    def of(cls, data: Mapping[str, Any], **identity: Any) -> Matter:
        """Return the matter in data that fits its schema; every key that is no field is a role."""
        known = frozenset(keys(cls).values())
        roles = {name: value for name, value in data.items() if name not in known}
        return build(cls, data, roles=roles, **identity)
