"""Deadlines, states and lights of every form of limit, day by day."""

from __future__ import annotations

from datetime import date
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from conftest import files
from duban.ground import periods
from duban.ground.periods import Cycle
from duban.records import loader
from duban.records.model import State
from duban.status.assessment import assess
from duban.status.due_dates import due_dates
from duban.status.lights import Light
from duban.status.remarks import said

if TYPE_CHECKING:
    from duban.status.verdicts import Assignment

BASE = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
"""


def judge(limit: str, progress: str, today: str, config: str = "", extra: str = "") -> Assignment:
    """Return the one assignment of a book with one item under this limit."""
    text = f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲市局\n时限: {limit}\n{extra}"
    if progress:
        text += f"== progress/jia/sl/1.yaml\n{progress}"
    if config:
        text += f"== config.yaml\n名称: 示例\n{config}"
    loaded = loader.load(files(text))
    assert loaded.findings == ()
    (status,) = assess(loaded.book, date.fromisoformat(today)).items
    (assignment,) = status.assignments
    return assignment


def entry(day: str, percent: int | None = None, period: str | None = None) -> str:
    return (
        f"  - 日期: {day}\n    情况: 已开展\n    佐证: [材料]\n"
        + (f"    进度: {percent}\n" if percent is not None else "")
        + (f"    期次: {period}\n" if period else "")
    )


def working(*entries: str) -> str:
    return "状态: 进行中\n进展:\n" + "".join(entries)


def done(day: str, *entries: str) -> str:
    return f"状态: 已完成\n完成日期: {day}\n进展:\n" + "".join(entries or (entry(day, 100),))


DATED = "{原文: 2025年6月底前, 截止: 2025-06-30}"


@pytest.mark.parametrize(
    ("today", "light", "left", "reason"),
    [
        ("2025-06-22", Light.NORMAL, 8, "还有 8 天（截止 2025-06-30）"),
        ("2025-06-23", Light.DUE_SOON, 7, "还有 7 天到期（截止 2025-06-30）"),
        ("2025-06-30", Light.DUE_SOON, 0, "当日到期（截止 2025-06-30）"),
        ("2025-07-01", Light.OVERDUE, -1, "逾期 1 天（截止 2025-06-30）"),
    ],
)
def test_the_last_day_still_counts(today: str, light: Light, left: int, reason: str) -> None:
    judged = judge(DATED, "", today)
    assert (judged.light, judged.days_left, judged.reason) == (light, left, reason)


@pytest.mark.parametrize(
    ("written", "last"),
    [
        ("2024-02", "2024-02-29"),
        ("2025-02", "2025-02-28"),
        ("2025-Q1", "2025-03-31"),
        ("2025-H1", "2025-06-30"),
        ("2025-H2", "2025-12-31"),
        ("2025", "2025-12-31"),
        ("2025-12-01", "2025-12-01"),
    ],
)
def test_a_deadline_may_be_a_month_a_quarter_a_half_year_or_a_year(written: str, last: str) -> None:
    assert str(judge(f"{{原文: 文, 截止: {written}}}", "", "2020-01-01").due) == last


@pytest.mark.parametrize(
    ("day", "state", "reason"),
    [
        ("2025-06-30", State.DONE, "2025-06-30 按期完成（截止 2025-06-30）"),
        ("2025-07-02", State.DONE_LATE, "2025-07-02 完成，逾期 2 天（截止 2025-06-30）"),
    ],
)
def test_finished_late_stays_visible(day: str, state: State, reason: str) -> None:
    judged = judge(DATED, done(day), "2025-08-01")
    assert (judged.light, judged.state, judged.reason, judged.days_left) == (Light.DONE, state, reason, None)


def test_what_was_not_yet_done_on_an_earlier_day() -> None:
    judged = judge(DATED, done("2025-07-02"), "2025-07-01")
    assert (judged.light, judged.state, judged.done_on, judged.last_report) == (Light.OVERDUE, State.UNREPORTED, None, None)
    begun = judge(DATED, done("2025-07-02", entry("2025-06-01", 30), entry("2025-07-02", 100)), "2025-07-01")
    assert (begun.state, begun.done_on, str(begun.last_report)) == (State.IN_PROGRESS, None, "2025-06-01")


def test_an_extension_moves_the_deadline_and_keeps_the_original() -> None:
    change = "变更:\n  - {日期: 2025-06-20, 原截止: 2025-06-30, 新截止: 2025-09-30, 批准: 会议纪要, 理由: 标准未发布}\n"
    late = judge(DATED, done("2025-08-01"), "2025-10-01", extra=change)
    assert late.reason == "2025-08-01 按期完成（截止 2025-09-30，原截止 2025-06-30）"
    assert (str(late.due), str(late.due_original)) == ("2025-09-30", "2025-06-30")
    running = judge(DATED, "", "2025-08-01", extra=change)
    assert (running.expired, running.expired_original) == (False, True)


def test_a_local_setting_is_called_so() -> None:
    judged = judge("{原文: 未规定, 设定: {截止: 2025-06-30, 依据: 会议纪要}}", "", "2025-07-01")
    assert (judged.light, judged.reason) == (Light.OVERDUE, "逾期 1 天（本级另定截止 2025-06-30）")


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        ("{原文: 及时}", "原文“及时”，未规定具体日期"),
        ("{原文: 未规定}", "文件未规定时限"),
    ],
)
def test_a_word_without_a_number_is_never_overdue(limit: str, reason: str) -> None:
    judged = judge(limit, "", "2099-01-01")
    assert (judged.light, judged.reason, judged.due, judged.expired) == (Light.NO_DEADLINE, reason, None, False)


@pytest.mark.parametrize(
    ("percent", "light", "reason"),
    [
        (40, Light.NORMAL, "还有 90 天（截止 2025-06-30）"),
        (39, Light.BEHIND, "进度 39%，时间已过 50%，滞后 11 个百分点（截止 2025-06-30）"),
    ],
)
def test_behind_the_elapsed_share_of_time(percent: int, light: Light, reason: str) -> None:
    judged = judge(DATED, working(entry("2025-03-01", percent)), "2025-04-01")
    assert (judged.light, judged.reason) == (light, reason)


@pytest.mark.parametrize(
    ("last", "today", "light", "reason"),
    [
        # 101 and 100 of the 500 days from 2025-01-01 are gone: 20.2 percent are more than 10 behind, 20 are not.
        ("2026-05-16", "2025-04-12", Light.BEHIND, "进度 10%，时间已过 20.2%，滞后 10.2 个百分点（截止 2026-05-16）"),
        ("2026-05-16", "2025-04-11", Light.NORMAL, "还有 400 天（截止 2026-05-16）"),
        # 41 of 200: 20.5 percent, which rounds to 20.
        ("2025-07-20", "2025-02-10", Light.NORMAL, "还有 160 天（截止 2025-07-20）"),
        ("2025-07-20", "2025-02-11", Light.BEHIND, "进度 10%，时间已过 20.5%，滞后 10.5 个百分点（截止 2025-07-20）"),
    ],
)
def test_the_lag_is_compared_exactly(last: str, today: str, light: Light, reason: str) -> None:
    judged = judge(f"{{原文: 文, 截止: {last}}}", working(entry("2025-01-20", 10)), today)
    assert (judged.light, judged.reason) == (light, reason)


def test_of_two_entries_on_one_day_the_last_as_written_counts() -> None:
    twice = working(entry("2025-03-01", 10), entry("2025-03-01", 45))
    assert judge(DATED, twice, "2025-04-01").reason == "还有 90 天（截止 2025-06-30）"
    without = working(entry("2025-03-01", 45), entry("2025-03-01", 10), entry("2025-03-01"))
    judged = judge(DATED, without, "2025-04-01")
    assert (judged.light, judged.latest and judged.latest.percent) == (Light.BEHIND, None)


@pytest.mark.parametrize(
    ("limit", "progress", "today", "due", "left"),
    [
        # Finished, or finished but for what has no date: nothing is waited for.
        (DATED, done("2025-06-01"), "2025-06-28", "2025-06-30", None),
        ("{原文: 文, 截止: 2025-06-30, 长期: {更新间隔: 30}}", done("2025-06-01"), "2025-08-01", "2025-06-30", None),
        # A reported quarter waits no more; the next one does, unless there is none.
        ("{原文: 文, 周期: 季度, 起: 2025-01-01}", working(entry("2025-03-20", period="2025-Q1")), "2025-03-26", "2025-06-30", 96),
        (
            "{原文: 文, 周期: 季度, 起: 2025-01-01, 止: 2025-03-31}",
            working(entry("2025-03-20", period="2025-Q1")),
            "2025-03-26",
            None,
            None,
        ),
        # Reported ahead: the first that no entry names.
        (
            "{原文: 文, 周期: 月, 起: 2025-01-01}",
            working(entry("2025-01-10", period="2025-01"), entry("2025-01-11", period="2025-02")),
            "2025-01-20",
            "2025-03-31",
            70,
        ),
        # A missed one is still to be reported.
        ("{原文: 文, 周期: 季度, 起: 2025-01-01}", "", "2025-04-02", "2025-03-31", -2),
        # Of a finished and an unfinished part, the unfinished.
        (
            "{原文: 文, 截止: 2025-02-28, 周期: 季度, 起: 2025-01-01}",
            working(entry("2025-01-10", period="2025-Q1")),
            "2025-02-25",
            "2025-02-28",
            3,
        ),
    ],
)
def test_days_are_counted_to_what_still_waits(limit: str, progress: str, today: str, due: str | None, left: int | None) -> None:
    judged = judge(limit, progress, today)
    assert (judged.due and str(judged.due), judged.days_left) == (due, left)


def test_an_extension_counts_from_the_day_it_was_approved() -> None:
    change = "变更:\n  - {日期: 2025-07-10, 原截止: 2025-06-30, 新截止: 2025-09-30, 批准: 会议纪要, 理由: 标准未发布}\n"
    before = judge(DATED, "", "2025-07-09", extra=change)
    assert (before.light, before.reason) == (Light.OVERDUE, "逾期 9 天（截止 2025-06-30）")
    since = judge(DATED, "", "2025-07-10", extra=change)
    assert (since.light, since.reason) == (Light.NORMAL, "还有 82 天（截止 2025-09-30，原截止 2025-06-30）")


@pytest.mark.parametrize(
    ("start", "day", "first"),
    [
        ("2026-02-15", "每期截止: 10", "2026-Q1"),
        ("2026-03-10", "每期截止: 10", "2026-Q1"),
        ("2026-03-11", "每期截止: 10", "2026-Q2"),
        ("2026-03-31", "每期截止: 期末", "2026-Q1"),
        ("2026-12-31", "每期截止: 30", "2027-Q1"),
    ],
)
def test_a_period_that_was_due_before_the_start_is_none(start: str, day: str, first: str) -> None:
    limit = f"{{原文: 每季度, 周期: 季度, 起: {start}, {day}}}"
    judged = judge(limit, "", start)
    assert judged.light in {Light.NORMAL, Light.DUE_SOON}
    assert first in judged.reason
    assert judge(limit, "", "2027-12-31").missed[0].label == first


def test_the_rhythm_of_a_book_does_not_ask_for_what_was_due_before_it_began() -> None:
    config = "报送: {周期: 月, 截止日: 10, 起: 2025-01-15}\n"
    assert judge("{原文: 未规定}", "", "2025-02-10", config=config).light is Light.NO_DEADLINE
    assert judge("{原文: 未规定}", "", "2025-02-11", config=config).light is Light.BEHIND


LONG = "{原文: 2025年6月底前，并长期坚持, 截止: 2025-06-30, 长期: {更新间隔: 90}}"


@pytest.mark.parametrize(
    ("progress", "today", "light"),
    [
        (done("2025-06-01"), "2025-08-30", Light.DONE),
        (done("2025-06-01"), "2025-08-31", Light.BEHIND),
        (working(entry("2025-06-01")), "2025-07-01", Light.OVERDUE),
        ("", "2025-04-01", Light.NORMAL),
        ("", "2025-04-02", Light.BEHIND),
    ],
)
def test_a_milestone_that_then_goes_on(progress: str, today: str, light: Light) -> None:
    assert judge(LONG, progress, today).light is light


def test_a_continuing_duty_without_an_interval_is_never_stale() -> None:
    assert judge("{原文: 长期坚持, 长期: {更新间隔: 未规定}}", "", "2099-01-01").light is Light.NORMAL


@pytest.mark.parametrize(
    ("interval", "setting", "days"),
    [("30", "截止: 2025-12-31", 30), ("未规定", "长期: {更新间隔: 60}", 60)],
)
def test_the_interval_is_that_of_the_document_or_else_the_one_decided_locally(interval: str, setting: str, days: int) -> None:
    limit = f"{{原文: 长期坚持, 长期: {{更新间隔: {interval}}}, 设定: {{{setting}, 依据: 会议纪要}}}}"
    found = judge(limit, "", str(date(2025, 1, 1) + timedelta(days + 1)))
    assert (found.light, found.reason) == (Light.BEHIND, f"长期坚持，未见进展记录，已 {days + 1} 天（应每 {days} 天更新）")


QUARTERLY = "{原文: 每季度, 周期: 季度, 起: 2026-01-01}"


@pytest.mark.parametrize(
    ("entries", "today", "light", "missed", "due", "reason"),
    [
        ([], "2025-12-31", Light.NORMAL, [], "2026-03-31", "尚未开始（第一期 2026-Q1 截止 2026-03-31）"),
        ([], "2026-01-01", Light.NORMAL, [], "2026-03-31", "还有 89 天（2026-Q1 截止 2026-03-31）"),
        ([], "2026-03-31", Light.DUE_SOON, [], "2026-03-31", "当日到期（2026-Q1 截止 2026-03-31）"),
        ([], "2026-04-01", Light.OVERDUE, ["2026-Q1"], "2026-03-31", "每季度一次，2026-Q1 未见记录"),
        ([("2026-03-20", "2026-Q1")], "2026-04-01", Light.NORMAL, [], "2026-06-30", "还有 90 天（2026-Q2 截止 2026-06-30）"),
        ([("2026-05-20", "2026-Q2")], "2026-07-01", Light.OVERDUE, ["2026-Q1"], "2026-03-31", "每季度一次，2026-Q1 未见记录"),
        ([("2026-01-20", "2026-Q1")], "2026-02-01", Light.NORMAL, [], "2026-06-30", "2026-Q1 已有记录（下一期 2026-Q2 截止 2026-06-30）"),
    ],
)
def test_every_closed_period_needs_a_record(
    entries: list[tuple[str, str]], today: str, light: Light, missed: list[str], due: str | None, reason: str
) -> None:
    progress = working(*(entry(day, period=period) for day, period in entries)) if entries else ""
    judged = judge(QUARTERLY, progress, today)
    assert (judged.light, [period.label for period in judged.missed], judged.reason) == (light, missed, reason)
    assert judged.due == (date.fromisoformat(due) if due else None)


@pytest.mark.parametrize(
    ("cycle", "progress", "today", "reason"),
    [
        ("半年", "", "2026-06-30", "当日到期（2026-H1 截止 2026-06-30）"),
        ("半年", working(entry("2026-06-20", period="2026-H1")), "2027-01-01", "每半年一次，2026-H2 未见记录"),
        ("年", "", "2027-01-01", "每年一次，2026 未见记录"),
    ],
)
def test_a_duty_of_every_half_year_or_year(cycle: str, progress: str, today: str, reason: str) -> None:
    assert judge(f"{{原文: 定期, 周期: {cycle}, 起: 2026-01-01}}", progress, today).reason == reason


def test_a_period_reported_late_is_remembered() -> None:
    judged = judge(QUARTERLY, working(entry("2026-04-10", period="2026-Q1")), "2026-05-01")
    assert (judged.light, [period.label for period in judged.late_periods]) == (Light.NORMAL, ["2026-Q1"])


@pytest.mark.parametrize("days", [("2026-03-31",), ("2026-03-20", "2026-04-10"), ("2026-04-01", "2026-03-31")])
def test_a_period_reported_by_its_last_day_is_on_time_whatever_follows(days: tuple[str, ...]) -> None:
    judged = judge(QUARTERLY, working(*(entry(day, period="2026-Q1") for day in sorted(days))), "2026-05-01")
    assert judged.late_periods == ()


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        # A month that begins on the last day of the duty is still one of its months.
        ("2025-04-01", "2025-03 已有记录（下一期 2025-04 截止 2025-04-10）"),
        ("2025-03-31", "2025-03 已有记录，此后没有期次"),
    ],
)
def test_the_next_period_has_the_day_of_the_others_and_is_the_last_to_begin_by_the_stop(stop: str, reason: str) -> None:
    limit = f"{{原文: 每月10日前, 周期: 月, 起: 2025-01-01, 止: {stop}, 每期截止: 10}}"
    reports = working(*(entry(f"2025-{month:02}-05", period=f"2025-{month:02}") for month in (1, 2, 3)))
    assert judge(limit, reports, "2025-03-06").reason == reason


def test_periods_end_with_the_stop() -> None:
    limit = "{原文: 每季度, 周期: 季度, 起: 2026-01-01, 止: 2026-06-30}"
    judged = judge(limit, "", "2027-01-01")
    assert [period.label for period in judged.missed] == ["2026-Q1", "2026-Q2"]


def test_the_28th_of_a_month() -> None:
    limit = "{原文: 每月28日前, 周期: 月, 起: 2026-01-01, 每期截止: 28}"
    assert judge(limit, "", "2026-01-28").reason == "当日到期（2026-01 截止 2026-01-28）"
    assert judge(limit, "", "2026-01-29").reason == "每月一次，2026-01 未见记录"
    thirty_first = limit.replace("28}", "31}")
    assert [str(judge(thirty_first, "", "2026-02-28").due)] == ["2026-01-31"]
    assert periods.parse("2026-02").due(31) == date(2026, 2, 28)


def test_suspending_does_not_stop_the_clock() -> None:
    judged = judge(DATED, "状态: 暂缓\n", "2025-07-01")
    assert (judged.light, judged.state, judged.reason) == (Light.OVERDUE, State.SUSPENDED, "逾期 1 天（截止 2025-06-30）（暂缓）")


REPORTING = "报送: {周期: 月, 截止日: 28, 起: 2025-01-01}\n"


@pytest.mark.parametrize(
    ("progress", "today", "light"),
    [
        ("", "2025-01-28", Light.NO_DEADLINE),
        ("", "2025-01-29", Light.BEHIND),
        (working(entry("2025-01-20")), "2025-01-29", Light.NO_DEADLINE),
        (working(entry("2025-01-20")), "2025-03-01", Light.BEHIND),
        (done("2025-01-20"), "2025-03-01", Light.DONE),
    ],
)
def test_the_reporting_rhythm_of_a_book(progress: str, today: str, light: Light) -> None:
    assert judge("{原文: 未规定}", progress, today, config=REPORTING).light is light


@pytest.mark.parametrize(
    ("label", "cycle", "first", "last", "name"),
    [
        ("2026-03", Cycle.MONTH, "2026-03-01", "2026-03-31", "2026年3月"),
        ("2026-Q1", Cycle.QUARTER, "2026-01-01", "2026-03-31", "2026年第一季度"),
        ("2026-Q4", Cycle.QUARTER, "2026-10-01", "2026-12-31", "2026年第四季度"),
        ("2026-H1", Cycle.HALF_YEAR, "2026-01-01", "2026-06-30", "2026年上半年"),
        ("2026-H2", Cycle.HALF_YEAR, "2026-07-01", "2026-12-31", "2026年下半年"),
        ("2026", Cycle.YEAR, "2026-01-01", "2026-12-31", "2026年"),
    ],
)
def test_periods_and_their_names(label: str, cycle: Cycle, first: str, last: str, name: str) -> None:
    period = periods.parse(label)
    assert (str(period.start), str(period.end), period.cycle, period.label, period.name) == (first, last, cycle, label, name)


def test_periods_follow_each_other_without_a_gap() -> None:
    for cycle in Cycle:
        found = list(periods.since(date(2023, 5, 17), cycle, date(2026, 2, 1)))
        assert found[0].start <= date(2023, 5, 17) <= found[0].end
        assert found[-1].start <= date(2026, 2, 1) <= found[-1].end
        assert all((after.start - before.end).days == 1 for before, after in pairwise(found))


def test_an_item_shows_the_worst_light_of_its_units() -> None:
    text = (
        f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲市局\n责任单位: [乙市局]\n时限: {DATED}\n"
        f"== progress/jia/sl/1.yaml\n{done('2025-06-01')}"
    )
    (status,) = assess(loader.load(files(text)).book, date(2025, 7, 1)).items
    assert (status.light, status.state, status.judged.unit) == (Light.OVERDUE, State.IN_PROGRESS, "乙市局")


@pytest.mark.parametrize(
    ("reports", "state"),
    [
        (("状态: 未启动\n", ""), State.NOT_STARTED),
        (("状态: 未启动\n", "状态: 未启动\n"), State.NOT_STARTED),
        (("", ""), State.UNREPORTED),
        (("状态: [\n", ""), State.UNREAD),
        (("状态: 暂缓\n", "状态: 暂缓\n"), State.SUSPENDED),
        (("状态: 暂缓\n", "状态: 未启动\n"), State.IN_PROGRESS),
        ((done("2025-06-01"), done("2025-07-02")), State.DONE_LATE),
    ],
)
def test_the_state_of_an_item_sums_up_what_its_units_say(reports: tuple[str, str], state: State) -> None:
    text = f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲市局\n责任单位: [乙市局]\n时限: {DATED}\n"
    text += "".join(f"== progress/{unit}/sl/1.yaml\n{report}" for unit, report in zip(("jia", "yi"), reports, strict=True) if report)
    (status,) = assess(loader.load(files(text)).book, date(2025, 8, 1)).items
    assert status.state is state


def test_a_report_that_is_no_valid_record_is_said_beside_the_light() -> None:
    text = f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲市局\n时限: {DATED}\n== progress/jia/sl/1.yaml\n状态: [\n"
    (status,) = assess(loader.load(files(text)).book, date(2025, 7, 1)).items
    assert said(status.judged) == "逾期 1 天（截止 2025-06-30）；填报文件未通过检查，没有计入"


def test_an_item_without_units_is_judged_by_its_own_deadline() -> None:
    text = f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 未规定\n时限: {DATED}\n"
    (status,) = assess(loader.load(files(text)).book, date(2025, 7, 1)).items
    assert (status.unassigned, status.light, status.assignments) == (True, Light.OVERDUE, ())


def test_what_is_due_names_only_the_units_that_still_have_to_act() -> None:
    text = (
        f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲市局\n责任单位: [乙市局]\n时限: {DATED}\n"
        f"== progress/jia/sl/1.yaml\n{done('2025-06-01')}"
    )
    finished = f"{text}== progress/yi/sl/1.yaml\n{done('2025-06-02')}"
    day = date(2025, 6, 25)
    for book, light, units in ((text, Light.DUE_SOON, ("乙市局",)), (finished, Light.DONE, ("甲市局", "乙市局"))):
        view = assess(loader.load(files(book)).book, day)
        assert [(due_date.light, due_date.units) for due_date in due_dates(view, day, date(2025, 6, 30))] == [(light, units)]
