"""What is taken out of history is in no object, log or message any more, and the rest of history is as it was."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from conftest import files
from dated_books import BOOK
from dated_books import FINISHED
from dated_books import STARTED
from dated_books import commit
from duban.changes import history
from duban.storage import git_log

SCRIPT = Path(__file__).parents[2] / "tools" / "purge_personal_data.py"
NUMBER = "13912345678"
TAINTED = STARTED.replace("已起草", f"已起草，联系 {NUMBER}")
FILE = "tasks/progress/bureau/p-1/1.yaml"


def git(root: Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, text=True).stdout


def purge(root: Path, *arguments: str | Path) -> tuple[int, str]:
    ended = subprocess.run([sys.executable, SCRIPT, *arguments], cwd=root, check=False, capture_output=True, text=True)
    return ended.returncode, ended.stdout + ended.stderr


def everywhere(root: Path) -> bytes:
    """Return the content of every object, and every other file of the repository."""
    objects = subprocess.run(["git", "-C", root, "cat-file", "--batch-all-objects", "--batch"], check=True, capture_output=True).stdout
    folder = Path(git(root, "rev-parse", "--absolute-git-dir").strip())
    return objects + b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A repository in which a number was written, merged, tagged, named in a message, and taken out again."""
    root = tmp_path / "shared"
    commit(root, BOOK, "2026-01-05")
    commit(root, TAINTED, "2026-02-11")
    git(root, "tag", "-m", f"联系 {NUMBER}", "v1")
    git(root, "branch", "draft")
    commit(root, FINISHED, "2026-04-03")
    for name in ("user.name", "user.email"):
        git(root, "config", name, "a")
    git(root, "commit", "-q", "--allow-empty", "-m", f"删去 {NUMBER}")
    git(root, "gc", "-q")
    return root


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    listed = tmp_path / "texts"
    listed.write_text(f"{NUMBER}\n", encoding="utf-8")
    return listed


@pytest.mark.parametrize("way", [(), ("--mirror", "--no-local"), ("--no-local",)])
def test_a_number_is_in_no_object_and_history_is_otherwise_intact(way: tuple[str, ...], shared: Path, texts: Path, tmp_path: Path) -> None:
    root = shared
    if way:
        root = tmp_path / "fresh"
        git(tmp_path, "clone", "-q", *way, str(shared), str(root))
    assert NUMBER.encode() in everywhere(root)
    before = git(root, "log", "--format=%an %ae %ad %cd", "--date=raw", "main").splitlines()
    then = history.replay(git_log.log(shared))
    code, said = purge(root, texts)
    assert (code, said.splitlines()[0]) == (0, "已清除，全部对象核对完毕。下一步见 SECURITY.md。")
    assert NUMBER not in said
    assert NUMBER.encode() not in everywhere(root)
    assert git(root, "log", "--format=%an %ae %ad %cd", "--date=raw", "main").splitlines() == before
    assert git(root, "log", "-1", "--format=%s", "main").strip() == "删去 （已删去）"
    assert git(root, "show", f"draft:{FILE}") == files(TAINTED.replace(NUMBER, "（已删去）"))[FILE].decode()
    assert git(root, "show", f"main:{FILE}") == files(FINISHED)[FILE].decode()
    git(root, "fsck", "--strict")
    if "--mirror" not in way:
        now = history.replay(git_log.log(root))
        kept = [(version.on, version.path, version.new) for version in now.versions if version.new and "（已删去）" not in str(version.new)]
        assert kept == [(version.on, version.path, version.new) for version in then.versions if version.new]
    if way:
        assert git(root, "remote", "get-url", "origin").strip() == str(shared)


def test_what_was_pushed_over_it_has_lost_it_too(shared: Path, texts: Path, tmp_path: Path) -> None:
    server = tmp_path / "server"
    git(tmp_path, "clone", "-q", "--mirror", "--no-local", str(shared), str(server))
    git(tmp_path, "clone", "-q", "--mirror", "--no-local", str(server), str(tmp_path / "fresh"))
    assert purge(tmp_path / "fresh", texts)[0] == 0
    git(tmp_path / "fresh", "push", "-q", "--mirror", "--force")
    git(server, "reflog", "expire", "--expire=now", "--all")
    git(server, "gc", "-q", "--prune=now")
    assert NUMBER.encode() not in everywhere(server)
    git(tmp_path, "clone", "-q", str(server), str(tmp_path / "anew"))
    assert NUMBER.encode() not in everywhere(tmp_path / "anew")
    assert purge(tmp_path / "anew", "--check", texts) == (0, "全部对象核对完毕，没有找到。\n")
    assert purge(shared, "--check", texts)[0] == 1
    assert NUMBER.encode() in everywhere(shared)


