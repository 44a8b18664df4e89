"""A small book in git to which tests do what a pull request does."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Tasks = Callable[..., Outcome]
    Book = Callable[[str], Path]

# Who reports, and the documents that the duties come from.
UNITS_AND_DOCUMENTS = """\
== config.yaml
名称: 示例台账
督办单位: 督查室
== units/office.yaml
名称: 示例督查室
简称: 督查室
账号: [chief]
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
账号: [zhang, jia-team]
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
账号: [li]
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [督查室]
印发日期: 2025-01-01
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲市局, 乙市局]
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 甲市局}
    - {名称: 归档, 阶段: 归档, 办理单位: 乙市局}
"""
START = (
    UNITS_AND_DOCUMENTS
    + """\
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲市局
责任单位: [乙市局]
时限: {原文: 2026年底前, 截止: 2026-12-31}
== progress/jia/sl/1.yaml
状态: 进行中
进展:
  - 日期: 2026-03-01
    情况: 已起草
== progress/yi/sl/1.yaml
状态: 已完成
完成日期: 2026-05-01
进展:
  - 日期: 2026-05-01
    情况: 已印发
    佐证: [乙交〔2026〕5号]
== matters/xy/1.yaml
流程: 案件移送
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}
== matters/xy/2.yaml
流程: 案件移送
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}
  - {名称: 归档, 日期: 2026-03-09, 单位: 乙市局}
"""
)
JIA = "tasks/progress/jia/sl/1.yaml"
YI = "tasks/progress/yi/sl/1.yaml"
ITEM = "tasks/items/sl/1.yaml"


def git(root: Path, *arguments: str) -> str:
    name = ("-c", "user.name=测试", "-c", "user.email=test@example.invalid", "-c", "commit.gpgsign=false")
    return subprocess.run(["git", "-C", str(root), *name, *arguments], check=True, capture_output=True).stdout.decode().strip()


def commit(root: Path, message: str = "改动") -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)


def edit(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), encoding="utf-8")


def append(root: Path, path: str, text: str) -> None:
    with (root / path).open("a", encoding="utf-8") as file:
        file.write(text)


ENTRY = "  - 日期: 2026-11-01\n    情况: 征求意见\n"


MOVED = "变更:\n  - {日期: 2026-11-10, 原截止: 2026-12-31, 新截止: 2027-03-31, 批准: 会议纪要, 理由: 标准未发布}\n"
