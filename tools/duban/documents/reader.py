"""Bytes of one YAML file to plain data, or to findings; the place of any value on demand."""

from __future__ import annotations

import re
from sys import intern
from typing import TYPE_CHECKING
from typing import Any

import yaml

from duban.documents import character_rules
from duban.documents import mistakes
from duban.documents import yaml_rules
from duban.documents.scalars import NOT_ONLY_TEXT
from duban.documents.scalars import scalar
from duban.documents.yaml_document import MAX_BYTES
from duban.documents.yaml_document import Document
from duban.documents.yaml_document import Parser
from duban.documents.yaml_document import composed
from duban.documents.yaml_document import node_span
from duban.ground.findings import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from duban.ground.findings import Complaint
    from duban.ground.findings import Finding

# A run of indentation marks; with brackets, the only ways to nest deeply.
_INDENTATION = re.compile(r"[ \-?]{32}")


def read(path: str, raw: bytes, prose: character_rules.Prose = tuple) -> Document:
    """Return the document in ``raw``; never raises, whatever the bytes are.

    ``prose`` returns the names of the fields that hold prose.
    """
    if len(raw) > MAX_BYTES:
        return _refused(path, "", [yaml_rules.file_too_large.complaint(raw)])
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        found = mistakes.undecodable(raw, error.start)
        return _refused(path, found.text, [found.complaint])
    surface = mistakes.surface(text, prose)
    findings = _findings(path, text, surface) if surface else ()
    if any(complaint.rule.code in mistakes.BLOCKING for complaint in surface):
        return Document(path, text, None, findings)
    text = text.removeprefix("\ufeff")
    try:
        data = _accepted(text)
    except _StopReading as stop:
        return _refused(path, text, [stop.complaint], findings)
    except yaml.YAMLError as error:
        # What a person does wrong by habit explains more than where the parser gave up.
        likely = mistakes.structure(text) or yaml_rules.syntax.complaints(error, text)
        return _refused(path, text, likely, findings)
    return Document(path, text, data, findings)


def _findings(path: str, text: str, complaints: Iterable[Complaint]) -> tuple[Finding, ...]:
    document = Document(path, text, None)
    return tuple(document.find(*complaint) for complaint in complaints)


def _refused(
    path: str, text: str, complaints: Iterable[Complaint], before: tuple[Finding, ...] = ()
) -> Document:
    """A document without data, and why; ``before`` is what was found already."""
    return Document(path, text, None, (*before, *_findings(path, text, complaints)))


class _StopReading(Exception):  # noqa: N818 - not an error for callers
    """Control flow inside this module: valid YAML that we do not accept; ``read`` catches it."""

    def __init__(self, complaint: Complaint) -> None:
        """Keep what is to be said."""
        super().__init__(complaint.rule.code)
        self.complaint = complaint


def _accepted(text: str) -> Any:
    """The data of a text; _StopReading or YAMLError where it has none that we accept."""
    if _may_be_dangerous(text):
        _refuse_dangerous_structure(text)
    node = composed(text)
    data = None if node is None else _build(node, 1)
    if "\\" in text:
        _refuse_escaped(data, text)
    return data


def _build(node: yaml.Node, depth: int) -> Any:
    if type(node) is yaml.ScalarNode:
        if node.style or node.value[:1] not in NOT_ONLY_TEXT:
            return node.value
        return scalar(node.value)
    if depth > yaml_rules.MAX_DEPTH:
        raise _StopReading(yaml_rules.nested_too_deeply.complaint(node_span(node)))
    if type(node) is yaml.SequenceNode:
        return [_build(child, depth + 1) for child in node.value]
    data = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            raise _StopReading(yaml_rules.key_not_text.complaint(node_span(key)))
        data[intern(key.value)] = _build(value, depth + 1)
    if len(data) < len(node.value):
        _refuse_duplicate(node)
    return data


def _refuse_duplicate(node: yaml.Node) -> None:
    """Stop at the first key of a mapping that stands in it already."""
    seen: dict[str, int] = {}
    for key, _ in node.value:
        first = seen.setdefault(key.value, key.start_mark.line + 1)
        span = node_span(key)
        if first != span.line or span.column != key.start_mark.column + 1:
            raise _StopReading(yaml_rules.duplicate_key.complaint(span, key.value, first))
    last = node.value[-1][0]
    line = last.start_mark.line + 1
    raise _StopReading(yaml_rules.duplicate_key.complaint(node_span(last), last.value, line))


def _may_be_dangerous(text: str) -> bool:
    """Tell whether a text could nest deeply or expand: rare enough to pay for a slower look."""
    marks = "&" in text or "*" in text or "!" in text
    brackets = text.count("[") + text.count("{")
    return marks or brackets >= yaml_rules.MAX_DEPTH or _INDENTATION.search(text) is not None


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
                if depth > yaml_rules.MAX_DEPTH:
                    raise _StopReading(yaml_rules.nested_too_deeply.complaint(span))
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if getattr(event, "anchor", None) is not None:
                raise _StopReading(yaml_rules.reference_used.complaint(span))
            if getattr(event, "tag", None) is not None:
                raise _StopReading(yaml_rules.tag_used.complaint(span))
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
        elif isinstance(value, str) and character_rules.holds_invisible(value):
            numbered = enumerate(text.split("\n"), 1)
            line = next((number for number, line in numbered if "\\" in line), 1)
            raise _StopReading(character_rules.invisible_character.complaint(value, line))
