"""What changed between two books, in sentences that the supervising office reads: reformatting says nothing."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields
from typing import TYPE_CHECKING
from typing import Any

from duban import periods
from duban.assessment import assess
from duban.lights import Light
from duban.model import UNSPECIFIED
from duban.model import Item
from duban.model import Matter
from duban.model import Progress
from duban.model import State
from duban.personal_data import masked
from duban.text import listed
from duban.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.assessment import Assessment
    from duban.model import Book
    from duban.model import Entry
    from duban.model import Extension
    from duban.model import Record

OFFICE = "文件和设置"
EVERYONE = "各单位"


@dataclass(frozen=True, slots=True, order=True)
class Sentence:
    """One thing that changed: how much it presses, whose it is, about which record, in words."""

    weight: int
    unit: str
    id: str
    title: str
    text: str
    kind: str


WEIGHTS = {"overdue": 0, "done": 1, "deadline": 2, "state": 3, "progress": 4, "matter": 4, "item": 5, "record": 6, "removed": 2, "light": 3}


def _say(kind: str, unit: str, record: str, title: str, text: str) -> Sentence:
    return Sentence(WEIGHTS[kind], unit, record, masked(title), masked(text), kind)


def describe(before: Book, after: Book, as_of: date) -> tuple[Sentence, ...]:
    """Return what changed from one book to another, judged on one day; what presses most comes first."""
    return between(assess(before, as_of), assess(after, as_of))


def between(old: Assessment, new: Assessment) -> tuple[Sentence, ...]:
    """Return what changed from one assessment to another.

    Where each is judged on its own day, what became overdue by the passing of time is said too.
    """
    before, after = old.book, new.book
    found = [
        *_progress(before, after),
        *_lights(old, new),
        *_items(before, after),
        *_matters(before, after),
        *_others(before, after),
    ]
    return tuple(sorted(set(found)))


def _unit_name(book: Book, unit: str) -> str:
    return book.units[unit].name if unit in book.units else unit


def _title(book: Book, item: str) -> str:
    return book.items[item].title if item in book.items else ""


def _progress(before: Book, after: Book) -> Iterator[Sentence]:
    for key in dict.fromkeys((*after.progress, *before.progress)):
        old, new = before.progress.get(key), after.progress.get(key)
        if old == new:
            continue
        yield from _one_progress(old, new, after if new else before)


def of_record(old: Record | None, new: Record | None, book: Book) -> tuple[Sentence, ...]:
    """Return what changed in one item, progress file or matter; nothing for other kinds. ``book`` knows the names."""
    one = new or old
    if old == new:
        return ()
    if isinstance(one, Progress):
        return tuple(_one_progress(old, new, book))  # type: ignore[arg-type] # one path holds one kind
    if isinstance(one, Item):
        return tuple(_one_item(one.id, old, new))  # type: ignore[arg-type]
    if isinstance(one, Matter):
        return tuple(_one_matter(one.id, old, new))  # type: ignore[arg-type]
    return ()


def _one_progress(old: Progress | None, new: Progress | None, book: Book) -> Iterator[Sentence]:
    one = new or old
    if one is None:
        return
    name, title = _unit_name(book, one.unit), _title(book, one.item)
    if new is None:
        yield _say("removed", name, one.item, title, "删去了进展文件")
        return
    for kind, text in _progress_words(old or Progress(unit=one.unit, item=one.item, path="", state=State.NOT_STARTED), new, book):
        yield _say(kind, name, one.item, title, text)


def _progress_words(old: Progress, new: Progress, book: Book) -> Iterator[tuple[str, str]]:
    if old.state is not new.state:
        done = f"（{new.done_on} 完成）" if new.state is State.DONE and new.done_on else ""
        reopened = "，重新启动" if old.state is State.DONE else ""
        yield ("done" if new.state is State.DONE else "state"), f"状态 {old.state}→{new.state}{done}{reopened}"
    elif old.done_on != new.done_on:
        yield "state", f"完成日期 {old.done_on or UNSPECIFIED}→{new.done_on or UNSPECIFIED}"
    item = book.items.get(new.item)
    kept = [entry for entry in old.entries if entry in new.entries]
    for entry in new.entries:
        if entry not in old.entries:
            yield "progress", _entry_words(entry, item)
    if len(kept) < len(old.entries):
        yield "removed", f"改动或删去了原有的 {len(old.entries) - len(kept)} 条进展"
    for label, was, now in (("存在问题", old.problems, new.problems), ("下一步", old.next_step, new.next_step)):
        if was != now and (now or new.state is not State.DONE):
            yield "progress", f"{label}：{shorten(now.rstrip('。'), 60)}" if now else f"删去{label}"


def _entry_words(entry: Entry, item: Item | None) -> str:
    parts = item.limit.parts if item else None
    if entry.period and parts and parts.cycle:
        late = entry.on > periods.parse(entry.period).due(parts.due_day)
        what = f"{'补报' if late else '报'} {entry.period}"
    else:
        what = "新增进展"
    percent = f"，进度 {entry.percent}%" if entry.percent is not None else ""
    proof = f"，佐证 {len(entry.evidence)} 件" if entry.evidence else ""
    return f"{what}（{entry.on}）：{shorten(entry.text.rstrip('。'), 60)}{percent}{proof}"


def _lights(old: Assessment, new: Assessment) -> Iterator[Sentence]:
    was = {(one.item.id, one.unit): one for one in old.assignments()}
    for one in new.assignments():
        before = was.get((one.item.id, one.unit))
        if one.light is Light.OVERDUE and (before is None or before.light is not Light.OVERDUE):
            yield _say("overdue", one.unit or "责任未定", one.item.id, one.item.title, f"新逾期：{one.reason}")
        elif before and before.light is Light.OVERDUE and one.light is not Light.OVERDUE:
            yield _say("light", one.unit or "责任未定", one.item.id, one.item.title, f"不再逾期：{one.reason}")


def _items(before: Book, after: Book) -> Iterator[Sentence]:
    for key in dict.fromkeys((*after.items, *before.items)):
        old, new = before.items.get(key), after.items.get(key)
        if old != new:
            yield from _one_item(key, old, new)


def _one_item(key: str, old: Item | None, new: Item | None) -> Iterator[Sentence]:
    if new is None and old is not None:
        yield _say("removed", OFFICE, key, old.title, "删去了事项")
    elif old is None and new is not None:
        yield _say("item", OFFICE, key, new.title, f"新增事项，责任：{listed(new.named) or '责任未定'}，时限：{_limit(new)}")
    elif old is not None and new is not None:
        yield from (_say(kind, OFFICE, key, new.title, text) for kind, text in _item_words(old, new))


def _limit(item: Item) -> str:
    parts = item.limit.parts
    if parts.due:
        return f"{'设定' if item.limit.setting else ''}截止 {parts.due}"
    return f"每{parts.cycle}" if parts.cycle else item.limit.quote


def _item_words(old: Item, new: Item) -> Iterator[tuple[str, str]]:
    for extension in new.extensions[len(old.extensions) :]:
        yield "deadline", _extension(extension)
    if old.limit != new.limit:
        yield "deadline", f"时限 {_limit(old)}→{_limit(new)}（没有经过变更）"
    for label, was, now in (
        ("牵头单位", old.lead or UNSPECIFIED, new.lead or UNSPECIFIED),
        ("责任单位", listed(old.responsible) or UNSPECIFIED, listed(new.responsible) or UNSPECIFIED),
        ("配合单位", listed(old.supporting) or "无", listed(new.supporting) or "无"),
        ("事项", old.title, new.title),
        ("条款", old.clause, new.clause),
        ("原文", old.quote, new.quote),
        ("成果", old.deliverable, new.deliverable),
        ("计入考核", "是" if old.counted else "否", "是" if new.counted else "否"),
        ("公开", str(old.disclosure or "同所属文件"), str(new.disclosure or "同所属文件")),
        ("备注", old.note or "无", new.note or "无"),
    ):
        if was != now:
            yield "item", f"{label} {shorten(was, 40)}→{shorten(now, 40)}"
    if old.extensions != new.extensions[: len(old.extensions)]:
        yield "removed", "改动了以前的变更"


def _extension(one: Extension) -> str:
    what = "延期" if one.new_due > one.old_due else "提前"
    same_year = one.old_due.year == one.new_due.year
    days = f"{one.old_due:%m-%d}→{one.new_due:%m-%d}" if same_year else f"{one.old_due}→{one.new_due}"
    return f"时限 {days}（{what}，批准：{one.approval}；{shorten(one.reason, 40)}）"


def _matters(before: Book, after: Book) -> Iterator[Sentence]:
    for key in dict.fromkeys((*after.matters, *before.matters)):
        old, new = before.matters.get(key), after.matters.get(key)
        if old != new:
            yield from _one_matter(key, old, new)


def _one_matter(key: str, old: Matter | None, new: Matter | None) -> Iterator[Sentence]:
    if new is None and old is not None:
        yield _say("removed", EVERYONE, key, old.workflow, "删去了协作事项")
    elif new is not None:
        yield from _matter_words(old, new)


def _matter_words(old: Matter | None, new: Matter) -> Iterator[Sentence]:
    steps = old.steps if old else ()
    if old is None and not new.steps:
        yield _say("matter", EVERYONE, new.id, new.workflow, "新增协作事项")
    for record in new.steps[len(steps) :]:
        outcome = f"，{record.outcome}" if record.outcome else ""
        number = f"，{record.number}" if record.number else ""
        yield _say("matter", record.unit, new.id, new.workflow, f"{record.name}（{record.on}{outcome}{number}）")
    if steps != new.steps[: len(steps)]:
        yield _say("removed", EVERYONE, new.id, new.workflow, "改动了已经登记的环节")
    if old and (old.summary, old.note, old.roles, old.file_number) != (new.summary, new.note, new.roles, new.file_number):
        yield _say("matter", EVERYONE, new.id, new.workflow, "改动了基本情况")


def _others(before: Book, after: Book) -> Iterator[Sentence]:
    kinds: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
        ("单位", before.units, after.units),
        ("方案", before.plans, after.plans),
        ("协议", before.agreements, after.agreements),
        ("放假安排", before.holidays, after.holidays),
    )
    for title, was, now in kinds:
        for key in dict.fromkeys((*now, *was)):
            old, new = was.get(key), now.get(key)
            if old == new:
                continue
            name = getattr(new or old, "name", key)
            if new is None:
                yield _say("removed", OFFICE, key, str(name), f"删去了{title}")
            elif old is None:
                yield _say("record", OFFICE, key, str(name), f"新增{title}")
            else:
                yield _say("record", OFFICE, key, str(name), f"{title}改动：{listed(_changed_fields(old, new))}")
    if before.config != after.config:
        yield _say("record", OFFICE, "config", "台账设置", f"改动：{listed(_changed_fields(before.config, after.config))}")


def _changed_fields(old: Any, new: Any) -> Iterator[str]:
    for one in fields(old):
        if "key" in one.metadata and getattr(old, one.name) != getattr(new, one.name):
            yield one.metadata["key"]


def grouped(sentences: tuple[Sentence, ...]) -> dict[str, list[Sentence]]:
    """Return the sentences by unit; the unit with what presses most first, general changes last."""
    by_unit: dict[str, list[Sentence]] = {}
    for one in sentences:
        by_unit.setdefault(one.unit, []).append(one)
    last = {EVERYONE: 1, OFFICE: 2}
    order = sorted(by_unit, key=lambda unit: (last.get(unit, 0), by_unit[unit][0].weight, unit))
    return {unit: by_unit[unit] for unit in order}
