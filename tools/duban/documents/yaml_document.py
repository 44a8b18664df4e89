"""One YAML file as read: its data, what was wrong with it, and the place of every value."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # missing from the stubs

from duban.ground.findings import Finding
from duban.ground.findings import Fix
from duban.ground.findings import Keys
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.privacy import personal_data

MAX_BYTES = 1 << 20


@immutable
class Document:
    """One file as read; ``data`` is None where it did not parse, and ``findings`` say why.

    ``shown`` is the text with ``secrets`` covered, the words that must not be repeated; empty
    where there are none.
    """

    path: str
    text: str
    data: Any
    findings: tuple[Finding, ...] = ()
    shown: str = ""
    secrets: tuple[str, ...] = ()

    def find(self, rule: Rule[..., Any], problem: Problem) -> Finding:
        """Return the finding for a problem: with its place and line, without personal data."""
        at = problem.at
        span = at if isinstance(at, Span) else self.span(at, on_key=problem.on_key)
        fix = Fix(span, problem.fix) if isinstance(problem.fix, str) else problem.fix
        return Finding(
            path=self.path,
            line=span.line,
            column=span.column,
            code=rule.code,
            severity=rule.severity,
            message=printable(self._guarded(problem.message)),
            hint=printable(self._guarded(problem.hint)),
            excerpt=self._excerpt(span.line),
            fixable=problem.fixable or fix is not None,
            width=span.width,
            fix=fix,
        )

    def guard(self, finding: Finding) -> Finding:
        """Return a finding that was made before the secrets were known, without them."""
        said = self._guarded(finding.message), self._guarded(finding.hint)
        return replace(finding, message=said[0], hint=said[1], excerpt=self._excerpt(finding.line))

    def _guarded(self, words: str) -> str:
        for secret in self.secrets:
            words = words.replace(secret, "*" * len(secret))
        return personal_data.message(words)

    def _excerpt(self, number: int) -> str:
        return shorten(printable(line_of(self.shown or self.text, number)[:201]), 200)

    def line(self, number: int) -> str:
        """Return one line of the text, counted from 1, without its end."""
        return line_of(self.text, number)

    def span(self, keys: Keys, *, on_key: bool = False) -> Span:
        """Return where the value at ``keys`` (or its key) stands.

        Where it is absent: the deepest parent that is there.
        """
        node = compose(self.text) if self.data is not None else None
        if node is None:
            return Span(1, 1)
        name = None
        for key in keys:
            name, child = _step(node, key)
            if child is None:
                break
            node = child
        return node_span(name if on_key and name is not None else node)

    def written(self, keys: Keys) -> str:
        """Return the scalar at ``keys`` as written, without quotes; empty for anything else."""
        node = compose(self.text)
        for key in keys:
            node = _step(node, key)[1]
        return node.value if isinstance(node, yaml.ScalarNode) else ""


class Parser(CParser):
    """libyaml's parser without tag resolution: what a scalar means is decided by the builder."""

    def resolve(self, *_: object) -> str:
        """Return no tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Nothing to descend into: tags are not resolved by path."""

    def ascend_resolver(self) -> None:
        """See ``descend_resolver``."""


def composed(text: str) -> yaml.Node | None:
    """Return the node tree of a text; YAMLError where it does not parse."""
    parser = Parser(text)
    try:
        root: yaml.Node | None = parser.get_single_node()
        return root
    finally:
        parser.dispose()


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def line_of(text: str, number: int) -> str:
    """Return one line of a text, counted from 1, without its end; empty beyond the last."""
    lines = _lines(text)
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


@lru_cache(maxsize=4)
def compose(text: str) -> yaml.Node | None:
    """Return the node tree of a text that is known to parse."""
    return composed(text)


def _step(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return None, node.value[key]
    return None, None


def node_span(node: yaml.Node) -> Span:
    """Return where a node stands."""
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    last = end.line if end.column == 0 and end.line > start.line else end.line + 1
    return Span(start.line + 1, start.column + 1, max(width, 1), last, end.column)
