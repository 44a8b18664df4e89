"""Shell: what git knows about the book; the only module that talks to git."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_TIMEOUT = 10


def revision(root: Path) -> str | None:
    """Return the short id of the commit checked out at ``root``, None without git or without a commit."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", os.fspath(root), "rev-parse", "--short=7", "--verify", "--quiet", "HEAD"],  # noqa: S607 - git is found on PATH
            capture_output=True,
            env=environment,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = done.stdout.decode(errors="replace").strip()
    return found if done.returncode == 0 and found.isalnum() else None
