"""Shell: the commands that only look: check, report, show, diff."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.app import AS_OF
from duban.cli.app import FOUND
from duban.cli.app import LIGHT_WORDS
from duban.cli.app import OUTPUT
from duban.cli.app import USAGE
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import book_words
from duban.cli.app import chosen_paths
from duban.cli.app import emit
from duban.cli.app import known_unit
from duban.cli.app import lies_under
from duban.cli.app import load_book
from duban.cli.app import near_word
from duban.cli.app import refuse_unread
from duban.cli.app import remark
from duban.cli.app import say_failures
from duban.cli.app import synonyms
from duban.cli.app import tasks
from duban.cli.app import width
from duban.cli.chinese import Command
from duban.cli.chinese import Count
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.ground import clock
from duban.ground import isolation
from duban.privacy import personal_data
from duban.records import personal_findings
from duban.records.model import State
from duban.storage import repository
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.loader import Loaded
    from duban.records.model import Book
    from duban.records.model import Unit
    from duban.reports.tables import Report
    from duban.reports.views import Filters
    from duban.status.assessment import Assessment
    from duban.status.comparison import Side
    from duban.status.history import Past
    from duban.status.trend import Point


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks check                                   检查整个台账
  tasks check tasks/progress/jdz-detachment     只看一个单位的文件
  tasks check --base origin/main --actor zhang  检查一次提交
  tasks check -f json                           供其他程序使用""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=Place())
@click.option("--base", metavar="版本", help="与这个版本的分叉点比较，检查改动是否允许，例如 origin/main。")
@click.option("--actor", metavar="账号", help="提交人的平台账号，检查是否改了不归自己填写的文件。")
@click.option(
    "-f", "--format", "form", default="auto", type=Word(("auto", "text", "json", "github", "gitlab", "junit", "sarif", "markdown")),
    help="输出格式；auto 在 GitHub 上是 github，其他是 text。",
)  # fmt: skip
@OUTPUT
@click.option("--strict", is_flag=True, help="有提醒也算不通过。")
@AS_OF
@click.pass_obj
def check(
    shell: Shell,
    paths: tuple[Path, ...],
    base: str | None,
    actor: str | None,
    form: str,
    output: Path | None,
    strict: bool,
    as_of: date | None,
) -> None:
    """检查文件写得对不对，改动是否允许。

    逐个文件检查写法，再检查文件之间是否对得上，并查找不该出现的个人信息。
    每一处都说明在第几行、错在哪里、怎样改。
    写了 --base 的，还与该版本比较：改过的文件有错才算不通过，没改的只提醒；
    以前的进展、时限、原文不能改，文件不能删。
    """
    from duban.records import loader
    from duban.rules import registry
    from duban.rules import remotes

    if actor is not None and base is None:
        raise Stop(USAGE, "--actor 要与 --base 一起写。")
    if actor is not None and not actor.strip():
        raise Stop(USAGE, "--actor 后面要写账号，不能是空的。")
    root, loaded, files = load_book(shell)
    today = as_of or clock.today()
    unread = (*files.findings, *remotes.find(repository.remotes(root), loaded.book.config.path))
    changed = None
    if base is not None:
        findings, changed = _reviewed(root, files, loaded, unread, base, actor, today)
    else:
        findings = registry.check(loaded, today, unread)
    findings = sorted([*findings, *registry.levelled(loader.beside(worktree.beside(root)), loaded.book.config.levels, today)])
    seen = [*loaded.paths, *(one.path for one in files.findings)]
    if paths:
        chosen = chosen_paths(root, paths)
        findings = [one for one in findings if lies_under(one.path, chosen)]
        seen = [path for path in seen if lies_under(path, chosen)]
        if not seen:
            raise Stop(USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")
    emit(_check_text(shell, form, findings, seen, changed, output), output)
    if any(strict or one.severity == "error" for one in findings):
        raise Stop(FOUND)


def _check_text(
    shell: Shell, form: str, findings: list[Finding], seen: list[str], changed: frozenset[str] | None, output: Path | None
) -> str:
    from duban.reports import formats
    from duban.reports import results

    findings, seen = list(map(personal_findings.nameless, findings)), list(map(personal_findings.told_path, seen))
    changed = None if changed is None else frozenset(map(personal_findings.told_path, changed))
    if form == "auto":
        form = "github" if os.environ.get("GITHUB_ACTIONS") == "true" and output is None else "text"
    if form == "json":
        return formats.json_text(results.data(findings, len(seen)))
    if form == "github":
        return results.github(findings, len(seen), changed)
    if form == "gitlab":
        return results.gitlab(findings)
    if form == "junit":
        return results.junit(findings, seen)
    if form == "sarif":
        from duban.rules import registry

        return results.sarif(findings, {one.code: one.page for one in registry.RULES})
    if form == "markdown":
        return results.markdown(findings, len(seen), changed)
    return results.text(findings, len(seen), columns=width(), colour=shell.colours() and output is None, changed=changed)


def _reviewed(
    root: Path,
    files: worktree.Files,
    loaded: Loaded,
    unread: Iterable[Finding],
    base: str,
    actor: str | None,
    today: date,
) -> tuple[list[Finding], frozenset[str]]:
    """Return the findings on a change: those of the whole book weighed by whose they are, and those of the rules on change."""
    from duban.records import loader
    from duban.rules import registry
    from duban.rules import review

    at = repository.tree(root, repository.merge_base(root, base))
    changed = at.changed(files.contents)
    touches_others = any(not path.startswith(("tasks/progress/", "tasks/matters/")) for path in changed)
    wanted = at.blobs if touches_others else [path for path in at.blobs if path in changed or _defines(path)]
    before = loader.load(repository.read(root, at, wanted))
    known = frozenset((one.path, one.code, one.message) for one in registry.check(before, today)) if touches_others else None
    levels = before.book.config.levels
    numbers = review.brought(before.book, loaded.book, changed)
    findings = registry.check(loaded, today, unread, numbers)
    change = review.Change(before, loaded, changed, actor, _bearers(root, base, files, loaded, {number for _, number in numbers}))
    found = [*review.weigh(findings, changed, known), *registry.levelled(review.review(change), levels, today)]
    return sorted(found), changed


def _bearers(root: Path, base: str, files: worktree.Files, loaded: Loaded, wanted: Collection[str]) -> Loaded | None:
    """Return the matters of the branch to merge into, as it is now, that hold one of these document numbers.

    Those that are the same here and valid are left out: the rules on the book have looked at them.
    """
    from duban.records import form_numbers
    from duban.records import loader

    if not wanted:
        return None
    now = repository.tree(root, repository.resolve(root, base))
    unseen = now.changed(files.contents) | loaded.invalid.keys()
    held = repository.read(root, now, (path for path in now.blobs if path.startswith("tasks/matters/") and path in unseen))
    return loader.load({path: raw for path, raw in held.items() if form_numbers.mentioned(form_numbers.decoded(raw), wanted)})


def _defines(path: str) -> bool:
    """Tell whether the rules on change look at a file even where it is unchanged."""
    return path.startswith(("tasks/units/", "tasks/agreements/")) or path == "tasks/config.yaml"


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks diff HEAD~1                             最近一次提交以来改了什么
  tasks diff origin/main -f markdown            合并请求的说明
  tasks diff v2026-10 v2026-11                  两个版本之间""",
)
@click.argument("base", metavar="旧版本")
@click.argument("head", metavar="[新版本]", required=False)
@click.option("-f", "--format", "form", default="text", type=Word(("text", "markdown", "json")), help="输出格式。")
@OUTPUT
@AS_OF
@click.pass_obj
def diff(shell: Shell, base: str, head: str | None, form: str, output: Path | None, as_of: date | None) -> None:
    """用一句句话说明两个版本之间改了什么。

    按单位分组，新增逾期和新完成的在前；只改写法、没有改内容的不提。
    有一个版本未通过检查的文件，两个版本都不计入，并说明份数。
    不写新版本的，与当前文件比较。
    """
    from duban.records import cutoff
    from duban.reports import formats
    from duban.reports import results
    from duban.status import comparison

    root = shell.find_root()
    old = repository.tree(root, repository.resolve(root, base))
    new = repository.tree(root, repository.resolve(root, head)) if head is not None else None
    before, after = _side(root, old), _side(root, new)
    day = as_of or clock.today()
    sentences, failures = comparison.described(before, after, day)
    groups = comparison.grouped(sentences)
    left_out = len(before.invalid), len(after.invalid)
    faults = (*before.faults, *after.faults)
    failed = len({*(one.path for one in faults), *(one.path for one in failures)})
    if form == "json":
        text = formats.json_text(results.changes_data(groups, old.commit, new.commit if new else None, str(day), left_out, failed))
    else:
        title = results.changes_title(old.commit[:7], new.commit[:7] if new else None, str(day), left_out, failed)
        if form == "markdown":
            text = results.changes_markdown(groups, title)
        else:
            text = results.changes_text(groups, title, columns=width(), colour=shell.colours() and output is None)
    emit(text, output)
    later = [one.path for one in after.book.records() if cutoff.record(one, day) is not one]
    if later and as_of is None:
        remark(f"{len(later)} 个文件里有 {day} 以后的日期，这一天以后的内容没有计入。\n")
    say_failures(failures, faults)


