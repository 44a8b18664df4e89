"""A book whose every text is an attack: nothing in it does anything on the site, and the policy stops what would get through."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from typing import Any

import pytest
from playwright.sync_api import expect

from browsing import CHROMIUM
from browsing import Visitor
from browsing import browser as browser  # noqa: PLC0414 - a fixture
from browsing import search
from conftest import build_site
from dated_books import commit
from duban.records import loader

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="make test installs chromium where it can")

PAYLOADS = (
    "<script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
    "<svg/onload=pwned=1>",
    '<iframe srcdoc="<script>parent.pwned=1</script>">',
    "[点我](javascript:pwned=1)",
    "**x**{: onmouseover=pwned=1 }",
    "![x](http://tracker.invalid/x.png)",
    "{{7*191}}{%print(7*191)%}",
    '--8<-- "pyproject.toml"',
    "</title><img/src=x/onerror=pwned=1>",
    "javascript:pwned=1",
    '"onmouseover="pwned=1"x="',
    "</script><script>pwned=1</script>",
    "<!--<script>",
    "<base/href=http://tracker.invalid/>",
    '<meta http-equiv="refresh" content="0;url=http://tracker.invalid/">',
    "<form action=http://tracker.invalid/><button>点我",
    'http://tracker.invalid/"onclick="pwned=1',
    "'-pwned=1-'",
    "<math><mi/xlink:href=javascript:pwned=1>点我",
    "</style><style>*{display:none}</style>",
)

Data = dict[str, Any]


def accepted(path: str, record: Any) -> bool:
    return loader.read_record(path, json.dumps(record, ensure_ascii=False).encode())[1] is not None


def places(node: Any, keys: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a record says 毒."""
    if node == "毒":
        yield keys
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places(value, (*keys, key))


def replaced(node: Any, keys: tuple[Any, ...], payload: str) -> Any:
    if not keys:
        return payload
    copy: Any = dict(node) if isinstance(node, dict) else list(node)
    copy[keys[0]] = replaced(node[keys[0]], keys[1:], payload)
    return copy


def filled(path: str, record: Data, payload: str) -> Data:
    """Return the record with the payload in every text that may be one: tried field by field, as its schema judges."""
    assert accepted(path, record), (path, record)
    made = record
    for keys in list(places(record)):
        candidate = replaced(made, keys, payload)
        if accepted(path, candidate):
            made = candidate
    return made


