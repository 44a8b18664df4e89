"""Take texts or whole files out of every commit of a repository, and prove that none is left.

Usage: purge_personal_data.py [--check] [--path PATH]… [TEXTS]
TEXTS is a file outside the repository with one text a line, each as it was written; --path takes a
file out whole; --check only looks. Run in a mirror clone made for this: SECURITY.md says what comes
before and after.
Exit codes: 0 gone, 1 still there, 2 usage, 3 git.
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REPLACEMENT = "（已删去）"
# A shorter text would be found, and replaced, in places that have nothing to do with it.
SHORTEST = 6
_LARGEST_MEMBER = 16 << 20
# What a text may be broken by: the end of a line and its indentation in YAML, a run's tags in a
# Word file.
_BREAKS = re.compile(rb"\s+|<[^<>]{0,4096}>")
_KINDS = {
    b"blob": "文件内容",
    b"tree": "文件名",
    b"commit": "提交",
    b"tag": "标签",
    b"ref": "分支、标签的名称",
    b"file": "仓库自己的文件",
}


_REMEDY = (
    "文件内容（例如换行写的、其他编码的、Word 文件里的）和文件名，"
    "用 --path 把文件整个删去，改过名的，旧名也写；"
    "分支、标签的名称，先用 git branch -m、git tag -d 改掉或者删去。然后再试。"
)


class Stop(Exception):  # noqa: N818 - a way out with an exit code
    """End with this code, saying why."""

    def __init__(self, code: int, message: str) -> None:
        """Keep the code."""
        super().__init__(message)
        self.code = code


def git(*arguments: str) -> bytes:
    """Return what git answers; Stop where it cannot."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False)  # noqa: S603, S607 - no shell
    except OSError:
        raise Stop(3, "找不到 git。") from None
    if done.returncode:
        raise Stop(3, f"git {arguments[0]} 没有成功，没有完成清除。")
    return done.stdout


