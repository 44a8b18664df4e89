"""What the invented province (示例) is called, how its book is set up, and which units it has."""

from __future__ import annotations

from dataclasses import dataclass

OFFICE = "示例省执法总队"
README = (
    "# 示例台账\n\n本仓库的省、市、单位、事项、案件都是编造的，"
    "只用来演示督办（duban），与任何真实单位无关。\n"
)
CONFIG = f"""\
名称: 示例省交通运输执法协作台账（示例）
督办单位: {OFFICE}
时区: Asia/Shanghai
临期天数: 7
短期限临期工作日: 3
滞后百分点: 10
仓库: {{平台: Gitea, 网址: https://git.example.invalid/shili/taizhang, 分支: main}}
"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the invented province."""

    id: str
    name: str
    full_name: str
    parent: str = ""
    members: tuple[str, ...] = ()
    code: str = ""

    def text(self) -> str:
        """The unit's record."""
        lines = [f"名称: {self.full_name}", f"简称: {self.name}"]
        lines += [f"上级: {self.parent}"] if self.parent else []
        lines += ["成员:", *(f"  - {member}" for member in self.members)] if self.members else []
        lines += [f"机关代字: {self.code}"] if self.code else []
        lines += [f"账号: [{self.id}]"] if not self.members else []
        return "\n".join([*lines, "备注: 示例单位，纯属虚构"]) + "\n"


_CITIES = (("jiachuan", "甲川"), ("xiling", "西岭"), ("nanpu", "南浦"), ("beiping", "北坪"))
_COUNTIES = (
    ("qingshi", "青石", "甲川"),
    ("yisha", "乙沙", "甲川"),
    ("hongqiao", "虹桥", "南浦"),
    ("liujin", "柳津", "南浦"),
)
UNITS: tuple[Unit, ...] = (
    Unit("sl-department", "示例省厅", "示例省交通运输厅"),
    Unit("sl-corps", OFFICE, "示例省交通运输综合行政执法总队", "示例省厅", code="示交执"),
    Unit("sl-highway", "示例省公路中心", "示例省公路事业发展中心", "示例省厅"),
    Unit("sl-transport", "示例省运输中心", "示例省道路运输服务中心", "示例省厅"),
    Unit("sl-waterway", "示例省港航中心", "示例省港航事务中心", "示例省厅"),
    Unit("sl-information", "示例省信息中心", "示例省交通运输信息中心", "示例省厅"),
    *(
        Unit(
            f"{key}-bureau",
            f"{name}市局",
            f"{name}市交通运输局（示例）",
            "示例省厅",
            code=f"{name[0]}交",
        )
        for key, name in _CITIES
    ),
    *(
        Unit(
            f"{key}-team",
            f"{name}支队",
            f"{name}市交通运输综合行政执法支队（示例）",
            f"{name}市局",
            code=f"{name[0]}交执",
        )
        for key, name in _CITIES
    ),
    *(
        Unit(
            f"{key}-bureau",
            f"{name}县局",
            f"{name}县交通运输局（示例）",
            f"{city}市局",
            code=f"{name}交",
        )
        for key, name, city in _COUNTIES
    ),
    *(
        Unit(
            f"{key}-brigade",
            f"{name}大队",
            f"{name}县交通运输综合行政执法大队（示例）",
            f"{city}支队",
            code=f"{name}执",
        )
        for key, name, city in _COUNTIES
    ),
    Unit(
        "all-bureaus",
        "各市局",
        "各市交通运输局（示例）",
        members=tuple(f"{name}市局" for _, name in _CITIES),
    ),
    Unit(
        "all-teams",
        "各支队",
        "各市交通运输综合行政执法支队（示例）",
        members=tuple(f"{name}支队" for _, name in _CITIES),
    ),
    Unit(
        "all-brigades",
        "各大队",
        "各县交通运输综合行政执法大队（示例）",
        members=tuple(f"{name}大队" for _, name, _ in _COUNTIES),
    ),
)
BY_NAME = {unit.name: unit for unit in UNITS}


def account(name: str) -> str:
    """Return the forge account of a unit."""
    return BY_NAME[name].id


def expand(name: str) -> tuple[Unit, ...]:
    """Return the units behind a name."""
    unit = BY_NAME[name]
    return tuple(BY_NAME[member] for member in unit.members) or (unit,)
