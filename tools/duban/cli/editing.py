"""How a command changes one record: asked, typed, edited under a lock, checked before it is written."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.app import FOUND
from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import remark
from duban.cli.app import width
from duban.cli.chinese import Word
from duban.cli.results import say_failures
from duban.ground import clock
from duban.ground import isolation
from duban.ground.text import INVISIBLE
from duban.ground.text import printable
from duban.records import personal_findings
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from pathlib import Path

    from duban.ground.isolation import Failure
from duban.cli.narrowing import beneath
from duban.cli.narrowing import without_faulty


def say_waiting(sentence: str) -> None:
    """Say on stderr that another command holds the lock."""
    remark(f"{sentence}\n")


def edit(
    shell: Shell,
    path: str,
    change: Callable[[str, Any], str],
    said: Iterable[str] = (),
    known: tuple[Failure, ...] = (),
) -> None:
    """Change one record file under a lock; what would not pass the check is refused and nothing is written.

    ``said`` is told of it once it is written; ``known`` are the records that our own code has failed on before.
    """
    from duban.documents import editor
    from duban.records import loader
    from duban.reports import check_formats
    from duban.reports import formats
    from duban.rules import registry

    root = shell.find_root()
    if sys.stdin.isatty():  # what must be asked is asked before others have to wait for the answers
        with suppress(editor.EditError):
            contents = worktree.read(root).contents
            text = editor.text_of(contents.get(path, b""))
            without_faulty(partial(change, text), loader.load(contents), path)
    with atomic.locked(root, say_waiting) as writer:
        contents = worktree.read(root).contents
        loaded = loader.load(contents)
        try:
            old = editor.text_of(contents.get(path, b""))
            new, failures = without_faulty(
                lambda kept: editor.with_its_line_ends(old, lambda text: change(text, kept)),
                loaded,
                path,
            )
        except editor.EditError as error:
            raise Stop(FOUND, f"{path}：{error}") from None
        new = _with_schema_comment(root, path, old, new)
        found = registry.check(loader.load({**contents, path: new.encode()}), clock.today())
        wrong = [one for one in found if one.path == path and one.severity == "error"]
        # Where our own code failed on what the record rests on, or on the whole book, it has not been judged.
        base = frozenset(beneath(path)) - {path}
        wrong += [
            one for one in found if one.path in base and one.code == isolation.program_fault.code
        ]
        if wrong:
            remark(
                check_formats.text(
                    check_formats.CheckResult(
                        list(map(personal_findings.nameless, wrong)),
                        tuple({path, *(one.path for one in wrong)}),
                        screen=formats.Screen(width()),
                    )
                )
            )
            raise Stop(FOUND, "没有写入。")
        writer.write(path, new.encode(), contents.get(path))
    sys.stdout.write(f"已写入 {path}\n")
    remark("".join(f"{printable(one)}\n" for one in said))
    say_failures(dict.fromkeys((*known, *failures)), found)


def _with_schema_comment(root: Path, path: str, old: str, new: str) -> str:
    """Return a new file's text with the line by which editors find its schema, where the book has the schemas."""
    from duban.records.kinds import kind_of

    known = kind_of(path)
    if old or known is None or not (root / "schema").is_dir():
        return new
    return f"# yaml-language-server: $schema={'../' * path.count('/')}schema/{known[0].name}.schema.json\n{new}"


def asked(value: str | None, name: str, option: str, choices: Iterable[str] = ()) -> str:
    """Return an option's value, asking for it once on a terminal; Stop names the option where nobody can be asked."""
    answers: dict[str, str] = click.get_current_context().meta.setdefault("duban.answers", {})
    value = value or answers.get(option)
    if value:
        return value
    if not sys.stdin.isatty():
        raise Stop(USAGE, f"还要写 {option}（{name}）。")
    known = list(choices)
    if known:
        click.echo(f"{name}可以写：{'、'.join(known[:30])}")
    while True:  # Click's own loop says “Error:”
        given = str(click.prompt(name))
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise Stop(USAGE, f"{name}里有无法辨认的字节。请把终端的编码设为 UTF-8，再输一次。")
        try:
            answers[option] = Word(known).convert(given, None, None) if known else given
            return answers[option]
        except click.BadParameter as error:
            click.echo(f"{error.message}。")


_FLAGS = {"on": "--date", "done_on": "--done-on", "following": "--next"}
_MAX_TYPED = 1 << 20


def typed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with the texts in them tidied; Stop for one that holds nothing, or what nobody can see."""
    return {name: _tidy(name, value) for name, value in options.items()}


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_tidy(name, one) for one in value)
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Stop(USAGE, f"{flag(name)} 没有写内容，没有写入。写上内容，或者不写这个选项。")
    hidden = re.search(f"[{INVISIBLE}]", text)
    if hidden:
        place = f"第 {hidden.start() + 1} 个字是看不见的字符 U+{ord(hidden[0]):04X}"
        raise Stop(USAGE, f"{flag(name)} 的{place}，没有写入。请删去它，前后的字重新输入。")
    return text


def flag(name: str) -> str:
    """Return the name of the option that a parameter comes from."""
    return _FLAGS.get(name, f"--{name}")


def refuse(options: dict[str, Any], names: Iterable[str], why: str) -> None:
    """Stop where one of these options is given: what was typed is never left out in silence."""
    given = [flag(name) for name in names if options.get(name) not in {None, ()}]
    if given:
        raise Stop(USAGE, f"{'、'.join(given)} {why}，没有写入。")


def piped() -> str:
    """Return the text on standard input, for ``--text -``."""
    raw = sys.stdin.buffer.read(_MAX_TYPED)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(USAGE, "--text -：标准输入的内容不是 UTF-8 编码，没有写入。") from None