def read_texts(file: Path | None, top: Path) -> list[str]:
    """Return the texts to be taken out.

    Stop where the file would get into the repository, or a text says too little.
    """
    if file is None:
        return []
    if top in file.resolve().parents:
        raise Stop(2, "清单文件放在仓库里了，请移到仓库以外。")
    try:
        texts = [line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise Stop(2, "读不了清单文件，应当是 UTF-8 文本，一行一条。") from None
    if any(len(text) < SHORTEST for text in texts):
        raise Stop(2, f"清单里有不足 {SHORTEST} 个字的，会误删别处的内容，请写完整。")
    return texts


def refuse_what_keeps_copies(folder: Path) -> None:
    """Stop where objects would survive out of reach.

    These are changes not committed, stashes, other work trees and borrowed objects.
    """
    if git("rev-parse", "--is-bare-repository").strip() == b"false" and git(
        "status", "--porcelain", "--untracked-files=no"
    ):
        raise Stop(2, "有没有提交的改动。请用 git clone --mirror 另取一份，在那里清除。")
    if git("for-each-ref", "refs/stash"):
        raise Stop(2, "有暂存的改动（git stash）。请另取一份，在那里清除。")
    if git("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise Stop(2, "这是浅克隆，历史不完整。请另取完整的一份，在那里清除。")
    if (folder / "objects" / "info" / "alternates").exists() or any(
        (folder / "worktrees").glob("*")
    ):
        raise Stop(
            2, "仓库与别处共用文件。请用 git clone --mirror --no-local 另取一份，在那里清除。"
        )


def rewrite(texts: list[str], paths: list[str]) -> None:
    """Rewrite every commit, tag and message; the remotes stay as they were."""
    beside = Path(sys.executable).parent / "git-filter-repo"
    program = shutil.which("git-filter-repo") or (str(beside) if beside.exists() else "")
    if not program:
        raise Stop(
            3,
            "没有安装 git-filter-repo，请先运行 "
            "apt-get install git-filter-repo 或 pip install git-filter-repo。",
        )
    remotes = [
        line.split(b"\n", 1)
        for line in git("config", "--local", "--null", "--list").split(b"\0")
        if line.startswith(b"remote.")
    ]
    command = [
        program,
        "--force",
        "--quiet",
        "--prune-empty",
        "never",
        "--prune-degenerate",
        "never",
    ]
    with tempfile.TemporaryDirectory() as folder:
        expressions = Path(folder) / "expressions"
        expressions.write_text(
            "".join(f"literal:{text}==>{REPLACEMENT}\n" for text in texts), encoding="utf-8"
        )
        if texts:
            command += ["--replace-text", str(expressions), "--replace-message", str(expressions)]
            for who in ("name", "email"):
                lines = [
                    f"{who} = {who}.replace({written!r}, {REPLACEMENT.encode()!r})"
                    for written in _bytes(texts)
                ]
                command += [f"--{who}-callback", "\n".join((*lines, f"return {who}"))]
        if paths:
            command += ["--invert-paths", *(f"--path={path}" for path in paths)]
        # What it says could repeat what is to be forgotten. Where it ran here some days ago, it
        # asks whether to go on from there.
        failed = subprocess.run(command, input=b"y\n", capture_output=True, check=False).returncode  # noqa: S603 - no shell
    kept = set(git("config", "--local", "--null", "--name-only", "--list").split(b"\0"))
    for name, *value in remotes:
        if name not in kept:
            git("config", "--add", name.decode(), value[0].decode() if value else "true")
    if failed:
        raise Stop(3, "git-filter-repo 没有成功，没有完成清除。")


def forget(folder: Path) -> None:
    """Drop what still leads to the old objects, and the objects."""
    for name in ("ORIG_HEAD", "FETCH_HEAD", "COMMIT_EDITMSG", "MERGE_MSG", "SQUASH_MSG"):
        (folder / name).unlink(missing_ok=True)
    shutil.rmtree(folder / "rr-cache", ignore_errors=True)
    git("reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all")
    git("gc", "--prune=now", "--quiet")


def objects() -> Iterator[tuple[bytes, bytes]]:
    """Return kind and content of every object there is, reachable or not.

    What is packed in one follows it: a Word file is a zip.
    """
    with subprocess.Popen(
        ["git", "cat-file", "--batch-all-objects", "--unordered", "--batch"],  # noqa: S607 - git is found on PATH
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        while head := process.stdout.readline():
            _, kind, size = head.split()
            content = process.stdout.read(int(size) + 1)[:-1]
            yield kind, content
            if content.startswith(b"PK"):
                yield from ((kind, member) for member in _members(content))
    if process.returncode:
        raise Stop(3, "仓库里有读不出来的对象，无法核对。")


def _members(content: bytes) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                if member.file_size <= _LARGEST_MEMBER:
                    yield archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, OSError, NotImplementedError):
        return


def at(paths: list[str]) -> set[bytes]:
    """Return the objects that the files at ``paths`` ever were.

    One that only has another name in an older commit is one of them.
    """
    if not paths:
        return set()
    raw = git(
        "log",
        "--all",
        "-m",
        "--format=",
        "--raw",
        "--no-abbrev",
        "--no-renames",
        "--",
        *(f":(literal,top){path}" for path in paths),
    )
    return {
        name
        for line in raw.splitlines()
        if line.startswith(b":")
        for name in line.split()[2:4]
        if name.strip(b"0")
    }


def remains(folder: Path, texts: list[str], paths: list[str], gone: set[bytes]) -> dict[str, int]:
    """Return, by kind, in how many objects and files of the repository something is still found.

    ``gone`` are the objects that must not be there.
    """
    wanted = _bytes(texts)
    whole = [_BREAKS.sub(b"", written) for written in _bytes(texts, "utf-8", "gbk")]
    places = []
    for kind, content in chain(objects(), _plain(folder)):
        if any(written in content for written in wanted) or (
            kind == b"blob" and _holds_in_pieces(content, whole)
        ):
            places.append(kind)
    places += [
        b"blob"
        for path in paths
        if git("rev-list", "--all", "--max-count=1", "--", f":(literal,top){path}")
    ]
    if gone:
        places += [
            b"blob"
            for name in git(
                "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"
            ).split()
            if name in gone
        ]
    return {name: places.count(kind) for kind, name in _KINDS.items() if kind in places}


def _plain(folder: Path) -> Iterator[tuple[bytes, bytes]]:
    """Return kind and content of what lies beside the objects.

    Names of references are what git says of them. Lists of them, git-filter-repo's of this mirror
    too, are not counted again.
    """
    lists = {
        folder / "packed-refs",
        folder / "info" / "refs",
        folder / "filter-repo" / "ref-map",
        folder / "filter-repo" / "changed-refs",
    }
    for name in git("for-each-ref", "--format=%(refname)").splitlines():
        yield b"ref", name
    for path in folder.rglob("*"):
        if path.is_file() and folder / "objects" not in path.parents and path not in lists:
            yield b"file", path.read_bytes()


def _holds_in_pieces(content: bytes, whole: list[bytes]) -> bool:
    together = _BREAKS.sub(b"", content)
    return any(text in together for text in whole)


def _bytes(texts: list[str], *encodings: str) -> list[bytes]:
    return [
        text.encode(encoding)
        for text in texts
        for encoding in encodings or ("utf-8", "gbk", "utf-16-le", "utf-16-be")
        if _fits(text, encoding)
    ]


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def purge(file: Path | None, paths: list[str], *, check: bool) -> str:
    """Take the texts in ``file`` and the files at ``paths`` out of the repository, or only look.

    Returns what to say.
    """
    folder = Path(git("rev-parse", "--absolute-git-dir").decode().rstrip("\n"))
    texts = read_texts(file, folder.parent if folder.name == ".git" else folder)
    if not texts and not paths:
        raise Stop(2, "请写明清单文件，或用 --path 写明要删去的文件。")
    gone: set[bytes] = set()
    if not check:
        refuse_what_keeps_copies(folder)
        gone = at(paths)
        rewrite(texts, paths)
        forget(folder)
    found = remains(folder, texts, paths, gone)
    left = sum(found.values())
    where = "、".join(f"{kind} {count}" for kind, count in found.items())
    if left and check:
        raise Stop(1, f"有 {left} 处还没有清除：{where}。")
    if left:
        raise Stop(1, f"还有 {left} 处没有清除：{where}。{_REMEDY}")
    if check:
        return "全部对象核对完毕，没有找到。\n"
    told = folder / "filter-repo" / "commit-map"
    return f"已清除，全部对象核对完毕。下一步见 SECURITY.md。\n新旧版本号的对照：{told}\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description="把个人信息从仓库的全部历史里清除，并逐个对象核对。"
    )
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        dest="paths",
        metavar="路径",
        help="整个删去的文件，例如 tasks/forms/a/b.docx",
    )
    parser.add_argument("--check", action="store_true", help="只核对，不改写")
    parser.add_argument(
        "texts",
        nargs="?",
        type=Path,
        metavar="清单文件",
        help="要删去的文字，一行一条，与文件里的写法一致；放在仓库以外",
    )
    given = parser.parse_args()
    try:
        sys.stdout.write(purge(given.texts, given.paths, check=given.check))
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        sys.exit(stop.code)


if __name__ == "__main__":
    main()
