"""Bytes of one YAML file to plain data, or to findings; the place of any value on demand."""

from __future__ import annotations

import re
from typing import Any

import yaml

from duban.documents import mistakes
from duban.documents.yaml_document import MAX_BYTES
from duban.documents.yaml_document import Document
from duban.documents.yaml_document import Parser
from duban.documents.yaml_document import composed
from duban.documents.yaml_document import node_span
from duban.documents.yaml_rules import MAX_DEPTH
from duban.documents.yaml_rules import duplicate_key
from duban.documents.yaml_rules import file_too_large
from duban.documents.yaml_rules import key_not_text
from duban.documents.yaml_rules import nested_too_deeply
from duban.documents.yaml_rules import reference_used
from duban.documents.yaml_rules import syntax
from duban.documents.yaml_rules import tag_used
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span

# A run of indentation marks; with brackets, the only ways to nest deeply.
_INDENTATION = re.compile(r"[ \-?]{32}")

# YAML 1.2 core scalars; anything else, such as 010, 12:30, 1_000, no, on, is text.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"[-+]?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,17}|[-+]?(?:0|[1-9][0-9]{0,17})\.?(?:[eE][-+]?[0-9]{1,2})?"
)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# The first characters of everything above; "" stands for the empty scalar.
_NOT_ONLY_TEXT = frozenset(["", *"+-.0123456789~nNtTfF"])


def read(path: str, raw: bytes, prose: mistakes.Prose = tuple) -> Document:
    """Return the document in ``raw``; never raises, whatever the bytes are. ``prose`` names the fields that hold prose."""
    if len(raw) > MAX_BYTES:
        return _refused(path, "", file_too_large, next(file_too_large(raw)))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found = mistakes.undecodable(raw, error.start)
        return _refused(path, found.text, found.rule, found.problem)
    surface = mistakes.surface(text, prose)
    if surface:
        document = Document(path, text, None)
        findings = tuple(document.find(trap, problem) for trap, problem in surface)
        if any(trap.code in mistakes.BLOCKING for trap, _ in surface):
            return Document(path, text, None, findings)
    else:
        findings = ()
    text = text.removeprefix("\ufeff")
    try:
        if _may_be_dangerous(text):
            _refuse_dangerous_structure(text)
        data = _parse(text)
        if "\\" in text:
            _refuse_escaped(data, text)
        return Document(path, text, data, findings)
    except Refused as refused:
        document = Document(path, text, None)
        return Document(path, text, None, (*findings, document.find(refused.rule, refused.problem)))
    except yaml.YAMLError as error:
        document = Document(path, text, None)
        found_traps = mistakes.structure(text)
        if not found_traps:
            found_traps = tuple((syntax, problem) for problem in syntax(error, text))
        return Document(
            path,
            text,
            None,
            (*findings, *(document.find(trap, problem) for trap, problem in found_traps)),
        )


def _refused(path: str, text: str, rule: Rule[..., Any], problem: Problem) -> Document:
    return Document(path, text, None, (Document(path, text, None).find(rule, problem),))


class Refused(Exception):  # noqa: N818 - it is control flow inside this module, not an error for callers
    """Valid YAML that this tool does not accept."""

    def __init__(self, rule: Rule[..., Any], problem: Problem) -> None:
        """Keep the rule and what it has to say."""
        super().__init__(rule.code)
        self.rule = rule
        self.problem = problem


def _parse(text: str) -> Any:
    node = composed(text)
    return None if node is None else _build(node, 1)


def _build(node: yaml.Node, depth: int) -> Any:
    if type(node) is yaml.ScalarNode:
        return (
            node.value if node.style or node.value[:1] not in _NOT_ONLY_TEXT else scalar(node.value)
        )
    if depth > MAX_DEPTH:
        raise Refused(nested_too_deeply, next(nested_too_deeply(node_span(node))))
    if type(node) is yaml.SequenceNode:
        return [_build(child, depth + 1) for child in node.value]
    data = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            raise Refused(key_not_text, next(key_not_text(node_span(key))))
        data[key.value] = _build(value, depth + 1)
    if len(data) < len(node.value):
        _refuse_duplicate(node)
    return data


def scalar(value: str) -> str | int | float | bool | None:
    """Return a plain YAML 1.2 core scalar as data: what is not certainly a number, a truth value or null is text."""
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value


def _refuse_duplicate(node: yaml.Node) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        first = seen.setdefault(key.value, key.start_mark.line + 1)
        span = node_span(key)
        if first != span.line or span.column != key.start_mark.column + 1:
            raise Refused(duplicate_key, next(duplicate_key(span, key.value, first)))
    last = node.value[-1][0]
    raise Refused(
        duplicate_key, next(duplicate_key(node_span(last), last.value, last.start_mark.line + 1))
    )


def _may_be_dangerous(text: str) -> bool:
    """Tell whether a text could nest deeply or expand: rare enough to pay for a slower look."""
    marks = "&" in text or "*" in text or "!" in text
    return (
        marks
        or text.count("[") + text.count("{") >= MAX_DEPTH
        or _INDENTATION.search(text) is not None
    )


def _refuse_dangerous_structure(text: str) -> None:
    """Walk the events, which needs no recursion, before libyaml composes a tree, which does."""
    parser = Parser(text)
    depth = 0
    try:
        while parser.check_event():
            event: Any = parser.get_event()
            span = Span(event.start_mark.line + 1, event.start_mark.column + 1)
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > MAX_DEPTH:
                    raise Refused(nested_too_deeply, next(nested_too_deeply(span)))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if getattr(event, "anchor", None) is not None:
                raise Refused(reference_used, next(reference_used(span)))
            if getattr(event, "tag", None) is not None:
                raise Refused(tag_used, next(tag_used(span)))
    finally:
        parser.dispose()


def _refuse_escaped(data: Any, text: str) -> None:
    """Look for characters that must not be in a text and may stand in it as escapes."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and mistakes.holds_invisible(value):
            line = next(
                (number for number, one in enumerate(text.split("\n"), 1) if "\\" in one), 1
            )
            raise Refused(
                mistakes.invisible_character, next(mistakes.invisible_character(value, line))
            )


RULES: tuple[Rule[..., Any], ...] = (
    syntax,
    file_too_large,
    nested_too_deeply,
    key_not_text,
    duplicate_key,
    reference_used,
    tag_used,
)
