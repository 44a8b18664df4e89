"""Build the wheel and the sdist, and try the wheel in a bare environment, as an office would."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).parents[1]
TAGS = "v[0-9]*"
# Where a folder of the checkout lies in the wheel.
PLACES = {"tools/duban": "duban", "schema": "duban/schema", "site/theme": "duban/theme"}
LEGAL = ("LICENSE", "THIRD-PARTY-NOTICES.md")
MATTER = "sl-transfer-2025/2025-001"  # of the demonstration book
FORM = "移送处理书"


class ReleaseError(Exception):
    """What is to be released is not fit for it; the message says why."""


@dataclass(frozen=True)
class Built:
    """The two files of one build."""

    sdist: Path
    wheel: Path

    @property
    def version(self) -> str:
        """The version that the wheel's name states."""
        return self.wheel.name.split("-")[1]


def described(changelog: str, version: str) -> bool:
    """Tell whether a change log has a dated section for a version."""
    return bool(
        re.search(rf"(?m)^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", changelog)
    )


def in_wheel(tracked: Iterable[str]) -> set[str]:
    """Return what a wheel holds of the files that git tracks."""
    found = set()
    for path in tracked:
        for folder, place in PLACES.items():
            if path.startswith(f"{folder}/"):
                found.add(f"{place}/{path.removeprefix(f'{folder}/')}")
    return found


def in_sdist(tracked: Iterable[str]) -> set[str]:
    """Return what an sdist holds of the files that git tracks: a wheel and documents."""
    documents = {"pyproject.toml", "README.md", "README.zh-CN.md", "CHANGELOG.md", *LEGAL}
    return {
        path
        for path in tracked
        if path in documents or path.startswith(tuple(f"{folder}/" for folder in PLACES))
    }


def names(archive: Path) -> set[str]:
    """Return the paths in a wheel, or those in an sdist below its one folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as opened:
            return set(opened.namelist())
    with tarfile.open(archive) as opened:
        return {str(PurePosixPath(*PurePosixPath(name).parts[1:])) for name in opened.getnames()}


def require_whole(built: Built, tracked: Iterable[str]) -> None:
    """Raise ReleaseError where a file that belongs in both is missing in one or both.

    Such are the program, the schemas, the templates, the theme and the licence.
    """
    paths = tuple(tracked)
    missing = sorted(in_wheel(paths) - names(built.wheel)) + sorted(
        in_sdist(paths) - names(built.sdist)
    )
    legal = {
        PurePosixPath(name).name for name in names(built.wheel) if ".dist-info/licenses/" in name
    }
    missing += sorted(set(LEGAL) - legal)
    if missing:
        raise ReleaseError(f"安装包里缺少：{'、'.join(missing)}")


def build(out: Path) -> Built:
    """Build the sdist, and the wheel from what the sdist holds; return where both are."""
    with tempfile.TemporaryDirectory() as folder:
        _run(
            _uv(),
            "build",
            "--quiet",
            "--no-build-isolation",
            "--python",
            sys.executable,
            "--out-dir",
            folder,
            ROOT,
        )
        out.mkdir(parents=True, exist_ok=True)
        (sdist,) = Path(folder).glob("*.tar.gz")
        (wheel,) = Path(folder).glob("*.whl")
        return Built(Path(shutil.copy(sdist, out)), Path(shutil.copy(wheel, out)))


def tagged() -> str | None:
    """Return the version that a tag gives the last commit, if one does."""
    command = ["git", "describe", "--tags", "--exact-match", "--match", TAGS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip().removeprefix("v") if done.returncode == 0 else None


def require_described(version: str | None) -> None:
    """Raise ReleaseError where a version is not in the change log or differs from its tag."""
    if version is None:
        return
    if not described((ROOT / "CHANGELOG.md").read_text("utf-8"), version):
        raise ReleaseError(f"CHANGELOG.md 里没有“## [{version}] - 日期”。")
    if _run("git", "status", "--porcelain"):
        raise ReleaseError("有没有提交的改动，发布的应当与标签一致。")


def try_out(built: Built, work: Path) -> None:
    """Install the wheel in a bare environment below ``work`` and use it.

    Raises ReleaseError where it does not do its work.
    """
    home = work / "environment"
    _run(_uv(), "venv", "--quiet", "--python", sys.executable, home, cwd=work)
    python = home / "bin" / "python"
    _run(
        _uv(),
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--require-hashes",
        "-r",
        ROOT / "requirements.lock",
        cwd=work,
    )
    _run(_uv(), "pip", "install", "--quiet", "--python", python, "--no-deps", built.wheel, cwd=work)
    tasks = home / "bin" / "tasks"
    said = _run(tasks, "--version", cwd=work)
    if built.version not in said:
        raise ReleaseError(f"安装的版本是“{said.strip()}”，应当是 {built.version}。")
    shutil.copytree(ROOT / "tasks", work / "book" / "tasks")
    _run(tasks, "--root", work / "book", "check", cwd=work)
    _run(tasks, "--root", work / "book", "schema", "-o", work / "schema", cwd=work)
    _run(tasks, "--root", work / "book", "pages", "--out", work / "pages", cwd=work)
    _run(sys.executable, ROOT / "tools" / "demo" / "build.py", work / "demo")
    _run(tasks, "--root", work / "demo", "form", MATTER, FORM, "-o", work / "form.docx", cwd=work)
    for path in (
        "schema/item.schema.json",
        "pages/index.html",
        "pages/assets/duban.css",
        "form.docx",
    ):
        if not (work / path).is_file():
            raise ReleaseError(f"安装以后没有生成 {path}。")


def tracked_files() -> list[str]:
    """Return the paths of the files in the checkout that git tracks."""
    return _run("git", "ls-files", "-z").rstrip("\0").split("\0")


def _uv() -> Path:
    return Path(sys.executable).parent / "uv"


def _run(*command: str | Path, cwd: Path = ROOT) -> str:
    # Nothing of this environment helps the bare one.
    plain = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "VIRTUAL_ENV", "DUBAN_"))
    }
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=plain, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ReleaseError(
            f"{Path(command[0]).name} 没有成功：\n"
            f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
        )
    return done.stdout


def main() -> None:
    """Build, check and try out; end with 1 where something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--out", type=Path, default=ROOT / "dist", help="where the two files go; dist/ unless told"
    )
    given = parser.parse_args()
    version = tagged()
    try:
        require_described(version)
        built = build(given.out)
        require_whole(built, tracked_files())
        with tempfile.TemporaryDirectory() as work:
            try_out(built, Path(work))
    except ReleaseError as error:
        sys.exit(str(error))
    kind = "可以发布" if version else "试制（最后一个提交没有版本标签，不要发布）"
    sys.stdout.write(f"{kind}：{built.version}\n{built.sdist}\n{built.wheel}\n")


if __name__ == "__main__":
    main()
