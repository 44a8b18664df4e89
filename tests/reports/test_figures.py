"""Every number under one word is one number, in every text, file and page; each rate counts what it says; nothing claims more than is known."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Any

import icalendar
import pytest
from hypothesis import Phase
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from built_sites import one_site
from built_sites import page
from built_sites import plain
from conftest import files
from duban.ground import periods
from duban.ground.periods import Cycle
from duban.ground.text import width
from duban.records import loader
from duban.records.book import Units
from duban.reports import details
from duban.reports import formats
from duban.reports import item_views
from duban.reports import json_data
from duban.reports import overview
from duban.reports import tables
from duban.reports import unit_views
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import links
from duban.site import renderer
from duban.site.links import Addresses
from duban.status import due_dates
from duban.status import rates
from duban.status.assessment import assess
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from conftest import Outcome
    from duban.site.editions import Edition
    from duban.status.assessment import Assessment

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

UNITS = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== units/places.yaml
名称: 各市（州）交通运输局
简称: 各市州
成员: 未规定
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2026〕1号
印发单位: [甲市局]
印发日期: 2026-01-01
公开: 主动公开
"""
DONE = "状态: 已完成\n完成日期: {day}\n进展:\n  - {{日期: {day}, 情况: 已完成, 佐证: [材料]}}\n"


def item(number: int, limit: str, units: str = "牵头单位: 甲市局", more: str = "") -> str:
    return f"== items/sl/{number}.yaml\n事项: 事项{number}\n条款: 一\n原文: 原文{number}\n{units}\n时限: {limit}\n{more}"


def reports(number: int, *entries: str, unit: str = "jia", state: str = "进行中") -> str:
    lines = "".join(
        f"  - {{日期: {entry.split()[0]}, 情况: 已开展{', 期次: ' + entry.split()[1] if ' ' in entry else ''}}}\n" for entry in entries
    )
    return f"== progress/{unit}/sl/{number}.yaml\n状态: {state}\n" + (f"进展:\n{lines}" if entries else "")


def done(number: int, day: str, unit: str = "jia") -> str:
    return f"== progress/{unit}/sl/{number}.yaml\n{DONE.format(day=day)}"


def assessed(text: str, as_of: str) -> Assessment:
    loaded = loader.load(files(UNITS + text))
    assert loaded.findings == ()
    return assess(loaded.book, date.fromisoformat(as_of))


def shown(text: str, as_of: str) -> dict[str, str]:
    """Return the rates of a book as people read them."""
    return {name: str(rate) for name, _, rate in rates.of(assessed(text, as_of)).shown()}


# What each rate counts.


def test_each_rate_counts_its_own_kind_of_duty() -> None:
    book = (
        item(1, "{原文: 3月底前, 截止: 2026-03-31}")
        + done(1, "2026-03-20")
        + item(2, "{原文: 4月底前, 截止: 2026-04-30}")
        + item(3, "{原文: 未规定}")
        + item(4, "{原文: 每月, 周期: 月, 起: 2026-01-01}")
        + reports(4, "2026-01-20 2026-01", "2026-03-02 2026-02", "2026-05-04 2026-05")
        + item(5, "{原文: 长期坚持, 长期: {更新间隔: 30}}")
        + reports(5, "2026-05-01")
        + item(6, "{原文: 长期坚持, 长期: {更新间隔: 60}}")
        + item(7, "{原文: 长期坚持, 长期: {更新间隔: 未规定}}")
        + item(8, "{原文: 6月底前，并长期坚持, 截止: 2026-06-30, 长期: {更新间隔: 200}}")
        + item(9, "{原文: 4月底前, 截止: 2026-04-30}", more="计入考核: 否\n")
    )
    assert shown(book, "2026-05-10") == {
        "完成率": "25.0%（1/4）",
        "按时完成率": "50.0%（1/2）",
        "按原定时限的按时完成率": "50.0%（1/2）",
        "按期填报率": "25.0%（1/4）",
        "更新率": "66.7%（2/3）",
    }


def test_a_recurring_duty_that_was_ended_is_in_no_rate_of_completion() -> None:
    book = item(1, "{原文: 每月, 周期: 月, 起: 2026-01-01}") + (
        "== progress/jia/sl/1.yaml\n状态: 已完成\n完成日期: 2026-02-27\n进展:\n"
        "  - {日期: 2026-01-20, 情况: 已开展, 期次: 2026-01}\n  - {日期: 2026-02-27, 情况: 已开展, 期次: 2026-02, 佐证: [材料]}\n"
    )
    assert shown(book, "2026-05-10")["完成率"] == "不计算"
    assert shown(book, "2026-05-10")["按期填报率"] == "100.0%（2/2）"


