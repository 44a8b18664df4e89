"""``tasks fix``: mend mistakes of writing; shown first, written when asked."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.editing import say_waiting
from duban.cli.output import say_failures
from duban.cli.selection import chosen_paths
from duban.cli.selection import lies_under
from duban.cli.selection import nothing_under
from duban.ground import clock
from duban.ground import isolation
from duban.ground.text import printable
from duban.records import personal_findings
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from duban.cli.session import Session
    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.corrections import Correction

    Outcome = tuple[list[Correction], tuple[Failure, ...], list[Finding]]


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks fix                                     先看会改什么
  tasks fix --yes                               改
  tasks fix --yes tasks/progress/jdz-changjiang 只改一个单位的文件
能改的：中文冒号、全角空格、制表符、减号和冒号后缺的空格、GBK 编码、BOM、Windows 换行、\
看不见的字符、
日期写法、文号括号、百分号、单位的全称和别名、顿号连写的名单、要加引号的内容。""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=Place())
@click.option("--yes", is_flag=True, help="写入文件；不写只预览。")
@click.pass_obj
def fix(session: Session, paths: tuple[Path, ...], yes: bool) -> None:
    """改正写法上的错误，先预览，再写入。

    只改写错的地方，其余一字不动；拿不准意思的不改，请照 tasks check 的提示改。
    """
    root = session.find_root()
    chosen = chosen_paths(root, paths) if paths else ["."]
    if paths and not any(lies_under(path, chosen) for path in worktree.read(root).contents):
        raise nothing_under(paths)
    made, failures, findings = _written(root, chosen) if yes else _shown(root, chosen)
    if not made:
        ending = "没有可以自动改正的。"
    elif yes:
        ending = f"已改正 {len(made)} 个文件。请运行 tasks check 再检查一遍。"
    else:
        ending = f"可以改正 {len(made)} 个文件；加 --yes 写入。"
    sys.stdout.write(f"{ending}\n")
    say_failures(failures, findings)


def _written(root: Path, chosen: Collection[str]) -> Outcome:
    """Write what can be mended, and say where."""
    with atomic.locked(root, say_waiting) as writer:
        made, failures, findings = _corrected(root, chosen)
        for correction in made:
            writer.write(correction.path, correction.after, correction.before)
            path = printable(personal_findings.told_path(correction.path))
            sys.stdout.write(f"{path}：{'、'.join(correction.codes)}\n")
    return made, failures, findings


def _shown(root: Path, chosen: Collection[str]) -> Outcome:
    """Show what can be mended, without writing it."""
    made, failures, findings = _corrected(root, chosen)
    previews, more = isolation.separated(
        isolation.attempt(partial(_preview, correction), correction.path) for correction in made
    )
    sys.stdout.write("".join(previews))
    return made, (*failures, *more), findings


def _corrected(root: Path, chosen: Collection[str]) -> Outcome:
    """Return what can be mended of the chosen files, the failures, and what is wrong.

    Files that our own code failed on stay as they are.
    """
    from duban.records import corrections
    from duban.records import loader
    from duban.rules import registry

    contents = worktree.read(root).contents
    made, failures = isolation.separated(
        isolation.attempt(partial(corrections.correct, path, raw), path)
        for path, raw in sorted(contents.items())
        if path.endswith(".yaml") and lies_under(path, chosen)
    )
    loaded = loader.load({**contents, **{correction.path: correction.after for correction in made}})
    findings = registry.check(loaded, clock.today())
    fault = isolation.program_fault.code
    unjudged = {finding.path for finding in findings if finding.code == fault}
    mended, more = isolation.separated(
        isolation.attempt(partial(corrections.in_book, correction, findings), correction.path)
        for correction in made
        if correction.path not in unjudged
    )
    changed = [correction for correction in mended if correction.after != correction.before]
    return changed, (*failures, *more), findings


def _preview(correction: Correction) -> str:
    """Return the lines that change, with one line around them, and the codes of the rules."""
    from difflib import unified_diff

    from duban.records import loader

    old = loader.shown(correction.path, correction.before).splitlines()
    new = loader.shown(correction.path, correction.after).splitlines()
    path = personal_findings.told_path(correction.path)
    lines = unified_diff(old, new, path, path, lineterm="", n=1)
    codes = "、".join(correction.codes)
    return "".join(f"{printable(line)}\n" for line in (*lines, f"{path}：{codes}"))
