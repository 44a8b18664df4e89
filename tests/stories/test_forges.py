"""CI files, CODEOWNERS and the server's hook: valid by the platforms' own schemas, and run for real."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from changed_books import ENTRY
from changed_books import JIA
from changed_books import START
from changed_books import YI
from changed_books import append
from changed_books import commit
from changed_books import edit
from changed_books import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

ROOT = Path(__file__).parents[2]
CHECKER = str(Path(sys.executable).parent / "check-jsonschema")
CI_FILES = [".github/workflows/check.yml", ".gitea/workflows/check.yml", ".gitlab-ci.yml", ".workflow/check.yml"]


@pytest.mark.parametrize(
    ("schema", "path"),
    [
        ("vendor.github-workflows", ".github/workflows/check.yml"),
        ("vendor.github-workflows", ".gitea/workflows/check.yml"),
        ("vendor.gitlab-ci", ".gitlab-ci.yml"),
        ("vendor.github-workflows", ".github/workflows/site.yml"),
        ("vendor.github-workflows", ".gitea/workflows/site.yml"),
    ],
)
def test_ci_files_fit_the_schemas_of_their_platforms(schema: str, path: str) -> None:
    done = subprocess.run([CHECKER, "--builtin-schema", schema, str(ROOT / path)], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()


@pytest.mark.parametrize("path", CI_FILES)
def test_every_forge_runs_the_same_command(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert "tools/ci/check" in text
    assert yaml.safe_load(text)
    # Names from a pull request reach the shell as variables, never pasted into it.
    assert not any("${{" in line and line.strip().startswith("run:") for line in text.splitlines())


SITE_FILES = [".github/workflows/site.yml", ".gitea/workflows/site.yml", ".gitlab-ci.yml", ".workflow/site.yml"]


@pytest.mark.parametrize("path", SITE_FILES)
def test_every_forge_publishes_the_open_site_each_day(path: str) -> None:
    text = (ROOT / path).read_text("utf-8")
    assert "tools/ci/site public" in text
    assert "cron" in text
    assert yaml.safe_load(text)
    assert "DUBAN_EDITION: internal" not in text
    assert not any("${{" in line and line.strip().startswith("run:") for line in text.splitlines())


def test_a_book_with_an_error_is_published_without_the_file_and_not_silently(tmp_path: Path) -> None:
    subprocess.run(["git", "clone", "-q", ROOT, tmp_path / "book"], check=True)
    bad = tmp_path / "book" / "tasks" / "items" / "jl-2024-136" / "1-1-2.yaml"
    bad.write_text("事项: [没有写完", encoding="utf-8")
    environment = {**os.environ, "DUBAN_BIN": str(Path(sys.executable).parent), "SITE_URL": "https://open.example.invalid/duban/"}
    done = subprocess.run(["tools/ci/site", "out"], cwd=tmp_path / "book", env=environment, capture_output=True, text=True, check=True)
    assert "没有通过检查的文件没有发布" in done.stderr
    assert "网站已生成（public）：out" in done.stdout
    front = (tmp_path / "book" / "out" / "index.html").read_text("utf-8")
    assert "有 1 个文件没有通过检查，没有计入本页数字" in front
    assert not (tmp_path / "book" / "out" / "check").exists()
    assert "https://open.example.invalid/duban/items/" in (tmp_path / "book" / "out" / "feed.atom").read_text("utf-8")


def test_the_scripts_are_executable_and_sound() -> None:
    for name in ("ci/check", "ci/site", "hooks/pre-receive", "install-system-packages"):
        path = ROOT / "tools" / name
        assert path.stat().st_mode & stat.S_IXUSR
        subprocess.run(["sh", "-n", str(path)], check=True)


def test_the_pre_commit_hook_names_a_command_that_runs(tasks: Tasks) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, *arguments = hook["entry"].split()
    assert program == "tasks"
    assert tasks("--root", ROOT, *arguments).code == 0


def test_codeowners(book: Book, tasks: Tasks) -> None:
    assert tasks("--root", book(START), "codeowners").out == (
        "# 由 tasks codeowners 生成，不要手工修改。以单位登记的账号为准。\n"
        "* @chief\n"
        "/tasks/progress/jia/ @zhang @jia-team\n"
        "/tasks/progress/office/ @chief\n"
        "/tasks/progress/yi/ @li\n"
        "/tasks/matters/xy/ @zhang @jia-team @li\n"
    )


class Backend(http.server.BaseHTTPRequestHandler):
    """git http-backend on loopback; the user of basic authentication is REMOTE_USER."""

    def do_POST(self) -> None:
        self.serve()

    def do_GET(self) -> None:
        self.serve()

    def serve(self) -> None:
        path, _, query = self.path.partition("?")
        import base64

        user = base64.b64decode(self.headers.get("Authorization", "Basic ").partition(" ")[2]).decode().partition(":")[0]
        if not user and ("receive-pack" in self.path):
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="git"')
            self.end_headers()
            return
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        server: GitServer = self.server  # type: ignore[assignment]
        environment = {
            **os.environ, "GIT_PROJECT_ROOT": str(server.folder), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": path, "QUERY_STRING": query,
            "REQUEST_METHOD": self.command, "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)),
            "REMOTE_USER": user, "DUBAN_TASKS": str(Path(sys.executable).parent / "tasks"),
        }  # fmt: skip
        if self.headers.get("Content-Encoding") == "gzip":
            environment["HTTP_CONTENT_ENCODING"] = "gzip"
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, env=environment, check=False)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n") if ": " in line)
        self.send_response(int(headers.pop("Status", "200").split()[0]))
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the base class
        """Say nothing."""


class GitServer(http.server.ThreadingHTTPServer):
    """Bare repositories below a folder."""

    folder: Path


@pytest.fixture
def server(book: Book, tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A working repository and the address of the bare one it pushes to, guarded by the hook."""
    root = book(START)
    git(root, "init", "-q", "-b", "main")
    (root / ".gitignore").write_text("bare.git\n", encoding="utf-8")
    commit(root, "开始")
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(root), str(bare)], check=True)
    subprocess.run(["git", "-C", str(bare), "config", "http.receivepack", "true"], check=True)
    shutil.copy(ROOT / "tools" / "hooks" / "pre-receive", bare / "hooks" / "pre-receive")
    listening = GitServer(("127.0.0.1", 0), Backend)
    listening.folder = tmp_path
    threading.Thread(target=listening.serve_forever, daemon=True).start()
    yield root, f"127.0.0.1:{listening.server_port}/bare.git"
    listening.shutdown()
    listening.server_close()


