"""Pages for those who report: the choice of unit, the form of a unit, the guide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any
from typing import Literal
from typing import NotRequired
from typing import TypedDict

from duban.ground.immutable import immutable
from duban.records import fields
from duban.records import kinds
from duban.records import shown_fields
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


# What a schema calls numbers; its ``type`` may also be a list.
_NUMBERS = ("integer", "number")
Widget = Literal["choice", "date", "number", "line", "text"]


class FurtherField(TypedDict):
    """A field that has no place of its own in the form: how the schema says to ask for it.

    ``choices`` are there for a choice only, ``bounds`` for a number: attributes of its input.
    """

    key: str
    label: str
    help: str
    example: str
    widget: Widget
    choices: NotRequired[Sequence[str | float]]
    bounds: NotRequired[Mapping[str, str | float]]


class FormData(TypedDict):
    """What ``site/script/form.js`` reads: the schema, the assignments, what the forge can do."""

    today: str
    schema: Mapping[str, Any]
    further: Sequence[FurtherField]
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
        further=_further_fields(),
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


def _further_fields() -> list[FurtherField]:
    """Return what the form asks for beside its own fields: all that the schema places there.

    A list or a group has no input: the form leaves it as the file has it.
    """
    schema = catalog.schema("progress")
    found: list[FurtherField] = []
    for shown in shown_fields.at(Progress, "form"):
        body = catalog.resolved(schema, schema["properties"][shown.key])
        widget = _widget(body)
        if widget is None:
            continue
        further = FurtherField(
            key=shown.key,
            label=shown.label,
            help=body["description"],
            example=str(body["examples"][0]),
            widget=widget,
        )
        if widget == "choice":
            further["choices"] = body["enum"]
        if widget == "number":
            further["bounds"] = _bounds(body)
        found.append(further)
    return found


def _widget(body: catalog.Schema) -> Widget | None:
    if "enum" in body:
        return "choice"
    if body.get("format") == "date":
        return "date"
    types = body.get("type", ())
    if types in _NUMBERS:
        return "number"
    if "string" not in types:
        return None
    # An input of one line would take the line breaks out of a text that may have them.
    one_line = "pattern" in body and not re.search(body["pattern"], "甲\n甲")
    return "line" if one_line else "text"


def _bounds(body: catalog.Schema) -> Mapping[str, str | float]:
    bounds = {"min": body.get("minimum"), "max": body.get("maximum")}
    step = 1 if body["type"] == "integer" else "any"
    return {"step": step} | {name: bound for name, bound in bounds.items() if bound is not None}


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
