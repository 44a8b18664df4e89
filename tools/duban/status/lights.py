"""The six lights, worst first, and how a book shows them."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from duban.records.settings import Config


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
_COLOURS = dict(zip(Light, ("红", "橙", "黄", "绿", "灰", "蓝"), strict=True))
_SHAPES = dict(zip(Light, ("●", "▲", "◆", "■", "○", "✓"), strict=True))


@immutable
class Lamp:
    """A light as people see it: a shape, a word and a colour, each enough by itself."""

    light: Light
    word: str
    colour: str

    @property
    def shape(self) -> str:
        """A mark that needs no colour."""
        return _SHAPES[self.light]

    def __str__(self) -> str:
        """Return the word."""
        return self.word


def lamp(light: Light, config: Config) -> Lamp:
    """Return how a book shows this light: by the names of its settings (灯色), or else by ours."""
    chosen = config.lamps.get(light.word)
    word = chosen.word if chosen else None
    colour = chosen.colour if chosen else None
    return Lamp(light, word or light.word, colour or _COLOURS[light])
