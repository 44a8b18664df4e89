"""``tasks update``: one more line of progress, or one more step of a matter."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Day
from duban.cli.chinese import Percent
from duban.cli.chinese import Word
from duban.cli.editing import edit
from duban.cli.narrowing import refuse_faulty
from duban.cli.narrowing import without_faulty
from duban.cli.options import book_words
from duban.cli.selection import known_unit
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.typed import Text
from duban.cli.typed import asked
from duban.cli.typed import refuse
from duban.ground import clock
from duban.ground.errors import ExitCode
from duban.ground.immutable import immutable
from duban.records.model import WRITTEN_STATES
from duban.records.model import State
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from duban.documents.editor import Value
    from duban.records.loader import Loaded
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.model import StepRecord
    from duban.records.sources import Step

# What --number stands for where no number follows it.
NEXT_NUMBER = "下一个"


@immutable(kw_only=True)
class Given:
    """The options of the command but the unit; None (and no evidence) where one is absent."""

    state: str | None
    text: str | None
    on: date | None
    percent: int | None
    period: str | None
    evidence: tuple[str, ...]
    done_on: date | None
    problem: str | None
    following: str | None
    step: str | None
    outcome: str | None
    number: str | None

    @property
    def day(self) -> date:
        """The day that is reported on."""
        return self.on or clock.today()

    @property
    def for_items(self) -> Mapping[str, object]:
        """What only a report on an item has, by option."""
        return {
            "--state": self.state,
            "--percent": self.percent,
            "--period": self.period,
            "--evidence": self.evidence,
            "--done-on": self.done_on,
            "--problem": self.problem,
            "--next": self.following,
        }

    @property
    def for_matters(self) -> Mapping[str, object]:
        """What only a step of a matter has, by option."""
        return {"--step": self.step, "--outcome": self.outcome, "--number": self.number}


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks update sl-2026-5/7 --unit 甲市局 --state 进行中 --text 召开第一季度会议 --period 2026-Q1
  tasks update sl-2026-5/1 --unit 乙市局 --state 已完成 --done-on 2026-03-20 --text 已印发 \
--evidence 文号
  tasks update sl-transfer-2025/2026-001 --step 审核 --unit 丙大队 --outcome 无异议
  tasks update sl-transfer-2025/2026-001 --step 移送 --number    取下一个文号，一并登记""",
)
@click.argument("record", metavar="编号", shell_complete=book_words("record"))
@click.option(
    "--unit", metavar="单位", help="填报的单位（简称）。", shell_complete=book_words("unit")
)
@click.option(
    "--state",
    metavar="状态",
    type=Word(WRITTEN_STATES),
    help=f"状态：{'、'.join(WRITTEN_STATES)}。",
)
@click.option(
    "--text",
    metavar="文字",
    type=Text(dash=True),
    help="新增一条进展：做了什么，到了哪一步；写 - 从标准输入读。",
)
@click.option("--date", "on", metavar="日期", type=Day(), help="日期，不写为今天。")
@click.option("--percent", metavar="数字", type=Percent(), help="进度，0 到 100。")
@click.option(
    "--period", metavar="期次", type=Text(), help="定期事项的期次，例如 2026-Q1；不写为当期。"
)
@click.option(
    "--evidence",
    metavar="文字",
    type=Text(),
    multiple=True,
    help="佐证：文号、网址或位置；可以写几次。",
)
@click.option(
    "--done-on", metavar="日期", type=Day(), help="完成日期；状态为已完成时不写为进展的日期。"
)
@click.option("--problem", metavar="文字", type=Text(), help="存在问题。")
@click.option("--next", "following", metavar="文字", type=Text(), help="下一步。")
@click.option(
    "--step", metavar="环节", type=Text(), help="协作事项：登记一个环节；不写为当前环节。"
)
@click.option("--outcome", metavar="结果", type=Text(), help="协作事项：环节的结果。")
@click.option(
    "--number",
    metavar="[文号]",
    is_flag=False,
    flag_value=NEXT_NUMBER,
    type=Text(),
    help="协作事项：文书号；不写的取下一个号，也可补给登记过的环节。",
)
@click.pass_obj
def update(
    session: Session,
    /,
    record: str,
    unit: str | None,
    state: str | None,
    text: str | None,
    on: date | None,
    percent: int | None,
    period: str | None,
    evidence: tuple[str, ...],
    done_on: date | None,
    problem: str | None,
    following: str | None,
    step: str | None,
    outcome: str | None,
    number: str | None,
) -> None:
    """报一次进展，或登记协作事项的一个环节。

    在原来的文件里加上内容，注释、顺序、写法都不变；没有文件的新建。
    写入以前先检查，有错的不写入。
    """
    given = Given(
        state=state,
        text=text,
        on=on,
        percent=percent,
        period=period,
        evidence=evidence,
        done_on=done_on,
        problem=problem,
        following=following,
        step=step,
        outcome=outcome,
        number=number,
    )
    _update(session, record, unit, given)


