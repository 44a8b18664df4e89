"""From ``{path: bytes}`` to a book: each file is read, judged by its schema, made a record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import reader
from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.privacy import attachments
from duban.records import file_rules
from duban.records import model
from duban.records import personal_findings
from duban.records import settings
from duban.records import sources
from duban.records.book import Book
from duban.records.book import Record
from duban.records.kinds import build_record
from duban.records.kinds import folder_of
from duban.records.kinds import is_template
from duban.records.kinds import kind_of
from duban.schemas import places
from duban.schemas import validation

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.ground.findings import Finding

    Share = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]

# So many files are shared out at once: there is progress to tell after each lot.
_SHARED_AT_ONCE = 10_000


@immutable
class Loaded:
    """A book, the documents its records came from, and what was wrong with files one by one."""

    book: Book
    documents: Mapping[str, Document]
    invalid: Mapping[str, Document]
    findings: tuple[Finding, ...]
    paths: tuple[str, ...]

    @property
    def shown(self) -> Book:
        """The book as it may be shown: personal data and secrecy marks are masked."""
        found = personal_findings.found_in(self.findings)
        if not found:
            return self.book
        # Every record may name a unit, and must do so as the unit's own file is shown.
        everywhere = any(path.startswith(folder_of(model.Unit)) for path in found)

        def shown_record(record: Any) -> Any:
            if everywhere or record.path in found:
                return personal_findings.shown(record)
            return record

        shelves: dict[str, Any] = {
            name: {key: shown_record(record) for key, record in shelf.items()}
            for name, shelf in self.book.shelves.items()
        }
        return replace(self.book, config=shown_record(self.book.config), **shelves)

    @property
    def unread(self) -> frozenset[str]:
        """The files that our own code failed to read; the book is without them too."""
        fault = isolation.program_fault.code
        return frozenset(finding.path for finding in self.findings if finding.code == fault)

    @property
    def invalid_files(self) -> int:
        """How many files are left out of the book for what is wrong with them."""
        return len(self.invalid.keys() - self.unread)

    def without(self, paths: Collection[str]) -> Loaded:
        """Return what was loaded as if these files were not there."""
        return Loaded(
            self.book.without(paths),
            {path: document for path, document in self.documents.items() if path not in paths},
            {path: document for path, document in self.invalid.items() if path not in paths},
            tuple(finding for finding in self.findings if finding.path not in paths),
            tuple(path for path in self.paths if path not in paths),
        )


def load(
    files: Mapping[str, bytes],
    progress: Callable[[int], object] = lambda _: None,
    share: Share | None = None,
) -> Loaded:
    """Return everything that ``files`` hold, by their paths from the root (``tasks/…``).

    The book is without the files that are not valid. ``progress`` is told how many are read.
    ``share`` lets others help with the reading: given a function and a list, it returns what the
    function makes of each member, all of it plain data.
    """
    read: dict[str, Document] = {}
    findings: list[Finding] = []
    invalid: dict[str, Document] = {}
    records: list[Record] = []
    for count, (path, data) in enumerate(_with_plain_data(files, share), 1):
        progress(count)
        document, record, found = read_record(path, files[path], data)
        findings.extend(found)
        if record is not None:
            read[path] = document
            records.append(record)
        elif found and (kind_of(path) or personal_findings.refuses(found)):
            invalid[path] = document
    book = replace(assemble(records), left_out=frozenset(invalid))
    return Loaded(book, read, invalid, tuple(findings), tuple(files))


def _with_plain_data(files: Mapping[str, bytes], share: Share | None) -> Iterator[tuple[str, Any]]:
    """Each path in order, with the data of its file where others have read it."""
    paths = sorted(files)
    if share is None:
        yield from ((path, None) for path in paths)
        return
    for start in range(0, len(paths), _SHARED_AT_ONCE):
        batch = paths[start : start + _SHARED_AT_ONCE]
        yield from zip(
            batch, share(_plain_data, [(path, files[path]) for path in batch]), strict=True
        )


def _plain_data(file: tuple[str, bytes]) -> Any:
    """What a record's file (its path, its bytes) holds; None where there is more to say of it.

    That is where anything at all is wrong with it, and where our own code fails on it.
    """
    try:
        document, valid, findings = _judged(*file)
    except Exception:  # noqa: BLE001 - read_record meets it again and says so
        return None
    return document.data if valid and not findings else None


def read_record(
    path: str, raw: bytes, data: Any = None
) -> tuple[Document, Record | None, tuple[Finding, ...]]:
    """Return the document at a path, the record it holds and what is wrong with it by itself.

    ``data`` is what the file holds, where it is known already and nothing is wrong with it.

    The record is None where the file is not valid. A file with personal data or a secrecy mark
    is not, so that nothing shows it. Never raises: where our own code fails on the bytes, that
    is a finding.
    """
    try:
        if data is not None:
            return Document(path, raw.decode(), data), _record(path, data), ()
        return _read_record(path, raw)
    except Exception as error:  # noqa: BLE001 - a fault of ours on one file leaves out that file alone
        return _unread(path, raw, isolation.failure_of(error, path))


def _unread(
    path: str, raw: bytes, failure: isolation.Failure
) -> tuple[Document, None, tuple[Finding, ...]]:
    """A file on which our code failed; personal data in it must be named all the same."""
    empty = Document(printable(path), "", None)
    document = isolation.attempt(lambda: reader.read(path, raw, places.prose), path)
    if isinstance(document, isolation.Failure):
        document = empty
    found = isolation.attempt(
        lambda: (*document.findings, *personal_findings.search(document)[1]), path
    )
    if isinstance(found, isolation.Failure):
        found = ()
    faults = (
        empty.find(isolation.program_fault, problem)
        for problem in isolation.program_fault(failure, "读取")
    )
    return document, None, (*faults, *found)


def _read_record(path: str, raw: bytes) -> tuple[Document, Record | None, tuple[Finding, ...]]:
    document, valid, found = _judged(path, raw)
    return document, _record(path, document.data) if valid else None, found


def _judged(path: str, raw: bytes) -> tuple[Document, bool, tuple[Finding, ...]]:
    """The document at a path, whether its data is that of a valid record, and what is wrong."""
    known = kind_of(path)
    if known is None:
        return _read_other(path, raw)
    document, personal = personal_findings.search(reader.read(path, raw, places.prose))
    found = (*document.findings, *personal)
    if document.data is None and document.findings:
        return document, False, found
    wrong = validation.validate(document, known[0].name)
    if wrong or personal_findings.refuses(personal):
        return document, False, (*found, *wrong)
    return document, True, found


def _record(path: str, data: Any) -> Record | None:
    known = kind_of(path)
    return build_record(known[0], path, known[1], data) if known else None


def _read_other(path: str, raw: bytes) -> tuple[Document, bool, tuple[Finding, ...]]:
    """A file at no record's path: a note, a Word template, or one that is misplaced."""
    document, personal = _scanned(path, raw)
    if _is_note(path) or is_template(path):
        return document, False, personal
    misplaced = (
        document.find(file_rules.path_unknown, problem) for problem in file_rules.path_unknown(path)
    )
    return document, False, (*personal, *misplaced)


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
    for record in records:
        if isinstance(record, settings.Config):
            config = record
        elif isinstance(record, model.Progress):
            shelves.setdefault(model.Progress, {})[record.unit, record.item] = record
        else:
            shelves.setdefault(type(record), {})[record.id] = record
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
    return name.startswith(".") or name.lower() in {"readme.md", "readme.zh-cn.md"}
