"""The settings of a book: days off, rhythm of reporting, names of lights, levels of rules."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.ground.periods import Cycle
from duban.records.fields import build
from duban.records.fields import day
from duban.records.fields import key
from duban.records.fields import period_end
from duban.records.fields import specified

if TYPE_CHECKING:
    from collections.abc import Mapping


def _days(value: list[str]) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, value))


@immutable(kw_only=True)
class HolidayNotice:
    """放假调休安排: one year's rest days and working weekends, with the notice that orders them."""

    id: str
    path: str
    number: str = key("文号")
    url: str | None = key("网址", default=None)
    rest: frozenset[date] = key("放假", _days)
    work: frozenset[date] = key("调休上班", _days)
    note: str | None = key("备注", default=None)


@immutable(kw_only=True)
class Reporting:
    """报送: how often every unit reports; ``day`` None is the period's last day."""

    cycle: Cycle = key("周期", Cycle)
    start: date = key("起", day)
    day: int | None = key("截止日", period_end, None)
    basis: str | None = key("依据", default=None)


@immutable(kw_only=True)
class Repository:
    """仓库: where the book is hosted, for edit links."""

    forge: str = key("平台")
    url: str = key("网址")
    branch: str = key("分支", default="main")


@immutable(kw_only=True)
class LampSetting:
    """灯: the colour and the word shown for one light."""

    colour: str | None = key("颜色", default=None)
    word: str | None = key("名称", default=None)


@immutable(kw_only=True)
class RuleLevel:
    """规则: the level of one finding code; before ``since`` it only warns."""

    level: str = key("级别")
    since: date | None = key("自", day, None)


def _levels(value: Mapping[str, Any]) -> dict[str, RuleLevel]:
    return {
        code: RuleLevel(level=level) if isinstance(level, str) else build(RuleLevel, level)
        for code, level in value.items()
    }


@immutable(kw_only=True)
class Config:
    """台账设置: thresholds, the reporting rhythm and names of this book."""

    path: str = "tasks/config.yaml"
    name: str = key("名称", default="督办台账")
    supervisor: str | None = key("督办单位", specified, None)
    time_zone: str = key("时区", default="Asia/Shanghai")
    due_soon_days: int = key("临期天数", int, 7)
    due_soon_working_days: int = key("短期限临期工作日", int, 3)
    behind_points: int = key("滞后百分点", int, 10)
    reporting: Reporting | None = key("报送", lambda value: build(Reporting, value), None)
    lamps: Mapping[str, LampSetting] = key(
        "灯色", lambda value: {light: build(LampSetting, lamp) for light, lamp in value.items()}, {}
    )
    ranking: str = key("排名", default="不显示")
    repository: Repository | None = key("仓库", lambda value: build(Repository, value), None)
    levels: Mapping[str, RuleLevel] = key("规则", _levels, {})
