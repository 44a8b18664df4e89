"""Rules on change, each with a real git repository: what is allowed and what is refused."""

from __future__ import annotations

import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import TYPE_CHECKING

import jsonschema
import pytest

from changed_books import ENTRY
from changed_books import ITEM
from changed_books import JIA
from changed_books import MOVED
from changed_books import START
from changed_books import YI
from changed_books import append
from changed_books import commit
from changed_books import edit
from changed_books import git

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

AS_OF = "2026-11-22"


@pytest.fixture
def repo(book: Book) -> Path:
    root = book(START)
    git(root, "init", "-q", "-b", "main")
    commit(root, "开始")
    git(root, "checkout", "-q", "-b", "feature")
    return root


def reviewed(tasks: Tasks, root: Path, *options: str) -> list[tuple[str, int, int, str]]:
    ended = tasks("--root", root, "check", "--base", "main", "-f", "json", "--as-of", AS_OF, *options)
    assert ended.code in {0, 1}, ended.err
    found = json.loads(ended.out)["findings"]
    assert (ended.code == 1) == any(finding["severity"] == "error" for finding in found)
    return [(finding["path"], finding["line"], finding["column"], finding["code"]) for finding in found if finding["severity"] == "error"]


def test_a_new_entry_is_welcome(repo: Path, tasks: Tasks) -> None:
    append(repo, JIA, ENTRY)
    assert reviewed(tasks, repo, "--actor", "zhang") == []


@pytest.mark.parametrize("committed", [False, True])
def test_an_old_entry_may_not_change(repo: Path, tasks: Tasks, committed: bool) -> None:  # noqa: FBT001 - both ways to look
    edit(repo, JIA, "已起草", "已印发")
    if committed:
        commit(repo)
    assert reviewed(tasks, repo) == [(JIA, 3, 5, "progress-rewritten")]


def test_an_old_entry_may_not_go(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "进展:\n  - 日期: 2026-03-01\n    情况: 已起草\n", "")
    assert reviewed(tasks, repo) == [(JIA, 1, 1, "progress-rewritten")]


@pytest.mark.parametrize(
    ("path", "old", "new", "entry", "expected"),
    [
        (JIA, "状态: 进行中", "状态: 未启动", "", [(1, "state-transition")]),
        (JIA, "状态: 进行中", "状态: 暂缓", "", [(1, "state-transition")]),
        (JIA, "状态: 进行中", "状态: 暂缓", ENTRY, []),
        (JIA, "状态: 进行中", "状态: 已完成\n完成日期: 2026-11-01", ENTRY, [(1, "completion-without-evidence")]),
        (JIA, "状态: 进行中", "状态: 已完成\n完成日期: 2026-11-01", f"{ENTRY}    佐证: [甲交〔2026〕7号]\n", []),
        (YI, "状态: 已完成\n完成日期: 2026-05-01", "状态: 进行中", "", [(1, "state-transition")]),
        (YI, "状态: 已完成\n完成日期: 2026-05-01", "状态: 进行中", ENTRY, []),
        (YI, "状态: 已完成\n完成日期: 2026-05-01", "状态: 未启动", ENTRY, [(1, "state-transition")]),
    ],
)
def test_states_change_in_order(
    repo: Path, tasks: Tasks, path: str, old: str, new: str, entry: str, expected: list[tuple[int, str]]
) -> None:
    edit(repo, path, old, new)
    append(repo, path, entry)
    assert [(line, code) for _, line, _, code in reviewed(tasks, repo)] == expected


def test_a_deadline_moves_only_by_an_approved_extension(repo: Path, tasks: Tasks) -> None:
    append(repo, ITEM, MOVED)
    assert reviewed(tasks, repo) == []
    edit(repo, ITEM, "截止: 2026-12-31}\n", "截止: 2027-03-31}\n")
    assert reviewed(tasks, repo) == [(ITEM, 6, 1, "deadline-moved"), (ITEM, 8, 27, "extension-chain")]


