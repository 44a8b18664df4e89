"""What input methods and spreadsheets do to YAML: the rules on a text, applied and put together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import character_rules
from duban.documents.structure_rules import STRUCTURE
from duban.documents.text_lines import structural_lines
from duban.ground.findings import Complaint
from duban.ground.findings import Span
from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Sequence

    from duban.documents.character_rules import Prose
    from duban.documents.text_lines import Line
    from duban.ground.findings import Problem
    from duban.ground.findings import Rule

# A text with one of these needs a closer look: a comment, what git leaves where two versions clash.
_SUSPICIOUS = (" #", "<<<<<<<", "=======", ">>>>>>>")
# So many lines show a habit.
_LINES_NAMED = 8


@immutable
class Undecodable:
    """Bytes that are not UTF-8: the text they most likely are, and what to say."""

    text: str
    complaint: Complaint


def surface(text: str, prose: Prose = tuple) -> tuple[Complaint, ...]:
    """Return what is wrong with the characters of a text, whether or not it parses."""
    crlf = "\r\n" in text
    if crlf:
        text = text.replace("\r\n", "\n")
    elif _is_plain(text):
        return ()
    lines = structural_lines(text)
    return (
        *character_rules.encoding_bom.complaints(text),
        *character_rules.line_ending.complaints(crlf=crlf),
        *character_rules.conflict_marker.complaints(text),
        *character_rules.invisible_character.complaints(text.removeprefix("\ufeff")),
        *_habits(character_rules.INDENTATION, lines),
        *_merged(
            complaint
            for line in lines
            for complaint in character_rules.text_after_hash.complaints(line, prose)
        ),
    )


def _is_plain(text: str) -> bool:
    """Tell whether all characters are seen, with no mark that must be looked at."""
    return text.replace("\n", "").isprintable() and not any(mark in text for mark in _SUSPICIOUS)


def structure(text: str) -> tuple[Complaint, ...]:
    """Return why a text may not parse, or may not say what its writer meant."""
    return tuple(_habits(STRUCTURE, structural_lines(text)))


def undecodable(raw: bytes, offset: int) -> Undecodable:
    """Say in which encoding a file was saved that is not UTF-8.

    ``offset`` is the first byte that does not fit.
    """
    line = raw.count(b"\n", 0, offset) + 1
    # A byte order mark tells UTF-16; without it nearly any bytes could be GBK.
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding, name, line_named = "utf-16", "UTF-16", 1
    else:
        encoding, name, line_named = "gb18030", "GBK", line
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError:
        text = raw.decode(errors="replace")
        return Undecodable(text, character_rules.encoding_unknown.complaint(line))
    return Undecodable(text, character_rules.encoding_not_utf8.complaint(name, line_named))


def _habits(
    rules: Sequence[Rule[[Line], Iterator[Problem]]], lines: Sequence[Line]
) -> Iterator[Complaint]:
    """One complaint of each rule that any line breaks."""
    for rule in rules:
        yield from _merged(complaint for line in lines for complaint in rule.complaints(line))


def _merged(complaints: Iterable[Complaint]) -> Iterator[Complaint]:
    """The first complaint, naming the other lines that share it: one habit, one finding."""
    found = list(complaints)
    if not found:
        return
    first = found[0]
    places = (complaint.problem.at for complaint in found[1:])
    lines = sorted({place.line for place in places if isinstance(place, Span)})
    if not lines:
        yield first
        return
    numbers = "、".join(map(str, lines[:_LINES_NAMED]))
    more = "等" if len(lines) > _LINES_NAMED else ""
    message = f"{first.problem.message}；第 {numbers}{more} 行也是这样"
    yield first._replace(problem=replace(first.problem, message=message))


RULES: tuple[Rule[..., Any], ...] = (*character_rules.RULES, *STRUCTURE)
# Where one of these is broken, the text is not read further: what it says is uncertain.
BLOCKING = frozenset(
    (
        character_rules.conflict_marker.code,
        character_rules.invisible_character.code,
        *(rule.code for rule in character_rules.INDENTATION),
    )
)
