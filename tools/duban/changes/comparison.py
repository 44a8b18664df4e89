"""What changed between two books; a change of format alone says nothing."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.changes import sentences
from duban.changes.differences import meaning
from duban.changes.sentences import EVERYONE
from duban.changes.sentences import OFFICE
from duban.changes.sentences import say
from duban.ground.findings import Severity
from duban.ground.immutable import immutable
from duban.ground.isolation import narrowed_or_raise
from duban.ground.text import natural
from duban.records import kinds
from duban.records import loader
from duban.records.model import UNNAMED
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import Unit
from duban.records.settings import Config
from duban.records.sources import Agreement
from duban.records.sources import Plan
from duban.status import remarks
from duban.status.assessment import assess
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Hashable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.changes.sentences import Sentence
    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.records.book import Record
    from duban.status.assessment import Assessment
    from duban.status.verdicts import Assignment

    # Records that have another path now: their class and id, to the id they had before.
    Moves = Mapping[tuple[type, str], str]


@immutable
class Side:
    """One of the two versions compared: its book and the paths of its files.

    ``left_out`` are the files that do not count, because of what is wrong with them or by a
    fault of ours (``faults``). ``others`` are files that are no records, with their bytes.
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
        """Return the version that these files make.

        ``unread`` are findings on files that could not be read, ``links`` the symbolic links:
        both are left out.
        """
        loaded = loader.load(files)
        findings = (*loaded.findings, *unread)
        faulty = {finding.path for finding in findings if finding.severity is Severity.ERROR}
        left_out = frozenset((*loaded.invalid, *faulty, *links))
        others = {
            path: raw
            for path, raw in files.items()
            if path not in left_out and path not in loaded.documents
        }
        faults = tuple(finding for finding in loaded.findings if finding.path in loaded.unread)
        book = _without(loaded.book, left_out)
        return cls(book, frozenset(files) | left_out, left_out, others, faults)

    @property
    def invalid(self) -> frozenset[str]:
        """The files left out for what is wrong with them."""
        return self.left_out.difference(fault.path for fault in self.faults)


def described(
    before: Side, after: Side, as_of: date, severities: Mapping[str, Severity]
) -> tuple[tuple[Sentence, ...], tuple[Failure, ...]]:
    """Return what changed, the most pressing first, and the records our own code failed on.

    Both versions are judged on one day. A file left out of one is left out of both, and so is a
    record that our code fails on: that much is said, and no figure moves by it.
    ``severities`` are the levels that rules have where the settings say nothing.
    """
    apart = before.left_out | after.left_out

    def told(failing: frozenset[str]) -> tuple[Sentence, ...]:
        old, new = (
            assess(_without(side.book, apart | failing), as_of).sound() for side in (before, after)
        )
        changed = between(old, new, severities)
        return _in_order((*changed, *_left_out(before, after), *_others(before, after)))

    records = (record for side in (before, after) for record in side.book.records())
    return narrowed_or_raise(told, dict.fromkeys(record.path for record in records))


def _without(book: Book, paths: frozenset[str]) -> Book:
    kept = book.without(paths)
    return replace(kept, config=Config()) if Config().path in paths else kept


def _left_out(before: Side, after: Side) -> Iterator[Sentence]:
    """What is said of a file that only one of the versions leaves out."""
    faulty = {fault.path for side in (before, after) for fault in side.faults}
    paths = sorted((before.left_out ^ after.left_out) - faulty)
    if not paths:
        return
    old, new = _by_path(before.book), _by_path(after.book)
    for path in paths:
        known = kinds.kind_of(path)
        if known is None:
            continue
        kind, identity = known
        if path in after.left_out:
            book, record = before.book, old.get(path)
            was = "新版本" if path in before.paths else "新增的文件"
            text = f"{was}未通过检查，没有计入"
        else:
            book, record = after.book, new.get(path)
            now = "通过检查" if path in after.paths else "已删去"
            text = f"旧版本未通过检查，没有计入；新版本{now}"
        number = "/".join(part for key, part in identity.items() if key != "unit") or kind.name
        unit = sentences.unit_name(book, identity["unit"]) if "unit" in identity else OFFICE
        named = record or (book.items.get(number) if kind.record is Progress else None)
        title = sentences.title_of(named, book) if named else kind.title
        yield say("left_out", unit, number, title, text)


def _others(before: Side, after: Side) -> Iterator[Sentence]:
    """What changed of the files that are no records, such as templates of printed forms."""
    for path in sorted(before.others.keys() | after.others.keys()):
        old, new = before.others.get(path), after.others.get(path)
        if old is None:
            yield say("record", OFFICE, path, "", "新增文件")
        elif new is None:
            yield say("record", OFFICE, path, "", "删去文件")
        elif old != new:
            yield say("record", OFFICE, path, "", "文件内容有改动")


def _by_path(book: Book) -> dict[str, Record]:
    return {record.path: record for shelf in _shelves(book) for record in shelf.values()}


def between(
    old: Assessment, new: Assessment, severities: Mapping[str, Severity]
) -> tuple[Sentence, ...]:
    """Return what changed from one assessment to another.

    Where each is judged on its own day, what became overdue by the passing of time is said too.
    """
    before, after = old.book, new.book
    found: list[Sentence] = []
    moved: dict[tuple[type, str], str] = {}
    for was, now in zip(_shelves(before), _shelves(after), strict=True):
        renamed = _renamed(was, now, moved)
        for key, past in renamed.items():
            moved[type(now[key]), key] = past
            text = f"文件{was[past].path}改名为{now[key].path}"
            found.append(say("record", *sentences.about(now[key], after), text))
        for key in dict.fromkeys((*now, *(was.keys() - set(renamed.values())))):
            record, book = now.get(key), after if key in now else before
            found += sentences.changes(was.get(renamed.get(key, key)), record, book, severities)
    return _in_order((*found, *_lights(old, new, moved)))


