"""The six lights, worst first."""

from __future__ import annotations

from enum import IntEnum


class Light(IntEnum):
    """How an assignment stands, worst first."""

    OVERDUE = 0
    DUE_SOON = 1
    BEHIND = 2
    NORMAL = 3
    NO_DEADLINE = 4
    DONE = 5

    @property
    def key(self) -> str:
        """Its name in options and JSON."""
        return self.name.lower()

    @property
    def word(self) -> str:
        """Its name for people, unless the book's settings give another."""
        return _WORDS[self]


_WORDS = dict(zip(Light, ("逾期", "临期", "滞后", "正常", "时限未规定", "办结"), strict=True))
