"""A fault of the program in a command that writes: the record it meets is named, all else is done, nothing is written unjudged."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import pytest

from duban.ground.findings import Problem
from duban.ground.findings import rule
from duban.records import kinds
from duban.rules import registry
from duban.schemas import catalog
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome
    from duban.rules.context import Context

ROOT = Path(__file__).parents[2]
REAL = worktree.read(ROOT).contents
GOOD, BAD = "jdz-changjiang-2025/2026-001", "jdz-changjiang-2025/2026-002"
BAD_FILE = f"tasks/matters/{BAD}.yaml"
ITEM, PROGRESS = "jdz-changjiang-2025/2-a1", "tasks/progress/jdz-detachment/jdz-changjiang-2025/2-a1.yaml"
MATTER = """\
流程: 案件移送
移送单位: 区交通局
接收单位: 接收大队
概要: 好的
环节:
  - {名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 拒不整改}
"""
COMMANDS = {
    "update": ("update", ITEM, "--unit", "市交通执法支队", "--state", "进行中", "--text", "开会"),
    "update a matter": ("update", GOOD, "--step", "移送", "--unit", "区交通局", "--text", "已送出"),
    "number": ("update", GOOD, "--step", "移送", "--unit", "区交通局", "--number"),
    "new": ("new", "matter", "jdz-changjiang-2025/2026-009", "--workflow", "案件移送", "--role", "移送单位=区交通局", "--role", "接收单位=接收大队"),
    "form": ("form", GOOD, "移送处理书", "-o", "form.docx"),
    "codeowners": ("codeowners", "-o", "owners"),
    "schema": ("schema", "-o", "schemas"),
    "fix": ("fix", "--yes"),
}  # fmt: skip
MADE = {
    "update": PROGRESS, "update a matter": f"tasks/matters/{GOOD}.yaml", "number": f"tasks/matters/{GOOD}.yaml",
    "new": "tasks/matters/jdz-changjiang-2025/2026-009.yaml", "form": "form.docx", "codeowners": "owners", "schema": "schemas/item.schema.json",
    "fix": "tasks/items/jdz-changjiang-2025/3-1d.yaml",
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    matters = {f"tasks/matters/{GOOD}.yaml": MATTER, BAD_FILE: MATTER.replace("好的", "坏的")}
    for path, content in {**REAL, **{path: text.encode() for path, text in matters.items()}}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    unit = tmp_path / "tasks/units/jdz-changjiang.yaml"
    unit.write_text(unit.read_text("utf-8") + "机关代字: 昌交移\n", "utf-8")
    slip = tmp_path / MADE["fix"]
    slip.write_text(slip.read_text("utf-8").replace("条款: ", "条款："), "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file() and path.parent.name != ".duban"}


def fails(monkeypatch: pytest.MonkeyPatch, place: str, token: str) -> None:
    """Make a function of the program fail wherever ``token`` is in what it is given or makes."""
    module, name = place.split(":")
    holder: Any = importlib.import_module(f"duban.{module}")
    *path, name = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    was = getattr(holder, name)

    def fail(*given: Any, **named: Any) -> Any:
        made = was(*given, **named)
        shown = tuple(made) if isinstance(made, Iterator) else made
        if token in repr((given, named, shown)):
            raise KeyError("13812345678")
        return iter(shown) if isinstance(made, Iterator) else made

    monkeypatch.setattr(holder, name, fail)


def bad_rule(monkeypatch: pytest.MonkeyPatch, token: str) -> None:
    @rule
    def fails_here(context: Context) -> Iterator[Problem]:
        """一条有毛病的规则。"""
        if token in repr(context.book):
            raise KeyError("13812345678")
        yield from ()

    monkeypatch.setattr(registry, "CHECKS", (*registry.CHECKS, fails_here))


OTHERS = [
    ("update", "rule"), ("update", "read"), ("update", "records.book:Units.of"),
    ("update a matter", "rule"), ("update a matter", "read"), ("update a matter", "records.book:Book.workflow"),
    ("number", "rule"), ("number", "read"), ("number", "storage.numbering:taken"),
    ("new", "rule"), ("new", "read"),
    ("form", "read"), ("form", "records.cutoff:until"), ("form", "reports.word_forms:facts"), ("form", "reports.word_forms:numbering_step"),
    ("codeowners", "read"), ("codeowners", "rules.owners:codeowners"),
    ("schema", "read"),
    ("fix", "rule"), ("fix", "read"), ("fix", "records.corrections:correct"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "place"), OTHERS)
def test_a_fault_in_another_record_is_named_and_the_command_does_its_work(
    monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome], command: str, place: str
) -> None:
    before = written(root)
    if place == "rule":
        bad_rule(monkeypatch, "坏的")
    else:
        fails(
            monkeypatch,
            "schemas.validation:validate" if place == "read" else place,
            "坏的" if place != "storage.numbering:taken" else "='坏的'",
        )
    ended = tasks(*COMMANDS[command])
    after = written(root)
    assert {path for path in after if after[path] != before.get(path)} >= {MADE[command]}, ended
    assert after[BAD_FILE] == before[BAD_FILE]
    assert "13812345678" not in ended.out + ended.err
    if ended.code == 0:  # not everything is given the other record
        assert place not in {"rule", "read"}
    else:
        assert ended.code == 1
        assert f"{BAD_FILE}" in ended.err
        assert "KeyError，" in ended.err


OWN = [
    ("update", "documents.editor:append_entry", "开会"), ("update", "rule", "开会"), ("update", "read", "开会"), ("update", "records.book:Units.responsible", "Item"),
    ("update a matter", "rule", "StepRecord(name='移送'"), ("update a matter", "read", "已送出"), ("update a matter", "status.workflow:follow", "督促"),
    ("number", "storage.numbering:taken", "好的"), ("number", "records.form_numbers:series", "好的"),
    ("new", "rule", "2026-009"), ("new", "read", "2026-009"), ("new", "documents.editor:record", "案件移送"),
    ("form", "read", "好的"), ("form", "records.cutoff:until", "好的"), ("form", "reports.word_forms:facts", "好的"), ("form", "reports.word_forms:find_form", "移送处理书"),
    ("fix", "rule", "3-1d"), ("fix", "read", "3-1d"), ("fix", "records.corrections:correct", "3-1d"), ("fix", "records.corrections:in_book", "3-1d"),
]  # fmt: skip


@pytest.mark.parametrize(("command", "place", "token"), OWN)
def test_nothing_is_written_where_the_fault_is_in_the_very_record(
    monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome], command: str, place: str, token: str
) -> None:
    before = written(root)
    if place == "rule":
        bad_rule(monkeypatch, token)
    else:
        fails(monkeypatch, "schemas.validation:validate" if place == "read" else place, token)
    ended = tasks(*COMMANDS[command])
    assert ended.code == 1, ended
    assert written(root) == before
    assert "程序故障，与填报内容无关" in ended.err
    assert "KeyError，" in ended.err
    assert "13812345678" not in ended.out + ended.err


def test_a_rule_that_fails_on_everything_has_judged_nothing(
    monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome]
) -> None:
    bad_rule(monkeypatch, "Book")
    before = written(root)
    ended = tasks(*COMMANDS["update"])
    assert (ended.code, written(root)) == (1, before)
    assert "没有写入。" in ended.err


def test_a_form_is_printed_where_only_its_remarks_fail(monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome]) -> None:
    fails(monkeypatch, "reports.word_forms:numbering_step", "好的")
    ended = tasks(*COMMANDS["form"])
    assert ended.code == 1
    assert (root / "form.docx").exists()
    assert f"tasks/matters/{GOOD}.yaml" in ended.err


def test_a_number_that_was_taken_is_told_beside_a_fault(monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome]) -> None:
    bad_rule(monkeypatch, "坏的")
    ended = tasks("--root", root, *COMMANDS["number"])
    assert ended.code == 1
    assert "文号：" in ended.err


@pytest.mark.parametrize("kind", ["item", "unit"])
def test_a_schema_that_cannot_be_made_keeps_no_other_from_being_written(
    monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome], kind: str
) -> None:
    def fail(name: str, units: Any) -> Any:
        if name == kind:
            raise KeyError
        return was(name, units)

    was = catalog.for_editors
    monkeypatch.setattr(catalog, "for_editors", fail)
    ended = tasks(*COMMANDS["schema"])
    assert ended.code == 1
    assert f"schema/{kind}.schema.json（KeyError，" in ended.err
    assert len(list((root / "schemas").iterdir())) == len(kinds.KINDS) - 1


def test_a_unit_that_fails_is_left_out_of_the_owners(monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome]) -> None:
    for name in ("jdz-changjiang", "jdz-detachment"):
        unit = root / f"tasks/units/{name}.yaml"
        unit.write_text(unit.read_text("utf-8") + f"账号: [{name}]\n", "utf-8")
    fails(monkeypatch, "rules.owners:_accounts", "'jdz-detachment'")
    ended = tasks("codeowners")
    assert ended.code == 1
    assert "@jdz-changjiang" in ended.out
    assert "@jdz-detachment" not in ended.out
    assert "tasks/units/jdz-detachment.yaml（KeyError，" in ended.err


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
@pytest.mark.parametrize("side", ["before", "after", "both"])
def test_a_file_that_cannot_be_read_is_a_fault_in_a_comparison(
    monkeypatch: pytest.MonkeyPatch, root: Path, tasks: Callable[..., Outcome], side: str, form: str
) -> None:
    (root / MADE["fix"]).write_bytes(REAL[MADE["fix"]])
    bad = root / BAD_FILE
    old, new = (MATTER.replace("好的", f"坏的{word}") for word in ("一", "二"))
    bad.write_text(old, "utf-8")
    for arguments in (("init", "-q"), ("add", "-A"), ("-c", "user.name=a", "-c", "user.email=a@example.cn", "commit", "-q", "-m", "一")):
        subprocess.run(["git", "-C", root, *arguments], check=True)
    bad.write_text(new, "utf-8")
    fails(monkeypatch, "schemas.validation:validate", {"before": "坏的一", "after": "坏的二", "both": "坏的"}[side])
    ended = tasks("diff", "HEAD", "-f", form)
    assert ended.code == 1
    assert "未通过检查" not in ended.out
    assert ("程序故障，与填报内容无关：有1份文件没有计入" if form != "json" else '"failed_files": 1') in ended.out.replace(
        "份文件\n", "份文件"
    )
    assert f"{BAD_FILE}：程序故障" in ended.err


FAULTY_SITE = """\
import importlib
import sys
holder = importlib.import_module("duban.{module}")
was = holder.{name}
def fail(*given, **named):
    met = (*given, *(getattr(one, "item", None) for one in given))
    if any("jdz-changjiang-2025/3-1d" in (getattr(one, "path", "") or getattr(one, "id", "")) for one in met):
        raise KeyError("13812345678")
    return was(*given, **named)
