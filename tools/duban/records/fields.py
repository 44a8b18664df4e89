"""How a record's values are read from the Chinese keys of its file, and written back."""

from __future__ import annotations

from dataclasses import MISSING
from dataclasses import Field
from dataclasses import field
from dataclasses import fields
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.ground import periods

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping


UNSPECIFIED = "未规定"

T = TypeVar("T")


def key(name: str, convert: Callable[[Any], Any] | None = None, default: Any = MISSING) -> Any:
    """Declare a field that is read from the Chinese key ``name``.

    ``convert`` makes the value from the data. Without it the field's type decides:
    dates, lists of texts and 是/否 are converted, all else stays as it is.
    """
    metadata = {"key": name, "convert": convert}
    if isinstance(default, dict):  # dataclasses refuse a default that records would share
        return field(default_factory=dict, metadata=metadata)
    return field(default=default, metadata=metadata)


@cache
def field_plan(cls: Any) -> tuple[tuple[str, str, Callable[[Any], Any] | None, Any], ...]:
    """Return (name, key, converter, default) of each field that is read from a file."""
    return tuple(
        (declared.name, declared.metadata["key"], _converter(declared), _default(declared))
        for declared in fields(cls)
        if "key" in declared.metadata
    )


def _converter(declared: Field[Any]) -> Callable[[Any], Any] | None:
    by_type: Mapping[str, Callable[[Any], Any]] = {
        "date": day,
        "bool": yes,
        "int": int,  # 15.0 is an integer to a schema
        "tuple[str, ...]": tuple,
    }
    chosen: Callable[[Any], Any] | None = declared.metadata["convert"]
    # Annotations are kept as the text that stands in the class.
    return chosen or by_type.get(str(declared.type).removesuffix(" | None"))


def _default(declared: Field[Any]) -> Any:
    if declared.default_factory is not MISSING:
        return declared.default_factory()
    return None if declared.default is MISSING else declared.default


def keys(cls: Any) -> Mapping[str, str]:
    """Return the Chinese key of each field that a record's file holds, by its name in the code."""
    return {name: chinese for name, chinese, _, _ in field_plan(cls)}


def defaults(cls: Any) -> Mapping[str, Any]:
    """Return the value of each field where its file says nothing, by its name in the code."""
    return {name: default for name, _, _, default in field_plan(cls)}


def build(cls: Callable[..., T], data: Mapping[str, Any], **identity: Any) -> T:
    """Return a record of ``cls`` from data that fits its schema.

    ``identity`` fills the fields that come from the path, not from the file.
    """
    for name, chinese, convert, default in field_plan(cls):
        value = data.get(chinese)
        if value is None:
            value = default
        elif convert is not None:
            value = convert(value)
        identity[name] = value
    return cls(**identity)


def written(record: Any) -> dict[str, Any]:
    """Return the data that a record was made from, by its Chinese keys, without default values.

    The record holds texts, numbers, dates, 是/否, lists and records of these.
    """
    data = {}
    for name, chinese, _, default in field_plan(record.__class__):
        value = getattr(record, name)
        if value is not None and value != default:
            data[chinese] = _as_written(value)
    return data


def _as_written(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return [_as_written(member) for member in value]
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return written(value)
    return str(value) if isinstance(value, StrEnum) else value


# Converters: from the data of a file to the value of a field.


def specified(value: str) -> str | None:
    """Return a text; None where the document is silent."""
    return None if value == UNSPECIFIED else value


def day(value: str) -> date | None:
    """Return a date; None where the document is silent."""
    return None if value == UNSPECIFIED else date.fromisoformat(value)


def last_day(value: str | int) -> date:
    """Return the last day of a date, month or year."""
    return periods.last_day(str(value))


def period_end(value: str | int) -> int | None:
    """Return the day of the month on which a period is due; None for its last day."""
    return value if isinstance(value, int) else None


def yes(value: str) -> bool:
    """Return whether the answer is 是."""
    return value == "是"
