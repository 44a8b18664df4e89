"""Shell: what git knows about the book; the only module that talks to git."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from duban.documents.yaml_document import MAX_BYTES
from duban.ground import clock
from duban.ground.clock import SHANGHAI
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.status.history import Commit
from duban.status.history import Log
from duban.storage import chronology
from duban.storage import git_errors
from duban.storage.git_errors import DAMAGED
from duban.storage.git_errors import GitError
from duban.storage.git_errors import NoHistoryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from typing import BinaryIO

    from git.cmd import Git as GitPython

    AutoInterrupt = GitPython.AutoInterrupt

# Seconds: what a report waits for its revision, what any question may take, and what the whole of history may.
_SHORT, _ORDINARY, _LONG = 10.0, 20.0, 60.0
_SHA256_LENGTH = 64
_LONGEST_NAME = 1000
# What a hook or a shell says about another repository (the book's place alone says which one it is in), and what would
# change git's answers or add to what it says on stderr.
_ELSEWHERE = re.compile(
    "GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX|NAMESPACE|SHALLOW_FILE|GRAFT_FILE|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|TRACE.*)"
)
# Nobody is asked anything, nothing is locked, and no program shows the answer page by page.
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS_REQUIRE": "never", "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat", "LC_ALL": "C", "LANGUAGE": "C",
}  # fmt: skip
# Settings of a user or a repository that would change what git answers, or have it wait for another program.
_SETTINGS = (
    "--no-pager", "--no-replace-objects", "--literal-pathspecs", "-c", "log.showSignature=false", "-c", "log.follow=false",
    "-c", "log.mailmap=false", "-c", "core.fsmonitor=false",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    output: bytes
    errors: str


def revision(root: Path) -> tuple[str | None, str]:
    """Return the short id of the commit checked out at ``root`` (None: there is none to be had), and the words for that.

    Asked of git itself: every report needs it, and GitPython takes longer to import than a report takes to make.
    """
    arguments = ("rev-parse", "--short=7", "--verify", "--quiet", "HEAD^{commit}")
    try:
        answer = _finished(root, lambda: _started(root, arguments), _SHORT)
        found = answer.output.decode(errors="replace").strip()
        if answer.status == 0 and found.isalnum():
            return found, found
        raise _nameless(root, answer)
    except NoHistoryError:
        return None, "未入库"
    except GitError as error:
        return None, f"未知（{error.reason}）"


def _started(root: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = ["git", "-C", os.fspath(root), *_SETTINGS, *arguments]
    # A session of its own: no terminal to ask at, and what git starts can be stopped together with it.
    return subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(), start_new_session=True,
    )  # fmt: skip


def _environment() -> dict[str, str]:
    return {
        name: value for name, value in os.environ.items() if not _ELSEWHERE.fullmatch(name)
    } | _QUIET


def _ask(
    root: Path, *arguments: str, given: BinaryIO | None = None, seconds: float | None = None
) -> _Answer:
    """Return what git says; GitError where it cannot be run, not what it refuses."""

    def start() -> AutoInterrupt:
        for name in filter(
            _ELSEWHERE.fullmatch, list(os.environ)
        ):  # GitPython hands on the environment as it is
            os.environ.pop(name, None)
        if (
            "git" not in sys.modules
        ):  # GitPython runs git when it is imported, and would wait for it without end
            _finished(root, lambda: _started(root, ("version",)), _SHORT)
        from git import Git
        from git import GitCommandNotFound

        command = ["git", "-C", os.fspath(root), *_SETTINGS, *arguments]
        try:
            return Git().execute(
                command, as_process=True, istream=given, env=_QUIET, start_new_session=True
            )
        except GitCommandNotFound:
            raise FileNotFoundError from None

    return _finished(root, start, seconds or _ORDINARY)


def _finished(
    root: Path, start: Callable[[], subprocess.Popen[bytes] | AutoInterrupt], seconds: float
) -> _Answer:
    """Run git to its end; the one place where it may be missing, hang or be killed."""
    try:
        process = start()
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException:
            _stop(process)
            raise
    except subprocess.TimeoutExpired:
        raise GitError(
            f"git 在 {seconds:.0f} 秒内没有回应，已经停止。请在 {root} 运行 git status 查看。",
            "git 没有回应",
        ) from None
    except (ImportError, OSError):  # GitPython looks for git when it is imported, and raises either
        if _mark(root) is None:
            raise git_errors.no_repository(root) from None
        raise _unusable(root) from None
    if process.returncode < 0:
        raise _stopped(process.returncode)
    return _Answer(process.returncode, output, errors.decode(errors="replace"))


def _stop(process: subprocess.Popen[bytes] | AutoInterrupt) -> None:
    """End git and what it started, say a filter or ssh, which would keep the pipes open and be waited for."""
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=1)


def _unusable(root: Path) -> GitError:
    """Return why git cannot be used: it is there and refuses, say for its settings, or it is not to be had."""
    with (
        suppress(OSError, subprocess.TimeoutExpired),
        _started(root, ("rev-parse", "--git-dir")) as process,
    ):
        try:
            _, errors = process.communicate(timeout=_SHORT)
        finally:
            _stop(process)
        if process.returncode < 0:
            return _stopped(process.returncode)
        if process.returncode:
            return git_errors.explained(
                process.returncode, errors.decode(errors="replace"), root, _mark(root)
            )
    return GitError(
        "运行不了 git，看不到版本记录。请安装 git，并把它所在的文件夹加入 PATH。",
        "没有安装 git，或运行不了",
    )


def _stopped(status: int) -> GitError:
    return GitError(f"git 被系统中止（信号 {-status}）。请检查内存后再运行一次。", "git 被系统中止")


def _told(root: Path, *arguments: str, seconds: float | None = None) -> bytes:
    """Return what git answers; GitError where it refuses."""
    answer = _ask(root, *arguments, seconds=seconds)
    if answer.status:
        raise _explained(root, answer)
    return answer.output


def _explained(root: Path, answer: _Answer) -> GitError:
    return git_errors.explained(answer.status, answer.errors, root, _mark(root))


def _nameless(root: Path, answer: _Answer) -> GitError:
    """Return why HEAD is no commit: nothing committed yet, or git cannot tell."""
    if answer.status != 1 or answer.errors:
        return _explained(root, answer)
    refs = _ask(root, "for-each-ref", "--count=1")
    if refs.status or refs.errors:
        return _explained(root, refs)
    if _ask(root, "symbolic-ref", "--quiet", "HEAD").status:
        return _headless()
    return NoHistoryError("仓库里还没有任何提交，无法比较版本。", "还没有任何提交")


def _headless() -> GitError:
    return GitError(
        "当前版本（HEAD）的提交缺失或已损坏。请运行 git fsck 查看，或重新克隆。", DAMAGED
    )


def _mark(root: Path) -> Path | None:
    """Return the nearest ``.git`` from ``root`` upwards, whatever it is."""
    place = Path(os.path.realpath(root))
    return next(
        (one / ".git" for one in (place, *place.parents) if os.path.lexists(one / ".git")), None
    )


def folder(root: Path) -> Path | None:
    """Return git's own folder for the working tree that ``root`` lies in, without asking git; None where there is none."""
    mark = _mark(root)
    if mark is None:
        return None
    found = mark
    if mark.is_file():
        with mark.open("rb") as file:
            label, _, target = file.read(_LONGEST_NAME * 4).partition(b":")
        if label != b"gitdir":
            return None
        found = mark.parent / os.fsdecode(target.strip(b" \r\n"))
    return found if (found / "HEAD").is_file() else None


