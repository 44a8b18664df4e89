"""Shell: the command ``tasks``, from arguments to exit codes."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban import commands_read
from duban import commands_site
from duban import commands_write
from duban import personal_data
from duban import repository
from duban import worktree
from duban.chinese_click import explain
from duban.shell import BUG
from duban.shell import ENVIRONMENT
from duban.shell import OK
from duban.shell import USAGE
from duban.shell import Stop
from duban.shell import tasks
from duban.shell import version
from duban.text import printable

if TYPE_CHECKING:
    from types import TracebackType

# Importing the modules puts their commands into the group.
COMMANDS = (commands_read, commands_write, commands_site)


def main() -> None:
    """Run the command; every end is an exit code, and never a traceback."""
    # A run makes values and throws none away: looking for garbage only costs time, more the larger the book.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(_run())


def _run() -> int:
    try:
        tasks.main(prog_name="tasks", standalone_mode=False)
        sys.stdout.flush()
    except Stop as stop:
        return _say(stop.code, stop.message)
    except (worktree.NoBookError, repository.GitError) as error:
        return _say(ENVIRONMENT, str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        return _say(USAGE, error.format_message())
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "tasks"
        return _say(USAGE, f"{explain(error)}\n用法见 {command} --help")
    except (click.Abort, KeyboardInterrupt):
        return _say(130, "已中断。")
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return _say(ENVIRONMENT, f"读写失败：{error.strerror}{f'（{error.filename}）' if error.filename else ''}。")
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours
        return _say(BUG, _apology(error))
    return OK


def _say(code: int, message: str) -> int:
    if message:
        text = "\n".join(printable(personal_data.message(line)) for line in message.split("\n"))
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{text}\n")
    return code


def _apology(error: Exception) -> str:
    frame: TracebackType | None = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    return f"程序出错了，不是您的问题。请把下面这一行告诉维护人员：\n{type(error).__name__}（{place}，版本 {version()}）：{error}"
