"""The rule on days off (放假调休): a file holds one year, a day is either off or at work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import BookProblem
from duban.ground.findings import rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.rules.context import Check
    from duban.rules.context import Context

# The years that dates of records accept.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


@rule
def calendar_year(context: Context) -> Iterator[BookProblem]:
    """放假安排的年份不对。

    文件名是年份，例如 tasks/calendar/2027.yaml，里面的日期都在这一年；同一天不能既放假又上班。
    """
    for notice in context.book.holidays.values():
        if not (notice.id.isdigit() and _FIRST_YEAR <= int(notice.id) <= _LAST_YEAR):
            yield BookProblem(
                "文件名不是年份", "改名，例如 tasks/calendar/2027.yaml", path=notice.path
            )
            continue
        wrong = sorted(day for day in notice.rest | notice.work if day.year != int(notice.id))
        if wrong:
            yield BookProblem(
                f"{wrong[0]} 不在 {notice.id} 年", "把它移到那一年的文件里", path=notice.path
            )
        both = sorted(notice.rest & notice.work)
        if both:
            yield BookProblem(f"{both[0]} 既放假又上班", "只保留正确的一处", path=notice.path)


CHECKS: tuple[Check, ...] = (calendar_year,)
