"""Shell: everything a site is made of, read from a folder and its git repository."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban import history
from duban import repository

if TYPE_CHECKING:
    from pathlib import Path

    from duban.history import Past


def past(root: Path) -> tuple[Past, str]:
    """Return how the book became what it is, and what is missing of its history, in words (empty: nothing)."""
    try:
        log = repository.log(root)
    except repository.GitError:
        return history.Past(), "没有 git 版本记录，看不到以前的情况。"
    found = history.replay(log)
    return found, "" if log.complete else "这里的版本记录不完整（浅克隆），更早的情况看不到；请运行 git fetch --unshallow。"
