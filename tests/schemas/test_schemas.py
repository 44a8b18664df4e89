"""The schemas are the truth for shapes: the model follows them, other tools read them, editors show them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import MISSING
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from duban.records import fields as record_fields
from duban.records import model
from duban.records import settings
from duban.records import sources
from duban.records.kinds import KINDS
from duban.schemas import catalog
from duban.schemas import places

ROOT = Path(__file__).parents[2]
ITEM, PROGRESS, CONFIG = (catalog.schema(name) for name in ("item", "progress", "config"))


def shape(*steps: str, root: dict[str, Any]) -> dict[str, Any]:
    node = root
    for step in steps:
        node = node[step]
        while "$ref" in node:
            node = root["$defs"][node["$ref"].removeprefix("#/$defs/")]
    return node


CONTRACT = [
    *((kind.record, catalog.schema(kind.name)) for kind in KINDS),
    (model.Limit, shape("$defs", "limit", root=ITEM)),
    (model.Setting, shape("$defs", "setting", root=ITEM)),
    (model.Continuing, shape("$defs", "continuing", root=ITEM)),
    (sources.Chapter, shape("$defs", "chapters", "items", root=ITEM)),
    (model.Extension, shape("properties", "变更", "items", root=ITEM)),
    (model.Entry, shape("properties", "进展", "items", root=PROGRESS)),
    (sources.Step, shape("properties", "流程", "additionalProperties", "items", root=catalog.schema("agreement"))),
    (
        sources.StepLimit,
        shape("properties", "流程", "additionalProperties", "items", "properties", "时限", root=catalog.schema("agreement")),
    ),
    (sources.Form, shape("properties", "文书", "additionalProperties", root=catalog.schema("agreement"))),
    (model.StepRecord, shape("properties", "环节", "items", root=catalog.schema("matter"))),
    (settings.Reporting, shape("properties", "报送", root=CONFIG)),
    (settings.Repository, shape("properties", "仓库", root=CONFIG)),
    (settings.LampSetting, shape("$defs", "lamp", root=CONFIG)),
    (settings.RuleLevel, shape("properties", "规则", "additionalProperties", "then", root=CONFIG)),
]


@pytest.mark.parametrize(("record", "expected"), CONTRACT, ids=lambda value: getattr(value, "__name__", ""))
def test_the_model_and_the_schema_have_the_same_fields(record: type, expected: dict[str, Any]) -> None:
    keys = {field.metadata["key"]: field for field in fields(record) if "key" in field.metadata}
    assert set(keys) == set(expected["properties"])
    required = {name for name, field in keys.items() if field.default is MISSING and field.default_factory is MISSING}
    assert required <= set(expected.get("required", ())) or record is settings.Config


def test_what_a_progress_file_says_is_had_back_from_its_record() -> None:
    given = {
        "状态": "已完成",
        "完成日期": "2026-06-30",
        "进展": [
            {"日期": "2026-06-30", "情况": "已印发", "进度": 0, "佐证": ["示交〔2026〕1号"], "期次": "2026-Q2"},
            {"日期": "2026-07-01", "情况": "归档"},
        ],
        "下一步": "无",
    }
    made = record_fields.build(model.Progress, given, unit="jia", item="p/1", path="tasks/progress/jia/p/1.yaml")
    assert record_fields.written(made) == given
    assert list(record_fields.written(made)["进展"][0]) == ["日期", "情况", "进度", "佐证", "期次"]


def every_schema(node: object, path: str) -> list[tuple[str, dict[str, Any]]]:
    found = []
    if isinstance(node, dict):
        for name, inner in node.get("properties", {}).items():
            if isinstance(inner, dict) and "const" not in inner and "not" not in inner and "contains" not in inner and "x-code" not in node:
                found.append((f"{path}/{name}", inner))
        for name, inner in node.items():
            if name != "if":
                found += every_schema(inner, f"{path}/{name}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            found += every_schema(inner, f"{path}/{index}")
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "schema").glob("*.json")), ids=lambda path: path.name)
def test_every_property_is_explained_in_chinese(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(path.read_text("utf-8")))
    kind = path.name.partition(".")[0]
    whole = catalog.schema(kind) if kind != "common" else json.loads(path.read_text("utf-8"))
    own = {name: value for name, value in whole.items() if name != "$defs" or kind == "common"}
    for place, schema in every_schema(own, path.name):
        target = {**shape("$defs", schema["$ref"].rpartition("/")[2], root=whole), **schema} if "$ref" in schema else schema
        assert any("\u4e00" <= character <= "\u9fff" for character in target.get("title", "")), place
        assert target.get("description", "").endswith("。"), place
        assert target.get("examples"), place
        checker = jsonschema.Draft202012Validator({**target, "$defs": whole["$defs"]}, format_checker=jsonschema.FormatChecker(["date"]))
        for example in target["examples"]:
            assert checker.is_valid(example), f"{place}: {example}"


def test_prose_fields_are_texts_in_the_schemas() -> None:
    named = {
        place.rpartition("/")[2]
        for path in (ROOT / "schema").glob("*.json")
        for place, _ in every_schema(json.loads(path.read_text("utf-8")), "")
    }
    assert named >= places.prose()
    usual = {
        "事项",
        "原文",
        "成果",
        "备注",
        "理由",
        "情况",
        "佐证",
        "存在问题",
        "下一步",
        "标题",
        "依据",
        "批准",
        "概要",
        "说明",
        "主送",
        "附件",
    }
    assert places.prose() >= usual
    assert not places.prose() & {"名称", "简称", "条款", "状态", "牵头单位", "档案号"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_check_jsonschema_accepts_every_file(kind: Any) -> None:
    files = sorted(str(path) for path in (ROOT / "tasks").rglob("*.yaml") if kind.matches.fullmatch(path.relative_to(ROOT).as_posix()))
    if not files:
        pytest.skip("no files of this kind")
    command = [
        str(Path(sys.executable).parent / "check-jsonschema"),
        "--schemafile",
        str(ROOT / "schema" / f"{kind.name}.schema.json"),
        *files,
    ]
    done = subprocess.run(command, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_an_installed_package_brings_its_schemas(tmp_path: Path) -> None:
    wheel = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(ROOT)]
    subprocess.run(wheel, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.whl")
    subprocess.run([sys.executable, "-m", "zipfile", "-e", str(built), str(tmp_path / "site")], check=True)
    assert {path.name for path in (tmp_path / "site" / "duban" / "schema").iterdir()} == {path.name for path in (ROOT / "schema").iterdir()}
    book = tmp_path / "book" / "tasks" / "units"
    book.mkdir(parents=True)
    (book / "a.yaml").write_text("名称: 甲\n", encoding="utf-8")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from duban.cli import main; from duban.schemas import catalog; print(catalog.folder(), file=sys.stderr); main.main()"
    done = subprocess.run([sys.executable, "-c", code, "--root", str(tmp_path / "book"), "check"], capture_output=True, check=False)
    assert str(tmp_path) in done.stderr.decode()
    assert "缺少“简称”" in done.stdout.decode()
