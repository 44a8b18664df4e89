"""The book as it was: commits replayed into records, each version of a file parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban import loading
from duban import privacy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.changes import Sentence
    from duban.model import Book
    from duban.model import Record


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit on the way to HEAD: its day in China, and the files under ``tasks/`` it set (None: took away)."""

    id: str
    on: date
    changes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Log:
    """The commits that changed the book, oldest first, with the blobs they set; ``complete`` is false in a shallow clone."""

    commits: tuple[Commit, ...]
    blobs: Mapping[str, bytes]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Version:
    """What one commit made of one file: the record before and after it, None where there was none."""

    on: date
    commit: str
    old: Record | None
    new: Record | None


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an item or a matter, on the day it was recorded."""

    on: date
    commit: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Past:
    """Every version of every record, oldest first; ``complete`` is false where older history is missing."""

    versions: tuple[Version, ...] = ()
    complete: bool = True

    @property
    def begins(self) -> date | None:
        """The day of the first commit; None without history."""
        return self.versions[0].on if self.versions else None

    def books(self, days: Iterable[date]) -> Iterator[tuple[date, Book]]:
        """Return the book as it stood at the end of each day, for the days from the first commit on."""
        state: dict[str, Record] = {}
        place = 0
        for day in sorted(set(days)):
            while place < len(self.versions) and self.versions[place].on <= day:
                version = self.versions[place]
                if version.new is not None:
                    state[version.new.path] = version.new
                elif version.old is not None:
                    state.pop(version.old.path, None)
                place += 1
            if place:
                yield day, loading.assemble(state[path] for path in sorted(state))

    def events(self, book: Book) -> tuple[Event, ...]:
        """Return what happened to items and matters, oldest first; ``book`` knows the names of units and items."""
        from duban import changes

        return tuple(
            Event(version.on, version.commit, sentence)
            for version in self.versions
            for sentence in changes.of_record(version.old, version.new, book)
        )


def replay(log: Log) -> Past:
    """Return the past that a log tells; what is no valid record counts as absent."""
    parsed: dict[tuple[str, str], Record | None] = {}
    state: dict[str, Record] = {}
    versions = []
    for commit in log.commits:
        for path, blob in sorted(commit.changes.items()):
            new = None
            if blob is not None and blob in log.blobs:
                if (path, blob) not in parsed:
                    parsed[path, blob] = _publishable(path, log.blobs[blob])
                new = parsed[path, blob]
            old = state.get(path)
            if old == new:
                continue
            if new is None:
                del state[path]
            else:
                state[path] = new
            versions.append(Version(commit.on, commit.id, old, new))
    return Past(tuple(versions), log.complete)


def _publishable(path: str, raw: bytes) -> Record | None:
    """The record of one version, unless it holds personal data: what was once taken out must not come back from history."""
    _, value, findings = loading.read_record(path, raw)
    return None if privacy.tainted(findings) else value
