"""Shell: the commands that write files: fix, form, update, new, codeowners, schema."""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

import click

from duban import atomic
from duban import clock
from duban import isolation
from duban import privacy
from duban import worktree
from duban.chinese_click import Command
from duban.chinese_click import Day
from duban.chinese_click import Percent
from duban.chinese_click import Place
from duban.chinese_click import Word
from duban.git_errors import GitError
from duban.model import WRITTEN_STATES
from duban.model import State
from duban.shell import AS_OF
from duban.shell import ENVIRONMENT
from duban.shell import FORCE
from duban.shell import FOUND
from duban.shell import OUTPUT
from duban.shell import USAGE
from duban.shell import Shell
from duban.shell import Stop
from duban.shell import book_words
from duban.shell import chosen_paths
from duban.shell import emit
from duban.shell import known_unit
from duban.shell import lies_under
from duban.shell import load_book
from duban.shell import near_word
from duban.shell import refuse_book
from duban.shell import refuse_existing
from duban.shell import refuse_unread
from duban.shell import remark
from duban.shell import say_failures
from duban.shell import tasks
from duban.shell import width
from duban.shell import write_file
from duban.system_errors import reason
from duban.text import INVISIBLE
from duban.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from duban.corrections import Correction
    from duban.findings import Finding
    from duban.forms import Printed
    from duban.isolation import Failure
    from duban.loading import Loaded
    from duban.model import Agreement
    from duban.model import Book
    from duban.model import Item
    from duban.model import Matter
    from duban.model import Step

R = TypeVar("R")


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks fix                                     先看会改什么
  tasks fix --yes                               改
  tasks fix --yes tasks/progress/jdz-changjiang 只改一个单位的文件
