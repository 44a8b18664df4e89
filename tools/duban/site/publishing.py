"""What of a book may be published: open records without internal remarks, matters as numbers."""

from __future__ import annotations

import operator
from dataclasses import MISSING
from dataclasses import Field
from dataclasses import fields
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.ground.immutable import immutable
from duban.records import model
from duban.records import settings
from duban.records import shown_fields
from duban.records import sources
from duban.records.kinds import path_of
from duban.records.model import Item
from duban.records.model import Progress
from duban.records.sources import Agreement
from duban.records.sources import Disclosure
from duban.records.sources import Plan
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.records.book import Book
    from duban.records.sources import Source
    from duban.status.matters import MatterStatus

T = TypeVar("T")

# Stands where a text is required and is not published.
OMITTED = "（公开版略）"
# In a small place a smaller number of cases could identify one of them, so it is not published.
# Three is this project's own choice: no regulation sets a number.
SMALLEST = 3
# What is published of each kind and part, by the keys of the files. What is neither named here
# nor marked x-public in its schema stays inside: 政府信息公开条例 (Regulations on Open Government
# Information, 2019), Articles 14 (secrets), 15 (privacy), 16 (internal affairs, drafts).
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
    settings.LampSetting: "颜色 名称",
}
_PARTS = tuple(SHOWN)
# Records, their parts, and what holds parts: all else is published as it is.
_WALKED = (tuple, dict, *_PARTS)


def public(book: Book) -> Book:
    """Return the part of a book that may be published."""
    return opened(masked_book(book))


def masked_book(book: Book) -> Book:
    """Return a book with what may be published of each record should it be open; no matters."""
    masked_shelves: dict[str, Any] = {name: masked(shelf) for name, shelf in shelves(book)}
    return replace(book, config=masked(book.config), matters={}, **masked_shelves)


def shelves(book: Book) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Return the records of a book by the field that holds them; no matters, no settings."""
    yield from ((name, shelf) for name, shelf in book.shelves.items() if name != "matters")


def masked(value: T) -> T:
    """Return what may be published of a record, a part of one, or a collection of such.

    Where all of it may be, the same object comes back.
    """
    made: Any = value
    if isinstance(made, tuple):
        parts = tuple(_masked_part(part) for part in made)
        made = made if all(map(operator.is_, parts, made)) else parts
    elif isinstance(made, dict):
        made = {key: masked(part) for key, part in made.items()}
    elif isinstance(made, _PARTS):
        made = _masked_record(made)
    return made  # type: ignore[no-any-return] # the same kind as came in


def _masked_part(value: Any) -> Any:
    return masked(value) if isinstance(value, _WALKED) else value


def _masked_record(record: Any) -> Any:
    if isinstance(record, Item):
        record = _without_undisclosed(record)
    cls: Any = type(record)
    hidden, shown = _fields(cls)
    changed = {name: value for name, value in hidden.items() if getattr(record, name) != value}
    for name in shown:
        value = getattr(record, name)
        part = _masked_part(value)
        if part is not value:
            changed[name] = part
    return replace(record, **changed) if changed else record


@cache
def _fields(cls: Any) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The fields of a class that stay inside, with what replaces them; the names of the others."""
    public_keys = frozenset(SHOWN[cls].split()) | shown_fields.published(cls)
    hidden, shown = {}, []
    for field in fields(cls):
        # A field without a key is no text of the file but where the file lies.
        key = field.metadata.get("key")
        if key in public_keys:
            shown.append(field.name)
        elif key is not None:
            hidden[field.name] = _substitute(field)
    return hidden, tuple(shown)


def _substitute(field: Field[Any]) -> Any:
    """What stands for a value that is not published: the field's default, or words that say so."""
    if field.default_factory is not MISSING:
        return field.default_factory()
    return OMITTED if field.default is MISSING else field.default


def _without_undisclosed(item: Item) -> Item:
    """The item without a limit that was set here and not disclosed, nor its date's extensions."""
    setting = item.limit.setting
    if setting is None or setting.disclosed:
        return item
    extensions = item.extensions if item.limit.due else ()
    return replace(item, limit=replace(item.limit, setting=None), extensions=extensions)


