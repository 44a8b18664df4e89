"""Fills the templates of the site's pages; a link that leads nowhere is an error."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from functools import partial
from html import escape
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.isolation import Failure
from duban.ground.isolation import attempt
from duban.records import shown_fields
from duban.records.model import UNNAMED
from duban.reports import layout
from duban.reports import overview
from duban.reports import unit_views
from duban.site import links
from duban.site import templating
from duban.site.pages import listing
from duban.site.pages.index import Index
from duban.site.pages.page import Contents
from duban.site.pages.page import Page
from duban.site.pages.unit_rows import FEW
from duban.status import rates
from duban.status import remarks

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from jinja2 import Environment

    from duban.site.editions import Edition
    from duban.site.links import Addresses


@immutable
class Foot(Contents):
    """What stands below every page: how fresh the data are, where the rules stand."""

    template = "foot.html"


@immutable
class WholePage(Contents):
    """A page with head, tabs and foot around its content, which is escaped already.

    ``base`` leads to the top of the site.
    """

    template = "layout.html"

    content: str
    tabs: Sequence[Page]
    base: str


@immutable(slots=False)
class Maker:
    """Makes the HTML of one edition's pages.

    ``extra`` are the files beside them that links may lead to. ``failures`` gathers by address the
    pages on which our own code failed: they say so, the others are made as always.
    """

    site: Edition
    addresses: Addresses
    extra: frozenset[str] = frozenset()
    failures: dict[str, Failure] = field(default_factory=dict)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Every page by its address, in the order of the tabs."""
        return listing.all_pages(self._index)

    @cached_property
    def _index(self) -> Index:
        return Index(self.site)

    def render(self, page: Page) -> str:
        """Return the HTML of a page, without what surrounds it on the site."""
        if page.failure:
            html: str | Failure = page.failure
        else:
            html = attempt(partial(self._filled, page), page.uri or "index")
        if isinstance(html, Failure):
            self.failures[page.uri] = html
            return self._filled(page.failed(html))
        return html

    def whole(self, page: Page, base: str) -> str:
        """Return a page complete with head, tabs and foot, for a site made without MkDocs.

        ``base`` leads from the page to the top of the site.
        """
        content = self.render(page)
        bare = (
            f'<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n'
            f"<title>{escape(page.title)}</title>\n{content}\n"
        )
        return self._or_else(partial(self._laid_out, page, content, base), page.uri, bare)

    def foot(self, uri: str) -> str:
        """Return the foot of the page at an address; empty where our own code fails on it."""
        return self._or_else(lambda: self._filled(Page(uri, "", Foot())), uri, "")

    def _laid_out(self, page: Page, content: str, base: str) -> str:
        frame = WholePage(templating.escaped_html(content), self._tabs, base)
        return self._filled(page, frame)

    @cached_property
    def _tabs(self) -> Sequence[Page]:
        return [page for page in self.pages.values() if page.tab]

    def _or_else(self, make: Callable[[], str], uri: str, instead: str) -> str:
        made = attempt(make, uri or "index")
        if isinstance(made, Failure):
            self.failures.setdefault(uri, made)
            return instead
        return made

    def _filled(self, page: Page, around: Contents | None = None) -> str:
        """A page's template filled with its contents, or a template that goes around the page."""
        contents = around or page.contents
        template = self._environment.get_template(contents.template)
        link = partial(self._link, page.uri)
        return str(template.render(page=page, link=link, **contents.variables()))

    @cached_property
    def _environment(self) -> Environment:
        made = templating.environment(self.site.book.config)
        made.globals.update(self._about_edition())
        made.globals.update(self._about_records())
        return made

    def _about_edition(self) -> Mapping[str, Any]:
        """What every template knows of the edition and of the addresses on it."""
        book, view = self.site.book, self.site.view
        repository = book.config.repository
        return {
            "site": self.site,
            "book": book,
            "config": book.config,
            "as_of": view.as_of,
            "public": self.site.public,
            "forge": links.FORGES[repository.forge] if repository else None,
            "to": links,
            "there": self._is_there,
            "few": FEW,
            "nobody": UNNAMED,
            "rates_of": partial(rates.over, view),
            "rates_count": rates.BRIEF,
            "rate_note": "".join(layout.rate_notes(view, brief=True)),
            "rate_names": tuple(rates.NAMES.values()),
            "local_note": "".join(layout.local_note(view)),
            "unseen_note": remarks.UNSEEN_NOTE,
        }

    def _about_records(self) -> Mapping[str, Any]:
        """What every template can ask about a record or its status."""
        book, as_of = self.site.book, self.site.view.as_of
        return {
            "unit_of": self._index.units.by_name.get,
            "source_of": book.source,
            "named": lambda item: tuple(dict.fromkeys(item.named)),
            "whose_units": overview.whose,
            "tags_of": remarks.tags,
            "tags_beside": remarks.tags_beside_count,
            "said": remarks.said,
            "matter_tags": remarks.matter_tags,
            "matter_said": remarks.matter_said,
            "unnamed": remarks.unnamed,
            "absence": remarks.absence,
            "validity": partial(unit_views.validity, as_of=as_of),
            "more_of": partial(shown_fields.pairs, place="page"),
        }

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.pages) | self.extra

    def _is_there(self, target: str) -> bool:
        return target.partition("#")[0] in self._known

    def _link(self, here: str, target: str) -> str:
        """The address of a page or file as seen from the page ``here``.

        A template that links to what may be absent asks first whether it is there.
        """
        place, mark, anchor = target.partition("#")
        if place not in self._known:
            raise LookupError(f"{here or '/'} links to {place}, which no page is")
        return self.addresses.link(here, place) + mark + anchor
