"""One complaint of the schema validator about one document, with all that a rule asks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from duban.ground.findings import Problem
from duban.ground.immutable import immutable
from duban.ground.text import shorten
from duban.schemas.catalog import resolved
from duban.schemas.catalog import target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jsonschema import ValidationError

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Keys
    from duban.schemas.catalog import Schema

# More than anybody corrects in one sitting; a hostile file could have a million.
MAX_COMPLAINTS = 100
# Of several complaints about one value the lowest is believed first.
_RANK = {
    "type": 0,
    "minLength": 1,
    "minItems": 1,
    "maxItems": 1,
    "enum": 2,
    "format": 3,
    "pattern": 4,
}
_LAST_RANK = 5


@immutable
class Case:
    """One complaint of the schema validator about one document.

    ``named`` are the places whose unknown field names have complaints of their own.
    """

    document: Document
    root: Schema
    error: ValidationError
    named: frozenset[Keys] = frozenset()

    @property
    def keyword(self) -> str:
        """The schema keyword that failed; empty where the schema forbids a value altogether."""
        return str(self.error.validator or "")

    @property
    def keys(self) -> Keys:
        """Where the value stands in the data."""
        return tuple(self.error.absolute_path)

    @property
    def schema(self) -> Schema:
        """The schema that was not met; empty where a value is forbidden altogether."""
        return self.error.schema if isinstance(self.error.schema, dict) else {}

    @property
    def wanted(self) -> Any:
        """What the failed keyword asks for."""
        return self.error.validator_value

    @property
    def rank(self) -> int:
        """Which complaint about one value to believe first: the lowest."""
        return _RANK.get(self.keyword, _LAST_RANK)

    @property
    def value(self) -> Any:
        """The value complained of."""
        return self.error.instance

    @property
    def name(self) -> str:
        """The name of the nearest field, in quotation marks."""
        return field_name(self.keys)

    @property
    def place(self) -> str:
        """The name of the nearest field; for a member of a list also which one, counted from 1."""
        if self.keys and isinstance(self.keys[-1], int):
            return f"{self.name}的第 {self.keys[-1] + 1} 条"
        return self.name

    @property
    def written(self) -> str:
        """The value as it stands in the file."""
        return self.document.written(self.keys)

    @property
    def example(self) -> str:
        """The first example of the schema, as people write it; empty where there is none."""
        examples = self.schema.get("examples", [])
        return inline(examples[0]) if examples else ""

    @property
    def hint(self) -> str:
        """What to do about it: the words of the schema, or its example, or the guide."""
        said = self.said("x-hint")
        if said:
            return said
        return f"例如 {self.example}" if self.example else "请对照填报指南改写"

    def said(self, annotation: str) -> str:
        """Return what the innermost schema on the way says under an ``x-`` annotation, or ""."""
        for part in reversed(self.way()):
            if annotation in part:
                return str(part[annotation])
        return ""

    def expects(self, kind: str) -> bool:
        """Tell whether a value of this JSON type is accepted here."""
        kinds = self.wanted
        return bool(kind in kinds if isinstance(kinds, list) else kind == kinds)

    def problem(self, message: str, hint: str, *, fix: str | None = None) -> Problem:
        """Return what to say of the value; ``fix`` is the text that replaces it."""
        return Problem(message, hint, self.keys, fix=fix)

    def fields(self) -> Mapping[str, Schema]:
        """Return the schemas of the fields, by name, that may stand where the failure is."""
        for part in reversed(self.way()):
            # A schema with a rule of its own names only the fields that the rule is about.
            if part.get("properties") and "x-code" not in part:
                fields: Mapping[str, Schema] = resolved(self.root, part)["properties"]
                return fields
        return {}

    def way(self) -> list[Schema]:
        """Return the schemas from the root to the failure.

        The validator's own path leaves out "if" and "$ref".
        """
        node: Any = self.root
        way = [self.root]
        for step in self.error.absolute_schema_path:
            while isinstance(node, dict) and step not in node and "$ref" in node:
                node = target(self.root, node)
                way.append(node)
            if isinstance(node, list):
                node = node[int(step)]
            elif isinstance(node, dict):
                node = node.get(step, {})
            else:
                node = {}
            if isinstance(node, dict):
                way.append(node)
        return way


def field_name(keys: Keys) -> str:
    """Return the name of the nearest field on a way of keys, in quotation marks."""
    names = [key for key in keys if isinstance(key, str)]
    return f"“{shorten(names[-1], 30)}”" if names else "这份记录"


def inline(value: Any) -> str:
    """Return plain data as YAML on one line."""
    if isinstance(value, dict):
        pairs = (f"{key}: {inline(member)}" for key, member in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    return str(value)
