"""What Chinese input methods and spreadsheets do to YAML: mistakes seen in the text itself, line by line."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any
from typing import NamedTuple

from duban.ground.findings import Fix
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.findings import advice
from duban.ground.findings import rule
from duban.ground.text import INVISIBLE
from duban.ground.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence

Found = tuple[Rule[..., Any], Problem]
# The names of the fields that hold prose, where " #" is more likely a number sign than a comment; asked for only where there is one.
Prose = Callable[[], Collection[str]]

_SUSPICIOUS = re.compile(rf"(?m)[{INVISIBLE}\t\u00a0\u3000]|^[<=>]{{7}}| #")
_HAN = "\u3400-\u9fff"
_BLOCK = re.compile(r"(?:^|[:\-] +|^ *)[|>][+\-]?[0-9]?[+\-]?\s*(?: #.*)?$")
_PREFIX = r"^(?P<indent>[ \t\u00a0\u3000]*(?:- +)*)"
_KEY = r"(?P<key>[^\s:：'\"#\[\]{},\-][^\s:：'\"#]{0,19})"


class Line(NamedTuple):
    """One line of a file; ``number`` counts from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Bytes that are not UTF-8: the text they most likely are, and what to say."""

    text: str
    rule: Rule[..., Any]
    problem: Problem


def surface(text: str, prose: Prose = tuple) -> tuple[Found, ...]:
    """Return what is wrong with the characters of a text, whether or not it parses."""
    crlf = "\r\n" in text
    if crlf:
        text = text.replace("\r\n", "\n")
    if not crlf and not _SUSPICIOUS.search(text):
        return ()
    lines = _structural_lines(text)
    found: list[Found] = [(encoding_bom, problem) for problem in encoding_bom(text)]
    found += [(line_ending, problem) for problem in line_ending(crlf=crlf)]
    found += [(conflict_marker, problem) for problem in conflict_marker(text)]
    found += [
        (invisible_character, problem)
        for problem in invisible_character(text.removeprefix("\ufeff"))
    ]
    found += _look(lines, (tab_indent, fullwidth_space, no_break_space))
    lost = [problem for line in lines for problem in text_after_hash(line, prose)]
    if lost:
        found.append((text_after_hash, _merged(lost)))
    return tuple(found)


def structure(text: str) -> tuple[Found, ...]:
    """Return the likely causes of a text that does not parse, or does not say what its writer meant."""
    return tuple(_look(_structural_lines(text), STRUCTURE))


def undecodable(raw: bytes, offset: int) -> Undecodable:
    """Say in which encoding a file was saved that is not UTF-8; ``offset`` is the first byte that does not fit."""
    for encoding, name in (("gb18030", "GBK"), ("utf-16", "UTF-16")):
        if (encoding == "utf-16") != raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        line = raw.count(b"\n", 0, offset) + 1 if encoding == "gb18030" else 1
        return Undecodable(text, encoding_not_utf8, next(encoding_not_utf8(name, line)))
    text = raw.decode(errors="replace")
    line = raw.count(b"\n", 0, offset) + 1
    return Undecodable(text, encoding_unknown, next(encoding_unknown(line)))


def holds_invisible(text: str) -> bool:
    """Tell whether a text holds a character that must not be in a record."""
    return re.search(f"[{INVISIBLE}]", text) is not None


def without_invisible(text: str) -> str:
    """Return a text without the characters that must not be in a record."""
    return re.sub(f"[{INVISIBLE}]", "", text)


def _structural_lines(text: str) -> list[Line]:
    """Return the lines that carry structure: no blank lines, comments, or lines inside a block of prose."""
    lines = []
    block = -1
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.lstrip(" ")
        indent = len(line) - len(stripped)
        if not stripped:
            continue
        if block >= 0 and indent > block:
            continue
        block = -1
        if stripped.startswith("#"):
            continue
        lines.append(Line(number, line))
        if _BLOCK.search(line):
            block = indent
    return lines


def _look(lines: Sequence[Line], traps: tuple[Rule[[Line], Iterator[Problem]], ...]) -> list[Found]:
    """Return the first problem of each trap, naming the other lines that share it: one habit, one finding."""
    found: list[Found] = []
    for trap in traps:
        problems = [problem for line in lines for problem in trap(line)]
        if problems:
            found.append((trap, _merged(problems)))
    return found


def _merged(problems: list[Problem]) -> Problem:
    first = problems[0]
    others = sorted({problem.at.line for problem in problems[1:] if isinstance(problem.at, Span)})
    if not others:
        return first
    numbers = "、".join(map(str, others[:8])) + ("等" if len(others) > 8 else "")  # noqa: PLR2004 - enough to see the habit
    return Problem(
        f"{first.message}；第 {numbers} 行也是这样",
        first.hint,
        first.at,
        first.on_key,
        first.fixable,
        fix=first.fix,
    )


def _group_span(line: Line, match: re.Match[str], first: str, last: str = "") -> Span:
    return Span(line.number, match.start(first) + 1, match.end(last or first) - match.start(first))


def _match(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern).match


@rule
def encoding_not_utf8(name: str, line: int) -> Iterator[Problem]:
    """文件的编码不是 UTF-8。

    用记事本或 Excel 另存的文件常是 GBK 编码，别人打开会是乱码。请在“另存为”时把编码选为 UTF-8。
    """
    yield Problem(
        f"文件是用 {name} 编码保存的，应为 UTF-8",
        "用“另存为”保存，编码选 UTF-8",
        Span(line, 1),
        fixable=True,
    )


@rule
def encoding_unknown(line: int) -> Iterator[Problem]:
    """文件不是文字，或编码无法辨认。

    可能误传了图片、表格或压缩包。这里只放文字记录。
    """
    yield Problem(
        "文件里有无法辨认的字节，不是 UTF-8 文字",
        "确认传的是 .yaml 文字文件，并以 UTF-8 编码保存",
        Span(line, 1),
    )


@advice
def encoding_bom(text: str) -> Iterator[Problem]:
    """文件开头有一个看不见的标记（BOM）。

    不影响读取，但会让版本比较多出一处变化。保存时编码选“UTF-8”，不选“带 BOM 的 UTF-8”。
    """
    if text.startswith("\ufeff"):
        yield Problem(
            "文件开头有 BOM 标记", "保存时编码选“UTF-8”（不带 BOM）", Span(1, 1), fixable=True
        )


@advice
def line_ending(*, crlf: bool) -> Iterator[Problem]:
    """换行是 Windows 格式（CRLF）。

    不影响读取，但整个文件会显示为每一行都改过，别人看不出改了什么。请把换行格式设为 LF。
    """
    if crlf:
        yield Problem(
            "文件的换行是 Windows 格式（CRLF）",
            "把编辑器的换行格式设为 LF 再保存",
            Span(1, 1),
            fixable=True,
        )


@rule
def conflict_marker(text: str) -> Iterator[Problem]:
    """文件里留有合并冲突的标记。

    两个人改了同一处，系统把两种写法都放进了文件：<<<<<<< 到 ======= 是一种，======= 到 >>>>>>> 是另一种。
    请保留正确的一种，把另一种和三行标记都删去。
    """
    markers = [
        number
        for number, line in enumerate(text.split("\n"), 1)
        if re.match(r"<{7} |={7}$|>{7} |<{7}$", line)
    ]
    if markers:
        yield Problem(
            f"第 {'、'.join(map(str, markers[:9]))} 行是合并冲突的标记，说明有人同时改了这一处",
            "保留正确的内容，删去另一种写法和 <<<<<<<、=======、>>>>>>> 三行标记",
            Span(markers[0], 1, 7),
        )


@rule
def invisible_character(text: str, escaped_in: int = 0) -> Iterator[Problem]:
    """文字里有看不见的字符。

    从网页、聊天软件或 PDF 复制的文字常带有控制符、零宽字符、改变书写方向的字符。它们看不见，却会让内容被认错。
    请删去这几个字重新输入。
    """
    found = [
        (number, match.start() + 1, match[0])
        for number, line in enumerate(text.split("\n"), 1)
        for match in re.finditer(f"[{INVISIBLE}]", line)
    ]
    if found:
        line, column, character = found[0]
        if escaped_in:
            message = f"这里用反斜杠写了看不见的字符 U+{ord(character):04X}"
            yield Problem(message, "删去反斜杠和它后面的代码", Span(escaped_in, 1))
            return
        rest = f"，全文共 {len(found)} 处" if len(found) > 1 else ""
        yield Problem(
            f"第 {column} 个字是看不见的字符 U+{ord(character):04X}{rest}",
            "删去它前后的字重新输入，不要从网页或聊天软件直接粘贴",
            Span(line, column),
            fix="",
        )


@rule
def tab_indent(line: Line) -> Iterator[Problem]:
    """用制表符（Tab）缩进。

    缩进只能用空格，每级两个。
    """
    match = re.match(r"[ \u00a0\u3000]*\t", line.text)
    if match:
        yield Problem(
            "行首用了制表符（Tab）缩进",
            "把行首的制表符换成空格，每级两个空格",
            Span(line.number, match.end()),
            fix=_reindented(line),
        )


def _reindented(line: Line) -> Fix:
    """The indentation in plain spaces, two a level: an odd one is what is left of a wide space beside a narrow one."""
    leading = re.match(r"\s*", line.text)
    old = leading[0] if leading else ""
    columns = len(old.replace("\t", "  ").replace("\u3000", "  "))
    return Fix(Span(line.number, 1, len(old)), " " * (columns - columns % 2))


_STRUCTURAL = r"(?:- |[^\s:：]{1,20} *[:：](?:\s|$)|[^\s:：]{1,20}[:：])"


@rule
def fullwidth_space(line: Line) -> Iterator[Problem]:
    """缩进或冒号旁用了全角空格。

    全角空格看着像两个空格，但系统把它当作文字，内容会归到错误的地方。请切换到英文输入法输入空格。
    """
    yield from _wide_space(line, "\u3000", "全角空格")


@rule
def no_break_space(line: Line) -> Iterator[Problem]:
    """缩进或冒号旁用了不换行空格。

    从网页或 Word 复制的空格常是“不换行空格”，看着一样，系统却当作文字。请删去重新输入。
    """
    yield from _wide_space(line, "\u00a0", "不换行空格（从网页或 Word 复制的空格）")


def _wide_space(line: Line, character: str, name: str) -> Iterator[Problem]:
    patterns = (
        rf"(?P<before>[ \t]*(?:- *)*){character}[\s]*{_STRUCTURAL}",
        rf"(?P<before> *(?:- )*[^\s:：'\"#]{{1,20}}[:：] *){character}",
        rf"(?P<before> *(?:- )*[^\s:：'\"#]{{1,20}} *){character}[\s]*:",
        rf"(?P<before> *-){character}",
    )
    for index, pattern in enumerate(patterns):
        match = re.match(pattern, line.text)
        if match:
            span = Span(line.number, len(match["before"]) + 1)
            after_name = match["before"].rstrip(" ").endswith((":", "："))
            fix = (
                _reindented(line)
                if index == 0
                else Fix(span, " " if after_name or match["before"].endswith("-") else "")
            )
            yield Problem(
                f"这里是{name}，应为英文空格", "删去它，用英文输入法输入空格", span, fix=fix
            )
            return


@advice
def text_after_hash(line: Line, prose: Prose) -> Iterator[Problem]:
    """空格加 # 后面的文字会丢失。

    在 YAML 里，空格后面的 # 表示注释，后面的文字不算内容。要保留，请给整个内容加上英文双引号；确是注释的可以不管。
    """
    match = re.match(
        r" *(?:- +)*(?:(?P<key>[^\s:：'\"#]{1,20}): +)?(?P<value>[^\s'\"\[{|>#][^#]*?)(?P<space> +)#(?P<rest>.*)$",
        line.text,
    )
    if match and (
        match["key"] in prose() or (match["key"] is None and line.text.lstrip().startswith("- "))
    ):
        value = f"{match['value']}{match['space']}#{match['rest']}"
        yield Problem(
            f"“#{shorten(match['rest'].strip(), 20)}”会被当作注释丢掉",
            f"要保留这段文字，请写成：{_key_prefix(match['key'])}{quoted(value)}",
            Span(line.number, match.end("space") + 1, len(match["rest"]) + 1),
        )


def _key_prefix(key: str | None) -> str:
    return f"{key}: " if key else "- "


def quoted(value: str) -> str:
    """Return ``value`` as a quoted YAML scalar."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    doubled = value.replace("'", "''")
    return f"'{doubled}'"


