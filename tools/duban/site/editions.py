"""What a site shows, before it takes a form: the book of one edition with its past, judged on one day."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground import isolation
from duban.records import cutoff
from duban.reports import filtering
from duban.reports import layout
from duban.rules import registry
from duban.site import publishing
from duban.status import assessment
from duban.status import comparison
from duban.status import matters
from duban.status import trend

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence
    from datetime import date

    from duban.ground.findings import Finding
    from duban.records.book import Book
    from duban.records.loader import Loaded
    from duban.site.publishing import MatterCounts
    from duban.status.assessment import Assessment
    from duban.status.history import Event
    from duban.status.history import Past
    from duban.status.sentences import Sentence
    from duban.status.trend import Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One edition of a book on one day.

    ``before`` is the assessment of a week ago (None: no history reaches so far), ``compared`` the one of today that it is
    compared with: both without what is left out of either, which is ``not_compared`` files more than ``invalid_files``;
    ``once_broken`` files were invalid at some time, so that figures of that time are without them.
    In public ``before`` serves for figures only: it holds old texts. ``changed`` says what happened since, by unit;
    ``missing`` says what is missing of the history, ``version`` what to call the revision; ``texts`` are the progress files as
    they stand, for the forms; not those that hold what must not be shown.
    ``unread`` files our own code failed to read.
    The public edition has no matters, only ``counts``. ``present`` is the book as its files stand now: None in the public
    edition and where the site looks back to a day before something in the book, and then there are no findings, texts and forms.
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
        return self.book.config.ranking == "公开" or (
            self.book.config.ranking == "内部" and not self.public
        )

    @property
    def unplaced(self) -> int:
        """Of how many matters nothing can be said, because their workflow is not in the book."""
        return matters.unplaced(self.book)

    @property
    def failed(self) -> int:
        """How many records are left out because our own code failed on them."""
        return len(self.view.failures) + self.unread

    def recent(self, most: int) -> Sequence[Event]:
        """Return what was recorded last, the newest first."""
        return self.events[: -most - 1 : -1]

    @property
    def context(self) -> layout.Context:
        """What its reports print about themselves."""
        return layout.Context(
            filtering.Filters(), self.revision, self.invalid_files, self.points, self.missing,
            public=self.public, version=self.version, once_invalid=self.once_broken, failed_files=self.unread,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Everything a site is made from, whatever its edition."""

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
        return (
            frozenset(one.path for one in self.findings if one.path not in self.loaded.documents)
            | self.loaded.invalid.keys()
        )


def prepare(source: Source, as_of: date, *, public: bool) -> Site:
    """Return one edition; what is left out today or was a week ago is left out of both sides of what compares them.

    A record on which our own code fails, as it is or as it was, is left out of the whole site and among the failures of its view.
    """

    def site(out: frozenset[str]) -> Site:
        kept = (
            replace(source, loaded=source.loaded.without(out), past=source.past.without(out))
            if out
            else source
        )
        return _prepared(kept, as_of, public=public)

    records = (one.path for one in source.loaded.book.records())
    made, failures = isolation.narrowed_or_raise(
        site, dict.fromkeys((*records, *(one.path for one in source.past.versions)))
    )
    return (
        replace(made, view=replace(made.view, failures=(*made.view.failures, *failures)))
        if failures
        else made
    )


def _prepared(source: Source, as_of: date, *, public: bool) -> Site:
    past = source.past.without(source.left_out).until(as_of)
    week_ago = as_of - trend.WEEK
    left_out_then = source.past.broken(week_ago) - source.left_out
    present = source.loaded.shown
    whole = cutoff.until(present, as_of)
    looks_back = whole is not present and as_of != source.read_on
    current = not public and not looks_back
    comparable = whole.without(left_out_then)
    if public:
        past, book, comparable = (
            publishing.masked_past(past),
            publishing.public(whole),
            publishing.public(comparable),
        )
    else:
        book = whole
    view = assessment.assess(book, as_of)
    failed = frozenset(one.path for one in view.failures)
    past, comparable = past.without(failed), comparable.without(failed)
    compared = assessment.assess(comparable, as_of) if left_out_then or failed else view
    old = next((one for _, one in past.books([week_ago])), None)
    if public and old:
        old = publishing.still_public(old, comparable)
    before = assessment.assess(old, week_ago).sound() if old else None
    events = publishing.events(past, book) if public else past.events(book)
    return Site(
        view=view,
        public=public,
        revision=source.revision,
        version=source.version,
        invalid_files=source.loaded.invalid_files + source.unread,
        unread=len(source.loaded.unread),
        findings=source.findings if current else (),
        points=trend.points(
            past,
            view,
            (lambda one: publishing.still_public(one, book)) if public else lambda one: one,
        ),
        before=before,
        compared=compared,
        not_compared=len(left_out_then),
        once_broken=len(past.once_broken),
        changed=_changed(before, compared, public=public) if before else {},
        events=tuple(events),
        missing=source.missing,
        counts=publishing.matter_counts(isolation.parted(matters.assess(whole, as_of))[0])
        if public
        else (),
        texts=_texts(source.loaded, present) if current else {},
        present=present if current else None,
    )


def _changed(
    before: Assessment, now: Assessment, *, public: bool
) -> Mapping[str, Sequence[Sentence]]:
    """What changed by unit; in public, figures are compared as they were, but only what still stands is told."""
    told = (
        replace(before, book=publishing.standing_book(before.book, now.book)) if public else before
    )
    return comparison.grouped(comparison.between(told, now, registry.SEVERITIES))


def _texts(loaded: Loaded, book: Book) -> Mapping[str, str]:
    return {
        one.path: loaded.documents[one.path].text
        for one in book.progress.values()
        if one.path in loaded.documents and not loaded.documents[one.path].shown
    }
