"""The table of how the code is laid out, of a tree small enough to count by hand."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import measure

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

LOW = '''\
"""What both stand on."""


class BookError(Exception):
    """Whatever is wrong with a book."""


class NoBookError(BookError):
    """There is none."""


def first(values):
    """Return the first."""
    for one in values:
        return one
    # nothing there
    return None
'''
HIGH = '''\
"""Uses the other room."""

from duban.low import base
from duban.low.base import first


def shown(values):
    return "yes" if first(values) else "no"


async def longest(values):
    """Return the longest."""
    return max([len(value) for value in values])
'''
TREE = {"__init__.py": "", "low/__init__.py": "", "low/base.py": LOW, "high/__init__.py": "", "high/page.py": HIGH}


def figures(texts: dict[str, str]) -> dict[str, str]:
    return dict(measure.measure(texts).rows)


def test_a_small_tree_is_counted_as_by_hand() -> None:
    assert figures(TREE) == {
        "modules": "5",
        "files in one folder, at most": "2",
        "module lines, median / p90 / max": "0 / 17 / 17",
        "function lines, median / p90 / max": "3 / 6 / 6",
        "exception classes": "2",
        "exception classes that stand on no other of ours": "1",
        "one, other, each as names": "2",
        "lines of code": "18",
        "ternaries in 100 lines of code": "5.6",
        "comprehensions in 100 lines of code": "5.6",
        "lines of code over 100 columns": "0.0 %",
        "comment lines to lines of code": "5.6 %",
        "public functions and classes with a docstring": "80 %",
        "files per room": "high 2, low 2",
        "imports between modules": "1 on 2 floors, no circle",
        "imports between rooms": "1 on 2 floors, no circle",
    }


def test_names_that_hold_nothing_are_found_wherever_a_name_is_given() -> None:
    text = "def each(other):\n    return [one for one in other]\n\n\nfirst = lambda one: f'{other.one}'\n"
    assert measure.empty_names(text) == [1, 1, 2, 2, 2, 5, 5]
    assert measure.empty_names("def one_file(others):\n    return row.one or 'each'\n") == []


def test_a_circle_is_named() -> None:
    texts = {**TREE, "low/back.py": "from duban.high.page import shown\n", "low/base.py": f"{LOW}from duban.low import back\n"}
    assert figures(texts)["imports between modules"] == "3 on 1 floors, held by circles: high.page, low.back, low.base"
    assert figures(texts)["imports between rooms"] == "2 on 1 floors, held by circles: high, low"


def test_exceptions_without_a_common_base_are_counted() -> None:
    texts = {"a.py": "import click\n\nclass A(ValueError): ...\n\nclass B(OSError): ...\n\nclass C(A): ...\n\nclass D(click.Option): ...\n"}
    assert figures(texts)["exception classes"] == "3"
    assert figures(texts)["exception classes that stand on no other of ours"] == "2"


def test_any_revision_is_measured_as_it_was(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "tools" / "duban"
    for path, text in TREE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    author = ["-c", "user.name=x", "-c", "user.email=x@example.invalid"]
    for command in (["init", "-q"], ["add", "."], [*author, "commit", "-q", "-m", "small"]):
        subprocess.run(["git", "-C", str(tmp_path), *command], check=True)
    (folder / "low" / "more.py").write_text("one = 1\n", encoding="utf-8")
    (folder.parent / "script.py").write_text("each = 1\n", encoding="utf-8")
    measure.main(["--repository", str(tmp_path)])
    out = capsys.readouterr().out
    assert "| modules | 6 |\n" in out
    assert out.endswith("| one, other, each as names, in tools/ | 4 |\n")
    measure.main(["--repository", str(tmp_path), "--at", "HEAD"])
    assert capsys.readouterr().out == f"{measure.measure(TREE).table()}| one, other, each as names, in tools/ | 2 |\n"
