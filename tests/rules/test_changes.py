"""What the rules on change say of a book before and after, word for word; no git is needed for that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING
from typing import NamedTuple

import pytest

from changed_books import UNITS_AND_DOCUMENTS
from conftest import files
from duban.ground import isolation
from duban.ground.findings import BookProblem
from duban.ground.findings import Finding
from duban.ground.findings import Severity
from duban.ground.findings import rule
from duban.records import form_numbers
from duban.records import loader
from duban.rules import owners
from duban.rules.changes import Change
from duban.rules.owners import codeowners
from duban.rules.registry import check
from duban.rules.review import base_paths
from duban.rules.review import mentioning
from duban.rules.review import on_change
from duban.rules.review import review
from duban.rules.review import target_paths
from duban.rules.review import weighed

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterator

    from duban.records.book import Book

BOOK = (
    UNITS_AND_DOCUMENTS
    + """\
== units/bing.yaml
名称: 丙市交通运输局
简称: 丙市局
账号: [wang]
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲市局
时限: {原文: 2026年底前, 截止: 2026-12-31}
变更:
  - {日期: 2026-11-10, 原截止: 2026-12-31, 新截止: 2027-03-31, 批准: 会议纪要, 理由: 标准未发布}
  - {日期: 2026-11-20, 原截止: 2027-03-31, 新截止: 2027-06-30, 批准: 会议纪要, 理由: 标准仍未发布}
== progress/jia/sl/1.yaml
状态: 进行中
进展:
  - 日期: 2026-03-01
    情况: 已起草
  - 日期: 2026-04-01
    情况: 已征求意见
    佐证: [征求意见函]
== matters/xy/1.yaml
流程: 案件移送
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局, 文号: 示甲移〔2026〕1号}
== matters/xy/2.yaml
流程: 案件移送
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}
  - {名称: 归档, 日期: 2026-03-09, 单位: 乙市局}
