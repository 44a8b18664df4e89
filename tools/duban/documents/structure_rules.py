"""Rules on marks of YAML written as Chinese input methods write them, line by line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.documents.scalars import quoted
from duban.documents.text_lines import list_item_or_field
from duban.documents.text_lines import span_at
from duban.documents.text_lines import span_of
from duban.ground.findings import Fix
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.documents.text_lines import Line

# Pieces of patterns. A pattern is compiled when it is first used: most texts are in order.
_HAN = "\u3400-\u9fff"
_PREFIX = r"^(?P<indent>[ \t\u00a0\u3000]*(?:- +)*)"
_KEY = r"(?P<key>[^\s:：'\"#\[\]{},\-][^\s:：'\"#]{0,19})"
_VALUE = rf"{_PREFIX}(?:{_KEY}: +)?"


_FULLWIDTH_COLON = rf"{_PREFIX}{_KEY} *(?P<colon>：)\s*(?P<value>.*)$"


@rule
def fullwidth_colon(line: Line) -> Iterator[Problem]:
    """名称后面用了中文冒号。

    “名称: 内容”之间要用英文冒号加一个空格。用了中文冒号“：”，整行会被当作一段文字。内容里的中文冒号不受影响。
    """  # noqa: E501 - people read it line by line
    match = re.match(_FULLWIDTH_COLON, line.text)
    if match and ": " not in line.text[: match.start("colon")]:
        start = span_at(line, match, "colon")
        gap = replace(start, width=match.start("value") - match.start("colon"))
        yield Problem(
            f"“{match['key']}”后面是中文冒号“：”，应为英文冒号加空格",
            f"请改为：{match['key']}: {match['value']}".rstrip(),
            start,
            fix=Fix(gap, ": " if match["value"] else ":"),
        )


_COLON_SPACE = rf"{_PREFIX}(?P<key>[{_HAN}]{{1,12}})(?P<colon>:)(?P<value>[^\s/].*)$"


@rule
def colon_space(line: Line) -> Iterator[Problem]:
    """冒号后面没有空格。

    “名称: 内容”的英文冒号后面要空一格。
    """
    match = re.match(_COLON_SPACE, line.text)
    if match:
        yield Problem(
            f"“{match['key']}:”的冒号后面少一个空格",
            f"请改为：{match['key']}: {match['value']}",
            span_at(line, match, "colon"),
            fix=": ",
        )


_DASH_SPACE = r"^(?P<indent> *)(?P<dash>[-－—–•·])(?P<space>[ \u3000]*)(?P<value>[^\s\-—].*)$"


@rule
def dash_space(line: Line) -> Iterator[Problem]:
    """列表的减号后面没有空格。

    列表每一行以英文减号加一个空格开头：“- 市财政局”。写成“-市财政局”会和下一行连成一段文字；全角的“－”“—”也不行。
    """  # noqa: E501 - people read it line by line
    match = re.match(_DASH_SPACE, line.text)
    if match is None:
        return
    proper = match["dash"] == "-" and match["space"]
    number = re.match(r"-[0-9.]", match["dash"] + match["value"])
    if not proper and not number:
        what = "减号后面少一个空格" if match["dash"] == "-" else f"列表不能用“{match['dash']}”开头"
        yield Problem(
            what,
            f"请改为：- {match['value']}",
            span_at(line, match, "dash"),
            fix=Fix(span_of(line, match, "dash", "space"), "- "),
        )


_COLON_IN_TEXT = rf"{_PREFIX}{_KEY}: +(?P<value>[^\s'\"\[{{|>#].*?(?P<colon>:)(?: .*|))$"


@rule
def colon_in_text(line: Line) -> Iterator[Problem]:
    """内容里有英文冒号加空格。

    系统会以为又开始了一个“名称: 内容”。请给整个内容加上英文双引号，或改用中文冒号“：”。
    """
    match = re.match(_COLON_IN_TEXT, line.text)
    if match:
        yield Problem(
            f"“{match['key']}”的内容里有英文冒号，系统分不清",
            f"请改为：{match['key']}: {quoted(match['value'])}",
            span_at(line, match, "colon"),
            fix=Fix(span_of(line, match, "value"), quoted(match["value"])),
        )


_SPECIAL_START = rf"{_VALUE}(?P<value>(?P<mark>[@%`*&!])[^ ].*)$"


@rule
def special_start(line: Line) -> Iterator[Problem]:
    """内容以特殊符号开头。

    @ % * & ! ` 放在开头有特别的意思。要写这些符号，请给整个内容加上英文双引号。
    """
    match = re.match(_SPECIAL_START, line.text)
    if match:
        prefix = _written_before(match)
        yield Problem(
            f"内容以“{match['mark']}”开头，有特别的意思",
            f"请改为：{prefix}{quoted(match['value'])}",
            span_at(line, match, "mark"),
            fix=Fix(span_of(line, match, "value"), quoted(match["value"])),
        )


_QUOTE_IN_TEXT = rf"{_VALUE}(?P<value>(?P<mark>[\"'])[^\"']*(?P=mark)(?P<rest> *[^\s#,\]}}:].*))$"


@rule
def quote_in_text(line: Line) -> Iterator[Problem]:
    """内容以英文引号开头，引号后面还有文字。

    以英文引号开头的内容，到另一个引号就结束了。文件标题等请用中文引号“”，或把整个内容用另一种引号包起来。
    """
    match = re.match(_QUOTE_IN_TEXT, line.text)
    if match:
        prefix = _written_before(match)
        mark = match["mark"]
        inner = match["value"].replace(mark, "“", 1).replace(mark, "”", 1)
        yield Problem(
            "内容以英文引号开头，后一个引号后面还有文字",
            f"改用中文引号：{prefix}{inner}",
            span_at(line, match, "mark"),
        )


def _written_before(match: re.Match[str]) -> str:
    """What stands before the value: the name of its field, a dash, or nothing."""
    if match["key"] or "- " in match["indent"]:
        return list_item_or_field(match["key"])
    return ""


STRUCTURE: tuple[Rule[[Line], Iterator[Problem]], ...] = (
    fullwidth_colon,
    colon_space,
    dash_space,
    colon_in_text,
    special_start,
    quote_in_text,
)
