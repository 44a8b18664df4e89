"""Who may write which file of a book: for a review, and as a CODEOWNERS file for the forge."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.records.kinds import folder_of
from duban.records.kinds import kind_of
from duban.records.model import Matter
from duban.records.model import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.records.book import Book
    from duban.records.model import Unit


def writers(path: str, base: Book, head: Book) -> frozenset[str]:
    """Return the ids of the units that may write a path, as the book ``base`` says.

    A unit writes its own progress. The parties of an agreement, the units that act in a matter
    and the supervising office write its matters. All else is the supervising office's. ``head``
    is the book after the change: only it has a matter that is new.
    """
    known = kind_of(path)
    if known and known[0].record is Progress:
        return frozenset({known[1]["unit"]})
    names = {base.config.supervisor}
    if known and known[0].record is Matter:
        agreement = base.agreements.get(known[1]["agreement"])
        names.update(agreement.parties if agreement else ())
        key = f"{known[1]['agreement']}/{known[1]['number']}"
        matter = base.matters.get(key) or head.matters.get(key)
        names.update(matter.roles.values() if matter else ())
    return frozenset(unit.id for unit in base.units.values() if unit.name in names)


def codeowners(book: Book) -> str:
    """Return a CODEOWNERS file: each unit's accounts own its progress, parties their matters.

    All else is the supervising office's, by the first line. Units without accounts get no line.
    """
    lines = ["# 由 tasks codeowners 生成，不要手工修改。以单位登记的账号为准。"]
    supervisor = next(
        (unit for unit in book.units.values() if unit.name == book.config.supervisor), None
    )
    if supervisor and supervisor.accounts:
        lines.append(f"* {_accounts(supervisor)}")
    lines += [
        f"/{folder_of(Progress, unit.id)} {_accounts(unit)}"
        for unit in book.units.values()
        if unit.accounts
    ]
    for agreement in book.agreements.values():
        parties = [unit for unit in book.units.values() if unit.name in agreement.parties]
        accounts = _all_accounts(parties)
        if accounts:
            lines.append(f"/{folder_of(Matter, agreement.id)} {accounts}")
    return "\n".join(lines) + "\n"


def _all_accounts(units: Iterable[Unit]) -> str:
    """The accounts of several units as a line names them, each once."""
    words = (word for unit in units for word in _accounts(unit).split())
    return " ".join(dict.fromkeys(words))


def _accounts(unit: Unit) -> str:
    return " ".join(f"@{account}" for account in unit.accounts)
