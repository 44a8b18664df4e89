"""Records written and changed as text: spliced by position, so that comments and style survive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.documents import reader
from duban.documents.scalars import quoted
from duban.documents.splices import Splice
from duban.documents.splices import line_starts
from duban.documents.splices import spliced
from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Span

Value = str | int | tuple[str, ...]


class EditError(TasksError):
    """A text cannot be changed this way; the message says why in Chinese."""

    code = ExitCode.FOUND


def text_of(raw: bytes) -> str:
    """Return a file's text; EditError where it is not UTF-8: writing it back would lose bytes."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise EditError(
            "文件不是 UTF-8 编码，没有写入。请先运行 tasks fix --yes，或用编辑器另存为 UTF-8。"
        ) from None


def with_its_line_ends(text: str, change: Callable[[str], str]) -> str:
    """Return the text changed; where every line ends as on Windows, the new ones do too."""
    windows = "\r\n" in text and text.count("\r\n") == text.count("\n")
    return change(text.replace("\r\n", "\n")).replace("\n", "\r\n") if windows else change(text)


def written(value: Value) -> str:
    """Return a value as YAML on one line, quoted only where it must be."""
    if isinstance(value, tuple):
        return f"[{', '.join(_written_in_list(member) for member in value)}]"
    text = str(value)
    if isinstance(value, int) or _read(f"x: {text}\n").data == {"x": text}:
        return text
    return _safely_quoted(text)


def _written_inside(value: Value) -> str:
    """A value as it must stand within brackets or braces, where more must be quoted."""
    return _written_in_list(value) if isinstance(value, str) else written(value)


def _written_in_list(text: str) -> str:
    if _read(f"x: [{text}, {text}]\n").data == {"x": [text, text]}:
        return text
    return _safely_quoted(text)


def _safely_quoted(text: str) -> str:
    return quoted(text) if text.isprintable() else json.dumps(text, ensure_ascii=False)


def record(fields: Mapping[str, object], comments: Iterable[str] = ()) -> str:
    """Return a new record: comment lines, then the fields, without those that have no value.

    A list of mappings is written one below the other.
    """
    lines = [f"# {comment}" for comment in comments]
    for name, value in fields.items():
        if value is None or value == ():
            continue
        if isinstance(value, dict):
            lines.append(f"{name}:")
            lines += [
                f"  {key}: {written(part)}" for key, part in value.items() if part is not None
            ]
        elif isinstance(value, list):
            lines.append(f"{name}:")
            for entry in value:
                lines += entry_lines(entry, "  ")
        elif isinstance(value, str | int | tuple):
            lines.append(f"{name}: {written(value)}")
    return "\n".join(lines) + "\n"


def entry_lines(entry: Mapping[str, Value | None], indent: str) -> list[str]:
    """Return one member of a list of mappings, its dash at ``indent``."""
    pairs = [f"{name}: {written(value)}" for name, value in _present(entry).items()]
    return [f"{indent}{'- ' if index == 0 else '  '}{pair}" for index, pair in enumerate(pairs)]


def _present(entry: Mapping[str, Value | None]) -> dict[str, Value]:
    """The fields of an entry that have a value."""
    return {name: value for name, value in entry.items() if value is not None and value != ()}


def set_value(text: str, name: str, value: Value, after: str = "") -> str:
    """Return the text with a top-level value set.

    It is replaced in place, or a new line below the field ``after``, or at the end.
    """
    document = _read(text)
    data = _mapping(document)
    line = f"{name}: {written(value)}\n"
    if name in data:
        span = document.span((name,))
        if span.line != span.last_line:
            return _cut(text, document.span((name,), on_key=True), span, line)
        return _replace(text, span, written(value))
    if after in data:
        return _insert(text, _last_line(text, document.span((after,))), line)
    return f"{_closed(text)}{line}"


def remove_value(text: str, name: str) -> str:
    """Return the text without a top-level field; unchanged where it is absent."""
    document = _read(text)
    if name not in _mapping(document):
        return text
    return _cut(text, document.span((name,), on_key=True), document.span((name,)), "")


def append_entry(
    text: str, name: str, entry: Mapping[str, Value | None], after: Sequence[str] = ()
) -> str:
    """Return the text with one more member in the list ``name``, in the style of the list.

    A list that is not there yet stands below the first field of ``after`` that is, or at the end.
    """
    document = _read(text)
    if not _mapping(document).get(name):
        return _with_new_list(text, name, entry, after)
    span = document.span((name,))
    if _character(text, span) == "[":
        return _appended_in_brackets(text, span, entry)
    block = "\n".join(entry_lines(entry, " " * (span.column - 1))) + "\n"
    added = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in _present(entry).items()
    }
    wanted = _mapping(_read(text))
    wanted[name] = [*_entries(wanted, name), added]
    # Lines that look like comments belong to a text written below “|”:
    # only reading back tells where the list really ends.
    ends = dict.fromkeys((_last_line(text, span), span.last_line, span.last_line - 1))
    made = _first_that_says(wanted, (_insert(text, last, block) for last in ends))
    if made is None:
        raise EditError(f"“{name}”的写法特别，加不上新的一条；请用编辑器写在后面。")
    return made


