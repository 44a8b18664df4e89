"""The manual: rules explained by their docstrings, fields by their schemas."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from duban.schemas import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Sequence


def explained(page: str) -> tuple[str, Sequence[tuple[bool, Sequence[str]]]]:
    """Return the docstring of a rule as its title and its blocks, as (whether a list, lines)."""
    title, _, body = page.partition("\n")
    blocks: list[tuple[bool, list[str]]] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        for index, line in enumerate(lines):
            bullet = line.startswith("- ")
            begins = not bullet and index == 0
            if begins or not blocks or blocks[-1][0] != bullet:
                blocks.append((bullet, []))
            blocks[-1][1].append(line.removeprefix("- "))
    return title.rstrip("。"), [
        (bullet, lines if bullet else ["".join(lines)]) for bullet, lines in blocks
    ]


def fields(kind: str) -> Iterator[tuple[str, str, str, str]]:
    """Return the fields of a kind as (key, 必填 or nothing, what it means, an example)."""
    schema = catalog.schema(kind)
    needed = set(schema.get("required", ()))
    for key, field in schema["properties"].items():
        target = catalog.resolved(schema, field)
        example = next(iter(target.get("examples", ())), "")
        shown = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)
        yield key, "必填" if key in needed else "", target.get("description", ""), shown