def test_an_item_extended_away_still_counts_against_its_original_date() -> None:
    moved = "变更:\n  - {日期: 2026-03-20, 原截止: 2026-03-31, 新截止: 2026-12-31, 批准: 会议纪要, 理由: 标准未发布}\n"
    book = item(1, "{原文: 3月底前, 截止: 2026-03-31}", more=moved) + item(2, "{原文: 3月底前, 截止: 2026-03-31}") + done(2, "2026-03-20")
    found = shown(book, "2026-05-10")
    assert (found["按时完成率"], found["按原定时限的按时完成率"]) == ("100.0%（1/1）", "50.0%（1/2）")


def test_a_book_without_any_report_gives_no_rates(book: Book, tasks: Tasks) -> None:
    text = UNITS + item(1, "{原文: 3月底前, 截止: 2026-03-31}") + item(2, "{原文: 每月, 周期: 月, 起: 2026-01-01}")
    assert set(shown(text.removeprefix(UNITS), "2026-05-10").values()) == {"尚未填报，不计算"}
    data = json.loads(tasks("--root", book(text), "report", "-f", "json", "--as-of", "2026-05-10").out)
    for figures in (data["totals"], *data["units"]):
        assert [figures[f"{name}_rate"] for name in ("done", "on_time", "filed", "fresh")] == [None] * 4
        assert figures["on_time_rate_original"] is None
    for public in (False, True):
        site = one_site(text, date(2026, 5, 10), public=public)
        everything = "".join(page(site, uri) for uri in ("", "units/", "units/jia/", "brief/"))
        assert "%" not in everything
        assert "尚未填报，不计算" in everything
        assert "台账中尚无填报记录" in everything


def test_nothing_to_divide_by_is_not_calculated() -> None:
    assert shown(item(1, "{原文: 及时}") + reports(1, "2026-02-01"), "2026-05-10") == {
        "完成率": "0.0%（0/1）",
        "按时完成率": "不计算",
        "按原定时限的按时完成率": "不计算",
        "按期填报率": "不计算",
        "更新率": "不计算",
    }


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [
        (0, 7, "0.0%（0/7）"),
        (7, 7, "100.0%（7/7）"),
        (4999, 5000, "99.9%（4999/5000）"),
        (1, 5000, "0.1%（1/5000）"),
        (1, 3, "33.3%（1/3）"),
    ],
)
def test_only_all_are_a_hundred_percent_and_only_none_are_nought(part: int, whole: int, said: str) -> None:
    assert str(rates.Rate(part, whole)) == said


