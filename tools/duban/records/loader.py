"""``{path: bytes}`` to a book: every file read, judged by its schema, and made a value or a finding."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import reader
from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.findings import Finding
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.text import nearest
from duban.ground.text import printable
from duban.privacy import attachments
from duban.records import model
from duban.records import personal_findings
from duban.records import settings
from duban.records import sources
from duban.records.book import Book
from duban.records.book import Record
from duban.records.kinds import kind_of
from duban.records.kinds import record
from duban.schemas import places
from duban.schemas import validation

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

FOLDERS = frozenset(
    {"units", "plans", "agreements", "items", "progress", "matters", "calendar", "forms"}
)
# Word templates of an agreement's printed forms: no records, read only when a form is printed.
_FORM = re.compile(r"tasks/forms/[a-z0-9][a-z0-9-]{0,63}/[a-z0-9][a-z0-9-]{0,63}\.docx")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A book, the documents its records came from, and what was wrong with files one by one."""

    book: Book
    documents: Mapping[str, Document]
    invalid: Mapping[str, Document]
    findings: tuple[Finding, ...]
    paths: tuple[str, ...]

    @property
    def shown(self) -> Book:
        """The book as it may be shown: where something was found that must not be in it, without that."""
        found = personal_findings.found_in(self.findings)
        if not found:
            return self.book
        everywhere = any(path.startswith("tasks/units/") for path in found)

        def each(one: Any) -> Any:
            return personal_findings.shown(one) if everywhere or one.path in found else one

        shelves: dict[str, Any] = {
            name: {key: each(one) for key, one in shelf.items()}
            for name, shelf in self.book.shelves.items()
        }
        return replace(self.book, config=each(self.book.config), **shelves)

    @property
    def unread(self) -> frozenset[str]:
        """The files that our own code failed to read; they are left out of the book like those that are invalid."""
        return frozenset(
            one.path for one in self.findings if one.code == isolation.program_fault.code
        )

    @property
    def invalid_files(self) -> int:
        """How many files are left out of the book for what is wrong with them."""
        return len(self.invalid.keys() - self.unread)

    def without(self, paths: Collection[str]) -> Loaded:
        """Return what was loaded as if these files were not there."""
        kept = {path: document for path, document in self.documents.items() if path not in paths}
        invalid = {path: document for path, document in self.invalid.items() if path not in paths}
        findings = tuple(one for one in self.findings if one.path not in paths)
        return Loaded(
            self.book.without(paths),
            kept,
            invalid,
            findings,
            tuple(path for path in self.paths if path not in paths),
        )

    @property
    def files(self) -> int:
        """How many files were looked at."""
        return len(self.paths)


def load(files: Mapping[str, bytes], progress: Callable[[int], object] = lambda _: None) -> Loaded:
    """Return everything that ``files`` (paths from the root, ``tasks/…``) hold; a file with a finding is left out."""
    read: dict[str, Document] = {}
    findings: list[Finding] = []
    invalid: dict[str, Document] = {}
    records: list[Record] = []
    for count, path in enumerate(sorted(files), 1):
        progress(count)
        document, value, found = read_record(path, files[path])
        findings.extend(found)
        if value is not None:
            read[path] = document
            records.append(value)
        elif found and (kind_of(path) or personal_findings.refuses(found)):
            invalid[path] = document
    book = replace(assemble(records), left_out=frozenset(invalid))
    return Loaded(book, read, invalid, tuple(findings), tuple(files))


def read_record(path: str, raw: bytes) -> tuple[Document, Record | None, tuple[Finding, ...]]:
    """Return the document at a path, the record it holds and what is wrong with it by itself.

    None where it holds no record; a file with personal data or a secrecy mark holds none, so that nothing shows it.
    Where our own code fails on the bytes, that is what is wrong: never raises, whatever they are.
    """
    try:
        return _read_record(path, raw)
    except Exception as error:  # noqa: BLE001 - a fault of ours on one file leaves out that file alone
        return _unread(path, raw, isolation.failure_of(error, path))


def _unread(
    path: str, raw: bytes, failure: isolation.Failure
) -> tuple[Document, None, tuple[Finding, ...]]:
    """A file on which our code failed, with what can still be said: personal data in it must be named all the same."""
    nothing = Document(printable(path), "", None)
    document = isolation.attempt(lambda: reader.read(path, raw, places.prose), path)
    if isinstance(document, isolation.Failure):
        document = nothing
    found = isolation.attempt(
        lambda: (*document.findings, *personal_findings.search(document)[1]), path
    )
    said = (
        nothing.find(isolation.program_fault, problem)
        for problem in isolation.program_fault(failure, "读取")
    )
    return document, None, (*said, *(() if isinstance(found, isolation.Failure) else found))


