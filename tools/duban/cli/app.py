"""The command ``tasks``: its global options and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Group
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.cli.commands import check
from duban.cli.commands import codeowners
from duban.cli.commands import diff
from duban.cli.commands import fix
from duban.cli.commands import form
from duban.cli.commands import new
from duban.cli.commands import pages
from duban.cli.commands import report
from duban.cli.commands import schema
from duban.cli.commands import show
from duban.cli.commands import update
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import version
from duban.ground.errors import ExitCode
from duban.storage import worktree

if TYPE_CHECKING:
    from pathlib import Path

# In the order in which the help lists them.
COMMANDS: tuple[click.Command, ...] = (
    check.check,
    diff.diff,
    report.report,
    show.show,
    pages.pages,
    fix.fix,
    form.form,
    update.update,
    new.new,
    codeowners.codeowners,
    schema.schema,
)
EPILOG = (
    "退出码：0 正常；1 检查有错误，或达到 --fail-on；2 命令写法不对；"
    "3 读不到台账或文件；70 程序出错（不是您的问题）。\n"
    '按 Tab 补全：把 eval "$(_TASKS_COMPLETE=bash_source tasks)" 写入 ~/.bashrc'
    "（zsh、fish 同理）。"
)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tasks（督办） {version()}")
        ctx.exit()


@click.group(
    cls=Group,
    commands=COMMANDS,
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
        raise Stop(ExitCode.ENVIRONMENT, f"{root} 里没有台账（tasks 文件夹）。")
    ctx.obj = Session(root, colour)