def poisoned() -> tuple[dict[str, bytes], int]:
    """Return a book with, for each payload, a unit, a plan, an agreement, items, progress and a matter full of it; and how often it stands."""
    book: dict[str, Data] = {
        "tasks/config.yaml": {
            "名称": "</title><script>pwned=1</script>",
            "督办单位": "<svg/onload=pwned=1>",
            "灯色": {"逾期": {"名称": "<b>逾期"}},
            "仓库": {"平台": "Gitea", "网址": "http://git.invalid/a", "分支": "main"},
        }
    }
    texts = 0
    for number, payload in enumerate(PAYLOADS):
        name = re.sub(r"[\s、，,；;：:]", "", payload)[:59] + str(number % 10)
        records: dict[str, Data] = {
            f"tasks/units/u-{number}.yaml": {"名称": "毒", "简称": name, "别名": ["毒"], "地区": "毒", "联络部门": "毒", "备注": "毒"},
            f"tasks/plans/p-{number}.yaml": {
                "标题": "毒", "简称": "毒", "文号": "未载明", "印发单位": [name], "印发日期": "2026-01-01", "主送": ["毒"], "依据": ["毒"], "附件": ["毒"],
                "章节": [{"条款": "毒", "标题": "毒"}, {"条款": "一", "标题": "毒"}], "公开": "主动公开", "备注": "毒",
            },
            f"tasks/agreements/a-{number}.yaml": {
                "标题": "毒", "简称": "毒", "参加单位": [name, "甲局"], "印发日期": "2026-01-01", "生效": "2026-01-01", "到期": "2026-12-01", "主送": ["毒"],
                "抄送": [name], "附件": ["毒"], "章节": [{"条款": "一", "标题": "毒"}], "角色": {"移送单位": [name], "接收单位": ["甲局"]}, "公开": "主动公开", "备注": "毒",
                "流程": {"案件移送": [
                    {"名称": "移送", "阶段": "交办", "办理单位": "移送单位", "原文": "毒", "时限": {"原文": "毒"}, "备注": "毒"},
                    {"名称": "审核", "阶段": "处置", "办理单位": "接收单位", "时限": {"原文": "毒", "天数": 3, "日别": "工作日", "起算": "移送", "依据": "毒"}, "结果": ["毒", "无"]},
                ]},
            },
            f"tasks/items/p-{number}/1.yaml": {
                "事项": "毒", "条款": "毒", "原文": "毒", "牵头单位": name, "配合单位": ["甲局"], "成果": "毒", "备注": "毒",
                "时限": {"原文": "毒", "截止": "2026-03-01"}, "变更": [{"日期": "2026-02-01", "原截止": "2026-03-01", "新截止": "2026-10-01", "批准": "毒", "理由": "毒"}],
            },
            f"tasks/items/p-{number}/2.yaml": {"事项": "毒", "条款": "一", "原文": "毒", "牵头单位": "未规定", "责任单位": [name, "甲局"], "时限": {"原文": "毒", "设定": {"截止": "2026-11-20", "依据": "毒"}}},
            f"tasks/progress/u-{number}/p-{number}/1.yaml": {
                "状态": "进行中", "进展": [{"日期": "2026-02-02", "情况": "毒", "进度": 10, "佐证": ["毒", "毒"]}], "存在问题": "毒", "下一步": "毒",
            },
            f"tasks/matters/a-{number}/1.yaml": {
                "流程": "案件移送", "移送单位": name, "接收单位": "甲局", "概要": "毒", "档案号": "毒", "环节": [{"名称": "移送", "日期": "2026-11-02", "单位": name, "说明": "毒", "文号": "示交移〔2026〕1号"}], "备注": "毒",
            },
        }  # fmt: skip
        for path, record in records.items():
            book[path] = filled(path, record, payload)
            texts += json.dumps(book[path], ensure_ascii=False).count(json.dumps(payload, ensure_ascii=False)[1:-1])
    book["tasks/units/a.yaml"] = {"名称": "示例甲局", "简称": "甲局"}
    return {path: json.dumps(record, ensure_ascii=False, indent=1).encode() for path, record in book.items()}, texts


@pytest.fixture(scope="module")
def poison(tmp_path_factory: pytest.TempPathFactory, served: Callable[[Path], str]) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("poison")
    book, texts = poisoned()
    assert texts > 30 * len(PAYLOADS)
    for path, content in book.items():
        (folder / "book" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "book" / path).write_bytes(content)
    commit(folder / "book", "", "2026-11-01")
    for file in (folder / "book" / "tasks" / "progress").rglob("*.yaml"):
        record = json.loads(file.read_bytes())
        record["进展"].append({**record["进展"][0], "日期": "2026-11-14"})
        file.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    commit(folder / "book", "", "2026-11-14")
    for edition in ("internal", "public"):
        build_site(folder / "book", folder / edition, DUBAN_AS_OF="2026-11-15", DUBAN_EDITION=edition)
    return folder, served(folder)


FOREIGN = (
    ".duban :is([onerror],[onload],[onclick],[onmouseover],[style],iframe,object,embed,base,meta,style,link,img,title,math,"
    "form:not(#filters):not(#fill),a[href^='javascript' i],a[href^='data:' i],button[formaction]), title *, base, meta[http-equiv=refresh]"
)


