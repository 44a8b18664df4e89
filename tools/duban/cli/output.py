"""Where a result goes: to the screen, or whole to a file; and what it had to leave out."""

from __future__ import annotations

import os
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.options import is_forced
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import remark
from duban.cli.session import version
from duban.ground.errors import ExitCode
from duban.ground.isolation import MOST
from duban.ground.isolation import program_fault
from duban.ground.text import printable
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure


def emit(content: str, output: Path | None) -> None:
    """Write a result to stdout, or whole to a file."""
    if output is None:
        sys.stdout.write(content)
    else:
        write_file(output, content.encode())


def write_file(output: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Stop where it must not be there, or is there already and ``--force`` is not given; WriteError
    where it cannot be written.
    """
    refuse_book(output)
    sys.stdout.flush()
    try:
        atomic.write(output, content, over=is_forced())
    except BrokenPipeError:
        raise
    except FileExistsError:
        refuse_existing((output,))
    except OSError as error:
        raise atomic.unwritable(output, error) from None
    remark(f"已写入 {printable(str(output))}\n")


def refuse_book(output: Path) -> None:
    """Stop where a result would lie among the records or git's own files, even with ``--force``."""
    target = Path(os.path.realpath(output))
    session = click.get_current_context().find_object(Session)
    if session is not None:
        records = os.path.realpath(session.find_root() / worktree.TOP)
        if target.is_relative_to(records):
            raise Stop(
                ExitCode.USAGE,
                f"{output} 在台账的 tasks 文件夹里，结果不写在里面。请写到别处。",
            )
    if any(part.casefold() == ".git" for part in target.parts):
        raise Stop(ExitCode.USAGE, f"{output} 在 git 自己的文件夹里，结果不写在里面。请写到别处。")


def refuse_existing(files: Iterable[Path]) -> None:
    """Stop where a file that is to be written is there already and ``--force`` is not given."""
    for path in files:
        if os.path.lexists(path) and not is_forced():
            raise Stop(ExitCode.USAGE, f"{path} 已经有了，没有覆盖。要覆盖的，加 --force。")


def say_failures(failures: Collection[Failure], findings: Iterable[Finding] = ()) -> None:
    """Say on stderr what was left out because of a bug of ours, and Stop with 1; else do nothing.

    To be called when the result has been written. ``findings`` may hold files that could not even
    be read for that reason, and rules that failed: those are said too.
    """
    told = [finding for finding in findings if finding.code == program_fault.code]
    known = {finding.path for finding in told}
    lines = [
        f"{failure.path}（{failure}，版本 {version()}）"
        for failure in failures
        if failure.path not in known
    ]
    lines += dict.fromkeys(
        f"{finding.path}：{finding.message}（版本 {version()}）" for finding in told
    )
    if not lines:
        return
    remark(
        f"程序故障，与填报内容无关：{len(lines)}处没有计入。请把下面的内容告诉维护人员：\n"
        + "".join(f"{printable(line)}\n" for line in islice(lines, MOST))
    )
    raise Stop(ExitCode.FOUND)
