"""Rules on progress: whose it is, on which item, and whether its dates, state and periods fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.findings import BookProblem
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten
from duban.records.fields import UNSPECIFIED
from duban.records.kinds import folder_of
from duban.records.kinds import path_of
from duban.records.model import Item
from duban.records.model import Progress
from duban.records.model import State
from duban.records.model import Unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Keys
    from duban.records.model import Entry
    from duban.records.model import LimitParts
    from duban.rules.context import Check
    from duban.rules.context import Context

_COMPLETE = 100  # percent


@rule
def progress_unit_unknown(context: Context) -> Iterator[BookProblem]:
    """进展文件夹的单位没有登记。

    进展放在 tasks/progress/单位/ 下，单位用 tasks/units/ 里的文件名（不带 .yaml）。
    """
    ids = frozenset(context.book.units)
    for progress in context.book.progress.values():
        if progress.unit in ids or context.left_out(path_of(Unit, progress.unit)):
            continue
        near = nearest(progress.unit, ids)
        if near:
            hint = f"是否应放在 {folder_of(Progress, near)} 下？"
        else:
            hint = f"先登记 {path_of(Unit, progress.unit)}"
        yield BookProblem(f"没有文件名为 {progress.unit} 的单位", hint, path=progress.path)


@rule
def progress_item_unknown(context: Context) -> Iterator[BookProblem]:
    """进展所对应的事项不存在。

    进展文件的路径与事项文件一致：tasks/progress/单位/方案/编号.yaml 对应 tasks/items/方案/编号.yaml。
    """  # noqa: E501 - lines as the manual shows them
    ids = frozenset(context.book.items)
    for progress in context.book.progress.values():
        if progress.item in ids or context.left_out(path_of(Item, progress.item)):
            continue
        near = nearest(progress.item, ids, 0.85)
        hint = f"是否指 {near}？" if near else "检查文件夹名和编号"
        yield BookProblem(f"没有编号为 {progress.item} 的事项", hint, path=progress.path)


@rule
def progress_not_responsible(context: Context) -> Iterator[BookProblem]:
    """不是责任单位，却报了进展。

    进展只由该事项的牵头单位、责任单位填写。配合单位的工作由责任单位一并反映。
    """
    for progress in context.book.progress.values():
        item = context.book.items.get(progress.item)
        unit = context.book.units.get(progress.unit)
        if item is None or unit is None:
            continue
        responsible = context.units.responsible(item)
        if unit.name not in responsible:
            named = listed(sorted(responsible)) or UNSPECIFIED
            yield BookProblem(
                f"{unit.name}不是事项 {item.id} 的责任单位",
                f"该事项的责任单位：{shorten(named, 80)}。"
                "请检查文件夹；确应负责的，请督办单位先修改事项",
                path=progress.path,
            )


@rule
def date_in_future(context: Context) -> Iterator[BookProblem]:
    """日期还没有到。

    进展、完成日期、变更批准日期写的是已经发生的事，不能晚于今天。打算做的事写在“下一步”。
    """
    today = context.today
    for progress in context.book.progress.values():
        if progress.done_on and progress.done_on > today:
            yield _future(progress.done_on, ("完成日期",), progress.path, today)
        for index, entry in enumerate(progress.entries):
            if entry.on > today:
                yield _future(entry.on, ("进展", index, "日期"), progress.path, today)
    for item in context.book.items.values():
        for index, extension in enumerate(item.extensions):
            if extension.approved_on > today:
                yield _future(extension.approved_on, ("变更", index, "日期"), item.path, today)


def _future(day: date, keys: Keys, path: str, today: date) -> BookProblem:
    return BookProblem(
        f"{day} 还没有到（今天是 {today}）",
        "检查年份和月份；打算做的事写在“下一步”",
        keys,
        path=path,
    )


@rule
def completion_before_issue(context: Context) -> Iterator[BookProblem]:
    """完成日期早于文件印发。

    事项在文件印发之后才有，完成日期不会早于印发日期。常见于年份写错。
    """
    for progress in context.book.progress.values():
        item = context.book.items.get(progress.item)
        source = context.book.source(item.source) if item else None
        if progress.done_on and source and source.issued and progress.done_on < source.issued:
            yield BookProblem(
                f"完成日期 {progress.done_on} 早于文件印发的 {source.issued}",
                "检查完成日期的年份",
                ("完成日期",),
                path=progress.path,
            )


@rule
def completion_not_reported(context: Context) -> Iterator[BookProblem]:
    """完成日期之后没有办结的进展。

    已完成的，最后一条进展应在完成当天或之后，说明怎样办结的；进度写了的，应为 100。
    """
    for progress in context.book.progress.values():
        if progress.state is not State.DONE or progress.done_on is None or not progress.entries:
            continue
        last = max(
            range(len(progress.entries)), key=lambda index: (progress.entries[index].on, index)
        )
        entry = progress.entries[last]
        if entry.on < progress.done_on:
            yield BookProblem(
                f"完成日期 {progress.done_on} 晚于最后一条进展 {entry.on}",
                "补一条办结的进展，或改正完成日期",
                ("完成日期",),
                path=progress.path,
            )
        elif entry.percent is not None and entry.percent < _COMPLETE:
            yield BookProblem(
                f"状态是“已完成”，最后一条进展的进度却是 {entry.percent}",
                "已经完成的写 100；没有完成的，状态改为 进行中",
                ("进展", last, "进度"),
                path=progress.path,
            )


@rule
def period_mismatch(context: Context) -> Iterator[BookProblem]:
    """期次与事项的周期不符。

    按季度的写 2026-Q1，按月的写 2026-03，按半年的写 2026-H1，按年的写 2026。不是定期的事项不写期次；
    定期的事项每条进展都要写明属于哪一期，否则会显示为未见记录。
    """  # noqa: E501 - lines as the manual shows them
    for progress in context.book.progress.values():
        item = context.book.items.get(progress.item)
        if item is None:
            continue
        for index, entry in enumerate(progress.entries):
            at: Keys = ("进展", index)
            yield from _wrong_period(item.limit.parts, entry, at, progress.path, context.today)


def _wrong_period(
    parts: LimitParts, entry: Entry, at: Keys, path: str, today: date
) -> Iterator[BookProblem]:
    keys = (*at, "期次")
    if parts.cycle is None or parts.start is None:
        if entry.period:
            yield BookProblem("这个事项不是定期的，不写期次", "删去“期次”这一行", keys, path=path)
        return
    now = periods.containing(min(entry.on, parts.stop or entry.on), parts.cycle)
    if entry.period is None:
        message = f"这个事项按{parts.cycle}办理，这条进展没有写期次"
        yield BookProblem(message, f"加一行，例如 期次: {now.label}", at, path=path)
        return
    period = periods.parse(entry.period)
    if period.cycle is not parts.cycle:
        message = f"这个事项按{parts.cycle}办理，期次写成了“{entry.period}”"
        yield BookProblem(message, f"写成 {now.label} 的样子", keys, path=path)
    elif period.end < parts.start or (parts.stop and period.start > parts.stop):
        reach = f"从 {parts.start} 起" + (f"到 {parts.stop} 止" if parts.stop else "")
        yield BookProblem(
            f"{period.name}不在这个事项的期限内（{reach}）", "检查期次", keys, path=path
        )
    elif period.start > today:
        yield BookProblem(f"{period.name}还没有开始（今天是 {today}）", "检查期次", keys, path=path)


CHECKS: tuple[Check, ...] = (
    progress_unit_unknown,
    progress_item_unknown,
    progress_not_responsible,
    date_in_future,
    completion_before_issue,
    completion_not_reported,
    period_mismatch,
)
