"""Time the site: beside StrictDoc and sphinx-needs, as it grows, in a browser, over a long past."""

from __future__ import annotations

import argparse
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))

import generate
from duban.records import loader
from duban.status import assessment
from duban.storage import worktree
from local_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable

    from duban.status.assessment import Assessment

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PEERS = ROOT / "build" / "peers"
PEER_VERSIONS = ("strictdoc==0.30.4", "sphinx==9.0.4", "sphinx-needs==9.1.0")
DAY = "2026-11-15"
# What a generated book has of records for each item.
RECORDS = 1.965


def view_of(folder: Path) -> Assessment:
    """Return the book in a folder, judged."""
    return assessment.assess(
        loader.load(worktree.read(folder).contents).book, date.fromisoformat(DAY)
    )


def timed(command: Iterable[str | Path], cwd: Path, **environment: str) -> float:
    """Return how long a command takes; it must succeed."""
    begun = time.perf_counter()
    done = subprocess.run(
        [*command], cwd=cwd, env={**os.environ, **environment}, capture_output=True, check=False
    )
    if done.returncode:
        sys.exit(f"{command} ended with {done.returncode}: {done.stderr.decode()[-800:]}")
    return time.perf_counter() - begun


def megabytes(folder: Path) -> float:
    """Return the size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def ours(view: Assessment, book: Path, out: Path) -> float:  # noqa: ARG001 - one shape for all makers
    """Build our site."""
    given = {"DUBAN_ROOT": str(book), "DUBAN_AS_OF": DAY, "NO_MKDOCS_2_WARNING": "1"}
    return timed([BIN / "mkdocs", "build", "--quiet", "--site-dir", out], ROOT, **given)


def paragraphs(view: Assessment) -> Iterable[tuple[str, str, list[str]]]:
    """Return each item as its id, its title and what our page says of it."""
    for status in view.items:
        item = status.item
        lines = [
            item.quote,
            f"条款：{item.clause}",
            f"时限：{item.limit.quote}",
            f"状态：{status.light.word}，{status.judged.reason}",
        ]
        for assignment in status.assignments:
            lines.append(f"{assignment.unit}：{assignment.state}，{assignment.reason}")
            lines += [
                f"{entry.on} {entry.percent}% {entry.text}"
                for entry in (assignment.progress.entries if assignment.progress else ())
            ]
        yield item.id.replace("/", "-"), item.title, lines


def strictdoc(view: Assessment, book: Path, out: Path) -> float:
    """Build the same content with StrictDoc."""
    folder = book.parent / f"strictdoc-{book.name}"
    folder.mkdir()
    documents: dict[str, list[str]] = {}
    for identity, title, lines in paragraphs(view):
        text = "\n\n".join(lines)
        documents.setdefault(identity.rsplit("-", 1)[0], []).append(
            f"[REQUIREMENT]\nUID: {identity}\nTITLE: {title}\nSTATEMENT: >>>\n{text}\n<<<\n"
        )
    for name, parts in documents.items():
        (folder / f"{name}.sdoc").write_text(
            f"[DOCUMENT]\nTITLE: {name}\n\n" + "\n".join(parts), encoding="utf-8"
        )
    return timed([PEERS / "bin" / "strictdoc", "export", folder, "--output-dir", out], folder)


def sphinx_needs(view: Assessment, book: Path, out: Path) -> float:
    """Build the same content with sphinx-needs, one page a plan.

    With a page an item its navigation takes minutes.
    """
    folder = book.parent / f"needs-{book.name}"
    folder.mkdir()
    (folder / "conf.py").write_text(
        "project = 'x'\nextensions = ['sphinx_needs']\nneeds_id_regex = '.*'\nlanguage = 'zh_CN'\n",
        encoding="utf-8",
    )
    documents: dict[str, list[str]] = {}
    for identity, title, lines in paragraphs(view):
        text = "\n\n".join(f"   {line}" for line in lines)
        documents.setdefault(identity.rsplit("-", 1)[0], []).append(
            f".. req:: {title}\n   :id: {identity}\n\n{text}\n"
        )
    for name, parts in documents.items():
        (folder / f"{name}.rst").write_text(
            f"{name}\n{'=' * 80}\n\n" + "\n".join(parts), encoding="utf-8"
        )
    listed = "\n".join(f"   {name}" for name in documents)
    (folder / "index.rst").write_text(
        f"Index\n=====\n\n.. needtable::\n\n.. toctree::\n\n{listed}\n", encoding="utf-8"
    )
    return timed([PEERS / "bin" / "sphinx-build", "-q", "-b", "html", folder, out], folder)


def long_history(folder: Path, items: int, commits: int) -> Path:
    """Make a book with a history of so many commits, each of two progress reports."""
    generate.write(folder, round(items * RECORDS))
    files = sorted((folder / "tasks" / "progress").rglob("*.yaml"))
    git = [
        "git",
        "-C",
        str(folder),
        "-c",
        "user.name=x",
        "-c",
        "user.email=x@example.invalid",
        "-c",
        "gc.auto=0",
    ]
    subprocess.run([*git, "init", "-q", "-b", "main"], check=True)
    for number in range(commits):
        if number:
            for path in (files[number * 2 % len(files)], files[(number * 2 + 1) % len(files)]):
                path.write_text(path.read_text("utf-8") + f"# 第 {number} 次\n", encoding="utf-8")
        day = date.fromordinal(date(2026, 1, 1).toordinal() + number * 300 // commits).isoformat()
        when = {
            "GIT_COMMITTER_DATE": f"{day}T10:00:00+08:00",
            "GIT_AUTHOR_DATE": f"{day}T10:00:00+08:00",
        }
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True, env={**os.environ, **when})
    return folder


def list_in_browser(site: Path) -> list[tuple[str, float]]:
    """Return the seconds that Chromium takes to open the list of items, to filter and to sort it.

    The window is that of a phone.
    """
    from playwright.sync_api import sync_playwright

    event = "s.dispatchEvent(new Event('input', {bubbles: true}))"
    acts = (
        (
            "filter",
            f"const s = document.querySelector('[name=light]'); s.value = 'overdue'; {event}",
        ),
        (
            "words",
            f"const s = document.querySelector('[name=find]'); s.value = '线索 共享'; {event}",
        ),
        ("sort", "document.querySelectorAll('th button')[1].click()"),
    )
    found = []
    with serving(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 390, "height": 844})
        begun = time.perf_counter()
        page.goto(f"{address}items/")
        found.append(("open", time.perf_counter() - begun))
        for name, act in acts:
            settled = (
                "new Promise(done => setTimeout(() => requestAnimationFrame(() => done()), 85))"
            )
            begun = time.perf_counter()
            page.evaluate(f"() => {{ {act}; return {settled}; }}")
            found.append((name, time.perf_counter() - begun - 0.085))
        browser.close()
    return found


def main(sizes: list[int], peer_limit: int) -> None:
    """Measure, print a table, and say what there is to reach."""
    if not (PEERS / "bin" / "strictdoc").exists():
        subprocess.run([sys.executable, "-m", "venv", PEERS], check=True)
        subprocess.run(
            [PEERS / "bin" / "python", "-m", "pip", "install", "--quiet", *PEER_VERSIONS],
            check=True,
        )
    makers: tuple[tuple[str, Callable[[Assessment, Path, Path], float]], ...] = (
        ("duban", ours), ("StrictDoc", strictdoc), ("sphinx-needs", sphinx_needs),
    )  # fmt: skip
    costs = []
    print(f"{'site':<14}{'items':>8}{'seconds':>10}{'MB':>8}{'beside ours':>13}")
    with tempfile.TemporaryDirectory() as place:
        for size in sizes:
            folder = Path(place) / str(size)
            generate.write(folder, round(size * RECORDS))
            view = view_of(folder)
            for name, maker in makers:
                if name != "duban" and size > peer_limit:
                    continue
                out = Path(place) / f"{name}-{size}"
                seconds = maker(view, folder, out)
                if name == "duban":
                    costs.append(seconds)
                print(
                    f"{name:<14}{len(view.items):>8}{seconds:>10.1f}{megabytes(out):>8.1f}"
                    f"{seconds / costs[-1]:>12.2f}×",
                    flush=True,
                )
        if len(costs) > 1:
            print(
                "growth: exponent "
                f"{math.log(costs[-1] / costs[0]) / math.log(sizes[-1] / sizes[0]):.2f}"
            )
        print("reach: 1,000 items ≤ 8 s and ≤ 30 MB, 10,000 ≤ 75 s, linear")
        if shutil.which("chromium"):
            told = "，".join(
                f"{name} {seconds:.2f} s"
                for name, seconds in list_in_browser(Path(place) / f"duban-{sizes[-1]}")
            )
            print(f"list of {sizes[-1]:,} items in Chromium: {told}")
        history = long_history(Path(place) / "history", 520, 500)
        seconds = timed(
            [BIN / "tasks", "--root", history, "report", "trend", "--as-of", DAY, "-f", "json"],
            history,
        )
        print(f"trend: 500 commits × 1,000 records {seconds:.2f} s (reach ≤ 2 s)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000,10000")
    parser.add_argument(
        "--peers", type=int, default=1000, help="the largest size that the peers are measured at"
    )
    given = parser.parse_args()
    main([int(size) for size in given.sizes.split(",")], given.peers)
