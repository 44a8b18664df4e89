"""One edition of the site, internal or public: the book with its past, judged for one day."""

from __future__ import annotations

from dataclasses import field
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from duban.changes import comparison
from duban.changes import trend
from duban.ground import isolation
from duban.ground.immutable import immutable
from duban.records import cutoff
from duban.reports import filtering
from duban.reports import layout
from duban.rules import registry
from duban.site import public_history
from duban.site import publishing
from duban.status import assessment
from duban.status import matters

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.changes.history import Event
    from duban.changes.history import Past
    from duban.changes.sentences import Sentence
    from duban.changes.trend import Point
    from duban.ground.findings import Finding
    from duban.records.book import Book
    from duban.records.loader import Loaded
    from duban.site.publishing import MatterCounts
    from duban.status.assessment import Assessment


@immutable(kw_only=True, slots=False)
class Edition:
    """One edition of a book for one day; pages and feeds show nothing that is not in here.

    ``before`` is the assessment of a week ago, None where history does not reach so far. It is
    compared with ``compared``, the one of today: both are without the files that are left out of
    either, which are ``invalid_files`` and ``not_compared`` more. In public ``before`` serves for
    figures only, since it holds old texts; ``changed`` says by unit what happened since.

    ``once_broken`` files were invalid at some time, so figures of that time are without them.
    ``unread`` files are those that our own code failed to read. ``missing`` says in words what is
    missing of the history, ``version`` what to call the revision.

    ``present`` is the book as its files stand now, ``texts`` the progress files for the forms,
    without those that hold personal data. Both are empty, and so are ``findings``, in the public
    edition and where the site shows a day before something in the book. The public edition has
    ``counts`` in place of matters.
    """

    view: Assessment
    public: bool
    revision: str | None = None
    version: str = "未入库"
    invalid_files: int = 0
    unread: int = 0
    findings: tuple[Finding, ...] = ()
    points: tuple[Point, ...] = ()
    before: Assessment | None = None
    compared: Assessment | None = None
    not_compared: int = 0
    once_broken: int = 0
    changed: Mapping[str, Sequence[Sentence]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    missing: str = ""
    counts: tuple[MatterCounts, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    present: Book | None = None

    @property
    def book(self) -> Book:
        """The records it shows."""
        return self.view.book

    @property
    def ranking(self) -> bool:
        """Whether units are ranked."""
        ranking = self.book.config.ranking
        return ranking == "公开" or (ranking == "内部" and not self.public)

    @cached_property
    def unplaced(self) -> int:
        """How many matters are left out because their workflow is not in the book."""
        return matters.unplaced(self.book)

    @property
    def failed(self) -> int:
        """How many records are left out because our own code failed on them."""
        return len(self.view.failures) + self.unread

    def recent(self, most: int) -> Sequence[Event]:
        """Return what was recorded last, the newest first."""
        return self.events[: -most - 1 : -1]

    @property
    def context(self) -> layout.ReportContext:
        """What its reports print about themselves."""
        return layout.ReportContext(
            filtering.Filters(),
            self.revision,
            self.invalid_files,
            self.points,
            self.missing,
            public=self.public,
            version=self.version,
            once_invalid=self.once_broken,
            failed_files=self.unread,
        )


@immutable(kw_only=True)
class SiteInputs:
    """What both editions are made from. ``read_on`` is the day on which the files were read."""

    loaded: Loaded
    findings: tuple[Finding, ...]
    unread: int
    past: Past
    missing: str
    revision: str | None
    version: str = "未入库"
    read_on: date | None = None

    @property
    def left_out(self) -> frozenset[str]:
        """The files that are left out of the book."""
        unread = (
            finding.path for finding in self.findings if finding.path not in self.loaded.documents
        )
        return frozenset((*self.loaded.invalid, *unread))

    def without(self, paths: frozenset[str]) -> SiteInputs:
        """Return the same as if these files had never been."""
        if not paths:
            return self
        return replace(self, loaded=self.loaded.without(paths), past=self.past.without(paths))


def prepare(inputs: SiteInputs, as_of: date, *, public: bool) -> Edition:
    """Return one edition.

    A record on which our own code fails, today or as it was, is left out of the whole site and
    named among the failures of its assessment.
    """
    records = (record.path for record in inputs.loaded.book.records())
    earlier = (version.path for version in inputs.past.versions)
    edition, failures = isolation.narrowed_or_raise(
        lambda paths: _prepared(inputs.without(paths), as_of, public=public),
        dict.fromkeys((*records, *earlier)),
    )
    if not failures:
        return edition
    view = replace(edition.view, failures=(*edition.view.failures, *failures))
    return replace(edition, view=view)


def _prepared(inputs: SiteInputs, as_of: date, *, public: bool) -> Edition:
    present = inputs.loaded.shown
    whole = cutoff.until(present, as_of)
    looks_back = whole is not present and as_of != inputs.read_on
    current = not public and not looks_back
    book = publishing.public(whole) if public else whole
    view = assessment.assess(book, as_of)
    past = _past(inputs, view, public=public)
    week = _last_week(inputs, whole, view, past, public=public)
    events = public_history.events(past, book) if public else past.events(book)
    return Edition(
        view=view,
        public=public,
        revision=inputs.revision,
        version=inputs.version,
        invalid_files=inputs.loaded.invalid_files + inputs.unread,
        unread=len(inputs.loaded.unread),
        findings=inputs.findings if current else (),
        points=_points(past, view, public=public),
        before=week.before,
        compared=week.compared,
        not_compared=week.not_compared,
        once_broken=len(past.once_broken),
        changed=_changed(week.before, week.compared, public=public) if week.before else {},
        events=tuple(events),
        missing=inputs.missing,
        counts=_matter_counts(whole, as_of) if public else (),
        texts=_texts(inputs.loaded, present) if current else {},
        present=present if current else None,
    )


def _past(inputs: SiteInputs, view: Assessment, *, public: bool) -> Past:
    """What the edition may say of the past, without the records that today's view is without."""
    past = inputs.past.without(inputs.left_out).until(view.as_of)
    if public:
        past = public_history.masked_past(past)
    return past.without(_failed(view))


def _failed(view: Assessment) -> frozenset[str]:
    return frozenset(failure.path for failure in view.failures)


@immutable
class _LastWeek:
    """What today is compared with; ``not_compared`` files were invalid a week ago."""

    before: Assessment | None
    compared: Assessment
    not_compared: int


def _last_week(
    inputs: SiteInputs, whole: Book, view: Assessment, past: Past, *, public: bool
) -> _LastWeek:
    """The assessments of a week ago and of today, both without what is left out of either."""
    week_ago = view.as_of - trend.WEEK
    broken_then = inputs.past.broken(week_ago) - inputs.left_out
    comparable, compared = view.book, view
    if broken_then:
        comparable = whole.without(broken_then)
        if public:
            comparable = publishing.public(comparable)
    failed = _failed(view)
    if broken_then or failed:
        comparable = comparable.without(failed)
        compared = assessment.assess(comparable, view.as_of)
    earlier = next((book for _, book in past.books([week_ago])), None)
    if public and earlier:
        earlier = public_history.still_public(earlier, comparable)
    before = assessment.assess(earlier, week_ago).sound() if earlier else None
    return _LastWeek(before, compared, len(broken_then))


def _points(past: Past, view: Assessment, *, public: bool) -> tuple[Point, ...]:
    """The figures of the past; in public, only of what is public today."""

    def shown(earlier: Book) -> Book:
        return public_history.still_public(earlier, view.book) if public else earlier

    return trend.points(past, view, shown)


def _changed(
    before: Assessment, now: Assessment, *, public: bool
) -> Mapping[str, Sequence[Sentence]]:
    """What changed, by unit.

    In public, figures are compared as they were, but texts only as far as they still stand.
    """
    if public:
        before = replace(before, book=public_history.standing_book(before.book, now.book))
    return comparison.grouped(comparison.between(before, now, registry.SEVERITIES))


def _matter_counts(book: Book, as_of: date) -> tuple[MatterCounts, ...]:
    statuses, _ = isolation.separated(matters.statuses(book, as_of))
    return publishing.matter_counts(statuses)


def _texts(loaded: Loaded, book: Book) -> Mapping[str, str]:
    """The texts of the progress files by path, without those that hold personal data."""
    found = {}
    for progress in book.progress.values():
        document = loaded.documents.get(progress.path)
        if document and not document.shown:
            found[progress.path] = document.text
    return found
