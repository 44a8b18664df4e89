"""Shell: everything a site is made of, read from a folder and its git repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban import history
from duban import loading
from duban import repository
from duban import rules
from duban import worktree
from duban.website import Source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.history import Past


def past(root: Path) -> tuple[Past, str]:
    """Return how the book became what it is, and what is missing of its history, in words (empty: nothing)."""
    try:
        log = repository.log(root)
    except repository.GitError:
        return history.Past(), "没有 git 版本记录，看不到以前的情况。"
    found = history.replay(log)
    return found, "" if log.complete else "这里的版本记录不完整（浅克隆），更早的情况看不到；请运行 git fetch --unshallow。"


def source(root: Path, today: date) -> Source:
    """Return what a site of the book at ``root`` is made from; worktree.NoBookError when there is none."""
    files = worktree.read(root)
    loaded = loading.load(files.contents)
    before, missing = past(root)
    return Source(
        loaded=loaded,
        findings=tuple(rules.check(loaded, today, files.findings)),
        unread=len(files.findings),
        past=before,
        missing=missing,
        revision=repository.revision(root),
    )


def assets() -> Iterator[tuple[str, bytes]]:
    """Return the style sheet and scripts that pages need, with their paths on the site."""
    folder = theme() / "assets"
    for name in ASSETS:
        yield f"assets/{name}", (folder / name).read_bytes()


ASSETS = ("duban.css", "duban.js", "early.js", "privacy.js", "validator.js")


def theme() -> Path:
    """Return where the theme is: inside an installed package, or in ``site/`` of a checkout."""
    packaged = Path(__file__).parent / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "site" / "theme"


def asset_paths() -> frozenset[str]:
    """Return the paths of the style sheet and scripts on the site."""
    return frozenset(f"assets/{name}" for name in ASSETS)
