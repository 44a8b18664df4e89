"""Document numbers (文号): from which series a step takes its number, and which texts mention one."""

from __future__ import annotations

import pytest

from conftest import files
from duban.records import form_numbers
from duban.records import loader
from duban.records.form_numbers import NumberError
from duban.records.form_numbers import Series

BOOK = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲局
机关代字: 示甲
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙局
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 甲局, 文书: 移送书}
    - {名称: 送达, 阶段: 交办, 办理单位: 乙局, 文书: 回执}
    - {名称: 审核, 阶段: 处置, 办理单位: 乙局}
    - {名称: 反馈, 阶段: 反馈, 办理单位: 乙局, 文书: 反馈书}
    - {名称: 归档, 阶段: 归档, 办理单位: 乙局, 文书: 目录}
文书: {移送书: {模板: a.docx, 字: 移}, 回执: {模板: b.docx, 沿用: 移送书}, 反馈书: {模板: c.docx, 字: 反}, 目录: {模板: d.docx}}
== matters/xy/1.yaml
流程: 案件移送
环节:
  - {名称: STEP, 日期: 2026-12-31, 单位: UNIT}
"""


def series(step: str, unit: str, book: str = BOOK) -> Series:
    """Return the series from which a step that a unit took is numbered."""
    loaded = loader.load(files(book.replace("STEP", step).replace("UNIT", unit))).book
    matter = loaded.matters["xy/1"]
    return form_numbers.series(loaded, matter, matter.steps[0])


def test_a_number_is_of_the_unit_the_document_and_the_year_of_the_step() -> None:
    assert series("移送", "甲局").following([]) == "示甲移〔2026〕1号"


FIRST = "不能取号。请先在 {} 里写“机关代字”，或在 --number 后面写明文号。"


@pytest.mark.parametrize(
    ("step", "unit", "said"),
    [
        ("审核", "乙局", "环节“审核”不出具文书，没有文号。出具文书的环节：移送、送达、反馈、归档。"),
        ("会商", "乙局", "环节“会商”不出具文书，没有文号。出具文书的环节：移送、送达、反馈、归档。"),
        ("送达", "乙局", "《回执》沿用《移送书》的文号，不另编号。"),
        ("归档", "乙局", "《目录》没有规定编号的字，不能取号；有文号的，请在 --number 后面写明。"),
        ("反馈", "乙局", f"“乙局”没有登记机关代字，{FIRST.format('tasks/units/yi.yaml')}"),
        ("反馈", "丙局", f"“丙局”没有登记机关代字，{FIRST.format('tasks/units/')}"),
    ],
)
def test_a_step_that_has_no_number_of_its_own_says_why(step: str, unit: str, said: str) -> None:
    with pytest.raises(NumberError) as refused:
        series(step, unit)
    assert str(refused.value) == said


def test_where_no_step_has_a_form_none_is_named() -> None:
    plain = BOOK.partition("文书: {移送书")[0].replace(", 文书: 移送书", "").replace(", 文书: 回执", "")
    plain = plain.replace(", 文书: 反馈书", "").replace(", 文书: 目录", "") + "== matters" + BOOK.partition("== matters")[2]
    with pytest.raises(NumberError, match="出具文书的环节：无。"):
        series("移送", "甲局", plain)


@pytest.mark.parametrize(
    ("text", "used"),
    [
        ("文号: 示甲移〔2026〕3号", 3),
        ("另见示甲移〔2026〕第十二号", 12),
        ("示甲移2026-105号", 105),
        ('"示甲移〔2026〕\\u0037号"', 7),
        # Nothing stands before the year, another series or year, more digits than there are numbers.
        ("〔2026〕3号", 0),
        ("文号: 大示甲移〔2026〕3号", 0),
        ("示甲移〔2025〕3号", 0),
        ("示甲移〔2026〕1000000号", 0),
    ],
)
def test_a_text_that_mentions_a_number_has_used_it(text: str, used: int) -> None:
    assert Series("示甲移", 2026).following(["备注: 无", text]) == f"示甲移〔2026〕{used + 1}号"
    assert form_numbers.mentioned(text, [f"示甲移〔2026〕{used or 3}号"]) == bool(used)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_number_is_read_whatever_the_encoding_of_its_file(encoding: str) -> None:
    assert form_numbers.decoded("文号: 示甲移〔2026〕3号".encode(encoding)).lstrip("\ufeff") == "文号: 示甲移〔2026〕3号"


def test_after_the_last_of_six_digits_no_number_is_left() -> None:
    with pytest.raises(NumberError, match=r"^示甲移〔2026〕的号已经用到 999999，不能再取号；请核对是否有写错的文号。$"):
        Series("示甲移", 2026).following(["示甲移〔2026〕999999号"])
