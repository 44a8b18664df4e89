"""Whatever is wrong with git is said in Chinese with what to do, ends with 3 where git is needed, and is never passed over."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from conftest import Outcome
from dated_books import BOOK
from dated_books import STARTED
from dated_books import commit
from duban.storage import git_process

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRESS = "tasks/progress/bureau/p-1/1.yaml"
ENGLISH = re.compile(r"fatal|error|warning|object|repository|ownership|Traceback|bad |not a |No such|denied", re.IGNORECASE)
OBJECT = 'file() { id=$(git rev-parse "$1"); echo ".git/objects/$(echo $id | cut -c1-2)/$(echo $id | cut -c3-)"; }; '

# What is done to a sound repository; what a command that needs git says; the same in a few words, as pages and reports say it.
BROKEN = {
    "another-owner": ("chown -R 12345 .git .", "属于另一个用户。请运行 git config --global --add safe.directory {root}", "git 仓库属于另一个用户"),
    "head-is-gone": ("rm .git/HEAD", "{root}/.git 已损坏", "git 仓库已损坏或不完整"),
    "head-is-junk": ("echo junk > .git/HEAD", "{root}/.git 已损坏", "git 仓库已损坏或不完整"),
    "git-folder-is-empty": ("rm -r .git; mkdir .git", "{root}/.git 已损坏", "git 仓库已损坏或不完整"),
    "git-file-leads-nowhere": ("rm -r .git; echo 'gitdir: /nowhere' > .git", "{root}/.git 指向的 git 仓库不存在或已移走", "git 仓库的指向已失效"),
    "git-file-is-junk": ("rm -r .git; echo junk > .git", "{root}/.git 指向的 git 仓库不存在或已移走", "git 仓库的指向已失效"),
    "worktree-was-pruned": (
        "git worktree add -q ../other; mv .git ../.git; mv ../other/.git .git; rm -r ../.git/worktrees",
        "指向的 git 仓库不存在或已移走", "git 仓库的指向已失效",
    ),
    "configuration-is-junk": ("echo '[[[' > .git/config", "git 的配置文件有错误", "git 配置有错误"),
    "configuration-is-newer": ("git config core.repositoryFormatVersion 9", "格式比本机的 git 新", "git 版本太旧"),
    "branch-is-junk": ("echo junk > .git/$(git symbolic-ref HEAD)", "git fsck", "git 仓库已损坏或不完整"),
    "branch-is-empty": (": > .git/$(git symbolic-ref HEAD)", "git fsck", "git 仓库已损坏或不完整"),
    "branch-of-no-commit": ("echo 1111111111111111111111111111111111111111 > .git/$(git symbolic-ref HEAD)", "git fsck", "git 仓库已损坏或不完整"),
    "detached-from-no-commit": ("echo 0000000000000000000000000000000000000000 > .git/HEAD", "git fsck", "git 仓库已损坏或不完整"),
    "commit-is-missing": (OBJECT + "rm -f $(file HEAD)", "git fsck", "git 仓库已损坏或不完整"),
    "commit-is-junk": (OBJECT + "f=$(file HEAD); rm -f $f; echo junk > $f", "git fsck", "git 仓库已损坏或不完整"),
    "tree-is-missing": (OBJECT + "rm -f $(file HEAD:tasks/items)", "git fsck", "git 仓库已损坏或不完整"),
    "tree-is-junk": (OBJECT + "f=$(file HEAD:tasks); rm -f $f; echo junk > $f", "git fsck", "git 仓库已损坏或不完整"),
    "git-fails": ("PATH", "git 出错（退出码 7）", "git 出错"),
    "git-is-killed": ("PATH", "git 被系统中止（信号 9）", "git 被系统中止"),
    "git-is-not-installed": ("PATH", "请安装 git", "没有安装 git，或运行不了"),
    "git-is-no-program": ("PATH", "请安装 git", "没有安装 git，或运行不了"),
    "git-may-not-be-run": ("PATH", "请安装 git", "没有安装 git，或运行不了"),
}  # fmt: skip
PROGRAMS = {
    "git-fails": ("#!/bin/sh\n[ \"$1\" = version ] && echo git version 2.39.5 && exit\necho 'fatal: whatever' >&2\nexit 7\n", 0o755),
    "git-is-killed": ('#!/bin/sh\n[ "$1" = version ] && echo git version 2.39.5 && exit\nkill -9 $$\n', 0o755),
    "git-is-no-program": ("\0\1\2", 0o755),
    "git-may-not-be-run": ("#!/bin/sh\n", 0o644),
}


@pytest.fixture
def broken(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str, str]:
    """A book in a repository that is broken in one way; what is said of it, at length and in short."""
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    how, said, short = BROKEN[request.param]
    if how == "PATH":
        programs = tmp_path / "programs"
        programs.mkdir()
        if request.param in PROGRAMS:
            text, mode = PROGRAMS[request.param]
            (programs / "git").write_text(text)
            (programs / "git").chmod(mode)
        monkeypatch.setenv("PATH", str(programs))
    else:
        if "chown" in how and os.geteuid() != 0:
            pytest.skip("only root gives files away")
        subprocess.run(["bash", "-c", how], cwd=root, check=True)
    return root, said.format(root=root), short


PATH = os.environ["PATH"]


@pytest.fixture
def run(tasks: Callable[..., Outcome]) -> Callable[..., Outcome]:
    """Run the command on a book: in this process, or in one of its own where git is looked for elsewhere."""

    def started(root: Path, *arguments: str | Path, **environment: str) -> Outcome:
        if not environment and os.environ["PATH"] == PATH:
            return tasks("--root", root, *arguments)
        command = [sys.executable, "-m", "duban", "--root", root, *arguments]
        done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
        return Outcome(done.returncode, done.stdout, done.stderr)

    return started


@pytest.mark.parametrize("broken", BROKEN, indirect=True)
def test_what_is_wrong_with_git_is_said_and_stops_what_needs_it(broken: tuple[Path, str, str], run: Callable[..., Outcome]) -> None:
    root, said, short = broken
    for command in (("check", "--base", "HEAD"), ("diff", "HEAD")):
        code, out, err = run(root, *command)
        assert (code, out) == (3, "")
        assert said in err
        assert not ENGLISH.search(err.replace(str(root), "")), err
    code, out, err = run(root, "report", "trend", "--as-of", "2026-04-08")
    assert (code, err) == (0, "")
    assert f"（{short}），看不到以前的情况。" in out.replace("\n", "")


def test_settings_of_the_user_that_git_refuses_are_not_called_a_missing_git(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    (tmp_path / ".gitconfig").write_text("[[[\n", encoding="utf-8")
    code, out, err = run(root, "check", "--base", "HEAD", HOME=str(tmp_path))
    assert (code, out) == (3, "")
    assert "git 的配置文件有错误" in err


@pytest.mark.parametrize("broken", ["detached-from-no-commit", "commit-is-missing"], indirect=True)
def test_where_the_commit_that_is_out_is_lost_no_other_version_is_blamed(
    broken: tuple[Path, str, str], run: Callable[..., Outcome]
) -> None:
    code, out, err = run(broken[0], "diff", "HEAD~1")
    assert (code, out) == (3, "")
    assert "git fsck" in err
    _, out, _ = run(broken[0], "report")
    assert "版本 未知（git" in out


@pytest.mark.parametrize("broken", ["another-owner", "tree-is-missing", "git-is-not-installed"], indirect=True)
def test_a_site_whose_history_cannot_be_read_says_so_on_every_page(
    broken: tuple[Path, str, str], tmp_path: Path, run: Callable[..., Outcome]
) -> None:
    root, _, short = broken
    for edition in ((), ("--public",)):
        code, _, err = run(root, "pages", "--out", tmp_path / "out", *edition)
        assert code == 0
        assert f"读不了版本记录（{short}），看不到以前的情况。" in err
        for page in (tmp_path / "out").rglob("*.html"):
            text = page.read_text("utf-8")
            assert f"读不了版本记录（{short}），看不到以前的情况。" in text, page
            assert str(root) not in text


@pytest.mark.parametrize(
    ("broken", "version"),
    [
        ("another-owner", "未知（git 仓库属于另一个用户）"), ("git-is-not-installed", "未知（没有安装 git，或运行不了）"),
        ("git-file-leads-nowhere", "未知（git 仓库的指向已失效）"), ("branch-is-empty", "未知（git 仓库已损坏或不完整）"),
    ],
    indirect=["broken"],
)  # fmt: skip
def test_a_report_says_why_its_version_is_not_known(broken: tuple[Path, str, str], version: str, run: Callable[..., Outcome]) -> None:
    code, out, err = run(broken[0], "report")
    assert (code, err) == (0, "")
    assert f"版本 {version}" in out
    assert '"revision": null' in run(broken[0], "report", "-f", "json")[1]


def test_what_is_not_in_git_yet_is_no_fault(
    tmp_path: Path, book: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch, run: Callable[..., Outcome]
) -> None:
    root = book(BOOK)
    assert "版本 未入库" in run(root, "report")[1]
    assert "不在 git 仓库里" in run(root, "check", "--base", "main")[2]
    with monkeypatch.context() as without:
        without.setenv("PATH", str(tmp_path / "nothing"))
        assert "版本 未入库" in run(root, "report")[1]
        assert "不在 git 仓库里" in run(root, "check", "--base", "main")[2]
    subprocess.run(["git", "init", "-q", root], check=True)
    assert "版本 未入库" in run(root, "report")[1]
    assert run(root, "check", "--base", "main")[0::2] == (3, "仓库里还没有任何提交，无法比较版本。\n")
    assert "没有 git 版本记录（还没有任何提交）" in run(root, "report", "trend")[1]


@pytest.mark.parametrize(
    "name",
    ["", " ", "-x", "--", "--all", "^main", "main..main", "main...main", "a..b", ":tasks", ":/x", "HEAD:tasks", "main^!", "main^@", "HEAD^{tree}",
     "HEAD~99", "HEAD@{99}", "@{u}", "main\nHEAD", "main\t", "x" * 200_000 if sys.platform == "win32" else "x" * 100_000, "不存在", "*", "..",
     "refs/heads/", "0" * 40, "1" * 40, "HEAD^{/nothing}", "$(touch x)", "main;ls", "\x1b[31m", "\u202emain", "HEAD^{commit", "@{-1}", "a b"],
)  # fmt: skip
def test_a_name_of_no_version_is_refused_in_every_place(tmp_path: Path, tasks: Callable[..., Outcome], name: str) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    subprocess.run(["git", "-C", tmp_path, "branch", "-f", "main"], check=False, capture_output=True)
    for command in (("check", f"--base={name}"), ("diff", "--", name), ("diff", "--", "HEAD", name)):
        ended = tasks("--root", tmp_path, *command)
        assert (ended.code, ended.out) == (3, ""), command
        assert re.search(r"不是版本名|找不到版本", ended.err)
        assert "\x1b" not in ended.err
        assert "\u202e" not in ended.err
        assert len(ended.err) < 500 or len(name) > 400


def test_an_empty_account_does_not_pass_the_review_by(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    for name in ("", " "):
        code, out, err = run(tmp_path, "check", "--base", "HEAD", "--actor", name)
        assert (code, out, err) == (2, "", "--actor 后面要写账号，不能是空的。\n")


def lose(root: Path, name: str, how: str) -> None:
    """Damage the object called so."""
    found = subprocess.run(["git", "-C", root, "rev-parse", name], check=True, capture_output=True, text=True).stdout.strip()
    path = root / ".git" / "objects" / found[:2] / found[2:]
    raw = path.read_bytes()
    path.unlink()
    if how == "junk":
        path.write_bytes(b"junk")
    elif how == "short":
        path.write_bytes(raw[: len(raw) // 2])
    elif how == "empty":
        path.write_bytes(b"")
    elif how == "another":
        written = subprocess.run(["git", "-C", root, "hash-object", "-w", "--stdin"], input=b"x: y\n", check=True, capture_output=True)
        name = written.stdout.decode().strip()
        shutil.copy(root / ".git" / "objects" / name[:2] / name[2:], path)
    elif how == "folder":
        path.mkdir()


@pytest.mark.parametrize("how", ["missing", "junk", "short", "empty", "another", "folder"])
def test_a_lost_version_of_a_file_counts_as_absent_and_is_told_once(tmp_path: Path, how: str, run: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    commit(root, STARTED.replace("40", "50"), "2026-03-11")
    lose(root, f"HEAD~1:{PROGRESS}", how)
    code, out, err = run(root, "report", "trend", "--as-of", "2026-04-08")
    assert (code, err) == (0, "")
    assert "2026-02-18" in out
    assert out.count("版本记录中有 1 份文件读不出来") == 1
    for command in (("check", "--base", "HEAD~1"), ("diff", "HEAD~1"), ("diff", "HEAD~1", "HEAD")):
        code, out, err = run(root, *command)
        assert (code, out) == (3, "")
        assert f"{PROGRESS} 读不出来。请运行 git fsck" in err
        assert not ENGLISH.search(err), err
    assert run(root, "check", "--base", "HEAD")[0] == 0


def test_everything_lost_at_once(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    objects = subprocess.run(
        ["git", "-C", root, "cat-file", "--batch-all-objects", "--batch-check"], check=True, capture_output=True, text=True
    )
    for line in objects.stdout.splitlines():
        name, kind, _ = line.split()
        if kind == "blob":
            path = root / ".git" / "objects" / name[:2] / name[2:]
            path.unlink()
            path.write_bytes(b"junk")
    assert "读不出来" in run(root, "report", "trend")[1]
    assert run(root, "check", "--base", "HEAD")[0] == 3


def test_a_bare_repository_and_a_folder_inside_git(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    shutil.copytree(root / "tasks", root / ".git" / "tasks")
    code, _, err = run(root / ".git", "check", "--base", "HEAD")
    assert code == 3
    assert "没有工作文件" in err


def test_what_a_hook_says_of_another_repository_is_not_believed(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    root, elsewhere = tmp_path / "book", tmp_path / "other"
    commit(root, BOOK, "2026-01-05")
    commit(elsewhere, BOOK, "2026-01-05")
    commit(elsewhere, STARTED, "2026-02-11")
    environment = {"GIT_DIR": str(elsewhere / ".git"), "GIT_WORK_TREE": str(elsewhere), "GIT_INDEX_FILE": "/nowhere"}
    assert run(root, "report", "-f", "json", **environment)[1] == run(root, "report", "-f", "json")[1]
    assert run(root, "diff", "HEAD", **environment)[0] == 0
    assert run(root, "diff", "HEAD~1", **environment)[0] == 3


def test_settings_of_a_user_do_not_change_what_git_answers(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    root = tmp_path / "a[b]" / "book"
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    plain = run(root, "report", "trend", "--as-of", "2026-04-08", "-f", "csv")[1]
    for setting in ("log.showSignature=true", "log.follow=true", "core.quotePath=true", "color.ui=always", "diff.orderFile=/nowhere", "log.date=raw",
                    "diff.renames=copies", "diff.noprefix=true", "log.decorate=full", "core.pager=false", "core.fsmonitor=/nowhere", "diff.ignoreSubmodules=all"):  # fmt: skip
        subprocess.run(["git", "-C", root, "config", *setting.split("=")], check=True)
        assert run(root, "report", "trend", "--as-of", "2026-04-08", "-f", "csv")[1] == plain, setting
        subprocess.run(["git", "-C", root, "config", "--unset", setting.split("=")[0]], check=True)


HANGING = {
    "git-itself": "",
    "a-file-its-settings-name": "mkfifo settings; git config include.path $PWD/settings",
    "fetching-what-is-missing": (
        OBJECT + "rm -f $(file HEAD~1:tasks/items/p-1); git config core.repositoryFormatVersion 1; git config extensions.partialClone origin; "
        "git config remote.origin.promisor true; git config remote.origin.url ssh://nobody@nowhere/x; git config core.sshCommand 'sleep 1000 #'"
    ),
}  # fmt: skip


@pytest.mark.parametrize("how", HANGING)
def test_a_git_that_hangs_is_stopped_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tasks: Callable[..., Outcome], how: str
) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-01-05")
    commit(root, STARTED, "2026-02-11")
    if HANGING[how]:
        subprocess.run(["sh", "-c", HANGING[how]], cwd=root, check=True)
    else:
        (tmp_path / "git").write_text("#!/bin/sh\nsleep 1000\n")
        (tmp_path / "git").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    for name in ("SHORT", "ORDINARY", "LONG"):
        monkeypatch.setattr(git_process, name, 0.5)
    begun = time.monotonic()
    for command in (["diff", "HEAD~1"], ["check", "--base", "HEAD~1"]):
        ended = tasks("--root", root, *command)
        assert (ended.code, ended.out) == (3, "")
        assert "没有回应" in ended.err
    assert tasks("--root", root, "report", "trend").code == 0
    assert time.monotonic() - begun < 30


def test_what_a_user_traces_is_not_taken_for_what_git_says(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    commit(tmp_path, STARTED, "2026-02-11")
    for name in ("GIT_TRACE", "GIT_TRACE2", "GIT_TRACE_SETUP", "GIT_GLOB_PATHSPECS", "GIT_LITERAL_PATHSPECS"):
        assert run(tmp_path, "diff", "HEAD~1", **{name: "1"}) == run(tmp_path, "diff", "HEAD~1"), name
        code, _, err = run(tmp_path, "diff", "nothing", **{name: "1"})
        assert (code, "找不到版本" in err) == (3, True), name


def test_a_replacement_of_a_commit_changes_nothing(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    commit(tmp_path, STARTED, "2026-02-11")
    said = run(tmp_path, "diff", "HEAD~1")
    blobs = ("HEAD~1:tasks/items/p-1/1.yaml", f"HEAD:{PROGRESS}")
    subprocess.run(["git", "-C", tmp_path, "replace", *blobs], check=True)
    assert run(tmp_path, "diff", "HEAD~1") == said


def test_names_that_are_not_utf8_in_history(tmp_path: Path, run: Callable[..., Outcome]) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/tasks/items/p-1/\xff\xfe.yaml")).write_bytes(b"a: 1")
    commit(tmp_path, STARTED, "2026-02-11")
    assert run(tmp_path, "report", "trend")[0] == 0
    code, out, err = run(tmp_path, "check", "--base", "HEAD~1")
    assert (code < 2, err) == (True, "")
    assert "无法辨认的字节" in out


def test_a_folder_whose_name_is_not_utf8(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb2\xbd"))
    commit(root, BOOK, "2026-01-05")
    for command, code in (
        ("report", 0),
        ("check", 0),
        ("diff HEAD", 0),
        ("check --base HEAD", 0),
        ("report trend", 0),
        ("diff nothing", 3),
    ):
        done = subprocess.run([sys.executable, "-m", "duban", *command.split()], cwd=root, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
        assert b"Traceback" not in done.stderr
