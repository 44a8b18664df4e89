"""Read the files of a working tree as ``{path: bytes}``: regular files only, through no links."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from typing import TYPE_CHECKING

from duban.documents.yaml_document import MAX_BYTES
from duban.documents.yaml_document import Document
from duban.ground.errors import TasksError
from duban.ground.immutable import immutable
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.records import file_rules
from duban.records import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.ground.findings import Problem
    from duban.ground.findings import Rule

TOP = kinds.TOP
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class NoBookError(TasksError):
    """There is no readable book where one was looked for."""


class UnreadableFileError(TasksError):
    """A file beside the records (a Word template, a README) cannot be read."""


@immutable
class Files:
    """The files under ``tasks/`` with their bytes, and findings on what is not read.

    Of a file there is at most one byte more than a record may have, which shows that it is too
    large.
    """

    contents: dict[str, bytes]
    findings: tuple[Finding, ...]


def find_root(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards that has a ``tasks`` folder.

    NoBookError when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / TOP).is_dir():
            return folder
    raise NoBookError(
        f"在 {start} 及其上级文件夹里没有找到台账（tasks 文件夹）。"
        "请进入台账所在的文件夹，或用 --root 指明位置。"
    )


def read(root: Path) -> Files:
    """Return the files under ``root/tasks``; NoBookError when it cannot be listed."""
    top = root / TOP
    if top.is_symlink() or not top.is_dir():
        raise NoBookError(f"{top} 不是文件夹，读不到台账。")
    contents: dict[str, bytes] = {}
    findings: list[Finding] = []
    folders = [(os.fspath(top), TOP)]
    while folders:
        folder, name = folders.pop()
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = f"{name}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False) and not path.endswith((".yaml", ".yml")):
                        if entry.name != ".git":
                            folders.append((entry.path, path))
                        continue
                    raw = _read_entry(entry, path)
                    if isinstance(raw, bytes):
                        contents[path] = raw
                    else:
                        findings.append(raw)
        except OSError as error:
            if name == TOP:
                raise NoBookError(f"无法读取 {top}：{reason(error)}。") from None
            findings.append(_finding(name, file_rules.file_unreadable, reason(error)))
    return Files(contents, tuple(findings))


def beside(root: Path) -> dict[str, bytes]:
    """Return the texts beside the records that people read, by path.

    These are README files and the site's hand-written pages; one that cannot be read is left out.
    """
    pages = (*root.glob("README*.md"), *(root / "site" / "pages").rglob("*.md"))
    found: dict[str, bytes] = {}
    for page in sorted(pages):
        path = page.relative_to(root).as_posix()
        with suppress(UnreadableFileError):
            found[path] = read_file(root, path, MAX_BYTES)
    return found


def read_file(root: Path, path: str, limit: int) -> bytes:
    """Return one file of the book other than a record, at most ``limit`` bytes large.

    Like records, it is not read through a link, nor out of a folder that is one.
    UnreadableFileError where it cannot be read.
    """
    if (root / path).parent.resolve() != (root.resolve() / path).parent:
        raise UnreadableFileError(f"{path} 所在的文件夹是链接，没有读取。")
    try:
        handle = os.open(root / path, _FLAGS)
    except OSError as error:
        raise UnreadableFileError(f"读不了 {path}：{reason(error)}。") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            raise UnreadableFileError(f"{path} 不是普通文件，或者太大。")
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(limit)
    finally:
        os.close(handle)


def _read_entry(entry: os.DirEntry[str], path: str) -> bytes | Finding:
    try:
        path.encode()
    except UnicodeEncodeError:
        shown = path.encode(errors="surrogateescape").decode(errors="replace")
        return _finding(shown, file_rules.file_name_not_utf8)
    if entry.is_symlink():
        return _finding(path, file_rules.file_not_regular, "链接")
    if entry.is_dir(follow_symlinks=False):
        return _finding(path, file_rules.file_not_regular, "文件夹")
    try:
        handle = os.open(entry.path, _FLAGS)
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                return _finding(path, file_rules.file_not_regular, "特殊文件")
            return _read_all(handle, status.st_size)
        finally:
            os.close(handle)
    except OSError as error:
        return _finding(path, file_rules.file_unreadable, reason(error))


def _read_all(handle: int, size: int) -> bytes:
    """Return the bytes of a file that has just been found to hold ``size`` of them."""
    raw = os.read(handle, min(size, MAX_BYTES) + 1)
    # As a rule that was all; but a system may hand out a part, and a file may grow.
    while raw and len(raw) != size and len(raw) <= MAX_BYTES:
        more = os.read(handle, MAX_BYTES + 1 - len(raw))
        if not more:
            break
        raw += more
    return raw


def _finding(path: str, broken: Rule[..., Iterator[Problem]], *details: str) -> Finding:
    return Document(printable(path), "", None).find(broken, next(broken(*details)))
