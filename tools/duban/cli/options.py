"""Options that several commands have, and the words that the shell completes for them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Day
from duban.cli.chinese import Place
from duban.ground.text import printable
from duban.status.lights import Light
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from duban.records.book import Book

AS_OF = click.option(
    "--as-of",
    metavar="日期",
    type=Day(),
    help="以哪一天为准计算，例如 2026-06-30；不写以今天（北京时间）为准。",
)
# The lights by the keys that options take.
LIGHT_WORDS = {light.key: light.word for light in Light}
# Where Click keeps whether --force was given.
_FORCE = "duban.force"


def _keep_force(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta[_FORCE] = value


FORCE = click.option(
    "--force",
    is_flag=True,
    expose_value=False,
    callback=_keep_force,
    help="文件已经有了的，覆盖它。",
)


def is_forced() -> bool:
    """Tell whether the command was given ``--force``."""
    return bool(click.get_current_context().meta.get(_FORCE))


def OUTPUT(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - used as the options beside it are
    """Give a command ``-o`` and ``--force``."""
    option = click.option(
        "-o",
        "--output",
        metavar="文件",
        type=Place(folder=False),
        help="写到文件；不写显示在屏幕上。",
    )
    return option(FORCE(command))


def synonyms(words: Mapping[str, str]) -> dict[str, str]:
    """Return the English word for each Chinese one."""
    return {chinese: english for english, chinese in words.items()}


def book_words(kind: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Complete the names of units, sources, matters or all records from the book at hand.

    ``kind`` is ``unit``, ``source``, ``matter`` or ``record``.
    """

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from duban.records import loader

        try:
            root = ctx.find_root().params.get("root")
            files = worktree.read(root or worktree.find_root(Path.cwd()))
        except (worktree.NoBookError, OSError):
            return []
        words = _words(loader.load(files.contents).book)[kind]
        return [
            CompletionItem(printable(word), help=printable(text))
            for word, text in words.items()
            if word.startswith(incomplete)
        ]

    return complete


def _words(book: Book) -> dict[str, dict[str, str]]:
    """Return what each kind of word stands for, by the word."""
    units = {unit.name: unit.full_name for unit in book.units.values()}
    sources = {source.id: source.name for source in book.sources()}
    items = {item.id: item.title for item in book.items.values()}
    matters = {matter.id: matter.workflow for matter in book.matters.values()}
    return {
        "unit": units,
        "source": sources,
        "matter": matters,
        "record": {**items, **matters, **sources, **units},
    }
