"""How a record's values are read from the Chinese keys of its file."""

from __future__ import annotations

from dataclasses import MISSING
from dataclasses import Field
from dataclasses import field
from dataclasses import fields
from datetime import date
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
    """Declare a field read from the Chinese key ``name``; ``convert`` makes the value from the data.

    Without ``convert`` the field's type says how: a date, a list of texts and 是/否 become what they mean.
    """
    about = {"key": name, "convert": convert}
    return (
        field(default_factory=dict, metadata=about)
        if default == {}
        else field(default=default, metadata=about)
    )


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return None if one.default is MISSING else one.default


@cache
def field_plan(cls: Any) -> tuple[tuple[str, str, Callable[[Any], Any] | None, Any], ...]:
    """Return of each field that is read from a file: its name, its key, its converter, its default."""
    return tuple(
        (declared.name, declared.metadata["key"], _converter(declared), _default(declared))
        for declared in fields(cls)
        if "key" in declared.metadata
    )


def _converter(declared: Field[Any]) -> Callable[[Any], Any] | None:
    by_type: Mapping[str, Callable[[Any], Any]] = {
        "date": day,
        "bool": yes,
        "tuple[str, ...]": tuple,
    }
    chosen: Callable[[Any], Any] | None = declared.metadata["convert"]
    # Annotations are kept as the text that stands in the class.
    return chosen or by_type.get(str(declared.type).removesuffix(" | None"))


def build(cls: Callable[..., T], data: Mapping[str, Any], **identity: Any) -> T:
    """Return a record of ``cls`` from data that fits its schema; ``identity`` fills what is not in the file."""
    for name, chinese, convert, default in field_plan(cls):
        value = data.get(chinese)
        if value is None:
            value = default
        elif convert is not None:
            value = convert(value)
        identity[name] = value
    return cls(**identity)


def specified(value: str) -> str | None:
    """Return a text; None where the document is silent."""
    return None if value == UNSPECIFIED else value


def day(value: str) -> date | None:
    """Return a date; None where the document is silent."""
    return None if value == UNSPECIFIED else date.fromisoformat(value)


def last_day(value: str | int) -> date:
    """Return the last day of a date, month or year."""
    return periods.last_day(str(value))


def yes(value: str) -> bool:
    """Return whether the answer is 是."""
    return value == "是"
