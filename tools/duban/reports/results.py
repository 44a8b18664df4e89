"""The result of a check, or of a comparison, in every form: for people, for programs, for the forges that show it beside the lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from duban.ground.findings import Severity
from duban.ground.text import printable
from duban.ground.text import width
from duban.ground.text import wrap
from duban.reports.formats import json_text
from duban.reports.formats import plain_markdown

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

    from duban.ground.findings import Finding
    from duban.status.sentences import Sentence


def data(findings: Sequence[Finding], files: int) -> dict[str, object]:
    """Return the result of a check as plain data."""
    return {
        "schema_version": 1,
        "files": files,
        "errors": sum(one.severity is Severity.ERROR for one in findings),
        "warnings": sum(one.severity is Severity.WARNING for one in findings),
        "findings": [
            {
                "path": one.path,
                "line": one.line,
                "column": one.column,
                "code": one.code,
                "severity": str(one.severity),
                "message": one.message,
                "hint": one.hint,
                "excerpt": one.excerpt,
                "fixable": one.fixable,
            }
            for one in findings
        ],
    }


_MARKS = {Severity.ERROR: ("✖", "31"), Severity.WARNING: ("▲", "33")}


def text(
    findings: Sequence[Finding],
    files: int,
    *,
    columns: int,
    colour: bool,
    changed: frozenset[str] | None = None,
) -> str:
    """Return the result of a check for people: the verdict first, then each finding with its line, then what to do.

    ``changed`` holds the paths of a change under review: the verdict then says whether the fault is in one's own files.
    """
    return "\n".join(_findings_lines(findings, files, columns, changed, colour=colour)) + "\n"


def verdict(findings: Sequence[Finding], files: int, changed: frozenset[str] | None) -> str:
    """Return the first line of a check's answer: whether it passed, and in whose files the faults are."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    warnings = len(findings) - errors
    if changed is not None:
        own = [one for one in findings if one.path in changed]
        faults = sum(one.severity is Severity.ERROR for one in own)
        others = len(findings) - len(own)
        history = (
            f"（另有 {others} 处不在您修改的文件里{'，不影响本次提交' if errors == faults else ''}）"
            if others
            else ""
        )
        if not errors:
            return f"检查通过：您修改的 {len(changed)} 个文件没有错误{f'，有 {len(own)} 处提醒' if own else ''}{history}。"
        wrong = len({one.path for one in own if one.severity is Severity.ERROR})
        return f"检查未通过：您修改的 {len(changed)} 个文件中，{wrong} 个文件有 {faults} 处需要改正{history}。"
    if not findings:
        return f"检查通过：{files} 个文件，没有问题。"
    wrong = len({one.path for one in findings})
    counts = "、".join(
        f"{count} 处{what}" for count, what in ((errors, "错误"), (warnings, "提醒")) if count
    )
    return f"{'检查未通过' if errors else '检查通过，但有提醒'}：{files} 个文件，其中 {wrong} 个文件有 {counts}。"


def _findings_lines(
    findings: Sequence[Finding],
    files: int,
    columns: int,
    changed: frozenset[str] | None,
    *,
    colour: bool,
) -> Iterator[str]:
    yield verdict(findings, files, changed)
    if not findings:
        return
    for one in findings:
        mark, code = _MARKS[one.severity]
        yield ""
        head = f"{mark} {one.path} 第 {one.line} 行第 {one.column} 列"
        yield f"{_coloured(head, code, colour=colour)}  [{one.code}]"
        yield from _excerpt(one, columns)
        yield f"  {one.message}"
        yield f"  → {one.hint}"
    yield ""
    yield f"改好后再运行一次 tasks check。每条规则的说明：tasks show 代码，例如 tasks show {findings[0].code}"


