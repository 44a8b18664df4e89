"""The result of ``tasks check`` in each output format."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from duban.ground.findings import Severity
from duban.ground.immutable import immutable
from duban.ground.text import printable
from duban.ground.text import width
from duban.reports.formats import Screen
from duban.reports.formats import coloured
from duban.reports.formats import json_text
from duban.reports.formats import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.ground.findings import Finding
    from duban.ground.findings import Rule


@immutable
class CheckResult:
    """What a check found in the files at ``paths``.

    ``changed`` holds the paths of a change under review: the verdict then says whether the errors
    are in one's own files. ``rules`` are those whose pages in the manual a format may quote.
    """

    findings: Sequence[Finding]
    paths: Sequence[str]
    changed: frozenset[str] | None = None
    rules: Sequence[Rule[..., object]] = ()
    screen: Screen = Screen()

    @property
    def errors(self) -> int:
        """How many findings are errors; the rest are warnings."""
        return _errors(self.findings)


def _errors(findings: Sequence[Finding]) -> int:
    return sum(finding.severity is Severity.ERROR for finding in findings)


def verdict(result: CheckResult) -> str:
    """Return the first line of the answer: passed or not, and in whose files the errors are."""
    if result.changed is not None:
        return _verdict_on_change(result, result.changed)
    files, errors = len(result.paths), result.errors
    if not result.findings:
        return f"检查通过：{files} 个文件，没有问题。"
    parts = []
    if errors:
        parts.append(f"{errors} 处错误")
    if warnings := len(result.findings) - errors:
        parts.append(f"{warnings} 处提醒")
    passed = "检查未通过" if errors else "检查通过，但有提醒"
    wrong = len({finding.path for finding in result.findings})
    return f"{passed}：{files} 个文件，其中 {wrong} 个文件有 {'、'.join(parts)}。"


def _verdict_on_change(result: CheckResult, changed: frozenset[str]) -> str:
    own = [finding for finding in result.findings if finding.path in changed]
    own_errors = _errors(own)
    elsewhere = ""
    if others := len(result.findings) - len(own):
        harmless = "，不影响本次提交" if result.errors == own_errors else ""
        elsewhere = f"（另有 {others} 处不在您修改的文件里{harmless}）"
    if not result.errors:
        warned = f"，有 {len(own)} 处提醒" if own else ""
        return f"检查通过：您修改的 {len(changed)} 个文件没有错误{warned}{elsewhere}。"
    wrong = len({finding.path for finding in own if finding.severity is Severity.ERROR})
    return (
        f"检查未通过：您修改的 {len(changed)} 个文件中，"
        f"{wrong} 个文件有 {own_errors} 处需要改正{elsewhere}。"
    )


_MARKS = {Severity.ERROR: ("✖", "31"), Severity.WARNING: ("▲", "33")}


def text(result: CheckResult) -> str:
    """Return the result for people: the verdict, then each finding with its line and what to do."""
    return "\n".join(_text_lines(result)) + "\n"


def _text_lines(result: CheckResult) -> Iterator[str]:
    yield verdict(result)
    if not result.findings:
        return
    for finding in result.findings:
        mark, code = _MARKS[finding.severity]
        head = f"{mark} {finding.path} 第 {finding.line} 行第 {finding.column} 列"
        yield ""
        yield f"{coloured(head, code, result.screen)}  [{finding.code}]"
        yield from _excerpt(finding, result.screen.columns)
        yield f"  {finding.message}"
        yield f"  → {finding.hint}"
    example = f"tasks show {result.findings[0].code}"
    yield ""
    yield f"改好后再运行一次 tasks check。每条规则的说明：tasks show 代码，例如 {example}"


def _excerpt(finding: Finding, columns: int) -> Iterator[str]:
    """The line with a caret under the place, cut to the terminal around that place."""
    line = finding.excerpt
    if not line:
        return
    room = max(columns - 10, 20)
    start = min(finding.column - 1, len(line))
    # What is before the place gets half the room, what follows the rest.
    first = 0
    while width(line[first:start]) > room // 2:
        first += 1
    last = len(line)
    while width(line[first:last]) > room:
        last -= 1
    cut_before = "…" if first else ""
    cut_after = "…" if last < len(line) else ""
    indent = " " * width(cut_before + line[first:start])
    marked = max(width(line[start : min(start + finding.width, last)]), 1)
    yield f"  {finding.line:>4} | {cut_before}{line[first:last]}{cut_after}"
    yield f"       | {indent}{'^' * marked}"


def json(result: CheckResult) -> str:
    """Return the result for programs; its shape is versioned by ``schema_version``."""
    return json_text(
        {
            "schema_version": 1,
            "files": len(result.paths),
            "errors": result.errors,
            "warnings": len(result.findings) - result.errors,
            "findings": [
                {
                    "path": finding.path,
                    "line": finding.line,
                    "column": finding.column,
                    "code": finding.code,
                    "severity": str(finding.severity),
                    "message": finding.message,
                    "hint": finding.hint,
                    "excerpt": finding.excerpt,
                    "fixable": finding.fixable,
                }
                for finding in result.findings
            ],
        }
    )


# GitHub shows at most this many annotations of a severity for each step.
_GITHUB_LIMIT = 10


def github(result: CheckResult) -> str:
    """Return GitHub Actions annotations, own files first; the text below them has every finding."""
    changed = result.changed

    def own_files_first(finding: Finding) -> tuple[bool, Finding]:
        return changed is not None and finding.path not in changed, finding

    ordered = sorted(result.findings, key=own_files_first)
    lines = []
    for severity in Severity:
        same = [finding for finding in ordered if finding.severity is severity]
        lines += [_annotation(finding) for finding in same[:_GITHUB_LIMIT]]
    return "".join(lines) + text(replace(result, screen=Screen(100)))


def _annotation(finding: Finding) -> str:
    path, code = _github_property(finding.path), _github_property(finding.code)
    place = f"file={path},line={finding.line},col={finding.column},title={code}"
    words = _github_data(f"{finding.message}\n→ {finding.hint}")
    return f"::{finding.severity} {place}::{words}\n"


def _github_data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(words: str) -> str:
    return _github_data(words).replace(":", "%3A").replace(",", "%2C")


def gitlab(result: CheckResult) -> str:
    """Return a GitLab Code Quality report; no two fingerprints are equal.

    A fingerprint leaves out the line number: GitLab still knows a finding whose line has moved.
    """
    import hashlib

    seen: Counter[str] = Counter()
    entries = []
    for finding in result.findings:
        key = f"{finding.path}\0{finding.code}\0{finding.excerpt}\0{finding.message}"
        seen[key] += 1
        numbered = f"{key}\0{seen[key]}".encode(errors="replace")
        entries.append(
            {
                "description": f"{finding.message}。{finding.hint}",
                "check_name": finding.code,
                "fingerprint": hashlib.sha256(numbered).hexdigest(),
                "severity": "major" if finding.severity is Severity.ERROR else "minor",
                "location": {"path": finding.path, "lines": {"begin": finding.line}},
            },
        )
    return json_text(entries)


def junit(result: CheckResult) -> str:
    """Return a JUnit report: one test case for each file, failed where the file has errors."""
    # A few elements of the standard library; a package for them would be one more to keep up with.
    from xml.etree import ElementTree as ET

    by_path: dict[str, list[Finding]] = {path: [] for path in result.paths}
    for finding in result.findings:
        by_path.setdefault(finding.path, []).append(finding)
    failed = sum(_errors(findings) > 0 for findings in by_path.values())
    root = ET.Element("testsuites")
    suite = ET.SubElement(
        root,
        "testsuite",
        name="tasks check",
        tests=str(len(by_path)),
        failures=str(failed),
        errors="0",
        skipped="0",
    )
    for path, findings in by_path.items():
        name = printable(path)
        case = ET.SubElement(suite, "testcase", name=name, classname="tasks", file=name)
        first = findings[0] if findings else None
        if first and _errors(findings):
            failure = ET.SubElement(case, "failure", message=first.message, type=first.code)
            failure.text = _junit_text(findings)
        elif first:
            ET.SubElement(case, "system-out").text = _junit_text(findings)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _junit_text(findings: Sequence[Finding]) -> str:
    return "\n".join(
        f"第 {finding.line} 行第 {finding.column} 列 [{finding.code}] {finding.message}\n"
        f"  → {finding.hint}"
        for finding in findings
    )


def sarif(result: CheckResult) -> str:
    """Return a SARIF 2.1.0 log with the manual's page of each rule that found something."""
    # The few keys that forges read, as plain data: the packages for SARIF are models of its schema.
    pages = {rule.code: rule.page for rule in result.rules}
    codes = sorted({finding.code for finding in result.findings})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": pages.get(code, code).partition("\n")[0]},
            "fullDescription": {"text": pages.get(code, code)},
        }
        for code in codes
    ]
    driver = {"name": "duban", "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, codes) for finding in result.findings],
    }
    return json_text(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _sarif_result(finding: Finding, codes: list[str]) -> dict[str, object]:
    from urllib.parse import quote

    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.column + finding.width,
    }
    place = {
        "artifactLocation": {"uri": quote(finding.path, errors="replace")},
        "region": region,
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}。{finding.hint}"},
        "locations": [{"physicalLocation": place}],
    }


