"""The site says what the report says, shows what each edition may show, and is the same bytes every time."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import feedparser
import icalendar
import pytest

from built_sites import AS_OF
from built_sites import one_site
from built_sites import page
from built_sites import plain
from conftest import build_site
from duban.records.settings import Repository
from duban.records.sources import Chapter
from duban.reports import filtering
from duban.reports import layout
from duban.site import editions as site_editions
from duban.site import feeds
from duban.site import inputs
from duban.site import links
from duban.site import renderer
from duban.site.links import Addresses
from duban.status.lights import Light

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from conftest import Outcome
    from duban.site.editions import Edition

ROOT = Path(__file__).parents[2]
EDITIONS = ("internal", "public")


@pytest.fixture(scope="module")
def sites(demo: Path) -> dict[str, Edition]:
    source = inputs.read(demo, AS_OF)
    return {edition: site_editions.prepare(source, AS_OF, public=edition == "public") for edition in EDITIONS}


@pytest.fixture(scope="module")
def made(sites: dict[str, Edition]) -> dict[str, dict[str, str]]:
    """Every page of both editions as text, by address."""
    found = {}
    for edition, site in sites.items():
        maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
        found[edition] = {uri: maker.whole(sheet, "../" * uri.count("/")) for uri, sheet in maker.pages.items()}
        assert maker.failures == {}
    return found


class Links(HTMLParser):
    """Every address a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.found += [value for name in ("href", "src") if (value := given.get(name))]
        self.ids |= {value for name in ("id",) if (value := given.get(name))}


# The number on the site is the number in the report.


def test_the_overview_shows_the_totals_of_the_report(demo: Path, tasks: Callable[..., Outcome], made: dict[str, dict[str, str]]) -> None:
    totals = json.loads(tasks("--root", demo, "report", "-f", "json", "--as-of", str(AS_OF)).out)["totals"]
    shown = dict(re.findall(r'data-figure="(\w+)">(\d+)<', made["internal"][""]))
    assert {name: int(value) for name, value in shown.items()} == {
        name: totals[name] for name in ("items", "overdue", "due_soon", "behind", "normal", "no_deadline", "done")
    }


def test_the_overview_shows_the_change_since_a_week_ago(sites: dict[str, Edition], made: dict[str, dict[str, str]]) -> None:
    site = sites["internal"]
    assert site.before is not None
    assert site.before.as_of == date(2026, 11, 8)
    changes = {light: site.view.lights[light] - site.before.lights[light] for light in Light}
    assert any(changes.values())
    for light, change in changes.items():
        (said,) = re.findall(rf'data-figure="{light.key}">\d+</b><small>(.*?)</small>', made["internal"][""])
        assert plain(said) == ("与上周持平" if change == 0 else f"较上周 {'▲ 增加' if change > 0 else '▼ 减少'} {abs(change)}")


def test_the_chart_ends_at_the_figures_of_today(sites: dict[str, Edition], made: dict[str, dict[str, str]]) -> None:
    now = sites["internal"].points[-1]
    chart = re.findall(r'<svg class="trend on-wide".*?</svg>', made["internal"][""], re.DOTALL)[0]
    assert re.findall(r'class="label \w+"[^>]*>([^<]*)<', chart) == [
        f"办结 {now.lights[Light.DONE]}",
        f"逾期 {now.lights[Light.OVERDUE]}",
    ]


def test_the_published_report_is_the_report(demo: Path, tasks: Callable[..., Outcome], sites: dict[str, Edition]) -> None:
    published = dict(feeds.files(sites["internal"]))
    assert json.loads(published["data/report.json"]) == json.loads(
        tasks("--root", demo, "report", "trend", "-f", "json", "--as-of", str(AS_OF)).out
    )
    for view in ("items", "units", "matters", "trend"):
        assert published[f"data/{view}.csv"].decode() == tasks("--root", demo, "report", view, "-f", "csv", "--as-of", str(AS_OF)).out


def test_the_list_has_every_item_once_with_its_light(demo: Path, tasks: Callable[..., Outcome], made: dict[str, dict[str, str]]) -> None:
    report = json.loads(tasks("--root", demo, "report", "-f", "json", "--as-of", str(AS_OF)).out)
    rows = re.findall(r'<tr data-light="(\w+)".*?href="\.\./items/([\w/-]+)/"', made["internal"]["items/"])
    assert sorted((identity, light) for light, identity in rows) == sorted((item["id"], item["light"]) for item in report["items"])


