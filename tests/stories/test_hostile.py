"""Whatever lies under tasks/ ends in findings: never a traceback, within seconds and bounded memory."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from duban.documents import reader
from duban.documents import scalars
from duban.ground import text
from duban.records import corrections
from duban.records import loader
from duban.records.kinds import KINDS
from duban.reports import check_formats
from duban.reports import filtering
from duban.reports import formats
from duban.reports import layout
from duban.reports import views
from duban.rules import registry
from duban.schemas import validation
from duban.status.assessment import assess
from fuzz import cases
from fuzz import commands
from fuzz import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from conftest import Outcome

TODAY = date(2026, 11, 22)

DANGEROUS = {
    "alias-bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b",".join([b"*%c" % (c - 1)] * 9)) for c in b"bcdefghi"),
    "alias-to-itself": b"a: &a [*a]\n",
    "deep-brackets": b"[" * 100_000,
    "deep-closed-brackets": b"[" * 100_000 + b"]" * 100_000,
    "deep-braces": b"{a: " * 100_000,
    "deep-dashes": b"- " * 100_000,
    "deep-dashes-wide": b"-   " * 100_000,
    "deep-questions": b"? " * 100_000,
    "deep-indentation": b"\n".join(b" " * depth + b"a:" for depth in range(1400)),
    "deep-sequences-in-mappings": b"\n".join(b" " * depth + b"- a:" for depth in range(0, 900, 1)),
    "many-short-nests": (b"- " * 20 + b"\n") * 2_000,
    "large": b"x: " + b"y" * (50 << 20),
    "nul": b"\0" * 1000,
    "control": b"a: \x1b[31m\x07\n",
    "escape-in-quotes": b'a: "\\e[2J\\u202e"\n',
    "surrogate-escape": b'a: "\\ud800"\n',
    "surrogate-bytes": b"a: \xed\xa0\x80\n",
    "overlong": b"a: \xc0\xaf\n",
    "bidi": "a: \u202eb\u2066c\n".encode(),
    "line-separators": "a: b\u2028c: d\u0085e: f\n".encode(),
    "noncharacters": "a: \ufffe\uffff\n".encode(),
    "private": "a: \U0010ffff\ue000\n".encode(),
    "python-tag": b"!!python/object/apply:os.system [touch /tmp/duban-was-here]\n",
    "python-name": b"a: !!python/name:os.system\n",
    "local-tag": b"a: !include /etc/passwd\n",
    "binary-tag": b"a: !!binary aGVsbG8=\n",
    "directive": b"%YAML 3.0\n---\na: 1\n",
    "tag-directive": b"%TAG ! tag:evil,2025:\n---\n!a b: c\n",
    "two-documents": b"--- a\n--- b\n",
    "only-comments": b"# nothing\n",
    "merge-key": b"<<: {a: 1}\n",
    "list-as-key": b"[1, 2]: x\n",
    "mapping-as-key": b"{a: b}: x\n",
    "numbers-as-keys": b"1: x\n1.0: y\ntrue: z\nnull: w\n",
    "huge-integer": b"a: " + b"9" * 100_000 + b"\n",
    "huge-float": b"a: 1e99999\nb: .inf\nc: .nan\n",
    "hex-octal-binary": b"a: 0x1F\nb: 0o17\nc: 0b11\nd: 017\n",
    "many-keys": b"".join(b"k%d: v\n" % number for number in range(60_000)),
    "many-duplicates": b"a: 1\n" * 100_000,
    "many-errors": "进展:\n".encode() + "  - 日期: 昨天\n".encode() * 20_000,
    "long-line": "事项: ".encode() + "长".encode() * 300_000 + b"\n",
    "long-regex-bait": b"- " + b"a" * 200_000 + b":\n" + b" " * 200_000 + b"x\n",
    "hash-bait": "情况: ".encode() + "甲 ".encode() * 100_000 + b"\n" + b" #" * 100_000 + b"\n",
    "colon-bait": "甲：".encode() * 100_000 + b"\n" + b"x" * 20 + b": " * 100_000,
    "quote-bait": b"a: '" + b"''" * 200_000,
    "utf-16": "事项: 文\n".encode("utf-16"),
    "utf-32": "事项: 文\n".encode("utf-32"),
    "half-a-character": "事项: 文".encode()[:-1],
    "windows": "事项: 文\r\n\r条款: 一\n\r".encode(),
    "empty": b"",
    "only-bom": b"\xef\xbb\xbf",
}


@pytest.mark.parametrize("name", DANGEROUS)
def test_dangerous_bytes_become_findings(name: str) -> None:
    begun = time.process_time()
    for path in ("tasks/items/a/b.yaml", "tasks/progress/u/a/b.yaml", "tasks/units/u.yaml", "tasks/config.yaml"):
        loaded = loader.load({path: DANGEROUS[name]})
        found = registry.check(loaded, TODAY)
        assert found, path
        result = check_formats.CheckResult(found, ("",))
        shown = check_formats.text(result)
        assert not any(character in shown for character in "\x1b\x07\u202e\u2066\u2028\x85\x00")
        json.loads(check_formats.json(result))
        assert assess(loaded.book, TODAY).items == ()
    # Not a benchmark: a bound far above what any of these takes, to catch what never ends.
    assert time.process_time() - begun < 30
    assert not Path("/tmp/duban-was-here").exists()  # noqa: S108 - the file a payload would make


SUITE = [
    "a: b",
    "- - - a",
    "? a : b",
    "[a, b]: c",
    "{a: b}",
    "'single ''quoted'''",
    '"double \\x41"',
    "a: ",
    "-\n  text",
    "a: >+\n  folded\n\n",
    "&anchor a: *anchor",
    "!!str a",
    "!local {a: b}",
    "--- a",
    "...",
    "--- ",
    "\n...",
    "- a\n - b",
    "a:\n  - b\n - c",
    "a: b: c",
    "a: 'b",
    'a: "b',
    "[a, b",
    "{a: b",
    "a: @b",
    "a: `b",
    "a: %b",
    "%YAML 1.2\n---\na",
    "#c",
    "a #c",
    "a: #c",
    "a:  ",
    "?",
    "-",
    ":",
    ": a",
    "a :",
    '"a": b',
    "'a' : b",
    "? ",
    "- - ",
    "- ? a",
    "a: [b, c]d",
    "a: {b: c}d",
    'a: "b" c',
    "a: 'b' c",
    "a: b\nc",
    "a: b\n  c",
    "a:\n\tb",
    "\ta: b",
    "a: ~",
    "a: null",
    "a: .inf",
    "a: 2001-01-01",
    "a: !",
    "a: &",
    "a: *",
    "<<: *a",
    "a: 0o7",
    "a: 0x7",
    "a: 1_0",
    "a: 1:2",
    "a: yes",
    "= : a",
    "a: =\n",
]


@pytest.mark.parametrize("line", SUITE)
def test_the_kinds_of_input_in_the_yaml_test_suite(line: str) -> None:
    loaded = loader.load({"tasks/items/a/b.yaml": line.encode()})
    assert registry.check(loaded, TODAY)


def test_files_that_are_no_files(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    folder = tmp_path / "book" / "tasks" / "items" / "sl"
    folder.mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("事项: 机要\n", encoding="utf-8")
    (folder / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (folder / "loop.yaml").symlink_to(folder / "loop.yaml")
    (tmp_path / "book" / "tasks" / "outside").symlink_to("/etc")
    (folder / "x.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.yaml")).write_bytes(b"a: 1")
    (folder / "\x1b[31m.yaml").write_bytes(b"a: 1")
    ended = tasks("--root", tmp_path / "book", "check", "-f", "json")
    assert ended.code == 1
    assert "机要" not in ended.out
    found = {(finding["path"].rsplit("/", 1)[1], finding["code"]) for finding in json.loads(ended.out)["findings"]}
    assert found == {
        ("link.yaml", "file-not-regular"),
        ("loop.yaml", "file-not-regular"),
        ("outside", "file-not-regular"),
        ("x.yaml", "file-not-regular"),
        ("pipe.yaml", "file-not-regular"),
        ("\ufffd\ufffd.yaml", "file-name-not-utf8"),
        ("<U+001B>[31m.yaml", "path-unknown"),
    }
    assert tasks("--root", tmp_path / "book", "report").code == 0


def test_the_folder_of_records_may_not_be_a_link(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    (tmp_path / "tasks").symlink_to("/etc")
    assert tasks("--root", tmp_path, "report").code == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    folder = tmp_path / "tasks" / "units"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("名称: 甲\n简称: 甲\n", encoding="utf-8")
    (folder / "a.yaml").chmod(0)
    assert "file-unreadable" in tasks("--root", tmp_path, "check").out


def test_memory_and_time_are_bounded(tmp_path: Path) -> None:
    folder = tmp_path / "tasks" / "items" / "sl"
    folder.mkdir(parents=True)
    for name, content in DANGEROUS.items():
        (folder / f"{name}.yaml").write_bytes(content)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    for command in (["check"], ["check", "-f", "json"], ["report"], ["report", "items", "-f", "markdown"]):
        done = subprocess.run(
            [sys.executable, "-m", "duban", "--root", str(tmp_path), *command],
            capture_output=True,
            check=False,
            timeout=60,
            preexec_fn=limit,
        )
        assert done.returncode == (1 if command[0] == "check" else 0), done.stderr.decode()[-500:]
        assert b"\x1b" not in done.stdout


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    loaded = loader.load({"tasks/items/a/b.yaml": raw, "tasks/units/u.yaml": raw, "tasks/config.yaml": raw})
    for finding in registry.check(loaded, TODAY):
        assert finding.line >= 1
        assert finding.column >= 1
        assert finding.message
        assert finding.excerpt == text.printable(finding.excerpt)


PIECES = st.sampled_from(
    ["事项", "时限", "进展", "原文", "截止", ":", "：", " ", "  ", "　", "\n", "\n  ", "\n  - ", "- ", "-", "[", "]", "{", "}", ",", "，", "、", "#",
     " #", "'", '"', "“", "2025-12-31", "2025-02-30", "0012", "~", "null", "yes", "50%", "&a", "*a", "!x", "|", ">", "\t", "\\", "？", "?", "1.10", "甲市局"]
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_anything_a_keyboard_can_make(content: str) -> None:
    for path in ("tasks/items/a/b.yaml", "tasks/progress/u/a/b.yaml", "tasks/config.yaml"):
        loaded = loader.load({path: content.encode()})
        found = registry.check(loaded, TODAY)
        lines = content.count("\n") + 1
        assert all(1 <= finding.line <= lines + 1 for finding in found)
        if path not in loaded.documents:
            assert any(finding.severity == "error" for finding in found)
        check_formats.text(check_formats.CheckResult(found, ("",), screen=formats.Screen(60, colour=True)))


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["未规定", "2025-12-31", "2026-Q1", "甲"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["原文", "截止", "周期", "起", "设定", "依据", "日期", "情况", "x"]), inner)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["事项", "条款", "原文", "牵头单位", "责任单位", "时限", "变更", "状态", "完成日期", "进展", "名称", "简称", "成员", "规则", "报送"]
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, ANY, max_size=8))
def test_any_data_in_any_field(data: dict[str, object]) -> None:
    raw = json.dumps(data, ensure_ascii=False).encode(errors="replace")
    for path in ("tasks/items/a/b.yaml", "tasks/progress/u/a/b.yaml", "tasks/units/u.yaml", "tasks/config.yaml", "tasks/agreements/a.yaml"):
        loaded = loader.load({path: raw})
        found = registry.check(loaded, TODAY)
        assert (path in loaded.documents) or found
        view = assess(loaded.book, TODAY)
        for make in views.VIEWS.values():
            formats.markdown(make(view, layout.ReportContext(filtering.Filters(), None, 0)))


BRACKETS = st.text(alphabet="[]【】［］{}「」、，,；; 　\"'“”-—#:：", max_size=4)
TEXTS = (
    ("tasks/progress/u/a/b.yaml", "状态: 进行中\n进展:\n  - {{日期: 2026-01-01, 情况: 甲, 期次: {0}, 佐证: {0}}}\n"),
    ("tasks/units/u.yaml", "名称: 甲\n简称: {0}\n机关代字: {0}\n成员: {0}\n别名: [{0}]\n"),
    ("tasks/config.yaml", "名称: 甲\n仓库: {0}\n灯色: {0}\n规则: {{date-in-future: {0}}}\n报送: {{周期: {0}, 起: {0}}}\n"),
    ("tasks/items/a/b.yaml", "事项: {0}\n条款: {0}\n原文: {0}\n牵头单位: {0}\n责任单位: {0}\n时限: {{原文: {0}, 截止: {0}}}\n"),
    ("tasks/matters/a/b.yaml", "流程: {0}\n移送单位: {0}\n环节: {0}\n证据材料份数: {0}\n"),
    ("tasks/agreements/a.yaml", "标题: {0}\n简称: {0}\n参加单位: {0}\n角色: {{甲: {0}}}\n流程: {{案件移送: {0}}}\n"),
)


@settings(max_examples=150, deadline=None)
@given(BRACKETS, st.sampled_from(TEXTS))
def test_texts_of_brackets_and_marks_alone(marks: str, case: tuple[str, str]) -> None:
    path, text = case
    loaded = loader.load({path: text.format(json.dumps(marks, ensure_ascii=False)).encode()})
    found = registry.check(loaded, TODAY)
    assert path in loaded.documents or any(finding.severity == "error" for finding in found)
    assert all(finding.code != "program-fault" for finding in found)


@pytest.mark.parametrize(
    ("name", "hint"),
    [("工作流程", "“工作流程”是否应为“流程”？"), ("流成", "“流成”是否应为“流程”？"), ("别的", "加一行，例如 流程: 案件移送")],
)
def test_a_missing_field_is_said_where_any_name_may_stand(name: str, hint: str) -> None:
    (found,) = loader.load({"tasks/matters/xy/1.yaml": f"{name}: 案件移送\n".encode()}).findings
    assert (found.code, found.message) == ("field-missing", "这份记录缺少“流程”")
    assert found.hint.startswith(hint)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([kind.name for kind in KINDS]), st.randoms(use_true_random=False), st.sampled_from([0.0, 0.1, 0.4]))
def test_nothing_the_schema_refuses_goes_without_a_finding(kind: str, random: Random, oddness: float) -> None:
    data = cases.disturbed(random, cases.shaped(random, kind, oddness))
    document = reader.read("x.yaml", json.dumps(data, ensure_ascii=False).encode(errors="replace"))
    if document.data is not None:
        found = validation.validate(document, kind)
        assert bool(found) is not validation.gate(kind).is_valid(document.data)
        assert all(finding.severity == "error" and finding.message and finding.hint for finding in found)


# The library compares each member with all others: minutes for what a file may hold.
LONG = {
    "texts and one number": [1, *(f"单{number}" for number in range(15_000))],
    "one twice, far apart": ["单0", *(f"单{number}" for number in range(15_000))],
    "mappings": [{"a": number} for number in range(8_000)],
    "lists and texts": [[number] if number % 2 else str(number) for number in range(8_000)],
}


@pytest.mark.parametrize("name", LONG)
def test_long_lists_are_judged_in_one_pass(name: str) -> None:
    found = loader.load({"tasks/items/a/b.yaml": json.dumps({"责任单位": LONG[name]}, ensure_ascii=False).encode()}).findings
    assert ("list-duplicate" in {finding.code for finding in found}) is (name == "one twice, far apart")
    assert "list-too-long" in {finding.code for finding in found}


def test_a_calendar_named_after_no_year_is_a_finding_and_stops_no_report(
    book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    root = book("== calendar/spring.yaml\n文号: 示办发〔2026〕9号\n放假: [2027-01-01]\n调休上班: []\n== config.yaml\n名称: 示例台账\n")
    assert "calendar-year" in tasks("--root", root, "check").out
    assert tasks("--root", root, "report").code == 0
    assert tasks("--root", root, "pages", "--out", root / "out").code == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" * 3 + b"a: b\n",
        b"a: b\r\r\nc: d\r\n",
        b"\xef\xbb\xbf\r\n\xef\xbb\xbfa: b",
        b"a: \x00b\n" * 500,
        "进展：\n".encode() * 500,
    ],
)
def test_mending_twice_is_mending_once(raw: bytes) -> None:
    once = corrections.correct("tasks/items/a/b.yaml", raw).after
    assert corrections.correct("tasks/items/a/b.yaml", once).after == once


def test_a_few_hundred_hostile_books_meet_no_bug() -> None:
    ended = list(run.endings(400, 2026, run.LEVELS, 1))
    assert [(case.number, case.level, case.why) for case in ended if case.code not in {0, 1}] == []
    assert {case.code for case in ended} == {0, 1}


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.integers(min_value=2, max_value=40))
def test_wrapped_lines_fit_and_lose_nothing(words: str, columns: int) -> None:
    shown = text.printable(words)
    lines = text.wrap(shown, columns)
    assert all(text.width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())


@given(st.text())
def test_nothing_printable_steers_a_terminal(words: str) -> None:
    shown = text.printable(words)
    assert "\x1b" not in shown
    assert "\n" not in shown
    assert not any(0x80 <= ord(character) < 0xA0 for character in shown)


@settings(max_examples=300)
@given(st.text(alphabet="0123456789+-._eExobyYnN~truefalsnl:", max_size=12))
def test_scalars_are_numbers_only_when_certain(word: str) -> None:
    value = scalars.scalar(word)
    if isinstance(value, int) and not isinstance(value, bool):
        assert str(value) == word.lstrip("+") or word in {"-0", "+0"}
    elif isinstance(value, float):
        assert value == float(word)
        assert not word.lstrip("+-").startswith("0") or word.lstrip("+-")[1:2] in {".", "e", "E", ""}


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "No",
        "yes",
        "on",
        "off",
        "0012",
        "010",
        "1_000",
        "12:30",
        "2025-12-31",
        "0x1F",
        "0o17",
        ".inf",
        ".nan",
        "1e999",
        "1.2.3",
        "-",
        "+",
        ".",
    ],
)
def test_what_stays_text(word: str) -> None:
    assert scalars.scalar(word) == word


def test_command_lines_of_every_kind_end_with_a_sentence(demo: Path) -> None:
    """The full run is ``python tools/fuzz/commands.py N --book DIR``."""
    wrong = [ended for ended in commands.endings(25, 20261125, demo) if ended.wrong]
    assert not wrong
