"""``tasks form``: a matter's document printed as a Word file."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.app import ENVIRONMENT
from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import load_book
from duban.cli.app import remark
from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.results import FORCE
from duban.cli.results import say_failures
from duban.cli.results import write_file
from duban.cli.selection import AS_OF
from duban.cli.selection import book_words
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.ground import clock
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from duban.records.book import Book
    from duban.records.loader import Loaded
    from duban.records.model import Matter
    from duban.records.sources import Agreement
    from duban.records.sources import Form
    from duban.reports.word_forms import Printed
from duban.cli.narrowing import refuse_faulty
from duban.cli.narrowing import without_faulty


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
    shell: Shell, matter: str, form: str, output: Path, private: Path | None, as_of: date | None
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

    if output.suffix.lower() != ".docx" and (output.is_file() or not output.exists()):
        raise Stop(
            USAGE,
            f"文书是 Word 文件，文件名请以 .docx 结尾，例如 -o {output.stem or '文书'}.docx。",
        )
    with confined.Printer() as printer:
        root, loaded, _ = load_book(shell)
        day = as_of or clock.today()
        path = path_of(Matter, matter)
        refuse_faulty(loaded, path, path_of(Agreement, matter.partition("/")[0]))
        refuse_unread(matter, loaded.book)

        def filled(kept: Loaded) -> tuple[str, Form, dict[str, str], str | None]:
            record, agreement = _found(kept.book, matter, day)
            name, chosen = word_forms.find_form(agreement, form)
            return (
                name,
                chosen,
                word_forms.facts(kept.book, record, agreement, name),
                word_forms.blank_number(agreement, name),
            )

        try:
            (name, chosen, values, blank), failures = without_faulty(filled, loaded, path)
            private_values = _private_values(root, private)
            _refuse_other_facts(private_values, values)
            values = {**private_values, **values}
            agreement = loaded.book.agreements[matter.partition("/")[0]]
            template = worktree.read_file(
                root, word_forms.template_path(agreement, chosen), word_forms.MAX_TEMPLATE
            )
            printed = printer.fill(template, values, {"编号": blank} if blank else {})
        except word_forms.FormError as error:
            raise Stop(ENVIRONMENT, str(error)) from None
    write_file(output, printed.content)

    def said(kept: Loaded) -> list[str]:
        return list(_remarks(kept.book, _found(kept.book, matter, day)[0], name, printed, day))

    sentences, more = without_faulty(said, loaded, path)
    for sentence in sentences:
        remark(f"{printable(sentence)}\n")
    if word_forms.unfilled(printed.text, values):
        remark(
            "请核对：文书里留有花括号，可能是模板里的填空没有写对。填空用英文半角的花括号，写成 {{ 名称 }}。\n"
        )
    say_failures(dict.fromkeys((*failures, *more)), loaded.findings)


def _found(book: Book, matter: str, day: date) -> tuple[Matter, Agreement]:
    """Return a matter as it was on a day, and its agreement; Stop where there is none."""
    from duban.records import cutoff

    known = cutoff.until(book, day).matters
    record = known.get(matter)
    agreement = book.agreements.get(record.agreement) if record else None
    if record is None or agreement is None:
        raise Stop(USAGE, f"没有编号为“{matter}”的协作事项{near_word(matter, known)}")
    return record, agreement


def _remarks(book: Book, matter: Matter, name: str, printed: Printed, day: date) -> Iterator[str]:
    """What the clerk must know of a form that was printed: what is blank, how to take its number, what it says wrongly."""
    from duban.reports import word_forms

    if printed.blanks:
        yield f"留空待填：{'、'.join(printed.blanks)}"
    step = word_forms.numbering_step(book, matter, name)
    if "编号" in printed.blanks and step:
        yield f"文号没有登记。取号：tasks update {matter.id} --step {step} --number"
    late = word_forms.belated(book, matter, name, day) if "及时" in printed.text else None
    if late:
        yield f"请核对：{late}，而文书里写有“及时”。"


def _refuse_other_facts(private: Mapping[str, str], known: Mapping[str, Any]) -> None:
    """Stop where a private file gives a number, or says otherwise what the book records: a form prints what is recorded."""
    if "编号" in private:
        raise Stop(
            USAGE,
            "个人信息文件里不写“编号”：文号照台账登记的打印。没有登记的，用 tasks update 编号 --step 环节 --number 取号。",
        )
    other = next(
        (name for name, value in private.items() if name in known and str(known[name]) != value),
        None,
    )
    if other is not None:
        raise Stop(
            USAGE,
            f"个人信息文件里的“{other}”与台账登记的不同，没有打印。请删去这一行，或改正台账。",
        )


def _private_values(root: Path, private: Path | None) -> dict[str, str]:
    if private is None:
        return {}
    from duban.documents import mistakes
    from duban.documents import reader
    from duban.documents import yaml_document

    if private.resolve().is_relative_to((root / worktree.TOP).resolve()):
        raise Stop(
            USAGE,
            f"{private} 在台账的 tasks 文件夹里，会被提交。个人信息文件请放到别处，例如 private/。",
        )
    try:
        with private.open("rb") as file:
            raw = file.read(yaml_document.MAX_BYTES + 1)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"读不了 {private}：{reason(error)}。") from None
    document = reader.read(str(private), raw)
    wrong = next((one for one in document.findings if one.severity == "error"), None)
    if wrong:
        raise Stop(USAGE, f"{private} 第 {wrong.line} 行：{wrong.message}。{wrong.hint}。")
    for _, problem in mistakes.structure(document.text) if isinstance(document.data, str) else ():
        raise Stop(USAGE, f"{private}：{problem.message}。{problem.hint}。")
    if not isinstance(document.data, dict) or not all(
        isinstance(value, str | int | float) for value in document.data.values()
    ):
        raise Stop(USAGE, f"{private} 里每行写成“名称: 内容”，例如 当事人: 某某。")
    return {name: str(value) for name, value in document.data.items()}
