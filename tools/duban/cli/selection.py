"""What of the book a command is about: paths, units, completion."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Day
from duban.ground.isolation import attempt
from duban.ground.text import printable
from duban.status.lights import Light
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from duban.records.book import Book
    from duban.records.loader import Loaded
from duban.cli.app import FOUND
from duban.cli.app import USAGE
from duban.cli.app import Stop

AS_OF = click.option(
    "--as-of",
    metavar="日期",
    type=Day(),
    help="以哪一天为准计算，例如 2026-06-30；不写以今天（北京时间）为准。",
)


def chosen_paths(root: Path, paths: Iterable[Path]) -> list[str]:
    """Return paths given on the command line as paths inside the book; Stop for one that is not in it."""
    chosen = []
    base = root.resolve()
    for path in paths:
        try:
            full = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links inside the book
            inside = (
                full.relative_to(base)
                if full.is_relative_to(base)
                else full.resolve().relative_to(base)
            )
        except (ValueError, OSError, RuntimeError):
            raise Stop(USAGE, f"{path} 不在台账（{root}）里。") from None
        chosen.append(inside.as_posix())
    return chosen


def lies_under(path: str, chosen: Iterable[str]) -> bool:
    """Tell whether a path of the book is one of those chosen, or below one."""
    return any(one in {".", path} or path.startswith(f"{one}/") for one in chosen)


LIGHT_WORDS = {light.key: light.word for light in Light}


def synonyms(words: dict[str, str]) -> dict[str, str]:
    """Return the English word for each Chinese one."""
    return {chinese: english for english, chinese in words.items()}


def book_words(kind: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Complete the names of units, sources or records from the book at hand."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from duban.records import loader

        try:
            root = ctx.find_root().params.get("root")
            files = worktree.read(root or worktree.find_root(Path.cwd()))
            book = loader.load(files.contents).book
        except (worktree.NoBookError, OSError):
            return []
        units = {unit.name: unit.full_name for unit in book.units.values()}
        sources = {one.id: one.name for one in book.sources()}
        items = {one.id: one.title for one in book.items.values()}
        matters = {one.id: one.workflow for one in book.matters.values()}
        words = {
            "unit": units,
            "source": sources,
            "matter": matters,
            "record": {**items, **matters, **sources, **units},
        }[kind]
        return [
            CompletionItem(printable(word), help=printable(text))
            for word, text in words.items()
            if word.startswith(incomplete)
        ]

    return complete


def known_unit(loaded: Loaded, name: str | None) -> str | None:
    """Return the proper short name of a unit given by any of its names; Stop where nobody is called so."""
    if name is None:
        return None
    from duban.ground.text import nearest

    units = loaded.book.names
    proper = units.known_as.get(name, name)
    known = frozenset(units.by_name) | {
        unit for item in loaded.book.items.values() for unit in item.named
    }
    if proper in known:
        return proper
    near = nearest(name, known)
    raise Stop(USAGE, f"没有登记名叫“{name}”的单位{f'，是否指“{near}”？' if near else '。'}")


def refuse_unread(name: str, book: Book) -> None:
    """Stop where the file of what is called so is no valid record, or the book does not hold the workflow of a matter."""
    from duban.records.kinds import path_of
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.model import Unit
    from duban.records.sources import Agreement
    from duban.records.sources import Plan

    paths = (path_of(kind, name) for kind in (Item, Matter, Plan, Agreement, Unit))
    path = next((one for one in paths if one in book.left_out), None)
    if (
        path is not None
        and name not in book.items
        and name not in book.matters
        and book.source(name) is None
    ):
        raise Stop(FOUND, f"{path} 未通过检查，没有计入台账。请运行 tasks check，改正以后再试。")
    matter = book.matters.get(name)
    # A fault of ours on another record is no reason to stop: what the command does next leaves that one out and names it.
    if matter is not None and attempt(lambda: book.workflow(matter), matter.path) == ():
        raise Stop(
            FOUND,
            f"{matter.path} 所依据的协议或流程不在台账里，或未通过检查。请运行 tasks check，改正以后再试。",
        )


def near_word(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that offers the nearest known word."""
    from duban.ground.text import nearest

    near = nearest(name, frozenset(known))
    return f"，是否指 {near}？" if near else "。"
