"""The two READMEs stay true: every command they show runs, every path they name is there."""

from __future__ import annotations

import re
import shlex
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban.records import loader
from duban.rules import registry
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

ROOT = Path(__file__).parents[2]
READMES = ["README.md", "README.zh-CN.md"]


def commands(name: str) -> list[str]:
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.mark.parametrize(("name", "command"), [(name, command) for name in READMES for command in commands(name)])
def test_commands_run(
    name: str, command: str, tmp_path: Path, tasks: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch, demo: Path
) -> None:
    del name
    program, *arguments = shlex.split(command)
    if program == "make":
        targets = re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"))
        assert arguments[0] in targets
        return
    assert program == "tasks"
    shutil.copytree(ROOT / "tasks", tmp_path / "tasks")
    if "build/demo" in command:
        shutil.copytree(demo, tmp_path / "build" / "demo")
    monkeypatch.chdir(tmp_path)
    ended = tasks(*arguments)
    assert ended.code == 0, ended.err
    # Who tries the examples out leaves the book of real institutions as it was.
    assert worktree.read(tmp_path).contents == worktree.read(ROOT).contents


@pytest.mark.parametrize("name", READMES)
def test_paths_exist(name: str) -> None:
    for path in re.findall(r"`((?:tasks|schema|tools|tests|site)/[A-Za-z0-9_./-]*)`", (ROOT / name).read_text("utf-8")):
        assert (ROOT / path).exists() or path.split("/")[1] in {"progress", "matters", "calendar"}, path


def test_the_example_of_a_report_is_a_valid_file_of_the_demonstration(demo: Path) -> None:
    text = (ROOT / "README.zh-CN.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    (path,) = re.findall(r"例如 `(tasks/progress/[^`]+)`", text)
    files = {**worktree.read(demo).contents, path: example.encode()}
    loaded = loader.load(files)
    assert registry.check(loaded, date(2026, 11, 22)) == []
    assert path in loaded.documents
