"""``tasks show``: one record, unit or rule in full."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import load_book
from duban.cli.app import width
from duban.cli.chinese import Command
from duban.cli.chinese import Word
from duban.cli.results import OUTPUT
from duban.cli.results import emit
from duban.cli.results import say_failures
from duban.cli.selection import AS_OF
from duban.cli.selection import book_words
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.ground import clock
from duban.ground import isolation
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
def show(shell: Shell, name: str, as_of: date | None, form: str, output: Path | None) -> None:
    """显示一个事项、协作事项、单位、方案或协议的全部内容，或一条规则的说明。"""
    from duban.reports import formats
    from duban.reports.tables import Report
    from duban.rules import registry

    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    made: Any
    rule = next((one for one in registry.RULES if one.code == name), None)
    if rule is not None:
        from duban.reports import details

        made = details.rule_page(rule)
    else:
        made, failures, findings = _judged(shell, name, as_of or clock.today(), form)
    if form == "json":
        if isinstance(made, Report):
            raise Stop(USAGE, "json 格式只用于事项和协作事项；清单请用 tasks report -f json。")
        text = formats.json_text(personal_data.masked_data(made))
    else:
        colour = shell.colours() and output is None
        text = (
            formats.markdown(made)
            if form == "markdown"
            else formats.terminal(made, columns=width(), colour=colour)
        )
        text = personal_data.masked(text)
    emit(text, output)
    say_failures(failures, findings)


def _judged(
    shell: Shell, name: str, day: date, form: str
) -> tuple[Any, tuple[Failure, ...], tuple[Finding, ...]]:
    """What is to be shown of a record, a report or plain data; the records our own code failed on, which it goes without; the findings."""
    from duban.records import cutoff
    from duban.status import assessment

    root, loaded, _ = load_book(shell)
    subtitle = f"截至 {day} · 版本 {repository.revision(root)[1]}"
    refuse_unread(name, loaded.book)
    book = loaded.shown
    whole = assessment.assess(book, day)
    mine = _path(name, cutoff.until(loaded.book, day))
    if personal_data.masked(name) != name and (unit := _unit(name, loaded.book)):
        name = unit.id
    say_failures([one for one in whole.failures if one.path == mine])

    def shown(out: frozenset[str]) -> Any:
        view = assessment.assess(book.without(out), day) if out else whole
        return (_data(name, view) if form == "json" else None) or _shown(name, view, subtitle)

    result = isolation.narrowed(
        shown, (one.path for one in loaded.book.records() if one.path != mine), mine
    )
    if result.made is None:
        say_failures(result.failures)
    return result.made, (*whole.failures, *result.absent), loaded.findings


def _data(name: str, view: Assessment) -> dict[str, object] | None:
    from duban.reports import json_data

    status = next((one for one in view.items if one.item.id == name), None)
    matter = next((one for one in view.matters if one.matter.id == name), None)
    data = (
        json_data.item_data(status)
        if status
        else json_data.matter_data(matter, view.as_of)
        if matter
        else None
    )
    return (
        {"schema_version": json_data.SCHEMA_VERSION, "as_of": str(view.as_of), **data}
        if data
        else None
    )


def _path(name: str, book: Book) -> str:
    """Return the file of what is called so; Stop where nothing is."""
    record = (
        book.items.get(name) or book.matters.get(name) or book.source(name) or _unit(name, book)
    )
    if record is not None:
        return record.path
    known = frozenset(
        (
            *book.items,
            *book.matters,
            *book.plans,
            *book.agreements,
            *(unit.name for unit in book.units.values()),
        )
    )
    raise Stop(USAGE, f"没有编号为“{name}”的记录{near_word(name, known)}")


def _unit(name: str, book: Book) -> Unit | None:
    return next(
        (
            unit
            for unit in book.units.values()
            if name in {unit.id, unit.name, unit.full_name, *unit.aliases}
        ),
        None,
    )


def _shown(name: str, view: Any, subtitle: str) -> Report:
    from duban.reports import details

    book = view.book
    status = next((one for one in view.items if one.item.id == name), None)
    if status is not None:
        return details.item(status, view, subtitle)
    matter = next((one for one in view.matters if one.matter.id == name), None)
    if matter is not None:
        return details.matter(matter, view, subtitle)
    source = book.source(name)
    if source is not None:
        return details.source(source, view, subtitle)
    unit = _unit(name, book)
    if unit is not None:
        return details.unit(unit, view, subtitle)
    raise LookupError(name)
