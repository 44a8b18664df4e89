"""Run git: how it is started, how it ends, and what its surroundings may not tell it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.storage import git_errors
from duban.storage.git_errors import GitError
from duban.storage.git_folder import nearest_mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from pathlib import Path
    from typing import BinaryIO

    from git.cmd import Git as GitPython

    AutoInterrupt = GitPython.AutoInterrupt

# Seconds: what a report waits for its revision, what any question may take, and what the whole of
# history may.
SHORT, ORDINARY, LONG = 10.0, 20.0, 60.0
# What a hook or a shell says about another repository (the book's place alone says which one it is
# in), and what would change git's answers or add to what it says on stderr.
_ELSEWHERE = re.compile(
    "GIT_(DIR|WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX|NAMESPACE|SHALLOW_FILE|GRAFT_FILE"
    "|(LITERAL|GLOB|NOGLOB|ICASE)_PATHSPECS|TRACE.*)"
)
# Nobody is asked anything, nothing is locked, and no program shows the answer page by page.
_QUIET = {
    "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true", "SSH_ASKPASS_REQUIRE": "never",
    "GCM_INTERACTIVE": "never", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat",
    "LC_ALL": "C", "LANGUAGE": "C",
}  # fmt: skip
# Settings of a user or a repository that would change what git answers, or have it wait for
# another program.
_SETTINGS = (
    "--no-pager", "--no-replace-objects", "--literal-pathspecs",
    "-c", "log.showSignature=false", "-c", "log.follow=false",
    "-c", "log.mailmap=false", "-c", "core.fsmonitor=false",
)  # fmt: skip


@immutable
class Answer:
    """What git said until its end: the exit status, stdout, and stderr as text."""

    status: int
    output: bytes
    errors: str

    @property
    def text(self) -> str:
        """Stdout as text."""
        return self.output.decode(errors="replace")


def told(root: Path, *arguments: str, seconds: float | None = None) -> bytes:
    """Return what git answers; GitError where it refuses."""
    answer = ask(root, *arguments, seconds=seconds)
    if answer.status:
        raise refusal(root, answer)
    return answer.output


def refusal(root: Path, answer: Answer) -> GitError:
    """Return why git refused."""
    return git_errors.explained(answer.status, answer.errors, root, nearest_mark(root))


def ask(
    root: Path, *arguments: str, given: BinaryIO | None = None, seconds: float | None = None
) -> Answer:
    """Return what git says, a refusal too; GitError where git cannot be run.

    ``given`` is the file that git reads as its stdin.
    """

    def start() -> AutoInterrupt:
        # GitPython hands on the environment as it is.
        for name in filter(_ELSEWHERE.fullmatch, list(os.environ)):
            os.environ.pop(name, None)
        # GitPython runs git when it is imported, and would wait for it without end.
        if "git" not in sys.modules:
            ask_quickly(root, "version")
        from git import Git
        from git import GitCommandNotFound

        command = ["git", "-C", os.fspath(root), *_SETTINGS, *arguments]
        try:
            return Git().execute(
                command, as_process=True, istream=given, env=_QUIET, start_new_session=True
            )
        except GitCommandNotFound:
            raise FileNotFoundError from None

    return _finished(root, start, seconds or ORDINARY)


def ask_quickly(root: Path, *arguments: str) -> Answer:
    """Return what git says to a short question; GitError where git cannot be run.

    Asked without GitPython, which takes longer to import than a report takes to make.
    """
    return _finished(root, lambda: _started(root, arguments), SHORT)


def _started(root: Path, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    command = ["git", "-C", os.fspath(root), *_SETTINGS, *arguments]
    # A session of its own: no terminal to ask at, and what git starts can be stopped with it.
    return subprocess.Popen(  # noqa: S603 - fixed arguments, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_environment(),
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not _ELSEWHERE.fullmatch(name)}
    return kept | _QUIET


def _finished(
    root: Path, start: Callable[[], subprocess.Popen[bytes] | AutoInterrupt], seconds: float
) -> Answer:
    """Run git to its end; the one place where it may be missing, hang or be killed."""
    try:
        process = start()
        try:
            output, errors = process.communicate(timeout=seconds)
        except BaseException:
            _stop(process)
            raise
    except subprocess.TimeoutExpired:
        raise GitError(
            f"git 在 {seconds:.0f} 秒内没有回应，已经停止。请在 {root} 运行 git status 查看。",
            "git 没有回应",
        ) from None
    except (ImportError, OSError):  # GitPython looks for git when imported, and raises either
        if nearest_mark(root) is None:
            raise git_errors.no_repository(root) from None
        raise _unusable(root) from None
    if process.returncode < 0:
        raise git_errors.stopped(process.returncode)
    return Answer(process.returncode, output, errors.decode(errors="replace"))


def _stop(process: subprocess.Popen[bytes] | AutoInterrupt) -> None:
    """End git and what it started (a filter, ssh), which would keep the pipes open."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    with suppress(subprocess.TimeoutExpired):
        process.communicate(timeout=1)


def _unusable(root: Path) -> GitError:
    """Return why git cannot be used: it refuses, say for its settings, or it cannot be run."""
    with (
        suppress(OSError, subprocess.TimeoutExpired),
        _started(root, ("rev-parse", "--git-dir")) as process,
    ):
        try:
            _, errors = process.communicate(timeout=SHORT)
        finally:
            _stop(process)
        if process.returncode < 0:
            return git_errors.stopped(process.returncode)
        if process.returncode:
            return refusal(root, Answer(process.returncode, b"", errors.decode(errors="replace")))
    return git_errors.not_runnable()