def _in_order(found: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(
        sorted(found, key=lambda sentence: (sentence.weight, sentence.unit, natural(sentence.id)))
    )


def _shelves(book: Book) -> Iterator[Mapping[Any, Any]]:
    """The records of each kind by their identity; the settings are a shelf of one."""
    yield {"config": book.config}
    yield from book.shelves.values()


def _renamed(was: Mapping[Any, Any], now: Mapping[Any, Any], moved: Moves) -> dict[Any, Any]:
    """The identities that only the later shelf has, each with the one its record had before.

    A record moves with the unit, document or item it belongs to (``moved``). Any other is taken
    for the earlier record with the same content.
    """
    gone = was.keys() - now.keys()
    come = sorted(now.keys() - was.keys()) if gone else []
    found = {key: past for key in come if (past := _earlier(now[key], moved)) in gone}
    if len(found) == len(come):
        return found
    waiting: dict[Hashable, deque[Any]] = {}
    for past in sorted(gone - set(found.values())):
        waiting.setdefault(_content(was[past]), deque()).append(past)
    for key in come:
        same = waiting.get(_content(now[key])) if key not in found else None
        if same:
            found[key] = same.popleft()
    return found


def _earlier(record: Record, moved: Moves) -> Any:
    """The identity a record had before what it belongs to was renamed."""
    if isinstance(record, Progress):
        unit = moved.get((Unit, record.unit), record.unit)
        return unit, moved.get((Item, record.item), record.item)
    if isinstance(record, Item | Matter):
        source, _, number = record.id.partition("/")
        return f"{moved.get((Plan, source), moved.get((Agreement, source), source))}/{number}"
    return None


def _content(record: Record) -> Hashable:
    """What makes a record the same under another name; progress stays with its unit."""
    return (record.unit, meaning(record)) if isinstance(record, Progress) else meaning(record)


def of_record(old: Record | None, new: Record | None, book: Book) -> tuple[Sentence, ...]:
    """Return what changed in one item, progress file or matter; nothing for other kinds.

    ``book`` knows the names of units and items.
    """
    if not isinstance(new or old, Progress | Item | Matter):
        return ()
    return tuple(sentences.changes(old, new, book, {}))


def _lights(old: Assessment, new: Assessment, moved: Moves) -> Iterator[Sentence]:
    """What became overdue and what no longer is."""
    earlier = _Earlier.of(old, new, moved)
    for assignment in new.assignments():
        before = earlier.of_assignment(assignment)
        late = assignment.light is Light.OVERDUE
        was_late = before is not None and before.light is Light.OVERDUE
        if late == was_late:
            continue
        kind, word = ("overdue", "新增逾期") if late else ("light", "不再逾期")
        item, unit = assignment.item, assignment.unit or UNNAMED
        yield say(kind, unit, item.id, item.title, f"{word}：{remarks.said(assignment)}")


@immutable
class _Earlier:
    """The assignments of the earlier book, to be found from those of the later one.

    Units and items are known by their files, whose names may have changed (``moved``). A unit
    that only one of the books knows is the same by its name.
    """

    moved: Moves
    old_ids: Mapping[str, str]
    new_ids: Mapping[str, str]
    by_id: Mapping[tuple[str, str | None], Assignment]
    by_name: Mapping[tuple[str, str | None], Assignment]

    @classmethod
    def of(cls, old: Assessment, new: Assessment, moved: Moves) -> _Earlier:
        """Return the index; unit ids of the later book are given as the earlier one had them."""
        old_ids = {unit.name: unit.id for unit in old.book.units.values()}
        new_ids = {
            unit.name: moved.get((Unit, unit.id), unit.id) for unit in new.book.units.values()
        }
        by_name = {
            (assignment.item.id, assignment.unit): assignment for assignment in old.assignments()
        }
        by_id = {
            (item, old_ids.get(unit or "", unit)): assignment
            for (item, unit), assignment in by_name.items()
        }
        return cls(moved, old_ids, new_ids, by_id, by_name)

    def of_assignment(self, assignment: Assignment) -> Assignment | None:
        """Return what an assignment was in the earlier book."""
        unit = assignment.unit
        item = self.moved.get((Item, assignment.item.id), assignment.item.id)
        found = self.by_id.get((item, self.new_ids.get(unit or "", unit)))
        if found is None and not (unit in self.old_ids and unit in self.new_ids):
            return self.by_name.get((item, unit))
        return found


def grouped(found: Iterable[Sentence]) -> dict[str, list[Sentence]]:
    """Return the sentences by unit: the unit with what presses most first, general changes last."""
    by_unit: dict[str, list[Sentence]] = {}
    for sentence in found:
        by_unit.setdefault(sentence.unit, []).append(sentence)
    last = {EVERYONE: 1, OFFICE: 2}
    order = sorted(by_unit, key=lambda unit: (last.get(unit, 0), by_unit[unit][0].weight, unit))
    return {unit: by_unit[unit] for unit in order}
