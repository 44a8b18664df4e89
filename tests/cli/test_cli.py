"""The command as people and programs meet it: texts, formats, exit codes, pipes."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from duban.ground import clock
from duban.ground import text
from duban.records import kinds
from duban.reports import check_formats
from duban.reports import formats
from duban.reports import record_formats
from duban.reports import views

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome
    from duban.reports.layout import ReportContext
    from duban.reports.tables import Report
    from duban.status.assessment import Assessment

    Book = Callable[[str], Path]
    Golden = Callable[[str, str], None]
    Tasks = Callable[..., Outcome]

ROOT = Path(__file__).parents[2]
TASKS = [sys.executable, "-m", "duban", "--root", str(ROOT)]
BOOK = """\
== config.yaml
名称: 示例台账
督办单位: 甲市局
灯色:
  临期: {颜色: 蓝, 名称: 临近办结}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
别名: [甲局]
== units/yi.yaml
名称: 乙市交通运输综合行政执法支队
简称: 乙市支队
== plans/sl.yaml
标题: 示例省交通运输执法协作重点工作方案
简称: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
== agreements/xy.yaml
标题: 示例协作协议
简称: 示例协议
参加单位: [甲市局, 乙市支队]
印发日期: 2025-01-01
到期: 2025-09-30
试行: 是
== items/sl/1.yaml
事项: 建立跨区域联合执法检查制度
条款: 一（一）
原文: 建立跨区域联合执法检查制度
牵头单位: 甲市局
责任单位: [乙市支队]
时限: {原文: 2025年6月底前, 截止: 2025-06-30}
== items/sl/2.yaml
事项: =SUM(A1) 开展货车超限超载专项治理
条款: 一（二）
原文: 开展货车超限超载专项治理
牵头单位: 乙市支队
时限: {原文: 2025年7月5日前, 截止: 2025-07-05}
== items/sl/3.yaml
事项: 每月会商
条款: 一（三）
原文: 每月会商
牵头单位: 甲市局
时限: {原文: 每月, 周期: 月, 起: 2025-04-01}
== items/sl/4.yaml
事项: 加强“两客一危”重点监管 [示例](javascript:alert(1)) | <b>粗</b>
条款: 二
原文: 加强重点监管
牵头单位: 未规定
时限: {原文: 未规定}
== progress/jia/sl/1.yaml
状态: 已完成
完成日期: 2025-06-20
进展:
  - {日期: 2025-06-20, 情况: 制度已印发, 进度: 100, 佐证: [示交〔2025〕9号]}
== progress/jia/sl/3.yaml
状态: 进行中
进展:
  - {日期: 2025-04-20, 情况: 已会商, 期次: 2025-04}
