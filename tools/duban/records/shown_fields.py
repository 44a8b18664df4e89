"""The fields that a place shows without knowing them: labels from the schema, values in words."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.records import fields
from duban.records.kinds import KINDS
from duban.schemas import places

if TYPE_CHECKING:
    from collections.abc import Mapping


@immutable
class ShownField:
    """A field as a place shows it.

    JSON uses its ``name``; ``default`` is its value where the file does not have it.
    """

    name: str
    key: str
    label: str
    default: Any


@cache
def at(record: type, place: str, *, public: bool = False) -> tuple[ShownField, ...]:
    """Return the fields of a record that a place shows by itself, in the order of the schema.

    In the ``public`` edition only those that may be published.
    """
    names = {key: name for name, key in fields.keys(record).items()}
    empty = fields.defaults(record)
    return tuple(
        ShownField(names[field.key], field.key, field.label, empty[names[field.key]])
        for field in places.of_kind(_kind(record))
        if place in field.places and (field.public or not public)
    )


def _kind(record: type) -> str:
    return next(kind.name for kind in KINDS if kind.record is record)


@cache
def published(record: type) -> frozenset[str]:
    """Return the keys that a record's schema says may be published; none for a part of a record."""
    if all(kind.record is not record for kind in KINDS):
        return frozenset()
    return frozenset(field.key for field in places.of_kind(_kind(record)) if field.public)


def pairs(record: Any, place: str) -> tuple[tuple[str, str], ...]:
    """Return labels and values as a place shows them, without absent and default values."""
    values = ((field, getattr(record, field.name)) for field in at(record.__class__, place))
    return tuple(
        (field.label, words(value)) for field, value in values if value not in (None, field.default)
    )


def words(value: Any) -> str:
    """Return a value as people read it; a list of nothing stands for 未规定."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return listed(map(words, value)) or fields.UNSPECIFIED
    return str(value)


def cells(record: Any, *, public: bool = False) -> tuple[str | int | date | None, ...]:
    """Return the fields that CSV shows by itself: 是 or 否 always, nothing for what is absent."""
    columns = at(record.__class__, "csv", public=public)
    return tuple(_cell(getattr(record, column.name), column.default) for column in columns)


def _cell(value: Any, default: Any) -> str | int | date | None:
    if isinstance(value, bool):
        return words(value)
    if value is None or value == default:
        return None
    return value if isinstance(value, int | date) else words(value)


def data(record_type: type, record: Any, *, public: bool = False) -> Mapping[str, Any]:
    """Return the fields that JSON shows by itself, by their names in the code.

    None (null) for what is absent.
    """
    shown = at(record_type, "json", public=public)
    return {field.name: _plain(getattr(record, field.name, None)) for field in shown}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value
