"""What the views share: title, notes, columns and the order of matters."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
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
    from duban.changes.trend import Point
    from duban.records.book import Book
    from duban.reports.filtering import Filters
    from duban.status.assessment import Assessment
    from duban.status.matters import MatterStatus


@immutable
class ReportContext:
    """What a report says about itself: the revision, the filters, and what was left out.

    ``revision`` is the commit's hash for programs, ``version`` its name for people, which says why
    where there is no commit. ``trend`` holds the figures of earlier days, for the one view that
    shows them; ``history`` says what is missing of them, ``once_invalid`` in how many files.
    A ``public`` report says nothing about matters, not even that there are none.
    ``failed_files`` counts the files that our own code failed to read.
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


def framed(
    title: str, table: Table, view: Assessment, context: ReportContext, *notes: str
) -> Report:
    """Return the report of one table, with the title, subtitle and notes that all views share."""
    return Report(
        f"{view.book.config.name}　{title}",
        subtitle(view, context),
        (table,),
        table,
        (*notes, *shared_notes(view, context)),
    )


def subtitle(view: Assessment, context: ReportContext) -> str:
    """Return the line below the title: the day, the revision, the filters."""
    parts = [f"截至 {view.as_of}", f"版本 {context.revision or context.version}"]
    if filters := context.filters.words(view.book.config):
        parts.append(f"筛选：{filters}")
    return " · ".join(parts)


def shared_notes(view: Assessment, context: ReportContext) -> tuple[str, ...]:
    """Return what every report says of the files that it does not count."""
    notes = []
    if context.invalid_files:
        invalid = f"有 {context.invalid_files} 个文件未通过检查，没有计入"
        notes.append(f"{invalid}；请运行 tasks check 查看。")
    if count := unplaced(view.book):
        homeless = f"有 {count} 件协作事项所依据的协议或流程未通过检查，没有计入"
        notes.append(f"{homeless}；请运行 tasks check 查看。")
    if failed := len(view.failures) + context.failed_files:
        lost = f"程序故障：有 {failed} 个文件没有计入"
        notes.append(f"{lost}，与填报内容无关，请告诉维护人员。")
    return tuple(notes)


DONE_NOTE = "已完成、办结以单位填报为准。"


def rate_notes(view: Assessment, *, brief: bool = False) -> tuple[str, ...]:
    """Return what each rate counts and what all leave out; nothing where there are no rates."""
    if not view.book.progress:
        return ()
    # Rates are over single units; what is given to a class of units stands apart.
    known = view.book.names
    class_count = sum(known.is_class(assignment.unit) for assignment in view.assignments())
    apart = f"和单位类别的 {class_count} 项承办任务" if class_count else ""
    formulas = "；".join(
        f"{name}＝{counts}"
        for key, (name, counts) in rates.NAMES.items()
        if key != "on_time_original"
    )
    said = rates.BRIEF if brief else formulas
    return (f"{said}。不含不计入统计的{apart}。",)


def local_note(view: Assessment) -> tuple[str, ...]:
    """Return how many of the overdue items are so by a date that was set locally."""
    late = sum(
        status.light is Light.OVERDUE and LOCAL in remarks.tags(status.judged)
        for status in view.items
    )
    if not late:
        return ()
    word = lamp(Light.OVERDUE, view.book.config).word
    total = view.lights[Light.OVERDUE]
    return (f"{word} {total} 项中，{late} 项的截止日期为{LOCAL}。",)


# The columns that several views have in common.
ID = Column("编号", fixed=True)
TITLE = Column("事项")
UNIT = Column("单位")
LAMP = Column("状态", fixed=True)
DUE = Column("截止", fixed=True)
LEFT = Column("剩余天数", level=2, fixed=True)
REASON = Column("情况说明")


def source_name(book: Book, source_id: str) -> str:
    """Return the short name of a plan or agreement; its id where its file is not valid."""
    source = book.source(source_id)
    return source.name if source else source_id


def matter_urgency(status: MatterStatus) -> tuple[int, date, str]:
    """Sort key: the worst light first, then what is due earliest."""
    due = status.judged.due if status.judged else date.max
    return status.light, due, status.matter.id
