"""The commits that changed the book, and every version that its files had."""

from __future__ import annotations

import os
from datetime import date
from datetime import datetime
from typing import TYPE_CHECKING

from duban.changes.history import Commit
from duban.changes.history import Log
from duban.ground import clock
from duban.ground.clock import SHANGHAI
from duban.storage import chronology
from duban.storage import git_objects
from duban.storage import git_process
from duban.storage import repository

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Every changed file as five fields and its path: mode before, mode after, id before, id after and
# status.
_RAW = ("-m", "--raw", "-z", "--no-abbrev", "--no-renames")
_RAW_FIELDS = 5
# A symbolic link, a submodule.
_LINK_MODES = (b"120000", b"160000")


def log(root: Path, today: date | None = None) -> Log:
    """Return how the book became what it is at HEAD, along the first parents.

    A commit's day never lies before the day of the one before it, nor after ``today`` (absent: this
    machine's), whatever the clocks of the machines said (``chronology``). Files too large for a
    record are left out. GitError without git or without a commit.
    """
    repository.resolve(root, "HEAD")
    prefix = repository.prefix(root)
    options = ("--first-parent", *_RAW, f"-O{os.devnull}", "--reverse", "--format=%x01%H %ct")
    folder = f"{prefix}tasks/"
    output = git_process.told(root, "log", *options, "HEAD", "--", folder, seconds=git_process.LONG)
    commits = tuple(_commits(output, prefix, today or clock.today()))
    ids = {blob for commit in commits for blob in commit.changes.values() if blob}
    blobs, lost = git_objects.small_contents(root, ids)
    return Log(commits, blobs, repository.is_complete(root), lost=lost)


def _commits(output: bytes, prefix: str, today: date) -> Iterator[Commit]:
    """Read the commits from git's output, and put their days in order."""
    found: list[tuple[str, date, dict[str, str | None]]] = []
    for block in output.split(b"\x01")[1:]:
        head, *fields = block.split(b"\0")
        name, _, seconds = head.decode().strip().partition(" ")
        changes: dict[str, str | None] = {}
        for about, raw_path in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, blob, status = about.strip().split(b" ")
            path = raw_path.decode(errors="surrogateescape").removeprefix(prefix)
            gone = status == b"D" or mode in _LINK_MODES
            changes[path] = None if gone else blob.decode()
        found.append((name, _day(seconds), changes))
    days = chronology.days([day for _, day, _ in found], today)
    for (name, _, changes), day in zip(found, days, strict=True):
        yield Commit(name, day, changes)


def _day(seconds: str) -> date:
    """Return the day in China at a time that git gives, which can be any number."""
    try:
        return datetime.fromtimestamp(int(seconds), SHANGHAI).date()
    except (ValueError, OverflowError, OSError):
        return date.min


def versions(root: Path, folder: str) -> tuple[tuple[bytes, ...], bool]:
    """Return every version that files under a folder of the book had on any branch.

    Also whether all of the history could be read. Files too large for a record are left out.
    GitError without git or without a commit.
    """
    repository.resolve(root, "HEAD")
    options = ("--all", "--full-history", "--root", *_RAW, "--format=")
    folder = f"{repository.prefix(root)}{folder}/"
    output = git_process.told(root, "log", *options, "HEAD", "--", folder, seconds=git_process.LONG)
    changes = [about.strip().split(b" ") for about in output.split(b"\0")[::2]]
    ids = {fields[3].decode() for fields in changes if len(fields) == _RAW_FIELDS}
    # An id of zeros stands for a file that was removed.
    blobs, lost = git_objects.small_contents(root, {blob for blob in ids if blob.strip("0")})
    return tuple(blobs.values()), repository.is_complete(root) and lost == 0
