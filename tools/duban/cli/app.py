"""The command ``tasks``: its global options and its commands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Group
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import version
from duban.ground.errors import ExitCode
from duban.storage import worktree

if TYPE_CHECKING:
    from pathlib import Path

# In the order in which the help lists them. Each is a module of cli/commands/ that holds the
# command of its name.
COMMANDS = (
    "check",
    "diff",
    "report",
    "show",
    "pages",
    "fix",
    "form",
    "update",
    "new",
    "codeowners",
    "schema",
)
_EPILOG = (
    f"退出码：{'；'.join(f'{code.value} {code.words}' for code in ExitCode)}。\n"
    '按 Tab 补全：把 eval "$(_TASKS_COMPLETE=bash_source tasks)" 写入 ~/.bashrc'
    "（zsh、fish 同理）。"
)


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tasks（督办） {version()}")
        ctx.exit()


class _Tasks(Group):
    """Loads only the command that is asked for: the others would double the time of a start."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"duban.cli.commands.{name}"), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            # Click offers what is like it among the commands that are loaded: none.
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None


@click.group(
    cls=_Tasks,
    epilog=_EPILOG,
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
