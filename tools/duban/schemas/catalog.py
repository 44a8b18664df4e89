"""The schema files: where they are, the schema of one kind, and what others get of it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = dict[str, Any]
_COMMON = "common.schema.json"
_REFERENCE = "#/$defs/"
# Keywords of ours (schema/README.md) that say what we do with a field, and nothing about its value.
_PLACES = ("x-show", "x-public", "x-prose")


@cache
def folder() -> Path:
    """Return the folder of the schemas: inside an installed package, or beside ``tools/``."""
    packaged = Path(__file__).parents[1] / "schema"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schema"


@cache
def schema(kind: str) -> Schema:
    """Return the schema of a kind with the common definitions inside it; needs no other file."""
    common = json.loads((folder() / _COMMON).read_text("utf-8"))
    text = (folder() / f"{kind}.schema.json").read_text("utf-8").replace(f"{_COMMON}#", "#")
    own: Schema = json.loads(text)
    return {**own, "$defs": {**common["$defs"], **own.get("$defs", {})}}


@cache
def needed(kind: str) -> Schema:
    """Return the schema of a kind with only those definitions that it uses."""
    own = schema(kind)
    waiting = [json.dumps({**own, "$defs": {}})]
    used: dict[str, Schema] = {}
    while waiting:
        for name in re.findall(r'"#/\$defs/([^"]+)"', waiting.pop()):
            if name not in used:
                used[name] = own["$defs"][name]
                waiting.append(json.dumps(used[name]))
    made: Schema = _without_places({**own, "$defs": used})
    return made


def for_editors(kind: str, units: Iterable[str]) -> Schema:
    """Return the schema of a kind with the unit names of a book as choices.

    An editor offers these names. Any other name stays valid: a unit may not be registered yet.
    """
    own = schema(kind)
    unit = own["$defs"]["unit"]
    registered = {
        "enum": [*units, "未规定"],
        "title": "已登记的单位",
        "description": unit["description"],
    }
    offered = {**unit, "anyOf": [registered, {}]}
    made: Schema = _without_places({**own, "$defs": {**own["$defs"], "unit": offered}})
    return made


def _without_places(part: Any) -> Any:
    """Leave out our own keywords about places: others only judge values by the schema."""
    if isinstance(part, list):
        return [_without_places(member) for member in part]
    if isinstance(part, dict):
        return {name: _without_places(value) for name, value in part.items() if name not in _PLACES}
    return part


def resolved(root: Schema, part: Schema) -> Schema:
    """Return a part of a schema with its reference written out; its own words win."""
    if "$ref" in part:
        return {**resolved(root, target(root, part)), **part}
    return part


def target(root: Schema, part: Schema) -> Schema:
    """Return the definition that the ``$ref`` of a part points to."""
    definition: Schema = root["$defs"][part["$ref"].removeprefix(_REFERENCE)]
    return definition
