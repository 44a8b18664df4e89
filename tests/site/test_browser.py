"""The site in a real browser: every page on a desk and on a phone, by day and by night; filters, search, the form, print."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from browsing import CHROMIUM
from browsing import Visitor
from browsing import browser as browser  # noqa: PLC0414 - a fixture
from browsing import search
from conftest import build_site
from conftest import files
from duban.records import loader
from duban.rules import registry
from duban.site import editions
from duban.site import inputs
from duban.site import renderer
from duban.site.links import Addresses
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from playwright.sync_api import Browser
    from playwright.sync_api import Page

    from conftest import Outcome

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "npm" / "node_modules" / "axe-core" / "axe.min.js"
HTML_VALIDATE = ROOT / "tests" / "npm" / "node_modules" / ".bin" / "html-validate"
AS_OF = date(2026, 11, 15)

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="make test installs chromium where it can")

# One page of each kind, and those with something of their own.
KINDS = (
    "", "items/", "items/sl-2025-12/1/", "items/sl-2025-12/7/", "items/sl-transfer-2025/1/", "units/", "units/nanpu-team/", "units/all-teams/", "units/nanpu-team/fill/",
    "sources/", "sources/sl-2025-12/", "sources/sl-transfer-2025/", "matters/", "matters/sl-transfer-2025/2026-005/", "timeline/", "calendar/",
    "changes/", "brief/", "fill/", "data/", "rules/", "guide/", "check/", "about/",
)  # fmt: skip


@pytest.fixture(scope="module")
def built(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration site three times: internal, public, offline."""
    folder = tmp_path_factory.mktemp("site")
    build_site(demo, folder / "internal", DUBAN_AS_OF=str(AS_OF))
    build_site(demo, folder / "public", DUBAN_AS_OF=str(AS_OF), DUBAN_EDITION="public")
    build_site(demo, folder / "offline", DUBAN_AS_OF=str(AS_OF), OFFLINE="true")
    return folder


@pytest.fixture(scope="module")
def address(built: Path, served: Callable[[Path], str]) -> str:
    return served(built)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Visitor]]:
    opened: list[Visitor] = []

    def make(edition: str = "internal", **options: Any) -> Visitor:
        opened.append(Visitor(browser, f"{address}{edition}/", **options))
        return opened[-1]

    yield make
    for page in opened:
        page.close()


@pytest.mark.parametrize("edition", ["internal", "public"])
def test_every_page_opens_without_an_error_or_a_request_that_leaves(visit: Callable[..., Visitor], demo: Path, edition: str) -> None:
    site = editions.prepare(inputs.read(demo, AS_OF), AS_OF, public=edition == "public")
    visitor = visit(edition)
    known = renderer.Maker(site, Addresses()).pages
    # Pages of a kind come from one template: every kind is opened, and of the many inside every third.
    some = [uri for place, uri in enumerate(known) if edition == "internal" and place % 3 == 0]
    for uri in dict.fromkeys((*(uri for uri in KINDS if uri in known), *some)):
        page = visitor.go(uri)
        assert page.locator("h1").count() == 1, uri
    assert visitor.wrong == []


@pytest.mark.skipif(not AXE.exists(), reason="make test installs axe-core where npm is")
# Both widths and both schemes of colours; neither has to do with the other.
@pytest.mark.parametrize(("phone", "dark"), [(False, False), (True, True)], ids=["desk-day", "phone-night"])
def test_every_kind_of_page_is_accessible_and_fits(visit: Callable[..., Visitor], *, phone: bool, dark: bool) -> None:
    visitor = visit(phone=phone, dark=dark, bypass_csp=True)
    found = []
    for uri in KINDS:
        page = visitor.go(uri)
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, f"{uri} is wider than the screen"
        assert page.evaluate("document.body.dataset.mdColorScheme") == ("slate" if dark else "default")
        page.add_script_tag(path=AXE)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        found += [
            (uri, violation["id"], node["html"][:160], node.get("failureSummary", "")[:200])
            for violation in result["violations"]
            for node in violation["nodes"]
        ]
    assert found == []
    assert visitor.wrong == []


