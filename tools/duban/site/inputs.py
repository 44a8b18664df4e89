"""Shell: everything a site is made of, read from a folder and its git repository."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from duban.ground import clock
from duban.records import loader
from duban.rules import registry
from duban.site.editions import Source
from duban.status import history
from duban.storage import git_errors
from duban.storage import git_log
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.status.history import Past


def past(root: Path, as_of: date | None = None) -> tuple[Past, str]:
    """Return how the book became what it is, and what is missing of its history, in words (empty: nothing).

    A commit may be as late as today, or as the day asked for where that is later: a clock beyond that is wrong.
    """
    try:
        log = git_log.log(root, max(as_of or clock.today(), clock.today()))
    except git_errors.NoHistoryError as error:
        why = f"（{error.reason}）" if error.reason else ""
        return history.Past(), f"没有 git 版本记录{why}，看不到以前的情况。"
    except git_errors.GitError as error:
        return history.Past(), f"读不了版本记录（{error.reason}），看不到以前的情况。"
    missing = []
    if not log.complete:
        missing.append("版本记录不完整（浅克隆），看不到更早的情况。")
    if log.lost:
        missing.append(f"版本记录中有 {log.lost} 份文件读不出来，没有计入以前的情况。")
    found = history.replay(log)
    if found.unread:
        missing.append(f"程序故障：有{found.unread}个旧版本读不出来，按没有计算，与填报内容无关。")
    return found, "".join(missing)


def source(root: Path, today: date) -> Source:
    """Return what a site of the book at ``root`` is made from; worktree.NoBookError when there is none."""
    files = worktree.read(root)
    loaded = loader.load(files.contents)
    before, missing = past(root, today)
    revision, version = repository.revision(root)
    return Source(
        loaded=loaded,
        findings=tuple(registry.check(loaded, today, files.findings)),
        unread=len(files.findings),
        past=before,
        missing=missing,
        revision=revision,
        version=version,
        read_on=clock.today(),
    )


def assets() -> Iterator[tuple[str, bytes]]:
    """Return the style sheet and scripts that pages need, with their paths on the site."""
    folder = theme() / "assets"
    for name in ASSETS:
        yield f"assets/{name}", (folder / name).read_bytes()


ASSETS = ("duban.css", "duban.js", "early.js", "privacy.js", "validator.js")


def theme() -> Path:
    """Return where the theme is: inside an installed package, or in ``site/`` of a checkout."""
    packaged = Path(__file__).parents[1] / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "site" / "theme"


def asset_paths() -> frozenset[str]:
    """Return the paths of the style sheet and scripts on the site."""
    return frozenset(f"assets/{name}" for name in ASSETS)