# What is due.


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        (None, [("sl/2", "甲市局", "2026-05-12"), ("sl/2", "乙市局", "2026-05-12")]),
        ("1", []),
        ("21", [("sl/2", "甲市局", "2026-05-12"), ("sl/2", "乙市局", "2026-05-12"), ("sl/1", "甲市局", "2026-05-31")]),
        (
            "60",
            [
                ("sl/2", "甲市局", "2026-05-12"),
                ("sl/2", "乙市局", "2026-05-12"),
                ("sl/1", "甲市局", "2026-05-31"),
                ("sl/3", "甲市局", "2026-06-30"),
            ],
        ),
    ],
)
def test_report_due_shows_the_next_date_of_what_is_still_to_be_done(
    book: Book, tasks: Tasks, within: str | None, expected: list[tuple[str, str, str]]
) -> None:
    """One month was missed, a quarter is reported already, one item is overdue, one is done: none of these dates is due."""
    root = book(
        UNITS
        + item(1, "{原文: 每月, 周期: 月, 起: 2026-03-01}")
        + reports(1, "2026-03-20 2026-03")
        + item(2, "{原文: 5月12日前, 截止: 2026-05-12}", units="牵头单位: 甲市局\n责任单位: [乙市局]")
        + item(3, "{原文: 每季度, 周期: 季度, 起: 2026-01-01}")
        + reports(3, "2026-03-20 2026-Q1")
        + item(4, "{原文: 4月底前, 截止: 2026-04-30}")
        + item(5, "{原文: 5月11日前, 截止: 2026-05-11}")
        + done(5, "2026-05-01")
        + item(6, "{原文: 每季度, 周期: 季度, 起: 2026-01-01}")
        + reports(6, "2026-03-20 2026-Q1", "2026-05-04 2026-Q2")
    )
    option = ("--due-within", within) if within else ()
    ended = tasks("--root", root, "report", "due", "--as-of", "2026-05-10", "-f", "csv", *option)
    rows = list(csv.DictReader(io.StringIO(ended.out.removeprefix("\ufeff"))))
    assert [(row["编号"], row["单位"], row["截止"]) for row in rows] == expected
    text = tasks("--root", root, "report", "due", "--as-of", "2026-05-10", *option).out
    assert f"{within or 7} 天内到期（事项 {len({row[0] for row in expected})} 项，承办任务 {len(expected)} 项）" in text
    data = json.loads(tasks("--root", root, "report", "due", "--as-of", "2026-05-10", "-f", "json", *option).out)
    assert sorted(
        (item["id"], assignment["unit"], assignment["due"]) for item in data["items"] for assignment in item["assignments"]
    ) == sorted(expected)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_what_is_due_next_is_what_a_search_day_by_day_finds(data: st.DataObject) -> None:
    cycle = data.draw(st.sampled_from([None, *Cycle]))
    day = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    due, start, as_of = data.draw(day), data.draw(day), data.draw(day)
    within = data.draw(st.integers(0, 500))
    last_day: int | None = data.draw(st.sampled_from([None, 5, 31]))
    limit = f"{{原文: 文, 周期: {cycle}, 起: {start}, 每期截止: {last_day or '期末'}}}" if cycle else f"{{原文: 文, 截止: {due}}}"
    begun = list(periods.since(start, cycle, date(2027, 12, 31))) if cycle else []
    reported = data.draw(st.sets(st.sampled_from(begun[:6]))) if begun else set()
    entries = tuple(f"{period.start} {period.label}" for period in sorted(reported))
    view = assessed(item(1, limit) + (reports(1, *entries) if entries else ""), str(as_of))
    assignment = view.items[0].assignments[0]
    # What is reported later than the day is not known on it.
    known = {period for period in reported if period.start <= as_of}
    ends = {period.due(last_day) for period in begun if period not in known} if cycle else {due}
    days = (as_of + timedelta(days=offset) for offset in range(within + 1))
    assert due_dates.next_due(assignment, as_of, within) == next((end for end in days if end in ends and (not cycle or end >= start)), None)


# Who is named.


def test_a_unit_that_has_finished_is_not_among_the_late(book: Book, tasks: Tasks) -> None:
    text = UNITS + item(1, "{原文: 3月底前, 截止: 2026-03-31}", units="牵头单位: 甲市局\n责任单位: [乙市局]") + done(1, "2026-03-20")
    site = one_site(text, date(2026, 5, 10))
    (row,) = re.findall(r'<tr data-light="overdue".*?</tr>', html(site, "items/"), re.DOTALL)
    assert 'data-unit="甲市局=done 乙市局=overdue"' in row
    assert "逾期：乙市局" in plain(row)
    late = re.findall(r"需要关注.*?</section>", html(site, ""), re.DOTALL)[0]
    assert ("乙市局" in late, "甲市局" in late) == (True, False)
    assert ("乙市局" in page(site, "brief/"), "甲市局" in page(site, "brief/")) == (True, False)
    calendars = dict(feeds.files(site))
    assert [len(icalendar.Calendar.from_ical(calendars[links.unit_calendar(unit)]).walk("VEVENT")) for unit in ("jia", "yi")] == [0, 1]
    overview = tasks("--root", book(text), "report", "--as-of", "2026-05-10").out
    assert re.search(r"sl/1 +事项1 +乙市局 +逾期 40 天，未填报", overview)


