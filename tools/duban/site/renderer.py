"""The HTML of the site's pages: templates filled with their contents, links that are known to lead somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from functools import cached_property
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from duban.ground.isolation import Failure
from duban.ground.isolation import attempt
from duban.records import shown_fields
from duban.reports import layout
from duban.reports import overview
from duban.reports import unit_views
from duban.site import links
from duban.site import templating
from duban.site.contents import FEW
from duban.site.contents import NOBODY
from duban.site.contents import Contents
from duban.site.contents import Page
from duban.status import rates
from duban.status import remarks

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from jinja2 import Environment

    from duban.site.editions import Site
    from duban.site.links import Addresses


@dataclass(frozen=True)
class Maker:
    """Makes the HTML of one site's pages; ``extra`` are the files beside them that links may lead to.

    ``failures`` gathers, by address, the pages on which our own code failed: they say so, the others are made as always.
    """

    site: Site
    addresses: Addresses
    extra: frozenset[str] = frozenset()
    failures: dict[str, Failure] = field(default_factory=dict)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Every page by its address, in the order of the tabs."""
        return Contents(self.site).pages

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self.pages) | self.extra

    @cached_property
    def _environment(self) -> Environment:
        book, as_of = self.site.book, self.site.view.as_of
        made = templating.environment(book.config)
        made.globals.update(
            site=self.site,
            book=book,
            config=book.config,
            as_of=as_of,
            public=self.site.public,
            forge=links.FORGES[book.config.repository.forge] if book.config.repository else None,
            to=links,
            there=self._is_there,
            unit_of=book.names.by_name.get,
            source_of=book.source,
            named=lambda item: tuple(dict.fromkeys(item.named)),
            few=FEW,
            nobody=NOBODY,
            rates_of=partial(rates.over, self.site.view),
            rates_count=rates.BRIEF,
            rate_note="".join(layout.rate_notes(self.site.view, brief=True)),
            local_note="".join(layout.local_note(self.site.view)),
            rate_names=tuple(rates.NAMES.values()),
            whose_units=overview.whose,
            tags_of=remarks.tags,
            tags_beside=remarks.tags_beside_count,
            said=remarks.said,
            matter_tags=remarks.matter_tags,
            matter_said=remarks.matter_said,
            unnamed=remarks.unnamed,
            unseen_note=remarks.UNSEEN_NOTE,
            absence=remarks.absence,
            validity=partial(unit_views.validity, as_of=as_of),
            more_of=partial(shown_fields.pairs, place="page"),
        )
        return made

    @cached_property
    def _tabs(self) -> Sequence[Page]:
        return [one for one in self.pages.values() if one.tab]

    def render(self, page: Page) -> str:
        """Return the HTML of a page, without what surrounds it on the site."""
        html = (
            attempt(partial(self._filled, page), page.uri or "index")
            if page.failure is None
            else page.failure
        )
        if isinstance(html, Failure):
            self.failures[page.uri] = html
            return self._filled(page.failed(html))
        return html

    def _filled(self, page: Page) -> str:
        return str(
            self._environment.get_template(page.template).render(
                page=page, link=partial(self._link, page.uri), **page.data
            )
        )

    def whole(self, page: Page, base: str) -> str:
        """Return a page complete with head, tabs and foot, for a site made without MkDocs; ``base`` leads to its top."""
        content = self.render(page)
        bare = f'<!doctype html>\n<html lang="zh-CN">\n<meta charset="utf-8">\n<title>{escape(page.title)}</title>\n{content}\n'
        return self._or_else(partial(self._laid_out, page, content, base), page, bare)

    def _laid_out(self, page: Page, content: str, base: str) -> str:
        return str(
            self._environment.get_template("layout.html").render(
                page=page,
                content=templating.escaped_html(content),
                tabs=self._tabs,
                base=base,
                link=partial(self._link, page.uri),
            )
        )

    def foot(self, page: Page) -> str:
        """Return the foot of a page: how fresh the data are, where the rules stand; empty where our own code fails."""
        return self._or_else(partial(self._foot, page), page, "")

    def _or_else(self, make: Callable[[], str], page: Page, instead: str) -> str:
        made = attempt(make, page.uri or "index")
        if isinstance(made, Failure):
            self.failures.setdefault(page.uri, made)
            return instead
        return made

    def _foot(self, page: Page) -> str:
        return str(
            self._environment.get_template("foot.html").render(
                page=page, link=partial(self._link, page.uri)
            )
        )

    def _is_there(self, target: str) -> bool:
        return target.partition("#")[0] in self._known

    def _link(self, here: str, target: str) -> str:
        """The address of a page; a template that links to what may be absent must ask first whether it is there."""
        place, mark, anchor = target.partition("#")
        if place not in self._known:
            raise LookupError(f"{here or '/'} links to {place}, which no page is")
        return self.addresses.link(here, place) + mark + anchor
