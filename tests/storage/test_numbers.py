"""Document numbers: taken once over the whole book and its history, filled in later, told where two took the same."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from changed_books import git
from conftest import files
from conftest import places
from duban.records.form_numbers import MAX_SERIAL
from duban.records.form_numbers import NumberError
from duban.records.form_numbers import Series

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

TODAY = date(2026, 11, 22)
WORKFLOW = """\
角色: {移送单位: [甲局]}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 移送单位, 文书: 移送书}
    - {名称: 审核, 阶段: 处置, 办理单位: 乙局, 结果: [无异议, 有异议]}
    - {名称: 反馈, 阶段: 反馈, 办理单位: 乙局, 文书: 办理单, 结果: [最终, 阶段性], 随时: [阶段性]}
    - {名称: 归档, 阶段: 归档, 办理单位: 乙局}
文书:
  移送书: {模板: transfer.docx, 字: 移}
  办理单: {模板: result.docx, 字: 函}
"""
AGREEMENT = f"标题: 示例协议\n简称: 示例协议\n参加单位: [甲局, 乙局]\n{WORKFLOW}"
MATTER = "流程: 案件移送\n移送单位: 甲局\n"
BOOK = f"""\
== units/jia.yaml
名称: 甲局
简称: 甲局
机关代字: 示甲
== units/yi.yaml
名称: 乙局
简称: 乙局
== agreements/xy.yaml
{AGREEMENT}== agreements/hz.yaml
{AGREEMENT.replace("示例协议", "合作协议")}== matters/xy/1.yaml
{MATTER}"""


def transfer(number: str = "", day: str = "2026-02-09") -> str:
    """A matter whose transfer is recorded, with a number or without."""
    return f"{MATTER}环节:\n  - 名称: 移送\n    日期: {day}\n    单位: 甲局\n" + (f"    文号: {number}\n" if number else "")


def take(tasks: Tasks, root: Path, matter: str = "xy/1", *more: str) -> Outcome:
    return tasks("--root", root, "update", matter, "--step", "移送", "--number", *more)


def write(root: Path, path: str, text: str, encoding: str = "utf-8") -> Path:
    target = root / "tasks" / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(text.encode(encoding))
    return target


@pytest.fixture
def root(book: Book) -> Path:
    return book(BOOK)


def commit(root: Path, message: str = "改") -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)


@pytest.fixture
def repo(root: Path) -> Path:
    git(root, "init", "-q", "-b", "main")
    commit(root)
    return root


def test_the_first_number_of_a_series_is_recorded_with_its_step(repo: Path, tasks: Tasks) -> None:
    ended = take(tasks, repo, "xy/1", "--date", "2026-02-09")
    assert (ended.code, ended.out, ended.err) == (0, "已写入 tasks/matters/xy/1.yaml\n", "文号：示甲移〔2026〕1号\n")
    text = (repo / "tasks/matters/xy/1.yaml").read_text("utf-8")
    assert text == f"{MATTER}环节:\n  - 名称: 移送\n    日期: 2026-02-09\n    单位: 甲局\n    文号: 示甲移〔2026〕1号\n"
    assert tasks("--root", repo, "check").code == 0


HELD = {
    "another matter": ("matters/xy/2.yaml", transfer("示甲移〔2026〕5号")),
    "another agreement": ("matters/hz/1.yaml", transfer("示甲移〔2026〕5号")),
    "an agreement that is gone": ("matters/old/1.yaml", transfer("示甲移〔2026〕5号")),
    "an invalid record": ("matters/xy/2.yaml", transfer("示甲移〔2026〕5号").replace("日期: 2026-02-09", "日期: 二月九日")),
    "a key that is misspelt": ("matters/xy/2.yaml", transfer("示甲移〔2026〕5号").replace("文号", "文书号")),
    "no YAML at all": ("matters/xy/2.yaml", "<<<<<<<\n文号：示甲移〔2026〕5号\n"),
    "square brackets": ("matters/xy/2.yaml", transfer("示甲移[2026]5号")),
    "round brackets and zeros": ("matters/xy/2.yaml", transfer("示甲移（2026）005号")),
    "spaces": ("matters/xy/2.yaml", transfer("示甲移 〔2026〕 5 号")),
    "full-width digits": ("matters/xy/2.yaml", transfer("示甲移〔２０２６〕５号")),
    "Chinese numerals": ("matters/xy/2.yaml", transfer("示甲移〔二〇二六〕第五号")),
    "a hollow zero": ("matters/xy/2.yaml", transfer("示甲移〔2026〕〇5号")),
    "an escape": ("matters/xy/2.yaml", transfer('"\\u793a甲移〔2026〕\\x35号"')),
    "a comment": ("matters/xy/2.yaml", f"{MATTER}# 作废示甲移〔2026〕5号\n"),
    "a remark that begins with it": ("matters/xy/2.yaml", transfer("示甲移〔2026〕3号, 说明: 原示甲移〔2026〕5号作废")),
    "a summary": ("matters/xy/2.yaml", f"{MATTER}概要: 补办示甲移〔2026〕5号\n"),
    "a file of another name": ("matters/xy/2.yaml.bak", transfer("示甲移〔2026〕5号")),
    "a file in no proper place": ("matter/xy/2.yaml", transfer("示甲移〔2026〕5号")),
}


@pytest.mark.parametrize("held", HELD)
def test_a_number_that_stands_anywhere_is_never_taken_again(repo: Path, tasks: Tasks, held: str) -> None:
    write(repo, *HELD[held])
    ended = take(tasks, repo, "xy/1", "--date", "2026-02-10")
    assert (ended.code, ended.err) == (0, "文号：示甲移〔2026〕6号\n")


def test_a_number_in_a_file_of_another_encoding_counts(repo: Path, tasks: Tasks) -> None:
    write(repo, "matters/xy/2.yaml", transfer("示甲移〔2026〕5号"), "gb18030")
    write(repo, "matters/xy/3.yaml", transfer("示甲移〔2026〕7号"), "utf-16")
    assert take(tasks, repo, "xy/1", "--date", "2026-02-10").err == "文号：示甲移〔2026〕8号\n"


OTHERS = ["示甲函〔2026〕5号", "示甲移〔2025〕5号", "大示甲移〔2026〕5号", "示甲移〔2026〕12345678号", f"示甲移〔2026〕{'9' * 4400}号"]


@pytest.mark.parametrize("number", OTHERS)
def test_numbers_of_other_series_and_impossible_ones_do_not_count(repo: Path, tasks: Tasks, number: str) -> None:
    write(repo, "matters/xy/2.yaml", transfer(number))
    assert take(tasks, repo, "xy/1", "--date", "2026-02-10").err == "文号：示甲移〔2026〕1号\n"


def test_a_deleted_matter_keeps_its_number(repo: Path, tasks: Tasks) -> None:
    target = write(repo, "matters/xy/2.yaml", transfer("示甲移〔2026〕5号"))
    commit(repo)
    target.unlink()
    commit(repo)
    assert take(tasks, repo, "xy/1", "--date", "2026-02-10").err == "文号：示甲移〔2026〕6号\n"


def test_a_number_on_another_branch_counts_even_where_its_merge_drops_it(repo: Path, tasks: Tasks) -> None:
    git(repo, "checkout", "-q", "-b", "other")
    write(repo, "matters/xy/2.yaml", transfer("示甲移〔2026〕5号"))
    commit(repo)
    git(repo, "checkout", "-q", "main")
    commit(repo)
    assert take(tasks, repo, "xy/1", "--date", "2026-02-10").err == "文号：示甲移〔2026〕6号\n"
    git(repo, "checkout", "-q", "--", "tasks")
    git(repo, "merge", "-q", "-s", "ours", "-m", "不要", "other")
    git(repo, "branch", "-q", "-D", "other")
    assert take(tasks, repo, "xy/1", "--date", "2026-02-10").err == "文号：示甲移〔2026〕6号\n"


def test_without_history_it_says_what_was_not_looked_at(root: Path, tasks: Tasks) -> None:
    ended = take(tasks, root, "xy/1", "--date", "2026-02-10")
    assert ended.code == 0
    assert ended.err.startswith("文号：示甲移〔2026〕1号\n取号时没有查全：")
    assert ended.err.endswith("请核对这个号以前没有用过。\n")


def test_a_number_is_filled_in_where_none_was(repo: Path, tasks: Tasks) -> None:
    before = f"""{MATTER}环节:  # 往下加
  - {{名称: 移送, 日期: 2025-12-31, 单位: 甲局}}  # 已送
  - 名称: 审核
    日期: 2026-01-05
    单位: 乙局
    结果: 无异议
