"""Share work out among copies of this process, one for each processor."""

from __future__ import annotations

import marshal
import os
from contextlib import suppress
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence

T = TypeVar("T")

# A copy takes some milliseconds to start: with less to do it is not worth that.
_WORTH_A_COPY = 1500
_MOST_COPIES = 8


def shared_out(work: Callable[[T], Any], values: Sequence[T]) -> list[Any]:
    """Return ``work(value)`` for each value, in their order.

    The results must be plain data: texts, numbers, lists, dicts, None. ``work`` must not raise, nor
    change what others look at. What a copy does not get done, because it lacked memory or was
    killed, is done here.
    """
    count = max(min(_processors(), len(values) // _WORTH_A_COPY, _MOST_COPIES), 1)
    size = -(-len(values) // count) or 1
    mine, *others = (values[start : start + size] for start in range(0, size * count, size))
    copies = [(part, _start(work, part)) for part in others]
    results = [work(value) for value in mine]
    for part, copy in copies:
        results += _finish(copy) or [work(value) for value in part]
    return results


def _processors() -> int:
    """How many processors this process may use; 1 where it cannot make copies of itself."""
    if not hasattr(os, "fork") or not hasattr(os, "sched_getaffinity"):
        return 1
    return len(os.sched_getaffinity(0))


def _start(work: Callable[[T], Any], values: Sequence[T]) -> tuple[int, int] | None:
    """Return the number of a copy that does this work and the pipe that it writes the results to.

    None where there can be no copy.
    """
    try:
        reading, writing = os.pipe()
    except OSError:
        return None
    try:
        process = os.fork()
    except OSError:
        os.close(reading)
        os.close(writing)
        return None
    if process == 0:
        # Whatever happens in the copy, it must end here: the rest is the work of the other.
        try:
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(marshal.dumps([work(value) for value in values]))
        finally:
            os._exit(0)
    os.close(writing)
    return process, reading


def _finish(copy: tuple[int, int] | None) -> list[Any] | None:
    """Return the results of a copy; None where it did not get them done."""
    if copy is None:
        return None
    process, reading = copy
    with os.fdopen(reading, "rb") as pipe:
        written = pipe.read()
    with suppress(ChildProcessError):
        os.waitpid(process, 0)
    with suppress(EOFError, ValueError, TypeError):
        results: list[Any] = marshal.loads(written)  # noqa: S302 - our own copy wrote it
        return results
    return None
