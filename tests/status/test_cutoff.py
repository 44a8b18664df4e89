"""As of a day nothing later exists: a book with later dates says the same as one from which they were deleted."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Any

from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from conftest import files
from duban.changes import comparison
from duban.changes import history
from duban.changes import trend
from duban.records import cutoff
from duban.records import loader
from duban.reports import details
from duban.reports import filtering
from duban.reports import formats
from duban.reports import json_data
from duban.reports import layout
from duban.reports import views
from duban.reports import word_forms
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import renderer
from duban.site.links import Addresses
from duban.status import assessment
from duban.status import due_dates

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import Outcome
    from duban.records.loader import Loaded

DAY = date(2026, 6, 15)
UNITS = {"jia": "甲局", "yi": "乙局"}
Data = dict[str, Any]

WORKFLOW = [
    {"名称": "委托", "阶段": "交办", "办理单位": "甲局"},
    {
        "名称": "核查", "阶段": "处置", "办理单位": "乙局", "结果": ["查清", "进展", "补充"], "随时": ["进展"], "下一步": {"补充": "补充"},
        "时限": {"原文": "十日内", "天数": 10, "日别": "工作日", "起算": "委托"},
    },
    {"名称": "补充", "阶段": "处置", "办理单位": "甲局", "中止": ["回复"]},
    {"名称": "回复", "阶段": "反馈", "办理单位": "乙局", "时限": {"原文": "三十日内", "天数": 30, "日别": "自然日", "起算": "委托", "顺延": "是"}},
    {"名称": "归档", "阶段": "归档", "办理单位": "甲局"},
]  # fmt: skip
FIXED: Mapping[str, Data] = {
    **{f"units/{key}.yaml": {"名称": f"示例{name}", "简称": name} for key, name in UNITS.items()},
    "config.yaml": {"名称": "示例台账", "报送": {"周期": "月", "截止日": 28, "起": "2026-01-01"}},
    "plans/fa.yaml": {"标题": "示例方案", "文号": "未载明", "印发单位": ["甲局"], "印发日期": "2026-01-01", "公开": "主动公开"},
    "agreements/xy.yaml": {
        "标题": "示例协议",
        "简称": "示例协议",
        "参加单位": ["甲局", "乙局"],
        "流程": {"协查": WORKFLOW},
        "公开": "主动公开",
    },
}
LIMITS: tuple[Data, ...] = (
    {"原文": "七月底前", "截止": "2026-07-31"},
    {"原文": "六月上旬前", "截止": "2026-06-10", "长期": {"更新间隔": 30}},
    {"原文": "每月", "周期": "月", "起": "2026-02-10", "每期截止": 20},
    {"原文": "每季度", "周期": "季度", "起": "2026-01-01", "止": "2026-09-30"},
    {"原文": "未规定", "设定": {"截止": "2026-06-18", "依据": "会议纪要"}},
    {"原文": "长期坚持", "长期": {"更新间隔": 90}},
    {"原文": "及时"},
)

days = st.integers(-100, 60).map(lambda offset: (DAY + timedelta(days=offset)).isoformat())


@st.composite
def reports(draw: st.DrawFn) -> Data:
    """Draw a progress file."""
    entries = []
    for on in draw(st.lists(days, min_size=1, max_size=4)):
        entry: Data = {"日期": on, "情况": f"{on}的进展{draw(st.integers(0, 9))}", "佐证": ["材料"]}
        if percent := draw(st.sampled_from((None, 10, 50, 90))):
            entry["进度"] = percent
        if period := draw(st.sampled_from((None, "2026-03", "2026-05", "2026-06", "2026-Q1", "2026-Q2"))):
            entry["期次"] = period
        entries.append(entry)
    state = draw(st.sampled_from(("进行中", "已完成", "暂缓")))
    done = {"完成日期": draw(days)} if state == "已完成" else {}
    return {"状态": state, **done, "进展": entries, "下一步": "继续推进"}


@st.composite
def books(draw: st.DrawFn) -> dict[str, Data]:
    """Draw a book whose dates lie before, on and after the day."""
    found: dict[str, Data] = dict(FIXED)
    for place, limit in enumerate(LIMITS):
        item: Data = {"事项": f"事项{place}", "条款": "一", "原文": "原文", "牵头单位": "甲局", "责任单位": ["乙局"], "时限": limit}
        due = limit.get("截止") or limit.get("设定", {}).get("截止")
        moved = draw(st.lists(days, max_size=2)) if due else []
        if moved:
            item["变更"] = [
                {"日期": on, "原截止": due, "新截止": f"2026-0{7 + count}-20", "批准": "纪要", "理由": f"理由{count}"}
                for count, on in enumerate(sorted(moved))
            ]
        found[f"items/fa/{place}.yaml"] = item
        for unit in UNITS:
            if draw(st.booleans()):
                found[f"progress/{unit}/fa/{place}.yaml"] = draw(reports())
    steps = [("委托", None), ("核查", "进展"), ("核查", "补充"), ("补充", None), ("回复", None), ("核查", "进展"), ("归档", None)]
    for place in range(2):
        taken = sorted(draw(st.lists(days, max_size=len(steps))))
        records = [
            {"名称": name, "日期": on, "单位": "甲局", **({"结果": said} if said else {})}
            for (name, said), on in zip(steps, taken, strict=False)
        ]
        found[f"matters/xy/{place}.yaml"] = {"流程": "协查", "概要": f"第{place}件", **({"环节": records} if records else {})}
    return found


def without_later(data: Data, day: date) -> Data | None:
    """Delete everything dated later from the data of a file, as somebody would who knows nothing of the program."""
    made = {key: value for key, value in data.items() if key not in {"变更", "进展", "环节"}}
    for key in ("变更", "进展", "环节"):
        kept = [row for row in data.get(key, ()) if row["日期"] <= day.isoformat()]
        if kept:
            made[key] = kept
        elif key != "变更" and data.get(key):
            return None
    if data.get("完成日期", "") > day.isoformat():
        del made["完成日期"]
        made["状态"] = "进行中"
    return made


def deleted(book: Mapping[str, Data], day: date) -> dict[str, Data]:
    return {path: kept for path, data in book.items() if (kept := without_later(data, day)) is not None}


def written(book: Mapping[str, Data]) -> dict[str, bytes]:
    """Return the files of a book; JSON is YAML too."""
    return {f"tasks/{path}": json.dumps(data, ensure_ascii=False).encode() for path, data in book.items()}


def load(book: Mapping[str, Data]) -> Loaded:
    loaded = loader.load(written(book))
    assert [finding for finding in loaded.findings if finding.severity == "error"] == []
    return loaded


def said(loaded: Loaded, day: date) -> dict[str, object]:
    """Everything that reports, details, feeds and comparisons say of a book on a day."""
    view = assessment.assess(loaded.book, day)
    context = layout.ReportContext(filtering.Filters(), None, 0, (trend.point(view),))
    found: dict[str, object] = {}
    for name, made in views.VIEWS.items():
        found[f"data {name}"] = json.dumps(json_data.data(name, view, context, made(view, context).listed), ensure_ascii=False)
        found[f"table {name}"] = formats.terminal(made(view, context), columns=120, colour=False)
        found[f"csv {name}"] = formats.csv_file(made(view, context))
    for item in view.items:
        found[f"show {item.item.id}"] = formats.markdown(details.item(item, view, ""))
    for matter in view.matters:
        found[f"show {matter.matter.id}"] = formats.markdown(details.matter(matter, view, ""))
    for unit in view.book.units.values():
        found[f"show {unit.id}"] = formats.markdown(details.unit(unit, view, ""))
    found["due_dates"] = due_dates.due_dates(view, day - timedelta(days=200), day + timedelta(days=200))
    found["changes"] = comparison.between(assessment.assess(load(FIXED).book, day), view, {})
    for matter in view.matters:
        agreement = view.book.agreements["xy"]
        found[f"steps {matter.matter.id}"] = matter.matter, agreement
    return found


@settings(max_examples=40, deadline=None)
@given(books(), st.integers(-20, 20).map(lambda offset: DAY + timedelta(days=offset)))
def test_reports_of_a_day_know_nothing_later(book: dict[str, Data], day: date) -> None:
    full, cut = said(load(book), day), said(load(deleted(book, day)), day)
    assert full.keys() == cut.keys()
    for name, text in full.items():
        assert text == cut[name], name


def past(book: Mapping[str, Data], days: tuple[date, ...], until: date | None = None) -> history.Past:
    """Return a history that brings the book in by thirds; up to ``until`` and without what is dated later, where that is given."""
    commits, blobs = [], {}
    paths = sorted(book)
    for count, on in enumerate(days, 1):
        if until and on > until:
            break
        state: dict[str, str | None] = {}
        for place, path in enumerate(paths):
            data = book[path] if until is None else without_later(book[path], until)
            if path in FIXED or place % len(days) < count:
                blob = json.dumps(data, ensure_ascii=False)
                blobs[blob] = blob.encode()
                state[f"tasks/{path}"] = blob if data is not None else None
        commits.append(history.Commit(f"{count:040}", on, state))
    return history.replay(history.Log(tuple(commits), blobs))


def site_files(loaded: Loaded, before: history.Past, day: date, *, public: bool) -> dict[str, bytes]:
    """Every file of a site made for an earlier day, without the forms: they are about the files as they stand."""
    source = editions.SiteInputs(loaded=loaded, findings=loaded.findings, unread=0, past=before, missing="", revision=None)
    site = replace(editions.prepare(source, day, public=public), present=None, texts={}, findings=())
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    made = {page.uri: maker.whole(page, "").encode() for page in maker.pages.values()}
    return {**made, **dict(feeds.files(site))}


@settings(max_examples=5, deadline=None)
@given(books(), st.integers(-40, 20), st.booleans())
def test_the_pages_of_a_day_know_nothing_later(book: dict[str, Data], offset: int, public: bool) -> None:  # noqa: FBT001 - hypothesis
    commits = tuple(DAY + timedelta(days=offset + step) for step in (-30, 0, 30))
    full = site_files(load(book), past(book, commits), DAY, public=public)
    less = deleted(book, DAY)
    cut = site_files(load(less), past(book, commits, DAY), DAY, public=public)
    assert full.keys() == cut.keys()
    for uri, content in full.items():
        assert content.decode() == cut[uri].decode(), uri


@settings(max_examples=30, deadline=None)
@given(books())
def test_a_book_without_later_dates_is_not_copied(book: dict[str, Data]) -> None:
    loaded = load(book).book
    assert cutoff.until(loaded, DAY + timedelta(days=1000)) is loaded
    cut = cutoff.until(loaded, DAY)
    assert cutoff.until(cut, DAY) is cut
    unchanged = [key for key, record in cut.progress.items() if all(entry.on <= DAY for entry in loaded.progress[key].entries)]
    assert all(cut.progress[key] is loaded.progress[key] for key in unchanged if not (loaded.progress[key].done_on or DAY) > DAY)


BOOK = """\
== config.yaml
名称: 示例台账
== units/jia.yaml
名称: 示例甲局
简称: 甲局
机关代字: 示甲
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲局, 乙局]
流程:
  协查:
    - {名称: 委托, 阶段: 交办, 办理单位: 甲局, 文书: 委托书}
    - {名称: 回复, 阶段: 反馈, 办理单位: 甲局}