def _side(root: Path, at: repository.Tree | None) -> Side:
    """One side of a comparison: a commit, or the files as they are."""
    from duban.status.comparison import Side

    if at:
        return Side.of(repository.read(root, at, at.blobs), links=at.links)
    files = worktree.read(root)
    return Side.of(files.contents, files.findings)


VIEW_WORDS = {
    "overview": "总览", "overdue": "逾期", "due": "临期", "missing": "缺报", "items": "事项", "units": "单位",
    "agreements": "方案和协议", "matters": "协作事项", "unassigned": "责任单位待核实", "trend": "走势",
}  # fmt: skip


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks report                                  总览
  tasks report overdue --unit 区交通局          一个单位逾期的事项
  tasks report items -f csv -o 台账.csv         导出，可用 Excel 打开
  tasks report --as-of 2026-06-30               以某一天为准
  tasks report --fail-on overdue                有逾期时退出码为 1
视图：overview 总览；overdue 逾期；due 临期；missing 缺报；items 事项；units 单位；
      agreements 方案和协议；matters 协作事项；unassigned 责任单位待核实；trend 走势（要有 git 版本记录）。
      中文也可以，例如 tasks report 逾期。
灯：overdue 逾期；due_soon 临期；behind 滞后；normal 正常；no_deadline 时限未规定；done 办结。""",
)
@click.argument("view", metavar="[视图]", default="overview", type=Word(VIEW_WORDS, synonyms(VIEW_WORDS)))
@click.option("--unit", metavar="单位", help="只看一个单位（简称）。", shell_complete=book_words("unit"))
@click.option("--source", metavar="编号", help="只看一份方案或协议。", shell_complete=book_words("source"))
@click.option(
    "--light", metavar="灯", type=Word(LIGHT_WORDS, synonyms(LIGHT_WORDS)), help="只看一种状态：逾期、临期、滞后、正常、时限未规定、办结。"
)
@click.option("--state", metavar="状态", type=Word([*State]), help=f"只看一种办理状态：{'、'.join(State)}。")
@click.option("--due-within", metavar="天数", type=Count(), help="只看今后多少天以内到期、还没有完成的（不含已逾期的）。")
@AS_OF
@click.option("-f", "--format", "form", default="table", type=Word(("table", "json", "csv", "markdown")), help="输出格式。")
@OUTPUT
@click.option(
    "--fail-on", metavar="灯", type=Word(LIGHT_WORDS, synonyms(LIGHT_WORDS)), help="有这种或更差的状态时，退出码为 1，例如 overdue。"
)
@click.pass_obj
def report(
    shell: Shell,
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
    from duban.reports import views
    from duban.status import assessment
    from duban.status.lights import Light

    root, loaded, files = load_book(shell)
    filters = views.Filters(
        unit=personal_data.masked(known_unit(loaded, unit) or "") or None,
        source=_known_source(loaded, source),
        light=Light[light.upper()] if light else None,
        state=State(state) if state else None,
        due_within=due_within,
    )
    day = as_of or clock.today()
    left_out = frozenset((*loaded.invalid, *(one.path for one in files.findings)))
    past, missing = _past(root, day, left_out) if view == "trend" else (None, "")
    once = len(past.once_broken) if past else 0
    revision, version = repository.revision(root)
    invalid = loaded.invalid_files + len(files.findings)
    context = views.Context(filters, revision, invalid, (), missing, version=version, once_invalid=once, failed_files=len(loaded.unread))

    book = loaded.shown

    def made(out: frozenset[str], known: tuple[Failure, ...] = ()) -> tuple[str, Assessment]:
        whole = assessment.assess(book.without(out), day)
        chosen = views.select(replace(whole, failures=(*whole.failures, *known)), filters)
        points = _points(past, chosen, filters, out.union(one.path for one in whole.failures)) if past else ()
        return _formed(shell, form, view, chosen, replace(context, trend=points), output), chosen

    (text, chosen), failures = isolation.narrowed_or_raise(made, _paths(loaded, past))
    if failures:
        # Once more, so that the report itself says how many are missing.
        text, chosen = made(frozenset(one.path for one in failures), failures)
    emit(text, output)
    say_failures(chosen.failures, loaded.findings)
    if (
        fail_on
        and min((one.light for each in (chosen.items, chosen.matters) for one in each), default=Light.DONE) <= Light[fail_on.upper()]
    ):
        raise Stop(FOUND)


def _paths(loaded: Loaded, past: Past | None) -> Iterable[str]:
    """Every file that a report may have to do without."""
    versions = past.versions if past else ()
    return dict.fromkeys((*(one.path for one in loaded.book.records()), *(one.path for one in versions)))


def _past(root: Path, day: date, left_out: frozenset[str]) -> tuple[Past, str]:
    """The past without what is left out today, and what is missing of it in words."""
    from duban.site import inputs

    whole, missing = inputs.past(root, day)
    past = whole.without(left_out)
    if left_out:
        missing += f"现在未通过检查的 {len(left_out)} 个文件，以前的数字也不含。"
    if past.once_broken:
        missing += f"有 {len(past.once_broken)} 个文件曾经未通过检查，那段时间的数字不含这些文件。"
    return past, missing


def _points(past: Past, now: Assessment, filters: Filters, out: frozenset[str]) -> tuple[Point, ...]:
    """The figures of earlier days, without what is left out of those of today."""
    from duban.reports import views
    from duban.status import trend

    return trend.points(past.without(out), now, lambda book: book, lambda one: views.select(one, filters))


def _formed(shell: Shell, form: str, view: str, chosen: Any, context: Any, output: Path | None) -> str:
    from duban.reports import formats
    from duban.reports import views

    if form == "json":
        return formats.json_text(views.data(view, chosen, context))
    made = views.VIEWS[view](chosen, context)
    if form == "csv":
        return formats.csv_file(made)
    if form == "markdown":
        return formats.markdown(made)
    return formats.terminal(made, columns=width(), colour=shell.colours() and output is None)


def _known_source(loaded: Loaded, name: str | None) -> str | None:
    if name is None or loaded.book.source(name):
        return name
    known = {one.name: one.id for one in loaded.book.sources()}
    if name in known:
        return known[name]
    raise Stop(USAGE, f"没有编号为“{name}”的方案或协议。有：{'、'.join(known.values()) or '无'}。")


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks show jdz-changjiang-2025/3-1d     一个事项：时限怎样计算，各单位报了什么
  tasks show jdz-changjiang-2025/2026-001 一件协作事项：走到哪一步，各时限怎样计算
  tasks show 区交通局                     一个单位
  tasks show jl-2024-136                  一份方案或协议
  tasks show date-invalid                 一条检查规则""",
)
@click.argument("name", metavar="编号", shell_complete=book_words("record"))
@AS_OF
@click.option(
    "-f", "--format", "form", default="table", type=Word(("table", "json", "markdown")), help="输出格式；json 只用于事项和协作事项。"
)
@OUTPUT
@click.pass_obj
def show(shell: Shell, name: str, as_of: date | None, form: str, output: Path | None) -> None:
    """显示一个事项、协作事项、单位、方案或协议的全部内容，或一条规则的说明。"""
    from duban.reports import formats
    from duban.reports.tables import Report
    from duban.rules import registry

    failures: tuple[Failure, ...] = ()
    findings: tuple[Finding, ...] = ()
    made: Any
    rule = next((one for one in registry.RULES if one.code == name), None)
    if rule is not None:
        from duban.reports import details

        made = details.rule_page(rule)
    else:
        made, failures, findings = _judged(shell, name, as_of or clock.today(), form)
    if form == "json":
        if isinstance(made, Report):
            raise Stop(USAGE, "json 格式只用于事项和协作事项；清单请用 tasks report -f json。")
        text = formats.json_text(personal_data.masked_data(made))
    else:
        colour = shell.colours() and output is None
        text = formats.markdown(made) if form == "markdown" else formats.terminal(made, columns=width(), colour=colour)
        text = personal_data.masked(text)
    emit(text, output)
    say_failures(failures, findings)


