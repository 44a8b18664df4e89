"""Every rule there is, and running them over a loaded book at the levels its settings ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import mistakes
from duban.documents import yaml_rules
from duban.documents.yaml_document import Document
from duban.ground import isolation
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Severity
from duban.ground.findings import advice
from duban.ground.text import nearest
from duban.records import loader
from duban.records import personal_findings
from duban.rules import checks
from duban.rules import matter_checks
from duban.rules import remotes
from duban.rules import review
from duban.schemas import explanations
from duban.storage import worktree

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


@advice
def rule_unknown(config: Config) -> Iterator[Problem]:
    """设置里的规则代码不存在。

    “规则”里写的是检查结果中方括号里的代码，例如 clause-unknown。
    """
    for code in config.levels:
        if code not in CODES:
            near = nearest(code, CODES)
            hint = f"是否指 {near}？" if near else "删去这一行"
            yield Problem(
                f"没有代码为 {code} 的规则", hint, ("规则", code), on_key=True, path=config.path
            )


CHECKS = (*checks.CHECKS, *matter_checks.CHECKS)
RULES: tuple[Rule[..., Any], ...] = (
    *worktree.RULES,
    *remotes.RULES,
    *isolation.RULES,
    *loader.RULES,
    *mistakes.RULES,
    *yaml_rules.RULES,
    *explanations.RULES,
    *personal_findings.RULES,
    *CHECKS,
    *review.CHECKS,
    rule_unknown,
)
CODES = frozenset(one.code for one in RULES)


def check(
    loaded: Loaded,
    today: date,
    unread: Iterable[Finding] = (),
    brought: frozenset[tuple[str, str]] = frozenset(),
) -> list[Finding]:
    """Return all findings on a loaded book, and those on what lies around it or could not be read, in the order of files and lines.

    ``brought`` are the document numbers that a change under review brings, with their paths: of two uses, theirs is the later.
    """
    context = checks.Context(loaded.book, today, loaded.invalid, brought)
    config = loaded.book.config
    found = [*unread, *loaded.findings]
    for one in CHECKS:
        found.extend(_findings(one, context, loaded))
    found.extend(_guarded(rule_unknown, lambda _: list(rule_unknown(config)), (), loaded))
    return sorted(levelled(found, config.levels, today))


def _findings(
    one: Rule[[checks.Context], Iterator[Problem]], context: checks.Context, loaded: Loaded
) -> list[Finding]:
    """What a rule finds; a record on which it fails is left out of it, and has the fault as its finding."""

    def run(left_out: frozenset[str]) -> list[Problem]:
        return list(
            one(
                context.without({path: loaded.documents[path] for path in left_out})
                if left_out
                else context
            )
        )

    return _guarded(one, run, (record.path for record in loaded.book.records()), loaded)


def _guarded(
    one: Rule[..., Any],
    run: Callable[[frozenset[str]], list[Problem]],
    paths: Iterable[str],
    loaded: Loaded,
) -> list[Finding]:
    config = loaded.book.config.path

    def found(left_out: frozenset[str]) -> list[Finding]:
        return [loaded.documents[problem.path].find(one, problem) for problem in run(left_out)]

    result = isolation.narrowed(found, paths, config)
    blamed = isolation.problems(result, f"按规则 {one.code} 检查", config)
    # The line of a record is not repeated: what is wrong is not in it.
    return [
        *(result.made or ()),
        *(
            Document(problem.path, "", None).find(isolation.program_fault, problem)
            for problem in blamed
        ),
    ]


def levelled(
    findings: Iterable[Finding], levels: Mapping[str, RuleLevel], today: date
) -> Iterator[Finding]:
    """Return the findings at the levels a book's settings ask for; before its date a rule only warns.

    A fault of ours stays an error whatever the settings say, as do personal data and secrecy marks: a file that holds
    them is no record.
    """
    for finding in findings:
        fixed = finding.code == isolation.program_fault.code or personal_findings.refuses(
            (finding,)
        )
        level = None if fixed else levels.get(finding.code)
        if level is None:
            yield finding
        elif level.since and today < level.since:
            yield replace(finding, severity=Severity.WARNING)
        elif level.level != "关闭":
            yield replace(
                finding, severity=Severity.ERROR if level.level == "错误" else Severity.WARNING
            )
