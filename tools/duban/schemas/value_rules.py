"""Rules on one value that does not fit its schema: what is wrong, and how to write it."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from duban.documents.scalars import quoted
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ground.findings import Problem
    from duban.schemas.cases import Case


@rule
def value_missing(case: Case) -> Iterator[Problem]:
    """写了名称，没有写内容。

    必填的要补上内容；选填的、暂时没有内容的，把整行删去。
    """
    blank = isinstance(case.value, str) and not case.value.strip()
    if not blank and case.value is not None and case.value != []:
        return
    if not case.keys:
        yield case.problem("这个文件是空的", "对照同类文件填写；不需要的删去这个文件")
        return
    example = f"，例如 {case.example}" if case.example else ""
    yield case.problem(f"{case.name}没有写内容", f"补上内容{example}；不需要的把整行删去")


@rule
def list_separator(case: Case) -> Iterator[Problem]:
    """几个单位（或几条文字）写成了一串。

    列表要一行一个，行首用“- ”；或者写在英文方括号里，用英文逗号隔开。用顿号、中文逗号连起来，系统会当作一个。
    """  # noqa: E501 - people read it line by line
    value = case.value
    if not isinstance(value, str) or not (case.expects("array") or case.keyword == "pattern"):
        return
    inner = re.sub(r"^[\[［【]|[\]］】]$", "", value.strip())
    parts = [part.strip() for part in re.split(r"[、，,；;]", inner) if part.strip()]
    several = len(parts) > 1
    if several and _lists_texts(case):  # 关于安全、环保工作的通知 is one title
        parts = [inner.strip()]
    if not several and not (parts and inner != value.strip()):
        return
    field = next((key for key in reversed(case.keys) if isinstance(key, str)), "")
    shown = f"“{shorten(value, 40)}”"
    # Where a list is wanted, or in a list already, several may stand.
    if case.expects("array") or (case.keys and isinstance(case.keys[-1], int)):
        what = "要分开写" if len(parts) > 1 else "要写在英文方括号里"
        hint = f"请改为：{field}: [{', '.join(parts)}]"
        yield case.problem(f"{shown}{what}", hint, fix=_separated(case, parts))
    else:
        yield case.problem(f"{shown}只能写一个单位", f"只保留一个，例如 {field}: {parts[0]}")


def _lists_texts(case: Case) -> bool:
    """Whether a list of texts is wanted, not of names: a comma in a text parts nothing."""
    reference: str = case.schema.get("items", {}).get("$ref", "")
    return reference.endswith("/text")


def _separated(case: Case, parts: list[str]) -> str | None:
    """The parts as a list, or as members where they stand in one; None where they need quotes."""
    if not all(re.fullmatch(r"[\u4e00-\u9fff（）、，；《》〔〕0-9]+", part) for part in parts):
        return None
    joined = ", ".join(parts)
    return f"[{joined}]" if case.expects("array") else joined


@rule
def number_format(case: Case) -> Iterator[Problem]:
    """这里要写数字。

    写阿拉伯数字，不带单位、百分号，前面不加 0，不用全角数字。
    """
    if not isinstance(case.value, str) or not case.expects("integer"):
        return
    message = f"{case.name}要写数字，写成了“{shorten(case.value, 20)}”"
    digits = re.fullmatch(r"\s*(\d{1,6})(?:\.0+)?\s*(?:[%％]|天|日)?\s*", case.value)
    if digits:
        number = str(int(digits[1]))
        yield case.problem(message, f"请改为：{number}", fix=number)
    else:
        yield case.problem(message, case.hint)


@rule
def text_looks_like_number(case: Case) -> Iterator[Problem]:
    """这里要写文字，写成了数字或 true、false。

    条款 1.10 不加引号会变成 1.1。全是数字的文字请加英文双引号。
    """
    if not case.expects("string"):
        return
    text = quoted(case.written)
    if isinstance(case.value, bool):
        if "是" in case.schema.get("enum", []):
            text = "是" if case.value else "否"
        yield case.problem(f"{case.name}要写文字，写成了 {case.written}", f"请改为：{text}")
    elif isinstance(case.value, int | float):
        message = f"{case.name}要写文字，{case.written} 会被当作数字"
        yield case.problem(message, f"加上英文双引号：{text}", fix=text)


@rule
def single_value(case: Case) -> Iterator[Problem]:
    """这里只能写一个，不能写成列表。

    例如牵头单位只能有一个，其余单位写在责任单位里。
    """
    if isinstance(case.value, list) and not case.expects("array") and not case.expects("object"):
        first = next((member for member in case.value if isinstance(member, str)), "")
        hint = f"只保留一个，例如 {first}" if first else case.hint
        yield case.problem(f"{case.name}只能写一个，写成了列表", hint)


@rule
def value_type(case: Case) -> Iterator[Problem]:
    """内容的样子不对。

    该写列表的地方写了文字，该分项写的地方写了一句话，或者相反。请看提示里的例子。
    """
    if not case.keys:
        yield case.problem("这份记录要分项写", "每行写成“名称: 内容”，对照同类文件填写")
        return
    wanted = next(
        (words for kind, words in _WANTED.items() if case.expects(kind)), "要写成一段文字"
    )
    yield case.problem(f"{case.place}{wanted}", case.hint)


_WANTED = {"object": "要分项写", "array": "要写成列表", "integer": "要写数字"}

_MARK = r"\s*[{}./\-－—]\s*"
_DAY = (
    rf"\s*(\d{{4}}){_MARK.format('年')}(\d{{1,2}}){_MARK.format('月')}(\d{{1,2}})\s*[日号]?\s*"
    r"|(\d{4})(\d{2})(\d{2})"
)


def parse_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date in any usual spelling, whether or not it exists."""
    match = re.fullmatch(_DAY, text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    return year, month, day


def _is_date_field(case: Case) -> bool:
    # A day to finish by may also be a period, so its definition has no format: its title tells.
    return any(
        part.get("format") == "date" or part.get("title") == "截止"
        for part in (*case.way(), case.schema)
    )


@rule
def date_invalid(case: Case) -> Iterator[Problem]:
    """没有这一天。

    日期的写法对，但日历上没有这一天，例如 2 月 30 日。
    """
    parts = parse_day(str(case.value)) if _is_date_field(case) else None
    if parts is None:
        return
    year, month, day = parts
    if not 1900 <= year <= 2199:  # noqa: PLR2004 - the range the schema accepts
        yield case.problem(f"年份 {year} 不在 1900 到 2199 之间", "检查年份")
    elif not 1 <= month <= 12:  # noqa: PLR2004 - months
        yield case.problem(f"没有 {month} 月", "检查月份，日期写成 年-月-日")
    elif not 1 <= day <= monthrange(year, month)[1]:
        last = date(year, month, monthrange(year, month)[1])
        yield case.problem(f"{year} 年 {month} 月没有 {day} 日", f"请改为：{last}")


@rule
def date_format(case: Case) -> Iterator[Problem]:
    """日期的写法不对。

    日期写成 年-月-日，月和日各两位，例如 2025-06-01。2025/6/1、2025年6月1日、2025.6.1 都要改。
    """
    if not _is_date_field(case):
        return
    shown = f"“{shorten(str(case.value), 30)}”"
    parts = parse_day(str(case.value))
    if parts:
        proper = str(date(*parts))
        yield case.problem(f"日期写成了{shown}", f"请改为：{proper}", fix=proper)
    else:
        hint = case.said("x-hint") or "日期写成 年-月-日，例如 2025-06-30"
        yield case.problem(f"{shown}不是日期", hint)


_DOCUMENT_NUMBER = (
    r"\s*([\u4e00-\u9fff]{1,20})\s*[\[［(（【〔]\s*(\d{4})\s*[\]］)）】〕]"
    r"\s*第?\s*0*([1-9]\d{0,5})\s*号\s*"
)


@rule
def document_number(case: Case) -> Iterator[Problem]:
    """文号的写法不对。

    写成“吉交综执〔2024〕136号”：年份用六角括号〔〕，序号前不加 0，中间没有空格。没有文号的写“未载明”。
    """  # noqa: E501 - people read it line by line
    if not isinstance(case.value, str) or case.keys[-1:] != ("文号",):
        return
    match = re.fullmatch(_DOCUMENT_NUMBER, case.value)
    if match:
        proper = f"{match[1]}〔{match[2]}〕{match[3]}号"
        yield case.problem(f"文号写成了“{case.value}”", f"请改为：{proper}", fix=proper)
    else:
        yield case.problem(f"“{shorten(case.value, 30)}”不是文号", case.hint)


_ENGLISH = {
    "yes": "是",
    "no": "否",
    "on": "是",
    "off": "否",
    "y": "是",
    "n": "否",
    "done": "已完成",
}


@rule
def value_not_allowed(case: Case) -> Iterator[Problem]:
    """只能从规定的几个词里选。

    例如状态只能写：未启动、进行中、已完成、暂缓。
    """
    allowed = [str(word) for word in case.wanted] if case.keyword == "enum" else []
    if not allowed:
        return
    value = str(case.value)
    near = _ENGLISH.get(value.lower()) or nearest(value, frozenset(allowed))
    suggestion = f"是否指“{near}”？" if near else ""
    words = case.said("x-hint") or f"只能写：{listed(allowed)}"
    yield case.problem(f"{case.name}不能写“{shorten(value, 30)}”", f"{suggestion}{words}")


@rule
def value_format(case: Case) -> Iterator[Problem]:
    """内容的写法不对。

    请照提示里的例子改写。
    """
    shown = f"“{shorten(case.value, 40)}”" if isinstance(case.value, str) else "内容"
    yield case.problem(f"{case.name}的写法不对：{shown}", case.hint)


@rule
def text_too_long(case: Case) -> Iterator[Problem]:
    """文字太长。

    名称、标题写一行；情况写要点。更多内容请放到佐证材料里，这里写文号或网址。
    """
    yield case.problem(
        f"{case.name}有 {len(case.value)} 个字，最多 {case.wanted} 个",
        "请精简，详细内容放到佐证材料里",
    )


@rule
def number_range(case: Case) -> Iterator[Problem]:
    """数字超出范围。

    例如进度是 0 到 100。
    """
    least, most = case.schema.get("minimum"), case.schema.get("maximum")
    message = f"{case.name}写成了 {case.value}，应在 {least} 到 {most} 之间"
    yield case.problem(message, case.hint)
