"""Rules over a whole book: references, duties and dates that only agree or disagree between records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from duban.ground import periods
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import advice
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten
from duban.records.book import Units
from duban.records.fields import UNSPECIFIED
from duban.records.model import State

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Keys
    from duban.records.book import Book


@dataclass(frozen=True)
class Context:
    """What a rule may look at: the book, its units by name, the day of the check, and the files left out.

    ``brought`` holds the document numbers, with their paths, that come with the change under review.
    """

    book: Book
    today: date
    invalid: Mapping[str, Document]
    brought: frozenset[tuple[str, str]] = frozenset()

    def left_out(self, *paths: str) -> bool:
        """Tell whether one of these files is there with a finding of its own: what refers to it is not at fault."""
        return any(path in self.invalid for path in paths)

    def without(self, documents: Mapping[str, Document]) -> Context:
        """Return the context in which these files count as left out too."""
        return Context(self.book.without(documents), self.today, {**self.invalid, **documents})

    @cached_property
    def doubtful_names(self) -> frozenset[str]:
        """The short names in unit files that were left out."""
        texts = [
            document.text
            for path, document in self.invalid.items()
            if path.startswith("tasks/units/")
        ]
        return frozenset(
            name
            for text in texts
            for name in re.findall(r"(?m)^简称\s*[:：]\s*[\"']?([^\s\"'#]+)", text)
        )

    @cached_property
    def units(self) -> Units:
        """The units of the book by name."""
        return Units.of(self.book)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name a unit is properly called by."""
        return frozenset(self.units.by_name)


def _unit_names(context: Context) -> Iterator[tuple[str, str, Keys]]:
    """Every place where a record names a unit: path, name, keys."""
    book = context.book
    for unit in book.units.values():
        yield from _named(unit.path, {"上级": unit.parent, "成员": unit.members})
    for plan in book.plans.values():
        yield from _named(plan.path, {"印发单位": plan.issuers})
    for agreement in book.agreements.values():
        yield from _named(
            agreement.path, {"参加单位": agreement.parties, "抄送": agreement.copied_to}
        )
        for role, names in agreement.roles.items():
            yield from (
                (agreement.path, name, ("角色", role, index)) for index, name in enumerate(names)
            )
    for item in book.items.values():
        yield from _named(
            item.path,
            {"牵头单位": item.lead, "责任单位": item.responsible, "配合单位": item.supporting},
        )
    for matter in book.matters.values():
        yield from ((matter.path, name, (role,)) for role, name in matter.roles.items())
        yield from (
            (matter.path, record.unit, ("环节", index, "单位"))
            for index, record in enumerate(matter.steps)
        )
    yield from _named(book.config.path, {"督办单位": book.config.supervisor})


def _named(
    path: str, fields: Mapping[str, str | tuple[str, ...] | None]
) -> Iterator[tuple[str, str, Keys]]:
    for key, value in fields.items():
        if isinstance(value, str):
            yield path, value, (key,)
        else:
            yield from ((path, name, (key, index)) for index, name in enumerate(value or ()))


@rule
def unit_unknown(context: Context) -> Iterator[Problem]:
    """单位名称没有登记。

    其他文件里写单位，要用 tasks/units/ 中登记的简称，一字不差。写了全称、曾用名的，请改成简称；确是新单位的，先登记。
    """
    for path, name, keys in _unit_names(context):
        if name in context.names or name in context.doubtful_names:
            continue
        if name == UNSPECIFIED:
            yield Problem(
                "名单里不能写“未规定”", "文件没有写单位的，把这一项整个删去", keys, path=path
            )
            continue
        proper = context.units.known_as.get(name)
        near = proper or nearest(name, context.names)
        hint = (
            f"请改为：{near}"
            if proper
            else f"是否指“{near}”？"
            if near
            else "请先在 tasks/units/ 登记这个单位"
        )
        message = (
            f"“{shorten(name, 40)}”不是登记的简称"
            if proper
            else f"没有登记名叫“{shorten(name, 40)}”的单位"
        )
        yield Problem(message, hint, keys, path=path, fix=proper)