"""
)
ITEM, JIA, OPEN, CLOSED = "tasks/items/sl/1.yaml", "tasks/progress/jia/sl/1.yaml", "tasks/matters/xy/1.yaml", "tasks/matters/xy/2.yaml"


class Said(NamedTuple):
    """What a person reads of a finding."""

    path: str
    line: int
    column: int
    code: str
    message: str
    hint: str


def change(before: str, after: str, *, actor: str | None = None, target: str | None = None) -> Change:
    """Return the change from one book to another."""
    old, new = files(before), files(after)
    paths = frozenset(path for path in {*old, *new} if old.get(path) != new.get(path))
    return Change(loader.load(old), loader.load(new), paths, actor, loader.load(files(target)) if target else None)


def edited(*edits: tuple[str, str], book: str = BOOK) -> str:
    for old, new in edits:
        assert old in book
        book = book.replace(old, new, 1)
    return book


def said(*edits: tuple[str, str], book: str = BOOK, actor: str | None = None, target: str | None = None) -> list[Said]:
    """Return what the review says of a book that is edited so."""
    found = on_change(change(book, edited(*edits, book=book), actor=actor, target=target))
    assert all(finding.severity is Severity.ERROR for finding in found)
    return [Said(finding.path, finding.line, finding.column, finding.code, finding.message, finding.hint) for finding in found]


def without(path: str, book: str = BOOK) -> str:
    """Return the book without the file at a path."""
    head, tail = book.split(f"== {path.removeprefix('tasks/')}\n")
    return head + ("== " + tail.split("== ", 1)[1] if "== " in tail else "")


NEW_ENTRY = "  - 日期: 2026-11-01\n    情况: 说明原因\n"
STATES = {"未启动": "", "进行中": "", "暂缓": "", "已完成": "完成日期: 2026-05-01\n"}
FORWARD = {
    "未启动": ("进行中", "已完成", "暂缓"),
    "进行中": ("已完成", "暂缓"),
    "暂缓": ("进行中", "已完成"),
    "已完成": ("进行中",),
}


def reported(state: str, *, more: bool = False) -> str:
    """Return the book with this state reported, or with a further entry as well."""
    text = edited(("状态: 进行中\n", f"状态: {state}\n{STATES[state]}"))
    return text.replace("佐证: [征求意见函]\n", f"佐证: [征求意见函]\n{NEW_ENTRY if more else ''}")


@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", STATES)
def test_a_state_goes_forward_and_back_or_on_hold_only_with_a_reason(before: str, after: str) -> None:
    def told(*, more: bool) -> list[tuple[int, int, str, str]]:
        found = on_change(change(reported(before), reported(after, more=more)))
        assert {finding.path for finding in found} <= {JIA}
        return [(finding.line, finding.column, finding.message, finding.hint) for finding in found]

    allowed = FORWARD[before]
    if after != before and after not in allowed:
        order = [state for state in ("未启动", "进行中", "已完成", "暂缓") if state in allowed]
        refused = [(1, 5, f"状态不能从“{before}”改为“{after}”", f"可以改为：{'、'.join(order)}")]
        assert told(more=True) == told(more=False) == refused
        return
    assert told(more=True) == []
    what = "重新启动" if before == "已完成" else "暂缓"
    reason = (1, 5, f"{what}没有说明原因", "在“进展”最后加一条，写明原因")
    needs_one = after != before and (before == "已完成" or after == "暂缓")
    assert told(more=False) == ([reason] if needs_one else [])


YI = "tasks/progress/yi/sl/1.yaml"
BY_TWO = edited(
    ("牵头单位: 甲市局\n", "牵头单位: 甲市局\n责任单位: [乙市局]\n"),
    ("== matters/xy/1.yaml", "== progress/yi/sl/1.yaml\n状态: 未启动\n== matters/xy/1.yaml"),
)


def test_every_changed_report_is_looked_at_whatever_the_one_before_it_says() -> None:
    assert [finding.path for finding in said(("状态: 未启动\n", "状态: 暂缓\n"), ENTRY_OF_JIA, book=BY_TWO)] == [YI]
    both = said(("状态: 未启动\n", "状态: 暂缓\n"), ("状态: 进行中\n", "状态: 未启动\n"), book=BY_TWO)
    assert [(finding.path, finding.message) for finding in both] == [
        (JIA, "状态不能从“进行中”改为“未启动”"),
        (YI, "暂缓没有说明原因"),
    ]


CORRECT = "在后面加一条说明更正，恢复原来的内容"


@pytest.mark.parametrize(
    ("edits", "found"),
    [
        ([("佐证: [征求意见函]\n", f"佐证: [征求意见函]\n{NEW_ENTRY}")], None),
        ([("已起草", "已印发")], (3, 5, "改动了原来的第 1 条进展")),
        ([("已征求意见", "已印发")], (5, 5, "改动了原来的第 2 条进展")),
        ([("已起草", "已印发"), ("已征求意见", "已印发")], (3, 5, "改动了原来的第 1 条进展")),
        ([("  - 日期: 2026-03-01\n", NEW_ENTRY + "  - 日期: 2026-03-01\n")], (3, 5, "改动了原来的第 1 条进展")),
        ([("  - 日期: 2026-04-01\n    情况: 已征求意见\n    佐证: [征求意见函]\n", "")], (2, 1, "删去了原来的第 2 条进展")),
        (
            [("进展:\n  - 日期: 2026-03-01\n    情况: 已起草\n  - 日期: 2026-04-01\n    情况: 已征求意见\n    佐证: [征求意见函]\n", "")],
            (1, 1, "删去了原来的第 1 条进展"),
        ),
    ],
)
def test_entries_are_only_added(edits: list[tuple[str, str]], found: tuple[int, int, str] | None) -> None:
    expected = [] if found is None else [Said(JIA, found[0], found[1], "progress-rewritten", found[2], CORRECT)]
    assert said(*edits) == expected


SENT = "{名称: 移送, 日期: 2026-03-02, 单位: 甲市局, 文号: 示甲移〔2026〕1号}"
UNNUMBERED = edited((SENT, SENT.replace(", 文号: 示甲移〔2026〕1号", "")))
RESTORE = "恢复原来的内容；确有错误的，由督办单位更正"


def test_a_number_may_be_added_to_a_step_that_had_none() -> None:
    assert said((SENT.replace(", 文号: 示甲移〔2026〕1号", ""), SENT), book=UNNUMBERED) == []
    both = said((SENT.replace(", 文号: 示甲移〔2026〕1号", ""), SENT.replace("03-02", "03-03")), book=UNNUMBERED)
    assert both == [Said(OPEN, 3, 5, "steps-rewritten", "改动了原来的第 1 条环节", RESTORE)]


@pytest.mark.parametrize(
    ("new", "found"),
    [
        (f"{SENT}\n  - {{名称: 归档, 日期: 2026-03-09, 单位: 乙市局}}", None),
        (SENT.replace("1号", "2号"), (3, 5, "改动了原来的第 1 条环节")),
        (SENT.replace(", 文号: 示甲移〔2026〕1号", ""), (3, 5, "改动了原来的第 1 条环节")),
        (SENT.replace("甲市局", "乙市局"), (3, 5, "改动了原来的第 1 条环节")),
    ],
)
def test_steps_are_only_added(new: str, found: tuple[int, int, str] | None) -> None:
    expected = [] if found is None else [Said(OPEN, found[0], found[1], "steps-rewritten", found[2], RESTORE)]
    assert said((SENT, new)) == expected


def test_a_step_taken_away_is_told_at_the_steps() -> None:
    two = edited((SENT, f"{SENT}\n  - {{名称: 催办, 日期: 2026-03-09, 单位: 乙市局}}"))
    assert said(("\n  - {名称: 催办, 日期: 2026-03-09, 单位: 乙市局}", ""), book=two) == [
        Said(OPEN, 2, 1, "steps-rewritten", "删去了原来的第 2 条环节", RESTORE)
    ]


def test_a_review_that_knows_neither_author_nor_main_branch_asks_nothing_of_them() -> None:
    known = change(BOOK, edited((SENT, OURS)))
    assert on_change(Change(known.base, known.head, known.paths)) == []


NUMBER = "示甲移〔2026〕7号"
OURS = f"{SENT}\n  - {{名称: 归档, 日期: 2026-03-09, 单位: 乙市局, 文号: {NUMBER}}}"
THEIRS = f"流程: 案件移送\n环节:\n  - {{名称: 移送, 日期: 2026-03-03, 单位: 甲市局, 文号: {NUMBER}}}\n"
TAKE_ANOTHER = "换一个没有用过的号：取回最新的主分支以后，用 tasks update 编号 --number 取号"


@pytest.mark.parametrize(
    ("target", "owner"),
    [
        (BOOK, None),
        (f"{BOOK}== matters/xy/8.yaml\n{THEIRS}", "tasks/matters/xy/8.yaml"),
        (f"{BOOK}== matters/xy/8.yaml\n{THEIRS}== matters/xy/9.yaml\n{THEIRS}", "tasks/matters/xy/8.yaml"),
        # Of files that are no records, those count that mention the number.
        (f"{BOOK}== matters/xy/8.yaml\n环节: 示甲移[2026]7号\n", "tasks/matters/xy/8.yaml"),
        (f"{BOOK}== matters/xy/8.yaml\n环节: 示甲移[2026]8号\n", None),
        # The number is also in the change's own matter, as the main branch has it.
        (edited((SENT, OURS)), None),
    ],
)
def test_a_number_that_the_main_branch_has_given_away_is_told_once(target: str, owner: str | None) -> None:
    message = f"文书号“{NUMBER}”已经用于 {owner}"
    expected = [Said(OPEN, 4, 43, "number-taken", message, TAKE_ANOTHER)] if owner else []
    assert said((SENT, OURS), target=target) == expected


def test_a_number_that_the_change_itself_gives_twice_is_left_to_another_rule() -> None:
    after = edited((SENT, OURS)) + f"== matters/xy/8.yaml\n{THEIRS}"
    assert [finding.code for finding in on_change(change(BOOK, after, target=f"{BOOK}== matters/xy/8.yaml\n{THEIRS}"))] == []


def test_only_numbers_that_the_change_brings_are_told() -> None:
    note = (SENT, f"{SENT}\n备注: 补充")
    assert said(note, target=f"{BOOK}== matters/xy/8.yaml\n{THEIRS.replace('7号', '1号')}") == []
    assert said((SENT, OURS), target=None) == []
    brings = change(BOOK, edited((SENT, OURS)))
    assert brings.brought == {(OPEN, NUMBER)}
    assert replace(brings, paths=frozenset({CLOSED})).brought == frozenset()


FIRST = "  - {日期: 2026-11-10, 原截止: 2026-12-31, 新截止: 2027-03-31, 批准: 会议纪要, 理由: 标准未发布}\n"
SECOND = "  - {日期: 2026-11-20, 原截止: 2027-03-31, 新截止: 2027-06-30, 批准: 会议纪要, 理由: 标准仍未发布}\n"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (SECOND, f"{SECOND}  - {{日期: 2026-11-21, 原截止: 2027-06-30, 新截止: 2027-07-31, 批准: 会议纪要, 理由: 又}}\n", None),
        (SECOND, SECOND.replace("06-30", "05-31"), (8, 5, "改动了原来的第 2 条变更")),
        (SECOND, "", (6, 1, "删去了原来的第 2 条变更")),
        (FIRST, "", (7, 5, "改动了原来的第 1 条变更")),
    ],
)
def test_changes_of_a_deadline_are_only_added(old: str, new: str, found: tuple[int, int, str] | None) -> None:
    hint = "恢复原来的内容，新的变更加在后面"
    expected = [] if found is None else [Said(ITEM, found[0], found[1], "extensions-rewritten", found[2], hint)]
    assert said((old, new)) == expected


LIMIT = "{原文: 2026年底前, 截止: 2026-12-31}"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (LIMIT, "{原文: 2026年底前, 截止: 2027-12-31}", "截止日期从 2026-12-31 改成了 2027-12-31"),
        (LIMIT, "{原文: 2026年12月底前, 截止: 2026-12-31}", "时限改了"),
        (LIMIT, "{原文: 未规定}", "时限改了"),
        ("{原文: 未规定}", LIMIT, "时限改了"),
        (LIMIT, "{原文: 2026年底前,  截止: 2026-12-31}", None),
    ],
)
def test_a_limit_stays_as_the_document_has_it(old: str, new: str, message: str | None) -> None:
    hint = "恢复原来的时限；延期写“变更”，并写明批准和理由"
    expected = [Said(ITEM, 5, 1, "deadline-moved", message, hint)] if message else []
    assert said((old, new), book=edited((LIMIT, old))) == expected


def test_every_limit_that_changed_is_told() -> None:
    second = "== items/sl/2.yaml\n事项: 备案\n条款: 二\n原文: 备案\n牵头单位: 甲市局\n时限: {原文: 及时}\n"
    two = BOOK.replace("== progress/jia", f"{second}== progress/jia")
    assert [finding.path for finding in said(TITLE, ("{原文: 及时}", "{原文: 适时}"), book=two)] == ["tasks/items/sl/2.yaml"]


def test_a_quotation_that_changed_is_shown_as_it_was() -> None:
    long = "一二三四五六七八九十" * 5
    expected = Said(ITEM, 3, 5, "quotation-changed", f"“原文”改了，原来是“{long[:39]}…”", "恢复原来的内容")
    assert said((long, "改"), book=edited(("原文: 建立制度", f"原文: {long}"))) == [expected]
    assert said(("条款: 一", "条款: 二"), ("原文: 建立制度", "原文: 完善制度")) == [
        Said(ITEM, 2, 5, "quotation-changed", "“条款”改了，原来是“一”", "恢复原来的内容"),
        Said(ITEM, 3, 5, "quotation-changed", "“原文”改了，原来是“建立制度”", "恢复原来的内容"),
    ]


def test_an_archived_matter_is_not_touched_an_open_one_is() -> None:
    told = said(("2026-03-09, 单位: 乙市局}\n", "2026-03-09, 单位: 乙市局}\n备注: 补充\n"))
    assert told == [Said(CLOSED, 1, 1, "matter-closed", "这件协作事项已经归档，不能再改", "恢复原来的内容；新的情况另建一件")]
    assert said((SENT, f"{SENT}\n备注: 补充")) == []
    assert said(("2026-03-09, 单位: 乙市局}\n", "2026-03-09, 单位: 乙市局}\n# 补充\n")) == []
    unknown = edited(
        (
            "流程: 案件移送\n环节:\n  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}\n",
            "流程: 别的流程\n环节:\n  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}\n",
        )
    )
    assert said(("2026-03-09, 单位: 乙市局}\n", "2026-03-09, 单位: 乙市局}\n备注: 补充\n"), book=unknown) == []


def test_a_file_that_goes_or_moves_is_told_with_what_to_do() -> None:
    gone = "恢复这个文件；不再办理的，在备注里写明"
    deleted = on_change(change(BOOK, without(JIA)))
    assert deleted[0].excerpt == ""
    assert [(finding.path, finding.line, finding.message, finding.hint) for finding in deleted] == [(JIA, 1, "这个文件被删去了", gone)]
    moved = on_change(change(BOOK, edited(("== items/sl/1.yaml", "== items/sl/2.yaml"))))
    assert [(finding.path, finding.code, finding.message, finding.hint) for finding in moved] == [
        (ITEM, "record-removed", "这个文件改名成了 tasks/items/sl/2.yaml", f"改回 {ITEM}，编号登记以后不改")
    ]


def test_a_copy_of_what_stays_is_no_new_name() -> None:
    twice = edited(("== matters/xy/2.yaml", "== matters/xy/3.yaml\n流程: 案件移送\n== matters/xy/2.yaml"))
    (finding,) = on_change(change(twice, without("tasks/matters/xy/3.yaml", twice)))
    assert finding.message == "这个文件被删去了"
    # An invalid file is gone too; a file that was no record may go.
    broken = f"{BOOK}== matters/xy/4.yaml\n流程: [\n== notes/readme.yaml\n说明: 文字\n"
    assert [(finding.path, finding.message) for finding in on_change(change(broken, BOOK))] == [
        ("tasks/matters/xy/4.yaml", "这个文件被删去了")
    ]
    noted = f"{BOOK}== matters/notes.yaml\n说明: 文字\n"
    assert [finding.path for finding in on_change(change(noted, without(JIA)))] == [JIA]


def test_files_that_go_are_told_in_the_order_of_their_paths() -> None:
    left = without(OPEN, without(JIA, without(ITEM)))
    assert [finding.path for finding in on_change(change(BOOK, left))] == [ITEM, OPEN, JIA]


NOTE = (SENT, f"{SENT}\n备注: 补充")
ENTRY_OF_JIA = ("佐证: [征求意见函]\n", f"佐证: [征求意见函]\n{NEW_ENTRY}")
TITLE = ("事项: 建立制度", "事项: 建立健全制度")


@pytest.mark.parametrize(
    ("actor", "edit", "path", "line", "who", "owner"),
    [
        ("li", ENTRY_OF_JIA, JIA, 1, "乙市局", "甲市局"),
        ("chief", ENTRY_OF_JIA, JIA, 1, "督查室", "甲市局"),
        ("zhang", TITLE, ITEM, 1, "甲市局", "督查室"),
        ("nobody", TITLE, ITEM, 1, "没有登记的账号", "督查室"),
        ("wang", NOTE, OPEN, 1, "丙市局", "甲市局、督查室、乙市局"),
        ("zhang", ENTRY_OF_JIA, JIA, 0, "", ""),
        ("jia-team", ENTRY_OF_JIA, JIA, 0, "", ""),
        ("chief", TITLE, ITEM, 0, "", ""),
        ("chief", NOTE, OPEN, 0, "", ""),
        ("zhang", NOTE, OPEN, 0, "", ""),
        ("li", NOTE, OPEN, 0, "", ""),
    ],
)
def test_who_may_not_write_a_file_is_told_who_may(actor: str, edit: tuple[str, str], path: str, line: int, who: str, owner: str) -> None:
    refused = Said(path, 1, 1, "not-your-file", f"账号 {actor}（{who}）不能改这个文件", f"这个文件由{owner}填写")
    assert said(edit, actor=actor) == ([refused] if line else [])


def test_who_takes_a_role_in_a_matter_may_write_it() -> None:
    roles = edited(
        ("参加单位: [甲市局, 乙市局]\n", "参加单位: [甲市局]\n角色: {承办单位: [乙市局]}\n"),
        (f"环节:\n  - {SENT}", f"承办单位: 乙市局\n环节:\n  - {SENT}"),
    )
    assert said(NOTE, book=roles, actor="li") == []
    assert [finding.code for finding in said(NOTE, book=roles, actor="wang")] == ["not-your-file"]
    # A new matter, which the base does not know.
    new = (
        SENT,
        f"{SENT}\n== matters/xy/7.yaml\n流程: 案件移送\n承办单位: 丙市局\n环节:\n  - {{名称: 移送, 日期: 2026-03-02, 单位: 甲市局}}",
    )
    assert said(new, book=roles, actor="wang") == []
    assert [finding.path for finding in said(new, book=roles, actor="li")] == ["tasks/matters/xy/7.yaml"]
    # A matter of an agreement that is not there is the supervisor's.
    stray = (SENT, f"{SENT}\n== matters/zz/1.yaml\n流程: [")
    assert said(stray, actor="chief") == []
    assert [finding.hint for finding in said(stray, actor="li")] == ["这个文件由督查室填写"]


def test_without_registered_accounts_nobody_is_refused() -> None:
    nobody = edited(*((f"账号: [{names}]\n", "") for names in ("chief", "zhang, jia-team", "li", "wang")))
    assert said(TITLE, book=nobody, actor="li") == []
    only = edited(*((f"账号: [{names}]\n", "") for names in ("chief", "zhang, jia-team", "wang")))
    assert [finding.message for finding in said(TITLE, book=only, actor="zhang")] == ["账号 zhang（没有登记的账号）不能改这个文件"]
    leaderless = edited(("督办单位: 督查室\n", "督办单位: 省厅\n"))
    assert [finding.hint for finding in said(TITLE, book=leaderless, actor="li")] == ["这个文件由督办单位填写"]


def test_nobody_takes_a_role_to_write_what_was_not_his() -> None:
    roles = edited(
        ("参加单位: [甲市局, 乙市局]\n", "参加单位: [甲市局, 督查室]\n角色: {承办单位: [乙市局]}\n"),
        (f"环节:\n  - {SENT}", f"承办单位: 乙市局\n环节:\n  - {SENT}"),
    )
    taken = said(("承办单位: 乙市局\n环节", "承办单位: 丙市局\n环节"), book=roles, actor="wang")
    assert [(finding.path, finding.hint) for finding in taken] == [(OPEN, "这个文件由甲市局、督查室、乙市局填写")]


def test_files_that_are_not_ones_own_are_told_in_the_order_of_their_paths() -> None:
    assert [finding.path for finding in said(NOTE, ENTRY_OF_JIA, TITLE, actor="nobody")] == [ITEM, OPEN, JIA]
    assert [finding.path for finding in said(NOTE, ENTRY_OF_JIA, TITLE, actor="chief")] == [JIA]
    assert [finding.path for finding in said(NOTE, ENTRY_OF_JIA, actor="zhang")] == []
    assert [finding.path for finding in said(NOTE, TITLE, ENTRY_OF_JIA, actor="li")] == [ITEM, JIA]


def test_a_file_that_is_no_record_is_told_at_its_own_place() -> None:
    broken = edited((SENT, "{名称: 移送,"))
    (finding,) = on_change(change(BOOK, broken, actor="wang"))
    assert (finding.path, finding.line, finding.code, finding.excerpt) == (OPEN, 1, "not-your-file", "流程: 案件移送")


DAY = date(2026, 11, 22)


def fault(code: str) -> str:
    return f"程序故障，与填报内容无关：按规则 {code} 审核时出错（KeyError"


@pytest.mark.parametrize(("before", "after"), [("建立制度", "坏的事项"), ("坏的事项", "建立制度")])
def test_a_file_that_a_rule_fails_on_is_named_and_the_others_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, before: str, after: str
) -> None:
    def fail(path: str, base: Book, head: Book) -> frozenset[str]:
        if "坏的事项" in {item.title for book in (base, head) for item in book.items.values()}:
            raise KeyError("13812345678")
        return writers(path, base, head)

    writers = owners.writers
    monkeypatch.setattr(owners, "writers", fail)
    title = (f"事项: {before}", f"事项: {after}")
    found = said(NOTE, title, ENTRY_OF_JIA, book=edited(("事项: 建立制度", title[0])), actor="nobody")
    assert [(finding.path, finding.line, finding.code) for finding in found] == [
        (OPEN, 1, "not-your-file"),
        (JIA, 1, "not-your-file"),
        (ITEM, 1, "program-fault"),
    ]
    assert found[2].message.startswith(fault("not-your-file"))


@pytest.mark.parametrize(("bad", "good"), [("7", "8"), ("8", "7")])
def test_a_number_that_the_look_for_it_fails_on_hides_no_other(monkeypatch: pytest.MonkeyPatch, bad: str, good: str) -> None:
    def fail(text: str, numbers: Collection[str]) -> bool:
        if f"示甲移〔2026〕{bad}号" in numbers:
            raise KeyError("13812345678")
        return mentioned(text, numbers)

    mentioned = form_numbers.mentioned
    monkeypatch.setattr(form_numbers, "mentioned", fail)
    ours = "".join(f"== matters/xy/{number}.yaml\n{THEIRS.replace('7号', f'{number}号')}" for number in ("7", "8"))
    found = on_change(change(BOOK, BOOK + ours, target=f"{BOOK}== matters/xy/9.yaml\n环节: 示甲移[2026]7号、示甲移[2026]8号\n"))
    assert [(finding.path, finding.code) for finding in found] == [
        (f"tasks/matters/xy/{good}.yaml", "number-taken"),
        (f"tasks/matters/xy/{bad}.yaml", "program-fault"),
    ]
    assert found[0].message == f"文书号“示甲移〔2026〕{good}号”已经用于 tasks/matters/xy/9.yaml"


def test_a_rule_that_fails_whatever_is_changed_says_so_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule
    def fails_always(_: Change) -> Iterator[BookProblem]:
        """一条有毛病的规则。"""
        raise KeyError

    monkeypatch.setattr("duban.rules.review.CHECKS", (fails_always,))
    (finding,) = said(NOTE)
    assert (finding.path, finding.code) == ("tasks/config.yaml", "program-fault")
    assert finding.message.startswith(fault("fails-always"))


def test_a_review_weighs_what_it_finds_by_what_was_there_before() -> None:
    """An untouched file warns of what was wrong in it before, and fails of what the change breaks in it."""
    early = BOOK.replace("日期: 2026-04-01", "日期: 2026-12-01")

    def weights(*edits: tuple[str, str]) -> list[tuple[str, str, Severity]]:
        found = review(change(early, edited(*edits, book=early)), DAY)
        return [(finding.path, finding.code, finding.severity) for finding in found]

    assert weights(NOTE) == [(JIA, "date-in-future", Severity.WARNING)]
    assert weights(("名称: 丙市交通运输局", "名称: 丙市交通局")) == [(JIA, "date-in-future", Severity.WARNING)]
    renamed = weights(("简称: 甲市局", "简称: 甲局"))
    assert (JIA, "date-in-future", Severity.WARNING) in renamed
    assert (ITEM, "unit-unknown", Severity.ERROR) in renamed


def test_a_number_is_used_twice_by_the_one_who_brings_it() -> None:
    old = edited(("2026-03-02, 单位: 甲市局}\n  - {名称: 归档", "2026-03-02, 单位: 甲市局, 文号: 示甲移〔2026〕5号}\n  - {名称: 归档"))
    brings = change(old, edited((SENT, SENT.replace("03-02", "03-01").replace("1号", "5号")), book=old))
    found = review(brings, DAY)
    assert [(finding.path, finding.severity) for finding in found if finding.code == "number-used-twice"] == [(OPEN, Severity.ERROR)]


def test_a_rule_on_change_only_warns_before_its_day() -> None:
    levels = edited(("督办单位: 督查室\n", "督办单位: 督查室\n规则: {quotation-changed: {级别: 错误, 自: 2026-11-23}}\n"))
    changed = change(levels, edited(("原文: 建立制度", "原文: 完善制度"), book=levels))
    severities = [[finding.severity for finding in review(changed, day)] for day in (DAY, date(2026, 11, 23))]
    assert severities == [[Severity.WARNING], [Severity.ERROR]]


def test_a_finding_in_an_untouched_file_is_a_warning_unless_the_change_brought_it() -> None:
    faulty = edited(("牵头单位: 甲市局", "牵头单位: 丁市局"))
    found = check(loader.load(files(faulty)), DAY)
    (unknown,) = (finding for finding in found if finding.code == "unit-unknown")
    before = frozenset({(unknown.path, unknown.code, unknown.message)})

    def weight(paths: set[str], known: frozenset[tuple[str, str, str]] | None) -> Severity:
        (finding,) = weighed([unknown], frozenset(paths), known)
        assert (finding.path, finding.message) == (unknown.path, unknown.message)
        return finding.severity

    assert weight({ITEM}, before) is weight({ITEM}, None) is weight({JIA}, frozenset()) is Severity.ERROR
    assert weight(set(), before) is weight({JIA}, None) is Severity.WARNING
    fault = Finding(ITEM, 1, 1, isolation.program_fault.code, Severity.ERROR, "程序故障", "")
    assert [finding.severity for finding in weighed([fault], frozenset(), None)] == [Severity.ERROR]


@pytest.mark.parametrize(
    "edits",
    [
        (NOTE,),
        (ENTRY_OF_JIA,),
        (NOTE, ENTRY_OF_JIA),
        (("日期: 2026-03-09", "日期: 2026-03-10"),),
        (("状态: 进行中", "状态: 未启动"),),
        (("示甲移〔2026〕1号", "示甲移〔2026〕2号"),),
        (("简称: 乙市局", "简称: 乙局"),),
        (TITLE, ENTRY_OF_JIA),
    ],
)
@pytest.mark.parametrize("actor", ["zhang", "wang", None])
def test_a_review_needs_no_more_of_the_base_than_it_asks_for(edits: tuple[tuple[str, str], ...], actor: str | None) -> None:
    levels = edited(("督办单位: 督查室\n", "督办单位: 督查室\n规则: {matter-closed: 警告}\n"))
    whole = change(levels, edited(*edits, book=levels), actor=actor)
    listed = files(levels)
    asked = base_paths(listed, whole.paths)
    part = replace(whole, base=loader.load({path: listed[path] for path in asked}))
    assert (len(asked) < len(listed)) == all(path.startswith(("tasks/progress/", "tasks/matters/")) for path in whole.paths)
    assert review(part, DAY) == review(whole, DAY)


def test_only_files_that_differ_or_are_no_records_may_hold_a_number_that_was_taken_since() -> None:
    brings = change(BOOK, edited((SENT, SENT.replace("1号", "2号"))))
    assert brings.brought == {(OPEN, "示甲移〔2026〕2号")}
    listed = [ITEM, JIA, OPEN, CLOSED, "tasks/matters/xy/3.yaml"]
    assert [*target_paths(listed, {ITEM, OPEN}, brings)] == [OPEN]
    held = {OPEN: "文号: 示甲移〔2026〕2号".encode(), CLOSED: "文号: 示甲移〔2026〕3号".encode()}
    assert [*mentioning(held, brings)] == [OPEN]
    broken = change(BOOK, edited((SENT, "{名称: 移送,")))
    assert [*target_paths(listed, {CLOSED}, broken)] == [OPEN, CLOSED]


def test_code_owners_are_those_with_accounts() -> None:
    head = "# 由 tasks codeowners 生成，不要手工修改。以单位登记的账号为准。\n"
    book = edited(("账号: [li]\n", ""), ("账号: [zhang, jia-team]", "账号: [zhang, chief]"))
    assert codeowners(loader.load(files(book)).book) == (
        f"{head}* @chief\n/tasks/progress/bing/ @wang\n/tasks/progress/jia/ @zhang @chief\n/tasks/progress/office/ @chief\n"
        "/tasks/matters/xy/ @zhang @chief\n"
    )
    shared = edited(("账号: [li]\n", "账号: [jia-team, li]\n"), ("账号: [chief]\n", ""), ("账号: [wang]\n", ""))
    assert codeowners(loader.load(files(shared)).book) == (
        f"{head}/tasks/progress/jia/ @zhang @jia-team\n/tasks/progress/yi/ @jia-team @li\n/tasks/matters/xy/ @zhang @jia-team @li\n"
    )
    nobody = edited(*((f"账号: [{names}]\n", "") for names in ("chief", "zhang, jia-team", "li", "wang")))
    assert codeowners(loader.load(files(nobody)).book) == head
    leaderless = edited(("督办单位: 督查室\n", "督办单位: 省厅\n"))
    assert "* @" not in codeowners(loader.load(files(leaderless)).book)
