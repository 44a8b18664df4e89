"""Rules on personal data and secrecy marks, which must never enter git (个人信息保护法 25、36；保守国家秘密法)."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from bisect import bisect_right
from collections import Counter
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING
from typing import NamedTuple
from typing import TypeVar

from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Severity
from duban.ground.findings import Span
from duban.ground.findings import advice
from duban.ground.findings import rule
from duban.privacy import personal_data
from duban.privacy import quick_look

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from typing import Any

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Finding
    from duban.ground.findings import Keys

T = TypeVar("T")

# A line that goes on with the value of the line before, or one of a block: there a value may hold what no line shows.
_CONTINUED = re.compile(r"\n ++(?![\-#]|[^\s:：]{1,20}+:)")
# A number that goes on in the next line of a comment; and, in what is no record or cannot be read as one, in the next line of
# words, or written by the marks of HTML and the escapes of YAML.
_COMMENT_GOES_ON = r"\n(?<=[0-9０-９\-]\n)[ \t]*#[# \t]*(?=[0-9０-９])"
_IN_RECORDS = re.compile(_COMMENT_GOES_ON)
_ELSEWHERE = re.compile(
    rf"{_COMMENT_GOES_ON}|(?<=[0-9０-９\-])\r?\n[> \t]*(?=[0-9０-９])|\\\r?\n[ \t]*|&#?[0-9A-Za-z]{{2,8}};|<br ?/?>|"
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U000[0-9A-Fa-f]{5}|[NLP_t ])"
)
# Figures may stand one below the other; of words that go on, the number's first half stands behind a word.
_BEHIND_WORDS = re.compile("[\u4e00-\u9fff][^0-9A-Za-z,|\t]{0,6}$")
_REACH = 40
# Names of records are short and plain; only a long number or what is not ASCII can be more than a name.
_TELLING_PATH = re.compile(r"[0-9](?:[0-9]{6}|[0-9]{2}[\-_][0-9]{4}[\-_][0-9]{4})")
# A value as short as this may be a mark by standing alone.
_ALONE = 12
# Of these arithmetic tells a number from figures that only stand beside each other.
_CHECKED = frozenset({"id-number", "bank-card"})
# More words than this are not looked for one by one in what other rules say; each of them is masked where it is told by itself.
_MOST_WORDS = 200
# Of one kind in one file so many places are told; nobody reads more, and the last tells how many there are beside.
_MOST_TOLD = 50


class _Place(NamedTuple):
    """Where something stands: for people, in the text (both 0: in the file's name), and as it is read."""

    kind: str
    at: Span
    start: int
    end: int
    words: str


def search(document: Document) -> tuple[Document, tuple[Finding, ...]]:
    """Return what must not be in a file, comments included, and the document that shows nothing of it, whoever asks."""
    text = document.text
    kinds = quick_look.possible(text)
    telling = not document.path.isascii() or _TELLING_PATH.search(document.path)
    # By escapes, or over several lines, a value may hold what no line does.
    values = document.data is not None and (kinds or "\\" in text or _CONTINUED.search(text))
    # However a number is broken in two, one half alone is worth a look.
    written = (
        _ELSEWHERE.search(text) if document.data is None else kinds and _IN_RECORDS.search(text)
    )
    if not (kinds or telling or values or written):
        return document, ()
    places = [*(_in_path(document.path) if telling else ()), *_in_text(text, kinds)]
    if written:
        places += _as_written_out(document, places)
    if values:
        places += _in_values(document, places)
    if not places:
        return document, ()
    covered = personal_data.covered(document.text, ((one.start, one.end) for one in places))
    guarded = replace(document, shown=covered, secrets=_told_by_context(places))
    guarded = replace(guarded, findings=tuple(map(guarded.guard, document.findings)))
    problems = dict.fromkeys((one.kind, problem) for one in places for problem in _problems(one))
    return guarded, tuple(
        guarded.find(_BY_KIND[kind], problem) for kind, problem in _told(problems)
    )


def _told(problems: Collection[tuple[str, Problem]]) -> Iterator[tuple[str, Problem]]:
    """The first of each kind, the last of them with the number of the rest."""
    counts = Counter(kind for kind, _ in problems)
    seen: Counter[str] = Counter()
    for kind, problem in problems:
        seen[kind] += 1
        if seen[kind] < _MOST_TOLD or seen[kind] == counts[kind] == _MOST_TOLD:
            yield kind, problem
        elif seen[kind] == _MOST_TOLD:
            yield (
                kind,
                replace(
                    problem,
                    message=f"{problem.message}（这个文件里另有{counts[kind] - _MOST_TOLD}处）",
                ),
            )


def _told_by_context(places: Iterable[_Place]) -> tuple[str, ...]:
    """The words that only what stands around them gives away; quoted alone, nothing would tell what they are."""
    words = dict.fromkeys(one.words for one in places if one.kind != "secret-mark")
    alone = (one for one in words if personal_data.masked(one) == one)
    return tuple(sorted(islice(alone, _MOST_WORDS), key=len, reverse=True))


def _problems(place: _Place) -> Iterator[Problem]:
    for problem in _BY_KIND[place.kind](place.at):
        in_name = place.end == 0
        yield (
            replace(
                problem, message=f"文件名里有{problem.message}", hint="改用不含这些内容的文件名"
            )
            if in_name
            else problem
        )


def _in_path(path: str) -> Iterator[_Place]:
    for one in personal_data.find(path):
        yield _Place(one.kind, Span(1, 1), 0, 0, path[one.start : one.end])


def _in_text(text: str, kinds: frozenset[str]) -> Iterator[_Place]:
    found = personal_data.find_kinds(text, kinds) if kinds else ()
    starts = _line_starts(text) if found else []
    for one in found:
        yield _place(one.kind, text, starts, one.start, one.end)


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
    """What a text holds once its broken numbers are joined and its escapes written out, and was not seen without that."""
    text = document.text
    plain, origins = _written_out(text, _ELSEWHERE if document.data is None else _IN_RECORDS)
    starts = _line_starts(text)
    begun, ended = sorted(place.start for place in seen), sorted(place.end for place in seen)
    for one in personal_data.find(plain):
        start, end = origins[one.start], origins[one.end - 1] + 1
        known = end - start == one.end - one.start or bisect_left(begun, end) > bisect_right(
            ended, start
        )
        before = (
            text[max(0, start - _REACH) : start].rpartition("\n")[2]
            + re.split("[0-9０-９]", text[start:end], maxsplit=1)[0]
        )
        figures = (
            "\n" in text[start:end]
            and one.kind not in _CHECKED
            and not _BEHIND_WORDS.search(before)
        )
        if not known and not figures:
            yield _place(one.kind, text, starts, start, end)


def _written_out(text: str, pattern: re.Pattern[str]) -> tuple[str, list[int]]:
    """Return the text without line ends in numbers and without escapes, and where each of its characters stood."""
    parts: list[str] = []
    origins: list[int] = []
    place = 0
    for match in pattern.finditer(text):
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
    return unescape(written) if written[0] == "&" else "" if "\n" in written else " "


def _in_values(document: Document, seen: Iterable[_Place]) -> Iterator[_Place]:
    """What the values hold that was not seen in their lines; it stands where the value does, all of which is covered."""
    known: dict[str, list[int]] = {}
    for place in seen:
        known.setdefault(place.kind, []).append(place.start)
    starts = _line_starts(document.text)
    for keys, value, on_key in _texts(document.data, ()):
        if not quick_look.possible(value) or (len(value) > _ALONE and value in document.text):
            continue
        for one, read in _kinds(value):
            at = document.span(keys, on_key=on_key)
            start, end = (
                _offset(starts, at.line, at.column),
                _offset(starts, at.line, at.column + at.width),
            )
            if at.last_line > at.line:
                end = (
                    _offset(starts, at.last_line, at.last_column + 1)
                    if at.last_column
                    else _offset(starts, at.last_line + 1, 1)
                )
            places = known.get(one.kind, [])
            if bisect_right(places, end) == bisect_left(places, start):
                yield _Place(one.kind, at, start, max(end, start + 1), read[one.start : one.end])


def _kinds(value: str) -> Iterator[tuple[personal_data.Found, str]]:
    """One of each kind that a value holds, as it stands and with its lines joined."""
    told: set[str] = set()
    for text in dict.fromkeys((value, value.replace("\n", " "))):
        for one in personal_data.find(text):
            if one.kind not in told:
                told.add(one.kind)
                yield one, text


def _texts(data: Any, keys: Keys) -> Iterator[tuple[Keys, str, bool]]:
    """Every text of a file as it is read, keys too."""
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


_PERSONAL = "个人信息不得写进台账"
_FILE_NUMBER = "删去，只写档案号"


@rule
def privacy_id_number(at: Span) -> Iterator[Problem]:
    """写了身份证号码。

    个人信息不得写进台账：文件一经提交，历史里永远留着，删不掉。请立即删去，并告知管理员处理历史记录。
    """
    yield Problem(f"疑似身份证号码，{_PERSONAL}", "删去号码，只写档案号", at)


@rule
def privacy_mobile(at: Span) -> Iterator[Problem]:
    """写了手机号码。

    个人信息不得写进台账。联系方式请写联络部门，不写个人。
    """
    yield Problem(f"疑似手机号码，{_PERSONAL}", "删去号码，需要联系的写联络部门", at)


@rule
def privacy_bank_card(at: Span) -> Iterator[Problem]:
    """写了银行卡号。

    个人金融信息不得写进台账，请删去。
    """
    yield Problem(f"疑似银行卡号，{_PERSONAL}", "删去号码，只写档案号", at)


@rule
def privacy_plate(at: Span) -> Iterator[Problem]:
    """写了车牌号码。

    车牌号可以查到个人，不得写进台账。案件请写档案号。
    """
    yield Problem("疑似车牌号码，不得写进台账", "删去号码，只写档案号", at)


@rule
def privacy_secret_mark(at: Span) -> Iterator[Problem]:
    """写了密级标志。

    涉密不上网，上网不涉密。涉密内容不得写进台账，请立即删去并报告保密工作机构。
    """
    yield Problem("疑似密级标志，涉密内容不得写进台账", "立即删去，并按规定报告保密工作机构", at)


@rule
def privacy_internal_mark(at: Span) -> Iterator[Problem]:
    """写了“内部资料”“注意保存”等标注。

    内部资料不是国家秘密，但不得公开，也不写进台账：台账会生成网页和统计。请删去这部分内容，只写文号。
    """
    yield Problem("疑似内部资料标注，内部资料不写进台账", "删去这部分内容，只写文号", at)


@advice
def privacy_landline(at: Span) -> Iterator[Problem]:
    """写了固定电话号码。

    公开的值班电话可以保留；个人的、内部的请删去，写联络部门。
    """
    yield Problem("疑似固定电话号码", "不是公开电话的，删去号码，写联络部门", at)


@advice
def privacy_email(at: Span) -> Iterator[Problem]:
    """写了电子邮箱。

    个人邮箱是个人信息，请删去。单位公开的邮箱可以保留。
    """
    yield Problem("疑似电子邮箱地址", "个人邮箱请删去，写联络部门", at)


@advice
def privacy_name(at: Span) -> Iterator[Problem]:
    """写了姓名和职务。

    台账写到单位为止，不写个人。请改写成单位或部门，例如“省执法局法制科”。
    """
    yield Problem("疑似写了个人姓名", "写单位或部门，不写个人", at)


@advice
def privacy_old_id(at: Span) -> Iterator[Problem]:
    """写了十五位的身份证号码。

    旧身份证号码也是个人信息，不得写进台账。确是其他编号的，在前面写明是什么编号。
    """
    yield Problem("疑似十五位身份证号码", _FILE_NUMBER, at)


@advice
def privacy_passport(at: Span) -> Iterator[Problem]:
    """写了护照或通行证号码。

    证件号码是个人信息，不得写进台账。确是其他编号的，在前面写明是什么编号。
    """
    yield Problem("疑似护照或通行证号码", _FILE_NUMBER, at)


@advice
def privacy_account(at: Span) -> Iterator[Problem]:
    """写了微信号、QQ号等网络账号。

    个人的网络账号是个人信息，请删去。单位的公众号可以写名称。
    """
    yield Problem("疑似微信、QQ等网络账号", "删去账号，写联络部门", at)


RULES: tuple[Rule[[Span], Iterator[Problem]], ...] = (
    privacy_id_number,
    privacy_bank_card,
    privacy_mobile,
    privacy_plate,
    privacy_secret_mark,
    privacy_internal_mark,
    privacy_landline,
    privacy_email,
    privacy_name,
    privacy_old_id,
    privacy_passport,
    privacy_account,
)
_BY_KIND = {one.code.removeprefix("privacy-"): one for one in RULES}
CODES = frozenset(f"privacy-{kind}" for kind in personal_data.ERRORS)
_ALL_CODES = frozenset(one.code for one in RULES)


def words() -> Mapping[str, str]:
    """Return what is said of each kind, in one sentence."""
    return {
        kind: f"{problem.message}：{problem.hint}。"
        for kind, one in _BY_KIND.items()
        for problem in one(Span(1, 1))
    }


def told_path(path: str) -> str:
    """Return the path of a file as it may be told: without what its name must not hold."""
    return personal_data.masked(path) if not path.isascii() or _TELLING_PATH.search(path) else path


def nameless(finding: Finding) -> Finding:
    """Return a finding as it may be told, its file's name too; by that name itself a program still knows the file."""
    path = told_path(finding.path)
    return finding if path == finding.path else replace(finding, path=path)


def shown(one: T) -> T:
    """Return a record, or a part of one, as any report and page may show it: each text in it masked.

    The same text is masked the same wherever it stands, so that names still lead to what they name.
    """
    made: Any = one
    if type(made) is str:
        made = personal_data.masked(made)
    elif isinstance(made, tuple):
        made = tuple(map(shown, made))
    elif isinstance(made, dict):
        made = {shown(key): shown(value) for key, value in made.items()}
    elif is_dataclass(made):
        texts = {
            each.name: shown(getattr(made, each.name))
            for each in fields(made)
            if "key" in each.metadata
        }
        made = replace(made, **texts)  # type: ignore[type-var] # a value, no class
    return made  # type: ignore[no-any-return] # the same kind as came in


def found_in(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the files in which personal data or secrecy marks were found, of whatever kind."""
    return frozenset(one.path for one in findings if one.code in _ALL_CODES)


def refuses(findings: Iterable[Finding]) -> bool:
    """Tell whether one of these findings is of a kind that no setting lowers: a file with it is no record."""
    return any(one.severity is Severity.ERROR and one.code in CODES for one in findings)
