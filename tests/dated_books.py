"""A small book whose commits have dates of their own."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from conftest import files

if TYPE_CHECKING:
    from pathlib import Path


BOOK = """
== config.yaml
名称: 示例台账
== units/bureau.yaml
名称: 示例区交通局
简称: 区交通局
== plans/p-1.yaml
标题: 示例方案
文号: 未载明
印发单位: [区交通局]
印发日期: 2026-01-01
公开: 主动公开
== items/p-1/1.yaml
事项: 修订制度
条款: 一
原文: 修订制度
牵头单位: 区交通局
时限: {原文: 3月底前, 截止: 2026-03-31}
"""
STARTED = """
== progress/bureau/p-1/1.yaml
状态: 进行中
进展:
  - {日期: 2026-02-10, 情况: 已起草, 进度: 40}
"""
FINISHED = """
== progress/bureau/p-1/1.yaml
状态: 已完成
完成日期: 2026-04-02
进展:
  - {日期: 2026-02-10, 情况: 已起草, 进度: 40}
  - {日期: 2026-04-02, 情况: 已印发, 佐证: [示交〔2026〕1号]}
"""


def commit(root: Path, text: str, day: str) -> None:
    for path, content in files(text).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    when = f"{day}T10:00:00+08:00"
    names = {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.invalid",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.invalid",
    }
    environment = {**os.environ, **names, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "一次提交"]):
        subprocess.run(["git", "-C", root, *arguments], check=True, env=environment)