def remotes(root: Path) -> tuple[str, ...]:
    """Return the addresses that the repository at ``root`` is fetched from and pushed to, as git resolves them; none without git.

    A branch may name an address instead of a remote; where it names a remote, that name is returned too.
    """
    if _mark(root) is None:
        return ()
    try:
        named = _lines(root, "remote", "--verbose")
        straight = _lines(
            root,
            "config",
            "--get-regexp",
            r"^(branch\..*\.(remote|pushremote)|remote\.pushdefault)$",
        )
    except GitError:
        return ()
    found = (
        [line.partition("\t")[2].rpartition(" (")[0] for line in named],
        [line.rpartition(" ")[2] for line in straight],
    )
    return tuple(dict.fromkeys(chain(*found)))


def _lines(root: Path, *arguments: str) -> list[str]:
    answer = _finished(root, lambda: _started(root, arguments), _SHORT)
    return answer.output.decode(errors="replace").splitlines() if answer.status == 0 else []


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under ``tasks/`` at one commit, as blob ids; ``links`` (submodules too) are named, not read."""

    commit: str
    blobs: Mapping[str, str]
    links: frozenset[str] = frozenset()

    def changed(self, contents: Mapping[str, bytes]) -> frozenset[str]:
        """Return the paths whose bytes differ between this tree and ``contents``, in one of which they may be absent."""
        same = {
            path
            for path, raw in contents.items()
            if self.blobs.get(path) == _blob_id(raw, len(self.commit))
        }
        return frozenset((set(self.blobs) | set(contents)) - same)


def _blob_id(raw: bytes, length: int) -> str:
    digest = hashlib.sha256 if length == _SHA256_LENGTH else hashlib.sha1
    return digest(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def resolve(root: Path, name: str) -> str:
    """Return the full id of the commit called ``name``; GitError when there is none."""
    if not _NAME.fullmatch(name) or ".." in name or len(name) > _LONGEST_NAME:
        raise GitError(
            f"“{shorten(printable(name), 60)}”不是版本名。请写分支、标签或提交编号，例如 origin/main。"
        )
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    answer = _ask(root, *arguments, f"{name}^{{commit}}")
    found = answer.output.decode(errors="replace").strip()
    if answer.status == 0 and _ID.fullmatch(found):
        return found
    head = _ask(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if head.status:
        raise _nameless(root, head)
    if _IN_REFLOG.search(answer.errors):
        raise GitError(f"找不到版本“{name}”。请核对写法，或改写提交编号。")
    if answer.errors and "expected commit type" not in answer.errors:
        raise _explained(root, answer)
    if name == "HEAD" or name in head.output.decode(errors="replace"):
        raise GitError(
            f"版本“{name}”的提交缺失或已损坏。请运行 git fsck 查看，或重新克隆。", DAMAGED
        )
    if _ask(root, "cat-file", "-e", "HEAD^{commit}").status:
        raise _headless()
    raise GitError(f"找不到版本“{name}”。{_how_to_get(name)}")


# Not what leaves commits out (^main), names a file (main:path) or is taken for an option.
_NAME = re.compile(r"(?![-^])[^\x00-\x20\x7f:\ud800-\udfff]+(?: [^\x00-\x20\x7f:\ud800-\udfff]+)*")
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IN_REFLOG = re.compile(
    r"log for|no upstream|no such branch|HEAD does not point|only (has|goes)", re.IGNORECASE
)


def _how_to_get(name: str) -> str:
    remote, _, branch = name.partition("/")
    if not re.fullmatch(r"[\w./-]+", name):
        return "请核对写法；版本较早的，请先取完整历史（如 fetch-depth: 0）。"
    fetch = f"git fetch {remote} {branch}" if branch else f"git fetch origin {name}"
    return f"请先运行 {fetch}；在 CI 里请取完整历史（如 fetch-depth: 0）。"


def merge_base(root: Path, base: str, head: str = "HEAD") -> str:
    """Return the commit where ``head`` left ``base``; GitError when history does not reach it."""
    one, other = resolve(root, base), resolve(root, head)
    answer = _ask(root, "merge-base", one, other)
    if answer.status == 0:
        return answer.output.decode().split()[0]
    if not _complete(root):
        raise GitError(
            f"这里的历史不完整（浅克隆），找不到与“{base}”的分叉点。"
            "请运行 git fetch --unshallow，或在 CI 里设 fetch-depth: 0（GitLab：GIT_DEPTH: 0）。"
        )
    if answer.errors:
        raise _explained(root, answer)
    raise GitError(f"当前分支与“{base}”没有共同的历史，无法比较。请从“{base}”重新建立分支。")


def _complete(root: Path) -> bool:
    """Tell whether the whole history is here, not the last commits only."""
    return _told(root, "rev-parse", "--is-shallow-repository").strip() != b"true"


def tree(root: Path, commit: str) -> Tree:
    """Return what lies under the book's ``tasks/`` at a commit (a full id)."""
    prefix = _prefix(root)
    listing = _told(root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{prefix}tasks/")
    blobs = {}
    links = set()
    for line in listing.split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, kind, blob = about.split(b" ")
            if kind == b"blob" and mode != b"120000":
                blobs[path.decode(errors="surrogateescape").removeprefix(prefix)] = blob.decode()
            else:
                links.add(path.decode(errors="surrogateescape").removeprefix(prefix))
    return Tree(commit, blobs, frozenset(links))


def _prefix(root: Path) -> str:
    """Return where the book lies in its repository, with a slash at the end; empty at the top."""
    inside, _, prefix = _told(
        root, "rev-parse", "--is-inside-work-tree", "--show-prefix"
    ).partition(b"\n")
    if inside != b"true":
        raise GitError(
            f"{root} 是 git 自己的文件夹或裸仓库，里面没有工作文件。请在克隆出来的文件夹里运行。",
            "这里是裸仓库",
        )
    return os.fsdecode(prefix.removesuffix(b"\n"))


def read(root: Path, at: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of some files of a tree, all fetched in one call; GitError where one cannot be read."""
    wanted = [path for path in paths if path in at.blobs]
    found = _blobs(root, [at.blobs[path] for path in wanted])
    lost = next((path for path in wanted if at.blobs[path] not in found), None)
    if lost is not None:
        message = f"{DAMAGED}：版本 {at.commit[:7]} 的 {printable(lost)} 读不出来。请运行 git fsck 查看，或重新克隆。"
        raise GitError(message, DAMAGED)
    return {path: found[at.blobs[path]] for path in wanted}


def _blobs(root: Path, ids: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of blobs by id, each once, fetched together; those that are missing or damaged are left out."""
    contents: dict[str, bytes] = {}
    _batch(root, "--batch", ids, lambda output, wanted: _unpack(output, wanted, contents))
    return contents


def _unpack(output: bytes, wanted: Sequence[str], contents: dict[str, bytes]) -> int:
    """Put the blobs that git told whole into ``contents``; return of how many it told."""
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
            if _blob_id(content, len(blob)) == blob:
                contents[blob] = content
    return len(wanted)


def _sizes(root: Path, ids: Iterable[str]) -> dict[str, int]:
    """Return how large blobs are, by id; those that are missing or damaged are left out."""
    sizes: dict[str, int] = {}

    def take(output: bytes, wanted: Sequence[str]) -> int:
        lines = output.splitlines()
        last_words = {
            blob: line.rpartition(b" ")[2] for blob, line in zip(wanted, lines, strict=False)
        }
        sizes.update({blob: int(word) for blob, word in last_words.items() if word.isdigit()})
        return len(lines)

    _batch(root, "--batch-check", ids, take)
    return sizes


_MOST_DAMAGE = 100


def _batch(
    root: Path, option: str, ids: Iterable[str], take: Callable[[bytes, Sequence[str]], int]
) -> None:
    """Ask for many objects in one call; ``take`` gets the answer with the ids, and returns of how many it tells.

    Git ends at some kinds of damage: what comes after it is asked for once more, without it.
    """
    wanted = list(dict.fromkeys(ids))
    for _ in range(_MOST_DAMAGE):
        if not wanted:
            return
        with tempfile.TemporaryFile() as names:
            names.write("".join(f"{one}\n" for one in wanted).encode())
            names.seek(0)
            answer = _ask(root, "cat-file", option, given=names, seconds=_LONG)
        wanted = wanted[take(answer.output, wanted) + 1 :]
    raise _explained(root, answer)


def log(root: Path, today: date | None = None) -> Log:
    """Return how the book became what it is at HEAD: one ``git log`` along the first parents, one ``cat-file``.

    A commit's day never lies before the day of the one before it, nor after ``today`` (absent: this machine's), whatever
    the clocks of the machines said (``chronology``). Files too large for a record are left out. GitError without git or without a commit.
    """
    resolve(root, "HEAD")
    prefix = _prefix(root)
    arguments = (
        "--first-parent",
        "-m",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        f"-O{os.devnull}",
        "--reverse",
        "--format=%x01%H %ct",
    )
    told = _told(root, "log", *arguments, "HEAD", "--", f"{prefix}tasks/", seconds=_LONG)
    commits = tuple(_commits(told, prefix, today or clock.today()))
    ids = {blob for commit in commits for blob in commit.changes.values() if blob}
    sizes = _sizes(root, ids)
    small = [blob for blob, size in sizes.items() if size <= MAX_BYTES]
    blobs = _blobs(root, small)
    return Log(
        commits, blobs, _complete(root), lost=len(ids) - len(sizes) + len(small) - len(blobs)
    )


_LINK_MODES = (b"120000", b"160000")


def _commits(told: bytes, prefix: str, today: date) -> Iterator[Commit]:
    found: list[tuple[str, date, dict[str, str | None]]] = []
    for block in told.split(b"\x01")[1:]:
        head, *fields = block.split(b"\0")
        name, _, seconds = head.decode().strip().partition(" ")
        changes: dict[str, str | None] = {}
        for about, path in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, blob, status = about.strip().split(b" ")
            gone = status == b"D" or mode in _LINK_MODES
            changes[path.decode(errors="surrogateescape").removeprefix(prefix)] = (
                None if gone else blob.decode()
            )
        found.append((name, _day(seconds), changes))
    on_days = chronology.days([on for _, on, _ in found], today)
    for (name, _, changes), on in zip(found, on_days, strict=True):
        yield Commit(name, on, changes)


def _day(seconds: str) -> date:
    """The day in China at a time that git gives, which can be any number."""
    try:
        return datetime.fromtimestamp(int(seconds), SHANGHAI).date()
    except (ValueError, OverflowError, OSError):
        return date.min


def versions(root: Path, folder: str) -> tuple[tuple[bytes, ...], bool]:
    """Return every version of the book's files under a folder on any branch, and whether all of its history could be read.

    Files too large for a record are left out. GitError without git or without a commit.
    """
    resolve(root, "HEAD")
    arguments = (
        "--all",
        "--full-history",
        "-m",
        "--root",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-renames",
        "--format=",
    )
    told = _told(root, "log", *arguments, "HEAD", "--", f"{_prefix(root)}{folder}/", seconds=_LONG)
    about = [one.strip().split(b" ") for one in told.split(b"\0")[::2]]
    ids = {one[3].decode() for one in about if len(one) == len(_RAW_FIELDS)}
    wanted = {blob for blob in ids if blob.strip("0")}
    sizes = _sizes(root, wanted)
    small = [blob for blob, size in sizes.items() if size <= MAX_BYTES]
    blobs = _blobs(root, small)
    return tuple(blobs.values()), _complete(root) and len(sizes) == len(wanted) and len(
        blobs
    ) == len(small)


_RAW_FIELDS = (":mode before", "mode after", "id before", "id after", "status")
