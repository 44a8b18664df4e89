"""Printed forms: an agreement's Word template filled from a matter, blanks left where nothing is known."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Any

from duban.matters import actors
from duban.matters import next_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jinja2.sandbox import SandboxedEnvironment

    from duban.model import Agreement
    from duban.model import Book
    from duban.model import Form
    from duban.model import Matter
    from duban.model import Step
    from duban.model import StepRecord

MAX_TEMPLATE = 8 << 20
MAX_UNPACKED = 64 << 20
BLANK = "　" * 8
BLANK_DATE = "　　年　月　日"


class FormError(Exception):
    """A form cannot be printed; the text says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A filled form, and the names in the template that nothing was known for."""

    content: bytes
    blanks: tuple[str, ...]


def chinese_date(day: date) -> str:
    """Return a date as official documents write it (GB/T 9704): 2026年1月9日, no zero before a digit."""
    return f"{day.year}年{day.month}月{day.day}日"


def template_path(agreement: Agreement, form: Form) -> str:
    """Return where the template of a form lies in the book."""
    return f"tasks/forms/{agreement.id}/{form.template}"


def find_form(agreement: Agreement, name: str) -> tuple[str, Form]:
    """Return the form of an agreement called ``name``, or the only one whose name holds it; FormError otherwise."""
    forms = agreement.forms
    if name in forms:
        return name, forms[name]
    matches = [one for one in forms if name and name in one]
    if len(matches) == 1:
        return matches[0], forms[matches[0]]
    known = "、".join(forms) or "没有登记文书"
    raise FormError(f"协议里没有文书“{name}”。有：{known}。" if not matches else f"“{name}”可以指 {'、'.join(matches)}，请写全。")


def facts(book: Book, matter: Matter, agreement: Agreement, name: str, as_of: date) -> dict[str, Any]:
    """Return what a template may use: roles by full name, the steps taken, the number of the form, its date."""
    units = {unit.name: unit for unit in book.units.values()}

    def full_name(short: str) -> str:
        return units[short].full_name if short in units else short

    taken: dict[str, dict[str, Any]] = {}
    for record in matter.steps:
        values: dict[str, Any] = {
            "日期": chinese_date(record.on),
            "单位": full_name(record.unit),
            "结果": record.outcome,
            "说明": record.text,
            "文号": record.number,
        }
        taken[record.name] = {key: value for key, value in values.items() if value is not None}
    own = _record_of(matter, book.workflow(matter), name)
    whole: dict[str, Any] = {
        **{role: full_name(unit) for role, unit in matter.roles.items()},
        "概要": matter.summary,
        "当事人类型": matter.party_kind,
        "证据材料份数": matter.evidence_count,
        "档案号": matter.file_number,
        "文书名称": name,
        "沿用文书": agreement.forms[name].same_number_as,
        "文书日期": chinese_date(own.on) if own else None,
        "编号": number(book, matter, agreement, name, as_of),
        "环节": taken or None,
    }
    return {key: value for key, value in whole.items() if value is not None}


def number(book: Book, matter: Matter, agreement: Agreement, name: str, as_of: date) -> str:
    """Return the number a form bears: the one recorded, else the next of its series, else the series with blanks."""
    forms = agreement.forms
    form = forms[name]
    if form.same_number_as:
        return number(book, matter, agreement, form.same_number_as, as_of) if form.same_number_as != name else ""
    steps = book.workflow(matter)
    own = _record_of(matter, steps, name)
    if own and own.number:
        return own.number
    if form.series is None:
        return ""
    step = next((one for one in steps if one.form == name), None)
    issuer = own.unit if own else actors(matter, step)[0] if step else ""
    code = next((unit.code for unit in book.units.values() if unit.name == issuer), None)
    if code is None:
        return f"　　　　{form.series}〔　　〕　　号"
    return next_number(book.matters, code, form.series, (own.on if own else as_of).year)


def _record_of(matter: Matter, steps: tuple[Step, ...], form: str) -> StepRecord | None:
    names = {step.name for step in steps if step.form == form}
    return next((record for record in reversed(matter.steps) if record.name in names), None)


def fill(template: bytes, values: Mapping[str, Any]) -> Printed:
    """Return a template filled with ``values``; what is unknown stays a blank to write on. FormError when it cannot be."""
    from docxtpl import DocxTemplate
    from jinja2 import TemplateError

    _refuse_bomb(template)
    blanks: dict[str, None] = {}
    try:
        document = DocxTemplate(io.BytesIO(template))
        document.render(dict(values), jinja_env=_environment(blanks))
        buffer = io.BytesIO()
        document.save(buffer)
    except TemplateError as error:
        raise FormError(f"模板里的填空写法不对：{error.message}。") from None
    except (KeyError, ValueError, TypeError, ArithmeticError, LookupError) as error:
        raise FormError(f"模板不是可用的 Word 文件（{type(error).__name__}）。") from None
    return Printed(buffer.getvalue(), tuple(blanks))


def _refuse_bomb(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        raise FormError("模板不是 Word（.docx）文件。") from None
    if size > MAX_UNPACKED:
        raise FormError("模板展开以后太大，没有使用。")


def _environment(blanks: dict[str, None]) -> SandboxedEnvironment:
    """A sandbox: a template comes from the repository and must not run anything."""
    from jinja2 import Undefined
    from jinja2.sandbox import SandboxedEnvironment

    class Blank(Undefined):
        """Something unknown: a space to write on, whatever is asked of it."""

        def __str__(self) -> str:
            blanks[self._undefined_name or ""] = None
            return BLANK_DATE if "日期" in (self._undefined_name or "") else BLANK

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return Blank(name=f"{self._undefined_name}.{name}")

        def __getitem__(self, name: Any) -> Any:
            return Blank(name=f"{self._undefined_name}.{name}")

    return SandboxedEnvironment(undefined=Blank, autoescape=True)
