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

# Where Click keeps the answers that were given, by option: nobody is asked twice.
_ANSWERS = "duban.answers"
# Options whose parameter has another name.
_OPTIONS = {"on": "--date", "done_on": "--done-on", "following": "--next"}
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


def tidied(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with the texts in them tidied.

    Stop for a text that holds nothing, or a character that nobody can see.
    """
    return {name: _tidied(name, value) for name, value in options.items()}


def _tidied(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_tidied(name, part) for part in value)
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Stop(
            ExitCode.USAGE,
            f"{_option(name)} 没有写内容，没有写入。写上内容，或者不写这个选项。",
        )
    hidden = re.search(f"[{INVISIBLE}]", text)
    if hidden:
        place = f"第 {hidden.start() + 1} 个字是看不见的字符 U+{ord(hidden[0]):04X}"
        raise Stop(
            ExitCode.USAGE,
            f"{_option(name)} 的{place}，没有写入。请删去它，前后的字重新输入。",
        )
    return text


def _option(name: str) -> str:
    """Return the option that a parameter comes from."""
    return _OPTIONS.get(name, f"--{name}")


def refuse(given: object, names: Iterable[str], why: str) -> None:
    """Stop where one of these options has a value in ``given``: nothing typed is ignored.

    ``given`` has an attribute for every option; None and () stand for an option that is absent.
    """
    present = [_option(name) for name in names if getattr(given, name) not in {None, ()}]
    if present:
        raise Stop(ExitCode.USAGE, f"{'、'.join(present)} {why}，没有写入。")


def piped() -> str:
    """Return the text on standard input, for ``--text -``."""
    raw = sys.stdin.buffer.read(_MOST_TYPED)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(ExitCode.USAGE, "--text -：标准输入的内容不是 UTF-8 编码，没有写入。") from None
