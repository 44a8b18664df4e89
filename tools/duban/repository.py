"""Shell: what git knows about the book; the only module that talks to git."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from typing import TYPE_CHECKING

from duban.clock import SHANGHAI
from duban.documents import MAX_BYTES
from duban.history import Commit
from duban.history import Log

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from pathlib import Path

    from git import Repo

_TIMEOUT = 10
_SHA256_LENGTH = 64


class GitError(Exception):
    """Git cannot answer; the text says why and what to do, in Chinese."""


def revision(root: Path) -> str | None:
    """Return the short id of the commit checked out at ``root``, None without git or without a commit.

    Asked of git itself: every report needs it, and GitPython takes longer to import than a report takes to make.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            ["git", "-C", os.fspath(root), "rev-parse", "--short=7", "--verify", "--quiet", "HEAD"],  # noqa: S607 - git is found on PATH
            capture_output=True,
            env=environment,
            timeout=_TIMEOUT,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = done.stdout.decode(errors="replace").strip()
    return found if done.returncode == 0 and found.isalnum() else None


@dataclass(frozen=True, slots=True)
class Tree:
    """The files under ``tasks/`` at one commit, as blob ids; links and submodules are left out."""

    commit: str
    blobs: Mapping[str, str]

    def changed(self, contents: Mapping[str, bytes]) -> frozenset[str]:
        """Return the paths whose bytes differ between this tree and ``contents``, in one of which they may be absent."""
        same = {path for path, raw in contents.items() if self.blobs.get(path) == _blob_id(raw, len(self.commit))}
        return frozenset((set(self.blobs) | set(contents)) - same)


