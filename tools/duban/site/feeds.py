"""Files beside the pages for other programs: calendars, news, tables, the whole report."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import cached_property
from functools import partial
from typing import TYPE_CHECKING

from duban.ground.isolation import Failure
from duban.ground.isolation import attempt
from duban.ground.text import listed
from duban.reports import formats
from duban.reports import json_data
from duban.reports import views
from duban.site import links
from duban.status import due_dates
from duban.status import remarks
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.site.editions import Site
    from duban.status.due_dates import Occasion

_BACK = timedelta(days=366)
_AHEAD = timedelta(days=366)
_NEWS = 100
_ATOM = "http://www.w3.org/2005/Atom"


def files(
    site: Site, address: str = "", failures: dict[str, Failure] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Return the files with their paths; ``address`` is where the site will stand, empty where that is not known.

    A file on which our code fails says so in its place, and is added to ``failures``.
    """
    failures = {} if failures is None else failures
    for path, make in _makers(site, f"{address.rstrip('/')}/" if address else ""):
        content = attempt(make, path)
        if isinstance(content, Failure):
            failures[path] = content
            content = f"程序故障，本文件没有生成，与填报内容无关（{content}）。\n".encode()
        yield path, content


def _makers(site: Site, address: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    view, context = site.view, site.context
    yield (
        "data/report.json",
        lambda: json.dumps(
            json_data.data("trend", view, context), ensure_ascii=False, separators=(",", ":")
        ).encode(),
    )
    for table in ("items", "units", "trend", *(("matters",) if view.matters else ())):
        yield f"data/{table}.csv", partial(_table, site, table)
    events = _Events(site, address)
    yield "calendar.ics", lambda: calendar(site.book.config.name, events.all)
    for unit in site.book.units.values():
        yield links.unit_calendar(unit.id), partial(_unit_calendar, site, unit.name, events)
    yield "feed.atom", partial(news, site, address)


def _table(site: Site, name: str) -> bytes:
    return formats.csv_file(views.VIEWS[name](site.view, site.context)).encode()


def _unit_calendar(site: Site, name: str, events: _Events) -> bytes:
    return calendar(f"{name}：{site.book.config.name}", events.by_unit.get(name, []))


@dataclass(frozen=True)
class _Events:
    """The events of all calendars, each written out once."""

    site: Site
    address: str

    @cached_property
    def _found(self) -> Sequence[tuple[Occasion, bytes]]:
        view = self.site.view
        # What is over and done needs nobody's calendar.
        due = (
            one
            for one in due_dates.occasions(view, view.as_of - _BACK, view.as_of + _AHEAD)
            if one.light is not Light.DONE or one.on >= view.as_of
        )
        return [(one, _event(self.site, one, self.address)) for one in due]

    @property
    def all(self) -> Sequence[bytes]:
        return [event for _, event in self._found]

    @cached_property
    def by_unit(self) -> Mapping[str, Sequence[bytes]]:
        found: dict[str, list[bytes]] = {}
        for one, event in self._found:
            for name in dict.fromkeys(one.units):
                found.setdefault(name, []).append(event)
        return found


def paths(site: Site) -> frozenset[str]:
    """Return the paths of all those files."""
    fixed = {
        "data/report.json",
        "data/items.csv",
        "data/units.csv",
        "data/trend.csv",
        "calendar.ics",
        "feed.atom",
    }
    matters = {"data/matters.csv"} if site.view.matters else set()
    return frozenset(
        fixed | matters | {links.unit_calendar(unit.id) for unit in site.book.units.values()}
    )


_END = b"END:VCALENDAR\r\n"


def calendar(name: str, events: Sequence[bytes]) -> bytes:
    """Return an iCalendar file of events that are written out already: an event stands in the calendars of several units (RFC 5545)."""
    from icalendar import Calendar

    made = Calendar()
    made.add("prodid", "-//duban//督办台账//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})
    frame = bytes(made.to_ical())
    return frame.removesuffix(_END) + b"".join(events) + _END


def _event(site: Site, one: Occasion, address: str) -> bytes:
    """A whole-day event on the day on which something is due."""
    from icalendar import Event

    event = Event()
    event.add("uid", f"{one.key}@duban")
    event.add("dtstamp", _midnight(site.view.as_of))
    event.add("dtstart", one.on)
    event.add("dtend", one.on + timedelta(days=1))
    event.add("summary", due_dates.described(one))
    if one.tags:
        event.add("description", f"{listed(one.tags)}。{remarks.UNSEEN_NOTE}")
    event.add("transp", "TRANSPARENT")
    if address:
        event.add(
            "url", address + (links.matter(one.record) if one.matter else links.item(one.record))
        )
    return bytes(event.to_ical())


def news(site: Site, address: str) -> bytes:
    """Return an Atom feed of what was recorded last (RFC 4287)."""
    from xml.etree import ElementTree as ET

    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")

    def add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
        one = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        one.text = text or None
        return one

    recent = site.recent(_NEWS)
    add(feed, "title", site.book.config.name)
    add(feed, "id", address or "urn:duban:feed")
    add(feed, "updated", _stamp(recent[0].on if recent else site.view.as_of))
    add(add(feed, "author"), "name", site.book.config.supervisor or site.book.config.name)
    if address:
        add(feed, "link", href=f"{address}feed.atom", rel="self")
    items = {status.item.id for status in site.view.items}
    matters = {one.matter.id for one in site.view.matters}
    seen: dict[str, int] = {}
    for event in recent:
        said = event.sentence
        base = f"urn:duban:{event.commit[:12]}:{said.id}"
        seen[base] = seen.get(base, 0) + 1
        entry = add(feed, "entry")
        add(entry, "title", f"{said.unit}：{said.title or said.id}")
        add(entry, "id", f"{base}:{seen[base]}")
        add(entry, "updated", _stamp(event.on))
        add(entry, "summary", said.text)
        page = (
            links.item(said.id)
            if said.id in items
            else links.matter(said.id)
            if said.id in matters
            else "changes/"
        )
        add(entry, "link", href=(address or "./") + page, rel="alternate")
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _midnight(day: date) -> datetime:
    """The moment a day begins in China, in universal time."""
    return datetime.combine(day, time(), UTC) - timedelta(hours=8)


def _stamp(day: date) -> str:
    return _midnight(day).strftime("%Y-%m-%dT%H:%M:%SZ")
