"""The code keeps the shape its design gives it: rooms with arrows one way, each library in one home."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from importlinter.cli import lint_imports

import measure
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PACKAGE = ROOT / "tools" / "duban"
MODULES = {path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): path for path in sorted(PACKAGE.rglob("*.py"))}
# Where something from outside is used, which is then one place to change. A room stands for all its modules.
HOMES = {
    "yaml": {"documents"},
    "jsonschema": {"schemas"},
    "jsonschema_rs": {"schemas"},
    "click": {"cli"},
    "rich": {"reports.formats"},
    "subprocess": {"storage.git_process", "cli.confined"},
    "filelock": {"storage.atomic"},
    "git": {"storage.git_process"},
    "docxtpl": {"reports.word_forms"},
    "jinja2": {"reports.word_forms", "site"},
    "markupsafe": {"site.templating"},
    "icalendar": {"site.feeds"},
    "xml": {"site.feeds", "reports.check_formats"},
    "mkdocs": {"site.mkdocs_plugin"},
    "jieba": {"site.mkdocs_plugin"},
    "chinese_calendar": {"ground.workdays"},
    "datetime.now": {"ground.clock"},
}
# What may look at the clock, the disk and the environment.
SHELL = {"storage", "cli", "ground.clock", "site.inputs", "site.mkdocs_plugin", "__main__"}


def lies_in(module: str, homes: set[str]) -> bool:
    return module in homes or module.split(".", maxsplit=1)[0] in homes


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_arrows_between_rooms_run_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_each_library_has_one_home() -> None:
    for module, path in MODULES.items():
        for name in imports(path):
            home = HOMES.get(name.split(".")[0])
            assert home is None or lies_in(module, home), f"{module} imports {name}"


# The schemas are a part of the program that lies in files.
SCHEMA_FILES = {"schemas.catalog", "schemas.places"}
DISK = r"\.(?:(?:read|write)_(?:text|bytes)|r?glob|exists|is_file|is_dir|iterdir|unlink|mkdir|stat)\("


def test_the_core_does_not_print_look_at_the_clock_or_the_environment() -> None:
    for module, path in MODULES.items():
        if lies_in(module, SHELL):
            continue
        text = path.read_text("utf-8")
        for word in (
            r"(?<![.\w])print\(",
            r"date\.today",
            r"datetime\.now",
            r"os\.environ",
            r"sys\.stdout",
            r"sys\.exit",
            r"(?<![.\w])open\(",
            *(() if module in SCHEMA_FILES else (DISK,)),
        ):
            assert not re.search(word, text), f"{module}: {word}"


def test_errors_that_end_a_command_have_one_root() -> None:
    # The root itself, and exceptions that carry control inside the program.
    allowed = {"TasksError", "FaultError", "_StopReading", "Stop"}
    for module, path in MODULES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ClassDef) and any(isinstance(base, ast.Name) and base.id == "Exception" for base in node.bases):
                assert node.name in allowed, f"{module}: {node.name} is no TasksError"


def test_names_say_what_they_hold() -> None:
    tests = [*(ROOT / "tests").glob("*.py"), *(ROOT / "tests").glob("*/*.py")]
    for path in [*sorted((ROOT / "tools").rglob("*.py")), *tests]:
        assert measure.empty_names(path.read_text("utf-8")) == [], f"{path.relative_to(ROOT)}: a noun is wanted in these lines"


def test_every_module_says_its_job_in_one_sentence() -> None:
    for path in MODULES.values():
        assert (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").count("\n") == 0, path.name
