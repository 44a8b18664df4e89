"""Record files that domain staff can add: the good pass, the bad get exactly the answer in their golden file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from conftest import files
from conftest import findings
from duban.documents import reader
from duban.reports import check_formats
from duban.reports.formats import Screen
from duban.schemas import catalog
from duban.schemas import validation

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent / "records"
TODAY = date(2026, 11, 22)
BASE = """\
== config.yaml
名称: 示例台账
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
别名: [甲局]
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
章节:
  - {条款: 一, 标题: 任务}
  - {条款: "1", 标题: 任务}
== items/sl/base.yaml
事项: 建立制度
条款: 一（一）
原文: 建立制度
牵头单位: 甲市局
时限:
  原文: 及时
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲市局, 乙市局]
角色: {移送单位: [甲市局], 接收单位: [乙市局]}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 移送单位}
    - {名称: 审核, 阶段: 处置, 办理单位: 接收单位, 时限: {原文: 3日内, 天数: 3, 日别: 工作日, 起算: 移送}, 结果: [无异议, 有异议], 下一步: {有异议: 移送}}
    - {名称: 归档, 阶段: 归档, 办理单位: [移送单位, 接收单位]}
"""
WHERE = {
    "matter": "tasks/matters/xy/1.yaml",
    "calendar": "tasks/calendar/2027.yaml",
    "item": "tasks/items/sl/1.yaml",
    "progress": "tasks/progress/jia/sl/base.yaml",
    "unit": "tasks/units/ding.yaml",
    "plan": "tasks/plans/new.yaml",
    "agreement": "tasks/agreements/new.yaml",
    "config": "tasks/config.yaml",
}


def cases(folder: str) -> list[Path]:
    return sorted((HERE / folder).glob("*/*.yaml"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def book_with(path: Path) -> dict[str, bytes]:
    return {**files(BASE), WHERE[path.parent.name]: path.read_bytes()}


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_good_records_pass(path: Path) -> None:
    assert findings(book_with(path), TODAY) == []


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_bad_records_get_the_answer_that_was_approved(path: Path, golden: Callable[[str, str], None]) -> None:
    found = findings(book_with(path), TODAY)
    assert found
    assert {one.path for one in found} == {WHERE[path.parent.name]}
    golden(f"records/{name(path)}.txt", check_formats.text(check_formats.CheckResult(found, ("",), screen=Screen(100))))


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_messages_never_show_the_machinery(path: Path) -> None:
    for one in findings(book_with(path), TODAY):
        said = one.message + one.hint
        assert not any(word in said for word in ("None", "dict", "list", "str", "schema", "regex", "$", "\\S", "is not", "Error"))
        assert one.message
        assert one.hint


@pytest.mark.parametrize("path", [*cases("good"), *cases("bad")], ids=name)
def test_both_validators_agree(path: Path) -> None:
    kind = path.parent.name
    document = reader.read("x", path.read_bytes())
    if document.data is None:
        return
    checker = jsonschema.Draft202012Validator(catalog.schema(kind), format_checker=jsonschema.FormatChecker(["date"]))
    assert checker.is_valid(document.data) == (not validation.validate(document, kind))


def test_every_fast_no_is_explained() -> None:
    values: tuple[object, ...] = ("2025-01-01\n", "２０２５-01-01", "2025-W01-1", "20250101", 2025.0, True, [], {}, None, 1e300)
    for value in values:
        text = f"事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲\n时限:\n  原文: 文\n  截止: {json.dumps(value, ensure_ascii=False)}\n"
        document = reader.read("x", text.encode())
        gate = validation.gate("item").is_valid(document.data)
        assert gate == (not validation.validate(document, "item")), value
