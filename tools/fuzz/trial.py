"""One hostile book through every part of the program that does anything with a book."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.changes import comparison
from duban.changes import history
from duban.changes import trend
from duban.documents import editor
from duban.ground import isolation
from duban.records import corrections
from duban.records import loader
from duban.reports import check_formats
from duban.reports import details
from duban.reports import diff_formats
from duban.reports import filtering
from duban.reports import formats as reports_formats
from duban.reports import json_data
from duban.reports import layout
from duban.reports import overview
from duban.reports import views
from duban.reports import word_forms
from duban.rules import owners
from duban.rules import registry
from duban.rules import review
from duban.rules.changes import Change
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import links
from duban.site import renderer
from duban.status import assessment

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from duban.ground.findings import Finding
    from duban.records.loader import Loaded
    from duban.status.assessment import Assessment
    from fuzz.cases import Files

TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Start:
    """The good book that cases differ from, loaded once."""

    files: Files
    loaded: Loaded


class ContainedError(Exception):
    """Our code failed on a record and said so, as it should.

    That it failed is a bug all the same.
    """


# Most cases are judged as of now; a day out of the ordinary takes long where something is due each
# month for centuries.
_DAYS = (*(TODAY,) * 40, *(date(2026, 3, 10),) * 20, date(1900, 1, 1), date(2199, 12, 31))


def run(case: Files, start: Start, random: Random, *, with_pages: bool) -> int:
    """Return the exit code that ``tasks check`` ends with; raises what no command may raise.

    Every case is read, checked and assessed; the rest of the program takes turns, so that each part
    sees many cases.
    """
    loaded = loader.load(case)
    found = registry.check(loaded, TODAY)
    contained = [
        finding.message for finding in found if finding.code == isolation.program_fault.code
    ]
    if contained:
        raise ContainedError(contained[0])
    view = assessment.assess(loaded.book, random.choice(_DAYS))
    if view.failures:
        raise ContainedError(str(view.failures[0]))
    turns: tuple[Callable[[], None], ...] = (
        lambda: _answer(found, loaded, random),
        lambda: _show(view, random),
        lambda: _detail(view),
        lambda: _compare(case, start),
        lambda: _review(case, start, loaded),
        lambda: _replay(case, start, loaded),
        lambda: _mend(case, start, random),
    )
    random.choice(turns)()
    if with_pages:
        _publish(case, start, loaded)
    return 1 if any(finding.severity == "error" for finding in found) else 0


def _answer(found: list[Finding], loaded: Loaded, random: Random) -> None:
    for changed in (None, frozenset(loaded.paths)):
        screen = reports_formats.Screen(random.choice((40, 80, 200)), colour=True)
        result = check_formats.CheckResult(found, loaded.paths, changed, registry.RULES, screen)
        check_formats.text(result)
        random.choice(tuple(check_formats.FORMATS.values()))(result)


def _show(view: Assessment, random: Random) -> None:
    context = layout.ReportContext(filtering.Filters(), None, 0, (trend.point(view),))
    for make in random.sample(tuple(views.VIEWS.values()), 4):
        made = make(view, context)
        reports_formats.markdown(made)
        reports_formats.csv_file(made)
    reports_formats.json_text(json_data.data(random.choice(tuple(views.VIEWS)), view, context))
    if random.random() < 0.1:
        reports_formats.terminal(
            overview.overview(view, context), columns=random.choice((40, 80, 200)), colour=True
        )


def _detail(view: Assessment) -> None:
    for status in view.items:
        reports_formats.markdown(details.item(status, view, ""))
    for matter in view.matters:
        reports_formats.markdown(details.matter(matter, view, ""))
        for name in matter.agreement.forms:
            try:
                word_forms.facts(view.book, matter.matter, matter.agreement, name)
                word_forms.blank_number(matter.agreement, name)
                word_forms.belated(view.book, matter.matter, name, view.as_of)
            except word_forms.FormError:
                continue
    for source in view.book.sources():
        reports_formats.markdown(details.source(source, view, ""))
    for unit in view.book.units.values():
        reports_formats.markdown(details.unit(unit, view, ""))


def _compare(case: Files, start: Start) -> None:
    old, new = comparison.Side.of(start.files), comparison.Side.of(case)
    for before, after in ((old, new), (new, old)):
        groups = comparison.grouped(
            comparison.described(before, after, TODAY, registry.SEVERITIES)[0]
        )
        result = diff_formats.DiffResult(groups, "", None, TODAY)
        for make in diff_formats.FORMATS.values():
            make(result)


def _review(case: Files, start: Start, loaded: Loaded) -> None:
    paths = frozenset(
        path for path in (*case, *start.files) if case.get(path) != start.files.get(path)
    )
    for base, head in ((start.loaded, loaded), (loaded, start.loaded)):
        for finding in review.on_change(Change(base, head, paths, "jia")):
            if finding.code == isolation.program_fault.code:
                raise ContainedError(finding.message)
    owners.codeowners(loaded.book)


def _replay(case: Files, start: Start, loaded: Loaded) -> None:
    past = _past(case, start)
    if past.unread:
        raise ContainedError("a version of a file could not be read")
    past.events(loaded.book)


def _past(case: Files, start: Start) -> history.Past:
    """The good book, then this one, then the good one again, a week apart."""
    blobs = {
        f"{name}:{path}": raw
        for name, files in (("good", start.files), ("case", case))
        for path, raw in files.items()
    }
    everything = {*case, *start.files}
    commits = []
    for number, (name, files) in enumerate(
        (("good", start.files), ("case", case), ("good", start.files))
    ):
        changed = {path: f"{name}:{path}" if path in files else None for path in everything}
        commits.append(
            history.Commit(f"{number:040x}", TODAY - timedelta(days=21 - 7 * number), changed)
        )
    return history.replay(history.Log(tuple(commits), blobs))


def _mend(case: Files, start: Start, random: Random) -> None:
    for path, raw in case.items():
        if raw == start.files.get(path):
            continue
        mended = corrections.correct(path, raw)
        if corrections.correct(path, mended.after).after != mended.after:
            raise ContainedError("fix twice is not fix once")
        text = raw.decode(errors="replace")
        edits: tuple[Callable[[str], str], ...] = (
            lambda text: editor.set_value(text, "状态", random.choice(("已完成", "[", "a: b", ""))),
            lambda text: editor.remove_value(text, "状态"),
            lambda text: editor.append_entry(
                text,
                random.choice(("进展", "环节", "变更")),
                {"日期": "2026-11-22", "情况": "已 # 办: 结"},
            ),
        )
        for edit in edits:
            try:
                edit(text)
            except editor.EditError:
                continue


def _publish(case: Files, start: Start, loaded: Loaded) -> None:
    source = editions.SiteInputs(
        loaded=loaded,
        findings=tuple(registry.check(loaded, TODAY)),
        unread=0,
        past=_past(case, start),
        missing="",
        revision=None,
    )
    for public in (False, True):
        site = editions.prepare(source, TODAY, public=public)
        maker = renderer.Maker(site, links.Addresses(), feeds.paths(site) | inputs.asset_paths())
        for page in maker.pages.values():
            maker.whole(page, "")
        for _ in feeds.files(site, "https://a.example.invalid", maker.failures):
            pass
        for failure in maker.failures.values():
            raise ContainedError(f"{failure.path} {failure}")