def _with_new_list(
    text: str, name: str, entry: Mapping[str, Value | None], after: Sequence[str]
) -> str:
    bare = remove_value(text, name)
    block = "\n".join([f"{name}:", *entry_lines(entry, "  ")]) + "\n"
    document = _read(bare)
    above = next((field for field in after if field in _mapping(document)), None)
    if above is None:
        return f"{_closed(bare)}{block}"
    return _insert(bare, _last_line(bare, document.span((above,))), block)


def _appended_in_brackets(text: str, span: Span, entry: Mapping[str, Value | None]) -> str:
    pairs = ", ".join(f"{key}: {_written_inside(value)}" for key, value in _present(entry).items())
    start = line_starts(text)[span.last_line - 1]
    bracket = start + span.last_column - 1
    last = text[start:bracket].rstrip().rstrip(",")
    return spliced(text, Splice(start + len(last), bracket, f", {{{pairs}}}"))


def _entries(data: Mapping[str, object], name: str) -> list[object]:
    entries = data[name]
    if not isinstance(entries, list):
        raise EditError(f"“{name}”现在的写法有错，请先运行 tasks check 改正。")
    return entries


def add_to_entry(text: str, name: str, index: int, key: str, value: Value) -> str:
    """Return the text with one more field at the end of a member of the list ``name``.

    The field is written in the style of the member.
    """
    document = _read(text)
    wanted = _mapping(_read(text))
    entries = wanted[name]
    entry = entries[index] if isinstance(entries, list) else None
    if not isinstance(entry, dict) or key in entry:
        raise EditError(
            f"第 {index + 1} 条{name}里已经有“{key}”，或者写法有错；请先运行 tasks check。"
        )
    entry[key] = value
    span = document.span((name, index))
    if _character(text, span) == "{":
        pair = f"{key}: {_written_inside(value)}"
        candidates = _added_in_braces(text, span, pair)
    else:
        pair = f"{key}: {written(value)}"
        candidates = _added_below(text, span, pair)
    made = _first_that_says(wanted, candidates)
    if made is None:
        raise EditError(
            f"第 {index + 1} 条{name}的写法特别，加不上“{key}”；请用编辑器写上 {pair}。"
        )
    return made


def _added_in_braces(text: str, span: Span, pair: str) -> list[str]:
    """The text with a pair before the closing brace: after a comma of ours, or of the writer."""
    start = line_starts(text)[span.last_line - 1]
    brace = start + span.last_column - 1
    last = start + len(text[start:brace].rstrip())
    return [
        spliced(text, Splice(last, brace, f", {pair}")),
        spliced(text, Splice(brace, brace, pair)),
    ]


def _added_below(text: str, span: Span, pair: str) -> list[str]:
    """The text with a pair on a line of its own, at each place where the member may end."""
    # A mapping ends where what follows it begins: on its last line, or on the first of the next.
    ends = {
        _last_line(text, replace(span, last_line=last))
        for last in (span.last_line, span.last_line - 1)
    }
    line = f"{' ' * (span.column - 1)}{pair}\n"
    return [_insert(text, last, line) for last in sorted(ends, reverse=True)]


def _first_that_says(wanted: object, candidates: Iterable[str]) -> str | None:
    """The first text that reads as the wanted data."""
    return next((text for text in candidates if _read(text).data == wanted), None)


def _read(text: str) -> Document:
    return reader.read("", text.encode(errors="replace"))


def _mapping(document: Document) -> dict[str, object]:
    if not isinstance(document.data, dict):
        raise EditError("文件现在的写法有错，请先运行 tasks check 改正。")
    return document.data


def _closed(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def _character(text: str, span: Span) -> str:
    """The character that a value begins with; empty at the end of the text."""
    start = line_starts(text)[span.line - 1] + span.column - 1
    return text[start : start + 1]


def _last_line(text: str, span: Span) -> int:
    """The last line of a value, without blank lines and comments: they belong to what follows."""
    lines = text.split("\n")
    last = min(max(span.last_line, span.line), len(lines))
    while last > span.line and (
        not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")
    ):
        last -= 1
    return last


def _insert(text: str, after_line: int, block: str) -> str:
    closed = _closed(text)
    start = line_starts(closed)[after_line]
    return spliced(closed, Splice(start, start, block))


def _replace(text: str, span: Span, new: str) -> str:
    line = line_starts(text)[span.line - 1]
    start = line + span.column - 1
    gap = "" if text[line:start].endswith(" ") else " "
    return spliced(text, Splice(start, line + span.last_column, f"{gap}{new}"))


def _cut(text: str, first: Span, last: Span, new: str) -> str:
    closed = _closed(text)
    starts = line_starts(closed)
    return spliced(closed, Splice(starts[first.line - 1], starts[_last_line(text, last)], new))
