"""Pages for those who report: the choice of unit, the form of a unit, the guide."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any
from typing import TypedDict

from duban.ground.immutable import immutable
from duban.records import fields
from duban.records import kinds
from duban.records.model import WRITTEN_STATES
from duban.records.model import Progress
from duban.schemas import catalog
from duban.site import links
from duban.site.pages.page import Contents
from duban.status import remarks
from duban.status import verdicts
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.records.model import Unit
    from duban.site.pages.index import Index
    from duban.status.assessment import UnitStatus
    from duban.status.verdicts import Assignment


@immutable
class FillPage(Contents):
    """The choice of unit: each with its assignments."""

    template = "fill.html"

    rows: Sequence[tuple[Unit, UnitStatus]]


def fill(index: Index) -> FillPage:
    """Return the page on which a reporter chooses a unit."""
    return FillPage([(unit, index.status_of(unit.name)) for unit in index.reporting])


class Choice(TypedDict):
    """One assignment in the form, as ``site/script/form.js`` reads it.

    ``record`` is the progress file's data, ``text`` its text, both empty where there is no file
    yet. A period is its label, its name, and whether it was reported on. ``new`` and ``edit`` lead
    to the forge's editor.
    """

    id: str
    title: str
    light: str
    reason: str
    path: str
    text: str
    record: Mapping[str, object]
    periods: Sequence[tuple[str, str, bool]]
    new: str | None
    edit: str | None


class FormData(TypedDict):
    """What ``site/script/form.js`` reads: the schema, the assignments, what the forge can do."""

    today: str
    schema: Mapping[str, Any]
    states: Sequence[str]
    items: Sequence[Choice]
    forge: str | None
    can_fill: bool


@immutable(kw_only=True)
class UnitFormPage(Contents):
    """The form of one unit. ``hidden`` are the assignments whose file holds personal data."""

    template = "unit_form.html"

    unit: Unit
    form: FormData
    choices: Sequence[Choice]
    hidden: Sequence[Choice]


def unit_form(index: Index, unit: Unit) -> UnitFormPage:
    """Return the form on which a unit reports, the most urgent assignment first."""
    repository = index.site.book.config.repository
    urgent = sorted(index.status_of(unit.name).assignments, key=verdicts.urgency)
    choices: list[Choice] = []
    hidden: list[Choice] = []
    for assignment in urgent:
        choice = _choice(index, assignment, unit)
        # A file whose text may not be shown cannot be continued here.
        unreadable = choice["record"] and not choice["text"]
        (hidden if unreadable else choices).append(choice)
    form = FormData(
        today=index.site.view.as_of.isoformat(),
        schema=catalog.needed("progress"),
        states=[str(state) for state in WRITTEN_STATES],
        items=choices,
        forge=repository.forge if repository else None,
        can_fill=bool(repository and links.FORGES[repository.forge].text_parameter),
    )
    return UnitFormPage(unit=unit, form=form, choices=choices, hidden=hidden)


def _choice(index: Index, assignment: Assignment, unit: Unit) -> Choice:
    site, item = index.site, assignment.item
    repository = site.book.config.repository
    # The file as it stands now, which may say more than the day that the site shows.
    progress = site.present.progress.get((unit.id, item.id)) if site.present else None
    path = progress.path if progress else _progress_path(unit, item.id)
    text = site.texts.get(path, "")
    return Choice(
        id=item.id,
        title=item.title,
        light=lamp(assignment.light, site.book.config).word,
        reason=remarks.said(assignment),
        path=path,
        text=text,
        record=fields.written(progress) if progress else {},
        periods=[
            (turn.period.label, turn.period.name, turn.reported is not None)
            for turn in reversed(assignment.turns)
        ],
        new=links.new(repository, path) if repository else None,
        edit=links.edit(repository, path) if repository and text else None,
    )


def _progress_path(unit: Unit, item: str) -> str:
    return kinds.path_of(Progress, unit.id, item)


@immutable
class GuidePage(Contents):
    """The guide to reporting, with an assignment of this book as its example where there is one."""

    template = "guide.html"
    searched = True

    sample: Assignment | None
    unit: Unit | None
    path: str | None


def guide(index: Index) -> GuidePage:
    """Return the guide to reporting."""
    registered = index.units.by_name
    for status in index.site.view.units:
        unit = registered.get(status.unit)
        if unit and status.assignments:
            sample = status.assignments[0]
            return GuidePage(sample, unit, _progress_path(unit, sample.item.id))
    return GuidePage(None, None, None)
