"""A new optional field is two lines, one in the schema and one in the model, and every place shows it: tried on a copy of the code."""

from __future__ import annotations

import csv
import inspect
import io
import json
import re
import subprocess
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

import docx
import pytest
from playwright.sync_api import expect

from browsing import CHROMIUM
from browsing import Visitor
from browsing import browser as browser  # noqa: PLC0414 - a fixture
from code_copies import copied
from conftest import ROOT
from duban.records.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from playwright.sync_api import Browser
    from playwright.sync_api import Page

    from code_copies import Copy

# The module of each class of records.
MODELS = {kind.record.__name__: Path(inspect.getfile(kind.record)).relative_to(ROOT) for kind in KINDS}


class Added(NamedTuple):
    """A field as CONTRIBUTING says to add it: the class, its kind, the line of the schema and the line of the model."""

    record: str
    kind: str
    schema: str
    model: str


TEXT = '"督查要求": {"$ref": "common.schema.json#/$defs/text", "title": "督查要求", "description": "督查提出的要求。", "examples": ["每月通报"]},'
DATE = '"督查日期": {"$ref": "common.schema.json#/$defs/date", "title": "督查的日期", "description": "督查的日期。", "examples": ["2026-03-02"]},'
YES_NO = (
    '"列入督查": {"$ref": "common.schema.json#/$defs/yes-no", "title": "列入督查", "description": "是否列入督查。", "examples": ["是"]},'
)
ON_PAGE = '"页上说明": {"$ref": "common.schema.json#/$defs/text", "title": "页上说明", "description": "只在页上。", "examples": ["说明"]},'
ADDED = (
    Added("Item", "item", TEXT, 'demand: str | None = key("督查要求", default=None)'),
    Added("Item", "item", DATE, 'inspected_on: date | None = key("督查日期", default=None)'),
    Added(
        "Item",
        "item",
        '"督查单位": {"$ref": "common.schema.json#/$defs/units", "title": "督查单位", "description": "参加督查的单位。", "examples": [["甲局"]]},',
        'inspectors: tuple[str, ...] = key("督查单位", default=())',
    ),
    Added("Item", "item", YES_NO, 'inspected: bool | None = key("列入督查", default=None)'),
    Added("Item", "item", ON_PAGE, 'on_page: str | None = key("页上说明", default=None)'),
    *(
        Added(name, name.lower(), TEXT, 'demand: str | None = key("督查要求", default=None)')
        for name in ("Plan", "Agreement", "Unit", "Matter", "Progress")
    ),
    Added("Matter", "matter", DATE, 'inspected_on: date | None = key("督查日期", default=None)'),
    Added("Progress", "progress", DATE, 'inspected_on: date | None = key("督查日期", default=None)'),
    Added(
        "Progress",
        "progress",
        '"督查次数": {"type": "integer", "minimum": 1, "title": "督查次数", "description": "督查过几次。", "examples": [2]},',
        'inspections: int | None = key("督查次数", default=None)',
    ),
    Added(
        "Progress",
        "progress",
        '"督查结论": {"type": "string", "enum": ["合格", "不合格"], "title": "督查结论", "description": "督查的结论。", "examples": ["合格"]},',
        'verdict: str | None = key("督查结论", default=None)',
    ),
    Added(
        "Progress",
        "progress",
        '"督查材料": {"$ref": "common.schema.json#/$defs/line", "title": "督查材料", "description": "督查用的材料。", "examples": ["自查表"]},',
        'material: str | None = key("督查材料", default=None)',
    ),
    Added("Progress", "progress", YES_NO, 'inspected: bool | None = key("列入督查", default=None)'),
    Added("Progress", "progress", ON_PAGE, 'on_page: str | None = key("页上说明", default=None)'),
)

BOOK = """\
== config.yaml
名称: 示例台账
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲局
督查要求: 单位的要求
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙局
== plans/open.yaml
标题: 公开方案
文号: 示交〔2026〕1号
印发单位: [甲局]
印发日期: 2026-01-05
督查要求: 方案的要求
公开: 主动公开
== plans/closed.yaml
标题: 另一方案
文号: 示交〔2026〕2号
印发单位: [甲局]
印发日期: 2026-01-05
== agreements/xy.yaml
标题: 移送协议
简称: 移送协议
参加单位: [甲局, 乙局]
角色: {移送单位: [甲局], 接收单位: [乙局]}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 移送单位, 文书: 移送书}
    - {名称: 归档, 阶段: 归档, 办理单位: 接收单位}
文书: {移送书: {模板: transfer.docx}}
督查要求: 协议的要求
== items/open/1.yaml
事项: 公开事项
条款: 一（一）
原文: 建立制度
牵头单位: 甲局
时限: {原文: 未规定}
督查要求: 公开事项的要求
督查日期: 2026-03-02
督查单位: [甲局, 乙局]
列入督查: 是
页上说明: 只在页上的话
== items/open/2.yaml
事项: 别的事项
条款: 一（二）
原文: 落实制度
牵头单位: 甲局
时限: {原文: 未规定}
== items/closed/1.yaml
事项: 另一事项
条款: 一（一）
原文: 建立另一制度
牵头单位: 甲局
时限: {原文: 未规定}
督查要求: 另一事项的要求
督查日期: 2026-04-06
== progress/jia/open/1.yaml
状态: 进行中
进展: [{日期: 2026-02-03, 情况: 已印发}]
督查要求: 进展的要求
页上说明: 进展在页上的话
== matters/xy/2026-001.yaml
流程: 案件移送
移送单位: 甲局
接收单位: 乙局
督查要求: 办件的要求
督查日期: 2026-05-06
"""


