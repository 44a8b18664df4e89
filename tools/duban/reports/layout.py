"""What the views share: their title, notes and columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from duban.records.book import Units
from duban.reports.tables import Column
from duban.reports.tables import Report
from duban.reports.tables import Table
from duban.status import rates
from duban.status import remarks
from duban.status.deadlines import LOCAL
from duban.status.lights import Light
from duban.status.lights import lamp
from duban.status.matters import unplaced

if TYPE_CHECKING:
    from datetime import date

    from duban.reports.filtering import Filters
    from duban.status.assessment import Assessment
    from duban.status.matters import MatterStatus
    from duban.status.trend import Point


@dataclass(frozen=True, slots=True)
class Context:
    """What every report prints about itself: the revision, the filters, and what was left out.

    ``trend`` holds the figures of earlier days for the one view that shows them; ``history`` says what is missing of them,
    ``once_invalid`` in how many files.
    A ``public`` report has nothing about matters, not even that there are none.
    ``version`` is what the revision is called, which says why where there is none; ``failed_files`` are those that our own
    code failed to read.
    """

    filters: Filters
    revision: str | None
    invalid_files: int
    trend: tuple[Point, ...] = ()
    history: str = ""
    public: bool = False
    version: str = "未入库"
    once_invalid: int = 0
    failed_files: int = 0


def subtitle(view: Assessment, context: Context) -> str:
    """Return the line below the title: the day, the revision, the filters."""
    parts = [f"截至 {view.as_of}", f"版本 {context.revision or context.version}"]
    if context.filters.words():
        parts.append(f"筛选：{context.filters.words()}")
    return " · ".join(parts)


def shared_notes(view: Assessment, context: Context) -> tuple[str, ...]:
    """Return what every report says of files that it does not count."""
    notes = []
    if context.invalid_files:
        notes.append(
            f"有 {context.invalid_files} 个文件未通过检查，没有计入；请运行 tasks check 查看。"
        )
    if left := unplaced(view.book):
        notes.append(
            f"有 {left} 件协作事项所依据的协议或流程未通过检查，没有计入；请运行 tasks check 查看。"
        )
    failed = len(view.failures) + context.failed_files
    if failed:
        notes.append(f"程序故障：有 {failed} 个文件没有计入，与填报内容无关，请告诉维护人员。")
    return tuple(notes)


def framed(title: str, table: Table, view: Assessment, context: Context, *notes: str) -> Report:
    """Return the report of one table, with the title, subtitle and notes that all share."""
    return Report(
        f"{view.book.config.name}　{title}",
        subtitle(view, context),
        (table,),
        table,
        (*notes, *shared_notes(view, context)),
    )


ID = Column("编号", fixed=True)
TITLE = Column("事项")
UNIT = Column("单位")
LAMP = Column("状态", fixed=True)
DUE = Column("截止", fixed=True)
LEFT = Column("剩余天数", level=2, fixed=True)
REASON = Column("情况说明")


DONE_NOTE = "已完成、办结以单位填报为准。"


def rate_notes(view: Assessment, *, brief: bool = False) -> tuple[str, ...]:
    """What each rate counts, and what none of them does; nothing where there are no rates."""
    if not view.book.progress:
        return ()
    units = Units.of(view.book)
    apart = sum(units.is_class(one.unit) for one in view.assignments())
    formulas = "；".join(
        f"{name}＝{counts}"
        for key, (name, counts) in rates.NAMES.items()
        if key != "on_time_original"
    )
    said = rates.BRIEF if brief else formulas
    return (
        f"{said}。不含不计入统计的" + (f"和单位类别的 {apart} 项承办任务。" if apart else "。"),
    )


def local_note(view: Assessment) -> tuple[str, ...]:
    """How many of what is overdue is so by a date that was set locally."""
    late = sum(
        status.light is Light.OVERDUE and LOCAL in remarks.tags(status.judged)
        for status in view.items
    )
    word = lamp(Light.OVERDUE, view.book.config).word
    return (
        (f"{word} {view.lights[Light.OVERDUE]} 项中，{late} 项的截止日期为{LOCAL}。",)
        if late
        else ()
    )


def matter_urgency(one: MatterStatus) -> tuple[int, str, str]:
    """Sort key: the worst light first, then what is due earliest."""
    return one.light, iso(one.judged.due if one.judged else None) or "9", one.matter.id


def iso(day: date | None) -> str | None:
    """Return a date as programs read it; None where there is none."""
    return day.isoformat() if day else None
