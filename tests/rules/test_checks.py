"""Rules between records, each with a book as users would write it and the exact place of the finding."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import files
from conftest import findings
from conftest import places
from duban.records import loader
from duban.rules import registry
from duban.status.assessment import assess

TODAY = date(2026, 11, 22)
UNITS = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== units/quan.yaml
名称: 各市交通运输局
简称: 各市局
成员: [甲市局, 乙市局]
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
"""
ITEM = """\
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲市局
时限: {原文: 2025年底前, 截止: 2025-12-31}
"""
QUARTERLY = """\
== items/sl/q.yaml
事项: 季度会议
条款: 一
原文: 每季度召开会议
牵头单位: 甲市局
时限: {原文: 每季度, 周期: 季度, 起: 2025-04-01, 止: 2026-06-30}
"""


def check(text: str, *, today: date = TODAY) -> list[tuple[str, int, int, str]]:
    return places(files(UNITS + text), today)


def test_a_consistent_book_has_no_findings() -> None:
    assert check(ITEM + QUARTERLY) == []


@pytest.mark.parametrize(
    ("limit", "column"),
    [
        ("{原文: 每季度, 周期: 季度, 起: 2025-05-15, 每期截止: 期末}", None),
        ("{原文: 每季度, 周期: 季度, 起: 2025-06-10, 每期截止: 10}", None),
        ("{原文: 每季度, 周期: 季度, 起: 2025-06-11, 每期截止: 10}", 26),
        ("{原文: 未规定, 设定: {周期: 月, 起: 2025-06-29, 每期截止: 28, 依据: 纪要}}", 30),
    ],
)
def test_a_period_that_was_due_before_the_duty_began_is_pointed_out(limit: str, column: int | None) -> None:
    text = ITEM.replace("{原文: 2025年底前, 截止: 2025-12-31}", limit)
    assert check(text) == ([("items/sl/1.yaml", 5, column, "period-before-start")] if column else [])


def test_a_reporting_rhythm_that_begins_after_its_first_day_is_pointed_out() -> None:
    text = "== config.yaml\n名称: 示例\n报送: {周期: 月, 截止日: 10, 起: 2025-01-11}\n"
    (found,) = findings(files(UNITS + text), TODAY)
    assert (found.path, found.line, found.code, found.severity) == ("tasks/config.yaml", 2, "period-before-start", "warning")
    assert found.message == "起 2025-01-11 在2025年1月，这一期的截止日 2025-01-10 已经过了"
    assert found.hint == "从2025年2月开始的，请改为：2025-02-01；要算2025年1月的，把“起”提前"


@pytest.mark.parametrize("field", ["牵头单位: 丙市局", "责任单位: [丙市局]", "配合单位:\n  - 丙市局"])
def test_a_unit_must_be_registered(field: str) -> None:
    text = ITEM.replace("牵头单位: 甲市局", "牵头单位: 未规定" if not field.startswith("牵头") else "").replace("\n\n", "\n")
    line = text.rstrip("\n").count("\n") + 1 + (1 if "\n" in field else 0)
    column = {"牵头": 7, "责任": 8, "配合": 5}[field[:2]]
    assert check(f"{text}{field}\n") == [("items/sl/1.yaml", line, column, "unit-unknown")]


def test_unspecified_is_no_member_of_a_list() -> None:
    assert check(ITEM + "责任单位: [未规定]\n") == [("items/sl/1.yaml", 6, 8, "unit-unknown")]


def test_two_units_cannot_have_one_name() -> None:
    extra = "== units/bing.yaml\n名称: 丙市交通运输局\n简称: 乙市局\n== units/ding.yaml\n名称: 丁市局\n简称: 丁市局\n别名: [甲市局]\n"
    assert check(extra) == [("units/ding.yaml", 3, 6, "unit-name-taken"), ("units/yi.yaml", 2, 5, "unit-name-taken")]


def test_groups_cannot_contain_themselves() -> None:
    extra = "== units/x.yaml\n名称: 丙组\n简称: 丙组\n成员: [丁组]\n== units/y.yaml\n名称: 丁组\n简称: 丁组\n成员:\n  - 丙组\n"
    found = findings(files(UNITS + extra), TODAY)
    assert [(finding.path, finding.line, finding.code, finding.message) for finding in found] == [
        ("tasks/units/y.yaml", 4, "group-cycle", "绕成了圈：丙组 → 丁组 → 丙组"),
    ]


def test_a_unit_cannot_be_its_own_superior() -> None:
    assert check("== units/z.yaml\n名称: 丙市局\n简称: 丙市局\n上级: 丙市局\n") == [("units/z.yaml", 3, 5, "parent-cycle")]


