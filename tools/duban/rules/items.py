"""Rules on items: the document and the clause that each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import BookProblem
from duban.ground.findings import advice
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.records.kinds import folder_of
from duban.records.kinds import path_of
from duban.records.model import Item
from duban.records.sources import Agreement
from duban.records.sources import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.rules.context import Check
    from duban.rules.context import Context


@rule
def source_unknown(context: Context) -> Iterator[BookProblem]:
    """事项所属的方案或协议不存在。

    事项文件放在以方案或协议命名的文件夹里，该方案或协议要先登记在 tasks/plans/ 或 tasks/agreements/。
    """  # noqa: E501 - lines as the manual shows them
    sources = frozenset((*context.book.plans, *context.book.agreements))
    for item in context.book.items.values():
        if item.source in sources:
            continue
        plan, agreement = path_of(Plan, item.source), path_of(Agreement, item.source)
        if context.left_out(plan, agreement):
            continue
        near = nearest(item.source, sources)
        if near:
            hint = f"是否应放在 {folder_of(Item, near)} 下？"
        else:
            hint = f"先登记 {plan} 或 {agreement}"
        yield BookProblem(f"没有名为 {item.source} 的方案或协议", hint, path=item.path)


@rule
def source_id_taken(context: Context) -> Iterator[BookProblem]:
    """方案和协议用了同一个文件名。

    事项放在以方案或协议的文件名命名的文件夹里，两份文件同名，就分不清事项属于哪一份。请给其中一份改名。
    """
    for agreement in context.book.agreements.values():
        plan = context.book.plans.get(agreement.id)
        if plan:
            yield BookProblem(
                f"文件名 {agreement.id} 已经被 {plan.path} 用了",
                "换一个能区别开的文件名",
                path=agreement.path,
            )


@advice
def clause_unknown(context: Context) -> Iterator[BookProblem]:
    """条款不在文件的章节里。

    事项的条款要以方案或协议“章节”里的条款号开头，网站据此把事项排到文件的相应位置。
    """
    for item in context.book.items.values():
        source = context.book.source(item.source)
        chapters = source.chapters if source else ()
        if chapters and not any(chapter.holds(item.clause) for chapter in chapters):
            known = listed(chapter.clause for chapter in chapters[:12])
            yield BookProblem(
                f"文件的章节里没有“{item.clause}”",
                f"以这些条款号之一开头：{known}",
                ("条款",),
                path=item.path,
            )


CHECKS: tuple[Check, ...] = (
    source_unknown,
    source_id_taken,
    clause_unknown,
)
