"""What the invented units (示例) have to do, by when, and how each duty goes."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

import documents
from duban.ground import periods
from duban.ground.periods import Cycle
from province import OFFICE
from province import expand

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from documents import Source
    from province import Unit


@dataclass(frozen=True, slots=True)
class Report:
    """One entry a unit files, and the commit it comes in (``delay`` days later)."""

    on: date
    text: str
    state: str
    percent: int | None = None
    period: str = ""
    evidence: tuple[str, ...] = ()
    done_on: date | None = None
    problem: str = ""
    next_step: str = "下一步: 按计划推进\n"
    delay: int = 0
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A duty, its limit, who answers for it, and how it goes."""

    source: str
    number: str
    title: str
    clause: str
    lead: str
    responsible: tuple[str, ...]
    limit: str
    due: date | None
    cycle: Cycle | None
    story: str
    extensions: tuple[tuple[date, date, date], ...] = ()
    supporting: tuple[str, ...] = ()
    counted: bool = True

    def text(self, extensions: int = 0) -> str:
        """The item's record, with its first ``extensions`` extensions."""
        named = f"责任单位: [{', '.join(self.responsible)}]\n" if self.responsible else ""
        helped = f"配合单位: [{', '.join(self.supporting)}]\n" if self.supporting else ""
        moved = "".join(
            f"  - 日期: {on}\n    原截止: {old}\n    新截止: {new}\n"
            f"    批准: 示例专班会议纪要〔{on.year}〕{on.month}号\n"
            "    理由: 示例：配套标准尚未发布，需顺延\n"
            for on, old, new in self.extensions[:extensions]
        )
        return (
            f"事项: {self.title}\n条款: {self.clause}\n原文: {self.title}，明确责任，限期完成\n"
            f"牵头单位: {self.lead}\n{named}{helped}时限:\n{self.limit}"
            f"成果: {self.title}情况报告\n"
            + ("" if self.counted else "计入考核: 否\n")
            + (f"变更:\n{moved}" if moved else "")
        )

    def extended(self) -> Iterator[tuple[date, str]]:
        """Each extension as a day and the record from then on."""
        for index, (on, _, _) in enumerate(self.extensions, 1):
            yield on, self.text(index)

    def reporters(self) -> tuple[Unit, ...]:
        """The units that answer for it."""
        names = ((self.lead,) if self.lead != "未规定" else ()) + self.responsible
        return tuple(dict.fromkeys(unit for name in names for unit in expand(name)))

    def course(self, unit: Unit, chance: random.Random, until: date) -> Iterator[Report]:
        """The reports that one unit files, by the item's story."""
        if self.cycle:
            yield from self._recurring(unit, chance, until)
            return
        issued = documents.BY_ID[self.source].issued
        story = self.story
        if (
            story == "silent"
            and self.due
            and unit.name == self.lead
            and abs((self.due - until).days) < 60
        ):
            yield Report(
                self.due - timedelta(days=20),
                "文件已收到，尚未启动。",
                "未启动",
                next_step="下一步: 研究制定工作安排\n",
            )
        if story == "silent" or (story == "uneven" and chance.random() < 0.5):
            return
        due = (
            self.extensions[-1][2] if self.extensions else self.due or issued + timedelta(days=300)
        )
        steps = 3 if (due - issued).days > 120 else 2
        span = max((due - issued).days, 40)
        share = {"stalled": 0.25, "suspended": 0.3, "begun": 0.6, "fresh": 1.0}.get(story, 1.0)
        for index in range(steps):
            day = issued + timedelta(days=int(span * share * (index + 1) / (steps + 1)))
            text = chance.choice(_TEXTS)
            percent = int(90 * share * (index + 1) / steps) if self.due else None
            state = "暂缓" if story == "suspended" and index == steps - 1 else "进行中"
            problem = chance.choice(_PROBLEMS) if chance.random() < 0.3 else ""
            yield Report(
                day, text, state, percent, problem=problem, corrected=chance.random() < 0.05
            )
        if story in {"done", "late", "uneven"}:
            finished = (
                due - timedelta(days=chance.randrange(2, 20))
                if story != "late"
                else due + timedelta(days=chance.randrange(3, 25))
            )
            proof = (f"{unit.code or '示交'}函〔{finished.year}〕{chance.randrange(1, 300)}号",)
            yield Report(
                finished,
                "已按要求完成，成果已印发并报备。",
                "已完成",
                100,
                evidence=proof,
                done_on=finished,
                next_step="",
                delay=chance.randrange(4),
            )
        elif story == "fresh":
            for weeks in (6, 1):
                yield Report(
                    until - timedelta(weeks=weeks),
                    "常态推进，本阶段检查发现的问题已交办整改。",
                    "进行中",
                )

    def _recurring(self, unit: Unit, chance: random.Random, until: date) -> Iterator[Report]:
        cycle = self.cycle or Cycle.QUARTER
        for period in periods.since(date(2026, 1, 1), cycle, until):
            roll = chance.random()
            if self.story == "silent" or (self.story == "uneven" and roll < 0.25):
                continue
            day = period.end - timedelta(days=chance.randrange(1, 12))
            if self.story == "late" and roll < 0.4:
                day = period.end + timedelta(days=chance.randrange(2, 9))
            if day <= until:
                proof = (f"示例会议纪要〔{day.year}〕{chance.randrange(1, 90)}号",)
                yield Report(
                    day,
                    f"{period.name}工作已开展，问题已逐项交办。",
                    "进行中",
                    period=period.label,
                    evidence=proof,
                )
        del unit


