"""A fault of the program stays with the record it meets, and a site is built of whatever is left of a book."""

from __future__ import annotations

import importlib
import os
import posixpath
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from jinja2 import BytecodeCache

from conftest import build_site
from conftest import files
from conftest import findings
from duban.changes import history
from duban.ground import isolation
from duban.ground.findings import BookProblem
from duban.ground.findings import rule
from duban.records import corrections
from duban.records import loader
from duban.reports import details
from duban.rules import registry
from duban.rules import review
from duban.rules.changes import Change
from duban.schemas import validation
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import renderer
from duban.site import templating
from duban.site.links import Addresses
from duban.status import assessment
from duban.status import verdicts
from fuzz import cases

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from jinja2.bccache import Bucket

    from conftest import Outcome
    from duban.rules.context import Context

TODAY = date(2026, 11, 22)
BOOK = """\
== config.yaml
名称: 示例台账
规则: {program-fault: 关闭}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
== items/sl/1.yaml
事项: 好的事项
条款: 一
原文: 好的事项
牵头单位: 甲市局
时限: {原文: 及时}
== items/sl/2.yaml
事项: 坏的事项
条款: 二
原文: 坏的事项
牵头单位: 丙市局
时限: {原文: 及时}
== items/sl/3.yaml
事项: 又一个好的事项
条款: 三
原文: 又一个好的事项
牵头单位: 丁市局
时限: {原文: 及时}
"""
BAD = "tasks/items/sl/2.yaml"


@rule
def fails_on_the_bad(context: Context) -> Iterator[BookProblem]:
    """一条有毛病的规则。"""
    for item in context.book.items.values():
        yield BookProblem("看过了", "不用改", path=item.path)
        if item.title == "坏的事项":
            raise KeyError("13812345678")


