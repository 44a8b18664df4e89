"""What of a book may be published: only 主动公开, without internal remarks, and matters as numbers alone."""

from __future__ import annotations

import operator
from dataclasses import MISSING
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import replace
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.records import model
from duban.records import settings
from duban.records import shown_fields
from duban.records import sources
from duban.records.kinds import path_of
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State
from duban.records.sources import Agreement
from duban.records.sources import Disclosure
from duban.records.sources import Plan
from duban.status import comparison
from duban.status import sentences
from duban.status.history import Event
from duban.status.history import Past
from duban.status.lights import Light
from duban.status.sentences import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.records.book import Book
    from duban.records.book import Record
    from duban.records.sources import Source
    from duban.status.history import Version
    from duban.status.matters import MatterStatus

T = TypeVar("T")

# Stands where a text is required and is not published.
OMITTED = "（公开版略）"
# Numbers below this could point at one case in a small place (domain.md §6.2).
SMALLEST = 3
# What is published of each kind and part, by the keys of the files. What is neither named here nor marked x-public in its
# schema stays inside (条例 14–16).
SHOWN: Mapping[type, str] = {
    model.Unit: "名称 简称 上级 成员 地区",
    Plan: "标题 简称 文号 印发单位 印发日期 主送 依据 附件 章节 公开",
    Agreement: "标题 简称 文号 参加单位 印发日期 生效 到期 试行 主送 抄送 附件 章节 角色 流程 公开",
    sources.Chapter: "条款 标题",
    sources.Step: "名称 阶段 办理单位 原文 时限 文书 结果 下一步 随时 中止",
    sources.StepLimit: "原文 天数 日别 起算 顺延 依据",
    Item: "事项 条款 原文 牵头单位 责任单位 配合单位 时限 成果 计入考核 变更 公开",
    model.Limit: "原文 截止 长期 周期 起 止 每期截止 设定",
    model.Setting: "截止 长期 周期 起 止 每期截止 公开",
    model.Continuing: "更新间隔",
    model.Extension: "日期 原截止 新截止",
    Progress: "状态 完成日期 进展",
    model.Entry: "日期 情况 进度 期次",
    settings.HolidayNotice: "文号 网址 放假 调休上班",
    settings.Config: "名称 督办单位 时区 临期天数 短期限临期工作日 滞后百分点 报送 灯色 排名",
    settings.Reporting: "周期 起 截止日",
    settings.Lamp: "颜色 名称",
}
_PARTS = tuple(SHOWN)
_WALKED = (tuple, dict, *_PARTS)


