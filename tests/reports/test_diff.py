"""The change notice: what two versions of a book differ in, in the words of the field."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from changed_books import ENTRY
from changed_books import ITEM
from changed_books import JIA
from changed_books import MOVED
from changed_books import START
from changed_books import YI
from changed_books import append
from changed_books import commit
from changed_books import edit
from changed_books import git
from duban.ground.text import width

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
    return [f"{change['unit']}｜{change['id']}｜{change['text']}" for change in json.loads(ended.out)["changes"]]


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
        "乙市局｜sl/q｜首次填报，办理状态“进行中”",
        "乙市局｜sl/q｜不再逾期：还有 39 天（2026-Q4 截止 2026-12-31）",
        "乙市局｜sl/q｜新增进展（2026-10-09，期次2026-Q3，该期截止2026-09-30）：召开联席会议，佐证1份",
    ]


def test_an_extension_with_its_approval(repo: Path, tasks: Tasks) -> None:
    append(repo, ITEM, MOVED.replace("2027-03-31", "2026-12-15"))
    assert said(tasks, repo) == ["文件和设置｜sl/1｜2026-11-10变更时限：截止由2026-12-31提前至2026-12-15，批准“会议纪要”，理由“标准未发布”"]
    edit(repo, ITEM, "新截止: 2026-12-15", "新截止: 2027-03-31")
    assert said(tasks, repo) == ["文件和设置｜sl/1｜2026-11-10变更时限：截止由2026-12-31延期至2027-03-31，批准“会议纪要”，理由“标准未发布”"]


def test_a_deadline_moved_by_hand_is_named(repo: Path, tasks: Tasks) -> None:
    edit(repo, ITEM, "截止: 2026-12-31", "截止: 2026-11-01")
    assert said(tasks, repo) == [
        "甲市局｜sl/1｜新增逾期：逾期 21 天（截止 2026-11-01）",
        "文件和设置｜sl/1｜时限：截止由2026-12-31改为2026-11-01（没有经过变更）",
    ]


def test_every_part_of_a_limit_is_said_and_filling_what_was_silent_is_no_fault(repo: Path, tasks: Tasks) -> None:
    edit(repo, "tasks/items/sl/q.yaml", "起: 2026-07-01", "起: 2026-10-01, 止: 2027-06-30, 每期截止: 20")
    assert said(tasks, repo, as_of="2026-11-01")[1:] == [
        "文件和设置｜sl/q｜时限：起由2026-07-01改为2026-10-01（没有经过变更）",
        "文件和设置｜sl/q｜时限中新增止：2027-06-30",
        "文件和设置｜sl/q｜时限：每期截止由“期末”改为20（没有经过变更）",
    ]


def test_done_and_reopened(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "状态: 进行中", "状态: 已完成\n完成日期: 2026-11-01")
    append(repo, JIA, f"{ENTRY}    佐证: [甲交〔2026〕7号]\n    进度: 100\n")
    edit(repo, YI, "状态: 已完成\n完成日期: 2026-05-01", "状态: 进行中")
    assert said(tasks, repo) == [
        "甲市局｜sl/1｜办理状态由“进行中”改为“已完成”（完成日期2026-11-01）",
        "甲市局｜sl/1｜新增进展（2026-11-01）：征求意见，进度100%，佐证1份",
        "乙市局｜sl/1｜办理状态由“已完成”改为“进行中”，重新启动（原完成日期2026-05-01）",
    ]


def test_rewritten_and_removed(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "已起草", "已印发")
    (repo / YI).unlink()
    edit(repo, "tasks/matters/xy/1.yaml", "2026-03-02", "2026-03-03")
    assert said(tasks, repo) == [
        "乙市局｜sl/1｜删去进展文件（原办理状态“已完成”，进展1条）",
        "甲市局｜sl/1｜改动原有进展（2026-03-01）：情况由“已起草”改为“已印发”",
        "各单位｜xy/1｜改动已登记的环节“移送”（2026-03-02）：日期由2026-03-02改为2026-03-03",
    ]


def test_steps_items_units_and_settings(repo: Path, tasks: Tasks) -> None:
    append(repo, "tasks/matters/xy/1.yaml", "  - {名称: 归档, 日期: 2026-03-09, 单位: 乙市局}\n")
    (repo / "tasks/items/sl/2.yaml").write_text(MEETING, encoding="utf-8")
    edit(repo, "tasks/units/jia.yaml", "账号: [zhang, jia-team]", "账号: [zhang]")
    append(repo, "tasks/config.yaml", "临期天数: 10\n")
    edit(repo, ITEM, "责任单位: [乙市局]\n", "")
    assert said(tasks, repo) == [
        "乙市局｜sl/2｜新增逾期：每季度一次，2026-Q3 未见记录；不表示未办理",
        "乙市局｜xy/1｜登记环节“归档”（2026-03-09）",
        "文件和设置｜sl/1｜责任单位减少乙市局",
        "文件和设置｜sl/2｜新增事项，责任单位：乙市局，时限：每季度",
        "文件和设置｜config｜临期天数由7改为10",
        "文件和设置｜jia｜账号减少jia-team",
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


BROKEN = "状态: [\n"
PRIVATE = "状态: 进行中\n存在问题: 请联系 13912345678\n"


@pytest.mark.parametrize("content", [BROKEN, PRIVATE], ids=["broken", "personal data"])
def test_a_file_left_out_of_one_version_is_left_out_of_both(repo: Path, tasks: Tasks, content: str) -> None:
    edit(repo, ITEM, "截止: 2026-12-31", "截止: 2026-10-31")
    commit(repo)
    (repo / YI).write_text(content, encoding="utf-8")
    assert said(tasks, repo) == ["乙市局｜sl/1｜新版本未通过检查，没有计入"]
    told = json.loads(tasks("--root", repo, "diff", "HEAD", "-f", "json").out)
    assert told["left_out"] == {"base": 0, "head": 1}
    commit(repo)
    assert said(tasks, repo) == []
    assert "其余没有变化。" in tasks("--root", repo, "diff", "HEAD").out
    (repo / YI).write_text("状态: 进行中\n", encoding="utf-8")
    assert said(tasks, repo) == ["乙市局｜sl/1｜旧版本未通过检查，没有计入；新版本通过检查"]
    ended = tasks("--root", repo, "diff", "HEAD", COLUMNS="120")
    assert "的变化，截至" in ended.out
    assert "旧版本有1份文件未通过检查，没有计入" in ended.out
    assert "13912345678" not in ended.out + ended.err
    (repo / YI).unlink()
    assert said(tasks, repo) == ["乙市局｜sl/1｜旧版本未通过检查，没有计入；新版本已删去"]


def test_new_files_of_every_kind_that_are_invalid_are_no_new_records(repo: Path, tasks: Tasks) -> None:
    paths = ("units/c", "plans/c", "agreements/c", "items/sl/c", "progress/jia/sl/c", "matters/xy/c", "calendar/2027")
    for path in paths:
        (repo / f"tasks/{path}.yaml").parent.mkdir(parents=True, exist_ok=True)
        (repo / f"tasks/{path}.yaml").write_text("无: 1\n", encoding="utf-8")
    (repo / "tasks/notes.txt").write_text("x", encoding="utf-8")
    assert said(tasks, repo) == [
        "甲市局｜sl/c｜新增的文件未通过检查，没有计入",
        *(f"文件和设置｜{name}｜新增的文件未通过检查，没有计入" for name in ("2027", "c", "c", "c", "sl/c", "xy/c")),
    ]
    assert json.loads(tasks("--root", repo, "diff", "HEAD", "-f", "json").out)["left_out"] == {"base": 0, "head": len(paths) + 1}


def test_settings_that_are_invalid_change_nothing_but_that(repo: Path, tasks: Tasks) -> None:
    edit(repo, "tasks/config.yaml", "名称: 示例台账", "名称: 示例台账\n临期天数: 60")
    commit(repo)
    append(repo, "tasks/config.yaml", "临期: 3\n")
    assert said(tasks, repo) == ["文件和设置｜config｜新版本未通过检查，没有计入"]


def test_a_link_in_the_place_of_a_record_is_no_deleted_record(repo: Path, tasks: Tasks) -> None:
    (repo / YI).unlink()
    (repo / YI).symlink_to(repo / JIA)
    assert said(tasks, repo) == ["乙市局｜sl/1｜新版本未通过检查，没有计入"]
    commit(repo)
    assert said(tasks, repo, "HEAD~1", "HEAD") == ["乙市局｜sl/1｜新版本未通过检查，没有计入"]


def test_renamed_files_of_every_kind_are_said_as_such(repo: Path, tasks: Tasks) -> None:
    (repo / "tasks/calendar").mkdir()
    calendar = "文号: 国办发明电〔2026〕1号\n放假: [2027-01-01]\n调休上班: []\n"
    (repo / "tasks/calendar/2027.yaml").write_text(calendar, encoding="utf-8")
    edit(repo, ITEM, "截止: 2026-12-31", "截止: 2026-10-31")
    commit(repo)
    for old, new in (
        ("units/office", "units/bureau"), ("units/jia", "units/a"), ("progress/jia", "progress/a"), ("plans/sl", "plans/sl-1"),
        ("items/sl", "items/sl-1"), ("progress/a/sl", "progress/a/sl-1"), ("progress/yi/sl", "progress/yi/sl-1"),
        ("agreements/xy", "agreements/xy-1"), ("matters/xy", "matters/xy-1"), ("calendar/2027", "calendar/2028"),
    ):  # fmt: skip
        suffix = "" if (repo / f"tasks/{old}").is_dir() else ".yaml"
        (repo / f"tasks/{old}{suffix}").rename(repo / f"tasks/{new}{suffix}")
    # What moves with its plan, its item or its unit is still the same where it changed too.
    edit(repo, "tasks/progress/a/sl-1/1.yaml", "已起草", "已送审")
    told = said(tasks, repo)
    assert [sentence for sentence in told if "改名为" not in sentence] == [
        "甲市局｜sl-1/1｜改动原有进展（2026-03-01）：情况由“已起草”改为“已送审”"
    ]
    assert sorted(sentence.rpartition("｜")[2] for sentence in told if "改名为" in sentence) == [
        f"文件tasks/{old}.yaml改名为tasks/{new}.yaml"
        for old, new in (
            ("agreements/xy", "agreements/xy-1"), ("calendar/2027", "calendar/2028"), ("items/sl/1", "items/sl-1/1"),
            ("items/sl/q", "items/sl-1/q"), ("matters/xy/1", "matters/xy-1/1"), ("matters/xy/2", "matters/xy-1/2"),
            ("plans/sl", "plans/sl-1"), ("progress/jia/sl/1", "progress/a/sl-1/1"), ("progress/yi/sl/1", "progress/yi/sl-1/1"),
            ("units/jia", "units/a"), ("units/office", "units/bureau"),
        )
    ]  # fmt: skip


def test_deleted_files_of_every_kind_are_said(repo: Path, tasks: Tasks) -> None:
    for path in sorted((repo / "tasks").rglob("*.yaml")):
        path.unlink()
    (repo / "tasks/config.yaml").write_text("名称: 示例台账\n督办单位: 督查室\n", encoding="utf-8")
    assert said(tasks, repo) == [
        "乙市局｜sl/1｜删去进展文件（原办理状态“已完成”，进展1条）",
        "甲市局｜sl/1｜删去进展文件（原办理状态“进行中”，进展1条）",
        "各单位｜xy/1｜删去协作办件",
        "各单位｜xy/2｜删去协作办件",
        "文件和设置｜jia｜删去单位", "文件和设置｜office｜删去单位", "文件和设置｜sl｜删去方案", "文件和设置｜sl/1｜删去事项",
        "文件和设置｜sl/q｜删去事项", "文件和设置｜xy｜删去协议", "文件和设置｜yi｜删去单位",
    ]  # fmt: skip


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_notice_keeps_to_the_width_of_the_terminal(repo: Path, tasks: Tasks, columns: int) -> None:
    edit(repo, ITEM, "原文: 建立制度", f"原文: {'建立各级联合执法制度，' * 9}")
    append(repo, JIA, ENTRY.replace("征求意见", "征求各单位意见，" * 40))
    edit(repo, "tasks/units/jia.yaml", "账号: [zhang, jia-team]", f"账号: [{', '.join(f'account-{number}' for number in range(30))}]")
    (repo / YI).write_text(BROKEN, encoding="utf-8")
    told = tasks("--root", repo, "diff", "HEAD", COLUMNS=str(columns)).out
    assert max(map(width, told.splitlines())) <= columns
    assert not any(mark in told for mark in "→▲")
    assert "account-11等30项" in told.replace("\n", "").replace(" ", "")


def test_a_version_that_is_not_there(repo: Path, tasks: Tasks) -> None:
    ended = tasks("--root", repo, "diff", "nothing")
    assert (ended.code, "找不到版本“nothing”" in ended.err) == (3, True)


def test_what_is_dated_after_today_is_not_counted_and_that_is_said(repo: Path, tasks: Tasks) -> None:
    append(repo, JIA, ENTRY.replace("2026", "2090"))
    ended = tasks("--root", repo, "diff", "HEAD")
    assert "没有变化。" in ended.out
    assert "1 个文件里有 " in ended.err
    assert tasks("--root", repo, "diff", "HEAD", "--as-of", AS_OF).err == ""


def test_a_unit_deleted_registered_or_named_otherwise_makes_nothing_overdue_anew(repo: Path, tasks: Tasks) -> None:
    unit = repo / "tasks/units/yi.yaml"
    content = unit.read_text("utf-8")
    unit.write_text(content.replace("简称: 乙市局", "简称: 乙新局"), encoding="utf-8")
    assert said(tasks, repo) == ["文件和设置｜yi｜简称由“乙市局”改为“乙新局”"]
    unit.unlink()
    assert said(tasks, repo) == ["文件和设置｜yi｜删去单位"]
    commit(repo, "删去单位")
    unit.write_text(content, encoding="utf-8")
    assert said(tasks, repo) == ["文件和设置｜yi｜新增单位"]
