"""Rebuild past books from commits; each version of a file is parsed once."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

from duban.ground import isolation
from duban.ground.immutable import immutable
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

    from duban.changes.sentences import Sentence
    from duban.records.book import Book
    from duban.records.book import Record


@immutable
class Commit:
    """One commit on the way to HEAD.

    ``on`` is its day in China; ``changes`` are the blobs of the files under ``tasks/`` that it
    set, None for a file that it took away.
    """

    id: str
    on: date
    changes: Mapping[str, str | None]


@immutable
class Log:
    """The commits that changed the book, oldest first, with the blobs they set.

    ``complete`` is false in a shallow clone. ``lost`` counts the versions of files that are
    missing or damaged in the repository: they are not among the blobs.
    """

    commits: tuple[Commit, ...]
    blobs: Mapping[str, bytes]
    complete: bool = True
    lost: int = 0


@immutable
class Version:
    """What one commit made of one file: the last valid record before it, and the record after it.

    None is no record. ``broken`` says that the file is there after the commit, but not valid.
    Once it is mended, ``old`` is the last valid record before it was broken.
    """

    on: date
    commit: str
    path: str
    old: Record | None
    new: Record | None
    broken: bool = False


@immutable
class Event:
    """One thing that happened to an item or a matter, on the day it was recorded."""

    on: date
    commit: str
    sentence: Sentence


@immutable
class Past:
    """Every version of every record, oldest first.

    ``complete`` is false where older history is missing. ``unread`` counts the versions that our
    own code failed to read: they count as absent.
    """

    versions: tuple[Version, ...] = ()
    complete: bool = True
    unread: int = 0

    @property
    def begins(self) -> date | None:
        """The day of the first commit; None without history."""
        return self.versions[0].on if self.versions else None

    def books(self, days: Iterable[date]) -> Iterator[tuple[date, Book]]:
        """Return the book as it stood at the end of each day, in order; no day before history."""
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
            replace(
                version,
                old=cutoff.record(version.old, day),
                new=cutoff.record(version.new, day),
            )
            for version in self.versions
            if version.on <= day
        )
        return replace(self, versions=tuple(known))

    @property
    def once_broken(self) -> frozenset[str]:
        """The files that were not valid at some time; figures of that time are without them."""
        return frozenset(version.path for version in self.versions if version.broken)

    def broken(self, day: date) -> frozenset[str]:
        """Return the files that were there at the end of a day and were not valid."""
        last = {version.path: version.broken for version in self.versions if version.on <= day}
        return frozenset(path for path, broken in last.items() if broken)

    def without(self, paths: Collection[str]) -> Past:
        """Return the past as if these files had never been.

        A path that was a folder once takes what lay in it along.
        """
        gone = frozenset(paths)
        if not gone:
            return self
        kept = (
            version for version in self.versions if gone.isdisjoint(_with_folders(version.path))
        )
        return replace(self, versions=tuple(kept))

    def events(self, book: Book) -> tuple[Event, ...]:
        """Return what happened to items and matters, oldest first.

        ``book`` knows the names of units and items.
        """
        from duban.changes import comparison

        return tuple(
            Event(version.on, version.commit, sentence)
            for version in self.versions
            if not version.broken
            for sentence in comparison.of_record(version.old, version.new, book)
        )


def _with_folders(path: str) -> Iterator[str]:
    """A path with the folders it lies in: tasks, tasks/items, …, the outermost first."""
    return accumulate(path.split("/"), "{}/{}".format)


@immutable
class _Read:
    """What one version of a file holds.

    ``broken`` says that there should be a record, ``failed`` that our own code failed to read it.
    """

    record: Record | None = None
    broken: bool = False
    failed: bool = False


def replay(log: Log) -> Past:
    """Replay commits; what is not a valid record, or holds personal data, counts as absent."""
    parsed: dict[tuple[str, str], _Read] = {}
    standing: dict[str, Record | None] = {}
    unread: set[str] = set()
    versions = []
    for commit in log.commits:
        for path, blob in sorted(commit.changes.items()):
            old, new = standing.get(path), _Read()
            # Most versions stand in several commits, or come back: each is parsed once.
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
    return Past(tuple(versions), log.complete, sum(read.failed for read in parsed.values()))


def _read(path: str, raw: bytes | None) -> _Read:
    """Read one version of a file; it has no bytes where it was too large or git lacks it."""
    if raw is None:
        return _Read(broken=kind_of(path) is not None)
    _, value, findings = loader.read_record(path, raw)
    if value is not None and personal_findings.found_in(findings):
        value = personal_findings.shown(value)
    failed = any(finding.code == isolation.program_fault.code for finding in findings)
    return _Read(value, broken=value is None and bool(findings), failed=failed)
