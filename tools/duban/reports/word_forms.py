"""Printed forms: an agreement's Word template filled from a matter."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.errors import TasksError
from duban.ground.immutable import immutable
from duban.ground.text import INVISIBLE
from duban.ground.text import shorten
from duban.records import kinds
from duban.records import shown_fields
from duban.records.form_numbers import numbered
from duban.records.model import Matter
from duban.status import spans

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from docxtpl import DocxTemplate
    from jinja2.sandbox import SandboxedEnvironment

    from duban.records.book import Book
    from duban.records.model import StepRecord
    from duban.records.sources import Agreement
    from duban.records.sources import Form
    from duban.records.sources import Step

# Bounds on a template, in bytes and in parts: far above any real form, far below what hurts.
MAX_TEMPLATE = 8 << 20
MAX_UNPACKED = 64 << 20
MAX_PARTS = 2000
# Figure spaces do not break: a blank stays whole and keeps its line to write on, and no line begins
# with the comma after it.
BLANK = "\u2007" * 12
BLANK_COUNT = "\u2007" * 5
BLANK_DATE = "　　年　月　日"
# The blank for a name that holds this word; BLANK for any other.
_SHAPES = (("日期", BLANK_DATE), ("份数", BLANK_COUNT))


class FormError(TasksError):
    """A form cannot be printed; the text says why in Chinese."""


@immutable
class Printed:
    """A filled form: the Word file, the names nothing was known for, and the text it says."""

    content: bytes
    blanks: tuple[str, ...]
    text: str = ""


def template_path(agreement: Agreement, form: Form) -> str:
    """Return where the template of a form lies in the book."""
    return kinds.template_path(agreement.id, form.template)


def find_form(agreement: Agreement, name: str) -> tuple[str, Form]:
    """Return the form of an agreement called ``name``, or the only one whose name holds it.

    FormError where there is none or more than one.
    """
    forms = agreement.forms
    if name in forms:
        return name, forms[name]
    matches = [known for known in forms if name and name in known]
    if len(matches) == 1:
        return matches[0], forms[matches[0]]
    if matches:
        raise FormError(f"“{name}”可以指 {'、'.join(matches)}，请写全。")
    raise FormError(f"协议里没有文书“{name}”。有：{'、'.join(forms) or '没有登记文书'}。")


def facts(book: Book, matter: Matter, agreement: Agreement, name: str) -> dict[str, Any]:
    """Return what a template may use, under the names that it uses.

    The roles by full name, the steps taken, the number recorded for the form and its date.
    """
    full_names = {unit.name: unit.full_name for unit in book.units.values()}
    taken = {record.name: _step_facts(record, full_names) for record in matter.steps}
    steps = book.workflow(matter)
    own = _record_of(matter, steps, name)
    bearer = _record_of(matter, steps, numbered(agreement, name))
    whole: dict[str, Any] = {
        role: full_names.get(unit, unit) for role, unit in matter.roles.items()
    }
    for field in shown_fields.at(Matter, "form"):
        whole[field.key] = _printable(getattr(matter, field.name))
    whole |= {
        "文书名称": name,
        "沿用文书": agreement.forms[name].same_number_as,
        "文书日期": spans.chinese_date(own.on) if own else None,
        "编号": bearer.number if bearer else None,
        "环节": taken or None,
    }
    return _known(whole)


def _step_facts(record: StepRecord, full_names: Mapping[str, str]) -> dict[str, Any]:
    return _known(
        {
            "日期": spans.chinese_date(record.on),
            "单位": full_names.get(record.unit, record.unit),
            "结果": record.outcome,
            "说明": record.text,
            "文号": record.number,
        }
    )


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _printable(value: Any) -> Any:
    if isinstance(value, date):
        return spans.chinese_date(value)
    return value if value is None or type(value) is int else shown_fields.words(value)


def _record_of(matter: Matter, steps: tuple[Step, ...], form: str | None) -> StepRecord | None:
    names = {step.name for step in steps if step.form == form}
    return next((record for record in reversed(matter.steps) if record.name in names), None)


def blank_number(agreement: Agreement, name: str) -> str | None:
    """Return the blank for the number of a form; None where it has no series of numbers.

    The blank leaves room for the code of the unit, the year and the serial number.
    """
    bearer = numbered(agreement, name)
    series = agreement.forms[bearer].series if bearer else None
    return f"　　　　{series}〔　　〕　　号" if series else None


def numbering_step(book: Book, matter: Matter, name: str) -> str | None:
    """Return the step at which a form's number is recorded; None where it has none of its own."""
    agreement = book.agreements[matter.agreement]
    bearer = numbered(agreement, name)
    if bearer is None or agreement.forms[bearer].series is None:
        return None
    return next((step.name for step in book.workflow(matter) if step.form == bearer), None)


