"""Document numbers such as 示交移〔2026〕3号: their series, and the next one not yet used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from duban.ground.errors import ExitCode
from duban.ground.errors import TasksError
from duban.ground.immutable import immutable
from duban.ground.text import INVISIBLE
from duban.ground.text import listed
from duban.records.kinds import folder_of
from duban.records.model import Unit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from duban.records.book import Book
    from duban.records.model import Matter
    from duban.records.model import StepRecord
    from duban.records.sources import Agreement

MAX_SERIAL = 999_999


class NumberError(TasksError):
    """No number can be taken; the text says why in Chinese."""

    code = ExitCode.FOUND


@immutable
class Series:
    """The numbers of one issuer and kind of document in one year.

    ``name`` is the issuer's code (机关代字) and the word after it: 示交 and 移.
    """

    name: str
    year: int

    def number(self, serial: int) -> str:
        """Return one number of the series."""
        return f"{self.name}〔{self.year}〕{serial}号"

    def following(self, texts: Iterable[str]) -> str:
        """Return the number after the highest that any of the texts holds.

        NumberError after the last of six digits.
        """
        used = (serial for text in texts for serial in self.serials(text))
        serial = max(used, default=0) + 1
        if serial > MAX_SERIAL:
            raise NumberError(
                f"{self.name}〔{self.year}〕的号已经用到 {MAX_SERIAL}，不能再取号；"
                "请核对是否有写错的文号。"
            )
        return self.number(serial)

    def serials(self, text: str) -> Iterator[int]:
        """Return the serial numbers of this series in a text, however they are written."""
        name = _plain(self.name)
        for mention in _mentions(text):
            if mention.year == self.year and mention.bears(name):
                yield mention.serial


@immutable
class _Mention:
    """A number as a text holds it; ``whole`` where its name is all that stands before the year.

    A value such as ``文号: 景示交移〔2026〕3号`` belongs to the series it names. Within a sentence
    the words before a number cannot be told from its name: it counts for every series that it
    could be of.
    """

    before: str
    whole: bool
    year: int
    serial: int

    def bears(self, name: str) -> bool:
        return self.before == name if self.whole else self.before.endswith(name)


# The year in any brackets, then the serial; or without brackets, and then 号 must end it.
_SERIAL = r"0*(?P<{}>[0-9十百千]{{1,7}})(?![0-9十百千])"
_AFTER = (
    rf"(?:[〕\])】〗〙》〉}}>」』年]+第?{_SERIAL.format('serial')}"
    rf"|[^0-9十百千]{{0,2}}{_SERIAL.format('bare')}号)"
)
_YEAR_AND_SERIAL = rf"(?<![0-9])(?P<year>(?:19|20|21)[0-9]{{2}}){_AFTER}"
# In a field for a number the name stands alone; in a sentence (说明: 原示甲移…) there are other
# words before it.
_NAME_BEFORE = r"(?P<value>号:[\"']?)?(?P<name>[0-9\u4e00-\u9fff]{1,20})[〔\[(【〖〘《〈{<「『]*$"
_LONGEST_BEFORE = 30
_BLANK = rf"[\s{INVISIBLE}]+"
_ESCAPE = r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U000([0-9A-Fa-f]{5}))"
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_UNITS = {"十": 10, "百": 100, "千": 1000}


def _mentions(text: str) -> Iterator[_Mention]:
    plain = _plain(text)
    for found in re.finditer(_YEAR_AND_SERIAL, plain):
        before = plain[max(found.start() - _LONGEST_BEFORE, 0) : found.start()]
        name = re.search(_NAME_BEFORE, before)
        serial = _value(found["serial"] or found["bare"])
        if name and serial <= MAX_SERIAL:
            yield _Mention(name["name"], name["value"] is not None, int(found["year"]), serial)


def _plain(text: str) -> str:
    """The text without blanks, its escapes read, full-width forms and Chinese numerals made 0-9."""
    if "\\" in text:
        text = re.sub(_ESCAPE, lambda found: chr(int(found[1] or found[2] or found[3], 16)), text)
    return re.sub(_BLANK, "", normalize("NFKC", text)).translate(_DIGITS)


def _value(digits: str) -> int:
    total = current = 0
    for digit in digits:
        if digit in _UNITS:
            total += max(current, 1) * _UNITS[digit]
            current = 0
        else:
            current = 10 * current + int(digit)
    return total + current


_NUMBER = r"(?P<name>[\u4e00-\u9fff]{1,20})〔(?P<year>[0-9]{4})〕(?P<serial>[1-9][0-9]{0,5})号"


def mentioned(text: str, numbers: Iterable[str]) -> bool:
    """Tell whether a text holds one of these document numbers, however it is written there."""
    wanted: dict[tuple[int, int], list[str]] = {}
    for number in (re.fullmatch(_NUMBER, written) for written in numbers):
        if number:
            key = int(number["year"]), int(number["serial"])
            wanted.setdefault(key, []).append(_plain(number["name"]))
    return any(
        mention.bears(name)
        for mention in _mentions(text)
        for name in wanted.get((mention.year, mention.serial), ())
    )


def decoded(raw: bytes) -> str:
    """Return the text of a file that need not be a valid record."""
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", errors="replace")


def numbered(agreement: Agreement, form: str | None) -> str | None:
    """Return the form whose number a form bears: itself, or the one named in its 沿用.

    None where that leads to no form.
    """
    seen: set[str] = set()
    while form is not None and form in agreement.forms and form not in seen:
        seen.add(form)
        shared = agreement.forms[form].same_number_as
        if shared is None:
            return form
        form = shared
    return None


def series(book: Book, matter: Matter, record: StepRecord) -> Series:
    """Return the series from which the form of a recorded step is numbered.

    Its year is that of the step's date. NumberError where the step has no form with a series.
    """
    name = next((step.form for step in book.workflow(matter) if step.name == record.name), None)
    forms = book.agreements[matter.agreement].forms
    form = forms.get(name or "")
    if form is None:
        known = listed(dict.fromkeys(step.name for step in book.workflow(matter) if step.form))
        raise NumberError(
            f"环节“{record.name}”不出具文书，没有文号。出具文书的环节：{known or '无'}。"
        )
    if form.same_number_as:
        raise NumberError(f"《{name}》沿用《{form.same_number_as}》的文号，不另编号。")
    if form.series is None:
        raise NumberError(
            f"《{name}》没有规定编号的字，不能取号；有文号的，请在 --number 后面写明。"
        )
    issuer = book.names.by_name.get(record.unit)
    if issuer is None or issuer.code is None:
        place = issuer.path if issuer else folder_of(Unit)
        raise NumberError(
            f"“{record.unit}”没有登记机关代字，不能取号。"
            f"请先在 {place} 里写“机关代字”，或在 --number 后面写明文号。"
        )
    return Series(f"{issuer.code}{form.series}", record.on.year)
