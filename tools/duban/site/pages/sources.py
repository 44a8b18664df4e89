"""Plans, agreements and the matters handled under them: two lists, and a page for each record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.records.sources import Agreement
from duban.records.sources import Plan
from duban.reports import details
from duban.site import matter_steps
from duban.site.pages.page import Contents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.changes.history import Event
    from duban.records.sources import Source
    from duban.site.matter_steps import ShownStep
    from duban.site.pages.index import Index
    from duban.site.publishing import MatterCounts
    from duban.status.assessment import ItemStatus
    from duban.status.lights import Light
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit


@immutable
class SourcesPage(Contents):
    """The list of plans and agreements: each with its items and their lights."""

    template = "sources.html"

    rows: Sequence[tuple[Source, Sequence[ItemStatus], Mapping[Light, int]]]


def sources(index: Index) -> SourcesPage:
    """Return the list of plans and agreements."""
    return SourcesPage(index.source_rows)


@immutable(kw_only=True)
class SourcePage(Contents):
    """One plan or agreement.

    ``placed`` are its items by the clause of the innermost heading above them.
    ``numbers`` stand in place of ``matters`` in the public edition.
    """

    template = "source.html"
    searched = True

    source: Source
    agreement: Agreement | None
    plan: Plan | None
    items: Sequence[ItemStatus]
    counts: Mapping[Light, int]
    placed: Mapping[str, Sequence[ItemStatus]]
    matters: Sequence[MatterStatus]
    numbers: Sequence[MatterCounts]
    file: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """Its title, number and headings."""
        source = self.source
        headings = (f"{chapter.clause} {chapter.title}" for chapter in source.chapters)
        return source.title, source.number or "", *headings


def source_page(index: Index, source: Source) -> SourcePage:
    """Return the page of one plan or agreement."""
    site = index.site
    items = index.items_by_source[source.id]
    return SourcePage(
        source=source,
        agreement=source if isinstance(source, Agreement) else None,
        plan=source if isinstance(source, Plan) else None,
        items=items,
        counts=Counter(status.light for status in items),
        placed=_placed(index, items),
        matters=[
            status for status in index.matters_by_urgency if status.matter.agreement == source.id
        ],
        numbers=[counts for counts in site.counts if counts.agreement == source.id],
        file=None if site.public else index.editor(source.path),
    )


def _placed(index: Index, items: Sequence[ItemStatus]) -> Mapping[str, Sequence[ItemStatus]]:
    """Items by the clause of their innermost heading, ``""`` where they stand under none."""
    placed: dict[str, list[ItemStatus]] = {}
    for status in items:
        # The longest clause is the innermost: “二（三）” stands under “二”.
        clauses = (chapter.clause for _, chapter in index.chapters(status.item))
        placed.setdefault(max(clauses, key=len, default=""), []).append(status)
    return placed


@immutable
class MattersPage(Contents):
    """The list of matters: the running ones with their steps, and those that have ended."""

    template = "matters.html"

    running: Sequence[tuple[MatterStatus, Sequence[ShownStep]]]
    ended: Sequence[MatterStatus]


def matters(index: Index) -> MattersPage:
    """Return the list of matters, the most urgent first."""
    as_of = index.site.view.as_of
    ordered = index.matters_by_urgency
    return MattersPage(
        running=[
            (status, matter_steps.shown_steps(status, as_of))
            for status in ordered
            if status.current
        ],
        ended=[status for status in ordered if not status.current],
    )


@immutable(kw_only=True)
class MatterPage(Contents):
    """One matter. ``sums`` are its limits, each with the arithmetic in words and how it stands."""

    template = "matter.html"
    searched = True

    status: MatterStatus
    journey: Sequence[ShownStep]
    sums: Sequence[tuple[RunningLimit, str, str]]
    events: Sequence[Event]
    file: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """Its summary, its units and the numbers of its documents."""
        matter = self.status.matter
        return (
            matter.summary or "",
            matter.file_number or "",
            *matter.roles.values(),
            *(step.number or "" for step in matter.steps),
        )


def matter_page(index: Index, status: MatterStatus) -> MatterPage:
    """Return the page of one matter."""
    view = index.site.view
    return MatterPage(
        status=status,
        journey=matter_steps.shown_steps(status, view.as_of),
        sums=tuple(details.limit_sums(status, view)),
        events=index.events.get(status.matter.id, ()),
        file=index.editor(status.matter.path),
    )


def matter_title(status: MatterStatus) -> str:
    """Return the workflow and the matter's own part of its number."""
    return f"{status.matter.workflow} {status.matter.id.split('/', 1)[1]}"
