"""Review a change: the rules on the book and on change, weighed by what the change touches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.findings import Severity
from duban.records import form_numbers
from duban.records.kinds import folder_of
from duban.records.kinds import path_of
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import Unit
from duban.records.settings import Config
from duban.records.sources import Agreement
from duban.rules import registry
from duban.rules.changes import CHECKS

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.findings import Finding
    from duban.rules.changes import Change
    from duban.rules.changes import ChangeCheck

# Nothing else refers to these: a change of them alone leaves every other file as right as it was.
_APART = (folder_of(Progress), folder_of(Matter))
# What the rules on change read of the base beside the files that differ: who may write what
# (not_your_file), the workflow of a matter (matter_closed), the levels of rules.
_READ_OF_BASE = (folder_of(Unit), folder_of(Agreement), path_of(Config))


def base_paths(listed: Iterable[str], changed: Collection[str]) -> list[str]:
    """Return which of the files ``listed`` at the base a review needs, given those that differ."""
    if _touches_others(changed):
        return list(listed)
    return [path for path in listed if path in changed or path.startswith(_READ_OF_BASE)]


def _touches_others(changed: Iterable[str]) -> bool:
    """Tell whether a change may bring findings to files that it does not change."""
    return any(not path.startswith(_APART) for path in changed)


def target_paths(
    listed: Iterable[str], differing: Collection[str], change: Change
) -> Iterator[str]:
    """Return which of the files ``listed`` at the target branch may hold a number that is taken.

    ``differing`` are the paths at which that branch and the head are not the same. A matter that
    is the same in both and valid was judged by the rules on the book.
    """
    for path in listed:
        seen = path not in differing and path not in change.head.invalid
        if path.startswith(folder_of(Matter)) and not seen:
            yield path


def mentioning(files: Mapping[str, bytes], change: Change) -> dict[str, bytes]:
    """Return the files that mention a document number which the change brings."""
    numbers = {number for _, number in change.brought}
    return {
        path: raw
        for path, raw in files.items()
        if form_numbers.mentioned(form_numbers.decoded(raw), numbers)
    }


def review(change: Change, today: date, unread: Iterable[Finding] = ()) -> list[Finding]:
    """Return what is wrong with a change and the book it leaves, in the order of files and lines.

    ``unread`` are the findings on files that could not be read. The rules on change have the
    levels of the base: a change cannot lower the rules that judge it.
    """
    before = None
    if _touches_others(change.paths):
        before = frozenset(_said(finding) for finding in registry.check(change.base, today))
    found = registry.check(change.head, today, unread, change.brought)
    levels = change.base.book.config.levels
    return sorted(
        [
            *weighed(found, change.paths, before),
            *registry.levelled(on_change(change), levels, today),
        ]
    )


def weighed(
    findings: Iterable[Finding],
    paths: Collection[str],
    before: Collection[tuple[str, str, str]] | None,
) -> Iterator[Finding]:
    """Return the findings; those in untouched files warn only, unless the change brought them.

    ``before`` holds (path, code, message) of the findings at the base; None when the change
    cannot touch other files. A fault of our own code stays an error wherever it is: a rule that
    failed on another file may have overlooked what the change does to it.
    """
    for finding in findings:
        fault = finding.code == isolation.program_fault.code
        new = before is not None and _said(finding) not in before
        if finding.path in paths or fault or new:
            yield finding
        else:
            yield replace(finding, severity=Severity.WARNING)


def _said(finding: Finding) -> tuple[str, str, str]:
    """What stays of a finding when lines are added above it."""
    return finding.path, finding.code, finding.message


def on_change(change: Change) -> list[Finding]:
    """Return what the rules on change find, at their own levels.

    A removed file has no line to quote. A file on which a rule fails has that as its finding.
    """
    config = change.head.book.config.path
    found: list[Finding] = []
    for check in CHECKS:

        def find(left_out: frozenset[str], check: ChangeCheck = check) -> list[Finding]:
            return _findings(check, change.without(left_out) if left_out else change)

        found += registry.guarded(find, sorted(change.paths), config, f"按规则 {check.code} 审核")
    return found


def _findings(check: ChangeCheck, change: Change) -> list[Finding]:
    found = []
    for problem in check(change):
        document = (
            change.head.documents.get(problem.path)
            or change.head.invalid.get(problem.path)
            or Document(problem.path, "", None)
        )
        found.append(document.find(check, problem))
    return found
