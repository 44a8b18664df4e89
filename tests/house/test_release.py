"""What a release holds, and that its version and its change log tell the same."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest

import release
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_version_needs_a_dated_section_in_the_change_log() -> None:
    text = "# 变更记录\n\n## [未发布]\n\n## [1.2.0] - 2026-12-01\n\n## [1.1.0]\n"
    assert release.described(text, "1.2.0")
    assert not release.described(text, "1.1.0")
    assert not release.described(text, "1.2")
    assert not release.described(text, "11200")


def test_every_tag_has_its_section_and_the_newest_changes_stand_first() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert re.findall(r"(?m)^## (.*)$", text)[0] == "[未发布]"
    done = subprocess.run(["git", "tag", "--list", release.TAGS], cwd=ROOT, capture_output=True, text=True, check=True)
    for tag in done.stdout.split():
        assert release.described(text, tag.removeprefix("v")), tag


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> release.Built:
    """The two files of a release, built as `make release` does."""
    return release.build(tmp_path_factory.mktemp("dist"))


def test_wheel_and_sdist_hold_program_schemas_templates_theme_and_licences(built: release.Built) -> None:
    tracked = release.tracked_files()
    release.require_whole(built, tracked)
    wheel = release.names(built.wheel)
    for path in (
        "duban/schema/item.schema.json",
        "duban/theme/main.html",
        "duban/theme/assets/validator.js",
        "duban/site/templates/item.html",
    ):
        assert path in wheel
    assert not any("node_modules" in path or path.startswith(("tests/", "tasks/")) for path in wheel | release.names(built.sdist))


def test_what_is_missing_is_named(built: release.Built) -> None:
    with pytest.raises(release.ReleaseError, match=r"duban/schema/new\.schema\.json、schema/new\.schema\.json"):
        release.require_whole(built, [*release.tracked_files(), "schema/new.schema.json"])


def test_the_licence_is_named_in_what_is_released(built: release.Built) -> None:
    with zipfile.ZipFile(built.wheel) as opened:
        (name,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = opened.read(name).decode()
    assert "License-Expression: MulanPSL-2.0\n" in metadata
    assert f"Version: {built.version}\n" in metadata


@pytest.mark.parametrize(("tags", "version"), [(["v1.4.0"], "1.4.0"), (["v1.4.0", "2026-Q1"], "1.4.0"), (["2026-Q1"], "0.0")])
def test_the_version_is_the_tag_and_an_offices_own_tags_are_none(tags: list[str], version: str, tmp_path: Path) -> None:
    root = copied(tmp_path / "clone")
    commit(root)
    for tag in tags:
        git(root, "tag", tag)
    assert version_of(root).startswith(version)
    archive = tmp_path / "archive"
    archive.mkdir()
    content = subprocess.run(["git", "-C", str(root), "archive", "HEAD"], capture_output=True, check=True).stdout
    subprocess.run(["tar", "-x", "-C", str(archive)], input=content, check=True)
    assert version_of(archive).startswith(version)


def test_a_commit_after_a_tag_has_a_version_of_its_own(tmp_path: Path) -> None:
    root = copied(tmp_path)
    commit(root)
    git(root, "tag", "v1.4.0")
    commit(root)
    assert re.fullmatch(r"1\.4\.1\.dev1\+g[0-9a-f]+", version_of(root))


def test_files_without_git_have_a_version_too(tmp_path: Path) -> None:
    assert version_of(copied(tmp_path)).startswith("0.0")


def copied(folder: Path) -> Path:
    """A folder with what the version is made from."""
    folder.mkdir(exist_ok=True)
    for name in ("pyproject.toml", "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md", ".git_archival.txt", ".gitattributes"):
        (folder / name).write_bytes((ROOT / name).read_bytes())
    return folder


def commit(root: Path) -> None:
    git(root, "init", "-q")
    git(root, "add", ".")
    git(root, "-c", "user.name=x", "-c", "user.email=x@example.invalid", "commit", "-q", "--allow-empty", "-m", "x")


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def version_of(root: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "hatchling", "version"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
