"""Personal data and secrecy marks: where they stand in a text, and the text with them covered."""

from __future__ import annotations

import re
from dataclasses import asdict
from dataclasses import dataclass
from functools import cache
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any

from duban.privacy import canonical_text
from duban.privacy import patterns
from duban.privacy.name_patterns import SURNAMES
from duban.privacy.pattern import ADDRESS as ADDRESS_PATTERN
from duban.privacy.pattern import PROVINCES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.privacy.pattern import Pattern

ERRORS = frozenset({"id-number", "bank-card", "mobile", "plate", "secret-mark", "internal-mark"})
# How much of a line before and after a match is looked at, and before it for an address.
CONTEXT = 40
ADDRESS = 200
# A text in which so much looked like something and was nothing holds no words: from there on the
# look takes longer steps.
PATIENCE = 2000
# The weights of the digits of an identity number (GB 11643).
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_OTHER_DIGIT = (
    "\u00b2\u00b3\u00b9\u0660-\u0669\u06f0-\u06f9\u07c0-\u0fff\u1040-\u109f\u17e0-\u1c59\u2070-"
    "\u209c\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289"
    f"\ua620-\ua629\ua8d0-\uabf9\uff10-\uff19{canonical_text.NUMERALS[0]}"
)
_APART = "[^0-9A-Za-z\u3400-\u9fff〔〕]"
_UNSEEN = r"[^\w、。，；]{0,4}"
_SURNAME = f"[{SURNAMES}欧司上诸皇尉公慕令东端南长宇独]"
_TITLE_ENDS = (
    "(?<=主任|书记|主席|经理|同志|先生|女士|小姐|师傅|老师|律师|程师|教授|警官|法官|察官|民警|"
    "交警|辅警|法员|全员|记者|科员|研员|视员|"
    "专员|会计|出纳|秘书|司机|驶员|导员|总监|总工|委员|老板|政委|常委)"
)
# What a text must hold for a look to pay. A date and a document's number are not yet somebody's
# number; every other sign is a character with what stands around it. One search for all of them is
# quick: a set of characters tells it where to stop.
_NUMBER_KINDS = "id-number bank-card mobile landline old-id passport row"
_ODD = "\U000104a0-\U0001fbf9"
# A plain date, after its first digit: no number begins with it.
_REST_OF_DAY = "(?:(?<=1)9|(?<=2)0)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])"
_NUMBERS = (
    (
        "0-9",
        (
            rf"(?<![0-9][0-9])(?<![0-9]-[0-9])(?!{_REST_OF_DAY})"
            r"(?:[0-9]{6}|[0-9]{2,3}(?:[^\w〔〕]|[OoIl])[0-9]{4}|"
            rf"(?:{_APART}{{0,64}}[0-9{_OTHER_DIGIT}]){{8}})"
        ),
        _NUMBER_KINDS,
    ),
    (
        _OTHER_DIGIT,
        (
            rf"(?:(?:[^0-9A-Za-z\u3400-\u9fff、，。（）〔〕]{{0,4}}[0-9{_OTHER_DIGIT}]){{3}}|"
            rf"(?:[、，][{_OTHER_DIGIT}]){{10}})"
        ),
        _NUMBER_KINDS,
    ),
    (_ODD, "", _NUMBER_KINDS),
)
_SIGNS = (
    (
        f"{PROVINCES}使",
        f"(?:(?=牌?{_UNSEEN}(?:[A-Za-zＡ-Ｚａ-ｚАВСЕНКМОРТХ]|[0-9]{{2}}))|(?<=[0-9０-９]使))",
        "plate",
    ),
    ("VKHBSLJNGCEZWwＷｗ", "(?=[A-YjＪｊ][^0-9A-Za-z]?(?:[0-9]{2}|[^0-9A-Za-z]))", "plate"),
    (
        "密部",
        (
            rf"(?:{'|'.join(f'(?<=[绝絕机機秘祕内商].{{{count}}})' for count in range(1, 6))}|"
            r"(?=\W?[级級别件]))(?<!部(?=门))"
        ),
        "secret-mark internal-mark",
    ),
    ("@＠﹫艾", "(?<!艾(?!特))", "email"),
    ("#＃", r"(?=[^\w、。，；]?[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])", "email"),
    ("%％", "(?=[4４])", "email"),
    ("aA", r"(?:(?=[tT]\W)|(?<=[(（]a)(?=[)）]))", "email"),
    ("微薇威徽QqＱｑVvWwＶｖＷｗ", r"(?=\W?[信QqＱｑXxＸｘEeVvＶｖJjＪｊ:：])", "account plate"),
    (
        "加扣球企鹅博音手宝书陌钉",
        (
            "(?:(?<=加)(?=[VvＶｖ])|(?<=扣)(?=扣)|(?<=球)(?=球)|(?<=企)(?=鹅)|"
            "(?<![加扣球企])(?=[账帐号]))"
        ),
        "account",
    ),
    ("长", "(?<=[局科处厅部司股所站队组市县区州镇乡村省院校会书事室段班厂社店船机车]长)", "name"),
    ("签审复拟校填经承", f"(?=[发核批稿对报表办][:：] ?{_SURNAME})", "name"),
    (
        "任记席理志生士姐傅师授官警员计纳书机监工板委者",
        _TITLE_ENDS,
        "name",
    ),
    (
        "人员者主名客字导",
        (
            "(?<![^姓户签]名|[^签]字|[^领]导|[^车船业]主|"
            f"[^乘旅]客)(?=(?:姓名)?{_APART}{{0,6}}{_SURNAME})"
        ),
        "name",
    ),
)
# Digits stand everywhere, so they are looked for by themselves: among the rest they would keep
# its one search from being quick.
_DIGITS, *_OTHERS = (*_NUMBERS, *_SIGNS)
_ANY = (
    f"(?s)[{''.join(first for first, _, _ in _OTHERS)}]"
    f"(?:{'|'.join(f'(?<=[{first}]){around}' for first, around, _ in _OTHERS)})"
)
_EACH = tuple((f"(?s)[{first}]{around}", kinds) for first, around, kinds in _OTHERS)
_DIGIT = f"[{_DIGITS[0]}]{_DIGITS[1]}"
_NONE: frozenset[str] = frozenset()
_ROW = "[0-9]+(?:[^0-9A-Za-z\u3400-\u9fff\n]{0,4}[0-9]+)*"
_NUMBER_CUT = re.compile(
    f"(?:[0-9][0-9 \\-]{{4,}}|[{PROVINCES}][.\\- ]?[A-Za-z][.\\- ]?[0-9A-Za-z]{{1,6}})(?=\u2026)"
)
_QUOTED = re.compile("(?<=[“‘])[^“”‘’]+(?=[”’])")
_DATE = re.compile("20[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?")


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """Something that must not be in a text: where it begins and ends, and what kind it is."""

    start: int
    end: int
    kind: str