def test_each_page_of_a_unit_counts_what_the_report_counts(sites: dict[str, Edition], made: dict[str, dict[str, str]]) -> None:
    site = sites["internal"]
    for status in site.view.units:
        unit = next(candidate for candidate in site.book.units.values() if candidate.name == status.unit)
        text = made["internal"][links.unit(unit.id)]
        assert [int(count) for count in re.findall(r'<div class="figure \w+">.*?<b>(\d+)</b>', text)] == [
            status.count(light) for light in Light
        ]


# Every link leads somewhere.


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("folders", [True, False])
def test_every_link_inside_the_site_leads_to_a_page(sites: dict[str, Edition], edition: str, *, folders: bool) -> None:
    site, addresses = sites[edition], Addresses(folders=folders)
    maker = renderer.Maker(site, addresses, feeds.paths(site) | inputs.asset_paths())
    known = {addresses.file(uri) for uri in maker.pages} | feeds.paths(site) | inputs.asset_paths()
    for uri, sheet in maker.pages.items():
        place = addresses.file(uri)
        parser = Links()
        parser.feed(maker.whole(sheet, "../" * place.count("/")))
        for target in parser.found:
            if target.startswith(("https://git.example.invalid/", "#")):
                continue
            base = Path("/site") / place
            full = Path(str(base.parent / re.split(r"[?#]", target)[0])).as_posix()
            parts: list[str] = []
            for part in full.split("/"):
                if part == "..":
                    parts.pop()
                elif part not in {"", "."}:
                    parts.append(part)
            found = "/".join(parts[1:])
            assert (f"{found}/index.html".lstrip("/") if folders and found not in known else found) in known, (uri, target)


def test_anchors_that_links_name_exist(made: dict[str, dict[str, str]]) -> None:
    ids = {}
    for uri, html in made["internal"].items():
        parser = Links()
        parser.feed(html)
        ids[uri] = parser.ids
    wanted = {match for html in made["internal"].values() for match in re.findall(r'href="(?:\.\./)*(rules|guide)/#([\w-]+)"', html)}
    assert wanted
    assert all(anchor in ids[f"{name}/"] for name, anchor in wanted)


# What the public edition holds.

GUARDED = """
== config.yaml
名称: 示例台账
督办单位: 甲局
仓库: {平台: Gitea, 网址: "https://git.internal.invalid/a/b", 分支: main}
== units/a.yaml
名称: 示例甲局
简称: 甲局
联络部门: 机密科室之外的联络处
账号: [zhanghao-jia]
备注: 单位备注勿外传
== units/b.yaml
名称: 示例乙局
简称: 乙局只在内部
== plans/open.yaml
标题: 公开方案
文号: 未载明
印发单位: [甲局]
印发日期: 2026-01-01
公开: 主动公开
备注: 方案备注勿外传
章节: [{条款: 一, 标题: 任务}]
== plans/closed.yaml
标题: 不公开的方案
文号: 未载明
印发单位: [乙局只在内部]
印发日期: 2026-01-01
== items/open/1.yaml
事项: 公开的事项
条款: 一
原文: 公开的原文
牵头单位: 甲局
时限: {原文: 未规定, 设定: {截止: 2026-12-31, 依据: 内部会议纪要}}
变更:
  - {日期: 2026-02-01, 原截止: 2026-12-31, 新截止: 2027-01-31, 批准: 某领导批示, 理由: 内部理由}
备注: 事项备注勿外传
== items/open/2.yaml
事项: 依申请的事项
条款: 一
原文: 依申请的原文
牵头单位: 甲局
时限: {原文: 未规定}
公开: 依申请公开
== items/closed/1.yaml
事项: 不公开的事项
条款: 一
原文: 不公开的原文
牵头单位: 乙局只在内部
时限: {原文: 未规定}
== progress/a/open/1.yaml
状态: 进行中
进展:
  - {日期: 2026-03-01, 情况: 已起草, 佐证: [内部佐证〔2026〕1号]}
存在问题: 内部问题
下一步: 内部打算
== progress/a/open/2.yaml
状态: 进行中
进展: [{日期: 2026-03-01, 情况: 依申请的进展}]
== progress/b/closed/1.yaml
状态: 进行中
进展: [{日期: 2026-03-01, 情况: 不公开的进展}]
"""
NEVER = (
    "git.internal.invalid", "zhanghao-jia", "联络处", "勿外传", "乙局", "不公开的", "依申请的", "内部", "某领导", "存在问题", "下一步", "填报进展", "网上填报",
    "tasks/", "检查结果",
)  # fmt: skip


