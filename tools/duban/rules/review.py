"""Rules on change: what may differ between the book a change starts from and the book it would leave."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from functools import partial
from typing import TYPE_CHECKING
from typing import Any

from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Severity
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import shorten
from duban.records.kinds import kind_of
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State
from duban.status import workflow

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from duban.ground.findings import Finding
    from duban.records.book import Book
    from duban.records.loader import Loaded
    from duban.records.model import Unit


@dataclass(frozen=True)
class Change:
    """A change under review: both books (the base at least where it differs), the paths that differ, and who made it.

    ``target`` holds the matters of the branch it is to be merged into, as that is now, which bear a number it brings.
    """

    base: Loaded
    head: Loaded
    paths: frozenset[str]
    actor: str | None = None
    target: Loaded | None = None

    @cached_property
    def removed(self) -> tuple[str, ...]:
        """The paths that are gone."""
        present = set(self.head.paths)
        return tuple(sorted(path for path in self.paths if path not in present))

    def without(self, paths: frozenset[str]) -> Change:
        """Return the change as if it did not touch these paths."""
        return Change(
            self.base.without(paths), self.head.without(paths), self.paths - paths, self.actor
        )

    def both(self, kind: type) -> Iterator[tuple[Any, Any]]:
        """Return the changed records of a kind that are valid before and after, as (before, after)."""
        before = {record.path: record for record in _records(self.base, kind)}
        for record in _records(self.head, kind):
            if record.path in self.paths and record.path in before:
                yield before[record.path], record


def _records(loaded: Loaded, kind: type) -> Iterable[Any]:
    book = loaded.book
    return {
        Item: book.items.values(),
        Progress: book.progress.values(),
        Matter: book.matters.values(),
    }[kind]


def review(change: Change) -> list[Finding]:
    """Return what the rules on change find; a removed file is shown as it was, one on which a rule fails has that as its finding."""
    found: list[Finding] = []
    for one in CHECKS:
        result = isolation.narrowed(
            partial(_findings, one, change), sorted(change.paths), change.head.book.config.path
        )
        found += result.made or ()
        blamed = isolation.problems(result, f"按规则 {one.code} 审核", change.head.book.config.path)
        found += (
            Document(problem.path, "", None).find(isolation.program_fault, problem)
            for problem in blamed
        )
    return found


def _findings(
    one: Rule[[Change], Iterator[Problem]], change: Change, left_out: frozenset[str]
) -> list[Finding]:
    found = []
    for problem in one(change.without(left_out) if left_out else change):
        document = (
            change.head.documents.get(problem.path)
            or change.head.invalid.get(problem.path)
            or Document(problem.path, "", None)
        )
        found.append(document.find(one, problem))
    return found


def brought(base: Book, head: Book, paths: Iterable[str]) -> frozenset[tuple[str, str]]:
    """Return the document numbers that a change brings, each with the path of its matter."""
    wanted = frozenset(paths)
    before, after = (
        frozenset(
            (one.path, step.number)
            for one in book.matters.values()
            if one.path in wanted
            for step in one.steps
            if step.number
        )
        for book in (base, head)
    )
    return after - before


def weigh(
    findings: Iterable[Finding],
    paths: frozenset[str],
    before: frozenset[tuple[str, str, str]] | None,
) -> Iterator[Finding]:
    """Return the findings with those in untouched files as warnings, unless the change brought them.

    ``before`` holds (path, code, message) of the findings at the base; None when the change cannot touch other files.
    A fault of ours stays an error wherever it is: a rule that failed on another file may have overlooked what the change does to it.
    """
    for one in findings:
        mine = (
            one.path in paths
            or one.code == isolation.program_fault.code
            or (before is not None and (one.path, one.code, one.message) not in before)
        )
        yield one if mine else replace(one, severity=Severity.WARNING)


_ALLOWED = {
    State.NOT_STARTED: {State.IN_PROGRESS, State.DONE, State.SUSPENDED},
    State.IN_PROGRESS: {State.DONE, State.SUSPENDED},
    State.SUSPENDED: {State.IN_PROGRESS, State.DONE},
    State.DONE: {State.IN_PROGRESS},
}


@rule
def state_transition(change: Change) -> Iterator[Problem]:
    """状态不能这样改。

    未启动、进行中、暂缓可以往前走；已完成的只能重新启动为进行中，不能改回未启动。重新启动、改为暂缓，都要在同一次提交里
    加一条进展，说明原因。
    """
    for before, after in change.both(Progress):
        if after.state is before.state:
            continue
        reason = len(after.entries) > len(before.entries)
        if after.state not in _ALLOWED[before.state]:
            allowed = listed(str(state) for state in State if state in _ALLOWED[before.state])
            yield Problem(
                f"状态不能从“{before.state}”改为“{after.state}”",
                f"可以改为：{allowed}",
                ("状态",),
                path=after.path,
            )
        elif (before.state is State.DONE or after.state is State.SUSPENDED) and not reason:
            what = "重新启动" if before.state is State.DONE else "暂缓"
            yield Problem(
                f"{what}没有说明原因", "在“进展”最后加一条，写明原因", ("状态",), path=after.path
            )


@rule
def progress_rewritten(change: Change) -> Iterator[Problem]:
    """改动了以前的进展。

    进展只往下加，写过的不改、不删，这样才看得出每个时候报的是什么。写错了的，在后面加一条更正。
    """
    for before, after in change.both(Progress):
        yield from _rewritten(
            before.entries,
            after.entries,
            "进展",
            after.path,
            "在后面加一条说明更正，恢复原来的内容",
        )


@rule
def steps_rewritten(change: Change) -> Iterator[Problem]:
    """改动了已经登记的环节。

    协作事项的环节只往下加，登记过的不改、不删，期限都从这些日期起算。登记时没有写文号的，可以补上文号。
    """
    for before, after in change.both(Matter):
        steps = tuple(
            replace(new, number=None) if old.number is None else new
            for old, new in zip(before.steps, after.steps, strict=False)
        )
        yield from _rewritten(
            before.steps, steps, "环节", after.path, "恢复原来的内容；确有错误的，由督办单位更正"
        )


@rule
def number_taken(change: Change) -> Iterator[Problem]:
    """文书号已经被别人用了。

    从主分支分出来以后，别的协作事项先用了这个号并已合并；作废的、写错的文件里用过的号也不再用。
    先取回最新的主分支，再用 tasks update 编号 --number 取下一个号。
    """
    if change.target is None:
        return
    for path, number in sorted(brought(change.base.book, change.head.book, change.paths)):
        own = next(one for one in change.head.book.matters.values() if one.path == path)
        index = next(place for place, step in enumerate(own.steps) if step.number == number)
        told = {
            one.path
            for one in change.head.book.matters.values()
            if any(step.number == number for step in one.steps)
        }
        for owner in _bearers(change.target, number):
            if owner not in told:
                hint = (
                    "换一个没有用过的号：取回最新的主分支以后，用 tasks update 编号 --number 取号"
                )
                yield Problem(
                    f"文书号“{number}”已经用于 {owner}", hint, ("环节", index, "文号"), path=path
                )
                break


def _bearers(loaded: Loaded, number: str) -> Iterator[str]:
    """The paths of the matters that bear a number; of files that cannot be read as records, those that mention it."""
    from duban.records import form_numbers

    for matter in loaded.book.matters.values():
        if any(step.number == number for step in matter.steps):
            yield matter.path
    yield from (
        path
        for path, document in loaded.invalid.items()
        if form_numbers.mentioned(document.text, (number,))
    )


@rule
def extensions_rewritten(change: Change) -> Iterator[Problem]:
    """改动了以前的变更。

    变更一次一条往下加，批准过的不改、不删。
    """
    for before, after in change.both(Item):
        yield from _rewritten(
            before.extensions,
            after.extensions,
            "变更",
            after.path,
            "恢复原来的内容，新的变更加在后面",
        )


def _rewritten(
    before: tuple[Any, ...], after: tuple[Any, ...], key: str, path: str, hint: str
) -> Iterator[Problem]:
    for index, old in enumerate(before):
        if index >= len(after):
            yield Problem(
                f"删去了原来的第 {index + 1} 条{key}", hint, (key,), on_key=True, path=path
            )
            return
        if after[index] != old:
            yield Problem(f"改动了原来的第 {index + 1} 条{key}", hint, (key, index), path=path)
            return


@rule
def deadline_moved(change: Change) -> Iterator[Problem]:
    """直接改了时限。

    时限照文件登记，不能直接改。延期、提前都写在“变更”里：哪天、谁批准、从哪天改到哪天、为什么。
    """
    for before, after in change.both(Item):
        if after.limit != before.limit:
            old, new = before.limit.parts.due, after.limit.parts.due
            what = f"截止日期从 {old} 改成了 {new}" if old != new and old and new else "时限改了"
            yield Problem(
                what,
                "恢复原来的时限；延期写“变更”，并写明批准和理由",
                ("时限",),
                on_key=True,
                path=after.path,
            )


@rule
def quotation_changed(change: Change) -> Iterator[Problem]:
    """改了原文或条款。

    事项的条款和原文照抄文件，登记以后不改。
    """
    for before, after in change.both(Item):
        for key, old, new in (
            ("条款", before.clause, after.clause),
            ("原文", before.quote, after.quote),
        ):
            if old != new:
                yield Problem(
                    f"“{key}”改了，原来是“{shorten(old, 40)}”",
                    "恢复原来的内容",
                    (key,),
                    path=after.path,
                )


@rule
def matter_closed(change: Change) -> Iterator[Problem]:
    """改了已经归档的协作事项。

    归档以后不再改动。
    """
    for before, after in change.both(Matter):
        steps = change.base.book.workflow(before)
        if steps and before != after and workflow.follow(steps, before.steps).current is None:
            yield Problem(
                "这件协作事项已经归档，不能再改",
                "恢复原来的内容；新的情况另建一件",
                path=after.path,
            )


@rule
def record_removed(change: Change) -> Iterator[Problem]:
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
            yield Problem(
                f"这个文件改名成了 {renamed}", f"改回 {path}，编号登记以后不改", path=path
            )
        else:
            yield Problem("这个文件被删去了", "恢复这个文件；不再办理的，在备注里写明", path=path)


@rule
def not_your_file(change: Change) -> Iterator[Problem]:
    """改了不归自己填写的文件。

    进展只由该单位填写，协作事项由参加办理的单位填写，其余由督办单位维护。账号归哪个单位，以合并前的登记为准。
    """
    if change.actor is None:
        return
    units = [unit for unit in change.base.book.units.values() if change.actor in unit.accounts]
    registered = any(unit.accounts for unit in change.base.book.units.values())
    if not registered:
        return
    for path in sorted(change.paths):
        allowed = _writers(change, path)
        if not any(unit.id in allowed for unit in units):
            who = listed(unit.name for unit in units) or "没有登记的账号"
            names = (
                listed(unit.name for unit in change.base.book.units.values() if unit.id in allowed)
                or "督办单位"
            )
            yield Problem(
                f"账号 {change.actor}（{who}）不能改这个文件", f"这个文件由{names}填写", path=path
            )


def _writers(change: Change, path: str) -> frozenset[str]:
    """The ids of the units that may write a path, by the base."""
    book = change.base.book
    supervisor = frozenset(
        unit.id for unit in book.units.values() if unit.name == book.config.supervisor
    )
    known = kind_of(path)
    if known and known[0].record is Progress:
        return frozenset({known[1]["unit"]})
    if known and known[0].record is Matter:
        matter = next(
            (
                one
                for loaded in (change.base, change.head)
                for one in loaded.book.matters.values()
                if one.path == path
            ),
            None,
        )
        agreement = book.agreements.get(known[1]["agreement"])
        names = {
            *(matter.roles.values() if matter else ()),
            *(agreement.parties if agreement else ()),
        }
        return supervisor | frozenset(unit.id for unit in book.units.values() if unit.name in names)
    return supervisor


def codeowners(book: Book) -> str:
    """Return a CODEOWNERS file: each unit's accounts own its progress, the supervising office everything else.

    Units without accounts get no line; what no line names is the supervisor's, by the first line.
    """
    lines = ["# 由 tasks codeowners 生成，不要手工修改。以单位登记的账号为准。"]
    supervisor = next(
        (unit for unit in book.units.values() if unit.name == book.config.supervisor), None
    )
    if supervisor and supervisor.accounts:
        lines.append(f"* {_owners(supervisor)}")
    lines += [
        f"/tasks/progress/{unit.id}/ {_owners(unit)}"
        for unit in book.units.values()
        if unit.accounts
    ]
    for agreement in book.agreements.values():
        parties = [
            unit for unit in book.units.values() if unit.name in agreement.parties and unit.accounts
        ]
        if parties:
            owners = " ".join(dict.fromkeys(" ".join(map(_owners, parties)).split()))
            lines.append(f"/tasks/matters/{agreement.id}/ {owners}")
    return "\n".join(lines) + "\n"


def _owners(unit: Unit) -> str:
    return " ".join(f"@{account}" for account in unit.accounts)


CHECKS: tuple[Rule[[Change], Iterator[Problem]], ...] = (
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
