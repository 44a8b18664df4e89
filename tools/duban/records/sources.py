"""The documents that give duties: plans, and agreements with their workflows and forms."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.workdays import DayKind
from duban.records.fields import build
from duban.records.fields import day
from duban.records.fields import key
from duban.records.fields import yes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


class Disclosure(StrEnum):
    """Whether a record may be published (政府信息公开条例)."""

    OPEN = "主动公开"
    ON_REQUEST = "依申请公开"
    CLOSED = "不予公开"


# A clause is a whole number: what goes on with one of these is another clause.
_NUMERALS = frozenset("〇零一二三四五六七八九十百千0123456789")


@immutable(kw_only=True)
class Chapter:
    """One heading of a document."""

    clause: str = key("条款")
    title: str = key("标题")

    def holds(self, clause: str) -> bool:
        """Tell whether a clause stands under this heading.

        一（二）二是 stands under 一 and under 一（二）; 十一 does not stand under 十.
        """
        if not clause.startswith(self.clause):
            return False
        rest = clause.removeprefix(self.clause)
        return not rest or not (self.clause[-1] in _NUMERALS and rest[0] in _NUMERALS)


def _chapters(value: list[Any]) -> tuple[Chapter, ...]:
    return tuple(build(Chapter, chapter) for chapter in value)


def _is_lacking(annex: str) -> bool:
    return annex.endswith("（缺失）")


@immutable(kw_only=True)
class Plan:
    """方案: an issued document that assigns items."""

    id: str
    path: str
    title: str = key("标题")
    short_title: str | None = key("简称", default=None)
    number: str = key("文号")
    issuers: tuple[str, ...] = key("印发单位", tuple)
    issued: date | None = key("印发日期", day)
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
        """Whether one of its annexes is missing from the text at hand."""
        return any(map(_is_lacking, self.annexes))


@immutable(kw_only=True)
class StepLimit:
    """时限 of a step: ``days`` of one kind, counted from the date of the step ``anchor``.

    ``days`` is None where the document gives no number.
    """

    quote: str = key("原文")
    days: int | None = key("天数", int, None)
    kind: DayKind = key("日别", DayKind, DayKind.CALENDAR)
    anchor: str | None = key("起算", default=None)
    roll: bool = key("顺延", yes, default=True)
    basis: str | None = key("依据", default=None)


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


@immutable(kw_only=True)
class Step:
    """环节 of a workflow: who does what by when, with which outcomes, and what comes next."""

    name: str = key("名称")
    stage: str = key("阶段")
    actors: tuple[str, ...] = key("办理单位", _names)
    quote: str | None = key("原文", default=None)
    limit: StepLimit | None = key("时限", lambda value: build(StepLimit, value), None)
    form: str | None = key("文书", default=None)
    outcomes: tuple[str, ...] = key("结果", tuple, ())
    following: Mapping[str, str] = key("下一步", dict, {})
    anytime: tuple[str, ...] = key("随时", tuple, ())
    pauses: tuple[str, ...] = key("中止", tuple, ())
    note: str | None = key("备注", default=None)


@immutable(kw_only=True)
class Form:
    """文书 of an agreement: its Word template, and the series its number belongs to."""

    template: str = key("模板")
    series: str | None = key("字", default=None)
    same_number_as: str | None = key("沿用", default=None)


def _roles(value: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {role: tuple(names) for role, names in value.items()}


def _workflows(value: Mapping[str, Any]) -> dict[str, tuple[Step, ...]]:
    return {name: tuple(build(Step, step) for step in steps) for name, steps in value.items()}


def _forms(value: Mapping[str, Any]) -> dict[str, Form]:
    return {name: build(Form, form) for name, form in value.items()}


@immutable(kw_only=True)
class Agreement:
    """协议: a collaboration agreement between units.

    Its dates are None where the document is silent.
    """

    id: str
    path: str
    title: str = key("标题")
    name: str = key("简称")
    number: str | None = key("文号", default=None)
    parties: tuple[str, ...] = key("参加单位", tuple)
    issued: date | None = key("印发日期", day, None)
    effective: date | None = key("生效", day, None)
    expires: date | None = key("到期", day, None)
    trial: bool = key("试行", yes, default=False)
    addressees: tuple[str, ...] = key("主送", tuple, ())
    copied_to: tuple[str, ...] = key("抄送", tuple, ())
    annexes: tuple[str, ...] = key("附件", tuple, ())
    chapters: tuple[Chapter, ...] = key("章节", _chapters, ())
    roles: Mapping[str, tuple[str, ...]] = key("角色", _roles, {})
    workflows: Mapping[str, tuple[Step, ...]] = key("流程", _workflows, {})
    forms: Mapping[str, Form] = key("文书", _forms, {})
    disclosure: Disclosure = key("公开", Disclosure, Disclosure.CLOSED)
    note: str | None = key("备注", default=None)

    @property
    def lacks_annex(self) -> bool:
        """Whether one of its annexes is missing from the text at hand."""
        return any(map(_is_lacking, self.annexes))


Source = Plan | Agreement
