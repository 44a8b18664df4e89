"""Matters: the agreement's workflow as data, every limit from its own rules, and what can be recorded wrongly."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING
from typing import Any

import pytest

from conftest import files
from conftest import findings
from conftest import places
from duban.records import loader
from duban.site.matter_steps import shown_steps
from duban.status import matters
from duban.status.assessment import assess
from duban.status.lights import Light
from duban.status.matters import MatterStatus
from duban.status.matters import describe
from duban.status.remarks import matter_said
from duban.status.remarks import matter_tags
from real_book import REAL

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome
    from duban.records.model import Matter

TODAY = date(2026, 11, 22)
PATH = "tasks/matters/jdz-changjiang-2025/2026-001.yaml"
HEAD = "流程: 案件移送\n移送单位: 区交通局\n接收单位: 接收大队\n环节:\n"
UNTIL_RECEIPT = [
    "{名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 拒不整改}",
    "{名称: 移送, 日期: 2026-02-11, 单位: 区交通局}",
    "{名称: 送达, 日期: 2026-02-12, 单位: 接收大队}",
]


def book(*steps: str, head: str = HEAD) -> dict[str, bytes]:
    return {**REAL, PATH: (head + "".join(f"  - {step}\n" for step in steps)).encode()}


def status(as_of: str, *steps: str) -> MatterStatus:
    loaded = loader.load(book(*steps))
    assert loaded.findings == ()
    (matter,) = assess(loaded.book, date.fromisoformat(as_of)).matters
    return matter


def limits(matter: MatterStatus) -> list[tuple[str, str, str]]:
    return [(limit.step.name, str(limit.due), limit.light.key) for limit in matter.limits]


# Made by hand from the 2026 arrangement: 春节 2026-02-15 to 23 off, 02-14 and 02-28 worked; 国庆 10-01 to 07 off, 09-20 and 10-10 worked.
@pytest.mark.parametrize(
    ("received", "as_of", "light", "expected"),
    [
        ("2026-02-12", "2026-02-13", Light.DUE_SOON, [("审核", "2026-02-24", "due_soon"), ("反馈", "2026-03-16", "normal")]),
        ("2026-02-12", "2026-02-24", Light.DUE_SOON, [("审核", "2026-02-24", "due_soon"), ("反馈", "2026-03-16", "normal")]),
        ("2026-02-12", "2026-02-25", Light.OVERDUE, [("审核", "2026-02-24", "overdue"), ("反馈", "2026-03-16", "normal")]),
        ("2026-02-12", "2026-03-11", Light.OVERDUE, [("审核", "2026-02-24", "overdue"), ("反馈", "2026-03-16", "due_soon")]),
        ("2026-02-14", "2026-02-25", Light.DUE_SOON, [("审核", "2026-02-26", "due_soon"), ("反馈", "2026-03-16", "normal")]),
        ("2026-09-30", "2026-10-09", Light.DUE_SOON, [("审核", "2026-10-10", "due_soon"), ("反馈", "2026-10-30", "normal")]),
        ("2026-09-30", "2026-10-11", Light.OVERDUE, [("审核", "2026-10-10", "overdue"), ("反馈", "2026-10-30", "normal")]),
        ("2026-09-01", "2026-10-08", Light.OVERDUE, [("审核", "2026-09-04", "overdue"), ("反馈", "2026-10-08", "due_soon")]),
    ],
)
def test_limits_around_the_long_holidays(received: str, as_of: str, light: Light, expected: list[tuple[str, str, str]]) -> None:
    matter = status(as_of, *UNTIL_RECEIPT[:2], f"{{名称: 送达, 日期: {received}, 单位: 接收大队}}")
    assert limits(matter) == expected
    assert matter.light is light


def test_the_step_it_waits_for() -> None:
    assert [
        (matter.stage, matter.current.name if matter.current else None, matter.units, matter.judged_units, matter.light)
        for count in range(1, 4)
        for matter in [status("2026-02-13", *UNTIL_RECEIPT[:count])]
    ] == [
        ("交办", "移送", ("区交通局",), ("区交通局",), Light.NO_DEADLINE),
        ("交办", "送达", ("接收大队",), ("接收大队",), Light.NO_DEADLINE),
        ("处置", "审核", ("接收大队",), ("接收大队",), Light.DUE_SOON),
    ]


def test_a_limit_runs_only_where_the_way_leads_there() -> None:
    objected = (*UNTIL_RECEIPT, "{名称: 审核, 日期: 2026-02-13, 单位: 接收大队, 结果: 有异议}")
    assert [name for name, *_ in limits(status("2026-02-13", *UNTIL_RECEIPT))] == ["审核", "反馈"]
    assert limits(status("2026-02-13", *objected)) == [
        ("审核", "2026-02-24", "done"),
        ("沟通核实", "2026-02-24", "due_soon"),
        ("反馈", "2026-03-16", "normal"),
    ]


def test_done_late_stays_visible() -> None:
    matter = status(
        "2026-03-01",
        *UNTIL_RECEIPT,
        "{名称: 审核, 日期: 2026-02-26, 单位: 接收大队, 结果: 无异议}",
        "{名称: 立案, 日期: 2026-02-27, 单位: 接收大队}",
    )
    assert matter.late_steps == ("审核",)
    assert describe(matter.limits[0], date(2026, 3, 1)) == "2026-02-26 审核，逾期 2 天（审核截止 2026-02-24）"
    assert matter.light is Light.NORMAL


EXAMINED = "{名称: 审核, 日期: 2026-02-13, 单位: 接收大队, 结果: 无异议}"
FILED = "{名称: 立案, 日期: 2026-02-24, 单位: 接收大队}"


def answer(day: str, outcome: str) -> str:
    return f"{{名称: 反馈, 日期: {day}, 单位: 接收大队, 结果: {outcome}}}"


@pytest.mark.parametrize(
    "steps",
    [
        (answer("2026-02-13", "阶段性"), EXAMINED, FILED),
        (EXAMINED, answer("2026-02-13", "阶段性"), FILED),
        (EXAMINED, FILED, answer("2026-02-24", "阶段性")),
        (EXAMINED, FILED, answer("2026-03-30", "阶段性")),
        (answer("2026-02-12", "阶段性"), EXAMINED, answer("2026-02-20", "阶段性"), FILED, answer("2026-03-10", "阶段性")),
    ],
)
def test_an_interim_answer_never_ends_the_limit(steps: tuple[str, ...]) -> None:
    taken = (*UNTIL_RECEIPT, *steps)
    assert findings(book(*taken), TODAY) == []
    waiting = status("2026-03-30", *taken)
    assert (waiting.current and waiting.current.name, waiting.light, waiting.late_steps) == ("反馈", Light.OVERDUE, ())
    assert waiting.reason == "反馈逾期 14 天（反馈截止 2026-03-16）"
    assert matter_said(waiting).endswith("；台账中只见“阶段性”的记录，不表示未办理")
    assert matter_tags(waiting) == ("计算口径",)
    answered = status("2026-04-01", *taken, answer("2026-03-30", "最终"))
    assert (answered.current and answered.current.name, answered.late_steps) == ("归档", ("反馈",))
    assert ("反馈", "2026-03-16", "done") in limits(answered)
    ended = status("2026-04-02", *taken, answer("2026-03-30", "最终"), "{名称: 归档, 日期: 2026-04-01, 单位: 接收大队}")
    assert ended.reason == "已归档（反馈 曾逾期）"


def test_all_steps_that_were_late_are_named_at_the_end() -> None:
    examined = EXAMINED.replace("02-13", "02-26")
    matter = status(
        "2026-04-02", *UNTIL_RECEIPT, examined, FILED.replace("02-24", "02-27"), answer("2026-03-30", "最终"),
        "{名称: 归档, 日期: 2026-04-01, 单位: 接收大队}",
    )  # fmt: skip
    assert (matter.late_steps, matter.reason) == (("审核", "反馈"), "已归档（审核、反馈 曾逾期）")


def test_an_interim_answer_is_neither_done_nor_late(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    same_day = (answer("2026-03-30", "阶段性"), answer("2026-03-30", "最终"))
    steps = (*UNTIL_RECEIPT, EXAMINED, FILED, answer("2026-03-02", "阶段性"), *same_day)
    kinds = [(step.name, step.outcome, step.kind, step.said) for step in shown_steps(status("2026-04-01", *steps), date(2026, 4, 1))]
    assert kinds[5:] == [
        ("反馈", "阶段性", "interim", ""),
        ("反馈", "阶段性", "interim", ""),
        ("反馈", "最终", "late", "逾期 14 天"),
        ("归档", "", "now", ""),
    ]
    write(tmp_path, book(*steps))
    shown = tasks("--root", tmp_path, "show", "jdz-changjiang-2025/2026-001", "--as-of", "2026-04-01", COLUMNS="100").out
    assert [
        line.split()[0] + ("逾期" if "逾期" in line else "") for line in shown.split("\n") if " 反馈 " in line and "2026-03" in line
    ] == [
        "…",
        "…",
        "✓逾期",
    ]


def test_an_interim_answer_before_the_clock_or_after_the_end_is_out_of_order() -> None:
    early = (*UNTIL_RECEIPT[:2], answer("2026-02-11", "阶段性"), UNTIL_RECEIPT[2])
    assert places(book(*early), TODAY) == [(PATH.removeprefix("tasks/"), 7, 10, "step-order")]
    loaded = loader.load(book(*early))
    (matter,) = assess(loaded.book, date(2026, 2, 13)).matters
    assert (matter.current and matter.current.name, [name for name, *_ in limits(matter)]) == ("审核", ["审核", "反馈"])
    closed = (*UNTIL_RECEIPT, EXAMINED, FILED, answer("2026-03-02", "最终"), "{名称: 归档, 日期: 2026-03-03, 单位: 接收大队}")
    late = (*closed, answer("2026-03-04", "阶段性"))
    assert places(book(*late), TODAY) == [(PATH.removeprefix("tasks/"), 12, 10, "step-order")]


INTERIM = """\
== units/jia.yaml
名称: 甲局
简称: 甲局
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
流程:
  协查:
    - {名称: 委托, 阶段: 交办, 办理单位: 甲局}
    - 名称: 核查
      阶段: 处置
      办理单位: 甲局
      时限: {原文: 十日内, 天数: 10, 日别: 自然日, 起算: 委托, 顺延: 否}
      结果: [查清, 进展, 撤回]
      随时: [进展]
      中止: [回复]
      下一步: {撤回: 结束}
    - 名称: 回复
      阶段: 反馈
      办理单位: 甲局
      时限: {原文: 五日内, 天数: 5, 日别: 自然日, 起算: 核查, 顺延: 否}
