"""A report as text: for a terminal, as CSV, as Markdown, as JSON."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.ground.text import shorten_columns
from duban.ground.text import width
from duban.ground.text import wrap
from duban.reports.tables import Facts
from duban.reports.tables import Lamps
from duban.reports.tables import Lines
from duban.reports.tables import Table
from duban.reports.tables import text_of
from duban.status.lights import Lamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from rich.console import Console
    from rich.console import ConsoleOptions
    from rich.measure import Measurement
    from rich.table import Table as RichTable
    from rich.text import Text

    from duban.reports.tables import Cell
    from duban.reports.tables import Report


@immutable
class Screen:
    """Where a text is read: how many columns there are, and whether they show colours."""

    columns: int = 80
    colour: bool = False


_STYLES: Mapping[str, str] = {
    "红": "red",
    "橙": "dark_orange3",
    "黄": "yellow",
    "绿": "green",
    "蓝": "blue",
    "灰": "bright_black",
}
# From so many columns on, a terminal shows the columns of level 2.
WIDE = 110


def terminal(report: Report, *, columns: int, colour: bool) -> str:
    """Return a report for a terminal of this many columns, with colour or without."""
    buffer = io.StringIO()
    console = _console(buffer, columns, colour=colour)
    console.print(_Prose(report.title, "bold"))
    console.print(_Prose(report.subtitle, "bright_black"))
    for block in report.blocks:
        _print_block(console, block)
    if report.notes:
        console.print()
    for note in report.notes:
        console.print(_Prose(f"注：{note}", "bright_black"))
    # Rich fills each line up with spaces.
    return "".join(f"{line.rstrip()}\n" for line in buffer.getvalue().split("\n")[:-1])


def _console(buffer: io.StringIO, columns: int, *, colour: bool) -> Console:
    """A Rich console that takes nothing from the environment and changes no text."""
    from rich.console import Console

    return Console(
        file=buffer,
        width=columns,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )


def _print_block(console: Console, block: Table | Facts | Lamps | Lines) -> None:
    if isinstance(block, Table):
        _print_table(console, block)
    elif isinstance(block, Lamps):
        counts = (f"{lamp.shape} {lamp.word} {count}" for lamp, count in block.counts)
        console.print(_Prose("　".join(counts), lamps=block))
    elif isinstance(block, Facts):
        _print_facts(console, block)
    else:
        _print_lines(console, block)


class _Prose:
    """Text that Rich lays out by our own line breaking, which knows Chinese."""

    def __init__(
        self, text: str, style: str = "", *, indent: int = 0, lamps: Lamps | None = None
    ) -> None:
        self.text = "\n".join(printable(line) for line in text.split("\n"))
        self.style = style
        self.indent = indent
        self.lamps = lamps

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        del console
        longest = max(map(width, self.text.split("\n"))) + self.indent
        return Measurement(min(longest, 8), min(longest, options.max_width))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        from rich.text import Text

        del console
        for line in wrap(self.text, max(options.max_width - self.indent, 2)):
            shown = Text(
                " " * self.indent + line, style=self.style, no_wrap=True, overflow="ignore"
            )
            for lamp, count in self.lamps.counts if self.lamps else ():
                style = f"{_STYLES[lamp.colour]}{' bold' if count else ''}"
                shown.highlight_words([f"{lamp.shape} {printable(lamp.word)} {count}"], style)
            yield shown


def _print_title(console: Console, title: str) -> None:
    console.print()
    if title:
        console.print(_Prose(title, "bold"))


def _print_table(console: Console, table: Table) -> None:
    if not table.rows:
        _print_title(console, f"{table.title}：{table.empty}")
        return
    _print_title(console, table.title)
    console.print(_rich_table(table, 2 if console.width >= WIDE else 1, console.width))
    if table.more:
        console.print(_Prose(table.more, "bright_black", indent=2))


# Columns stand this far apart, or closer where the table would not fit.
_GAPS = (3, 2)
# A text that is shortened keeps at least this many columns.
_CUT_LEAST = 12


def _rich_table(table: Table, level: int, columns: int) -> RichTable:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as RichTable

    shown = [index for index, column in enumerate(table.columns) if column.level <= level]
    widths = {index: _natural_width(table, index) for index in shown}
    wide, close = (sum(widths.values()) + gap * (len(shown) - 1) for gap in _GAPS)
    excess = max(close - columns, 0)
    grid = RichTable(
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1) if wide <= columns else (0, 1, 0, 0),
        show_edge=False,
        header_style="bold",
    )
    rooms: dict[int, int] = {}
    for index in shown:
        column = table.columns[index]
        if column.cut:
            rooms[index] = max(_CUT_LEAST, widths[index] - excess)
        is_number = any(isinstance(row[index], int) for row in table.rows)
        grid.add_column(
            _Prose(column.title),
            no_wrap=column.fixed or column.cut,
            justify="right" if is_number else "left",
            min_width=width(column.title),
        )
    for row in table.rows:
        cells = (
            _styled(row[index], fixed=table.columns[index].fixed, room=rooms.get(index))
            for index in shown
        )
        grid.add_row(*cells)
    return grid


def _natural_width(table: Table, index: int) -> int:
    """How wide a column of a table is in a terminal where nothing is broken or shortened."""
    cells = (width(_cell_text(row[index])) for row in table.rows)
    return max(width(table.columns[index].title), *cells)


def _cell_text(cell: Cell) -> str:
    text = f"{cell.shape} {cell.word}" if isinstance(cell, Lamp) else text_of(cell)
    return printable(text)


def _styled(cell: Cell, *, fixed: bool, room: int | None = None) -> Text | _Prose:
    from rich.text import Text

    if isinstance(cell, Lamp):
        return Text(_cell_text(cell), style=_STYLES[cell.colour])
    if room:
        return Text(shorten_columns(_cell_text(cell), room))
    return Text(_cell_text(cell)) if fixed else _Prose(text_of(cell))


def _print_facts(console: Console, block: Facts) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    _print_title(console, block.title)
    grid = RichTable.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, style="bright_black")
    grid.add_column()
    for name, value in block.pairs:
        grid.add_row(Text(printable(name)), _Prose(value))
    console.print(grid)


def _print_lines(console: Console, block: Lines) -> None:
    if block.title:
        _print_title(console, block.title if block.lines else f"{block.title}：无")
    for line in block.lines:
        console.print(_Prose(line, indent=2 if block.title else 0))


def coloured(text: str, code: str, screen: Screen) -> str:
    """Return a text in the colour of this ANSI code, plain where the screen has no colours."""
    return f"\x1b[{code}m{text}\x1b[0m" if screen.colour else text


# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def csv_file(report: Report) -> str:
    """Return the main table as CSV, with a byte order mark so that Excel reads it as UTF-8."""
    import csv

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([column.title for column in report.main.columns])
    for row in report.main.rows:
        writer.writerow([_inert(cell) for cell in row])
    return "\ufeff" + buffer.getvalue()


def _inert(cell: Cell) -> str | int:
    """A cell that a spreadsheet cannot take for a formula."""
    if isinstance(cell, int):
        return cell
    text = printable(text_of(cell))
    return f"'{text}" if text.startswith(_FORMULA) else text


def markdown(report: Report) -> str:
    """Return the whole report as Markdown; text of records cannot become markup."""
    return "\n".join(_markdown_lines(report)) + "\n"


def _markdown_lines(report: Report) -> Iterator[str]:
    yield f"# {plain_markdown(report.title)}"
    yield ""
    yield plain_markdown(report.subtitle)
    for block in report.blocks:
        yield ""
        yield from _markdown_block(block)
    if report.notes:
        yield ""
    yield from (f"> {plain_markdown(note)}" for note in report.notes)


def _markdown_block(block: Table | Facts | Lamps | Lines) -> Iterator[str]:
    if isinstance(block, Lamps):
        yield "　".join(
            f"{lamp.shape} {plain_markdown(lamp.word)} **{count}**" for lamp, count in block.counts
        )
        return
    if block.title:
        yield f"## {plain_markdown(block.title)}"
        yield ""
    if isinstance(block, Table):
        yield from _markdown_table(block)
    elif isinstance(block, Facts):
        for name, value in block.pairs:
            yield f"- {plain_markdown(name)}：{plain_markdown(value)}"
    else:
        # Without a title the lines are no list; two spaces at the end keep each a line.
        before, after = ("- ", "") if block.title else ("", "  ")
        for line in block.lines or ("无",):
            yield f"{before}{plain_markdown(line)}{after}"


def _markdown_table(table: Table) -> Iterator[str]:
    if not table.rows:
        yield table.empty
        return
    yield f"| {' | '.join(plain_markdown(column.title) for column in table.columns)} |"
    yield f"|{' --- |' * len(table.columns)}"
    for row in table.rows:
        yield f"| {' | '.join(plain_markdown(text_of(cell)) for cell in row)} |"
    if table.more:
        yield ""
        yield plain_markdown(table.more)


_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+!|~&:@])")


def plain_markdown(text: str) -> str:
    """Return text on one line that Markdown shows as it is."""
    return _MARKUP.sub(r"\\\1", printable(text))


def json_text(data: object) -> str:
    """Return plain data as readable JSON, Chinese unescaped."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
