"""Change one record: edited under a lock, checked before it is written."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from duban.cli.narrowing import beneath
from duban.cli.narrowing import without_faulty
from duban.cli.output import say_failures
from duban.cli.session import Stop
from duban.cli.session import remark
from duban.cli.session import width
from duban.ground import clock
from duban.ground import isolation
from duban.ground.errors import ExitCode
from duban.ground.findings import Severity
from duban.ground.text import printable
from duban.records import personal_findings
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable
    from pathlib import Path

    from duban.cli.session import Session
    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.loader import Loaded


def edit(
    session: Session,
    path: str,
    change: Callable[[str, Loaded], str],
    said: Iterable[str] = (),
    known: tuple[Failure, ...] = (),
) -> None:
    """Change one record file under a lock.

    ``change`` gets the file's text (empty: there is none) and the book, and returns the new text.
    Stop where that would not pass the check: nothing is written then. ``said`` is told once it is
    written; ``known`` are failures on other records that were met before.
    """
    from duban.documents import editor
    from duban.records import loader
    from duban.rules import registry

    root = session.find_root()
    if sys.stdin.isatty():
        # What must be asked is asked before others have to wait for the answers.
        with suppress(editor.EditError):
            contents = worktree.read(root).contents
            old = editor.text_of(contents.get(path, b""))
            without_faulty(partial(change, old), loader.load(contents), path)
    with atomic.locked(root, say_waiting) as writer:
        contents = worktree.read(root).contents
        new, failures = _changed(contents, path, change)
        new = _schema_comment(root, path, contents) + new
        findings = registry.check(loader.load({**contents, path: new.encode()}), clock.today())
        _refuse_wrong(findings, path)
        writer.write(path, new.encode(), contents.get(path))
    sys.stdout.write(f"已写入 {path}\n")
    remark("".join(f"{printable(sentence)}\n" for sentence in said))
    say_failures(dict.fromkeys((*known, *failures)), findings)


def say_waiting(sentence: str) -> None:
    """Say on stderr that another command holds the lock."""
    remark(f"{sentence}\n")


def _changed(
    contents: dict[str, bytes], path: str, change: Callable[[str, Loaded], str]
) -> tuple[str, tuple[Failure, ...]]:
    """Return the new text of a file, with its own line ends, and the failures on other records."""
    from duban.documents import editor
    from duban.records import loader

    loaded = loader.load(contents)
    try:
        old = editor.text_of(contents.get(path, b""))
        return without_faulty(
            lambda kept: editor.with_its_line_ends(old, lambda text: change(text, kept)),
            loaded,
            path,
        )
    except editor.EditError as error:
        raise Stop(ExitCode.FOUND, f"{path}：{error}") from None


def _schema_comment(root: Path, path: str, contents: dict[str, bytes]) -> str:
    """Return the first line of a new file, by which editors find its schema.

    Empty for a file that holds something already, and for a book without schemas.
    """
    from duban.records.kinds import kind_of

    known = kind_of(path)
    if contents.get(path) or known is None or not (root / "schema").is_dir():
        return ""
    kind, _ = known
    up = "../" * path.count("/")
    return f"# yaml-language-server: $schema={up}schema/{kind.name}.schema.json\n"


def _refuse_wrong(findings: Collection[Finding], path: str) -> None:
    """Show what is wrong with a file as it would be, and Stop; else do nothing."""
    from duban.reports import check_formats
    from duban.reports import formats

    wrong = [
        finding
        for finding in findings
        if finding.path == path and finding.severity == Severity.ERROR
    ]
    # Where our own code failed on what the record rests on, or on the whole book, it has not been
    # judged.
    base = frozenset(beneath(path)) - {path}
    fault = isolation.program_fault.code
    wrong += [finding for finding in findings if finding.path in base and finding.code == fault]
    if wrong:
        remark(
            check_formats.text(
                check_formats.CheckResult(
                    list(map(personal_findings.nameless, wrong)),
                    tuple({path, *(finding.path for finding in wrong)}),
                    screen=formats.Screen(width()),
                )
            )
        )
        raise Stop(ExitCode.FOUND, "没有写入。")