@pytest.mark.skipif(not AXE.exists(), reason="make test installs axe-core where npm is")
def test_a_page_that_is_not_there_leads_back(browser: Browser, built: Path, served: Callable[[Path], str]) -> None:
    base = served(built / "internal")
    visitor = Visitor(browser, base, bypass_csp=True)
    page = visitor.go("404.html")
    page.add_script_tag(path=AXE)
    assert page.evaluate("axe.run()")["violations"] == []
    assert visitor.wrong == []
    page.get_by_role("link", name="事项清单").last.click()
    expect(page.locator("h1")).to_have_text("事项清单")
    visitor.close()


# The list.


def shown(page: Page) -> int:
    return page.locator("#items tbody tr:visible").count()


def test_the_list_is_filtered_sorted_and_kept_in_the_address(visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    page = visitor.go("items/")
    assert (shown(page), page.locator("#shown").inner_text()) == (120, "显示 120 / 120 项")
    page.select_option("[name=light]", "overdue")
    expect(page.locator("#shown")).to_have_text("显示 28 / 120 项")
    page.fill("[name=find]", "执法 清单")
    page.wait_for_url("**/items/?find=*&light=overdue")
    count = shown(page)
    assert 0 < count < 28
    assert all("执法" in text and "清单" in text for text in page.locator("#items tbody tr:visible").all_inner_texts())
    page.get_by_role("button", name="截止").click()
    page.get_by_role("button", name="截止").click()
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("截止")
    days = page.locator("#items tbody tr:visible .date").all_inner_texts()
    assert days == sorted(days, reverse=True)
    again = visit().go(page.url.split("/internal/")[1])
    assert (shown(again), again.locator("#items tbody tr:visible .date").all_inner_texts()) == (count, days)
    assert again.input_value("[name=find]") == "执法 清单"
    again.get_by_role("button", name="清除").click()
    expect(again.locator("#shown")).to_have_text("显示 120 / 120 项")
    assert again.url.endswith("?sort=-5")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("unit=南浦支队", 41),
        ("unit=责任单位待核实", 6),
        ("source=sl-2025-12", 30),
        ("due=none", None),
        ("clause=sl-2025-12:0", None),
        ("light=done", 23),
        ("find=没有这样的事项", 0),
        ("find=sl-2025-12/30", 1),
    ],
)
def test_every_filter_selects(
    visit: Callable[..., Visitor], demo: Path, tasks: Callable[..., Outcome], query: str, count: int | None
) -> None:
    page = visit().go(f"items/?{query}")
    found = shown(page)
    if count is None:
        items = json.loads(tasks("--root", demo, "report", "-f", "json", "--as-of", str(AS_OF)).out)["items"]
        count = (
            sum(item["due"] is None for item in items)
            if query == "due=none"
            else sum(item["source"] == "sl-2025-12" and item["clause"].startswith("一") for item in items)
        )
    assert (found, page.locator("#nothing").is_visible()) == (count, count == 0)


def test_a_long_list_shows_its_first_rows_and_the_rest_on_request(browser: Browser, tmp_path: Path, served: Callable[[Path], str]) -> None:
    records = ["== config.yaml\n名称: 长台账\n== plans/p.yaml\n标题: 方案\n文号: 未载明\n印发单位: [甲局]\n印发日期: 2026-01-01\n"]
    records += [
        f"== items/p/{number}.yaml\n事项: 第{number}项\n条款: 一\n原文: 原文\n牵头单位: 未规定\n时限: {{原文: 未规定}}\n"
        for number in range(1, 701)
    ]
    for path, content in files("".join(records)).items():
        (tmp_path / "book" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "book" / path).write_bytes(content)
    build_site(tmp_path / "book", tmp_path / "site", DUBAN_AS_OF="2026-03-01")
    base = served(tmp_path / "site")
    visitor = Visitor(browser, base)
    page = visitor.go("items/")
    assert (shown(page), page.locator("#shown").inner_text()) == (300, "显示 700 / 700 项")
    page.get_by_role("button", name="再列出 300 项").click()
    assert shown(page) == 600
    page.get_by_role("button", name="再列出 100 项").click()
    assert (shown(page), page.locator("#more").is_visible()) == (700, False)
    page.fill("[name=find]", "第699项")
    expect(page.locator("#shown")).to_have_text("显示 1 / 700 项")
    assert page.locator("#items tbody tr:visible .name a").all_inner_texts() == ["第699项"]
    assert visitor.wrong == []
    visitor.close()
    plain = Visitor(browser, base, java_script_enabled=False)
    assert shown(plain.go("items/")) == 700
    plain.close()


