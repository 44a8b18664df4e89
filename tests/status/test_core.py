"""Cases of the core rooms (records, status, rules) that are met seldom, each as a person would write it into a book."""

from __future__ import annotations

from datetime import date

import pytest

from conftest import files
from conftest import places
from duban.changes import comparison
from duban.changes import trend
from duban.ground.findings import Finding
from duban.ground.findings import Fix
from duban.ground.findings import Severity
from duban.ground.findings import Span
from duban.records import corrections
from duban.records import form_numbers
from duban.records import kinds
from duban.records import loader
from duban.records.model import Progress
from duban.records.settings import Config
from duban.rules import owners
from duban.status import remarks
from duban.status.assessment import assess
from duban.status.lights import Light

TODAY = date(2026, 11, 22)
UNITS = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲局
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙局
上级: 甲局
== units/lei.yaml
名称: 各执法大队
简称: 各大队
上级: 甲局
成员: 未规定
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲局]
印发日期: 2025-01-01
"""
ITEM = """\
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲局
时限: {原文: 2026年底前, 截止: 2026-12-31}
"""
AGREEMENT = """\
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
    - 名称: 回复
      阶段: 反馈
      办理单位: 乙局
      时限: {原文: 三十一日内, 天数: 31, 日别: 自然日, 起算: 委托}
"""
MATTER = "== matters/xy/1.yaml\n流程: 协查\n发起单位: {}\n环节:\n  - {{名称: 委托, 日期: 2026-03-02, 单位: {}}}\n"


def test_a_record_lies_where_its_identity_says() -> None:
    book = loader.load(files(UNITS + ITEM + AGREEMENT + MATTER.format("甲局", "甲局") + "== progress/jia/sl/1.yaml\n状态: 未启动\n")).book
    paths = [
        kinds.path_of(type(record), *(key if isinstance(key, tuple) else (key,)))
        for shelf in book.shelves.values()
        for key, record in shelf.items()
    ]
    assert paths == [record.path for shelf in book.shelves.values() for record in shelf.values()]
    assert len(paths) == 8
    assert kinds.path_of(Config) == Config().path
    assert kinds.folder_of(Progress, "jia") == "tasks/progress/jia/"
    assert kinds.is_template(kinds.template_path("xy", "transfer.docx"))


def check(text: str, today: date = TODAY) -> list[tuple[str, int, int, str]]:
    return places(files(UNITS + text), today)


DONE = "进展:\n  - {日期: 2026-11-20, 情况: 已印发, 佐证: [文件]}\n"
EXTENSIONS = """\
变更:
  - {日期: 2026-05-20, 原截止: 2026-12-31, 新截止: 2027-03-31, 批准: 会议纪要, 理由: 标准未发布}
  - {日期: 2026-05-10, 原截止: 2027-03-31, 新截止: 2027-06-30, 批准: 会议纪要, 理由: 标准未发布}
