"""What every command needs: the global options, the book, a way to end, words beside the result."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Self

from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError
from duban.ground.immutable import immutable
from duban.ground.system_errors import reason
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.records.loader import Loaded


class Stop(TasksError):  # noqa: N818 - a way out, not always an error
    """End the program with this exit code, after saying ``message`` on stderr (empty: nothing)."""

    def __init__(self, code: ExitCode, message: str = "") -> None:
        """Keep the code and the message."""
        super().__init__(message)
        self.code = code
        self.message = message


@immutable(slots=False)
class Session:
    """What the global options say: where the book lies, whether to use colours."""

    root: Path | None
    colour: str

    def find_root(self) -> Path:
        """Return the folder of the book; NoBookError when there is none."""
        try:
            return self.root or worktree.find_root(Path.cwd())
        except OSError as error:
            raise Stop(ExitCode.ENVIRONMENT, f"读不到当前文件夹：{reason(error)}。") from None

    def colours(self) -> bool:
        """Tell whether stdout gets colours."""
        if self.colour != "auto":
            return self.colour == "always"
        if os.environ.get("FORCE_COLOR"):
            return True
        refused = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
        return sys.stdout.isatty() and not refused


def load_book(session: Session) -> tuple[Path, Loaded, worktree.Files]:
    """Return the root, the loaded book and the files that it was loaded from."""
    from duban.cli import workers
    from duban.records import loader

    root = session.find_root()
    files = worktree.read(root)
    with _Ticker(len(files.contents)) as ticker:
        loaded = loader.load(files.contents, ticker.tick, workers.shared_out)
    return root, loaded, files


class _Ticker:
    """Progress on stderr for work that takes over a second; on a terminal only."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.shown = False
        self.live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        from time import monotonic

        self.clock: Callable[[], float] = monotonic
        self.begun = monotonic()
        return self

    def tick(self, count: int) -> None:
        """Show how far the work has come."""
        if self.live and count % 500 == 0 and (self.shown or self.clock() - self.begun > 1):
            self.shown = True
            remark(f"\r正在读取 {count:,}/{self.total:,}")

    def __exit__(self, *_: object) -> None:
        if self.shown:
            remark("\r\x1b[K")


def remark(text: str) -> None:
    """Say something beside the result, on stderr; where nobody can hear it, the work goes on."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def width() -> int:
    """Return the columns of the terminal; 80 without one, so that files look alike everywhere."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def version() -> str:
    """Return the installed version of this program."""
    try:
        from importlib import metadata

        return metadata.version("duban")
    except (ImportError, OSError):  # not installed, or not to be read
        return "开发版"
