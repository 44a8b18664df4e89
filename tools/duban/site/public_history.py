"""What of a book's past may be published: open versions, as far as they stand today."""

from __future__ import annotations

from dataclasses import fields
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.changes import comparison
from duban.changes import sentences
from duban.changes.history import Event
from duban.changes.history import Past
from duban.changes.sentences import Sentence
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State
from duban.records.sources import Agreement
from duban.records.sources import Plan
from duban.site import publishing

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from duban.changes.history import Version
    from duban.records.book import Book
    from duban.records.book import Record

T = TypeVar("T")


def masked_past(past: Past) -> Past:
    """Return a past with what may be published of each version, should it have been open.

    Matters are left out.
    """
    # The same record is the new one of one version and the old one of the next: mask it once.
    masked: dict[int, Record | None] = {id(None): None}

    def once(record: Record | None) -> Record | None:
        if id(record) not in masked:
            masked[id(record)] = publishing.masked(record)
        return masked[id(record)]

    versions = (
        replace(version, old=once(version.old), new=once(version.new))
        for version in past.versions
        if not isinstance(version.new or version.old, Matter)
    )
    return replace(past, versions=tuple(versions))


def still_public(earlier: Book, book: Book) -> Book:
    """Return of a masked earlier book what was open then and is in the public ``book`` now.

    It holds texts that may have been taken out since, so it serves for figures only.
    """
    opened = publishing.opened(earlier)
    return replace(opened, **_in_both(opened, book, lambda then, _: then))


def standing_book(earlier: Book, book: Book) -> Book:
    """Return of the public ``book`` what stood in an earlier public one already."""
    return replace(book, **_in_both(earlier, book, lambda then, now: standing(then, now, now)))


def _in_both(earlier: Book, book: Book, choose: Callable[[Any, Any], Any]) -> dict[str, Any]:
    """For each record that is in both books what ``choose`` makes of it then and now, by kind."""
    shelves = dict(publishing.shelves(book))
    chosen = {}
    for name, shelf in publishing.shelves(earlier):
        now = shelves[name]
        chosen[name] = {key: choose(then, now[key]) for key, then in shelf.items() if key in now}
    return chosen


def standing(then: T, now: T, after: T) -> T:
    """Return of today's record what stood in its earlier version ``then``.

    All values are today's, so nothing that was taken out since comes back. Entries, names and parts
    that came later are left out, and so is a value that the version ``after`` filled in; a value
    that was replaced is today's. Only a unit's state is that of the time, since it is one of few
    words; a completion that no longer stands was none.
    """
    kept: dict[str, Any] = {}
    for field in fields(now):  # type: ignore[arg-type] # records are dataclasses
        was, following, value = (getattr(version, field.name) for version in (then, after, now))
        if was is None:
            kept[field.name] = None if following == value else value
        elif isinstance(value, tuple):
            kept[field.name] = tuple(part for part in value if part in was)
        elif isinstance(value, dict):
            kept[field.name] = {key: part for key, part in value.items() if was.get(key) == part}
    if isinstance(then, Progress) and isinstance(now, Progress):
        kept |= _state(then, now)
    return replace(now, **kept)  # type: ignore[type-var] # records are dataclasses


def _state(then: Progress, now: Progress) -> dict[str, Any]:
    """The state and completion of an earlier report, as far as its completion stands today."""
    if then.done_on == now.done_on:
        return {"state": then.state, "done_on": then.done_on}
    unfinished = State.IN_PROGRESS if then.state is State.DONE else then.state
    return {"state": unfinished, "done_on": None}


def events(past: Past, book: Book) -> Iterator[Event]:
    """Return what happened to the items of the public ``book``, oldest first.

    The sentences hold only what stands in the book today. Where the text of a change has been taken
    out or replaced since, they say no more than that there was a change.
    """
    for version in public_versions(past, book):
        now = _today(version, book)
        if now is not None:
            for sentence in _sentences(version, now, book):
                yield Event(version.on, version.commit, sentence)


def public_versions(past: Past, book: Book) -> Iterator[Version]:
    """Return of a masked past what concerns the public ``book``: what was open then.

    A version is judged with all that its commit changed.
    What a version replaced or took away is judged with the whole before that commit; where it was
    closed it counts as absent.
    """
    openness = _Openness()
    for _, group in groupby(past.versions, key=lambda version: version.commit):
        versions = tuple(group)
        was_open = [openness.shows(version.old) for version in versions]
        for version in versions:
            openness.put(version)
        for version, shown in zip(versions, was_open, strict=True):
            old = version.old if shown else None
            removed = version.new is None and old and not version.broken
            told = openness.shows(version.new) or removed
            if told and old != version.new and _today(version, book):
                yield replace(version, old=old)


class _Openness:
    """What is open at one moment of a masked past, while its versions are put in."""

    def __init__(self) -> None:
        self._records: dict[tuple[type, str], Any] = {}
        self._broken: set[str] = set()

    def put(self, version: Version) -> None:
        """Take in a version of a document or an item."""
        if version.broken:
            self._broken.add(version.path)
        else:
            self._broken.discard(version.path)
        record = version.new or version.old
        if isinstance(record, Plan | Agreement | Item):
            self._records[type(record), record.id] = version.new

    def shows(self, record: Record | None) -> bool:
        """Whether an item, or the item that a report is on, is open."""
        if isinstance(record, Progress):
            return self.shows(self._records.get((Item, record.item)))
        if not isinstance(record, Item):
            return False
        claimed = (self._records.get((kind, record.source)) for kind in (Plan, Agreement))
        return publishing.is_open(record, [source for source in claimed if source], self._broken)


def _today(version: Version, book: Book) -> Item | Progress | None:
    """The item or report of a version as the public book has it now."""
    record = version.new or version.old
    if isinstance(record, Item):
        return book.items.get(record.id)
    if isinstance(record, Progress):
        return book.progress.get((record.unit, record.item))
    return None


def _sentences(version: Version, now: Item | Progress, book: Book) -> tuple[Sentence, ...]:
    before, after = version.old, version.new
    if isinstance(now, Item):
        added = before is None and isinstance(after, Item)
        bare = _sentence(sentences.OFFICE, now, "新增事项" if added else "事项内容有修改")
        if added and isinstance(after, Item) and not _same_task(after, now):
            return (bare,)
    else:
        bare = _sentence(book.units[now.unit].name, book.items[now.item], "填报内容有修改")
    old = standing(before, now, after or before) if before else None
    new = standing(after, now, after) if after else None
    return comparison.of_record(old, new, book) or ((bare,) if old else ())


def _same_task(earlier: Item, now: Item) -> bool:
    """Whether an item asks the same of the same units as when it was added."""
    return (earlier.named, earlier.limit) == (now.named, now.limit)


def _sentence(unit: str, item: Item, text: str) -> Sentence:
    return Sentence(sentences.WEIGHTS["record"], unit, item.id, item.title, text, "record")
