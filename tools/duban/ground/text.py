"""Small helpers on text: what may reach a terminal, and which known word is nearest."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable

# C0 and C1 controls, soft hyphen, zero-width and bidirectional marks, BOM, interlinear and tag
# characters, surrogates.
INVISIBLE = (
    "\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_UNPRINTABLE = re.compile(f"[{INVISIBLE}\t\n]")
# How the two that are not dangerous are shown.
_NAMES = {"\n": "⏎", "\t": "→"}


def printable(text: str) -> str:
    """Return ``text`` on one line; what could steer a terminal is shown as its code point."""
    return _UNPRINTABLE.sub(lambda found: _NAMES.get(found[0], f"<U+{ord(found[0]):04X}>"), text)


def shorten(text: str, length: int) -> str:
    """Return ``text`` cut to at most ``length`` characters, the cut marked by an ellipsis."""
    return text if len(text) <= length else text[: length - 1] + "…"


def shorten_columns(text: str, columns: int) -> str:
    """Return ``text`` cut to ``columns`` columns of a terminal, the cut marked by an ellipsis."""
    if width(text) <= columns:
        return text
    while width(text) > columns - 2:
        text = text[:-1]
    return text + "…"


def listed(words: Iterable[str]) -> str:
    """Return the words joined as Chinese prose lists them."""
    return "、".join(words)


@lru_cache(maxsize=4096)
def nearest(word: str, known: frozenset[str], cutoff: float = 0.5) -> str | None:
    """Return the known word that looks most like ``word``, or None when none is close."""
    from difflib import get_close_matches

    matches = get_close_matches(word[:60], sorted(known), n=1, cutoff=cutoff)
    return matches[0] if matches else None


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: two for a Chinese character."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


_PIECES = r"(?s)[\x21-\x7e]+|\s|."
_NO_LINE_START = frozenset("，。、；：？！）】》”’〕％…—")
_NO_LINE_END = frozenset("（【《“‘〔")


def wrap(text: str, columns: int) -> list[str]:
    """Return ``text`` in lines of at most ``columns`` columns.

    Chinese breaks anywhere; words of other scripts hold together, and punctuation stays with them.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _unbreakable(paragraph):
            rest = piece
            if line and width(line + piece) > columns:
                lines.append(line.rstrip())
                line, rest = "", piece.lstrip()
            while width(rest) > columns:
                cut = _fitting(rest, columns)
                lines.append(rest[:cut])
                rest = rest[cut:]
            line += rest
        lines.append(line.rstrip())
    return lines


def _fitting(text: str, columns: int) -> int:
    """How many characters fit into so many columns; at least one."""
    columns_used = 0
    for index, character in enumerate(text):
        columns_used += width(character)
        if columns_used > columns:
            return max(index, 1)
    return len(text)


def _unbreakable(text: str) -> list[str]:
    """The pieces that no line may end in: words, characters, with the punctuation they hold."""
    pieces: list[str] = []
    for piece in re.findall(_PIECES, text):
        if pieces and (piece in _NO_LINE_START or pieces[-1][-1] in _NO_LINE_END):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


_NUMBER = r"(\d+)"


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key under which 1-2 comes before 1-10."""
    return tuple(_sort_key(part) for part in re.split(_NUMBER, text) if part)


def _sort_key(part: str) -> tuple[int, int, str]:
    """Numbers before words, and by their value."""
    if part.isascii() and part.isdigit():
        return 0, int(part), ""
    return 1, 0, part