def _read_record(path: str, raw: bytes) -> tuple[Document, Record | None, tuple[Finding, ...]]:
    known = kind_of(path)
    if known is None:
        document, told = _scanned(path, raw)
        wrong = (
            ()
            if _is_note(path)
            else tuple(document.find(path_unknown, problem) for problem in path_unknown(path))
        )
        return document, None, (*told, *wrong)
    kind, identity = known
    document, told = personal_findings.search(reader.read(path, raw, places.prose))
    found = [*document.findings, *told]
    readable = document.data is not None or not document.findings
    wrong = validation.validate(document, kind.name) if readable else ()
    refused = bool(told) and personal_findings.refuses(told)
    value = (
        record(kind, path, identity, document.data)
        if readable and not wrong and not refused
        else None
    )
    return document, value, (*found, *wrong)


def shown(path: str, raw: bytes) -> str:
    """Return the text of a record file as it may be shown: without the personal data in it."""
    return personal_findings.search(reader.read(path, raw))[0].shown or raw.decode(errors="replace")


def beside(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return what must not be in committed texts that are not the book's, such as the README."""
    return tuple(
        finding for path, raw in sorted(files.items()) for finding in _scanned(path, raw)[1]
    )


def _scanned(path: str, raw: bytes) -> tuple[Document, tuple[Finding, ...]]:
    """A file that is no record, and what must not be in it."""
    return personal_findings.search(Document(printable(path), attachments.text(raw), None))


def assemble(records: Iterable[Record]) -> Book:
    """Return the book that these records make; of two with one identity the last counts."""
    config = settings.Config()
    shelves: dict[type, dict[Any, Any]] = {}
    for value in records:
        if isinstance(value, settings.Config):
            config = value
        elif isinstance(value, model.Progress):
            shelves.setdefault(model.Progress, {})[value.unit, value.item] = value
        else:
            shelves.setdefault(type(value), {})[value.id] = value
    return Book(
        config=config,
        units=shelves.get(model.Unit, {}),
        plans=shelves.get(sources.Plan, {}),
        agreements=shelves.get(sources.Agreement, {}),
        items=shelves.get(model.Item, {}),
        progress=shelves.get(model.Progress, {}),
        matters=shelves.get(model.Matter, {}),
        holidays=shelves.get(settings.HolidayNotice, {}),
    )


def _is_note(path: str) -> bool:
    name = path.rsplit("/", 1)[-1]
    return (
        name.startswith(".")
        or name.lower() in {"readme.md", "readme.zh-cn.md"}
        or _FORM.fullmatch(path) is not None
    )


@rule
def path_unknown(path: str) -> Iterator[Problem]:
    """文件放错了地方，或文件名不对。

    文件名只用小写英文字母、数字和短横线，以 .yaml 结尾，放在规定的文件夹里：

    - tasks/units/单位.yaml
    - tasks/plans/方案.yaml、tasks/agreements/协议.yaml
    - tasks/items/方案或协议/编号.yaml
    - tasks/progress/单位/方案或协议/编号.yaml
    - tasks/matters/协议/编号.yaml
    - tasks/calendar/年份.yaml
    - tasks/forms/协议/文书.docx
    """
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - tasks/<folder>/…
    if folder and folder not in FOLDERS:
        near = nearest(folder, FOLDERS)
        hint = (
            f"是否应放在 tasks/{near}/ 下？"
            if near
            else f"放在 {'、'.join(f'tasks/{one}/' for one in sorted(FOLDERS))} 之一"
        )
        yield Problem(f"没有 tasks/{folder}/ 这个文件夹", hint)
    elif path.endswith(".yml"):
        yield Problem("文件名以 .yml 结尾", f"请改名为 {path[:-4]}.yaml")
    elif not path.endswith(".yaml"):
        yield Problem(
            "这里只放以 .yaml 结尾的记录文件", "佐证材料请放到档案系统；确是记录的，改名为 .yaml"
        )
    else:
        yield Problem(
            "文件名或所在的文件夹不对",
            "文件名只用小写英文字母、数字和短横线，例如 tasks/items/jl-2024-136/1-2-2b.yaml",
        )


RULES: tuple[Rule[..., Any], ...] = (path_unknown,)
