"""tools/README.md says what is there: every room, every class of records, and no name that does not exist."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from typing import TYPE_CHECKING
from typing import Any

import pytest

import duban
from conftest import ROOT
from duban.records import book
from duban.records import model
from duban.records import settings
from duban.records import sources
from duban.status import lights
from duban.status import rates

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (ROOT / "tools" / "README.md").read_text("utf-8")
PACKAGE = ROOT / "tools" / "duban"
ROOMS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
# Text in fences is a picture, not names.
NAMED = set(re.findall(r"`([^`\n]+)`", re.sub(r"(?ms)^```.*?^```$", "", PAGE)))


NAMES = [info.name for info in pkgutil.walk_packages(duban.__path__, "duban.") if not info.ispkg and "__main__" not in info.name]
MODULES = [importlib.import_module(name) for name in NAMES]
CLASSES = {name: value for module in MODULES for name, value in vars(module).items() if module.__name__ == getattr(value, "__module__", "")}


def holders(name: str) -> Iterator[Any]:
    """Yield the modules with this last name, whatever their room, and the class."""
    yield from (module for module in MODULES if module.__name__.endswith(f".{name}"))
    if name in CLASSES:
        yield CLASSES[name]


def exists(name: str) -> bool:
    """Tell whether a name of the page is a command, a file, a room, a module's or a class's, or a class."""
    if name.startswith(("tasks ", "make ")):
        return True
    if name == "tasks" or name.startswith("x-"):
        return name == "tasks" or name in (ROOT / "schema" / "README.md").read_text("utf-8")
    if "/" in name or name.endswith((".py", ".toml")):
        return (ROOT / name).exists() or (PACKAGE / name).exists() or name == "__init__.py"
    if "." in name:
        owner, attribute = name.split(".")
        return any(hasattr(holder, attribute) or attribute in getattr(holder, "__dataclass_fields__", {}) for holder in holders(owner))
    return name in ROOMS or name in CLASSES or any(hasattr(module, name) for module in MODULES)


@pytest.mark.parametrize("name", sorted(NAMED))
def test_a_name_in_backticks_exists(name: str) -> None:
    assert exists(name)


def test_every_room_is_named_with_its_job_in_the_order_of_the_arrows() -> None:
    table = re.findall(r"(?m)^\| `(\w+)` \| [A-Z].*\. \|$", PAGE)
    assert sorted(table) == ROOMS
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    assert table == [room for layer in layers for room in layer.split(" | ")]
    (picture,) = re.findall(r"(?ms)^```\n(.*?)^```$", PAGE)
    assert [line.split("  ")[0] for line in picture.splitlines()] == layers


def test_every_class_of_records_and_settings_is_in_the_glossary() -> None:
    glossary = PAGE.partition("## Glossary")[2]
    for module in (model, sources, settings, book):
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__ and not name.startswith("_"):
                assert f"`{name}`" in glossary, name


def test_every_light_and_its_word_is_in_the_glossary() -> None:
    for light in lights.Light:
        assert f"`Light.{light.name}` {light.word}" in PAGE
    for name, _ in rates.NAMES.values():
        assert name in PAGE or name.startswith("按原定时限")
