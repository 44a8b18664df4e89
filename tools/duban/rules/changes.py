"""Rules on change: what may differ between the book a change starts from and the one it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING
from typing import TypeVar

from duban.ground.findings import BookProblem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.ground.text import shorten
from duban.records import form_numbers
from duban.records.kinds import kind_of
from duban.records.model import State
from duban.rules import owners
from duban.status import workflow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from duban.records.book import Book
    from duban.records.loader import Loaded
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.model import Progress

R = TypeVar("R", "Item", "Progress", "Matter")


@immutable(slots=False)
class Change:
    """A change under review: the loaded books before and after, the paths that differ, its author.

    ``base`` holds at least what review.base_paths asks for. ``target`` holds the matters of the
    branch to merge into, as it is now, that bear a document number which the change brings.
    """

    base: Loaded
    head: Loaded
    paths: frozenset[str]
    actor: str | None = None
    target: Loaded | None = None

    @cached_property
    def removed(self) -> tuple[str, ...]:
        """The paths that are gone."""
        return tuple(sorted(self.paths.difference(self.head.paths)))

    @cached_property
    def brought(self) -> frozenset[tuple[str, str]]:
        """The document numbers that it brings, as (path of the matter, number)."""
        return self._numbers(self.head.book) - self._numbers(self.base.book)

    def _numbers(self, book: Book) -> frozenset[tuple[str, str]]:
        return frozenset(
            (matter.path, step.number)
            for matter in book.matters.values()
            if matter.path in self.paths
            for step in matter.steps
            if step.number
        )

    def without(self, paths: frozenset[str]) -> Change:
        """Return the change as if it did not touch these paths."""
        return replace(
            self,
            base=self.base.without(paths),
            head=self.head.without(paths),
            paths=self.paths - paths,
        )

    @property
    def items(self) -> Iterator[tuple[Item, Item]]:
        """The changed items that are valid before and after, as (before, after)."""
        return self._pairs(self.base.book.items, self.head.book.items)

    @property
    def progress(self) -> Iterator[tuple[Progress, Progress]]:
        """The changed progress that is valid before and after, as (before, after)."""
        return self._pairs(self.base.book.progress, self.head.book.progress)

    @property
    def matters(self) -> Iterator[tuple[Matter, Matter]]:
        """The changed matters that are valid before and after, as (before, after)."""
        return self._pairs(self.base.book.matters, self.head.book.matters)

    def _pairs(self, before: Mapping[Any, R], after: Mapping[Any, R]) -> Iterator[tuple[R, R]]:
        # Identity is the path: records under one key lie at one path.
        for key, record in after.items():
            if record.path in self.paths and key in before:
                yield before[key], record


# A rule on change.
ChangeCheck = Rule[[Change], Iterator[BookProblem]]


# What may follow each state that a unit writes.
_ALLOWED = {
    State.NOT_STARTED: {State.IN_PROGRESS, State.DONE, State.SUSPENDED},
    State.IN_PROGRESS: {State.DONE, State.SUSPENDED},
    State.SUSPENDED: {State.IN_PROGRESS, State.DONE},
    State.DONE: {State.IN_PROGRESS},
}


@rule
def state_transition(change: Change) -> Iterator[BookProblem]:
    """状态不能这样改。

    未启动、进行中、暂缓可以往前走；已完成的只能重新启动为进行中，不能改回未启动。重新启动、改为暂缓，都要在同一次提交里
    加一条进展，说明原因。
    """
    for before, after in change.progress:
        if after.state is before.state:
            continue
        explained = len(after.entries) > len(before.entries)
        if after.state not in _ALLOWED[before.state]:
            allowed = listed(str(state) for state in State if state in _ALLOWED[before.state])
            yield BookProblem(
                f"状态不能从“{before.state}”改为“{after.state}”",
                f"可以改为：{allowed}",
                ("状态",),
                path=after.path,
            )
        elif (before.state is State.DONE or after.state is State.SUSPENDED) and not explained:
            step = "重新启动" if before.state is State.DONE else "暂缓"
            yield BookProblem(
                f"{step}没有说明原因", "在“进展”最后加一条，写明原因", ("状态",), path=after.path
            )


@rule
def progress_rewritten(change: Change) -> Iterator[BookProblem]:
    """改动了以前的进展。

    进展只往下加，写过的不改、不删，这样才看得出每个时候报的是什么。写错了的，在后面加一条更正。
    """
    for before, after in change.progress:
        yield from _rewritten(
            before.entries,
            after.entries,
            "进展",
            after.path,
            "在后面加一条说明更正，恢复原来的内容",
        )


@rule
def steps_rewritten(change: Change) -> Iterator[BookProblem]:
    """改动了已经登记的环节。

    协作事项的环节只往下加，登记过的不改、不删，期限都从这些日期起算。登记时没有写文号的，可以补上文号。
    """
    for before, after in change.matters:
        steps = tuple(
            replace(new, number=None) if old.number is None else new
            for old, new in zip(before.steps, after.steps, strict=False)
        )
        yield from _rewritten(
            before.steps, steps, "环节", after.path, "恢复原来的内容；确有错误的，由督办单位更正"
        )


@rule
def number_taken(change: Change) -> Iterator[BookProblem]:
    """文书号已经被别人用了。

    从主分支分出来以后，别的协作事项先用了这个号并已合并；作废的、写错的文件里用过的号也不再用。
    先取回最新的主分支，再用 tasks update 编号 --number 取下一个号。
    """
    if change.target is None:
        return
    for path, number in sorted(change.brought):
        own = next(matter for matter in change.head.book.matters.values() if matter.path == path)
        index = next(place for place, step in enumerate(own.steps) if step.number == number)
        # Two uses within the book are said by number_used_twice.
        known = frozenset(
            matter.path for matter in change.head.book.matters.values() if _bears(matter, number)
        )
        taken = (bearer for bearer in _bearers(change.target, number) if bearer not in known)
        bearer = next(taken, None)
        if bearer is not None:
            hint = "换一个没有用过的号：取回最新的主分支以后，用 tasks update 编号 --number 取号"
            yield BookProblem(
                f"文书号“{number}”已经用于 {bearer}", hint, ("环节", index, "文号"), path=path
            )


def _bears(matter: Matter, number: str) -> bool:
    return any(step.number == number for step in matter.steps)


def _bearers(loaded: Loaded, number: str) -> Iterator[str]:
    """The paths of the matters that bear a number, and of invalid files that mention it."""
    for matter in loaded.book.matters.values():
        if _bears(matter, number):
            yield matter.path
    for path, document in loaded.invalid.items():
        if form_numbers.mentioned(document.text, (number,)):
            yield path


@rule
def extensions_rewritten(change: Change) -> Iterator[BookProblem]:
    """改动了以前的变更。

    变更一次一条往下加，批准过的不改、不删。
    """
    for before, after in change.items:
        yield from _rewritten(
            before.extensions,
            after.extensions,
            "变更",
            after.path,
            "恢复原来的内容，新的变更加在后面",
        )


def _rewritten(
    before: tuple[Any, ...], after: tuple[Any, ...], key: str, path: str, hint: str
) -> Iterator[BookProblem]:
    for index, old in enumerate(before):
        if index >= len(after):
            yield BookProblem(
                f"删去了原来的第 {index + 1} 条{key}", hint, (key,), on_key=True, path=path
            )
            return
        if after[index] != old:
            yield BookProblem(f"改动了原来的第 {index + 1} 条{key}", hint, (key, index), path=path)
            return


@rule
def deadline_moved(change: Change) -> Iterator[BookProblem]:
    """直接改了时限。

    时限照文件登记，不能直接改。延期、提前都写在“变更”里：哪天、谁批准、从哪天改到哪天、为什么。
    """
    for before, after in change.items:
        if after.limit == before.limit:
            continue
        old, new = before.limit.parts.due, after.limit.parts.due
        message = "时限改了"
        if old and new and old != new:
            message = f"截止日期从 {old} 改成了 {new}"
        yield BookProblem(
            message,
            "恢复原来的时限；延期写“变更”，并写明批准和理由",
            ("时限",),
            on_key=True,
            path=after.path,
        )


@rule
def quotation_changed(change: Change) -> Iterator[BookProblem]:
    """改了原文或条款。

    事项的条款和原文照抄文件，登记以后不改。
    """
    for before, after in change.items:
        for key, old, new in (
            ("条款", before.clause, after.clause),
            ("原文", before.quote, after.quote),
        ):
            if old != new:
                yield BookProblem(
                    f"“{key}”改了，原来是“{shorten(old, 40)}”",
                    "恢复原来的内容",
                    (key,),
                    path=after.path,
                )


@rule
def matter_closed(change: Change) -> Iterator[BookProblem]:
    """改了已经归档的协作事项。

    归档以后不再改动。
    """
    for before, after in change.matters:
        steps = change.base.book.workflow(before)
        if steps and before != after and workflow.follow(steps, before.steps).current is None:
            yield BookProblem(
                "这件协作事项已经归档，不能再改",
                "恢复原来的内容；新的情况另建一件",
                path=after.path,
            )


@rule
def record_removed(change: Change) -> Iterator[BookProblem]:
    """删去或改名了文件。

    登记过的事项、进展、单位等不删除、不改名：编号就是文件的位置，改了别处就对不上，历史也断了。
    不再办理的，请在备注里写明，由督办单位处理。
    """
    added = {
        change.head.documents[path].text: path
        for path in change.paths
        if path in change.head.documents and path not in change.base.paths
    }
    for path in change.removed:
        if kind_of(path) is None:
            continue
        before = change.base.documents.get(path)
        renamed = added.get(before.text) if before else None
        if renamed:
            yield BookProblem(
                f"这个文件改名成了 {renamed}", f"改回 {path}，编号登记以后不改", path=path
            )
        else:
            yield BookProblem(
                "这个文件被删去了", "恢复这个文件；不再办理的，在备注里写明", path=path
            )


@rule
def not_your_file(change: Change) -> Iterator[BookProblem]:
    """改了不归自己填写的文件。

    进展只由该单位填写，协作事项由参加办理的单位填写，其余由督办单位维护。账号归哪个单位，以合并前的登记为准。
    """
    if change.actor is None:
        return
    # The change itself must not say who may make it.
    registered = change.base.book.units.values()
    if not any(unit.accounts for unit in registered):
        return
    units = [unit for unit in registered if change.actor in unit.accounts]
    for path in sorted(change.paths):
        allowed = owners.writers(path, change.base.book, change.head.book)
        if any(unit.id in allowed for unit in units):
            continue
        who = listed(unit.name for unit in units) or "没有登记的账号"
        names = listed(unit.name for unit in registered if unit.id in allowed) or "督办单位"
        yield BookProblem(
            f"账号 {change.actor}（{who}）不能改这个文件", f"这个文件由{names}填写", path=path
        )


CHECKS: tuple[ChangeCheck, ...] = (
    state_transition,
    progress_rewritten,
    steps_rewritten,
    number_taken,
    extensions_rewritten,
    deadline_moved,
    quotation_changed,
    matter_closed,
    record_removed,
    not_your_file,
)
