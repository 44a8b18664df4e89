"""Run the command ``tasks``: streams, errors as sentences, exit codes."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from typing import TYPE_CHECKING

import click

from duban.cli.app import tasks
from duban.cli.chinese import explain
from duban.cli.session import Stop
from duban.cli.session import version
from duban.ground import isolation
from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.privacy import personal_data

if TYPE_CHECKING:
    from typing import NoReturn
    from typing import TextIO


def main() -> NoReturn:
    """Run the command and end this process with its exit code."""
    # At once: taking a large book apart, value by value, would take a tenth of the time.
    os._exit(run())


def run() -> int:
    """Run the command; return the exit code. Every end is one, and never a traceback."""
    # A run makes values and throws none away: looking for garbage only costs time, more the larger
    # the book.
    gc.disable()
    streams = _open_streams()
    code = _run()
    sys.stdout, sys.stderr = streams
    for stream in streams:
        _settle(stream)
    return code


def _open_streams() -> tuple[TextIO, TextIO]:
    """Return stdout and stderr, in UTF-8.

    One that was closed must not become the next file that is opened, so it gets an empty device;
    that of stdout cannot be written to, because a result that nobody can have is an error.
    """
    for number, flags in enumerate((os.O_RDONLY, os.O_RDONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)
    # Numbers, which stay open to the end.
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    return sys.stdout, sys.stderr


def _settle(stream: TextIO) -> None:
    """Throw away what a stream could not write, of which Python would complain once more."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _run() -> int:
    """Run the command and say its errors; return the exit code."""
    stdout = sys.stdout
    try:
        _refuse_broken(sys.argv[1:])
        tasks.main(prog_name="tasks", standalone_mode=False)
        sys.stdout.flush()
    except TasksError as error:
        return _say(error.code, str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        return _say(ExitCode.USAGE, error.format_message())
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "tasks"
        return _say(ExitCode.USAGE, f"{explain(error)}\n用法见 {command} --help")
    except (click.Abort, KeyboardInterrupt):
        return _say(ExitCode.INTERRUPTED, "已中断。")
    except BrokenPipeError:
        return ExitCode.OK  # the reader (head, less) has seen enough
    except SystemExit as end:
        # Where the reader has gone, Click puts another stream in the place of stdout and ends with
        # 1, which would read as findings.
        return ExitCode.OK if sys.stdout is not stdout else int(end.code or 0)
    except OSError as error:
        place = f"（{error.filename}）" if error.filename else ""
        return _say(ExitCode.ENVIRONMENT, f"读写失败：{reason(error)}{place}。")
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours
        return _say(ExitCode.BUG, _apology(error))
    return ExitCode.OK


def _refuse_broken(arguments: list[str]) -> None:
    """Stop where an argument is not UTF-8."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = os.fsencode(argument).decode(errors="replace")
            raise Stop(
                ExitCode.USAGE,
                f"“{shown}”里有无法辨认的字节，不是 UTF-8。请把终端的编码设为 UTF-8，再试一次。",
            ) from None


def _say(code: ExitCode, message: str) -> ExitCode:
    """Say a message on stderr without personal data, and return the exit code."""
    if message:
        lines = (printable(personal_data.message(line)) for line in message.split("\n"))
        text = "\n".join(lines)
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{text}\n")
    return code


def _apology(error: Exception) -> str:
    # Its type and place only: its text may quote a record.
    failure = isolation.failure_of(error, "")
    return (
        "程序出错了，不是您的问题。请把下面这一行告诉维护人员：\n"
        f"{failure.error}（{failure.place}，版本 {version()}）"
    )
