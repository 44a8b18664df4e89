"""Characters that mean the same, written the same; the length of a text stays."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Code points in hexadecimal: the zeros of all scripts (nine more digits follow each), and ranges
# of what looks or counts alike.
ZEROS = (
    "660 6f0 7c0 966 9e6 a66 ae6 b66 be6 c66 ce6 d66 de6 e50 ed0 f20 1040 1090 17e0 1810 1946 "
    "19d0 1a80 1a90 1b50 1bb0 1c40 1c50 "
    "a620 a8d0 a900 a9d0 a9f0 aa50 abf0 ff10 104a0 10d30 11066 110f0 11136 111d0 112f0 11450 "
    "114d0 11650 116c0 11730 118e0 11950 "
    "11c50 11d50 11da0 16a60 16ac0 16b50 1d7ce 1d7d8 1d7e2 1d7ec 1d7f6 1e140 1e2f0 1e950 1fbf0 "
    "245f 2473 2487 2775 277f 2789 24f4 321f "
    "327f 2080"
)
_SPACES = "20 09 0d a0 1680 2000-200a 2028 2029 202f 205f 3000 2800 3164 ffa0 115f 1160 0b 0c 85"
_UNSEEN = (
    "ad 34f 61c 180b-180f 200b-200f 202a-202e 2060-206f fe00-fe0f feff 20e3 fff9-fffb 0-8 e-1f "
    "7f-84 86-9f e0000-e007f"
)
_DASHES = (
    "58a 5be 1400 1806 2010-2015 2043 207b 208b 2212 2500 2501 2796 2e17 "
    "2e1a 2e3a 2e3b 2e40 301c 3030 30a0 30fc fe31 fe32 fe58 fe63 ff0d 2d7 10ead"
)
_DOTS = "b7 2022 2024 2027 2219 22c5 25cf 30fb ff0e ff61 ff65 fe52 2e31 387 16eb"
_STARS = "2606 2721-274b 2b50-2b52 1f31f 22c6 66d"
RANGES = ((_SPACES, " "), (_UNSEEN, "\u200b"), (_DASHES, "-"), (_DOTS, "."), (_STARS, "★"))
PAIRS = (
    ("⓪⓿🄋🄌⁰¹²³⁴⁵⁶⁷⁸⁹", "00000123456789"),
    ("：（）［］／＠＿＋＊｜～＃＝＜＞＂＇％＄￥﹕﹙﹚﹫﹡⁎∗", ":()[]/@_+*|~#=<>\"'%$¥:()@***"),
    ("機絕祕級資長號碼車電話聯繫員", "机绝秘级资长号码车电话联系员"),
    ("АВСЕНКМОРТХаеорсхⅩⅹ", "ABCEHKMOPTXaeopcxXX"),
)
NUMERALS = (
    "〇零○◯洞一壹幺弌二贰貳两三叁參四肆五伍六陆陸七柒拐八捌九玖勾",
    "0000011112222333445566677788999",
)
# Letters typed for a digit, and a multiplication sign for the last X of an identity number, among
# digits only; 叉 is how it is said.
LOOKALIKES = ("OoIl×✕✖╳叉", "0011XXXXX")
# A number in a circle right before a number counts a list; so does one between two whole numbers.
LIST_MARK = (
    "(?:(?<![0-9\\u2460-\\u24ff\\u2776-\\u2793])|"
    "(?<=[0-9]{11}))[\\u2460-\\u24ff\\u2776-\\u2793](?=[+0-9\\uff10-\\uff19])"
)
# One numeral alone is a word; three, or one among digits, are a number.
HAN_RUN = (
    f"[{NUMERALS[0]}](?:[ \\u200b.\\-_/|~、，]{{0,3}}[{NUMERALS[0]}]){{2,}}|"
    f"(?<=[0-9])[{NUMERALS[0]}]{{1,2}}(?=[0-9])"
)
LOOKALIKE_RUN = (
    "(?<![0-9A-Za-z])(?=(?:[OoIl]*[0-9]){6})[1Il][3-9][0-9OoIl]{9}(?![0-9A-Za-z])|"
    "(?<=[0-9])[OoIl]{1,2}(?=[0-9])|(?<![0-9A-Za-z])[Il](?=[3-9][0-9]{9}(?![0-9A-Za-z]))|"
    f"(?:(?<=[0-9{NUMERALS[0]}]{{6}})|(?<=[0-9]{{8}}[ \\-][0-9]{{3}}))[×✕✖╳叉](?![0-9A-Za-z×])"
)
NUMERAL_RUN = f"{HAN_RUN}|{LOOKALIKE_RUN}"


def canonical(text: str) -> str:
    """Return a text of the same length in which what means the same is the same character."""
    plain = _mark().sub("、", text).translate(characters())
    return _run().sub(lambda run: run[0].translate(_numerals()), plain)


@cache
def characters() -> Mapping[int, str]:
    """Return, by code point, the character that stands for another in canonical text."""
    found = {int(zero, 16) + value: str(value) for zero in ZEROS.split() for value in range(10)}
    for ranges, meaning in RANGES:
        for code_points in ranges.split():
            first, _, last = code_points.partition("-")
            found |= dict.fromkeys(range(int(first, 16), int(last or first, 16) + 1), meaning)
    for written, meant in PAIRS:
        found |= dict(zip(map(ord, written), meant, strict=True))
    found |= {code: chr(code - 0xFEE0) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
    found.pop(ord("\n"), None)
    return found


@cache
def _numerals() -> Mapping[int, str]:
    return dict(
        zip(map(ord, NUMERALS[0] + LOOKALIKES[0]), NUMERALS[1] + LOOKALIKES[1], strict=True)
    )


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(LIST_MARK)


@cache
def _run() -> re.Pattern[str]:
    return re.compile(NUMERAL_RUN)