def test_classes_of_units_stand_apart(book: Book, tasks: Tasks) -> None:
    text = (
        UNITS
        + item(1, "{原文: 3月底前, 截止: 2026-03-31}", units="牵头单位: 未规定\n责任单位: [各市州]")
        + item(2, "{原文: 3月底前, 截止: 2026-03-31}")
        + done(2, "2026-03-20")
        + "== config.yaml\n名称: 示例\n排名: 内部\n"
    )
    data = json.loads(tasks("--root", book(text), "report", "-f", "json", "--as-of", "2026-05-10").out)
    assert ([unit["unit"] for unit in data["units"]], [unit["unit"] for unit in data["unit_classes"]]) == (["甲市局"], ["各市州"])
    assert data["totals"]["rates"]["on_time"] == {"part": 1, "whole": 1, "value": 1.0}
    rows = csv.DictReader(io.StringIO(tasks("--root", book(text), "report", "units", "-f", "csv", "--as-of", "2026-05-10").out))
    assert [next(iter(row.values())) for row in rows] == ["甲市局"]
    site = one_site(text, date(2026, 5, 10))
    table = re.findall(r"<table.*?</table>", html(site, "units/"), re.DOTALL)[0]
    assert ("甲市局" in table, "各市州" in table) == (True, False)
    assert "各市州 ：成员未列明 承办任务 1 项，其中逾期 1 项" in page(site, "units/")
    assert "涉及 1 个单位和 1 个单位类别" in page(site, "brief/")
    assert all("不含不计入统计的和单位类别的 1 项承办任务" in page(site, uri) for uri in ("", "brief/"))
    assert "无。" in re.findall(r"逾期较多的单位.*?四、", page(site, "brief/"))[0]


def test_units_are_ranked_only_where_the_settings_ask_for_it() -> None:
    text = UNITS + item(1, "{原文: 3月底前, 截止: 2026-03-31}")
    assert "名次" not in page(one_site(text, date(2026, 5, 10)), "units/")
    assert "名次" in page(one_site(f"{text}== config.yaml\n名称: 示例\n排名: 内部\n", date(2026, 5, 10)), "units/")


def test_who_said_nothing_has_not_reported_and_who_said_so_has_not_begun() -> None:
    view = assessed(
        item(1, "{原文: 及时}", units="牵头单位: 甲市局\n责任单位: [乙市局]")
        + reports(1, state="未启动")
        + item(2, "{原文: 及时}")
        + item(3, "{原文: 及时}", units="牵头单位: 未规定"),
        "2026-05-10",
    )
    assert [[str(assignment.state) for assignment in status.assignments] for status in view.items] == [["未启动", "未填报"], ["未填报"], []]
    assert [str(status.state) for status in view.items] == ["未启动", "未填报", "未填报"]


@pytest.mark.parametrize("broken", ["状态: 进行中\n进展: 没有\n", "状态: 进行中\n下一步: 联系13812345678\n"])
def test_of_a_unit_whose_file_does_not_pass_nobody_says_that_it_has_not_reported(book: Book, tasks: Tasks, broken: str) -> None:
    text = UNITS + item(1, "{原文: 3月底前, 截止: 2026-03-31}") + f"== progress/jia/sl/1.yaml\n{broken}"
    root = book(text)
    shown = tasks("--root", root, "show", "sl/1", "--as-of", "2026-05-10").out
    assert "逾期：逾期 40 天（截止 2026-03-31）；填报文件未通过检查，没有计入\n" in shown
    assert "办理  填报未通过检查\n" in shown
    overdue = tasks("--root", root, "report", "overdue", "--as-of", "2026-05-10").out
    assert "有 1 个文件未通过检查，没有计入" in overdue
    for said in (shown, overdue.partition("注：")[0], page(one_site(text), "items/sl/1/")):
        assert "未填报" not in said
        assert "未见填报记录" not in said


def test_an_item_without_a_unit_says_what_is_known() -> None:
    nobody = item(1, "{原文: 及时}", units="牵头单位: 未规定")
    lacking = UNITS.replace("公开: 主动公开", "公开: 主动公开\n附件: [责任分工清单（缺失）]")
    assert "责任单位待核实：文件未规定责任单位" in page(one_site(UNITS + nobody), "items/sl/1/")
    assert "责任单位待核实：现有文本（缺附件）未载明责任单位" in page(one_site(lacking + nobody), "items/sl/1/")


# What stands beside a light.

LOCAL = "{原文: 每季度, 周期: 季度, 设定: {起: 2026-01-01, 每期截止: 期末, 依据: 会议纪要, 公开: 是}}"