== matters/xy/1.yaml
流程: 协查
环节:
  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局}
"""


def investigated(as_of: str, *records: tuple[str, str]) -> MatterStatus:
    text = INTERIM + "".join(f"  - {{名称: 核查, 日期: {day}, 单位: 甲局, 结果: {outcome}}}\n" for day, outcome in records)
    (matter,) = assess(loader.load(files(text)).book, date.fromisoformat(as_of)).matters
    return matter


def test_an_interim_record_starts_no_clock_and_ends_no_pause() -> None:
    assert limits(investigated("2026-03-10", ("2026-03-04", "进展"))) == [("核查", "2026-03-12", "due_soon")]
    found = investigated("2026-03-10", ("2026-03-04", "进展"), ("2026-03-06", "进展"), ("2026-03-09", "查清"))
    assert limits(found) == [("核查", "2026-03-12", "done"), ("回复", "2026-03-14", "due_soon")]
    again = investigated("2026-03-10", ("2026-03-09", "查清"), ("2026-03-10", "进展"))
    assert limits(again) == limits(found)


def test_a_matter_that_ends_by_another_way_has_no_limit_left() -> None:
    gone = investigated("2026-03-20", ("2026-03-04", "进展"), ("2026-03-11", "撤回"))
    assert (gone.reason, limits(gone), gone.late_steps) == ("已结束", [("核查", "2026-03-12", "done")], ())


def test_a_limit_that_has_not_begun_is_not_called_one_without_days() -> None:
    (matter,) = assess(loader.load(files(INTERIM.replace("起算: 委托", "起算: 回复"))).book, date(2026, 3, 3)).matters
    assert matter.reason == "待核查，原文“十日内”，没有“回复”的日期，尚未起算"


def test_a_limit_that_has_not_begun_hides_no_later_one() -> None:
    text = (
        INTERIM.replace("起算: 委托", "起算: 回复")
        .replace("起算: 核查", "起算: 委托")
        .replace("中止: [回复]", "")
        .replace("下一步: {撤回: 结束}", "")
    )
    (matter,) = assess(loader.load(files(text)).book, date(2026, 3, 3)).matters
    assert (limits(matter), matter.reason) == ([("回复", "2026-03-07", "due_soon")], "还有 4 天到期（回复截止 2026-03-07）")


def test_a_matter_may_end_early() -> None:
    matter = status(
        "2026-03-01", "{名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 已整改}", "{名称: 归档, 日期: 2026-02-05, 单位: 区交通局}"
    )
    assert (matter.current, matter.light, matter.reason, matter.limits) == (None, Light.DONE, "已归档", ())
    assert (matter.stage, matter.units, matter.judged_units) == ("归档", (), ())


def test_only_what_was_recorded_by_then_counts() -> None:
    matter = status("2026-02-11", *UNTIL_RECEIPT)
    assert (matter.current and matter.current.name, matter.limits) == ("送达", ())


TEN_DAYS = "{原文: 十日内, 天数: 10, 日别: 自然日, 起算: 委托, 顺延: 否}"
CHECKING = """\
== units/jia.yaml
名称: 甲局
简称: 甲局
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
流程:
  协查:
    - {名称: 委托, 阶段: 交办, 办理单位: 甲局}
    - {名称: 核查, 阶段: 处置, 办理单位: 甲局, 结果: [查清, 退回], 下一步: {退回: 委托}, 时限: LIMIT}
    - {名称: 归档, 阶段: 归档, 办理单位: 甲局}
