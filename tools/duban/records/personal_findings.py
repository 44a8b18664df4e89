"""Find personal data and secrecy marks in a file, and mask them in what is shown."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from bisect import bisect_right
from collections import Counter
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import TypeVar

from duban.ground.findings import Severity
from duban.ground.findings import Span
from duban.privacy import personal_data
from duban.privacy import personal_rules
from duban.privacy import quick_look

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from typing import Any

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Finding
    from duban.ground.findings import Keys
    from duban.ground.findings import Problem

T = TypeVar("T")

_CODES = frozenset(check.code for check in personal_rules.RULES)
# No setting lowers these, and a file with one of them is no record.
_REFUSING = frozenset(f"privacy-{kind}" for kind in personal_data.ERRORS)

# A line that goes on with the value of the line before, or a line of a block: there the value may
# hold what no line shows.
_CONTINUED = re.compile(r"\n ++(?![\-#]|[^\s:：]{1,20}+:)")
# A number that goes on in the next line of a comment. In a file that is no record, also one that
# goes on in the next line of words, or is written with marks of HTML or escapes of YAML.
_COMMENT_GOES_ON = r"\n(?<=[0-9０-９\-]\n)[ \t]*#[# \t]*(?=[0-9０-９])"
_ELSEWHERE = (
    rf"{_COMMENT_GOES_ON}|(?<=[0-9０-９\-])\r?\n[> \t]*(?=[0-9０-９])|\\\r?\n[ \t]*"
    r"|&#?[0-9A-Za-z]{2,8};|<br ?/?>"
    r"|\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U000[0-9A-Fa-f]{5}|[NLP_t ])"
)
# Figures in a column may look like one number. Where a number really goes on in the next line,
# its first half stands behind a word.
_BEHIND_WORDS = "[\u4e00-\u9fff][^0-9A-Za-z,|\t]{0,6}$"
_REACH = 40
# Names of records are short and plain: only a long number, or what is not ASCII, can tell more.
_TELLING_PATH = re.compile(r"[0-9](?:[0-9]{6}|[0-9]{2}[\-_][0-9]{4}[\-_][0-9]{4})")
# A value as short as this may be a secrecy mark because it stands alone.
_ALONE = 12
# These have a check digit, which tells them from figures that only stand beside each other.
_CHECKED = frozenset({"id-number", "bank-card"})
# The messages of other rules are searched for so many words one by one, and no more. Each word is
# masked all the same where it is told by itself.
_MOST_WORDS = 200
# So many places of one kind are told for a file; the last says how many more there are.
_MOST_TOLD = 50


class _Place(NamedTuple):
    """Where something stands in a text.

    ``at`` is for people; ``start`` and ``end`` count characters, both 0 for the file's name.
    """

    kind: str
    at: Span
    start: int
    end: int
    words: str


def search(document: Document) -> tuple[Document, tuple[Finding, ...]]:
    """Return a document that shows nothing personal or secret, and the findings on what it held.

    Comments and the file's name are searched too.
    """
    text = document.text
    kinds = quick_look.possible(text)
    telling = not document.path.isascii() or _TELLING_PATH.search(document.path)
    # By escapes, or over several lines, a value may hold what no line does.
    values = document.data is not None and (kinds or "\\" in text or _CONTINUED.search(text))
    # One half of a broken number is worth a look, however it is broken.
    if document.data is None:
        broken = bool(re.search(_ELSEWHERE, text))
    else:
        broken = bool(kinds and re.search(_COMMENT_GOES_ON, text))
    if not (kinds or telling or values or broken):
        return document, ()
    places = [*(_in_path(document.path) if telling else ()), *_in_text(text, kinds)]
    if broken:
        places += _as_written_out(document, places)
    if values:
        places += _in_values(document, places)
    if not places:
        return document, ()
    covered = personal_data.covered(document.text, ((place.start, place.end) for place in places))
    guarded = replace(document, shown=covered, secrets=_told_by_context(places))
    guarded = replace(guarded, findings=tuple(map(guarded.guard, document.findings)))
    # Two places on one spot say the same: a dict keeps the first.
    problems = dict.fromkeys(
        (place.kind, problem) for place in places for problem in _problems(place)
    )
    findings = (
        guarded.find(personal_rules.BY_KIND[kind], problem)
        for kind, problem in _first_of_each(problems)
    )
    return guarded, tuple(findings)


def _first_of_each(
    problems: Collection[tuple[str, Problem]],
) -> Iterator[tuple[str, Problem]]:
    """The first problems of each kind, the last of them with the number of the rest."""
    counts = Counter(kind for kind, _ in problems)
    seen: Counter[str] = Counter()
    for kind, problem in problems:
        seen[kind] += 1
        more = counts[kind] - _MOST_TOLD
        if seen[kind] < _MOST_TOLD or (seen[kind] == _MOST_TOLD and not more):
            yield kind, problem
        elif seen[kind] == _MOST_TOLD:
            message = f"{problem.message}（这个文件里另有{more}处）"
            yield kind, replace(problem, message=message)


def _told_by_context(places: Iterable[_Place]) -> tuple[str, ...]:
    """The words that only their surroundings give away; alone, nothing tells what they are."""
    words = dict.fromkeys(place.words for place in places if place.kind != "secret-mark")
    alone = (word for word in words if personal_data.masked(word) == word)
    # The longest first: a word may be part of another.
    return tuple(sorted(islice(alone, _MOST_WORDS), key=len, reverse=True))


def _problems(place: _Place) -> Iterator[Problem]:
    for problem in personal_rules.BY_KIND[place.kind](place.at):
        if place.end > 0:
            yield problem
        else:
            message, hint = f"文件名里有{problem.message}", "改用不含这些内容的文件名"
            yield replace(problem, message=message, hint=hint)


def _in_path(path: str) -> Iterator[_Place]:
    for found in personal_data.find(path):
        yield _Place(found.kind, Span(1, 1), 0, 0, path[found.start : found.end])


def _in_text(text: str, kinds: frozenset[str]) -> Iterator[_Place]:
    matches = personal_data.find_kinds(text, kinds) if kinds else ()
    starts = _line_starts(text) if matches else []
    for found in matches:
        yield _place(found.kind, text, starts, found.start, found.end)


def _place(kind: str, text: str, starts: list[int], start: int, end: int) -> _Place:
    line = bisect_right(starts, start)
    words = text[start:end]
    return _Place(
        kind,
        Span(line, start - starts[line - 1] + 1, len(words.partition("\n")[0])),
        start,
        end,
        words,
    )


def _as_written_out(document: Document, seen: Collection[_Place]) -> Iterator[_Place]:
    """What a text holds once broken numbers are joined and escapes read, without what was seen."""
    text = document.text
    plain, origins = _written_out(text, _ELSEWHERE if document.data is None else _COMMENT_GOES_ON)
    starts = _line_starts(text)
    begun, ended = sorted(place.start for place in seen), sorted(place.end for place in seen)
    for found in personal_data.find(plain):
        start, end = origins[found.start], origins[found.end - 1] + 1
        unbroken = end - start == found.end - found.start
        overlaps = bisect_left(begun, end) > bisect_right(ended, start)
        if not (unbroken or overlaps or _is_column(found.kind, text, start, end)):
            yield _place(found.kind, text, starts, start, end)


def _is_column(kind: str, text: str, start: int, end: int) -> bool:
    """Tell whether what was found may be figures that stand one below the other."""
    number = text[start:end]
    if "\n" not in number or kind in _CHECKED:
        return False
    line = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    before = line + re.split("[0-9０-９]", number, maxsplit=1)[0]
    return not re.search(_BEHIND_WORDS, before)


def _written_out(text: str, pattern: str) -> tuple[str, list[int]]:
    """Return the text with what ``pattern`` finds read, and where each character stood."""
    parts: list[str] = []
    origins: list[int] = []
    place = 0
    for match in re.finditer(pattern, text):
        meant = _meant(match[0])
        parts += (text[place : match.start()], meant)
        origins += (*range(place, match.start()), *(match.start() for _ in meant))
        place = match.end()
    return "".join((*parts, text[place:])), [*origins, *range(place, len(text))]


def _meant(written: str) -> str:
    """What is meant by an escape or a mark of HTML; a line end in a number means nothing."""
    if written[0] == "\\" and written[1] in "xuU":
        code = int(written.lstrip("\\xuU"), 16)
        return chr(code) if code <= sys.maxunicode else written
    if written[0] == "&":
        from html import unescape  # a table of names that few texts need

        return unescape(written)
    return "" if "\n" in written else " "


def _in_values(document: Document, seen: Iterable[_Place]) -> Iterator[_Place]:
    """What the values hold that their lines do not show; it covers the whole value."""
    known: dict[str, list[int]] = {}
    for place in seen:
        known.setdefault(place.kind, []).append(place.start)
    starts = _line_starts(document.text)
    for keys, value, on_key in _texts(document.data, ()):
        if not quick_look.possible(value) or (len(value) > _ALONE and value in document.text):
            continue
        for found, read in _one_of_each_kind(value):
            span = document.span(keys, on_key=on_key)
            start, end = _reach(span, starts)
            places = known.get(found.kind, [])
            if bisect_right(places, end) == bisect_left(places, start):
                words = read[found.start : found.end]
                yield _Place(found.kind, span, start, max(end, start + 1), words)


def _reach(span: Span, starts: list[int]) -> tuple[int, int]:
    """Return where a span starts and ends, in characters from the start of the text."""
    start = _offset(starts, span.line, span.column)
    if span.last_line <= span.line:
        return start, _offset(starts, span.line, span.column + span.width)
    if span.last_column:
        return start, _offset(starts, span.last_line, span.last_column + 1)
    return start, _offset(starts, span.last_line + 1, 1)


def _one_of_each_kind(value: str) -> Iterator[tuple[personal_data.Found, str]]:
    """The first of each kind in a value, with the text: as it stands, or its lines joined."""
    told: set[str] = set()
    for text in dict.fromkeys((value, value.replace("\n", " "))):
        for found in personal_data.find(text):
            if found.kind not in told:
                told.add(found.kind)
                yield found, text


def _texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str, bool]]:
    """Every text of a file as (its keys, the text, whether it is itself a key)."""
    if isinstance(data, str):
        yield keys, data, False
    elif isinstance(data, dict):
        for key, value in data.items():
            yield (*keys, key), key, True
            yield from _texts(value, (*keys, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _texts(value, (*keys, index))


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _offset(starts: list[int], line: int, column: int) -> int:
    return starts[min(line, len(starts)) - 1] + column - 1


def told_path(path: str) -> str:
    """Return the path of a file as it may be told: without what its name must not hold."""
    return personal_data.masked(path) if not path.isascii() or _TELLING_PATH.search(path) else path


def nameless(finding: Finding) -> Finding:
    """Return a finding as it may be told: personal data in its file's name is masked."""
    path = told_path(finding.path)
    return finding if path == finding.path else replace(finding, path=path)


def shown(value: T) -> T:
    """Return a record, or a part of one, with each text masked, as reports and pages may show it.

    The same text is masked the same wherever it stands, so that names still lead to what they name.
    """
    made: Any = value
    if type(made) is str:
        made = personal_data.masked(made)
    elif isinstance(made, tuple):
        made = tuple(map(shown, made))
    elif isinstance(made, dict):
        made = {shown(key): shown(text) for key, text in made.items()}
    elif is_dataclass(made):
        names = (field.name for field in fields(made) if "key" in field.metadata)
        texts = {name: shown(getattr(made, name)) for name in names}
        made = replace(made, **texts)  # type: ignore[type-var] # a value, no class
    return made  # type: ignore[no-any-return] # the same kind as came in


def found_in(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the files in which personal data or secrecy marks of any kind were found."""
    return frozenset(finding.path for finding in findings if finding.code in _CODES)


def refuses(findings: Iterable[Finding]) -> bool:
    """Tell whether one of these findings makes its file no record, whatever the settings say."""
    return any(
        finding.severity is Severity.ERROR and finding.code in _REFUSING for finding in findings
    )
