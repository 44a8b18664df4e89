"""Find the next document number that nothing in the book or its history has used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.documents.editor import EditError
from duban.ground.immutable import immutable
from duban.records import form_numbers
from duban.records.kinds import folder_of
from duban.records.kinds import kind_of
from duban.records.model import Matter
from duban.storage import git_log
from duban.storage import worktree
from duban.storage.git_errors import GitError

if TYPE_CHECKING:
    from pathlib import Path

    from duban.records.loader import Loaded
    from duban.records.model import StepRecord
    from duban.records.sources import Step

_MATTERS = folder_of(Matter)


@immutable
class Taken:
    """A number to record, and the sentences to show once it is written."""

    number: str
    said: tuple[str, ...] = ()


def lacking(matter: Matter, step: Step, current: Step | None, unit: str | None) -> int | None:
    """Return the index of the recorded step that a number alone is for; None for a new step.

    A step that is waited for and needs no outcome is recorded anew. EditError where there is
    nothing that a number could be added to.
    """
    places = [place for place, record in enumerate(matter.steps) if record.name == step.name]
    if not places:
        return None
    index = places[-1]
    if unit not in {None, matter.steps[index].unit}:
        return None
    if step is current and len(step.outcomes) <= 1:
        return None
    if current is None:
        raise EditError("这件协作事项已经办结，不能再改。")
    if matter.steps[index].number is None:
        return index
    if step is current:
        return None
    raise EditError(f"“{step.name}”已经登记了文号 {matter.steps[index].number}，没有再取号。")


def taken(
    root: Path, loaded: Loaded, matter: Matter, record: StepRecord, given: str | None
) -> Taken:
    """Return the number for a step as recorded: ``given``, or the next of its series if None.

    To be called under the lock of the book. EditError where another matter has the number given, or
    where there is no series to take one from.
    """
    if given is not None:
        owner = _owner(loaded, matter, given)
        if owner:
            raise EditError(
                f"文书号“{given}”已经用于 {owner}。只写 --number、不写文号的，取下一个号。"
            )
        return Taken(given)
    try:
        series = form_numbers.series(loaded.book, matter, record)
        texts, missing = _texts(root)
        number = series.following(texts)
    except form_numbers.NumberError as error:
        raise EditError(str(error)) from None
    unsure = (f"取号时没有查全：{missing}。请核对这个号以前没有用过。",) if missing else ()
    return Taken(number, (f"文号：{number}", *unsure))


def _owner(loaded: Loaded, matter: Matter, number: str) -> str | None:
    """Return the other matter, or the invalid file, that has a number already; None: nobody."""
    for known in loaded.book.matters.values():
        if known is not matter and any(step.number == number for step in known.steps):
            return known.id
    for path, document in loaded.invalid.items():
        if form_numbers.mentioned(document.text, (number,)):
            return path
    return None


def _texts(root: Path) -> tuple[list[str], str]:
    """Return every text in which a number may have been used, and what is missing, in words.

    These are the matters as they are, valid or not, files that lie in no proper place, and every
    version that any branch has had of a matter.
    """
    files = worktree.read(root)
    raw = [
        content
        for path, content in files.contents.items()
        if path.startswith(_MATTERS) or kind_of(path) is None
    ]
    missing = [f"有 {len(files.findings)} 个文件读不出来"] if files.findings else []
    try:
        before, complete = git_log.versions(root, _MATTERS.rstrip("/"))
        raw += before
        missing += [] if complete else ["这里的版本记录不完整"]
    except GitError as error:
        missing.append(str(error).rstrip("。"))
    return [form_numbers.decoded(content) for content in raw], "；".join(missing)