_FULLWIDTH_COLON = _match(rf"{_PREFIX}{_KEY} *(?P<colon>：)\s*(?P<value>.*)$")


@rule
def fullwidth_colon(line: Line) -> Iterator[Problem]:
    """名称后面用了中文冒号。

    “名称: 内容”之间要用英文冒号加一个空格。用了中文冒号“：”，整行会被当作一段文字。内容里的中文冒号不受影响。
    """
    match = _FULLWIDTH_COLON(line.text)
    if match and ": " not in line.text[: match.start("colon")]:
        gap = Span(
            line.number, match.start("colon") + 1, match.start("value") - match.start("colon")
        )
        yield Problem(
            f"“{match['key']}”后面是中文冒号“：”，应为英文冒号加空格",
            f"请改为：{match['key']}: {match['value']}".rstrip(),
            Span(line.number, match.start("colon") + 1),
            fix=Fix(gap, ": " if match["value"] else ":"),
        )


_COLON_SPACE = _match(rf"{_PREFIX}(?P<key>[{_HAN}]{{1,12}})(?P<colon>:)(?P<value>[^\s/].*)$")


@rule
def colon_space(line: Line) -> Iterator[Problem]:
    """冒号后面没有空格。

    “名称: 内容”的英文冒号后面要空一格。
    """
    match = _COLON_SPACE(line.text)
    if match:
        yield Problem(
            f"“{match['key']}:”的冒号后面少一个空格",
            f"请改为：{match['key']}: {match['value']}",
            Span(line.number, match.start("colon") + 1),
            fix=": ",
        )