def test_an_extension_stays_as_approved(repo: Path, tasks: Tasks) -> None:
    append(repo, ITEM, MOVED)
    commit(repo)
    git(repo, "branch", "-f", "main")
    edit(repo, ITEM, "2027-03-31", "2027-06-30")
    assert reviewed(tasks, repo) == [(ITEM, 8, 5, "extensions-rewritten")]


@pytest.mark.parametrize(("old", "new", "place"), [("原文: 建立制度", "原文: 完善制度", (3, 5)), ("条款: 一", "条款: 二", (2, 5))])
def test_quotations_and_clauses_stay(repo: Path, tasks: Tasks, old: str, new: str, place: tuple[int, int]) -> None:
    edit(repo, ITEM, old, new)
    assert reviewed(tasks, repo) == [(ITEM, *place, "quotation-changed")]


def test_steps_of_a_matter_stay(repo: Path, tasks: Tasks) -> None:
    append(repo, "tasks/matters/xy/1.yaml", "  - {名称: 归档, 日期: 2026-03-09, 单位: 乙市局}\n")
    assert reviewed(tasks, repo) == []
    edit(repo, "tasks/matters/xy/1.yaml", "2026-03-02", "2026-03-03")
    assert reviewed(tasks, repo) == [("tasks/matters/xy/1.yaml", 3, 5, "steps-rewritten")]


def test_an_archived_matter_is_closed(repo: Path, tasks: Tasks) -> None:
    append(repo, "tasks/matters/xy/2.yaml", "备注: 补充说明\n")
    assert reviewed(tasks, repo) == [("tasks/matters/xy/2.yaml", 1, 1, "matter-closed")]


def test_nothing_is_deleted_silently(repo: Path, tasks: Tasks) -> None:
    (repo / JIA).unlink()
    assert reviewed(tasks, repo) == [(JIA, 1, 1, "record-removed")]


def test_a_file_renamed_is_named(repo: Path, tasks: Tasks) -> None:
    git(repo, "mv", ITEM, "tasks/items/sl/2.yaml")
    commit(repo)
    ended = tasks("--root", repo, "check", "--base", "main", "--as-of", AS_OF)
    assert "这个文件改名成了 tasks/items/sl/2.yaml" in ended.out
    assert ended.code == 1


@pytest.mark.parametrize(
    ("actor", "path", "refused"),
    [
        ("zhang", JIA, False),
        ("jia-team", JIA, False),
        ("li", JIA, True),
        ("chief", JIA, True),
        ("nobody", JIA, True),
        ("chief", ITEM, False),
        ("zhang", ITEM, True),
        ("zhang", "tasks/matters/xy/1.yaml", False),
        ("li", "tasks/matters/xy/1.yaml", False),
        ("nobody", "tasks/matters/xy/1.yaml", True),
    ],
)
def test_each_writes_only_its_own(repo: Path, tasks: Tasks, actor: str, path: str, refused: bool) -> None:  # noqa: FBT001 - a table
    append(repo, path, "# 备注\n")
    assert ("not-your-file" in [code for *_, code in reviewed(tasks, repo, "--actor", actor)]) is refused


def test_nobody_grants_himself_rights(repo: Path, tasks: Tasks) -> None:
    edit(repo, "tasks/units/jia.yaml", "账号: [zhang, jia-team]", "账号: [zhang, jia-team, li]")
    append(repo, JIA, ENTRY)
    assert [(path, code) for path, *_, code in reviewed(tasks, repo, "--actor", "li")] == [
        (JIA, "not-your-file"),
        ("tasks/units/jia.yaml", "not-your-file"),
    ]


def test_nobody_switches_a_rule_off_for_himself(repo: Path, tasks: Tasks) -> None:
    append(repo, "tasks/config.yaml", "规则: {progress-rewritten: 关闭}\n")
    edit(repo, JIA, "已起草", "已印发")
    assert (JIA, 3, 5, "progress-rewritten") in reviewed(tasks, repo)


