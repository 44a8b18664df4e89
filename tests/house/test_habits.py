"""What surrounds the code: licence, notices, templates, hooks and pipelines, each held by what it must say."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import re
import shlex
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT
from conftest import SLOW
from duban.site.mkdocs_plugin import _UNUSED
from release import tracked_files

BIN = Path(sys.executable).parent


def text_of(path: str) -> str:
    return (ROOT / path).read_text("utf-8")


def test_the_licence_is_the_published_text_unchanged() -> None:
    """The text as SPDX publishes it (MulanPSL-2.0), Chinese and English."""
    content = (ROOT / "LICENSE").read_bytes()
    assert hashlib.sha256(content).hexdigest() == "a6a765109ad2bba127fd7a0aafdae9b79d1d5702904a8b3b38be1c68d102d7ce"
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    assert project["license"] == "MulanPSL-2.0"
    assert set(project["license-files"]) == {"LICENSE", "THIRD-PARTY-NOTICES.md"}


NOTICES = text_of("THIRD-PARTY-NOTICES.md")
NAMED = re.findall(r"(?m)^\| `(assets/[^`]+)` \| ([^|]+) \|", NOTICES)


def test_every_vendored_file_is_named_with_its_package_version_and_text() -> None:
    packages = json.loads(text_of("site/vendor/package.json"))["dependencies"]
    banners = {name: version for name, version in packages.items() if f"## {name} {version}（" in NOTICES}
    assert banners == packages
    assert {name for _, name in NAMED if name in packages} == set(packages)
    for path, name in NAMED:
        if name in packages:
            assert (ROOT / "site" / "theme" / path).is_file()


def test_every_file_of_the_theme_that_the_site_carries_is_named() -> None:
    (package,) = {path.parts[0] for path in importlib.metadata.files("mkdocs-material") or () if path.name == "base.html"}
    folder = Path(str(importlib.metadata.distribution("mkdocs-material").locate_file(package))) / "templates"
    carried = [path.relative_to(folder).as_posix() for path in (folder / "assets").rglob("*") if path.is_file()]
    carried = [path for path in carried if not _UNUSED.fullmatch(path)]
    assert carried
    assert [path for path in carried if not any(fnmatch(path, pattern) for pattern, _ in NAMED)] == []


def test_the_notices_repeat_the_licences_of_the_packages_that_are_installed() -> None:
    for name in ("mkdocs-material",):
        (licence,) = (path for path in importlib.metadata.files(name) or () if path.name == "LICENSE" and "licenses" in path.parts)
        assert Path(str(licence.locate())).read_text("utf-8").strip() in NOTICES


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        *(
            ("vendor.github-issue-forms", f"{forge}/ISSUE_TEMPLATE/{name}.yml")
            for forge in (".github", ".gitea")
            for name in ("1-problem", "2-wish", "3-record")
        ),
        *(("vendor.github-issue-config", f"{forge}/ISSUE_TEMPLATE/config.yml") for forge in (".github", ".gitea")),
        ("vendor.github-workflows", ".github/workflows/code.yml"),
        ("vendor.github-workflows", ".gitea/workflows/code.yml"),
        ("vendor.renovate", "renovate.json"),
    ],
)
def test_files_for_the_forges_fit_their_published_schemas(schema: str, path: str) -> None:
    done = subprocess.run([BIN / "check-jsonschema", "--builtin-schema", schema, ROOT / path], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


def test_every_forge_asks_the_same_questions() -> None:
    for path in (ROOT / ".github" / "ISSUE_TEMPLATE").iterdir():
        assert (ROOT / ".gitea" / "ISSUE_TEMPLATE" / path.name).read_bytes() == path.read_bytes()
    forms = [yaml.safe_load(text_of(f".github/ISSUE_TEMPLATE/{name}.yml")) for name in ("1-problem", "2-wish", "3-record")]
    for form in forms:
        text = text_of(f".gitlab/issue_templates/{form['name']}.md")
        asked = [part["attributes"]["label"] for part in form["body"] if part["type"] != "markdown"]
        assert re.findall(r"(?m)^## (.*)$", text) == asked
        assert f"/label ~{form['labels'][0]}" in text
    template = text_of(".github/pull_request_template.md")
    assert text_of(".gitea/pull_request_template.md") == text_of(".gitlab/merge_request_templates/Default.md") == template


def test_whoever_writes_an_issue_is_told_to_write_no_personal_data() -> None:
    for folder in (".github", ".gitea", ".gitlab"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and path.name != "config.yml" and "workflows" not in path.parts:
                assert re.search("不要?写个人(信息|姓名)", path.read_text("utf-8")), path


@pytest.mark.parametrize("hook", yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"][0]["hooks"], ids=lambda hook: str(hook["id"]))
def test_each_hook_runs_here_without_the_internet(hook: dict[str, Any]) -> None:
    program, *arguments = shlex.split(hook["entry"])
    assert hook["language"] == "system"
    assert program.startswith(".venv/bin/")
    given = ["tools/measure.py"] if hook.get("pass_filenames", True) else []
    # mypy judges all of the code in a minute; that it starts is what can be shown here.
    command: list[str | Path] = [BIN / Path(program).name, *(["--version"] if program.endswith("mypy") else arguments), *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_hooks_are_those_of_make_check() -> None:
    (recipe,) = re.findall(r"(?ms)^check: .*?\n(.*?)\n\n", text_of("Makefile"))
    commands = {line.strip().removeprefix("$(BIN)/") for line in recipe.splitlines()}
    hooks = yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"][0]["hooks"]
    assert {hook["entry"].removeprefix(".venv/bin/").removesuffix(" --force-exclude") for hook in hooks} == commands


CODE_FILES = [".github/workflows/code.yml", ".gitea/workflows/code.yml", ".gitlab-ci.yml", ".workflow/code.yml"]


@pytest.mark.parametrize("path", CODE_FILES)
def test_every_forge_runs_the_codes_own_tests(path: str) -> None:
    assert "make test" in text_of(path)
    assert not any("${{" in line and line.strip().startswith("run:") for line in text_of(path).splitlines())


@pytest.mark.parametrize("path", CODE_FILES[:2])
def test_github_and_gitea_leave_out_what_changes_records_only_and_keep_what_pip_loaded(path: str) -> None:
    workflow = yaml.safe_load(text_of(path))
    triggers = workflow[True]  # YAML 1.1 reads the key on as true
    assert triggers["pull_request"]["paths-ignore"] == triggers["push"]["paths-ignore"] == ["tasks/**"]
    assert workflow["permissions"] == {"contents": "read"}
    used = {step["uses"].partition("@")[0]: step.get("with", {}) for step in workflow["jobs"]["test"]["steps"] if "uses" in step}
    assert used["actions/checkout"]["persist-credentials"] is False
    for action in ("actions/setup-python", "actions/setup-node"):
        pattern = used[action]["cache-dependency-path"]
        assert list(ROOT.glob(pattern)), pattern


def test_gitlab_runs_them_for_everything_but_the_records() -> None:
    pipeline = yaml.safe_load(text_of(".gitlab-ci.yml"))
    job = pipeline["检查程序"]
    for rule in job["rules"]:
        patterns = rule["changes"]
        for path in tracked_files():
            told = any(fnmatch(path, pattern.replace("/**/*", "/*")) for pattern in patterns)
            assert told == (not path.startswith("tasks/")), path
    assert all((ROOT / name).is_file() for name in job["cache"]["key"]["files"])


def test_gitee_asks_git_whether_anything_but_the_records_changed(tmp_path: Path) -> None:
    (command,) = (line for line in text_of(".workflow/code.yml").splitlines() if "make test" in line)
    command = command.strip().removeprefix("- ").replace("make test", "echo tested")
    for path, said in (("tasks/a.yaml", ""), ("tools/a.py", "tested\n"), ("README.md", "tested\n")):
        root = tmp_path / path.replace("/", "-")
        (root / path).parent.mkdir(parents=True)
        (root / path).write_text("1\n", encoding="utf-8")
        script = (
            "set -e; git init -q; git config user.name x; git config user.email x@example.invalid; git add .; git commit -q -m 1;"
            f"git update-ref refs/remotes/origin/main HEAD; echo 2 > {path}; git commit -q -a -m 2; {command}"
        )
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=root,
            env={"PATH": "/usr/bin:/bin", "GITEE_TARGET_BRANCH": "main"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == said


def test_the_update_bot_finds_every_lock_file_and_how_it_was_made() -> None:
    bot = json.loads(text_of("renovate.json"))
    (pattern,) = bot["pip-compile"]["managerFilePatterns"]
    locks = {path for path in ROOT.glob("*.lock") if re.search(pattern.strip("/"), path.name)}
    assert {path.name for path in locks} == {"requirements.lock", "requirements-dev.lock"}
    makefile = text_of("Makefile")
    for path in locks:
        head = path.read_text("utf-8").split("\n")
        assert head[0].startswith("# This file was autogenerated by uv")
        command = head[1].removeprefix("#    ")
        # Renovate wants an equals sign between an option and its value, and knows no other options than these.
        assert re.fullmatch(r"uv pip compile( --(python-version|extra|constraint|output-file)=[\w.-]+)+ pyproject\.toml", command)
        assert f"--output-file={path.name} " in command
        assert command.replace("uv pip compile --python-version=3.11.2", "$(LOCKED)") in makefile
        assert all("--hash=sha256:" in line or not line.startswith("    ") for line in head)
    for rule in bot["packageRules"]:
        assert all((ROOT / name).is_file() for name in rule.get("matchFileNames", ()))
    assert {"npm", "github-actions", "gitlabci", "pip-compile"} <= set(bot["enabledManagers"])


def test_security_says_what_to_do_when_personal_data_is_found_in_git() -> None:
    text = text_of("SECURITY.md")
    for word in ("发现个人信息", "tools/purge_personal_data.py", "git push --mirror --force", "重新克隆", "--check", "涉密"):
        assert word in text


def test_every_file_that_make_fast_leaves_out_is_there() -> None:
    assert {path.stem for path in (ROOT / "tests").rglob("test_*.py")} >= SLOW
    assert '-m "not slow"' in text_of("Makefile")


def test_the_editors_settings_leave_the_test_cases_as_they_are() -> None:
    sections = dict(re.findall(r"(?ms)^\[([^\n]*)\]\n(.*?)(?=^\[|\Z)", text_of(".editorconfig")))
    assert "end_of_line = lf" in sections["*"]
    assert "indent_size = 4" in sections["*.py"]
    assert "indent_style = tab" in sections["Makefile"]
    cases = sections["tests/{records/good,records/bad,golden,sources}/**"]
    assert set(re.findall(r"(?m)^(\w+) = unset$", cases)) >= {"end_of_line", "insert_final_newline", "trim_trailing_whitespace", "charset"}
