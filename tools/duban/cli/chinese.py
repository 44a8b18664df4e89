"""Click in Chinese: help pages, parameter types and usage errors."""

from __future__ import annotations

import os
import re
from datetime import date
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from unicodedata import normalize

import click

from duban.ground.text import width
from duban.ground.text import wrap

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable


def _definitions(formatter: click.HelpFormatter, title: str, rows: list[tuple[str, str]]) -> None:
    """Write names with their explanations, aligned in columns of a terminal.

    A Chinese character is two columns wide, which Click does not know.
    """
    longest = max(width(name) for name, _ in rows if width(name) <= _NAMES_WIDTH)
    formatter.write(f"\n{title}：\n")
    for name, text in rows:
        lines = wrap(text, max(formatter.width - longest - 4, 20))
        if width(name) > _NAMES_WIDTH:
            formatter.write(f"  {name}\n")
            name = ""  # noqa: PLW2901 - the rest goes below it
        for line in lines:
            formatter.write(f"  {name}{' ' * (longest - width(name))}  {line}\n")
            name = ""  # noqa: PLW2901 - said once


class _Chinese(click.Command):
    """A command whose help page is in Chinese."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(f"用法：{ctx.command_path} {' '.join(self.collect_usage_pieces(ctx))}\n")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            parameter.get_help_record(ctx)
            for parameter in self.get_params(ctx)
            if isinstance(parameter, click.Option)
        ]
        shown = [
            (name, text.replace("  [required]", "（必须写）"))
            for name, text in filter(None, records)
        ]
        _definitions(formatter, "选项", shown)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            formatter.write("".join(f"\n{line}" for line in self.epilog.split("\n")) + "\n")

    def format_help_text(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(
            "".join(f"\n{line}" for line in cleandoc(self.help or "").split("\n")) + "\n"
        )

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明。"
        return option


_NAMES_WIDTH = 28


class Command(_Chinese):
    """A subcommand."""


class Group(_Chinese, click.Group):
    """The command with its subcommands."""

    command_class = Command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        rows = [
            (name, cleandoc(command.help or "").split("\n")[0])
            for name, command in commands
            if command is not None and not command.hidden
        ]
        _definitions(formatter, "命令", rows)


# A number of days with more digits is longer than any deadline.
_MOST_DIGITS = 5
# A day as people write it: 2026-6-30, 2026/6/30, 2026.6.30, 2026年6月30日, 20260630.
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})"
    r"|年(\d{1,2})月(\d{1,2})日|(\d\d)(\d\d))",
    re.ASCII,
)


class Day(click.ParamType[Any]):
    """A calendar date."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        match = _DAY.fullmatch(normalize("NFKC", value).strip())
        try:
            day = date(*(int(part) for part in match.groups() if part)) if match else date.min
        except ValueError:
            day = date.min
        if not 1900 <= day.year <= 2199:  # noqa: PLR2004 - the years that records accept
            self.fail(f"“{value}”不是日期，写成 年-月-日，例如 2026-06-30", param, ctx)
        return day


class Word(click.ParamType[Any]):
    """One of some words; Chinese words with the same meaning are taken too."""

    name = "词"

    def __init__(self, words: Iterable[str], synonyms: dict[str, str] | None = None) -> None:
        """Keep the words in the order they are offered."""
        self.words = tuple(words)
        self.synonyms = synonyms or {}

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        word = self.synonyms.get(value, value)
        if word not in self.words:
            self.fail(f"没有“{value}”，可以写：{'、'.join(self.words)}", param, ctx)
        return str(word)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        del ctx, param
        from click.shell_completion import CompletionItem

        return [CompletionItem(word) for word in self.words if word.startswith(incomplete)]


class LateWord(click.ParamType[Any]):
    """A word whose list lies in a module that the other commands need not load.

    ``make`` loads it, when the word is read or its help shown.
    """

    name = Word.name

    def __init__(self, make: Callable[[], Word]) -> None:
        """Keep what loads the list."""
        self.make = make

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return self.make().get_metavar(param, ctx)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        return self.make().convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        return self.make().shell_complete(ctx, param, incomplete)


class Count(click.ParamType[Any]):
    """A whole number of days, 0 or more."""

    name = "天数"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        if not (value.isascii() and value.isdigit() and len(value) <= _MOST_DIGITS):
            self.fail(f"“{value}”不是天数，写 0 或更大的整数，例如 30", param, ctx)
        return int(value)


class Percent(click.ParamType[Any]):
    """How much is done, with or without a per cent sign; over 100 is for the check to refuse."""

    name = "百分数"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        match = re.fullmatch(r"([0-9]{1,3}) ?%?", normalize("NFKC", value).strip())
        if not match:
            self.fail(f"“{value}”不是进度，写 0 到 100 的整数，例如 60", param, ctx)
        return int(match[1])


class Place(click.ParamType[Any]):
    """The path of a file or a folder; what is there already must be what is wanted."""

    name = "路径"

    def __init__(self, *, file: bool = True, folder: bool = True) -> None:
        """Keep what may be there."""
        self.file = file
        self.folder = folder

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        if not str(value):
            self.fail("要写路径，不能是空的", param, ctx)
        path = Path(value)
        # os.path: it answers False, where Path would raise, for what cannot be looked at.
        if not self.folder and os.path.isdir(path):  # noqa: PTH112
            self.fail(f"“{value}”是文件夹，这里要写文件", param, ctx)
        if not self.file and os.path.lexists(path) and not os.path.isdir(path):  # noqa: PTH112
            self.fail(f"“{value}”是文件，这里要写文件夹", param, ctx)
        return path

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[Any]:
        del ctx, param
        from click.shell_completion import CompletionItem

        return [CompletionItem(incomplete, type="file" if self.file else "dir")]


def explain(error: click.UsageError) -> str:
    """Return a usage error in Chinese."""
    if isinstance(error, click.NoSuchOption):
        near = f"，是否指 {'、'.join(error.possibilities)}？" if error.possibilities else "。"
        return f"没有 {error.option_name} 这个选项{near}"
    if isinstance(error, click.BadOptionUsage):
        what = "不能写内容" if "not take" in error.message else "要写内容"
        return f"选项 {error.option_name} 后面{what}。"
    if isinstance(error, click.MissingParameter):
        name = error.param.make_metavar(error.ctx) if error.param and error.ctx else "参数"
        option = f"{error.param.opts[-1]} " if isinstance(error.param, click.Option) else ""
        return f"还要写 {option}{name}。"
    if isinstance(error, click.BadParameter):
        if error.param is None:
            return f"{error.message}。"
        is_option = isinstance(error.param, click.Option)
        name = error.param.opts[0] if is_option else error.param.human_readable_name
        return f"{name}：{error.message}。"
    if "unexpected extra argument" in error.message:
        return f"多写了内容：{error.message.partition('(')[2].rstrip(')')}。"
    if isinstance(error, click.NoSuchCommand):
        near = f"，是否指 {'、'.join(error.possibilities)}？" if error.possibilities else "。"
        return f"没有 {error.command_name} 这个命令{near}"
    return "命令不完整，或写法不对。"