"""


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (
            f"{ITEM}== progress/jia/sl/1.yaml\n状态: 已完成\n完成日期: 2026-12-01\n{DONE}",
            ("progress/jia/sl/1.yaml", 2, 7, "date-in-future"),
        ),
        (f"{ITEM}{EXTENSIONS.replace('2026-05-', '2026-12-')}", ("items/sl/1.yaml", 7, 10, "date-in-future")),
        (f"{ITEM}{EXTENSIONS}", ("items/sl/1.yaml", 8, 10, "dates-reversed")),
        (AGREEMENT.replace("agreements/xy", "agreements/sl"), ("agreements/sl.yaml", 1, 1, "source-id-taken")),
        (f"{AGREEMENT}文书: {{回函: {{模板: a.docx, 沿用: 函}}}}\n", ("agreements/xy.yaml", 14, 27, "workflow-form-unknown")),
        (
            "== calendar/next.yaml\n文号: 国办发明电〔2026〕1号\n放假: [2027-01-01]\n调休上班: []\n",
            ("calendar/next.yaml", 1, 1, "calendar-year"),
        ),
    ],
)
def test_what_is_wrong_between_records_is_found_at_its_place(text: str, finding: tuple[str, int, int, str]) -> None:
    assert finding in check(text)


def test_a_number_belongs_to_the_matter_that_used_it_first() -> None:
    step = "== matters/xy/{}.yaml\n流程: 协查\n发起单位: 甲局\n环节:\n  - {{名称: 委托, 日期: {}, 单位: 甲局, 文号: 示函〔2026〕3号}}\n"
    text = AGREEMENT + step.format(1, "2026-03-09") + step.format(2, "2026-03-02")
    assert [finding for finding in check(text) if finding[3] == "number-used-twice"] == [("matters/xy/1.yaml", 4, 42, "number-used-twice")]


@pytest.mark.parametrize(
    ("allowed", "unit", "found"),
    [
        ("甲局", "甲局", []),
        ("甲局", "乙局", []),
        ("各大队", "乙局", []),
        ("乙局", "甲局", [("matters/xy/1.yaml", 2, 7, "matter-role-not-allowed")]),
    ],
)
def test_a_role_is_for_the_unit_named_for_those_below_it_and_for_a_class_under_one_superior(
    allowed: str, unit: str, found: list[tuple[str, int, int, str]]
) -> None:
    text = AGREEMENT.replace("发起单位: [甲局]", f"发起单位: [{allowed}]") + MATTER.format(unit, unit)
    assert [finding for finding in check(text) if finding[3] == "matter-role-not-allowed"] == found


@pytest.mark.parametrize(
    ("as_of", "light"),
    [("2026-03-25", Light.NORMAL), ("2026-03-26", Light.DUE_SOON), ("2026-04-02", Light.DUE_SOON), ("2026-04-03", Light.OVERDUE)],
)
def test_a_long_limit_is_due_soon_by_days_of_the_calendar(as_of: str, light: Light) -> None:
    loaded = loader.load(files(UNITS + AGREEMENT + MATTER.format("甲局", "甲局")))
    (matter,) = assess(loaded.book, date.fromisoformat(as_of)).matters
    assert (str(matter.limits[0].due), matter.light) == ("2026-04-02", light)


def test_a_matter_of_a_workflow_that_no_agreement_has_is_found_and_not_judged() -> None:
    text = AGREEMENT + MATTER.format("甲局", "甲局").replace("流程: 协查", "流程: 移交")
    assert "matter-workflow-unknown" in {code for *_, code in check(text)}
    assert assess(loader.load(files(UNITS + text)).book, TODAY).matters == ()


QUARTERLY = "{原文: 每季度一次, 周期: 季度, 起: 2026-01-01, 止: 2026-06-30}"


def test_a_recurring_duty_is_done_where_every_period_has_its_report_whatever_else_was_written() -> None:
    report = (
        "状态: 已完成\n完成日期: 2026-07-01\n进展:\n  - {日期: 2026-02-01, 情况: 已布置}\n"
        "  - {日期: 2026-03-30, 情况: 已开会, 期次: 2026-Q1}\n  - {日期: 2026-06-30, 情况: 已开会, 期次: 2026-Q2, 佐证: [纪要]}\n"
    )
    text = UNITS + ITEM.replace("{原文: 2026年底前, 截止: 2026-12-31}", QUARTERLY)
    loaded = loader.load(files(f"{text}== progress/jia/sl/1.yaml\n{report}"))
    assert loaded.findings == ()
    (status,) = assess(loaded.book, TODAY).items
    (assignment,) = status.assignments
    assert (assignment.light, assignment.reason) == (Light.DONE, "已完成，各期均有记录")


def corrected(text: str, *fixes: Fix) -> str:
    path = "tasks/units/jia.yaml"
    raw = text.encode()
    found = [Finding(path, fix.span.line, fix.span.column, "unit-name", Severity.ERROR, "", "", fix=fix) for fix in fixes]
    return corrections.in_book(corrections.Correction(path, raw, raw, ()), found).after.decode()


def test_of_two_corrections_of_one_place_only_the_first_is_made() -> None:
    assert corrected("名称: 甲市局\n", Fix(Span(1, 5, 3), "甲局"), Fix(Span(1, 6, 2), "县局")) == "名称: 甲局\n"


def test_a_correction_of_a_line_that_is_no_longer_there_changes_nothing() -> None:
    assert corrected("名称: 甲市局\n", Fix(Span(9, 5, 3), "甲局")) == "名称: 甲市局\n"


def test_a_file_larger_than_any_record_is_not_mended() -> None:
    raw = "名称：甲\n".encode() * (1 << 21)
    assert corrections.correct("tasks/units/jia.yaml", raw).after == raw


FORMS = "文书: {移送书: {模板: a.docx, 字: 移}, 回执: {模板: b.docx, 沿用: 移送书}, 甲单: {模板: c.docx, 沿用: 乙单}, 乙单: {模板: d.docx, 沿用: 甲单}}\n"


@pytest.mark.parametrize(("form", "bearer"), [("移送书", "移送书"), ("回执", "移送书"), ("甲单", None), ("没有登记的", None), (None, None)])
def test_a_form_bears_its_own_number_or_the_one_it_shares_and_none_where_two_share_each_others(
    form: str | None, bearer: str | None
) -> None:
    agreement = loader.load(files(UNITS + AGREEMENT + FORMS)).book.agreements["xy"]
    assert form_numbers.numbered(agreement, form) == bearer


def test_what_is_no_number_is_mentioned_nowhere() -> None:
    assert form_numbers.mentioned("见示函〔2026〕3号", ["示函〔2026〕3号"])
    assert not form_numbers.mentioned("见编号3", ["编号3"])


def test_a_book_that_begins_after_the_day_has_no_trend() -> None:
    assert list(trend.days(date(2026, 1, 2), date(2026, 1, 1))) == []


def test_a_new_item_is_said_to_be_new() -> None:
    book = loader.load(files(UNITS + ITEM)).book
    (sentence,) = comparison.of_record(None, book.items["sl/1"], book)
    assert "新增" in sentence.text
    assert comparison.of_record(book.items["sl/1"], book.items["sl/1"], book) == ()


def test_units_without_accounts_own_no_path() -> None:
    assert (
        owners.codeowners(loader.load(files(UNITS + AGREEMENT)).book)
        == "# 由 tasks codeowners 生成，不要手工修改。以单位登记的账号为准。\n"
    )


def test_a_plan_whose_annex_is_lost_is_said_to_lack_it_where_nobody_is_named() -> None:
    plan = loader.load(files(UNITS.replace("印发日期: 2025-01-01\n", "印发日期: 2025-01-01\n附件: [责任分工清单（缺失）]\n"))).book.plans[
        "sl"
    ]
    assert remarks.unnamed(plan) == "现有文本（缺附件）未载明责任单位"
    assert remarks.unnamed(None) == "文件未规定责任单位"
