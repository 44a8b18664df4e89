"""``make demo``: a git repository with an invented province (示例).

Its dated commits are fourteen months of work.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import documents
import duties
import matters
import province
from duban.ground.workdays import Calendar
from duban.ground.workdays import DayKind
from duban.ground.workdays import count

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
BEGIN = date(2025, 9, 1)
UNTIL = date(2026, 11, 15)
CALENDAR = Calendar()


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """One commit: on a day, by one author, of some files (None deletes)."""

    on: date
    author: str
    message: str
    files: tuple[tuple[str, str], ...] = field(compare=False)


def changes() -> list[Change]:
    """Return the whole history, oldest first; the same every time."""
    chance = random.Random(20250901)  # noqa: S311 - an invented history
    made = [*_foundation()]
    for item in duties.ITEMS:
        made += _item_history(item, chance)
    for number, matter in enumerate(matters.MATTERS):
        made += _matter_history(matter, number, chance)
    return sorted(
        (change for change in made if change.on <= UNTIL),
        key=lambda change: (change.on, change.author, change.message, change.files[0][0]),
    )


def _foundation() -> Iterator[Change]:
    files = {"README.md": province.README, "tasks/config.yaml": province.CONFIG}
    files |= {f"tasks/units/{unit.id}.yaml": unit.text() for unit in province.UNITS}
    yield Change(BEGIN, province.OFFICE, "建立示例台账，登记单位", tuple(files.items()))
    for source in documents.SOURCES:
        own = {
            f"tasks/items/{item.source}/{item.number}.yaml": item.text()
            for item in duties.ITEMS
            if item.source == source.id
        }
        yield Change(
            source.issued,
            province.OFFICE,
            f"登记{source.name}",
            ((source.path, source.text), *own.items()),
        )


def _item_history(item: duties.Item, chance: random.Random) -> Iterator[Change]:
    for on, text in item.extended():
        path = f"tasks/items/{item.source}/{item.number}.yaml"
        yield Change(on, province.OFFICE, f"{item.source}/{item.number} 延期", ((path, text),))
    for unit in item.reporters():
        yield from _progress_history(item, unit, chance)


def _progress_history(
    item: duties.Item, unit: province.Unit, chance: random.Random
) -> Iterator[Change]:
    """The reports of one unit on one item: the file grows by an entry a commit."""
    path = f"tasks/progress/{unit.id}/{item.source}/{item.number}.yaml"
    entries: list[str] = []
    for step in item.course(unit, chance, UNTIL):
        if step.on > UNTIL:
            continue
        proof = "".join(f"\n    佐证:\n      - {document}" for document in step.evidence[:1])
        percent = f"\n    进度: {step.percent}" if step.percent is not None else ""
        period = f"\n    期次: {step.period}" if step.period else ""
        entries.append(f"  - 日期: {step.on}\n    情况: {step.text}{percent}{period}{proof}\n")
        done = f"完成日期: {step.done_on}\n" if step.done_on else ""
        problem = f"存在问题: {step.problem}\n" if step.problem else ""
        text = f"状态: {step.state}\n{done}进展:\n{''.join(entries)}{problem}{step.next_step}"
        typo = text.replace(step.text, f"{step.text[:-1]}（待核）。") if step.corrected else text
        yield Change(
            step.on + timedelta(days=step.delay),
            unit.name,
            f"{item.source}/{item.number} 报进展",
            ((path, typo),),
        )
        if step.corrected:
            yield Change(
                step.on + timedelta(days=step.delay + 2),
                unit.name,
                f"{item.source}/{item.number} 更正进展",
                ((path, text),),
            )


def _matter_history(matter: matters.Matter, number: int, chance: random.Random) -> Iterator[Change]:
    path = f"tasks/matters/{matter.agreement}/{matter.number}.yaml"
    lines: list[str] = []
    day = matter.begin
    anchors: dict[str, date] = {}
    for step in matter.steps:
        if step.limit:
            days, kind, anchor = step.limit
            due = count(anchors[anchor], days, DayKind(kind), CALENDAR, roll=True).due
            day = max(
                day,
                due + timedelta(days=step.late)
                if step.late
                else due - timedelta(days=min(days // 3, 9)),
            )
        else:
            day += timedelta(days=chance.randrange(1, step.within + 1))
        day = CALENDAR.next_working(day)
        if day > UNTIL:
            return
        anchors[step.name] = day
        extra = "".join(
            f", {key}: {value}"
            for key, value in (
                ("结果", step.outcome),
                ("文号", step.number(day, number)),
                ("说明", step.text),
            )
            if value
        )
        lines.append(f"  - {{名称: {step.name}, 日期: {day}, 单位: {step.unit}{extra}}}\n")
        yield Change(
            day,
            step.unit,
            f"{matter.agreement}/{matter.number} {step.name}",
            ((path, f"{matter.head()}环节:\n{''.join(lines)}"),),
        )


def write(folder: Path) -> None:
    """Make the repository at ``folder``, which must not exist.

    Every commit has its date and author.
    """
    folder.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(folder)], check=True)
    subprocess.run(
        ["git", "fast-import", "--quiet", "--date-format=raw"],
        cwd=folder,
        input=_stream(changes()),
        check=True,
    )
    subprocess.run(["git", "reset", "-q", "--hard", "main"], cwd=folder, check=True)


def _stream(history: list[Change]) -> bytes:
    parts: list[bytes] = []
    numbers: dict[date, int] = defaultdict(int)
    for change in history:
        numbers[change.on] += 1
        at = datetime(change.on.year, change.on.month, change.on.day, 1, tzinfo=UTC) + timedelta(
            minutes=numbers[change.on]
        )
        address = f"{province.account(change.author)}@example.invalid"
        author = f"{change.author}（示例） <{address}> {int(at.timestamp())} +0800"
        message = change.message.encode()
        head = f"commit refs/heads/main\nauthor {author}\ncommitter {author}\n"
        parts.append(f"{head}data {len(message)}\n".encode() + message + b"\n")
        for path, text in change.files:
            body = text.encode()
            parts.append(f"M 100644 inline {path}\ndata {len(body)}\n".encode() + body + b"\n")
        if change is history[0]:
            parts += _templates()
    return b"".join(parts)


def _templates() -> list[bytes]:
    """The forms of the sample agreements are those of the real one."""
    parts = []
    for path in sorted((ROOT / "tasks" / "forms" / "jdz-changjiang-2025").glob("*.docx")):
        body = path.read_bytes()
        parts.append(
            f"M 100644 inline tasks/forms/sl-transfer-2025/{path.name}\ndata {len(body)}\n".encode()
            + body
            + b"\n"
        )
    return parts


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    chosen = parser.parse_args()
    shutil.rmtree(chosen.folder, ignore_errors=True)
    write(chosen.folder)