def test_a_very_long_chain_of_superiors_is_fine() -> None:
    chain = "".join(f"== units/c{n:04d}.yaml\n名称: 第{n}级\n简称: 第{n}级\n上级: 第{n + 1}级\n" for n in range(3000))
    assert check(chain + "== units/top.yaml\n名称: 顶\n简称: 第3000级\n") == []


def test_groups_of_any_depth_and_width_are_expanded() -> None:
    deep = "".join(f"== units/c{n:04d}.yaml\n名称: 第{n}组\n简称: 第{n}组\n成员: [第{n + 1}组]\n" for n in range(3000))
    wide = "".join(
        f"== units/d{n:02d}{side}.yaml\n名称: 甲{n}{side}\n简称: 甲{n}{side}\n成员: [甲{n + 1}a, 甲{n + 1}b]\n"
        for n in range(40)
        for side in "ab"
    )
    names = {"top": "第3000组", "ea": "甲40a", "eb": "甲40b"}
    ends = "".join(f"== units/{name}.yaml\n名称: {unit}\n简称: {unit}\n" for name, unit in names.items())
    text = ITEM.replace("牵头单位: 甲市局", "牵头单位: 第0组\n责任单位: [甲0a]")
    book = files(UNITS + text + deep + wide + ends)
    assert places(book, TODAY) == []
    (item,) = assess(loader.load(book).book, TODAY).items
    assert [assignment.unit for assignment in item.assignments] == ["第3000组", "甲40a", "甲40b"]


def test_an_item_needs_its_plan_or_agreement() -> None:
    assert check(ITEM.replace("items/sl/", "items/other/")) == [("items/other/1.yaml", 1, 1, "source-unknown")]


AGREEMENT = """\
== agreements/yi-jia-2025.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲市局, 乙市局]
流程:
  协查:
    - {名称: 委托, 阶段: 交办, 办理单位: 甲市局}
    - {名称: 核查, 阶段: 处置, 办理单位: 乙市局, 结果: [查清, 进展, 撤回], 随时: [进展], 下一步: {撤回: 结束}}
    - {名称: 归档, 阶段: 归档, 办理单位: 乙市局}
"""
SENT = "{名称: 委托, 日期: 2026-03-02, 单位: 甲市局}"
MATTER = f"流程: 协查\n环节:\n  - {SENT}\n"


@pytest.mark.parametrize(
    ("path", "text", "message", "hint"),
    [
        (
            "items/yi-jia-2026/1.yaml",
            ITEM.partition("\n")[2],
            "没有名为 yi-jia-2026 的方案或协议",
            "是否应放在 tasks/items/yi-jia-2025/ 下？",
        ),
        (
            "items/other/1.yaml",
            ITEM.partition("\n")[2],
            "没有名为 other 的方案或协议",
            "先登记 tasks/plans/other.yaml 或 tasks/agreements/other.yaml",
        ),
        ("matters/yi-jia-2026/1.yaml", MATTER, "没有名为 yi-jia-2026 的协议", "是否应放在 tasks/matters/yi-jia-2025/ 下？"),
        ("matters/other/1.yaml", MATTER, "没有名为 other 的协议", "先登记 tasks/agreements/other.yaml"),
        ("progress/quann/sl/1.yaml", "状态: 进行中\n", "没有文件名为 quann 的单位", "是否应放在 tasks/progress/quan/ 下？"),
        ("progress/other/sl/1.yaml", "状态: 进行中\n", "没有文件名为 other 的单位", "先登记 tasks/units/other.yaml"),
    ],
)
def test_a_record_in_a_folder_that_belongs_to_nothing_is_told_where_it_may_belong(path: str, text: str, message: str, hint: str) -> None:
    (found,) = findings(files(f"{UNITS}{ITEM}{AGREEMENT}== {path}\n{text}"), TODAY)
    assert (found.path, found.message, found.hint) == (f"tasks/{path}", message, hint)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("", "", []),
        ("撤回: 结束", "撤回: 委托", []),
        ("撤回: 结束", "撤回: 终止", [(7, 73, "workflow-step-unknown", "流程“协查”里没有环节“终止”")]),
        ("随时: [进展]", "随时: [进展], 中止: [委托]", []),
        ("随时: [进展]", "随时: [进展], 中止: [委派]", [(7, 68, "workflow-step-unknown", "流程“协查”里没有环节“委派”")]),
    ],
)
def test_what_a_workflow_names_is_one_of_its_steps_or_the_end(old: str, new: str, found: list[tuple[int, int, str, str]]) -> None:
    told = findings(files(UNITS + AGREEMENT.replace(old, new)), TODAY)
    assert [(finding.line, finding.column, finding.code, finding.message) for finding in told] == found


