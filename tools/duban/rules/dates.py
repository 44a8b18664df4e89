"""Rules on the dates of duties: changes follow each other, ends come after starts."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.findings import BookProblem
from duban.ground.findings import advice
from duban.ground.findings import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Keys
    from duban.records.model import Item
    from duban.rules.context import Check
    from duban.rules.context import Context


@rule
def extension_chain(context: Context) -> Iterator[BookProblem]:
    """变更前后的截止日期接不上。

    第一条变更的“原截止”是事项原来的截止日期，以后每一条的“原截止”是上一条的“新截止”。原来的截止日期保留不改。
    """
    for item in context.book.items.values():
        before = item.limit.parts.due
        if before is None and item.extensions:
            yield BookProblem(
                "这个事项没有截止日期，不能变更",
                "先写明截止日期；没有规定的写“设定”",
                ("变更", 0),
                path=item.path,
            )
            continue
        for index, extension in enumerate(item.extensions):
            if extension.old_due != before:
                yield BookProblem(
                    f"原截止写成了 {extension.old_due}，此前的截止日期是 {before}",
                    f"请改为：{before}",
                    ("变更", index, "原截止"),
                    path=item.path,
                )
            if extension.new_due == extension.old_due:
                yield BookProblem(
                    "新截止与原截止相同",
                    "写明变更后的日期；没有变更的删去这一条",
                    ("变更", index, "新截止"),
                    path=item.path,
                )
            before = extension.new_due


@rule
def dates_reversed(context: Context) -> Iterator[BookProblem]:
    """前后日期颠倒。

    到期不早于生效，止不早于起，变更按先后排列。
    """
    for agreement in context.book.agreements.values():
        begins = agreement.effective or agreement.issued
        if begins and agreement.expires and agreement.expires < begins:
            yield BookProblem(
                f"到期 {agreement.expires} 早于开始的 {begins}",
                "检查两个日期",
                ("到期",),
                path=agreement.path,
            )
    for item in context.book.items.values():
        yield from _item_dates_reversed(item)


def _item_dates_reversed(item: Item) -> Iterator[BookProblem]:
    parts = item.limit.parts
    if parts.start and parts.stop and parts.stop < parts.start:
        keys: Keys = ("时限", "设定", "止") if item.limit.stop is None else ("时限", "止")
        yield BookProblem(
            f"止 {parts.stop} 早于起 {parts.start}", "检查两个日期", keys, path=item.path
        )
    for index, (earlier, later) in enumerate(pairwise(item.extensions), 1):
        if later.approved_on < earlier.approved_on:
            yield BookProblem(
                "这次变更早于上一次",
                "按先后排列，新的写在后面",
                ("变更", index, "日期"),
                path=item.path,
            )


@advice
def period_before_start(context: Context) -> Iterator[BookProblem]:
    """起所在的那一期，截止日在起之前。

    定期的事项从“起”所在的一期算起。那一期的截止日早于“起”的，不可能按期填报，从下一期算起。
    请核对：从下一期开始的，把“起”写成下一期的第一天；要算这一期的，把“起”提前，或改“每期截止”。
    """
    for item in context.book.items.values():
        parts = item.limit.parts
        if parts.cycle and parts.start and parts.due_day:
            keys: Keys = ("时限", "设定", "起") if item.limit.setting else ("时限", "起")
            yield from _before_start(parts.start, parts.cycle, parts.due_day, keys, item.path)
    reporting = context.book.config.reporting
    if reporting:
        yield from _before_start(
            reporting.start,
            reporting.cycle,
            reporting.day,
            ("报送", "起"),
            context.book.config.path,
        )


def _before_start(
    start: date, cycle: periods.Cycle, day: int | None, keys: Keys, path: str
) -> Iterator[BookProblem]:
    period = periods.containing(start, cycle)
    first = periods.first(start, cycle, day)
    if first != period:
        message = f"起 {start} 在{period.name}，这一期的截止日 {period.due(day)} 已经过了"
        yield BookProblem(
            message,
            f"从{first.name}开始的，请改为：{first.start}；要算{period.name}的，把“起”提前",
            keys,
            path=path,
        )


CHECKS: tuple[Check, ...] = (
    extension_chain,
    dates_reversed,
    period_before_start,
)
