"""Where git keeps a repository: found on the disk, without running git."""

from __future__ import annotations

import os
from pathlib import Path

# Bytes of a ``.git`` file that are looked at; one that names a folder is a single line.
_MOST_BYTES = 4000


def folder(root: Path) -> Path | None:
    """Return git's own folder for the working tree that ``root`` lies in; None without one."""
    found = nearest_mark(root)
    if found is None:
        return None
    if found.is_file():
        # In a submodule, or after ``git worktree add``, the file names the folder.
        with found.open("rb") as file:
            label, _, target = file.read(_MOST_BYTES).partition(b":")
        if label != b"gitdir":
            return None
        found = found.parent / os.fsdecode(target.strip(b" \r\n"))
    return found if (found / "HEAD").is_file() else None


def nearest_mark(root: Path) -> Path | None:
    """Return the nearest ``.git`` from ``root`` upwards, be it a folder, file or broken link."""
    place = Path(os.path.realpath(root))
    for parent in (place, *place.parents):
        if os.path.lexists(parent / ".git"):
            return parent / ".git"
    return None
