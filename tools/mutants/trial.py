"""Whether tests notice a wrong change: collected once, run in a forked process for each change.

In that process the functions that the change touches get its code. A change outside functions
(a table, a default) would have been read by then; its tests run in a new interpreter that imports
the changed module in place of the file.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from functools import _lru_cache_wrapper
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from time import process_time
from types import CodeType
from types import FunctionType
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

import grimp
import pytest
from _pytest.main import pytest_runtestloop as run_collected

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROOT = Path(__file__).parents[2]
SURVIVED, KILLED, BROKEN = 0, 1, 70
_OPTIONS = ("-x", "-q", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist")
_OPTIMIZED = 1  # inspect.CO_OPTIMIZED: set on functions, not on the bodies of classes and modules.
# A change may make a loop endless; it is noticed when the tests take so much longer than before.
_TIMES_SLOWER, _SECONDS_MORE = 5, 5
_MEMORY = 4 << 30


class BrokenTrialError(Exception):
    """The tests fail without any change, or a change could not be tried."""


class Plan(NamedTuple):
    """A module, its changes as (function, whole source), and the tests that must notice."""

    module: Path
    changes: Sequence[tuple[str, str]]
    tests: Sequence[str]
    jobs: int


class Trials:
    """A pytest plugin that runs the collected tests once as they are, then once for each change."""

    def __init__(self, plan: Plan) -> None:
        """Take what is to be tried; ``survived`` will say for each change whether tests passed."""
        self._plan = plan
        self._original = _functions(plan.module, plan.module.read_text("utf-8"))
        self._live: list[FunctionType] = []
        self._caches: list[Any] = []
        # The tests that noticed a change in a function, the last first: they are likely to
        # notice the next.
        self._noticed: dict[str, list[str]] = {}
        self._failed = ""
        self.survived: list[bool] = [False] * len(plan.changes)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember which test failed."""
        if report.failed:
            self._failed = report.nodeid

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are, which fills caches; then try every change."""
        with tempfile.TemporaryDirectory() as folder:
            os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
            start = process_time()
            run_collected(session)
            if session.testsfailed:
                raise BrokenTrialError(f"{self._plan.module}: {self._failed} fails as it is")
            self._look()
            gc.freeze()
            seconds = int((process_time() - start) * _TIMES_SLOWER) + _SECONDS_MORE
            self._try_all(session, seconds, Path(folder))
        return True

    def _look(self) -> None:
        """Find the functions of the module, and the caches of all that is built on it."""
        name = _name(self._plan.module)
        graph = grimp.build_graph("duban", cache_dir=None)
        above = {name, *graph.find_downstream_modules(name)}
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                if thing.__code__.co_filename == str(self._plan.module):
                    self._live.append(thing)
            elif isinstance(thing, _lru_cache_wrapper) and thing.__module__ in above:
                self._caches.append(thing)

    def _try_all(self, session: pytest.Session, seconds: int, folder: Path) -> None:
        running: dict[int, int] = {}
        for number in range(len(self._plan.changes)):
            if len(running) == self._plan.jobs:
                self._wait(running, folder)
            running[os.fork() or self._run(session, number, seconds, folder / f"{number}")] = number
        while running:
            self._wait(running, folder)

    def _wait(self, running: dict[int, int], folder: Path) -> None:
        pid, status = os.wait()
        number = running.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        if code == BROKEN:
            raise BrokenTrialError(f"{self._plan.module}: change {number} could not be tried")
        self.survived[number] = code == SURVIVED
        if (noticed := folder / f"{number}").exists():
            self._noticed.setdefault(self._plan.changes[number][0], []).insert(
                0, noticed.read_text("utf-8")
            )

    def _run(self, session: pytest.Session, number: int, seconds: int, noticed: Path) -> int:
        """Run the tests in this process, which ends with them."""
        try:
            _limit(seconds)
            where, source = self._plan.changes[number]
            new = _functions(self._plan.module, source)
            if new[""] != self._original[""]:
                os._exit(_in_new_interpreter(self._plan, source))
            self._patch(
                {name: code for name, code in new.items() if name and code != self._original[name]}
            )
            first = {
                test: place for place, test in enumerate(reversed(self._noticed.get(where, ())), 1)
            }
            session.items.sort(key=lambda item: -first.get(item.nodeid, 0))
        except BaseException:  # noqa: BLE001 - the forked process must never go on as its parent
            os._exit(BROKEN)
        try:
            run_collected(session)
        except BaseException:  # noqa: BLE001 - the first test that fails ends the run so
            session.testsfailed = session.testsfailed or 1
        finally:
            if session.testsfailed and self._failed:
                with suppress(OSError):
                    noticed.write_text(self._failed, encoding="utf-8")
            os._exit(KILLED if session.testsfailed else SURVIVED)

    def _patch(self, changed: dict[str, CodeType]) -> None:
        """Give the live functions other code; forget what they answered before."""
        missing = set(changed)
        for function in self._live:
            name = function.__code__.co_qualname
            if name in changed:
                function.__code__ = changed[name]
                missing.discard(name)
        for cache in self._caches:
            cache.cache_clear()
        if missing:
            raise BrokenTrialError(f"{self._plan.module}: no function {missing}")


def _name(module: Path) -> str:
    return ".".join(module.relative_to(ROOT / "tools").with_suffix("").parts)


def _functions(path: Path, source: str) -> dict[str, CodeType]:
    """The code of functions and methods by their names, and under no name that of the rest."""
    module = compile(source, str(path), "exec", dont_inherit=True)
    return {**{code.co_qualname: code for code in _inside(module)}, "": _rest(module)}


def _inside(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_flags & _OPTIMIZED:
                yield constant
            else:
                yield from _inside(constant)


def _rest(code: CodeType) -> CodeType:
    """The code of a module or class with that of its functions left out."""
    constants = tuple(
        constant
        if not isinstance(constant, CodeType)
        else constant.co_qualname
        if constant.co_flags & _OPTIMIZED
        else _rest(constant)
        for constant in code.co_consts
    )
    return code.replace(co_consts=constants)


def _limit(seconds: int) -> None:
    # A forked process counts from nothing.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(60 * seconds)


def _in_new_interpreter(plan: Plan, source: str) -> int:
    command = [sys.executable, __file__, str(plan.module), *plan.tests]
    done = subprocess.run(command, input=source, text=True, stderr=subprocess.DEVNULL, check=False)
    return KILLED if done.returncode else SURVIVED


class _Changed(SourceFileLoader):
    """Loads a module from another source than its file holds."""

    source = ""

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.get_filename(fullname), "exec", dont_inherit=True)


class _Finder:
    """Finds one module, changed."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._source = source

    def find_spec(
        self, name: str, _path: object, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != _name(self._path):
            return None
        loader = _Changed(name, str(self._path))
        loader.source = self._source
        return spec_from_file_location(name, self._path, loader=loader)


def survived(plan: Plan) -> list[bool]:
    """Return for each change of a module whether all the tests pass with it."""
    trials = Trials(plan)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        code = pytest.main([*_OPTIONS, *plan.tests], plugins=[trials])
        if code:
            output.seek(0)
            raise BrokenTrialError(
                f"{plan.module}: pytest ended with {code}\n{output.read()[-3000:]}"
            )
    return trials.survived


def main() -> None:
    """Run tests with a module changed to what standard input holds."""
    module, *tests = sys.argv[1:]
    sys.meta_path.insert(0, _Finder(Path(module), sys.stdin.read()))
    sys.exit(pytest.main([*_OPTIONS, *tests]))


if __name__ == "__main__":
    main()