@pytest.mark.parametrize("public", [False, True])
def test_a_light_that_rests_on_a_local_date_or_on_silence_says_so_beside_it(*, public: bool) -> None:
    site = one_site(UNITS + item(1, LOCAL) + item(2, "{原文: 3月底前, 截止: 2026-03-31}"), date(2026, 4, 10), public=public)
    for uri in ("", "items/", "items/sl/1/", "units/jia/", "brief/", "timeline/", "sources/sl/"):
        assert "本级另定" in html(site, uri), uri
        assert "未见" in html(site, uri) or "未填报" in html(site, uri), uri
    assert all("项中，1 项的截止日期为本级另定。" in page(site, uri) for uri in ("", "brief/"))
    for uri in ("", "items/", "items/sl/1/", "items/sl/2/", "units/jia/", "units/", "brief/", "rules/", "calendar/"):
        assert "不表示未办理" in page(site, uri), uri
    published = dict(feeds.files(site))
    (quarter,) = (
        event
        for event in icalendar.Calendar.from_ical(published["calendar.ics"]).walk("VEVENT")
        if str(event["uid"]) == "sl/1#2026-Q1@duban"
    )
    assert str(quarter["summary"]) == "【逾期】事项1（2026-Q1），甲市局（本级另定，未见记录）"
    assert "不表示未办理" in str(quarter["description"])
    (first, second) = json.loads(published["data/report.json"])["items"]
    assert (first["notes"], second["notes"]) == (["本级另定", "未填报"], ["未填报"])
    assert all("不表示未办理" in record["reason"] for record in (first, second))
    table = published["data/items.csv"].decode()
    assert table.count("不表示未办理") == 2
    assert "本级另定" in table


def test_every_view_of_the_terminal_says_so_too(book: Book, tasks: Tasks) -> None:
    root = book(UNITS + item(1, LOCAL))
    for view in ("overview", "overdue", "items", "units", "due"):
        said = "".join(tasks("--root", root, "report", view, "--as-of", "2026-04-10", "--due-within", "100", COLUMNS="120").out.split())
        assert "本级另定" in said, view
    for name in ("sl/1", "甲市局", "sl"):
        assert "本级另定" in tasks("--root", root, "show", name, "--as-of", "2026-04-10").out, name
    for form in ("markdown", "csv", "json"):
        assert "本级另定" in tasks("--root", root, "report", "items", "--as-of", "2026-04-10", "-f", form).out, form


def test_without_the_local_decision_a_cycle_has_no_light_and_is_nowhere_overdue() -> None:
    """As the public edition shows a duty whose beginning was decided locally and is not to be published."""
    book = loader.load(files(UNITS + item(1, LOCAL) + reports(1, "2026-01-20 2026-Q1"))).book
    duty = book.items["sl/1"]
    bare = replace(book, items={"sl/1": replace(duty, limit=replace(duty.limit, setting=None))})
    view = assess(bare, date(2026, 9, 10))
    status = view.items[0]
    assert (status.light, status.judged.reason) == (Light.NO_DEADLINE, "每季度一次，文件未规定起算和截止日期")
    assert list(details.limit_lines(status, view)) == ["文件原文：每季度", "每季度一次，文件未规定起算和截止日期，不计逾期"]
    assert rates.of(view).filed.whole == 0
    site = editions.Edition(view=view, public=True)
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    assert all("None" not in plain(maker.render(page)) for page in maker.pages.values())
    assert "每季度一次，文件未规定起算和截止日期" in page(site, "items/sl/1/")


def test_the_real_book_gives_no_rates_and_calls_its_reading_a_reading(tasks: Tasks) -> None:
    from conftest import ROOT

    data = json.loads(tasks("--root", ROOT, "report", "-f", "json", "--as-of", "2026-11-22").out)
    assert {data["totals"][key] for key in data["totals"] if key.endswith("_rate")} == {None}
    assert [item["id"] for item in data["items"] if "本级另定" in item["notes"]] == ["jdz-changjiang-2025/3-1d"]
    assert {assignment["state"] for item in data["items"] for assignment in item["assignments"]} == {"未填报"}
    overview = tasks("--root", ROOT, "report", "unassigned", "--as-of", "2026-11-22").out
    assert "现有文本（缺附件）未载明责任单位的26项" in "".join(overview.split())


# One word, one number.


def html(site: Edition, uri: str) -> str:
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    return maker.render(maker.pages[uri])


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


RATE_NAMES = [name for name, _ in rates.NAMES.values()]
WORDS = [light.word for light in Light]


