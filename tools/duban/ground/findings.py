"""What a check has to say: one shape for every finding, and the rule it comes from."""

from __future__ import annotations

from dataclasses import field
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Any
from typing import Generic
from typing import NamedTuple
from typing import ParamSpec
from typing import TypeVar

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

P = ParamSpec("P")
R = TypeVar("R")


class Severity(StrEnum):
    """How much a finding weighs: errors fail a check, warnings do not."""

    ERROR = "error"
    WARNING = "warning"


@immutable
class Span:
    """A place in a text: lines and columns count from 1, ``width`` is in characters.

    It ends in ``last_line`` with ``last_column``; 0 where nobody asks for its end.
    """

    line: int
    column: int
    width: int = 1
    last_line: int = 0
    last_column: int = 0


@immutable
class Fix:
    """A mechanical correction: what stands at a place of one line becomes ``text``."""

    span: Span
    text: str


@immutable(order=True)
class Finding:
    """One thing to correct, with its place.

    ``line`` and ``column`` count from 1, ``width`` is in characters.
    """

    path: str
    line: int
    column: int
    code: str
    severity: Severity
    message: str
    hint: str
    excerpt: str = ""
    fixable: bool = False
    width: int = field(default=1, compare=False)
    fix: Fix | None = field(default=None, compare=False)


# Where a value stands in data: the names of fields and the indexes in lists on the way to it.
Keys = tuple[str | int, ...]


@immutable
class Problem:
    """What a rule reports: the runner adds the rule's code, the place and the line itself.

    ``at`` is the value meant, or a span of the text; ``on_key`` points at the name of the value.
    ``fix`` is a correction that guesses no meaning; a plain text replaces the value at the place.
    """

    message: str
    hint: str
    at: Keys | Span = ()
    on_key: bool = False
    fixable: bool = False
    fix: Fix | str | None = None


@immutable(kw_only=True)
class BookProblem(Problem):
    """What a rule on a whole book reports: ``path`` is the file that it is about."""

    path: str


@immutable
class Rule(Generic[P, R]):
    """A named check; its docstring is its page in the manual."""

    code: str
    severity: Severity
    check: Callable[P, R]

    @property
    def page(self) -> str:
        """The manual page of the rule, for the people who meet it; its first line is the title."""
        from inspect import cleandoc

        return cleandoc(self.check.__doc__ or "")

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the check."""
        return self.check(*args, **kwargs)

    def complaints(
        self: Rule[P, Iterator[Problem]], *args: P.args, **kwargs: P.kwargs
    ) -> list[Complaint]:
        """Return each problem that the check reports, with this rule."""
        return [Complaint(self, problem) for problem in self.check(*args, **kwargs)]

    def complaint(self: Rule[P, Iterator[Problem]], *args: P.args, **kwargs: P.kwargs) -> Complaint:
        """Return the first problem of a rule that always reports one, with this rule."""
        return Complaint(self, next(self.check(*args, **kwargs)))


class Complaint(NamedTuple):
    """A problem and the rule that reports it."""

    rule: Rule[..., Any]
    problem: Problem


def rule(function: Callable[P, R]) -> Rule[P, R]:
    """Make an error-level rule; its code is the function's name with hyphens."""
    return Rule(function.__name__.replace("_", "-"), Severity.ERROR, function)


def advice(function: Callable[P, R]) -> Rule[P, R]:
    """Make a warning-level rule; its code is the function's name with hyphens."""
    return Rule(function.__name__.replace("_", "-"), Severity.WARNING, function)
