"""The result of ``tasks diff`` in each output format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.ground.text import wrap
from duban.reports.formats import Screen
from duban.reports.formats import coloured
from duban.reports.formats import json_text
from duban.reports.formats import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.changes.sentences import Sentence


@immutable
class DiffResult:
    """What changed from one commit to another, in sentences by unit.

    ``head`` is None where the files as they are were compared. ``left_out`` counts the invalid
    files of the old and of the new version; ``failed`` the files left out of both because our own
    code failed on them.
    """

    groups: Mapping[str, Sequence[Sentence]]
    base: str
    head: str | None
    as_of: date
    left_out: tuple[int, int] = (0, 0)
    failed: int = 0
    screen: Screen = Screen()


def title(result: DiffResult) -> str:
    """Return which versions were compared, for which day, and how many files are left out."""
    head = f"版本{_short(result.head)}" if result.head else "当前文件"
    counted = zip(("旧版本", "新版本"), result.left_out, strict=True)
    counts = [f"{version}有{count}份" for version, count in counted if count]
    words = f"版本{_short(result.base)}至{head}的变化，截至{result.as_of}"
    if counts:
        words += f"。{'、'.join(counts)}文件未通过检查，没有计入"
    if result.failed:
        words += f"。程序故障，与填报内容无关：有{result.failed}份文件没有计入"
    return words


def _short(commit: str) -> str:
    return commit[:7]


def _unchanged(result: DiffResult) -> str:
    # What is left out of either version was not compared, and may well have changed.
    return "其余没有变化。" if any(result.left_out) or result.failed else "没有变化。"


def text(result: DiffResult) -> str:
    """Return the changes for a terminal: by unit and record, one sentence a line."""
    screen = result.screen
    lines = wrap(title(result), screen.columns)
    for unit, sentences in result.groups.items():
        lines += ["", coloured(printable(unit), "1", screen)]
        for name, said in _by_record(sentences).items():
            lines += _indented(printable(name), screen.columns, 2)
            for sentence in said:
                lines += _indented(f"· {printable(sentence)}", screen.columns, 4, 2)
    if not result.groups:
        lines += ["", _unchanged(result)]
    return "\n".join(lines) + "\n"


def _indented(words: str, columns: int, indent: int, hanging: int = 0) -> Iterator[str]:
    """The lines of a text, all indented; from the second on by ``hanging`` columns more."""
    room = max(columns - indent - hanging, 20)
    for place, line in enumerate(wrap(words, room)):
        yield " " * (indent + (hanging if place else 0)) + line


def markdown(result: DiffResult) -> str:
    """Return the changes as the text of a comment on a pull request."""
    lines = [f"**{plain_markdown(title(result))}**"]
    for unit, sentences in result.groups.items():
        lines += ["", f"### {plain_markdown(unit)}", ""]
        for name, said in _by_record(sentences).items():
            lines.append(f"- {plain_markdown(name)}")
            lines += [f"  - {plain_markdown(sentence)}" for sentence in said]
    if not result.groups:
        lines += ["", _unchanged(result)]
    return "\n".join(lines) + "\n"


def _by_record(sentences: Sequence[Sentence]) -> dict[str, list[str]]:
    by_record: dict[str, list[str]] = {}
    for sentence in sentences:
        by_record.setdefault(f"{sentence.id} {sentence.title}".strip(), []).append(sentence.text)
    return by_record


def json(result: DiffResult) -> str:
    """Return the changes for programs; the shape is versioned by ``schema_version``."""
    old, new = result.left_out
    failed = {"failed_files": result.failed} if result.failed else {}
    return json_text(
        {
            "schema_version": 1,
            "base": result.base,
            "head": result.head,
            "as_of": str(result.as_of),
            "left_out": {"base": old, "head": new},
            **failed,
            "changes": [
                {
                    "unit": unit,
                    "id": sentence.id,
                    "title": sentence.title,
                    "kind": sentence.kind,
                    "text": sentence.text,
                }
                for unit, sentences in result.groups.items()
                for sentence in sentences
            ],
        }
    )


# A new format is one function and one line here; the command's choices come from this map.
FORMATS: Mapping[str, Callable[[DiffResult], str]] = {
    "text": text,
    "markdown": markdown,
    "json": json,
}
