"""Shell: what every command shares: the group, its options, reading the book, writing results, ways to end."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Self

import click

from duban.cli.chinese import Group
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.ground.system_errors import reason
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

    from duban.records.loader import Loaded


OK = 0


FOUND = 1


USAGE = 2


ENVIRONMENT = 3


BUG = 70


EPILOG = """\
退出码：0 正常；1 检查有错误，或达到 --fail-on；2 命令写法不对；3 读不到台账或文件；70 程序出错（不是您的问题）。
按 Tab 补全：把 eval "$(_TASKS_COMPLETE=bash_source tasks)" 写入 ~/.bashrc（zsh、fish 同理）。"""


class Stop(Exception):  # noqa: N818 - a way out with an exit code, not always an error
    """End the program with this code, saying ``message`` on stderr."""

    def __init__(self, code: int, message: str = "") -> None:
        """Keep the code and the message."""
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Shell:
    """What the global options say."""

    root: Path | None
    colour: str

    def find_root(self) -> Path:
        """Return the folder of the book; Stop when there is none."""
        try:
            return self.root or worktree.find_root(Path.cwd())
        except OSError as error:
            raise Stop(ENVIRONMENT, f"读不到当前文件夹：{reason(error)}。") from None

    def colours(self) -> bool:
        """Tell whether stdout gets colours."""
        if self.colour != "auto":
            return self.colour == "always"
        if os.environ.get("FORCE_COLOR"):
            return True
        return (
            sys.stdout.isatty()
            and not os.environ.get("NO_COLOR")
            and os.environ.get("TERM") != "dumb"
        )


def width() -> int:
    """Return the columns of the terminal; 80 where there is none, so that files look alike everywhere."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def version() -> str:
    """Return the installed version of this program."""
    try:
        from importlib import metadata

        return metadata.version("duban")
    except (ImportError, OSError):  # not installed, or not to be read
        return "开发版"


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tasks（督办） {version()}")
        ctx.exit()


@click.group(
    cls=Group,
    epilog=EPILOG,
    subcommand_metavar="命令 …",
    options_metavar="[选项]",
    invoke_without_command=False,
)
@click.option(
    "--root",
    metavar="文件夹",
    type=Place(),
    help="台账所在的文件夹（其中有 tasks）；不写从当前文件夹往上找。",
)
@click.option(
    "--color",
    "colour",
    default="auto",
    type=Word(("auto", "always", "never")),
    help="是否用颜色；设了 NO_COLOR 也不用。",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="显示版本。",
)
@click.pass_context
def tasks(ctx: click.Context, root: Path | None, colour: str) -> None:
    """督办台账：检查文件，报告进度。

    台账是 tasks/ 下的一个个 YAML 文件：方案、协议、事项、单位、进展。
    """
    if root is not None and not (root / worktree.TOP).is_dir():
        raise Stop(ENVIRONMENT, f"{root} 里没有台账（tasks 文件夹）。")
    ctx.obj = Shell(root, colour)


def load_book(shell: Shell) -> tuple[Path, Loaded, worktree.Files]:
    """Return the root, the loaded book and the files it was loaded from."""
    from duban.records import loader

    root = shell.find_root()
    files = worktree.read(root)
    with _Ticker(len(files.contents)) as ticker:
        loaded = loader.load(files.contents, ticker.tick)
    return root, loaded, files


class _Ticker:
    """Progress on stderr for work over a second, on a terminal only."""

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
