"""Numbers on a person's papers and cards: identity, bank card, passport."""

from __future__ import annotations

from duban.privacy.pattern import AMOUNT
from duban.privacy.pattern import BLANK
from duban.privacy.pattern import DECIMAL
from duban.privacy.pattern import LINK
from duban.privacy.pattern import NUMBERED
from duban.privacy.pattern import PAPERS
from duban.privacy.pattern import PROVINCES
from duban.privacy.pattern import THINGS
from duban.privacy.pattern import UNITS
from duban.privacy.pattern import Pattern
from duban.privacy.pattern import any_of
from duban.privacy.pattern import spaced

# What may stand between the digits.
_NEAR = "[ \\u200b.\\-_/|~]{0,3}"
# Where arithmetic checks the whole, more may stand between them; elsewhere such marks part a list.
_CHECKED_GAP = "[ \\u200b.\\-_/|~*()<>\\[\\]'’,，、:+#\\\\]{0,3}"
_LISTED = "[、，,]"

_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])"
_MONTH_DAY = (
    "(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|"
    "02(?:0[1-9]|[12][0-9]))"
)
# Who issued a card, by its first digits and its length: China UnionPay and older ranges of Chinese
# banks, Visa, Mastercard, JCB, Amex.
_ISSUERS = {
    19: "(?:62|81|95588|103000|456351|601382|436742|421393|9400|6858|6886|6223)[0-9]*|4[0-9]*",
    18: "(?:62|690755|84301|940)[0-9]*",
    17: "(?:62|601428|405512)[0-9]*",
    16: "(?:62|81|60|65|4|5[1-5]|35(?:2[89]|[3-8][0-9]))[0-9]*",
    15: "3[47][0-9]*",
}

_BORN = f"(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}"
_EIGHTEEN = f"(?<![0-9]){spaced('[1-9]', 16, _CHECKED_GAP)}{_CHECKED_GAP}[0-9Xx](?![0-9])"
IDENTITY_NUMBERS: tuple[Pattern, ...] = (
    Pattern(
        "id-number",
        _EIGHTEEN,
        digits=f"{_REGION}[0-9]{{4}}{_BORN}[0-9]{{3}}[0-9Xx]",
        check="identity",
        row=17,
    ),
)

_CARD_KNOWN = any_of(
    *(f"(?=[0-9]{{{length}}}$)(?:{issuers})" for length, issuers in _ISSUERS.items())
)
_CARD_GROUPED = (
    f"62[0-9]{{2}}(?:{BLANK}?[、，,:#\\\\]{BLANK}?[0-9]{{4}}){{3}}"
    f"(?:{BLANK}?[、，,:#\\\\]{BLANK}?[0-9]{{1,3}})?"
)
_CARD_SINGLE = f"[34568919](?:{_LISTED}[0-9]){{14,18}}"
_CARD_LISTED = f"(?<![0-9])(?:{_CARD_GROUPED}|{_CARD_SINGLE})(?!{_LISTED}?[0-9])"
_CARD_EVERY = (
    Pattern(
        "bank-card",
        f"(?<![0-9]){spaced('[34568919]', length - 1, _NEAR)}(?![0-9])",
        digits=f"(?=[0-9]{{{length}}}$)(?:{issuers})",
        check="luhn",
        address=True,
        # A serial number that looks like a card's is rare, and “No.” stands before both.
        before=any_of(
            NUMBERED.replace("|NO|No|no|№", ""),
            DECIMAL,
            "[0-9][.\\-]$",
            "(?<![A-Z])(?!N[Oo]\\.?)(?!CARD)[A-Z]{2,}[\\-_]?$",
        ),
        after=any_of(UNITS, AMOUNT, "^[A-Za-z]"),
        row=length,
    )
    for length, issuers in _ISSUERS.items()
)
CARDS: tuple[Pattern, ...] = (
    Pattern(
        "bank-card",
        _CARD_LISTED,
        digits=_CARD_KNOWN,
        check="luhn",
        before=NUMBERED,
        after=UNITS,
        row=15,
    ),
    *_CARD_EVERY,
)

OLD_IDS: tuple[Pattern, ...] = (
    Pattern(
        "old-id",
        f"(?<![0-9A-Za-z]){spaced('[1-8]', 14, _NEAR)}(?![0-9A-Za-z])",
        digits=f"{_REGION}[0-9]{{4}}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}",
        address=True,
        before=any_of(
            DECIMAL,
            "[0-9][.\\-/]$",
            f"(?:{THINGS}){LINK}$",
            "(?<!身份)(?<!份证)(?:(?<!身份)(?<!一代)(?<!老|旧)证书?|"
            f"{PAPERS.replace('|证书?', '')}){LINK}$",
        ),
        after=any_of(UNITS, AMOUNT),
        row=15,
    ),
)

PASSPORTS: tuple[Pattern, ...] = (
    Pattern(
        "passport",
        "(?:护照|[Pp]assport|PASSPORT|通行证|回乡证|台胞证|旅行证)[ ]?(?:证?号码|证?号|证件号|"
        "编号|[Nn][Oo])?"
        "[ \\u200b.:是为(/\\-“]{0,4}[A-Za-z]{0,2}[ \\u200b\\-]{0,2}[0-9]"
        "(?:[ \\u200b\\-]?[0-9]){6,9}(?![0-9A-Za-z])",
        row=7,
        words="护照 assport ASSPORT 证",
    ),
    Pattern(
        "passport",
        "(?<![0-9A-Za-z\\-/_.〔])(?:[EeGg][ ]?[0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|"
        "[DSPdsp][Ee]?[0-9]{7,8}|"
        "[HhMmCc][0-9]{8}(?:[0-9]{2})?|[Cc][A-Za-z][0-9]{7}|"
        "[1][45][0-9]{7}(?=\\(?护照))(?![0-9A-Za-z\\-_+])",
        unless="[A-Za-z]{1,2}20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])",
        address=True,
        before=any_of(NUMBERED, f"[{PROVINCES}]$"),
        after=any_of(UNITS, "^[ ]?(?:号(?!护照)|批|公路|高速|国道|省道|线|次|列车|航班|标|型)"),
        row=7,
    ),
)