== matters/xy/1.yaml
流程: 协查
环节:
"""


def checked(as_of: str, *records: str, limit: str = TEN_DAYS) -> MatterStatus:
    """Return a matter's status; a record is written as day, step and outcome."""
    text = CHECKING.replace("LIMIT", limit)
    for day, name, *outcome in map(str.split, records):
        text += f"  - {{名称: {name}, 日期: {day}, 单位: 甲局{f', 结果: {outcome[0]}' if outcome else ''}}}\n"
    loaded = loader.load(files(text))
    assert loaded.findings == ()
    (matter,) = assess(loaded.book, date.fromisoformat(as_of)).matters
    return matter


@pytest.mark.parametrize(
    ("days", "as_of", "light"),
    [
        # Up to 30 days three working days before the last count as soon, beyond that seven days.
        (30, "2026-03-26", Light.NORMAL),
        (30, "2026-03-27", Light.DUE_SOON),
        (31, "2026-03-25", Light.NORMAL),
        (31, "2026-03-26", Light.DUE_SOON),
    ],
)
def test_what_is_soon_depends_on_the_length_of_the_limit(days: int, as_of: str, light: Light) -> None:
    assert checked(as_of, "2026-03-02 委托", limit=TEN_DAYS.replace("天数: 10", f"天数: {days}")).light is light


