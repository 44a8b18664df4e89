"""Writes reach what they are meant for and nothing else, whole or not at all, one writer at a time; every stream may be closed."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from typing import Any

import click
import pytest
from filelock import FileLock

from changed_books import JIA
from changed_books import START
from changed_books import git
from conftest import ROOT
from conftest import files
from duban.cli import app
from duban.documents import reader as documents_reader
from duban.ground import system_errors
from duban.rules import registry
from duban.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

TASKS = [sys.executable, "-m", "duban"]
UPDATE = ("update", "sl/1", "--unit", "甲市局", "--text", "征求意见", "--date", "2026-11-01")
NEW = ("new", "unit", "bing", "--name", "丙市交通运输局", "--short", "丙市局")


def everything(folder: Path) -> dict[str, bytes | str]:
    """Return every file below a folder with its bytes, and every link with where it leads."""
    found: dict[str, bytes | str] = {}
    for path in folder.rglob("*"):
        if path.is_symlink():
            found[path.relative_to(folder).as_posix()] = str(path.readlink())
        elif path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


# --- Links -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "command"),
    [
        ("tasks/progress/jia/sl/1.yaml", UPDATE), ("tasks/progress/jia/sl", UPDATE), ("tasks/progress/jia", UPDATE), ("tasks/progress", UPDATE),
        ("tasks", UPDATE), ("tasks/units/bing.yaml", NEW), ("tasks/units", NEW), ("tasks", NEW), ("tasks/progress/jia/sl/1.yaml", ("fix", "--yes")),
        ("tasks/progress/jia", ("fix", "--yes")), ("tasks", ("fix", "--yes")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("leads", ["outside", "nowhere"])
def test_nothing_is_written_through_a_link(
    book: Book, tasks: Tasks, tmp_path: Path, link: str, command: tuple[str, ...], leads: str
) -> None:
    root = book(START + "== progress/yi/sl/1.yaml\n状态：进行中\n")
    outside = tmp_path / "outside"
    outside.mkdir()
    place = root / link
    if place.exists():
        place.rename(outside / place.name)
    place.symlink_to(outside / place.name if leads == "outside" else tmp_path / "nowhere" / "x")
    before = everything(outside)
    ended = tasks("--root", root, *command)
    assert everything(outside) == before
    assert not (tmp_path / "nowhere").exists()
    assert place.is_symlink()
    assert "Traceback" not in ended.err
    if command[0] != "fix":
        assert ended.code in {1, 2, 3}
        assert (root / "tasks/units/bing.yaml").is_symlink() or not (root / "tasks/units/bing.yaml").exists()


@pytest.mark.parametrize("swapped", ["tasks/progress/jia", "tasks/progress", "tasks", "tasks/progress/jia/sl/1.yaml"])
def test_a_link_put_in_while_it_works_does_not_win(
    book: Book, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    root = book(START)
    outside = tmp_path / "outside"
    outside.mkdir()
    judge = registry.check

    def swapping(*arguments: Any) -> Any:
        place = root / swapped
        if not place.is_symlink():
            place.rename(outside / place.name)
            place.symlink_to(outside / place.name)
        return judge(*arguments)

    monkeypatch.setattr(registry, "check", swapping)
    before = everything(root / "tasks")
    ended = tasks("--root", root, *UPDATE)
    assert ended.code == 3
    assert "是链接" in ended.err
    assert set(everything(outside).values()) <= set(before.values())


def test_a_name_that_two_files_share_is_parted_not_written_through(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root = book(START)
    (tmp_path / "other.yaml").hardlink_to(root / JIA)
    before = (root / JIA).read_bytes()
    assert tasks("--root", root, *UPDATE).code == 0
    assert (tmp_path / "other.yaml").read_bytes() == before


def test_the_mode_of_a_file_stays(book: Book, tasks: Tasks) -> None:
    root = book(START)
    (root / JIA).chmod(0o640)
    assert tasks("--root", root, *UPDATE).code == 0
    assert stat.S_IMODE((root / JIA).stat().st_mode) == 0o640


# --- Results in files ------------------------------------------------------------------------------------------------

RESULTS = [("report",), ("check",), ("show", "sl/1"), ("codeowners",), ("report", "items", "-f", "csv")]


@pytest.mark.parametrize("command", RESULTS)
def test_a_file_that_is_there_is_not_overwritten_unless_told(book: Book, tasks: Tasks, tmp_path: Path, command: tuple[str, ...]) -> None:
    root, target = book(START), tmp_path / "out"
    target.write_text("旧")
    ended = tasks("--root", root, *command, "-o", target)
    assert (ended.code, ended.out, ended.err) == (2, "", f"{target} 已经有了，没有覆盖。要覆盖的，加 --force。\n")
    assert target.read_text() == "旧"
    ended = tasks("--root", root, *command, "-o", target, "--force")
    assert (ended.code, ended.err) == (0, f"已写入 {target}\n")
    assert target.read_text() != "旧"


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize(
    ("command", "place"),
    [
        (("report", "-o"), "tasks/config.yaml"),
        (("report", "-o"), "tasks/new.csv"),
        (("check", "-o"), "tasks/units/jia.yaml"),
        (("codeowners", "-o"), "link/config.yaml"),
        (("report", "-o"), "file-link"),
        (("report", "-o"), ".git/config"),
        (("schema", "-o"), "tasks"),
        (("schema", "-o"), ".git/info"),
        (("pages", "--out"), "tasks/new"),
    ],
)
def test_results_are_never_written_over_the_book(
    book: Book, tasks: Tasks, command: tuple[str, ...], place: str, force: tuple[str, ...]
) -> None:
    root = book(START)
    (root / "link").symlink_to("tasks")
    (root / "file-link").symlink_to("tasks/config.yaml")
    (root / ".git" / "info").mkdir(parents=True)
    before = everything(root)
    ended = tasks("--root", root, *command, root / place, *(() if command[0] == "pages" else force))
    assert (ended.code, "结果不写在里面" in ended.err) == (2, True), ended.err
    assert everything(root) == before


def test_schemas_are_written_all_or_none(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root, out = book(START), tmp_path / "out"
    out.mkdir()
    (out / "unit.schema.json").write_text("旧")
    assert tasks("--root", root, "schema", "-o", out).code == 2
    assert everything(out) == {"unit.schema.json": "旧".encode()}
    assert tasks("--root", root, "schema", "-o", out, "--force").code == 0
    assert len(everything(out)) > 5


def test_a_device_a_pipe_and_an_open_stream_are_written_into_as_they_are(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root = book(START)
    shown = tasks("--root", root, "report", "-f", "json").out
    assert tasks("--root", root, "report", "-o", "/dev/null").code == 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)
    os.mkfifo(tmp_path / "pipe")
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append((tmp_path / "pipe").read_text("utf-8")))
    reader.start()
    assert tasks("--root", root, "report", "-f", "json", "-o", tmp_path / "pipe").code == 0
    reader.join()
    assert read == [shown]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    target = tmp_path / "log"
    command = [*TASKS, "--root", str(root), "report", "-f", "json", "-o"]
    for stream in ("/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", str(target)):
        with target.open("w", encoding="utf-8") as file:
            file.write("前文\n")
            file.flush()
            done = subprocess.run([*command, stream], stdout=file, stderr=subprocess.DEVNULL, check=False)
        assert (done.returncode, target.read_text("utf-8")) == (0, f"前文\n{shown}"), stream


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        ("folder", 2, "是文件夹，这里要写文件"), ("nothing/x", 3, "不存在，或上级文件夹不存在"), ("file/x", 3, "路径中间有一段不是文件夹"),
        ("loop", 3, "这是链接，或链接绕成了圈"), ("socket", 3, "没有程序在另一端接收"), ("x" * 300, 3, "名称太长"), ("", 2, "要写路径，不能是空的"),
        ("link", 2, "没有覆盖"), ("dangling", 2, "没有覆盖"),
    ],
)  # fmt: skip
def test_where_nothing_can_be_written_it_says_why(
    book: Book, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: str, code: int, said: str
) -> None:
    root = book(START)
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("file").write_text("旧")
    Path("loop").symlink_to("loop")
    Path("link").symlink_to("file")
    Path("dangling").symlink_to("absent")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        before = everything(tmp_path)
        ended = tasks("--root", root, "report", "-o", made)
    assert (ended.code, ended.out) == (code, "")
    assert said in ended.err
    assert everything(tmp_path) == before


def test_through_a_link_to_a_file_only_when_told(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root = book(START)
    (tmp_path / "file").write_text("旧")
    (tmp_path / "link").symlink_to("file")
    assert tasks("--root", root, "report", "-o", tmp_path / "link", "--force").code == 0
    assert (tmp_path / "link").is_symlink()
    assert "示例台账" in (tmp_path / "file").read_text("utf-8")


# --- One writer at a time --------------------------------------------------------------------------------------------


def entries(root: Path) -> list[str]:
    return [entry["情况"] for entry in documents_reader.read("x", (root / JIA).read_bytes()).data["进展"]]


@pytest.mark.parametrize("place", [".git/duban", ".duban"])
def test_twelve_writers_lose_nothing(book: Book, place: str) -> None:
    root = book(START)
    if place.startswith(".git"):
        subprocess.run(["git", "init", "-q", root], check=True)
    command = [*TASKS, "--root", str(root), *UPDATE[:4], "--date", "2026-11-01", "--text"]
    running = [subprocess.Popen([*command, f"第{number}次报送"], stdout=subprocess.DEVNULL) for number in range(12)]
    assert [process.wait() for process in running] == [0] * 12
    assert sorted(entries(root)[1:]) == sorted(f"第{number}次报送" for number in range(12))
    assert {path.name for path in (root / place).iterdir()} <= {"lock", ".gitignore"}
    assert not [path for path in (root / "tasks").rglob("*") if "duban" in path.name]


def test_corrections_beside_reports_lose_nothing(book: Book) -> None:
    root = book(START)
    report = [*TASKS, "--root", str(root), *UPDATE[:4], "--date", "2026-11-01", "--text"]
    for round_ in range(4):
        path = root / JIA
        path.write_bytes(path.read_bytes().replace("状态: ".encode(), "状态：".encode()).replace(b"2026-03-01", b"2026/3/1"))
        reports = [
            subprocess.Popen([*report, f"第{round_}轮{number}"], stdout=subprocess.PIPE, stderr=subprocess.PIPE) for number in range(2)
        ]
        fixes = [subprocess.Popen([*TASKS, "--root", str(root), "fix", "--yes"], stdout=subprocess.PIPE) for _ in range(2)]
        for fix in fixes:
            fix.communicate()
            assert fix.returncode == 0
        done = {f"第{round_}轮{number}": (process.communicate(), process.returncode)[1] for number, process in enumerate(reports)}
        assert set(done.values()) <= {0, 1}  # 1: it came before the file was mended, and said so
        kept = entries(root)
        assert [text for text, code in done.items() if (code == 0) != (text in kept)] == []
        assert subprocess.run([*TASKS, "--root", str(root), "check"], stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_a_file_that_an_editor_saved_meanwhile_is_not_overwritten(book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    root = book(START)
    judge = registry.check

    def meanwhile(*arguments: Any) -> Any:
        (root / JIA).write_text("状态: 暂缓\n", encoding="utf-8")
        return judge(*arguments)

    monkeypatch.setattr(registry, "check", meanwhile)
    ended = tasks("--root", root, *UPDATE)
    assert (ended.code, ended.err) == (3, f"{JIA} 刚被别的程序改过，没有写入。请再运行一次。\n")
    assert (root / JIA).read_text("utf-8") == "状态: 暂缓\n"


def test_who_waits_is_told_and_gives_up_in_the_end(book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    root = book(START)
    assert tasks("--root", root, *UPDATE).code == 0
    monkeypatch.setattr(atomic, "_PATIENCE", 0.1)
    monkeypatch.setattr(atomic, "_LIMIT", 0.2)
    before = everything(root)
    with FileLock(root / ".duban" / "lock"):
        for command in (UPDATE, NEW, ("fix", "--yes")):
            ended = tasks("--root", root, *command)
            assert (ended.code, ended.out) == (3, "")
            first, second = ended.err.splitlines()
            assert first.startswith("另一个程序正在写这个台账，已等待")
            assert second.startswith("另一个程序一直在写这个台账")
        assert tasks("--root", root, "fix").code == 0
        assert tasks("--root", root, "check").code == 0
    assert everything(root) == before


def test_where_our_folder_in_git_leads_elsewhere_nothing_is_written(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    repo = book(START)
    git(repo, "init", "-q")
    (tmp_path / "outside").mkdir()
    (repo / ".git" / "duban").symlink_to(tmp_path / "outside")
    before = (repo / JIA).read_bytes()
    ended = tasks("--root", repo, *UPDATE)
    assert (ended.code, "是链接，没有写入" in ended.err) == (3, True)
    assert ((repo / JIA).read_bytes(), list((tmp_path / "outside").iterdir())) == (before, [])


@pytest.mark.parametrize("in_the_way", ["file", "link", "lock-is-a-link"])
def test_where_it_cannot_be_locked_nothing_is_written(book: Book, tasks: Tasks, tmp_path: Path, in_the_way: str) -> None:
    root = book(START)
    place = root / ".duban"
    (tmp_path / "outside").mkdir()
    if in_the_way == "file":
        place.write_text("x")
    elif in_the_way == "link":
        place.symlink_to(tmp_path / "outside")
    else:
        place.mkdir()
        (place / "lock").symlink_to(tmp_path / "outside" / "lock")
    before = everything(root)
    ended = tasks("--root", root, *UPDATE)
    assert (ended.code, ended.out) == (3, "")
    assert "没有写入" in ended.err
    assert {path: content for path, content in everything(root).items() if not path.startswith(".duban")} == {
        path: content for path, content in before.items() if not path.startswith(".duban")
    }
    assert list((tmp_path / "outside").iterdir()) == []


def test_a_book_that_cannot_be_written_says_why(book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch) -> None:
    root = book(START)
    before = everything(root)
    for number, said in ((errno.EROFS, "磁盘是只读的"), (errno.EACCES, "没有权限"), (errno.ENOSPC, "磁盘已满")):
        with monkeypatch.context() as patch:

            def refuse(_: int, number: int = number) -> None:
                raise OSError(number, "English words")

            patch.setattr(os, "fsync", refuse)
            ended = tasks("--root", root, *UPDATE)
        assert (ended.code, ended.err) == (3, f"写不了 {JIA}：{said}。\n")
        assert {path: content for path, content in everything(root).items() if not path.startswith(".duban/")} == before
    assert everything(root / ".duban").keys() == {"lock", ".gitignore"}


@pytest.mark.parametrize("call", ["open", "link"])
def test_a_disk_on_which_no_file_can_be_nameless(
    book: Book, tasks: Tasks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    root = book(START)
    real = getattr(os, call)

    def refuse(path: Any, flags: Any, *arguments: Any, **options: Any) -> Any:
        if call == "link" or flags & os.O_TMPFILE == os.O_TMPFILE:
            raise OSError(errno.EOPNOTSUPP, "English words")
        return real(path, flags, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        assert [tasks("--root", root, *command).code for command in (UPDATE, NEW, ("report", "-o", tmp_path / "out"))] == [0, 0, 0]
    assert len(entries(root)) == 2
    assert "丙市局" in (root / "tasks/units/bing.yaml").read_text("utf-8")
    assert "示例台账" in (tmp_path / "out").read_text("utf-8")
    assert not list(tmp_path.rglob("*.tmp"))


def test_killed_at_any_moment_nothing_is_left(tmp_path: Path) -> None:
    kills = os.environ.get("DUBAN_KILLS", "3")
    script = [sys.executable, str(ROOT / "tests" / "kill_writers.py"), str(tmp_path / "trial"), kills, "2026"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


# --- Streams and arguments -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("streams", "command", "code"),
    [
        (">&-", "report", 3), (">&-", "check", 3), (">&-", "--help", 3), (">&-", "--version", 3), (">&- 2>&-", "report", 3), ("<&- >&- 2>&-", "check", 3),
        ("2>&-", "report", 0), ("<&-", "report", 0), ("2>&-", "report --unit x", 2), ("2>/dev/full", "report --unit x", 2), ("2>&-", "diff nothing", 3),
        (">&-", "report -o {out}", 0), ("2>&-", "report -o {out}", 0), ("2>/dev/full", "report -o {out}", 0), ("<&- >&- 2>&-", "report -o {out}", 0),
        (">/dev/full", "report", 3), (">/dev/full", "check", 3), (">/dev/full", "report items -f json", 3), (">/dev/full", "--help", 3),
        ("", "report -o /dev/full", 3), ("| true", "report", 0), ("| true", "report items -f json", 0), ("| head -1", "report items -f csv", 0),
        ("| head -c1", "show date-invalid", 0), ("| true", "--help", 0), ("2>&1 >/dev/null | true", "report --unit x", 2), ("| true", "check", 0),
    ],
)  # fmt: skip
def test_closed_and_full_streams(tmp_path: Path, streams: str, command: str, code: int) -> None:
    shown = " ".join(TASKS)
    script = f"{shown} --root {ROOT} {command.format(out=tmp_path / 'out')} {streams}; echo ${{PIPESTATUS[0]}} > {tmp_path / 'code'}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert int((tmp_path / "code").read_text()) == code
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert ("{out}" not in command) or (tmp_path / "out").stat().st_size > 100


BROKEN = os.fsdecode(b"\xb2\xbd\xd6\xe8")


def commands() -> list[tuple[str, click.Parameter]]:
    context = click.Context(app.tasks)
    found = {name: app.tasks.get_command(context, name) for name in app.tasks.list_commands(context)}
    return [(name, parameter) for name, command in found.items() if command for parameter in command.params]


@pytest.mark.parametrize(("command", "parameter"), commands(), ids=lambda part: part if isinstance(part, str) else part.name)
def test_bytes_that_are_no_text_are_refused_in_every_place(book: Book, tasks: Tasks, command: str, parameter: click.Parameter) -> None:
    root = book(START)
    before = everything(root)
    ended = tasks("--root", root, command, *((parameter.opts[0], BROKEN) if isinstance(parameter, click.Option) else (BROKEN,)))
    assert (ended.code, ended.out) == (2, "")
    assert "里有无法辨认的字节，不是 UTF-8" in ended.err
    assert everything(root) == before


@pytest.mark.parametrize(
    "arguments",
    [(), ("--root",), ("--root", "x" * 5000, "report"), ("--colour", "x"), ("--color", "x", "report"), ("'x", ), ('"x\'', ), ("report", "--due-within=x"),
     ("report", "--as-of"), ("report", "--as-of", ""), ("report", "-ox", "-oy", "z", "w"), ("report", "--force=1"), ("report", "--", "-x"), ("check", "--actor", ""),
     ("check", "--strict=yes"), ("show",), ("show", "a", "b", "c"), ("new",), ("new", "x"), ("new", "unit"), ("new", "unit", ""), ("new", "unit", "a/b"),
     ("update",), ("update", "x", "--percent", "1.5"), ("update", "x", "--date", "x"), ("form", "x"), ("form", "x", "y"), ("form", "x", "y", "-o", "/"),
     ("diff",), ("pages",), ("pages", "--out", "/dev/null"), ("pages", "--out", "x", "--address", "javascript:x"), ("schema", "-o", "/dev/null"), ("fix", "/etc"),
     ("fix", "--yes", "nothing" * 500), ("completion",), ("report", "-f"), ("report", "-f", "xlsx2"), ("-x",), ("--",), ("",)],
)  # fmt: skip
def test_what_is_written_wrongly_is_said_in_chinese(
    book: Book, tasks: Tasks, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    root = book(START)
    monkeypatch.chdir(root)
    ended = tasks(*arguments)
    assert ended.code in {2, 3}
    assert re.search(r"[\u4e00-\u9fff]", ended.err)
    assert not re.search(r"Error|Usage|Missing|Invalid|No such|requires|does not|directory|is not|Choose|Traceback|unexpected", ended.err)


def test_every_error_of_the_system_has_words() -> None:
    for number in errno.errorcode:
        said = system_errors.reason(OSError(number, os.strerror(number)))
        assert re.search(r"[\u4e00-\u9fff]", said)
        assert os.strerror(number) not in said
    assert system_errors.reason(OSError("x")) == "系统没有说明原因"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    script = f"mkdir {tmp_path}/gone && cd {tmp_path}/gone && rmdir {tmp_path}/gone && {' '.join(TASKS)} report"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (3, "读不到当前文件夹：不存在，或上级文件夹不存在。\n")


def test_a_file_that_cannot_be_read_is_a_finding_of_its_own(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    def refuse(path: str, *more: Any, **named: Any) -> int:
        if str(path).endswith(JIA):
            raise OSError(errno.EIO, "English words")
        return was(path, *more, **named)

    was = os.open
    root = book(START)
    monkeypatch.setattr(os, "open", refuse)
    ended = tasks("--root", root, "check", "--as-of", "2026-11-22", COLUMNS="100")
    assert ended.code == 1
    assert f"✖ {JIA} 第 1 行第 1 列  [file-unreadable]\n  文件读不出来（磁盘读写出错）\n  → 检查读取权限，或联系管理员\n" in ended.out
    assert "English words" not in ended.out


# Everything is imported while it may be, by commands that only look; then the process becomes somebody else.
SOMEBODY = """
import contextlib, difflib, os, sys
import filelock, git
from duban.cli import main
from duban.documents import editor
from duban.records import corrections
asked = sys.argv
for command in ("report", "check"):
    sys.argv = [*asked[:3], command]
    with open(os.devnull, "w") as nothing, contextlib.redirect_stdout(nothing):
        main.run()
