"""The list of all items, and the page of one item."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.ground.text import natural
from duban.records.model import UNNAMED
from duban.reports import details
from duban.reports import unit_views
from duban.site import links
from duban.site.pages.page import Contents

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.changes.history import Event
    from duban.records.model import Item
    from duban.records.sources import Chapter
    from duban.records.sources import Source
    from duban.site.pages.index import Index
    from duban.status.assessment import ItemStatus
    from duban.status.assessment import UnitStatus
    from duban.status.verdicts import Assignment

# What the list's filter calls an item without a date; the script reads it.
_NO_MONTH = "none"


@immutable(kw_only=True)
class ItemsPage(Contents):
    """The list of items.

    A row is an item and what the filters compare: units with lights, chapters, month.
    ``chapters`` are the choices of the chapter filter, by document: value and words.
    """

    template = "items.html"

    rows: Sequence[tuple[ItemStatus, str, str, str]]
    chapters: Mapping[str, Sequence[tuple[str, str]]]
    months: Sequence[str]
    units: Sequence[str]
    classes: Sequence[str]


def items(index: Index) -> ItemsPage:
    """Return the list of all items, the most urgent first."""
    rows = [_row(index, status) for status in index.items_by_urgency]
    singles, classes = unit_views.split(index.site.view)
    return ItemsPage(
        rows=rows,
        chapters={source.id: _chapter_choices(source) for source in index.site.book.sources()},
        months=sorted({month for _, _, _, month in rows if month != _NO_MONTH}),
        units=_names(singles),
        classes=_names(classes),
    )


def _row(index: Index, status: ItemStatus) -> tuple[ItemStatus, str, str, str]:
    # An item without assignments is judged as a whole and belongs to nobody.
    units = " ".join(
        f"{assignment.unit or UNNAMED}={assignment.light.key}"
        for assignment in status.assignments or (status.judged,)
    )
    chapters = " ".join(f"{status.item.source}:{place}" for place, _ in index.chapters(status.item))
    month = f"{status.judged.due:%Y-%m}" if status.judged.due else _NO_MONTH
    return status, units, chapters, month


def _chapter_choices(source: Source) -> Sequence[tuple[str, str]]:
    return [
        (f"{source.id}:{place}", f"{chapter.clause} {chapter.title}")
        for place, chapter in enumerate(source.chapters)
    ]


def _names(statuses: Iterable[UnitStatus]) -> Sequence[str]:
    return sorted((status.unit for status in statuses), key=natural)


@immutable(kw_only=True)
class ItemPage(Contents):
    """One item.

    ``assignments`` come with the addresses to report on them: our form, the forge's editor.
    ``limit`` explains the deadline line by line; ``file`` is the item's own file in the forge's
    editor.
    """

    template = "item.html"
    searched = True

    status: ItemStatus
    item: Item
    source: Source | None
    chapters: Sequence[Chapter]
    limit: Sequence[str]
    before: ItemStatus | None
    after: ItemStatus | None
    disclosure: str
    assignments: Sequence[tuple[Assignment, tuple[str | None, str | None]]]
    events: Sequence[Event]
    file: str | None

    @property
    def words(self) -> tuple[str, ...]:
        """What the document says of it, its units, and what each unit reported last."""
        item = self.item
        reports = (assignment.latest for assignment in self.status.assignments)
        words = (
            item.id,
            item.clause,
            item.quote,
            item.deliverable,
            *item.named,
            *item.supporting,
            *(report.text for report in reports if report),
        )
        return tuple(dict.fromkeys(words))


def item_page(index: Index, status: ItemStatus) -> ItemPage:
    """Return the page of one item."""
    site, item = index.site, status.item
    before, after = index.neighbours[item.id]
    return ItemPage(
        status=status,
        item=item,
        source=site.book.source(item.source),
        chapters=[chapter for _, chapter in index.chapters(item)],
        limit=tuple(details.limit_lines(status, site.view)),
        before=before,
        after=after,
        disclosure=details.disclosure(site.book, item),
        assignments=[(assignment, _form(index, assignment)) for assignment in status.assignments],
        events=index.events.get(item.id, ()),
        file=None if site.public else index.editor(item.path),
    )


def _form(index: Index, assignment: Assignment) -> tuple[str | None, str | None]:
    """The addresses to report on an assignment: our form, and its file in the forge's editor."""
    unit = index.units.by_name.get(assignment.unit or "")
    if index.site.present is None or unit is None:
        return None, None
    form = f"{links.unit_form(unit.id)}#{assignment.item.id}"
    return form, index.editor(assignment.progress.path) if assignment.progress else None
