"""``tasks diff``: what changed between two versions, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import LateWord
from duban.cli.chinese import Word
from duban.cli.options import AS_OF
from duban.cli.options import OUTPUT
from duban.cli.output import emit
from duban.cli.output import say_failures
from duban.cli.session import Session
from duban.cli.session import remark
from duban.cli.session import width
from duban.ground import clock
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duban.changes.comparison import Side


def _formats() -> Word:
    from duban.reports import diff_formats

    return Word(diff_formats.FORMATS)


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks diff HEAD~1                             最近一次提交以来改了什么
  tasks diff origin/main -f markdown            合并请求的说明
  tasks diff v2026-10 v2026-11                  两个版本之间""",
)
@click.argument("base", metavar="旧版本")
@click.argument("head", metavar="[新版本]", required=False)
@click.option(
    "-f",
    "--format",
    "form",
    default="text",
    type=LateWord(_formats),
    help="输出格式。",
)
@OUTPUT
@AS_OF
@click.pass_obj
def diff(
    session: Session,
    base: str,
    head: str | None,
    form: str,
    output: Path | None,
    as_of: date | None,
) -> None:
    """用一句句话说明两个版本之间改了什么。

    按单位分组，新增逾期和新完成的在前；只改写法、没有改内容的不提。
    有一个版本未通过检查的文件，两个版本都不计入，并说明份数。
    不写新版本的，与当前文件比较。
    """
    from duban.changes import comparison
    from duban.records import cutoff
    from duban.reports import diff_formats
    from duban.reports import formats
    from duban.rules import registry

    root = session.find_root()
    old = repository.tree(root, repository.resolve(root, base))
    new = repository.tree(root, repository.resolve(root, head)) if head is not None else None
    before, after = _side(root, old), _side(root, new)
    day = as_of or clock.today()
    sentences, failures = comparison.described(before, after, day, registry.SEVERITIES)
    left_out = len(before.invalid), len(after.invalid)
    faults = (*before.faults, *after.faults)
    failed = len({*(fault.path for fault in faults), *(failure.path for failure in failures)})
    result = diff_formats.DiffResult(
        comparison.grouped(sentences),
        old.commit,
        new.commit if new else None,
        day,
        left_out,
        failed,
        formats.Screen(width(), colour=session.colours() and output is None),
    )
    emit(diff_formats.FORMATS[form](result), output)
    later = sum(cutoff.record(record, day) is not record for record in after.book.records())
    if later and as_of is None:
        remark(f"{later} 个文件里有 {day} 以后的日期，这一天以后的内容没有计入。\n")
    say_failures(failures, faults)


def _side(root: Path, at: repository.Tree | None) -> Side:
    """Return one side of a comparison: a commit, or the files as they are (None)."""
    from duban.changes.comparison import Side

    if at:
        return Side.of(repository.read(root, at, at.blobs), links=at.links)
    files = worktree.read(root)
    return Side.of(files.contents, files.findings)
