"""The book of this repository."""

from __future__ import annotations

from pathlib import Path

from duban.storage import worktree

ROOT = Path(__file__).parents[1]
REAL = worktree.read(ROOT).contents