能改的：中文冒号、全角空格、制表符、减号和冒号后缺的空格、GBK 编码、BOM、Windows 换行、看不见的字符、
日期写法、文号括号、百分号、单位的全称和别名、顿号连写的名单、要加引号的内容。""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=Place())
@click.option("--yes", is_flag=True, help="写入文件；不写只预览。")
@click.pass_obj
def fix(shell: Shell, paths: tuple[Path, ...], yes: bool) -> None:
    """改正写法上的错误，先预览，再写入。

    只改写错的地方，其余一字不动；拿不准意思的不改，请照 tasks check 的提示改。
    """
    root = shell.find_root()
    chosen = chosen_paths(root, paths) if paths else ["."]
    if paths and not any(lies_under(path, chosen) for path in worktree.read(root).contents):
        raise Stop(USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")
    if yes:
        with atomic.locked(root, _waiting) as writer:
            made, failures, findings = _corrected(root, chosen)
            for one in made:
                writer.write(one.path, one.after, one.before)
                sys.stdout.write(f"{printable(privacy.told_path(one.path))}：{'、'.join(one.codes)}\n")
        ending = f"已改正 {len(made)} 个文件。请运行 tasks check 再检查一遍。"
    else:
        made, failures, findings = _corrected(root, chosen)
        previews, more = isolation.parted(isolation.attempt(partial(_preview, one), one.path) for one in made)
        failures = (*failures, *more)
        sys.stdout.write("".join(previews))
        ending = f"可以改正 {len(made)} 个文件；加 --yes 写入。"
    sys.stdout.write(f"{ending if made else '没有可以自动改正的。'}\n")
    say_failures(failures, findings)


def _corrected(root: Path, chosen: Iterable[str]) -> tuple[list[Correction], tuple[Failure, ...], list[Finding]]:
    """Return what can be mended of the chosen files, those our own code failed on, which stay as they are, and what is wrong."""
    from duban import corrections
    from duban import loading
    from duban import rules

    contents = worktree.read(root).contents
    made, failures = isolation.parted(
        isolation.attempt(partial(corrections.correct, path, raw), path)
        for path, raw in sorted(contents.items())
        if path.endswith(".yaml") and lies_under(path, chosen)
    )
    loaded = loading.load({**contents, **{one.path: one.after for one in made}})
    found = rules.check(loaded, clock.today())
    unjudged = {one.path for one in found if one.code == isolation.program_fault.code}
    mended, more = isolation.parted(
        isolation.attempt(partial(corrections.in_book, one, found), one.path) for one in made if one.path not in unjudged
    )
    return [one for one in mended if one.after != one.before], (*failures, *more), found


def _preview(one: Correction) -> str:
    from difflib import unified_diff

    from duban import loading

    old, new = (loading.shown(one.path, raw).splitlines() for raw in (one.before, one.after))
    path = privacy.told_path(one.path)
    lines = unified_diff(old, new, path, path, lineterm="", n=1)
    return "".join(f"{printable(line)}\n" for line in (*lines, f"{path}：{'、'.join(one.codes)}"))


def _waiting(sentence: str) -> None:
    remark(f"{sentence}\n")


@tasks.command(
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
@click.option("-o", "--output", metavar="文件", required=True, type=Place(folder=False), help="写到哪个 .docx 文件。")
@FORCE
@click.option("--private", metavar="文件", type=Place(folder=False), help="个人信息文件，只用于打印，不进入台账。")
@AS_OF
@click.pass_obj
def form(shell: Shell, matter: str, form: str, output: Path, private: Path | None, as_of: date | None) -> None:
    """打印协作事项的文书（Word）。

    内容取自协作事项、协议和单位；不知道的留空，打印后手写。
    文号照登记的打印；没有登记的留空。先用 tasks update 编号 --step 环节 --number 取号登记，再打印。
    """
    from duban import confined
    from duban import forms

    if output.suffix.lower() != ".docx" and (output.is_file() or not output.exists()):
        raise Stop(USAGE, f"文书是 Word 文件，文件名请以 .docx 结尾，例如 -o {output.stem or '文书'}.docx。")
    with confined.Printer() as printer:
        root, loaded, _ = load_book(shell)
        day = as_of or clock.today()
        path = f"tasks/matters/{matter}.yaml"
        _refuse_faulty(loaded, path, f"tasks/agreements/{matter.partition('/')[0]}.yaml")
        refuse_unread(matter, loaded.book)

        def filled(kept: Loaded) -> tuple[str, str, dict[str, str], str | None]:
            record, agreement = _found(kept.book, matter, day)
            name, chosen = forms.find_form(agreement, form)
            facts = forms.facts(kept.book, record, agreement, name)
            return name, forms.template_path(agreement, chosen), facts, forms.blank_number(agreement, name)

        try:
            (name, place, facts, blank), failures = _without_faulty(filled, loaded, path)
            private_values = _private_values(root, private)
            _refuse_other_facts(private_values, facts)
            values = {**private_values, **facts}
            template = worktree.read_file(root, place, forms.MAX_TEMPLATE)
            printed = printer.fill(template, values, {"编号": blank} if blank else {})
        except forms.FormError as error:
            raise Stop(ENVIRONMENT, str(error)) from None
    write_file(output, printed.content)

    def said(kept: Loaded) -> list[str]:
        return list(_remarks(kept.book, _found(kept.book, matter, day)[0], name, printed, day))

    sentences, more = _without_faulty(said, loaded, path)
    for sentence in sentences:
        remark(f"{printable(sentence)}\n")
    if forms.unfilled(printed.text, values):
        remark("请核对：文书里留有花括号，可能是模板里的填空没有写对。填空用英文半角的花括号，写成 {{ 名称 }}。\n")
    say_failures(dict.fromkeys((*failures, *more)), loaded.findings)


def _found(book: Book, matter: str, day: date) -> tuple[Matter, Agreement]:
    """Return a matter as it was on a day, and its agreement; Stop where there is none."""
    from duban import cutoff

    known = cutoff.until(book, day).matters
    record = known.get(matter)
    agreement = book.agreements.get(record.agreement) if record else None
    if record is None or agreement is None:
        raise Stop(USAGE, f"没有编号为“{matter}”的协作事项{near_word(matter, known)}")
    return record, agreement


def _remarks(book: Book, matter: Matter, name: str, printed: Printed, day: date) -> Iterator[str]:
    """What the clerk must know of a form that was printed: what is blank, how to take its number, what it says wrongly."""
    from duban import forms

    if printed.blanks:
        yield f"留空待填：{'、'.join(printed.blanks)}"
    step = forms.numbering_step(book, matter, name)
    if "编号" in printed.blanks and step:
        yield f"文号没有登记。取号：tasks update {matter.id} --step {step} --number"
    late = forms.belated(book, matter, name, day) if "及时" in printed.text else None
    if late:
        yield f"请核对：{late}，而文书里写有“及时”。"


def _refuse_other_facts(private: Mapping[str, str], known: Mapping[str, Any]) -> None:
    """Stop where a private file gives a number, or says otherwise what the book records: a form prints what is recorded."""
    if "编号" in private:
        raise Stop(USAGE, "个人信息文件里不写“编号”：文号照台账登记的打印。没有登记的，用 tasks update 编号 --step 环节 --number 取号。")
    other = next((name for name, value in private.items() if name in known and str(known[name]) != value), None)
    if other is not None:
        raise Stop(USAGE, f"个人信息文件里的“{other}”与台账登记的不同，没有打印。请删去这一行，或改正台账。")


def _private_values(root: Path, private: Path | None) -> dict[str, str]:
    if private is None:
        return {}
    from duban import documents
    from duban import traps

    if private.resolve().is_relative_to((root / worktree.TOP).resolve()):
        raise Stop(USAGE, f"{private} 在台账的 tasks 文件夹里，会被提交。个人信息文件请放到别处，例如 private/。")
    try:
        with private.open("rb") as file:
            raw = file.read(documents.MAX_BYTES + 1)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"读不了 {private}：{reason(error)}。") from None
    document = documents.read(str(private), raw)
    wrong = next((one for one in document.findings if one.severity == "error"), None)
    if wrong:
        raise Stop(USAGE, f"{private} 第 {wrong.line} 行：{wrong.message}。{wrong.hint}。")
    for _, problem in traps.structure(document.text) if isinstance(document.data, str) else ():
        raise Stop(USAGE, f"{private}：{problem.message}。{problem.hint}。")
    if not isinstance(document.data, dict) or not all(isinstance(value, str | int | float) for value in document.data.values()):
        raise Stop(USAGE, f"{private} 里每行写成“名称: 内容”，例如 当事人: 某某。")
    return {name: str(value) for name, value in document.data.items()}


def _without_faulty(run: Callable[[Loaded], R], loaded: Loaded, mine: str) -> tuple[R, tuple[Failure, ...]]:
    """Return what ``run`` makes for the record ``mine``, without the records our own code fails on, and the failures.

    Where it fails whatever the others are, or ends for want of one that it failed on, that is said and nothing is made.
    """
    from duban.editing import EditError
    from duban.forms import FormError

    ends = (
        Stop, EditError, FormError, GitError, atomic.WriteError, worktree.NoBookError,
        click.ClickException, click.exceptions.Exit, click.Abort, OSError,
    )  # fmt: skip

    def made(left_out: frozenset[str]) -> R | _Ended:
        lost = {path: loaded.documents[path] for path in left_out}
        kept = replace(loaded.without(left_out), invalid={**loaded.invalid, **lost}) if left_out else loaded
        try:
            return run(kept)
        except ends as error:
            return _Ended(error)

    # What the record itself rests on stays to the last: without it nothing would be looked at, and it would get the blame.
    base = frozenset(_beneath(mine))
    others = sorted((one.path for one in loaded.book.records() if one.path not in base), key=_what_others_need_first)
    result = isolation.narrowed(made, others, mine)
    if result.made is None:
        say_failures(result.failures, loaded.findings)
        raise LookupError(mine)
    if isinstance(result.made, _Ended):
        if result.failures or loaded.unread:  # which may be what it lacked
            with suppress(Stop):
                say_failures(result.absent, loaded.findings)
            if isinstance(result.made.error, Stop):
                raise Stop(FOUND, result.made.error.message)
        raise result.made.error
    return result.made, result.absent


def _what_others_need_first(path: str) -> tuple[bool, str]:
    return path.startswith(("tasks/items/", "tasks/progress/", "tasks/matters/")), path


@dataclass(frozen=True, slots=True)
class _Ended:
    """A way to end a command that is no fault of ours, while it is found out whose fault something is."""

    error: Exception


def _beneath(path: str) -> Iterator[str]:
    """The records that one rests on by its path: its unit, its plan or agreement, its item."""
    yield path
    yield "tasks/config.yaml"
    folder, *parts = path.removeprefix("tasks/").removesuffix(".yaml").split("/")
    if folder == "progress":
        yield f"tasks/units/{parts[0]}.yaml"
        yield f"tasks/items/{'/'.join(parts[1:])}.yaml"
        parts = parts[1:]
    if folder in {"progress", "items", "matters"}:
        yield f"tasks/plans/{parts[0]}.yaml"
        yield f"tasks/agreements/{parts[0]}.yaml"


def _edit(shell: Shell, path: str, change: Callable[[str, Any], str], said: Iterable[str] = (), known: tuple[Failure, ...] = ()) -> None:
    """Change one record file under a lock; what would not pass the check is refused and nothing is written.

    ``said`` is told of it once it is written; ``known`` are the records that our own code has failed on before.
    """
    from duban import answers
    from duban import editing
    from duban import loading
    from duban import rules

    root = shell.find_root()
    if sys.stdin.isatty():  # what must be asked is asked before others have to wait for the answers
        with suppress(editing.EditError):
            contents = worktree.read(root).contents
            text = editing.text_of(contents.get(path, b""))
            _without_faulty(partial(change, text), loading.load(contents), path)
    with atomic.locked(root, _waiting) as writer:
        contents = worktree.read(root).contents
        loaded = loading.load(contents)
        try:
            old = editing.text_of(contents.get(path, b""))
            new, failures = _without_faulty(lambda kept: editing.with_its_line_ends(old, lambda text: change(text, kept)), loaded, path)
        except editing.EditError as error:
            raise Stop(FOUND, f"{path}：{error}") from None
        new = _with_schema_comment(root, path, old, new)
        found = rules.check(loading.load({**contents, path: new.encode()}), clock.today())
        wrong = [one for one in found if one.path == path and one.severity == "error"]
        # Where our own code failed on what the record rests on, or on the whole book, it has not been judged.
        base = frozenset(_beneath(path)) - {path}
        wrong += [one for one in found if one.path in base and one.code == isolation.program_fault.code]
        if wrong:
            remark(
                answers.text(list(map(privacy.nameless, wrong)), len({path, *(one.path for one in wrong)}), columns=width(), colour=False)
            )
            raise Stop(FOUND, "没有写入。")
        writer.write(path, new.encode(), contents.get(path))
    sys.stdout.write(f"已写入 {path}\n")
    remark("".join(f"{printable(one)}\n" for one in said))
    say_failures(dict.fromkeys((*known, *failures)), found)


def _with_schema_comment(root: Path, path: str, old: str, new: str) -> str:
    """Return a new file's text with the line by which editors find its schema, where the book has the schemas."""
    from duban.kinds import kind_of

    known = kind_of(path)
    if old or known is None or not (root / "schema").is_dir():
        return new
    return f"# yaml-language-server: $schema={'../' * path.count('/')}schema/{known[0].name}.schema.json\n{new}"


def _asked(value: str | None, name: str, option: str, choices: Iterable[str] = ()) -> str:
    """Return an option's value, asking for it once on a terminal; Stop names the option where nobody can be asked."""
    answers: dict[str, str] = click.get_current_context().meta.setdefault("duban.answers", {})
    value = value or answers.get(option)
    if value:
        return value
    if not sys.stdin.isatty():
        raise Stop(USAGE, f"还要写 {option}（{name}）。")
    known = list(choices)
    if known:
        click.echo(f"{name}可以写：{'、'.join(known[:30])}")
    while True:  # Click's own loop says “Error:”
        given = str(click.prompt(name))
        if any("\ud800" <= character <= "\udfff" for character in given):
            raise Stop(USAGE, f"{name}里有无法辨认的字节。请把终端的编码设为 UTF-8，再输一次。")
        try:
            answers[option] = Word(known).convert(given, None, None) if known else given
            return answers[option]
        except click.BadParameter as error:
            click.echo(f"{error.message}。")


_FLAGS = {"on": "--date", "done_on": "--done-on", "following": "--next"}
_MAX_TYPED = 1 << 20


def _typed(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options with the texts in them tidied; Stop for one that holds nothing, or what nobody can see."""
    return {name: _tidy(name, value) for name, value in options.items()}


def _tidy(name: str, value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_tidy(name, one) for one in value)
    if not isinstance(value, str):
        return value
    text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise Stop(USAGE, f"{_flag(name)} 没有写内容，没有写入。写上内容，或者不写这个选项。")
    hidden = re.search(f"[{INVISIBLE}]", text)
    if hidden:
        place = f"第 {hidden.start() + 1} 个字是看不见的字符 U+{ord(hidden[0]):04X}"
        raise Stop(USAGE, f"{_flag(name)} 的{place}，没有写入。请删去它，前后的字重新输入。")
    return text


def _flag(name: str) -> str:
    return _FLAGS.get(name, f"--{name}")


def _refuse(options: dict[str, Any], names: Iterable[str], why: str) -> None:
    """Stop where one of these options is given: what was typed is never left out in silence."""
    given = [_flag(name) for name in names if options.get(name) not in {None, ()}]
    if given:
        raise Stop(USAGE, f"{'、'.join(given)} {why}，没有写入。")


def _piped() -> str:
    """Return the text on standard input, for ``--text -``."""
    raw = sys.stdin.buffer.read(_MAX_TYPED)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Stop(USAGE, "--text -：标准输入的内容不是 UTF-8 编码，没有写入。") from None


_TODAY_HINT = "日期，不写为今天。"


_NEXT_NUMBER = "下一个"


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks update sl-2026-5/7 --unit 甲市局 --state 进行中 --text 召开第一季度会议 --period 2026-Q1
  tasks update sl-2026-5/1 --unit 乙市局 --state 已完成 --done-on 2026-03-20 --text 已印发 --evidence 文号
  tasks update sl-transfer-2025/2026-001 --step 审核 --unit 丙大队 --outcome 无异议
  tasks update sl-transfer-2025/2026-001 --step 移送 --number    取下一个文号，一并登记""",
)
@click.argument("record", metavar="编号", shell_complete=book_words("record"))
@click.option("--unit", metavar="单位", help="填报的单位（简称）。", shell_complete=book_words("unit"))
@click.option("--state", metavar="状态", type=Word(WRITTEN_STATES), help="状态：未启动、进行中、已完成、暂缓。")
@click.option("--text", metavar="文字", help="新增一条进展：做了什么，到了哪一步；写 - 从标准输入读。")
@click.option("--date", "on", metavar="日期", type=Day(), help=_TODAY_HINT)
@click.option("--percent", metavar="数字", type=Percent(), help="进度，0 到 100。")
@click.option("--period", metavar="期次", help="定期事项的期次，例如 2026-Q1；不写为当期。")
@click.option("--evidence", metavar="文字", multiple=True, help="佐证：文号、网址或位置；可以写几次。")
@click.option("--done-on", metavar="日期", type=Day(), help="完成日期；状态为已完成时不写为进展的日期。")
@click.option("--problem", metavar="文字", help="存在问题。")
@click.option("--next", "following", metavar="文字", help="下一步。")
@click.option("--step", metavar="环节", help="协作事项：登记一个环节；不写为当前环节。")
@click.option("--outcome", metavar="结果", help="协作事项：环节的结果。")
@click.option(
    "--number", metavar="[文号]", is_flag=False, flag_value=_NEXT_NUMBER, help="协作事项：文书号；不写的取下一个号，也可补给登记过的环节。"
)
@click.pass_obj
def update(shell: Shell, /, record: str, unit: str | None, **options: Any) -> None:
    """报一次进展，或登记协作事项的一个环节。

    在原来的文件里加上内容，注释、顺序、写法都不变；没有文件的新建。
    写入以前先检查，有错的不写入。
    """
    from duban import loading

    root = shell.find_root()
    options = _typed({**options, "text": _piped() if options["text"] == "-" else options["text"]})
    loaded = loading.load(worktree.read(root).contents)
    _refuse_faulty(loaded, f"tasks/items/{record}.yaml", f"tasks/matters/{record}.yaml")
    refuse_unread(record, loaded.book)
    if record in loaded.book.matters:
        _refuse(options, _OF_PROGRESS, f"只用于事项的进展，{record} 是协作事项")
        path = loaded.book.matters[record].path
        said: list[str] = []
        _edit(shell, path, lambda old, now: _with_step(root, old, now, record, unit, options, said), said)
        return
    item = loaded.book.items.get(record)
    if item is None:
        raise Stop(USAGE, f"没有编号为“{record}”的事项或协作事项{near_word(record, (*loaded.book.items, *loaded.book.matters))}")
    _refuse(options, _OF_STEPS, f"只用于协作事项，{record} 是事项")
    folder, failures = _without_faulty(lambda kept: _folder(kept, kept.book.items[record], unit), loaded, item.path)
    path = f"tasks/progress/{folder}/{record}.yaml"
    _edit(shell, path, lambda old, now: _with_progress(old, now, record, options), known=failures)


def _folder(loaded: Loaded, item: Item, unit: str | None) -> str:
    """Return whose progress on an item is to be written: the id of the unit given, or asked for."""
    from duban.model import Units

    units = Units.of(loaded.book)
    name = known_unit(loaded, _asked(unit, "单位", "--unit", units.responsible(item))) or ""
    if name not in units.by_name:
        raise Stop(USAGE, f"“{name}”还没有登记，请先登记 tasks/units/。")
    return units.by_name[name].id


def _refuse_faulty(loaded: Loaded, *paths: str) -> None:
    """Stop where our own code failed to read the record that a command is about."""
    say_failures((), [one for one in loaded.findings if one.path in paths])


_OF_STEPS = ("step", "outcome", "number")
_OF_PROGRESS = ("state", "percent", "period", "evidence", "done_on", "problem", "following")


def _with_progress(old: str, loaded: Any, record: str, options: dict[str, Any]) -> str:
    from duban import editing
    from duban import periods

    day = options["on"] or clock.today()
    parts = loaded.book.items[record].limit.parts
    text = old
    if not text:
        options = _first(options)
        comments = ("进展：只由本单位填写；写过的不改，新的写在后面。", "不写个人姓名、电话、证件号码。改完运行 tasks check。")
        text = editing.record({"状态": options["state"]}, comments)
    elif options["state"]:
        text = editing.set_value(text, "状态", options["state"])
    _refuse_halves(options)
    if options["state"] == State.DONE:
        text = editing.set_value(text, "完成日期", str(options["done_on"] or day), after="状态")
    elif options["state"]:
        text = editing.remove_value(text, "完成日期")
    if options["text"]:
        period = options["period"] or (periods.containing(day, parts.cycle).label if parts.cycle else None)
        entry: dict[str, Any] = {
            "日期": str(day),
            "情况": options["text"],
            "进度": options["percent"],
            "佐证": options["evidence"],
            "期次": period,
        }
        text = editing.append_entry(text, "进展", entry, after="完成日期" if "完成日期:" in text else "状态")
    for name, key in (("存在问题", "problem"), ("下一步", "following")):
        if options[key]:
            text = editing.set_value(text, name, options[key])
    if text == old:
        raise editing.EditError("没有要改的内容；至少写 --text、--state、--problem、--next 之一。")
    return text


def _first(options: dict[str, Any]) -> dict[str, Any]:
    """Return what a unit's first report on a duty says, asking for what it cannot do without."""
    made = {**options, "state": _asked(options["state"], "状态", "--state", WRITTEN_STATES)}
    if made["state"] != State.NOT_STARTED:
        made["text"] = _asked(options["text"], "情况", "--text")
    if made["state"] == State.DONE and sys.stdin.isatty() and not options["evidence"]:
        made["evidence"] = (_asked(None, "佐证", "--evidence"),)
    return made


def _refuse_halves(options: dict[str, Any]) -> None:
    done = options["state"] == State.DONE
    if not options["text"]:
        _refuse(options, ("percent", "period", "evidence", *(() if done else ("on",))), "要和 --text 一起写")
    if not done:
        _refuse(options, ("done_on",), "要和 --state 已完成 一起写")


def _with_step(root: Path, old: str, loaded: Any, record: str, unit: str | None, options: dict[str, Any], said: list[str]) -> str:
    """Return the matter with one more step, or with a number where a step has none; ``said`` gets what to tell afterwards."""
    from duban import editing
    from duban import matters
    from duban import numbering
    from duban.model import StepRecord

    matter, step, current = _step(loaded, record, options["step"])
    number = options["number"]
    alone = number is not None and not any(options[key] for key in ("on", "outcome", "text"))
    index = numbering.lacking(matter, step, current, unit) if alone else None
    outcome = None
    if index is None:
        actors = matters.actors(matter, step)
        doer = unit or (actors[0] if len(actors) == 1 else _asked(None, "单位", "--unit", actors))
        outcome = options["outcome"] or (_asked(None, "结果", "--outcome", step.outcomes) if len(step.outcomes) > 1 else None)
        done = StepRecord(name=step.name, on=options["on"] or clock.today(), unit=doer)
    else:
        done = matter.steps[index]
    if number is not None:
        taken = numbering.taken(root, loaded, matter, done, None if number == _NEXT_NUMBER else number)
        said[:] = taken.said
        number = taken.number
    if index is not None:
        return editing.add_to_entry(old, "环节", index, "文号", number)
    entry: dict[str, Any] = {
        "名称": done.name,
        "日期": str(done.on),
        "单位": done.unit,
        "结果": outcome,
        "说明": options["text"],
        "文号": number,
    }
    return editing.append_entry(old, "环节", entry)


def _step(loaded: Any, record: str, name: str | None) -> tuple[Matter, Step, Step | None]:
    """The matter, its step called ``name`` (or the one it waits for), and the step it waits for."""
    from duban import editing
    from duban import matters

    matter = loaded.book.matters.get(record)
    if matter is None:
        raise editing.EditError("文件现在的写法有错，请先运行 tasks check 改正。")
    steps = loaded.book.workflow(matter)
    current = matters.follow(steps, matter.steps).current if steps else None
    wanted = name or (current.name if current else "")
    step = next((one for one in steps if one.name == wanted), None)
    if step is None:
        known = "、".join(one.name for one in steps)
        raise editing.EditError(f"流程已经结束，或没有环节“{wanted}”。流程的环节：{known}。")
    return matter, step, current


_KINDS = {"事项": "item", "协作事项": "matter", "协议": "agreement", "单位": "unit", "进展": "progress"}


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks new unit jiachuan --name 甲川市交通运输局 --short 甲川市局
  tasks new item sl-2026-5/31 --title 建立制度 --clause 一（五） --quote 建立制度 --limit 未规定
  tasks new item sl-2026-5/32 --title 报送总结 --clause 二（三） --quote 报送总结 --limit 2026年底前 --due 2026-12-31 --lead 乙市局
  tasks new matter sl-transfer-2025/2026-001 --workflow 案件移送 --role 移送单位=丁县局 --role 接收单位=丙大队
  tasks new agreement xy-2026 --title 协作协议 --short 协作协议 --party 丁县局 --party 丙大队
在终端里没有写全的会一项一项问。进展用 tasks update。""",
)
@click.argument("kind", metavar="种类", type=Word(_KINDS.values(), _KINDS))
@click.argument("record", metavar="编号")
@click.option("--name", metavar="名称", help="单位：全称。")
@click.option("--short", metavar="简称", help="单位、协议：简称。")
@click.option("--member", metavar="单位", multiple=True, help="单位：成员（一类单位才写）；可以写几次。")
@click.option("--title", metavar="文字", help="事项：名称；协议：标题。")
@click.option("--clause", metavar="条款", help="事项：条款，例如 一（二）二是。")
@click.option("--quote", metavar="文字", help="事项：原文。")
@click.option("--lead", metavar="单位", default="未规定", help="事项：牵头单位；不写为未规定。")
@click.option("--responsible", metavar="单位", multiple=True, help="事项：责任单位；可以写几次。")
@click.option("--limit", metavar="文字", help="事项：时限原文；文件没有写的为 未规定。")
@click.option("--due", metavar="日期", type=Day(), help="事项：截止日期。")
@click.option("--workflow", metavar="流程", help="协作事项：按哪个流程办理。")
@click.option("--role", metavar="角色=单位", multiple=True, help="协作事项：角色由谁担任；可以写几次。")
@click.option("--summary", metavar="文字", help="协作事项：概要，不写个人信息。")
@click.option("--party", metavar="单位", multiple=True, help="协议：参加单位；可以写几次。")
@click.option("--unit", metavar="单位", help="进展：填报的单位。", shell_complete=book_words("unit"))
@click.pass_context
def new(ctx: click.Context, /, kind: str, record: str, unit: str | None, **options: Any) -> None:
    """新建一个事项、协作事项、协议、单位或进展的文件。

    写好的文件先检查，有错的不写入；已经有的文件不覆盖。
    """
    from duban.kinds import kind_of

    shell: Shell = ctx.obj
    options = _typed(options)
    given = {name: value for name, value in {**options, "unit": unit}.items() if not _is_default(ctx, name)}
    _refuse(given, set(given).difference(_USED[kind]), "不用于新建这种记录")
    if kind == "progress":
        ctx.invoke(update, record=record, unit=unit)
        return
    folder = {"item": "items", "matter": "matters", "agreement": "agreements", "unit": "units"}[kind]
    path = f"tasks/{folder}/{record}.yaml"
    known = kind_of(path)
    if known is None or known[0].name != kind:
        example = "jl-2024-136/1-2-2b" if kind in {"item", "matter"} else "jiachuan"
        raise Stop(USAGE, f"编号“{record}”不对：只用小写英文字母、数字和短横线，例如 {example}。")

    def write(old: str, loaded: Any) -> str:
        from duban import editing

        if old or os.path.lexists(shell.find_root() / path):
            raise editing.EditError("这个文件已经有了，没有覆盖。")
        return _MAKERS[kind](loaded, record, options)

    _edit(shell, path, write)


def _is_default(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT


_USED = {
    "unit": ("name", "short", "member"),
    "item": ("title", "clause", "quote", "lead", "responsible", "limit", "due"),
    "matter": ("workflow", "role", "summary"),
    "agreement": ("title", "short", "party"),
    "progress": ("unit",),
}


def _new_unit(_loaded: Any, _record: str, options: dict[str, Any]) -> str:
    from duban import editing

    name = _asked(options["name"], "名称", "--name")
    return editing.record({"名称": name, "简称": _asked(options["short"], "简称", "--short"), "成员": options["member"]})


def _new_item(_loaded: Any, _record: str, options: dict[str, Any]) -> str:
    from duban import editing

    return editing.record(
        {
            "事项": _asked(options["title"], "事项", "--title"),
            "条款": _asked(options["clause"], "条款", "--clause"),
            "原文": _asked(options["quote"], "原文", "--quote"),
            "牵头单位": options["lead"],
            "责任单位": options["responsible"],
            "时限": {"原文": _asked(options["limit"], "时限原文", "--limit"), "截止": str(options["due"]) if options["due"] else None},
        },
        ("事项：照抄文件，文件没有写的写“未规定”。延期写“变更”，不改“时限”。",),
    )


def _new_matter(loaded: Any, record: str, options: dict[str, Any]) -> str:
    from duban import editing

    agreement = loaded.book.agreements.get(record.partition("/")[0])
    workflows = agreement.workflows if agreement else {}
    workflow = _asked(options["workflow"], "流程", "--workflow", workflows)
    roles = _roles(options["role"])
    if agreement:
        used = dict.fromkeys(actor for step in workflows.get(workflow, ()) for actor in step.actors if actor in agreement.roles)
        for role in used:
            roles[role] = _asked(roles.get(role), role, f"--role {role}=单位", agreement.roles[role])
    return editing.record(
        {"流程": workflow, **roles, "概要": options["summary"]}, ("协作事项：不写任何个人信息。环节用 tasks update 登记。",)
    )


def _roles(given: Iterable[str]) -> dict[str, str]:
    roles: dict[str, str] = {}
    for one in given:
        role, equals, unit = (part.strip() for part in one.replace("＝", "=").partition("="))
        if not (role and equals and unit):
            raise Stop(USAGE, f"--role 写成 角色=单位，例如 移送单位=丁县局；现在写的是“{one}”，没有写入。")
        if role in roles:
            raise Stop(USAGE, f"--role 里“{role}”写了两次，没有写入。一个角色只写一个单位。")
        roles[role] = unit
    return roles


def _new_agreement(_loaded: Any, _record: str, options: dict[str, Any]) -> str:
    from duban import editing

    fields = {"标题": _asked(options["title"], "标题", "--title"), "简称": _asked(options["short"], "简称", "--short")}
    return editing.record({**fields, "参加单位": options["party"], "生效": "未规定", "到期": "未规定"})


_MAKERS = {"unit": _new_unit, "item": _new_item, "matter": _new_matter, "agreement": _new_agreement}


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks codeowners -o .github/CODEOWNERS        GitHub；GitLab、Gitea 写到 CODEOWNERS""",
)
@OUTPUT
@click.pass_obj
def codeowners(shell: Shell, output: Path | None) -> None:
    """由单位登记的账号生成 CODEOWNERS，平台据此要求由谁审核。

    检查只是提醒，不是权限：真正限制谁能合并，要在平台上设保护分支并要求 CODEOWNERS 审核。
    """
    from duban import review

    _, loaded, _ = load_book(shell)
    text, failures = _without_faulty(lambda kept: review.codeowners(kept.book), loaded, loaded.book.config.path)
    emit(text, output)
    say_failures(failures, loaded.findings)


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks schema -o .vscode/schema                编辑器输入单位时列出本台账的单位""",
)
@click.option("-o", "--output", metavar="文件夹", required=True, type=Place(file=False), help="写到哪个文件夹。")
@FORCE
@click.pass_obj
def schema(shell: Shell, output: Path) -> None:
    """为编辑器生成校验文件，其中列出本台账登记的单位。

    每种记录一个文件，自成一体；在编辑器设置里用它们代替 schema/ 下的文件。
    """
    from duban import render
    from duban import schemas
    from duban.kinds import KINDS

    _, loaded, _ = load_book(shell)
    refuse_book(output)

    def text(kind: str, left_out: frozenset[str]) -> str:
        names = sorted(unit.name for unit in loaded.book.without(left_out).units.values())
        return render.json_text(schemas.for_editors(kind, names))

    units = [unit.path for unit in loaded.book.units.values()]
    results = {kind.name: isolation.narrowed(partial(text, kind.name), units, f"schema/{kind.name}.schema.json") for kind in KINDS}
    made = {output / f"{kind}.schema.json": one.made for kind, one in results.items() if one.made is not None}
    refuse_existing(made)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"写不了 {output}：{reason(error)}。") from None
    for path, content in made.items():
        write_file(path, content.encode())
    say_failures(dict.fromkeys(failure for one in results.values() for failure in one.failures), loaded.findings)
