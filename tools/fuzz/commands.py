"""Try the command line itself with hostile arguments.

Usage: python tools/fuzz/commands.py N [--seed S] [--book DIR].

Every command line runs in a process of its own, in a copy of the book that is made anew now and
then. One that ends with another exit code than 0, 1, 2 or 3, with a traceback, with English on
stderr or without a word about what was wrong is printed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING
from typing import NamedTuple

from duban.cli import main as cli_main
from fuzz import words

if TYPE_CHECKING:
    from collections.abc import Iterator

ALLOWED = {0, 1, 2, 3}
# Names of commands, options and choices are said as they are; a sentence of three English words is
# no sentence of ours.
_ENGLISH = re.compile(
    r"Traceback|Errno|\b[A-Z]\w*(?:Error|Exception|Warning)\b|(?:\b[A-Za-z]{2,} ){3}"
)
_SECONDS = 60
_COPIED_EVERY = 25

OPTIONS = {
    "check": "--base --actor -f -o --force --strict --as-of --format --output",
    "diff": "-f -o --force --as-of",
    "report": "--unit --source --light --state --due-within --as-of -f -o --force --fail-on",
    "show": "--as-of -f -o --force",
    "pages": "--out --public --files --address --as-of",
    "fix": "--yes",
    "update": (
        "--unit --state --text --date --percent --period --evidence --done-on --problem --next"
        " --step --outcome --number"
    ),
    "new": (
        "--name --short --member --title --clause --quote --lead --responsible --limit --due"
        " --workflow --role --summary --party --unit"
    ),
    "form": "-o --force --private --as-of",
    "codeowners": "-o --force",
    "schema": "-o --force",
}
GLOBAL = ("--root", "--color", "--version", "--help")
# What people write, so that most command lines get past their options.
USUAL = {
    "-f": "json csv markdown table text sarif junit github gitlab",
    "--as-of": "2026-06-30 2026-11-20",
    "--base": "HEAD HEAD~1",
    "--date": "2026-06-30",
    "--done-on": "2026-06-30",
    "--due": "2026-12-31",
    "--period": "2026-Q1 2026-03",
    "--state": "已完成 进行中 未启动 暂缓",
    "--light": "逾期 due_soon",
    "--percent": "50 100",
    "--due-within": "30",
    "--address": "https://duban.example.cn/",
    "--limit": "未规定 2026年底前",
}
PLACES = {
    "diff": "HEAD~1 HEAD",
    "report": "overview due missing items units agreements matters unassigned trend",
    "new": "unit item matter agreement progress",
}
BARE = ["--force", "--strict", "--public", "--files", "--yes", "--help", "--version"]


class Ended(NamedTuple):
    """How one command line ended."""

    arguments: tuple[str | bytes, ...]
    code: int
    said: str

    @property
    def wrong(self) -> bool:
        """Whether the end is not one that people can do something with."""
        return (
            self.code not in ALLOWED
            or bool(_ENGLISH.search(_without(self.said, self.arguments)))
            or (self.code > 1 and not self.said.strip())
        )


def _without(said: str, arguments: tuple[str | bytes, ...]) -> str:
    """Take out of a message what it repeats of the command line and what it offers to type."""
    for repeated in sorted(
        (os.fsdecode(repeated) for repeated in arguments), key=len, reverse=True
    ):
        if len(repeated) > 3:
            said = said.replace(repeated, "…")
    return re.sub(r"git fetch|tasks [a-z]+|--[a-z-]+", "…", said)


def names(book: Path) -> list[str]:
    """Return what the book calls its things: every word that a command may be given."""
    tasks = book / "tasks"
    found = [
        path.relative_to(tasks).with_suffix("").as_posix() for path in sorted(tasks.rglob("*.yaml"))
    ]
    found = [name.split("/", 1)[1] if "/" in name else name for name in found]
    short = re.compile(r"^简称: *(\S+)", re.MULTILINE)
    return found + [
        name
        for path in sorted((tasks / "units").glob("*.yaml"))
        for name in short.findall(path.read_text("utf-8"))
    ]


def command_line(random: Random, known: list[str]) -> tuple[str | bytes, ...]:
    """Return arguments: a command with some of its options, and something odd somewhere."""
    command = random.choice(list(OPTIONS))
    line: list[str | bytes] = [command]
    usual = PLACES.get(command, "").split() or known
    for _ in range(
        {"diff": 2, "new": 2, "form": 2, "report": 1, "show": 1, "update": 1}.get(command, 0)
        + random.choice((0,) * 8 + (-1, 1))
    ):
        line.append(_word(random, usual if len(line) == 1 or command == "diff" else known))
    for _ in range(random.choice((0, 1, 1, 2, 3, 6))):
        others = (
            OPTIONS[command].split()
            if random.randrange(20)
            else [*GLOBAL, *OPTIONS[random.choice(list(OPTIONS))].split()]
        )
        option = random.choice(others)
        added: list[str | bytes] = (
            [option]
            if option in BARE
            else [option, _word(random, USUAL.get(option, "").split() or known)]
        )
        where = len(line) if random.randrange(10) else random.randrange(len(line) + 1)
        line[where:where] = added
    if command in {"pages", "schema", "form"} and random.randrange(10):
        line += [
            "--out" if command == "pages" else "-o",
            random.choice(("out", "a.docx", "tasks", "new/one")),
        ]
    return tuple(line)


def _word(random: Random, usual: list[str]) -> str | bytes:
    return random.choice(usual if random.randrange(3) else words.ARGUMENTS)


def run(arguments: tuple[str | bytes, ...], folder: Path) -> Ended:
    """Run one command line in ``folder``, in a process of its own."""
    err = folder.parent / "stderr"
    child = os.fork()
    if not child:
        _become(arguments, folder, err)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Ended(arguments, code, err.read_text("utf-8", "replace"))


def _become(arguments: tuple[str | bytes, ...], folder: Path, err: Path) -> None:
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(_SECONDS)
    os.chdir(folder)
    for number, name, flags in (
        (0, os.devnull, os.O_RDONLY),
        (1, os.devnull, os.O_WRONLY),
        (2, str(err), os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ):
        os.dup2(os.open(name, flags, 0o600), number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115 - until the process ends
    sys.argv = ["tasks", *map(os.fsdecode, arguments)]
    code = 99
    try:
        code = cli_main.run()
    finally:
        sys.stderr.flush()
        os._exit(code)


def endings(count: int, seed: int, book: Path) -> Iterator[Ended]:
    """Return how ``count`` command lines ended."""
    known = names(book)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "book"
        for number in range(count):
            if number % _COPIED_EVERY == 0:
                shutil.rmtree(folder, ignore_errors=True)
                shutil.copytree(book, folder, symlinks=True)
            yield run(command_line(Random(f"{seed} {number}"), known), folder)


def main() -> None:
    """Run the command lines asked for; exit 1 when one ended as none may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--book", type=Path, required=True)
    given = parser.parse_args()
    codes: Counter[int] = Counter()
    wrong = 0
    for ended in endings(given.count, given.seed, given.book):
        codes[ended.code] += 1
        if ended.wrong:
            wrong += 1
            print(ended.code, ended.arguments, ended.said, sep="\n", end="\n\n", flush=True)
    ends = " ".join(f"exit{code}={codes[code]}" for code in sorted(codes))
    print(f"commands={codes.total()} seed={given.seed} {ends} wrong={wrong}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