@pytest.mark.parametrize(
    ("as_of", "reason"),
    [
        ("2026-03-11", "还有 1 天到期（核查截止 2026-03-12）"),
        ("2026-03-12", "当日到期（核查截止 2026-03-12）"),
        ("2026-03-13", "核查逾期 1 天（核查截止 2026-03-12）"),
    ],
)
def test_a_running_limit_in_words(as_of: str, reason: str) -> None:
    assert checked(as_of, "2026-03-02 委托").reason == reason


@pytest.mark.parametrize(
    ("day", "said", "late"),
    [
        ("2026-03-02", "2026-03-02 按期核查（核查截止 2026-03-12）", ()),
        ("2026-03-12", "2026-03-12 按期核查（核查截止 2026-03-12）", ()),
        ("2026-03-13", "2026-03-13 核查，逾期 1 天（核查截止 2026-03-12）", ("核查",)),
    ],
)
def test_a_limit_that_was_met_or_missed_in_words(day: str, said: str, late: tuple[str, ...]) -> None:
    matter = checked("2026-03-20", "2026-03-02 委托", f"{day} 核查 查清")
    assert ([describe(limit, date(2026, 3, 20)) for limit in matter.limits], matter.late_steps) == ([said], late)


def test_a_last_day_that_may_move_is_called_provisional() -> None:
    matter = checked("2026-12-31", "2026-12-30 委托", limit="{原文: 三个工作日内, 天数: 3, 日别: 工作日, 起算: 委托}")
    assert matter.reason == "还有 5 天到期（核查截止 2027-01-05，暂定）"


@pytest.mark.parametrize(
    ("limit", "reason"),
    [("{原文: 及时}", "待核查，原文“及时”，未规定天数"), ("{原文: 未规定}", "待核查，时限未规定")],
)
def test_a_step_without_days_says_what_the_agreement_says(limit: str, reason: str) -> None:
    assert checked("2026-03-03", "2026-03-02 委托", limit=limit).reason == reason


def test_a_limit_begins_anew_where_its_first_step_is_taken_again() -> None:
    again = ("2026-03-02 委托", "2026-03-04 核查 退回", "2026-03-10 委托")
    assert checked("2026-03-12", *again[:2]).reason == "待委托，时限未规定"
    assert limits(checked("2026-03-12", *again)) == [("核查", "2026-03-20", "normal")]
    ended = checked("2026-03-30", *again, "2026-03-21 核查 查清", "2026-03-22 归档")
    assert (limits(ended), ended.reason) == ([("核查", "2026-03-20", "done")], "已归档（核查 曾逾期）")


