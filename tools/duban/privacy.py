"""Personal data and secrecy marks, which must never enter git (个人信息保护法 25、36；保守国家秘密法)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.findings import Problem
from duban.findings import Rule
from duban.findings import Severity
from duban.findings import Span
from duban.findings import rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator

    from duban.documents import Document
    from duban.findings import Finding

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_POSSIBLE = re.compile(rf"\d[\d \-]{{10}}|[{_PROVINCES}][A-Za-zＡ-Ｚ]|[绝机秘]\s*密|内部资料|工作秘密|内部文件")
_ID_CARD = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(r"(?<![0-9A-Za-z.\-〔])(?:\+?86[ \-]?)?1[3-9]\d[ \-]?\d{4}[ \-]?\d{4}(?![0-9A-Za-z])")
_CARD = re.compile(r"(?<![0-9A-Za-z])[3-6]\d{3}(?:[ \-]?\d{4}){3}(?:[ \-]?\d{1,3})?(?![0-9A-Za-z])")
_PLATE = re.compile(
    rf"[{_PROVINCES}][A-HJ-NP-Z][ ·•.]?"
    r"(?:[A-HJ-NP-Z0-9]{4}[A-HJ-NP-Z0-9挂学警港澳]|[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF])(?![0-9A-Za-z])",
)
_SECRET = re.compile(
    r"(?:绝密|机密|秘密)\s*[★☆]|密级\s*[:：]\s*(?:绝密|机密|秘密)|(?m:^[^#\n]*?[:\-]\s*[\"']?(?:绝密|机密|秘密|内部资料|工作秘密)[\"']?\s*$)|"
    r"[（(【\[](?:绝密|机密|秘密|内部资料|工作秘密)[）)】\]]",
)
_WIDE_DIGITS = str.maketrans(
    "０１２３４５６７８９ＸｘＡＢＣＤＥＦＧＨＪＫＬＭＮＰＱＲＳＴＵＶＷＹＺ", "0123456789XxABCDEFGHJKLMNPQRSTUVWYZ"
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def search(document: Document) -> Iterator[Finding]:
    """Return what must not be in a file, comments included; the excerpt never repeats it."""
    if not _POSSIBLE.search(document.text):
        return
    text = document.text.translate(_WIDE_DIGITS)
    found: list[tuple[Rule[..., Any], Problem, tuple[int, int]]] = []
    for one_rule in RULES:
        for problem, (start, end) in one_rule(text):
            if not any(start < other[1] and other[0] < end for _, _, other in found):
                found.append((one_rule, problem, (start, end)))
    masked = document.text
    for _, _, (start, end) in found:
        masked = f"{masked[:start]}{'*' * (end - start)}{masked[end:]}"
    shown = replace(document, text=masked, data=None)
    yield from (shown.find(one_rule, problem) for one_rule, problem, _ in found)


def _matches(
    pattern: re.Pattern[str], text: str, message: str, hint: str, accept: Callable[[str], bool]
) -> Iterator[tuple[Problem, tuple[int, int]]]:
    for match in pattern.finditer(text):
        if accept(match[0]):
            start = match.start()
            line = text.count("\n", 0, start) + 1
            column = start - (text.rfind("\n", 0, start) + 1) + 1
            yield Problem(message, hint, Span(line, column, len(match[0]))), match.span()


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def valid_id_number(text: str) -> bool:
    """Tell whether an 18-character citizen identity number has the right check digit (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == text[17].upper()


def valid_card_number(text: str) -> bool:
    """Tell whether the digits of a bank card number pass the Luhn check."""
    total = 0
    for index, digit in enumerate(reversed(_digits(text))):
        doubled = int(digit) * (2 if index % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - Luhn's sum of two digits
    return total % 10 == 0


@rule
def privacy_id_number(text: str) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """写了身份证号码。

    个人信息不得写进台账：文件一经提交，历史里永远留着，删不掉。请立即删去，并告知管理员处理历史记录。
    """
    yield from _matches(_ID_CARD, text, "这里有身份证号码，个人信息不得写进台账", "删去号码，只写档案号", valid_id_number)


@rule
def privacy_mobile(text: str) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """写了手机号码。

    个人信息不得写进台账。联系方式请写联络部门，不写个人。
    """
    yield from _matches(_MOBILE, text, "这里有手机号码，个人信息不得写进台账", "删去号码，需要联系的写联络部门", lambda _: True)


@rule
def privacy_bank_card(text: str) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """写了银行卡号。

    个人金融信息不得写进台账，请删去。
    """
    yield from _matches(_CARD, text, "这里有银行卡号，个人信息不得写进台账", "删去号码，只写档案号", valid_card_number)


@rule
def privacy_plate(text: str) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """写了车牌号码。

    车牌号可以查到个人，不得写进台账。案件请写档案号。
    """
    yield from _matches(_PLATE, text, "这里有车牌号码，不得写进台账", "删去号码，只写档案号", lambda _: True)


@rule
def privacy_secret_mark(text: str) -> Iterator[tuple[Problem, tuple[int, int]]]:
    """写了密级标志。

    涉密不上网，上网不涉密。涉密和内部资料不得写进台账，请立即删去并报告保密工作机构。
    """
    yield from _matches(_SECRET, text, "这里有密级标志，涉密内容不得写进台账", "立即删去，并按规定报告保密工作机构", lambda _: True)


RULES: tuple[Rule[[str], Iterator[tuple[Problem, tuple[int, int]]]], ...] = (
    privacy_id_number,
    privacy_bank_card,
    privacy_mobile,
    privacy_plate,
    privacy_secret_mark,
)
CODES = frozenset(one.code for one in RULES)


def tainted(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the paths of the files in which these findings found what must not be in them."""
    return frozenset(one.path for one in findings if one.code in CODES)


def refuses(findings: Iterable[Finding]) -> bool:
    """Tell whether one of these findings is of a kind that no setting lowers: a file with it is no record."""
    return any(one.severity is Severity.ERROR and one.code in CODES for one in findings)