文书:
  委托书: {模板: weituo.docx, 字: 委}
== units/yi.yaml
名称: 示例乙局
简称: 乙局
== items/xy/1.yaml
事项: 修订制度
条款: 一
原文: 修订制度
牵头单位: 甲局
时限: {原文: 六月底前, 截止: 2026-06-30}
== progress/jia/xy/1.yaml
状态: 进行中
进展:
  - {日期: 2026-06-01, 情况: 已起草}
  - {日期: 2026-06-20, 情况: 已送审}
== matters/xy/1.yaml
流程: 协查
环节:
  - {名称: 委托, 日期: 2026-06-20, 单位: 甲局, 文号: 示甲委〔2026〕1号}
"""


def test_commands_that_look_back(book: Callable[[str], Path], tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    root = book(BOOK)
    assert "已送审" not in tasks("--root", root, "show", "xy/1", "--as-of", "2026-06-19").out
    assert "已送审" in tasks("--root", root, "show", "xy/1", "--as-of", "2026-06-20").out
    assert '"matters": 0' in tasks("--root", root, "report", "-f", "json", "--as-of", "2026-06-19").out
    early = tasks("--root", root, "form", "xy/1", "委托书", "-o", tmp_path / "委托书.docx", "--as-of", "2026-06-19")
    assert (early.code, early.err.strip()) == (2, "没有编号为“xy/1”的协作事项。")
    (root / "tasks/items/xy/1.yaml").unlink()
    early = tasks("--root", root, "show", "xy/1", "--as-of", "2026-06-19")
    assert (early.code, early.err.strip()) == (2, "没有编号为“xy/1”的记录，是否指 xy？")
    assert "示甲委〔2026〕1号" in tasks("--root", root, "show", "xy/1", "--as-of", "2026-06-20").out


def test_a_site_that_looks_back_has_no_forms_and_one_of_today_has() -> None:
    loaded = loader.load(files(BOOK))
    source = editions.SiteInputs(
        loaded=loaded, findings=loaded.findings, unread=0, past=history.Past(), missing="", revision=None, read_on=date(2026, 6, 19)
    )

    def uris(as_of: date) -> set[str]:
        site = editions.prepare(source, as_of, public=False)
        maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
        assert all(maker.whole(page, "") for page in maker.pages.values())
        return set(maker.pages)

    about_files = {"fill/", "guide/", "check/", "units/jia/fill/"}
    assert not about_files & uris(date(2026, 6, 18))
    assert about_files <= uris(date(2026, 6, 20))
    # Of today, a date written wrongly into the future takes the forms from nobody; its file is the one to be mended.
    assert about_files <= uris(date(2026, 6, 19))
    site = editions.prepare(source, date(2026, 6, 19), public=False)
    assert "已送审" in site.texts["tasks/progress/jia/xy/1.yaml"]
    (status,) = site.view.items
    assert str(status.assignments[0].last_report) == "2026-06-01"


def test_a_form_prints_only_what_was_recorded_by_then() -> None:
    loaded = loader.load(files(BOOK + "  - {名称: 回复, 日期: 2026-06-25, 单位: 甲局}\n"))
    known = cutoff.until(loaded.book, date(2026, 6, 22))
    facts = word_forms.facts(loaded.book, known.matters["xy/1"], loaded.book.agreements["xy"], "委托书")
    assert list(facts["环节"]) == ["委托"]
