"""Write a book of N invented records (示例): repeatable, realistic, with every form of limit."""

from __future__ import annotations

import argparse
import random
from datetime import date
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACES = [
    "青山",
    "白河",
    "临川",
    "云岭",
    "松原湾",
    "长滩",
    "石桥",
    "南屏",
    "金沙",
    "海棠",
    "柳林",
    "望江",
]
_OFFICES = [
    "交通运输局",
    "交通运输综合行政执法支队",
    "公路事业发展中心",
    "道路运输服务中心",
    "港航事务中心",
]
_VERBS = ["建立", "完善", "制定", "梳理", "推进", "开展", "组织", "落实", "加强", "深化"]
_OBJECTS = [
    "跨区域联合执法检查制度",
    "执法线索共享机制",
    "货车超限超载专项治理",
    "“两客一危”重点监管",
    "非现场执法站点建设",
    "执法案卷评查",
    "突发事件应急处置预案",
    "执法人员轮训",
    "信用修复服务",
    "投诉举报首问负责制",
    "执法信息系统对接",
    "船舶航行安全检查",
]
_DETAILS = [
    "聚焦重点时段、重点区域和薄弱环节",
    "结合区域实际，会同有关部门",
    "按照职责分工，明确时间表和责任人",
    "充分运用信息化手段",
]
_DONE = [
    "已印发通知，明确责任分工和时间节点。",
    "完成第一轮摸排，形成问题清单并逐项交办。",
    "召开推进会，通报进展，研究解决难点问题。",
    "开展联合检查，发现的问题已移交办理。",
]
START = date(2025, 1, 6)


def records(count: int) -> Iterator[tuple[str, str]]:
    """Return ``count`` records as (path under tasks/, text): units, plans, items and progress."""
    chance = random.Random(count)  # noqa: S311 - sample data
    units = [f"{place}市{office}" for place in _PLACES for office in _OFFICES][
        : max(4, min(60, count // 20))
    ]
    made = 0
    yield "config.yaml", "名称: 示例台账\n临期天数: 7\n滞后百分点: 10\n"
    made += 1
    for index, name in enumerate(units):
        yield (
            f"units/u{index:03d}.yaml",
            f"名称: {name}\n简称: {name}\n地区: {name[:-5]}\n备注: 示例单位\n",
        )
        made += 1
    plan = -1
    number = 0
    while made < count:
        if number % 200 == 0:
            plan += 1
            yield f"plans/sl-2025-{plan + 1}.yaml", _plan(units[plan % len(units)], plan + 1)
            made += 1
        number += 1
        item = f"sl-2025-{plan + 1}/{number}"
        text, unit, recurring = _item(chance, units, number)
        if made < count:
            yield f"items/{item}.yaml", text
            made += 1
        if made < count and chance.random() < 0.9:
            yield (
                f"progress/u{units.index(unit):03d}/{item}.yaml",
                _progress(chance, recurring=recurring),
            )
            made += 1


def _plan(unit: str, number: int) -> str:
    return (
        f"标题: 示例省交通运输执法协作重点工作方案（第{number}批）\n"
        f"文号: 示交执〔2025〕{number}号\n印发单位: [{unit}]\n"
        f"印发日期: {START}\n章节:\n  - {{条款: 一, 标题: 工作任务}}\n"
        "  - {条款: 二, 标题: 工作要求}\n公开: 主动公开\n"
    )


def _item(chance: random.Random, units: list[str], number: int) -> tuple[str, str, bool]:
    title = f"{chance.choice(_VERBS)}{chance.choice(_OBJECTS)}"
    unit, second, third = chance.sample(units, 3)
    due = START + timedelta(days=chance.randrange(60, 900))
    recurring = False
    form = chance.randrange(6)
    if form <= 1:
        limit = f"  原文: {due.year}年{due.month}月{due.day}日前\n  截止: {due}\n"
    elif form == 2:
        limit = (
            f"  原文: {due.year}年{due.month}月底前，并长期坚持\n  截止: {due:%Y-%m}\n"
            "  长期: {更新间隔: 90}\n"
        )
    elif form == 3:
        recurring = True
        limit = "  原文: 每季度\n  周期: 季度\n  起: 2025-04-01\n  每期截止: 期末\n"
    elif form == 4:
        limit = f"  原文: 未规定\n  设定: {{截止: {due}, 依据: 示例专班第一次会议纪要}}\n"
    else:
        limit = "  原文: 及时\n"
    text = (
        f"事项: {title}（第{number}项）\n条款: 一（{number}）\n"
        f"原文: {chance.choice(_DETAILS)}，{title}，形成工作合力，切实提升执法协作水平\n"
        f"牵头单位: {unit}\n责任单位:\n  - {second}\n  - {third}\n时限:\n{limit}"
        f"成果: 《{title}》工作情况报告\n"
    )
    return text, unit, recurring


def _progress(chance: random.Random, *, recurring: bool) -> str:
    done = not recurring and chance.random() < 0.4
    entries = []
    day = START + timedelta(days=chance.randrange(20, 60))
    steps = chance.randrange(2, 5)
    for step in range(steps):
        percent = 100 if done and step == steps - 1 else 100 * (step + 1) // (steps + 1)
        period = (
            f"\n    期次: {day.year}-Q{(day.month + 2) // 3}"
            if recurring and (day.year, day.month) >= (2025, 4)
            else ""
        )
        if recurring and not period:
            period = "\n    期次: 2025-Q2"
        proof = (
            f"\n    佐证:\n      - 示交执函〔2025〕{chance.randrange(1, 400)}号"
            if step == steps - 1
            else ""
        )
        entries.append(
            f"  - 日期: {day}\n    情况: {chance.choice(_DONE)}\n"
            f"    进度: {percent}{proof}{period}\n"
        )
        last = day
        day += timedelta(days=chance.randrange(20, 90))
    state = f"状态: 已完成\n完成日期: {last}\n" if done else "状态: 进行中\n"
    return (
        f"{state}进展:\n{''.join(entries)}存在问题: 个别单位数据接口标准不统一，影响信息共享时效\n"
        "下一步: 继续跟踪问效，按期完成\n"
    )


def write(folder: Path, count: int) -> None:
    """Write a generated book below ``folder``/tasks."""
    for path, text in records(count):
        target = folder / "tasks" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("count", type=int)
    chosen = parser.parse_args()
    write(chosen.folder, chosen.count)