def markdown(result: CheckResult) -> str:
    """Return the result for a job summary or a comment on a pull request."""
    lines = [f"**{plain_markdown(verdict(result))}**"]
    for finding in result.findings:
        lines += ["", _markdown_head(finding)]
        if finding.excerpt:
            # The fence must be longer than any run of backticks inside.
            runs = (len(run) for run in re.findall("`+", finding.excerpt))
            fence = "`" * (max(runs, default=0) + 3)
            lines += ["", fence, finding.excerpt, fence]
        lines += ["", f"→ {plain_markdown(finding.hint)}"]
    if result.findings:
        lines += ["", "在网页上打开这个文件，点“编辑”，改正以后提交，检查会自动重新运行。"]
    return "\n".join(lines) + "\n"


def _markdown_head(finding: Finding) -> str:
    mark = _MARKS[finding.severity][0]
    place = f"**{plain_markdown(finding.path)}** 第 {finding.line} 行"
    return f"{mark} {place} \\[{finding.code}\\]：{plain_markdown(finding.message)}"


# A new format is one function and one line here; the command's choices come from this map.
FORMATS: Mapping[str, Callable[[CheckResult], str]] = {
    "text": text,
    "json": json,
    "github": github,
    "gitlab": gitlab,
    "junit": junit,
    "sarif": sarif,
    "markdown": markdown,
}