def test_without_scripts_the_list_is_whole_and_has_no_dead_controls(visit: Callable[..., Visitor]) -> None:
    page = visit(java_script_enabled=False).go("items/")
    assert page.locator("#items tbody tr").count() == 120
    assert not page.locator("#filters").is_visible()
    assert not page.get_by_text("筛选条件保存在网址里").is_visible()


# Search.


@pytest.mark.parametrize("words", ["线索", "共享", "清单"])
@pytest.mark.parametrize("edition", ["internal", "public"])
def test_a_word_in_the_middle_of_a_title_is_found(visit: Callable[..., Visitor], edition: str, words: str) -> None:
    visitor = visit(edition, frozen=False)
    found = search(visitor.go(""), words)
    assert any("/items/sl-2025-12/2/" in link for link in found), found[:5]
    assert visitor.wrong == []


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("南浦支队", "/units/nanpu-team/"),
        ("货车超限超载", "/sources/sl-2025-31/"),
        ("date-invalid", "/rules/"),
    ],
)
def test_units_documents_numbers_and_rules_are_found(visit: Callable[..., Visitor], words: str, page: str) -> None:
    found = search(visit(frozen=False).go(""), words)
    assert any(page in link for link in found), found


def test_the_offline_site_searches_from_files(browser: Browser, built: Path) -> None:
    visitor = Visitor(browser, (built / "offline").as_uri() + "/", frozen=False)
    found = search(visitor.go("index.html"), "线索")
    assert any("items/sl-2025-12/2.html" in link for link in found)
    page = visitor.go("items.html")
    assert shown(page) == 120
    page.locator("#items tbody a").first.click()
    assert page.locator("h1").count() == 1
    assert visitor.wrong == []
    visitor.close()


# Fresh or stale.


@pytest.mark.parametrize(("now", "stale"), [("2026-11-18T23:59:00+08:00", False), ("2026-11-19T00:01:00+08:00", True)])
def test_a_site_more_than_three_days_old_says_so(visit: Callable[..., Visitor], now: str, *, stale: bool) -> None:
    visitor = visit()
    visitor.page.clock.set_fixed_time(now)
    assert visitor.go("").locator("#stale").is_visible() == stale


# Print.


def pdf_pages(page: Page, path: Path) -> int:
    page.pdf(path=path, prefer_css_page_size=True)
    return len(re.findall(rb"/Type\s*/Page\b", path.read_bytes()))


