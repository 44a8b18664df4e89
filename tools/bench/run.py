"""``make bench``: the whole process of ``tasks`` beside its peers and the floor, on one machine."""

from __future__ import annotations

import argparse
import math
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
TASKS = str(BIN / "tasks")
SCHEMA = ROOT / "schema"
PEER_LIMIT = 10_000


@dataclass(frozen=True)
class Cost:
    """Seconds (median) and peak memory of a command."""

    seconds: float
    mebibytes: float


def seconds(*commands: list[str], cwd: Path = ROOT, expected: tuple[int, ...] = (0,)) -> float:
    """Return how long it takes to run the commands one after the other, once."""
    begun = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
        if done.returncode not in expected:
            sys.exit(f"{command[:3]} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    return time.perf_counter() - begun


def measure(
    *commands: list[str], cwd: Path = ROOT, runs: int = 3, expected: tuple[int, ...] = (0,)
) -> Cost:
    """Return what it costs to run the commands one after the other."""
    median = statistics.median(seconds(*commands, cwd=cwd, expected=expected) for _ in range(runs))
    return Cost(median, peak(commands[0], cwd))


def ratio(command: list[str], reference: list[str], runs: int) -> float:
    """Return the median of ``command`` ÷ ``other``.

    The two run in turn, so that a machine that drifts slows both.
    """
    return statistics.median(seconds(command) / seconds(reference) for _ in range(runs))


def peak(command: list[str], cwd: Path) -> float:
    """Return the peak memory of one run, in MiB."""
    pid = os.fork()
    if pid == 0:
        subprocess.run(command, cwd=cwd, capture_output=True, check=False)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os._exit(min(usage // 10240, 255))
    return (os.waitpid(pid, 0)[1] >> 8) * 10.0


def check_jsonschema(root: Path) -> list[list[str]]:
    """Return one command for each kind of record: it takes one schema at a time."""
    kinds = (("item", "items"), ("progress", "progress"), ("unit", "units"), ("plan", "plans"))
    commands = []
    for name, folder in kinds:
        files = sorted(str(path) for path in (root / "tasks" / folder).rglob("*.yaml"))
        if files:
            commands.append(
                [
                    str(BIN / "check-jsonschema"),
                    "--schemafile",
                    str(SCHEMA / f"{name}.schema.json"),
                    *files,
                ]
            )
    return commands


def doorstop_book(folder: Path, count: int) -> None:
    """Make a Doorstop document with as many items of like content."""
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    subprocess.run(
        [str(BIN / "doorstop"), "create", "REQ", "./reqs"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    for number, (_, text) in enumerate(generate.records(count), 1):
        body = "".join(f"  {line}\n" for line in text.splitlines())
        head = (
            f"active: true\nderived: false\nheader: ''\nlevel: 1.{number}\nlinks: []\n"
            "normative: true\nref: ''\nreviewed: null\n"
        )
        item = f"{head}text: |\n{body}"
        (folder / "reqs" / f"REQ{number:06d}.yml").write_text(item, encoding="utf-8")
    subprocess.run([str(BIN / "doorstop"), "-q"], cwd=folder, check=False, capture_output=True)


def review_cost(root: Path) -> Cost:
    """Return what the review of a pull request costs that reports progress on ten items."""
    git = [
        "git",
        "-C",
        str(root),
        "-c",
        "user.name=bench",
        "-c",
        "user.email=bench@example.invalid",
    ]
    for command in (
        ["init", "-q", "-b", "main"],
        ["add", "-A"],
        ["commit", "-q", "-m", "start"],
        ["checkout", "-q", "-b", "feature"],
    ):
        subprocess.run([*git, *command], check=True, capture_output=True)
    for path in sorted((root / "tasks" / "progress").rglob("*.yaml"))[:10]:
        path.write_text(
            path.read_text("utf-8").replace("下一步: ", "下一步: 按月调度，"), encoding="utf-8"
        )
    return measure([TASKS, "--root", str(root), "check", "--base", "main"])


@dataclass(frozen=True)
class Row:
    """What a book of so many records costs; a dash where a peer is not measured on it."""

    records: int
    check: Cost
    above_floor: float
    report: Cost
    checker: str = "—"
    doorstop: str = "—"
    review: str = "—"

    def line(self, before: Row | None) -> str:
        """Return the line of the table, with the growth since the smaller book before it."""
        exponent = "—"
        if before:
            growth = self.check.seconds / before.check.seconds
            exponent = f"{math.log(growth, self.records / before.records):.2f}"
        return (
            f"| {self.records:,} | {self.check.seconds:.2f} s | {self.above_floor:.2f} "
            f"| {self.report.seconds:.2f} s | {self.checker} | {self.doorstop} | {self.review} "
            f"| {exponent} | {self.check.mebibytes:.0f} |"
        )


def measured_row(folder: Path, count: int, *, doorstop_limit: int) -> Row:
    """Measure a book of so many records, made inside ``folder`` and taken away again."""
    root = folder / str(count)
    generate.write(root, count)
    with_peers = count <= PEER_LIMIT
    runs = 7 if with_peers else 3
    own = [TASKS, "--root", str(root)]
    check = measure([*own, "check"], runs=runs)
    report = measure([*own, "report"], runs=runs)
    floor = [sys.executable, str(Path(__file__).parent / "floor.py"), str(root), str(SCHEMA)]
    row = Row(count, check, ratio([*own, "check"], floor, runs), report)
    if with_peers:
        checker = measure(*check_jsonschema(root), runs=1)
        review = review_cost(root)
        row = replace(row, checker=f"{checker.seconds / check.seconds:.1f}")
        row = replace(row, review=f"{review.seconds / check.seconds:.2f}")
    if count <= doorstop_limit:
        doorstop_book(folder / f"doorstop-{count}", count)
        doorstop = measure([str(BIN / "doorstop"), "-q"], cwd=folder / f"doorstop-{count}", runs=1)
        row = replace(row, doorstop=f"{doorstop.seconds / check.seconds:.1f}")
    shutil.rmtree(root)
    return row


def print_this_repository() -> None:
    """Say what the book of this repository costs, beside check-jsonschema."""
    own = measure([TASKS, "report"], runs=7)
    peer = measure(*check_jsonschema(ROOT)[:1], runs=3)
    print(
        f"tasks report, this repository: {own.seconds:.3f} s, "
        f"at most {own.mebibytes:.0f} MiB (reach 0.20 s, 60 MiB)"
    )
    print(
        f"check-jsonschema, its items only: {peer.seconds:.3f} s, "
        f"{peer.seconds / own.seconds:.1f} times ours (reach > 1)\n"
    )


def main(sizes: list[int], *, doorstop_limit: int) -> None:
    """Measure, print a table, and say what there is to reach."""
    print_this_repository()
    print(
        "| records | check | ÷ floor | report | check-jsonschema ÷ ours "
        "| Doorstop ÷ ours | review ÷ check | exponent | MiB |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    before: Row | None = None
    with tempfile.TemporaryDirectory() as name:
        for count in sizes:
            row = measured_row(Path(name), count, doorstop_limit=doorstop_limit)
            print(row.line(before), flush=True)
            before = row
    print(
        "\nreach at 1,000 and 10,000: ÷ floor ≤ 1.5; at 10,000: check-jsonschema ≥ 5, "
        "Doorstop ≥ 4, review ≤ 1.5; exponent ≤ 1.05"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="100,1000,10000,100000", help="numbers of records")
    parser.add_argument(
        "--doorstop",
        type=int,
        default=1000,
        help="largest book that Doorstop is measured on (10000 takes three minutes)",
    )
    chosen = parser.parse_args()
    main([int(size) for size in chosen.sizes.split(",")], doorstop_limit=chosen.doorstop)