"""
AS_OF = "2025-07-01"


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("view", views.VIEWS)
def test_every_view_in_a_terminal(book: Book, tasks: Tasks, golden: Golden, view: str, columns: int) -> None:
    ended = tasks("--root", book(BOOK), "report", view, "--as-of", AS_OF, COLUMNS=str(columns))
    assert (ended.code, ended.err) == (0, "")
    assert all(text.width(line) <= columns for line in ended.out.splitlines())
    golden(f"report/{view}-{columns}.txt", ended.out)


def test_a_new_view_is_one_function_and_one_line(monkeypatch: pytest.MonkeyPatch, book: Book, tasks: Tasks) -> None:
    def early(view: Assessment, context: ReportContext) -> Report:
        """早办（试用）：提前办结的。"""
        return replace(views.VIEWS["items"](view, context), title="提前办结")

    monkeypatch.setitem(views.VIEWS, "early", early)
    assert "early 早办（试用）" in tasks("report", "--help").out
    root = book(BOOK)
    for word in ("early", "早办"):
        assert tasks("--root", root, "report", word).out.startswith("提前办结\n")
    assert "early" in tasks("--root", root, "report", "unknown").err


def test_a_new_format_of_a_check_is_one_function_and_one_line(monkeypatch: pytest.MonkeyPatch, book: Book, tasks: Tasks) -> None:
    monkeypatch.setitem(check_formats.FORMATS, "count", lambda result: f"{len(result.paths)}\n")
    root = book(BOOK)
    assert "|count" in tasks("check", "--help").out
    assert int(tasks("--root", root, "check", "-f", "count").out) > 0


def test_a_new_format_of_a_record_is_one_function_and_one_line(monkeypatch: pytest.MonkeyPatch, book: Book, tasks: Tasks) -> None:
    monkeypatch.setitem(record_formats.FORMATS, "title", lambda result: f"{result.report.title}\n")
    root = book(BOOK)
    assert "table|json|markdown|title" in tasks("show", "--help").out
    for name in ("sl/1", "sl", "甲局", "date-invalid"):
        heading = tasks("--root", root, "show", name).out.splitlines()[0]
        assert tasks("--root", root, "show", name, "-f", "title").out == f"{heading}\n"


@pytest.mark.parametrize("name", ["sl", "甲局", "date-invalid"])
def test_what_has_no_data_for_programs_says_so(book: Book, tasks: Tasks, name: str) -> None:
    ended = tasks("--root", book(BOOK), "show", name, "-f", "json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "json 格式只用于事项和协作事项；清单请用 tasks report -f json。\n"


def test_the_overview_of_the_real_book_fits_one_screen(tasks: Tasks) -> None:
    ended = tasks("--root", ROOT, "report", "--as-of", "2026-11-22")
    lines = ended.out.splitlines()
    assert len(lines) <= 40
    assert all(text.width(line) <= 80 for line in lines)
    assert "未见记录" in "".join(ended.out.split())


@pytest.mark.parametrize("form", ["csv", "markdown", "json"])
@pytest.mark.parametrize("view", ["overview", "overdue", "items"])
def test_files(book: Book, tasks: Tasks, golden: Golden, view: str, form: str) -> None:
    ended = tasks("--root", book(BOOK), "report", view, "--as-of", AS_OF, "-f", form)
    golden(f"report/{view}.{form}", ended.out.replace("\r\n", "\n"))


@pytest.mark.parametrize("name", ["sl/1", "sl/3", "sl/4", "sl", "xy", "甲局", "date-invalid"])
def test_one_record_in_full(book: Book, tasks: Tasks, golden: Golden, name: str) -> None:
    ended = tasks("--root", book(BOOK), "show", name, "--as-of", AS_OF)
    assert ended.code == 0
    golden(f"show/{name.replace('/', '-')}.txt", ended.out)


def test_the_page_on_places_lists_the_place_of_every_kind(book: Book, tasks: Tasks) -> None:
    page = tasks("--root", book(BOOK), "show", "path-unknown").out
    listed = [re.sub("[一-鿿]+", "2026", path) for path in re.findall(r"tasks/[^ 、]+\.(?:yaml|docx)", page)]
    records = [known[0].name for path in listed if (known := kinds.kind_of(path))]
    in_folders = [kind.name for kind in kinds.KINDS if "/" in kind.pattern]
    assert sorted(records) == sorted(in_folders)
    assert [path for path in listed if kinds.is_template(path)] == ["tasks/forms/2026/2026.docx"]
    assert len(listed) == len(in_folders) + 1


@pytest.mark.parametrize("command", [(), ("check",), ("report",), ("show",), ("pages",), ("new",), ("update",)])
def test_help_is_chinese_and_has_examples(tasks: Tasks, golden: Golden, command: tuple[str, ...]) -> None:
    ended = tasks(*command, "--help")
    assert ended.code == 0
    assert not any(word in ended.out for word in ("Usage", "Options", "Show this", "Commands"))
    assert command == () or "例：" in ended.out
    golden(f"help/{'-'.join(command) or 'tasks'}.txt", ended.out)


def test_the_real_book_as_json(tasks: Tasks) -> None:
    ended = tasks("--root", ROOT, "report", "-f", "json", "--as-of", "2026-11-22")
    data = json.loads(ended.out)
    assert (data["schema_version"], data["as_of"], data["view"], len(data["items"])) == (1, "2026-11-22", "overview", 69)
    item = next(candidate for candidate in data["items"] if candidate["id"] == "jdz-changjiang-2025/3-1d")
    assert item["light"] == "overdue"
    assert [(assignment["unit"], assignment["light"], assignment["missed_periods"]) for assignment in item["assignments"]] == [
        ("市交通执法支队", "overdue", ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("区交通局", "overdue", ["2026-Q1", "2026-Q2", "2026-Q3"]),
    ]
    assert all("未见记录" in assignment["reason"] for assignment in item["assignments"])
    assert data["totals"]["items"] == sum(
        data["totals"][light] for light in ("overdue", "due_soon", "behind", "normal", "no_deadline", "done")
    )


def test_check_as_json(book: Book, tasks: Tasks) -> None:
    root = book(BOOK.replace("截止: 2025-06-30", "截止: 2025-02-30"))
    ended = tasks("--root", root, "check", "-f", "json", "--as-of", AS_OF)
    assert ended.code == 1
    data = json.loads(ended.out)
    assert (data["schema_version"], data["errors"], data["warnings"]) == (1, 1, 0)
    assert data["findings"][0] == {
        "path": "tasks/items/sl/1.yaml",
        "line": 6,
        "column": 25,
        "code": "date-invalid",
        "severity": "error",
        "message": "2025 年 2 月没有 30 日",
        "hint": "请改为：2025-02-28",
        "excerpt": "时限: {原文: 2025年6月底前, 截止: 2025-02-30}",
        "fixable": False,
    }


def test_a_report_says_what_it_left_out(book: Book, tasks: Tasks) -> None:
    root = book(BOOK.replace("截止: 2025-06-30", "截止: 2025-02-30"))
    ended = tasks("--root", root, "report", "--as-of", AS_OF)
    assert ended.code == 0
    assert "有 1 个文件未通过检查，没有计入；请运行 tasks check 查看。" in ended.out.replace("\n", "")


def test_check_of_some_paths(book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    root = book(BOOK.replace("截止: 2025-06-30", "截止: 2025-02-30").replace("状态: 进行中", "状态: 推进"))
    monkeypatch.chdir(root)
    assert "1 处错误" in tasks("check", "tasks/progress/jia/sl/3.yaml").out
    assert tasks("check", "tasks/units").code == 0
    assert tasks("check", "/etc").code == 2
    assert tasks("check", "tasks/nothing").code == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["sl/1", "sl/2", "sl/3", "sl/4"]),
        (("--unit", "甲局"), ["sl/1", "sl/3"]),
        (("--unit", "乙市支队"), ["sl/1", "sl/2"]),
        (("--light", "overdue"), ["sl/1", "sl/3"]),
        (("--light", "逾期", "--unit", "甲市局"), ["sl/3"]),
        (("--state", "已完成"), ["sl/1"]),
        (("--due-within", "4"), ["sl/2"]),
        (("--due-within", "30"), ["sl/2", "sl/3"]),
        (("--source", "xy"), []),
        (("--source", "示例方案"), ["sl/1", "sl/2", "sl/3", "sl/4"]),
    ],
)
def test_filters(book: Book, tasks: Tasks, options: tuple[str, ...], expected: list[str]) -> None:
    ended = tasks("--root", book(BOOK), "report", "-f", "json", "--as-of", AS_OF, *options)
    assert [item["id"] for item in json.loads(ended.out)["items"]] == expected


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("report", "--fail-on", "overdue"), 1, ""),
        (("report", "--fail-on", "overdue", "--source", "xy"), 0, ""),
        (("reprot",), 2, "没有 reprot 这个命令"),
        (("report", "nothing"), 2, "没有“nothing”"),
        (("report", "--unti", "x"), 2, "没有 --unti 这个选项"),
        (("report", "--as-of", "2025-02-30"), 2, "“2025-02-30”不是日期"),
        (("report", "--due-within", "-1"), 2, "不是天数"),
        (("report", "--unit", "丙市局"), 2, "没有登记名叫“丙市局”的单位，是否指“甲市局”？"),
        (("report", "--source", "zz"), 2, "没有编号为“zz”的方案或协议"),
        (("report", "overview", "extra"), 2, "多写了内容：extra"),
        (("report", "-f"), 2, "选项 -f 后面要写内容"),
        (("report", "-o", "/nowhere/x"), 3, "写不了 /nowhere/x"),
        (("show",), 2, "还要写"),
        (("pages",), 2, "还要写 --out 文件夹。"),
        (("show", "sl/9"), 2, "没有编号为“sl/9”的记录"),
        (("show", "sl", "-f", "json"), 2, "json 格式只用于事项"),
        (("show", "\x1b[31mx"), 2, "没有编号为“<U+001B>[31mx”的记录"),
    ],
)
def test_exit_codes_and_what_is_said(book: Book, tasks: Tasks, arguments: tuple[str, ...], code: int, said: str) -> None:
    extra = () if "--as-of" in arguments or arguments[0] == "show" else (("--as-of", AS_OF) if arguments[0] == "report" else ())
    ended = tasks("--root", book(BOOK), *arguments, *(extra if arguments[-1] != "-f" else ()))
    assert ended.code == code
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_without_a_book(tmp_path: Path, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tasks("report")
    assert (ended.code, ended.out) == (3, "")
    assert "没有找到台账" in ended.err
    assert tasks("--root", tmp_path / "x", "report").code == 3


def test_a_bug_of_ours_is_no_fault_of_theirs(book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> str:
        raise ZeroDivisionError("x\x1b[31m 王小明 9123456")

    monkeypatch.setattr(formats, "json_text", broken)
    ended = tasks("--root", book(BOOK), "report", "-f", "json")
    assert ended.code == 70
    assert "不是您的问题" in ended.err
    assert "ZeroDivisionError（" in ended.err
    assert "\x1b" not in ended.err
    assert "9123456" not in ended.err, "the words of an error may hold a piece of somebody's number"


def test_colours_only_where_they_are_wanted(book: Book, tasks: Tasks) -> None:
    root = book(BOOK)
    assert "\x1b" not in tasks("--root", root, "report").out
    assert "\x1b[" in tasks("--root", root, "--color", "always", "report").out
    assert "\x1b[" in tasks("--root", root, "report", FORCE_COLOR="1").out
    assert "\x1b" not in tasks("--root", root, "--color", "never", "report", FORCE_COLOR="1").out


def test_csv_opens_in_excel_and_holds_no_formula(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    target = tmp_path / "台账.csv"
    ended = tasks("--root", book(BOOK), "report", "items", "-f", "csv", "-o", target, "--as-of", AS_OF)
    assert (ended.code, ended.out) == (0, "")
    raw = target.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert [row["编号"] for row in rows] == ["sl/1", "sl/2", "sl/3", "sl/4"]
    assert rows[1]["事项"] == "'=SUM(A1) 开展货车超限超载专项治理"
    assert rows[0]["剩余天数"] == "-1"


def test_writing_replaces_the_whole_file_or_nothing(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root = book(BOOK)
    target = tmp_path / "out.json"
    target.write_text("old")
    refused = tasks("--root", root, "report", "-f", "json", "-o", target)
    assert (refused.code, refused.out, refused.err) == (2, "", f"{target} 已经有了，没有覆盖。要覆盖的，加 --force。\n")
    assert target.read_text() == "old"
    assert tasks("--root", root, "report", "-f", "json", "-o", target, "--force").code == 0
    assert json.loads(target.read_text("utf-8"))["totals"]["items"] == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.json", "tasks"]


def test_into_a_pipe_that_closes_early() -> None:
    command = f"{sys.executable} -m duban --root {ROOT} report items -f csv | head -1"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, check=False)
    assert done.stderr == b""
    assert done.stdout.decode().startswith("\ufeff编号")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
def test_onto_a_full_disk() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*TASKS, "report"], stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 3
    assert "读写失败" in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("tasks --root {root} report --unit 甲", "甲市局"),
        ("tasks --root {root} show sl/", "sl/1"),
        ("tasks --root {root} report over", "overdue"),
        ("tasks --root {root} report --source s", "sl"),
        ("tasks re", "report"),
    ],
)
def test_shell_completion(book: Book, words: str, expected: str) -> None:
    line = words.format(root=book(BOOK))
    environment = {**os.environ, "_TASKS_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
    done = subprocess.run([*TASKS[:3]], env=environment, capture_output=True, check=False)
    assert expected in [entry.partition(",")[2] for entry in done.stdout.decode().splitlines()]


def test_today_is_a_day_in_china(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767196799")  # 2025-12-31T15:59:59Z
    assert clock.today() == date(2025, 12, 31)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767196800")
    assert clock.today() == date(2026, 1, 1)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "not a number")
    assert clock.today() >= date(2026, 1, 1)


@pytest.mark.parametrize(
    ("command", "unwanted"), [("report", "jsonschema,git,openpyxl,docx,mkdocs,difflib"), ("check", "jsonschema,git,rich")]
)
def test_imports_only_what_is_used(command: str, unwanted: str) -> None:
    code = (
        "import sys; from duban.cli import main\n"
        f"sys.argv = ['tasks', '--root', {str(ROOT)!r}, {command!r}]\n"
        "main.run()\n"
        f"print([name for name in {unwanted!r}.split(',') if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stderr.decode().strip() == "[]"
