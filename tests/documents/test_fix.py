"""Mechanical corrections: the broken tokens and nothing else, once and for all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from conftest import files
from duban.records import corrections
from duban.records import loader
from duban.rules import registry
from record_cases import BASE
from record_cases import WHERE
from record_cases import cases
from record_cases import name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome
    from duban.records.corrections import Correction

TODAY = date(2026, 11, 22)
MENDED = {
    "fullwidth-colon-everywhere", "fullwidth-colon-first", "fullwidth-colon-nested", "fullwidth-space",
    "tab", "colon-in-text", "starts-with-at", "starts-with-percent", "starts-with-star", "starts-with-backtick", "clause-is-a-number",
    "date-one-digit", "date-slashes", "date-dots", "date-chinese", "date-fullwidth-digits", "dash-without-space", "fullwidth-dash",
    "list-with-pause-mark", "list-with-fullwidth-comma", "list-in-fullwidth-brackets", "no-break-space-after-colon", "no-break-space-indent",
    "gbk", "utf16", "bom", "crlf", "no-space-after-colon", "zero-width-space", "bidi-override", "unit-alias", "unit-full-name",
    "percent-sign", "percent-leading-zero", "number-brackets", "number-with-spaces", "starts-with-exclamation",
}  # fmt: skip


def corrected(path: Path) -> Correction:
    where = WHERE[path.parent.name]
    made = corrections.correct(where, path.read_bytes())
    book = {**files(BASE), where: made.after}
    return corrections.in_book(made, registry.check(loader.load(book), TODAY))


def faults(where: str, raw: bytes) -> int:
    return sum(finding.path == where for finding in registry.check(loader.load({**files(BASE), where: raw}), TODAY))


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_what_can_be_mended_is(path: Path, golden: Callable[[str, str], None]) -> None:
    made = corrected(path)
    where = WHERE[path.parent.name]
    assert (faults(where, made.after) == 0) == (path.stem in MENDED)
    if made.after != made.before:
        golden(f"fixed/{name(path)}.yaml", made.after.decode())


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_running_it_twice_changes_nothing(path: Path) -> None:
    made = corrected(path)
    again = corrections.correct(made.path, made.after)
    assert again.after == made.after
    assert faults(made.path, made.after) <= faults(made.path, made.before)


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_what_is_right_stays_byte_for_byte(path: Path) -> None:
    assert corrected(path).after == path.read_bytes()


def test_only_the_broken_token_changes() -> None:
    raw = "# 注释：保留   \n事项:   建立制度   # 尾注\n条款: '一（一）'\n原文: >-\n  建立：制度\n\n牵头单位: 甲市局\n时限: {原文:  及时,截止: 2025/6/1 }\n\n\n".encode()
    made = corrections.correct("tasks/items/sl/1.yaml", raw)
    assert made.after == raw.replace(b"2025/6/1", b"2025-06-01")
    assert made.codes == ("date-format",)


def test_a_comma_in_a_title_parts_nothing() -> None:
    raw = "状态: 进行中\n进展:\n  - 日期: 2026-01-01\n    情况: 印发\n    佐证: 关于安全、环保工作的通知\n".encode()
    made = corrections.correct("tasks/progress/jia/sl/1.yaml", raw)
    assert made.after.decode() == raw.decode().replace("关于安全、环保工作的通知", "[关于安全、环保工作的通知]")


def test_old_macintosh_line_ends_become_ours() -> None:
    raw = "状态: 进行中\n进展:\n  - 日期: 2026-01-01\n    情况: 印发\n".encode()
    assert corrections.correct("tasks/progress/jia/sl/1.yaml", raw.replace(b"\n", b"\r")).after == raw


@pytest.mark.parametrize(
    "raw",
    [b"\x89PNG\r\n\x1a\n\xff", b"\xff\xfe\x00", b"\x00" * 9, b"[" * 5000, b"x" * (2 << 20), "事项：：：".encode(), b"\xb9\xfe\xb9\xfe"],
)
def test_it_never_guesses(raw: bytes) -> None:
    made = corrections.correct("tasks/items/sl/1.yaml", raw)
    assert corrections.correct("tasks/items/sl/1.yaml", made.after).after == made.after


BOOK = f"{BASE}== items/sl/1.yaml\n事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲局\n时限: {{原文: 文, 截止: 2025/6/1}}\n"


def test_preview_then_write(book: Callable[[str], Path], tasks: Callable[..., Outcome], golden: Callable[[str, str], None]) -> None:
    root = book(BOOK)
    path = root / "tasks/items/sl/1.yaml"
    before = path.read_bytes()
    preview = tasks("--root", root, "fix")
    assert (preview.code, path.read_bytes()) == (0, before)
    golden("fix/preview.txt", preview.out)
    assert tasks("--root", root, "fix", "tasks/units", "--yes").code in {0, 2}
    assert path.read_bytes() == before
    written = tasks("--root", root, "fix", "--yes")
    assert "已改正 1 个文件" in written.out
    assert path.read_bytes() == before.replace("甲局".encode(), "甲市局".encode()).replace(b"2025/6/1", b"2025-06-01")
    assert "没有可以自动改正的" in tasks("--root", root, "fix").out
    assert tasks("--root", root, "check").code == 0
