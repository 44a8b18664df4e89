"""Rules on the characters of a file: its encoding, and marks that nobody sees or means."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Collection
from typing import TYPE_CHECKING
from typing import Any

from duban.documents.scalars import quoted
from duban.documents.text_lines import list_item_or_field
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

    from duban.documents.text_lines import Line

# The names of the fields that hold prose, where " #" is more likely a number sign than a comment;
# asked for only where there is one.
Prose = Callable[[], Collection[str]]


def holds_invisible(text: str) -> bool:
    """Tell whether a text holds a character that must not be in a record."""
    return re.search(f"[{INVISIBLE}]", text) is not None


def without_invisible(text: str) -> str:
    """Return a text without the characters that must not be in a record."""
    return re.sub(f"[{INVISIBLE}]", "", text)


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
    """  # noqa: E501 - people read it line by line
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
    """  # noqa: E501 - people read it line by line
    found = [
        (number, match)
        for number, line in enumerate(text.split("\n"), 1)
        for match in re.finditer(f"[{INVISIBLE}]", line)
    ]
    if not found:
        return
    line, match = found[0]
    code_point = f"U+{ord(match[0]):04X}"
    if escaped_in:
        message = f"这里用反斜杠写了看不见的字符 {code_point}"
        yield Problem(message, "删去反斜杠和它后面的代码", Span(escaped_in, 1))
        return
    column = match.start() + 1
    rest = f"，全文共 {len(found)} 处" if len(found) > 1 else ""
    yield Problem(
        f"第 {column} 个字是看不见的字符 {code_point}{rest}",
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
    """The indentation in plain spaces, two a level.

    An odd one is what is left of a wide space beside a narrow one.
    """
    leading = re.match(r"\s*", line.text)
    old = leading[0] if leading else ""
    columns = len(old.replace("\t", "  ").replace("\u3000", "  "))
    return Fix(Span(line.number, 1, len(old)), " " * (columns - columns % 2))


# The beginning of a list's member, or a name with its colon.
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
    """A blank of this kind where it counts: in indentation, beside a colon, after a dash."""
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
            # A blank must stay after the colon of a name and after the dash of a list.
            needed = after_name or match["before"].endswith("-")
            fix = _reindented(line) if index == 0 else Fix(span, " " if needed else "")
            yield Problem(
                f"这里是{name}，应为英文空格", "删去它，用英文输入法输入空格", span, fix=fix
            )
            return


_HASH = (
    r" *(?:- +)*(?:(?P<key>[^\s:：'\"#]{1,20}): +)?"
    r"(?P<value>[^\s'\"\[{|>#][^#]*?)(?P<space> +)#(?P<rest>.*)$"
)


@advice
def text_after_hash(line: Line, prose: Prose) -> Iterator[Problem]:
    """空格加 # 后面的文字会丢失。

    在 YAML 里，空格后面的 # 表示注释，后面的文字不算内容。要保留，请给整个内容加上英文双引号；确是注释的可以不管。
    """  # noqa: E501 - people read it line by line
    match = re.match(_HASH, line.text)
    if match is None:
        return
    in_list = match["key"] is None and line.text.lstrip().startswith("- ")
    if in_list or match["key"] in prose():
        value = f"{match['value']}{match['space']}#{match['rest']}"
        yield Problem(
            f"“#{shorten(match['rest'].strip(), 20)}”会被当作注释丢掉",
            f"要保留这段文字，请写成：{list_item_or_field(match['key'])}{quoted(value)}",
            Span(line.number, match.end("space") + 1, len(match["rest"]) + 1),
        )


INDENTATION: tuple[Rule[[Line], Iterator[Problem]], ...] = (
    tab_indent,
    fullwidth_space,
    no_break_space,
)
RULES: tuple[Rule[..., Any], ...] = (
    encoding_not_utf8,
    encoding_unknown,
    encoding_bom,
    line_ending,
    conflict_marker,
    invisible_character,
    *INDENTATION,
    text_after_hash,
)