@rule
def unit_name_taken(context: Context) -> Iterator[Problem]:
    """两个单位用了同一个名称。

    简称在全台账里不能重复，也不能与别的单位的全称、别名相同，否则不知道指哪一个。
    """
    owner: dict[str, str] = {}
    for unit in context.book.units.values():
        first = owner.setdefault(unit.name, unit.path)
        if first != unit.path:
            yield Problem(
                f"简称“{unit.name}”已经被 {first} 用了",
                "换一个能区别开的简称",
                ("简称",),
                path=unit.path,
            )
    for unit in context.book.units.values():
        for index, alias in enumerate(unit.aliases):
            first = owner.setdefault(alias, unit.path)
            if first != unit.path:
                yield Problem(
                    f"别名“{alias}”已经被 {first} 用了",
                    "删去这个别名，或换一个",
                    ("别名", index),
                    path=unit.path,
                )


@rule
def group_cycle(context: Context) -> Iterator[Problem]:
    """单位的成员绕成了圈。

    甲的成员里有乙，乙的成员里又有甲，分不清谁是谁的成员。请删去其中一处。
    """
    yield from _cycles(
        context,
        "成员",
        lambda name: (context.units.by_name[name].members or ()) if name in context.names else (),
    )


@rule
def parent_cycle(context: Context) -> Iterator[Problem]:
    """单位的上级绕成了圈。

    甲的上级是乙，乙的上级又是甲。请改正其中一处。
    """
    yield from _cycles(
        context,
        "上级",
        lambda name: (
            (parent,)
            if name in context.names and (parent := context.units.by_name[name].parent)
            else ()
        ),
    )


def _cycles(context: Context, field: str, following: Any) -> Iterator[Problem]:
    """Depth-first without recursion: each unit is entered once, so long chains cost no more than short ones."""
    finished: set[str] = set()
    for start in context.units.by_name:
        trail: dict[str, Iterator[str]] = {}
        name: str | None = start
        while name is not None:
            if name not in trail and name not in finished:
                trail[name] = iter(following(name))
            current = next(reversed(trail), None)
            if current is None:
                break
            name = next(trail[current], None)
            if name is None:
                finished.add(current)
                del trail[current]
                name = next(reversed(trail), None)
            elif name in trail:
                names = list(trail)
                circle = [*names[names.index(name) :], name]
                unit = context.units.by_name[current]
                yield Problem(
                    f"绕成了圈：{' → '.join(circle[:8])}",
                    f"删去其中一处“{field}”",
                    (field,),
                    path=unit.path,
                )
                name = current
            elif name in finished:
                name = current


@rule
def source_unknown(context: Context) -> Iterator[Problem]:
    """事项所属的方案或协议不存在。

    事项文件放在以方案或协议命名的文件夹里，该方案或协议要先登记在 tasks/plans/ 或 tasks/agreements/。
    """
    sources = frozenset((*context.book.plans, *context.book.agreements))
    for item in context.book.items.values():
        if item.source not in sources and not context.left_out(
            f"tasks/plans/{item.source}.yaml", f"tasks/agreements/{item.source}.yaml"
        ):
            near = nearest(item.source, sources)
            yield Problem(
                f"没有名为 {item.source} 的方案或协议",
                f"是否应放在 tasks/items/{near}/ 下？"
                if near
                else f"先登记 tasks/plans/{item.source}.yaml 或 tasks/agreements/{item.source}.yaml",
                path=item.path,
            )


@rule
def source_id_taken(context: Context) -> Iterator[Problem]:
    """方案和协议用了同一个文件名。

    事项放在以方案或协议的文件名命名的文件夹里，两份文件同名，就分不清事项属于哪一份。请给其中一份改名。
    """
    for one in context.book.agreements.values():
        if one.id in context.book.plans:
            yield Problem(
                f"文件名 {one.id} 已经被 {context.book.plans[one.id].path} 用了",
                "换一个能区别开的文件名",
                path=one.path,
            )


@advice
def clause_unknown(context: Context) -> Iterator[Problem]:
    """条款不在文件的章节里。

    事项的条款要以方案或协议“章节”里的条款号开头，网站据此把事项排到文件的相应位置。
    """
    for item in context.book.items.values():
        source = context.book.source(item.source)
        if (
            source
            and source.chapters
            and not any(one.holds(item.clause) for one in source.chapters)
        ):
            known = listed(one.clause for one in source.chapters[:12])
            yield Problem(
                f"文件的章节里没有“{item.clause}”",
                f"以这些条款号之一开头：{known}",
                ("条款",),
                path=item.path,
            )