def insert(path: Path, before: str, line: str, *, after: str = "") -> None:
    """Put a line above the first line that begins as ``before`` says, below the one that begins with ``after``."""
    lines = path.read_text("utf-8").split("\n")
    start = next(number for number, text in enumerate(lines) if text.startswith(after))
    place = next(number for number, text in enumerate(lines) if number >= start and re.match(before, text))
    indent = re.match(" *", lines[place]).group()  # type: ignore[union-attr] # spaces, or none, are always there
    path.write_text("\n".join([*lines[:place], indent + line, *lines[place:]]), encoding="utf-8")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    made = copied(tmp_path_factory.mktemp("code"), tmp_path_factory.mktemp("book"))
    for field in ADDED:
        last = "存在问题" if field.kind == "progress" else "备注"
        insert(made.code / "schema" / f"{field.kind}.schema.json", f'    "{last}": ', field.schema, after='  "properties"')
        insert(made.code / MODELS[field.record], rf'    \w+: .*key\("{last}"', field.model, after=f"class {field.record}")
    # Two of the fields are published, one is for the page alone.
    item = made.code / "schema" / "item.schema.json"
    insert(item, '  "properties"', '"x-public": ["督查日期", "督查单位"],')
    insert(item, '    "事项": ', '"页上说明": ["page"],', after='  "x-show"')
    insert(made.code / "schema" / "progress.schema.json", '    "状态": ', '"页上说明": ["page"],', after='  "x-show"')
    made.write(BOOK)
    template = docx.Document()
    template.add_paragraph("要求：{{ 督查要求 }}，{{ 督查日期 }}。")
    (made.book / "tasks/forms/xy").mkdir(parents=True)
    template.save(str(made.book / "tasks/forms/xy/transfer.docx"))
    subprocess.run(["git", "init", "-q", str(made.book)], check=True)
    made.commit()
    return made


def facts(shown: str) -> Mapping[str, str]:
    """Names and values as `tasks show` prints them, two spaces apart."""
    return dict(re.findall(r"^(\S+) {2,}(\S.*)$", shown, re.MULTILINE))


def test_a_value_that_does_not_fit_is_said_as_for_any_other_field(copy: Copy) -> None:
    assert "没有问题" in copy.run("check")
    path = copy.book / "tasks/items/open/2.yaml"
    before = path.read_bytes()
    try:
        path.write_bytes(before + "督查日期: 2026/3/2\n列入督查: 对\n督查单位: 甲局、乙局\n督查要求: 见附件 #3\n".encode())
        said = copy.run("check")
    finally:
        path.write_bytes(before)
    assert "请改为：2026-03-02" in said
    assert "“#3”会被当作注释丢掉" in said
    assert "列入督查不能写“对”" in said.replace("“列入督查”", "列入督查")
    assert "请改为：督查单位: [甲局, 乙局]" in said


def test_show_tells_the_fields_of_every_kind(copy: Copy) -> None:
    item = facts(copy.run("show", "open/1"))
    assert (item["督查的日期"], item["督查单位"], item["列入督查"]) == ("2026-03-02", "甲局、乙局", "是")
    assert "页上说明" not in item
    shown = copy.run("show", "open/1")
    # The item's own, then what the unit reports.
    assert re.findall(r"督查要求 +(\S+)", shown) == ["公开事项的要求", "进展的要求"]
    assert shown.index("督查要求") < shown.index("督查的日期") < shown.index("督查单位") < shown.index("列入督查")
    assert "督查" not in copy.run("show", "open/2")
    for name, text in (("甲局", "单位的要求"), ("open", "方案的要求"), ("xy", "协议的要求"), ("xy/2026-001", "办件的要求")):
        assert facts(copy.run("show", name))["督查要求"] == text


