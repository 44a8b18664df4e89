"""The gate of coverage: what the tests reach of each room, and what the core may not leave out."""

from __future__ import annotations

from typing import Any

import coverage_rooms
from conftest import ROOT


def entry(lines: int, missing: list[int], branches: int = 0, open_branches: list[list[int]] | None = None) -> dict[str, Any]:
    left = open_branches or []
    return {
        "summary": {
            "num_statements": lines,
            "covered_lines": lines - len(missing),
            "num_branches": branches,
            "covered_branches": branches - len(left),
        },
        "missing_lines": missing,
        "missing_branches": left,
    }


REPORT = {
    "files": {
        "tools/duban/records/kinds.py": entry(10, [4], 4, [[7, 9], [8, -2]]),
        "tools/duban/records/model.py": entry(10, []),
        "tools/duban/site/charts.py": entry(10, [1, 2, 3, 4, 5]),
        "tools/duban/__main__.py": entry(2, []),
        "tests/conftest.py": entry(5, [1]),
    }
}


def test_each_room_has_its_share() -> None:
    rooms = coverage_rooms.by_room(REPORT)
    assert coverage_rooms.table(rooms) == (
        "| room | lines | branches | reached |\n"
        "| --- | --- | --- | --- |\n"
        "| (top) | 2/2 | 0/0 | 100.0 % |\n"
        "| records | 19/20 | 2/4 | 87.5 % |\n"
        "| site | 5/10 | 0/0 | 50.0 % |\n"
        "| all | 26/32 | 2/4 | 77.8 % |\n"
    )


def test_a_gap_is_a_fault_in_the_core_only() -> None:
    assert list(coverage_rooms.gaps(REPORT)) == [
        "tools/duban/records/kinds.py:4: never run",
        "tools/duban/records/kinds.py:7: never goes on to line 9",
        "tools/duban/records/kinds.py:8: never goes on to the end",
    ]


def test_an_exclusion_gives_its_reason() -> None:
    texts = {
        "a.py": "x = 1  # pragma: no cover - Windows\n",
        "b.py": "y = 1\nz = 1  # pragma: no cover\nw = 1  # pragma: no branch because\n",
    }
    assert list(coverage_rooms.unexplained(texts)) == ["b.py:2: an exclusion without a reason", "b.py:3: an exclusion without a reason"]


def test_every_exclusion_in_the_code_gives_its_reason() -> None:
    texts = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / "tools" / "duban").rglob("*.py")}
    assert list(coverage_rooms.unexplained(texts)) == []


def test_the_core_rooms_are_rooms() -> None:
    for room in coverage_rooms.CORE:
        assert (ROOT / coverage_rooms.PACKAGE / room / "__init__.py").is_file()