@rule
def progress_unit_unknown(context: Context) -> Iterator[Problem]:
    """进展文件夹的单位没有登记。

    进展放在 tasks/progress/单位/ 下，单位用 tasks/units/ 里的文件名（不带 .yaml）。
    """
    ids = frozenset(context.book.units)
    for progress in context.book.progress.values():
        if progress.unit not in ids and not context.left_out(f"tasks/units/{progress.unit}.yaml"):
            near = nearest(progress.unit, ids)
            hint = (
                f"是否应放在 tasks/progress/{near}/ 下？"
                if near
                else f"先登记 tasks/units/{progress.unit}.yaml"
            )
            yield Problem(f"没有文件名为 {progress.unit} 的单位", hint, path=progress.path)


@rule
def progress_item_unknown(context: Context) -> Iterator[Problem]:
    """进展所对应的事项不存在。

    进展文件的路径与事项文件一致：tasks/progress/单位/方案/编号.yaml 对应 tasks/items/方案/编号.yaml。
    """
    ids = frozenset(context.book.items)
    for progress in context.book.progress.values():
        if progress.item not in ids and not context.left_out(f"tasks/items/{progress.item}.yaml"):
            near = nearest(progress.item, ids, 0.85)
            hint = f"是否指 {near}？" if near else "检查文件夹名和编号"
            yield Problem(f"没有编号为 {progress.item} 的事项", hint, path=progress.path)


@rule
def progress_not_responsible(context: Context) -> Iterator[Problem]:
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
            yield Problem(
                f"{unit.name}不是事项 {item.id} 的责任单位",
                f"该事项的责任单位：{shorten(named, 80)}。请检查文件夹；确应负责的，请督办单位先修改事项",
                path=progress.path,
            )


@rule
def date_in_future(context: Context) -> Iterator[Problem]:
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


def _future(day: date, keys: Keys, path: str, today: date) -> Problem:
    return Problem(
        f"{day} 还没有到（今天是 {today}）",
        "检查年份和月份；打算做的事写在“下一步”",
        keys,
        path=path,
    )


@rule
def completion_before_issue(context: Context) -> Iterator[Problem]:
    """完成日期早于文件印发。

    事项在文件印发之后才有，完成日期不会早于印发日期。常见于年份写错。
    """
    for progress in context.book.progress.values():
        item = context.book.items.get(progress.item)
        source = context.book.source(item.source) if item else None
        if progress.done_on and source and source.issued and progress.done_on < source.issued:
            yield Problem(
                f"完成日期 {progress.done_on} 早于文件印发的 {source.issued}",
                "检查完成日期的年份",
                ("完成日期",),
                path=progress.path,
            )


@rule
def completion_not_reported(context: Context) -> Iterator[Problem]:
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
            yield Problem(
                f"完成日期 {progress.done_on} 晚于最后一条进展 {entry.on}",
                "补一条办结的进展，或改正完成日期",
                ("完成日期",),
                path=progress.path,
            )
        elif entry.percent is not None and entry.percent < 100:  # noqa: PLR2004 - percent
            yield Problem(
                f"状态是“已完成”，最后一条进展的进度却是 {entry.percent}",
                "已经完成的写 100；没有完成的，状态改为 进行中",
                ("进展", last, "进度"),
                path=progress.path,
            )


