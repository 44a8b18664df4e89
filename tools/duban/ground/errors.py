"""The root of every error that ends a command with a sentence for people, and the exit codes."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Self


class ExitCode(IntEnum):
    """What a command tells the shell or a pipeline at its end; 70 and 130 follow Unix custom.

    ``words`` are what the help says of it.
    """

    words: str

    def __new__(cls, code: int, words: str) -> Self:
        """Keep the words beside the number."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.words = words
        return made

    OK = 0, "正常"
    FOUND = 1, "检查有错误，或达到 --fail-on"
    USAGE = 2, "命令写法不对"
    ENVIRONMENT = 3, "读不到台账或文件"
    BUG = 70, "程序出错（不是您的问题）"
    INTERRUPTED = 130, "已中断"


class TasksError(Exception):
    """A command cannot go on: the text says why in Chinese, ``code`` is how the program ends."""

    code: ExitCode = ExitCode.ENVIRONMENT
