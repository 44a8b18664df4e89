"""What git knows of the book now: its revision, its remotes, and the files of a commit."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.storage import git_errors
from duban.storage import git_process
from duban.storage.git_errors import DAMAGED
from duban.storage.git_errors import GitError
from duban.storage.git_errors import NoHistoryError
from duban.storage.git_folder import nearest_mark

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from pathlib import Path

_LONGEST_NAME = 1000
# Not what leaves commits out (^main), names a file (main:path) or is taken for an option.
_NAME = re.compile(r"(?![-^])[^\x00-\x20\x7f:\ud800-\udfff]+(?: [^\x00-\x20\x7f:\ud800-\udfff]+)*")
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_IN_REFLOG = re.compile(
    r"log for|no upstream|no such branch|HEAD does not point|only (has|goes)", re.IGNORECASE
)


def revision(root: Path) -> tuple[str | None, str]:
    """Return the short id of the commit checked out at ``root``, and the words for it.

    The id is None where there is none to be had; the words then say why.
    """
    arguments = ("rev-parse", "--short=7", "--verify", "--quiet", "HEAD^{commit}")
    try:
        answer = git_process.ask_quickly(root, *arguments)
        found = answer.text.strip()
        if answer.status == 0 and found.isalnum():
            return found, found
        raise _no_commit(root, answer)
    except NoHistoryError:
        return None, "未入库"
    except GitError as error:
        return None, f"未知（{error.reason}）"


def _no_commit(root: Path, answer: git_process.Answer) -> GitError:
    """Return why HEAD is no commit: nothing committed yet, or git cannot tell."""
    if answer.status != 1 or answer.errors:
        return git_process.refusal(root, answer)
    refs = git_process.ask(root, "for-each-ref", "--count=1")
    if refs.status or refs.errors:
        return git_process.refusal(root, refs)
    if git_process.ask(root, "symbolic-ref", "--quiet", "HEAD").status:
        return git_errors.commit_lost("当前版本（HEAD）")
    return NoHistoryError("仓库里还没有任何提交，无法比较版本。", "还没有任何提交")


def remotes(root: Path) -> tuple[str, ...]:
    """Return the addresses that the repository at ``root`` is fetched from and pushed to.

    They are as git resolves them; none without git. A branch may name an address instead of a
    remote; where it names a remote, that name is returned too.
    """
    if nearest_mark(root) is None:
        return ()
    settings = r"^(branch\..*\.(remote|pushremote)|remote\.pushdefault)$"
    try:
        named = _lines(root, "remote", "--verbose")
        configured = _lines(root, "config", "--get-regexp", settings)
    except GitError:
        return ()
    found = [line.partition("\t")[2].rpartition(" (")[0] for line in named]
    found += [line.rpartition(" ")[2] for line in configured]
    return tuple(dict.fromkeys(found))


def _lines(root: Path, *arguments: str) -> list[str]:
    answer = git_process.ask_quickly(root, *arguments)
    return answer.text.splitlines() if answer.status == 0 else []


def resolve(root: Path, name: str) -> str:
    """Return the full id of the commit called ``name``; GitError when there is none."""
    if not _NAME.fullmatch(name) or ".." in name or len(name) > _LONGEST_NAME:
        shown = shorten(printable(name), 60)
        raise GitError(f"“{shown}”不是版本名。请写分支、标签或提交编号，例如 origin/main。")
    verify = ("rev-parse", "--verify", "--quiet")
    answer = git_process.ask(root, *verify, "--end-of-options", f"{name}^{{commit}}")
    found = answer.text.strip()
    if answer.status == 0 and _ID.fullmatch(found):
        return found
    head = git_process.ask(root, *verify, "HEAD")
    if head.status:
        raise _no_commit(root, head)
    if _IN_REFLOG.search(answer.errors):
        raise GitError(f"找不到版本“{name}”。请核对写法，或改写提交编号。")
    if answer.errors and "expected commit type" not in answer.errors:
        raise git_process.refusal(root, answer)
    if name == "HEAD" or name in head.text:
        raise git_errors.commit_lost(f"版本“{name}”")
    if git_process.ask(root, "cat-file", "-e", "HEAD^{commit}").status:
        raise git_errors.commit_lost("当前版本（HEAD）")
    raise GitError(f"找不到版本“{name}”。{_how_to_get(name)}")


def _how_to_get(name: str) -> str:
    remote, _, branch = name.partition("/")
    if not re.fullmatch(r"[\w./-]+", name):
        return "请核对写法；版本较早的，请先取完整历史（如 fetch-depth: 0）。"
    fetch = f"git fetch {remote} {branch}" if branch else f"git fetch origin {name}"
    return f"请先运行 {fetch}；在 CI 里请取完整历史（如 fetch-depth: 0）。"


def merge_base(root: Path, base: str, head: str = "HEAD") -> str:
    """Return the commit where ``head`` left ``base``; GitError when history does not reach it."""
    answer = git_process.ask(root, "merge-base", resolve(root, base), resolve(root, head))
    if answer.status == 0:
        return answer.output.decode().split()[0]
    if not is_complete(root):
        raise GitError(
            f"这里的历史不完整（浅克隆），找不到与“{base}”的分叉点。"
            "请运行 git fetch --unshallow，或在 CI 里设 fetch-depth: 0（GitLab：GIT_DEPTH: 0）。"
        )
    if answer.errors:
        raise git_process.refusal(root, answer)
    raise GitError(f"当前分支与“{base}”没有共同的历史，无法比较。请从“{base}”重新建立分支。")


def is_complete(root: Path) -> bool:
    """Tell whether the whole history is here, not only the last commits (a shallow clone)."""
    return git_process.told(root, "rev-parse", "--is-shallow-repository").strip() != b"true"


@immutable
class Tree:
    """The files under ``tasks/`` at one commit: path to blob id.

    ``links`` are the paths of symbolic links and submodules, which are named and not read.
    """

    commit: str
    blobs: Mapping[str, str]
    links: frozenset[str] = frozenset()

    def changed(self, contents: Mapping[str, bytes]) -> frozenset[str]:
        """Return the paths whose bytes differ between this tree and ``contents``.

        A file that only one of them has differs.
        """
        # Late: hashlib and tempfile are needed only where versions are compared.
        from duban.storage.git_objects import blob_id

        length = len(self.commit)
        same = {
            path for path, raw in contents.items() if self.blobs.get(path) == blob_id(raw, length)
        }
        return frozenset((set(self.blobs) | set(contents)) - same)


def tree(root: Path, commit: str) -> Tree:
    """Return what lies under the book's ``tasks/`` at a commit (a full id)."""
    inside = prefix(root)
    listing = git_process.told(
        root, "ls-tree", "-r", "-z", "--full-tree", commit, "--", f"{inside}tasks/"
    )
    blobs: dict[str, str] = {}
    links: set[str] = set()
    for line in filter(None, listing.split(b"\0")):
        about, _, raw_path = line.partition(b"\t")
        mode, kind, blob = about.split(b" ")
        path = raw_path.decode(errors="surrogateescape").removeprefix(inside)
        if kind == b"blob" and mode != b"120000":
            blobs[path] = blob.decode()
        else:
            links.add(path)
    return Tree(commit, blobs, frozenset(links))


def prefix(root: Path) -> str:
    """Return where the book lies in its repository, ending with a slash; empty at the top."""
    output = git_process.told(root, "rev-parse", "--is-inside-work-tree", "--show-prefix")
    inside, _, path = output.partition(b"\n")
    if inside != b"true":
        raise GitError(
            f"{root} 是 git 自己的文件夹或裸仓库，里面没有工作文件。请在克隆出来的文件夹里运行。",
            "这里是裸仓库",
        )
    return os.fsdecode(path.removesuffix(b"\n"))


def read(root: Path, at: Tree, paths: Iterable[str]) -> dict[str, bytes]:
    """Return the bytes of some files of a tree; GitError where one cannot be read."""
    from duban.storage import git_objects

    wanted = [path for path in paths if path in at.blobs]
    found = git_objects.contents(root, [at.blobs[path] for path in wanted])
    lost = next((path for path in wanted if at.blobs[path] not in found), None)
    if lost is not None:
        raise GitError(
            f"{DAMAGED}：版本 {at.commit[:7]} 的 {printable(lost)} 读不出来。"
            "请运行 git fsck 查看，或重新克隆。",
            DAMAGED,
        )
    return {path: found[at.blobs[path]] for path in wanted}