TO_AND_FRO = (
    CHECKING.replace(
        "    - {名称: 归档, 阶段: 归档, 办理单位: 甲局}",
        "    - {名称: 补正, 阶段: 处置, 办理单位: 甲局, 结果: [补齐], 下一步: {补齐: 核查}}\n"
        "    - {名称: 告知, 阶段: 反馈, 办理单位: 甲局}\n"
        "    - {名称: 归档, 阶段: 归档, 办理单位: 甲局, 时限: {原文: 三十日内, 天数: 30, 日别: 自然日, 起算: 委托, 顺延: 否}}",
    )
    .replace("LIMIT", "{原文: 未规定}")
    .replace("[查清, 退回]", "[查清, 退回, 补材]")
)


@pytest.mark.parametrize(
    ("ways", "records", "ahead"),
    [
        # Of two ways one leads back and comes again: what follows is sure.
        ("{查清: 告知, 退回: 委托}", "2026-03-02 委托", ["核查", "告知", "归档"]),
        ("{查清: 告知, 退回: 补正}", "2026-03-02 委托", ["核查", "告知", "归档"]),
        ("{查清: 告知, 退回: 补正}", "2026-03-02 委托/2026-03-03 核查 退回", ["补正", "核查", "告知", "归档"]),
        ("{查清: 告知, 退回: 委托}", "2026-03-02 委托/2026-03-03 核查 退回", ["委托", "核查", "告知", "归档"]),
        # Of two ways one passes a step over.
        ("{查清: 归档, 退回: 告知}", "2026-03-02 委托", ["核查", "归档"]),
    ],
)
def test_the_steps_sure_to_come_and_their_limits(ways: str, records: str, ahead: list[str]) -> None:
    text = TO_AND_FRO.replace("{退回: 委托}", ways)
    for record in records.split("/"):
        day, name, *outcome = record.split()
        text += f"  - {{名称: {name}, 日期: {day}, 单位: 甲局{f', 结果: {outcome[0]}' if outcome else ''}}}\n"
    (matter,) = assess(loader.load(files(text)).book, date(2026, 3, 4)).matters
    assert [step.name for step in matter.ahead] == ahead
    assert limits(matter) == ([("归档", "2026-04-01", "normal")] if "归档" in ahead else [])


def test_the_next_step_is_sure_to_come_where_another_way_leads_back() -> None:
    assert [step.name for step in checked("2026-03-03", "2026-03-02 委托").ahead] == ["核查", "归档"]


def test_a_step_that_the_workflow_lacks_is_passed_over() -> None:
    steps = (UNTIL_RECEIPT[0], "{名称: 催促, 日期: 2026-02-03, 单位: 区交通局}", UNTIL_RECEIPT[1])
    assert places(book(*steps), TODAY) == [(PATH.removeprefix("tasks/"), 6, 10, "step-unknown")]
    (matter,) = assess(loader.load(book(*steps)).book, date(2026, 2, 12)).matters
    assert (matter.current and matter.current.name) == "送达"


@pytest.mark.parametrize(("outcomes", "found"), [("查清", []), ("查清, 退回", [("matters/xy/1.yaml", 4, 5, "step-outcome")])])
def test_an_outcome_is_asked_for_where_there_are_several(outcomes: str, found: list[tuple[str, int, int, str]]) -> None:
    text = CHECKING.replace("LIMIT", TEN_DAYS).replace("结果: [查清, 退回], 下一步: {退回: 委托}", f"结果: [{outcomes}]")
    records = "  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局}\n  - {名称: 核查, 日期: 2026-03-05, 单位: 甲局}\n"
    assert places(files(f"== units/yi.yaml\n名称: 乙局\n简称: 乙局\n{text}{records}"), TODAY) == found


WRONG = [
    ("step-unknown", 5, 10, ["{名称: 催促, 日期: 2026-02-02, 单位: 区交通局}"]),
    ("step-order", 5, 10, ["{名称: 移送, 日期: 2026-02-02, 单位: 区交通局}"]),
    ("step-outcome", 5, 5, ["{名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局}"]),
    ("step-outcome", 5, 46, ["{名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 没有整改}"]),
    ("step-party", 6, 34, [UNTIL_RECEIPT[0], "{名称: 移送, 日期: 2026-02-11, 单位: 接收大队}"]),
    ("step-date", 6, 18, [UNTIL_RECEIPT[0], "{名称: 移送, 日期: 2026-02-01, 单位: 区交通局}"]),
    ("step-date", 6, 18, [UNTIL_RECEIPT[0], "{名称: 移送, 日期: 2036-02-11, 单位: 区交通局}"]),
    (
        "step-order",
        7,
        10,
        [
            "{名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 已整改}",
            "{名称: 归档, 日期: 2026-02-05, 单位: 区交通局}",
            "{名称: 移送, 日期: 2026-02-06, 单位: 区交通局}",
        ],
    ),
    ("unit-unknown", 6, 34, [UNTIL_RECEIPT[0], "{名称: 移送, 日期: 2026-02-11, 单位: 昌江区交通局}"]),
]


