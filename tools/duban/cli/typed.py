"""What a person types for a command that writes: options, answers to questions, standard input."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Word
from duban.cli.session import Stop
from duban.ground.errors import ExitCode
from duban.ground.text import INVISIBLE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping

# Where Click keeps the answers that were given, by option: nobody is asked twice.
_ANSWERS = "duban.answers"
# Bytes of standard input.
_MOST_TYPED = 1 << 20


def asked(value: str | None, name: str, option: str, choices: Iterable[str] = ()) -> str:
    """Return an option's value, asking for it once on a terminal.

    Stop names the option where nobody can be asked.
    """
    answers: dict[str, str] = click.get_current_context().meta.setdefault(_ANSWERS, {})
    value = value or answers.get(option)
    if value:
        return value
    if not sys.stdin.isatty():
        raise Stop(ExitCode.USAGE, f"还要写 {option}（{name}）。")
    known = list(choices)
    if known:
        click.echo(f"{name}可以写：{'、'.join(known[:30])}")
    while True:  # Click's own loop says “Error:”
        given = str(click.prompt(name))
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise Stop(
                ExitCode.USAGE,
                f"{name}里有无法辨认的字节。请把终端的编码设为 UTF-8，再输一次。",
            )
        try:
            answers[option] = Word(known).convert(given, None, None) if known else given
        except click.BadParameter as error:
            click.echo(f"{error.message}。")
        else:
            return answers[option]


class Text(click.ParamType[str]):
    """A text without space around it, with line ends as in records.

    Stop for one that holds nothing, or a character that nobody can see. With ``dash`` the text
    ``-`` stands for what is on standard input.
    """

    name = "文字"

    def __init__(self, *, dash: bool = False) -> None:
        """Keep what ``-`` means."""
        self.dash = dash

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text."""
        del ctx
        option = param.opts[0] if param else self.name
        raw = _piped() if self.dash and value == "-" else str(value)
        text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
        if not text:
            raise Stop(
                ExitCode.USAGE,
                f"{option} 没有写内容，没有写入。写上内容，或者不写这个选项。",
            )
        hidden = re.search(f"[{INVISIBLE}]", text)
        if hidden:
            place = f"第 {hidden.start() + 1} 个字是看不见的字符 U+{ord(hidden[0]):04X}"
            raise Stop(
                ExitCode.USAGE,
                f"{option} 的{place}，没有写入。请删去它，前后的字重新输入。",
            )
        return text


def refuse(options: Mapping[str, object], why: str) -> None:
    """Stop where one of these options was written: nothing typed is ignored.

    ``options`` are values by option; None and () stand for an option that is absent.
    """
    written = [option for option, value in options.items() if value not in {None, ()}]
    if written:
        raise Stop(ExitCode.USAGE, f"{'、'.join(written)} {why}，没有写入。")


def _piped() -> str:
    """Return the text on standard input."""
    raw = sys.stdin.buffer.read(_MOST_TYPED)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(ExitCode.USAGE, "--text -：标准输入的内容不是 UTF-8 编码，没有写入。") from None
