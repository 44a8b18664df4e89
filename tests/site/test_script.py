"""The site's script: the file that pages load is what its parts make, and the parts pass eslint and the types of tsc."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NPM = ROOT / "tests" / "npm"
TOOLS = NPM / "node_modules" / ".bin"

pytestmark = pytest.mark.skipif(
    shutil.which("npm") is None or not (TOOLS / "eslint").exists(), reason="make test installs eslint, tsc and esbuild where npm is"
)


def run(script: str) -> str:
    """Return what a script of tests/npm/package.json prints; it must succeed."""
    done = subprocess.run(["npm", "run", "--silent", "--prefix", str(NPM), script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("bundle", "script"), [("bundle", "duban.js"), ("bundle-personal", "privacy.js")])
def test_a_script_that_pages_load_is_what_its_parts_make(bundle: str, script: str) -> None:
    committed = (ROOT / "site" / "theme" / "assets" / script).read_text("utf-8")
    assert run(bundle) == committed, "run make script"


@pytest.mark.parametrize("check", ["lint", "types"])
def test_the_parts_pass(check: str) -> None:
    run(check)


@pytest.mark.parametrize(
    ("check", "wrong"),
    [("lint", "var other = 1;\nexport { other };\n"), ("types", "export const title = document.querySelector('h1').textContent;\n")],
)
def test_what_is_wrong_in_a_part_is_found(check: str, wrong: str, tmp_path: Path) -> None:
    for folder in ("site/script", "site/theme/assets"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    (tmp_path / "tests" / "npm").mkdir(parents=True)
    shutil.copy(NPM / "package.json", tmp_path / "tests" / "npm")
    (tmp_path / "tests" / "npm" / "node_modules").symlink_to(NPM / "node_modules")
    (tmp_path / "site" / "script" / "wrong.js").write_text(wrong, encoding="utf-8")
    command = ["npm", "run", "--silent", "--prefix", str(tmp_path / "tests" / "npm"), check]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "wrong.js" in done.stdout, done.stdout + done.stderr