@pytest.mark.parametrize("edition", ["internal", "public"])
def test_nothing_in_a_poisoned_book_does_anything(browser: Browser, poison: tuple[Path, str], edition: str) -> None:
    folder, address = poison
    visitor = Visitor(browser, f"{address}{edition}/")
    uris = sorted(path.parent.relative_to(folder / edition).as_posix() for path in (folder / edition).rglob("index.html"))
    assert len(uris) > 5 * len(PAYLOADS)
    for uri in uris:
        page = visitor.go("" if uri == "." else f"{uri}/")
        found = page.evaluate(f'[typeof window.pwned, [...document.querySelectorAll("{FOREIGN}")].map(one => one.outerHTML)]')
        assert found == ["undefined", []], uri
        scripts = page.locator(".duban script").evaluate_all("all => all.map(one => one.type || one.getAttribute('src'))")
        assert [
            source for source in scripts if not re.fullmatch(r"application/json|(\.\./)*assets/(validator|privacy|early)\.js", source)
        ] == [], uri
        assert "1337" not in page.content(), uri
        assert "requires-python" not in page.content(), uri
    assert visitor.wrong == []
    visitor.close()


def test_search_shows_poison_as_text(browser: Browser, poison: tuple[Path, str]) -> None:
    visitor = Visitor(browser, f"{poison[1]}internal/", frozen=False)
    page = visitor.go("")
    assert search(page, "pwned")
    expect(page.locator(".md-search-result__item").first).to_be_visible()
    assert page.locator(".md-search-result :is(img,script,iframe,svg[onload],form)").count() == 0
    assert page.evaluate("typeof window.pwned") == "undefined"
    assert visitor.wrong == []
    visitor.close()


def test_the_form_takes_poison_as_text(browser: Browser, poison: tuple[Path, str]) -> None:
    visitor = Visitor(browser, f"{poison[1]}internal/")
    for number, payload in enumerate(PAYLOADS):
        page = visitor.go(f"units/u-{number}/fill/#p-{number}/1")
        page.fill("[name=text]", payload)
        page.get_by_role("button", name="检查并生成文件").click()
        expect(page.locator("#fill-result")).to_be_visible()
        assert page.evaluate("typeof window.pwned") == "undefined"
    assert visitor.wrong == []
    visitor.close()


def test_the_policy_stops_what_gets_into_a_page(browser: Browser, poison: tuple[Path, str]) -> None:
    folder, address = poison
    page_file = folder / "internal" / "about" / "index.html"
    text = page_file.read_text("utf-8")
    attack = "<script>pwned=1</script><img src=x onerror=pwned=1><iframe srcdoc='<script>parent.pwned=1</script>'></iframe><img src=http://tracker.invalid/x.png><base href=http://tracker.invalid/>"
    page_file.write_text(text.replace("</main>", f"{attack}</main>"), encoding="utf-8")
    visitor = Visitor(browser, f"{address}internal/")
    page = visitor.go("about/")
    page.wait_for_timeout(300)
    assert page.evaluate("[typeof window.pwned, document.baseURI]") == ["undefined", f"{address}internal/about/"]
    assert sum("Content Security Policy" in message for message in visitor.wrong) >= 3
    assert not [
        message
        for message in visitor.wrong
        if "request to http://tracker" in message and "blocked" not in message and "Security" not in message
    ] or any("tracker" in message and "Security Policy" in message for message in visitor.wrong)
    visitor.close()
    page_file.write_text(text, encoding="utf-8")


def test_every_page_of_every_edition_has_a_policy_without_a_loophole(poison: tuple[Path, str]) -> None:
    for path in [*(poison[0] / "internal").rglob("*.html"), *(poison[0] / "public").rglob("*.html")]:
        found = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', path.read_text("utf-8"))
        assert len(found) == 1, path
        assert "unsafe" not in found[0]
        assert found[0].startswith("default-src 'none'; script-src 'self' 'sha256-")