def test_the_public_site_holds_nothing_that_must_not_be_there() -> None:
    site = one_site(GUARDED, public=True)
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    everything = {uri: maker.whole(sheet, "") for uri, sheet in maker.pages.items()}
    everything |= {path: content.decode() for path, content in feeds.files(site, "https://open.example.invalid/")}
    assert "公开的事项" in everything["items/open/1/"]
    for place, text in everything.items():
        assert [word for word in NEVER if word in text] == [], place


def test_the_internal_site_holds_it_all() -> None:
    text = page(one_site(GUARDED), "items/open/1/")
    assert all(
        word in text for word in ("内部会议纪要", "某领导批示", "内部佐证〔2026〕1号", "内部问题", "内部打算", "填报进展（编辑此文件）")
    )
    assert "不公开的事项" in page(one_site(GUARDED), "items/")


def test_the_public_demonstration_site_has_no_matter(sites: dict[str, Edition], made: dict[str, dict[str, str]]) -> None:
    numbers = {status.matter.id for status in sites["internal"].view.matters}
    text = "".join(made["public"].values()) + "".join(content.decode() for _, content in feeds.files(sites["public"]))
    assert numbers
    assert not [number for number in numbers if number in text]
    assert "matters/" not in made["public"]


def test_counts_of_matters_below_three_are_hidden(sites: dict[str, Edition]) -> None:
    for counted in sites["public"].counts:
        for number in (counted.total, counted.ended, counted.late):
            assert number is None or number >= 3
        if counted.total is not None:
            assert all(number is None or counted.total - number >= 3 or number == counted.total for number in (counted.ended, counted.late))


def test_what_was_withdrawn_from_the_public_is_not_named_again(tmp_path: Path) -> None:
    from dated_books import commit

    opened = GUARDED.replace("公开: 依申请公开", "公开: 主动公开")
    commit(tmp_path, opened, "2026-03-02")
    commit(tmp_path, GUARDED, "2026-11-14")
    site = site_editions.prepare(inputs.read(tmp_path, AS_OF), AS_OF, public=True)
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    text = "".join(maker.render(sheet) for sheet in maker.pages.values()) + "".join(content.decode() for _, content in feeds.files(site))
    assert "公开的事项" in text
    assert [word for word in NEVER if word in text] == []


def test_a_file_with_personal_data_is_not_published_even_inside() -> None:
    text = GUARDED.replace("情况: 已起草,", "情况: 已起草，联系电话 13912345678, 进度: 百分之十,")
    site = one_site(text)
    shown = page(site, "items/open/1/") + page(site, "check/") + page(site, "")
    assert "13912345678" not in shown
    assert "有 1 个文件没有通过检查" in shown
    assert "疑似手机号码" in shown


# Findings, history, ranks.


def test_files_with_errors_are_listed_with_where_and_how_to_mend_them(sites: dict[str, Edition]) -> None:
    text = page(one_site(GUARDED.replace("截止: 2026-12-31, 依据", "截止: 2026-02-30, 依据")), "check/")
    assert "tasks/items/open/1.yaml" in text
    assert "2026 年 2 月没有 30 日" in text
    assert "date-invalid" in text
    assert "全部文件通过检查" in page(sites["internal"], "check/")


def test_without_git_the_site_says_so_and_builds() -> None:
    site = one_site(GUARDED)
    assert "没有 git 版本记录" in page(site, "")
    assert "没有 git 版本记录" in page(site, "changes/")
    assert "没有 git 版本记录" in page(site, "items/open/1/")


@pytest.mark.parametrize(("setting", "editions"), [("内部", {"internal"}), ("公开", {"internal", "public"}), ("不显示", set())])
def test_ranks_are_shown_where_the_settings_say(setting: str, editions: set[str]) -> None:
    text = GUARDED.replace("督办单位: 甲局", f"督办单位: 甲局\n排名: {setting}")
    assert {edition for edition in EDITIONS if "名次" in page(one_site(text, public=edition == "public"), "units/")} == editions