def possible(text: str) -> frozenset[str]:
    """Return, quickly, which kinds (or ``gate`` of a pattern) a text may hold; mostly none."""
    groups = [_NUMBER_KINDS] if _regex(_DIGIT).search(text) else []
    if _regex(_ANY).search(text):
        groups += [kinds for sign, kinds in _EACH if _regex(sign).search(text)]
    return frozenset(kind for kinds in groups for kind in kinds.split()) if groups else _NONE


def find(text: str) -> tuple[Found, ...]:
    """Return the personal data and secrecy marks in a text, in its order; none overlap.

    Of two that would, the weightier one is told: the one whose pattern comes first.
    """
    return find_kinds(text, possible(text))


def find_kinds(text: str, kinds: frozenset[str]) -> tuple[Found, ...]:
    """Return what a text holds of these kinds."""
    if not kinds:
        return ()
    plain = canonical_text.canonical(text)
    taken = bytearray(len(plain))
    found: list[Found] = []
    longest = _longest_row(plain)
    for pattern in patterns.PATTERNS:
        pays = (pattern.kind in kinds or pattern.gate in kinds) and pattern.row <= longest
        if pays and (not pattern.words or any(word in plain for word in pattern.words.split())):
            for start, end in _matches(pattern, plain):
                if 1 not in taken[start:end]:
                    taken[start:end] = b"\1" * (end - start)
                    found.append(Found(start, end, pattern.kind))
    return tuple(sorted(found))


