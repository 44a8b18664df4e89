"""The change notice: what two versions of a book differ in, in the words of the field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from test_review import ENTRY
from test_review import ITEM
from test_review import JIA
from test_review import MOVED
from test_review import START
from test_review import YI
from test_review import append
from test_review import commit
from test_review import edit
from test_review import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Tasks = Callable[..., Outcome]

AS_OF = "2026-11-22"
MEETING = """\
事项: 季度联席会议
条款: 二
原文: 每季度召开会议
牵头单位: 乙市局
时限: {原文: 每季度, 周期: 季度, 起: 2026-07-01}
"""


@pytest.fixture
def repo(book: Callable[[str], Path]) -> Path:
    root = book(f"{START}== items/sl/q.yaml\n{MEETING}")
    git(root, "init", "-q", "-b", "main")
    commit(root, "开始")
    return root


def said(tasks: Tasks, root: Path, *versions: str, as_of: str = AS_OF) -> list[str]:
    ended = tasks("--root", root, "diff", *(versions or ("HEAD",)), "-f", "json", "--as-of", as_of)
    assert ended.code == 0, ended.err
    return [f"{one['unit']}｜{one['id']}｜{one['text']}" for one in json.loads(ended.out)["changes"]]


def test_nothing_changed(repo: Path, tasks: Tasks) -> None:
    assert said(tasks, repo) == []
    assert "没有变化。" in tasks("--root", repo, "diff", "HEAD").out


def test_reformatting_says_nothing(repo: Path, tasks: Tasks) -> None:
    edit(repo, ITEM, "责任单位: [乙市局]", "# 说明\n责任单位:\n    - '乙市局'")
    edit(repo, JIA, "状态: 进行中", '状态: "进行中"')
    assert said(tasks, repo) == []


def test_a_late_report_of_a_period(repo: Path, tasks: Tasks) -> None:
    path = repo / "tasks/progress/yi/sl/q.yaml"
    path.write_text("状态: 进行中\n进展:\n  - {日期: 2026-10-09, 情况: 召开联席会议。, 期次: 2026-Q3, 佐证: [纪要]}\n", encoding="utf-8")
    assert said(tasks, repo) == [
        "乙市局｜sl/q｜不再逾期：还有 39 天（2026-Q4 截止 2026-12-31）",
        "乙市局｜sl/q｜状态 未填报→进行中",
        "乙市局｜sl/q｜补报 2026-Q3（2026-10-09）：召开联席会议，佐证 1 件",
    ]


def test_an_extension_with_its_approval(repo: Path, tasks: Tasks) -> None:
    append(repo, ITEM, MOVED.replace("2027-03-31", "2026-12-15"))
    assert said(tasks, repo) == ["文件和设置｜sl/1｜时限 12-31→12-15（提前，批准：会议纪要；标准未发布）"]
    edit(repo, ITEM, "新截止: 2026-12-15", "新截止: 2027-03-31")
    assert said(tasks, repo) == ["文件和设置｜sl/1｜时限 2026-12-31→2027-03-31（延期，批准：会议纪要；标准未发布）"]


def test_a_deadline_moved_by_hand_is_named(repo: Path, tasks: Tasks) -> None:
    edit(repo, ITEM, "截止: 2026-12-31", "截止: 2026-11-01")
    assert said(tasks, repo) == [
        "甲市局｜sl/1｜新逾期：逾期 21 天（截止 2026-11-01）",
        "文件和设置｜sl/1｜时限 截止 2026-12-31→截止 2026-11-01（没有经过变更）",
    ]


def test_done_and_reopened(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "状态: 进行中", "状态: 已完成\n完成日期: 2026-11-01")
    append(repo, JIA, f"{ENTRY}    佐证: [甲交〔2026〕7号]\n    进度: 100\n")
    edit(repo, YI, "状态: 已完成\n完成日期: 2026-05-01", "状态: 进行中")
    assert said(tasks, repo) == [
        "甲市局｜sl/1｜状态 进行中→已完成（2026-11-01 完成）",
        "甲市局｜sl/1｜新增进展（2026-11-01）：征求意见，进度 100%，佐证 1 件",
        "乙市局｜sl/1｜状态 已完成→进行中，重新启动",
    ]


def test_rewritten_and_removed(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "已起草", "已印发")
    (repo / YI).unlink()
    edit(repo, "tasks/matters/xy/1.yaml", "2026-03-02", "2026-03-03")
    assert said(tasks, repo) == [
        "乙市局｜sl/1｜删去了进展文件",
        "甲市局｜sl/1｜改动或删去了原有的 1 条进展",
        "甲市局｜sl/1｜新增进展（2026-03-01）：已印发",
        "各单位｜xy/1｜改动了已经登记的环节",
    ]


def test_steps_items_units_and_settings(repo: Path, tasks: Tasks) -> None:
    append(repo, "tasks/matters/xy/1.yaml", "  - {名称: 归档, 日期: 2026-03-09, 单位: 乙市局}\n")
    (repo / "tasks/items/sl/2.yaml").write_text(MEETING, encoding="utf-8")
    edit(repo, "tasks/units/jia.yaml", "账号: [zhang, jia-team]", "账号: [zhang]")
    append(repo, "tasks/config.yaml", "临期天数: 10\n")
    edit(repo, ITEM, "责任单位: [乙市局]\n", "")
    assert said(tasks, repo) == [
        "乙市局｜sl/2｜新逾期：每季度一次，2026-Q3 未见记录；不表示未办理",
        "乙市局｜xy/1｜归档（2026-03-09）",
        "文件和设置｜sl/1｜责任单位 乙市局→未规定",
        "文件和设置｜sl/2｜新增事项，责任：乙市局，时限：每季度",
        "文件和设置｜config｜改动：临期天数",
        "文件和设置｜jia｜单位改动：账号",
    ]


def test_between_two_commits(repo: Path, tasks: Tasks) -> None:
    append(repo, JIA, ENTRY)
    commit(repo)
    append(repo, JIA, ENTRY.replace("征求意见", "已送审"))
    assert said(tasks, repo, "HEAD~1", "HEAD") == ["甲市局｜sl/1｜新增进展（2026-11-01）：征求意见"]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_notice_in_full(repo: Path, tasks: Tasks, golden: Callable[[str, str], None], form: str) -> None:
    append(repo, JIA, ENTRY.replace("征求意见", "征求意见 <b>`[x](javascript:1)`"))
    append(repo, ITEM, MOVED)
    ended = tasks("--root", repo, "diff", "HEAD", "-f", form, "--as-of", AS_OF)
    golden(f"review/diff.{form}", ended.out.replace(git(repo, "rev-parse", "--short=7", "HEAD"), "0123456"))


def test_a_version_that_is_not_there(repo: Path, tasks: Tasks) -> None:
    ended = tasks("--root", repo, "diff", "nothing")
    assert (ended.code, "找不到版本“nothing”" in ended.err) == (3, True)
