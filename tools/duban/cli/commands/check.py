"""``tasks check``: whether the files are right, and a change allowed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import LateWord
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.cli.options import AS_OF
from duban.cli.options import OUTPUT
from duban.cli.output import emit
from duban.cli.selection import chosen_paths
from duban.cli.selection import lies_under
from duban.cli.selection import nothing_under
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import load_book
from duban.cli.session import width
from duban.ground import clock
from duban.ground.errors import ExitCode
from duban.ground.findings import Severity
from duban.records import personal_findings
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.records.loader import Loaded
    from duban.rules.changes import Change


def _formats() -> Word:
    from duban.reports import check_formats

    return Word(("auto", *check_formats.FORMATS))


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks check                                   检查整个台账
  tasks check tasks/progress/jdz-detachment     只看一个单位的文件
  tasks check --base origin/main --actor zhang  检查一次提交
  tasks check -f json                           供其他程序使用""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=Place())
@click.option(
    "--base", metavar="版本", help="与这个版本的分叉点比较，检查改动是否允许，例如 origin/main。"
)
@click.option("--actor", metavar="账号", help="提交人的平台账号，检查是否改了不归自己填写的文件。")
@click.option(
    "-f",
    "--format",
    "form",
    default="auto",
    type=LateWord(_formats),
    help="输出格式；auto 在 GitHub 上是 github，其他是 text。",
)
@OUTPUT
@click.option("--strict", is_flag=True, help="有提醒也算不通过。")
@AS_OF
@click.pass_obj
def check(
    session: Session,
    paths: tuple[Path, ...],
    base: str | None,
    actor: str | None,
    form: str,
    output: Path | None,
    strict: bool,
    as_of: date | None,
) -> None:
    """检查文件写得对不对，改动是否允许。

    逐个文件检查写法，再检查文件之间是否对得上，并查找不该出现的个人信息。
    每一处都说明在第几行、错在哪里、怎样改。
    写了 --base 的，还与该版本比较：改过的文件有错才算不通过，没改的只提醒；
    以前的进展、时限、原文不能改，文件不能删。
    """
    if actor is not None and base is None:
        raise Stop(ExitCode.USAGE, "--actor 要与 --base 一起写。")
    if actor is not None and not actor.strip():
        raise Stop(ExitCode.USAGE, "--actor 后面要写账号，不能是空的。")
    root, loaded, files = load_book(session)
    change = None if base is None else _change(root, files, loaded, base, actor)
    findings = _findings(root, files, loaded, change, as_of or clock.today())
    seen = [*loaded.paths, *(finding.path for finding in files.findings)]
    if paths:
        chosen = chosen_paths(root, paths)
        findings = [finding for finding in findings if lies_under(finding.path, chosen)]
        seen = [path for path in seen if lies_under(path, chosen)]
        if not seen:
            raise nothing_under(paths)
    changed = None if change is None else change.paths
    emit(_check_text(session, form, findings, seen, changed, output), output)
    if any(strict or finding.severity == Severity.ERROR for finding in findings):
        raise Stop(ExitCode.FOUND)


def _change(
    root: Path, files: worktree.Files, loaded: Loaded, base: str, actor: str | None
) -> Change:
    """Return the change since the fork from ``base``, with what a review must know of both."""
    from duban.records import loader
    from duban.rules import review
    from duban.rules.changes import Change

    fork = repository.tree(root, repository.merge_base(root, base))
    changed = fork.changed(files.contents)
    before = loader.load(repository.read(root, fork, review.base_paths(fork.blobs, changed)))
    change = Change(before, loaded, changed, actor)
    if not change.brought:
        return change
    # A number that it brings may have been taken since the fork.
    now = repository.tree(root, repository.resolve(root, base))
    wanted = review.target_paths(now.blobs, now.changed(files.contents), change)
    target = loader.load(review.mentioning(repository.read(root, now, wanted), change))
    return replace(change, target=target)


def _findings(
    root: Path, files: worktree.Files, loaded: Loaded, change: Change | None, today: date
) -> list[Finding]:
    """Return what is wrong with the book, with the change that led to it, and with its place."""
    from duban.records import loader
    from duban.rules import registry
    from duban.rules import remotes

    config = loaded.book.config
    unread = (*files.findings, *remotes.find(repository.remotes(root), config.path))
    if change is None:
        found = registry.check(loaded, today, unread)
    else:
        from duban.rules import review  # a book alone needs none of it

        found = review.review(change, today, unread)
    beside = loader.beside(worktree.beside(root))
    return sorted((*found, *registry.levelled(beside, config.levels, today)))


def _check_text(
    session: Session,
    form: str,
    findings: list[Finding],
    seen: list[str],
    changed: frozenset[str] | None,
    output: Path | None,
) -> str:
    from duban.reports import check_formats
    from duban.reports import formats
    from duban.rules import registry

    told = personal_findings.told_path
    result = check_formats.CheckResult(
        list(map(personal_findings.nameless, findings)),
        list(map(told, seen)),
        None if changed is None else frozenset(map(told, changed)),
        registry.RULES,
        formats.Screen(width(), colour=session.colours() and output is None),
    )
    if form == "auto":
        # What goes to a file is read by people wherever the command runs.
        annotated = os.environ.get("GITHUB_ACTIONS") == "true" and output is None
        form = "github" if annotated else "text"
    return check_formats.FORMATS[form](result)