_TEXTS = (
    "已印发通知，明确责任分工和时间节点。",
    "完成第一轮摸排，形成问题清单并逐项交办。",
    "召开推进会，通报进展，研究解决难点问题。",
    "开展联合检查，发现的问题已移交办理。",
    "征求意见稿已形成，正在征求各单位意见。",
    "系统接口已联调，数据开始试传。",
)
_PROBLEMS = (
    "个别单位数据接口标准不统一，影响共享时效",
    "执法站点人员不足，夜间力量薄弱",
    "部分企业整改进度偏慢，需持续跟踪",
)
_TITLES = (
    "制定联合执法检查办法",
    "建立执法线索共享清单",
    "开展重点货运源头单位排查",
    "完善超限检测站联勤值守制度",
    "推进执法信息系统对接",
    "组织突发事件联合处置演练",
    "编制执法人员轮训计划",
    "开展执法案卷交叉评查",
    "畅通投诉举报协同办理渠道",
    "建立毗邻地区会商机制",
    "梳理执法事项清单",
    "开展渡口渡船安全检查",
    "推广非现场执法应用",
    "规范文书制作和送达",
    "建立信用修复服务指引",
)
_WHO = (
    (OFFICE, ("各支队",)),
    ("示例省公路中心", ("各市局",)),
    ("示例省运输中心", ()),
    ("示例省港航中心", ("南浦市局", "甲川市局")),
    ("甲川支队", ("青石大队", "乙沙大队")),
    ("未规定", ("各支队",)),
    ("示例省信息中心", ("各市局",)),
    ("南浦支队", ("虹桥大队",)),
    ("西岭市局", ()),
    ("北坪市局", ("柳津县局",)),
)
_STORIES = (
    "done",
    "done",
    "late",
    "begun",
    "stalled",
    "uneven",
    "silent",
    "done",
    "suspended",
    "fresh",
)


def _dated(number: int, issued: date) -> date:
    """Deadlines spread over the two years after a document.

    A few of them lie around the day the sample ends.
    """
    if number % 9 == 4:
        return date(2026, 11, 15) + timedelta(days=number % 7)
    return issued + timedelta(days=60 + (number * 37) % 560)


