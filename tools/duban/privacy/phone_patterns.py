"""Telephone numbers: mobile and fixed, as people write them."""

from __future__ import annotations

from duban.privacy.pattern import AMOUNT
from duban.privacy.pattern import BLANK
from duban.privacy.pattern import CODE
from duban.privacy.pattern import DECIMAL
from duban.privacy.pattern import NUMBERED
from duban.privacy.pattern import UNITS
from duban.privacy.pattern import Pattern
from duban.privacy.pattern import any_of

# A bar parts the cells of a table, so it parts figures; a number that is said to be a telephone
# may hold one.
_GAP = "[ \\u200b.\\-_/~*()\\[\\]'’]{0,3}"
_LISTED = "[、，,]"
_SERIAL_TAIL = "^[A-Za-z][0-9A-Za-z]*[0-9]|^[\\-_][A-Z]{2,}"
_COUNTRY = (
    "(?:[(\\[]?(?:\\+|00|0)?[ \\u200b.\\-]?8[ \\u200b]?6[)\\]]?[ \\u200b.\\-/]{0,3})?(?:\\(?0\\)?"
    "[ \\-]?)?"
)
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"


def _mobile_number(gap: str) -> str:
    """Return the pattern of eleven digits that begin as a mobile number does."""
    kept = (
        f"3{gap}[0-9]|4{gap}[0-9]|5{gap}[0-35-9]|6{gap}[2567]|7{gap}[0-8]|8{gap}[0-9]|"
        f"9{gap}[0-35-9]"
    )
    return f"1{gap}(?:{kept})(?:{gap}[0-9]){{8}}(?![0-9])"


_STRANGE = any_of(
    f"[0-9]+\\.[0-9]+|{_OCTET}(?:\\.{_OCTET}){{3}}",
    "[0-9]{2}[^0-9]+(?:[0-9]+[^0-9]+){5,8}[0-9]+",
    "1[0-9][./\\-][0-9]{1,2}[./\\-](?:19|20).*",
    "1\\.[0-9]{1,3}\\.[0-9]{4,}",
    "[0-9]{1,4}\\.[0-9]{1,2}(?: [0-9]{1,4}\\.[0-9]{1,2})+",
)
_BEFORE = any_of(NUMBERED, CODE, DECIMAL, "(?:^|[^0-9])20[0-9]{2}-$")
_AFTER = any_of(UNITS, AMOUNT, _SERIAL_TAIL)
# So many noughts are an amount, unless it is said to be a telephone.
_ROUND_AMOUNT = "(?!(?<![话机号系式])(?<![话机号系式码][: ])1[0-9]{2}0{8})"
_WHOLE = f"{_ROUND_AMOUNT}(?!(?<=[A-Za-z])[0-9]{{11}}[A-Za-z]){_COUNTRY}{_mobile_number(_GAP)}"
_MARK = f"{BLANK}?(?:[,，'’:#\\\\]|…{{1,2}}){BLANK}?"
# A group of two digits at the head may be the end of a date or a time.
_DATED = any_of(_BEFORE, "[0-9]{1,4}[.\\-/:年月 ]{1,3}$")
# What is said to be a telephone may be written in any way, in an address too.
_SAID = (
    "(?:电话|手机|座机|联系方式|微信|致电|拨打|[Tt][Ee][Ll]|TEL|[Pp]hone|PHONE|[Mm]obile|MOBILE|"
    "shouji|sjh)(?:同号|号码|号)?"
)
_LOOSE = "[ \\u200b.\\-_/|~*()<>\\[\\]'’\"“”,，、:+#\\\\…]{0,4}"
MOBILES: tuple[Pattern, ...] = (
    Pattern(
        "mobile",
        f"(?<![0-9])(?!1[0-9][^0-9]){_WHOLE}",
        unless=_STRANGE,
        before=_BEFORE,
        after=_AFTER,
        address=True,
        row=11,
    ),
    Pattern(
        "mobile",
        f"(?<![0-9])(?=1[0-9][^0-9]){_WHOLE}",
        unless=_STRANGE,
        before=_DATED,
        after=_AFTER,
        address=True,
        row=11,
    ),
    Pattern(
        "mobile",
        f"(?<![0-9])(?:1[3-9][0-9]{_MARK}[0-9]{{4}}{_MARK}[0-9]{{4}}|"
        f"1{_LISTED}[3-9](?:{_LISTED}[0-9]){{9}})(?![0-9])(?![、,，'’:][0-9])",
        before=_BEFORE,
        after=_AFTER,
        address=True,
        row=11,
    ),
    Pattern(
        "mobile",
        f"{_SAID}[为是:=(（/\\-\"“'+ \\u200b]{{0,4}}"
        f"(?:(?:\\+|00)?86)?{_LOOSE}{_mobile_number(_LOOSE)}",
        after=_AFTER,
        row=11,
        words=(
            "电话 手机 座机 联系方式 微信 致电 拨打 tel Tel TEL hone PHONE obile MOBILE shouji sjh"
        ),
    ),
)

