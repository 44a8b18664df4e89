"""The least a check can cost: read every file, parse it, ask jsonschema-rs yes or no."""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined] # missing from the stubs


class Parser(CParser):
    """libyaml's parser without tag resolution."""

    def resolve(self, *_: object) -> str:
        """No tags."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Nothing to do."""

    def ascend_resolver(self) -> None:
        """Nothing to do."""


def build(node: Any) -> object:
    """Plain data from a node."""
    if isinstance(node, yaml.ScalarNode):
        return int(node.value) if node.value.isdigit() else node.value
    if isinstance(node, yaml.SequenceNode):
        return [build(child) for child in node.value]
    return {key.value: build(value) for key, value in node.value}


def main(root: Path, schemas: Path) -> None:
    """Read, parse and judge every record of the book at ``root``."""
    gc.disable()
    common = json.loads((schemas / "common.schema.json").read_text("utf-8"))["$defs"]
    gates = {}
    for name, folder in (
        ("item", "items"),
        ("progress", "progress"),
        ("unit", "units"),
        ("plan", "plans"),
    ):
        own = json.loads(
            (schemas / f"{name}.schema.json").read_text("utf-8").replace("common.schema.json#", "#")
        )
        gates[folder] = jsonschema_rs.validator_for(
            {**own, "$defs": {**common, **own.get("$defs", {})}}, validate_formats=True
        )
    valid = 0
    for folder, gate in gates.items():
        for path in (root / "tasks" / folder).rglob("*.yaml"):
            with path.open("rb") as file:
                parser = Parser(file.read())
            valid += gate.is_valid(build(parser.get_single_node()))
            parser.dispose()
    sys.stdout.write(f"{valid}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
