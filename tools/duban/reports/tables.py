"""What a report is made of before it takes a form: titles, facts, tables, notes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.status.lights import Lamp

if TYPE_CHECKING:
    from duban.status.assessment import Assessment

Cell = str | int | date | Lamp | None


@immutable
class Column:
    """One column; level 1 is shown everywhere, 2 from 110 columns on, 3 only in files.

    In a terminal a ``fixed`` column is never broken into lines, and a ``cut`` one is shortened to
    one line where there is no room.
    """

    title: str
    level: int = 1
    fixed: bool = False
    cut: bool = False


@immutable
class Table:
    """Rows under titled columns.

    ``empty`` is said where there are no rows, ``more`` below a list that was cut.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str = "无"
    more: str = ""


@immutable
class Facts:
    """Names with their values, one below the other."""

    title: str
    pairs: tuple[tuple[str, str], ...]


@immutable
class Lamps:
    """The lights with their counts, side by side."""

    counts: tuple[tuple[Lamp, int], ...]


@immutable
class Lines:
    """Sentences, one a line."""

    title: str
    lines: tuple[str, ...]


@immutable
class Report:
    """A whole report in reading order; ``main`` is the table that a file of one table holds.

    ``listed`` is the part of the assessment that it lists; None where that is all of it.
    """

    title: str
    subtitle: str
    blocks: tuple[Table | Facts | Lamps | Lines, ...]
    main: Table
    notes: tuple[str, ...] = ()
    listed: Assessment | None = None


def text_of(cell: Cell) -> str:
    """Return a cell as text; nothing is an empty string."""
    return "" if cell is None else str(cell)
