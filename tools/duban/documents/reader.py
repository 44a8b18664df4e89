"""Bytes of one YAML file to plain data, or to findings; the place of any value on demand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # missing from the stubs

from duban.documents import mistakes
from duban.ground.findings import Finding
from duban.ground.findings import Fix
from duban.ground.findings import Keys
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.findings import rule
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.privacy import personal_data

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1 << 20
MAX_DEPTH = 32

# A run of indentation marks; with brackets, the only ways to nest deeply.
_INDENTATION = re.compile(r"[ \-?]{32}")

# YAML 1.2 core scalars; anything else, such as 010, 12:30, 1_000, no, on, is text.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,17}|[-+]?(?:0|[1-9][0-9]{0,17})\.?(?:[eE][-+]?[0-9]{1,2})?")
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# The first characters of everything above; "" stands for the empty scalar.
_NOT_ONLY_TEXT = frozenset(["", *"+-.0123456789~nNtTfF"])


@dataclass(frozen=True, slots=True)
class Document:
    """One file as read: ``data`` is None when it could not be parsed, and ``findings`` then says why.

    ``shown`` is the text with what must not be repeated covered (empty: nothing is), ``secrets`` the words covered in it.
    """

    path: str
    text: str
    data: Any
    findings: tuple[Finding, ...] = ()
    shown: str = ""
    secrets: tuple[str, ...] = ()

    def find(self, rule: Rule[..., Any], problem: Problem) -> Finding:
        """Return the finding for ``problem``, with its place and the line it stands on; it repeats no personal data."""
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
        return shorten(printable(_line(self.shown or self.text, number)[:201]), 200)

    def line(self, number: int) -> str:
        """Return one line of the text, counted from 1, without its end."""
        return _line(self.text, number)

    def span(self, keys: Keys, *, on_key: bool = False) -> Span:
        """Return where the value at ``keys`` (or its key) stands; the deepest known parent when it is absent."""
        node = compose(self.text) if self.data is not None else None
        if node is None:
            return Span(1, 1)
        name = None
        for key in keys:
            name, child = _step(node, key)
            if child is None:
                break
            node = child
        return _node_span(name if on_key and name is not None else node)

    def written(self, keys: Keys) -> str:
        """Return the scalar at ``keys`` as it is written, without quotes; empty for anything else."""
        node = compose(self.text)
        for key in keys:
            node = _step(node, key)[1]
        return node.value if isinstance(node, yaml.ScalarNode) else ""


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
        return Document(path, text, None, (*findings, *(document.find(trap, problem) for trap, problem in found_traps)))


def _refused(path: str, text: str, rule: Rule[..., Any], problem: Problem) -> Document:
    return Document(path, text, None, (Document(path, text, None).find(rule, problem),))


class Refused(Exception):  # noqa: N818 - it is control flow inside this module, not an error for callers
    """Valid YAML that this tool does not accept."""

    def __init__(self, rule: Rule[..., Any], problem: Problem) -> None:
        """Keep the rule and what it has to say."""
        super().__init__(rule.code)
        self.rule = rule
        self.problem = problem


class _Parser(CParser):
    """libyaml's parser without tag resolution: what a scalar means is decided by the builder."""

    def resolve(self, *_: object) -> str:
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Nothing to descend into: tags are not resolved by path."""

    def ascend_resolver(self) -> None:
        """See ``descend_resolver``."""


def _parse(text: str) -> Any:
    node = _compose(text)
    return None if node is None else _build(node, 1)


def _compose(text: str) -> yaml.Node | None:
    parser = _Parser(text)
    try:
        root: yaml.Node | None = parser.get_single_node()
        return root
    finally:
        parser.dispose()


def _build(node: yaml.Node, depth: int) -> Any:
    if type(node) is yaml.ScalarNode:
        return node.value if node.style or node.value[:1] not in _NOT_ONLY_TEXT else scalar(node.value)
    if depth > MAX_DEPTH:
        raise Refused(nested_too_deeply, next(nested_too_deeply(_node_span(node))))
    if type(node) is yaml.SequenceNode:
        return [_build(child, depth + 1) for child in node.value]
    data = {}
    for key, value in node.value:
        if type(key) is not yaml.ScalarNode:
            raise Refused(key_not_text, next(key_not_text(_node_span(key))))
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
        span = _node_span(key)
        if first != span.line or span.column != key.start_mark.column + 1:
            raise Refused(duplicate_key, next(duplicate_key(span, key.value, first)))
    last = node.value[-1][0]
    raise Refused(duplicate_key, next(duplicate_key(_node_span(last), last.value, last.start_mark.line + 1)))


def _may_be_dangerous(text: str) -> bool:
    """Tell whether a text could nest deeply or expand: rare enough to pay for a slower look."""
    marks = "&" in text or "*" in text or "!" in text
    return marks or text.count("[") + text.count("{") >= MAX_DEPTH or _INDENTATION.search(text) is not None


def _refuse_dangerous_structure(text: str) -> None:
    """Walk the events, which needs no recursion, before libyaml composes a tree, which does."""
    parser = _Parser(text)
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
            line = next((number for number, one in enumerate(text.split("\n"), 1) if "\\" in one), 1)
            raise Refused(mistakes.invisible_character, next(mistakes.invisible_character(value, line)))


@lru_cache(maxsize=4)
def _lines(text: str) -> list[str]:
    return text.split("\n")


def _line(text: str, number: int) -> str:
    lines = _lines(text)
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


@lru_cache(maxsize=4)
def compose(text: str) -> yaml.Node | None:
    """Return the node tree of a text that is known to parse."""
    return _compose(text)


def _step(node: yaml.Node | None, key: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return name, value
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return None, node.value[key]
    return None, None


def _node_span(node: yaml.Node) -> Span:
    start, end = node.start_mark, node.end_mark
    width = end.column - start.column if end.line == start.line else 1
    last = end.line if end.column == 0 and end.line > start.line else end.line + 1
    return Span(start.line + 1, start.column + 1, max(width, 1), last, end.column)


_INDENTED_KEY = re.compile(r"(?P<indent> *(?:- +)*)[^\s:]+:")
_SYNTAX_WORDS = (
    ("mapping values are not allowed", "这一行的冒号位置不对：一行只能有一个“名称: 内容”", "内容里有冒号的，给整个内容加上英文双引号"),
    ("could not find expected ':'", "这一行（或它的上一行）缺少冒号", "写成“名称: 内容”，冒号用英文冒号，后面空一格"),
    ("did not find expected key", "这一行的缩进与上下行对不齐", "同一级的各行要从同一列开始，缩进用空格"),
    ("did not find expected '-' indicator", "列表中的这一行没有以“- ”开头", "列表每一行都要以英文减号加空格开头，并且对齐"),
    ("did not find expected ',' or ']'", "方括号里的列表没有写完整", "写成 [甲, 乙]，用英文逗号分隔，最后有 ]"),
    ("did not find expected ',' or '}'", "花括号里的内容没有写完整", "写成 {名称: 内容, 名称: 内容}，最后有 }"),
    ("did not find expected node content", "这里应当有内容", "检查多余的标点，或补上内容"),
    ("found unexpected end of stream", "引号没有成对", "给文字补上另一个引号"),
    ("found unexpected document indicator", "引号没有成对", "给文字补上另一个引号"),
    ("found unknown escape character", "双引号里的反斜杠写法不对", "把双引号换成单引号，或者写两个反斜杠"),
    ("block sequence entries are not allowed", "列表的“- ”不能写在这里", "把“- ”换到下一行，并缩进两格"),
    ("expected a single document", "一个文件里只能有一份记录，“---”之后又出现了一份", "删去“---”和多余的一份，另存为单独的文件"),
    ("but found another document", "一个文件里只能有一份记录，“---”之后又出现了一份", "删去“---”和多余的一份，另存为单独的文件"),
    ("cannot start any token", "这个符号不能放在内容的开头", "给整个内容加上英文双引号"),
    ("did not find expected alphabetic", "“*”“&”不能放在内容的开头", "给整个内容加上英文双引号"),
)  # fmt: skip


def _syntax_problem(error: yaml.YAMLError, text: str) -> Problem:
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    names = ("context_mark", "problem_mark") if "quoted scalar" in words or "flow" in words else ("problem_mark", "context_mark")
    mark = next((getattr(error, name) for name in names if getattr(error, name, None)), None)
    span = Span(mark.line + 1, mark.column + 1) if mark else Span(1, 1)
    line = Document("", text, None).line(span.line)
    key = _INDENTED_KEY.match(line)
    if "mapping values" in words and key and key.end() == span.column:
        return Problem("这一行的缩进与上下行对不齐", "同一级的各行要从同一列开始，缩进用空格", Span(span.line, key.end("indent") + 1))
    for english, message, hint in _SYNTAX_WORDS:
        if english in words:
            return Problem(message, hint, span)
    return Problem("这一行不符合书写格式，无法读取", "对照其他文件检查这一行的冒号、缩进、引号和括号", span)


@rule
def syntax(error: yaml.YAMLError, text: str) -> Iterator[Problem]:
    """书写格式不对，文件读不出来。

    常见原因：缩进没有对齐，冒号、引号、括号不成对。请看所指的那一行和它的上一行。
    """
    yield _syntax_problem(error, text)


@rule
def file_too_large(raw: bytes) -> Iterator[Problem]:
    """文件太大。

    一个文件只写一条记录，不超过 1 MiB。佐证材料只写文号、网址或位置，不要把材料本身贴进来。
    """
    yield Problem(
        f"文件超过 1 MiB（已读到 {len(raw):,} 字节），没有读取",
        "一个文件只写一条记录；材料本身请放到档案系统，这里只写文号或网址",
    )


@rule
def nested_too_deeply(span: Span) -> Iterator[Problem]:
    """层次太深。

    记录最多 32 层，正常的记录不会超过 5 层。
    """
    yield Problem(f"内容的层次超过 {MAX_DEPTH} 层", "检查是否误写了成串的 [、{ 或 -", span)


@rule
def key_not_text(span: Span) -> Iterator[Problem]:
    """名称必须是文字。

    “名称: 内容”中的名称不能是列表或空白。
    """
    yield Problem("这里的名称不是文字", "写成“名称: 内容”；若内容以 [、{、? 开头，请加英文双引号", span)


@rule
def duplicate_key(span: Span, key: str, first: int) -> Iterator[Problem]:
    """同一个名称写了两次。

    同一级里每个名称只能出现一次，否则不知道以哪个为准。常见于复制粘贴后忘记删去旧的一行。
    """
    yield Problem(f"“{key}”写了两次，第一次在第 {first} 行", "只保留正确的一处，删去另一处", span, on_key=True)


@rule
def reference_used(span: Span) -> Iterator[Problem]:
    """不能使用引用记号。

    以 & 或 * 开头的内容在 YAML 里是“锚点、引用”，本台账不用。要写这两个符号，请给内容加引号。
    """
    yield Problem("内容以 & 或 * 开头，会被当作引用记号", "给整个内容加上英文双引号", span)


@rule
def tag_used(span: Span) -> Iterator[Problem]:
    """不能使用类型记号。

    以 ! 开头的内容在 YAML 里是“类型记号”，本台账不用。要写感叹号，请用中文的“！”，或给内容加引号。
    """
    yield Problem("内容以 ! 开头，会被当作类型记号", "改用中文感叹号“！”，或给整个内容加上英文双引号", span)


RULES: tuple[Rule[..., Any], ...] = (
    syntax,
    file_too_large,
    nested_too_deeply,
    key_not_text,
    duplicate_key,
    reference_used,
    tag_used,
)
