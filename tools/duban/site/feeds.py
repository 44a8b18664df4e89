"""Files for other programs beside the pages: calendars, news, tables, the whole report."""

from __future__ import annotations

import json
from datetime import UTC
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import cached_property
from functools import partial
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from icalendar import Calendar
from icalendar import Event as CalendarEvent

from duban.ground.immutable import immutable
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

    from duban.changes.history import Event
    from duban.site.editions import Edition
    from duban.status.due_dates import DueDate

# Calendars reach this far back and ahead.
_BACK = timedelta(days=366)
_AHEAD = timedelta(days=366)
_MOST_NEWS = 100
_ATOM = "http://www.w3.org/2005/Atom"


def files(
    site: Edition, address: str = "", failures: dict[str, Failure] | None = None
) -> Iterator[tuple[str, bytes]]:
    """Yield the files with their paths.

    ``address`` is where the site will stand, empty where that is not known. A file on which our
    code fails says so in its place, and is added to ``failures``.
    """
    failures = {} if failures is None else failures
    for path, make in _makers(site, f"{address.rstrip('/')}/" if address else ""):
        content = attempt(make, path)
        if isinstance(content, Failure):
            failures[path] = content
            content = f"程序故障，本文件没有生成，与填报内容无关（{content}）。\n".encode()
        yield path, content


def paths(site: Edition) -> frozenset[str]:
    """Return the paths of all those files."""
    return frozenset(path for path, _ in _makers(site, ""))


def _makers(site: Edition, address: str) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each file's path with what makes its content; a new file is one line here."""
    yield "data/report.json", partial(_report, site)
    tables = ["items", "units", "trend"]
    if site.view.matters:
        tables.append("matters")
    for name in tables:
        yield f"data/{name}.csv", partial(_table, site, name)
    events = _CalendarEvents(site, address)
    yield "calendar.ics", lambda: calendar(site.book.config.name, events.all)
    for unit in site.book.units.values():
        yield links.unit_calendar(unit.id), partial(_unit_calendar, site, unit.name, events)
    yield "feed.atom", partial(news, site, address)


def _report(site: Edition) -> bytes:
    report = json_data.data("trend", site.view, site.context)
    return json.dumps(report, ensure_ascii=False, separators=(",", ":")).encode()


def _table(site: Edition, name: str) -> bytes:
    return formats.csv_file(views.VIEWS[name](site.view, site.context)).encode()


def _unit_calendar(site: Edition, name: str, events: _CalendarEvents) -> bytes:
    return calendar(f"{name}：{site.book.config.name}", events.by_unit.get(name, []))


@immutable(slots=False)
class _CalendarEvents:
    """What is due as iCalendar text; an event is written once for all calendars it is in."""

    site: Edition
    address: str

    @cached_property
    def _written(self) -> Sequence[tuple[DueDate, bytes]]:
        view = self.site.view
        # What is over and done needs nobody's calendar.
        needed = (
            due_date
            for due_date in due_dates.due_dates(view, view.as_of - _BACK, view.as_of + _AHEAD)
            if due_date.light is not Light.DONE or due_date.on >= view.as_of
        )
        return [(due_date, _event(self.site, due_date, self.address)) for due_date in needed]

    @property
    def all(self) -> Sequence[bytes]:
        """The events of all units."""
        return [event for _, event in self._written]

    @cached_property
    def by_unit(self) -> Mapping[str, Sequence[bytes]]:
        """The events of each unit, by its name."""
        found: dict[str, list[bytes]] = {}
        for due_date, event in self._written:
            for name in dict.fromkeys(due_date.units):
                found.setdefault(name, []).append(event)
        return found


_END = b"END:VCALENDAR\r\n"


def calendar(name: str, events: Sequence[bytes]) -> bytes:
    """Return an iCalendar file (RFC 5545) of events that are written out already."""
    made = Calendar()
    made.add("prodid", "-//duban//督办台账//ZH")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Shanghai")
    made.add("refresh-interval", timedelta(days=1), {"value": "DURATION"})
    frame = bytes(made.to_ical())
    return frame.removesuffix(_END) + b"".join(events) + _END


def _event(site: Edition, due_date: DueDate, address: str) -> bytes:
    """A whole-day event on the day on which something is due."""
    event = CalendarEvent()
    event.add("uid", f"{due_date.key}@duban")
    event.add("dtstamp", _midnight(site.view.as_of))
    event.add("dtstart", due_date.on)
    event.add("dtend", due_date.on + timedelta(days=1))
    event.add("summary", due_dates.described(due_date, site.book.config))
    if due_date.tags:
        event.add("description", f"{listed(due_date.tags)}。{remarks.UNSEEN_NOTE}")
    event.add("transp", "TRANSPARENT")
    if address:
        page = links.matter if due_date.matter else links.item
        event.add("url", address + page(due_date.record))
    return bytes(event.to_ical())


def news(site: Edition, address: str) -> bytes:
    """Return an Atom feed (RFC 4287) of what was recorded last."""
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    recent = site.recent(_MOST_NEWS)
    _add(feed, "title", site.book.config.name)
    _add(feed, "id", address or "urn:duban:feed")
    _add(feed, "updated", _stamp(recent[0].on if recent else site.view.as_of))
    _add(_add(feed, "author"), "name", site.book.config.supervisor or site.book.config.name)
    if address:
        _add(feed, "link", href=f"{address}feed.atom", rel="self")
    pages = {
        **{status.matter.id: links.matter(status.matter.id) for status in site.view.matters},
        **{status.item.id: links.item(status.item.id) for status in site.view.items},
    }
    seen: dict[str, int] = {}
    for event in recent:
        # One commit may say several things of a record, and each entry needs an id of its own.
        base = f"urn:duban:{event.commit[:12]}:{event.sentence.id}"
        seen[base] = seen.get(base, 0) + 1
        page = pages.get(event.sentence.id, "changes/")
        _add_entry(feed, event, f"{base}:{seen[base]}", (address or "./") + page)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add_entry(feed: ET.Element, event: Event, identity: str, address: str) -> None:
    sentence = event.sentence
    entry = _add(feed, "entry")
    _add(entry, "title", f"{sentence.unit}：{sentence.title or sentence.id}")
    _add(entry, "id", identity)
    _add(entry, "updated", _stamp(event.on))
    _add(entry, "summary", sentence.text)
    _add(entry, "link", href=address, rel="alternate")


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    element = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    element.text = text or None
    return element


def _midnight(day: date) -> datetime:
    """The moment a day begins in China, in universal time."""
    return datetime.combine(day, time(), UTC) - timedelta(hours=8)


def _stamp(day: date) -> str:
    return _midnight(day).strftime("%Y-%m-%dT%H:%M:%SZ")
