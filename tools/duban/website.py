"""What a site shows, before it takes a form: the book of one edition with its past, judged on one day."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from duban import assessment
from duban import changes
from duban import isolation
from duban import matters
from duban import privacy
from duban import publishing
from duban import trend
from duban import views

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.assessment import Assessment
    from duban.changes import Sentence
    from duban.findings import Finding
    from duban.history import Event
    from duban.history import Past
    from duban.loading import Loaded
    from duban.model import Book
    from duban.publishing import MatterCounts
    from duban.trend import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One edition of a book on one day.

    ``before`` is the assessment of a week ago (None: no history reaches so far), ``changed`` what happened since, by unit;
    ``missing`` says what is missing of the history; ``texts`` are the progress files as they stand, for the forms.
    The public edition has neither findings nor texts nor matters, only ``counts``.
    """

    view: Assessment
    public: bool
    revision: str | None = None
    invalid_files: int = 0
    findings: tuple[Finding, ...] = ()
    points: tuple[Point, ...] = ()
    before: Assessment | None = None
    changed: Mapping[str, Sequence[Sentence]] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    missing: str = ""
    counts: tuple[MatterCounts, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def book(self) -> Book:
        """The records it shows."""
        return self.view.book

    @property
    def ranking(self) -> bool:
        """Whether units are ranked."""
        return self.book.config.ranking == "公开" or (self.book.config.ranking == "内部" and not self.public)

    def recent(self, most: int) -> Sequence[Event]:
        """Return what was recorded last, the newest first."""
        return [event for event in reversed(self.events) if event.on <= self.view.as_of][:most]

    @property
    def context(self) -> views.Context:
        """What its reports print about themselves."""
        return views.Context(views.Filters(), self.revision, self.invalid_files, self.points, self.missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything a site is made from, whatever its edition."""

    loaded: Loaded
    findings: tuple[Finding, ...]
    unread: int
    past: Past
    missing: str
    revision: str | None


def prepare(source: Source, as_of: date, *, public: bool) -> Site:
    """Return one edition; a file in which personal data or a secrecy mark was found is left out of both."""
    tainted = privacy.tainted(source.findings)
    whole = source.loaded.book.without(tainted)
    book = publishing.public(whole) if public else whole
    past = publishing.public_past(source.past, book) if public else source.past
    view = assessment.assess(book, as_of)
    old = next((one for _, one in source.past.books([as_of - trend.WEEK])), None)
    old = publishing.still_public(old, book) if public and old else old
    before = assessment.assess(old, as_of - trend.WEEK) if old else None
    invalid = source.loaded.invalid_files + source.unread
    return Site(
        view=view,
        public=public,
        revision=source.revision,
        invalid_files=invalid + len(tainted & source.loaded.documents.keys()),
        findings=() if public else source.findings,
        points=trend.points(source.past, view, publishing.public if public else lambda one: one),
        before=before,
        changed=changes.grouped(changes.between(before, view)) if before else {},
        events=past.events(book),
        missing=source.missing,
        counts=publishing.matter_counts(isolation.parted(matters.assess(whole, as_of))[0]) if public else (),
        texts={} if public else _texts(source.loaded, book),
    )


def _texts(loaded: Loaded, book: Book) -> Mapping[str, str]:
    return {one.path: loaded.documents[one.path].text for one in book.progress.values() if one.path in loaded.documents}
