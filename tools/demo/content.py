"""What the invented province (示例) has: units, documents, duties and how each goes, matters and how each goes."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from typing import TYPE_CHECKING

from duban.ground import periods
from duban.ground.periods import Cycle

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

OFFICE = "示例省执法总队"
README = "# 示例台账\n\n本仓库的省、市、单位、事项、案件都是编造的，只用来演示督办（duban），与任何真实单位无关。\n"
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
        lines += ["成员:", *(f"  - {one}" for one in self.members)] if self.members else []
        lines += [f"机关代字: {self.code}"] if self.code else []
        lines += [f"账号: [{self.id}]"] if not self.members else []
        return "\n".join([*lines, "备注: 示例单位，纯属虚构"]) + "\n"


_CITIES = (("jiachuan", "甲川"), ("xiling", "西岭"), ("nanpu", "南浦"), ("beiping", "北坪"))
_COUNTIES = (("qingshi", "青石", "甲川"), ("yisha", "乙沙", "甲川"), ("hongqiao", "虹桥", "南浦"), ("liujin", "柳津", "南浦"))
UNITS: tuple[Unit, ...] = (
    Unit("sl-department", "示例省厅", "示例省交通运输厅"),
    Unit("sl-corps", OFFICE, "示例省交通运输综合行政执法总队", "示例省厅", code="示交执"),
    Unit("sl-highway", "示例省公路中心", "示例省公路事业发展中心", "示例省厅"),
    Unit("sl-transport", "示例省运输中心", "示例省道路运输服务中心", "示例省厅"),
    Unit("sl-waterway", "示例省港航中心", "示例省港航事务中心", "示例省厅"),
    Unit("sl-information", "示例省信息中心", "示例省交通运输信息中心", "示例省厅"),
    *(Unit(f"{key}-bureau", f"{name}市局", f"{name}市交通运输局（示例）", "示例省厅", code=f"{name[0]}交") for key, name in _CITIES),
    *(
        Unit(f"{key}-team", f"{name}支队", f"{name}市交通运输综合行政执法支队（示例）", f"{name}市局", code=f"{name[0]}交执")
        for key, name in _CITIES
    ),
    *(
        Unit(f"{key}-bureau", f"{name}县局", f"{name}县交通运输局（示例）", f"{city}市局", code=f"{name}交")
        for key, name, city in _COUNTIES
    ),
    *(
        Unit(f"{key}-brigade", f"{name}大队", f"{name}县交通运输综合行政执法大队（示例）", f"{city}支队", code=f"{name}执")
        for key, name, city in _COUNTIES
    ),
    Unit("all-bureaus", "各市局", "各市交通运输局（示例）", members=tuple(f"{name}市局" for _, name in _CITIES)),
    Unit("all-teams", "各支队", "各市交通运输综合行政执法支队（示例）", members=tuple(f"{name}支队" for _, name in _CITIES)),
    Unit("all-brigades", "各大队", "各县交通运输综合行政执法大队（示例）", members=tuple(f"{name}大队" for _, name, _ in _COUNTIES)),
)
BY_NAME = {unit.name: unit for unit in UNITS}


def account(name: str) -> str:
    """Return the forge account of a unit."""
    return BY_NAME[name].id


def expand(name: str) -> tuple[Unit, ...]:
    """Return the units behind a name."""
    unit = BY_NAME[name]
    return tuple(BY_NAME[member] for member in unit.members) or (unit,)


@dataclass(frozen=True, slots=True)
class Source:
    """A plan or an agreement."""

    id: str
    name: str
    path: str
    issued: date
    text: str


def _plan(key: str, title: str, number: str, issued: date, chapters: tuple[str, ...]) -> Source:
    listed = "".join(f"  - {{条款: {'一二三四五六'[index]}, 标题: {chapter}}}\n" for index, chapter in enumerate(chapters))
    text = f"标题: {title}\n简称: {title.removesuffix('（示例）')}\n文号: {number}\n印发单位: [示例省厅]\n印发日期: {issued}\n章节:\n{listed}公开: 主动公开\n备注: 示例文件，纯属虚构\n"
    return Source(key, title, f"tasks/plans/{key}.yaml", issued, text)


def _step(name: str, stage: str, actor: str, quote: str, limit: str = "{原文: 未规定}", more: str = "") -> str:
    return f"    - 名称: {name}\n      阶段: {stage}\n      办理单位: {actor}\n      原文: {quote}\n      时限: {limit}\n{more}"


def _agreement(key: str, name: str, parties: str, issued: date, body: str, *, expires: str = "未规定", trial: str = "否") -> Source:  # noqa: PLR0913 - the fields of an agreement
    text = (
        f"标题: 关于建立{name}的实施意见（示例）\n简称: {name}\n文号: 未载明\n参加单位: {parties}\n印发日期: {issued}\n生效: {issued}\n到期: {expires}\n试行: {trial}\n"
        f"章节:\n  - {{条款: 一, 标题: 职责分工}}\n  - {{条款: 二, 标题: 协作流程}}\n{body}公开: 主动公开\n备注: 示例文件，纯属虚构\n"
    )
    return Source(key, name, f"tasks/agreements/{key}.yaml", issued, text)


def _limit(quote: str, days: int, kind: str, anchor: str, basis: str = "协议第二条") -> str:
    return f"{{原文: {quote}, 天数: {days}, 日别: {kind}, 起算: {anchor}, 依据: {basis}}}"


_TRANSFER = (
    "角色:\n  移送单位: [青石县局, 乙沙县局]\n  接收单位: [青石大队, 乙沙大队]\n流程:\n  案件移送:\n"
    + _step("移送", "交办", "移送单位", "县局将案件移送大队", more="      文书: 移送处理书\n")
    + _step("送达", "交办", "接收单位", "大队签收送达回执", more="      文书: 移送处理书送达回执\n")
    + _step(
        "审核",
        "处置",
        "接收单位",
        "大队在3日内审核",
        _limit("3日内", 3, "工作日", "送达"),
        "      结果: [无异议, 有异议]\n      下一步: {无异议: 立案, 有异议: 补充证据}\n",
    )
    + _step("补充证据", "处置", "移送单位", "需要补充证据的，县局应当补充")
    + _step("立案", "处置", "接收单位", "无异议的及时立案", "{原文: 及时}")
    + _step(
        "反馈",
        "反馈",
        "接收单位",
        "大队在30日内反馈处理结果",
        _limit("30日内", 30, "自然日", "送达"),
        "      文书: 移送案件办理单\n      结果: [最终, 阶段性]\n      随时: [阶段性]\n",
    )
    + _step("归档", "归档", "[接收单位, 移送单位]", "办结后归档")
    + "文书:\n  移送处理书: {模板: transfer.docx, 字: 移}\n  移送处理书送达回执: {模板: receipt.docx, 沿用: 移送处理书}\n  移送案件办理单: {模板: result.docx, 字: 函}\n"
)
_CLUE = (
    "角色:\n  推送单位: [各支队]\n  核查单位: [各支队]\n流程:\n  线索核查:\n"
    + _step("推送", "发现", "推送单位", "发现跨市违法线索的，推送有关支队")
    + _step(
        "签收",
        "交办",
        "核查单位",
        "收到线索后2个工作日内签收",
        _limit("2个工作日内", 2, "工作日", "推送"),
        "      结果: [受理, 不属于本辖区]\n      下一步: {受理: 核查, 不属于本辖区: 归档}\n",
    )
    + _step("核查", "处置", "核查单位", "15个工作日内完成核查", _limit("15个工作日内", 15, "工作日", "签收"))
    + _step("反馈", "反馈", "核查单位", "核查完成后及时反馈", "{原文: 及时}")
    + _step("归档", "归档", "推送单位", "反馈后归档")
)
_DATA = (
    "角色:\n  申请单位: [各市局, 各支队]\n  提供单位: [示例省信息中心]\n流程:\n  数据申请:\n"
    + _step("申请", "交办", "申请单位", "需要数据的单位提出申请")
    + _step(
        "提供",
        "处置",
        "提供单位",
        "收到申请后7日内提供",
        _limit("7日内", 7, "自然日", "申请", "约定解释：文件未写明日别，按自然日"),
        "      结果: [已提供, 不予提供]\n      下一步: {已提供: 反馈, 不予提供: 结束}\n",
    )
    + _step("反馈", "反馈", "申请单位", "使用情况及时反馈", "{原文: 及时}")
)
_INSPECT = (
    "角色:\n  委托单位: [南浦支队, 北坪支队]\n  协查单位: [虹桥大队, 柳津大队]\n流程:\n  案件协查:\n"
    + _step("委托", "交办", "委托单位", "委托协查的，出具协查函")
    + _step("受理", "交办", "协查单位", "收到后受理", "{原文: 未规定}")
    + _step(
        "调查",
        "处置",
        "协查单位",
        "协查单位开展调查",
        more="      结果: [需要检验检测, 不需要检验检测]\n      下一步: {需要检验检测: 检验检测, 不需要检验检测: 回复}\n",
    )
    + _step("检验检测", "处置", "协查单位", "检验检测的时间不计入期限", more="      中止: [回复]\n")
    + _step("回复", "反馈", "协查单位", "60日内书面回复", _limit("60日内", 60, "自然日", "受理"))
    + _step("归档", "归档", "委托单位", "回复后归档")
)
SOURCES: tuple[Source, ...] = (
    _plan(
        "sl-2025-12",
        "示例省交通运输执法协作重点任务分工方案（示例）",
        "示交执〔2025〕12号",
        date(2025, 9, 3),
        ("制度建设", "联勤联动", "队伍建设"),
    ),
    _plan(
        "sl-2025-31",
        "示例省货车超限超载专项治理方案（示例）",
        "示交执〔2025〕31号",
        date(2025, 11, 10),
        ("源头治理", "路面管控", "科技治超"),
    ),
    _plan(
        "sl-2026-5", "示例省水路交通安全监管提升方案（示例）", "示交执〔2026〕5号", date(2026, 2, 9), ("隐患排查", "应急处置", "宣传教育")
    ),
    _agreement(
        "sl-transfer-2025", "县局与大队案件移送机制", "[青石县局, 乙沙县局, 青石大队, 乙沙大队]", date(2025, 9, 8), _TRANSFER, trial="是"
    ),
    _agreement(
        "sl-clue-2025",
        "四市毗邻地区线索核查机制",
        "[甲川支队, 西岭支队, 南浦支队, 北坪支队]",
        date(2025, 9, 22),
        _CLUE,
        expires="2026-12-31",
    ),
    _agreement("sl-data-2025", "执法数据共享机制", "[示例省信息中心, 甲川市局, 南浦市局]", date(2025, 10, 13), _DATA, expires="2026-10-12"),
    _agreement("sl-assist-2026", "南北两支队案件协查机制", "[南浦支队, 北坪支队, 虹桥大队, 柳津大队]", date(2026, 1, 12), _INSPECT),
)
_BY_SOURCE = {source.id: source for source in SOURCES}


@dataclass(frozen=True, slots=True)
class Report:
    """One entry a unit files, and the commit it comes in (``delay`` days later)."""

    on: date
    text: str
    state: str
    percent: int | None = None
    period: str = ""
    evidence: tuple[str, ...] = ()
    done_on: date | None = None
    problem: str = ""
    next_step: str = "下一步: 按计划推进\n"
    delay: int = 0
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A duty, its limit, who answers for it, and how it goes."""

    source: str
    number: str
    title: str
    clause: str
    lead: str
    responsible: tuple[str, ...]
    limit: str
    due: date | None
    cycle: Cycle | None
    story: str
    extensions: tuple[tuple[date, date, date], ...] = ()
    supporting: tuple[str, ...] = ()
    counted: bool = True

    def text(self, extensions: int = 0) -> str:
        """The item's record, with its first ``extensions`` extensions."""
        named = f"责任单位: [{', '.join(self.responsible)}]\n" if self.responsible else ""
        helped = f"配合单位: [{', '.join(self.supporting)}]\n" if self.supporting else ""
        moved = "".join(
            f"  - 日期: {on}\n    原截止: {old}\n    新截止: {new}\n    批准: 示例专班会议纪要〔{on.year}〕{on.month}号\n    理由: 示例：配套标准尚未发布，需顺延\n"
            for on, old, new in self.extensions[:extensions]
        )
        return (
            f"事项: {self.title}\n条款: {self.clause}\n原文: {self.title}，明确责任，限期完成\n牵头单位: {self.lead}\n{named}{helped}时限:\n{self.limit}"
            f"成果: {self.title}情况报告\n" + ("" if self.counted else "计入考核: 否\n") + (f"变更:\n{moved}" if moved else "")
        )

    def extended(self) -> Iterator[tuple[date, str]]:
        """Each extension as a day and the record from then on."""
        for index, (on, _, _) in enumerate(self.extensions, 1):
            yield on, self.text(index)

    def reporters(self) -> tuple[Unit, ...]:
        """The units that answer for it."""
        names = ((self.lead,) if self.lead != "未规定" else ()) + self.responsible
        return tuple(dict.fromkeys(unit for name in names for unit in expand(name)))

    def course(self, unit: Unit, chance: random.Random, until: date) -> Iterator[Report]:
        """The reports that one unit files, by the item's story."""
        if self.cycle:
            yield from self._recurring(unit, chance, until)
            return
        issued = _BY_SOURCE[self.source].issued
        story = self.story
        if story == "silent" and self.due and unit.name == self.lead and abs((self.due - until).days) < 60:
            yield Report(self.due - timedelta(days=20), "文件已收到，尚未启动。", "未启动", next_step="下一步: 研究制定工作安排\n")
        if story == "silent" or (story == "uneven" and chance.random() < 0.5):
            return
        due = self.extensions[-1][2] if self.extensions else self.due or issued + timedelta(days=300)
        steps = 3 if (due - issued).days > 120 else 2
        span = max((due - issued).days, 40)
        share = {"stalled": 0.25, "suspended": 0.3, "begun": 0.6, "fresh": 1.0}.get(story, 1.0)
        for index in range(steps):
            day = issued + timedelta(days=int(span * share * (index + 1) / (steps + 1)))
            text = chance.choice(_TEXTS)
            percent = int(90 * share * (index + 1) / steps) if self.due else None
            state = "暂缓" if story == "suspended" and index == steps - 1 else "进行中"
            problem = chance.choice(_PROBLEMS) if chance.random() < 0.3 else ""
            yield Report(day, text, state, percent, problem=problem, corrected=chance.random() < 0.05)
        if story in {"done", "late", "uneven"}:
            finished = due - timedelta(days=chance.randrange(2, 20)) if story != "late" else due + timedelta(days=chance.randrange(3, 25))
            proof = (f"{unit.code or '示交'}函〔{finished.year}〕{chance.randrange(1, 300)}号",)
            yield Report(
                finished,
                "已按要求完成，成果已印发并报备。",
                "已完成",
                100,
                evidence=proof,
                done_on=finished,
                next_step="",
                delay=chance.randrange(4),
            )
        elif story == "fresh":
            for weeks in (6, 1):
                yield Report(until - timedelta(weeks=weeks), "常态推进，本阶段检查发现的问题已交办整改。", "进行中")

    def _recurring(self, unit: Unit, chance: random.Random, until: date) -> Iterator[Report]:
        cycle = self.cycle or Cycle.QUARTER
        for period in periods.since(date(2026, 1, 1), cycle, until):
            roll = chance.random()
            if self.story == "silent" or (self.story == "uneven" and roll < 0.25):
                continue
            day = period.end - timedelta(days=chance.randrange(1, 12))
            if self.story == "late" and roll < 0.4:
                day = period.end + timedelta(days=chance.randrange(2, 9))
            if day <= until:
                proof = (f"示例会议纪要〔{day.year}〕{chance.randrange(1, 90)}号",)
                yield Report(day, f"{period.name}工作已开展，问题已逐项交办。", "进行中", period=period.label, evidence=proof)
        del unit


