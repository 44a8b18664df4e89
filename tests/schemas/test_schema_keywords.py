"""The keywords of our own in the schemas: each is documented, of the right type and in its place; a misspelt one is refused."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from typing import Any

import jsonschema_rs
import pytest

from conftest import ROOT
from duban.records.kinds import KINDS
from duban.schemas import catalog
from duban.schemas import explanations
from duban.schemas import places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMAS = sorted((ROOT / "schema").glob("*.schema.json"))
META = json.loads((ROOT / "schema" / "meta" / "duban.schema.json").read_text("utf-8"))
DIALECT = jsonschema_rs.validator_for(META)
OURS = {name for name in META["properties"] if name.startswith("x-")}


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def keywords(node: Any, way: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], Any]]:
    """Every keyword of ours in a schema, with the way to it and its value."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name.startswith("x-"):
                yield name, way, value
            yield from keywords(value, (*way, name))
    elif isinstance(node, list):
        for value in node:
            yield from keywords(value, way)


def test_every_kind_of_record_has_its_schema_and_no_other_file_is_taken_for_one() -> None:
    assert {path.name for path in SCHEMAS} == {f"{name}.schema.json" for name in ("common", *(kind.name for kind in KINDS))}


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_schema_says_only_what_the_meta_schema_knows(path: Path) -> None:
    assert [f"{'/'.join(map(str, error.instance_path))}: {error.message}" for error in DIALECT.iter_errors(read(path))] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"x-hnt": "写成一行"},
        {"exmaples": ["甲局"]},
        {"properties": {"事项": {"x-list": True}}},
        {"$defs": {"a": {"items": {"x-unknown": 1}}}},
        {"x-show": {"事项": ["paper"]}},
        {"x-show": {"事项": "page"}},
        {"x-show": {"事项": ["page", "page"]}},
        {"x-public": "事项"},
        {"then": {"x-hint": "以句号结尾。"}},
        {"then": {"x-hint": "write one line"}},
        {"allOf": [{"x-code": "limit-set-twice"}]},
        {"allOf": [{"x-code": "Limit", "x-message": "错了", "x-hint": "改"}]},
        {"x-at": "状态"},
        {"x-message": "没有代码"},
        {"type": "text"},
    ],
    ids=lambda wrong: json.dumps(wrong, ensure_ascii=False),
)
def test_a_schema_that_is_written_wrongly_is_refused(wrong: dict[str, Any]) -> None:
    assert not DIALECT.is_valid(wrong)


def test_every_keyword_and_place_is_documented_beside_the_schemas() -> None:
    text = (ROOT / "schema" / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \|", text, re.MULTILINE)
    used = {name for path in SCHEMAS for name, _, _ in keywords(read(path))}
    assert used <= OURS
    assert sorted(rows) == sorted((*OURS, *places.PLACES))
    assert tuple(META["properties"]["x-show"]["additionalProperties"]["items"]["enum"]) == places.PLACES


def test_what_we_do_with_a_field_stands_at_the_top_of_its_kind_and_names_fields_that_are_there() -> None:
    kinds = {f"{kind.name}.schema.json" for kind in KINDS}
    for path in SCHEMAS:
        whole = read(path)
        for name, way, fields in keywords(whole):
            if name in {"x-show", "x-public", "x-prose"}:
                assert path.name in kinds, path.name
                assert way == (), way
            if name in {"x-show", "x-public"}:
                assert set(fields) <= whole["properties"].keys()


def test_a_code_is_that_of_a_rule_and_its_place_a_field() -> None:
    rules = {rule.code for rule in explanations.RULES}
    for path in SCHEMAS:
        whole = read(path)
        for name, _, value in keywords(whole):
            if name == "x-code":
                assert value in rules
            if name == "x-at":
                assert value in whole["properties"]


def test_what_others_judge_by_does_not_say_where_we_show_a_field() -> None:
    for kind in KINDS:
        for given in (catalog.needed(kind.name), catalog.for_editors(kind.name, ["甲局"])):
            assert not {name for name, _, _ in keywords(given)} & {"x-show", "x-public", "x-prose"}
            assert given["properties"].keys() == catalog.schema(kind.name)["properties"].keys()