@pytest.mark.parametrize(("code", "line", "column", "steps"), WRONG)
def test_steps_recorded_wrongly(code: str, line: int, column: int, steps: list[str]) -> None:
    assert places(book(*steps), TODAY) == [(PATH.removeprefix("tasks/"), line, column, code)]


@pytest.mark.parametrize(
    ("head", "code", "line"),
    [
        (HEAD.replace("案件移送", "案件移交"), "matter-workflow-unknown", 1),
        (HEAD.replace("接收单位: 接收大队\n", ""), "matter-role-missing", 1),
        (HEAD.replace("接收单位: 接收大队", "接收单位: 接收大队\n承办单位: 接收大队"), "matter-role-unknown", 4),
        (HEAD.replace("接收单位: 接收大队", "接收单位: 区交通局"), "matter-role-not-allowed", 3),
        (HEAD.replace("接收单位: 接收大队", "接收单位: 昌江大队"), "unit-unknown", 3),
    ],
)
def test_the_head_of_a_matter_written_wrongly(head: str, code: str, line: int) -> None:
    assert (PATH.removeprefix("tasks/"), line, code) in [
        (path, row, found) for path, row, _, found in places(book(UNTIL_RECEIPT[0], head=head), TODAY)
    ]


def test_a_matter_of_no_agreement() -> None:
    stray = {PATH.replace("2025/", "2020/"): (HEAD + f"  - {UNTIL_RECEIPT[0]}\n").encode()}
    assert [finding.code for finding in findings({**REAL, **stray}, TODAY)] == ["matter-agreement-unknown"]


WORKFLOW = """\
== units/jia.yaml
名称: 甲局
简称: 甲局
== units/yi.yaml
名称: 乙局
简称: 乙局
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
角色: {发起单位: [甲局]}
流程:
  协查:
    - 名称: 委托
      阶段: 交办
      办理单位: 发起单位
      结果: [急, 缓]
      下一步: {急: 回复, 缓: 回复}
    - 名称: 回复
      阶段: 反馈
      办理单位: 乙局
      时限: {原文: 三日内, 天数: 3, 日别: 工作日, 起算: 委托}
"""


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "column"),
    [
        ("缓: 回复}", "缓: 答复}", "workflow-step-unknown", 11, 23),
        ("起算: 委托", "起算: 委拖", "workflow-step-unknown", 15, 41),
        ("结果: [急, 缓]", "结果: [急]", "workflow-outcome-unknown", 11, 20),
        ("急: 回复, 缓: 回复", "急: 委托, 缓: 委托", "workflow-unreachable", 12, 11),
        ("名称: 回复", "名称: 委托", "workflow-step-twice", 12, 11),
        ("办理单位: 乙局", "办理单位: 乙居", "workflow-actor-unknown", 14, 13),
        ("办理单位: 乙局", "办理单位: 乙局\n      文书: 回函", "workflow-form-unknown", 15, 11),
    ],
)
def test_a_workflow_written_wrongly(old: str, new: str, code: str, line: int, column: int) -> None:
    assert places(files(WORKFLOW), TODAY) == []
    assert ("agreements/xy.yaml", line, column, code) in places(files(WORKFLOW.replace(old, new, 1)), TODAY)


def test_an_outcome_may_end_a_matter_and_one_that_is_no_end_leads_nowhere() -> None:
    ends = WORKFLOW.replace("缓: 回复}", "缓: 结束}")
    assert places(files(ends), TODAY) == []
    interim = ends.replace("急: 回复, ", "").replace("      下一步", "      随时: [急]\n      下一步")
    assert places(files(interim), TODAY) == [("agreements/xy.yaml", 13, 11, "workflow-unreachable")]


def test_the_first_step_may_suspend_a_limit_when_it_is_taken_again() -> None:
    text = CHECKING.replace("LIMIT", TEN_DAYS).replace(
        "办理单位: 甲局}\n    - {名称: 核查", "办理单位: 甲局, 中止: [归档]}\n    - {名称: 核查"
    )
    text = text.replace("阶段: 归档, 办理单位: 甲局}", f"阶段: 归档, 办理单位: 甲局, 时限: {TEN_DAYS}}}")
    begun = text + "  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局}\n"
    back = begun + "  - {名称: 核查, 日期: 2026-03-04, 单位: 甲局, 结果: 退回}\n"
    found = [assess(loader.load(files(text)).book, date(2026, 3, 6)).matters[0] for text in (begun, back)]
    assert [{step: due for step, due, _ in limits(matter)}["归档"] for matter in found] == ["2026-03-12", "2026-03-14"]


