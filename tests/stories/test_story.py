"""A clerk's story, by command line only: one case from transfer to archive, every report on the way, three forms."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    from conftest import Outcome

ROOT = Path(__file__).parents[2]
MATTER = "jdz-changjiang-2025/2026-001"


def test_a_case_from_transfer_to_archive(tmp_path: Path, tasks: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "tasks", tmp_path / "tasks")
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "tasks" / "matters" / f"{MATTER}.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "流程: 案件移送\n移送单位: 区交通局\n接收单位: 接收大队\n概要: 日常检查发现的货运源头装载问题\n当事人类型: 法人\n证据材料份数: 5\n环节:\n",
        encoding="utf-8",
    )

    def record(step: str) -> None:
        with file.open("a", encoding="utf-8") as open_file:
            open_file.write(f"  - {step}\n")

    def report(as_of: str) -> dict[str, object]:
        assert tasks("check", "--as-of", as_of).code == 0
        data = json.loads(tasks("report", "matters", "-f", "json", "--as-of", as_of).out)
        assert data["totals"]["matters"] == 1
        (matter,) = data["matters"]
        return {name: matter[name] for name in ("step", "unit", "light", "due", "late_steps")}

    # An empty list is refused, in words that say what to do.
    refused = tasks("check")
    assert refused.code == 1
    assert "“环节”没有写内容" in refused.out

    # The district urged correction in vain, and transfers the case with form 1.
    record("{名称: 督促整改, 日期: 2026-01-20, 单位: 区交通局, 结果: 整改不完善}")
    assert report("2026-01-21") == {"step": "移送", "unit": "区交通局", "light": "no_deadline", "due": None, "late_steps": []}
    record("{名称: 移送, 日期: 2026-02-11, 单位: 区交通局, 文号: 昌交移〔2026〕1号}")
    assert tasks("form", MATTER, "移送处理书", "-o", "1.docx").code == 0

    # The brigade signs the receipt, form 2; both clocks start.
    record("{名称: 送达, 日期: 2026-02-12, 单位: 接收大队}")
    assert tasks("form", MATTER, "送达回执", "-o", "2.docx").code == 0
    assert report("2026-02-13") == {"step": "审核", "unit": "接收大队", "light": "due_soon", "due": "2026-02-24", "late_steps": []}
    shown = tasks("show", MATTER, "--as-of", "2026-02-13", COLUMNS="120").out
    assert "2026-02-12 送达，次日起算，3 个工作日：13、14（调休上班）、24 → 2026-02-24" in shown

    # A hurried clerk takes a step out of order and is told which one is due.
    before = file.read_text("utf-8")
    record("{名称: 立案, 日期: 2026-02-24, 单位: 接收大队}")
    refused = tasks("check", "--as-of", "2026-02-24")
    assert "这一步应当是“审核”，写成了“立案”" in refused.out
    file.write_text(before, encoding="utf-8")

    # It objects in time, asks for more evidence, gets it, and files the case.
    record("{名称: 审核, 日期: 2026-02-24, 单位: 接收大队, 结果: 有异议}")
    assert report("2026-02-24") == {"step": "沟通核实", "unit": "接收大队", "light": "due_soon", "due": "2026-02-24", "late_steps": []}
    record("{名称: 沟通核实, 日期: 2026-02-24, 单位: 接收大队, 结果: 需要补充证据}")
    assert report("2026-02-25") == {"step": "补充证据", "unit": "区交通局", "light": "normal", "due": "2026-03-16", "late_steps": []}
    record("{名称: 补充证据, 日期: 2026-03-04, 单位: 区交通局, 说明: 补充过磅单2份}")
    record("{名称: 立案, 日期: 2026-03-05, 单位: 接收大队}")

    # Thirty days pass; the answer is late, and stays late.
    assert report("2026-03-13")["light"] == "due_soon"
    assert report("2026-03-17") == {"step": "反馈", "unit": "接收大队", "light": "overdue", "due": "2026-03-16", "late_steps": []}
    assert tasks("report", "--fail-on", "overdue", "--source", "jdz-changjiang-2025", "--light", "逾期", "--as-of", "2026-03-17").code == 1
    record("{名称: 反馈, 日期: 2026-03-20, 单位: 接收大队, 结果: 最终, 文号: 昌执函〔2026〕1号}")
    assert tasks("form", MATTER, "办理单", "-o", "3.docx").code == 0
    assert report("2026-03-20") == {"step": "归档", "unit": "接收大队", "light": "no_deadline", "due": None, "late_steps": ["反馈"]}

    record("{名称: 归档, 日期: 2026-03-25, 单位: 区交通局}")
    assert report("2026-03-25") == {"step": None, "unit": None, "light": "done", "due": None, "late_steps": ["反馈"]}
    assert "已归档（反馈 曾逾期）" in tasks("report", "matters", "--as-of", "2026-03-25", COLUMNS="120").out
    assert sorted(path.name for path in tmp_path.glob("*.docx")) == ["1.docx", "2.docx", "3.docx"]

    # As it stood on any day before.
    then = json.loads(tasks("show", MATTER, "-f", "json", "--as-of", "2026-02-25").out)
    assert (then["step"], then["light"], then["late_steps"]) == ("补充证据", "normal", [])
