"""Writing records from the command line: text is spliced, comments and order survive, and nothing wrong is written."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from changed_books import JIA
from changed_books import START
from changed_books import YI
from duban.documents import editor
from duban.documents import reader
from real_book import REAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

ROOT = Path(__file__).parents[2]


def read(root: Path, path: str) -> str:
    return (root / path).read_text("utf-8")


def test_an_entry_is_added_and_the_rest_stays(book: Book, tasks: Tasks) -> None:
    root = book(START)
    before = "# 抬头\n状态:   进行中    # 尾注\n进展:\n    -   日期: 2026-03-01\n        情况: >-\n          已起草\n\n    # 以后往下加\n\n存在问题: '无'\n"
    (root / JIA).write_text(before, encoding="utf-8")
    ended = tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "征求意见", "--percent", "50", "--date", "2026-11-01")
    assert (ended.code, ended.out) == (0, f"已写入 {JIA}\n")
    assert read(root, JIA) == before.replace(
        "          已起草\n", "          已起草\n    - 日期: 2026-11-01\n      情况: 征求意见\n      进度: 50\n"
    )


def test_a_first_entry_stands_below_the_state_whatever_comments_say(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / JIA).write_text("状态: 进行中\n存在问题: 无\n# 完成日期: 办结后再填\n", encoding="utf-8")
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "已起草", "--date", "2026-11-01").code == 0
    assert read(root, JIA) == "状态: 进行中\n进展:\n  - 日期: 2026-11-01\n    情况: 已起草\n存在问题: 无\n# 完成日期: 办结后再填\n"


def test_finished_with_its_date_and_evidence(book: Book, tasks: Tasks) -> None:
    root = book(START)
    options = (
        "--state",
        "已完成",
        "--text",
        "已印发",
        "--evidence",
        "甲交〔2026〕7号",
        "--evidence",
        "https://example.invalid/a#b",
        "--date",
        "2026-11-01",
    )
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", *options).code == 0
    assert read(root, JIA) == (
        "状态: 已完成\n完成日期: 2026-11-01\n进展:\n  - 日期: 2026-03-01\n    情况: 已起草\n  - 日期: 2026-11-01\n    情况: 已印发\n"
        "    佐证: [甲交〔2026〕7号, https://example.invalid/a#b]\n"
    )


def test_reopened_without_its_completion_date(book: Book, tasks: Tasks) -> None:
    root = book(START)
    assert (
        tasks(
            "--root",
            root,
            "update",
            "sl/1",
            "--unit",
            "乙市局",
            "--state",
            "进行中",
            "--text",
            "标准有变，重新启动",
            "--date",
            "2026-11-01",
        ).code
        == 0
    )
    assert "完成日期" not in read(root, YI)


def test_a_first_report_makes_the_file(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / JIA).unlink()
    ended = tasks(
        "--root",
        root,
        "update",
        "sl/1",
        "--unit",
        "甲市交通运输局",
        "--state",
        "进行中",
        "--text",
        "@各单位: 已部署 #1",
        "--date",
        "2026-11-01",
    )
    assert ended.code == 0
    text = read(root, JIA)
    assert text.startswith("# 进展：只由本单位填写")
    assert reader.read("x", text.encode()).data["进展"] == [{"日期": "2026-11-01", "情况": "@各单位: 已部署 #1"}]


def test_the_period_of_a_recurring_duty_is_filled_in(tmp_path: Path, tasks: Tasks) -> None:
    for path, content in REAL.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    assert (
        tasks(
            "--root",
            tmp_path,
            "update",
            "jdz-changjiang-2025/3-1d",
            "--unit",
            "区交通局",
            "--state",
            "进行中",
            "--text",
            "召开联席会议",
            "--date",
            "2026-09-20",
        ).code
        == 0
    )
    assert "期次: 2026-Q3" in read(tmp_path, "tasks/progress/jdz-changjiang/jdz-changjiang-2025/3-1d.yaml")


def test_a_flow_list_keeps_its_style(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / JIA).write_text("状态: 进行中\n进展: [{日期: 2026-03-01, 情况: 已起草}] # 一行\n下一步: 推进\n", encoding="utf-8")
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "征求意见", "--date", "2026-11-01").code == 0
    assert (
        read(root, JIA)
        == "状态: 进行中\n进展: [{日期: 2026-03-01, 情况: 已起草}, {日期: 2026-11-01, 情况: 征求意见}] # 一行\n下一步: 推进\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("sl/9", "--unit", "甲市局", "--text", "x"), 2, "没有编号为“sl/9”的事项"),
        (("sl/1", "--unit", "丙市局", "--text", "x"), 2, "没有登记名叫“丙市局”的单位"),
        (("sl/1", "--unit", "督查室", "--state", "进行中", "--text", "x"), 1, "督查室不是事项 sl/1 的责任单位"),
        (("sl/1", "--unit", "甲市局"), 1, "没有要改的内容"),
        (("sl/1", "--unit", "甲市局", "--text", "x", "--percent", "130"), 1, "应在 0 到 100 之间"),
        (("sl/1", "--unit", "甲市局", "--text", "联系电话 13812345678"), 1, "疑似手机号码"),
        (("sl/1", "--unit", "甲市局", "--text", "x", "--date", "2199-01-01"), 1, "还没有到"),
        (("sl/1", "--unit", "甲市局", "--state", "已完成"), 1, "没有一条进展写了“佐证”"),
        (("sl/1", "--text", "x"), 2, "还要写 --unit"),
    ],
)
def test_what_is_wrong_is_not_written(book: Book, tasks: Tasks, arguments: tuple[str, ...], code: int, said: str) -> None:
    root = book(START)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    ended = tasks("--root", root, "update", *arguments)
    assert ended.code == code
    assert said in ended.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_new_records(book: Book, tasks: Tasks) -> None:
    root = book(START)
    commands = [
        ("unit", "bing", "--name", "丙市交通运输局", "--short", "丙市局"),
        (
            "item",
            "sl/2",
            "--title",
            "报送总结",
            "--clause",
            "二",
            "--quote",
            "报送总结",
            "--limit",
            "2026年底前",
            "--due",
            "2026-12-31",
            "--lead",
            "丙市局",
        ),
        ("agreement", "xz", "--title", "示例协议二", "--short", "协议二", "--party", "甲市局", "--party", "丙市局"),
        ("matter", "xy/3", "--workflow", "案件移送", "--summary", "示例"),
        ("progress", "sl/2", "--unit", "丙市局"),
    ]
    for command in commands[:-1]:
        assert tasks("--root", root, "new", *command).code == 0, command
    assert read(root, "tasks/items/sl/2.yaml").endswith(
        "事项: 报送总结\n条款: 二\n原文: 报送总结\n牵头单位: 丙市局\n时限:\n  原文: 2026年底前\n  截止: 2026-12-31\n"
    )
    assert tasks("--root", root, "new", *commands[-1]).code == 2
    assert tasks("--root", root, "update", "xy/3", "--date", "2026-03-02").code == 0
    assert tasks("--root", root, "update", "xy/3", "--date", "2026-03-03").code == 0
    refused = tasks("--root", root, "update", "xy/3")
    assert (refused.code, "流程已经结束" in refused.err) == (1, True)
    assert tasks("--root", root, "check").code == 0


def test_on_a_terminal_it_asks_for_what_is_missing(book: Book) -> None:
    root = book(START)
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "duban", "--root", str(root), "update", "sl/1"]
    running = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=terminal)
    os.close(terminal)
    os.write(controller, "丙市局\n甲市局\n".encode())
    shown = b""
    while True:
        try:
            chunk = os.read(controller, 1024)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    assert running.wait() == 1
    text = shown.decode(errors="replace")
    assert "单位可以写：甲市局、乙市局" in text
    assert "没有“丙市局”，可以写：甲市局、乙市局" in text
    assert "没有要改的内容" in text


def test_nothing_is_written_over(book: Book, tasks: Tasks) -> None:
    root = book(START)
    ended = tasks("--root", root, "new", "unit", "jia", "--name", "甲", "--short", "甲")
    assert (ended.code, "没有覆盖" in ended.err) == (1, True)
    ended = tasks("--root", root, "new", "unit", "../x", "--name", "甲", "--short", "甲")
    assert (ended.code, "不对" in ended.err) == (2, True)


def test_a_new_file_names_its_schema_for_editors(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / "schema").mkdir()
    tasks("--root", root, "new", "unit", "bing", "--name", "丙市交通运输局", "--short", "丙市局")
    assert read(root, "tasks/units/bing.yaml").startswith("# yaml-language-server: $schema=../../schema/unit.schema.json\n")


def test_two_who_write_at_once_lose_nothing(book: Book) -> None:
    root = book(START)
    command = [sys.executable, "-m", "duban", "--root", str(root), "update", "sl/1", "--unit", "甲市局", "--date", "2026-11-01", "--text"]
    running = [subprocess.Popen([*command, f"第{number}次报送"], stdout=subprocess.DEVNULL) for number in range(6)]
    assert [process.wait() for process in running] == [0] * 6
    texts = [entry["情况"] for entry in reader.read("x", (root / JIA).read_bytes()).data["进展"]]
    assert sorted(texts[1:]) == [f"第{number}次报送" for number in range(6)]


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Cf", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=30))
def test_any_text_is_written_so_that_it_reads_back(words: str) -> None:
    text = editor.append_entry("状态: 进行中\n进展:\n  - 日期: 2026-01-01\n    情况: 旧\n", "进展", {"日期": "2026-01-02", "情况": words})
    assert reader.read("x", text.encode()).data["进展"][1]["情况"] == words
    assert reader.read("x", editor.set_value("状态: 进行中\n", "下一步", words).encode()).data["下一步"] == words
    text = editor.append_entry("环节: [{名称: 移送}]\n", "环节", {"名称": "送达", "说明": words})
    assert reader.read("x", text.encode()).data["环节"][1] == {"名称": "送达", "说明": words}
    text = editor.add_to_entry("环节:\n  - {名称: 移送}\n", "环节", 0, "文号", words)
    assert reader.read("x", text.encode()).data["环节"] == [{"名称": "移送", "文号": words}]
    assert reader.read("x", f"x: {editor.written((words, words))}\n".encode()).data["x"] == [words, words]


# --- A hurried clerk: nothing typed is lost in silence, no file is made worse --------------------------------------------


@pytest.mark.parametrize("written", ["2026.9.20", "2026/9/20", "2026-9-20", "2026年9月20日", "20260920", "２０２６-09-20", " 2026-09-20 "])
def test_a_day_is_taken_as_people_write_it(book: Book, tasks: Tasks, written: str) -> None:
    root = book(START)
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "印发", "--date", written).code == 0
    assert "  - 日期: 2026-09-20\n    情况: 印发\n" in read(root, JIA)


@pytest.mark.parametrize("written", ["50", "50%", "50％", "５０", "50 %"])
def test_a_percentage_is_taken_with_its_sign(book: Book, tasks: Tasks, written: str) -> None:
    root = book(START)
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "印发", "--percent", written).code == 0
    assert "    进度: 50\n" in read(root, JIA)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sl/1", "--percent", "50"), "--percent 要和 --text 一起写，没有写入。"),
        (("sl/1", "--next", "送审", "--percent", "0"), "--percent 要和 --text 一起写"),
        (("sl/1", "--state", "暂缓", "--evidence", "会议纪要"), "--evidence 要和 --text 一起写"),
        (("sl/1", "--next", "送审", "--date", "2026-11-01"), "--date 要和 --text 一起写"),
        (("sl/1", "--text", "印发", "--done-on", "2026-11-01"), "--done-on 要和 --state 已完成 一起写"),
        (("sl/1", "--text", "印发", "--step", "移送", "--number"), "--step、--number 只用于协作事项"),
        (("xy/1", "--state", "已完成", "--problem", "人手不足"), "--state、--problem 只用于事项的进展"),
        (("sl/1", "--text", "印发", "--problem", ""), "--problem 没有写内容"),
        (("sl/1", "--text", " \r\n "), "--text 没有写内容"),
        (("sl/1", "--text", "印发", "--evidence", ""), "--evidence 没有写内容"),
        (("sl/1", "--text", "印\x07发"), "--text 的第 2 个字是看不见的字符 U+0007"),
        (("sl/1", "--text", "印发", "--next", "送\u200b审"), "--next 的第 2 个字是看不见的字符 U+200B"),
        (("sl/1", "--text", "印发", "--percent", "五成"), "“五成”不是进度"),
    ],
)
def test_what_would_be_left_out_is_refused(book: Book, tasks: Tasks, arguments: tuple[str, ...], said: str) -> None:
    root = book(START)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    ended = tasks("--root", root, "update", *arguments, "--unit", "甲市局")
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("unit", "bing", "--name", "丙市交通运输局", "--short", "丙市局", "--title", "总结"), "--title 不用于新建这种记录"),
        (("agreement", "xz", "--title", "协议", "--short", "协议", "--party", "甲市局", "--due", "2026-12-31"), "--due 不用于"),
        (("progress", "sl/1", "--unit", "甲市局", "--summary", "总结"), "--summary 不用于"),
        (("unit", "bing", "--clause", "一", "--name", "丙市局", "--due", "2026-12-31"), "--clause、--due 不用于新建这种记录，没有写入。"),
        (("matter", "xy/3", "--workflow", "案件移送", "--role", "移送单位甲市局"), "--role 写成 角色=单位"),
        (("matter", "xy/3", "--workflow", "案件移送", "--role", "甲=甲市局", "--role", "甲=乙市局"), "“甲”写了两次"),
    ],
)
def test_what_a_new_record_would_leave_out_is_refused(book: Book, tasks: Tasks, arguments: tuple[str, ...], said: str) -> None:
    root = book(START)
    before = {path: path.read_bytes() for path in root.rglob("*.yaml")}
    ended = tasks("--root", root, "new", *arguments)
    assert (ended.code, said in ended.err) == (2, True), ended.err
    assert {path: path.read_bytes() for path in root.rglob("*.yaml")} == before


def test_text_from_standard_input(book: Book) -> None:
    root = book(START)
    command = [
        sys.executable,
        "-m",
        "duban",
        "--root",
        str(root),
        "update",
        "sl/1",
        "--unit",
        "甲市局",
        "--date",
        "2026-11-01",
        "--text",
        "-",
    ]
    assert subprocess.run(command, input='第一段：“甲”\r\n第二段\t"乙"\r\n'.encode(), check=False).returncode == 0
    assert reader.read("x", (root / JIA).read_bytes()).data["进展"][-1]["情况"] == '第一段：“甲”\n第二段\t"乙"'
    before = read(root, JIA)
    for typed, said in (("中文".encode("gbk"), "不是 UTF-8"), (b"", "没有写内容")):
        ended = subprocess.run(command, input=typed, capture_output=True, check=False)
        assert (ended.returncode, said in ended.stderr.decode()) == (2, True)
    assert read(root, JIA) == before


@pytest.mark.parametrize("style", ["|", "|-", "|+", ">"])
@pytest.mark.parametrize("after", ["", "下一步: 送审\n", "# 尾注\n下一步: 送审\n"])
def test_lines_of_a_text_that_look_like_comments_stay_in_it(style: str, after: str) -> None:
    old = f"状态: 进行中\n进展:\n  - 日期: 2026-01-01\n    情况: {style}\n      第一\n      # 二\n\n      # 三\n{after}"
    before = reader.read("x", old.encode()).data
    made = reader.read("x", editor.append_entry(old, "进展", {"日期": "2026-01-02", "情况": "新"}).encode()).data
    assert made == {**before, "进展": [*before["进展"], {"日期": "2026-01-02", "情况": "新"}]}


def test_bytes_of_another_encoding_are_not_lost(book: Book, tasks: Tasks) -> None:
    root = book(START)
    raw = (root / JIA).read_bytes() + "# 备注\n".encode("gbk")
    (root / JIA).write_bytes(raw)
    ended = tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "印发")
    assert (ended.code, "不是 UTF-8 编码，没有写入" in ended.err) == (1, True)
    assert (root / JIA).read_bytes() == raw


def test_a_file_from_windows_keeps_its_line_ends(book: Book, tasks: Tasks) -> None:
    root = book(START)
    raw = (root / JIA).read_bytes().replace(b"\n", b"\r\n")
    (root / JIA).write_bytes(raw)
    assert tasks("--root", root, "update", "sl/1", "--unit", "甲市局", "--text", "印发").code == 0
    made = (root / JIA).read_bytes()
    assert (made.count(b"\n") > raw.count(b"\n"), made.count(b"\r\n")) == (True, made.count(b"\n"))


def test_who_is_being_asked_holds_up_nobody(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / JIA).unlink()
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "duban", "--root", str(root), "update", "sl/1", "--unit", "甲市局"]
    asked = subprocess.Popen(command, stdin=terminal, stdout=terminal, stderr=subprocess.DEVNULL)
    os.close(terminal)
    shown = b""
    while "状态可以写".encode() not in shown:
        shown += os.read(controller, 1024)
    assert tasks("--root", root, "update", "sl/1", "--unit", "乙市局", "--state", "进行中", "--text", "印发").code == 0
    os.write(controller, "进行中\n征求意见\n".encode())
    assert asked.wait() == 0
    os.close(controller)
    assert "情况: 征求意见\n" in read(root, JIA)