def test_a_packed_file_is_found_and_taken_out_whole(shared: Path, texts: Path) -> None:
    template = shared / "tasks" / "forms" / "a" / "b.docx"
    template.parent.mkdir(parents=True)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:t>{NUMBER}</w:t>" * 50)
    template.write_bytes(packed.getvalue())
    commit(shared, BOOK, "2026-05-01")
    code, said = purge(shared, texts)
    assert (code, NUMBER in said) == (1, False)
    assert "--path" in said
    assert purge(shared, texts, "--path", "tasks/forms/a/b.docx")[0] == 0
    assert "tasks/forms" not in git(shared, "rev-list", "--all", "--objects")
    assert b"word/document.xml" not in everywhere(shared)
    assert not template.exists()


def test_a_file_alone_is_taken_out(shared: Path) -> None:
    assert purge(shared, "--path", FILE)[0] == 0
    assert FILE not in git(shared, "log", "--all", "--name-only", "--format=")
    assert git(shared, "show", "main:tasks/plans/p-1.yaml")


def test_people_who_wrote_it_into_their_own_name_lose_it(shared: Path, texts: Path) -> None:
    git(shared, "-c", f"user.name=王{NUMBER}", "-c", f"user.email={NUMBER}@a", "commit", "-q", "--allow-empty", "-m", "x")
    assert purge(shared, texts)[0] == 0
    assert NUMBER.encode() not in everywhere(shared)
    assert git(shared, "log", "-1", "--format=%an %cn %ae").strip() == "王（已删去） 王（已删去） （已删去）@a"


@pytest.mark.parametrize(
    "content",
    [NUMBER.encode("utf-16-le"), f"电话{NUMBER}".encode("utf-16"), f"情况: 联系{NUMBER[:3]}\n    {NUMBER[3:]}\n".encode(), "runs"],
    ids=["utf-16-le", "utf-16", "folded", "runs"],
)
def test_what_is_written_in_pieces_or_another_encoding_is_not_called_gone(content: bytes | str, shared: Path, texts: Path) -> None:
    if isinstance(content, str):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("word/document.xml", f"<w:r><w:t>{NUMBER[:3]}</w:t></w:r><w:r><w:t>{NUMBER[3:]}</w:t></w:r>" * 50)
        content = packed.getvalue()
    (shared / "odd").write_bytes(content)
    git(shared, "add", "odd")
    git(shared, "commit", "-q", "-m", "x")
    code, said = purge(shared, texts)
    assert (code, NUMBER in said) == (1, False)
    assert "文件内容 1" in said
    assert purge(shared, texts, "--path", "odd")[0] == 0


def test_the_names_of_branches_and_files_are_told_and_a_second_run_goes_on_even_days_later(
    shared: Path, texts: Path, tmp_path: Path
) -> None:
    git(shared, "branch", f"fix-{NUMBER}")
    (shared / f"{NUMBER}.txt").write_text("x", encoding="utf-8")
    git(shared, "add", ".")
    git(shared, "commit", "-q", "-m", "x")
    mirror = tmp_path / "mirror"
    git(tmp_path, "clone", "-q", "--mirror", "--no-local", str(shared), str(mirror))
    code, said = purge(mirror, texts)
    assert (code, NUMBER in said) == (1, False)
    assert "文件名 1、分支、标签的名称 1" in said
    git(mirror, "branch", "-m", f"fix-{NUMBER}", "fixed")
    os.utime(mirror / "filter-repo" / "already_ran", (1, 1))
    assert purge(mirror, texts, "--path", f"{NUMBER}.txt")[0] == 0
    git(mirror, "push", "-q", "--mirror", "--force", "--dry-run")
    assert git(shared, "rev-parse", "main").strip() in (mirror / "filter-repo" / "commit-map").read_text("utf-8")


def test_a_file_that_once_had_another_name_is_not_called_gone(shared: Path) -> None:
    git(shared, "mv", FILE, "elsewhere.yaml")
    git(shared, "commit", "-q", "-m", "x")
    code, said = purge(shared, "--path", "elsewhere.yaml")
    assert code == 1
    assert "改过名的，旧名也写" in said
    assert purge(shared, "--path", "elsewhere.yaml", "--path", FILE)[0] == 0


def test_it_refuses_what_would_keep_or_lose_something(shared: Path, texts: Path, tmp_path: Path) -> None:
    before = git(shared, "rev-parse", "main")
    assert purge(shared)[0] == 2
    short = tmp_path / "short"
    short.write_text("139\n", encoding="utf-8")
    assert purge(shared, short)[0] == 2
    (shared / "texts").write_text(NUMBER, encoding="utf-8")
    assert purge(shared, shared / "texts")[0] == 2
    (shared / "texts").unlink()
    (shared / FILE).write_text("状态: 进行中\n", encoding="utf-8")
    assert purge(shared, texts)[0] == 2
    git(shared, "stash", "-q")
    assert purge(shared, texts)[0] == 2
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{shared}", str(tmp_path / "shallow"))
    assert purge(tmp_path / "shallow", texts)[0] == 2
    git(tmp_path, "clone", "-q", "--shared", str(shared), str(tmp_path / "borrowing"))
    assert purge(tmp_path / "borrowing", texts)[0] == 2
    assert purge(tmp_path, texts)[0] == 3
    assert git(shared, "rev-parse", "main") == before