def _update(session: Session, record: str, unit: str | None, given: Given) -> None:
    """Write what is given to an item's progress or to a matter; Stop where it fits neither."""
    from duban.records import loader
    from duban.records.kinds import path_of
    from duban.records.model import Item
    from duban.records.model import Matter

    loaded = loader.load(worktree.read(session.find_root()).contents)
    refuse_faulty(loaded, path_of(Item, record), path_of(Matter, record))
    refuse_unread(record, loaded.book)
    book = loaded.book
    if record in book.matters:
        refuse(given.for_items, f"只用于事项的进展，{record} 是协作事项")
        _update_matter(session, book.matters[record], unit, given)
    elif record in book.items:
        refuse(given.for_matters, f"只用于协作事项，{record} 是事项")
        _update_item(session, loaded, book.items[record], unit, given)
    else:
        near = near_word(record, (*book.items, *book.matters))
        raise Stop(ExitCode.USAGE, f"没有编号为“{record}”的事项或协作事项{near}")


def _update_item(
    session: Session, loaded: Loaded, item: Item, unit: str | None, given: Given
) -> None:
    """Write what a unit reports on an item."""
    from duban.records.kinds import path_of
    from duban.records.model import Progress

    record = item.id
    folder, failures = without_faulty(
        lambda kept: _folder(kept, kept.book.items[record], unit), loaded, item.path
    )
    path = path_of(Progress, folder, record)
    edit(session, path, lambda old, now: _with_progress(old, now, record, given), known=failures)


def _folder(loaded: Loaded, item: Item, unit: str | None) -> str:
    """Return the id of the unit that reports on an item: the unit given, or asked for."""
    units = loaded.book.names
    name = known_unit(loaded, asked(unit, "单位", "--unit", units.responsible(item))) or ""
    if name not in units.by_name:
        raise Stop(ExitCode.USAGE, f"“{name}”还没有登记，请先登记 tasks/units/。")
    return units.by_name[name].id


def _with_progress(old: str, loaded: Loaded, record: str, given: Given) -> str:
    """Return the text of a progress file with what is reported."""
    from duban.documents import editor

    text = old
    if not text:
        given = _first(given)
        comments = (
            "进展：只由本单位填写；写过的不改，新的写在后面。",
            "不写个人姓名、电话、证件号码。改完运行 tasks check。",
        )
        text = editor.record({"状态": given.state}, comments)
    elif given.state:
        text = editor.set_value(text, "状态", given.state)
    _refuse_halves(given)
    if given.state == State.DONE:
        text = editor.set_value(text, "完成日期", str(given.done_on or given.day), after="状态")
    elif given.state:
        text = editor.remove_value(text, "完成日期")
    if given.text:
        entry = _entry(loaded, record, given)
        text = editor.append_entry(text, "进展", entry, after=("完成日期", "状态"))
    if given.problem:
        text = editor.set_value(text, "存在问题", given.problem)
    if given.following:
        text = editor.set_value(text, "下一步", given.following)
    if text == old:
        raise editor.EditError("没有要改的内容；至少写 --text、--state、--problem、--next 之一。")
    return text


def _entry(loaded: Loaded, record: str, given: Given) -> dict[str, Value | None]:
    """Return one report as a line of the list 进展."""
    from duban.ground import periods

    cycle = loaded.book.items[record].limit.parts.cycle
    period = given.period
    if period is None and cycle:
        period = periods.containing(given.day, cycle).label
    return {
        "日期": str(given.day),
        "情况": given.text,
        "进度": given.percent,
        "佐证": given.evidence,
        "期次": period,
    }


