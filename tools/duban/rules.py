"""Every rule there is, and running them over a loaded book at the levels its settings ask for."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any

from duban import checks
from duban import documents
from duban import loading
from duban import matter_checks
from duban import privacy
from duban import remotes
from duban import review
from duban import schemas
from duban import traps
from duban import worktree
from duban.findings import Problem
from duban.findings import Rule
from duban.findings import Severity
from duban.findings import advice
from duban.text import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from datetime import date

    from duban.findings import Finding
    from duban.loading import Loaded
    from duban.model import Config
    from duban.model import RuleLevel


@advice
def rule_unknown(config: Config) -> Iterator[Problem]:
    """设置里的规则代码不存在。

    “规则”里写的是检查结果中方括号里的代码，例如 clause-unknown。
    """
    for code in config.levels:
        if code not in CODES:
            near = nearest(code, CODES)
            hint = f"是否指 {near}？" if near else "删去这一行"
            yield Problem(f"没有代码为 {code} 的规则", hint, ("规则", code), on_key=True, path=config.path)


CHECKS = (*checks.CHECKS, *matter_checks.CHECKS)
RULES: tuple[Rule[..., Any], ...] = (
    *worktree.RULES,
    *remotes.RULES,
    *loading.RULES,
    *traps.RULES,
    *documents.RULES,
    *schemas.RULES,
    *privacy.RULES,
    *CHECKS,
    *review.CHECKS,
    rule_unknown,
)
CODES = frozenset(one.code for one in RULES)


def check(loaded: Loaded, today: date, unread: Iterable[Finding] = (), brought: frozenset[tuple[str, str]] = frozenset()) -> list[Finding]:
    """Return all findings on a loaded book, and those on what lies around it or could not be read, in the order of files and lines.

    ``brought`` are the document numbers that a change under review brings, with their paths: of two uses, theirs is the later.
    """
    context = checks.Context(loaded.book, today, loaded.invalid, brought)
    found = [*unread, *loaded.findings]
    for one in CHECKS:
        found.extend(loaded.documents[problem.path].find(one, problem) for problem in one(context))
    config = loaded.book.config
    found.extend(loaded.documents[config.path].find(rule_unknown, problem) for problem in rule_unknown(config))
    return sorted(levelled(found, config.levels, today))


def levelled(findings: Iterable[Finding], levels: Mapping[str, RuleLevel], today: date) -> Iterator[Finding]:
    """Return the findings at the levels a book's settings ask for; before its date a rule only warns.

    Personal data and secrecy marks stay errors whatever the settings say: a file that holds them is no record.
    """
    for finding in findings:
        level = None if privacy.refuses((finding,)) else levels.get(finding.code)
        if level is None:
            yield finding
        elif level.since and today < level.since:
            yield replace(finding, severity=Severity.WARNING)
        elif level.level != "关闭":
            yield replace(finding, severity=Severity.ERROR if level.level == "错误" else Severity.WARNING)