def belated(book: Book, matter: Matter, name: str, as_of: date) -> str | None:
    """Return in words that the step of a form was done late, or is still waited for and late."""
    from duban.status import matters

    steps = book.workflow(matter)
    if not steps:
        return None
    agreement = book.agreements[matter.agreement]
    status = matters.status(matter, agreement, steps, book.config, book.calendar(), as_of)
    for limit in status.limits:
        day = limit.done_on or as_of
        if limit.step.form == name and day > limit.due:
            done = f"{limit.done_on} 办理" if limit.done_on else f"截至 {as_of} 尚未登记"
            due = f"“{limit.step.name}”应在 {limit.due} 前办理"
            return f"{due}，{done}，已逾期 {(day - limit.due).days} 天"
    return None


# Braces of full width, blanks opened or closed only, single braces: Word prints them as they stand.
_BRACES = re.compile(r"[{｛]\s*[{｛%％]|[%％}｝]\s*[}｝]|[{｛][^{}｛｝\s]{1,20}[}｝]")


def unfilled(text: str, values: Mapping[str, Any]) -> bool:
    """Tell whether braces of a blank still stand in the printed text that no value brought in."""
    return _BRACES.search(text) is not None and not any(map(_BRACES.search, _words(values)))


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from _words(part)
    else:
        yield str(value)


def prepare() -> None:
    """Load what ``fill`` needs, ahead of it."""
    import docxtpl
    import jinja2.sandbox

    del docxtpl, jinja2


def fill(
    template: bytes, values: Mapping[str, Any], blanks: Mapping[str, str] | None = None
) -> Printed:
    """Return a template filled with ``values``; what is unknown stays a blank to write on.

    FormError where the template is no Word file, is refused, or has blanks written wrongly.
    A template can still take time and memory without end: ``confined.Printer`` bounds both.
    """
    from jinja2 import TemplateError

    left: dict[str, None] = {}
    document = _opened(template)
    try:
        document.render(_clean(dict(values)), jinja_env=_environment(left, blanks or {}))
        buffer = io.BytesIO()
        document.save(buffer)
        text = "".join(document.docx.element.body.xpath(".//w:t/text()"))
    except TemplateError as error:
        raise FormError(_wrong_blank(error)) from None
    except MemoryError:
        raise FormError("处理模板占用内存过多，没有打印；请检查模板里的循环和重复。") from None
    except Exception as error:  # noqa: BLE001 - what these libraries do is the template's fault
        raise FormError(_wrong_blank(error)) from None
    if buffer.tell() > MAX_UNPACKED:
        raise FormError("打印出来的文件太大，没有打印。")
    return Printed(buffer.getvalue(), tuple(left), text)


def _opened(template: bytes) -> DocxTemplate:
    from docxtpl import DocxTemplate

    try:
        _refuse_hostile(template)
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    except FormError:
        raise
    except Exception:  # noqa: BLE001 - what these libraries do is the damaged file's fault
        raise FormError(
            "模板不是可用的 Word 文件。请用 Word 打开检查，另存为 .docx 后再用。"
        ) from None
    return document


_INVISIBLE = re.compile(f"[{INVISIBLE}]")


def _clean(value: Any) -> Any:
    """A value without invisible characters, at any depth; in a dict, without empty texts."""
    if isinstance(value, dict):
        cleaned = {name: _clean(part) for name, part in value.items()}
        return {name: part for name, part in cleaned.items() if part not in ("", None)}
    return _INVISIBLE.sub("", value).strip() if isinstance(value, str) else value