@rule
def period_mismatch(context: Context) -> Iterator[Problem]:
    """期次与事项的周期不符。

    按季度的写 2026-Q1，按月的写 2026-03，按半年的写 2026-H1，按年的写 2026。不是定期的事项不写期次；
    定期的事项每条进展都要写明属于哪一期，否则会显示为未见记录。
    """
    for progress in context.book.progress.values():
        item = context.book.items.get(progress.item)
        if item is None:
            continue
        parts = item.limit.parts
        for index, entry in enumerate(progress.entries):
            keys: Keys = ("进展", index, "期次")
            if parts.cycle is None or parts.start is None:
                if entry.period:
                    yield Problem(
                        "这个事项不是定期的，不写期次", "删去“期次”这一行", keys, path=progress.path
                    )
                continue
            now = periods.containing(min(entry.on, parts.stop or entry.on), parts.cycle)
            if entry.period is None:
                message = f"这个事项按{parts.cycle}办理，这条进展没有写期次"
                yield Problem(
                    message, f"加一行，例如 期次: {now.label}", keys[:2], path=progress.path
                )
                continue
            period = periods.parse(entry.period)
            if period.cycle is not parts.cycle:
                yield Problem(
                    f"这个事项按{parts.cycle}办理，期次写成了“{entry.period}”",
                    f"写成 {now.label} 的样子",
                    keys,
                    path=progress.path,
                )
            elif period.end < parts.start or (parts.stop and period.start > parts.stop):
                reach = f"从 {parts.start} 起" + (f"到 {parts.stop} 止" if parts.stop else "")
                yield Problem(
                    f"{period.name}不在这个事项的期限内（{reach}）",
                    "检查期次",
                    keys,
                    path=progress.path,
                )
            elif period.start > context.today:
                yield Problem(
                    f"{period.name}还没有开始（今天是 {context.today}）",
                    "检查期次",
                    keys,
                    path=progress.path,
                )


@rule
def extension_chain(context: Context) -> Iterator[Problem]:
    """变更前后的截止日期接不上。

    第一条变更的“原截止”是事项原来的截止日期，以后每一条的“原截止”是上一条的“新截止”。原来的截止日期保留不改。
    """
    for item in context.book.items.values():
        before = item.limit.parts.due
        for index, extension in enumerate(item.extensions):
            if before is None:
                yield Problem(
                    "这个事项没有截止日期，不能变更",
                    "先写明截止日期；没有规定的写“设定”",
                    ("变更", index),
                    path=item.path,
                )
                break
            if extension.old_due != before:
                yield Problem(
                    f"原截止写成了 {extension.old_due}，此前的截止日期是 {before}",
                    f"请改为：{before}",
                    ("变更", index, "原截止"),
                    path=item.path,
                )
            if extension.new_due == extension.old_due:
                yield Problem(
                    "新截止与原截止相同",
                    "写明变更后的日期；没有变更的删去这一条",
                    ("变更", index, "新截止"),
                    path=item.path,
                )
            before = extension.new_due


@rule
def dates_reversed(context: Context) -> Iterator[Problem]:
    """前后日期颠倒。

    到期不早于生效，止不早于起，变更按先后排列。
    """
    for agreement in context.book.agreements.values():
        begins = agreement.effective or agreement.issued
        if begins and agreement.expires and agreement.expires < begins:
            yield Problem(
                f"到期 {agreement.expires} 早于开始的 {begins}",
                "检查两个日期",
                ("到期",),
                path=agreement.path,
            )
    for item in context.book.items.values():
        parts = item.limit.parts
        if parts.start and parts.stop and parts.stop < parts.start:
            keys: Keys = ("时限", "设定", "止") if item.limit.stop is None else ("时限", "止")
            yield Problem(
                f"止 {parts.stop} 早于起 {parts.start}", "检查两个日期", keys, path=item.path
            )
        for index in range(1, len(item.extensions)):
            if item.extensions[index].approved_on < item.extensions[index - 1].approved_on:
                yield Problem(
                    "这次变更早于上一次",
                    "按先后排列，新的写在后面",
                    ("变更", index, "日期"),
                    path=item.path,
                )


@advice
def period_before_start(context: Context) -> Iterator[Problem]:
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
) -> Iterator[Problem]:
    period, first = periods.containing(start, cycle), periods.first(start, cycle, day)
    if first != period:
        message = f"起 {start} 在{period.name}，这一期的截止日 {period.due(day)} 已经过了"
        yield Problem(
            message,
            f"从{first.name}开始的，请改为：{first.start}；要算{period.name}的，把“起”提前",
            keys,
            path=path,
        )


CHECKS: tuple[Rule[[Context], Iterator[Problem]], ...] = (
    unit_unknown,
    unit_name_taken,
    group_cycle,
    parent_cycle,
    source_unknown,
    source_id_taken,
    clause_unknown,
    progress_unit_unknown,
    progress_item_unknown,
    progress_not_responsible,
    date_in_future,
    completion_before_issue,
    completion_not_reported,
    period_mismatch,
    extension_chain,
    dates_reversed,
    period_before_start,
)
