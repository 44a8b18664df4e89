"""The demonstration book: every state, light, form of limit and view occurs; the same every time; marked 示例."""

from __future__ import annotations

import subprocess
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest

from conftest import build_demo
from duban.ground.periods import Cycle
from duban.records import loader
from duban.records.model import State
from duban.rules import registry
from duban.status.assessment import assess
from duban.status.lights import Light
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

AS_OF = date(2026, 11, 15)


def git(root: Path, *arguments: str) -> list[str]:
    return subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True).stdout.decode().splitlines()


def test_it_is_the_same_every_time(demo: Path, tmp_path: Path) -> None:
    assert git(build_demo(tmp_path / "again"), "rev-parse", "main") == git(demo, "rev-parse", "main")


def test_it_is_clean_and_as_large_as_promised(demo: Path) -> None:
    loaded = loader.load(worktree.read(demo).contents)
    assert registry.check(loaded, AS_OF) == []
    book = loaded.book
    assert (len(book.units), len(book.plans), len(book.agreements), len(book.items), len(book.matters)) == (25, 3, 4, 120, 60)
    assert (
        len({tuple(step.name for steps in agreement.workflows.values() for step in steps) for agreement in book.agreements.values()}) == 4
    )


def test_every_state_light_and_form_of_limit_occurs(demo: Path) -> None:
    book = loader.load(worktree.read(demo).contents).book
    view = assess(book, AS_OF)
    assert {status.light for status in view.items} == set(Light)
    # All its files pass.
    assert {assignment.state for assignment in view.assignments()} == set(State) - {State.UNREAD}
    assert any(status.unassigned for status in view.items)
    assert any(assignment.missed for assignment in view.assignments())
    assert any(assignment.late_periods for assignment in view.assignments())
    assert {item.limit.parts.cycle for item in book.items.values()} >= {Cycle.MONTH, Cycle.QUARTER, Cycle.HALF_YEAR, None}
    assert any(item.limit.setting for item in book.items.values())
    assert any(item.limit.continuing and item.limit.due for item in book.items.values())
    assert {len(item.extensions) for item in book.items.values()} >= {0, 1, 2}
    assert any(not item.counted for item in book.items.values())


def test_every_kind_of_matter_occurs(demo: Path) -> None:
    view = assess(loader.load(worktree.read(demo).contents).book, AS_OF)
    assert {status.light for status in view.matters} == {Light.OVERDUE, Light.DUE_SOON, Light.NORMAL, Light.NO_DEADLINE, Light.DONE}
    assert any(limit.suspended for status in view.matters for limit in status.limits)
    assert any(limit.counted.provisional for status in view.matters for limit in status.limits)
    assert any(status.late_steps for status in view.matters)
    assert any(record.outcome == "阶段性" for status in view.matters for record in status.matter.steps)
    assert Counter(status.matter.agreement for status in view.matters).most_common()[-1][1] == 15


def test_its_history_is_dated_and_by_many_authors(demo: Path) -> None:
    days = [date.fromisoformat(day) for day in git(demo, "log", "--reverse", "--format=%as")]
    assert (days[0], days[-1] <= AS_OF, days == sorted(days)) == (date(2025, 9, 1), True, True)
    assert (days[-1] - days[0]).days > 420
    assert len(set(git(demo, "log", "--format=%an"))) >= 15
    assert any("更正" in subject for subject in git(demo, "log", "--format=%s"))
    assert any("延期" in subject for subject in git(demo, "log", "--format=%s"))


def test_everything_is_marked_as_a_sample(demo: Path) -> None:
    book = loader.load(worktree.read(demo).contents).book
    assert "示例" in book.config.name
    assert all("示例" in (unit.note or "") for unit in book.units.values())
    assert all("示例" in source.title for source in book.sources())
    assert all("示例" in (matter.summary or "") for matter in book.matters.values())


@pytest.mark.parametrize("view", ["overview", "overdue", "due", "missing", "items", "units", "agreements", "matters", "unassigned"])
def test_every_view_has_rows(demo: Path, tasks: Callable[..., Outcome], golden: Callable[[str, str], None], view: str) -> None:
    ended = tasks("--root", demo, "report", view, "--as-of", str(AS_OF))
    assert ended.code == 0
    assert "：无\n" not in ended.out
    if view == "overview":
        assert len(ended.out.splitlines()) <= 55
        golden("demo/overview-80.txt", ended.out)
