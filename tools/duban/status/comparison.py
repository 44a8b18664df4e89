"""What changed between two books, in sentences that the supervising office reads: reformatting says nothing."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING
from typing import Any

from duban.ground import periods
from duban.ground.findings import Severity
from duban.ground.isolation import narrowed_or_raise
from duban.ground.text import listed
from duban.ground.text import natural
from duban.ground.text import shorten
from duban.privacy.personal_data import masked
from duban.records import kinds
from duban.records import loader
from duban.records.model import UNNAMED
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State
from duban.records.model import Unit
from duban.records.settings import Config
from duban.records.settings import Lamp
from duban.records.settings import RuleLevel
from duban.records.sources import Agreement
from duban.records.sources import Disclosure
from duban.records.sources import Plan
from duban.reports.tables import lamp
from duban.status import remarks
from duban.status.assessment import assess
from duban.status.differences import detail
from duban.status.differences import differences
from duban.status.differences import flat
from duban.status.differences import meaning
from duban.status.differences import paired
from duban.status.lights import Light
from duban.status.matters import END

if TYPE_CHECKING:
    from collections.abc import Hashable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.records.book import Record
    from duban.records.model import Entry
    from duban.records.model import Extension
    from duban.records.model import StepRecord
    from duban.records.sources import Step
    from duban.status.assessment import Assessment

OFFICE = "文件和设置"
EVERYONE = "各单位"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One thing that changed: how much it presses, whose it is, about which record, in words."""

    weight: int
    unit: str
    id: str
    title: str
    text: str
    kind: str


WEIGHTS = {
    "overdue": 0, "done": 1, "deadline": 2, "removed": 2, "left_out": 2, "state": 3, "light": 3, "progress": 4, "matter": 4, "item": 5,
    "record": 6,
}  # fmt: skip


