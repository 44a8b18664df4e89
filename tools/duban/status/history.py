"""The book as it was: commits replayed into records, each version of a file parsed once."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from duban.ground import isolation
from duban.records import cutoff
from duban.records import loader
from duban.records import personal_findings
from duban.records.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.records.book import Book
    from duban.records.book import Record
    from duban.status.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit on the way to HEAD: its day in China, and the files under ``tasks/`` it set (None: took away)."""

    id: str
    on: date
    changes: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Log:
    """The commits that changed the book, oldest first, with the blobs they set; ``complete`` is false in a shallow clone.

    ``lost`` says how many versions of files the repository has lost: missing or damaged, they are not among the blobs.
    """

    commits: tuple[Commit, ...]
    blobs: Mapping[str, bytes]
    complete: bool = True
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """What one commit made of one file: the last valid record before it and the record after it, None where there was none.

    ``broken`` says that the file is there after it, but is no record; when it is mended, the last valid one is what it changed.
    """

    on: date
    commit: str
    path: str
    old: Record | None
    new: Record | None
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to an item or a matter, on the day it was recorded."""

    on: date
    commit: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Past:
    """Every version of every record, oldest first; ``complete`` is false where older history is missing.

    ``unread`` counts the versions of files that a fault of ours kept from being read: they count as absent.
    """

    versions: tuple[Version, ...] = ()
    complete: bool = True
    unread: int = 0

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
                    state[version.path] = version.new
                else:
                    state.pop(version.path, None)
                place += 1
            if place:
                yield day, loader.assemble(state[path] for path in sorted(state))

    def until(self, day: date) -> Past:
        """Return what had been recorded by ``day``, and of that nothing dated later."""
        known = (
            replace(one, old=cutoff.record(one.old, day), new=cutoff.record(one.new, day))
            for one in self.versions
            if one.on <= day
        )
        return replace(self, versions=tuple(known))

    @property
    def once_broken(self) -> frozenset[str]:
        """The files that were no records at some time; figures of that time are without them."""
        return frozenset(version.path for version in self.versions if version.broken)

    def broken(self, day: date) -> frozenset[str]:
        """Return the files that were there at the end of a day and were no records."""
        last = {version.path: version.broken for version in self.versions if version.on <= day}
        return frozenset(path for path, broken in last.items() if broken)

    def without(self, paths: Collection[str]) -> Past:
        """Return the past as if these files, and what lies in those of them that are folders, had never been."""
        gone = frozenset(paths)
        if not gone:
            return self
        kept = (
            one
            for one in self.versions
            if gone.isdisjoint(accumulate(one.path.split("/"), "{}/{}".format))
        )
        return replace(self, versions=tuple(kept))

    def events(self, book: Book) -> tuple[Event, ...]:
        """Return what happened to items and matters, oldest first; ``book`` knows the names of units and items."""
        from duban.status import comparison

        return tuple(
            Event(version.on, version.commit, sentence)
            for version in self.versions
            if not version.broken
            for sentence in comparison.of_record(version.old, version.new, book)
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """What one version of a file holds: a record, or none where there should be one, which may be a fault of ours."""

    record: Record | None = None
    broken: bool = False
    failed: bool = False


def replay(log: Log) -> Past:
    """Return the past that a log tells; what is no valid record, or holds personal data, counts as absent."""
    parsed: dict[tuple[str, str], _Read] = {}
    standing: dict[str, Record | None] = {}
    unread: set[str] = set()
    versions = []
    for commit in log.commits:
        for path, blob in sorted(commit.changes.items()):
            old, new = standing.get(path), _Read()
            if blob is not None:
                if (path, blob) not in parsed:
                    parsed[path, blob] = _read(path, log.blobs.get(blob))
                new = parsed[path, blob]
            before = (None, True) if path in unread else (old, False)
            if before != (new.record, new.broken):
                versions.append(Version(commit.on, commit.id, path, old, new.record, new.broken))
            if new.broken:
                unread.add(path)
            else:
                unread.discard(path)
                standing[path] = new.record
    return Past(tuple(versions), log.complete, sum(one.failed for one in parsed.values()))


def _read(path: str, raw: bytes | None) -> _Read:
    """Read one version of a file; without bytes it was too large, or git cannot tell them."""
    if raw is None:
        return _Read(broken=kind_of(path) is not None)
    _, value, findings = loader.read_record(path, raw)
    if value is not None and personal_findings.found_in(findings):
        value = personal_findings.shown(value)
    failed = any(one.code == isolation.program_fault.code for one in findings)
    return _Read(value, broken=value is None and bool(findings), failed=failed)
