"""Which cases the invented units (示例) hand one another, and how far each gets."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

import documents
import province

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class MatterStep:
    """A step of a matter.

    It is done ``late`` days after its limit, before it, or within some days of the step before.
    """

    name: str
    unit: str
    outcome: str = ""
    limit: tuple[int, str, str] | None = None
    late: int = 0
    within: int = 4
    text: str = ""
    series: str = ""

    def number(self, on: date, serial: int) -> str:
        """The number of the document it issues."""
        return (
            f"{province.BY_NAME[self.unit].code}{self.series}〔{on.year}〕{serial + 1}号"
            if self.series
            else ""
        )


@dataclass(frozen=True, slots=True)
class Matter:
    """One run of a workflow and how far it gets."""

    agreement: str
    number: str
    workflow: str
    roles: tuple[tuple[str, str], ...]
    begin: date
    steps: tuple[MatterStep, ...] = field(default=())

    def head(self) -> str:
        """The record before its steps."""
        roles = "".join(f"{role}: {unit}\n" for role, unit in self.roles)
        return (
            f"流程: {self.workflow}\n{roles}概要: 示例事项，纯属虚构\n"
            f"当事人类型: 法人\n证据材料份数: {len(self.number)}\n"
        )


def _transfer(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    county = ("青石", "乙沙")[index % 2]
    sender, receiver = f"{county}县局", f"{county}大队"
    review = MatterStep(
        "审核",
        receiver,
        "有异议" if index % 5 == 2 else "无异议",
        (3, "工作日", "送达"),
        late=2 if index % 6 == 1 else 0,
    )
    middle = (MatterStep("补充证据", sender, within=9),) if index % 5 == 2 else ()
    interim = (
        (MatterStep("反馈", receiver, "阶段性", text="案情复杂，先作阶段性反馈"),)
        if index % 7 == 3
        else ()
    )
    final = MatterStep(
        "反馈",
        receiver,
        "最终",
        (30, "自然日", "送达"),
        late=5 if index % 4 == 3 else 0,
        series="函",
    )
    steps = (
        MatterStep("移送", sender, series="移"),
        MatterStep("送达", receiver),
        review,
        *middle,
        MatterStep("立案", receiver),
        *interim,
        final,
        MatterStep("归档", receiver),
    )
    return (("移送单位", sender), ("接收单位", receiver)), steps


def _clue(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    names = ("甲川支队", "西岭支队", "南浦支队", "北坪支队")
    sender, receiver = names[index % 4], names[(index + 1) % 4]
    if index % 6 == 5:
        refused = MatterStep("签收", receiver, "不属于本辖区", (2, "工作日", "推送"))
        return (("推送单位", sender), ("核查单位", receiver)), (
            MatterStep("推送", sender),
            refused,
            MatterStep("归档", sender),
        )
    steps = (
        MatterStep("推送", sender),
        MatterStep("签收", receiver, "受理", (2, "工作日", "推送")),
        MatterStep("核查", receiver, limit=(15, "工作日", "签收"), late=4 if index % 4 == 2 else 0),
        MatterStep("反馈", receiver),
        MatterStep("归档", sender),
    )
    return (("推送单位", sender), ("核查单位", receiver)), steps


def _data(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    applicant = ("甲川市局", "南浦市局", "甲川支队")[index % 3]
    outcome = "不予提供" if index % 7 == 4 else "已提供"
    given = MatterStep(
        "提供", "示例省信息中心", outcome, (7, "自然日", "申请"), late=3 if index % 5 == 1 else 0
    )
    last = () if outcome == "不予提供" else (MatterStep("反馈", applicant, within=20),)
    return (("申请单位", applicant), ("提供单位", "示例省信息中心")), (
        MatterStep("申请", applicant),
        given,
        *last,
    )


def _assist(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    sender, receiver = (("南浦支队", "柳津大队"), ("北坪支队", "虹桥大队"))[index % 2]
    tested = index % 3 == 0
    outcome = "需要检验检测" if tested else "不需要检验检测"
    middle = (MatterStep("检验检测", receiver, within=40),) if tested else ()
    steps = (
        MatterStep("委托", sender, series="函"),
        MatterStep("受理", receiver),
        MatterStep("调查", receiver, outcome, within=15),
        *middle,
        MatterStep("回复", receiver, limit=(60, "自然日", "受理"), late=6 if index % 5 == 2 else 0),
        MatterStep("归档", sender),
    )
    return (("委托单位", sender), ("协查单位", receiver)), steps


def _matters() -> Iterator[Matter]:
    kinds = (
        ("sl-transfer-2025", "案件移送", _transfer),
        ("sl-clue-2025", "线索核查", _clue),
        ("sl-data-2025", "数据申请", _data),
        ("sl-assist-2026", "案件协查", _assist),
    )
    for agreement, workflow, make in kinds:
        begin = documents.BY_ID[agreement].issued + timedelta(days=10)
        span = (date(2026, 11, 5) - begin).days
        for index in range(15):
            roles, steps = make(index)
            started = begin + timedelta(days=span * index // 14)
            kept = steps
            if index == 4:
                kept = steps[:2]
            elif index == 9 and workflow == "案件协查":
                kept = steps[:3]
            elif index == 12:
                kept = steps[:-1]
            yield Matter(
                agreement, f"{started.year}-{index + 1:03d}", workflow, roles, started, kept
            )


MATTERS: tuple[Matter, ...] = tuple(_matters())
