"""``tasks fix``: slips of writing mended, shown first and written when asked."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.results import say_failures
from duban.cli.selection import chosen_paths
from duban.cli.selection import lies_under
from duban.ground import clock
from duban.ground import isolation
from duban.ground.text import printable
from duban.records import personal_findings
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.corrections import Correction
from duban.cli.editing import say_waiting


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks fix                                     先看会改什么
  tasks fix --yes                               改
  tasks fix --yes tasks/progress/jdz-changjiang 只改一个单位的文件
能改的：中文冒号、全角空格、制表符、减号和冒号后缺的空格、GBK 编码、BOM、Windows 换行、看不见的字符、
日期写法、文号括号、百分号、单位的全称和别名、顿号连写的名单、要加引号的内容。""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=Place())
@click.option("--yes", is_flag=True, help="写入文件；不写只预览。")
@click.pass_obj
def fix(shell: Shell, paths: tuple[Path, ...], yes: bool) -> None:
    """改正写法上的错误，先预览，再写入。

    只改写错的地方，其余一字不动；拿不准意思的不改，请照 tasks check 的提示改。
    """
    root = shell.find_root()
    chosen = chosen_paths(root, paths) if paths else ["."]
    if paths and not any(lies_under(path, chosen) for path in worktree.read(root).contents):
        raise Stop(USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")
    if yes:
        with atomic.locked(root, say_waiting) as writer:
            made, failures, findings = _corrected(root, chosen)
            for one in made:
                writer.write(one.path, one.after, one.before)
                sys.stdout.write(
                    f"{printable(personal_findings.told_path(one.path))}：{'、'.join(one.codes)}\n"
                )
        ending = f"已改正 {len(made)} 个文件。请运行 tasks check 再检查一遍。"
    else:
        made, failures, findings = _corrected(root, chosen)
        previews, more = isolation.parted(
            isolation.attempt(partial(_preview, one), one.path) for one in made
        )
        failures = (*failures, *more)
        sys.stdout.write("".join(previews))
        ending = f"可以改正 {len(made)} 个文件；加 --yes 写入。"
    sys.stdout.write(f"{ending if made else '没有可以自动改正的。'}\n")
    say_failures(failures, findings)


def _corrected(
    root: Path, chosen: Iterable[str]
) -> tuple[list[Correction], tuple[Failure, ...], list[Finding]]:
    """Return what can be mended of the chosen files, those our own code failed on, which stay as they are, and what is wrong."""
    from duban.records import corrections
    from duban.records import loader
    from duban.rules import registry

    contents = worktree.read(root).contents
    made, failures = isolation.parted(
        isolation.attempt(partial(corrections.correct, path, raw), path)
        for path, raw in sorted(contents.items())
        if path.endswith(".yaml") and lies_under(path, chosen)
    )
    loaded = loader.load({**contents, **{one.path: one.after for one in made}})
    found = registry.check(loaded, clock.today())
    unjudged = {one.path for one in found if one.code == isolation.program_fault.code}
    mended, more = isolation.parted(
        isolation.attempt(partial(corrections.in_book, one, found), one.path)
        for one in made
        if one.path not in unjudged
    )
    return [one for one in mended if one.after != one.before], (*failures, *more), found


def _preview(one: Correction) -> str:
    from difflib import unified_diff

    from duban.records import loader

    old, new = (loader.shown(one.path, raw).splitlines() for raw in (one.before, one.after))
    path = personal_findings.told_path(one.path)
    lines = unified_diff(old, new, path, path, lineterm="", n=1)
    return "".join(f"{printable(line)}\n" for line in (*lines, f"{path}：{'、'.join(one.codes)}"))
