"""``tasks update``: one more line of progress, or one more step of a matter."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.chinese import Command
from duban.cli.chinese import Day
from duban.cli.chinese import Percent
from duban.cli.chinese import Word
from duban.cli.selection import book_words
from duban.cli.selection import known_unit
from duban.cli.selection import near_word
from duban.cli.selection import refuse_unread
from duban.ground import clock
from duban.records.model import WRITTEN_STATES
from duban.records.model import State
from duban.storage import worktree

if TYPE_CHECKING:
    from pathlib import Path

    from duban.records.loader import Loaded
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.sources import Step
from duban.cli.editing import asked
from duban.cli.editing import edit
from duban.cli.editing import piped
from duban.cli.editing import refuse
from duban.cli.editing import typed
from duban.cli.narrowing import refuse_faulty
from duban.cli.narrowing import without_faulty

_TODAY_HINT = "日期，不写为今天。"


_NEXT_NUMBER = "下一个"


@click.command(
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
@click.option(
    "--unit", metavar="单位", help="填报的单位（简称）。", shell_complete=book_words("unit")
)
@click.option(
    "--state",
    metavar="状态",
    type=Word(WRITTEN_STATES),
    help="状态：未启动、进行中、已完成、暂缓。",
)
@click.option(
    "--text", metavar="文字", help="新增一条进展：做了什么，到了哪一步；写 - 从标准输入读。"
)
@click.option("--date", "on", metavar="日期", type=Day(), help=_TODAY_HINT)
@click.option("--percent", metavar="数字", type=Percent(), help="进度，0 到 100。")
@click.option("--period", metavar="期次", help="定期事项的期次，例如 2026-Q1；不写为当期。")
@click.option(
    "--evidence", metavar="文字", multiple=True, help="佐证：文号、网址或位置；可以写几次。"
)
@click.option(
    "--done-on", metavar="日期", type=Day(), help="完成日期；状态为已完成时不写为进展的日期。"
)
@click.option("--problem", metavar="文字", help="存在问题。")
@click.option("--next", "following", metavar="文字", help="下一步。")
@click.option("--step", metavar="环节", help="协作事项：登记一个环节；不写为当前环节。")
@click.option("--outcome", metavar="结果", help="协作事项：环节的结果。")
@click.option(
    "--number",
    metavar="[文号]",
    is_flag=False,
    flag_value=_NEXT_NUMBER,
    help="协作事项：文书号；不写的取下一个号，也可补给登记过的环节。",
)
@click.pass_obj
def update(shell: Shell, /, record: str, unit: str | None, **options: Any) -> None:
    """报一次进展，或登记协作事项的一个环节。

    在原来的文件里加上内容，注释、顺序、写法都不变；没有文件的新建。
    写入以前先检查，有错的不写入。
    """
    from duban.records import loader

    root = shell.find_root()
    options = typed({**options, "text": piped() if options["text"] == "-" else options["text"]})
    loaded = loader.load(worktree.read(root).contents)
    refuse_faulty(loaded, f"tasks/items/{record}.yaml", f"tasks/matters/{record}.yaml")
    refuse_unread(record, loaded.book)
    if record in loaded.book.matters:
        refuse(options, _OF_PROGRESS, f"只用于事项的进展，{record} 是协作事项")
        path = loaded.book.matters[record].path
        said: list[str] = []
        edit(
            shell,
            path,
            lambda old, now: _with_step(root, old, now, record, unit, options, said),
            said,
        )
        return
    item = loaded.book.items.get(record)
    if item is None:
        raise Stop(
            USAGE,
            f"没有编号为“{record}”的事项或协作事项{near_word(record, (*loaded.book.items, *loaded.book.matters))}",
        )
    refuse(options, _OF_STEPS, f"只用于协作事项，{record} 是事项")
    folder, failures = without_faulty(
        lambda kept: _folder(kept, kept.book.items[record], unit), loaded, item.path
    )
    path = f"tasks/progress/{folder}/{record}.yaml"
    edit(shell, path, lambda old, now: _with_progress(old, now, record, options), known=failures)


def _folder(loaded: Loaded, item: Item, unit: str | None) -> str:
    """Return whose progress on an item is to be written: the id of the unit given, or asked for."""
    from duban.records.book import Units

    units = Units.of(loaded.book)
    name = known_unit(loaded, asked(unit, "单位", "--unit", units.responsible(item))) or ""
    if name not in units.by_name:
        raise Stop(USAGE, f"“{name}”还没有登记，请先登记 tasks/units/。")
    return units.by_name[name].id


_OF_STEPS = ("step", "outcome", "number")
_OF_PROGRESS = ("state", "percent", "period", "evidence", "done_on", "problem", "following")


def _with_progress(old: str, loaded: Any, record: str, options: dict[str, Any]) -> str:
    from duban.documents import editor
    from duban.ground import periods

    day = options["on"] or clock.today()
    parts = loaded.book.items[record].limit.parts
    text = old
    if not text:
        options = _first(options)
        comments = (
            "进展：只由本单位填写；写过的不改，新的写在后面。",
            "不写个人姓名、电话、证件号码。改完运行 tasks check。",
        )
        text = editor.record({"状态": options["state"]}, comments)
    elif options["state"]:
        text = editor.set_value(text, "状态", options["state"])
    _refuse_halves(options)
    if options["state"] == State.DONE:
        text = editor.set_value(text, "完成日期", str(options["done_on"] or day), after="状态")
    elif options["state"]:
        text = editor.remove_value(text, "完成日期")
    if options["text"]:
        period = options["period"] or (
            periods.containing(day, parts.cycle).label if parts.cycle else None
        )
        entry: dict[str, Any] = {
            "日期": str(day),
            "情况": options["text"],
            "进度": options["percent"],
            "佐证": options["evidence"],
            "期次": period,
        }
        text = editor.append_entry(
            text, "进展", entry, after="完成日期" if "完成日期:" in text else "状态"
        )
    for name, key in (("存在问题", "problem"), ("下一步", "following")):
        if options[key]:
            text = editor.set_value(text, name, options[key])
    if text == old:
        raise editor.EditError("没有要改的内容；至少写 --text、--state、--problem、--next 之一。")
    return text


def _first(options: dict[str, Any]) -> dict[str, Any]:
    """Return what a unit's first report on a duty says, asking for what it cannot do without."""
    made = {**options, "state": asked(options["state"], "状态", "--state", WRITTEN_STATES)}
    if made["state"] != State.NOT_STARTED:
        made["text"] = asked(options["text"], "情况", "--text")
    if made["state"] == State.DONE and sys.stdin.isatty() and not options["evidence"]:
        made["evidence"] = (asked(None, "佐证", "--evidence"),)
    return made


