"""Where a result goes: the screen, a file that is written whole, the exit code."""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Place
from duban.ground.isolation import MOST
from duban.ground.isolation import program_fault
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
from duban.cli.app import ENVIRONMENT
from duban.cli.app import FOUND
from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import remark
from duban.cli.app import version


def emit(content: str, output: Path | None) -> None:
    """Write a result to stdout, or whole to a file."""
    if output is None:
        sys.stdout.write(content)
    else:
        write_file(output, content.encode())


def write_file(output: Path, content: bytes) -> None:
    """Write a file whole or not at all; Stop where it cannot be written, or is there already and ``--force`` is not given."""
    refuse_book(output)
    sys.stdout.flush()
    try:
        atomic.write(output, content, over=_forced())
    except BrokenPipeError:
        raise
    except FileExistsError:
        refuse_existing((output,))
    except OSError as error:
        raise Stop(ENVIRONMENT, f"写不了 {output}：{reason(error)}。") from None
    remark(f"已写入 {printable(str(output))}\n")


def refuse_book(output: Path) -> None:
    """Stop where a result would be written among the records or among git's own files, which no ``--force`` allows."""
    target = Path(os.path.realpath(output))
    shell = click.get_current_context().find_object(Shell)
    if shell is not None and target.is_relative_to(
        os.path.realpath(shell.find_root() / worktree.TOP)
    ):
        raise Stop(USAGE, f"{output} 在台账的 tasks 文件夹里，结果不写在里面。请写到别处。")
    if any(part.casefold() == ".git" for part in target.parts):
        raise Stop(USAGE, f"{output} 在 git 自己的文件夹里，结果不写在里面。请写到别处。")


def say_failures(failures: Collection[Failure], findings: Iterable[Finding] = ()) -> None:
    """Say on stderr what was left out because our own code failed on it, and end with 1; the result has been written by then.

    Among ``findings`` are the files that could not even be read for that reason, and the rules that failed.
    """
    told = [one for one in findings if one.code == program_fault.code]
    known = {one.path for one in told}
    places = [f"{one.path}（{one}，版本 {version()}）" for one in failures if one.path not in known]
    places += dict.fromkeys(f"{one.path}：{one.message}（版本 {version()}）" for one in told)
    if places:
        lines = [f"程序故障，与填报内容无关：{len(places)}处没有计入。请把下面的内容告诉维护人员："]
        lines += [printable(one) for one in islice(places, MOST)]
        remark("\n".join(lines) + "\n")
        raise Stop(FOUND)


def refuse_existing(files: Iterable[Path]) -> None:
    """Stop where one of several files that are to be written is there already and ``--force`` is not given."""
    for path in files:
        if os.path.lexists(path) and not _forced():
            raise Stop(USAGE, f"{path} 已经有了，没有覆盖。要覆盖的，加 --force。")


def _forced() -> bool:
    return bool(click.get_current_context().meta.get(_FORCE))


_FORCE = "duban.force"


def _keep_force(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta[_FORCE] = value


FORCE = click.option(
    "--force",
    is_flag=True,
    expose_value=False,
    callback=_keep_force,
    help="文件已经有了的，覆盖它。",
)


def OUTPUT(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - used as the options beside it are
    """Give a command ``-o`` and ``--force``."""
    option = click.option(
        "-o",
        "--output",
        metavar="文件",
        type=Place(folder=False),
        help="写到文件；不写显示在屏幕上。",
    )
    return option(FORCE(command))