def test_untouched_files_only_warn(repo: Path, tasks: Tasks) -> None:
    edit(repo, YI, "完成日期: 2026-05-01", "完成日期: 2026-05-32")
    commit(repo)
    git(repo, "branch", "-f", "main")
    append(repo, JIA, ENTRY)
    ended = tasks("--root", repo, "check", "--base", "main", "--as-of", AS_OF)
    assert ended.code == 0
    assert ended.out.startswith("检查通过：您修改的 1 个文件没有错误（另有 1 处不在您修改的文件里，不影响本次提交）。")


def test_what_a_change_breaks_elsewhere_fails(repo: Path, tasks: Tasks) -> None:
    edit(repo, "tasks/units/jia.yaml", "简称: 甲市局", "简称: 甲局")
    codes = {(path, code) for path, *_, code in reviewed(tasks, repo)}
    assert (ITEM, "unit-unknown") in codes


def test_the_merge_base_counts_not_the_tip(repo: Path, tasks: Tasks) -> None:
    append(repo, JIA, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "main")
    edit(repo, YI, "已印发", "已印发并报备")
    commit(repo)
    git(repo, "checkout", "-q", "feature")
    assert reviewed(tasks, repo) == []


def test_the_main_branch_merged_in_is_not_the_change(repo: Path, tasks: Tasks) -> None:
    append(repo, JIA, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "main")
    edit(repo, "tasks/config.yaml", "名称: 示例台账", "名称: 示例总台账")
    append(repo, YI, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "feature")
    git(repo, "merge", "-q", "--no-edit", "main")
    ended = tasks("--root", repo, "check", "--base", "main", "--actor", "zhang", "--as-of", AS_OF)
    assert ended.out == "检查通过：您修改的 1 个文件没有错误。\n"


def test_a_base_that_was_rewritten(repo: Path, tasks: Tasks) -> None:
    git(repo, "checkout", "-q", "main")
    append(repo, YI, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "-b", "later")
    append(repo, JIA, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "main")
    git(repo, "reset", "-q", "--hard", "HEAD~1")
    commit(repo, "改写以后的主分支")
    git(repo, "checkout", "-q", "later")
    assert reviewed(tasks, repo) == []


def test_several_commits_are_one_change(repo: Path, tasks: Tasks) -> None:
    edit(repo, JIA, "已起草", "写错了")
    commit(repo)
    edit(repo, JIA, "写错了", "已起草")
    append(repo, JIA, ENTRY)
    commit(repo)
    assert reviewed(tasks, repo) == []


def test_a_base_that_is_not_there(repo: Path, tasks: Tasks) -> None:
    ended = tasks("--root", repo, "check", "--base", "origin/main")
    assert (ended.code, ended.out) == (3, "")
    assert "找不到版本“origin/main”。请先运行 git fetch origin main" in ended.err
    assert tasks("--root", repo, "check", "--base", "--output=x").code == 3


def test_a_shallow_clone(repo: Path, tasks: Tasks, tmp_path_factory: pytest.TempPathFactory) -> None:
    append(repo, JIA, ENTRY)
    commit(repo)
    git(repo, "checkout", "-q", "main")
    commit(repo, "主分支前进")
    git(repo, "checkout", "-q", "feature")
    clone = tmp_path_factory.mktemp("shallow") / "clone"
    subprocess.run(["git", "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{repo}", str(clone)], check=True)
    ended = tasks("--root", clone, "check", "--base", "origin/main")
    assert ended.code == 3
    assert "fetch-depth: 0" in ended.err


def test_a_base_with_no_common_history(repo: Path, tasks: Tasks) -> None:
    git(repo, "checkout", "-q", "--orphan", "fresh")
    commit(repo)
    ended = tasks("--root", repo, "check", "--base", "main")
    assert (ended.code, "没有共同的历史" in ended.err) == (3, True)


def test_before_the_first_commit(book: Book, tasks: Tasks) -> None:
    root = book(START)
    git(root, "init", "-q", "-b", "main")
    ended = tasks("--root", root, "check", "--base", "main")
    assert (ended.code, "还没有任何提交" in ended.err) == (3, True)


