"""What this tool does not accept of a YAML file, though YAML may allow it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any

from duban.documents.yaml_document import line_of
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.findings import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

MAX_DEPTH = 32


@rule
def syntax(error: yaml.YAMLError, text: str) -> Iterator[Problem]:
    """书写格式不对，文件读不出来。

    常见原因：缩进没有对齐，冒号、引号、括号不成对。请看所指的那一行和它的上一行。
    """
    yield _syntax_problem(error, text)


def _syntax_problem(error: yaml.YAMLError, text: str) -> Problem:
    words = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    span = _place(error, words)
    line = line_of(text, span.line)
    key = re.match(_INDENTED_KEY, line)
    if "mapping values" in words and key and key.end() == span.column:
        return Problem(
            "这一行的缩进与上下行对不齐",
            "同一级的各行要从同一列开始，缩进用空格",
            Span(span.line, key.end("indent") + 1),
        )
    for english, message, hint in _SYNTAX_WORDS:
        if english in words:
            return Problem(message, hint, span)
    return Problem(
        "这一行不符合书写格式，无法读取", "对照其他文件检查这一行的冒号、缩进、引号和括号", span
    )


def _place(error: yaml.YAMLError, words: str) -> Span:
    """Where the mistake most likely is: what was left open, or else where reading failed."""
    left_open = "quoted scalar" in words or "flow" in words
    names = ("context_mark", "problem_mark") if left_open else ("problem_mark", "context_mark")
    for name in names:
        mark = getattr(error, name, None)
        if mark:
            return Span(mark.line + 1, mark.column + 1)
    return Span(1, 1)


_INDENTED_KEY = r"(?P<indent> *(?:- +)*)[^\s:]+:"
# The words of libyaml, what they mean here, and what to do.
_SYNTAX_WORDS = (
    (
        "mapping values are not allowed",
        "这一行的冒号位置不对：一行只能有一个“名称: 内容”",
        "内容里有冒号的，给整个内容加上英文双引号",
    ),
    (
        "could not find expected ':'",
        "这一行（或它的上一行）缺少冒号",
        "写成“名称: 内容”，冒号用英文冒号，后面空一格",
    ),
    (
        "did not find expected key",
        "这一行的缩进与上下行对不齐",
        "同一级的各行要从同一列开始，缩进用空格",
    ),
    (
        "did not find expected '-' indicator",
        "列表中的这一行没有以“- ”开头",
        "列表每一行都要以英文减号加空格开头，并且对齐",
    ),
    (
        "did not find expected ',' or ']'",
        "方括号里的列表没有写完整",
        "写成 [甲, 乙]，用英文逗号分隔，最后有 ]",
    ),
    (
        "did not find expected ',' or '}'",
        "花括号里的内容没有写完整",
        "写成 {名称: 内容, 名称: 内容}，最后有 }",
    ),
    ("did not find expected node content", "这里应当有内容", "检查多余的标点，或补上内容"),
    ("found unexpected end of stream", "引号没有成对", "给文字补上另一个引号"),
    ("found unexpected document indicator", "引号没有成对", "给文字补上另一个引号"),
    (
        "found unknown escape character",
        "双引号里的反斜杠写法不对",
        "把双引号换成单引号，或者写两个反斜杠",
    ),
    (
        "block sequence entries are not allowed",
        "列表的“- ”不能写在这里",
        "把“- ”换到下一行，并缩进两格",
    ),
    (
        "expected a single document",
        "一个文件里只能有一份记录，“---”之后又出现了一份",
        "删去“---”和多余的一份，另存为单独的文件",
    ),
    (
        "but found another document",
        "一个文件里只能有一份记录，“---”之后又出现了一份",
        "删去“---”和多余的一份，另存为单独的文件",
    ),
    ("cannot start any token", "这个符号不能放在内容的开头", "给整个内容加上英文双引号"),
    ("did not find expected alphabetic", "“*”“&”不能放在内容的开头", "给整个内容加上英文双引号"),
)


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
    yield Problem(
        "这里的名称不是文字", "写成“名称: 内容”；若内容以 [、{、? 开头，请加英文双引号", span
    )


@rule
def duplicate_key(span: Span, key: str, first: int) -> Iterator[Problem]:
    """同一个名称写了两次。

    同一级里每个名称只能出现一次，否则不知道以哪个为准。常见于复制粘贴后忘记删去旧的一行。
    """
    yield Problem(
        f"“{key}”写了两次，第一次在第 {first} 行", "只保留正确的一处，删去另一处", span, on_key=True
    )


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
    yield Problem(
        "内容以 ! 开头，会被当作类型记号", "改用中文感叹号“！”，或给整个内容加上英文双引号", span
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
