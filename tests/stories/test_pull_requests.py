"""Three units, two weeks, ten pull requests, three of them refused: every answer as its reader gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from changed_books import commit
from changed_books import edit
from changed_books import git

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Tasks = Callable[..., Outcome]

BOOK = """\
== config.yaml
名称: 示例台账
督办单位: 督查室
== units/office.yaml
名称: 示例省交通运输厅督查室
简称: 督查室
账号: [ducha]
== units/dong.yaml
名称: 甲川市交通运输局（示例）
简称: 甲川市局
账号: [jiachuan]
== units/xi.yaml
名称: 西岭市交通运输局（示例）
简称: 西岭市局
别名: [西岭局]
账号: [xiling]
== plans/sl-2026-1.yaml
标题: 示例省交通运输执法协作重点任务（示例）
简称: 示例方案
文号: 示交执〔2026〕1号
印发单位: [督查室]
印发日期: 2026-08-03
== items/sl-2026-1/1.yaml
事项: 建立联合执法检查制度
条款: 一（一）
原文: 2026年9月底前建立联合执法检查制度
牵头单位: 督查室
责任单位: [甲川市局, 西岭市局]
时限: {原文: 2026年9月底前, 截止: 2026-09-30}
== items/sl-2026-1/2.yaml
事项: 每月会商
条款: 一（二）
原文: 每月会商一次
牵头单位: 甲川市局
时限: {原文: 每月一次, 周期: 月, 起: 2026-09-01}
"""


def test_two_weeks_of_pull_requests(book: Callable[[str], Path], tasks: Tasks, golden: Callable[[str, str], None]) -> None:
    root = book(BOOK)
    git(root, "init", "-q", "-b", "main")
    commit(root, "示例台账")
    story: list[str] = []

    def update(*arguments: str) -> None:
        ended = tasks("--root", root, "update", *arguments)
        assert ended.code == 0, ended.err

    def write(path: str, text: str) -> None:
        target = root / "tasks" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")

    def request(number: int, day: str, actor: str, title: str, change: Callable[[], None], *, refused: bool = False) -> None:
        git(root, "checkout", "-q", "-b", f"pr-{number}", "main")
        change()
        commit(root, title)
        answer = tasks("--root", root, "check", "--base", "main", "--actor", actor, "-f", "markdown", "--as-of", day)
        notice = tasks("--root", root, "diff", "main", "-f", "markdown", "--as-of", day)
        heads = [git(root, "rev-parse", "--short=7", name) for name in ("main",)]
        text = notice.out.replace(heads[0], "0000000")
        story.append(f"# 第 {number} 个合并请求（{day}，{actor}）：{title}\n\n{answer.out}\n{text}")
        assert (answer.code == 1) is refused, answer.out
        git(root, "checkout", "-q", "main")
        if not refused:
            git(root, "merge", "-q", "--ff-only", f"pr-{number}")

    dong, xi = "progress/dong/sl-2026-1/1.yaml", "progress/xi/sl-2026-1/1.yaml"
    request(
        1,
        "2026-09-14",
        "jiachuan",
        "甲川市局首次报进展",
        lambda: update(
            "sl-2026-1/1", "--unit", "甲川市局", "--state", "进行中", "--text", "已成立起草小组", "--percent", "40", "--date", "2026-09-14"
        ),
    )
    request(
        2,
        "2026-09-15",
        "xiling",
        "西岭市局手写的文件",
        lambda: write(xi, "状态：进行中\n进展：\n  -日期: 2026/9/15\n    情况: 已起草: 初稿\n"),
        refused=True,
    )
    request(
        3,
        "2026-09-15",
        "xiling",
        "西岭市局改正以后",
        lambda: write(xi, "状态: 进行中\n进展:\n  - 日期: 2026-09-15\n    情况: 已起草初稿\n"),
    )
    request(
        4,
        "2026-09-17",
        "jiachuan",
        "甲川市局报会商",
        lambda: update(
            "sl-2026-1/2",
            "--unit",
            "甲川市局",
            "--state",
            "进行中",
            "--text",
            "召开9月会商",
            "--date",
            "2026-09-17",
            "--evidence",
            "示例纪要〔2026〕9号",
        ),
    )
    request(
        5,
        "2026-09-18",
        "xiling",
        "西岭市局想改截止日期",
        lambda: edit(root, "tasks/items/sl-2026-1/1.yaml", "2026-09-30", "2026-10-31"),
        refused=True,
    )
    extension = "变更:\n  - {日期: 2026-09-21, 原截止: 2026-09-30, 新截止: 2026-10-31, 批准: 督查室专题会议纪要, 理由: 部级标准尚未发布}\n"
    request(
        6,
        "2026-09-21",
        "ducha",
        "督查室批准延期",
        lambda: write("items/sl-2026-1/1.yaml", (root / "tasks/items/sl-2026-1/1.yaml").read_text("utf-8") + extension),
    )
    request(
        7,
        "2026-09-23",
        "jiachuan",
        "甲川市局想改以前的进展",
        lambda: edit(root, f"tasks/{dong}", "已成立起草小组", "已完成起草"),
        refused=True,
    )
    request(
        8,
        "2026-09-24",
        "jiachuan",
        "甲川市局补充进展",
        lambda: update(
            "sl-2026-1/1", "--unit", "甲川市局", "--text", "已完成起草，正在征求意见", "--percent", "70", "--date", "2026-09-24"
        ),
    )
    request(
        9,
        "2026-09-25",
        "xiling",
        "西岭市局办结",
        lambda: update(
            "sl-2026-1/1",
            "--unit",
            "西岭市局",
            "--state",
            "已完成",
            "--text",
            "制度已印发",
            "--percent",
            "100",
            "--evidence",
            "西交〔2026〕18号",
            "--date",
            "2026-09-25",
        ),
    )
    request(
        10,
        "2026-09-25",
        "ducha",
        "督查室登记新事项",
        lambda: write(
            "items/sl-2026-1/3.yaml",
            "事项: 报送工作总结\n条款: 二\n原文: 2026年底前报送工作总结\n牵头单位: 未规定\n责任单位: [甲川市局, 西岭市局]\n时限: {原文: 2026年底前, 截止: 2026-12}\n",
        ),
    )
    golden("review/two-weeks.md", "\n---\n\n".join(story))
    assert tasks("--root", root, "check", "--as-of", "2026-09-25").code == 0
