"""What a schema says of fields beside their values: where they are shown, which hold prose."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.schemas import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

# tasks show; the record's page; CSV columns; the JSON of reports; forms, printed and on the site.
PLACES = ("show", "page", "csv", "json", "form")


@immutable
class Placed:
    """One field: key, label, the places that show it by themselves, whether it may be published."""

    key: str
    label: str
    places: frozenset[str]
    public: bool


@cache
def of_kind(kind: str) -> tuple[Placed, ...]:
    """Return the fields of a kind in the order of its schema.

    One that says nothing is shown in every place, but not published.
    """
    schema = catalog.schema(kind)
    shown, published = schema.get("x-show", {}), schema.get("x-public", ())
    return tuple(
        # A title that comes with a shared definition names the way of writing, not this field.
        Placed(
            key,
            body.get("title", key),
            frozenset(shown.get(key, PLACES)),
            key in published,
        )
        for key, body in schema["properties"].items()
    )


# The definitions in common.schema.json of what is prose wherever it stands.
_PROSE = ("#/$defs/text", "#/$defs/texts")


@cache
def prose() -> frozenset[str]:
    """Return the names of the fields that hold prose, in a record of any kind.

    Those are the fields that are texts by definition, and those that x-prose names.
    """
    files = catalog.folder().glob("*.schema.json")
    schemas = (json.loads(path.read_text("utf-8")) for path in files)
    return frozenset(name for schema in schemas for name in _prose(schema))


def _prose(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for member in part:
            yield from _prose(member)
    elif isinstance(part, dict):
        yield from part.get("x-prose", ())
        for name, body in part.get("properties", {}).items():
            if isinstance(body, dict) and body.get("$ref", "").endswith(_PROSE):
                yield name
        for value in part.values():
            yield from _prose(value)
