"""``tasks form``: a matter's document printed as a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.narrowing import refuse_faulty
from duban.cli.narrowing import without_faulty
from duban.cli.options import AS_OF
from duban.cli.options import FORCE
from duban.cli.options import book_words
from duban.cli.output import say_failures
from duban.cli.output import write_file
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import load_book
from duban.cli.session import remark
from duban.ground import clock
from duban.ground.errors import ExitCode
from duban.ground.findings import Severity
from duban.ground.immutable import immutable
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from duban.records.book import Book
    from duban.records.model import Matter
    from duban.records.sources import Agreement
    from duban.reports.word_forms import Printed


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks form jdz-changjiang-2025/2026-001 移送处理书 -o 移送处理书.docx
  tasks form jdz-changjiang-2025/2026-001 送达回执 -o 回执.docx --private private/2026-001.yaml
个人信息文件（--private）是本机上的一个 YAML 文件，例如：
  当事人: 某某
  违法行为: 某某行为
放在台账的 tasks 文件夹之外，不要提交。模板在 tasks/forms/ 下，可以用 Word 修改。""",
)
@click.argument("matter", metavar="协作事项", shell_complete=book_words("matter"))
@click.argument("form", metavar="文书")
@click.option(
    "-o",
    "--output",
    metavar="文件",
    required=True,
    type=Place(folder=False),
    help="写到哪个 .docx 文件。",
)
@FORCE
@click.option(
    "--private",
    metavar="文件",
    type=Place(folder=False),
    help="个人信息文件，只用于打印，不进入台账。",
)
@AS_OF
@click.pass_obj
def form(
    session: Session, matter: str, form: str, output: Path, private: Path | None, as_of: date | None
) -> None:
    """打印协作事项的文书（Word）。

    内容取自协作事项、协议和单位；不知道的留空，打印后手写。
    文号照登记的打印；没有登记的留空。先用 tasks update 编号 --step 环节 --number 取号登记，再打印。
    """
    from duban.cli import confined
    from duban.records.kinds import path_of
    from duban.records.model import Matter
    from duban.records.sources import Agreement
    from duban.reports import word_forms

    _refuse_other_kind(output)
    with confined.Printer() as printer:
        root, loaded, _ = load_book(session)
        day = as_of or clock.today()
        path = path_of(Matter, matter)
        refuse_faulty(loaded, path, path_of(Agreement, matter.partition("/")[0]))
        refuse_unread(matter, loaded.book)
        try:
            content, failures = without_faulty(
                lambda kept: _content(kept.book, matter, form, day), loaded, path
            )
            values = {**_private_values(root, private, content.values), **content.values}
            template = worktree.read_file(root, content.template, word_forms.MAX_TEMPLATE)
            printed = printer.fill(template, values, content.blanks)
        except word_forms.FormError as error:
            raise Stop(ExitCode.ENVIRONMENT, str(error)) from None
    write_file(output, printed.content)
    sentences, more = without_faulty(
        lambda kept: list(_remarks(kept.book, matter, content.form, printed, day)), loaded, path
    )
    if word_forms.unfilled(printed.text, values):
        sentences.append(
            "请核对：文书里留有花括号，可能是模板里的填空没有写对。"
            "填空用英文半角的花括号，写成 {{ 名称 }}。"
        )
    remark("".join(f"{printable(sentence)}\n" for sentence in sentences))
    say_failures(dict.fromkeys((*failures, *more)), loaded.findings)


def _refuse_other_kind(output: Path) -> None:
    """Stop where the output is not called as a Word file; a device may have any name."""
    if output.suffix.lower() != ".docx" and (output.is_file() or not output.exists()):
        name = f"{output.stem or '文书'}.docx"
        raise Stop(ExitCode.USAGE, f"文书是 Word 文件，文件名请以 .docx 结尾，例如 -o {name}。")


@immutable
class _Content:
    """What a form is made of: its name, the path of its template, and what is filled in.

    ``blanks`` says what stands in the place of a value that is not known.
    """

    form: str
    template: str
    values: Mapping[str, str]
    blanks: Mapping[str, str]


