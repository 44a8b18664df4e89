"""``tasks show``: one record, unit or rule in full."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import LateWord
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
from duban.storage import repository

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.records.model import Unit
    from duban.reports.formats import Screen
    from duban.reports.record_formats import Record


def _formats() -> Word:
    from duban.reports import record_formats

    return Word(record_formats.FORMATS)


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
    type=LateWord(_formats),
    help="输出格式；json 只用于事项和协作事项。",
)
@OUTPUT
@click.pass_obj
def show(session: Session, name: str, as_of: date | None, form: str, output: Path | None) -> None:
    """显示一个事项、协作事项、单位、方案或协议的全部内容，或一条规则的说明。"""
    from duban.reports import formats
    from duban.reports import record_formats
    from duban.rules import registry

    screen = formats.Screen(width(), colour=session.colours() and output is None)
    rule = next((known for known in registry.RULES if known.code == name), None)
    if rule is not None:
        result = record_formats.RuleResult(rule, screen)
        answer = _Answer(record_formats.FORMATS[form](result))
    else:
        answer = _about_record(session, name, as_of or clock.today(), form, screen)
    if answer.text is None:
        raise Stop(
            ExitCode.USAGE, f"{form} 格式只用于事项和协作事项；清单请用 tasks report -f {form}。"
        )
    emit(answer.text, output)
    say_failures(answer.failures, answer.findings)


@immutable
class _Answer:
    """What the command answers, and what that lacks; no text where the format has none."""

    text: str | None
    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()


def _about_record(session: Session, name: str, day: date, form: str, screen: Screen) -> _Answer:
    """Return the answer about a record; Stop where the book has none of this name."""
    from duban.records import cutoff
    from duban.reports import record_formats
    from duban.status import assessment

    root, loaded, _ = load_book(session)
    subtitle = f"截至 {day} · 版本 {repository.revision(root)[1]}"
    refuse_unread(name, loaded.book)
    book = loaded.shown
    whole = assessment.assess(book, day)
    record = _record(name, cutoff.until(loaded.book, day))
    say_failures([failure for failure in whole.failures if failure.path == record.path])

    def answer(left_out: frozenset[str]) -> _Answer:
        view = assessment.assess(book.without(left_out), day) if left_out else whole
        result = record_formats.RecordResult(record, view, subtitle, screen)
        return _Answer(record_formats.FORMATS[form](result))

    paths = (known.path for known in loaded.book.records() if known.path != record.path)
    narrowed = isolation.narrowed(answer, paths, record.path)
    if narrowed.made is None:
        say_failures(narrowed.failures)
        raise LookupError(record.path)
    failures = (*whole.failures, *narrowed.absent)
    return replace(narrowed.made, failures=failures, findings=loaded.findings)


def _record(name: str, book: Book) -> Record:
    """Return the record of this name; Stop where there is none."""
    record = (
        book.items.get(name) or book.matters.get(name) or book.source(name) or _unit(name, book)
    )
    if record is not None:
        return record
    units = [unit.name for unit in book.units.values()]
    known = (*book.items, *book.matters, *book.plans, *book.agreements, *units)
    raise Stop(ExitCode.USAGE, f"没有编号为“{name}”的记录{near_word(name, known)}")


def _unit(name: str, book: Book) -> Unit | None:
    """Return the unit with this id, short name, full name or alias."""
    for unit in book.units.values():
        if name in {unit.id, unit.name, unit.full_name, *unit.aliases}:
            return unit
    return None
