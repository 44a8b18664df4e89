"""The look for changes that no test notices: which changes are made, and when it complains."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from conftest import ROOT
from mutants.changes import Change
from mutants.changes import changes
from mutants.run import Outcome
from mutants.run import complaints
from mutants.trial import Plan
from mutants.trial import survived

MODULE = '''\
"""A module."""
from __future__ import annotations

T = TypeVar("T", "Day", "Year")
LIMIT: int | None = 3

@rule
def late(days: int | None) -> bool:
    """Tell whether it is late."""
    return days is not None and days > LIMIT
'''


def test_rules_and_tables_are_changed_but_neither_types_nor_docstrings() -> None:
    assert [(change.line, change.where, change.now) for change in changes(MODULE)] == [
        (5, "module", "LIMIT: int | None = None"),
        (5, "module", "LIMIT: int | None = 4"),
        (10, "late", "return days is not None or days > LIMIT"),
        (10, "late", "return days is None and days > LIMIT"),
        (10, "late", "return days is not None and days >= LIMIT"),
    ]


def test_a_change_is_the_same_wherever_it_stands_and_however_it_is_written() -> None:
    moved = MODULE.replace("LIMIT: int", "\n# A comment.\nLIMIT: int").replace("days is not None and", "(days is not None) and")
    assert [change.key for change in changes(moved)] == [change.key for change in changes(MODULE)]


def test_a_wrong_change_is_noticed_where_a_test_reaches_it() -> None:
    path, test = ROOT / "tools/duban/ground/periods.py", "tests/status/test_assessment.py::test_periods_and_their_names"
    source = path.read_text("utf-8")
    noticed = {
        ("Cycle.QUARTER: 3,", "Cycle.QUARTER: 4,"): True,
        ("{year}年{month}月", "{year}年{month}"): True,
        ("# The label of a year", "# A label of a year"): False,
        # That test asks for no last day.
        ("day is None else", "day is not None else"): False,
    }
    assert all(source.count(old) == 1 for old, _ in noticed)
    plan = Plan(path, [("anywhere", source.replace(*edit)) for edit in noticed], [str(ROOT / test)], 2)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        assert process.submit(survived, plan).result() == [not seen for seen in noticed.values()]


def unnoticed(count: int, total: int) -> Outcome:
    made = tuple(Change(line, "late", "was", f"now {line}", "") for line in range(1, count + 1))
    return Outcome("status/late.py", total, made)


def test_what_goes_unnoticed_must_be_little_and_accepted_with_a_reason() -> None:
    reasons = {("late", "was", f"now {line}"): "equivalent: never asked" for line in range(1, 17)}
    some = {key: reasons[key] for key in list(reasons)[:15]}
    assert complaints([unnoticed(15, 100)], some, everything=True) == []
    assert complaints([unnoticed(16, 100)], reasons, everything=True) == ["status/late.py: 84.0% noticed, 85% wanted"]
    assert complaints([unnoticed(2, 100)], {("late", "was", "now 1"): "equivalent: x"}, everything=True) == [
        "status/late.py:2 not noticed, not accepted"
    ]
    assert complaints([unnoticed(1, 100)], {("late", "was", "now 1"): " "}, everything=True) == ["accepted.toml, late: no reason"]


def test_what_was_accepted_must_still_go_unnoticed() -> None:
    gone = {("late", "was", "now 9"): "equivalent: x"}
    assert complaints([unnoticed(0, 9)], gone, everything=True) == ["accepted.toml, late: noticed, or none any more: now 9"]
    assert complaints([unnoticed(0, 9)], gone, everything=False) == []
