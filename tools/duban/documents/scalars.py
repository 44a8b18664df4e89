"""Plain YAML scalars: what one means as data, and how a text is quoted as one."""

from __future__ import annotations

import re

# YAML 1.2 core scalars; anything else, such as 010, 12:30, 1_000, no, on, is text.
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"[-+]?(?:0|[1-9][0-9]{0,17})?\.[0-9]{1,17}"
    r"|[-+]?(?:0|[1-9][0-9]{0,17})\.?(?:[eE][-+]?[0-9]{1,2})?"
)
_WORDS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# The first characters of everything above; "" stands for the empty scalar.
NOT_ONLY_TEXT = frozenset(["", *"+-.0123456789~nNtTfF"])


def scalar(value: str) -> str | int | float | bool | None:
    """Return what a plain scalar means: a number, a truth value, null, or else the text itself."""
    if value in _WORDS:
        return _WORDS[value]
    if _INTEGER.fullmatch(value):
        return int(value)
    return float(value) if _FLOAT.fullmatch(value) else value


def quoted(value: str) -> str:
    """Return a text as a quoted scalar."""
    if '"' not in value and "\\" not in value:
        return f'"{value}"'
    doubled = value.replace("'", "''")
    return f"'{doubled}'"
