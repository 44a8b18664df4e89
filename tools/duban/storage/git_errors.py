"""What git refuses, in Chinese: why, and what to do; its own words are English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.ground.errors import TasksError

if TYPE_CHECKING:
    from pathlib import Path

DAMAGED = "git 仓库已损坏或不完整"


class GitError(TasksError):
    """Git cannot answer: the text says why and what to do, ``reason`` why in a few words that any page may show."""

    def __init__(self, message: str, reason: str = "git 出错") -> None:
        """Keep both."""
        super().__init__(message)
        self.reason = reason


class NoHistoryError(GitError):
    """There is no repository, or nothing in it yet."""


def no_repository(root: Path) -> NoHistoryError:
    """Return the error where a folder lies in no repository."""
    return NoHistoryError(f"{root} 不在 git 仓库里，无法比较版本。", "")


def explained(status: int, errors: str, root: Path, mark: Path | None) -> GitError:
    """Return why git ended with ``status``, saying ``errors`` on stderr; ``mark`` is the nearest ``.git`` above ``root``."""
    if mark is None and "not a git repository (" in errors:
        return no_repository(root)
    for pattern, message, short in _REFUSALS:
        if re.search(pattern, errors, re.IGNORECASE):
            top = mark.parent if mark else root
            return GitError(f"{message.format(top=top, mark=mark or root)}。", short)
    if mark is not None and "not a git repository" in errors:
        return GitError(f"{mark} 已损坏，git 不认它是仓库。请重新克隆，或从备份恢复。", DAMAGED)
    return GitError(f"git 出错（退出码 {status}）。请在 {root} 运行 git status 查看原因。")


_DAMAGE = (
    "corrupt|inflate|truncated|garbage|mismatch|too-short|packfile|missing|is empty|cannot simplify|does not point|"
    "unable to (read|unpack|parse|find|access)|could not (read|parse|open)|"
    "bad (object|tree|ref|signature|index)|broken ref|not a (tree|valid)|invalid (object|sha1|tree)"
)
# What git says, what people read, and that in a few words. The first that fits counts.
_REFUSALS = (
    (
        "dubious ownership|unsafe repository",
        "git 不信任这个仓库，因为它属于另一个用户。请运行 git config --global --add safe.directory {top}",
        "git 仓库属于另一个用户",
    ),
    (
        r"not a git repository: |invalid gitfile|\.git file",
        "{mark} 指向的 git 仓库不存在或已移走。请运行 git worktree repair，或重新克隆",
        "git 仓库的指向已失效",
    ),
    (
        "expected git repo version|unknown repository extension",
        "这个仓库的格式比本机的 git 新。请升级 git",
        "git 版本太旧",
    ),
    (
        "unknown option|unrecognized argument|usage: git",
        "本机的 git 太旧。请升级到 2.31 或更新的版本",
        "git 版本太旧",
    ),
    (
        "bad config|bad (numeric|boolean) config|unable to parse .*config",
        "git 的配置文件有错误。请检查 {mark} 里的 config 和 ~/.gitconfig",
        "git 配置有错误",
    ),
    ("permission denied", "没有权限读取 git 仓库。请检查 {mark} 的权限", "没有权限读取 git 仓库"),
    (
        "promisor|could not fetch|could not resolve host|remote repository",
        "这是部分克隆，取不到缺少的内容。请连上远程仓库，或重新完整克隆",
        "git 仓库不完整",
    ),
    ("no space left", "磁盘已满，git 无法工作。请清理磁盘", "磁盘已满"),
    ("out of memory|cannot allocate", "内存不足，git 无法工作", "内存不足"),
    (_DAMAGE, f"{DAMAGED}（缺少对象，或对象已损坏）。请运行 git fsck 查看，或重新克隆", DAMAGED),
)
