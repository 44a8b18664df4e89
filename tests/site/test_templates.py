"""The templates of the site's pages ask for nothing that they are not given, in branches that no page takes too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import jinja2
import pytest
from jinja2 import meta
from jinja2 import nodes

from duban.ground.isolation import Failure
from duban.records.settings import Config
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import renderer
from duban.site import templating
from duban.site.links import Addresses
from duban.site.pages.page import Contents

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tools" / "duban" / "site" / "templates"
THEME = ROOT / "site" / "theme"
AS_OF = date(2026, 11, 15)
PARSER = templating.environment(Config(name="台账"))
TREES = {path.name: PARSER.parse(path.read_text("utf-8")) for path in FOLDER.glob("*.html")}
# What every page is given; a page need not use it.
COMMON = {"page", "link"}


@dataclass(frozen=True)
class Rendering:
    """What a template was given: the names of its own, and those that all templates know."""

    template: str
    own: Mapping[str, Any]
    shared: Mapping[str, Any]


@pytest.fixture(scope="module")
def renderings(demo: Path) -> list[Rendering]:
    """Every page of the demonstration book in both editions, one that failed, and the foot that MkDocs puts below."""
    found: list[Rendering] = []
    render = jinja2.Template.render

    def noted(template: jinja2.Template, *args: Any, **kwargs: Any) -> str:
        found.append(Rendering(str(template.name), dict(*args, **kwargs), template.globals))
        return render(template, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", noted)
        source = inputs.read(demo, AS_OF)
        for public in (False, True):
            site = editions.prepare(source, AS_OF, public=public)
            maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
            for page in maker.pages.values():
                maker.whole(page, "../")
            assert maker.failures == {}
            maker.whole(maker.pages[""].failed(Failure("", "ValueError", "contents.py:1")), "")
            maker.foot("")
    return found


def taken_in(tree: nodes.Template) -> Iterator[tuple[str, bool]]:
    """Yield the templates that a template includes or imports, and whether they see what it was given."""
    for node in tree.find_all((nodes.Include, nodes.Import, nodes.FromImport)):
        assert isinstance(node, nodes.Include | nodes.Import | nodes.FromImport)
        assert isinstance(node.template, nodes.Const), "a template named by a variable cannot be looked through"
        yield node.template.value, node.with_context


def needed(name: str) -> set[str]:
    """Return the names that a template asks for, by itself or by what it includes."""
    names = meta.find_undeclared_variables(TREES[name])
    return names.union(*(needed(part) for part, sees in taken_in(TREES[name]) if sees))


# What pages.page.Contents makes of its subclasses: for each template what it is given.
GIVEN = {kind.template: {field.name for field in fields(kind)} for kind in Contents.__subclasses__()}


@pytest.mark.parametrize("template", sorted(GIVEN))
def test_a_template_is_given_every_name_it_asks_for(renderings: list[Rendering], template: str) -> None:
    assert needed(template) <= GIVEN[template] | COMMON | set(renderings[0].shared)


@pytest.mark.parametrize("template", sorted(GIVEN))
def test_a_page_gives_its_template_nothing_that_is_not_used(template: str) -> None:
    assert needed(template) >= GIVEN[template]


def test_pages_are_given_what_their_classes_say(renderings: list[Rendering]) -> None:
    for rendering in renderings:
        assert set(rendering.own) - COMMON == GIVEN[rendering.template], rendering.template
        assert set(rendering.shared) == set(renderings[0].shared)


def test_every_name_that_all_templates_know_is_asked_for_by_one(renderings: list[Rendering]) -> None:
    asked_for = set().union(*map(needed, TREES))
    assert set(renderings[0].shared) - set(PARSER.globals) <= asked_for


def test_what_a_template_asks_of_a_value_is_there(renderings: list[Rendering]) -> None:
    for rendering in renderings:
        values = {**rendering.shared, **rendering.own}
        for value, attribute in asked(TREES[rendering.template]):
            if value in values and values[value] is not None:
                held = values[value]
                there = attribute in held if isinstance(held, Mapping) else False
                assert there or hasattr(held, attribute), f"{rendering.template}: {value}.{attribute}"


def asked(tree: nodes.Template) -> Iterator[tuple[str, str]]:
    """Yield what a template asks of the values it is given, as (value, attribute); of its own variables nothing."""
    own = {node.name for node in tree.find_all(nodes.Name) if node.ctx in {"store", "param"}}
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name not in own:
            yield node.node.name, node.attr


def test_shared_pieces_know_no_page(renderings: list[Rendering]) -> None:
    imported = {part for tree in TREES.values() for part, sees in taken_in(tree) if not sees}
    assert imported
    for name in imported:
        assert needed(name) <= set(renderings[0].shared), name


def test_a_shared_piece_that_a_template_asks_for_is_there() -> None:
    pieces = {node.name for node in TREES["macros.html"].find_all(nodes.Macro)}
    for name, tree in TREES.items():
        used = [node for node in tree.find_all(nodes.Getattr) if isinstance(node.node, nodes.Name) and node.node.name == "m"]
        assert {node.attr for node in used} <= pieces, name


def test_every_template_makes_pages_or_is_part_of_one(renderings: list[Rendering]) -> None:
    parts = {part for tree in TREES.values() for part, _ in taken_in(tree)}
    assert {rendering.template for rendering in renderings} | parts == set(TREES)


@pytest.mark.parametrize("path", [*FOLDER.glob("*.html"), *THEME.rglob("*.html")], ids=lambda path: path.name)
def test_no_line_of_a_template_is_longer_than_a_screen(path: Path) -> None:
    assert [line for line in path.read_text("utf-8").splitlines() if len(line) > 120] == []


def test_no_line_of_the_style_sheet_is_longer_than_a_line_of_code() -> None:
    assert [line for line in (THEME / "assets" / "duban.css").read_text("utf-8").splitlines() if len(line) > 100] == []
