"""Change modules in small wrong ways and say which changes no test noticed.

``python tools/mutants/run.py [MODULE…] [--jobs J]``. The modules and the tests that must notice
stand in modules.toml; changes that may go unnoticed, each with its reason, in accepted.toml.
Exit 1 where a module has less than 85 % of its changes noticed, where an unnoticed one is not
accepted, or where an accepted one was noticed or is none any more.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from mutants import trial
from mutants.changes import Change
from mutants.changes import changes

_HERE = Path(__file__).parent
_LEAST = 0.85


class Outcome(NamedTuple):
    """What came of the changes to one module."""

    module: str
    total: int
    unnoticed: tuple[Change, ...]
    minutes: float = 0

    @property
    def noticed(self) -> float:
        """The share of the changes that a test noticed."""
        return 1 - len(self.unnoticed) / self.total

    def row(self) -> str:
        """Return the module's line of the table."""
        killed = self.total - len(self.unnoticed)
        return (
            f"{self.module:24}{killed:>6}/{self.total:<5}{self.noticed:>7.1%}"
            f"{len(self.unnoticed):>11}{self.minutes:>9.1f}"
        )


def tried(module: str, tests: list[str], jobs: int) -> Outcome:
    """Return what comes of every change to a module; its tests are found by name anywhere."""
    start = monotonic()
    path = trial.ROOT / "tools" / "duban" / module
    made = tuple(changes(path.read_text("utf-8")))
    plan = trial.Plan(
        path, tuple((change.where, change.source) for change in made), _found(tests), jobs
    )
    # A process of its own: tests of one module must not have imported another's changes.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        survived = process.submit(trial.survived, plan).result()
    unnoticed = tuple(change for change, alive in zip(made, survived, strict=True) if alive)
    return Outcome(module, len(made), unnoticed, (monotonic() - start) / 60)


def _found(tests: list[str]) -> tuple[str, ...]:
    """The files of tests, named ``test_x`` or ``test_x::test_of_it``."""
    found = []
    for test in tests:
        name, *inside = test.split("::")
        (path,) = (trial.ROOT / "tests").rglob(f"{name}.py")
        found.append("::".join((str(path), *inside)))
    return tuple(found)


def complaints(
    outcomes: list[Outcome], accepted: dict[tuple[str, str, str], str], *, everything: bool
) -> list[str]:
    """Return what is wrong; accepted changes are missed only where ``everything`` was tried."""
    told = [
        f"{outcome.module}: {outcome.noticed:.1%} noticed, {_LEAST:.0%} wanted"
        for outcome in outcomes
        if outcome.noticed < _LEAST
    ]
    unnoticed = {change.key for outcome in outcomes for change in outcome.unnoticed}
    told += [
        f"{outcome.module}:{change.line} not noticed, not accepted"
        for outcome in outcomes
        for change in outcome.unnoticed
        if change.key not in accepted
    ]
    told += [
        f"accepted.toml, {key[0]}: noticed, or none any more: {key[2]}"
        for key in accepted
        if everything and key not in unnoticed
    ]
    return told + [
        f"accepted.toml, {key[0]}: no reason"
        for key, reason in accepted.items()
        if not reason.strip()
    ]


def _accepted() -> dict[tuple[str, str, str], str]:
    entries = tomllib.loads((_HERE / "accepted.toml").read_text("utf-8"))["accepted"]
    return {(entry["where"], entry["was"], entry["now"]): entry["reason"] for entry in entries}


def _show(outcome: Outcome, accepted: dict[tuple[str, str, str], str]) -> None:
    for change in outcome.unnoticed:
        reason = accepted.get(change.key, "NOT ACCEPTED")
        print(
            f"tools/duban/{outcome.module}:{change.line} in {change.where}\n"
            f"  - {change.was}\n  + {change.now}\n  {reason}"
        )


def main() -> None:
    """Try the modules asked for, all by default; print the unnoticed changes and a table."""
    modules = tomllib.loads((_HERE / "modules.toml").read_text("utf-8"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[[], *modules], metavar="MODULE")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    given = parser.parse_args()
    chosen = given.modules or list(modules)
    accepted = _accepted()
    start = monotonic()
    outcomes = []
    for module in chosen:
        outcomes.append(tried(module, modules[module], given.jobs))
        _show(outcomes[-1], accepted)
    print(f"{'module':24}{'noticed':>12}{'':7}{'unnoticed':>11}{'minutes':>9}")
    print(*(outcome.row() for outcome in outcomes), sep="\n")
    print(f"{(monotonic() - start) / 60:.1f} minutes, {given.jobs} at a time")
    told = complaints(outcomes, accepted, everything=len(chosen) == len(modules))
    print(*told, sep="\n")
    sys.exit(1 if told else 0)


if __name__ == "__main__":
    main()
