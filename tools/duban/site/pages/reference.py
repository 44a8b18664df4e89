"""Pages to look things up: what changed, the data files, the rules, the findings of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.immutable import immutable
from duban.records import kinds
from duban.reports import unit_views
from duban.rules import manual
from duban.rules import registry
from duban.site import links
from duban.site.pages.page import Contents

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.changes.history import Event
    from duban.changes.sentences import Sentence
    from duban.ground.findings import Finding
    from duban.ground.findings import Rule
    from duban.records.kinds import Kind
    from duban.records.model import Unit
    from duban.site.pages.index import Index
    from duban.status.assessment import Assessment

_RECENT_EVENTS = 60


@immutable
class ChangesPage(Contents):
    """What changed within a week by unit, and what was recorded last.

    ``week`` is the assessment of a week ago, None where history does not reach so far.
    """

    template = "changes.html"

    groups: Mapping[str, Sequence[Sentence]]
    recent: Sequence[Event]
    week: Assessment | None


def changes(index: Index) -> ChangesPage:
    """Return the page of what changed."""
    site = index.site
    return ChangesPage(site.changed, site.recent(_RECENT_EVENTS), site.before)


@immutable
class DataPage(Contents):
    """The files for other programs. ``feeds`` are the units with their calendars' addresses."""

    template = "data.html"

    feeds: Sequence[tuple[Unit, str]]


def data(index: Index) -> DataPage:
    """Return the page of the files for other programs."""
    return DataPage([(unit, links.unit_calendar(unit.id)) for unit in index.reporting])


@immutable
class RulesPage(Contents):
    """How lights and rates come about; inside also the check's rules and the files' fields.

    A rule comes with its title and paragraphs: whether it is a list, and its lines.
    A field is its key, whether it is needed, what it means, an example.
    """

    template = "rules.html"
    searched = True

    rules: Sequence[tuple[Rule[..., object], str, Sequence[tuple[bool, Sequence[str]]]]]
    tables: Sequence[tuple[Kind, Sequence[tuple[str, str, str, str]]]]
    small: int


def rules(index: Index) -> RulesPage:
    """Return the manual of lights, rates, rules and fields."""
    if index.site.public:
        return RulesPage((), (), unit_views.EXPIRING_DAYS)
    return RulesPage(
        rules=[(rule, *manual.explained(rule.page)) for rule in registry.RULES],
        tables=[(kind, list(manual.fields(kind.name))) for kind in kinds.KINDS],
        small=unit_views.EXPIRING_DAYS,
    )


@immutable
class CheckPage(Contents):
    """The findings of the check by file; ``rules`` are the codes that another page explains."""

    template = "check.html"

    by_file: Mapping[str, Sequence[Finding]]
    rules: frozenset[str]


def check(index: Index) -> CheckPage:
    """Return the findings of the check; neither words nor excerpts hold personal data."""
    by_file: dict[str, list[Finding]] = {}
    for finding in index.site.findings:
        by_file.setdefault(finding.path, []).append(finding)
    return CheckPage(by_file, frozenset(registry.CODES))
