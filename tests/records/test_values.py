"""The values of a record: written back as its file had them, and shown by the schema without being known by name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from conftest import files
from duban.records import fields
from duban.records import loader
from duban.records import shown_fields
from duban.records.sources import Agreement
from duban.schemas import catalog
from duban.schemas import places

if TYPE_CHECKING:
    from collections.abc import Iterator

WRITTEN = {"标题": "示例协议", "简称": "协议", "参加单位": ["甲局", "乙局"], "生效": "2025-03-01", "试行": "是"}
TEXT = """\
== agreements/xy.yaml
标题: 示例协议
简称: 协议
参加单位: [甲局, 乙局]
生效: 2025-03-01
到期: 未规定
试行: 是
"""
SHORT = "== agreements/xy.yaml\n标题: 示例协议\n简称: 协议\n参加单位: [甲局, 乙局]\n试行: 否\n"


def agreement(text: str) -> Agreement:
    loaded = loader.load(files(text))
    assert loaded.findings == ()
    return loaded.book.agreements["xy"]


def test_a_record_is_written_back_by_its_chinese_keys_without_what_is_usual() -> None:
    assert fields.written(agreement(TEXT)) == WRITTEN
    assert fields.written(agreement(SHORT)) == {key: WRITTEN[key] for key in ("标题", "简称", "参加单位")}


SHOWN = ("参加单位", "生效", "到期", "试行", "主送")


@pytest.fixture
def _shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the schema of agreements show these fields in CSV, in JSON and in a terminal."""
    schema = catalog.schema("agreement")
    chosen = {**schema, "x-show": {**schema["x-show"], **{key: ["csv", "json", "show"] for key in SHOWN}}, "x-public": ["生效"]}
    monkeypatch.setattr(catalog, "schema", lambda kind: {"agreement": chosen}[kind])
    kept = (places.of_kind, shown_fields.at)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


@pytest.mark.usefixtures("_shown")
def test_a_field_that_the_schema_shows_is_a_cell_a_value_of_json_and_a_line() -> None:
    full, short = agreement(TEXT), agreement(SHORT)
    assert shown_fields.cells(full) == ("甲局、乙局", date(2025, 3, 1), None, "是", None)
    assert shown_fields.cells(short) == ("甲局、乙局", None, None, "否", None)
    assert shown_fields.cells(full, public=True) == (date(2025, 3, 1),)
    assert shown_fields.data(Agreement, full) == {
        "parties": ["甲局", "乙局"],
        "effective": "2025-03-01",
        "expires": None,
        "trial": True,
        "addressees": [],
    }
    assert shown_fields.pairs(full, "show") == (("参加单位", "甲局、乙局"), ("生效", "2025-03-01"), ("试行", "是"))


def test_a_class_whose_members_the_document_does_not_name_says_so() -> None:
    unit = "== units/lei.yaml\n名称: 各执法大队\n简称: 各大队\n成员: {}\n"
    for members, shown in (("未规定", "未规定"), ("[甲队, 乙队]", "甲队、乙队")):
        record = loader.load(files(unit.format(members))).book.units["lei"]
        assert shown_fields.pairs(record, "show") == (("成员", shown),)
