"""Shell: files written whole or not at all, never through a link out of the book; one lock for all who write a book."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import ExitStack
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from duban.ground.errors import TasksError
from duban.ground.system_errors import reason
from duban.storage import repository

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from typing import BinaryIO

# Seconds: after the first the one who waits is told, after both it gives up.
_PATIENCE, _LIMIT = 10, 50
_UNFINISHED = re.compile(r"\.duban-[0-9a-f]{16}\.tmp")
# Where the system can, a folder is held open and its entries are named from it: nobody can put a link in its place meanwhile.
_HOLDS = {os.open, os.mkdir, os.rename, os.stat, os.unlink} <= os.supports_dir_fd and hasattr(
    os, "O_NOFOLLOW"
)
_AS_IS = (
    getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class WriteError(TasksError):
    """Nothing was written; the text says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder whose entries can be worked on; ``handle`` is None where the system cannot hold one."""

    path: str
    handle: int | None

    def name(self, entry: str) -> str:
        """Return what to call an entry together with ``dir_fd=handle``."""
        return entry if self.handle is not None else os.path.join(self.path, entry)  # noqa: PTH118 - strings throughout

    def status(self, entry: str) -> os.stat_result | None:
        """Return what an entry is, not what it leads to; None where there is none."""
        try:
            return os.stat(self.name(entry), dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def disk(self) -> int:
        """Return on which disk it lies."""
        return (os.fstat(self.handle) if self.handle is not None else os.lstat(self.path)).st_dev

    def open(self, entry: str, flags: int, mode: int = 0o666) -> int:
        """Open an entry that is no link."""
        return os.open(self.name(entry), flags | _AS_IS, mode, dir_fd=self.handle)

    def remove(self, entry: str) -> None:
        """Remove an entry that may be gone already."""
        with suppress(FileNotFoundError):
            os.unlink(self.name(entry), dir_fd=self.handle)


@contextmanager
def _opened(path: str, within: _Folder | None = None) -> Iterator[_Folder]:
    """Hold a folder: any path, or an entry of another folder that is a real folder and no link."""
    if not _HOLDS:
        if within is not None and not stat.S_ISDIR(os.lstat(path).st_mode):
            raise NotADirectoryError(errno.ENOTDIR, "", path)
        yield _Folder(path, None)
        return
    entry, base, links = path, None, 0
    if within is not None:
        entry = os.path.basename(path)  # noqa: PTH119 - of a text, not of a file that is there
        base, links = within.handle, os.O_NOFOLLOW
    handle = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | links, dir_fd=base)
    try:
        yield _Folder(path, handle)
    finally:
        os.close(handle)


@contextmanager
def _descended(root: Path, parts: tuple[str, ...]) -> Iterator[_Folder]:
    """Hold a folder below ``root``, making what is missing on the way; WriteError where there is a link on it."""
    with ExitStack() as held:
        here = held.enter_context(_opened(os.fspath(root)))
        for part in parts:
            path = f"{here.path}/{part}"
            with suppress(FileExistsError):
                os.mkdir(here.name(part), dir_fd=here.handle)
            status = here.status(part)
            if status is None or not stat.S_ISDIR(status.st_mode):
                raise WriteError(f"{path} 是{_kind(status)}，不是文件夹，没有写入。")
            here = held.enter_context(_opened(path, here))
        yield here


def _kind(status: os.stat_result | None) -> str:
    if status is not None and stat.S_ISLNK(status.st_mode):
        return "链接"
    return "文件" if status is not None and stat.S_ISREG(status.st_mode) else "特殊文件"


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the files of a book that it holds locked."""

    root: Path
    place: Path

    def write(self, path: str, content: bytes, before: bytes | None) -> None:
        """Make ``content`` of a file of the book (``tasks/…``); WriteError where it is not ``before`` (None: absent) any more."""
        *parts, name = path.split("/")
        try:
            with _descended(self.root, tuple(parts)) as folder:
                self._replace(folder, name, path, content, before)
        except OSError as error:
            raise WriteError(f"写不了 {path}：{reason(error)}。") from None

    def _replace(
        self, folder: _Folder, name: str, path: str, content: bytes, before: bytes | None
    ) -> None:
        status = folder.status(name)
        if status is not None and not stat.S_ISREG(status.st_mode):
            raise WriteError(f"{path} 是{_kind(status)}，不是普通文件，没有写入。")
        if before != (None if status is None else _content(folder, name)):
            raise WriteError(f"{path} 刚被别的程序改过，没有写入。请再运行一次。")
        with _opened(os.fspath(self.place)) as place:
            near = place.disk() == folder.disk()
            _put(folder, name, content, status, place if near else folder)


def _content(folder: _Folder, name: str) -> bytes:
    with os.fdopen(folder.open(name, os.O_RDONLY), "rb") as file:
        return file.read()