@pytest.mark.parametrize("edition", ["internal", "public"])
@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_brief_is_one_page_of_paper(visit: Callable[..., Visitor], tmp_path: Path, edition: str, *, dark: bool) -> None:
    assert pdf_pages(visit(edition, dark=dark).go("brief/"), tmp_path / "brief.pdf") == 1


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="make test installs poppler-utils where it can")
def test_a_printed_page_has_no_frame_and_a_filtered_list_only_its_rows(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    page = visit(dark=True).go("items/?unit=柳津大队")
    assert pdf_pages(page, tmp_path / "list.pdf") == 1
    text = subprocess.run(["pdftotext", tmp_path / "list.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert "柳津大队" in text
    assert "填报指南" not in text
    assert "乙沙大队" not in text
    assert pdf_pages(visit(dark=True).go(""), tmp_path / "overview.pdf") <= 4


# The form.


def file_from(page: Page, *, state: str = "进行中", text: str = "", **fields: str) -> str:
    page.check(f"[name=state][value={state}]")
    page.fill("[name=text]", text)
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.get_by_role("button", name="检查并生成文件").click()
    return page.locator("#fill-text").text_content() or "" if page.locator("#fill-result").is_visible() else ""


def put(demo: Path, root: Path, path: str, text: str) -> Path:
    shutil.copytree(demo / "tasks", root / "tasks", dirs_exist_ok=True)
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    return root


HARD_TEXTS = (
    "已召开会议，形成纪要", "yes", "0123", "2026-01-02", "12:30", "- 不是清单", "冒号: 后面", "井号 # 后面", "'单引号", '"双引号"', "反斜杠\\n", "{花括号}", "[方括号]", "&a *a !b |c >d %e @f `g",
    "多行\n第二行", "制表\t符", "<script>alert(1)</script>", "100%", "~", "null", "《制度》已印发", "“引号”开头", "  首尾空格  ", "?问号", "1e3", ".5", "末尾冒号:",
)  # fmt: skip


def test_what_the_form_makes_is_what_the_check_accepts(visit: Callable[..., Visitor], demo: Path, tmp_path: Path) -> None:
    visitor = visit()
    page = visitor.go("units/nanpu-team/fill/")
    options = page.locator("[name=record] option").evaluate_all("options => options.map(option => option.value)")
    assert len(options) == 41
    book = loader.load(worktree.read(demo).contents).book
    made = {}
    for number, text in enumerate(HARD_TEXTS):
        item = options[number % len(options)]
        page.select_option("[name=record]", item)
        content = file_from(page, text=text, percent=str(number), evidence="纪要〔2026〕1号\n# 二", problems=text, next=text)
        assert content, (item, text, page.locator("#fill-problems").inner_text())
        path = page.locator("#fill-path").inner_text()
        root = put(demo, tmp_path / str(number), path, content)
        loaded = loader.load(worktree.read(root).contents)
        assert [finding for finding in registry.check(loaded, AS_OF) if finding.severity == "error"] == [], content
        progress = loaded.book.progress["nanpu-team", item]
        before = book.progress.get(("nanpu-team", item))
        assert progress.entries[:-1] == (before.entries if before else ())
        assert (progress.entries[-1].text, progress.problems, progress.next_step) == (text.strip(), text.strip(), text.strip())
        assert progress.entries[-1].evidence == ("纪要〔2026〕1号", "# 二")
        made[path] = content
    assert made
    assert visitor.wrong == []


def test_comments_order_and_layout_survive_the_form(browser: Browser, tmp_path: Path, served: Callable[[Path], str]) -> None:
    from dated_books import BOOK
    from dated_books import commit

    commit(tmp_path / "book", BOOK + """
== progress/bureau/p-1/1.yaml
# 区交通局填报
状态: 进行中 # 每月更新
进展:
- {日期: 2026-02-10, 情况: 已起草, 进度: 40} # 第一稿
- 日期: 2026-02-20
  情况: >-
    征求意见，
    已收到回复
下一步: 报批
""", "2026-02-21")  # fmt: skip
    build_site(tmp_path / "book", tmp_path / "site", DUBAN_AS_OF="2026-03-01")
    base = served(tmp_path / "site")
    visitor = Visitor(browser, base)
    try:
        page = visitor.go("units/bureau/fill/")
        assert (
            file_from(page, text="已报批", percent="80", next="")
            == """\
# 区交通局填报
状态: 进行中 # 每月更新
进展:
- {日期: 2026-02-10, 情况: 已起草, 进度: 40} # 第一稿
- 日期: 2026-02-20
  情况: >-
    征求意见，
    已收到回复
- 日期: 2026-03-01
  情况: 已报批
  进度: 80
"""
        )
        finished = file_from(page, state="已完成", text="已印发", done="2026-03-01", evidence="示交〔2026〕1号", next="")
        assert finished.startswith("# 区交通局填报\n状态: 已完成\n完成日期: 2026-03-01\n进展:\n- {日期: 2026-02-10")
        assert "没有写代码平台的网址" in page.locator("#fill-note").inner_text()
    finally:
        visitor.close()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "已完成", "text": "完成"}, "要填“完成日期”"),
        ({"state": "已完成", "text": "完成", "done": "2026-11-10"}, "至少一条进展要写“佐证”"),
        ({"text": "情况", "percent": "120"}, "“进度”写 0 到 100 的整数"),
        ({"text": "联系 13912345678"}, "疑似手机号码，个人信息不得写进台账"),
        ({"text": "身份证 11010519491231002X"}, "疑似身份证号码，个人信息不得写进台账"),
        ({"text": "联系一三八-零零一三-八零零零"}, "疑似手机号码"),
        ({"text": "情况", "evidence": "车牌吉A·D12345"}, "疑似车牌号码"),
        ({"text": "情况", "next": "密级：机密"}, "疑似密级标志"),
        ({"text": "情况", "on": "2026-11-16"}, "不能晚于 2026-11-15"),
        ({"text": "情况", "on": "2025-01-01"}, "不能早于上一条的"),
        ({"text": "情况", "problems": "长" * 4001}, "“存在问题”的写法不对"),
    ],
)
def test_the_form_says_what_is_wrong(visit: Callable[..., Visitor], fields: dict[str, str], said: str) -> None:
    page = visit().go("units/nanpu-team/fill/#sl-2025-12/2")
    page.select_option("[name=record]", index=3)
    assert file_from(page, **fields) == ""
    assert said in page.locator("#fill-problems").inner_text()


