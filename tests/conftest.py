"""What tests share: books written as one string, the command run in this process, golden files."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import NamedTuple

import pytest

from duban.cli import main
from duban.records import loader
from duban.records import model
from duban.records import settings
from duban.records import sources
from duban.rules import registry
from local_server import serving

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Finding

ROOT = Path(__file__).parents[1]
# Files whose tests take long: they start browsers, servers, npm or fresh machines, build whole sites or copies of
# the code, or try random cases. `make fast` leaves them out.
SLOW = {
    "test_added_field", "test_browser", "test_cutoff", "test_demo", "test_differences", "test_editors", "test_faults",
    "test_faults_writing", "test_figures", "test_forges", "test_forms", "test_git_faults", "test_habits", "test_hostile",
    "test_numbers", "test_poison", "test_publishing", "test_pull_requests", "test_purge", "test_release", "test_script",
    "test_shown", "test_site", "test_start", "test_story", "test_templates", "test_walks", "test_writes",
}  # fmt: skip


class Outcome(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew; then read every change")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.stem in SLOW:
            item.add_marker(pytest.mark.slow)
    # The slow ones first: the quick ones fill what is left of the time on each core.
    items.sort(key=lambda item: item.path.stem not in SLOW)


def files(text: str) -> dict[str, bytes]:
    """Return the files of a book written as one string: a line `== path` before each; paths are under tasks/."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in text.strip("\n").split("\n"):
        if line.startswith("== "):
            lines = found.setdefault(f"tasks/{line[3:]}", [])
        else:
            lines.append(line)
    return {path: ("\n".join(body).rstrip("\n") + "\n").encode() for path, body in found.items()}


def record_classes() -> list[type]:
    """Return the classes of records and of their parts."""
    found = dict.fromkeys(value for module in (model, settings, sources) for value in vars(module).values() if isinstance(value, type))
    return [cls for cls in found if is_dataclass(cls)]


def build_demo(folder: Path) -> Path:
    """Build the demonstration book in a folder; return it."""
    subprocess.run([sys.executable, ROOT / "tools" / "demo" / "build.py", folder], check=True, capture_output=True)
    return folder


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration book, built once."""
    return build_demo(tmp_path_factory.mktemp("demo") / "book")


def build_site(root: Path, out: Path, **environment: str) -> str:
    """Build the site of the book at ``root`` with MkDocs as ``make site`` does; return what it said."""
    given = {"DUBAN_ROOT": str(root), "NO_MKDOCS_2_WARNING": "1", **environment}
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "DUBAN_"))}
    command = [str(Path(sys.executable).parent / "mkdocs"), "build", "--quiet", "--strict", "--site-dir", str(out)]
    done = subprocess.run(command, cwd=ROOT, env={**plain, **given}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture(scope="session")
def served() -> Iterator[Callable[[Path], str]]:
    """Serve a folder until the tests end; return its address."""
    with ExitStack() as open_servers:
        yield lambda folder: open_servers.enter_context(serving(folder))


def findings(book: dict[str, bytes], today: date) -> list[Finding]:
    """Return what a check of a book finds."""
    return registry.check(loader.load(book), today)


def places(book: dict[str, bytes], today: date) -> list[tuple[str, int, int, str]]:
    """Return the findings of a check as (path under tasks/, line, column, code)."""
    return [(finding.path.removeprefix("tasks/"), finding.line, finding.column, finding.code) for finding in findings(book, today)]


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "SOURCE_DATE_EPOCH", "CI", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def tasks(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Outcome]:
    """Run ``tasks`` in this process; COLUMNS and the like come as keywords."""

    def run(*arguments: str | Path, **environment: str) -> Outcome:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tasks", *map(str, arguments)])
        capfd.readouterr()
        code = main.run()
        captured = capfd.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run


@pytest.fixture
def book(tmp_path: Path) -> Callable[[str], Path]:
    """Write a book given as one string; return its root."""

    def write(text: str) -> Path:
        for path, content in files(text).items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return tmp_path

    return write


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with a file under tests/golden; ``--update-golden`` writes it."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests" / "golden" / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"no {path}: run pytest --update-golden, then read it"
        assert text == path.read_text("utf-8")

    return compare