def _coloured(text: str, code: str, *, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _excerpt(one: Finding, columns: int) -> Iterator[str]:
    """The offending line with a caret under the place, cut to the terminal around that place."""
    if not one.excerpt:
        return
    room = max(columns - 10, 20)
    start = min(one.column - 1, len(one.excerpt))
    first = 0
    while width(one.excerpt[first:start]) > room // 2:
        first += 1
    last = len(one.excerpt)
    while width(one.excerpt[first:last]) > room:
        last -= 1
    shown = (
        ("…" if first else "") + one.excerpt[first:last] + ("…" if last < len(one.excerpt) else "")
    )
    before = width(("…" if first else "") + one.excerpt[first:start])
    marked = max(width(one.excerpt[start : min(start + one.width, last)]), 1)
    yield f"  {one.line:>4} | {shown}"
    yield f"       | {' ' * before}{'^' * marked}"


_GITHUB_LIMIT = 10


def _github_data(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _github_property(words: str) -> str:
    return _github_data(words).replace(":", "%3A").replace(",", "%2C")


def github(findings: Sequence[Finding], files: int, changed: frozenset[str] | None) -> str:
    """Return GitHub Actions annotations, own files first, at most ten of a kind a step; the text form below has them all."""
    lines = []
    ordered = sorted(
        findings, key=lambda one: (changed is not None and one.path not in changed, one)
    )
    for severity in Severity:
        for one in [one for one in ordered if one.severity is severity][:_GITHUB_LIMIT]:
            place = f"file={_github_property(one.path)},line={one.line},col={one.column},title={_github_property(one.code)}"
            said = _github_data(f"{one.message}\n→ {one.hint}")
            lines.append(f"::{severity} {place}::{said}")
    return "".join(f"{line}\n" for line in lines) + text(
        findings, files, columns=100, colour=False, changed=changed
    )


def gitlab(findings: Sequence[Finding]) -> str:
    """Return a GitLab Code Quality report; a fingerprint survives a shift of lines, and no two are equal."""
    import hashlib

    seen: dict[str, int] = {}
    entries = []
    for one in findings:
        key = f"{one.path}\0{one.code}\0{one.excerpt}\0{one.message}"
        seen[key] = seen.get(key, 0) + 1
        entries.append(
            {
                "description": f"{one.message}。{one.hint}",
                "check_name": one.code,
                "fingerprint": hashlib.sha256(
                    f"{key}\0{seen[key]}".encode(errors="replace")
                ).hexdigest(),
                "severity": "major" if one.severity is Severity.ERROR else "minor",
                "location": {"path": one.path, "lines": {"begin": one.line}},
            },
        )
    return json_text(entries)


def junit(findings: Sequence[Finding], paths: Sequence[str]) -> str:
    """Return a JUnit report: a test case a file, failed where it has errors."""
    from xml.etree import ElementTree as ET

    by_path: dict[str, list[Finding]] = {path: [] for path in paths}
    for one in findings:
        by_path.setdefault(one.path, []).append(one)
    failed = sum(any(one.severity is Severity.ERROR for one in own) for own in by_path.values())
    suite = ET.Element(
        "testsuite",
        name="tasks check",
        tests=str(len(by_path)),
        failures=str(failed),
        errors="0",
        skipped="0",
    )
    for path, own in by_path.items():
        case = ET.SubElement(
            suite, "testcase", name=printable(path), classname="tasks", file=printable(path)
        )
        said = "\n".join(
            f"第 {one.line} 行第 {one.column} 列 [{one.code}] {one.message}\n  → {one.hint}"
            for one in own
        )
        if any(one.severity is Severity.ERROR for one in own):
            ET.SubElement(case, "failure", message=own[0].message, type=own[0].code).text = said
        elif own:
            ET.SubElement(case, "system-out").text = said
    root = ET.Element("testsuites")
    root.append(suite)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def sarif(findings: Sequence[Finding], pages: Mapping[str, str]) -> str:
    """Return a SARIF 2.1.0 log; ``pages`` gives the manual's text for each code."""
    used = sorted({one.code for one in findings})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": pages.get(code, code).partition("\n")[0]},
            "fullDescription": {"text": pages.get(code, code)},
        }
        for code in used
    ]
    results = [
        {
            "ruleId": one.code,
            "ruleIndex": used.index(one.code),
            "level": str(one.severity),
            "message": {"text": f"{one.message}。{one.hint}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": _uri(one.path)},
                        "region": {
                            "startLine": one.line,
                            "startColumn": one.column,
                            "endColumn": one.column + one.width,
                        },
                    },
                },
            ],
        }
        for one in findings
    ]
    driver = {"name": "duban", "informationUri": "https://example.invalid/duban", "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json_text(
        {
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
            "version": "2.1.0",
            "runs": [run],
        }
    )


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path, errors="replace")


