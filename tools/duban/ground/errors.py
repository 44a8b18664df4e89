"""The root of every error that ends a command with a sentence for people, and the exit codes."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command tells the shell or a pipeline at its end; 70 and 130 follow Unix custom."""

    OK = 0
    FOUND = 1
    USAGE = 2
    ENVIRONMENT = 3
    BUG = 70
    INTERRUPTED = 130


class TasksError(Exception):
    """A command cannot go on: the text says why in Chinese, ``code`` is how the program ends."""

    code: ExitCode = ExitCode.ENVIRONMENT