def _first(given: Given) -> Given:
    """Return what a unit's first report on a duty says, asking for what it cannot do without."""
    state = asked(given.state, "状态", "--state", WRITTEN_STATES)
    text, evidence = given.text, given.evidence
    if state != State.NOT_STARTED:
        text = asked(text, "情况", "--text")
    if state == State.DONE and sys.stdin.isatty() and not evidence:
        evidence = (asked(None, "佐证", "--evidence"),)
    return replace(given, state=state, text=text, evidence=evidence)


def _refuse_halves(given: Given) -> None:
    """Stop where an option is given without the one that it belongs to."""
    done = given.state == State.DONE
    if not given.text:
        entry = {
            "--percent": given.percent,
            "--period": given.period,
            "--evidence": given.evidence,
            # With 已完成 it says when: no text is needed.
            "--date": None if done else given.on,
        }
        refuse(entry, "要和 --text 一起写")
    if not done:
        refuse({"--done-on": given.done_on}, "要和 --state 已完成 一起写")


def _update_matter(session: Session, matter: Matter, unit: str | None, given: Given) -> None:
    """Write a step of a matter."""
    root = session.find_root()
    said: list[str] = []

    def change(old: str, loaded: Loaded) -> str:
        text, said[:] = _with_step(root, old, loaded, matter.id, unit, given)
        return text

    edit(session, matter.path, change, said)


def _with_step(
    root: Path, old: str, loaded: Loaded, record: str, unit: str | None, given: Given
) -> tuple[str, tuple[str, ...]]:
    """Return the matter with one more step, or with a number where a step has none.

    Also what is to be said once it is written.
    """
    from duban.documents import editor
    from duban.storage import numbering

    matter, step, current = _step(loaded, record, given.step)
    number_alone = given.number is not None and not (given.on or given.outcome or given.text)
    index = numbering.lacking(matter, step, current, unit) if number_alone else None
    outcome = None
    if index is None:
        done, outcome = _done(matter, step, unit, given)
    else:
        done = matter.steps[index]
    number = given.number
    said: tuple[str, ...] = ()
    if number is not None:
        wanted = None if number == NEXT_NUMBER else number
        taken = numbering.taken(root, loaded, matter, done, wanted)
        number, said = taken.number, taken.said
    if index is not None and number is not None:
        return editor.add_to_entry(old, "环节", index, "文号", number), said
    entry: dict[str, Value | None] = {
        "名称": done.name,
        "日期": str(done.on),
        "单位": done.unit,
        "结果": outcome,
        "说明": given.text,
        "文号": number,
    }
    return editor.append_entry(old, "环节", entry), said


def _done(
    matter: Matter, step: Step, unit: str | None, given: Given
) -> tuple[StepRecord, str | None]:
    """Return the step as it was taken, and its outcome, asking for what is not given."""
    from duban.records.model import StepRecord
    from duban.status import workflow

    actors = workflow.actors(matter, step)
    if not unit:
        unit = actors[0] if len(actors) == 1 else asked(None, "单位", "--unit", actors)
    outcome = given.outcome
    if not outcome and len(step.outcomes) > 1:
        outcome = asked(None, "结果", "--outcome", step.outcomes)
    return StepRecord(name=step.name, on=given.day, unit=unit), outcome


def _step(loaded: Loaded, record: str, name: str | None) -> tuple[Matter, Step, Step | None]:
    """Return the matter, its step called ``name``, and the step that it waits for.

    Without a name the step is the one that it waits for.
    """
    from duban.documents import editor
    from duban.status import workflow

    matter = loaded.book.matters.get(record)
    if matter is None:
        raise editor.EditError("文件现在的写法有错，请先运行 tasks check 改正。")
    steps = loaded.book.workflow(matter)
    current = workflow.follow(steps, matter.steps).current if steps else None
    wanted = name or (current.name if current else "")
    for step in steps:
        if step.name == wanted:
            return matter, step, current
    known = "、".join(step.name for step in steps)
    raise editor.EditError(f"流程已经结束，或没有环节“{wanted}”。流程的环节：{known}。")
