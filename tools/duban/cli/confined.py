"""Fill a form in a process of its own, which may use only so much time and memory."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

from duban.reports import word_forms

if TYPE_CHECKING:
    from collections.abc import Mapping

SECONDS = 5
# Bytes.
MEMORY = 1 << 30
# Ended by SIGXCPU or SIGKILL at the limit of its work.
_STOPPED = {-24, -9}
_TOO_LONG = "处理模板的时间过长，没有打印；请检查模板里的循环。"
_START = "import sys; sys.path[:] = sys.argv[1:]; from duban.cli import confined; confined.serve()"


class Printer:
    """A process that fills one form.

    It starts on entering, so that it gets ready while the book is read.
    """

    def __enter__(self) -> Self:
        """Start the process."""
        command = [sys.executable, "-I", "-c", _START, *sys.path]
        self._process = subprocess.Popen(  # noqa: S603 - this program itself, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        return self

    def __exit__(self, *_: object) -> None:
        """End the process, whatever it does."""
        with self._process:
            self._process.kill()

    def fill(
        self, template: bytes, values: Mapping[str, Any], blanks: Mapping[str, str]
    ) -> word_forms.Printed:
        """Return what ``word_forms.fill`` returns.

        FormError where that takes more than SECONDS of work or MEMORY bytes.
        """
        task = {
            "template": base64.b64encode(template).decode(),
            "values": values,
            "blanks": blanks,
            "seconds": SECONDS,
            "memory": MEMORY,
        }
        try:
            told, _ = self._process.communicate(json.dumps(task).encode(), timeout=4 * SECONDS)
        except subprocess.TimeoutExpired:
            raise word_forms.FormError(_TOO_LONG) from None
        if self._process.returncode != 0:
            if self._process.returncode in _STOPPED:
                raise word_forms.FormError(_TOO_LONG)
            raise word_forms.FormError("处理模板占用内存过多，或者模板有损坏，没有打印。")
        answer = json.loads(told)
        if "error" in answer:
            raise word_forms.FormError(answer["error"])
        return word_forms.Printed(
            base64.b64decode(answer["content"]), tuple(answer["blanks"]), answer["text"]
        )


def serve() -> None:
    """Read a task from stdin, fill the form, write the answer to stdout: the child process."""
    word_forms.prepare()
    task = json.load(sys.stdin.buffer)
    _limit(task["seconds"], task["memory"])
    try:
        printed = word_forms.fill(
            base64.b64decode(task["template"]), task["values"], task["blanks"]
        )
    except word_forms.FormError as error:
        answer: dict[str, Any] = {"error": str(error)}
    else:
        answer = {
            "content": base64.b64encode(printed.content).decode(),
            "blanks": printed.blanks,
            "text": printed.text,
        }
    sys.stdout.write(json.dumps(answer))


def _limit(seconds: int, memory: int) -> None:
    """Bound this process; where the system has no such bounds, its parent waits only so long."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    for limit, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(OSError, ValueError):
            resource.setrlimit(limit, (most, most))
