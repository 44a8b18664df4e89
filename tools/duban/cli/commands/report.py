"""``tasks report``: how the duties stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Count
from duban.cli.chinese import LateWord
from duban.cli.chinese import Word
from duban.cli.options import AS_OF
from duban.cli.options import LIGHT_WORDS
from duban.cli.options import OUTPUT
from duban.cli.options import book_words
from duban.cli.options import synonyms
from duban.cli.output import emit
from duban.cli.output import say_failures
from duban.cli.selection import known_source
from duban.cli.selection import known_unit
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import load_book
from duban.cli.session import width
from duban.ground import clock
from duban.ground.errors import ExitCode
from duban.privacy import personal_data
from duban.records.model import State
from duban.status.lights import Light
from duban.storage import repository

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from duban.changes.history import Past
    from duban.records.loader import Loaded
    from duban.reports.filtering import Filters
    from duban.reports.layout import ReportContext
    from duban.status.assessment import Assessment
    from duban.storage import worktree


_EXAMPLES = """\
例：
  tasks report                                  总览
  tasks report overdue --unit 区交通局          一个单位逾期的事项
  tasks report items -f csv -o 台账.csv         导出，可用 Excel 打开
  tasks report --as-of 2026-06-30               以某一天为准
  tasks report --fail-on overdue                有逾期时退出码为 1"""
_NAMES_IN_A_LINE = 6


class _Report(Command):
    """The command, whose help lists the views and the lights from where they are defined."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        from duban.reports import views

        named = [f"{name} {word}" for name, word in views.names().items()]
        lines = [
            "；".join(named[start : start + _NAMES_IN_A_LINE])
            for start in range(0, len(named), _NAMES_IN_A_LINE)
        ]
        listed_views = "；\n      ".join(lines)
        lights = "；".join(f"{name} {word}" for name, word in LIGHT_WORDS.items())
        self.epilog = f"""{_EXAMPLES}
视图：{listed_views}。
      中文也可以，例如 tasks report 逾期。
灯：{lights}。"""
        super().format_epilog(ctx, formatter)


def _views() -> Word:
    from duban.reports import views

    # What a view needs stands in brackets after its name.
    words = {name: word.partition("（")[0] for name, word in views.names().items()}
    return Word(words, synonyms(words))


def _formats() -> Word:
    from duban.reports import views

    return Word(views.FORMATS)


@click.command(cls=_Report, options_metavar="[选项]")
@click.argument("view", metavar="[视图]", default="overview", type=LateWord(_views))
@click.option(
    "--unit", metavar="单位", help="只看一个单位（简称）。", shell_complete=book_words("unit")
)
@click.option(
    "--source", metavar="编号", help="只看一份方案或协议。", shell_complete=book_words("source")
)
@click.option(
    "--light",
    metavar="灯",
    type=Word(LIGHT_WORDS, synonyms(LIGHT_WORDS)),
    help=f"只看一种状态：{'、'.join(LIGHT_WORDS.values())}。",
)
@click.option(
    "--state", metavar="状态", type=Word([*State]), help=f"只看一种办理状态：{'、'.join(State)}。"
)
@click.option(
    "--due-within",
    metavar="天数",
    type=Count(),
    help="只看今后多少天以内到期、还没有完成的（不含已逾期的）。",
)
@AS_OF
@click.option(
    "-f",
    "--format",
    "form",
    default="table",
    type=LateWord(_formats),
    help="输出格式。",
)
@OUTPUT
@click.option(
    "--fail-on",
    metavar="灯",
    type=Word(LIGHT_WORDS, synonyms(LIGHT_WORDS)),
    help="有这种或更差的状态时，退出码为 1，例如 overdue。",
)
@click.pass_obj
def report(
    session: Session,
    view: str,
    unit: str | None,
    source: str | None,
    light: str | None,
    state: str | None,
    due_within: int | None,
    as_of: date | None,
    form: str,
    output: Path | None,
    fail_on: str | None,
) -> None:
    """报告进度：总数、逾期、临期、缺报、各单位情况。

    写法有错的文件不计入，并说明有几个。
    """
    from duban.reports import formats
    from duban.reports import views

    root, loaded, files = load_book(session)
    filters = _filters(loaded, unit, source, light, state, due_within)
    day = as_of or clock.today()
    left_out = frozenset((*loaded.invalid, *(finding.path for finding in files.findings)))
    past, missing = _past(root, day, left_out) if view == "trend" else (None, "")
    context = _context(root, loaded, files, filters, past, missing)
    screen = formats.Screen(width(), colour=session.colours() and output is None)
    request = views.Request(view, form, loaded.shown, day, context, past, screen)
    text, chosen = views.written(request)
    emit(text, output)
    say_failures(chosen.failures, loaded.findings)
    if fail_on and _worst(chosen) <= Light[fail_on.upper()]:
        raise Stop(ExitCode.FOUND)


def _filters(
    loaded: Loaded,
    unit: str | None,
    source: str | None,
    light: str | None,
    state: str | None,
    due_within: int | None,
) -> Filters:
    """Return the filters that the options name; Stop for a unit or a document that is not there."""
    from duban.reports.filtering import Filters

    return Filters(
        unit=personal_data.masked(known_unit(loaded, unit) or "") or None,
        source=known_source(loaded, source),
        light=Light[light.upper()] if light else None,
        state=State(state) if state else None,
        due_within=due_within,
    )


def _worst(view: Assessment) -> Light:
    """Return the worst light of the assignments and matters in a view; DONE without any."""
    lights = [assignment.light for assignment in view.items]
    lights += [matter.light for matter in view.matters]
    return min(lights, default=Light.DONE)


def _context(
    root: Path,
    loaded: Loaded,
    files: worktree.Files,
    filters: Filters,
    past: Past | None,
    missing: str,
) -> ReportContext:
    """Return what a report says of its own making: the version, the filters, what it lacks."""
    from duban.reports import layout

    revision, version = repository.revision(root)
    return layout.ReportContext(
        filters,
        revision,
        loaded.invalid_files + len(files.findings),
        (),
        missing,
        version=version,
        once_invalid=len(past.once_broken) if past else 0,
        failed_files=len(loaded.unread),
    )


def _past(root: Path, day: date, left_out: frozenset[str]) -> tuple[Past, str]:
    """Return the past without what is left out today, and what is missing of it, in words."""
    from duban.site import inputs

    whole, missing = inputs.past(root, day)
    past = whole.without(left_out)
    if left_out:
        missing += f"现在未通过检查的 {len(left_out)} 个文件，以前的数字也不含。"
    if past.once_broken:
        missing += f"有 {len(past.once_broken)} 个文件曾经未通过检查，那段时间的数字不含这些文件。"
    return past, missing
