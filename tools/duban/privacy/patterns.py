"""All ways in which people write personal data and secrecy marks, the weightiest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.privacy import account_patterns
from duban.privacy import name_patterns
from duban.privacy import paper_patterns
from duban.privacy import phone_patterns
from duban.privacy import plate_patterns
from duban.privacy import secrecy_patterns

if TYPE_CHECKING:
    from duban.privacy.pattern import Pattern

# Of two that overlap the earlier one is told.
PATTERNS: tuple[Pattern, ...] = (
    *paper_patterns.IDENTITY_NUMBERS,
    *paper_patterns.CARDS,
    *phone_patterns.MOBILES,
    *plate_patterns.PLATES,
    *secrecy_patterns.SECRECY_MARKS,
    *secrecy_patterns.INTERNAL_MARKS,
    *phone_patterns.LANDLINES,
    *account_patterns.EMAILS,
    *name_patterns.NAMES,
    *paper_patterns.OLD_IDS,
    *paper_patterns.PASSPORTS,
    *account_patterns.ACCOUNTS,
)
