"""Reads what a site is made from: the files of a book, its git history, the assets of the theme."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban.changes import history
from duban.ground import clock
from duban.records import loader
from duban.rules import registry
from duban.site.editions import SiteInputs
from duban.storage import git_errors
from duban.storage import git_log
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.changes.history import Past


def read(root: Path, today: date) -> SiteInputs:
    """Return what a site of the book at ``root`` is made from.

    Raises worktree.NoBookError where there is no book.
    """
    files = worktree.read(root)
    loaded = loader.load(files.contents)
    before, missing = past(root, today)
    revision, version = repository.revision(root)
    return SiteInputs(
        loaded=loaded,
        findings=tuple(registry.check(loaded, today, files.findings)),
        unread=len(files.findings),
        past=before,
        missing=missing,
        revision=revision,
        version=version,
        read_on=clock.today(),
    )


def past(root: Path, as_of: date | None = None) -> tuple[Past, str]:
    """Return the history of the book at ``root``, and in words what of it is missing.

    A commit may be as late as today, or as ``as_of`` where that is later. Beyond that a clock was
    wrong.
    """
    try:
        log = git_log.log(root, max(as_of or clock.today(), clock.today()))
    except git_errors.NoHistoryError as error:
        why = f"（{error.reason}）" if error.reason else ""
        return history.Past(), f"没有 git 版本记录{why}，看不到以前的情况。"
    except git_errors.GitError as error:
        return history.Past(), f"读不了版本记录（{error.reason}），看不到以前的情况。"
    replayed = history.replay(log)
    return replayed, "".join(_missing(log, replayed))


def _missing(log: history.Log, replayed: Past) -> Iterator[str]:
    if not log.complete:
        yield "版本记录不完整（浅克隆），看不到更早的情况。"
    if log.lost:
        yield f"版本记录中有 {log.lost} 份文件读不出来，没有计入以前的情况。"
    if replayed.unread:
        yield (f"程序故障：有{replayed.unread}个旧版本读不出来，按没有计算，与填报内容无关。")


ASSETS = ("duban.css", "duban.js", "early.js", "privacy.js", "validator.js")


def assets() -> Iterator[tuple[str, bytes]]:
    """Return the style sheet and scripts that pages need, with their paths on the site."""
    folder = theme() / "assets"
    for name in ASSETS:
        yield f"assets/{name}", (folder / name).read_bytes()


def asset_paths() -> frozenset[str]:
    """Return the paths of the style sheet and scripts on the site."""
    return frozenset(f"assets/{name}" for name in ASSETS)


def theme() -> Path:
    """Return the folder of the theme: inside an installed package, or ``site/`` of a checkout."""
    packaged = Path(__file__).parents[1] / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "site" / "theme"