def test_a_step_may_suspend_another_limit() -> None:
    text = WORKFLOW.replace("急: 回复, 缓: 回复", "急: 回复, 缓: 检测").replace(
        "    - 名称: 回复", "    - 名称: 检测\n      阶段: 处置\n      办理单位: 乙局\n      中止: [回复]\n    - 名称: 回复"
    )
    text += "== matters/xy/1.yaml\n流程: 协查\n发起单位: 甲局\n环节:\n  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局, 结果: 缓}\n"
    loaded = loader.load(files(text))
    (waiting,) = assess(loaded.book, date(2026, 3, 20)).matters
    assert (waiting.light, waiting.reason) == (Light.NORMAL, "回复时限中止计算（恢复后截止不早于 2026-03-25）")
    tested = text + "  - {名称: 检测, 日期: 2026-03-20, 单位: 乙局}\n"
    (resumed,) = assess(loader.load(files(tested)).book, date(2026, 3, 26)).matters
    assert (resumed.light, resumed.reason) == (Light.OVERDUE, "回复逾期 1 天（回复截止 2026-03-25）")


def test_what_suspends_a_limit_after_its_step_was_done_moves_it_no_more() -> None:
    text = CHECKING.replace("LIMIT", TEN_DAYS).replace(
        "    - {名称: 归档", "    - {名称: 检测, 阶段: 处置, 办理单位: 甲局, 中止: [核查]}\n    - {名称: 归档"
    )
    records = "  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局}\n  - {名称: 核查, 日期: 2026-03-05, 单位: 甲局, 结果: 查清}\n"
    (matter,) = assess(loader.load(files(text + records)).book, date(2026, 3, 20)).matters
    assert (matter.current and matter.current.name, limits(matter)) == ("检测", [("核查", "2026-03-12", "done")])


def write(root: Path, contents: dict[str, bytes]) -> None:
    for path, content in contents.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def test_matters_in_a_report(tmp_path: Path, tasks: Callable[..., Outcome], golden: Callable[[str, str], None]) -> None:
    write(tmp_path, book(*UNTIL_RECEIPT))
    ended = tasks("--root", tmp_path, "report", "matters", "-f", "json", "--as-of", "2026-02-25")
    data = json.loads(ended.out)
    assert (data["totals"]["matters"], data["totals"]["matters_overdue"]) == (1, 1)
    assert data["matters"] == [
        {
            "id": "jdz-changjiang-2025/2026-001",
            "workflow": "案件移送",
            "stage": "处置",
            "step": "审核",
            "unit": "接收大队",
            "units": ["接收大队"],
            "due": "2026-02-24",
            "days_left": -1,
            "light": "overdue",
            "provisional": False,
            "suspended": False,
            "late_steps": [],
            "reason": "审核逾期 1 天（审核截止 2026-02-24）；按计算口径（待双方确认）；台账中未见办理记录，不表示未办理",
            "notes": ["计算口径", "未见记录"],
            "deadlines": [
                {"step": "审核", "due": "2026-02-24", "done_on": None, "light": "overdue", "provisional": False, "suspended": False},
                {"step": "反馈", "due": "2026-03-16", "done_on": None, "light": "normal", "provisional": False, "suspended": False},
            ],
        }
    ]
    assert tasks("--root", tmp_path, "report", "--fail-on", "overdue", "--source", "jdz-changjiang-2025", "--as-of", "2026-02-25").code == 1
    golden("matters/report-80.txt", tasks("--root", tmp_path, "report", "matters", "--as-of", "2026-02-25").out)
    golden("matters/show-80.txt", tasks("--root", tmp_path, "show", "jdz-changjiang-2025/2026-001", "--as-of", "2026-02-25").out)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("tasks/agreements/jdz-changjiang-2025.yaml", b"a: [\n"),
        (PATH, HEAD.replace("案件移送", "案件移送送").replace("环节:\n", "").encode()),
    ],
    ids=["agreement", "workflow"],
)
def test_a_matter_whose_workflow_is_not_there_is_counted_as_left_out(
    tmp_path: Path, tasks: Callable[..., Outcome], path: str, content: bytes
) -> None:
    write(tmp_path, {**book(*UNTIL_RECEIPT), path: content})
    note = "有 1 件协作事项所依据的协议或流程未通过检查，没有计入"
    for view in ("overview", "matters"):
        assert note in tasks("--root", tmp_path, "report", view, COLUMNS="120").out
    assert json.loads(tasks("--root", tmp_path, "report", "-f", "json").out)["totals"]["matters_left_out"] == 1
    identity = "jdz-changjiang-2025/2026-001"
    for command in (
        ("show", identity),
        ("form", identity, "移送处理书", "-o", tmp_path / "x.docx"),
        ("update", identity, "--step", "审核", "--outcome", "无异议"),
    ):
        ended = tasks("--root", tmp_path, *command)
        assert (ended.code, ended.out) == (1, "")
        assert ended.err == f"{PATH} 所依据的协议或流程不在台账里，或未通过检查。请运行 tasks check，改正以后再试。\n"
    assert tasks("--root", tmp_path, "pages", "--out", tmp_path / "pages").code == 0
    for page in ("", "brief/"):
        assert note in (tmp_path / "pages" / page / "index.html").read_text("utf-8")
    assert tasks("--root", tmp_path, "pages", "--out", tmp_path / "open", "--public").code == 0
    assert note not in (tmp_path / "open" / "index.html").read_text("utf-8")