def _say(kind: str, unit: str, record: str, title: str, text: str) -> Sentence:
    return Sentence(WEIGHTS[kind], unit, record, masked(title), masked(text), kind)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a book at one version, the paths of its files, those left out of it, and what is no record.

    ``faults`` say which of those left out are so because our own code failed to read them.
    """

    book: Book
    paths: frozenset[str]
    left_out: frozenset[str]
    others: Mapping[str, bytes]
    faults: tuple[Finding, ...] = ()

    @classmethod
    def of(
        cls, files: Mapping[str, bytes], unread: Iterable[Finding] = (), links: Iterable[str] = ()
    ) -> Side:
        """Return the side that files make; left out is what cannot be read, is no file, or has an error of its own."""
        loaded = loader.load(files)
        faulty = {one.path for one in (*loaded.findings, *unread) if one.severity is Severity.ERROR}
        left_out = frozenset((*loaded.invalid, *faulty, *links))
        others = {
            path: raw
            for path, raw in files.items()
            if path not in left_out and path not in loaded.documents
        }
        faults = tuple(one for one in loaded.findings if one.path in loaded.unread)
        return cls(
            _without(loaded.book, left_out), frozenset(files) | left_out, left_out, others, faults
        )

    @property
    def invalid(self) -> frozenset[str]:
        """The files left out for what is wrong with them."""
        return self.left_out.difference(one.path for one in self.faults)


def describe(before: Side, after: Side, as_of: date) -> tuple[Sentence, ...]:
    """Return what changed from one version to another, judged on one day; what presses most comes first.

    A file that is left out of one of them is left out of both: it says that much and nothing else, and moves no figure.
    """
    return described(before, after, as_of)[0]


def described(
    before: Side, after: Side, as_of: date
) -> tuple[tuple[Sentence, ...], tuple[Failure, ...]]:
    """Return what changed, and the records our own code failed on, which are left out of both versions."""
    apart = before.left_out | after.left_out

    def sentences(out: frozenset[str]) -> tuple[Sentence, ...]:
        old, new = (
            assess(_without(one.book, apart | out), as_of).sound() for one in (before, after)
        )
        return _in_order((*between(old, new), *_left_out(before, after), *_others(before, after)))

    return narrowed_or_raise(
        sentences, {record.path: None for one in (before, after) for record in one.book.records()}
    )


def _without(book: Book, paths: frozenset[str]) -> Book:
    kept = book.without(paths)
    return replace(kept, config=Config()) if Config().path in paths else kept


def _left_out(before: Side, after: Side) -> Iterator[Sentence]:
    faulty = {one.path for side in (before, after) for one in side.faults}
    paths = sorted((before.left_out ^ after.left_out) - faulty)
    old, new = (_by_path(one.book) if paths else {} for one in (before, after))
    for path in paths:
        known = kinds.kind_of(path)
        if known is None:
            continue
        kind, identity = known
        if path in after.left_out:
            book, one = before.book, old.get(path)
            text = (
                "新版本未通过检查，没有计入"
                if path in before.paths
                else "新增的文件未通过检查，没有计入"
            )
        else:
            book, one = after.book, new.get(path)
            text = f"旧版本未通过检查，没有计入；新版本{'通过检查' if path in after.paths else '已删去'}"
        number = "/".join(part for key, part in identity.items() if key != "unit") or kind.name
        unit = _unit_name(book, identity["unit"]) if "unit" in identity else OFFICE
        item = book.items.get(number) if kind.record is Progress else None
        named = one or item
        yield _say("left_out", unit, number, _title(named, book) if named else kind.title, text)


def _others(before: Side, after: Side) -> Iterator[Sentence]:
    """What changed of the files that are no records, such as templates of printed forms."""
    for path in sorted(before.others.keys() | after.others.keys()):
        old, new = before.others.get(path), after.others.get(path)
        if old != new:
            yield _say(
                "record",
                OFFICE,
                path,
                "",
                "新增文件" if old is None else "删去文件" if new is None else "文件内容有改动",
            )


def _by_path(book: Book) -> dict[str, Record]:
    return {one.path: one for shelf in _shelves(book) for one in shelf.values()}


def between(old: Assessment, new: Assessment) -> tuple[Sentence, ...]:
    """Return what changed from one assessment to another.

    Where each is judged on its own day, what became overdue by the passing of time is said too.
    """
    before, after = old.book, new.book
    found: list[Sentence] = []
    moved: dict[tuple[type, str], str] = {}
    for was, now in zip(_shelves(before), _shelves(after), strict=True):
        renamed = _renamed(was, now, moved)
        moved |= {(type(now[key]), key): past for key, past in renamed.items()}
        found += (
            _say("record", *_about(now[key], after), f"文件{was[past].path}改名为{now[key].path}")
            for key, past in renamed.items()
        )
        for key in dict.fromkeys((*now, *(was.keys() - set(renamed.values())))):
            found += _one(
                was.get(renamed.get(key, key)), now.get(key), after if key in now else before
            )
    return _in_order((*found, *_lights(old, new, moved)))


def _in_order(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(sorted(sentences, key=lambda one: (one.weight, one.unit, natural(one.id))))


def _shelves(book: Book) -> Iterator[Mapping[Any, Any]]:
    """The records of each kind by their identity, as the model names them."""
    yield {"config": book.config}
    yield from book.shelves.values()


def _renamed(
    was: Mapping[Any, Any], now: Mapping[Any, Any], moved: Mapping[tuple[type, str], str]
) -> dict[Any, Any]:
    """The identities that only the later shelf has, each with the one its record had before.

    A record goes along with the unit, document or item it belongs to, which ``moved`` names; else it is the one of the same content.
    """
    gone = was.keys() - now.keys()
    come = sorted(now.keys() - was.keys()) if gone else []
    found = {key: past for key in come if (past := _earlier(now[key], moved)) in gone}
    waiting: dict[Hashable, deque[Any]] = {}
    for past in sorted(gone - set(found.values())) if len(found) < len(come) else ():
        waiting.setdefault(_content(was[past]), deque()).append(past)
    for key in come:
        same = waiting.get(_content(now[key])) if key not in found else None
        if same:
            found[key] = same.popleft()
    return found


def _earlier(one: Record, moved: Mapping[tuple[type, str], str]) -> Any:
    """The identity a record would have had where what it belongs to was called otherwise."""
    if isinstance(one, Progress):
        return moved.get((Unit, one.unit), one.unit), moved.get((Item, one.item), one.item)
    if isinstance(one, Item | Matter):
        source, _, number = one.id.partition("/")
        return f"{moved.get((Plan, source), moved.get((Agreement, source), source))}/{number}"
    return None


def _content(one: Record) -> Hashable:
    """What makes a record the same under another name; progress stays with its unit."""
    return (one.unit, meaning(one)) if isinstance(one, Progress) else meaning(one)


def of_record(old: Record | None, new: Record | None, book: Book) -> tuple[Sentence, ...]:
    """Return what changed in one item, progress file or matter; nothing for other kinds. ``book`` knows the names."""
    return tuple(_one(old, new, book)) if isinstance(new or old, Progress | Item | Matter) else ()


def _one(old: Any, new: Any, book: Book) -> Iterator[Sentence]:
    one = new or old
    if old == new:
        return
    unit, number, title = _about(one, book)
    if new is None:
        yield _say("removed", unit, number, title, _gone(one))
        return
    if isinstance(one, Matter):
        yield from _matter(old, new)
        return
    if isinstance(one, Progress):
        words = _progress_words(old, new, book.items.get(new.item))
    elif isinstance(one, Item):
        words = _item_words(old, new)
    else:
        words = _other_words(old, new)
    yield from (_say(kind, unit, number, title, text) for kind, text in words)


def _about(one: Record, book: Book) -> tuple[str, str, str]:
    """Whose a record is, its number and what it is called."""
    if isinstance(one, Progress):
        return _unit_name(book, one.unit), one.item, _title(one, book)
    number = "config" if isinstance(one, Config) else one.id
    return (EVERYONE if isinstance(one, Matter) else OFFICE), number, _title(one, book)


def _title(one: Record, book: Book) -> str:
    if isinstance(one, Progress):
        return book.items[one.item].title if one.item in book.items else ""
    if isinstance(one, Item):
        return one.title
    if isinstance(one, Matter):
        return one.workflow
    return _kind(one) if isinstance(one, Config) else str(getattr(one, "name", _kind(one)))


def _kind(one: Record) -> str:
    return next(kind.title for kind in kinds.KINDS if kind.record is type(one))


def _unit_name(book: Book, unit: str) -> str:
    return book.units[unit].name if unit in book.units else unit


def _gone(one: Record) -> str:
    if isinstance(one, Progress):
        return f"删去进展文件（原办理状态“{one.state}”，进展{len(one.entries)}条）"
    return "删去协作办件" if isinstance(one, Matter) else f"删去{_kind(one)}"


def _progress_words(
    old: Progress | None, new: Progress, item: Item | None
) -> Iterator[tuple[str, str]]:
    stated = "done" if new.state is State.DONE else "state"
    apart = ["状态", "进展"]
    done = f"（完成日期{new.done_on}）" if new.done_on else ""
    if old is None:
        yield stated, f"首次填报，办理状态“{new.state}”{done}"
        old = Progress(
            unit=new.unit, item=new.item, path=new.path, state=new.state, done_on=new.done_on
        )
    elif old.state is not new.state:
        reopened = f"，重新启动（原完成日期{old.done_on}）" if old.state is State.DONE else ""
        yield stated, f"办理状态由“{old.state}”改为“{new.state}”{done}{reopened}"
        apart.append("完成日期")
    pairs = paired(old.entries, new.entries)
    for was, now in pairs.changed:
        yield "removed", f"改动原有进展（{was.on}）：{_together(was, now)}"
    for one in pairs.removed:
        yield "removed", f"删去原有进展（{one.on}）：{_entry(one)}"
    if pairs.reordered:
        yield "removed", "改动同一日期的进展的先后次序"
    for one in pairs.added:
        yield "progress", f"新增进展（{one.on}{_period(one, item)}）：{_entry(one)}"
    rest = list(differences(old, new, apart))
    # With the work finished its problems and next step go too: that is one thing to say, not three.
    closing = [str(found) for found in rest if new.state is State.DONE and found.removed]
    if closing:
        yield "progress", "，".join(closing)
    for found in rest:
        if str(found) not in closing:
            yield "state" if found.keys[0] == "完成日期" else "progress", str(found)


def _together(was: Any, now: Any) -> str:
    return "，".join(map(str, differences(was, now)))


def _entry(one: Entry) -> str:
    percent = f"，进度{one.percent}%" if one.percent is not None else ""
    proof = f"，佐证{len(one.evidence)}份" if one.evidence else ""
    return f"{_quiet(one.text)}{percent}{proof}"


def _quiet(text: str) -> str:
    return shorten(flat(text).rstrip("。"), 60)


def _period(one: Entry, item: Item | None) -> str:
    """The period an entry reports on, and the last day of that period where the entry is later."""
    if one.period is None:
        return ""
    parts = item.limit.parts if item else None
    due = periods.parse(one.period).due(parts.due_day) if parts and parts.cycle else None
    return f"，期次{one.period}" + (f"，该期截止{due}" if due and one.on > due else "")


def _lights(
    old: Assessment, new: Assessment, moved: Mapping[tuple[type, str], str]
) -> Iterator[Sentence]:
    """What became overdue and what is no longer; units and items are known by their files, ``moved`` from an earlier name.

    A unit that only one of the books knows is the same by its name.
    """
    earlier = {unit.name: unit.id for unit in old.book.units.values()}
    later = {unit.name: moved.get((Unit, unit.id), unit.id) for unit in new.book.units.values()}
    was = {(one.item.id, earlier.get(one.unit or "", one.unit)): one for one in old.assignments()}
    by_name = {(one.item.id, one.unit): one for one in old.assignments()}
    for one in new.assignments():
        item = moved.get((Item, one.item.id), one.item.id)
        before = was.get((item, later.get(one.unit or "", one.unit)))
        if before is None and not (one.unit in earlier and one.unit in later):
            before = by_name.get((item, one.unit))
        late, was_late = (
            one.light is Light.OVERDUE,
            before is not None and before.light is Light.OVERDUE,
        )
        if late and not was_late:
            yield _say(
                "overdue",
                one.unit or UNNAMED,
                one.item.id,
                one.item.title,
                f"新增逾期：{remarks.said(one)}",
            )
        elif was_late and not late:
            yield _say(
                "light",
                one.unit or UNNAMED,
                one.item.id,
                one.item.title,
                f"不再逾期：{remarks.said(one)}",
            )


def _item_words(old: Item | None, new: Item) -> Iterator[tuple[str, str]]:
    if old is None:
        yield "item", f"新增事项，责任单位：{listed(new.named) or '待核实'}，时限：{_limit(new)}"
        return
    pairs = paired(old.extensions, new.extensions)
    for one in pairs.added:
        yield "deadline", _extension(one)
    for found in differences(old, new, ("变更",)):
        of_limit = found.keys[0] == "时限"
        by_hand = (
            of_limit
            and found.keys[-1] not in {"原文", "依据"}
            and not found.added
            and not pairs.added
        )
        yield (
            ("deadline" if of_limit else "item"),
            f"{found}{'（没有经过变更）' if by_hand else ''}",
        )
    for was, now in pairs.changed:
        yield "removed", f"改动以前的变更（{was.approved_on}）：{_together(was, now)}"
    for one in pairs.removed:
        yield (
            "removed",
            f"删去以前的变更（{one.approved_on}）：截止由{one.old_due}改为{one.new_due}",
        )
    if pairs.reordered:
        yield "removed", "改动以前各次变更的先后次序"


def _limit(item: Item) -> str:
    parts = item.limit.parts
    if parts.due:
        return f"{'本级另定' if item.limit.setting else ''}截止{parts.due}"
    return f"每{parts.cycle}" if parts.cycle else item.limit.quote


def _extension(one: Extension) -> str:
    what = "延期" if one.new_due > one.old_due else "提前"
    grounds = detail(one, ("日期", "原截止", "新截止"))
    return f"{one.approved_on}变更时限：截止由{one.old_due}{what}至{one.new_due}，{grounds}"


def _matter(old: Matter | None, new: Matter) -> Iterator[Sentence]:
    def say(kind: str, text: str, unit: str = EVERYONE) -> Sentence:
        return _say(kind, unit, new.id, new.workflow, text)

    if old is None:
        told = detail(new, ("流程", "环节"))
        yield say("matter", f"新增协作办件{f'，{told}' if told else ''}")
    pairs = paired(old.steps if old else (), new.steps)
    for one in pairs.added:
        yield say("matter", _step(one), one.unit)
    for was, now in pairs.changed:
        yield say("removed", f"改动已登记的环节“{was.name}”（{was.on}）：{_together(was, now)}")
    for one in pairs.removed:
        yield say(
            "removed", f"删去已登记的环节“{one.name}”（{one.on}）：{detail(one, ('名称', '日期'))}"
        )
    if pairs.reordered:
        yield say("removed", "改动已登记环节的先后次序")
    for found in differences(_as_meant(old), _as_meant(new), ("环节",)) if old else ():
        yield say("matter", str(found))


def _step(one: StepRecord) -> str:
    more = detail(one, ("名称", "日期", "单位"))
    return f"登记环节“{one.name}”（{one.on}）{f'：{more}' if more else ''}"


def _other_words(old: Any, new: Any) -> Iterator[tuple[str, str]]:
    if old is None:
        yield "record", f"新增{_kind(new)}"
        return
    yield from (("record", str(found)) for found in differences(_as_meant(old), _as_meant(new)))


def _as_meant(one: Any) -> Any:
    """A record with what holds where it is silent written out, so that writing a default changes nothing."""
    if isinstance(one, Matter):
        return replace(one, disclosure=one.disclosure or Disclosure.CLOSED)
    if isinstance(one, Agreement):
        workflows = {name: tuple(_with_following(steps)) for name, steps in one.workflows.items()}
        return replace(one, number=one.number or "未载明", workflows=workflows)
    if isinstance(one, Config):
        shown = (lamp(light, one) for light in Light)
        lamps = {each.light.word: Lamp(colour=each.colour, word=each.word) for each in shown}
        return replace(one, lamps=lamps, levels={**_levels(), **one.levels})
    return one


@cache
def _levels() -> dict[str, RuleLevel]:
    from duban.rules.registry import RULES

    return {
        one.code: RuleLevel(level="错误" if one.severity is Severity.ERROR else "警告")
        for one in RULES
    }


def _with_following(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step, following in zip_longest(steps, steps[1:]):
        usual = dict.fromkeys(
            (one for one in step.outcomes if one not in step.anytime),
            following.name if following else END,
        )
        yield replace(step, following={**usual, **step.following})


def grouped(sentences: tuple[Sentence, ...]) -> dict[str, list[Sentence]]:
    """Return the sentences by unit; the unit with what presses most first, general changes last."""
    by_unit: dict[str, list[Sentence]] = {}
    for one in sentences:
        by_unit.setdefault(one.unit, []).append(one)
    last = {EVERYONE: 1, OFFICE: 2}
    order = sorted(by_unit, key=lambda unit: (last.get(unit, 0), by_unit[unit][0].weight, unit))
    return {unit: by_unit[unit] for unit in order}
