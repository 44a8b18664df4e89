"""A report as plain data for programs: the same document whatever the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.records import shown_fields
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.reports.unit_views import split
from duban.status import rates
from duban.status import remarks
from duban.status.lights import Light
from duban.status.matters import unplaced

if TYPE_CHECKING:
    from datetime import date

    from duban.changes.trend import Point
    from duban.reports.layout import ReportContext
    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.rates import Rates
    from duban.status.verdicts import Assignment

SCHEMA_VERSION = 1


def data(
    view_name: str, view: Assessment, context: ReportContext, listed: Assessment | None = None
) -> dict[str, object]:
    """Return a report as plain data.

    The view only selects what it lists of the items and matters: ``listed``, or else all.
    """
    shown = listed or view
    singles, classes = split(view)
    document: dict[str, object] = {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of.isoformat(),
        "revision": context.revision,
        "view": view_name,
        "filters": context.filters.described(),
        "totals": _totals(view, context),
        "items": [item_data(status, public=context.public) for status in shown.items],
    }
    if not context.public:
        document["matters"] = [matter_data(status, view.as_of) for status in shown.matters]
    document["units"] = [_unit_data(unit, view) for unit in singles]
    document["unit_classes"] = [_unit_data(unit, view) for unit in classes]
    if context.trend:
        document["trend"] = [point_data(point) for point in context.trend]
        document["once_invalid_files"] = context.once_invalid
    return document


def _totals(view: Assessment, context: ReportContext) -> dict[str, object]:
    found = rates.of(view)
    assignments = tuple(view.assignments())
    totals: dict[str, object] = {
        "items": len(view.items),
        "assignments": len(assignments),
        "assignments_overdue": sum(part.light is Light.OVERDUE for part in assignments),
        "done": view.lights[Light.DONE],
        "on_time": found.on_time.part,
        **{light.key: count for light, count in view.lights.items() if light is not Light.DONE},
        "unassigned": sum(status.unassigned for status in view.items),
    }
    if not context.public:
        totals["matters"] = len(view.matters)
        totals["matters_overdue"] = sum(status.light is Light.OVERDUE for status in view.matters)
    totals["invalid_files"] = context.invalid_files
    if left_out := unplaced(view.book):
        totals["matters_left_out"] = left_out
    if failed := len(view.failures) + context.failed_files:
        totals["failed_files"] = failed
    return {**totals, **rates_data(found)}


def point_data(point: Point) -> dict[str, object]:
    """Return the figures of one day as plain data."""
    return {
        "date": point.on.isoformat(),
        "items": point.items,
        "assignments": point.assignments,
        "planned": point.planned,
        "planned_done": point.planned_done,
        "assignments_done": point.done,
        **{light.key: count for light, count in point.lights.items()},
        **rates_data(point.rates),
    }


def rates_data(found: Rates) -> dict[str, object]:
    """Return the rates as plain data: each share under its own key, and what each is made of."""
    by_key = {key: getattr(found, key) for key in rates.NAMES}
    shares = {_RATE_KEYS.get(key, f"{key}_rate"): rate.value for key, rate in by_key.items()}
    parts = {
        key: {"part": rate.part, "whole": rate.whole, "value": rate.value}
        for key, rate in by_key.items()
    }
    return {**shares, "rates": parts}


_RATE_KEYS = {"on_time_original": "on_time_rate_original"}


_UNIT_LIGHTS = (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)


def _unit_data(unit: UnitStatus, view: Assessment) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "lead": unit.leads,
        "assignments": len(unit.assignments),
        **{light.key: unit.count(light) for light in _UNIT_LIGHTS},
        **rates_data(rates.over(view, unit.assignments)),
    }


def item_data(status: ItemStatus, *, public: bool = False) -> dict[str, object]:
    """Return one item as plain data, a ``public`` one without the fields that are not published."""
    item, judged = status.item, status.judged
    return {
        "id": item.id,
        "title": item.title,
        "source": item.source,
        "clause": item.clause,
        "lead": item.lead,
        "light": status.light.key,
        "state": str(status.state),
        "due": _iso(judged.due),
        "due_original": _iso(judged.due_original),
        "days_left": judged.days_left,
        "reason": remarks.said(judged),
        "notes": list(remarks.tags(judged)),
        **shown_fields.data(Item, item, public=public),
        "assignments": [
            _assignment_data(assignment, public=public) for assignment in status.assignments
        ],
    }


def _assignment_data(assignment: Assignment, *, public: bool) -> dict[str, object]:
    return {
        "unit": assignment.unit,
        "lead": assignment.leads,
        "state": str(assignment.state),
        "light": assignment.light.key,
        "due": _iso(assignment.due),
        "due_original": _iso(assignment.due_original),
        "days_left": assignment.days_left,
        "done_on": _iso(assignment.done_on),
        "last_report": _iso(assignment.last_report),
        "missed_periods": [period.label for period in assignment.missed],
        "late_periods": [period.label for period in assignment.late_periods],
        "reason": remarks.said(assignment),
        "notes": list(remarks.tags(assignment)),
        **shown_fields.data(Progress, assignment.progress, public=public),
    }


def matter_data(status: MatterStatus, as_of: date) -> dict[str, object]:
    """Return one matter as plain data."""
    matter, judged = status.matter, status.judged
    due = judged.due if judged else None
    return {
        "id": matter.id,
        "workflow": matter.workflow,
        "stage": status.stage,
        "step": status.current.name if status.current else None,
        "unit": status.units[0] if status.units else None,
        "units": list(status.units),
        "due": _iso(due),
        "days_left": (due - as_of).days if due else None,
        "light": status.light.key,
        "provisional": bool(judged and judged.counted.provisional),
        "suspended": bool(judged and judged.suspended),
        "late_steps": list(status.late_steps),
        "reason": remarks.matter_said(status),
        "notes": list(remarks.matter_tags(status)),
        **shown_fields.data(Matter, matter),
        "deadlines": [_limit_data(limit) for limit in status.limits],
    }


def _limit_data(limit: RunningLimit) -> dict[str, object]:
    return {
        "step": limit.step.name,
        "due": _iso(limit.due),
        "done_on": _iso(limit.done_on),
        "light": limit.light.key,
        "provisional": limit.counted.provisional,
        "suspended": limit.suspended,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
