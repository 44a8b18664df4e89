"""Mechanical corrections of record files: only the broken tokens change, and running them twice changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.documents import character_rules
from duban.documents import mistakes
from duban.documents import reader
from duban.documents import splices
from duban.documents import yaml_document
from duban.records import model
from duban.records.kinds import KINDS
from duban.records.kinds import kind_of
from duban.schemas import validation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ground.findings import Finding
    from duban.ground.findings import Fix

# Each round reads the file anew and mends the first of each kind; together the rounds read no more than this.
_BYTES_READ = 16 << 20
_FIELDS = frozenset(name for kind in KINDS for name in model.keys(kind.record).values())


@dataclass(frozen=True, slots=True)
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
    # Each round mends a character at least: a correction that undoes another ends with the text's length.
    for _ in range(min(_BYTES_READ // (len(after) + 1), len(after) + 1)):
        document = reader.read(path, after)
        found = [*document.findings]
        if document.data is not None and known:
            found += validation.validate(document, known[0].name)
        fixable = [one for one in found if one.fix]
        mended = apply(after, (one.fix for one in fixable if one.fix))
        if any(one.code == character_rules.invisible_character.code for one in fixable):
            mended = character_rules.without_invisible(mended.decode()).encode()
        if mended == after:
            break
        after = mended
        codes |= dict.fromkeys(one.code for one in fixable)
    return Correction(path, raw, after, tuple(codes))


def _encoded(raw: bytes, codes: dict[str, None]) -> bytes:
    """UTF-8 without a byte order mark, lines ending in LF."""
    if len(raw) > yaml_document.MAX_BYTES:
        return raw
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found = mistakes.undecodable(raw, error.start)
        # GBK can be made of almost any bytes: only a text with a field's name in it is surely a record.
        if found.complaint.rule is not character_rules.encoding_not_utf8 or not any(
            name in found.text for name in _FIELDS
        ):
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


def in_book(correction: Correction, findings: Iterable[Finding]) -> Correction:
    """Return a correction with what only the whole book can tell, such as a unit's proper short name."""
    own = [one for one in findings if one.path == correction.path and one.fix]
    after = apply(correction.after, (one.fix for one in own if one.fix))
    return Correction(
        correction.path,
        correction.before,
        after,
        tuple(dict.fromkeys((*correction.codes, *(one.code for one in own)))),
    )