@pytest.mark.parametrize(
    ("outcome", "hint"),
    [
        ("查清", None),
        ("查实", "是否指“查清”？可以写：查清、进展、撤回"),
        ("不予受理", "可以写：查清、进展、撤回"),
    ],
)
def test_an_outcome_is_one_of_those_of_its_step(outcome: str, hint: str | None) -> None:
    record = f"  - {{名称: 核查, 日期: 2026-03-09, 单位: 乙市局, 结果: {outcome}}}\n"
    told = findings(files(f"{UNITS}{AGREEMENT}== matters/yi-jia-2025/1.yaml\n{MATTER}{record}"), TODAY)
    assert [(finding.line, finding.code, finding.hint) for finding in told] == ([(4, "step-outcome", hint)] if hint else [])


def test_a_step_without_outcomes_is_written_without_one() -> None:
    text = f"{UNITS}{AGREEMENT}== matters/yi-jia-2025/1.yaml\n{MATTER.replace('甲市局}', '甲市局, 结果: 查清}')}"
    told = findings(files(text), TODAY)
    assert [(finding.line, finding.code, finding.hint) for finding in told] == [(3, "step-outcome", "这个环节不写结果，删去这一行")]


def test_a_number_may_stand_at_several_steps_of_one_matter() -> None:
    number = "单位: {}, 文号: 示交协〔2026〕3号}}\n"
    records = (
        SENT.replace("单位: 甲市局}", number.format("甲市局")) + "  - {名称: 核查, 日期: 2026-03-09, 结果: 查清, " + number.format("乙市局")
    )
    assert check(f"{AGREEMENT}== matters/yi-jia-2025/1.yaml\n流程: 协查\n环节:\n  - {records}") == []


def test_a_clause_should_be_in_the_document() -> None:
    chapters = UNITS.replace("印发日期: 2025-01-01\n", "印发日期: 2025-01-01\n章节:\n  - {条款: 一, 标题: 任务}\n")
    text = files(chapters + ITEM.replace("条款: 一", "条款: 三（一）"))
    assert places(text, TODAY) == [("items/sl/1.yaml", 2, 5, "clause-unknown")]


PROGRESS = "状态: 进行中\n进展:\n  - 日期: 2025-06-01\n    情况: 已开展\n"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("progress/bing/sl/1.yaml", "progress-unit-unknown"),
        ("progress/jia/sl/9.yaml", "progress-item-unknown"),
        ("progress/yi/sl/1.yaml", "progress-not-responsible"),
    ],
)
def test_progress_must_belong_to_a_responsible_unit(path: str, code: str) -> None:
    assert check(f"{ITEM}== {path}\n{PROGRESS}") == [(path, 1, 1, code)]


def test_a_member_of_a_responsible_group_may_report() -> None:
    assert check(f"{ITEM}责任单位: [各市局]\n== progress/yi/sl/1.yaml\n{PROGRESS}") == []


def test_dates_in_the_future() -> None:
    text = f"{ITEM}== progress/jia/sl/1.yaml\n{PROGRESS}"
    assert check(text, today=date(2025, 6, 1)) == []
    assert check(text, today=date(2025, 5, 31)) == [("progress/jia/sl/1.yaml", 3, 9, "date-in-future")]


DONE = "状态: 已完成\n完成日期: {done}\n进展:\n  - 日期: 2025-06-01\n    情况: 已印发\n    进度: {percent}\n    佐证: [示交〔2025〕2号]\n"


@pytest.mark.parametrize(
    ("done", "percent", "expected"),
    [
        ("2025-06-01", 100, []),
        ("2025-05-20", 100, []),
        ("2025-06-02", 100, [(2, 7, "completion-not-reported")]),
        ("2025-06-01", 80, [(6, 9, "completion-not-reported")]),
        ("2024-06-01", 100, [(2, 7, "completion-before-issue")]),
    ],
)
def test_completion_agrees_with_the_entries(done: str, percent: int, expected: list[tuple[int, int, str]]) -> None:
    path = "progress/jia/sl/1.yaml"
    found = check(f"{ITEM}== {path}\n{DONE.format(done=done, percent=percent)}")
    assert found == [(path, line, column, code) for line, column, code in expected]


@pytest.mark.parametrize(
    ("item", "period", "expected"),
    [
        ("q", "    期次: 2025-Q2\n", []),
        ("q", "    期次: 2025-06\n", [(5, 9)]),
        ("q", "    期次: 2025\n", [(5, 9)]),
        ("q", "    期次: 2025-Q1\n", [(5, 9)]),
        ("q", "    期次: 2026-Q3\n", [(5, 9)]),
        ("q", "", [(3, 5)]),
        ("1", "    期次: 2025-Q2\n", [(5, 9)]),
    ],
)
def test_periods_match_the_cycle_of_the_item(item: str, period: str, expected: list[tuple[int, int]]) -> None:
    path = f"progress/jia/sl/{item}.yaml"
    found = check(f"{ITEM}{QUARTERLY}== {path}\n{PROGRESS}{period}")
    assert found == [(path, line, column, "period-mismatch") for line, column in expected]