def test_a_rule_that_fails_on_one_record_says_so_of_that_record_alone(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    monkeypatch.setattr(registry, "CHECKS", (*registry.CHECKS, fails_on_the_bad))
    found = {(finding.path, finding.code) for finding in findings(files(BOOK), TODAY)}
    assert found == {
        ("tasks/items/sl/1.yaml", "fails-on-the-bad"),
        ("tasks/items/sl/2.yaml", "program-fault"),
        ("tasks/items/sl/2.yaml", "unit-unknown"),
        ("tasks/items/sl/3.yaml", "fails-on-the-bad"),
        ("tasks/items/sl/3.yaml", "unit-unknown"),
    }
    ended = tasks("--root", book(BOOK), "check")
    assert ended.code == 1
    said = re.sub(r"registry\.py:\d+", "registry.py:1", ended.out)
    assert "程序故障，与填报内容无关：按规则 fails-on-the-bad 检查时出错（KeyError，registry.py:1）" in said
    assert "不用修改这份记录，请把这一行告诉维护人员" in said
    assert "13812345678" not in ended.out


def test_a_rule_that_fails_whatever_the_records_says_so_of_the_book(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule
    def fails_always(_: Context) -> Iterator[BookProblem]:
        """一条有毛病的规则。"""
        raise RecursionError

    monkeypatch.setattr(registry, "CHECKS", (*registry.CHECKS, fails_always))
    found = [(finding.path, finding.code) for finding in findings(files(BOOK), TODAY) if finding.code != "unit-unknown"]
    assert found == [("tasks/config.yaml", "program-fault")]


@pytest.mark.parametrize("error", [KeyError, RecursionError, MemoryError, AssertionError, UnicodeEncodeError("utf-8", "", 0, 1, "x")])
def test_a_file_on_which_reading_fails_is_left_out_with_a_finding(monkeypatch: pytest.MonkeyPatch, error: Any) -> None:
    def fail(document: Any, kind: str) -> Any:
        if document.path == BAD:
            raise error
        return was(document, kind)

    was = validation.validate
    monkeypatch.setattr(validation, "validate", fail)
    book = files(BOOK)
    book[BAD] += "备注: 联系电话 13812345678\n".encode()
    loaded = loader.load(book)
    assert sorted(loaded.book.items) == ["sl/1", "sl/3"]
    assert {finding.code for finding in loaded.findings} == {"program-fault", "privacy-mobile"}
    assert all("13812345678" not in f"{finding.message}{finding.hint}{finding.excerpt}" for finding in loaded.findings)


@pytest.mark.parametrize("place", ["duban.documents.reader.read", "duban.records.personal_findings.search"])
def test_a_file_whose_text_or_personal_data_cannot_be_read_is_left_out_with_that_finding_alone(
    monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def fail(given: Any, *more: Any) -> Any:
        if getattr(given, "path", given) == BAD:
            raise KeyError
        return was(given, *more)

    module, _, name = place.rpartition(".")
    was = getattr(importlib.import_module(module), name)
    monkeypatch.setattr(place, fail)
    loaded = loader.load(files(BOOK))
    assert sorted(loaded.book.items) == ["sl/1", "sl/3"]
    assert [(finding.path, finding.code) for finding in loaded.findings] == [(BAD, "program-fault")]


@pytest.mark.parametrize("command", [["report"], ["show", "sl/1"], ["pages", "--out", "out"], ["check"]])
def test_a_file_on_which_reading_fails_is_told_by_every_command(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome], command: list[str]
) -> None:
    def fail(document: Any, kind: str) -> Any:
        if document.path == BAD:
            raise KeyError
        return was(document, kind)

    was = validation.validate
    root = book(BOOK)
    monkeypatch.setattr(validation, "validate", fail)
    monkeypatch.chdir(root)
    ended = tasks(*command)
    assert ended.code == 1
    said = ended.out if command == ["check"] else ended.err
    assert BAD in said
    assert "读取时出错（KeyError，" in said


@pytest.mark.parametrize("place", ["correct", "in_book"])
def test_a_file_on_which_mending_fails_stays_as_it_is_and_the_others_are_mended(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome], place: str
) -> None:
    def fail(record: Any, *rest: Any) -> Any:
        if BAD in {record, getattr(record, "path", "")}:
            raise KeyError
        return was(record, *rest)

    root = book(BOOK.replace("条款: ", "条款："))
    was = getattr(corrections, place)
    monkeypatch.setattr(corrections, place, fail)
    ended = tasks("--root", root, "fix", "--yes")
    assert ended.code == 1
    assert "已改正 2 个文件" in ended.out
    assert f"{BAD}（KeyError，" in ended.err
    assert ["条款：" in (root / f"tasks/items/sl/{number}.yaml").read_text("utf-8") for number in (1, 2, 3)] == [False, True, False]


def test_stopping_the_program_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(validation, "validate", stop)
    with pytest.raises(KeyboardInterrupt):
        loader.load(files(BOOK))


def test_an_item_that_cannot_be_judged_is_left_out_of_the_report_and_named(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    monkeypatch.setattr(verdicts, "_PARTS", (lambda case: {}[case.item.title] if case.item.title == "坏的事项" else None,))
    ended = tasks("--root", book(BOOK), "report", "items", "-f", "csv")
    assert ended.code == 1
    assert [line.split(",")[1] for line in ended.out.splitlines()[1:]] == ["好的事项", "又一个好的事项"]
    assert "程序故障，与填报内容无关：1处没有计入。" in ended.err
    assert f"{BAD}（KeyError，" in ended.err


def test_a_version_in_history_that_cannot_be_read_counts_as_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(document: Any, kind: str) -> Any:
        if "毛病" in document.text:
            raise IndexError
        return was(document, kind)

    was = validation.validate
    monkeypatch.setattr(validation, "validate", fail)
    texts = ("事项: 甲\n", "事项: 甲 # 毛病\n", "事项: 乙\n")
    blobs = {str(number): (text + "条款: 一\n原文: 文\n牵头单位: 甲\n时限: {原文: 及时}\n").encode() for number, text in enumerate(texts)}
    commits = tuple(history.Commit(str(day), TODAY + timedelta(day), {BAD: str(day)}) for day in range(3))
    past = history.replay(history.Log(commits, blobs))
    titles = [[item.title for item in book.items.values()] for _, book in past.books([TODAY + timedelta(day) for day in range(3)])]
    assert titles == [["甲"], [], ["乙"]]
    assert past.unread == 1


def test_a_review_rule_that_fails_on_one_record_goes_on_with_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    @rule
    def fails_on_two(change: Change) -> Iterator[BookProblem]:
        """一条有毛病的规则。"""
        for path in sorted(change.paths):
            if path == BAD:
                raise ZeroDivisionError
            yield BookProblem("看过了", "不用改", path=path)

    monkeypatch.setattr(review, "CHECKS", (fails_on_two,))
    loaded = loader.load(files(BOOK))
    found = review.on_change(Change(loaded, loaded, frozenset({BAD, "tasks/items/sl/1.yaml"})))
    assert [(finding.path, finding.code) for finding in found] == [("tasks/items/sl/1.yaml", "fails-on-two"), (BAD, "program-fault")]


# One fault of the program, wherever it is met: the rest goes on, the record is named, the end is 1.


def _fails_on_the_bad(monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """Make a function of the program fail on the item 坏的事项, whatever else it is given."""
    module, name = place.split(":")
    holder: Any = importlib.import_module(f"duban.{module}")
    *path, name = name.split(".")
    for part in path:
        holder = getattr(holder, part)
    was = holder.__dict__[name]

    def fail(*given: Any, **named: Any) -> Any:
        made = was(*given, **named)
        made = tuple(made) if isinstance(made, Iterator) else made
        if "坏的事项" in repr((given, made)):
            raise KeyError("13812345678")
        return iter(made) if isinstance(made, tuple) else made

    monkeypatch.setattr(holder, name, fail)


@pytest.mark.parametrize("view", ["overview", "items", "units", "unassigned", "trend"])
@pytest.mark.parametrize("form", ["table", "json", "csv"])
@pytest.mark.parametrize(
    "place",
    [
        "reports.json_data:item_data",
        "reports.json_data:_totals",
        "reports.filtering:select",
        "reports.unit_views:split",
        "status.rates:of",
        "changes.trend:point",
    ],
)
def test_a_report_goes_on_without_the_record_that_one_of_its_parts_fails_on(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome], place: str, view: str, form: str
) -> None:
    root = book(BOOK)
    _fails_on_the_bad(monkeypatch, place)
    ended = tasks("--root", root, "report", view, "-f", form)
    assert "坏的事项" not in ended.out or ended.code == 0
    assert "13812345678" not in ended.out + ended.err
    assert ended.code in {0, 1}
    if ended.code == 1:
        assert f"{BAD}（KeyError，" in ended.err
        assert form == "csv" or ("程序故障：有 1 个文件没有计入" in ended.out or '"failed_files": 1' in ended.out)


@pytest.mark.parametrize("name", ["甲市局", "sl", "sl/1", "sl/2"])
@pytest.mark.parametrize("place", ["reports.details:unit", "reports.details:source", "reports.details:item", "status.assessment:_item"])
def test_what_is_shown_goes_without_the_record_that_our_code_fails_on(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome], name: str, place: str
) -> None:
    root = book(BOOK)
    whole = place.partition(":")[2]
    _fails_on_the_bad(monkeypatch, place) if whole != "_item" else _fails_on_judging_the_bad(monkeypatch)
    ended = tasks("--root", root, "show", name)
    assert ended.code in {0, 1}
    assert "没有编号" not in ended.err
    assert "13812345678" not in ended.out + ended.err
    if whole in {"_item", {"甲市局": "unit", "sl": "source"}.get(name, "item")} and (whole, name) != ("item", "sl/1"):
        assert ended.code == 1
        assert f"{BAD}（KeyError，" in ended.err
        assert bool(ended.out) == (name != "sl/2")


def _fails_on_judging_the_bad(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(book: Any, item: Any, *rest: Any) -> Any:
        if item.title == "坏的事项":
            raise KeyError("13812345678")
        return was(book, item, *rest)

    was = assessment.__dict__["_item"]
    monkeypatch.setattr(assessment, "_item", fail)


def git(root: Path, *arguments: str, date: str = "") -> None:
    who = {f"GIT_{role}_{what}": "a@example.cn" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    when = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date} if date else {}
    subprocess.run(["git", "-C", str(root), *arguments], check=True, env={**os.environ, **who, **when})


@pytest.fixture
def two_versions(tmp_path: Path) -> Path:
    """A book of two commits: each of three items changed its title's like."""
    for path, raw in files(BOOK).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "一", date="2026-10-01T12:00:00+08:00")
    for number in (1, 2, 3):
        file = tmp_path / f"tasks/items/sl/{number}.yaml"
        file.write_text(file.read_text("utf-8").replace("及时", "尽快"), "utf-8")
    git(tmp_path, "commit", "-q", "-a", "-m", "二", date="2026-11-20T12:00:00+08:00")
    return tmp_path


FAULTY = [
    "changes.comparison:of_record",
    "changes.comparison:between",
    "changes.comparison:_in_order",
    "status.assessment:_item",
    "changes.trend:point",
    "status.rates:of",
]


@pytest.mark.parametrize("place", FAULTY)
def test_two_versions_are_compared_without_the_record_that_our_code_fails_on(
    monkeypatch: pytest.MonkeyPatch, two_versions: Path, tasks: Callable[..., Outcome], place: str
) -> None:
    _fails_on_the_bad(monkeypatch, place)
    ended = tasks("--root", two_versions, "diff", "HEAD~1", "--as-of", str(TODAY))
    assert ended.code in {0, 1}
    assert "sl/1" in ended.out
    assert "sl/3" in ended.out
    if ended.code:
        assert "sl/2" not in ended.out
        assert f"{BAD}（KeyError，" in ended.err


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize(
    "place",
    [
        *FAULTY,
        "site.publishing:public",
        "site.public_history:events",
        "changes.history:Past.events",
        "records.cutoff:until",
        "reports.json_data:data",
    ],
)
def test_a_site_is_written_without_the_record_that_our_code_fails_on(
    monkeypatch: pytest.MonkeyPatch,
    two_versions: Path,
    tasks: Callable[..., Outcome],
    place: str,
    public: bool,  # noqa: FBT001
) -> None:
    _fails_on_the_bad(monkeypatch, place)
    out = two_versions / "out"
    ended = tasks("--root", two_versions, "pages", "--out", out, "--as-of", str(TODAY), *(["--public"] if public else []))
    assert ended.code in {0, 1}
    assert "已写入" in ended.err
    assert "13812345678" not in ended.err
    if ended.code:
        assert "KeyError，" in ended.err
    assert (out / "index.html").exists()


def test_a_layout_that_fails_leaves_the_content_of_every_page(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError("13812345678")

    root = book(BOOK)
    monkeypatch.setattr(renderer.Maker, "_laid_out", fail)
    ended = tasks("--root", root, "pages", "--out", root / "out")
    assert ended.code == 1
    assert "KeyError，" in ended.err
    page = (root / "out/items/index.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "又一个好的事项" in page


def test_a_fault_in_an_untouched_file_stops_a_review(
    monkeypatch: pytest.MonkeyPatch, two_versions: Path, tasks: Callable[..., Outcome]
) -> None:
    monkeypatch.setattr(registry, "CHECKS", (fails_on_the_bad,))
    file = two_versions / "tasks/items/sl/1.yaml"
    file.write_text(file.read_text("utf-8").replace("好的事项", "好事"), "utf-8")
    ended = tasks("--root", two_versions, "check", "--base", "HEAD")
    assert ended.code == 1
    assert "program-fault" in ended.out


def test_the_words_of_an_error_are_not_printed(
    monkeypatch: pytest.MonkeyPatch, book: Callable[[str], Path], tasks: Callable[..., Outcome]
) -> None:
    def fail(*_: Any) -> Any:
        raise KeyError("13812345678 某人")

    root = book(BOOK)
    monkeypatch.setattr(loader, "load", fail)
    ended = tasks("--root", root, "check")
    assert ended.code == 70
    assert "KeyError（" in ended.err
    assert "某人" not in ended.err


PATHS = tuple(f"tasks/items/sl/{number}.yaml" for number in range(60))


@settings(deadline=None)
@given(st.sets(st.sampled_from(PATHS), max_size=isolation.MOST - 1))
def test_exactly_the_records_at_fault_are_left_out(guilty: set[str]) -> None:
    def run(left_out: frozenset[str]) -> list[str]:
        if guilty - left_out:
            raise ValueError
        return [path for path in PATHS if path not in left_out]

    result = isolation.narrowed(run, PATHS, "tasks/config.yaml")
    assert {failure.path for failure in result.failures} == guilty
    assert result.made == [path for path in PATHS if path not in guilty]
    assert result.untried == 0


def test_where_nearly_all_fail_the_rest_are_counted() -> None:
    def run(left_out: frozenset[str]) -> list[str]:
        return [str(1 // 0) for path in PATHS if path not in left_out]

    result = isolation.narrowed(run, PATHS, "tasks/config.yaml")
    assert len(result.failures) == isolation.MOST
    assert result.untried == len(PATHS) - isolation.MOST
    *_, last = isolation.problems(result, "检查", "tasks/config.yaml")
    assert last.path == "tasks/config.yaml"
    assert "另有40份记录没有检查" in last.message


def test_of_two_that_fail_only_together_one_is_left_out() -> None:
    def run(left_out: frozenset[str]) -> int:
        return 1 // len(left_out & {PATHS[3], PATHS[40]})

    result = isolation.narrowed(run, PATHS, "")
    assert [failure.path for failure in result.failures] == [PATHS[40]]


# Sites.


class Compiled(BytecodeCache):
    """Templates compiled once for all the sites of this module."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="module")
def _templates_compiled_once() -> Iterator[None]:
    compiled, was = Compiled(), templating.environment

    def environment(config: Any) -> Any:
        made = was(config)
        made.bytecode_cache = compiled
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(templating, "environment", environment)
        yield


@dataclass(frozen=True)
class Built:
    """A site: its maker, and its files by path."""

    maker: renderer.Maker
    files: dict[str, str]

    def dead_links(self) -> list[tuple[str, str]]:
        """The links that lead nowhere, with the pages they stand on."""
        known = {*self.files, *inputs.asset_paths()}
        found = []
        for path, html in self.files.items():
            for address in set(re.findall(r'(?:href|src)="([^"#?]*)', html)) if path.endswith(".html") else ():
                if address and not re.match(r"[a-z]+:", address):
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(path), address))
                    if address.endswith("/"):
                        target = posixpath.normpath(posixpath.join(target, "index.html"))
                    if target not in known:
                        found.append((path, address))
        return found


def past_of(book: dict[str, bytes]) -> history.Past:
    """The history of a book whose whole was there two weeks ago."""
    good = cases.base()
    blobs = {f"{name}{path}": raw for name, content in (("then", good), ("now", book)) for path, raw in content.items()}
    then = history.Commit("a" * 40, TODAY - timedelta(14), {path: f"then{path}" for path in good})
    now = history.Commit("b" * 40, TODAY, {path: f"now{path}" if path in book else None for path in {*good, *book}})
    return history.replay(history.Log((then, now), blobs))


def built(book: dict[str, bytes], *, public: bool) -> Built:
    loaded = loader.load(book)
    source = editions.SiteInputs(
        loaded=loaded, findings=tuple(registry.check(loaded, TODAY)), unread=0, past=past_of(book), missing="", revision=None
    )
    site = editions.prepare(source, TODAY, public=public)
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    made = {}
    for page in maker.pages.values():
        path = maker.addresses.file(page.uri)
        made[path] = maker.whole(page, "../" * path.count("/"))
    made |= {path: content.decode() for path, content in feeds.files(site, "", maker.failures)}
    return Built(maker, made)


WHOLE = cases.base()
KINDS = sorted({path.split("/")[1] for path in WHOLE})


@pytest.mark.parametrize("public", [False, True], ids=["internal", "public"])
@pytest.mark.parametrize("how", ["deleted", "invalid"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_site_is_built_without_any_one_kind_of_record(kind: str, how: str, public: bool) -> None:  # noqa: FBT001 - a parameter of the test
    gone = {path for path in WHOLE if path.split("/")[1] == kind}
    book = {path: b"[" if path in gone else raw for path, raw in WHOLE.items() if path not in gone or how == "invalid"}
    site = built(book, public=public)
    assert site.maker.failures == {}
    assert site.dead_links() == []


ACCIDENTS = st.dictionaries(st.sampled_from(sorted(WHOLE)), st.sampled_from(["deleted", "invalid", "renamed", "moved"]))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ACCIDENTS, st.booleans())
def test_a_site_is_built_of_whatever_is_left_of_a_book(accidents: dict[str, str], public: bool) -> None:  # noqa: FBT001 - a parameter of the test
    book = {}
    for path, raw in WHOLE.items():
        how = accidents.get(path)
        if how == "renamed":
            book[path.replace(".yaml", "-2.yaml")] = raw
        elif how == "moved":
            book[path.replace("/agreements/", "/plans/").replace("/sl/", "/xy/")] = raw
        elif how != "deleted":
            book[path] = b"[" if how == "invalid" else raw
    site = built(book, public=public)
    assert site.maker.failures == {}
    assert site.dead_links() == []


@pytest.mark.parametrize("book", [{}, {"tasks/config.yaml": WHOLE["tasks/config.yaml"]}], ids=["empty", "settings alone"])
def test_a_site_of_nothing(book: dict[str, bytes]) -> None:
    site = built(book, public=False)
    assert site.maker.failures == {}
    assert site.dead_links() == []


def test_a_matter_of_an_unknown_workflow_keeps_no_site_from_being_built() -> None:
    path = "tasks/matters/xy/2026-001.yaml"
    site = built({**WHOLE, path: WHOLE[path].replace("案件移送".encode(), "案件协查".encode())}, public=False)
    assert site.maker.failures == {}
    assert site.dead_links() == []
    assert "data/matters.csv" not in site.files


def test_a_plan_and_an_agreement_of_one_name_are_a_finding_and_still_a_site() -> None:
    book = {**WHOLE, "tasks/plans/xy.yaml": WHOLE["tasks/plans/sl.yaml"]}
    assert ("tasks/agreements/xy.yaml", "source-id-taken") in {(finding.path, finding.code) for finding in findings(book, TODAY)}
    assert built(book, public=False).maker.failures == {}


def test_a_page_that_cannot_be_made_says_so_and_the_others_are_made(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tasks: Callable[..., Outcome], book: Callable[[str], Path]
) -> None:
    def fail(status: Any, view: Any) -> Any:
        return {}[status.item.id] if status.item.id == "sl/2" else was(status, view)

    was = details.limit_lines
    monkeypatch.setattr(details, "limit_lines", fail)
    out = tmp_path / "out"
    ended = tasks("--root", book(BOOK), "pages", "--out", out, "--as-of", str(TODAY))
    assert ended.code == 1
    assert "程序故障，与填报内容无关：1处没有计入。" in ended.err
    assert "items/sl/2/（KeyError，" in ended.err
    assert "程序故障，本页没有生成，与填报内容无关" in (out / "items/sl/2/index.html").read_text("utf-8")
    assert "程序故障" not in (out / "items/sl/1/index.html").read_text("utf-8")
    assert "坏的事项" in (out / "items/index.html").read_text("utf-8")


def test_a_record_called_like_a_page_has_a_page_of_its_own(
    tmp_path: Path, tasks: Callable[..., Outcome], book: Callable[[str], Path]
) -> None:
    text = BOOK.replace("/sl", "/index").replace("/jia.", "/index.").replace("/3.yaml", "/index.yaml")
    root = book(text)
    assert tasks("--root", root, "pages", "--out", tmp_path / "plain").code == 0
    build_site(root, tmp_path / "site")
    for path in ("units", "units/index", "sources", "sources/index", "items", "items/index/index"):
        plain, site = ((tmp_path / name / path / "index.html").read_text("utf-8") for name in ("plain", "site"))
        assert re.findall("<h1.*?</h1>", plain) == re.findall("<h1.*?</h1>", site), path
