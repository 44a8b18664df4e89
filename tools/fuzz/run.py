"""Run hostile cases without end in sight.

Usage: python tools/fuzz/run.py N [--seed S] [--level bytes|values|both] [--jobs J].

Deterministic by seed and number. Prints how the cases ended as exit codes; exit70=0 says that no
case met a bug of ours. What does is written to build/fuzz/, one folder a kind of failure, as a book
that can be tried again.
"""

from __future__ import annotations

import argparse
import signal
import sys
import traceback
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import NoReturn
from unittest.mock import patch

from duban.records import loader
from fuzz import cases
from fuzz import trial

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

LEVELS = ("bytes", "values")
BUG = 70
SLOW = "slow"
# Of the processor, so that a busy machine makes no case slow.
_SECONDS = 10
_PAGES_EVERY = 997
_BATCH = 500
_KEPT = 5


class SlowCaseError(BaseException):
    """A case that takes too long.

    It is no Exception, so that nothing that contains failures contains it.
    """


class Ended(NamedTuple):
    """How a case ended.

    Its code is an exit code or ``slow``; ``why`` says where a bug was met.
    """

    number: int
    level: str
    code: int | str
    why: str = ""
    files: cases.Files | None = None


@cache
def _start() -> trial.Start:
    files = cases.base()
    return trial.Start(files, loader.load(files))


@cache
def _seeds() -> dict[str, list[bytes]]:
    return cases.seeds()


def ending(seed: int, number: int, level: str) -> Ended:
    """Make and run one case; whatever it raises ends here."""
    random = Random(f"{seed} {level} {number}")
    start = _start()
    make = cases.bytes_case if level == "bytes" else cases.values_case
    files = make(random, start.files, _seeds())
    signal.signal(signal.SIGPROF, _too_slow)
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    try:
        code = trial.run(files, start, random, with_pages=number % _PAGES_EVERY == 0)
    except SlowCaseError:
        return Ended(number, level, SLOW, SLOW, files)
    except Exception as error:  # noqa: BLE001 - finding these is what this is for
        return Ended(number, level, BUG, _where(error), files)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return Ended(number, level, code)


def _too_slow(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SlowCaseError


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno} {error}"[:300]


def _batch(seed: int, first: int, last: int, levels: tuple[str, ...]) -> list[Ended]:
    # The good records that every case holds are read once.
    with patch.object(loader, "read_record", lru_cache(256)(loader.read_record)):
        return [ending(seed, number, levels[number % len(levels)]) for number in range(first, last)]


def endings(count: int, seed: int, levels: tuple[str, ...], jobs: int) -> Iterator[Ended]:
    """Return how each of ``count`` cases ended, in their order."""
    bounds = [(first, min(first + _BATCH, count)) for first in range(0, count, _BATCH)]
    if jobs == 1:
        for first, last in bounds:
            yield from _batch(seed, first, last, levels)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for batch in pool.map(
            _batch, *zip(*((seed, first, last, levels) for first, last in bounds), strict=True)
        ):
            yield from batch


def summary(seed: int, levels: tuple[str, ...], ended: Counter[int | str]) -> str:
    """Return the line that says how all cases ended."""
    codes = {code: ended[code] for code in (0, 1, BUG)}
    said = " ".join(f"exit{code}={count}" for code, count in codes.items())
    return (
        f"cases={ended.total()} seed={seed} levels={'+'.join(levels)} {said} {SLOW}={ended[SLOW]}"
    )


def _save(folder: Path, case: Ended) -> None:
    target = folder / f"{case.level}-{case.number}"
    for path, raw in (case.files or {}).items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(raw)
    (target / "why.txt").write_text(case.why + "\n", encoding="utf-8")


def main() -> None:
    """Run the cases asked for; exit 1 when one met a bug or took too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--level", choices=(*LEVELS, "both"), default="both")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--save", type=Path, default=Path("build/fuzz"))
    given = parser.parse_args()
    levels = LEVELS if given.level == "both" else (given.level,)
    ended: Counter[int | str] = Counter()
    bugs: Counter[str] = Counter()
    for case in endings(given.count, given.seed, levels, given.jobs):
        ended[case.code] += 1
        if case.files is not None:
            bugs[case.why] += 1
            if bugs[case.why] <= _KEPT:
                _save(given.save, case)
        if ended.total() % 10_000 == 0:
            sys.stderr.write(f"{summary(given.seed, levels, ended)}\n")
    for why, count in bugs.most_common():
        print(f"{count:7}  {why}")
    print(summary(given.seed, levels, ended))
    sys.exit(1 if bugs else 0)


if __name__ == "__main__":
    main()