_DASH_SPACE = _match(
    r"^(?P<indent> *)(?P<dash>[-－—–•·])(?P<space>[ \u3000]*)(?P<value>[^\s\-—].*)$"
)


@rule
def dash_space(line: Line) -> Iterator[Problem]:
    """列表的减号后面没有空格。

    列表每一行以英文减号加一个空格开头：“- 市财政局”。写成“-市财政局”会和下一行连成一段文字；全角的“－”“—”也不行。
    """
    match = _DASH_SPACE(line.text)
    if (
        match
        and not (match["dash"] == "-" and match["space"])
        and not re.match(r"-[0-9.]", match["dash"] + match["value"])
    ):
        what = "减号后面少一个空格" if match["dash"] == "-" else f"列表不能用“{match['dash']}”开头"
        yield Problem(
            what,
            f"请改为：- {match['value']}",
            Span(line.number, match.start("dash") + 1),
            fix=Fix(_group_span(line, match, "dash", "space"), "- "),
        )


_VALUE = rf"{_PREFIX}(?:{_KEY}: +)?"
_COLON_IN_TEXT = _match(rf"{_PREFIX}{_KEY}: +(?P<value>[^\s'\"\[{{|>#].*?(?P<colon>:)(?: .*|))$")


@rule
def colon_in_text(line: Line) -> Iterator[Problem]:
    """内容里有英文冒号加空格。

    系统会以为又开始了一个“名称: 内容”。请给整个内容加上英文双引号，或改用中文冒号“：”。
    """
    match = _COLON_IN_TEXT(line.text)
    if match:
        yield Problem(
            f"“{match['key']}”的内容里有英文冒号，系统分不清",
            f"请改为：{match['key']}: {quoted(match['value'])}",
            Span(line.number, match.start("colon") + 1),
            fix=Fix(_group_span(line, match, "value"), quoted(match["value"])),
        )