def _refuse_halves(options: dict[str, Any]) -> None:
    done = options["state"] == State.DONE
    if not options["text"]:
        refuse(
            options,
            ("percent", "period", "evidence", *(() if done else ("on",))),
            "要和 --text 一起写",
        )
    if not done:
        refuse(options, ("done_on",), "要和 --state 已完成 一起写")


def _with_step(
    root: Path,
    old: str,
    loaded: Any,
    record: str,
    unit: str | None,
    options: dict[str, Any],
    said: list[str],
) -> str:
    """Return the matter with one more step, or with a number where a step has none; ``said`` gets what to tell afterwards."""
    from duban.documents import editor
    from duban.records.model import StepRecord
    from duban.status import workflow
    from duban.storage import numbering

    matter, step, current = _step(loaded, record, options["step"])
    number = options["number"]
    alone = number is not None and not any(options[key] for key in ("on", "outcome", "text"))
    index = numbering.lacking(matter, step, current, unit) if alone else None
    outcome = None
    if index is None:
        actors = workflow.actors(matter, step)
        doer = unit or (actors[0] if len(actors) == 1 else asked(None, "单位", "--unit", actors))
        outcome = options["outcome"] or (
            asked(None, "结果", "--outcome", step.outcomes) if len(step.outcomes) > 1 else None
        )
        done = StepRecord(name=step.name, on=options["on"] or clock.today(), unit=doer)
    else:
        done = matter.steps[index]
    if number is not None:
        taken = numbering.taken(
            root, loaded, matter, done, None if number == _NEXT_NUMBER else number
        )
        said[:] = taken.said
        number = taken.number
    if index is not None:
        return editor.add_to_entry(old, "环节", index, "文号", number)
    entry: dict[str, Any] = {
        "名称": done.name,
        "日期": str(done.on),
        "单位": done.unit,
        "结果": outcome,
        "说明": options["text"],
        "文号": number,
    }
    return editor.append_entry(old, "环节", entry)


def _step(loaded: Any, record: str, name: str | None) -> tuple[Matter, Step, Step | None]:
    """The matter, its step called ``name`` (or the one it waits for), and the step it waits for."""
    from duban.documents import editor
    from duban.status import workflow

    matter = loaded.book.matters.get(record)
    if matter is None:
        raise editor.EditError("文件现在的写法有错，请先运行 tasks check 改正。")
    steps = loaded.book.workflow(matter)
    current = workflow.follow(steps, matter.steps).current if steps else None
    wanted = name or (current.name if current else "")
    step = next((one for one in steps if one.name == wanted), None)
    if step is None:
        known = "、".join(one.name for one in steps)
        raise editor.EditError(f"流程已经结束，或没有环节“{wanted}”。流程的环节：{known}。")
    return matter, step, current
