"""The first command of the README on a machine that has nothing of ours yet, with the system's own Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT

SYSTEM = Path("/usr/bin/python3")


@pytest.mark.skipif(not SYSTEM.exists(), reason="this system has no Python of its own")
def test_a_fresh_clone_reports_with_the_systems_own_python_and_says_nothing_else(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
    for path in _changed():
        target = clone / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / path).read_bytes())
        target.chmod((ROOT / path).stat().st_mode)
    # As a person runs it: a make that runs these tests would have this one say which folder it enters.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name != "MFLAGS"}
    done = subprocess.run(["make", "report", f"PYTHON={SYSTEM}"], cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("交通运输执法协作台账　总览\n")
    assert done.stderr == ""


def test_the_oldest_python_promised_is_one_number_everywhere() -> None:
    import tomllib

    promised = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"].removeprefix(">=")
    assert f"--python-version {promised} " in (ROOT / "Makefile").read_text("utf-8")
    for readme in ("README.md", "README.zh-CN.md"):
        assert f"Python {promised}" in (ROOT / readme).read_text("utf-8")
    assert sys.version_info >= tuple(map(int, promised.split(".")))


def _changed() -> list[str]:
    """What the working tree has beyond its last commit: the test is about the files as they stand."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard", "--deduplicate"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [path for path in done.stdout.decode().split("\0") if path and (ROOT / path).is_file()]