def test_csv_has_a_column_for_each_under_its_title(copy: Copy) -> None:
    rows = list(csv.DictReader(io.StringIO(copy.run("report", "items", "-f", "csv").removeprefix("\ufeff"))))
    names = ("督查要求", "督查的日期", "督查单位", "列入督查")
    assert list(rows[0])[-4:] == list(names)
    assert {row["编号"]: tuple(row[name] for name in names) for row in rows} == {
        "open/1": ("公开事项的要求", "2026-03-02", "甲局、乙局", "是"),
        "open/2": ("", "", "", ""),
        "closed/1": ("另一事项的要求", "2026-04-06", "", ""),
    }


def test_json_has_them_under_their_names_in_the_code(copy: Copy) -> None:
    item = json.loads(copy.run("show", "open/1", "-f", "json"))
    assert (item["demand"], item["inspected_on"], item["inspectors"], item["inspected"]) == (
        "公开事项的要求", "2026-03-02", ["甲局", "乙局"], True,
    )  # fmt: skip
    assert "on_page" not in item
    assert item["assignments"][0]["demand"] == "进展的要求"
    report = json.loads(copy.run("report", "-f", "json"))
    silent = next(item for item in report["items"] if item["id"] == "open/2")
    assert (silent["demand"], silent["inspected_on"], silent["inspectors"], silent["inspected"]) == (None, None, [], None)
    assert report["matters"][0]["demand"] == "办件的要求"


def test_a_printed_form_may_use_a_field_of_its_matter(copy: Copy, tmp_path: Path) -> None:
    copy.run("form", "xy/2026-001", "移送书", "-o", tmp_path / "out.docx")
    assert [paragraph.text for paragraph in docx.Document(str(tmp_path / "out.docx")).paragraphs] == ["要求：办件的要求，2026年5月6日。"]


def test_diff_says_a_change_of_each(copy: Copy) -> None:
    changed = BOOK
    for old, new in (
        ("督查要求: 公开事项的要求\n督查日期: 2026-03-02\n督查单位: [甲局, 乙局]\n列入督查: 是\n", "督查日期: 2026-03-09\n督查单位: [甲局]\n列入督查: 否\n"),
        ("方案的要求", "方案的新要求"),
        ("协议的要求", "协议的新要求"),
        ("单位的要求", "单位的新要求"),
        ("进展的要求", "进展的新要求"),
        ("办件的要求", "办件的新要求"),
    ):  # fmt: skip
        assert old in changed
        changed = changed.replace(old, new)
    try:
        copy.write(changed)
        said = copy.run("diff", "HEAD")
    finally:
        copy.write(BOOK)
    for sentence in (
        "删去督查要求（原为“公开事项的要求”）", "督查日期由2026-03-02改为2026-03-09", "督查单位减少乙局", "列入督查由“是”改为“否”",
        *(f"督查要求由“{name}的要求”改为“{name}的新要求”" for name in ("方案", "协议", "单位", "进展", "办件")),
    ):  # fmt: skip
        assert sentence in said, said


@pytest.fixture(scope="module")
def site(copy: Copy, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Path]:
    """Both editions of the book as pages."""
    folders = {edition: tmp_path_factory.mktemp(edition) / "pages" for edition in ("internal", "public")}
    for edition, folder in folders.items():
        copy.run("pages", "--out", folder, *(["--public"] if edition == "public" else []))
    return folders


def page(folder: Path, uri: str) -> str:
    return unescape((folder / uri / "index.html").read_text("utf-8"))


def test_the_pages_of_records_show_them(site: Mapping[str, Path]) -> None:
    inside = site["internal"]
    item = page(inside, "items/open/1")
    for label, value in (
        ("督查要求", "公开事项的要求"), ("督查的日期", "2026-03-02"), ("督查单位", "甲局、乙局"), ("列入督查", "是"), ("页上说明", "只在页上的话"),
    ):  # fmt: skip
        assert f"<dt>{label}</dt><dd>{value}</dd>" in item
    assert "进展的要求" in item
    for uri, text in (
        ("units/jia", "单位的要求"),
        ("sources/open", "方案的要求"),
        ("sources/xy", "协议的要求"),
        ("matters/xy/2026-001", "办件的要求"),
    ):
        assert re.search(f"督查要求(?:</dt><dd>|：){text}", page(inside, uri)), uri
    assert "督查" not in page(inside, "items/open/2").partition("<h2>出处</h2>")[0]


