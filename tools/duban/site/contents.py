"""What each page of the site shows: one function a kind of page, from the assessment to what its template prints."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from functools import partial
from typing import TYPE_CHECKING
from typing import Any

from duban.ground import isolation
from duban.ground import periods
from duban.ground.text import natural
from duban.records import kinds
from duban.records import model
from duban.records.book import Units
from duban.records.model import UNNAMED
from duban.records.model import WRITTEN_STATES
from duban.records.sources import Agreement
from duban.records.sources import Plan
from duban.reports import details
from duban.reports import filtering
from duban.reports import layout
from duban.reports import unit_views
from duban.rules import manual
from duban.rules import registry
from duban.schemas import catalog
from duban.site import charts
from duban.site import links
from duban.site import matter_steps
from duban.status import assessment
from duban.status import deadlines
from duban.status import due_dates
from duban.status import rates
from duban.status import remarks
from duban.status import verdicts
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.ground.findings import Finding
    from duban.records.model import Item
    from duban.records.model import Unit
    from duban.records.sources import Chapter
    from duban.records.sources import Source
    from duban.site.editions import Site
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.comparison import Sentence
    from duban.status.history import Event
    from duban.status.matters import MatterStatus
    from duban.status.verdicts import Assignment

NOBODY = UNNAMED
# A rate over fewer due assignments than this says little: such units are marked and not ranked.
FEW = 3
_TIMELINE_ROWS = 300
# Two points make a line but no trend.
_FEWEST_POINTS = 3
_CALENDAR_MONTHS = 6
_SOON_DAYS = 21
_RECENT = 60


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its address (``""`` or ending in ``/``), title, template and what the template shows.

    ``tab`` is its name among the site's tabs, empty for pages reached from others; ``searched`` whether search finds it,
    by ``words`` where there are any, or else by its whole text; ``failure`` is set where it only says that our code failed.
    """

    uri: str
    title: str
    template: str
    data: Mapping[str, Any]
    tab: str = ""
    searched: bool = True
    words: tuple[str, ...] = ()
    failure: isolation.Failure | None = None

    def failed(self, failure: isolation.Failure) -> Page:
        """Return a page at the same address that says this one could not be made."""
        return _failed(self.uri, self.title, failure, self.tab)


def _failed(uri: str, title: str, failure: isolation.Failure, tab: str) -> Page:
    return Page(
        uri, title, "failure.html", {"failure": failure}, tab=tab, searched=False, failure=failure
    )