def test_the_form_warns_of_names_and_goes_on(visit: Callable[..., Visitor]) -> None:
    page = visit().go("units/nanpu-team/fill/#sl-2025-12/2")
    page.select_option("[name=record]", index=3)
    assert file_from(page, text="由王小明科长带队检查") != ""
    assert page.locator("#fill-warnings").inner_text() == "请再看一遍：疑似写了个人姓名：写单位或部门，不写个人。"
    assert file_from(page, text="由法制科带队检查") != ""
    assert page.locator("#fill-warnings").is_hidden()


def test_the_form_opens_the_forge_filled_in_or_its_editor(visit: Callable[..., Visitor], demo: Path) -> None:
    book = loader.load(worktree.read(demo).contents).book
    page = visit().go("units/nanpu-team/fill/")
    options = page.locator("[name=record] option").evaluate_all("options => options.map(option => option.value)")
    known = {item for unit, item in book.progress if unit == "nanpu-team"}
    fresh, old = next(option for option in options if option not in known), next(option for option in options if option in known)
    page.select_option("[name=record]", fresh)
    text = file_from(page, text="已启动")
    opened = urlsplit(page.locator("#fill-open").get_attribute("href") or "")
    source, number = fresh.split("/")
    assert (opened.netloc, opened.path) == ("git.example.invalid", f"/shili/taizhang/_new/main/tasks/progress/nanpu-team/{source}")
    assert parse_qs(opened.query) == {"filename": [f"{number}.yaml"], "value": [text]}
    page.select_option("[name=record]", old)
    assert file_from(page, text="继续推进")
    assert (
        page.locator("#fill-open").get_attribute("href")
        == f"https://git.example.invalid/shili/taizhang/_edit/main/tasks/progress/nanpu-team/{old}.yaml"
    )
    assert "全选、粘贴" in page.locator("#fill-note").inner_text()
    with page.expect_download() as download:
        page.get_by_role("link", name="下载文件").click()
    assert download.value.suggested_filename == f"{old.split('/')[1]}.yaml"


def test_an_item_leads_to_the_form_with_itself_chosen(visit: Callable[..., Visitor]) -> None:
    page = visit().go("units/nanpu-team/fill/#sl-2025-12/7")
    chosen = page.input_value("[name=record]")
    assert chosen != "sl-2025-12/7" or page.locator("[name=record] option:checked").count() == 1


# HTML.

# Faults of the theme, not ours: Material keeps its two hidden checkboxes from being restored.
OF_THE_THEME = {("valid-autocomplete", "#__drawer"), ("valid-autocomplete", "#__search")}


@pytest.mark.skipif(not HTML_VALIDATE.exists(), reason="make test installs html-validate where npm is")
@pytest.mark.parametrize("edition", ["internal", "public", "offline"])
def test_the_html_is_valid(built: Path, tmp_path: Path, edition: str) -> None:
    settings = tmp_path / "settings.json"
    settings.write_text('{"root": true, "extends": ["html-validate:standard"]}', encoding="utf-8")
    found = sorted(str(path) for path in (built / edition).rglob("*.html"))
    chosen = found if edition == "public" else found[:: 1 + len(found) // 60]
    # Into a file: the program ends before a pipe has taken everything.
    report = tmp_path / "report.json"
    with report.open("wb") as output:
        subprocess.run([HTML_VALIDATE, "--config", settings, "-f", "json", *chosen], stdout=output, check=False)
    faults = [
        (Path(linted["filePath"]).relative_to(built).as_posix(), message["line"], message["ruleId"], message["message"])
        for linted in json.loads(report.read_bytes())
        for message in linted["messages"]
        if (message["ruleId"], message.get("selector")) not in OF_THE_THEME
    ]
    assert faults == []