_AREA = "(?:010|02[0-9]|0[3-9][0-9]{2})"
_EXTENSION = "(?:[ ]?(?:转|分机|ext\\.?|-|x)[ ]?[0-9]{1,5})?"
_PHONE = (
    "(?:电话|座机|固话|传真|热线|值班室(?=:)|办公室(?=:)|[Tt][Ee][Ll]|TEL|[Ff][Aa][Xx]|[Pp]hone|"
    "联系方式|办公电话|值班电话|致电|拨打)(?:号码)?"
)
_CALLED = "电话 座机 固话 传真 热线 值班室 办公室 致电 拨打 联系方式 TEL tel Tel FAX fax Fax hone"
_LOCAL = "(?:[2-8][0-9]{2,3}[ .\\-]?[0-9]{4}|[2-8][0-9](?:[ .\\-][0-9]{3}){2})"
_NOT_A_PHONE = any_of(NUMBERED, DECIMAL, CODE)
LANDLINES: tuple[Pattern, ...] = (
    Pattern(
        "landline",
        f"(?<![0-9A-Za-z])(?:(?:\\+|00)?86[ \\-]?)?[(]?{_AREA}"
        "(?:[)\\- \\u200b./_~|]{1,3}[2-8][0-9]{2,3}[ .\\-]?[0-9]{3,4}|[2-8][0-9]{6,7}|"
        "[)\\- ]?[2-8](?: [0-9]){6,7})"
        f"(?![0-9]){_EXTENSION}(?![0-9])",
        digits="(?:(?:00)?86)?0[0-9]{9,17}",
        address=True,
        before=any_of(_NOT_A_PHONE, "[0-9][.\\-/]$"),
        after=any_of(UNITS, AMOUNT, "^[A-Za-z]"),
        row=10,
    ),
    Pattern(
        "landline",
        "(?<![0-9A-Za-z])(?:\\+|00)?86[)]?[ \\-]?[(]?(?:10|2[0-9]|"
        "[3-9][0-9]{2})[) \\-.]{1,2}[2-8][0-9]{2,3}[ .\\-]?[0-9]{4}(?![0-9])",
        row=11,
    ),
    Pattern(
        "landline",
        "(?<![0-9A-Za-z.\\-])[48]00(?:[ \\-][0-9]{3}[ \\-][0-9]{4}|"
        "[ \\-][0-9]{4}[ \\-][0-9]{3}|[0-9][ \\-][0-9]{3}[ \\-][0-9]{3}|-[0-9]{7})"
        "(?![0-9A-Za-z\\-])",
        address=True,
        before=_NOT_A_PHONE,
        after=UNITS,
        row=10,
    ),
    Pattern(
        "landline",
        f"{_PHONE}[ \\u200b:是为(\\-]{{0,4}}[48]00[0-9]{{7}}(?![0-9])",
        after=UNITS,
        row=10,
    ),
    Pattern(
        "landline",
        f"{_PHONE}(?:[ \\u200b:是为/(\\-]{{0,4}}){_LOCAL}(?![0-9]){_EXTENSION}",
        after=UNITS,
        row=7,
        words=_CALLED,
    ),
)