sys.argv = asked
os.setgroups([])
os.setgid(12345)
os.setuid(12345)
main.main()
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
@pytest.mark.parametrize(
    ("closed", "command", "code", "said"),
    [
        ("tasks/units", ("check",), 1, "文件读不出来（没有权限）"), (JIA, ("check",), 1, "文件读不出来（没有权限）"), ("tasks", ("report",), 3, "没有权限"),
        ("", ("report",), 3, "没有权限"), ("tasks/units", ("report",), 0, "示例台账"), (None, UPDATE, 3, "没有写入"), (None, ("fix", "--yes"), 3, "没有写入"),
        (None, ("check", "--base", "HEAD"), 3, "git config --global --add safe.directory {root}"), (None, ("report", "-o", "{root}/x"), 3, "没有权限"),
        (None, ("diff", "HEAD"), 3, "属于另一个用户"), (None, ("report",), 0, "未知（git 仓库属于另一个用户）"),
    ],
)  # fmt: skip
def test_what_belongs_to_somebody_else(closed: str | None, command: tuple[str, ...], code: int, said: str) -> None:
    with TemporaryDirectory() as folder:  # pytest's own are closed to others
        root = Path(folder)
        root.chmod(0o755)
        for path, content in files(START).items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        subprocess.run(["git", "init", "-q", root], check=True)
        if closed is not None:
            (root / closed).chmod(0o600)
        before = everything(root)
        script = [sys.executable, "-c", SOMEBODY, "--root", str(root), *(word.format(root=root) for word in command)]
        done = subprocess.run(script, cwd="/", capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stderr
        assert said.format(root=root) in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        assert everything(root) == before
