"""Copies of the code in a temporary folder, to be changed and run there, each beside a book of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING
from typing import NamedTuple

from conftest import ROOT
from conftest import files

if TYPE_CHECKING:
    from pathlib import Path

FOLDERS = ("tools", "schema", "site/theme", "tests")
LEFT_OUT = ("__pycache__", "node_modules", "golden")


class Copy(NamedTuple):
    """A copy of the code that may be changed, and a book that its commands are run on."""

    code: Path
    book: Path

    def python(self, *arguments: str | Path) -> str:
        """Return what a module run in the copy prints, whatever its end."""
        variables = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DUBAN_"))}
        done = subprocess.run(
            [sys.executable, "-m", *map(str, arguments)],
            cwd=self.code,
            env={**variables, "PYTHONPATH": str(self.code / "tools"), "COLUMNS": "100"},
            capture_output=True,
            check=False,
        )
        return done.stdout.decode() + done.stderr.decode()

    def run(self, *arguments: str | Path) -> str:
        """Return what a command of the copy prints, whatever its end."""
        said = self.python("duban", "--root", self.book, *arguments)
        assert "程序故障" not in said, said
        return said

    def write(self, text: str) -> None:
        """Write files of the book given as one string."""
        for path, content in files(text).items():
            target = self.book / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def commit(self) -> None:
        for command in (["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-qm", "x"]):
            subprocess.run(["git", "-C", str(self.book), *command], check=True)


def copied(code: Path, book: Path) -> Copy:
    """Copy the code to an empty folder; the book is made by the test."""
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, code / folder, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copy(ROOT / "pyproject.toml", code)
    return Copy(code, book)