def from_texts(site: Edition) -> Iterator[tuple[str, str, str]]:
    """Every figure of the terminal, the tables and the data of one book as (word, place, number)."""
    view, context = site.view, site.context
    for columns in (80, 120):
        text = formats.terminal(overview.overview(view, context), columns=columns, colour=False)
        yield from (("事项", f"terminal {columns}", number) for number in re.findall(r"^事项 (\d+) 项", text, re.MULTILINE))
        yield from ((word, f"terminal {columns}", number) for word in WORDS for number in re.findall(rf"[●▲◆■○✓] {word} (\d+)", text))
        yield from (("逾期", f"terminal {columns} list", number) for number in re.findall(r"^逾期（(\d+) 项）", text, re.MULTILINE))
        yield from (
            (name, f"terminal {columns}", number)
            for name in RATE_NAMES
            for number in re.findall(rf"(?:^|　){name} (\S+?)(?:　|$)", text, re.MULTILINE)
        )
    markdown = formats.markdown(overview.overview(view, context))
    yield from ((word, "markdown", number) for word in WORDS for number in re.findall(rf"{word} \*\*(\d+)\*\*", markdown))
    for row in rows(formats.csv_file(overview.overview(view, context))):
        yield row["指标"].partition("（")[0], "overview.csv", row["数值"]
    title = item_views.overdue(view, context).main.title
    yield "逾期", "overdue", re.findall(r"事项 (\d+) 项", title)[0]
    yield "逾期承办任务", "overdue", re.findall(r"承办任务 (\d+) 项", title)[0]
    yield "逾期承办任务", "units", str(sum(unit.count(Light.OVERDUE) for unit in view.units))
    for word, count in Counter(row["状态"] for row in rows(formats.csv_file(item_views.items(view, context)))).items():
        yield word, "items.csv", str(count)
    for word in ("逾期", "临期", "办结", "事项"):
        yield word, "agreements", str(sum(int(row[word]) for row in rows(formats.csv_file(unit_views.agreements(view, context)))))
    yield "责任单位待核实", "unassigned", str(len(unit_views.unassigned(view, context).main.rows))
    data: Any = json_data.data("trend", view, context)
    for place, figures in (("json", data["totals"]), ("json trend", data["trend"][-1])):
        yield "事项", place, str(figures["items"])
        yield "承办任务", place, str(figures["assignments"])
        yield from ((light.word, place, str(figures[light.key])) for light in Light)
        yield from ((name, place, said(figures["rates"][key], site)) for key, (name, _) in rates.NAMES.items())
    yield "逾期承办任务", "json", str(data["totals"]["assignments_overdue"])
    last = rows(formats.csv_file(overview.trend(view, context)))[-1]
    yield from ((word, "trend.csv", last[word]) for word in ("事项", "办结", "逾期", "临期", "滞后", *RATE_NAMES, "承办任务"))
    for row in rows(formats.csv_file(unit_views.units(view, context))):
        for name in ("承办", "逾期", "临期", "滞后", *RATE_NAMES):
            yield f"{row['单位']} {'承办任务' if name == '承办' else name}", "units.csv", row[name]
    for figures in data["units"]:
        yield f"{figures['unit']} 承办任务", "json units", str(figures["assignments"])
        yield from ((f"{figures['unit']} {light.word}", "json units", str(figures[light.key])) for light in list(Light)[:3])
        yield from (
            (f"{figures['unit']} {name}", "json units", said(figures["rates"][key], site)) for key, (name, _) in rates.NAMES.items()
        )


def said(rate: dict[str, Any], site: Edition) -> str:
    return str(rates.Rate(rate["part"], rate["whole"], reported=bool(site.book.progress)))


