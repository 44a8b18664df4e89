"""Texts changed by position: pieces replaced, so that everything else stays byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ground.findings import Fix


@immutable(order=True)
class Splice:
    """The characters of a text from ``start`` up to ``end`` become ``text``; both count from 0."""

    start: int
    end: int
    text: str


def spliced(text: str, *splices: Splice) -> str:
    """Return the text with these pieces replaced; of two that overlap, only the first is."""
    kept: list[Splice] = []
    for splice in sorted(splices):
        if not kept or splice.start >= kept[-1].end:
            kept.append(splice)
    # From the end backwards, so that no splice moves the place of another.
    for splice in reversed(kept):
        text = f"{text[: splice.start]}{splice.text}{text[splice.end :]}"
    return text


def line_starts(text: str) -> list[int]:
    """Return where each line begins; one place more than there are lines, for the end."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return starts


def fixed(text: str, fixes: Iterable[Fix]) -> str:
    """Return the text with corrections made; those of a line that it does not have are left out."""
    starts = line_starts(text)
    splices = []
    for fix in fixes:
        if fix.span.line < len(starts):
            start = starts[fix.span.line - 1] + fix.span.column - 1
            splices.append(Splice(start, start + fix.span.width, fix.text))
    return spliced(text, *splices)