def _longest_row(plain: str) -> int:
    """How many digits at most stand in a row, with the marks that people put into a number."""
    return max(
        (sum(map(row[0].count, "0123456789")) for row in _regex(_ROW).finditer(plain)), default=0
    )


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """Return a text of the same length with everything found in it covered.

    A number that was cut short, "1381234…", is covered too.
    """
    if "…" in text:
        text = _NUMBER_CUT.sub(
            lambda cut: cut[0] if _DATE.fullmatch(cut[0]) else "*" * len(cut[0]), text
        )
    return covered(text, ((found.start, found.end) for found in find(text)))


def message(words: str) -> str:
    """Return a sentence of ours masked: what it quotes is judged by itself, without our words."""
    return masked(_QUOTED.sub(lambda quoted: masked(quoted[0]), words))


def masked_data(data: Any) -> Any:
    """Return plain data with every text in it masked."""
    if isinstance(data, dict):
        return {key: masked_data(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [masked_data(value) for value in data]
    return masked(data) if isinstance(data, str) else data


def covered(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return a text with these places covered; line ends stay, so that nothing moves."""
    parts: list[str] = []
    place = 0
    for start, end in sorted(places):
        parts += (text[place:start], re.sub("[^\n]", "*", text[max(start, place) : end]))
        place = max(place, end)
    return "".join((*parts, text[place:]))


@cache
def _regex(text: str) -> re.Pattern[str]:
    return re.compile(text, re.MULTILINE)


def _matches(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    regex = _regex(pattern.text)
    place = rejected = 0
    while match := regex.search(text, place):
        start, end = match.span()
        if _holds(pattern, text, start, end):
            yield start, end
            place = max(end, start + 1)
        else:
            rejected += 1
            place = start + 1 if rejected < PATIENCE else max(end, start + 1)


def _holds(pattern: Pattern, text: str, start: int, end: int) -> bool:
    digits = re.sub("[^0-9Xx]", "", text[start:end]).upper()
    line_before = text[max(0, start - ADDRESS) : start].rpartition("\n")[2]
    line_after = text[end : end + CONTEXT].partition("\n")[0]
    return not (
        (pattern.digits and not _regex(pattern.digits).fullmatch(digits))
        or (pattern.check and not _CHECKS[pattern.check](digits))
        or (pattern.unless and _regex(pattern.unless).fullmatch(text[start:end]))
        or (pattern.before and _regex(pattern.before).search(line_before[-CONTEXT:]))
        or (pattern.address and _regex(ADDRESS_PATTERN).search(line_before))
        or (pattern.after and _regex(pattern.after).search(line_after))
    )


def valid_identity(digits: str) -> bool:
    """Tell whether an 18-character citizen identity number has the right check digit (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits[:17], _WEIGHTS, strict=True))
    return "10X98765432"[total % 11] == digits[17]


def valid_card(digits: str) -> bool:
    """Tell whether the digits of a bank card number pass the Luhn check."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if index % 2 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - Luhn's sum of two digits
    return total % 10 == 0


# What only saves work here; the form looks at one text at a time.
_SPARING = ("gate", "row", "words")
_CHECKS = {"identity": valid_identity, "luhn": valid_card}


def for_browsers() -> Mapping[str, object]:
    """Return the tables as plain data, for the same look in a browser."""
    return {
        "zeros": canonical_text.ZEROS,
        "ranges": canonical_text.RANGES,
        "pairs": canonical_text.PAIRS,
        "numerals": tuple(
            map("".join, zip(canonical_text.NUMERALS, canonical_text.LOOKALIKES, strict=True))
        ),
        "run": canonical_text.NUMERAL_RUN,
        "mark": canonical_text.LIST_MARK,
        "context": CONTEXT,
        "reach": ADDRESS,
        "address": ADDRESS_PATTERN,
        "patience": PATIENCE,
        "errors": sorted(ERRORS),
        "patterns": [
            {key: value for key, value in asdict(pattern).items() if value and key not in _SPARING}
            for pattern in patterns.PATTERNS
        ],
    }