@dataclass(frozen=True)
class Contents:
    """The pages of one site; what several of them need is worked out once."""

    site: Site

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        """Every page by its address, in the order of the tabs."""
        return {page.uri: page for page in self._all()}

    def _all(self) -> Iterator[Page]:
        yield self._kept("", "总览", self._overview, tab="总览")
        yield self._kept("items/", "事项清单", self._items, tab="事项清单")
        yield self._kept("units/", "单位", self._units, tab="单位")
        yield self._kept("sources/", "方案和协议", self._sources, tab="方案和协议")
        if self.site.view.matters:
            yield self._kept("matters/", "协作事项", self._matters, tab="协作事项")
        timeline = isolation.attempt(lambda: tuple(self._timeline()), "timeline/")
        yield from (
            (_failed("timeline/", "时间轴", timeline, "时间轴"),)
            if isinstance(timeline, isolation.Failure)
            else timeline
        )
        yield self._kept("calendar/", "到期日历", self._calendar, tab="到期日历")
        yield self._kept("changes/", "变动", self._changes, tab="变动")
        yield self._kept("brief/", "专报", self._brief, tab="专报")
        if self.site.present:
            yield self._kept("fill/", "填报", self._fill, tab="填报")
        yield self._kept("data/", "数据", self._data, tab="数据")
        yield self._kept("rules/", "规则", self._rules, tab="规则")
        if self.site.present:
            yield self._kept("guide/", "填报指南", self._guide, tab="填报指南")
            yield self._kept("check/", "检查结果", self._check)
        for status in self.site.view.items:
            yield self._kept(
                links.item(status.item.id), status.item.title, partial(self._item, status)
            )
        for unit in self.site.book.units.values():
            yield self._kept(links.unit(unit.id), unit.name, partial(self._unit, unit))
        if self.site.present:
            for unit in self._reporting:
                yield self._kept(
                    links.unit_form(unit.id), f"{unit.name}填报", partial(self._unit_form, unit)
                )
        for source in self.site.book.sources():
            yield self._kept(links.source(source.id), source.name, partial(self._source, source))
        for one in self.site.view.matters:
            yield self._kept(
                links.matter(one.matter.id), one.matter.workflow, partial(self._matter, one)
            )

    def _kept(self, uri: str, title: str, make: Callable[[], Page], tab: str = "") -> Page:
        """A page; where making it fails, one at its address that says so, since others link to it."""
        made = isolation.attempt(make, uri or "index")
        return _failed(uri, title, made, tab) if isinstance(made, isolation.Failure) else made

    # What many pages need.

    @cached_property
    def units(self) -> Units:
        """The units by name."""
        return Units.of(self.site.book)

    @cached_property
    def _statuses(self) -> Mapping[str, UnitStatus]:
        return {status.unit: status for status in self.site.view.units}

    def status_of(self, unit: str) -> UnitStatus:
        """Return the assignments of a unit, none included."""
        return self._statuses.get(unit) or assessment.UnitStatus(unit, ())

    @cached_property
    def by_source(self) -> Mapping[str, Sequence[ItemStatus]]:
        """The items of each plan and agreement in the order of the document."""
        found: dict[str, list[ItemStatus]] = {source.id: [] for source in self.site.book.sources()}
        for status in sorted(self.site.view.items, key=lambda one: natural(one.item.id)):
            found.setdefault(status.item.source, []).append(status)
        return found

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[ItemStatus | None, ItemStatus | None]]:
        found: dict[str, tuple[ItemStatus | None, ItemStatus | None]] = {}
        for group in self.by_source.values():
            for place, status in enumerate(group):
                before = group[place - 1] if place else None
                after = group[place + 1] if place + 1 < len(group) else None
                found[status.item.id] = (before, after)
        return found

    @cached_property
    def _events(self) -> Mapping[str, Sequence[Event]]:
        found: dict[str, list[Event]] = {}
        for event in reversed(self.site.events):
            found.setdefault(event.sentence.id, []).append(event)
        return found

    @cached_property
    def _supported(self) -> Mapping[str, Sequence[ItemStatus]]:
        found: dict[str, list[ItemStatus]] = {}
        for status in self.site.view.items:
            for unit in dict.fromkeys(
                unit for name in status.item.supporting for unit in self.units.expand(name)
            ):
                found.setdefault(unit, []).append(status)
        return found

    @cached_property
    def _matters_by_urgency(self) -> Sequence[MatterStatus]:
        return sorted(self.site.view.matters, key=layout.matter_urgency)

    @cached_property
    def _waiting(self) -> Mapping[str, Sequence[MatterStatus]]:
        """The matters that wait for each unit: by their current step, or by the limit they are judged by."""
        found: dict[str, list[MatterStatus]] = {}
        for one in self._matters_by_urgency:
            for unit in dict.fromkeys((*one.units, *one.judged_units)):
                found.setdefault(unit, []).append(one)
        return found

    @cached_property
    def _urgent(self) -> Sequence[ItemStatus]:
        return sorted(
            self.site.view.items,
            key=lambda status: (*verdicts.urgency(status.judged), natural(status.item.id)),
        )

    @cached_property
    def _late(self) -> Sequence[ItemStatus]:
        return [one for one in self._urgent if one.light is Light.OVERDUE]

    @cached_property
    def _changed(self) -> Sequence[Sentence]:
        return [sentence for group in self.site.changed.values() for sentence in group]

    @cached_property
    def _reporting(self) -> Sequence[Unit]:
        """The registered units and classes of units that have something to report on, the classes last."""
        known = [unit for unit in self.site.book.units.values() if unit.name in self._statuses]
        return sorted(known, key=lambda unit: (unit.members is not None, natural(unit.name)))

    def _chapters(self, item: Item) -> Sequence[tuple[int, Chapter]]:
        """The headings an item stands under with their places in the document, the outermost first."""
        source = self.site.book.source(item.source)
        return (
            [
                (place, chapter)
                for place, chapter in enumerate(source.chapters)
                if chapter.holds(item.clause)
            ]
            if source
            else []
        )

    def _file(self, path: str) -> str | None:
        repository = self.site.book.config.repository
        return links.edit(repository, path) if repository else None

    # The pages with a tab.

    def _overview(self) -> Page:
        view, before = self.site.view, self.site.before
        compared = self.site.compared or view
        was, now = before.lights if before else None, compared.lights
        ending = view.as_of + timedelta(days=unit_views.EXPIRING_DAYS)
        soon = filtering.select(view, filtering.Filters(due_within=_SOON_DAYS)).items
        data = {
            "lights": [(light, view.lights[light], now[light] - was[light] if was else None) for light in Light],
            "items_change": len(compared.items) - len(before.items) if before else 0,
            "assignments": tuple(view.assignments()),
            "overdue": self._late,
            "soon": sorted(soon, key=lambda one: (one.judged.due or view.as_of, natural(one.item.id))),
            "rates": rates.of(view),
            "classes": self._classes,
            "units": self._ranked,
            "sources": self._source_rows,
            "unassigned": [status for status in view.items if status.unassigned],
            "unnamed_counts": unit_views.unnamed_counts(view),
            "matters": [one for one in self._matters_by_urgency if one.current],
            "matter_lights": Counter(one.light for one in view.matters),
            "chart": self._chart(),
            "changed": self._changed,
            "expiring": [one for one in self.site.book.agreements.values() if one.expires and one.expires <= ending],
        }  # fmt: skip
        return Page("", "总览", "index.html", data, tab="总览")

    def _chart(self) -> Mapping[str, charts.Chart] | None:
        points = self.site.points
        if len(points) < _FEWEST_POINTS:
            return None
        return {"wide": charts.lines(points, 860, 300), "narrow": charts.lines(points, 360, 260)}

    def _items(self) -> Page:
        chapters = {
            source.id: [
                (f"{source.id}:{place}", f"{chapter.clause} {chapter.title}")
                for place, chapter in enumerate(source.chapters)
            ]
            for source in self.site.book.sources()
        }
        rows = [
            (
                status,
                " ".join(
                    f"{one.unit or NOBODY}={one.light.key}"
                    for one in status.assignments or (status.judged,)
                ),
                " ".join(
                    f"{status.item.source}:{place}" for place, _ in self._chapters(status.item)
                ),
                f"{status.judged.due:%Y-%m}" if status.judged.due else "none",
            )
            for status in self._urgent
        ]
        months = sorted({month for _, _, _, month in rows if month != "none"})
        names, classes = (
            sorted((unit.unit for unit in part), key=natural)
            for part in unit_views.split(self.site.view)
        )
        data = {
            "rows": rows,
            "chapters": chapters,
            "months": months,
            "units": names,
            "classes": classes,
        }
        return Page("items/", "事项清单", "items.html", data, tab="事项清单", searched=False)

    @cached_property
    def _ranked(self) -> Sequence[UnitRow]:
        """The single units, those with most overdue first; ranks by rate only where enough was due."""
        rows = [self._unit_row(status) for status in unit_views.split(self.site.view)[0]]
        ordered = sorted(
            (row for row in rows if not row.few),
            key=lambda row: (
                -(row.rates.on_time.value or 0),
                -(row.rates.done.value or 0),
                natural(row.status.unit),
            ),
        )
        rank = (
            {row.status.unit: place for place, row in enumerate(ordered, 1)}
            if self.site.ranking
            else {}
        )
        ranked = [replace(row, rank=rank.get(row.status.unit)) for row in rows]
        return sorted(
            ranked,
            key=lambda row: (
                *(-row.status.count(light) for light in list(Light)[:3]),
                natural(row.status.unit),
            ),
        )

    @cached_property
    def _classes(self) -> Sequence[UnitRow]:
        """The classes of units whose members the book does not know: apart from the units, in no order of theirs."""
        return [self._unit_row(status) for status in unit_views.split(self.site.view)[1]]

    def _unit_row(self, status: UnitStatus) -> UnitRow:
        return UnitRow(
            status=status,
            rates=rates.over(self.site.view, status.assignments),
            counts={light: status.count(light) for light in Light},
            last_report=max(
                (one.last_report for one in status.assignments if one.last_report), default=None
            ),
        )

    def _units(self) -> Page:
        groups = [unit for unit in self.site.book.units.values() if unit.members is not None]
        silent = [
            unit
            for unit in self.site.book.units.values()
            if unit.members is None and unit.name not in self._statuses
        ]
        classes = {row.status.unit: row for row in self._classes}
        data = {"rows": self._ranked, "groups": groups, "classes": classes, "silent": silent}
        return Page("units/", "单位", "units.html", data, tab="单位", searched=False)

    @cached_property
    def _source_rows(self) -> Sequence[tuple[Source, Sequence[ItemStatus], Mapping[Light, int]]]:
        return [
            (
                source,
                self.by_source[source.id],
                Counter(status.light for status in self.by_source[source.id]),
            )
            for source in self.site.book.sources()
        ]

    def _sources(self) -> Page:
        return Page(
            "sources/",
            "方案和协议",
            "sources.html",
            {"rows": self._source_rows},
            tab="方案和协议",
            searched=False,
        )

    def _matters(self) -> Page:
        running = [
            (one, matter_steps.journey(one, self.site.view.as_of))
            for one in self._matters_by_urgency
            if one.current
        ]
        ended = [one for one in self._matters_by_urgency if not one.current]
        return Page(
            "matters/",
            "协作事项",
            "matters.html",
            {"running": running, "ended": ended},
            tab="协作事项",
            searched=False,
        )

    def _timeline(self) -> Iterator[Page]:
        groups: dict[str, list[ItemStatus]] = {}
        undated = []
        for status in self.site.view.items:
            if status.item.limit.parts.due or status.item.limit.parts.start:
                groups.setdefault(next(iter(status.item.named), NOBODY), []).append(status)
            else:
                undated.append(status)
        starts = [
            start for group in groups.values() for one in group if (start := self._start(one))
        ]
        ends = [one.judged.due for group in groups.values() for one in group if one.judged.due]
        today = self.site.view.as_of
        # An axis so long that a month is a hair helps nobody: at most three years back and two ahead.
        first = max(min([*starts, today]), today.replace(year=today.year - 3, day=1))
        last = min(max([*ends, today]), today.replace(year=today.year + 2, day=1))
        axis = charts.axis(first, last)
        order = sorted(
            groups,
            key=lambda name: (
                self.units.is_class(name),
                min(one.light for one in groups[name]),
                natural(name),
            ),
        )
        rows = {
            name: [
                self._bar(one, axis)
                for one in sorted(
                    groups[name], key=lambda one: (one.judged.due or today, natural(one.item.id))
                )
            ]
            for name in order
        }
        data: dict[str, Any] = {"axis": axis, "today": axis.place(today), "undated": undated}
        if sum(map(len, rows.values())) <= _TIMELINE_ROWS:
            yield Page(
                "timeline/",
                "时间轴",
                "timeline.html",
                {**data, "groups": rows, "parts": []},
                tab="时间轴",
                searched=False,
            )
            return
        parts = [
            (
                name,
                f"timeline/{self.units.by_name[name].id}/"
                if name in self.units.by_name
                else f"timeline/_{place}/",
            )
            for place, name in enumerate(order)
        ]
        yield Page(
            "timeline/",
            "时间轴",
            "timeline.html",
            {**data, "groups": {}, "parts": [(name, uri, len(rows[name])) for name, uri in parts]},
            tab="时间轴",
            searched=False,
        )
        for name, uri in parts:
            own = {**data, "undated": [], "groups": {name: rows[name]}, "parts": []}
            yield Page(uri, f"时间轴：{name}", "timeline.html", own, searched=False)

    def _start(self, status: ItemStatus) -> date | None:
        source = self.site.book.source(status.item.source)
        return status.item.limit.parts.start or (source.issued if source else None)

    def _bar(
        self, status: ItemStatus, axis: charts.Axis
    ) -> tuple[ItemStatus, charts.Span, Sequence[tuple[float, Light]]]:
        today = self.site.view.as_of
        deadline = deadlines.dated(status.item)
        begin = self._start(status) or axis.start
        marks: list[tuple[float, Light]] = []
        if deadline:
            done = max((one.done_on for one in status.assignments if one.done_on), default=None)
            until = done if status.light is Light.DONE else today
            return status, axis.span(min(begin, deadline.due), deadline.due, until), marks
        last = status.item.limit.parts.stop or today
        for one in due_dates.of_item(status, self.site.view, begin, today + timedelta(days=366)):
            if one.on <= max(today, status.judged.due or today):
                marks.append((axis.place(one.on), one.light))  # noqa: PERF401 - reads better than a comprehension over two conditions
        return status, axis.span(begin, max(begin, last), None), marks

    def _calendar(self) -> Page:
        today = self.site.view.as_of
        first = today.replace(day=1)
        months = list(
            periods.since(
                first, periods.Cycle.MONTH, first + timedelta(days=31 * (_CALENDAR_MONTHS - 1))
            )
        )[:_CALENDAR_MONTHS]
        found: dict[date, list[due_dates.Occasion]] = {}
        for one in due_dates.occasions(self.site.view, first, months[-1].end):
            found.setdefault(one.on, []).append(one)
        working = self.site.book.calendar()
        shown = [
            (
                month,
                [
                    (day, found.get(day, []), working.note(day), working.is_working(day))
                    for day in _days(month.start, month.end)
                ],
                sum(len(found.get(day, [])) for day in _days(month.start, month.end)),
            )
            for month in months
        ]
        return Page(
            "calendar/",
            "到期日历",
            "calendar.html",
            {"months": shown, "today": today},
            tab="到期日历",
            searched=False,
        )

    def _changes(self) -> Page:
        recent = self.site.recent(_RECENT)
        return Page(
            "changes/",
            "变动",
            "changes.html",
            {"groups": self.site.changed, "recent": recent, "week": self.site.before},
            tab="变动",
            searched=False,
        )

    def _brief(self) -> Page:
        view = self.site.view
        data = {
            "assignments": tuple(view.assignments()),
            "rates": rates.of(view),
            "overdue": self._late,
            "soon": [one for one in self._urgent if one.light is Light.DUE_SOON],
            "singles": len(self._ranked),
            "classes": self._classes,
            "units": [row for row in self._ranked if row.counts[Light.OVERDUE]],
            "changed": self._changed,
            "chart": charts.lines(self.site.points, 620, 160)
            if len(self.site.points) >= _FEWEST_POINTS
            else None,
            "lights": [(light, view.lights[light]) for light in Light],
            "week": view.as_of.isocalendar().week,
            "late_matters": sum(one.light is Light.OVERDUE for one in view.matters),
        }
        return Page("brief/", "专报", "brief.html", data, tab="专报", searched=False)

    def _fill(self) -> Page:
        rows = [(unit, self.status_of(unit.name)) for unit in self._reporting]
        return Page("fill/", "填报", "fill.html", {"rows": rows}, tab="填报", searched=False)

    def _data(self) -> Page:
        feeds = [(unit, links.unit_calendar(unit.id)) for unit in self._reporting]
        return Page("data/", "数据", "data.html", {"feeds": feeds}, tab="数据", searched=False)

    def _rules(self) -> Page:
        tables = (
            []
            if self.site.public
            else [(kind, list(manual.fields(kind.name))) for kind in kinds.KINDS]
        )
        found = (
            []
            if self.site.public
            else [(one, *manual.explained(one.page)) for one in registry.RULES]
        )
        return Page(
            "rules/",
            "规则",
            "rules.html",
            {"rules": found, "tables": tables, "small": unit_views.EXPIRING_DAYS},
            tab="规则",
        )

    def _guide(self) -> Page:
        status = next((one for one in self.site.view.units if one.unit in self.units.by_name), None)
        sample = status.assignments[0] if status else None
        unit = self.units.by_name[sample.unit] if sample and sample.unit else None
        path = f"tasks/progress/{unit.id}/{sample.item.id}.yaml" if sample and unit else None
        return Page(
            "guide/",
            "填报指南",
            "guide.html",
            {"sample": sample, "unit": unit, "path": path},
            tab="填报指南",
        )

    def _check(self) -> Page:
        data = {"by_file": self._findings(), "rules": frozenset(registry.CODES)}
        return Page("check/", "检查结果", "check.html", data, searched=False)

    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        """The findings by file; what they say and the line they show hold no personal data."""
        found: dict[str, list[Finding]] = {}
        for one in self.site.findings:
            found.setdefault(one.path, []).append(one)
        return found

    # The pages of records.

    def _item(self, status: ItemStatus) -> Page:
        item = status.item
        before, after = self._neighbours[item.id]
        data = {
            "status": status,
            "item": item,
            "source": self.site.book.source(item.source),
            "chapters": [chapter for _, chapter in self._chapters(item)],
            "limit": list(details.limit_lines(item, self.site.view)),
            "before": before,
            "after": after,
            "disclosure": details.disclosure(self.site.book, item),
            "assignments": [(one, self._form(one)) for one in status.assignments],
            "events": self._events.get(item.id, ()),
            "file": None if self.site.public else self._file(item.path),
        }
        reported = (one.latest.text for one in status.assignments if one.latest)
        words = (
            item.id,
            item.clause,
            item.quote,
            item.deliverable,
            *item.named,
            *item.supporting,
            *reported,
        )
        return Page(
            links.item(item.id), item.title, "item.html", data, words=tuple(dict.fromkeys(words))
        )

    def _form(self, one: Assignment) -> tuple[str | None, str | None]:
        """The form on which an assignment is reported, and its file in the forge's editor where there is one."""
        unit = self.units.by_name.get(one.unit or "")
        if self.site.present is None or unit is None:
            return None, None
        page = f"{links.unit_form(unit.id)}#{one.item.id}"
        return page, self._file(one.progress.path) if one.progress else None

    def _unit(self, unit: Unit) -> Page:
        status = self.status_of(unit.name)
        urgent = sorted(status.assignments, key=verdicts.urgency)
        data = {
            "unit": unit,
            "status": status,
            "counts": {light: status.count(light) for light in Light},
            "now": [
                one for one in urgent if one.light in {Light.OVERDUE, Light.DUE_SOON, Light.BEHIND}
            ],
            "missing": [one for one in urgent if one.missed],
            "leading": [one for one in urgent if one.leads],
            "answering": [one for one in urgent if not one.leads],
            "supporting": self._supported.get(unit.name, ()),
            "groups": [
                one for one in self.site.book.units.values() if unit.name in (one.members or ())
            ],
            "given": [one for one in self.site.view.items if unit.name in one.item.named]
            if unit.members is not None
            else [],
            "matters": self._waiting.get(unit.name, ()),
        }
        words = (unit.full_name, *unit.aliases, unit.region or "", unit.contact or "")
        return Page(links.unit(unit.id), unit.name, "unit.html", data, words=words)

    def _unit_form(self, unit: Unit) -> Page:
        repository = self.site.book.config.repository
        today = self.site.view.as_of
        choices = [
            self._choice(one, unit)
            for one in sorted(self.status_of(unit.name).assignments, key=verdicts.urgency)
        ]
        # A file whose text may not be shown cannot be gone on with here.
        hidden = [one for one in choices if one["record"] and not one["text"]]
        choices = [one for one in choices if one not in hidden]
        data = {
            "today": today.isoformat(),
            "schema": catalog.needed("progress"),
            "states": [str(state) for state in WRITTEN_STATES],
            "items": choices,
            "forge": repository.forge if repository else None,
            "can_fill": bool(repository and links.FORGES[repository.forge].text_parameter),
        }
        return Page(
            links.unit_form(unit.id),
            f"{unit.name}填报",
            "unit_form.html",
            {"unit": unit, "form": data, "choices": choices, "hidden": hidden},
            searched=False,
        )

    def _choice(self, one: Assignment, unit: Unit) -> Mapping[str, object]:
        repository = self.site.book.config.repository
        progress = (
            self.site.present.progress.get((unit.id, one.item.id)) if self.site.present else None
        )
        path = progress.path if progress else f"tasks/progress/{unit.id}/{one.item.id}.yaml"
        text = self.site.texts.get(path, "")
        return {
            "id": one.item.id,
            "title": one.item.title,
            "light": one.light.word,
            "reason": remarks.said(one),
            "path": path,
            "text": text,
            "record": model.written(progress) if progress else {},
            "periods": [
                [turn.period.label, turn.period.name, turn.reported is not None]
                for turn in reversed(one.turns)
            ],
            "new": links.new(repository, path) if repository else None,
            "edit": links.edit(repository, path) if repository and text else None,
        }

    def _source(self, source: Source) -> Page:
        group = self.by_source[source.id]
        placed: dict[str, list[ItemStatus]] = {}
        for status in group:
            clauses = (chapter.clause for _, chapter in self._chapters(status.item))
            placed.setdefault(max(clauses, key=len, default=""), []).append(status)
        data = {
            "source": source,
            "agreement": source if isinstance(source, Agreement) else None,
            "plan": source if isinstance(source, Plan) else None,
            "items": group,
            "counts": Counter(status.light for status in group),
            "placed": placed,
            "matters": [
                one for one in self._matters_by_urgency if one.matter.agreement == source.id
            ],
            "numbers": [one for one in self.site.counts if one.agreement == source.id],
            "file": None if self.site.public else self._file(source.path),
        }
        words = (
            source.title,
            source.number or "",
            *(f"{chapter.clause} {chapter.title}" for chapter in source.chapters),
        )
        return Page(links.source(source.id), source.name, "source.html", data, words=words)

    def _matter(self, one: MatterStatus) -> Page:
        data = {
            "status": one,
            "journey": matter_steps.journey(one, self.site.view.as_of),
            "sums": list(details.limit_sums(one, self.site.view)),
            "events": self._events.get(one.matter.id, ()),
            "file": self._file(one.matter.path),
        }
        matter = one.matter
        words = (
            matter.summary or "",
            matter.file_number or "",
            *matter.roles.values(),
            *(step.number or "" for step in matter.steps),
        )
        return Page(
            links.matter(matter.id),
            f"{matter.workflow} {matter.id.split('/', 1)[1]}",
            "matter.html",
            data,
            words=words,
        )


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list: its rates, whether too little was due to compare them, its rank (None: not ranked)."""

    status: UnitStatus
    rates: rates.Rates
    counts: Mapping[Light, int]
    last_report: date | None
    rank: int | None = None

    @property
    def few(self) -> bool:
        """Whether its rate says little."""
        return not self.rates.on_time.reported or self.rates.on_time.whole < FEW


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += timedelta(days=1)