def opened(book: Book) -> Book:
    """Return the open records of a masked book, the units they name, and the progress on them."""
    items = {
        key: item
        for key, item in book.items.items()
        if is_open(item, _claiming(book, item), book.left_out)
    }
    plans = _disclosed(book.plans)
    agreements = _disclosed(book.agreements)
    units = _named_units(book, set(_names(items, plans, agreements)))
    return replace(
        book,
        units=units,
        plans=plans,
        agreements=agreements,
        items=items,
        progress=_progress(book, items, units),
    )


def is_open(item: Item, sources: Sequence[Source], invalid: Collection[str] = ()) -> bool:
    """Tell whether an item is published: by its own mark, or else by its document's.

    Without a valid document it is not. Where a plan and an agreement claim it both, it stays closed
    if either is closed or among the ``invalid`` files.
    """
    claimed = (path_of(kind, item.source) for kind in (Plan, Agreement))
    if not sources or any(path in invalid for path in claimed):
        return False
    return all((item.disclosure or source.disclosure) is Disclosure.OPEN for source in sources)


def _claiming(book: Book, item: Item) -> tuple[Source, ...]:
    """The plan and the agreement with the item's id for a source: one of them, by rights."""
    claimed = (book.plans.get(item.source), book.agreements.get(item.source))
    return tuple(source for source in claimed if source)


S = TypeVar("S", Plan, Agreement)


def _disclosed(records: Mapping[str, S]) -> dict[str, S]:
    return {key: source for key, source in records.items() if source.disclosure is Disclosure.OPEN}


def _names(
    items: Mapping[str, Item], plans: Mapping[str, Plan], agreements: Mapping[str, Agreement]
) -> Iterator[str]:
    """The names of the units that these records name."""
    for item in items.values():
        yield from (*item.named, *item.supporting)
    for plan in plans.values():
        yield from plan.issuers
    for agreement in agreements.values():
        yield from agreement.parties
        for units in agreement.roles.values():
            yield from units


def _named_units(book: Book, names: set[str]) -> dict[str, model.Unit]:
    """The units of these names and the members of classes among them; no parents but these."""
    index = book.names
    names = names | {member for name in names for member in index.expand(name)}
    found = {}
    for key, unit in book.units.items():
        if unit.name in names:
            parent_stays = unit.parent is None or unit.parent in names
            found[key] = unit if parent_stays else replace(unit, parent=None)
    return found


def _progress(
    book: Book, items: Mapping[str, Item], units: Mapping[str, model.Unit]
) -> dict[tuple[str, str], Progress]:
    """The reports of these units on these items, as far as they are responsible for them."""
    index = book.names
    ids = {unit.name: unit.id for unit in units.values()}
    due = {
        (ids[name], key)
        for key, item in items.items()
        for name in index.responsible(item)
        if name in ids
    }
    return {key: progress for key, progress in book.progress.items() if key in due}


@immutable
class MatterCounts:
    """How many matters of one workflow there are; None: too few to be published."""

    agreement: str
    workflow: str
    total: int | None
    ended: int | None
    late: int | None


def matter_counts(statuses: Iterable[MatterStatus]) -> tuple[MatterCounts, ...]:
    """Return the matters of open agreements as numbers.

    No number below ``SMALLEST`` is among them, and none from which such a number could be worked
    out.
    """
    groups: dict[tuple[str, str], list[MatterStatus]] = {}
    for status in statuses:
        if status.agreement.disclosure is Disclosure.OPEN:
            key = (status.agreement.id, status.matter.workflow)
            groups.setdefault(key, []).append(status)
    return tuple(_counts(*key, group) for key, group in sorted(groups.items()))


def _counts(agreement: str, workflow: str, group: Sequence[MatterStatus]) -> MatterCounts:
    total = len(group)
    ended = sum(status.current is None for status in group)
    late = sum(status.light is Light.OVERDUE or bool(status.late_steps) for status in group)
    return MatterCounts(
        agreement=agreement,
        workflow=workflow,
        total=total if total >= SMALLEST else None,
        ended=_shown(ended, total),
        late=_shown(late, total),
    )


def _shown(part: int, total: int) -> int | None:
    """The part, unless it or what is left of the total is too small to be published."""
    rest = total - part
    return part if part >= SMALLEST and (rest >= SMALLEST or rest == 0) else None
