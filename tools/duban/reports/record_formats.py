"""A record or a rule in full, in each output format of ``tasks show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.privacy import personal_data
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Unit
from duban.reports import details
from duban.reports import formats
from duban.reports import json_data
from duban.reports.formats import Screen
from duban.status.assessment import ItemStatus
from duban.status.matters import MatterStatus

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

    from duban.ground.findings import Rule
    from duban.records.sources import Source
    from duban.reports.tables import Report
    from duban.status.assessment import Assessment

    Record = Item | Matter | Unit | Source


@immutable
class RuleResult:
    """A rule that was asked for, ready to be put into a format."""

    rule: Rule[..., object]
    screen: Screen = Screen()

    @property
    def report(self) -> Report:
        """Its page of the manual."""
        return details.rule_page(self.rule)


@immutable
class RecordResult:
    """A record that was asked for and the book as judged, ready to be put into a format.

    ``record`` may be of the book before it was judged: what is shown is what the assessment has in
    its place. LookupError where that left it out.
    """

    record: Record
    assessment: Assessment
    subtitle: str
    screen: Screen = Screen()

    @property
    def report(self) -> Report:
        """Its page."""
        view, shown = self.assessment, self._shown()
        match shown:
            case ItemStatus():
                return details.item(shown, view, self.subtitle)
            case MatterStatus():
                return details.matter(shown, view, self.subtitle)
            case Unit():
                return details.unit(shown, view, self.subtitle)
            case _:
                return details.source(shown, view, self.subtitle)

    @property
    def data(self) -> dict[str, object] | None:
        """An item or a matter as plain data; None for the rest, which lists have."""
        day, shown = self.assessment.as_of, self._shown()
        match shown:
            case ItemStatus():
                data = json_data.item_data(shown)
            case MatterStatus():
                data = json_data.matter_data(shown, day)
            case _:
                return None
        return {"schema_version": json_data.SCHEMA_VERSION, "as_of": str(day), **data}

    def _shown(self) -> ItemStatus | MatterStatus | Unit | Source:
        view, path = self.assessment, self.record.path
        found: ItemStatus | MatterStatus | Unit | Source | None
        match self.record:
            case Item():
                found = next((status for status in view.items if status.item.path == path), None)
            case Matter():
                runs = view.matters
                found = next((status for status in runs if status.matter.path == path), None)
            case Unit():
                found = view.book.units.get(self.record.id)
            case _:
                found = view.book.source(self.record.id)
        if found is None:
            raise LookupError(path)
        return found


Result = RecordResult | RuleResult


def _table(result: Result) -> str:
    screen = result.screen
    table = formats.terminal(result.report, columns=screen.columns, colour=screen.colour)
    return personal_data.masked(table)


def _json(result: Result) -> str | None:
    data = result.data if isinstance(result, RecordResult) else None
    return None if data is None else formats.json_text(personal_data.masked_data(data))


def _markdown(result: Result) -> str:
    return personal_data.masked(formats.markdown(result.report))


# A new format is one function and one line here; the command's choices come from this map. None
# is for what does not come in a format.
FORMATS: Mapping[str, Callable[[Result], str | None]] = {
    "table": _table,
    "json": _json,
    "markdown": _markdown,
}
