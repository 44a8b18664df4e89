"""A report as plain data for programs, the same document whatever the view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.records import shown_fields
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.status import rates
from duban.status import remarks
from duban.status.lights import Light
from duban.status.matters import unplaced

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from datetime import date

    from duban.status.assessment import Assessment
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.matters import MatterStatus
    from duban.status.rates import Rates
    from duban.status.trend import Point
from duban.reports.filtering import due_soon
from duban.reports.layout import Context
from duban.reports.layout import iso
from duban.reports.unit_views import split

SCHEMA_VERSION = 1


def point_data(one: Point) -> dict[str, object]:
    """Return the figures of one day as plain data."""
    return {
        "date": one.on.isoformat(),
        "items": one.items,
        "assignments": one.assignments,
        "planned": one.planned,
        "planned_done": one.planned_done,
        "assignments_done": one.done,
        **{light.key: count for light, count in one.lights.items()},
        **rates_data(one.rates),
    }


def rates_data(found: Rates) -> dict[str, object]:
    """Return the rates as plain data: each share under its own key, and what each is made of."""
    keys = tuple(rates.NAMES)
    each = {key: getattr(found, key) for key in keys}
    return {
        **{_RATE_KEYS.get(key, f"{key}_rate"): rate.value for key, rate in each.items()},
        "rates": {
            key: {"part": rate.part, "whole": rate.whole, "value": rate.value}
            for key, rate in each.items()
        },
    }


_RATE_KEYS = {"on_time_original": "on_time_rate_original"}
_ITEM_ROWS: Mapping[str, Callable[[ItemStatus], bool]] = {
    "overdue": lambda status: status.light is Light.OVERDUE,
    "missing": lambda status: any(one.missed for one in status.assignments),
    "unassigned": lambda status: status.unassigned,
}


def data(view_name: str, view: Assessment, context: Context) -> dict[str, object]:
    """Return a report as plain data, the same document whatever the view; the view selects the item rows."""
    shown = due_soon(view, context.filters)[0] if view_name == "due" else view
    wanted = _ITEM_ROWS.get(view_name)
    singles, classes = split(view)
    return {
        "schema_version": SCHEMA_VERSION,
        "as_of": view.as_of.isoformat(),
        "revision": context.revision,
        "view": view_name,
        "filters": context.filters.described(),
        "totals": _totals(view, context),
        "items": [
            item_data(status, public=context.public)
            for status in shown.items
            if wanted is None or wanted(status)
        ],
        **(
            {}
            if context.public
            else {"matters": [matter_data(one, view.as_of) for one in shown.matters]}
        ),
        "units": [_unit_data(unit, view) for unit in singles],
        "unit_classes": [_unit_data(unit, view) for unit in classes],
        **(
            {
                "trend": [point_data(one) for one in context.trend],
                "once_invalid_files": context.once_invalid,
            }
            if context.trend
            else {}
        ),
    }


def _totals(view: Assessment, context: Context) -> dict[str, object]:
    found = rates.of(view)
    matters = {
        "matters": len(view.matters),
        "matters_overdue": sum(one.light is Light.OVERDUE for one in view.matters),
    }
    return {
        "items": len(view.items),
        "assignments": sum(1 for _ in view.assignments()),
        "assignments_overdue": sum(one.light is Light.OVERDUE for one in view.assignments()),
        "done": view.lights[Light.DONE],
        "on_time": found.on_time.part,
        **{light.key: count for light, count in view.lights.items() if light is not Light.DONE},
        "unassigned": sum(status.unassigned for status in view.items),
        **({} if context.public else matters),
        "invalid_files": context.invalid_files,
        **({"matters_left_out": left} if (left := unplaced(view.book)) else {}),
        **(
            {"failed_files": failed}
            if (failed := len(view.failures) + context.failed_files)
            else {}
        ),
        **rates_data(found),
    }


def _unit_data(unit: UnitStatus, view: Assessment) -> dict[str, object]:
    return {
        "unit": unit.unit,
        "lead": unit.leads,
        "assignments": len(unit.assignments),
        **{
            light.key: unit.count(light)
            for light in (Light.DONE, Light.OVERDUE, Light.DUE_SOON, Light.BEHIND)
        },
        **rates_data(rates.over(view, unit.assignments)),
    }


def item_data(status: ItemStatus, *, public: bool = False) -> dict[str, object]:
    """Return one item of a report as plain data, a ``public`` one without fields that are not published."""
    item, judged = status.item, status.judged
    return {
        "id": item.id,
        "title": item.title,
        "source": item.source,
        "clause": item.clause,
        "lead": item.lead,
        "light": status.light.key,
        "state": str(status.state),
        "due": iso(judged.due),
        "due_original": iso(judged.due_original),
        "days_left": judged.days_left,
        "reason": remarks.said(judged),
        "notes": list(remarks.tags(judged)),
        **shown_fields.data(Item, item, public=public),
        "assignments": [
            {
                "unit": one.unit,
                "lead": one.leads,
                "state": str(one.state),
                "light": one.light.key,
                "due": iso(one.due),
                "due_original": iso(one.due_original),
                "days_left": one.days_left,
                "done_on": iso(one.done_on),
                "last_report": iso(one.last_report),
                "missed_periods": [period.label for period in one.missed],
                "late_periods": [period.label for period in one.late_periods],
                "reason": remarks.said(one),
                "notes": list(remarks.tags(one)),
                **shown_fields.data(Progress, one.progress, public=public),
            }
            for one in status.assignments
        ],
    }


def matter_data(one: MatterStatus, as_of: date) -> dict[str, object]:
    """Return one matter of a report as plain data."""
    due = one.judged.due if one.judged else None
    return {
        "id": one.matter.id,
        "workflow": one.matter.workflow,
        "stage": one.stage,
        "step": one.current.name if one.current else None,
        "unit": one.units[0] if one.units else None,
        "units": list(one.units),
        "due": iso(due),
        "days_left": (due - as_of).days if due else None,
        "light": one.light.key,
        "provisional": bool(one.judged and one.judged.counted.provisional),
        "suspended": bool(one.judged and one.judged.suspended),
        "late_steps": list(one.late_steps),
        "reason": remarks.matter_said(one),
        "notes": list(remarks.matter_tags(one)),
        **shown_fields.data(Matter, one.matter),
        "deadlines": [
            {
                "step": limit.step.name,
                "due": iso(limit.due),
                "done_on": iso(limit.done_on),
                "light": limit.light.key,
                "provisional": limit.counted.provisional,
                "suspended": limit.suspended,
            }
            for limit in one.limits
        ],
    }