@cache
def _fields(cls: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The fields of a class that stay inside, with what stands in their place, and the names of those that are shown."""
    keys = {one.name: one for one in fields(cls) if "key" in one.metadata}
    shown = frozenset(SHOWN[cls].split()) | shown_fields.published(cls)
    hidden = {
        name: _substitute(one) for name, one in keys.items() if one.metadata["key"] not in shown
    }
    return hidden, tuple(keys.keys() - hidden.keys())


def _substitute(one: Any) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return OMITTED if one.default is MISSING else one.default


def masked(one: T) -> T:
    """Return a record, a part of one or a collection of such, with what may be published of it and nothing else."""
    made: Any = one
    if isinstance(made, tuple):
        parts = tuple(masked(each) if isinstance(each, _WALKED) else each for each in made)
        made = made if all(map(operator.is_, parts, made)) else parts
    elif isinstance(made, dict):
        made = {key: masked(each) for key, each in made.items()}
    elif isinstance(made, _PARTS):
        made = _without_undisclosed(made) if isinstance(made, Item) else made
        cls: Any = type(made)
        hidden, shown = _fields(cls)
        changed = {name: value for name, value in hidden.items() if getattr(made, name) != value}
        for name in shown:
            value = getattr(made, name)
            if isinstance(value, _WALKED) and (fresh := masked(value)) is not value:
                changed[name] = fresh
        made = replace(made, **changed) if changed else made
    return made  # type: ignore[no-any-return] # the same kind as came in


def _without_undisclosed(item: Item) -> Item:
    """The item without a limit that was decided here and is not disclosed, nor the extensions of its date."""
    setting = item.limit.setting
    if setting is None or setting.disclosed:
        return item
    extensions = item.extensions if item.limit.due else ()
    return replace(item, limit=replace(item.limit, setting=None), extensions=extensions)


def _shelves(book: Book) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """The records of a book by kind, each under the name of its field; no matter, no settings."""
    yield from ((name, shelf) for name, shelf in book.shelves.items() if name != "matters")


def masked_book(book: Book) -> Book:
    """Return a book with what may be published of each record, should the record itself be open; no matters."""
    shelves: dict[str, Any] = {name: masked(shelf) for name, shelf in _shelves(book)}
    return replace(book, config=masked(book.config), matters={}, **shelves)


def masked_past(past: Past) -> Past:
    """Return a past with what may be published of each version, should it have been open; no matters."""
    known: dict[int, Record | None] = {id(None): None}

    def once(one: Record | None) -> Record | None:
        if id(one) not in known:
            known[id(one)] = masked(one)
        return known[id(one)]

    told = (one for one in past.versions if not isinstance(one.new or one.old, Matter))
    return replace(
        past, versions=tuple(replace(one, old=once(one.old), new=once(one.new)) for one in told)
    )


def is_open(item: Item, sources: Sequence[Source], invalid: Collection[str] = ()) -> bool:
    """Tell whether an item is published: by its own mark, or else its document's; without a valid document it is not.

    Of a plan and an agreement that claim it both, the one that is closed counts, or is among the ``invalid`` files.
    """
    claimed = (path_of(kind, item.source) for kind in (Plan, Agreement))
    if not sources or any(path in invalid for path in claimed):
        return False
    return all((item.disclosure or source.disclosure) is Disclosure.OPEN for source in sources)


def opened(book: Book) -> Book:
    """Return the open records of a masked book, the units they name and the progress that belongs to them."""
    items = {
        key: item
        for key, item in book.items.items()
        if is_open(item, _claiming(book, item), book.left_out)
    }
    plans = {key: one for key, one in book.plans.items() if one.disclosure is Disclosure.OPEN}
    agreements = {
        key: one for key, one in book.agreements.items() if one.disclosure is Disclosure.OPEN
    }
    named = set(_named(items, plans, agreements))
    index = book.names
    named |= {member for name in named for member in index.expand(name)}
    units = {
        key: unit if unit.parent is None or unit.parent in named else replace(unit, parent=None)
        for key, unit in book.units.items()
        if unit.name in named
    }
    ids = {unit.name: unit.id for unit in units.values()}
    reported = {
        (ids[name], key)
        for key, item in items.items()
        for name in index.responsible(item)
        if name in ids
    }
    progress = {key: one for key, one in book.progress.items() if key in reported}
    return replace(
        book, units=units, plans=plans, agreements=agreements, items=items, progress=progress
    )


def _claiming(book: Book, item: Item) -> tuple[Source, ...]:
    return tuple(
        one for one in (book.plans.get(item.source), book.agreements.get(item.source)) if one
    )


def _named(
    items: Mapping[str, Item], plans: Mapping[str, Plan], agreements: Mapping[str, Agreement]
) -> Iterator[str]:
    for item in items.values():
        yield from (*item.named, *item.supporting)
    for plan in plans.values():
        yield from plan.issuers
    for agreement in agreements.values():
        yield from agreement.parties
        for units in agreement.roles.values():
            yield from units


def public(book: Book) -> Book:
    """Return the part of a book that may be published."""
    return opened(masked_book(book))


def still_public(earlier: Book, book: Book) -> Book:
    """Return of a masked earlier book what was open then and is in the public ``book`` now; for figures only, it holds old texts."""
    was = opened(earlier)
    return replace(was, **_shared(was, book, lambda then, _: then))


def standing_book(earlier: Book, book: Book) -> Book:
    """Return of the public ``book`` what stood in an earlier public one already."""
    return replace(book, **_shared(earlier, book, lambda then, now: standing(then, now, now)))


def _shared(earlier: Book, book: Book, choose: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """What ``choose`` makes of the earlier and the present version of each record that is in both books, by kind."""
    now = dict(_shelves(book))
    return {
        name: {key: choose(then, now[name][key]) for key, then in shelf.items() if key in now[name]}
        for name, shelf in _shelves(earlier)
    }


def standing(then: T, now: T, after: T) -> T:
    """Return of today's record what stood in its earlier version: all its values are today's, whatever was taken out since.

    Entries, names and parts that came later are left out, and a value that was filled in by the version ``after`` it; one
    that has been replaced is today's. A unit's state is that of the time, one of few words; a completion that does not
    stand was none.
    """
    kept: dict[str, Any] = {}
    for one in fields(now):  # type: ignore[arg-type] # records are dataclasses
        was, following, value = (getattr(version, one.name) for version in (then, after, now))
        if was is None:
            kept[one.name] = None if following == value else value
        elif isinstance(value, tuple):
            kept[one.name] = tuple(each for each in value if each in was)
        elif isinstance(value, dict):
            kept[one.name] = {key: each for key, each in value.items() if was.get(key) == each}
    if isinstance(then, Progress) and isinstance(now, Progress):
        stands = then.done_on == now.done_on
        unfinished = State.IN_PROGRESS if then.state is State.DONE else then.state
        kept |= {
            "state": then.state if stands else unfinished,
            "done_on": then.done_on if stands else None,
        }
    return replace(now, **kept)  # type: ignore[type-var] # records are dataclasses


class _Shelf:
    """The documents and items of a masked past while it is gone through; tells what was open."""

    def __init__(self) -> None:
        self._records: dict[tuple[type, str], Any] = {}
        self._broken: set[str] = set()

    def put(self, version: Version) -> None:
        self._broken.add(version.path) if version.broken else self._broken.discard(version.path)
        one = version.new or version.old
        if isinstance(one, Plan | Agreement | Item):
            self._records[type(one), one.id] = version.new

    def shows(self, one: Record | None) -> bool:
        """Whether an item or a report on one is open as things stand."""
        if isinstance(one, Progress):
            return self.shows(self._records.get((Item, one.item)))
        if not isinstance(one, Item):
            return False
        sources = [
            found for kind in (Plan, Agreement) if (found := self._records.get((kind, one.source)))
        ]
        return is_open(one, sources, self._broken)


def public_versions(past: Past, book: Book) -> Iterator[Version]:
    """Return of a masked past what concerns the public ``book``: a version that was open in the whole of its commit.

    What it replaced or took away counts with the whole before that commit; where that was closed it counts as absent.
    """
    shelf = _Shelf()
    for _, group in groupby(past.versions, key=lambda version: version.commit):
        versions = tuple(group)
        was_shown = [shelf.shows(one.old) for one in versions]
        for one in versions:
            shelf.put(one)
        for one, shown in zip(versions, was_shown, strict=True):
            old = one.old if shown else None
            told = shelf.shows(one.new) or (one.new is None and old and not one.broken)
            if told and old != one.new and _today(one, book):
                yield replace(one, old=old)


def _today(version: Version, book: Book) -> Item | Progress | None:
    one = version.new or version.old
    if isinstance(one, Item):
        return book.items.get(one.id)
    return book.progress.get((one.unit, one.item)) if isinstance(one, Progress) else None


def events(past: Past, book: Book) -> Iterator[Event]:
    """Return what happened to the items of the public ``book``, oldest first, in sentences that hold only what stands in it today.

    Of a change whose text has been taken out or replaced since they say that there was one.
    """
    for version in public_versions(past, book):
        now = _today(version, book)
        if now is not None:
            yield from (
                Event(version.on, version.commit, said) for said in _said(version, now, book)
            )


def _said(version: Version, now: Item | Progress, book: Book) -> tuple[Sentence, ...]:
    before, after = version.old, version.new
    if isinstance(now, Item):
        added = before is None and isinstance(after, Item)
        plain = _plain(sentences.OFFICE, now, "新增事项" if added else "事项内容有修改")
        if (
            added
            and isinstance(after, Item)
            and (after.named, after.limit) != (now.named, now.limit)
        ):
            return (plain,)
    else:
        plain = _plain(book.units[now.unit].name, book.items[now.item], "填报内容有修改")
    old = standing(before, now, after or before) if before else None
    new = standing(after, now, after) if after else None
    return comparison.of_record(old, new, book) or ((plain,) if old else ())


def _plain(unit: str, item: Item, text: str) -> Sentence:
    return Sentence(sentences.WEIGHTS["record"], unit, item.id, item.title, text, "record")


@dataclass(frozen=True, slots=True)
class MatterCounts:
    """How many matters of one workflow there are; None where the number is too small to be shown."""

    agreement: str
    workflow: str
    total: int | None
    ended: int | None
    late: int | None


def matter_counts(statuses: Iterable[MatterStatus]) -> tuple[MatterCounts, ...]:
    """Return the matters of open agreements as numbers; none below three, and none from which such a one could be worked out."""
    groups: dict[tuple[str, str], list[MatterStatus]] = {}
    for one in statuses:
        if one.agreement.disclosure is Disclosure.OPEN:
            groups.setdefault((one.agreement.id, one.matter.workflow), []).append(one)
    return tuple(_counts(*key, group) for key, group in sorted(groups.items()))


def _counts(agreement: str, workflow: str, group: Sequence[MatterStatus]) -> MatterCounts:
    total = len(group)
    ended = sum(one.current is None for one in group)
    late = sum(one.light is Light.OVERDUE or bool(one.late_steps) for one in group)
    return MatterCounts(
        agreement,
        workflow,
        total if total >= SMALLEST else None,
        _shown(ended, total),
        _shown(late, total),
    )


def _shown(part: int, total: int) -> int | None:
    """The part, unless it or what is left of the total is too small to be shown."""
    return part if part >= SMALLEST and (total - part >= SMALLEST or total == part) else None
