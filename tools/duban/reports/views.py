"""The views of ``tasks report`` and the formats that each comes in: one map each."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from duban.ground import isolation
from duban.ground.immutable import immutable
from duban.reports import filtering
from duban.reports import formats
from duban.reports import json_data
from duban.reports.formats import Screen
from duban.reports.item_views import due
from duban.reports.item_views import items
from duban.reports.item_views import matters
from duban.reports.item_views import missing
from duban.reports.item_views import overdue
from duban.reports.overview import overview
from duban.reports.overview import trend
from duban.reports.unit_views import agreements
from duban.reports.unit_views import unassigned
from duban.reports.unit_views import units
from duban.status import assessment

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from datetime import date

    from duban.changes.history import Past
    from duban.changes.trend import Point
    from duban.ground.isolation import Failure
    from duban.records.book import Book
    from duban.reports.layout import ReportContext
    from duban.reports.tables import Report
    from duban.status.assessment import Assessment

# A new view is a function and a line here. The head of its docstring is its Chinese name.
VIEWS: Mapping[str, Callable[[Assessment, ReportContext], Report]] = {
    "overview": overview,
    "overdue": overdue,
    "due": due,
    "missing": missing,
    "items": items,
    "units": units,
    "agreements": agreements,
    "matters": matters,
    "unassigned": unassigned,
    "trend": trend,
}


def names() -> dict[str, str]:
    """Return the Chinese name of each view, with what it needs in brackets, as help shows it."""
    return {name: (view.__doc__ or name).partition("：")[0] for name, view in VIEWS.items()}


@immutable
class ReportResult:
    """What was asked of ``tasks report``, ready to be put into a format."""

    view: str
    assessment: Assessment
    context: ReportContext
    screen: Screen = Screen()

    @property
    def report(self) -> Report:
        """The view of the assessment."""
        return VIEWS[self.view](self.assessment, self.context)


def _table(result: ReportResult) -> str:
    screen = result.screen
    return formats.terminal(result.report, columns=screen.columns, colour=screen.colour)


def _json(result: ReportResult) -> str:
    listed = result.report.listed
    return formats.json_text(json_data.data(result.view, result.assessment, result.context, listed))


def _csv(result: ReportResult) -> str:
    return formats.csv_file(result.report)


def _markdown(result: ReportResult) -> str:
    return formats.markdown(result.report)


# A new format is one function and one line here; the command's choices come from this map.
FORMATS: Mapping[str, Callable[[ReportResult], str]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "markdown": _markdown,
}


@immutable
class Request:
    """What is asked of ``tasks report``: a view of a book on a day, in a format.

    ``past`` is what the trend shows; the other views have None.
    """

    view: str
    form: str
    book: Book
    day: date
    context: ReportContext
    past: Past | None
    screen: Screen


def written(request: Request) -> tuple[str, Assessment]:
    """Return the report as text, and the assessment of what it shows.

    A record that our own code fails on is left out of both, and counted.
    """
    result, failures = isolation.narrowed_or_raise(partial(_written, request), _paths(request))
    if failures:
        # Once more, so that the report itself says how many are missing.
        result = _written(request, frozenset(failure.path for failure in failures), failures)
    return result


def _written(
    request: Request, out: frozenset[str], known: tuple[Failure, ...] = ()
) -> tuple[str, Assessment]:
    """Return the report without the paths ``out``, of which ``known`` are the failures."""
    context = request.context
    whole = assessment.assess(request.book.without(out), request.day)
    counted = replace(whole, failures=(*whole.failures, *known))
    chosen = filtering.select(counted, context.filters)
    missed = out.union(failure.path for failure in whole.failures)
    shown = replace(context, trend=_points(request, chosen, missed))
    result = ReportResult(request.view, chosen, shown, request.screen)
    return FORMATS[request.form](result), chosen


def _points(request: Request, now: Assessment, out: frozenset[str]) -> tuple[Point, ...]:
    """Return the figures of earlier days, without the paths ``out``; none for other views."""
    if request.past is None:
        return ()
    from duban.changes import trend  # the other views need not load it

    return trend.points(
        request.past.without(out),
        now,
        lambda book: book,
        lambda view: filtering.select(view, request.context.filters),
    )


def _paths(request: Request) -> Iterable[str]:
    """Return the path of every file that a report may have to do without, each once."""
    versions = request.past.versions if request.past else ()
    records = (*request.book.records(), *versions)
    return dict.fromkeys(record.path for record in records)
