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
    """Return the book without anything dated after ``day``; the same object where that is all.

    Units, documents and settings stay: they say nothing that happened on a day.
    """
    items = _kept(book.items, day, item)
    progress = _kept(book.progress, day, report)
    matters = _kept(book.matters, day, matter)
    if items is book.items and progress is book.progress and matters is book.matters:
        return book
    return replace(book, items=items, progress=progress, matters=matters)


def _kept(records: Mapping[K, R], day: date, cut: Callable[[R, date], R | None]) -> Mapping[K, R]:
    changed = {}
    for key, value in records.items():
        early = cut(value, day)
        if early is not value:
            changed[key] = early
    if not changed:  # callers know an unchanged shelf by its identity
        return records
    early_records = ((key, changed.get(key, value)) for key, value in records.items())
    return {key: value for key, value in early_records if value is not None}


def record(value: Record | None, day: date) -> Record | None:
    """Return a record without anything dated after ``day``; None where all of it came later."""
    if isinstance(value, Item):
        return item(value, day)
    if isinstance(value, Progress):
        return report(value, day)
    return matter(value, day) if isinstance(value, Matter) else value


def item(value: Item, day: date) -> Item:
    """Return an item with the extensions approved by ``day``."""
    extensions = tuple(part for part in value.extensions if part.approved_on <= day)
    if len(extensions) == len(value.extensions):
        return value
    return replace(value, extensions=extensions)


def report(progress: Progress, day: date) -> Progress | None:
    """Return what a unit had reported by ``day``; None where all of it came later.

    Work that was finished later was 进行中 then.
    """
    unfinished = progress.done_on is not None and progress.done_on > day
    if not unfinished and all(entry.on <= day for entry in progress.entries):
        return progress
    entries = tuple(entry for entry in progress.entries if entry.on <= day)
    if progress.entries and not entries:
        return None
    if unfinished:
        return replace(progress, entries=entries, state=State.IN_PROGRESS, done_on=None)
    return replace(progress, entries=entries)


def matter(value: Matter, day: date) -> Matter | None:
    """Return a matter with the steps taken by ``day``; None where all recorded came later."""
    if all(step.on <= day for step in value.steps):
        return value
    steps = tuple(step for step in value.steps if step.on <= day)
    return replace(value, steps=steps) if steps else None