def test_a_unit_with_few_due_assignments_is_marked_and_not_ranked() -> None:
    ranked = GUARDED.replace("督办单位: 甲局", "督办单位: 甲局\n排名: 内部")
    text = ranked.replace("截止: 2026-12-31, 依据: 内部会议纪要", "截止: 2026-05-31, 依据: 纪要").replace(
        "变更:\n  - {日期: 2026-02-01, 原截止: 2026-12-31, 新截止: 2027-01-31, 批准: 某领导批示, 理由: 内部理由}\n", ""
    )
    shown = page(one_site(text), "units/")
    assert "0.0%（0/1） 样本少" in shown
    assert re.search(r"— 甲局", shown)


def test_an_empty_book_makes_a_site() -> None:
    site = one_site("== config.yaml\n名称: 空台账\n")
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    for sheet in maker.pages.values():
        assert maker.render(sheet)
    assert "台账中暂无逾期事项" in page(site, "")


def test_an_item_shows_its_place_in_the_document(made: dict[str, dict[str, str]]) -> None:
    text = plain(made["internal"]["items/sl-2025-12/2/"])
    assert re.search(
        r"制定联合执法检查办法（第1项），明确责任，限期完成 一（二） 建立执法线索共享清单（第2项），明确责任，限期完成 一（三）", text
    )


@pytest.mark.parametrize(
    ("heading", "clause", "held"),
    [
        ("一", "一", True),
        ("一", "一（二）二是", True),
        ("一（二）", "一（二）二是", True),
        ("十", "十一（一）", False),
        ("二", "二十", False),
        ("一（一）", "一（一0）", False),
        ("第1条", "第1条第2款", True),
        ("1", "12", False),
        ("1", "1.2", True),
    ],
)
def test_a_clause_stands_under_its_own_headings_only(heading: str, clause: str, held: bool) -> None:  # noqa: FBT001
    assert Chapter(clause=heading, title="标题").holds(clause) == held


def test_items_follow_each_other_by_number_not_by_letter(made: dict[str, dict[str, str]]) -> None:
    assert re.search(r'href="\.\./\.\./\.\./items/sl-2025-12/10/" rel="next"', made["internal"]["items/sl-2025-12/9/"])


def test_the_limit_of_an_item_shows_every_extension(sites: dict[str, Edition], made: dict[str, dict[str, str]]) -> None:
    moved = next(status for status in sites["internal"].view.items if status.item.extensions)
    text = plain(made["internal"][links.item(moved.item.id)])
    for extension in moved.item.extensions:
        assert (
            f"{extension.approved_on} 变更：{extension.old_due} → {extension.new_due}，批准：{extension.approval}，理由：{extension.reason}"
            in text
        )


# The forge's editor.


@pytest.mark.parametrize(
    ("forge", "edit", "new"),
    [
        ("GitHub", "https://h/o/r/edit/main/tasks/a/1.yaml", "https://h/o/r/new/main?filename=tasks%2Fa%2F1.yaml&value=%E7%8A%B6%E6%80%81%3A%20%E8%BF%9B%E8%A1%8C%E4%B8%AD%0A"),
        ("Gitea", "https://h/o/r/_edit/main/tasks/a/1.yaml", "https://h/o/r/_new/main/tasks/a?filename=1.yaml&value=%E7%8A%B6%E6%80%81%3A%20%E8%BF%9B%E8%A1%8C%E4%B8%AD%0A"),
        ("GitLab", "https://h/o/r/-/edit/main/tasks/a/1.yaml", "https://h/o/r/-/new/main/tasks/a?file_name=1.yaml"),
        ("Gitee", "https://h/o/r/edit/main/tasks/a/1.yaml", "https://h/o/r/new/main/tasks/a"),
    ],
)  # fmt: skip
def test_links_into_the_editor_of_each_forge(forge: str, edit: str, new: str) -> None:
    repository = Repository(forge=forge, url="https://h/o/r/", branch="main")
    assert links.edit(repository, "tasks/a/1.yaml") == edit
    assert links.new(repository, "tasks/a/1.yaml", "状态: 进行中\n") == new


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "java\nscript:x",
        "data:text/html,x",
        "vbscript:x",
        "//host/x",
        "https://a b",
        'https://a"x',
        "ftp://a",
        "",
    ],
)
def test_only_web_addresses_become_links(address: str) -> None:
    assert links.safe(address) is None


