"""Personal data and secrecy marks: where they stand in a text, and the text with them covered."""

from __future__ import annotations

import re
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.privacy import canonical_text
from duban.privacy.pattern import IN_ADDRESS
from duban.privacy.pattern import PROVINCES
from duban.privacy.pattern import compiled
from duban.privacy.quick_look import possible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.privacy.pattern import Pattern

ERRORS = frozenset({"id-number", "bank-card", "mobile", "plate", "secret-mark", "internal-mark"})
# So many characters of a line before and after a match are looked at, and before it for an address.
CONTEXT = 40
REACH = 200
# A text in which so much looked like something and was nothing holds no words: from there on the
# look takes longer steps.
PATIENCE = 2000
# The weights of the digits of an identity number (GB 11643).
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_ROW = "[0-9]+(?:[^0-9A-Za-z\u3400-\u9fff\n]{0,4}[0-9]+)*"
_NUMBER_CUT = (
    f"(?:[0-9][0-9 \\-]{{4,}}|[{PROVINCES}][.\\- ]?[A-Za-z][.\\- ]?[0-9A-Za-z]{{1,6}})(?=\u2026)"
)
_QUOTED = "(?<=[“‘])[^“”‘’]+(?=[”’])"
_DATE = "20[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?"


@immutable(order=True)
class Found:
    """Something that must not be in a text: where it begins and ends, and what kind it is."""

    start: int
    end: int
    kind: str


def find(text: str) -> tuple[Found, ...]:
    """Return the personal data and secrecy marks in a text, in its order; none overlap.

    Of two that would, the weightier one is told: the one whose pattern comes first.
    """
    return find_kinds(text, possible(text))


def find_kinds(text: str, kinds: frozenset[str]) -> tuple[Found, ...]:
    """Return what a text holds of these kinds."""
    if not kinds:
        return ()
    # Imported here and below: most books hold nothing personal, and need no pattern.
    from duban.privacy import patterns

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
        (sum(map(row[0].count, "0123456789")) for row in compiled(_ROW).finditer(plain)), default=0
    )


@lru_cache(maxsize=1024)
def masked(text: str) -> str:
    """Return a text of the same length with everything found in it covered.

    A number that was cut short, "1381234…", is covered too.
    """
    if "…" in text:
        text = re.sub(
            _NUMBER_CUT,
            lambda cut: cut[0] if re.fullmatch(_DATE, cut[0]) else "*" * len(cut[0]),
            text,
        )
    return covered(text, ((found.start, found.end) for found in find(text)))


def message(words: str) -> str:
    """Return a sentence of ours masked: what it quotes is judged by itself, without our words."""
    return masked(re.sub(_QUOTED, lambda quoted: masked(quoted[0]), words))


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


def _matches(pattern: Pattern, text: str) -> Iterator[tuple[int, int]]:
    regex = compiled(pattern.text)
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
    line_before = text[max(0, start - REACH) : start].rpartition("\n")[2]
    line_after = text[end : end + CONTEXT].partition("\n")[0]
    return not (
        (pattern.digits and not compiled(pattern.digits).fullmatch(digits))
        or (pattern.check and not _CHECKS[pattern.check](digits))
        or (pattern.unless and compiled(pattern.unless).fullmatch(text[start:end]))
        or (pattern.before and compiled(pattern.before).search(line_before[-CONTEXT:]))
        or (pattern.address and compiled(IN_ADDRESS).search(line_before))
        or (pattern.after and compiled(pattern.after).search(line_after))
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
    from duban.privacy import patterns

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
        "reach": REACH,
        "address": IN_ADDRESS,
        "patience": PATIENCE,
        "errors": sorted(ERRORS),
        "patterns": [
            {key: value for key, value in asdict(pattern).items() if value and key not in _SPARING}
            for pattern in patterns.PATTERNS
        ],
    }