def push(root: Path, address: str, user: str, *options: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-C", str(root), "push", *options, f"http://{user}:x@{address}", "HEAD:main"]
    return subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)


def test_the_server_takes_a_good_push_over_http(server: tuple[Path, str]) -> None:
    root, address = server
    append(root, JIA, ENTRY)
    commit(root)
    done = push(root, address, "zhang")
    assert done.returncode == 0, done.stderr.decode()
    assert "检查通过" in done.stderr.decode()


def test_the_server_refuses_what_breaks_a_rule(server: tuple[Path, str]) -> None:
    root, address = server
    edit(root, JIA, "已起草", "已印发")
    commit(root)
    done = push(root, address, "zhang")
    assert done.returncode != 0
    assert "改动了原来的第 1 条进展" in done.stderr.decode()


def test_the_server_refuses_another_units_file(server: tuple[Path, str]) -> None:
    root, address = server
    append(root, JIA, ENTRY)
    commit(root)
    done = push(root, address, "li")
    assert done.returncode != 0
    assert "账号 li（乙市局）不能改这个文件" in done.stderr.decode()


def test_the_server_refuses_rewritten_history_that_drops_a_report(server: tuple[Path, str]) -> None:
    root, address = server
    append(root, JIA, ENTRY)
    commit(root)
    assert push(root, address, "zhang").returncode == 0
    git(root, "reset", "-q", "--hard", "HEAD~1")
    commit(root, "另一段历史")
    done = push(root, address, "zhang", "--force")
    assert done.returncode != 0
    assert "不能改写主分支的历史" in done.stderr.decode()


def test_twelve_units_file_at_once_and_merge_without_conflict(book: Book, tasks: Tasks) -> None:
    units = "".join(f"== units/u{number}.yaml\n名称: 第{number}局\n简称: 第{number}局\n" for number in range(12))
    everyone = ", ".join(f"第{number}局" for number in range(12))
    root = book(
        f"{START}{units}== items/sl/9.yaml\n事项: 报送\n条款: 一\n原文: 报送\n牵头单位: 未规定\n责任单位: [{everyone}]\n时限: {{原文: 及时}}\n"
    )
    git(root, "init", "-q", "-b", "main")
    commit(root)
    for number in range(12):
        git(root, "checkout", "-q", "-b", f"unit-{number}", "main")
        ended = tasks(
            "--root", root, "update", "sl/9", "--unit", f"第{number}局", "--state", "进行中", "--text", "已部署", "--date", "2026-11-01"
        )
        assert ended.code == 0, ended.err
        commit(root, f"第{number}局报进展")
    git(root, "checkout", "-q", "main")
    for number in range(12):
        git(root, "merge", "-q", "--no-edit", f"unit-{number}")
    assert tasks("--root", root, "check").code == 0
    data = json.loads(tasks("--root", root, "show", "sl/9", "-f", "json").out)
    assert [assignment["state"] for assignment in data["assignments"]] == ["进行中"] * 12


def test_a_conflict_left_in_a_file_is_named(book: Book, tasks: Tasks) -> None:
    root = book(START)
    git(root, "init", "-q", "-b", "main")
    commit(root)
    git(root, "checkout", "-q", "-b", "other")
    append(root, YI, ENTRY)
    commit(root)
    git(root, "checkout", "-q", "main")
    append(root, YI, ENTRY.replace("征求意见", "已送审"))
    commit(root)
    subprocess.run(
        ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.invalid", "merge", "other"],
        capture_output=True,
        check=False,
    )
    ended = tasks("--root", root, "check")
    assert "合并冲突的标记" in ended.out


GITLAB = ROOT / "tests" / "npm" / "node_modules" / ".bin" / "gitlab-ci-local"


@pytest.mark.skipif(not GITLAB.exists() or not shutil.which("rsync"), reason="make test installs gitlab-ci-local and rsync where it can")
def test_the_gitlab_pipeline_runs_for_real(tmp_path: Path) -> None:
    upstream = tmp_path / "upstream"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(upstream)], check=True)
    git(upstream, "checkout", "-q", "-B", "main")
    root = tmp_path / "work"
    subprocess.run(["git", "clone", "-q", str(upstream), str(root)], check=True)
    git(root, "checkout", "-q", "-b", "feature")
    edit(root, "tasks/items/jdz-changjiang-2025/3-1d.yaml", "原文: 每季度召开一次联席会议", "原文: 每年召开一次联席会议")
    commit(root)
    variables = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "GITLAB_USER_LOGIN": "zhang"}
    options = [word for name, value in variables.items() for word in ("--variable", f"{name}={value}")]
    command = ["node", str(GITLAB.resolve()), "--force-shell-executor", *options, "检查改动"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=240, stdin=subprocess.DEVNULL)
    shown = (done.stdout + done.stderr).decode(errors="replace")
    assert done.returncode != 0, shown[-3000:]
    assert "quotation-changed" in shown, shown[-3000:]