_SPECIAL_START = _match(rf"{_VALUE}(?P<value>(?P<mark>[@%`*&!])[^ ].*)$")


@rule
def special_start(line: Line) -> Iterator[Problem]:
    """内容以特殊符号开头。

    @ % * & ! ` 放在开头有特别的意思。要写这些符号，请给整个内容加上英文双引号。
    """
    match = _SPECIAL_START(line.text)
    if match:
        prefix = _key_prefix(match["key"]) if match["key"] or "- " in match["indent"] else ""
        yield Problem(
            f"内容以“{match['mark']}”开头，有特别的意思",
            f"请改为：{prefix}{quoted(match['value'])}",
            Span(line.number, match.start("mark") + 1),
            fix=Fix(_group_span(line, match, "value"), quoted(match["value"])),
        )


_QUOTE_IN_TEXT = _match(
    rf"{_VALUE}(?P<value>(?P<mark>[\"'])[^\"']*(?P=mark)(?P<rest> *[^\s#,\]}}:].*))$"
)


@rule
def quote_in_text(line: Line) -> Iterator[Problem]:
    """内容以英文引号开头，引号后面还有文字。

    以英文引号开头的内容，到另一个引号就结束了。文件标题等请用中文引号“”，或把整个内容用另一种引号包起来。
    """
    match = _QUOTE_IN_TEXT(line.text)
    if match:
        prefix = _key_prefix(match["key"]) if match["key"] or "- " in match["indent"] else ""
        mark = match["mark"]
        inner = match["value"].replace(mark, "“", 1).replace(mark, "”", 1)
        yield Problem(
            "内容以英文引号开头，后一个引号后面还有文字",
            f"改用中文引号：{prefix}{inner}",
            Span(line.number, match.start("mark") + 1),
        )


STRUCTURE: tuple[Rule[[Line], Iterator[Problem]], ...] = (
    fullwidth_colon,
    colon_space,
    dash_space,
    colon_in_text,
    special_start,
    quote_in_text,
)
RULES: tuple[Rule[..., Any], ...] = (
    encoding_not_utf8,
    encoding_unknown,
    encoding_bom,
    line_ending,
    conflict_marker,
    invisible_character,
    tab_indent,
    fullwidth_space,
    no_break_space,
    text_after_hash,
    *STRUCTURE,
)
BLOCKING = frozenset(
    trap.code
    for trap in (conflict_marker, invisible_character, tab_indent, fullwidth_space, no_break_space)
)
