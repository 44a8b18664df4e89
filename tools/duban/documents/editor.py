"""Records written and changed as text: values spliced in by position, so that comments, order and style survive."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.documents import reader
from duban.documents import yaml_document
from duban.documents.mistakes import quoted
from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping

    from duban.ground.findings import Span

Value = str | int | tuple[str, ...]


class EditError(TasksError):
    """A text cannot be changed so; the message says why in Chinese."""

    code = ExitCode.FOUND


def _read(text: str) -> yaml_document.Document:
    return reader.read("", text.encode(errors="replace"))


def text_of(raw: bytes) -> str:
    """Return a file's text; EditError where bytes of it are none, which writing it back would lose."""
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
        return f"[{', '.join(_written_in_list(one) for one in value)}]"
    text = str(value)
    if isinstance(value, int) or _read(f"x: {text}\n").data == {"x": text}:
        return text
    return quoted(text) if text.isprintable() else json.dumps(text, ensure_ascii=False)


def _written_inside(value: Value) -> str:
    """Return a value as it must stand within brackets or braces, where more must be quoted."""
    return _written_in_list(value) if isinstance(value, str) else written(value)


def _written_in_list(text: str) -> str:
    plain = _read(f"x: [{text}, {text}]\n").data == {"x": [text, text]}
    return (
        text
        if plain
        else quoted(text)
        if text.isprintable()
        else json.dumps(text, ensure_ascii=False)
    )


def record(fields: Mapping[str, object], comments: Iterable[str] = ()) -> str:
    """Return a new record: comment lines, then the fields; a list of mappings is written one below the other."""
    lines = [f"# {one}" for one in comments]
    for name, value in fields.items():
        if value is None or value == ():
            continue
        if isinstance(value, dict):
            lines += [
                f"{name}:",
                *(f"  {key}: {written(one)}" for key, one in value.items() if one is not None),
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
    pairs = [
        f"{name}: {written(value)}" for name, value in entry.items() if value not in {None, ()}
    ]
    return [f"{indent}{'- ' if index == 0 else '  '}{pair}" for index, pair in enumerate(pairs)]


def set_value(text: str, name: str, value: Value, after: str = "") -> str:
    """Return the text with a top-level value set: replaced in place, or a new line below the field ``after``, or at the end."""
    document = _read(text)
    data = _mapping(document)
    if name in data:
        span = document.span((name,))
        if span.line != span.last_line:
            return _cut(
                text, document.span((name,), on_key=True), span, f"{name}: {written(value)}\n"
            )
        return _replace(text, span, written(value))
    line = f"{name}: {written(value)}\n"
    if after in data:
        return _insert(text, _last_line(text, document.span((after,))), line)
    return f"{_closed(text)}{line}"


def remove_value(text: str, name: str) -> str:
    """Return the text without a top-level field; unchanged where it is absent."""
    document = _read(text)
    if name not in _mapping(document):
        return text
    return _cut(text, document.span((name,), on_key=True), document.span((name,)), "")


def append_entry(text: str, name: str, entry: Mapping[str, Value | None], after: str = "") -> str:
    """Return the text with one more member in the list ``name``, in the style the list is written in."""
    document = _read(text)
    data = _mapping(document)
    if not data.get(name):
        bare = remove_value(text, name)
        block = "\n".join([f"{name}:", *entry_lines(entry, "  ")]) + "\n"
        if after not in _mapping(_read(bare)):
            return f"{_closed(bare)}{block}"
        return _insert(bare, _last_line(bare, _read(bare).span((after,))), block)
    span = document.span((name,))
    lines = text.split("\n")
    if lines[span.line - 1][span.column - 1 : span.column] == "[":
        pairs = ", ".join(
            f"{key}: {_written_inside(value)}"
            for key, value in entry.items()
            if value not in {None, ()}
        )
        line = lines[span.last_line - 1]
        lines[span.last_line - 1] = (
            f"{line[: span.last_column - 1].rstrip().rstrip(',')}, {{{pairs}}}{line[span.last_column - 1 :]}"
        )
        return "\n".join(lines)
    block = "\n".join(entry_lines(entry, " " * (span.column - 1))) + "\n"
    # Lines that look like comments belong to a text written below “|”: only reading back tells where the list really ends.
    wanted = _mapping(_read(text))
    added = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in entry.items()
        if value not in {None, ()}
    }
    wanted[name] = [*_entries(wanted, name), added]
    ends = (_last_line(text, span), span.last_line, span.last_line - 1)
    made = (_insert(text, last, block) for last in dict.fromkeys(ends))
    for one in made:
        if _read(one).data == wanted:
            return one
    raise EditError(f"“{name}”的写法特别，加不上新的一条；请用编辑器写在后面。")