def test_a_period_that_has_not_begun() -> None:
    text = f"{QUARTERLY}== progress/jia/sl/q.yaml\n{PROGRESS}    期次: 2025-Q4\n"
    assert check(text, today=date(2025, 6, 30)) == [("progress/jia/sl/q.yaml", 5, 9, "period-mismatch")]


EXTENSION = "变更:\n  - 日期: 2025-11-20\n    原截止: {old}\n    新截止: {new}\n    批准: 会议纪要\n    理由: 标准未发布\n"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("2025-12-31", "2026-03-31", []),
        ("2025-12", "2026-Q1", []),
        ("2025-11-30", "2026-03-31", [(8, 10, "extension-chain")]),
        ("2025-12-31", "2025-12-31", [(9, 10, "extension-chain")]),
    ],
)
def test_extensions_form_a_chain(old: str, new: str, expected: list[tuple[int, int, str]]) -> None:
    found = check(ITEM + EXTENSION.format(old=old, new=new))
    assert found == [("items/sl/1.yaml", line, column, code) for line, column, code in expected]


def test_nothing_to_extend() -> None:
    text = ITEM.replace("{原文: 2025年底前, 截止: 2025-12-31}", "{原文: 及时}") + EXTENSION.format(old="2025-12-31", new="2026-03-31")
    assert check(text) == [("items/sl/1.yaml", 7, 5, "extension-chain")]


def test_dates_in_the_wrong_order() -> None:
    agreement = "== agreements/xy.yaml\n标题: 示例协议\n简称: 示例协议\n参加单位: [甲市局, 乙市局]\n生效: 2025-06-01\n到期: 2025-05-31\n"
    assert check(agreement) == [("agreements/xy.yaml", 5, 5, "dates-reversed")]
    assert check(QUARTERLY.replace("止: 2026-06-30", "止: 2025-01-31")) == [("items/sl/q.yaml", 5, 41, "dates-reversed")]


def test_files_in_the_wrong_place() -> None:
    misplaced = ("item/sl/1.yaml", "items/sl/A1.yaml", "items/sl/1.yml", "items/sl/photo.jpg", "units/README.md")
    text = UNITS + "".join(f"== {path}\nx: 1\n" for path in misplaced)
    assert [(finding.path, finding.hint) for finding in findings(files(text), TODAY)] == [
        ("tasks/item/sl/1.yaml", "是否应放在 tasks/items/ 下？"),
        ("tasks/items/sl/1.yml", "请改名为 tasks/items/sl/1.yaml"),
        ("tasks/items/sl/A1.yaml", "文件名只用小写英文字母、数字和短横线，例如 tasks/items/jl-2024-136/1-2-2b.yaml"),
        ("tasks/items/sl/photo.jpg", "佐证材料请放到档案系统；确是记录的，改名为 .yaml"),
    ]


@pytest.mark.parametrize(
    ("level", "today", "expected"),
    [
        ("关闭", TODAY, []),
        ("错误", TODAY, ["error"]),
        ("{级别: 错误, 自: 2027-01-01}", date(2026, 12, 31), ["warning"]),
        ("{级别: 错误, 自: 2027-01-01}", date(2027, 1, 1), ["error"]),
        ("警告", TODAY, ["warning"]),
    ],
)
def test_a_book_sets_the_level_of_a_rule(level: str, today: date, expected: list[str]) -> None:
    text = ITEM.replace("items/sl/", "items/other/") + f"== config.yaml\n名称: 示例\n规则:\n  source-unknown: {level}\n"
    assert [str(finding.severity) for finding in findings(files(UNITS + text), today)] == expected


def test_one_cause_one_finding() -> None:
    broken = UNITS.replace("简称: 甲市局", "简称: 甲市局\n电话: 无").replace("印发日期: 2025-01-01", "印发日期: 2025-13-01")
    text = files(f"{broken}{ITEM}== progress/jia/sl/1.yaml\n{PROGRESS}")
    assert places(text, TODAY) == [("plans/sl.yaml", 4, 7, "date-invalid"), ("units/jia.yaml", 3, 1, "field-unknown")]
    unreadable = files(f"{UNITS}{ITEM.replace('条款: 一', '条款：一')}== progress/jia/sl/1.yaml\n{PROGRESS}")
    assert places(unreadable, TODAY) == [("items/sl/1.yaml", 2, 3, "fullwidth-colon")]


def test_every_rule_has_a_page_and_one_code() -> None:
    assert len(registry.CODES) == len(registry.RULES)
    for rule in registry.RULES:
        title, blank, *rest = rule.page.split("\n")
        assert title.endswith("。")
        assert blank == ""
        assert "".join(rest).strip(), rule.code
    assert set(registry.CHECKS) <= set(registry.RULES)
