"""The lines of a YAML file that carry structure, and places in them."""

from __future__ import annotations

import re
from typing import NamedTuple

from duban.ground.findings import Span

# A line that begins a block of prose: "|" or ">" at its end, with indentation and chomping marks.
_BLOCK = r"(?:^|[:\-] +|^ *)[|>][+\-]?[0-9]?[+\-]?\s*(?: #.*)?$"


class Line(NamedTuple):
    """One line of a file; ``number`` counts from 1."""

    number: int
    text: str


def structural_lines(text: str) -> list[Line]:
    """Return the lines that carry structure: no blank lines, no comments, no lines of prose."""
    lines = []
    block = -1  # the indentation of the block of prose that we are in; -1 outside
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if not stripped:
            continue
        if block >= 0 and indent > block:
            continue
        block = -1
        if stripped.startswith("#"):
            continue
        lines.append(Line(number, line))
        if re.search(_BLOCK, line):
            block = indent
    return lines


def span_of(line: Line, match: re.Match[str], first: str, last: str = "") -> Span:
    """Return where a group of a match stands, or all from one group to another."""
    return Span(line.number, match.start(first) + 1, match.end(last or first) - match.start(first))


def span_at(line: Line, match: re.Match[str], group: str) -> Span:
    """Return the place where a group of a match begins."""
    return Span(line.number, match.start(group) + 1)


def list_item_or_field(key: str | None) -> str:
    """Return what stands before a value: the name of its field, or the dash of a list."""
    return f"{key}: " if key else "- "
