"""Where the fields of a kind are shown, and under which label: said in its schema beside each field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from duban.schemas import validation

# tasks show; the record's page; CSV columns; the JSON of reports; what a printed form may use.
PLACES = ("show", "page", "csv", "json", "form")


@dataclass(frozen=True, slots=True)
class Placed:
    """One field: its key, its label, the places that show it by themselves, and whether it may be published."""

    key: str
    label: str
    places: frozenset[str]
    public: bool


@cache
def of_kind(kind: str) -> tuple[Placed, ...]:
    """Return the fields of a kind in the order of its schema; one that says nothing is shown everywhere, but not published."""
    fields = validation.schema(kind)["properties"]
    return tuple(
        # A title that comes with a shared definition names the way of writing, not this field.
        Placed(key, body.get("title", key), frozenset(body.get("x-show", PLACES)), body.get("x-public", False))
        for key, body in fields.items()
    )
