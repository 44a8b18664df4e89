"""Work that is shared out comes back whole and in order, whatever becomes of the copies."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import pytest

from conftest import files
from duban.cli import workers
from duban.records import loader

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

NUMBERS = list(range(10))


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2})
    monkeypatch.setattr(workers, "_WORTH_A_COPY", 2)


def test_results_come_in_the_order_of_the_values() -> None:
    home = os.getpid()
    results = workers.shared_out(lambda number: [number, os.getpid() != home], NUMBERS)
    assert [number for number, _ in results] == NUMBERS
    assert {away for _, away in results} == {True, False}


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7])
def test_few_values_are_no_trouble(count: int) -> None:
    assert workers.shared_out(lambda number: number * 2, NUMBERS[:count]) == [number * 2 for number in NUMBERS[:count]]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_what_a_killed_copy_leaves_is_done_here(number: int) -> None:
    home = os.getpid()

    def work(value: int) -> int:
        if os.getpid() != home and value == NUMBERS[-1]:
            os.kill(os.getpid(), number)
        return value

    assert workers.shared_out(work, NUMBERS) == NUMBERS


@pytest.mark.parametrize("call", ["fork", "pipe"])
def test_where_there_can_be_no_copy_all_is_done_here(monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    def refuse() -> Any:
        raise BlockingIOError

    monkeypatch.setattr(os, call, refuse)
    assert workers.shared_out(lambda number: -number, NUMBERS) == [-number for number in NUMBERS]


def open_files() -> set[str]:
    return {handle.name for handle in Path("/proc/self/fd").iterdir()}


def test_no_copy_and_no_pipe_are_left_over() -> None:
    before = open_files()
    workers.shared_out(lambda number: number, NUMBERS)
    assert open_files() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


BOOK = """\
== tasks/units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== tasks/units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局 # 电话13812345678
== tasks/units/bing.yaml
名称：丙市交通运输局
== tasks/units/ding.yaml
名称: 丁市交通运输局
简称: [丁
== tasks/units/wu.yaml
名称: 戊市交通运输局
简称: 戊市局
别名: 戊局
== tasks/plans/sl.yaml
名称: 某方案
"""


def test_a_book_that_is_shared_out_is_the_same_book() -> None:
    everything = {**files(BOOK), "tasks/units/geng.yaml": "名称: 庚\r\n".encode("gbk"), "tasks/notes.docx": b"PK"}
    assert loader.load(everything, share=workers.shared_out) == loader.load(everything)


def test_a_shared_check_says_the_same(tasks: Callable[..., Outcome], book: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    root = book(BOOK)
    shared = tasks("--root", root, "check")
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert tasks("--root", root, "check") == shared