def _entries(data: Mapping[str, object], name: str) -> list[object]:
    entries = data[name]
    if not isinstance(entries, list):
        raise EditError(f"“{name}”现在的写法有错，请先运行 tasks check 改正。")
    return entries


def add_to_entry(text: str, name: str, index: int, key: str, value: Value) -> str:
    """Return the text with one more field at the end of a member of the list ``name``, in the style it is written in."""
    document = _read(text)
    wanted = _mapping(_read(text))
    entries = wanted[name]
    if (
        not isinstance(entries, list)
        or not isinstance(entries[index], dict)
        or key in entries[index]
    ):
        raise EditError(
            f"第 {index + 1} 条{name}里已经有“{key}”，或者写法有错；请先运行 tasks check。"
        )
    entries[index][key] = value
    span = document.span((name, index))
    lines = text.split("\n")
    inside = lines[span.line - 1][span.column - 1 : span.column] == "{"
    pair = f"{key}: {_written_inside(value) if inside else written(value)}"
    if inside:
        line, place = lines[span.last_line - 1], span.last_column - 1
        closings = [
            f"{line[:place].rstrip()}, {pair}{line[place:]}",
            f"{line[:place]}{pair}{line[place:]}",
        ]
        made = [
            "\n".join([*lines[: span.last_line - 1], one, *lines[span.last_line :]])
            for one in closings
        ]
    else:
        # A mapping ends where what follows it begins: on its own last line, or on the first line of the next one.
        ends = {
            _last_line(text, replace(span, last_line=last))
            for last in (span.last_line, span.last_line - 1)
        }
        made = [
            _insert(text, last, f"{' ' * (span.column - 1)}{pair}\n")
            for last in sorted(ends, reverse=True)
        ]
    for one in made:
        if _read(one).data == wanted:
            return one
    raise EditError(f"第 {index + 1} 条{name}的写法特别，加不上“{key}”；请用编辑器写上 {pair}。")


def _mapping(document: yaml_document.Document) -> dict[str, object]:
    if not isinstance(document.data, dict):
        raise EditError("文件现在的写法有错，请先运行 tasks check 改正。")
    return document.data


def _closed(text: str) -> str:
    return text if text.endswith("\n") or not text else f"{text}\n"


def _last_line(text: str, span: Span) -> int:
    """The last line that belongs to a value: what follows it may be blank lines and comments of what comes next."""
    lines = text.split("\n")
    last = min(max(span.last_line, span.line), len(lines))
    while last > span.line and (
        not lines[last - 1].strip() or lines[last - 1].lstrip().startswith("#")
    ):
        last -= 1
    return last


def _insert(text: str, after_line: int, block: str) -> str:
    lines = _closed(text).split("\n")
    return "\n".join([*lines[:after_line], *block.rstrip("\n").split("\n"), *lines[after_line:]])


def _replace(text: str, span: Span, new: str) -> str:
    lines = text.split("\n")
    line = lines[span.line - 1]
    gap = "" if line[: span.column - 1].endswith(" ") else " "
    width = span.last_column - span.column + 1
    lines[span.line - 1] = f"{line[: span.column - 1]}{gap}{new}{line[span.column - 1 + width :]}"
    return "\n".join(lines)


def _cut(text: str, first: Span, last: Span, new: str) -> str:
    lines = _closed(text).split("\n")
    return "\n".join(
        [*lines[: first.line - 1], *new.split("\n")[:-1], *lines[_last_line(text, last) :]]
    )
