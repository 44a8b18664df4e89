"""A fault of the program stays with its record: that is left out and named, the rest goes on."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Generic
from typing import TypeVar

from duban.ground.findings import BookProblem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

R = TypeVar("R")

# So many records are blamed singly. Where more fail, the code is at fault everywhere, and looking
# on would take long.
MOST = 20
_HOME = Path(__file__).parents[1]


@immutable
class Failure:
    """An exception that is a bug of ours: the file it met, its type, and where in the code.

    Its text is not kept: it may quote the file.
    """

    path: str
    error: str
    place: str

    def __str__(self) -> str:
        """Return what the maintainers need to know."""
        return f"{self.error}，{self.place}"


class FaultError(Exception):
    """Control flow: carries a failure that a record met already to the ``attempt`` around it."""

    def __init__(self, failure: Failure) -> None:
        """Keep the failure."""
        super().__init__(str(failure))
        self.failure = failure


def failure_of(error: Exception, path: str) -> Failure:
    """Return an exception as a failure, with the innermost place in our own code or templates."""
    if isinstance(error, FaultError):
        return replace(error.failure, path=path)
    place = "?"
    trace = error.__traceback__
    while trace:
        file = Path(trace.tb_frame.f_code.co_filename)
        if place == "?" or file.is_relative_to(_HOME):
            place = f"{file.name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return Failure(path, type(error).__name__, place)


def attempt(make: Callable[[], R], path: str) -> R | Failure:
    """Return what ``make`` returns, or the failure it met."""
    try:
        return make()
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not take the other records with it
        return failure_of(error, path)


def separated(outcomes: Iterable[R | Failure]) -> tuple[tuple[R, ...], tuple[Failure, ...]]:
    """Return what came out, and the failures, both in their order."""
    made: list[R] = []
    failures: list[Failure] = []
    for outcome in outcomes:
        if isinstance(outcome, Failure):
            failures.append(outcome)
        else:
            made.append(outcome)
    return tuple(made), tuple(failures)


@immutable
class Narrowed(Generic[R]):
    """What came out without the records ``out``; None where nothing did, even without any.

    ``failures`` are those of the records at fault; the rest of ``out`` was not tried.
    """

    made: R | None
    failures: tuple[Failure, ...] = ()
    out: frozenset[str] = frozenset()

    @property
    def untried(self) -> int:
        """How many records are left out without being known to be at fault."""
        return len(self.out) - len(self.failures) if self.made is not None else 0

    @property
    def absent(self) -> tuple[Failure, ...]:
        """A failure for every record that is left out: those not tried have the last one's."""
        blamed = {failure.path for failure in self.failures}
        untried = sorted(self.out - blamed)
        return (*self.failures, *(replace(self.failures[-1], path=path) for path in untried))


def narrowed(run: Callable[[frozenset[str]], R], paths: Iterable[str], whole: str) -> Narrowed[R]:
    """Run on everything; where that fails, on all but the fewest of ``paths`` that make it fail.

    ``run`` takes the paths to leave out. Halves are put back as long as nothing fails, so a few
    faults among many records cost a few dozen runs. A fault that no record causes is said of the
    file ``whole``.
    """
    first = attempt(partial(run, frozenset()), whole)
    if not isinstance(first, Failure):
        return Narrowed(first)
    everything = tuple(paths)
    out = frozenset(everything)
    made = attempt(partial(run, out), whole)
    if isinstance(made, Failure):
        return Narrowed(None, (made,))
    failures: list[Failure] = []
    waiting = [everything]
    while waiting and len(failures) < MOST:
        group = waiting.pop()
        again = attempt(partial(run, out.difference(group)), group[0])
        if not isinstance(again, Failure):
            made = again
            out = out.difference(group)
        elif len(group) == 1:
            failures.append(again)
        else:
            half = len(group) // 2
            waiting += [group[half:], group[:half]]
    return Narrowed(made, tuple(failures), out)


def narrowed_or_raise(
    run: Callable[[frozenset[str]], R], paths: Iterable[str]
) -> tuple[R, tuple[Failure, ...]]:
    """Return what came out without the records at fault, and their failures.

    Raises the exception itself where it comes whatever the records are.
    """
    result = narrowed(run, paths, "")
    if result.made is None:
        return run(frozenset()), ()
    return result.made, result.absent


@rule
def program_fault(failure: Failure, doing: str) -> Iterator[BookProblem]:
    """程序处理这份记录时发生故障。

    这是程序的问题，与填报内容无关，不用修改这份记录。请把错误的名称和位置告诉维护人员。其余记录照常处理，不受影响。
    """
    yield BookProblem(
        f"程序故障，与填报内容无关：{doing}时出错（{failure}）",
        "不用修改这份记录，请把这一行告诉维护人员",
        path=failure.path,
    )


def problems(result: Narrowed[R], doing: str, whole: str) -> Iterator[BookProblem]:
    """Return what to say of the records that a run was narrowed by."""
    for failure in result.failures:
        yield from program_fault(failure, doing)
    if result.untried:
        last = replace(result.failures[-1], path=whole)
        yield from program_fault(last, f"{doing}（另有{result.untried}份记录没有检查）")


RULES: tuple[Rule[..., Iterator[BookProblem]], ...] = (program_fault,)
