"""``tasks show``: one record, unit or rule in full."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Word
from duban.cli.options import AS_OF
from duban.cli.options import OUTPUT
from duban.cli.options import book_words
from duban.cli.output import emit
from duban.cli.output import say_failures
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import load_book
from duban.cli.session import width
from duban.ground import clock
from duban.ground import isolation
from duban.ground.errors import ExitCode
from duban.ground.immutable import immutable
from duban.privacy import personal_data
from duban.storage import repository

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.records.model import Unit
    from duban.reports.tables import Report
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.matters import MatterStatus


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks show jdz-changjiang-2025/3-1d     一个事项：时限怎样计算，各单位报了什么
  tasks show jdz-changjiang-2025/2026-001 一件协作事项：走到哪一步，各时限怎样计算
  tasks show 区交通局                     一个单位
  tasks show jl-2024-136                  一份方案或协议
  tasks show date-invalid                 一条检查规则""",
)
@click.argument("name", metavar="编号", shell_complete=book_words("record"))
@AS_OF
@click.option(
    "-f",
    "--format",
    "form",
    default="table",
    type=Word(("table", "json", "markdown")),
    help="输出格式；json 只用于事项和协作事项。",
)
@OUTPUT
@click.pass_obj
def show(session: Session, name: str, as_of: date | None, form: str, output: Path | None) -> None:
    """显示一个事项、协作事项、单位、方案或协议的全部内容，或一条规则的说明。"""
    from duban.reports import details
    from duban.reports import formats
    from duban.reports.tables import Report
    from duban.rules import registry

    rule = next((known for known in registry.RULES if known.code == name), None)
    if rule is not None:
        shown = _Shown(details.rule_page(rule))
    else:
        shown = _record(session, name, as_of or clock.today(), form)
    if form == "json":
        if isinstance(shown.made, Report):
            raise Stop(
                ExitCode.USAGE, "json 格式只用于事项和协作事项；清单请用 tasks report -f json。"
            )
        text = formats.json_text(personal_data.masked_data(shown.made))
    elif form == "markdown":
        text = personal_data.masked(formats.markdown(shown.made))
    else:
        colour = session.colours() and output is None
        table = formats.terminal(shown.made, columns=width(), colour=colour)
        text = personal_data.masked(table)
    emit(text, output)
    say_failures(shown.failures, shown.findings)


@immutable
class _Shown:
    """What is to be shown: a report, or plain data for JSON; and what it lacks."""

    made: Any
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()


def _record(session: Session, name: str, day: date, form: str) -> _Shown:
    """Return what is to be shown of a record; Stop where there is none called so."""
    from duban.records import cutoff
    from duban.status import assessment

    root, loaded, _ = load_book(session)
    subtitle = f"截至 {day} · 版本 {repository.revision(root)[1]}"
    refuse_unread(name, loaded.book)
    book = loaded.shown
    whole = assessment.assess(book, day)
    mine = _path(name, cutoff.until(loaded.book, day))
    # Where personal data was put into a unit's name, the book shows the unit without it.
    if personal_data.masked(name) != name and (unit := _unit(name, loaded.book)):
        name = unit.id
    say_failures([failure for failure in whole.failures if failure.path == mine])

    def made(left_out: frozenset[str]) -> Any:
        view = assessment.assess(book.without(left_out), day) if left_out else whole
        data = _data(name, view) if form == "json" else None
        return data or _report(name, view, subtitle)

    paths = (record.path for record in loaded.book.records() if record.path != mine)
    result = isolation.narrowed(made, paths, mine)
    if result.made is None:
        say_failures(result.failures)
    return _Shown(result.made, (*whole.failures, *result.absent), loaded.findings)


def _data(name: str, view: Assessment) -> dict[str, object] | None:
    """Return an item or a matter as data; None for anything else."""
    from duban.reports import json_data

    item = _status(name, view)
    matter = _matter_status(name, view)
    if item is not None:
        data = json_data.item_data(item)
    elif matter is not None:
        data = json_data.matter_data(matter, view.as_of)
    else:
        return None
    return {"schema_version": json_data.SCHEMA_VERSION, "as_of": str(view.as_of), **data}


def _report(name: str, view: Assessment, subtitle: str) -> Report:
    """Return the page of what is called so."""
    from duban.reports import details

    book = view.book
    item = _status(name, view)
    if item is not None:
        return details.item(item, view, subtitle)
    matter = _matter_status(name, view)
    if matter is not None:
        return details.matter(matter, view, subtitle)
    source = book.source(name)
    if source is not None:
        return details.source(source, view, subtitle)
    unit = _unit(name, book)
    if unit is not None:
        return details.unit(unit, view, subtitle)
    raise LookupError(name)


def _path(name: str, book: Book) -> str:
    """Return the file of what is called so; Stop where nothing is."""
    record = (
        book.items.get(name) or book.matters.get(name) or book.source(name) or _unit(name, book)
    )
    if record is not None:
        return record.path
    units = [unit.name for unit in book.units.values()]
    known = (*book.items, *book.matters, *book.plans, *book.agreements, *units)
    raise Stop(ExitCode.USAGE, f"没有编号为“{name}”的记录{near_word(name, known)}")


def _status(name: str, view: Assessment) -> ItemStatus | None:
    return next((status for status in view.items if status.item.id == name), None)


def _matter_status(name: str, view: Assessment) -> MatterStatus | None:
    return next((status for status in view.matters if status.matter.id == name), None)


def _unit(name: str, book: Book) -> Unit | None:
    """Return the unit with this id, short name, full name or alias."""
    for unit in book.units.values():
        if name in {unit.id, unit.name, unit.full_name, *unit.aliases}:
            return unit
    return None