def test_outside_git(book: Book, tasks: Tasks) -> None:
    ended = tasks("--root", book(START), "check", "--base", "main")
    assert (ended.code, "不在 git 仓库里" in ended.err) == (3, True)


def test_a_book_below_the_top_of_a_repository(book: Book, tasks: Tasks, tmp_path: Path) -> None:
    root = book(START)
    (tmp_path / "sub").mkdir()
    (root / "tasks").rename(tmp_path / "sub" / "tasks")
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    edit(tmp_path / "sub", JIA, "已起草", "已印发")
    assert reviewed(tasks, tmp_path / "sub") == [(JIA, 3, 5, "progress-rewritten")]


FORMS = ("github", "gitlab", "junit", "sarif", "markdown")


@pytest.fixture
def faulty(repo: Path) -> Path:
    edit(repo, JIA, "状态: 进行中", "状态: 推进,中:%")
    edit(repo, ITEM, "原文: 建立制度", "原文: 完善`制度`")
    edit(repo, ITEM, "2026-12-31", "2026-12-32")
    return repo


@pytest.mark.parametrize("form", FORMS)
def test_every_form(faulty: Path, tasks: Tasks, golden: Callable[[str, str], None], form: str) -> None:
    ended = tasks("--root", faulty, "check", "--base", "main", "-f", form, "--as-of", AS_OF)
    assert ended.code == 1
    golden(f"review/check.{form}", ended.out)


def test_github_is_recognised(faulty: Path, tasks: Tasks) -> None:
    ended = tasks("--root", faulty, "check", "--as-of", AS_OF, GITHUB_ACTIONS="true")
    assert "::error file=tasks/items/sl/1.yaml,line=6,col=23,title=date-invalid::" in ended.out
    assert "推进,中:%25" in ended.out


def test_github_shows_ten_at_most_own_files_first(repo: Path, tasks: Tasks) -> None:
    for number in range(20):
        (repo / f"tasks/units/z{number}.yaml").write_text(f"名称: 丙{number}\n", encoding="utf-8")
    commit(repo)
    git(repo, "branch", "-f", "main")
    edit(repo, JIA, "状态: 进行中", "状态: 推进中")
    out = tasks("--root", repo, "check", "--base", "main", "-f", "github", "--as-of", AS_OF).out
    annotations = [line for line in out.splitlines() if line.startswith("::")]
    assert annotations[0].startswith(f"::error file={JIA}")
    assert len([line for line in annotations if line.startswith("::warning")]) == 10
    assert "另有 20 处不在您修改的文件里" in out


def test_gitlab_fingerprints_differ_and_survive_a_shift(faulty: Path, tasks: Tasks) -> None:
    def prints() -> set[str]:
        return {finding["fingerprint"] for finding in json.loads(tasks("--root", faulty, "check", "-f", "gitlab", "--as-of", AS_OF).out)}

    before = prints()
    edit(faulty, ITEM, "事项:", "# 说明\n事项:")
    assert prints() == before
    assert len(before) == 2


def test_junit_is_well_formed(faulty: Path, tasks: Tasks) -> None:
    root = ET.fromstring(tasks("--root", faulty, "check", "-f", "junit", "--as-of", AS_OF).out)  # noqa: S314 - our own output
    suite = root[0]
    assert (suite.get("tests"), suite.get("failures")) == ("11", "2")


def test_sarif_fits_its_schema(faulty: Path, tasks: Tasks, tmp_path: Path) -> None:
    target = tmp_path / "out.sarif"
    tasks("--root", faulty, "check", "-f", "sarif", "--as-of", AS_OF, "-o", target)
    log = json.loads(target.read_text("utf-8"))
    schema = json.loads((Path(__file__).parents[1] / "schemas" / "sarif-2.1.0-rtm.5.json").read_text("utf-8-sig"))
    assert list(jsonschema.Draft4Validator(schema).iter_errors(log)) == []
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert {result["ruleId"] for result in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
