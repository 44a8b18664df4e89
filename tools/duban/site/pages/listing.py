"""The list of all pages of a site, in the order of the tabs: a new page is one line here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from duban.ground import isolation
from duban.site import links
from duban.site.pages import due_calendar
from duban.site.pages import filling
from duban.site.pages import items
from duban.site.pages import overview
from duban.site.pages import reference
from duban.site.pages import sources
from duban.site.pages import timeline
from duban.site.pages import units
from duban.site.pages.page import FailurePage
from duban.site.pages.page import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.site.pages.index import Index
    from duban.site.pages.page import Contents


def all_pages(index: Index) -> Mapping[str, Page]:
    """Return every page by its address.

    A page that our code fails to make says so at its address, since others link to it.
    """
    return {page.uri: page for page in (*_tabs(index), *_record_pages(index))}


def _tabs(index: Index) -> Iterator[Page]:
    """The pages that stand alone; those for reporting not in public, nor for a past day."""
    reports = index.site.present is not None
    yield _tab("", "总览", partial(overview.overview, index))
    yield _tab("items/", "事项清单", partial(items.items, index))
    yield _tab("units/", "单位", partial(units.units, index))
    yield _tab("sources/", "方案和协议", partial(sources.sources, index))
    if index.site.view.matters:
        yield _tab("matters/", "协作事项", partial(sources.matters, index))
    yield from _timeline(index)
    yield _tab("calendar/", "到期日历", partial(due_calendar.calendar, index))
    yield _tab("changes/", "变动", partial(reference.changes, index))
    yield _tab("brief/", "专报", partial(overview.brief, index))
    if reports:
        yield _tab("fill/", "填报", partial(filling.fill, index))
    yield _tab("data/", "数据", partial(reference.data, index))
    yield _tab("rules/", "规则", partial(reference.rules, index))
    if reports:
        yield _tab("guide/", "填报指南", partial(filling.guide, index))
        yield _page("check/", "检查结果", partial(reference.check, index))


def _record_pages(index: Index) -> Iterator[Page]:
    """The pages of single records, which other pages link to."""
    site = index.site
    for item in site.view.items:
        make_item = partial(items.item_page, index, item)
        yield _page(links.item(item.item.id), item.item.title, make_item)
    for unit in site.book.units.values():
        yield _page(links.unit(unit.id), unit.name, partial(units.unit_page, index, unit))
    for unit in index.reporting if site.present else ():
        make_form = partial(filling.unit_form, index, unit)
        yield _page(links.unit_form(unit.id), f"{unit.name}填报", make_form)
    for source in site.book.sources():
        make_source = partial(sources.source_page, index, source)
        yield _page(links.source(source.id), source.name, make_source)
    for matter in site.view.matters:
        make_matter = partial(sources.matter_page, index, matter)
        yield _page(links.matter(matter.matter.id), sources.matter_title(matter), make_matter)


def _timeline(index: Index) -> tuple[Page, ...]:
    """One page, or several for many items; one that says so where making them fails."""
    made = isolation.attempt(lambda: tuple(timeline.timeline(index)), timeline.URI)
    if isinstance(made, isolation.Failure):
        return (Page(timeline.URI, timeline.TITLE, FailurePage(made), tab=timeline.TITLE),)
    return made


def _tab(uri: str, title: str, make: Callable[[], Contents]) -> Page:
    return _page(uri, title, make, tab=title)


def _page(uri: str, title: str, make: Callable[[], Contents], tab: str = "") -> Page:
    made = isolation.attempt(make, uri or "index")
    contents = FailurePage(made) if isinstance(made, isolation.Failure) else made
    return Page(uri, title, contents, tab)
