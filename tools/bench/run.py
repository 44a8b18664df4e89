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
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import generate

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
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


def ratio(command: list[str], other: list[str], runs: int) -> float:
    """Return the median of ``command`` ÷ ``other``.

    The two run in turn, so that a machine that drifts slows both.
    """
    return statistics.median(seconds(command) / seconds(other) for _ in range(runs))


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


def review_cost(root: Path, tasks: str) -> Cost:
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
    return measure([tasks, "--root", str(root), "check", "--base", "main"])


def main(sizes: list[int], *, doorstop_limit: int) -> None:
    """Measure, print a table, and say what there is to reach."""
    tasks = str(BIN / "tasks")
    own = measure([tasks, "report"], runs=7)
    peer = measure(*check_jsonschema(ROOT)[:1], runs=3)
    print(
        f"tasks report, this repository: {own.seconds:.3f} s, "
        f"at most {own.mebibytes:.0f} MiB (reach 0.20 s, 60 MiB)"
    )
    print(
        f"check-jsonschema, its items only: {peer.seconds:.3f} s, "
        f"{peer.seconds / own.seconds:.1f} times ours (reach > 1)\n"
    )
    print(
        "| records | check | ÷ floor | report | check-jsonschema ÷ ours "
        "| Doorstop ÷ ours | review ÷ check | exponent | MiB |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    before: tuple[int, float] | None = None
    with tempfile.TemporaryDirectory() as name:
        for count in sizes:
            root = Path(name) / str(count)
            generate.write(root, count)
            runs = 7 if count <= PEER_LIMIT else 3
            check = measure([tasks, "--root", str(root), "check"], runs=runs)
            report = measure([tasks, "--root", str(root), "report"], runs=runs)
            floor = [
                sys.executable,
                str(Path(__file__).parent / "floor.py"),
                str(root),
                str(SCHEMA),
            ]
            above = ratio([tasks, "--root", str(root), "check"], floor, runs)
            checker = doorstop = reviewed = "—"
            if count <= PEER_LIMIT:
                checker = f"{measure(*check_jsonschema(root), runs=1).seconds / check.seconds:.1f}"
                reviewed = f"{review_cost(root, tasks).seconds / check.seconds:.2f}"
            if count <= doorstop_limit:
                folder = Path(name) / f"doorstop-{count}"
                doorstop_book(folder, count)
                checked = measure([str(BIN / "doorstop"), "-q"], cwd=folder, runs=1)
                doorstop = f"{checked.seconds / check.seconds:.1f}"
            exponent = (
                f"{math.log(check.seconds / before[1], count / before[0]):.2f}" if before else "—"
            )
            before = (count, check.seconds)
            print(
                f"| {count:,} | {check.seconds:.2f} s | {above:.2f} | {report.seconds:.2f} s "
                f"| {checker} | {doorstop} | {reviewed} | {exponent} | {check.mebibytes:.0f} |",
                flush=True,
            )
            shutil.rmtree(root)
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
