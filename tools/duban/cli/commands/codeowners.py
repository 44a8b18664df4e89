"""``tasks codeowners``: who may change which files, as a forge reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.narrowing import without_faulty
from duban.cli.options import OUTPUT
from duban.cli.output import emit
from duban.cli.output import say_failures
from duban.cli.session import Session
from duban.cli.session import load_book

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks codeowners -o .github/CODEOWNERS        GitHub；GitLab、Gitea 写到 CODEOWNERS""",
)
@OUTPUT
@click.pass_obj
def codeowners(session: Session, output: Path | None) -> None:
    """由单位登记的账号生成 CODEOWNERS，平台据此要求由谁审核。

    检查只是提醒，不是权限：真正限制谁能合并，要在平台上设保护分支并要求 CODEOWNERS 审核。
    """
    from duban.rules import owners

    _, loaded, _ = load_book(session)
    text, failures = without_faulty(
        lambda kept: owners.codeowners(kept.book), loaded, loaded.book.config.path
    )
    emit(text, output)
    say_failures(failures, loaded.findings)