def markdown(findings: Sequence[Finding], files: int, changed: frozenset[str] | None) -> str:
    """Return the result of a check for a job summary or a comment on a pull request."""
    lines = [f"**{plain_markdown(verdict(findings, files, changed))}**"]
    for one in findings:
        mark = _MARKS[one.severity][0]
        fence = "`" * (max((len(run) for run in re.findall("`+", one.excerpt)), default=0) + 3)
        lines += [
            "",
            f"{mark} **{plain_markdown(one.path)}** 第 {one.line} 行 \\[{one.code}\\]：{plain_markdown(one.message)}",
        ]
        lines += ["", fence, one.excerpt, fence] if one.excerpt else []
        lines += ["", f"→ {plain_markdown(one.hint)}"]
    if findings:
        lines += ["", "在网页上打开这个文件，点“编辑”，改正以后提交，检查会自动重新运行。"]
    return "\n".join(lines) + "\n"


_NOT_COUNTED = "没有计入"


def changes_title(
    base: str, head: str | None, as_of: str, left_out: tuple[int, int], failed: int = 0
) -> str:
    """Return what a change notice compares: two versions (``head`` None: the files as they are), and what is left out.

    ``left_out`` is so in each for what is wrong with it, ``failed`` files in both for a fault of ours.
    """
    counts = [
        f"{name}有{count}份"
        for name, count in zip(("旧版本", "新版本"), left_out, strict=True)
        if count
    ]
    apart = f"。{'、'.join(counts)}文件未通过检查，{_NOT_COUNTED}" if counts else ""
    apart += f"。程序故障，与填报内容无关：有{failed}份文件{_NOT_COUNTED}" if failed else ""
    return f"版本{base}至{f'版本{head}' if head else '当前文件'}的变化，截至{as_of}{apart}"


def _unchanged(title: str) -> str:
    """What is left out of either version was not compared, and may well have changed."""
    return "其余没有变化。" if title.endswith(_NOT_COUNTED) else "没有变化。"


def changes_text(
    groups: Mapping[str, Sequence[Sentence]], title: str, *, columns: int, colour: bool
) -> str:
    """Return a change notice for a terminal of this many columns: what changed, by unit and record, a sentence a line."""
    lines = wrap(title, columns)
    for unit, sentences in groups.items():
        lines += ["", _coloured(printable(unit), "1", colour=colour)]
        for name, said in _by_record(sentences).items():
            lines += _indented(printable(name), columns, 2)
            for one in said:
                lines += _indented(f"· {printable(one)}", columns, 4, 2)
    return "\n".join(lines if groups else [*lines, "", _unchanged(title)]) + "\n"


def _indented(words: str, columns: int, indent: int, hanging: int = 0) -> Iterator[str]:
    room = max(columns - indent - hanging, 20)
    for place, line in enumerate(wrap(words, room)):
        yield " " * (indent + (hanging if place else 0)) + line


def changes_markdown(groups: Mapping[str, Sequence[Sentence]], title: str) -> str:
    """Return a change notice as the text of a comment on a pull request."""
    lines = [f"**{plain_markdown(title)}**"]
    for unit, sentences in groups.items():
        lines += ["", f"### {plain_markdown(unit)}", ""]
        for name, said in _by_record(sentences).items():
            lines += [f"- {plain_markdown(name)}", *(f"  - {plain_markdown(one)}" for one in said)]
    return "\n".join(lines if groups else [*lines, "", _unchanged(title)]) + "\n"


def _by_record(sentences: Sequence[Sentence]) -> dict[str, list[str]]:
    by_record: dict[str, list[str]] = {}
    for one in sentences:
        by_record.setdefault(f"{one.id} {one.title}".strip(), []).append(one.text)
    return by_record


def changes_data(
    groups: Mapping[str, Sequence[Sentence]],
    base: str,
    head: str | None,
    as_of: str,
    left_out: tuple[int, int],
    failed: int = 0,
) -> dict[str, object]:
    """Return a change notice as plain data; ``head`` None is the working tree."""
    return {
        "schema_version": 1,
        "base": base,
        "head": head,
        "as_of": as_of,
        "left_out": {"base": left_out[0], "head": left_out[1]},
        **({"failed_files": failed} if failed else {}),
        "changes": [
            {"unit": unit, "id": one.id, "title": one.title, "kind": one.kind, "text": one.text}
            for unit, sentences in groups.items()
            for one in sentences
        ],
    }