def _wrong_blank(error: Exception) -> str:
    """What is said of a blank written wrongly, with the line it stands on where that is known."""
    lines = list(getattr(error, "docx_context", ()))
    place = min((getattr(error, "lineno", None) or 1) - 1, 3)
    near = shorten(lines[place].strip(), 40) if place < len(lines) else ""
    where = f"（“{near}”附近）" if near else ""
    right = "填空写成 {{ 名称 }}，条件写成 {% if 名称 %}…{% endif %}，前后成对"
    return f"模板里的填空写法不对{where}。{right}。"


_PLAIN_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# http://…, file://server/…, \\server\…: another machine; file:///C:/… is a place on this one.
_REMOTE = re.compile(
    r"\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|file:(?://[^/]|////)|//|\\\\)", re.IGNORECASE
)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"']{1,40})")


def _refuse_hostile(template: bytes) -> None:
    """FormError for a Word file that could harm who prints it or opens the printed form."""
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            fault = _fault_of(archive)
    except zipfile.BadZipFile:
        raise FormError("模板不是 Word（.docx）文件。") from None
    if fault:
        raise FormError(fault)


def _fault_of(archive: zipfile.ZipFile) -> str | None:
    """Why a template is refused; sizes come first, before any part is unpacked."""
    parts = archive.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return "模板展开以后太大，没有使用。"
    if any(part.compress_type not in _PLAIN_METHODS or part.flag_bits & 1 for part in parts):
        reason = "模板加了密，或者不是 Word 的压缩方式，没有使用。"
        return f"{reason}请用 Word 打开，另存后再用。"
    texts = [part for part in parts if part.filename.endswith((".xml", ".rels"))]
    if any(_defines_entities(archive.read(part)) for part in texts):
        reason = "模板里有 Word 文件不该有的内容（DTD 或少见的编码），没有使用。"
        return f"{reason}请用 Word 打开，另存后再用。"
    if any("vbaproject" in part.filename.lower() for part in parts):
        return "模板里有宏，没有使用。请用 Word 打开，另存为不带宏的 .docx 后再用。"
    relations = [part for part in parts if part.filename.endswith(".rels")]
    if any(_calls_out(archive.read(part)) for part in relations):
        reason = "模板引用了网络上的文件，没有使用。"
        return f"{reason}请在 Word 里断开引用（插入的图片存进文件），另存后再用。"
    return None


def _defines_entities(part: bytes) -> bool:
    """Tell whether an XML part has a DTD, or an encoding that could hide one; Word has neither."""
    plain = part.replace(b"\0", b"")
    declared = _ENCODING.search(plain[:300])
    return b"<!DOCTYPE" in plain or (
        declared is not None and declared[1].lower() not in {b"utf-8", b"utf-16", b"us-ascii"}
    )


def _calls_out(relations: bytes) -> bool:
    """Tell whether Word would fetch something from a network as soon as it opens the form.

    A link that somebody has to click on does not count.
    """
    from lxml import etree  # type: ignore[import-untyped]

    try:
        targets = [dict(relation.attrib) for relation in etree.fromstring(relations)]
    except etree.XMLSyntaxError:
        return False  # what cannot be read is refused when it is opened
    return any(
        target.get("TargetMode") == "External"
        and not target.get("Type", "").endswith("/hyperlink")
        and _REMOTE.match(target.get("Target", ""))
        for target in targets
    )


def _environment(left: dict[str, None], blanks: Mapping[str, str]) -> SandboxedEnvironment:
    """A sandbox, since a template must not run anything; ``left`` collects what was unknown."""
    from jinja2 import Undefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Blank(Undefined):
        """Something unknown: a space to write on, whatever is asked of it."""

        def __str__(self) -> str:
            name = self._undefined_name or ""
            left[name.removeprefix("环节.").replace(".", "")] = None
            kinds: Iterator[str] = (shape for word, shape in _SHAPES if word in name)
            return blanks.get(name) or next(kinds, BLANK)

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return Blank(name=f"{self._undefined_name}.{name}")

        def __getitem__(self, name: Any) -> Any:
            return Blank(name=f"{self._undefined_name}.{name}")

    return ImmutableSandboxedEnvironment(undefined=Blank, autoescape=True)
