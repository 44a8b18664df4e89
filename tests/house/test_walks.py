"""Whoever follows a walk of CONTRIBUTING, and nothing else, sees what the walk promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from code_copies import copied
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from code_copies import Copy

PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
WALKS = dict(re.findall(r"(?ms)^### (.*?)\n(.*?)(?=^### |^## |\Z)", PAGE.partition("## Walks")[2]))
# What a walk says of a place, and the lines that it puts there.
STEP = re.compile(
    r"(?ms)^(?:In `(?P<path>[^`\n]+)`, (?P<how>above|below|instead of) `(?P<anchor>[^`\n]+)`"
    r"|At the end of `(?P<whole>[^`\n]+)`"
    r"|(?P<kind>New file|Word file) `(?P<new>[^`\n]+)`):\n\n```\w+\n(?P<lines>.*?)^```$"
)
MATTER = """\
== matters/jdz-changjiang-2025/2026-001.yaml
流程: 案件移送
移送单位: 区交通局
接收单位: 接收大队
"""
BOOK = """\
== config.yaml
名称: 示例台账
仓库: {平台: Gitea, 网址: https://git.example.invalid/duban}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲局
联络部门: 办公室
== plans/open.yaml
标题: 公开方案
文号: 示交〔2026〕1号
印发单位: [甲局]
印发日期: 2026-01-05
== items/open/1.yaml
事项: 建立制度
条款: 一（一）
原文: 建立制度
牵头单位: 甲局
时限: {原文: 未规定}
== progress/jia/open/1.yaml
状态: 进行中
进展: [{日期: 2026-02-03, 情况: 已印发}]
"""


def place(step: re.Match[str]) -> str:
    """Return the path of the file that a step of a walk changes or makes."""
    return str(step["path"] or step["whole"] or step["new"])


def follow(text: str, code: Path, book: Path) -> None:
    """Do what a walk says; what it says of ``tasks/`` is done in the book."""
    for step in STEP.finditer(text):
        name = place(step)
        path = (book if name.startswith("tasks/") else code) / name
        lines = step["lines"].splitlines()
        if step["kind"] == "Word file":
            template = docx.Document()
            for line in lines:
                template.add_paragraph(line)
            template.save(str(path))
        elif step["whole"]:
            path.write_text(path.read_text("utf-8") + step["lines"], encoding="utf-8")
        elif step["kind"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["lines"], encoding="utf-8")
        else:
            put(path, step["how"], step["anchor"], lines)


def put(path: Path, how: str, anchor: str, lines: list[str]) -> None:
    """Put lines above, below or instead of the line of a file that begins with the anchor; there is one such line."""
    before = path.read_text("utf-8").split("\n")
    (found,) = (number for number, line in enumerate(before) if line.startswith(anchor))
    upper, lower = {"above": (found, found), "below": (found + 1, found + 1), "instead of": (found, found + 1)}[how]
    path.write_text("\n".join([*before[:upper], *lines, *before[lower:]]), encoding="utf-8")


@pytest.fixture
def walked(tmp_path: Path) -> Callable[..., Copy]:
    """Follow a walk in a copy of the code and a book of its own."""

    def walk(name: str, book: str = BOOK) -> Copy:
        copy = copied(tmp_path / "code", tmp_path / "book")
        copy.write(book)
        follow(WALKS[name], copy.code, copy.book)
        return copy

    return walk


def test_every_walk_is_followed_here() -> None:
    assert list(WALKS) == ["A field", "A rule", "A view", "An output format", "A printed form", "A page", "A forge"]
    for name, text in WALKS.items():
        code = re.findall(r"(?m)^```(?!console)\w+$", text)
        assert len(list(STEP.finditer(text))) == len(code) > 0, name


def test_every_path_and_target_that_the_page_names_is_there() -> None:
    made = {step["new"] for step in STEP.finditer(PAGE)}
    for path in re.findall(r"`((?:tasks|schema|tools|tests|site)/[^` ]*|[A-Za-z.-]+\.(?:md|yaml|toml))`", PAGE):
        assert (ROOT / path).exists() or path in made, path
    for path in re.findall(r"\]\(([^)#]+)", PAGE):
        assert (ROOT / path).exists(), path
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8")))
    assert set(re.findall(r"`make (\w+)`", PAGE)) <= targets


CODE = {name: text for name, text in WALKS.items() if re.search(r"(?m)^```python$", text)}


@pytest.mark.parametrize("name", CODE)
def test_the_lines_of_a_walk_are_in_the_style_of_the_house(name: str, walked: Callable[..., Copy]) -> None:
    copy = walked(name)
    steps = [step for step in STEP.finditer(CODE[name]) if place(step).endswith(".py")]
    assert [line for step in steps for line in step["lines"].splitlines() if len(line) > 100] == []
    ruff = Path(sys.executable).parent / "ruff"
    for command in (["check"], ["format", "--check"]):
        arguments = [*command, "--quiet", "--no-cache", *{place(step) for step in steps}]
        done = subprocess.run([ruff, *arguments], cwd=copy.code, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_field_is_shown(walked: Callable[..., Copy]) -> None:
    copy = walked("A field", BOOK.replace("牵头单位: 甲局\n", "牵头单位: 甲局\n督查要求: 每月通报\n"))
    assert "没有问题" in copy.run("check")
    assert re.search(r"(?m)^督查要求 +每月通报$", copy.run("show", "open/1"))
    assert '"demand": "每月通报"' in copy.run("show", "open/1", "-f", "json")


def test_a_rule_is_checked_and_explained(walked: Callable[..., Copy]) -> None:
    copy = walked("A rule")
    said = copy.run("check")
    assert "事项名称与原文相同" in said
    assert "title-like-quote" in said
    assert "tasks/items/open/1.yaml 第 1 行第 5 列" in said
    assert "供清单和报告使用" in copy.run("show", "title-like-quote")
    # Its level can be set like that of every other rule.
    copy.write(BOOK.partition("== units")[0] + "规则: {title-like-quote: 关闭}\n")
    assert "没有问题" in copy.run("check")


def test_a_view_is_reported_in_every_format(walked: Callable[..., Copy]) -> None:
    copy = walked("A view")
    assert re.search(r"甲局 +办公室", copy.run("report", "contacts"))
    assert "甲局,办公室" in copy.run("report", "联络部门", "-f", "csv")
    assert "| 甲局 | 办公室 |" in copy.run("report", "contacts", "-f", "markdown")
    assert json.loads(copy.run("report", "contacts", "-f", "json"))["view"] == "contacts"
    assert "联络部门" in copy.run("report", "--help")


def test_a_format_is_offered_and_used(walked: Callable[..., Copy]) -> None:
    copy = walked("An output format")
    said = copy.run("report", "items", "-f", "tsv")
    assert "open/1\t建立制度\t" in said
    assert "tsv" in copy.run("report", "-f", "nonsense")


def test_a_form_is_printed(tmp_path: Path) -> None:
    copy = copied(tmp_path / "code", tmp_path / "book")
    (copy.book / "tasks").mkdir(parents=True)
    subprocess.run(["cp", "-r", ROOT / "tasks", copy.book], check=True)
    copy.write(MATTER)
    follow(WALKS["A printed form"], copy.code, copy.book)
    assert "没有错误" in copy.run("check") or "没有问题" in copy.run("check")
    copy.run("form", "jdz-changjiang-2025/2026-001", "督促函", "-o", tmp_path / "out.docx")
    lines = [paragraph.text for paragraph in docx.Document(str(tmp_path / "out.docx")).paragraphs]
    assert lines[0] == "督促函"
    assert "移送的案件尚未反馈" in lines[2]
    assert "{{" not in "".join(lines)


def page(copy: Copy, uri: str) -> str:
    """Return a page of the site that the copy makes of its book."""
    out = copy.book.parent / "pages"
    if not out.exists():
        copy.run("pages", "--out", out)
    return unescape((out / uri / "index.html").read_text("utf-8"))


def test_a_page_is_made_and_has_its_tab(walked: Callable[..., Copy]) -> None:
    copy = walked("A page")
    assert "<li>甲局：办公室</li>" in page(copy, "contacts")
    assert re.search(r'<a href="contacts/">联络部门</a>', page(copy, ""))


def test_a_forge_has_links_and_a_pipeline(walked: Callable[..., Copy]) -> None:
    copy = walked("A forge", BOOK.replace("平台: Gitea", "平台: Forgejo"))
    assert "没有问题" in copy.run("check")
    assert "https://git.example.invalid/duban/_edit/main/tasks/progress/jia/open/1.yaml" in page(copy, "items/open/1")
    checker = Path(sys.executable).parent / "check-jsonschema"
    path = copy.code / ".forgejo" / "workflows" / "check.yml"
    done = subprocess.run([checker, "--builtin-schema", "vendor.github-workflows", path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert "tools/ci/check" in path.read_text("utf-8")