# Feeds.


def events(content: bytes) -> Any:
    """Return the events of a calendar as the library reads them."""
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_calendars_are_read_by_icalendar(sites: dict[str, Edition]) -> None:
    published = dict(feeds.files(sites["internal"], "https://duban.example.invalid/"))
    for path, content in published.items():
        if not path.endswith(".ics"):
            continue
        assert all(len(line) <= 75 for line in content.split(b"\r\n"))
        found = events(content)
        uids = [str(event["uid"]) for event in found]
        assert len(uids) == len(set(uids)), path
        assert all((event["dtend"].dt - event["dtstart"].dt).days == 1 for event in found)
    everything = {str(event["uid"]): event for event in events(published["calendar.ics"])}
    due = {
        status.item.id: status.judged.due
        for status in sites["internal"].view.items
        if status.item.limit.parts.due and status.light is not Light.DONE
    }
    assert all(
        everything[f"{identity}@duban"]["dtstart"].dt == day for identity, day in due.items() if day and abs((day - AS_OF).days) <= 366
    )


def test_a_line_break_in_a_name_starts_no_line_of_a_calendar() -> None:
    text = GUARDED.replace("事项: 公开的事项", '事项: "公开的事项\\\\r\\\\nATTACH:https://x.invalid"')
    content = dict(feeds.files(one_site(text)))["calendar.ics"]
    assert b"\nATTACH" not in content
    assert len(events(content)) == 1


def test_news_are_read_by_feedparser(sites: dict[str, Edition]) -> None:
    content = dict(feeds.files(sites["internal"], "https://duban.example.invalid/"))["feed.atom"]
    news = feedparser.parse(content)
    assert not news.bozo
    assert len(news.entries) == 100
    assert len({entry.id for entry in news.entries}) == 100
    assert news.entries[0].link.startswith("https://duban.example.invalid/")
    ET.fromstring(content)  # noqa: S314 - our own


def test_tables_cannot_start_a_formula() -> None:
    text = GUARDED.replace("事项: 公开的事项", '事项: "=HYPERLINK(1)"')
    rows = list(csv.reader(io.StringIO(dict(feeds.files(one_site(text)))["data/items.csv"].decode("utf-8-sig"))))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell.startswith("=")]


# Without MkDocs.