def test_a_record_that_is_not_valid_is_named_and_no_other_offered(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    write(tmp_path, {**book(*UNTIL_RECEIPT), PATH.replace("001", "002"): b"a: [\n"})
    identity = "jdz-changjiang-2025/2026-002"
    for command in (
        ("show", identity),
        ("form", identity, "移送处理书", "-o", tmp_path / "x.docx"),
        ("update", identity, "--step", "审核"),
    ):
        ended = tasks("--root", tmp_path, *command)
        assert (ended.code, ended.err.split(" ")[:2]) == (1, [PATH.replace("001", "002"), "未通过检查，没有计入台账。请运行"])


def test_a_matter_that_our_code_fails_on_is_named_and_the_others_are_judged(
    tmp_path: Path, tasks: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(matter: Matter, *rest: Any) -> MatterStatus:
        if matter.id == "xy/2":
            raise KeyError("13812345678")
        return judge(matter, *rest)

    judge = matters.status
    monkeypatch.setattr(matters, "status", fail)
    write(tmp_path, files(TWO_UNITS + TWO_UNITS.partition("== matters/")[2].join(("== matters/", "")).replace("xy/1", "xy/2")))
    ended = tasks("--root", tmp_path, "report", "matters", "-f", "csv", "--as-of", "2026-03-09")
    assert (ended.code, [line.split(",")[0] for line in ended.out.splitlines()[1:]]) == (1, ["xy/1"])
    assert "tasks/matters/xy/2.yaml（KeyError，" in ended.err


TWO_UNITS = """\
== units/jia.yaml
名称: 甲局
简称: 甲局
== units/yi.yaml
名称: 乙局
简称: 乙局
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
流程:
  协查:
    - {名称: 委托, 阶段: 交办, 办理单位: 甲局}
    - 名称: 补充
      阶段: 处置
      办理单位: 甲局
      时限: {原文: 四十日内, 天数: 40, 日别: 自然日, 起算: 委托, 顺延: 否}
    - {名称: 回复, 阶段: 反馈, 办理单位: 乙局, 时限: {原文: 五日内, 天数: 5, 日别: 自然日, 起算: 委托, 顺延: 否}}
== matters/xy/1.yaml
流程: 协查
环节:
  - {名称: 委托, 日期: 2026-03-02, 单位: 甲局}
"""


def test_a_limit_is_laid_to_the_unit_it_runs_for(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    write(tmp_path, files(TWO_UNITS))
    overview = tasks("--root", tmp_path, "report", "--as-of", "2026-03-09").out
    assert "xy/1   协查   乙局   回复逾期 2 天" in overview
    due = tasks("--root", tmp_path, "report", "due", "--as-of", "2026-03-05", COLUMNS="120").out
    assert "xy/1   协查   乙局   ▲ 临期   2026-03-07   还有 2 天到期（回复截止 2026-03-07）" in due
    later = tasks("--root", tmp_path, "report", "due", "--as-of", "2026-04-10", COLUMNS="160").out
    assert "xy/1   协查   甲局   ● 逾期   2026-04-11   还有 1 天到期（补充截止 2026-04-11）；回复逾期 34 天" in later
    assert tasks("--root", tmp_path, "pages", "--out", tmp_path / "pages", "--as-of", "2026-03-09").code == 0
    pages = tmp_path / "pages"
    assert "待补充　甲局　乙局回复截止 2026-03-07" in (pages / "index.html").read_text("utf-8")
    assert "协查 1（回复），乙局" in (pages / "units/yi/calendar.ics").read_text("utf-8")
    assert "协查 1（回复）" not in (pages / "units/jia/calendar.ics").read_text("utf-8")
    for unit in ("jia", "yi"):
        assert "待本单位办理的协作事项" in (pages / "units" / unit / "index.html").read_text("utf-8")
