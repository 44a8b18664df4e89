"""Number plates of vehicles: civil, electric, special, police, military."""

from __future__ import annotations

from duban.privacy.pattern import BLANK
from duban.privacy.pattern import HAN
from duban.privacy.pattern import PROVINCES
from duban.privacy.pattern import UNITS
from duban.privacy.pattern import Pattern
from duban.privacy.pattern import any_of

_PLACE = f"[{PROVINCES}]"
_LETTER, _SIGN = "[A-Za-z]", "[A-HJ-NP-Za-hj-np-z0-9]"
_BLANK = "[ \\u200b.\\-_/:,，()]{0,3}"
_UNSEEN = "\\u200b*"
_FIVE = any_of(
    f"{_SIGN}(?:{_UNSEEN}{_SIGN}){{4}}",
    f"{_SIGN}(?:[ .\\-]{_SIGN}){{4}}",
    f"{_SIGN}{{2}}[ .\\-]{_SIGN}{{3}}",
    f"{_SIGN}{{3}}[ .\\-]{_SIGN}{{2}}",
    f"{_SIGN}{{4}}[ .\\-]{_SIGN}",
    f"{_SIGN}{{1}}[.\\-]{_SIGN}{{4}}",
)
_SPECIAL = (
    f"[超试临]{BLANK}?{_SIGN}{{4}}(?![A-Za-z0-9])|"
    f"{_SIGN}(?:{_UNSEEN}[ .]?{_SIGN}){{3}}{BLANK}?[挂学警港澳领使试超临]"
)
_FUEL = "[DABCEFGHJKdabcefghjk]"
_ELECTRIC = any_of(
    f"{_FUEL}{_UNSEEN}[ .\\-]?{_SIGN}(?:{_UNSEEN}[ .\\-]?[0-9]){{4}}",
    f"(?:[0-9]{_UNSEEN}[ .\\-]?){{5}}{_FUEL}",
    f"{_FUEL}(?: {_SIGN})(?: [0-9]){{4}}",
)
_END = "(?![A-Za-z0-9+])(?!-[0-9])"
_ROAD = "^[ ]?(?:公里|千米|公路|道路|高速|[Kk][Mm0-9]|米|线|国道|省道|县道|\\+)"
_FEW = "[^0-9]*[0-9]?[^0-9]*"
_HEAD = f"{_PLACE}牌?{_BLANK}{_LETTER}[ \\u200b.\\-_/:,，)*、(“\"'\\[#|~`牌]{{0,3}}"
_NAMED = f"(?:车牌|号牌|军牌|军车|牌照)(?:号码|号)?[为是:]?{BLANK}?"
PLATES: tuple[Pattern, ...] = (
    Pattern("plate", f"{_HEAD}(?:{_SPECIAL})", unless=_FEW, after=_ROAD),
    Pattern("plate", f"{_HEAD}(?:{_ELECTRIC}){_END}", unless=_FEW, address=True, after=_ROAD),
    Pattern("plate", f"{_HEAD}(?:{_FIVE}){_END}", unless=_FEW, address=True, after=_ROAD),
    Pattern(
        "plate",
        f"{_PLACE}{_BLANK}(?:[Ss]{_BLANK})?[XSxs]{_BLANK}[0-9]{{4}}{BLANK}?应{BLANK}?急",
        words="应",
    ),
    Pattern(
        "plate",
        f"(?<![A-Za-z])[Ww][Jj]{_BLANK}(?:{_PLACE}{_BLANK}[0-9]{{4}}[0-9A-Za-z]|"
        f"{_PLACE}?{_BLANK}[0-9]{{2}}{_BLANK}[0-9]{{5}}){_END}",
        words="WJ Wj wJ wj",
    ),
    Pattern("plate", f"(?<![A-Za-z0-9])[VKHBSLJNGCEZ][A-Y]\\.[0-9]{{5}}{_END}", gate="row", row=5),
    Pattern(
        "plate",
        f"{_NAMED}(?:[A-Z]{{2}}{_BLANK}[0-9]{{5}}|"
        f"{_PLACE}{_BLANK}[0-9]{{2}}{_BLANK}[0-9]{{5}}){_END}",
        gate="row",
        row=5,
        words="牌 军车",
    ),
    Pattern(
        "plate",
        f"(?:(?<![{HAN}])|(?<=[车牌])|(?=使[0-9]{{3}}[.]))使[ .]?[0-9]{{3}}[ .]?[0-9]{{3}}{_END}"
        f"|(?<![0-9])[0-9]{{3}}(?:[ .]?[0-9]{{3}}使(?![{HAN}])|"
        "\\.[0-9]{3}使(?=[号车牌的等已在于]))",
        after=UNITS,
        row=6,
        words="使",
    ),
)
