"""Every small wrong change that mutmut's operators make to a module.

mutmut's own runner leaves out decorated functions and what stands outside functions; here that
would be every rule, every property and every table. So only its operators are taken, and each
change is applied to the whole module.
"""

from __future__ import annotations

import ast
from itertools import takewhile
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import cast

import libcst
from libcst.metadata import MetadataWrapper
from libcst.metadata import ParentNodeProvider
from libcst.metadata import PositionProvider
from mutmut.mutation.file_mutation import NEVER_MUTATE_FUNCTION_CALLS
from mutmut.mutation.mutators import mutation_operators

if TYPE_CHECKING:
    from collections.abc import Iterator


class Change(NamedTuple):
    """A wrong change: line, function or class, the statement before and after, the module with it.

    Statements are written as Python's parser would, so that no reformat of the module touches them.
    """

    line: int
    where: str
    was: str
    now: str
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What the change is, wherever in the file it stands."""
        return self.where, self.was, self.now


class _Place(NamedTuple):
    line: int
    where: str
    statement: int
    node: libcst.CSTNode
    changed: libcst.CSTNode


class _Visitor(libcst.CSTVisitor):
    """Collects what the operators make of every node that runs, by top-level statement."""

    METADATA_DEPENDENCIES = (ParentNodeProvider, PositionProvider)

    def __init__(self) -> None:
        super().__init__()
        self.places: list[_Place] = []
        self._names: list[str] = []
        self._statement = -1

    def on_visit(self, node: libcst.CSTNode) -> bool:
        if isinstance(self.get_metadata(ParentNodeProvider, node, None), libcst.Module):
            self._statement += 1
        if _runs_never(node):
            return False
        if isinstance(node, libcst.FunctionDef | libcst.ClassDef):
            self._names.append(node.name.value)
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                line = self.get_metadata(PositionProvider, node).start.line
                where = ".".join(self._names) or "module"
                self.places += (
                    _Place(line, where, self._statement, node, changed)
                    for changed in operator(node)
                )
        return True

    def on_leave(self, original_node: libcst.CSTNode) -> None:
        if isinstance(original_node, libcst.FunctionDef | libcst.ClassDef):
            self._names.pop()


def _runs_never(node: libcst.CSTNode) -> bool:
    """What is for types alone; and, as with mutmut itself, decorators and calls like len."""
    if isinstance(node, libcst.If):
        return isinstance(node.test, libcst.Name) and node.test.value == "TYPE_CHECKING"
    if isinstance(node, libcst.Assign):
        return _called(node.value) == "TypeVar"
    return isinstance(node, libcst.Annotation | libcst.Decorator) or (
        _called(node) in NEVER_MUTATE_FUNCTION_CALLS
    )


def _called(node: libcst.CSTNode) -> str | None:
    """The name of the function that a call names plainly."""
    if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Name):
        return node.func.value
    return None


def changes(source: str) -> Iterator[Change]:
    """Return every wrong change to a module, each once, in the order of its lines."""
    wrapper = MetadataWrapper(libcst.parse_module(source))
    visitor = _Visitor()
    wrapper.visit(visitor)
    body = wrapper.module.body
    texts = [wrapper.module.code_for_node(statement) for statement in body]
    plain = [_statements(text) for text in texts]
    seen: set[tuple[int, str]] = set()
    for place in sorted(visitor.places, key=lambda place: place.line):
        number = place.statement
        text = wrapper.module.code_for_node(
            cast("libcst.CSTNode", body[number].deep_replace(place.node, place.changed))
        )
        lines = _statements(text)
        if lines != plain[number] and (number, "\n".join(lines)) not in seen:
            seen.add((number, "\n".join(lines)))
            whole = "".join((*texts[:number], text, *texts[number + 1 :]))
            yield Change(place.line, place.where, *_difference(plain[number], lines), whole)


def _statements(text: str) -> list[str]:
    return [line.strip() for line in ast.unparse(ast.parse(text)).splitlines()]


def _difference(before: list[str], after: list[str]) -> tuple[str, str]:
    """The statements between the first and the last that differ."""
    start = _equal(before, after)
    end = _equal(before[start:][::-1], after[start:][::-1])
    return "\n".join(before[start : len(before) - end]), "\n".join(after[start : len(after) - end])


def _equal(before: list[str], after: list[str]) -> int:
    """How many statements are the same from the first on."""
    return sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False))
    )
