"""Find what a command is about: paths, units, sources and records of the book."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from duban.cli.session import Stop
from duban.ground.errors import ExitCode
from duban.ground.isolation import attempt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.records.book import Book
    from duban.records.loader import Loaded


def chosen_paths(root: Path, paths: Iterable[Path]) -> list[str]:
    """Return paths given on the command line as paths in the book; Stop for one outside it."""
    chosen = []
    base = root.resolve()
    for path in paths:
        try:
            # resolve() would follow links inside the book.
            inside = Path(os.path.abspath(path))  # noqa: PTH100
            if not inside.is_relative_to(base):
                inside = inside.resolve()
            chosen.append(inside.relative_to(base).as_posix())
        except (ValueError, OSError, RuntimeError):
            raise Stop(ExitCode.USAGE, f"{path} 不在台账（{root}）里。") from None
    return chosen


def lies_under(path: str, chosen: Iterable[str]) -> bool:
    """Tell whether a path of the book is one of those chosen, or below one."""
    return any(place in {".", path} or path.startswith(f"{place}/") for place in chosen)


def nothing_under(paths: Iterable[Path]) -> Stop:
    """Return the way out where no file of the book lies under the paths given."""
    return Stop(ExitCode.USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")


def known_unit(loaded: Loaded, name: str | None) -> str | None:
    """Return the short name of a unit given by any of its names; Stop where no unit has it."""
    if name is None:
        return None
    from duban.ground.text import nearest

    units = loaded.book.names
    proper = units.known_as.get(name, name)
    # Records may name units that are not registered.
    named = {unit for item in loaded.book.items.values() for unit in item.named}
    known = named.union(units.by_name)
    if proper in known:
        return proper
    near = nearest(name, frozenset(known))
    ending = f"，是否指“{near}”？" if near else "。"
    raise Stop(ExitCode.USAGE, f"没有登记名叫“{name}”的单位{ending}")


def known_source(loaded: Loaded, name: str | None) -> str | None:
    """Return the id of a plan or agreement given by id or name; Stop where the book has none."""
    if name is None or loaded.book.source(name):
        return name
    known = {source.name: source.id for source in loaded.book.sources()}
    if name in known:
        return known[name]
    listed = "、".join(known.values()) or "无"
    raise Stop(ExitCode.USAGE, f"没有编号为“{name}”的方案或协议。有：{listed}。")


def refuse_unread(name: str, book: Book) -> None:
    """Stop where the file of the record with this name or id did not pass the check.

    Also where it is a matter whose workflow the book does not hold.
    """
    from duban.records.kinds import path_of
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.model import Unit
    from duban.records.sources import Agreement
    from duban.records.sources import Plan

    paths = (path_of(kind, name) for kind in (Item, Matter, Plan, Agreement, Unit))
    invalid = next((path for path in paths if path in book.left_out), None)
    valid = name in book.items or name in book.matters or book.source(name) is not None
    if invalid is not None and not valid:
        raise Stop(
            ExitCode.FOUND,
            f"{invalid} 未通过检查，没有计入台账。请运行 tasks check，改正以后再试。",
        )
    matter = book.matters.get(name)
    # A fault of ours on another record is no reason to stop: what the command does next leaves that
    # record out and names it.
    if matter is not None and attempt(lambda: book.workflow(matter), matter.path) == ():
        raise Stop(
            ExitCode.FOUND,
            f"{matter.path} 所依据的协议或流程不在台账里，或未通过检查。"
            "请运行 tasks check，改正以后再试。",
        )


def near_word(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence, which offers the nearest known word if there is one."""
    from duban.ground.text import nearest

    near = nearest(name, frozenset(known))
    return f"，是否指 {near}？" if near else "。"
