"""The figures of earlier days come from git: each day judged by what was recorded then."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from conftest import files
from dated_books import BOOK
from dated_books import FINISHED
from dated_books import STARTED
from dated_books import commit
from duban.changes import history
from duban.changes import trend
from duban.records import loader
from duban.site import editions
from duban.site import inputs
from duban.storage import git_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome


def story(root: Path) -> Path:
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    commit(root, FINISHED, "2026-04-03")
    return root


def test_each_day_is_judged_by_what_was_recorded_then(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = tasks("--root", story(tmp_path), "report", "trend", "--as-of", "2026-04-08", "-f", "json")
    assert outcome.code == 0
    found = [
        (point["date"], point["planned"], point["assignments_done"], point["overdue"], point["behind"])
        for point in json.loads(outcome.out)["trend"]
    ]
    assert found == [
        ("2026-01-07", 0, 0, 0, 0), ("2026-01-14", 0, 0, 0, 0), ("2026-01-21", 0, 0, 0, 0), ("2026-01-28", 0, 0, 0, 0),
        ("2026-02-04", 0, 0, 0, 0), ("2026-02-11", 0, 0, 0, 0), ("2026-02-18", 0, 0, 0, 1), ("2026-02-25", 0, 0, 0, 1),
        ("2026-03-04", 0, 0, 0, 1), ("2026-03-11", 0, 0, 0, 1), ("2026-03-18", 0, 0, 0, 1), ("2026-03-25", 0, 0, 0, 0),
        ("2026-04-01", 1, 0, 1, 0), ("2026-04-08", 1, 1, 0, 0),
    ]  # fmt: skip


def test_a_recurring_duty_is_never_due_to_be_finished(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    commit(tmp_path, BOOK.replace("截止: 2026-03-31", "周期: 月, 起: 2026-01-01, 每期截止: 期末"), "2026-01-05")
    point = json.loads(tasks("--root", tmp_path, "report", "trend", "--as-of", "2026-04-08", "-f", "json").out)["trend"][-1]
    assert (point["planned"], point["overdue"]) == (0, 1)


def test_without_git_the_report_says_so_and_gives_the_figures_of_today(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    outcome = tasks("--root", book(BOOK), "report", "trend", "--as-of", "2026-04-08")
    assert outcome.code == 0
    assert "走势（1 个时间点）" in outcome.out
    assert "没有 git 版本记录" in outcome.out


def test_a_long_history_is_shown_month_by_month() -> None:
    assert list(trend.days(date(2026, 1, 5), date(2026, 6, 10))) == [
        date(2026, month, day) for month, day in ((1, 31), (2, 28), (3, 31), (4, 30), (5, 31), (6, 10))
    ]


@pytest.mark.parametrize("last", [date(2031, 1, 20), date(2031, 2, 20), date(2100, 2, 28), date(2199, 12, 31)])
def test_a_very_long_history_is_shown_in_equal_steps_that_do_not_grow_with_it(last: date) -> None:
    shown = list(trend.days(date(2026, 1, 5), last))
    steps = {(later.year - earlier.year) * 12 + later.month - earlier.month for earlier, later in pairwise(shown[:-1])}
    assert len(shown) <= 61
    assert len(steps) == 1
    assert (shown[-1], (shown[-2] + timedelta(days=1)).day) == (last, 1)
    assert (last - shown[-2]).days <= 31


def test_what_happened_to_an_item_is_told_in_sentences(tmp_path: Path) -> None:
    log = git_log.log(story(tmp_path))
    book = loader.load(files(BOOK + FINISHED)).book
    past = history.replay(log)
    assert [(str(event.on), event.sentence.unit, event.sentence.text) for event in past.events(book)] == [
        ("2026-01-05", "文件和设置", "新增事项，责任单位：区交通局，时限：截止2026-03-31"),
        ("2026-02-11", "区交通局", "首次填报，办理状态“进行中”"),
        ("2026-02-11", "区交通局", "新增进展（2026-02-10）：已起草，进度40%"),
        ("2026-04-03", "区交通局", "办理状态由“进行中”改为“已完成”（完成日期2026-04-02）"),
        ("2026-04-03", "区交通局", "新增进展（2026-04-02）：已印发，佐证1份"),
    ]


def test_a_shallow_clone_says_that_more_is_missing(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    story(tmp_path / "whole")
    subprocess.run(["git", "clone", "-q", "--depth", "1", f"file://{tmp_path / 'whole'}", tmp_path / "part"], check=True)
    outcome = tasks("--root", tmp_path / "part", "report", "走势", "--as-of", "2026-04-08")
    assert "浅克隆" in outcome.out


def test_a_commit_with_an_impossible_date_is_read(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    tree = subprocess.run(["git", "-C", tmp_path, "rev-parse", "HEAD^{tree}"], check=True, capture_output=True, text=True).stdout.strip()
    raw = (
        f"tree {tree}\nauthor a <a@example.invalid> 99999999999999999 +0800\ncommitter a <a@example.invalid> 99999999999999999 +0800\n\nx\n"
    )
    made = subprocess.run(
        ["git", "-C", tmp_path, "hash-object", "-t", "commit", "-w", "--stdin", "--literally"],
        input=raw,
        check=True,
        capture_output=True,
        text=True,
    )
    subprocess.run(["git", "-C", tmp_path, "update-ref", "HEAD", made.stdout.strip()], check=True)
    assert len(git_log.log(tmp_path).commits) == 1


def test_a_broken_version_counts_as_absent_and_personal_data_are_never_repeated(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    commit(tmp_path, STARTED.replace("已起草", "已起草，联系 13912345678"), "2026-02-11")
    commit(tmp_path, "== progress/bureau/p-1/1.yaml\n状态: [", "2026-02-12")
    log = git_log.log(tmp_path)
    past = history.replay(log)
    assert [version.new.path for version in past.versions if version.new] == [
        f"tasks/{name}" for name in ("config.yaml", "items/p-1/1.yaml", "plans/p-1.yaml", "units/bureau.yaml")
    ]


def test_the_week_before_is_judged_on_its_own_day(tmp_path: Path) -> None:
    site = editions.prepare(inputs.read(story(tmp_path), date(2026, 4, 8)), date(2026, 4, 8), public=False)
    assert site.before is not None
    assert (site.before.as_of, [status.light.word for status in site.before.items]) == (date(2026, 4, 1), ["逾期"])
    assert [(name, [sentence.text for sentence in group]) for name, group in site.changed.items()] == [
        ("区交通局", [
            "办理状态由“进行中”改为“已完成”（完成日期2026-04-02）", "不再逾期：2026-04-02 完成，逾期 2 天（截止 2026-03-31）",
            "新增进展（2026-04-02）：已印发，佐证1份",
        ]),
    ]  # fmt: skip
