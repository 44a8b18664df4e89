"""The contents of files by the ids that git gives them, many in one call."""

from __future__ import annotations

import hashlib
import tempfile
from typing import TYPE_CHECKING

from duban.documents.yaml_document import MAX_BYTES
from duban.storage import git_process

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Sequence
    from pathlib import Path

_SHA256_LENGTH = 64
# Damaged objects after which the rest is asked for once more.
_MOST_DAMAGE = 100


def contents(root: Path, ids: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of blobs by id; those that are missing or damaged are left out."""
    found: dict[str, bytes] = {}
    _batch(root, "--batch", ids, lambda output, wanted: _unpack(output, wanted, found))
    return found


def small_contents(root: Path, ids: Collection[str]) -> tuple[dict[str, bytes], int]:
    """Return the bytes of the blobs that are no larger than a record may be, and how many are lost.

    Lost are those that are missing or damaged, whatever their size.
    """
    sizes = _sizes(root, ids)
    small = [blob for blob, size in sizes.items() if size <= MAX_BYTES]
    found = contents(root, small)
    return found, len(ids) - len(sizes) + len(small) - len(found)


def blob_id(raw: bytes, length: int) -> str:
    """Return the id of these bytes as a file, in a repository whose ids have ``length`` digits."""
    digest = hashlib.sha256 if length == _SHA256_LENGTH else hashlib.sha1
    return digest(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def _unpack(output: bytes, wanted: Sequence[str], found: dict[str, bytes]) -> int:
    """Put the blobs that git gave whole into ``found``; return of how many it told."""
    start = 0
    for number, blob in enumerate(wanted):
        end = output.find(b"\n", start)
        if end < 0:
            return number
        size = output[start:end].rpartition(b" ")[2]
        start = end + 1
        if size.isdigit():
            content = output[start : start + int(size)]
            if len(content) < int(size):
                return number
            start += int(size) + 1
            if blob_id(content, len(blob)) == blob:
                found[blob] = content
    return len(wanted)


def _sizes(root: Path, ids: Iterable[str]) -> dict[str, int]:
    """Return how many bytes blobs have, by id; those missing or damaged are left out."""
    sizes: dict[str, int] = {}

    def take(output: bytes, wanted: Sequence[str]) -> int:
        lines = output.splitlines()
        for blob, line in zip(wanted, lines, strict=False):
            size = line.rpartition(b" ")[2]
            if size.isdigit():
                sizes[blob] = int(size)
        return len(lines)

    _batch(root, "--batch-check", ids, take)
    return sizes


def _batch(
    root: Path, option: str, ids: Iterable[str], take: Callable[[bytes, Sequence[str]], int]
) -> None:
    """Ask for many objects in one call.

    ``take`` gets the answer with the ids, and returns of how many it tells. Git ends at some kinds
    of damage: what comes after it is asked for once more, without it.
    """
    wanted = list(dict.fromkeys(ids))
    for _ in range(_MOST_DAMAGE):
        if not wanted:
            return
        with tempfile.TemporaryFile() as names:
            names.write("".join(f"{blob}\n" for blob in wanted).encode())
            names.seek(0)
            answer = git_process.ask(
                root, "cat-file", option, given=names, seconds=git_process.LONG
            )
        wanted = wanted[take(answer.output, wanted) + 1 :]
    raise git_process.refusal(root, answer)
