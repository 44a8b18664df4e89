"""The overview and the one-page brief to print: the book in figures."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import natural
from duban.reports import filtering
from duban.reports import unit_views
from duban.site.pages.page import Contents
from duban.status import rates
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.changes.sentences import Sentence
    from duban.records.sources import Agreement
    from duban.records.sources import Source
    from duban.site.charts import Chart
    from duban.site.pages.index import Index
    from duban.site.pages.unit_rows import UnitRow
    from duban.status.assessment import ItemStatus
    from duban.status.matters import MatterStatus
    from duban.status.rates import Rates
    from duban.status.verdicts import Assignment

_SOON_DAYS = 21


@immutable
class TrendCharts:
    """The chart of the past in two sizes, for wide screens and for phones."""

    wide: Chart
    narrow: Chart


@immutable(kw_only=True)
class OverviewPage(Contents):
    """The overview.

    ``lights`` are each light, its number of items, and the change in a week (None: not known).
    """

    template = "index.html"
    searched = True

    lights: Sequence[tuple[Light, int, int | None]]
    items_change: int
    assignments: Sequence[Assignment]
    overdue: Sequence[ItemStatus]
    soon: Sequence[ItemStatus]
    rates: Rates
    classes: Sequence[UnitRow]
    units: Sequence[UnitRow]
    sources: Sequence[tuple[Source, Sequence[ItemStatus], Mapping[Light, int]]]
    unassigned: Sequence[ItemStatus]
    unnamed_counts: Sequence[tuple[str, int]]
    matters: Sequence[MatterStatus]
    matter_lights: Mapping[Light, int]
    chart: TrendCharts | None
    changed: Sequence[Sentence]
    expiring: Sequence[Agreement]


def overview(index: Index) -> OverviewPage:
    """Return the overview."""
    site, view = index.site, index.site.view
    last_day = view.as_of + timedelta(days=unit_views.EXPIRING_DAYS)
    return OverviewPage(
        lights=_lights(index),
        items_change=_items_change(index),
        assignments=tuple(view.assignments()),
        overdue=index.overdue,
        soon=_due_within(index, _SOON_DAYS),
        rates=rates.of(view),
        classes=index.class_rows,
        units=index.unit_rows,
        sources=index.source_rows,
        unassigned=[status for status in view.items if status.unassigned],
        unnamed_counts=unit_views.unnamed_counts(view),
        matters=[status for status in index.matters_by_urgency if status.current],
        matter_lights=Counter(status.light for status in view.matters),
        chart=_charts(index),
        changed=index.changed,
        expiring=[
            agreement
            for agreement in site.book.agreements.values()
            if agreement.expires and agreement.expires <= last_day
        ],
    )


def _lights(index: Index) -> Sequence[tuple[Light, int, int | None]]:
    """Each light with its number of items and the change among what can be compared."""
    site = index.site
    if site.before is None:
        return [(light, site.view.lights[light], None) for light in Light]
    was, now = site.before.lights, (site.compared or site.view).lights
    return [(light, site.view.lights[light], now[light] - was[light]) for light in Light]


def _items_change(index: Index) -> int:
    """How many more items there are than a week ago, 0 where that is not known."""
    site = index.site
    if site.before is None:
        return 0
    return len((site.compared or site.view).items) - len(site.before.items)


def _due_within(index: Index, days: int) -> Sequence[ItemStatus]:
    """The items due within so many days, the earliest first."""
    view = index.site.view
    soon = filtering.select(view, filtering.Filters(due_within=days)).items
    return sorted(
        soon, key=lambda status: (status.judged.due or view.as_of, natural(status.item.id))
    )


def _charts(index: Index) -> TrendCharts | None:
    wide, narrow = index.trend(860, 300), index.trend(360, 260)
    return TrendCharts(wide, narrow) if wide and narrow else None


@immutable(kw_only=True)
class BriefPage(Contents):
    """The brief for leaders: one sheet of paper.

    ``singles`` is how many single units there are, ``week`` the number of the ISO week.
    """

    template = "brief.html"

    assignments: Sequence[Assignment]
    rates: Rates
    overdue: Sequence[ItemStatus]
    soon: Sequence[ItemStatus]
    singles: int
    classes: Sequence[UnitRow]
    units: Sequence[UnitRow]
    changed: Sequence[Sentence]
    chart: Chart | None
    lights: Sequence[tuple[Light, int]]
    week: int
    late_matters: int


def brief(index: Index) -> BriefPage:
    """Return the brief."""
    view = index.site.view
    return BriefPage(
        assignments=tuple(view.assignments()),
        rates=rates.of(view),
        overdue=index.overdue,
        soon=[status for status in index.items_by_urgency if status.light is Light.DUE_SOON],
        singles=len(index.unit_rows),
        classes=index.class_rows,
        units=[row for row in index.unit_rows if row.counts[Light.OVERDUE]],
        changed=index.changed,
        chart=index.trend(620, 160),
        lights=[(light, view.lights[light]) for light in Light],
        week=view.as_of.isocalendar().week,
        late_matters=sum(status.light is Light.OVERDUE for status in view.matters),
    )