_TEXTS = (
    "已印发通知，明确责任分工和时间节点。", "完成第一轮摸排，形成问题清单并逐项交办。", "召开推进会，通报进展，研究解决难点问题。",
    "开展联合检查，发现的问题已移交办理。", "征求意见稿已形成，正在征求各单位意见。", "系统接口已联调，数据开始试传。",
)  # fmt: skip
_PROBLEMS = ("个别单位数据接口标准不统一，影响共享时效", "执法站点人员不足，夜间力量薄弱", "部分企业整改进度偏慢，需持续跟踪")
_TITLES = (
    "制定联合执法检查办法", "建立执法线索共享清单", "开展重点货运源头单位排查", "完善超限检测站联勤值守制度", "推进执法信息系统对接",
    "组织突发事件联合处置演练", "编制执法人员轮训计划", "开展执法案卷交叉评查", "畅通投诉举报协同办理渠道", "建立毗邻地区会商机制",
    "梳理执法事项清单", "开展渡口渡船安全检查", "推广非现场执法应用", "规范文书制作和送达", "建立信用修复服务指引",
)  # fmt: skip
_WHO = (
    (OFFICE, ("各支队",)), ("示例省公路中心", ("各市局",)), ("示例省运输中心", ()), ("示例省港航中心", ("南浦市局", "甲川市局")), ("甲川支队", ("青石大队", "乙沙大队")),
    ("未规定", ("各支队",)), ("示例省信息中心", ("各市局",)), ("南浦支队", ("虹桥大队",)), ("西岭市局", ()), ("北坪市局", ("柳津县局",)),
)  # fmt: skip
_STORIES = ("done", "done", "late", "begun", "stalled", "uneven", "silent", "done", "suspended", "fresh")


