"""Go on without the records that our own code fails on, but not without the one in question."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import TypeVar

import click

from duban.cli.output import say_failures
from duban.cli.session import Stop
from duban.ground import isolation
from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError
from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from duban.ground.isolation import Failure
    from duban.records.loader import Loaded

R = TypeVar("R")


@immutable
class _Ended:
    """A way to end a command that is no bug of ours, kept until it is known what caused it."""

    error: Exception


def without_faulty(
    run: Callable[[Loaded], R], loaded: Loaded, mine: str
) -> tuple[R, tuple[Failure, ...]]:
    """Return what ``run`` makes for the record at path ``mine``, and the failures.

    ``run`` gets the book without the records that our own code fails on. Where it fails whatever
    the others are, or ends for want of one that it failed on, that is said and nothing is made.
    """
    ends = (TasksError, click.ClickException, click.exceptions.Exit, click.Abort, OSError)

    def attempt(left_out: frozenset[str]) -> R | _Ended:
        try:
            return run(_without(loaded, left_out))
        except ends as error:
            return _Ended(error)

    # What the record itself rests on stays to the last: without it nothing would be looked at, and
    # it would get the blame.
    base = frozenset(beneath(mine))
    paths = [record.path for record in loaded.book.records() if record.path not in base]
    result = isolation.narrowed(attempt, sorted(paths, key=_what_others_need_first), mine)
    if result.made is None:
        say_failures(result.failures, loaded.findings)
        raise LookupError(mine)
    if isinstance(result.made, _Ended):
        if result.failures or loaded.unread:  # which may be what it lacked
            with suppress(Stop):
                say_failures(result.absent, loaded.findings)
            if isinstance(result.made.error, Stop):
                raise Stop(ExitCode.FOUND, result.made.error.message)
        raise result.made.error
    return result.made, result.absent


def _without(loaded: Loaded, left_out: frozenset[str]) -> Loaded:
    """Return what was loaded as if these files had not passed the check."""
    if not left_out:
        return loaded
    lost = {path: loaded.documents[path] for path in left_out}
    return replace(loaded.without(left_out), invalid={**loaded.invalid, **lost})


def _what_others_need_first(path: str) -> tuple[bool, str]:
    from duban.records.kinds import kind_of
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.model import Progress

    kind = kind_of(path)
    return kind is not None and kind[0].record in {Item, Progress, Matter}, path


def beneath(path: str) -> Iterator[str]:
    """Return the path of a record and of those that it rests on, by their paths.

    These are its unit, its plan or agreement, its item, and the book's settings.
    """
    from duban.records.kinds import kind_of
    from duban.records.kinds import path_of
    from duban.records.model import Item
    from duban.records.model import Progress
    from duban.records.model import Unit
    from duban.records.settings import Config
    from duban.records.sources import Agreement
    from duban.records.sources import Plan

    yield path
    yield path_of(Config)
    known = kind_of(path)
    if known is None:
        return
    kind, names = known
    if kind.record is Progress:
        yield path_of(Unit, names["unit"])
        yield path_of(Item, names["source"], names["number"])
    source = names.get("source") or names.get("agreement")
    if source:
        yield path_of(Plan, source)
        yield path_of(Agreement, source)


def refuse_faulty(loaded: Loaded, *paths: str) -> None:
    """Stop where our own code failed to read the record that a command is about."""
    say_failures((), [finding for finding in loaded.findings if finding.path in paths])