def from_pages(site: Edition) -> Iterator[tuple[str, str, str]]:
    """Every figure of the pages and feeds of one book as (word, place, number)."""
    keys = {"items": "事项"} | {light.key: light.word for light in Light}
    front = html(site, "")
    yield from ((keys[key], "card", count) for key, count in re.findall(r'data-figure="(\w+)">(\d+)<', front))
    yield from (("逾期", "list of the front page", count) for count in re.findall(r"需要关注<span[^>]*>逾期 (\d+)<", front))
    for place, text in (("front page", plain(front)), ("brief", page(site, "brief/"))):
        yield from (
            (name, place, rate) for name in RATE_NAMES for rate in re.findall(rf"(?<![的时]){name} (\d[\d.]*%（\d+/\d+）|不计算)", text)
        )
        yield from (
            (word, f"chart of the {place}", count) for word, count in re.findall(r"(逾期|办结) (\d+) (?=逾期|办结|一、|▶|查看)", text)
        )
    brief = page(site, "brief/")
    yield "事项", "brief", re.findall(r"共有事项 (\d+) 项", brief)[0]
    yield "承办任务", "brief", re.findall(r"分解为承办任务 (\d+) 项", brief)[0]
    sentence = re.findall(r"其中(.*?)。", brief)[0]
    yield from ((word, "brief", count) for word, count in re.findall(r"(\w+) (\d+) 项", sentence))
    yield "逾期", "brief heading", re.findall(r"一、逾期事项（(\d+) 项）", brief)[0]
    yield "临期", "brief heading", re.findall(r"二、临期事项（(\d+) 项）", brief)[0]
    for key, count in Counter(re.findall(r'<tr data-light="(\w+)"', html(site, "items/"))).items():
        yield keys[key], "rows of the list", str(count)
    for row in re.findall(r"<tr>(.*?)</tr>", html(site, "units/"), re.DOTALL)[1:]:
        unit = plain(re.findall(r'class="name">(.*?)</td>', row)[0]).strip()
        for name, cell in re.findall(r'data-label="([^"]+)">(.*?)(?:<small>.*?)?</td>', row):
            if name in {"承办任务", "逾期", "临期", "滞后", *RATE_NAMES}:
                yield f"{unit} {name}", "units page", plain(cell).strip().replace("–", "0")
    for status in unit_views.split(site.view)[0]:
        known = Units.of(site.book).by_name.get(status.unit)
        text = html(site, f"units/{known.id}/") if known else ""
        yield from ((f"{status.unit} 承办任务", "unit's page", count) for count in re.findall(r"承办任务 (\d+) 项，其中", text))
        yield from (
            (f"{status.unit} {word}", "unit's page", count)
            for word, count in re.findall(r'<span class="lamp \w+ \w+">(逾期|临期|滞后)</span><b>(\d+)</b>', text)
        )
    table = re.findall(r'aria-label="走势数据".*?</table>', front, re.DOTALL)
    if table:
        last = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)[-1]
        cells = [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", last)]
        yield from zip(("事项", "办结", "逾期", "完成率", "按时完成率", "按期填报率"), ["trend table"] * 6, cells[1:], strict=True)
    published = json.loads(dict(feeds.files(site))["data/report.json"])
    yield from ((light.word, "report.json", str(published["totals"][light.key])) for light in Light)


def disagreeing(site: Edition) -> dict[str, set[tuple[str, str]]]:
    """Return each word under which different numbers stand, with the places."""
    found: dict[str, dict[str, set[str]]] = {}
    for word, place, number in (*from_texts(site), *from_pages(site)):
        found.setdefault(word, {}).setdefault(number, set()).add(place)
    return {
        word: {(number, place) for number, places in numbers.items() for place in places}
        for word, numbers in found.items()
        if len(numbers) > 1
    }


@pytest.mark.parametrize("public", [False, True])
def test_every_number_under_one_word_is_one_number(demo: Path, *, public: bool) -> None:
    as_of = date(2026, 11, 15)
    site = editions.prepare(inputs.read(demo, as_of), as_of, public=public)
    assert disagreeing(site) == {}
    places = {(word, place) for word, place, _ in (*from_texts(site), *from_pages(site))}
    assert {place for word, place in places if word == "逾期"} >= {
        "terminal 80", "terminal 120", "terminal 80 list", "markdown", "overview.csv", "overdue", "items.csv", "agreements", "json", "json trend",
        "trend.csv", "card", "list of the front page", "chart of the front page", "chart of the brief", "brief", "brief heading", "rows of the list",
        "trend table", "report.json",
    }  # fmt: skip
    assert {place for word, place in places if word == "完成率"} >= {
        "terminal 80",
        "json",
        "json trend",
        "trend.csv",
        "front page",
        "brief",
        "trend table",
    }
    assert {place for word, place in places if word == "南浦支队 逾期"} == {"units.csv", "json units", "units page", "unit's page"}


DATES = st.dates(date(2026, 1, 1), date(2026, 6, 30))
LIMITS = st.one_of(
    DATES.map("{{原文: 文, 截止: {}}}".format),
    DATES.map("{{原文: 未规定, 设定: {{截止: {}, 依据: 纪要}}}}".format),
    st.builds("{{原文: 文, 周期: {}, 起: {}}}".format, st.sampled_from([*Cycle]), DATES),
    st.just("{原文: 长期坚持, 长期: {更新间隔: 30}}"),
    st.builds("{{原文: 文, 截止: {}, 长期: {{更新间隔: 40}}}}".format, DATES),
    st.just("{原文: 未规定}"),
)
WHO = st.sampled_from(
    [
        "牵头单位: 甲市局",
        "牵头单位: 甲市局\n责任单位: [乙市局]",
        "牵头单位: 未规定\n责任单位: [各市州, 乙市局]",
        "牵头单位: 未规定",
        "牵头单位: 各市州",
    ]
)


@st.composite
def books(draw: st.DrawFn) -> str:
    """A book of some items with limits of every form, units, classes of units and nobody, and reports of some of them."""
    parts = [UNITS]
    for number in range(1, draw(st.integers(1, 5)) + 1):
        limit = draw(LIMITS)
        parts.append(item(number, limit, draw(WHO), "计入考核: 否\n" if draw(st.booleans()) else ""))
        for unit in ("jia", "yi", "places"):
            said = draw(st.sampled_from(["", "", "未启动", "进行中", "已完成"]))
            day = draw(DATES)
            period = re.search(r"周期: (\w+)", limit)
            label = f" {periods.containing(day, Cycle(period[1])).label}" if period else ""
            if said == "已完成":
                text = done(number, str(day), unit)
                parts.append(text.replace(", 佐证", f", 期次: {label.strip()}, 佐证") if label else text)
            elif said:
                parts.append(reports(number, f"{day}{label}", unit=unit, state=said))
    return "".join(parts)


@given(books(), DATES, st.booleans())
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_every_number_under_one_word_is_one_number_in_any_book(text: str, as_of: date, public: bool) -> None:  # noqa: FBT001 - drawn
    site = one_site(text, as_of, public=public)
    now = replace(site, points=site.points or ())
    assert disagreeing(now) == {}
    totals: Any = json_data.data("overview", site.view, site.context)["totals"]
    assert totals["items"] == sum(totals[light.key] for light in Light)
    assert all(0 <= rate["part"] <= rate["whole"] <= totals["assignments"] or key == "filed" for key, rate in totals["rates"].items())
    assert totals["on_time"] <= totals["rates"]["done"]["part"]


def test_the_public_report_has_nothing_about_matters(demo: Path) -> None:
    as_of = date(2026, 11, 15)
    site = editions.prepare(inputs.read(demo, as_of), as_of, public=True)
    published = json.loads(dict(feeds.files(site))["data/report.json"])
    assert "matters" not in published
    assert not [key for key in published["totals"] if "matter" in key]


def test_no_number_of_the_trend_is_cut_off_in_a_terminal_of_80_columns(demo: Path, tasks: Tasks) -> None:
    ended = tasks("--root", demo, "report", "trend", "--as-of", "2026-11-15", COLUMNS="80")
    assert ended.code == 0
    assert "…" not in ended.out
    known = json.loads(tasks("--root", demo, "report", "-f", "json", "--as-of", "2026-11-15").out)["totals"]["rates"]
    last = [line for line in ended.out.splitlines() if line.startswith("2026-11-15")]
    assert all(f"（{known[key]['part']}/{known[key]['whole']}）" in last[0] for key in ("done", "on_time"))


@pytest.mark.parametrize(("columns", "shown"), [(80, "建立跨区域…"), (120, "建立跨区域联合执法检查制度与线索移送办法")])
def test_the_overview_shortens_a_title_only_where_there_is_no_room(columns: int, shown: str) -> None:
    cells = ("jia-2025-12/1", "建立跨区域联合执法检查制度与线索移送办法", "甲市交通运输局等12个单位", "逾期 1234 天，本级另定，未填报")
    titles = tuple(tables.Column(name, cut=name == "事项") for name in ("编号", "事项", "单位", "情况"))
    table = tables.Table("逾期", titles, (cells,))
    out = formats.terminal(tables.Report("册", "", (table,), table), columns=columns, colour=False)
    assert shown in out
    assert all(cell in out for cell in (cells[0], cells[2], *(cells[3:] if columns > 80 else ())))
    assert max(width(line) for line in out.splitlines()) <= columns


def test_the_brief_never_cuts_off_how_many_units_are_late(demo: Path) -> None:
    as_of = date(2026, 11, 25)
    text = page(editions.prepare(inputs.read(demo, as_of), as_of, public=False), "brief/")
    assert "等 4 个单位" in text
    assert re.search(r"等 \d*…", text) is None