def test_a_field_is_published_where_its_schema_says_so_and_its_record_is_open(site: Mapping[str, Path]) -> None:
    public = site["public"]
    item = page(public, "items/open/1")
    assert "<dt>督查的日期</dt><dd>2026-03-02</dd>" in item
    assert "<dt>督查单位</dt><dd>甲局、乙局</dd>" in item
    assert "列入督查" not in item
    everything = "\n".join(path.read_text("utf-8", "ignore") for path in public.rglob("*") if path.is_file())
    assert "2026-03-02" in everything
    # Of fields whose schema is silent, and of the closed item, there is nothing in any file: no page, feed, table or index.
    for text in ("的要求", "只在页上的话", "2026-04-06", 'inspected"', "demand", "列入督查"):
        assert text not in everything, text


@pytest.fixture
def form(browser: Browser, site: Mapping[str, Path]) -> Iterator[Page]:
    """The page on which 甲局 reports, with its first item chosen; nothing may go wrong on it."""
    visitor = Visitor(browser, f"{site['internal'].as_uri()}/")
    yield visitor.go("units/jia/fill/index.html#open/1")
    assert visitor.wrong == []
    visitor.close()


def file_from(form: Page) -> str:
    form.get_by_role("button", name="检查并生成文件").click()
    return form.locator("#fill-text").text_content() or "" if form.locator("#fill-result").is_visible() else ""


def said_by(form: Page) -> str:
    assert file_from(form) == ""
    return form.locator("#fill-problems").inner_text()


@pytest.mark.skipif(CHROMIUM is None, reason="make test installs chromium where it can")
def test_the_form_asks_for_them_and_writes_them_in_the_order_of_the_schema(form: Page) -> None:
    demand = form.get_by_label("督查要求（可以不填）")
    assert (demand.input_value(), demand.get_attribute("placeholder")) == ("进展的要求", "例如 每月通报")
    expect(demand).to_have_accessible_description("督查提出的要求。")
    assert form.get_by_label("督查结论（可以不填）").locator("option").all_inner_texts() == ["不填", "合格", "不合格"]
    assert form.get_by_label("页上说明").count() == 0
    demand.fill("冒号: 也可以写")
    form.get_by_label("下一步（没有就不填）").fill("报批")
    form.get_by_label("列入督查（可以不填）").select_option("否")
    form.get_by_label("督查材料（可以不填）").fill(" 自查表 ")
    form.get_by_label("督查结论（可以不填）").select_option("合格")
    form.get_by_label("督查次数（可以不填）").fill("3")
    form.get_by_label("督查的日期（可以不填）").fill("2026-03-02")
    assert (
        file_from(form)
        == """\
状态: 进行中
进展: [{日期: 2026-02-03, 情况: 已印发}]
督查要求: "冒号: 也可以写"
督查日期: 2026-03-02
督查次数: 3
督查结论: 合格
督查材料: 自查表
列入督查: 否
页上说明: 进展在页上的话
下一步: 报批
"""
    )


@pytest.mark.skipif(CHROMIUM is None, reason="make test installs chromium where it can")
def test_the_form_leaves_them_as_they_are_and_takes_them_out_where_they_are_emptied(form: Page) -> None:
    written = "状态: 进行中\n进展: [{日期: 2026-02-03, 情况: 已印发}]\n督查要求: 进展的要求\n页上说明: 进展在页上的话\n"
    assert file_from(form) == written
    form.get_by_label("督查要求（可以不填）").fill("")
    assert file_from(form) == written.replace("督查要求: 进展的要求\n", "")


@pytest.mark.skipif(CHROMIUM is None, reason="make test installs chromium where it can")
def test_the_form_says_what_is_wrong_with_them(form: Page) -> None:
    form.get_by_label("督查次数（可以不填）").fill("0")
    assert said_by(form) == "“督查次数”的写法不对。"
    form.get_by_label("督查次数（可以不填）").fill("1")
    form.get_by_label("督查材料（可以不填）").fill("问 13912345678")
    assert "疑似手机号码，个人信息不得写进台账" in said_by(form)


TESTS = (
    "schemas/test_schemas.py::test_the_model_and_the_schema_have_the_same_fields",
    "schemas/test_schemas.py::test_every_property_is_explained_in_chinese",
    "schemas/test_schema_keywords.py",
    "changes/test_differences.py::test_every_field_of_every_kind_is_changed_by_these_tests",
    "site/test_publishing.py::test_of_every_field_somebody_has_decided_whether_it_is_published",
    "site/test_publishing.py::test_the_random_books_have_every_field",
    "site/test_publishing.py::test_the_random_books_are_valid",
    "site/test_publishing.py::test_the_test_sees_what_is_there",
)


def test_the_tests_that_know_every_field_need_no_line_of_their_own(copy: Copy) -> None:
    assert str(copy.code) in copy.python("inspect", "--details", "duban")
    said = copy.python("pytest", "-q", "-p", "no:cacheprovider", *(f"tests/{name}" for name in TESTS))
    assert re.search(r"^\d+ passed in", said, re.MULTILINE), said