def _limit(form: int, due: date, cycle: Cycle) -> str:  # noqa: PLR0911 - one a form of limit
    """The words of a limit and what they mean, in the form that has this number."""
    if form in {0, 1, 2}:
        return f"  原文: {due.year}年{due.month}月{due.day}日前\n  截止: {due}\n"
    if form == 3:
        return f"  原文: {due.year}年{due.month}月底前\n  截止: {due:%Y-%m}\n"
    if form == 4:
        return (
            f"  原文: {due.year}年{due.month}月{due.day}日前，并长期坚持\n  截止: {due}\n"
            "  长期: {更新间隔: 90}\n"
        )
    if form == 5:
        return f"  原文: 未规定\n  设定: {{截止: {due}, 依据: 示例专班第一次会议纪要}}\n"
    if form == 6:
        day = "  每期截止: 28\n" if cycle is Cycle.MONTH else ""
        return f"  原文: 每{cycle}\n  周期: {cycle}\n  起: 2026-01-01\n{day}"
    if form == 7:
        return "  原文: 长期坚持\n  长期: {更新间隔: 120}\n"
    return "  原文: 及时\n" if form == 8 else "  原文: 未规定\n"


def _extensions(due: date, number: int) -> tuple[tuple[date, date, date], ...]:
    """No, one or two extensions, each as the day it is granted, the old deadline and the new."""
    if number % 10 not in {1, 2} or number % 4 != 1:
        return ()
    later = due + timedelta(days=90)
    first = (due - timedelta(days=15), due, later)
    if number % 8 != 1:
        return (first,)
    return (first, (later - timedelta(days=10), later, later + timedelta(days=60)))


def _make(source: Source, number: int, title: str, clause: str) -> Item:
    lead, responsible = _WHO[number % len(_WHO)]
    due = _dated(number, source.issued)
    story = _STORIES[(number * 7 + len(source.id)) % len(_STORIES)]
    form = number % 10
    dated, recurring = form <= 5, form == 6
    cycle = (Cycle.QUARTER, Cycle.MONTH, Cycle.HALF_YEAR)[number // 10 % 3]
    if form == 3:
        due = periods.last_day(f"{due:%Y-%m}")
    if recurring:
        story = ("uneven", "late", "done")[number // 10 % 3]
    elif not dated and story in {"late", "stalled"}:
        story = "fresh"
    if form == 9 and number % 20 == 9:
        lead, responsible, story = "未规定", (), "silent"
    return Item(
        source=source.id,
        number=str(number + 1),
        title=title,
        clause=clause,
        lead=lead,
        responsible=responsible,
        limit=_limit(form, due, cycle),
        due=due if dated else None,
        cycle=cycle if recurring else None,
        story=story,
        extensions=_extensions(due, number),
        supporting=("示例省信息中心",) if number % 6 == 0 and lead != "示例省信息中心" else (),
        counted=number % 15 != 14,
    )


def _items() -> Iterator[Item]:
    for index, source in enumerate(documents.SOURCES[:3]):
        for number in range(30):
            title = f"{_TITLES[(number + 5 * index) % len(_TITLES)]}（第{number + 1}项）"
            yield _make(
                source,
                number,
                title,
                f"{'一二三'[number // 10]}（{'一二三四五六七八九十'[number % 10]}）",
            )
    for index, source in enumerate(documents.SOURCES[3:]):
        parties = (
            "青石县局 青石大队",
            "甲川支队 南浦支队",
            "示例省信息中心 甲川市局",
            "南浦支队 柳津大队",
        )[index].split()
        for number in range(8 if index < 2 else 7):
            made = _make(
                source,
                number,
                f"{_TITLES[(number + 3 * index) % len(_TITLES)]}（协作）",
                "一" if number % 2 else "二",
            )
            lead = "未规定" if made.number == "7" else parties[0]
            yield replace(made, lead=lead, responsible=(parties[1],), supporting=())


ITEMS: tuple[Item, ...] = tuple(_items())
