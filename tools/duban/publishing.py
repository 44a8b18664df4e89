"""What of a book may be published: only 主动公开, without internal remarks, and matters as numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.history import Past
from duban.lights import Light
from duban.model import Agreement
from duban.model import Disclosure
from duban.model import Item
from duban.model import Plan
from duban.model import Progress
from duban.model import Units

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.matters import MatterStatus
    from duban.model import Book
    from duban.model import Record
    from duban.model import Source

# Numbers below this could point at one case in a small place (domain.md §6.2).
SMALLEST = 3


def is_open(item: Item, source: Source | None) -> bool:
    """Tell whether an item is published: by its own mark, or else its document's; what says nothing stays closed (条例 14–16)."""
    return (item.disclosure or (source.disclosure if source else Disclosure.CLOSED)) is Disclosure.OPEN


def public(book: Book) -> Book:
    """Return the part of a book that may be published.

    Left out: what is not 主动公开, every matter, remarks, problems and plans of the units, evidence, the grounds of
    extensions (过程性信息), accounts and contacts, and the address of the repository.
    """
    items = {key: public_item(item) for key, item in book.items.items() if is_open(item, book.source(item.source))}
    plans = {key: replace(one, note=None) for key, one in book.plans.items() if one.disclosure is Disclosure.OPEN}
    agreements = {key: _public_agreement(one) for key, one in book.agreements.items() if one.disclosure is Disclosure.OPEN}
    named = set(_named(items, plans, agreements))
    units = Units.of(book)
    named |= {member for name in named for member in units.expand(name)}
    return replace(
        book,
        config=replace(book.config, repository=None, levels={}),
        units={
            key: replace(unit, accounts=(), contact=None, note=None, aliases=()) for key, unit in book.units.items() if unit.name in named
        },
        plans=plans,
        agreements=agreements,
        items=items,
        progress={key: public_progress(one) for key, one in book.progress.items() if one.item in items},
        matters={},
    )


def still_public(earlier: Book, book: Book) -> Book:
    """Return of an earlier book what was public then and is in the public ``book`` now: what was withdrawn is not named again."""
    was = public(earlier)
    items = {key: item for key, item in was.items.items() if key in book.items}
    return replace(
        was,
        units={key: unit for key, unit in was.units.items() if key in book.units},
        plans={key: one for key, one in was.plans.items() if key in book.plans},
        agreements={key: one for key, one in was.agreements.items() if key in book.agreements},
        items=items,
        progress={key: one for key, one in was.progress.items() if one.item in items},
    )


def _public_agreement(one: Agreement) -> Agreement:
    workflows = {name: tuple(replace(step, note=None) for step in steps) for name, steps in one.workflows.items()}
    return replace(one, note=None, forms={}, workflows=workflows)


def _named(items: Mapping[str, Item], plans: Mapping[str, Plan], agreements: Mapping[str, Agreement]) -> Iterator[str]:
    for item in items.values():
        yield from (*item.named, *item.supporting)
    for plan in plans.values():
        yield from plan.issuers
    for agreement in agreements.values():
        yield from agreement.parties
        for units in agreement.roles.values():
            yield from units


def public_item(item: Item) -> Item:
    """Return an item as it may be published: dates of extensions stay, their grounds do not."""
    extensions = tuple(replace(one, approval="已经批准", reason="（略）") for one in item.extensions)
    limit = item.limit
    if limit.setting:
        limit = replace(limit, setting=replace(limit.setting, basis="本级规定"))
    return replace(item, extensions=extensions, limit=limit, note=None)


def public_progress(one: Progress) -> Progress:
    """Return progress as it may be published: what was done and when."""
    entries = tuple(replace(entry, evidence=()) for entry in one.entries)
    return replace(one, entries=entries, problems=None, next_step=None)


def public_past(past: Past, book: Book) -> Past:
    """Return of the past what concerns items of the public ``book`` while they were open at the time."""
    sources: dict[str, Source] = {}
    items: dict[str, Item] = {}
    kept = []
    for version in past.versions:
        one = version.new or version.old
        if isinstance(one, Plan | Agreement):
            sources[one.id] = one
        elif isinstance(one, Item):
            was_open = one.id in items and is_open(items[one.id], sources.get(one.source))
            if version.new is None:
                items.pop(one.id, None)
            else:
                items[one.id] = one
                if one.id in book.items and is_open(one, sources.get(one.source)):
                    kept.append(replace(version, old=_public(version.old) if was_open else None, new=_public(one)))
        elif isinstance(one, Progress) and one.item in book.items and one.item in items:
            item = items[one.item]
            if is_open(item, sources.get(item.source)):
                kept.append(replace(version, old=_public(version.old), new=_public(version.new)))
    return Past(tuple(one for one in kept if one.old != one.new), past.complete)


def _public(one: Record | None) -> Record | None:
    if isinstance(one, Item):
        return public_item(one)
    return public_progress(one) if isinstance(one, Progress) else one


@dataclass(frozen=True, slots=True)
class MatterCounts:
    """How many matters of one workflow there are; None where the number is too small to be shown."""

    agreement: str
    workflow: str
    total: int | None
    ended: int | None
    late: int | None


def matter_counts(statuses: Iterable[MatterStatus]) -> tuple[MatterCounts, ...]:
    """Return the matters of open agreements as numbers; none below three, and none from which such a one could be worked out."""
    groups: dict[tuple[str, str], list[MatterStatus]] = {}
    for one in statuses:
        if one.agreement.disclosure is Disclosure.OPEN:
            groups.setdefault((one.agreement.id, one.matter.workflow), []).append(one)
    return tuple(_counts(*key, group) for key, group in sorted(groups.items()))


def _counts(agreement: str, workflow: str, group: Sequence[MatterStatus]) -> MatterCounts:
    total = len(group)
    ended = sum(one.current is None for one in group)
    late = sum(one.light is Light.OVERDUE or bool(one.late_steps) for one in group)
    return MatterCounts(agreement, workflow, total if total >= SMALLEST else None, _shown(ended, total), _shown(late, total))


def _shown(part: int, total: int) -> int | None:
    """The part, unless it or what is left of the total is too small to be shown."""
    return part if part >= SMALLEST and (total - part >= SMALLEST or total == part) else None
