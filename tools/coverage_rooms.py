"""State how much of each room the tests reach; fail where a core room is not reached whole."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

ROOT = Path(__file__).parents[1]
PACKAGE = "tools/duban"
# What a light, a deadline, a finding and a sentence on a change rest on.
CORE = ("records", "status", "rules", "changes")
PRAGMA = re.compile(r"#\s*pragma:\s*no (?:cover|branch)\s*(.*)")


@dataclass(frozen=True)
class Reached:
    """How many lines and branches of a room there are, and how many the tests reach."""

    lines: int = 0
    lines_reached: int = 0
    branches: int = 0
    branches_reached: int = 0

    def __add__(self, more: Reached) -> Reached:
        """Return the counts of both together."""
        return Reached(
            self.lines + more.lines,
            self.lines_reached + more.lines_reached,
            self.branches + more.branches,
            self.branches_reached + more.branches_reached,
        )

    @property
    def share(self) -> float:
        """Lines and branches reached, in percent, as coverage.py counts it."""
        every = self.lines + self.branches
        return 100 * (self.lines_reached + self.branches_reached) / every if every else 100.0


def by_room(report: Mapping[str, Any], package: str = PACKAGE) -> dict[str, Reached]:
    """Return the counts of each room, given the JSON report of coverage.py."""
    found: dict[str, Reached] = defaultdict(Reached)
    for path, entry in sorted(report["files"].items()):
        if path.startswith(f"{package}/"):
            found[_room(path, package)] += _reached(entry["summary"])
    return dict(found)


def gaps(report: Mapping[str, Any], package: str = PACKAGE) -> Iterator[str]:
    """Yield each line and branch of a core room that no test reaches."""
    for path, entry in sorted(report["files"].items()):
        if not path.startswith(f"{package}/") or _room(path, package) not in CORE:
            continue
        for line in entry["missing_lines"]:
            yield f"{path}:{line}: never run"
        for start, end in entry.get("missing_branches", ()):
            yield f"{path}:{start}: never goes on to {f'line {end}' if end > 0 else 'the end'}"


def unexplained(texts: Mapping[str, str]) -> Iterator[str]:
    """Yield each exclusion that gives no reason: ``# pragma: no cover - reason``."""
    for path, text in sorted(texts.items()):
        for number, line in enumerate(text.splitlines(), start=1):
            pragma = PRAGMA.search(line)
            if pragma and not pragma[1].startswith("- "):
                yield f"{path}:{number}: an exclusion without a reason"


def table(rooms: Mapping[str, Reached]) -> str:
    """Return the counts as a Markdown table."""
    lines = ["| room | lines | branches | reached |", "| --- | --- | --- | --- |"]
    for name, counts in [*sorted(rooms.items()), ("all", sum(rooms.values(), Reached()))]:
        pairs = (
            f"{counts.lines_reached}/{counts.lines} | {counts.branches_reached}/{counts.branches}"
        )
        lines.append(f"| {name} | {pairs} | {counts.share:.1f} % |")
    return "\n".join(lines) + "\n"


def _room(path: str, package: str) -> str:
    inside = path.removeprefix(f"{package}/")
    return inside.partition("/")[0] if "/" in inside else "(top)"


def _reached(summary: Mapping[str, int]) -> Reached:
    return Reached(
        summary["num_statements"],
        summary["covered_lines"],
        summary["num_branches"],
        summary["covered_branches"],
    )


def main() -> None:
    """Print the table of what was measured last.

    Ends with 1 below the gate of pyproject.toml, or where the core has gaps.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "coverage.json"
        command = [
            sys.executable,
            "-m",
            "coverage",
            "json",
            "--quiet",
            "--fail-under=0",
            f"--include={PACKAGE}/*",
            "-o",
            str(target),
        ]
        subprocess.run(command, cwd=ROOT, check=True)
        report = json.loads(target.read_text("utf-8"))
    gate = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["coverage"][
        "report"
    ]["fail_under"]
    rooms = by_room(report)
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / PACKAGE).rglob("*.py")
    }
    faults = [*gaps(report), *unexplained(texts)]
    reached = sum(rooms.values(), Reached()).share
    if reached < gate:
        faults.append(f"{reached:.1f} % of the code is reached, the gate is {gate} %")
    sys.stdout.write(table(rooms) + "".join(f"{fault}\n" for fault in faults))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
