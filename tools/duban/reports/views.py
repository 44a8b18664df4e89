"""The views of ``tasks report`` and the formats that each comes in: one map each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
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

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

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