holder.{name} = fail
from mkdocs.__main__ import cli
cli()
"""


@pytest.mark.parametrize(
    ("module", "name", "on_the_page", "edition"),
    [
        ("schemas.validation", "validate", "有1份记录没有计入本站", "public"),
        ("status.assessment", "_item", "有1份记录没有计入本站", "internal"),
        ("reports.details", "limit_lines", "", "public"),
    ],
)
def test_a_site_says_its_faults_and_is_no_success_where_it_is_strict(
    root: Path, tmp_path: Path, module: str, name: str, on_the_page: str, edition: str
) -> None:
    (root / MADE["fix"]).write_bytes(REAL[MADE["fix"]])
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "DUBAN_"))}
    given = {**environment, "DUBAN_ROOT": str(root), "DUBAN_EDITION": edition, "NO_MKDOCS_2_WARNING": "1"}
    script = FAULTY_SITE.format(module=module, name=name)
    ends = {}
    for strict in ((), ("--strict",)):
        command = [sys.executable, "-c", script, "build", "--site-dir", str(tmp_path / "out"), *strict]
        done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, check=False)
        ends[strict] = done.returncode
        assert "ERROR" in done.stderr
        assert "程序故障" in done.stderr
        assert "KeyError，" in done.stderr
        assert "13812345678" not in done.stderr
    assert (ends[()], ends[("--strict",)]) == (0, 1)
    assert on_the_page in (tmp_path / "out/index.html").read_text("utf-8")
    assert on_the_page in (tmp_path / "out/units/index.html").read_text("utf-8")
