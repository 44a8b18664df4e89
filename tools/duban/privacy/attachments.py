"""The words of files in a book that are not records, so that they can be looked through."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

_MAX_PARTS = 500
_MAX_TEXT = 8 << 20
_OFFICE = b"PK\x03\x04"
# What only says how the words look.
_STYLE = (
    r"(?:^|/)(?:styles|stylesWithEffects|fontTable|settings|webSettings|numbering|theme\d*|"
    r"\[Content_Types\])\.xml$"
)
_LINE_END = (
    r"</(?:\w+:)?(?:p|si|row|c|title|h)>|<(?:\w+:)?(?:br|tab|cr|line-break)\b[^>]{0,200}/?>|"
    r"</(?:dc|cp|dcterms):\w+>|</\w+>\s*(?=<(?:dc|cp):)"
)
_MARKUP = r"<[^<>]*>"
_LINKED = r'Target="((?:mailto|tel|sms):[^"]{1,300})"'


def text(raw: bytes) -> str:
    """Return the words of a file: an office document's or a text's; empty for anything else."""
    if raw.startswith(_OFFICE):
        return "\n".join(_parts(raw))
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


def _parts(raw: bytes) -> Iterator[str]:
    """The words of each part of an office document, up to a bound; damaged parts are left out."""
    # Imported here: few books hold such a file, and every command would wait for the imports.
    import zipfile
    from html import unescape

    left = _MAX_TEXT
    try:
        archive = zipfile.ZipFile(BytesIO(raw))
        names = archive.infolist()[:_MAX_PARTS]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    for name in names:
        if left <= 0:
            return
        if not name.filename.endswith((".xml", ".rels")) or re.search(_STYLE, name.filename):
            continue
        part = _read(archive, name, left)
        left -= len(part)
        encoding = "utf-16" if part.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        decoded = part.decode(encoding, errors="replace")
        if name.filename.endswith(".rels"):
            yield "\n".join(re.findall(_LINKED, decoded))
        else:
            yield unescape(re.sub(_MARKUP, "", re.sub(_LINE_END, "\n", decoded)))


def _read(archive: zipfile.ZipFile, name: zipfile.ZipInfo, most: int) -> bytes:
    from zipfile import BadZipFile
    from zlib import error as DeflateError  # noqa: N812 - an error's name

    try:
        with archive.open(name) as part:
            return part.read(most)
    except (
        BadZipFile,
        DeflateError,
        ValueError,
        OSError,
        RuntimeError,
        NotImplementedError,
        EOFError,
    ):
        return b""
