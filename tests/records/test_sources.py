"""The records say what the two documents say: every quotation is in its document, word for word."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from duban.records import loader
from duban.status.assessment import assess
from duban.storage import worktree

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "tests" / "sources"


def document(name: str) -> str:
    text = re.sub(r"\s", "", next(SOURCES.glob(f"{name}_*.txt")).read_text("utf-8"))
    if name == "003":
        # One page of document 003 is repeated inside 四（三）, between 敷衍 and 塞责, with the character 衍 doubled.
        first = text.index("由区交通局牵头定期开展联合巡查")
        again = text.index("由区交通局牵头定期开展联合巡查", first + 1)
        end = text.index("衍塞责。")
        assert text[first : first + end - again] == text[again:end]
        text = text[:again] + text[end + 1 :]
    return text


DOCUMENTS = {"jl-2024-136": document("000"), "jdz-changjiang-2025": document("003")}
LOADED = loader.load(worktree.read(ROOT).contents)
BOOK = LOADED.book


def test_the_book_is_clean_and_complete() -> None:
    assert LOADED.findings == ()
    assert LOADED.invalid_files == 0
    assert sum(item.source == "jl-2024-136" for item in BOOK.items.values()) == 34
    assert sum(item.source == "jdz-changjiang-2025" for item in BOOK.items.values()) == 35


@pytest.mark.parametrize("item", BOOK.items.values(), ids=lambda item: item.id)
def test_every_quotation_is_in_its_document(item: object) -> None:
    record = BOOK.items[item.id]  # type: ignore[attr-defined]
    assert re.sub(r"\s", "", record.quote) in DOCUMENTS[record.source]
    if record.limit.quote != "未规定":
        assert record.limit.quote in DOCUMENTS[record.source]
        assert record.limit.quote in record.quote or record.id == "jdz-changjiang-2025/2-a3"


def test_titles_and_chapters_are_in_their_documents() -> None:
    for source in BOOK.sources():
        text = DOCUMENTS[source.id]
        assert re.sub(r"\s", "", source.title) in text
        for chapter in source.chapters:
            number = re.sub(r"^.*?(（.）)$", r"\1", chapter.clause)
            assert f"{number if number.startswith('（') else number + '、'}{chapter.title}" in text


def test_every_step_quotes_its_document() -> None:
    for agreement in BOOK.agreements.values():
        for steps in agreement.workflows.values():
            for step in steps:
                assert step.quote
                assert step.quote in DOCUMENTS[agreement.id]
                assert step.limit
                assert step.limit.quote == "未规定" or step.limit.quote in DOCUMENTS[agreement.id]
                # What the document does not say is called an interpretation.
                assert step.limit.days is None or (step.limit.basis or "").startswith("约定解释")


def test_nothing_is_invented_about_real_institutions() -> None:
    assert BOOK.progress == {}
    assert BOOK.matters == {}
    named = {name for item in BOOK.items.values() for name in (item.lead, *item.responsible, *item.supporting) if name}
    for unit in BOOK.units.values():
        if unit.name in named and unit.id not in {"jl-special-team", "jl-changbaishan", "jl-meihe", "jl-prefectures"}:
            assert re.sub(r"\s", "", unit.full_name) in "".join(DOCUMENTS.values())


def test_exhortations_do_not_count() -> None:
    uncounted = {item.id for item in BOOK.items.values() if not item.counted}
    assert uncounted == {
        "jl-2024-136/2-1", "jl-2024-136/2-4", "jl-2024-136/2-5b",
        "jdz-changjiang-2025/4-1", "jdz-changjiang-2025/4-2", "jdz-changjiang-2025/4-3",
    }  # fmt: skip


def test_the_quarterly_meeting_is_the_only_dated_duty() -> None:
    view = assess(BOOK, date(2026, 11, 22))
    dated = [status.item.id for status in view.items if status.judged.due]
    assert dated == ["jdz-changjiang-2025/3-1d"]
    status = next(candidate for candidate in view.items if candidate.item.id == dated[0])
    assert [(assignment.unit, [period.label for period in assignment.missed]) for assignment in status.assignments] == [
        ("市交通执法支队", ["2026-Q1", "2026-Q2", "2026-Q3"]),
        ("区交通局", ["2026-Q1", "2026-Q2", "2026-Q3"]),
    ]
