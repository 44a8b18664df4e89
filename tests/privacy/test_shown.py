"""What only warns is shown nowhere either: a landline, a passport, an account, an address or a name is masked by every report and page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from conftest import build_site
from dated_books import commit

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

SECRETS = ("88886666", "E12345678", "987654321", "wangwei@example.cn", "王小明")
TAIL = "，电话0731-88886666，护照E12345678，QQ号987654321，邮箱wangwei@example.cn，联系人王小明科长"
BOOK = f"""\
== config.yaml
名称: 示例台账
督办单位: 甲市局
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
联络部门: 办公室{TAIL}
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
公开: 主动公开
备注: 联系{TAIL}
== items/sl/1.yaml
事项: 修订制度{TAIL}
条款: 一
原文: 修订制度{TAIL}
牵头单位: 甲市局
时限: {{原文: 3月底前, 截止: 2026-03-31}}
成果: 成果{TAIL}
备注: 备注{TAIL}
== items/sl/2.yaml
事项: 另一事项
条款: 二
原文: 另一事项
牵头单位: 甲市局
时限: {{原文: 未规定}}
== progress/jia/sl/1.yaml
状态: 进行中
进展:
  - 日期: 2026-02-20
    情况: 已经开会{TAIL}
    佐证: ["甲字1号{TAIL}"]
存在问题: 问题{TAIL}
下一步: 下一步{TAIL}
== agreements/xy.yaml
标题: 协作协议
简称: 协作协议
文号: 未载明
参加单位: [甲市局, 乙市局]
公开: 主动公开
流程:
  案件移送:
    - {{名称: 移送, 阶段: 交办, 办理单位: 移送单位, 原文: 移送{TAIL}, 时限: {{原文: 未规定}}}}
== matters/xy/2026-001.yaml
流程: 案件移送
移送单位: 甲市局
接收单位: 乙市局
概要: 概要{TAIL}
环节:
  - {{名称: 移送, 日期: 2026-01-05, 单位: 甲市局, 说明: 说明{TAIL}}}
""".replace("，电话", " 电话")
REPORTS = (
    *(("report", view, "-f", form) for view in ("overview", "overdue", "items", "units", "matters", "trend") for form in ("table", "json", "csv", "markdown")),
    *(("show", name) for name in ("sl/1", "xy/2026-001", "sl", "xy", "甲市局")),
    ("show", "sl/1", "-f", "json"), ("show", "sl/1", "-f", "markdown"), ("diff", "HEAD~1"), ("diff", "HEAD~1", "-f", "json"), ("check",), ("check", "-f", "sarif"),
)  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "book"
    commit(root, BOOK.replace("已经开会", "准备开会"), "2026-02-21")
    commit(root, BOOK, "2026-02-24")
    return root


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_no_report_shows_what_only_warns(root: Path, tasks: Callable[..., Outcome], columns: str) -> None:
    for command in REPORTS:
        ended = tasks("--root", root, *command, *(("--as-of", "2026-02-25") if command[0] != "check" else ()), COLUMNS=columns)
        assert ended.code in {0, 1}, (command, ended)
        said = (ended.out + ended.err).replace("\n", "").replace(" ", "")
        assert [secret for secret in SECRETS if secret in said] == [], command
    assert "修订制度" in tasks("--root", root, "report", "items", "-f", "csv").out


@pytest.mark.parametrize("public", [False, True])
def test_no_page_shows_what_only_warns(root: Path, tmp_path: Path, tasks: Callable[..., Outcome], public: bool) -> None:  # noqa: FBT001 - a parameter of the test
    out = tmp_path / "out"
    edition = ["--public"] if public else []
    assert tasks("--root", root, "pages", "--out", out, "--as-of", "2026-02-25", *edition).code == 0
    made = {
        str(path.relative_to(out)): path.read_text("utf-8")
        for path in out.rglob("*")
        if path.suffix in {".html", ".csv", ".json", ".ics", ".atom"}
    }
    assert [(path, secret) for path, text in made.items() for secret in SECRETS if secret in text] == []
    assert "已经开会" in made["items/sl/1/index.html"]
    assert "已经开会" in made["changes/index.html"]
    if not public:
        assert "有1项的进展文件含有电话等个人信息" in made["units/jia/fill/index.html"]
        assert '"id":"sl/2"' in made["units/jia/fill/index.html"]
        assert '"id":"sl/1"' not in made["units/jia/fill/index.html"]


def test_neither_does_the_search(root: Path, tmp_path: Path) -> None:
    build_site(root, tmp_path / "site", DUBAN_EDITION="public")
    index = (tmp_path / "site/search/search_index.json").read_text("utf-8").replace("\u200b", "")
    assert "修订制度" in index
    assert [secret for secret in SECRETS if secret in index] == []


def test_the_files_themselves_are_gone_on_with_as_they_are(root: Path, tasks: Callable[..., Outcome]) -> None:
    ended = tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "又开会", "--date", "2026-02-25")
    assert ended.code == 0
    text = (root / "tasks/progress/jia/sl/1.yaml").read_text("utf-8")
    assert all(secret in text for secret in SECRETS)
    assert "又开会" in text
