"""The cases of right and wrong files under tests/records, and the small book they are checked in."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent / "records"

BASE = """\
== config.yaml
名称: 示例台账
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
别名: [甲局]
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
章节:
  - {条款: 一, 标题: 任务}
  - {条款: "1", 标题: 任务}
== items/sl/base.yaml
事项: 建立制度
条款: 一（一）
原文: 建立制度
牵头单位: 甲市局
时限:
  原文: 及时
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲市局, 乙市局]
角色: {移送单位: [甲市局], 接收单位: [乙市局]}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 移送单位}
    - {名称: 审核, 阶段: 处置, 办理单位: 接收单位, 时限: {原文: 3日内, 天数: 3, 日别: 工作日, 起算: 移送}, 结果: [无异议, 有异议], 下一步: {有异议: 移送}}
    - {名称: 归档, 阶段: 归档, 办理单位: [移送单位, 接收单位]}
"""
WHERE = {
    "matter": "tasks/matters/xy/1.yaml",
    "calendar": "tasks/calendar/2027.yaml",
    "item": "tasks/items/sl/1.yaml",
    "progress": "tasks/progress/jia/sl/base.yaml",
    "unit": "tasks/units/ding.yaml",
    "plan": "tasks/plans/new.yaml",
    "agreement": "tasks/agreements/new.yaml",
    "config": "tasks/config.yaml",
}


def cases(folder: str) -> list[Path]:
    return sorted((HERE / folder).glob("*/*.yaml"))


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"
