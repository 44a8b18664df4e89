"""Mechanical corrections of record files: only the broken words change, and once is enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.documents import character_rules
from duban.documents import mistakes
from duban.documents import reader
from duban.documents import splices
from duban.documents import yaml_document
from duban.ground.immutable import immutable
from duban.records import fields
from duban.records.kinds import KINDS
from duban.records.kinds import kind_of
from duban.schemas import validation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ground.findings import Finding
    from duban.ground.findings import Fix

# Each round reads the file anew and mends the first of each kind. All rounds together read no
# more than this.
_BYTES_READ = 16 << 20
_FIELDS = frozenset(name for kind in KINDS for name in fields.keys(kind.record).values())


@immutable
class Correction:
    """A file before and after, and the codes of what was corrected."""

    path: str
    before: bytes
    after: bytes
    codes: tuple[str, ...]


def correct(path: str, raw: bytes) -> Correction:
    """Return a record file with everything mended that can be mended without guessing a meaning."""
    codes: dict[str, None] = {}
    after = _encoded(raw, codes)
    known = kind_of(path)
    # Each round mends a character at least. Corrections that undo each other end all the same:
    # there are no more rounds than characters.
    for _ in range(min(_BYTES_READ // (len(after) + 1), len(after) + 1)):
        document = reader.read(path, after)
        found = [*document.findings]
        if document.data is not None and known:
            found += validation.validate(document, known[0].name)
        fixable = [finding for finding in found if finding.fix]
        mended = apply(after, (finding.fix for finding in fixable if finding.fix))
        if any(finding.code == character_rules.invisible_character.code for finding in fixable):
            mended = character_rules.without_invisible(mended.decode()).encode()
        if mended == after:
            break
        after = mended
        codes |= dict.fromkeys(finding.code for finding in fixable)
    return Correction(path, raw, after, tuple(codes))


def in_book(correction: Correction, findings: Iterable[Finding]) -> Correction:
    """Return a correction with what only the whole book can tell, such as a unit's short name."""
    own = [finding for finding in findings if finding.path == correction.path and finding.fix]
    after = apply(correction.after, (finding.fix for finding in own if finding.fix))
    codes = dict.fromkeys((*correction.codes, *(finding.code for finding in own)))
    return Correction(correction.path, correction.before, after, tuple(codes))


def _encoded(raw: bytes, codes: dict[str, None]) -> bytes:
    """UTF-8 without a byte order mark, lines ending in LF."""
    if len(raw) > yaml_document.MAX_BYTES:
        return raw
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found = mistakes.undecodable(raw, error.start)
        # GBK can be made of almost any bytes: only a text with a field's name is surely a record.
        holds_field = any(name in found.text for name in _FIELDS)
        if found.complaint.rule is not character_rules.encoding_not_utf8 or not holds_field:
            return raw
        text = found.text
        codes[character_rules.encoding_not_utf8.code] = None
    if text.startswith("\ufeff"):
        text = text.lstrip("\ufeff")
        codes.setdefault(character_rules.encoding_bom.code)
    if "\r\n" in text:
        text = re.sub(r"\r+\n", "\n", text)
        codes[character_rules.line_ending.code] = None
    elif "\r" in text and "\n" not in text:  # as old Macintosh programs end lines
        text = text.replace("\r", "\n")
        codes[character_rules.line_ending.code] = None
    return text.encode()


def apply(raw: bytes, fixes: Iterable[Fix]) -> bytes:
    """Return UTF-8 bytes with the fixes made; bytes that are no UTF-8 stay as they are."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return raw
    return splices.fixed(text, fixes).encode()