def _blob_id(raw: bytes, length: int) -> str:
    digest = hashlib.sha256 if length == _SHA256_LENGTH else hashlib.sha1
    return digest(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def _open(root: Path) -> Repo:
    from git import InvalidGitRepositoryError
    from git import NoSuchPathError
    from git import Repo

    try:
        return Repo(root, search_parent_directories=True)
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise GitError(f"{root} 不在 git 仓库里，无法比较版本。") from None
    except ValueError as error:
        raise GitError(f"读不了 git 仓库：{error}。") from None


def resolve(root: Path, name: str) -> str:
    """Return the full id of the commit called ``name``; GitError when there is none."""
    repo = _open(root)
    if name.startswith("-") or not name.strip():
        raise GitError(f"“{name}”不是版本名。")
    found = _ask(repo, "rev_parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not found:
        if not _ask(repo, "rev_parse", "--verify", "--quiet", "HEAD"):
            raise GitError("仓库里还没有任何提交，无法比较版本。")
        remote, _, branch = name.partition("/")
        fetch = f"git fetch {remote} {branch}" if branch else f"git fetch origin {name}"
        raise GitError(f"找不到版本“{name}”。请先运行 {fetch}；在 CI 里请取完整历史（如 fetch-depth: 0）。")
    return found.splitlines()[0]


def merge_base(root: Path, base: str, head: str = "HEAD") -> str:
    """Return the commit where ``head`` left ``base``; GitError when history does not reach it."""
    repo = _open(root)
    one, other = resolve(root, base), resolve(root, head)
    found = _ask(repo, "merge_base", one, other)
    if found:
        return found.splitlines()[0]
    if _ask(repo, "rev_parse", "--is-shallow-repository") == "true":
        raise GitError(
            f"这里的历史不完整（浅克隆），找不到与“{base}”的分叉点。"
            "请运行 git fetch --unshallow，或在 CI 里设 fetch-depth: 0（GitLab：GIT_DEPTH: 0）。"
        )
    raise GitError(f"当前分支与“{base}”没有共同的历史，无法比较。请从“{base}”重新建立分支。")


def _ask(repo: Repo, command: str, *arguments: str) -> str:
    from git import GitCommandError

    try:
        return str(getattr(repo.git, command)(*arguments))
    except GitCommandError:
        return ""


def tree(root: Path, commit: str) -> Tree:
    """Return what lies under the book's ``tasks/`` at a commit (a full id)."""
    repo = _open(root)
    prefix = _prefix(repo, root)
    listing = repo.git.ls_tree(
        "-r", "-z", "--full-tree", commit, "--", f"{prefix}tasks/", stdout_as_string=False, strip_newline_in_stdout=False
    )
    blobs = {}
    for line in bytes(listing).split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, kind, blob = about.split(b" ")
            if kind == b"blob" and mode != b"120000":
                blobs[path.decode(errors="surrogateescape").removeprefix(prefix)] = blob.decode()
    return Tree(commit, blobs)


def _prefix(repo: Repo, root: Path) -> str:
    top = os.path.realpath(repo.working_tree_dir or root)
    inside = os.path.relpath(os.path.realpath(root), top)
    return "" if inside == "." else f"{inside}/"


def read(root: Path, at: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of some files of a tree, all fetched in one call."""
    wanted = [path for path in paths if path in at.blobs]
    found = _blobs(_open(root), [at.blobs[path] for path in wanted])
    return {path: found[at.blobs[path]] for path in wanted}


def _blobs(repo: Repo, ids: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of blobs by id, each once, all fetched in one call."""
    wanted = list(dict.fromkeys(ids))
    output = _batch(repo, wanted, "--batch")
    contents = {}
    start = 0
    for blob in wanted:
        end = output.index(b"\n", start)
        size = int(output[start:end].rsplit(b" ", 1)[1])
        contents[blob] = output[end + 1 : end + 1 + size]
        start = end + size + 2
    return contents


def _batch(repo: Repo, ids: list[str], option: str) -> bytes:
    if not ids:
        return b""
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{one}\n" for one in ids).encode())
        names.seek(0)
        return bytes(repo.git.cat_file(option, istream=names, stdout_as_string=False, strip_newline_in_stdout=False))


def log(root: Path) -> Log:
    """Return how the book became what it is at HEAD: one ``git log`` along the first parents, one ``cat-file``.

    A commit's day never lies before the day of the one before it. Files too large for a record are left out.
    GitError without git or without a commit.
    """
    repo = _open(root)
    resolve(root, "HEAD")
    prefix = _prefix(repo, root)
    arguments = ("--first-parent", "-m", "--raw", "-z", "--no-abbrev", "--no-renames", "--reverse", "--format=%x01%H %ct")
    told = repo.git.log(*arguments, "HEAD", "--", f"{prefix}tasks/", stdout_as_string=False, strip_newline_in_stdout=False)
    commits = tuple(_commits(bytes(told), prefix))
    ids = list(dict.fromkeys(blob for commit in commits for blob in commit.changes.values() if blob))
    sizes = (line.split(b" ") for line in _batch(repo, ids, "--batch-check").splitlines())
    small = [blob for blob, size in zip(ids, sizes, strict=True) if size[-1].isdigit() and int(size[-1]) <= MAX_BYTES]
    complete = _ask(repo, "rev_parse", "--is-shallow-repository") != "true"
    return Log(commits, _blobs(repo, small), complete)


_LINK_MODES = (b"120000", b"160000")


def _commits(told: bytes, prefix: str) -> Iterator[Commit]:
    found: list[tuple[str, date, dict[str, str | None]]] = []
    for block in told.split(b"\x01")[1:]:
        head, *fields = block.split(b"\0")
        name, _, seconds = head.decode().strip().partition(" ")
        changes: dict[str, str | None] = {}
        for about, path in zip(fields[::2], fields[1::2], strict=False):
            _, mode, _, blob, status = about.strip().split(b" ")
            gone = status == b"D" or mode in _LINK_MODES
            changes[path.decode(errors="surrogateescape").removeprefix(prefix)] = None if gone else blob.decode()
        found.append((name, _day(seconds), changes))
    # A machine with a wrong clock must not hide what came after: no day later than the newest commit's, none before the last.
    day = date.min
    for name, on, changes in found:
        day = max(day, min(on, found[-1][1]))
        yield Commit(name, day, changes)


def _day(seconds: str) -> date:
    """The day in China at a time that git gives, which can be any number."""
    try:
        return datetime.fromtimestamp(int(seconds), SHANGHAI).date()
    except (ValueError, OverflowError, OSError):
        return date.min


def versions(root: Path, folder: str) -> tuple[tuple[bytes, ...], bool]:
    """Return every version of the book's files under a folder on any branch, and whether history is complete.

    Files too large for a record are left out. GitError without git or without a commit.
    """
    from git import GitCommandError

    repo = _open(root)
    resolve(root, "HEAD")
    arguments = ("--all", "--full-history", "-m", "--root", "--raw", "-z", "--no-abbrev", "--no-renames", "--format=")
    path = f"{_prefix(repo, root)}{folder}/"
    try:
        told = bytes(repo.git.log(*arguments, "HEAD", "--", path, stdout_as_string=False, strip_newline_in_stdout=False))
        about = [one.strip().split(b" ") for one in told.split(b"\0")[::2]]
        ids = list(dict.fromkeys(one[3].decode() for one in about if len(one) == len(_RAW_FIELDS)))
        sizes = [line.split(b" ") for line in _batch(repo, ids, "--batch-check").splitlines()]
        small = [blob for blob, size in zip(ids, sizes, strict=True) if size[1:2] == [b"blob"] and int(size[2]) <= MAX_BYTES]
        return tuple(_blobs(repo, small).values()), _ask(repo, "rev_parse", "--is-shallow-repository") != "true"
    except (GitCommandError, ValueError, IndexError):
        raise GitError("git 版本记录有损坏，读不出来。") from None


_RAW_FIELDS = (":mode before", "mode after", "id before", "id after", "status")
