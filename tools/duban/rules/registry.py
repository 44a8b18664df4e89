"""Every rule there is, and the run of them over a loaded book at the levels of its settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import mistakes
from duban.documents import yaml_rules
from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.findings import BookProblem
from duban.ground.findings import Rule
from duban.ground.findings import Severity
from duban.ground.findings import advice
from duban.ground.text import nearest
from duban.privacy import personal_rules
from duban.records import file_rules
from duban.records import personal_findings
from duban.rules import calendar
from duban.rules import changes
from duban.rules import dates
from duban.rules import items
from duban.rules import matters
from duban.rules import progress
from duban.rules import remotes
from duban.rules import units
from duban.rules import workflows
from duban.rules.context import Context
from duban.schemas import explanations

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.ground.findings import Finding
    from duban.records.loader import Loaded
    from duban.records.settings import Config
    from duban.records.settings import RuleLevel
    from duban.rules.context import Check


# The rules over a whole book; a new one is a function in one of these modules and a line in its
# CHECKS.
CHECKS: tuple[Check, ...] = (
    *units.CHECKS,
    *items.CHECKS,
    *progress.CHECKS,
    *dates.CHECKS,
    *workflows.CHECKS,
    *matters.CHECKS,
    *calendar.CHECKS,
)


@advice
def rule_unknown(config: Config) -> Iterator[BookProblem]:
    """设置里的规则代码不存在。

    “规则”里写的是检查结果中方括号里的代码，例如 clause-unknown。
    """
    for code in config.levels:
        if code not in CODES:
            near = nearest(code, CODES)
            hint = f"是否指 {near}？" if near else "删去这一行"
            yield BookProblem(
                f"没有代码为 {code} 的规则", hint, ("规则", code), on_key=True, path=config.path
            )


# Every rule, in the order of the manual.
RULES: tuple[Rule[..., Any], ...] = (
    *file_rules.UNREAD_RULES,
    *remotes.RULES,
    *isolation.RULES,
    file_rules.path_unknown,
    *mistakes.RULES,
    *yaml_rules.RULES,
    *explanations.RULES,
    *personal_rules.RULES,
    *CHECKS,
    *changes.CHECKS,
    rule_unknown,
)
SEVERITIES = {rule.code: rule.severity for rule in RULES}
CODES = frozenset(rule.code for rule in RULES)


def check(
    loaded: Loaded,
    today: date,
    unread: Iterable[Finding] = (),
    brought: frozenset[tuple[str, str]] = frozenset(),
) -> list[Finding]:
    """Return all findings on a loaded book, in the order of files and lines.

    ``unread`` are those on files that could not be read, or on what is around the book.
    ``brought`` are the document numbers that a change under review brings, as (path, number):
    of two uses of a number, theirs is the later.
    """
    context = Context(loaded.book, today, loaded.invalid, brought)
    config = loaded.book.config
    found = [*unread, *loaded.findings]
    for rule in CHECKS:
        found += _findings(rule, context, loaded)
    found += guarded(
        lambda _: _placed(rule_unknown, rule_unknown(config), loaded),
        (),
        config.path,
        _doing(rule_unknown),
    )
    return sorted(levelled(found, config.levels, today))


def _findings(rule: Check, context: Context, loaded: Loaded) -> list[Finding]:
    def find(left_out: frozenset[str]) -> list[Finding]:
        kept = context
        if left_out:
            kept = context.without({path: loaded.documents[path] for path in left_out})
        return _placed(rule, rule(kept), loaded)

    paths = (record.path for record in loaded.book.records())
    return guarded(find, paths, loaded.book.config.path, _doing(rule))


def _placed(rule: Rule[..., Any], problems: Iterator[BookProblem], loaded: Loaded) -> list[Finding]:
    return [loaded.documents[problem.path].find(rule, problem) for problem in problems]


def _doing(rule: Rule[..., Any]) -> str:
    return f"按规则 {rule.code} 检查"


def guarded(
    find: Callable[[frozenset[str]], list[Finding]],
    paths: Iterable[str],
    config: str,
    doing: str,
) -> list[Finding]:
    """Return what ``find`` finds, given the paths to leave out: the fewest on which it fails.

    Each of these has the fault as its finding; a fault that no record causes is said of the
    settings, ``config``. ``doing`` names in Chinese what was done.
    """
    result = isolation.narrowed(find, paths, config)
    # The line of a record is not quoted: what is wrong is not in it.
    faults = (
        Document(problem.path, "", None).find(isolation.program_fault, problem)
        for problem in isolation.problems(result, doing, config)
    )
    return [*(result.made or ()), *faults]


def levelled(
    findings: Iterable[Finding], levels: Mapping[str, RuleLevel], today: date
) -> Iterator[Finding]:
    """Return the findings at the levels that a book's settings ask for.

    Before its date (自) a rule only warns. A fault of our own code stays an error whatever the
    settings say, as do personal data and secrecy marks: a file that holds them is no record.
    """
    for finding in findings:
        fault = finding.code == isolation.program_fault.code
        fixed = fault or personal_findings.refuses((finding,))
        level = None if fixed else levels.get(finding.code)
        if level is None:
            yield finding
        elif level.since and today < level.since:
            yield replace(finding, severity=Severity.WARNING)
        elif level.level == "错误":
            yield replace(finding, severity=Severity.ERROR)
        elif level.level != "关闭":
            yield replace(finding, severity=Severity.WARNING)
