"""Whether tests notice a wrong change: collected once, run in a forked process for each change.

In that process the function that the change touches gets its code, and the tests that reach it
run. A change outside functions (a table, a default) would have been read by then; for it the
program and the tests are imported anew, with the changed module in place of the file.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
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
    from types import FrameType
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


class _Order:
    """A pytest plugin that runs tests in an order of ours, none for long, and notes a failure."""

    def __init__(self) -> None:
        # What each test took, in seconds.
        self.seconds: dict[str, float] = {}
        # The tests that noticed changes of a function, the last first: they are likely to notice
        # the next.
        self.noticed: dict[str, list[str]] = {}
        # The function that is changed in this process; nothing before one is.
        self.where = ""
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = report.nodeid

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self.where:
            _limit(self.seconds.get(item.nodeid, 0))

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put those first that noticed a change in the same place, then the quickest."""
        tests = self.noticed.get(self.where, [])
        first = {test: place for place, test in enumerate(tests)}
        items.sort(
            key=lambda item: (
                first.get(item.nodeid, len(tests)),
                self.seconds.get(item.nodeid, 0),
            )
        )


class Trials:
    """A pytest plugin that runs the collected tests once as they are, then once for each change."""

    def __init__(self, plan: Plan) -> None:
        """Take what is to be tried; ``survived`` will say for each change whether tests passed."""
        self._plan = plan
        self._original = _functions(plan.module, plan.module.read_text("utf-8"))
        self._live: list[FunctionType] = []
        self._caches: list[Any] = []
        self._order = _Order()
        # The functions of the module that each test reaches.
        self._reached: dict[str, set[str]] = {}
        self._watching = True
        self.survived: list[bool] = [False] * len(plan.changes)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the tests as they are and watch what they reach; then try every change."""
        session.config.pluginmanager.register(self._order)
        with tempfile.TemporaryDirectory() as folder:
            os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
            self._look()
            run_collected(session)
            if session.testsfailed:
                raise BrokenTrialError(f"{self._plan.module}: {self._order.failed} fails as it is")
            self._watching = False
            self._look()
            gc.freeze()
            self._try_all(session, Path(folder))
        return True

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Note how long a test takes and which functions of the module it calls."""
        if not self._watching:
            yield
            return
        reached = self._reached.setdefault(item.nodeid, set())
        path = str(self._plan.module)

        def see(frame: FrameType, event: str, _argument: object) -> None:
            if event == "call" and frame.f_code.co_filename == path:
                reached.add(frame.f_code.co_qualname.partition(".<locals>")[0])

        # What an earlier test asked is asked again: this one would notice another answer too.
        self._forget()
        start = process_time()
        sys.setprofile(see)
        yield
        sys.setprofile(None)
        self._order.seconds[item.nodeid] = process_time() - start

    def _look(self) -> None:
        """Find the functions of the module, and the caches of all that is built on it."""
        name = _name(self._plan.module)
        graph = grimp.build_graph("duban", cache_dir=None)
        above = {name, *graph.find_downstream_modules(name)}
        self._live, self._caches = [], []
        for thing in gc.get_objects():
            if isinstance(thing, FunctionType):
                if thing.__code__.co_filename == str(self._plan.module):
                    self._live.append(thing)
            elif isinstance(thing, _lru_cache_wrapper) and thing.__module__ in above:
                self._caches.append(thing)

    def _forget(self) -> None:
        for cache in self._caches:
            cache.cache_clear()

    def _try_all(self, session: pytest.Session, folder: Path) -> None:
        # As it is, the module must pass in the way of changes outside functions too.
        plain = "module", self._plan.module.read_text("utf-8")
        _, status = os.waitpid(os.fork() or self._run(session, plain, folder / "plain"), 0)
        if os.waitstatus_to_exitcode(status) != SURVIVED:
            raise BrokenTrialError(f"{self._plan.module}: its tests fail where it is imported anew")
        running: dict[int, int] = {}
        for number, change in enumerate(self._plan.changes):
            if len(running) == self._plan.jobs:
                self._wait(running, folder)
            running[os.fork() or self._run(session, change, folder / f"{number}")] = number
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
            tests = self._order.noticed.setdefault(self._plan.changes[number][0], [])
            tests.insert(0, noticed.read_text("utf-8"))

    def _run(self, session: pytest.Session, change: tuple[str, str], noticed: Path) -> int:
        """Run the tests in this process, which ends with them."""
        try:
            self._order.where, source = change
            new = _functions(self._plan.module, source)
            changed = {name for name in new if _bare(new[name]) != _bare(self._original[name])}
            outside = not changed or "" in changed
            if not outside:
                self._patch({name: new[name] for name in changed})
                session.items = [
                    item for item in session.items if changed & self._reached[item.nodeid]
                ]
                self._order.pytest_collection_modifyitems(session.items)
            _limit(sum(self._order.seconds[item.nodeid] for item in session.items))
        except BaseException:  # noqa: BLE001 - the forked process must never go on as its parent
            os._exit(BROKEN)
        failed = False
        try:
            if outside:
                failed = bool(_imported_anew(self._plan, source, self._order))
            else:
                run_collected(session)
                failed = bool(session.testsfailed)
        except BaseException:  # noqa: BLE001 - the first test that fails ends the run so
            failed = True
        finally:
            if failed and self._order.failed:
                with suppress(OSError):
                    noticed.write_text(self._order.failed, encoding="utf-8")
            os._exit(KILLED if failed else SURVIVED)

    def _patch(self, changed: dict[str, CodeType]) -> None:
        """Give the live functions other code; forget what they answered before."""
        missing = set(changed)
        for function in self._live:
            name = function.__code__.co_qualname
            if name in changed:
                function.__code__ = changed[name]
                missing.discard(name)
        self._forget()
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
    return code.replace(co_consts=tuple(map(_without_functions, code.co_consts)))


def _without_functions(constant: object) -> object:
    """A function is its name alone, a class what is left of it, anything else itself."""
    if not isinstance(constant, CodeType):
        return constant
    if constant.co_flags & _OPTIMIZED:
        return constant.co_qualname
    return _rest(constant)


def _bare(code: CodeType) -> CodeType:
    """Code without its places in the file: these move with every change above them."""
    constants = tuple(
        _bare(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
    )
    return code.replace(co_consts=constants, co_firstlineno=1, co_linetable=b"")


def _limit(before: float) -> None:
    """Let this process go on for several times the seconds that its tests took before."""
    seconds = int(before * _TIMES_SLOWER) + _SECONDS_MORE
    # A forked process counts from nothing.
    used = int(process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(60 * seconds)


def _imported_anew(plan: Plan, source: str, order: _Order) -> int:
    """Import the program and the tests again, one module changed; return how pytest ended."""
    for name, module in list(sys.modules.items()):
        path = Path(getattr(module, "__file__", None) or "/")
        if path.is_relative_to(ROOT / "tools" / "duban") or path.is_relative_to(ROOT / "tests"):
            del sys.modules[name]
    sys.meta_path.insert(0, _Finder(plan.module, source))
    # A module that cannot be imported is told there, and noticed.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
    return pytest.main([*_OPTIONS, *plan.tests], plugins=[order])


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