def _content(book: Book, matter: str, form: str, day: date) -> _Content:
    """Return what the form of a matter is made of; FormError where the agreement has none."""
    from duban.reports import word_forms

    record, agreement = _found(book, matter, day)
    name, chosen = word_forms.find_form(agreement, form)
    number = word_forms.blank_number(agreement, name)
    return _Content(
        name,
        word_forms.template_path(agreement, chosen),
        word_forms.facts(book, record, agreement, name),
        {"编号": number} if number else {},
    )


def _found(book: Book, matter: str, day: date) -> tuple[Matter, Agreement]:
    """Return a matter as it was on a day, and its agreement; Stop where there is no such matter."""
    from duban.records import cutoff

    known = cutoff.until(book, day).matters
    record = known.get(matter)
    agreement = book.agreements.get(record.agreement) if record else None
    if record is None or agreement is None:
        raise Stop(ExitCode.USAGE, f"没有编号为“{matter}”的协作事项{near_word(matter, known)}")
    return record, agreement


def _remarks(book: Book, matter: str, form: str, printed: Printed, day: date) -> Iterator[str]:
    """Return what the clerk must know of a form that was printed.

    This is what is blank, how to take its number, and what it says although it is not so.
    """
    from duban.reports import word_forms

    record, _ = _found(book, matter, day)
    if printed.blanks:
        yield f"留空待填：{'、'.join(printed.blanks)}"
    step = word_forms.numbering_step(book, record, form)
    if "编号" in printed.blanks and step:
        yield f"文号没有登记。取号：tasks update {record.id} --step {step} --number"
    late = word_forms.belated(book, record, form, day) if "及时" in printed.text else None
    if late:
        yield f"请核对：{late}，而文书里写有“及时”。"


def _private_values(
    root: Path, private: Path | None, recorded: Mapping[str, str]
) -> dict[str, str]:
    """Return what the file of personal data says; Stop where it cannot be used.

    It may say nothing else than the book, which ``recorded`` holds: a form prints what is recorded.
    """
    if private is None:
        return {}
    if private.resolve().is_relative_to((root / worktree.TOP).resolve()):
        raise Stop(
            ExitCode.USAGE,
            f"{private} 在台账的 tasks 文件夹里，会被提交。个人信息文件请放到别处，例如 private/。",
        )
    data = _private_data(private)
    if not isinstance(data, dict) or not all(
        isinstance(value, str | int | float) for value in data.values()
    ):
        raise Stop(ExitCode.USAGE, f"{private} 里每行写成“名称: 内容”，例如 当事人: 某某。")
    values = {name: str(value) for name, value in data.items()}
    if "编号" in values:
        raise Stop(
            ExitCode.USAGE,
            "个人信息文件里不写“编号”：文号照台账登记的打印。"
            "没有登记的，用 tasks update 编号 --step 环节 --number 取号。",
        )
    for name, value in values.items():
        if name in recorded and str(recorded[name]) != value:
            raise Stop(
                ExitCode.USAGE,
                f"个人信息文件里的“{name}”与台账登记的不同，没有打印。请删去这一行，或改正台账。",
            )
    return values


def _private_data(private: Path) -> object:
    """Return what a YAML file holds; Stop where it cannot be read."""
    from duban.documents import mistakes
    from duban.documents import reader
    from duban.documents import yaml_document

    try:
        with private.open("rb") as file:
            raw = file.read(yaml_document.MAX_BYTES + 1)
    except OSError as error:
        raise Stop(ExitCode.ENVIRONMENT, f"读不了 {private}：{reason(error)}。") from None
    document = reader.read(str(private), raw)
    for finding in document.findings:
        if finding.severity == Severity.ERROR:
            place = f"{private} 第 {finding.line} 行"
            raise Stop(ExitCode.USAGE, f"{place}：{finding.message}。{finding.hint}。")
    if isinstance(document.data, str):
        # Lines that YAML takes for one text: a mistake of writing explains it.
        for _, problem in mistakes.structure(document.text):
            raise Stop(ExitCode.USAGE, f"{private}：{problem.message}。{problem.hint}。")
    return document.data
