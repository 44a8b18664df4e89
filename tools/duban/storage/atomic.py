"""Write files whole or not at all, never through a link, under one lock for all writers."""

from __future__ import annotations

import errno
import os
import re
import stat
from contextlib import ExitStack
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from duban.ground.errors import TasksError
from duban.ground.immutable import immutable
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.storage import git_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from typing import BinaryIO

# Seconds: after the first, whoever waits is told why; after both it gives up.
_PATIENCE, _LIMIT = 10, 50
_UNFINISHED = re.compile(r"\.duban-[0-9a-f]{16}\.tmp")
# Where the system can, a folder is held open and its entries are named from it: nobody can put a
# link in its place meanwhile.
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
    """Nothing was written."""


def unwritable(path: str | Path, error: OSError) -> WriteError:
    """Return the error where the system refuses to write to a path."""
    return WriteError(f"写不了 {printable(str(path))}：{reason(error)}。")


@immutable
class _Folder:
    """A folder whose entries can be worked on.

    ``handle`` is its open descriptor; None where the system cannot hold a folder open.
    """

    path: str
    handle: int | None

    def name(self, entry: str) -> str:
        """Return what to call an entry together with ``dir_fd=handle``."""
        if self.handle is not None:
            return entry
        return os.path.join(self.path, entry)  # noqa: PTH118 - strings throughout

    def status(self, entry: str) -> os.stat_result | None:
        """Return what an entry is (a link is a link); None where there is none."""
        try:
            return os.stat(self.name(entry), dir_fd=self.handle, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def disk(self) -> int:
        """Return the number of the disk that it lies on."""
        status = os.lstat(self.path) if self.handle is None else os.fstat(self.handle)
        return status.st_dev

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
    """Hold a folder below ``root``, making what is missing on the way.

    WriteError where something on the way is no folder.
    """
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


@immutable
class Writer:
    """Writes the files of a book that it holds locked."""

    root: Path
    place: Path

    def write(self, path: str, content: bytes, before: bytes | None) -> None:
        """Put ``content`` into a file of the book, by its path there (``tasks/…``).

        WriteError where the file holds something else than ``before`` (None: there is no file).
        """
        *parts, name = path.split("/")
        try:
            with _descended(self.root, tuple(parts)) as folder:
                self._replace(folder, name, path, content, before)
        except OSError as error:
            raise unwritable(path, error) from None

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

    Until then it has no name, or a name in ``place`` (on the same disk) that no reader looks for.
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
    """Write a file that gets its name when it is whole; False where the system cannot.

    When the program is killed on the way, nothing of it stays.
    """
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

    ``tell`` is given a sentence when there is a wait. WriteError when the wait gets too long, or
    where the book cannot be locked.
    """
    import warnings

    from filelock import FileLock
    from filelock import Timeout

    try:
        place = _place(root)
        lock = FileLock(place / "lock")
        # filelock warns where a network folder has simpler locks; nobody can do anything about it.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                lock.acquire(timeout=_PATIENCE)
            except Timeout:
                tell(f"另一个程序正在写这个台账，已等待 {_PATIENCE} 秒，最多再等 {_LIMIT} 秒……")
                lock.acquire(timeout=_LIMIT)
    except Timeout:
        raise WriteError(
            f"另一个程序一直在写这个台账，等了 {_PATIENCE + _LIMIT} 秒，没有写入。"
            f"请等它结束再运行（锁：{place / 'lock'}）。"
        ) from None
    except OSError as error:
        where = error.filename or root
        raise WriteError(f"不能锁住台账，没有写入（{where}：{reason(error)}）。") from None
    try:
        _sweep(place)
        yield Writer(root, place)
    finally:
        lock.release()


def _place(root: Path) -> Path:
    """Return the folder of the lock and of unfinished files, which is never in the book.

    It lies in git's own folder where that can be written, else beside ``tasks/``.
    """
    git = git_folder.folder(root)
    if git is not None and os.access(git, os.W_OK | os.X_OK):
        return _own_folder(git / "duban")
    place = _own_folder(root / ".duban")
    with suppress(FileExistsError), (place / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")
    return place


def _own_folder(place: Path) -> Path:
    """Return a folder of ours, made where it is missing; WriteError where it is a link."""
    for path in (place, place / "lock"):
        if path.is_symlink():
            raise WriteError(f"{path} 是链接，没有写入。请删去它再运行。")
    place.mkdir(exist_ok=True)
    return place


def _sweep(place: Path) -> None:
    """Remove what killed writers left; the lock is held, so nobody is writing."""
    for path in place.iterdir():
        if _UNFINISHED.fullmatch(path.name):
            with suppress(OSError):
                path.unlink()


def write(path: Path, content: bytes, *, over: bool) -> None:
    """Write a result to where somebody wants it.

    A device, a pipe or an open stream is written to as it is; a file appears whole or not at all.
    OSError leaves what was there untouched; it is FileExistsError where a file is there already and
    ``over`` is not given.
    """
    try:
        status = path.stat()
    except FileNotFoundError:
        status = None
    if status is not None:
        stream = next((number for number in (1, 2) if _is_stream(number, status)), None)
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
