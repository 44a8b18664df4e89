"""The fields that a place shows without knowing them: labels from the schema, values in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.text import listed
from duban.records import fields
from duban.records import model
from duban.records.kinds import KINDS
from duban.schemas import places

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as a place shows it; JSON uses its ``name``, the ``default`` is its value where absent."""

    name: str
    key: str
    label: str
    default: Any


@cache
def at(record: type, place: str, *, public: bool = False) -> tuple[ShownField, ...]:
    """Return the fields of a class of records that a place shows by itself, in the order of the schema.

    A place of the ``public`` edition has none but those that may be published.
    """
    names = {key: name for name, key in model.keys(record).items()}
    empty = model.defaults(record)
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
    known = any(kind.record is record for kind in KINDS)
    fields = places.of_kind(_kind(record)) if known else ()
    return frozenset(field.key for field in fields if field.public)


def pairs(record: Any, place: str) -> tuple[tuple[str, str], ...]:
    """Return labels and values as a place shows them, without what is absent or as by default."""
    values = ((field, getattr(record, field.name)) for field in at(record.__class__, place))
    told = ((field.label, value) for field, value in values if value not in (None, field.default))
    return tuple((label, words(value)) for label, value in told)


def words(value: Any) -> str:
    """Return a value as people read it; a list of nothing stands for 未规定."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, tuple):
        return listed(map(words, value)) or fields.UNSPECIFIED
    return str(value)


def cells(record: Any, *, public: bool = False) -> tuple[str | int | date | None, ...]:
    """Return the fields that CSV shows by itself: 是 or 否 always, nothing for what is absent."""
    fields = at(record.__class__, "csv", public=public)
    return tuple(_cell(getattr(record, field.name), field.default) for field in fields)


def _cell(value: Any, default: Any) -> str | int | date | None:
    if isinstance(value, bool):
        return words(value)
    if value is None or value == default:
        return None
    return value if isinstance(value, int | date) else words(value)


def data(record_type: type, record: Any, *, public: bool = False) -> Mapping[str, Any]:
    """Return the fields that JSON shows by itself under their names in the code; null for what is absent."""
    shown = at(record_type, "json", public=public)
    return {field.name: _plain(getattr(record, field.name, None)) for field in shown}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(member) for member in value]
    return value.isoformat() if isinstance(value, date) else value