def test_tasks_pages_writes_a_site_that_needs_no_server(demo: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    ended = tasks("--root", demo, "pages", "--out", tmp_path / "out", "--files", "--as-of", str(AS_OF))
    assert (ended.code, ended.out) == (0, "")
    assert re.search(r"：245 页，\d+ 个文件。", ended.err)
    assert 'href="items/sl-2025-12/1.html"' in (tmp_path / "out" / "items.html").read_text("utf-8")


def test_tasks_pages_replaces_only_what_it_made_itself(demo: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    precious = tmp_path / "out" / "precious.txt"
    precious.parent.mkdir()
    precious.write_text("不要删", encoding="utf-8")
    ended = tasks("--root", demo, "pages", "--out", tmp_path / "out")
    assert (ended.code, precious.read_text("utf-8")) == (2, "不要删")
    assert "没有覆盖" in ended.err
    precious.unlink()
    assert tasks("--root", demo, "pages", "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out" / "matters").exists()
    for name in (".git/config", "items/CNAME", "x\udcff"):
        later = tmp_path / "out" / name
        later.parent.mkdir(exist_ok=True)
        later.write_text("不要删", encoding="utf-8")
        ended = tasks("--root", demo, "pages", "--out", tmp_path / "out", "--public")
        assert (ended.code, later.read_text("utf-8")) == (2, "不要删")
        assert name.replace("\udcff", "") in ended.err
        later.unlink()
    assert tasks("--root", demo, "pages", "--out", tmp_path / "out", "--public").code == 0
    assert not (tmp_path / "out" / "matters").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize("address", ["duban.example.cn", "javascript:alert(1)"])
def test_tasks_pages_takes_only_a_web_address(demo: Path, tasks: Callable[..., Outcome], tmp_path: Path, address: str) -> None:
    ended = tasks("--root", demo, "pages", "--out", tmp_path / "out", "--address", address)
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)


# With MkDocs.


def digests(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_builds_are_the_same_bytes(demo: Path, tmp_path: Path) -> None:
    epoch = {"SOURCE_DATE_EPOCH": "1794700800"}
    build_site(demo, tmp_path / "one", PYTHONHASHSEED="1", TZ="UTC", **epoch)
    build_site(demo, tmp_path / "two", PYTHONHASHSEED="2", TZ="Asia/Tokyo", **epoch)
    assert list(digests(tmp_path / "one")) == list(digests(tmp_path / "two"))
    subprocess.run([sys.executable, ROOT / "tools" / "zip_folder.py", tmp_path / "one", tmp_path / "1.zip"], check=True)
    subprocess.run([sys.executable, ROOT / "tools" / "zip_folder.py", tmp_path / "two", tmp_path / "2.zip"], check=True)
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()


def test_a_site_under_mkdocs_has_the_pages_and_feeds_of_the_core(demo: Path, tmp_path: Path, sites: dict[str, Edition]) -> None:
    build_site(demo, tmp_path / "site", DUBAN_AS_OF=str(AS_OF), SITE_URL="https://duban.example.invalid/")
    for path, content in feeds.files(sites["internal"], "https://duban.example.invalid/"):
        assert (tmp_path / "site" / path).read_bytes() == content, path
    maker = renderer.Maker(sites["internal"], Addresses(), feeds.paths(sites["internal"]) | inputs.asset_paths())
    for uri, sheet in maker.pages.items():
        assert maker.render(sheet) in (tmp_path / "site" / uri / "index.html").read_text("utf-8"), uri


def test_the_book_of_this_repository_makes_a_site_without_any_warning(tmp_path: Path) -> None:
    assert build_site(ROOT, tmp_path / "site") == ""
    assert "时限未规定" in (tmp_path / "site" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("units", ["[甲市局]", "[甲市局, 乙市局]"])
def test_the_item_and_its_report_have_an_editor_each(units: str) -> None:
    site = one_site(
        f"""\
== config.yaml
名称: 示例台账
仓库: {{平台: GitHub, 网址: "https://git.invalid/sheng/duban", 分支: main}}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== plans/sl.yaml
标题: 某方案
文号: 未载明
印发单位: [甲市局]
印发日期: 2026-01-01
章节: [{{条款: 一, 标题: 任务}}]
== items/sl/1.yaml
事项: 建立机制
条款: 一
原文: 建立机制。
牵头单位: 未规定
责任单位: {units}
时限: {{原文: 未规定}}
== progress/jia/sl/1.yaml
状态: 进行中
"""
    )
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    html = maker.render(maker.pages["items/sl/1/"])
    leads = re.findall(r'href="[^"]*/edit/main/([^"]*)"[^>]*>(编辑事项文件（督办单位）|填报进展（编辑此文件）)', html)
    assert set(leads) == {
        ("tasks/items/sl/1.yaml", "编辑事项文件（督办单位）"),
        ("tasks/progress/jia/sl/1.yaml", "填报进展（编辑此文件）"),
    }


def test_a_light_has_the_books_own_name_everywhere() -> None:
    text = GUARDED.replace("督办单位: 甲局", "督办单位: 甲局\n灯色: {逾期: {名称: 超时限}, 临期: {名称: 快到期}}")
    text = re.sub(r"变更:\n.*\n", "", text.replace("截止: 2026-12-31", "截止: 2026-11-01"))
    site = one_site(text)
    calendar = b"".join(content for path, content in feeds.files(site) if path.endswith(".ics")).decode().replace("\r\n ", "")
    assert "【超时限】" in calendar
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    pages = {uri: maker.whole(one_page, "") for uri, one_page in maker.pages.items()}
    assert "超时限" in pages["units/a/fill/"]
    assert "快到期" in pages["guide/"] or "超时限" in pages["guide/"]
    for uri, html in {**pages, "calendar": calendar}.items():
        assert not re.search(r"【(?:逾期|临期)】", html), uri
    context = replace(site.context, filters=filtering.Filters(light=Light.OVERDUE))
    assert "筛选：超时限" in layout.subtitle(site.view, context)