def _dated(number: int, issued: date) -> date:
    """Deadlines spread over the two years after a document, a few of them around the day the sample ends."""
    if number % 9 == 4:
        return date(2026, 11, 15) + timedelta(days=number % 7)
    return issued + timedelta(days=60 + (number * 37) % 560)


def _make(source: Source, number: int, title: str, clause: str) -> Item:  # noqa: C901 - one branch a form of limit
    lead, responsible = _WHO[number % len(_WHO)]
    due = _dated(number, source.issued)
    story = _STORIES[(number * 7 + len(source.id)) % len(_STORIES)]
    form = number % 10
    cycle: Cycle | None = None
    extensions: tuple[tuple[date, date, date], ...] = ()
    if form in {0, 1, 2}:
        limit = f"  原文: {due.year}年{due.month}月{due.day}日前\n  截止: {due}\n"
    elif form == 3:
        due = periods.last_day(f"{due:%Y-%m}")
        limit = f"  原文: {due.year}年{due.month}月底前\n  截止: {due:%Y-%m}\n"
    elif form == 4:
        limit = f"  原文: {due.year}年{due.month}月{due.day}日前，并长期坚持\n  截止: {due}\n  长期: {{更新间隔: 90}}\n"
    elif form == 5:
        limit = f"  原文: 未规定\n  设定: {{截止: {due}, 依据: 示例专班第一次会议纪要}}\n"
    elif form == 6:
        cycle = (Cycle.QUARTER, Cycle.MONTH, Cycle.HALF_YEAR)[number // 10 % 3]
        day = "  每期截止: 28\n" if cycle is Cycle.MONTH else ""
        limit = f"  原文: 每{cycle}\n  周期: {cycle}\n  起: 2026-01-01\n{day}"
        story = ("uneven", "late", "done")[number // 10 % 3]
    elif form == 7:
        limit = "  原文: 长期坚持\n  长期: {更新间隔: 120}\n"
    elif form == 8:
        limit = "  原文: 及时\n"
    else:
        limit = "  原文: 未规定\n"
    dated = form in {0, 1, 2, 3, 4, 5}
    if form in {1, 2} and number % 4 == 1:
        later = due + timedelta(days=90)
        extensions = ((due - timedelta(days=15), due, later),)
        if number % 8 == 1:
            extensions += ((later - timedelta(days=10), later, later + timedelta(days=60)),)
    if not dated and not cycle and story in {"late", "stalled"}:
        story = "fresh"
    if form == 9 and number % 20 == 9:
        lead, responsible, story = "未规定", (), "silent"
    supporting = ("示例省信息中心",) if number % 6 == 0 and lead != "示例省信息中心" else ()
    return Item(
        source.id, str(number + 1), title, clause, lead, responsible, limit, due if dated else None, cycle, story,
        extensions, supporting, counted=number % 15 != 14,
    )  # fmt: skip


def _items() -> Iterator[Item]:
    for index, source in enumerate(SOURCES[:3]):
        for number in range(30):
            title = f"{_TITLES[(number + 5 * index) % len(_TITLES)]}（第{number + 1}项）"
            yield _make(source, number, title, f"{'一二三'[number // 10]}（{'一二三四五六七八九十'[number % 10]}）")
    for index, source in enumerate(SOURCES[3:]):
        parties = ("青石县局 青石大队", "甲川支队 南浦支队", "示例省信息中心 甲川市局", "南浦支队 柳津大队")[index].split()
        for number in range(8 if index < 2 else 7):
            made = _make(source, number, f"{_TITLES[(number + 3 * index) % len(_TITLES)]}（协作）", "一" if number % 2 else "二")
            yield Item(
                made.source, made.number, made.title, made.clause, "未规定" if made.number == "7" else parties[0], (parties[1],), made.limit, made.due,
                made.cycle, made.story, made.extensions, (), made.counted,
            )  # fmt: skip


ITEMS: tuple[Item, ...] = tuple(_items())


@dataclass(frozen=True, slots=True)
class MatterStep:
    """A step of a matter: done ``late`` days after its limit, before it, or within some days of the step before."""

    name: str
    unit: str
    outcome: str = ""
    limit: tuple[int, str, str] | None = None
    late: int = 0
    within: int = 4
    text: str = ""
    series: str = ""

    def number(self, on: date, serial: int) -> str:
        """The number of the document it issues."""
        return f"{BY_NAME[self.unit].code}{self.series}〔{on.year}〕{serial + 1}号" if self.series else ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One run of a workflow and how far it gets."""

    agreement: str
    number: str
    workflow: str
    roles: tuple[tuple[str, str], ...]
    begin: date
    steps: tuple[MatterStep, ...] = field(default=())

    def head(self) -> str:
        """The record before its steps."""
        roles = "".join(f"{role}: {unit}\n" for role, unit in self.roles)
        return f"流程: {self.workflow}\n{roles}概要: 示例事项，纯属虚构\n当事人类型: 法人\n证据材料份数: {len(self.number)}\n"


def _transfer(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    county = ("青石", "乙沙")[index % 2]
    sender, receiver = f"{county}县局", f"{county}大队"
    review = MatterStep("审核", receiver, "有异议" if index % 5 == 2 else "无异议", (3, "工作日", "送达"), late=2 if index % 6 == 1 else 0)
    middle = (MatterStep("补充证据", sender, within=9),) if index % 5 == 2 else ()
    interim = (MatterStep("反馈", receiver, "阶段性", text="案情复杂，先作阶段性反馈"),) if index % 7 == 3 else ()
    final = MatterStep("反馈", receiver, "最终", (30, "自然日", "送达"), late=5 if index % 4 == 3 else 0, series="函")
    steps = (
        MatterStep("移送", sender, series="移"), MatterStep("送达", receiver), review, *middle, MatterStep("立案", receiver),
        *interim, final, MatterStep("归档", receiver),
    )  # fmt: skip
    return (("移送单位", sender), ("接收单位", receiver)), steps


def _clue(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    names = ("甲川支队", "西岭支队", "南浦支队", "北坪支队")
    sender, receiver = names[index % 4], names[(index + 1) % 4]
    if index % 6 == 5:
        refused = MatterStep("签收", receiver, "不属于本辖区", (2, "工作日", "推送"))
        return (("推送单位", sender), ("核查单位", receiver)), (MatterStep("推送", sender), refused, MatterStep("归档", sender))
    steps = (
        MatterStep("推送", sender), MatterStep("签收", receiver, "受理", (2, "工作日", "推送")),
        MatterStep("核查", receiver, limit=(15, "工作日", "签收"), late=4 if index % 4 == 2 else 0),
        MatterStep("反馈", receiver), MatterStep("归档", sender),
    )  # fmt: skip
    return (("推送单位", sender), ("核查单位", receiver)), steps


def _data(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    applicant = ("甲川市局", "南浦市局", "甲川支队")[index % 3]
    outcome = "不予提供" if index % 7 == 4 else "已提供"
    given = MatterStep("提供", "示例省信息中心", outcome, (7, "自然日", "申请"), late=3 if index % 5 == 1 else 0)
    last = () if outcome == "不予提供" else (MatterStep("反馈", applicant, within=20),)
    return (("申请单位", applicant), ("提供单位", "示例省信息中心")), (MatterStep("申请", applicant), given, *last)


def _assist(index: int) -> tuple[tuple[tuple[str, str], ...], tuple[MatterStep, ...]]:
    sender, receiver = (("南浦支队", "柳津大队"), ("北坪支队", "虹桥大队"))[index % 2]
    tested = index % 3 == 0
    outcome = "需要检验检测" if tested else "不需要检验检测"
    middle = (MatterStep("检验检测", receiver, within=40),) if tested else ()
    steps = (
        MatterStep("委托", sender, series="函"), MatterStep("受理", receiver), MatterStep("调查", receiver, outcome, within=15), *middle,
        MatterStep("回复", receiver, limit=(60, "自然日", "受理"), late=6 if index % 5 == 2 else 0), MatterStep("归档", sender),
    )  # fmt: skip
    return (("委托单位", sender), ("协查单位", receiver)), steps


def _matters() -> Iterator[Matter]:
    kinds = (
        ("sl-transfer-2025", "案件移送", _transfer),
        ("sl-clue-2025", "线索核查", _clue),
        ("sl-data-2025", "数据申请", _data),
        ("sl-assist-2026", "案件协查", _assist),
    )
    for agreement, workflow, make in kinds:
        begin = _BY_SOURCE[agreement].issued + timedelta(days=10)
        span = (date(2026, 11, 5) - begin).days
        for index in range(15):
            roles, steps = make(index)
            started = begin + timedelta(days=span * index // 14)
            kept = steps
            if index == 4:
                kept = steps[:2]
            elif index == 9 and workflow == "案件协查":
                kept = steps[:3]
            elif index == 12:
                kept = steps[:-1]
            yield Matter(agreement, f"{started.year}-{index + 1:03d}", workflow, roles, started, kept)


MATTERS: tuple[Matter, ...] = tuple(_matters())