def _put(
    folder: _Folder, name: str, content: bytes, old: os.stat_result | None, place: _Folder
) -> None:
    """Put a file into a folder in one step, in the place of ``old`` (None: there is none).

    Until then it has no name, or one in ``place`` (on the same disk) that counts as no file.
    """
    unfinished = f".duban-{os.urandom(8).hex()}.tmp"
    try:
        named = (folder, name) if old is None else (place, unfinished)
        if not _written_nameless(place, content, old, *named):
            with os.fdopen(
                place.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb"
            ) as file:
                _fill(file, content, old)
        elif old is None:
            return
        os.replace(
            place.name(unfinished),
            folder.name(name),
            src_dir_fd=place.handle,
            dst_dir_fd=folder.handle,
        )
    except BaseException:
        place.remove(unfinished)
        raise


def _written_nameless(
    place: _Folder, content: bytes, old: os.stat_result | None, folder: _Folder, name: str
) -> bool:
    """Write a file that gets its name when it is whole, so that nothing stays when the program is killed; False where that cannot be."""
    if place.handle is None or not hasattr(os, "O_TMPFILE"):
        return False
    try:
        handle = os.open(".", os.O_TMPFILE | os.O_WRONLY | os.O_CLOEXEC, 0o666, dir_fd=place.handle)
    except OSError:
        return False
    with os.fdopen(handle, "wb") as file:
        _fill(file, content, old)
        try:
            os.link(f"/proc/self/fd/{handle}", name, dst_dir_fd=folder.handle)
        except FileExistsError:
            raise
        except OSError:
            return False
    return True


def _fill(file: BinaryIO, content: bytes, old: os.stat_result | None) -> None:
    file.write(content)
    file.flush()
    if old is not None and hasattr(os, "fchmod"):
        os.fchmod(file.fileno(), stat.S_IMODE(old.st_mode) & 0o777)
    os.fsync(file.fileno())


@contextmanager
def locked(root: Path, tell: Callable[[str], object]) -> Iterator[Writer]:
    """Hold a book against its other writers, from reading what is to change until it is written.

    ``tell`` is given a sentence when that takes long; WriteError when it takes too long or cannot be done.
    """
    import warnings

    from filelock import FileLock
    from filelock import Timeout

    try:
        place = _place(root)
        lock = FileLock(place / "lock")
        with (
            warnings.catch_warnings()
        ):  # that a network folder has simpler locks than others concerns no reader
            warnings.simplefilter("ignore")
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout:
                tell(f"另一个程序正在写这个台账，已等待 {_PATIENCE} 秒，最多再等 {_LIMIT} 秒……")
                lock.acquire(timeout=_LIMIT)
    except Timeout:
        message = f"另一个程序一直在写这个台账，等了 {_PATIENCE + _LIMIT} 秒，没有写入。请等它结束再运行（锁：{place / 'lock'}）。"
        raise WriteError(message) from None
    except OSError as error:
        raise WriteError(
            f"不能锁住台账，没有写入（{error.filename or root}：{reason(error)}）。"
        ) from None
    try:
        _sweep(place)
        yield Writer(root, place)
    finally:
        lock.release()


def _place(root: Path) -> Path:
    """Return the folder of the lock and of what is being written: in git's own folder, else beside ``tasks/``, never in the book."""
    git = repository.folder(root)
    if git is not None and os.access(git, os.W_OK | os.X_OK):
        return _own_folder(git / "duban")
    place = _own_folder(root / ".duban")
    with suppress(FileExistsError), (place / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")
    return place


def _own_folder(place: Path) -> Path:
    """Return a folder of ours, made where it is missing; neither it nor the lock in it may lead elsewhere."""
    for one in (place, place / "lock"):
        if one.is_symlink():
            raise WriteError(f"{one} 是链接，没有写入。请删去它再运行。")
    place.mkdir(exist_ok=True)
    return place


def _sweep(place: Path) -> None:
    """Remove what killed writers left; the lock is held, so nobody is writing."""
    for one in place.iterdir():
        if _UNFINISHED.fullmatch(one.name):
            with suppress(OSError):
                one.unlink()


def write(path: Path, content: bytes, *, over: bool) -> None:
    """Write a result to where somebody wants it: a device, a pipe or an open stream as it is, else a file whole or not at all.

    OSError leaves what was there untouched; it is FileExistsError where a file is there and not to be written ``over``.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        status = None
    if status is not None:
        stream = next((one for one in (1, 2) if _is_stream(one, status)), None)
        if stream is not None or not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            handle = os.dup(stream) if stream is not None else os.open(path, os.O_WRONLY)
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            return
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "", os.fspath(path))
    if not over and os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, "", os.fspath(path))
    target = Path(os.path.realpath(path))
    with _opened(os.fspath(target.parent)) as folder:
        _put(folder, target.name, content, status, folder)


def _is_stream(number: int, status: os.stat_result) -> bool:
    with suppress(OSError):
        return os.path.samestat(os.fstat(number), status)
    return False
