"""Shell: the files of a working tree, as ``{path: bytes}``, following no links and refusing what is no file."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from duban.documents.yaml_document import MAX_BYTES
from duban.documents.yaml_document import Document
from duban.ground.errors import TasksError
from duban.ground.findings import Finding
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.system_errors import reason
from duban.ground.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOP = "tasks"
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)


class NoBookError(TasksError):
    """There is no readable book where one was looked for; the text says so in Chinese."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files under ``tasks/`` with their bytes (at most one more than a record may have), and what is no file."""

    contents: dict[str, bytes]
    findings: tuple[Finding, ...]


def find_root(start: Path) -> Path:
    """Return the nearest folder from ``start`` upwards that has a ``tasks`` folder; NoBookError when there is none."""
    for folder in (start, *start.parents):
        if (folder / TOP).is_dir():
            return folder
    message = f"在 {start} 及其上级文件夹里没有找到台账（tasks 文件夹）。请进入台账所在的文件夹，或用 --root 指明位置。"
    raise NoBookError(message)


def read(root: Path) -> Files:
    """Return the files under ``root/tasks``; NoBookError when that is no folder or cannot be listed."""
    top = root / TOP
    if top.is_symlink() or not top.is_dir():
        message = f"{top} 不是文件夹，读不到台账。"
        raise NoBookError(message)
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
                message = f"无法读取 {top}：{reason(error)}。"
                raise NoBookError(message) from None
            findings.append(_finding(name, file_unreadable, reason(error)))
    return Files(contents, tuple(findings))


def beside(root: Path) -> dict[str, bytes]:
    """Return the committed texts beside the book that people read: README files and the site's hand-written pages."""
    pages = (*root.glob("README*.md"), *(root / "site" / "pages").rglob("*.md"))
    found: dict[str, bytes] = {}
    for page in sorted(pages):
        with contextlib.suppress(NoBookError):
            found[page.relative_to(root).as_posix()] = read_file(
                root, page.relative_to(root).as_posix(), MAX_BYTES
            )
    return found


def read_file(root: Path, path: str, limit: int) -> bytes:
    """Return one file of the book other than a record; NoBookError when it is no plain file or larger than ``limit``.

    Like records, it is not read through a link, nor out of a folder that is one.
    """
    if (root / path).parent.resolve() != (root.resolve() / path).parent:
        raise NoBookError(f"{path} 所在的文件夹是链接，没有读取。")
    try:
        handle = os.open(root / path, _FLAGS)
    except OSError as error:
        raise NoBookError(f"读不了 {path}：{reason(error)}。") from None
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode) or status.st_size > limit:
            raise NoBookError(f"{path} 不是普通文件，或者太大。")
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(limit)
    finally:
        os.close(handle)


def _read_entry(entry: os.DirEntry[str], path: str) -> bytes | Finding:
    try:
        path.encode()
    except UnicodeEncodeError:
        return _finding(
            path.encode(errors="surrogateescape").decode(errors="replace"), file_name_not_utf8
        )
    if entry.is_symlink():
        return _finding(path, file_not_regular, "链接")
    if entry.is_dir(follow_symlinks=False):
        return _finding(path, file_not_regular, "文件夹")
    try:
        handle = os.open(entry.path, _FLAGS)
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return _finding(path, file_not_regular, "特殊文件")
            return _read_all(handle)
        finally:
            os.close(handle)
    except OSError as error:
        return _finding(path, file_unreadable, reason(error))


def _read_all(handle: int) -> bytes:
    raw = os.read(handle, MAX_BYTES + 1)
    while raw and len(raw) <= MAX_BYTES:
        more = os.read(handle, MAX_BYTES + 1 - len(raw))
        if not more:
            break
        raw += more
    return raw


def _finding(path: str, one_rule: Rule[..., Iterator[Problem]], *details: str) -> Finding:
    return Document(printable(path), "", None).find(one_rule, next(one_rule(*details)))


@rule
def file_not_regular(what: str) -> Iterator[Problem]:
    """不是普通文件。

    台账里只放普通的 .yaml 文件。链接可能指向台账以外的内容，一律不读；名称以 .yaml 结尾的文件夹请改名。
    """
    yield Problem(f"这是{what}，不是普通文件，没有读取", "换成普通的 .yaml 文件，或删去")


@rule
def file_unreadable(why: str) -> Iterator[Problem]:
    """文件读不出来。

    通常是没有读取权限，或磁盘有问题。请联系管理员。
    """
    yield Problem(f"文件读不出来（{why}）", "检查读取权限，或联系管理员")


@rule
def file_name_not_utf8() -> Iterator[Problem]:
    """文件名的编码不对。

    文件名只用小写英文字母、数字和短横线。
    """
    yield Problem(
        "文件名里有无法辨认的字节", "改名，只用小写英文字母、数字和短横线，例如 1-2-2b.yaml"
    )


RULES: tuple[Rule[..., Any], ...] = (file_not_regular, file_unreadable, file_name_not_utf8)
