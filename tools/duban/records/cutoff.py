"""A book as of a day: nothing dated later is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import TypeVar

from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from datetime import date

    from duban.records.book import Book
    from duban.records.book import Record

K = TypeVar("K")
R = TypeVar("R")


def until(book: Book, day: date) -> Book:
    """Return the book without anything dated after ``day``; what holds nothing later is the same object, the book included.

    Units, documents and settings are those of the book: they say nothing that happened on a day.
    """
    items = _kept(book.items, day, item)
    progress = _kept(book.progress, day, report)
    matters = _kept(book.matters, day, matter)
    if items is book.items and progress is book.progress and matters is book.matters:
        return book
    return replace(book, items=items, progress=progress, matters=matters)


def record(one: Record | None, day: date) -> Record | None:
    """Return a record without anything dated after ``day``; None where nothing of it was there by then."""
    if isinstance(one, Item):
        return item(one, day)
    if isinstance(one, Progress):
        return report(one, day)
    return matter(one, day) if isinstance(one, Matter) else one


def _kept(records: Mapping[K, R], day: date, cut: Callable[[R, date], R | None]) -> Mapping[K, R]:
    changed = {key: new for key, old in records.items() if (new := cut(old, day)) is not old}
    if not changed:
        return records
    return {key: new for key, old in records.items() if (new := changed.get(key, old)) is not None}


def item(one: Item, day: date) -> Item:
    """Return an item with the extensions approved by ``day``."""
    if all(extension.approved_on <= day for extension in one.extensions):
        return one
    return replace(
        one,
        extensions=tuple(extension for extension in one.extensions if extension.approved_on <= day),
    )


def report(one: Progress, day: date) -> Progress | None:
    """Return what a unit had reported by ``day``: work finished later was in hand; None where all of it came later."""
    early = one.done_on is not None and one.done_on > day
    if not early and all(entry.on <= day for entry in one.entries):
        return one
    entries = tuple(entry for entry in one.entries if entry.on <= day)
    if one.entries and not entries:
        return None
    if early:
        return replace(one, entries=entries, state=State.IN_PROGRESS, done_on=None)
    return replace(one, entries=entries)


def matter(one: Matter, day: date) -> Matter | None:
    """Return a matter with the steps taken by ``day``; None where all that were recorded came later."""
    if all(step.on <= day for step in one.steps):
        return one
    steps = tuple(step for step in one.steps if step.on <= day)
    return replace(one, steps=steps) if steps else None
