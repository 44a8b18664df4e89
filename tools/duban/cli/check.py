"""``tasks check``: whether the files are right, and a change allowed."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from duban.cli.app import FOUND
from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import load_book
from duban.cli.app import width
from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.cli.results import OUTPUT
from duban.cli.results import emit
from duban.cli.selection import AS_OF
from duban.cli.selection import chosen_paths
from duban.cli.selection import lies_under
from duban.ground import clock
from duban.records import personal_findings
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.records.loader import Loaded
    from duban.rules.changes import Change


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
    "-f", "--format", "form", default="auto", type=Word(("auto", "text", "json", "github", "gitlab", "junit", "sarif", "markdown")),
    help="输出格式；auto 在 GitHub 上是 github，其他是 text。",
)  # fmt: skip
@OUTPUT
@click.option("--strict", is_flag=True, help="有提醒也算不通过。")
@AS_OF
@click.pass_obj
def check(
    shell: Shell,
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
    from duban.records import loader
    from duban.rules import registry
    from duban.rules import remotes

    if actor is not None and base is None:
        raise Stop(USAGE, "--actor 要与 --base 一起写。")
    if actor is not None and not actor.strip():
        raise Stop(USAGE, "--actor 后面要写账号，不能是空的。")
    root, loaded, files = load_book(shell)
    today = as_of or clock.today()
    unread = (*files.findings, *remotes.find(repository.remotes(root), loaded.book.config.path))
    changed = None
    if base is not None:
        findings, changed = _reviewed(root, files, loaded, unread, base, actor, today)
    else:
        findings = registry.check(loaded, today, unread)
    findings = sorted(
        [
            *findings,
            *registry.levelled(
                loader.beside(worktree.beside(root)), loaded.book.config.levels, today
            ),
        ]
    )
    seen = [*loaded.paths, *(one.path for one in files.findings)]
    if paths:
        chosen = chosen_paths(root, paths)
        findings = [one for one in findings if lies_under(one.path, chosen)]
        seen = [path for path in seen if lies_under(path, chosen)]
        if not seen:
            raise Stop(USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")
    emit(_check_text(shell, form, findings, seen, changed, output), output)
    if any(strict or one.severity == "error" for one in findings):
        raise Stop(FOUND)


def _check_text(
    shell: Shell,
    form: str,
    findings: list[Finding],
    seen: list[str],
    changed: frozenset[str] | None,
    output: Path | None,
) -> str:
    from duban.reports import formats
    from duban.reports import results

    findings, seen = (
        list(map(personal_findings.nameless, findings)),
        list(map(personal_findings.told_path, seen)),
    )
    changed = None if changed is None else frozenset(map(personal_findings.told_path, changed))
    if form == "auto":
        form = "github" if os.environ.get("GITHUB_ACTIONS") == "true" and output is None else "text"
    if form == "json":
        return formats.json_text(results.data(findings, len(seen)))
    if form == "github":
        return results.github(findings, len(seen), changed)
    if form == "gitlab":
        return results.gitlab(findings)
    if form == "junit":
        return results.junit(findings, seen)
    if form == "sarif":
        from duban.rules import registry

        return results.sarif(findings, {one.code: one.page for one in registry.RULES})
    if form == "markdown":
        return results.markdown(findings, len(seen), changed)
    return results.text(
        findings,
        len(seen),
        columns=width(),
        colour=shell.colours() and output is None,
        changed=changed,
    )


def _reviewed(
    root: Path,
    files: worktree.Files,
    loaded: Loaded,
    unread: Iterable[Finding],
    base: str,
    actor: str | None,
    today: date,
) -> tuple[list[Finding], frozenset[str]]:
    """Return the findings on a change since the fork from ``base``, and the paths it touches."""
    from duban.records import loader
    from duban.rules import review
    from duban.rules.changes import Change

    fork = repository.tree(root, repository.merge_base(root, base))
    changed = fork.changed(files.contents)
    before = loader.load(repository.read(root, fork, review.base_paths(fork.blobs, changed)))
    change = Change(before, loaded, changed, actor)
    if change.brought:
        change = replace(change, target=_target(root, base, files, change))
    return review.review(change, today, unread), changed


def _target(root: Path, base: str, files: worktree.Files, change: Change) -> Loaded:
    """Return what the review must know of the branch to merge into, as that is now."""
    from duban.records import loader
    from duban.rules import review

    now = repository.tree(root, repository.resolve(root, base))
    wanted = review.target_paths(now.blobs, now.changed(files.contents), change)
    return loader.load(review.mentioning(repository.read(root, now, wanted), change))