def _judged(shell: Shell, name: str, day: date, form: str) -> tuple[Any, tuple[Failure, ...], tuple[Finding, ...]]:
    """What is to be shown of a record, a report or plain data; the records our own code failed on, which it goes without; the findings."""
    from duban.records import cutoff
    from duban.status import assessment

    root, loaded, _ = load_book(shell)
    subtitle = f"截至 {day} · 版本 {repository.revision(root)[1]}"
    refuse_unread(name, loaded.book)
    book = loaded.shown
    whole = assessment.assess(book, day)
    mine = _path(name, cutoff.until(loaded.book, day))
    if personal_data.masked(name) != name and (unit := _unit(name, loaded.book)):
        name = unit.id
    say_failures([one for one in whole.failures if one.path == mine])

    def shown(out: frozenset[str]) -> Any:
        view = assessment.assess(book.without(out), day) if out else whole
        return (_data(name, view) if form == "json" else None) or _shown(name, view, subtitle)

    result = isolation.narrowed(shown, (one.path for one in loaded.book.records() if one.path != mine), mine)
    if result.made is None:
        say_failures(result.failures)
    return result.made, (*whole.failures, *result.absent), loaded.findings


def _data(name: str, view: Assessment) -> dict[str, object] | None:
    from duban.reports import views

    status = next((one for one in view.items if one.item.id == name), None)
    matter = next((one for one in view.matters if one.matter.id == name), None)
    data = views.item_data(status) if status else views.matter_data(matter, view.as_of) if matter else None
    return {"schema_version": views.SCHEMA_VERSION, "as_of": str(view.as_of), **data} if data else None


def _path(name: str, book: Book) -> str:
    """Return the file of what is called so; Stop where nothing is."""
    record = book.items.get(name) or book.matters.get(name) or book.source(name) or _unit(name, book)
    if record is not None:
        return record.path
    known = frozenset((*book.items, *book.matters, *book.plans, *book.agreements, *(unit.name for unit in book.units.values())))
    raise Stop(USAGE, f"没有编号为“{name}”的记录{near_word(name, known)}")


def _unit(name: str, book: Book) -> Unit | None:
    return next((unit for unit in book.units.values() if name in {unit.id, unit.name, unit.full_name, *unit.aliases}), None)


def _shown(name: str, view: Any, subtitle: str) -> Report:
    from duban.reports import details

    book = view.book
    status = next((one for one in view.items if one.item.id == name), None)
    if status is not None:
        return details.item(status, view, subtitle)
    matter = next((one for one in view.matters if one.matter.id == name), None)
    if matter is not None:
        return details.matter(matter, view, subtitle)
    source = book.source(name)
    if source is not None:
        return details.source(source, view, subtitle)
    unit = _unit(name, book)
    if unit is not None:
        return details.unit(unit, view, subtitle)
    raise LookupError(name)
