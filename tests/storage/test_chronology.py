"""Wrong clocks: history keeps its order, and a wrong clock costs at most as many right days as there are wrong clocks."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from datetime import timedelta
from itertools import combinations
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import files
from dated_books import BOOK
from dated_books import FINISHED
from dated_books import STARTED
from dated_books import commit
from duban.storage import chronology
from duban.storage import git_log

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

TODAY = date(2026, 11, 22)
BEGIN = date(2025, 1, 1)
POSSIBLE = st.dates(chronology.FIRST, TODAY)
IMPOSSIBLE = st.one_of(st.dates(max_value=chronology.FIRST - timedelta(days=1)), st.dates(min_value=TODAY + timedelta(days=1)))
RIGHT = st.lists(st.dates(BEGIN, TODAY), min_size=1, max_size=30).map(sorted)


def mixed(data: st.DataObject, right: list[date], wrong: list[date]) -> list[tuple[date, bool]]:
    """Put the wrong clocks anywhere among the right ones; True marks a right one."""
    row = [(day, True) for day in right]
    for day in wrong:
        row.insert(data.draw(st.integers(0, len(row))), (day, False))
    return row


@given(RIGHT)
def test_right_clocks_are_left_alone(right: list[date]) -> None:
    assert chronology.days(right, TODAY) == tuple(right)


@given(st.data(), RIGHT, st.lists(IMPOSSIBLE, max_size=60))
def test_an_impossible_day_changes_the_day_of_no_other_commit(data: st.DataObject, right: list[date], wrong: list[date]) -> None:
    row = mixed(data, right, wrong)
    found = chronology.days([day for day, _ in row], TODAY)
    assert [day for day, (_, is_right) in zip(found, row, strict=True) if is_right] == right


@given(st.data(), RIGHT, st.lists(st.one_of(POSSIBLE, IMPOSSIBLE), max_size=10))
def test_wrong_clocks_take_their_day_from_no_more_right_commits_than_they_are(
    data: st.DataObject, right: list[date], wrong: list[date]
) -> None:
    row = mixed(data, right, wrong)
    found = chronology.days([day for day, _ in row], TODAY)
    moved = sum(is_right and day != own for day, (own, is_right) in zip(found, row, strict=True))
    assert moved <= len(wrong)


@given(st.data(), RIGHT, POSSIBLE)
def test_one_wrong_clock_that_contradicts_two_right_ones_moves_nobody(data: st.DataObject, right: list[date], wrong: date) -> None:
    row = mixed(data, right, [wrong])
    place = [is_right for _, is_right in row].index(False)
    against = sum(day > wrong for day in right[:place]) + sum(day < wrong for day in right[place:])
    found = chronology.days([day for day, _ in row], TODAY)
    if against != 1:
        assert [day for day, (_, is_right) in zip(found, row, strict=True) if is_right] == right


@given(st.lists(st.one_of(POSSIBLE, IMPOSSIBLE), max_size=40))
def test_the_order_holds_and_no_day_is_impossible(told: list[date]) -> None:
    found = chronology.days(told, TODAY)
    assert len(found) == len(told)
    assert all(earlier <= later for earlier, later in pairwise(found))
    assert all(chronology.FIRST <= day <= TODAY for day in found)


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 1, 6)), max_size=8))
def test_as_many_are_believed_as_can_be(told: list[date]) -> None:
    kept = sum(day == own for day, own in zip(chronology.days(told, TODAY), told, strict=True))
    rows = (row for size in range(len(told), 0, -1) for row in combinations(told, size))
    assert kept >= next((len(row) for row in rows if list(row) == sorted(row)), 0)


def days_in_git(root: Path, *days: str) -> list[str]:
    """Make one commit on each day of the committer's clock; return the days that the log gives them."""
    for number, day in enumerate(days):
        commit(root, f"{BOOK}{FINISHED}下一步: 第{number}次总结", day)
    return [str(entry.on) for entry in git_log.log(root, TODAY).commits]


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (("2026-01-05", "2026-02-05", "2026-03-05", "1970-01-02"), ("2026-01-05", "2026-02-05", "2026-03-05", "2026-03-05")),
        (("2026-01-05", "2026-02-05", "2026-03-05", "2015-01-01"), ("2026-01-05", "2026-02-05", "2026-03-05", "2026-03-05")),
        (("2026-01-05", "2026-02-05", "2099-03-05"), ("2026-01-05", "2026-02-05", "2026-02-05")),
        (("2099-01-05", "2026-02-05", "2026-03-05"), ("2026-02-05", "2026-02-05", "2026-03-05")),
        (("1970-01-05", "2026-02-05", "2026-03-05"), ("2026-02-05", "2026-02-05", "2026-03-05")),
        (("2010-01-05", "2026-02-05", "2026-03-05"), ("2010-01-05", "2026-02-05", "2026-03-05")),
        (("2026-01-05", "2099-01-01", "1970-01-02", "2026-04-05"), ("2026-01-05", "2026-01-05", "2026-01-05", "2026-04-05")),
        (("2026-01-05", "2010-01-01"), ("2026-01-05", "2026-01-05")),
        (("1970-01-02", "1970-01-02", "2099-01-01"), ("2026-11-22", "2026-11-22", "2026-11-22")),
        (("2026-01-05", "2026-01-05", "2026-01-05"), ("2026-01-05", "2026-01-05", "2026-01-05")),
    ],
    ids=["head at 1970", "head reset", "head ahead", "first ahead", "first at 1970", "first early", "two in the middle", "two", "all", "equal"],
)  # fmt: skip
def test_in_git(tmp_path: Path, told: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert days_in_git(tmp_path, *told) == list(expected)


def test_a_day_is_the_day_in_china_whatever_the_time_zone(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    when = "2026-01-31T20:00:00-0500"
    names = {"GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.invalid", "GIT_COMMITTER_DATE": when}
    (tmp_path / "tasks/config.yaml").write_bytes(files("== config.yaml\n名称: 另一台账")["tasks/config.yaml"])
    for command in (["add", "-A"], ["commit", "-q", "-m", "x", "--author", "a <a@example.invalid>", "--date", "2001-01-01T00:00:00Z"]):
        subprocess.run(["git", "-C", tmp_path, *command], check=True, env={**os.environ, **names})
    assert [str(entry.on) for entry in git_log.log(tmp_path, TODAY).commits] == ["2026-01-05", "2026-02-01"]


def test_a_wrong_clock_neither_stretches_nor_squeezes_the_trend(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    def dates() -> list[str]:
        told = tasks("--root", tmp_path, "report", "trend", "--as-of", "2026-02-18", "-f", "json")
        return [point["date"] for point in json.loads(told.out)["trend"]]

    commit(tmp_path, BOOK, "2026-01-05")
    commit(tmp_path, STARTED, "2026-02-11")
    expected = ["2026-01-07", "2026-01-14", "2026-01-21", "2026-01-28", "2026-02-04", "2026-02-11", "2026-02-18"]
    assert dates() == expected
    for day in ("1970-01-02", "2099-01-01", "1999-12-31"):
        commit(tmp_path, f"{STARTED}下一步: {day}", day)
        assert dates() == expected


def test_a_hundred_thousand_wrong_clocks_cost_no_more_than_a_sort() -> None:
    falling = [TODAY - timedelta(days=number % 7000) for number in range(100_000)]
    assert len(chronology.days(falling, TODAY)) == len(falling)