"""
    path = write(repo, "matters/xy/1.yaml", before)
    assert take(tasks, repo).err == "文号：示甲移〔2025〕1号\n"
    assert path.read_text("utf-8") == before.replace("甲局}", "甲局, 文号: 示甲移〔2025〕1号}")
    again = take(tasks, repo)
    assert (again.code, "“移送”已经登记了文号 示甲移〔2025〕1号，没有再取号。" in again.err) == (1, True)
    assert path.read_text("utf-8").count("文号") == 1


LAYOUTS = [
    ("  - 名称: 移送\n    日期: 2026-02-09\n    单位: 甲局\n", "  - 名称: 移送\n    日期: 2026-02-09\n    单位: 甲局\n    文号: NUMBER\n"),
    (
        "- 名称: 移送\n  日期: 2026-02-09\n  单位: 甲局\n  说明: |\n    一\n\n    二\n# 完\n",
        "- 名称: 移送\n  日期: 2026-02-09\n  单位: 甲局\n  说明: |\n    一\n\n    二\n  文号: NUMBER\n# 完\n",
    ),
    ("  - {名称: 移送, 日期: 2026-02-09, 单位: 甲局,}\n", "  - {名称: 移送, 日期: 2026-02-09, 单位: 甲局,文号: NUMBER}\n"),
    (
        "  - {\n    名称: 移送, # 甲\n    日期: 2026-02-09,\n    单位: 甲局 # 乙\n    }\n",
        "  - {\n    名称: 移送, # 甲\n    日期: 2026-02-09,\n    单位: 甲局 # 乙\n, 文号: NUMBER}\n",
    ),
    ("  [{名称: 移送, 日期: 2026-02-09, 单位: 甲局}]\n", "  [{名称: 移送, 日期: 2026-02-09, 单位: 甲局, 文号: NUMBER}]\n"),
    (
        "  - {名称: 移送, 日期: 2026-02-09, 单位: 甲局, 说明: '}'}\n",
        "  - {名称: 移送, 日期: 2026-02-09, 单位: 甲局, 说明: '}', 文号: NUMBER}\n",
    ),
]


@pytest.mark.parametrize(("steps", "expected"), LAYOUTS)
def test_filling_in_keeps_the_rest_as_it_is_written(repo: Path, tasks: Tasks, steps: str, expected: str) -> None:
    path = write(repo, "matters/xy/1.yaml", f"{MATTER}环节:\n{steps}")
    ended = take(tasks, repo)
    assert ended.code == 0, ended.err
    assert path.read_text("utf-8") == f"{MATTER}环节:\n{expected.replace('NUMBER', '示甲移〔2026〕1号')}"


def test_an_interim_record_gets_its_number_and_the_final_one_another(repo: Path, tasks: Tasks) -> None:
    write(repo, "units/yi.yaml", "名称: 乙局\n简称: 乙局\n机关代字: 示乙\n")
    steps = "  - {名称: 审核, 日期: 2026-02-10, 单位: 乙局, 结果: 无异议}\n  - {名称: 反馈, 日期: 2026-02-20, 单位: 乙局, 结果: 阶段性}\n"
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕1号") + steps)
    update = ("--root", repo, "update", "xy/1", "--step", "反馈", "--number")
    assert tasks(*update).err == "文号：示乙函〔2026〕1号\n"
    assert tasks(*update, "--outcome", "最终", "--date", "2026-03-01").err == "文号：示乙函〔2026〕2号\n"


def test_a_number_that_is_given_is_recorded_unless_another_has_it(repo: Path, tasks: Tasks) -> None:
    write(repo, "matters/hz/1.yaml", transfer("示甲移〔2026〕5号", "2026-11-20"))
    write(repo, "matters/hz/2.yaml", transfer("示甲移[2026]6号"))
    for number, owner in (("示甲移〔2026〕5号", "hz/1"), ("示甲移〔2026〕6号", "tasks/matters/hz/2.yaml")):
        refused = take(tasks, repo, "xy/1", number, "--date", "2026-02-09")
        assert (refused.code, f"文书号“{number}”已经用于 {owner}。" in refused.err) == (1, True)
    assert take(tasks, repo, "xy/1", "示甲移〔2026〕9号", "--date", "2026-02-09").code == 0
    assert "文号: 示甲移〔2026〕9号\n" in (repo / "tasks/matters/xy/1.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    "number", ["示甲移[2026]3号", "示甲移〔2026〕〇3号", "示甲移〔2026〕1234567号", f"示甲移〔2026〕{'9' * 4400}号", ""]
)
def test_a_malformed_number_is_refused_and_found(repo: Path, tasks: Tasks, number: str) -> None:
    before = (repo / "tasks/matters/xy/1.yaml").read_text("utf-8")
    refused = take(tasks, repo, "xy/1", number, "--date", "2026-02-09")
    assert (refused.code, "没有写入。" in refused.err) == (1 if number else 2, True)
    assert number == "" or f"请改为：{number}" not in refused.err
    assert (repo / "tasks/matters/xy/1.yaml").read_text("utf-8") == before
    if number:
        assert [code for *_, code in places(files(f"{BOOK}== matters/xy/2.yaml\n{transfer(number)}"), TODAY)] == ["document-number"]


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("审核", "环节“审核”不出具文书，没有文号。出具文书的环节：移送、反馈。"),
        ("反馈", "“乙局”没有登记机关代字，不能取号。请先在 tasks/units/yi.yaml 里写“机关代字”，或在 --number 后面写明文号。"),
    ],
)
def test_where_no_number_can_be_taken(repo: Path, tasks: Tasks, step: str, said: str) -> None:
    steps = "  - {名称: 审核, 日期: 2026-02-10, 单位: 乙局, 结果: 无异议}\n  - {名称: 反馈, 日期: 2026-02-20, 单位: 乙局, 结果: 阶段性}\n"
    write(repo, "matters/xy/1.yaml", transfer() + steps)
    ended = tasks("--root", repo, "update", "xy/1", "--step", step, "--number")
    assert (ended.code, said in ended.err) == (1, True)


def test_a_closed_matter_gets_no_number(repo: Path, tasks: Tasks) -> None:
    steps = (
        "  - {名称: 审核, 日期: 2026-02-10, 单位: 乙局, 结果: 无异议}\n"
        "  - {名称: 反馈, 日期: 2026-02-20, 单位: 乙局, 结果: 最终}\n  - {名称: 归档, 日期: 2026-02-21, 单位: 乙局}\n"
    )
    write(repo, "matters/xy/1.yaml", transfer() + steps)
    ended = take(tasks, repo)
    assert (ended.code, "已经办结，不能再改。" in ended.err) == (1, True)


def test_eight_at_once_share_no_number(repo: Path) -> None:
    for number in range(1, 9):
        write(repo, f"matters/{'xy' if number % 2 else 'hz'}/{number}.yaml", transfer())
    command = [sys.executable, "-m", "duban", "--root", str(repo), "update", "--step", "移送", "--number", "下一个"]
    running = [
        subprocess.Popen([*command, f"{'xy' if number % 2 else 'hz'}/{number}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for number in range(1, 9)
    ]
    assert [process.wait(120) for process in running] == [0] * 8
    texts = [path.read_text("utf-8") for path in (repo / "tasks/matters").rglob("*.yaml")]
    taken = sorted(line.strip() for text in texts for line in text.splitlines() if "文号" in line)
    assert taken == [f"文号: 示甲移〔2026〕{number}号" for number in range(1, 9)]


def test_of_two_uses_the_later_one_is_told() -> None:
    first, second, third = (transfer("示甲移〔2026〕5号", day) for day in ("2026-02-10", "2026-02-09", "2026-02-09"))
    used = files(f"{BOOK}== matters/hz/1.yaml\n{first}== matters/xy/2.yaml\n{second}== matters/xy/3.yaml\n{third}")
    assert places(used, TODAY) == [("matters/hz/1.yaml", 7, 9, "number-used-twice"), ("matters/xy/3.yaml", 7, 9, "number-used-twice")]


def reviewed(tasks: Tasks, root: Path) -> list[tuple[str, str, str]]:
    """What a review against main says of numbers: path under tasks/, code, severity."""
    ended = tasks("--root", root, "check", "--base", "main", "--as-of", "2026-11-22", "-f", "json")
    told = [
        (finding["path"].removeprefix("tasks/matters/"), finding["code"], finding["severity"])
        for finding in json.loads(ended.out)["findings"]
    ]
    assert (ended.code == 1) == any(severity == "error" for *_, severity in told)
    return told


def test_a_change_that_takes_a_number_in_use_is_told_at_its_own_file(repo: Path, tasks: Tasks) -> None:
    write(repo, "matters/xy/2.yaml", transfer("示甲移〔2026〕5号", "2026-03-09"))
    commit(repo)
    git(repo, "checkout", "-q", "-b", "mine")
    write(repo, "matters/hz/9.yaml", transfer("示甲移〔2026〕5号", "2026-02-09"))
    commit(repo)
    assert reviewed(tasks, repo) == [("hz/9.yaml", "number-used-twice", "error")]


@pytest.mark.parametrize("theirs", ["示甲移〔2026〕1号", "示甲移[2026]1号"])
def test_the_second_of_two_branches_is_told_after_the_first_is_merged(repo: Path, tasks: Tasks, theirs: str) -> None:
    git(repo, "checkout", "-q", "-b", "mine")
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕1号"))
    commit(repo)
    assert reviewed(tasks, repo) == []
    git(repo, "checkout", "-q", "main")
    write(repo, "matters/hz/1.yaml", transfer(theirs))
    commit(repo)
    git(repo, "checkout", "-q", "mine")
    assert reviewed(tasks, repo) == [("xy/1.yaml", "number-taken", "error")]
    assert "文书号“示甲移〔2026〕1号”已经用于 tasks/matters/hz/1.yaml" in tasks("--root", repo, "check", "--base", "main").out
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕2号"))
    assert reviewed(tasks, repo) == []


def test_who_only_touches_a_matter_is_not_told_of_what_stood_before(repo: Path, tasks: Tasks) -> None:
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕5号", "2026-02-09"))
    write(repo, "matters/hz/1.yaml", transfer("示甲移〔2026〕5号", "2026-02-10"))
    commit(repo)
    git(repo, "checkout", "-q", "-b", "mine")
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕5号", "2026-02-09") + "备注: 补充\n")
    assert reviewed(tasks, repo) == [("hz/1.yaml", "number-used-twice", "warning")]


def test_review_lets_a_number_be_added_and_nothing_else(repo: Path, tasks: Tasks) -> None:
    review = "  - {名称: 审核, 日期: 2026-02-10, 单位: 乙局, 结果: 无异议}\n"
    write(repo, "matters/xy/1.yaml", transfer() + review)
    commit(repo)
    git(repo, "checkout", "-q", "-b", "mine")
    assert take(tasks, repo).code == 0
    assert reviewed(tasks, repo) == []
    changed = [transfer("示甲移〔2026〕1号", "2026-02-08") + review, transfer("示甲移〔2026〕1号") + review.replace("无异议", "有异议")]
    for text in (*changed, transfer("示甲移〔2026〕1号")):
        write(repo, "matters/xy/1.yaml", text)
        assert reviewed(tasks, repo) == [("xy/1.yaml", "steps-rewritten", "error")]
    write(repo, "matters/xy/1.yaml", transfer("示甲移〔2026〕1号") + review)
    commit(repo)
    git(repo, "branch", "-q", "-f", "main")
    for text in ("示甲移〔2026〕2号", ""):
        write(repo, "matters/xy/1.yaml", transfer(text) + review)
        assert reviewed(tasks, repo) == [("xy/1.yaml", "steps-rewritten", "error")]


def numeral(serial: int) -> str:
    """A number from 1 to 99 in Chinese."""
    tens, ones = divmod(serial, 10)
    digits = "〇一二三四五六七八九"
    return ("" if tens < 2 else digits[tens]) + ("十" if tens else "") + (digits[ones] if ones else "")


@given(
    st.lists(
        st.tuples(
            st.integers(1, 99),
            st.sampled_from(["示甲移〔2026〕{}号", "示甲移[2026]第{}号", "（示甲移【２０２６】 {} 号）", "示甲移2026-{}号"]),
        ),
        max_size=6,
    ),
    st.sampled_from([str, numeral]),
    st.text(max_size=30),
)
def test_the_next_number_is_one_more_than_the_highest_however_written(
    used: list[tuple[int, str]], spelt: Callable[[int], str], noise: str
) -> None:
    texts = [f"文号: {style.format(spelt(serial))}\n{noise}" for serial, style in used]
    highest = max((serial for serial, _ in used), default=0)
    assert Series("示甲移", 2026).following(texts) == f"示甲移〔2026〕{highest + 1}号"


@given(st.text(alphabet="示甲移〔〕2026[]（）年第号〇一十百千9 \n:\"'\\ux", max_size=200))
def test_no_text_stops_the_search(text: str) -> None:
    assert all(0 <= serial <= MAX_SERIAL for serial in Series("示甲移", 2026).serials(text))


def test_a_series_ends_after_six_digits() -> None:
    with pytest.raises(NumberError, match="999999"):
        Series("示甲移", 2026).following([f"示甲移〔2026〕{MAX_SERIAL}号"])
