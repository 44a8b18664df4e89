"""Record files that domain staff can add: the good pass, the bad get exactly the answer in their golden file."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import jsonschema
import pytest

from conftest import files
from conftest import findings
from duban.documents import reader
from duban.reports import check_formats
from duban.reports.formats import Screen
from duban.schemas import catalog
from duban.schemas import validation
from record_cases import BASE
from record_cases import WHERE
from record_cases import cases
from record_cases import name

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2026, 11, 22)


def book_with(path: Path) -> dict[str, bytes]:
    return {**files(BASE), WHERE[path.parent.name]: path.read_bytes()}


@pytest.mark.parametrize("path", cases("good"), ids=name)
def test_good_records_pass(path: Path) -> None:
    assert findings(book_with(path), TODAY) == []


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_bad_records_get_the_answer_that_was_approved(path: Path, golden: Callable[[str, str], None]) -> None:
    found = findings(book_with(path), TODAY)
    assert found
    assert {finding.path for finding in found} == {WHERE[path.parent.name]}
    golden(f"records/{name(path)}.txt", check_formats.text(check_formats.CheckResult(found, ("",), screen=Screen(100))))


@pytest.mark.parametrize("path", cases("bad"), ids=name)
def test_messages_never_show_the_machinery(path: Path) -> None:
    for finding in findings(book_with(path), TODAY):
        said = finding.message + finding.hint
        assert not any(word in said for word in ("None", "dict", "list", "str", "schema", "regex", "$", "\\S", "is not", "Error"))
        assert finding.message
        assert finding.hint


@pytest.mark.parametrize("path", [*cases("good"), *cases("bad")], ids=name)
def test_both_validators_agree(path: Path) -> None:
    kind = path.parent.name
    document = reader.read("x", path.read_bytes())
    if document.data is None:
        return
    checker = jsonschema.Draft202012Validator(catalog.schema(kind), format_checker=jsonschema.FormatChecker(["date"]))
    assert checker.is_valid(document.data) == (not validation.validate(document, kind))


def test_every_fast_no_is_explained() -> None:
    values: tuple[object, ...] = ("2025-01-01\n", "２０２５-01-01", "2025-W01-1", "20250101", 2025.0, True, [], {}, None, 1e300)
    for value in values:
        text = f"事项: 事\n条款: 一\n原文: 文\n牵头单位: 甲\n时限:\n  原文: 文\n  截止: {json.dumps(value, ensure_ascii=False)}\n"
        document = reader.read("x", text.encode())
        gate = validation.gate("item").is_valid(document.data)
        assert gate == (not validation.validate(document, "item")), value
