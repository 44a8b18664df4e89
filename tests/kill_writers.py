"""Kill every writing command before and after each call of the system it writes with, and at random moments; say what was left.

Run as ``python tests/kill_writers.py FOLDER RANDOM_KILLS SEED``; it makes its book in FOLDER and ends with 1 where something was left.
"""

from __future__ import annotations

import itertools
import os
import random
import signal
import subprocess
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from duban.cli import main as cli_main
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

MATTER = "jdz-changjiang-2025/2026-001"
STEPS = """\
流程: 案件移送
移送单位: 区交通局
接收单位: 接收大队
环节:
  - {名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 拒不整改}
  - {名称: 移送, 日期: 2026-02-09, 单位: 区交通局}
  - {名称: 送达, 日期: 2026-02-12, 单位: 接收大队}
"""
WRONG = "tasks/progress/jdz-changjiang/jdz-changjiang-2025/3-1d.yaml"
COMMANDS = {
    "update": (
        "update",
        "jdz-changjiang-2025/2-a1",
        "--unit",
        "市交通执法支队",
        "--state",
        "进行中",
        "--text",
        "已起草",
        "--date",
        "2026-03-01",
    ),
    "fix": ("fix", "--yes"),
    "new": ("new", "unit", "bing", "--name", "丙市交通运输局", "--short", "丙市局"),
    "form": ("form", MATTER, "移送处理书", "-o", "../out/form.docx"),
}
CALLS = ("mkdir", "link", "replace", "rename", "fsync", "fchmod", "unlink", "ftruncate")


class Trial:
    """A book that is put back before each run."""

    def __init__(self, folder: Path) -> None:
        """Make the book from the real one, with a matter to print and a file to mend."""
        self.root = folder / "book"
        self.out = folder / "out"
        real = worktree.read(Path(__file__).parents[1]).contents
        self.start = {
            **real,
            f"tasks/matters/{MATTER}.yaml": STEPS.encode(),
            WRONG: "状态：进行中\n进展:\n  - 日期: 2026/3/1\n    情况: 已召开\n".encode(),
        }
        self.out.mkdir(parents=True)
        self.put_back()
        subprocess.run(["git", "init", "-q", self.root], check=True)
        os.chdir(self.root)

    def put_back(self) -> None:
        """Make the book what it was at the start."""
        now = worktree.read(self.root).contents if (self.root / "tasks").exists() else {}
        for path in now.keys() - self.start.keys():
            (self.root / path).unlink()
        for path, content in self.start.items():
            if now.get(path) != content:
                (self.root / path).parent.mkdir(parents=True, exist_ok=True)
                (self.root / path).write_bytes(content)
        for printed in self.out.iterdir():
            printed.unlink()

    def look(self) -> tuple[dict[str, bytes], dict[str, int]]:
        """Return what a reader of the book finds, and how large each printed file is."""
        files = worktree.read(self.root)
        assert files.findings == ()
        return files.contents, {path.name: path.stat().st_size for path in self.out.iterdir()}

    def run(self, command: tuple[str, ...], prepare: Callable[[], None] = lambda: None, after: float | None = None) -> bool:
        """Run a command in a process of its own, killed ``after`` seconds where that is given; tell whether it was killed."""
        child = os.fork()
        if not child:
            quiet = os.open(os.devnull, os.O_RDWR)
            for stream in (0, 1, 2):
                os.dup2(quiet, stream)
            sys.argv = ["tasks", *command]
            try:
                prepare()
                cli_main.main()
            finally:
                os._exit(0)
        if after is not None:
            time.sleep(after)
            os.kill(child, signal.SIGKILL)
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def killed_at(moment: int) -> Callable[[], None]:
    """Return what makes this process kill itself at its n-th moment: before or after a call of the system that writes."""

    def prepare() -> None:
        moments = itertools.count()

        def pass_moment() -> None:
            if next(moments) == moment:
                os.kill(os.getpid(), signal.SIGKILL)

        def watched(call: Callable[..., Any], writes: Callable[..., object]) -> Callable[..., Any]:
            def made(*arguments: Any, **options: Any) -> Any:
                if not writes(*arguments):
                    return call(*arguments, **options)
                pass_moment()
                result = call(*arguments, **options)
                pass_moment()
                return result

            return made

        for name in CALLS:
            setattr(os, name, watched(getattr(os, name), lambda *_: True))
        os.open = watched(os.open, lambda _path, flags, *_: flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))

    return prepare


def check(trial: Trial, name: str, kills: int, chance: random.Random) -> tuple[int, list[str]]:
    """Return how often a command was killed, and what was left that is neither the old nor the new."""
    command = COMMANDS[name]
    before = trial.look()
    begun = time.monotonic()
    trial.run(command)
    lasts = time.monotonic() - begun
    finished = trial.look()
    assert finished != before, f"{name} does nothing"
    faults = []

    def judge(how: str) -> None:
        found = trial.look()
        if found[0] not in (before[0], finished[0]) or not found[1].items() <= finished[1].items():
            faults.append(f"{name} killed {how} left {sorted(found[0].keys() ^ before[0].keys())} {found[1]}")
        trial.put_back()

    count = 0
    trial.put_back()
    while trial.run(command, killed_at(count)):
        judge(f"at moment {count}")
        count += 1
    trial.put_back()
    for _ in range(kills):
        after = chance.uniform(0, lasts * 1.1)
        count += trial.run(command, after=after)
        judge(f"after {after:.4f} s")
    trial.run(COMMANDS["update"])
    trial.put_back()
    faults += [f"{name} left {path.name}" for path in (trial.root / ".git" / "duban").iterdir() if path.name != "lock"]
    return count, faults


def main(folder: str, kills: str, seed: str) -> None:
    """Try every command, each killed at random so many times besides."""
    # What the commands stand on looks at what the calls of the system can do: before they are watched.
    for name in COMMANDS:
        import_module(f"duban.cli.commands.{name}")
    trial = Trial(Path(folder))
    chance = random.Random(seed)  # noqa: S311 - moments, no secrets
    total = 0
    wrong: list[str] = []
    for name in COMMANDS:
        count, faults = check(trial, name, int(kills), chance)
        total += count
        wrong += faults
    sys.stdout.write("".join(f"{line}\n" for line in (*wrong, f"{total} kills, {len(wrong)} left something")))
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
