"""The plans and agreements of the invented province (示例), with the workflows agreed in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """A plan or an agreement."""

    id: str
    name: str
    path: str
    issued: date
    text: str


def _plan(key: str, title: str, number: str, issued: date, chapters: tuple[str, ...]) -> Source:
    listed = "".join(
        f"  - {{条款: {'一二三四五六'[index]}, 标题: {chapter}}}\n"
        for index, chapter in enumerate(chapters)
    )
    text = (
        f"标题: {title}\n简称: {title.removesuffix('（示例）')}\n文号: {number}\n"
        f"印发单位: [示例省厅]\n印发日期: {issued}\n"
        f"章节:\n{listed}公开: 主动公开\n备注: 示例文件，纯属虚构\n"
    )
    return Source(key, title, f"tasks/plans/{key}.yaml", issued, text)


def _step(
    name: str, stage: str, actor: str, quote: str, limit: str = "{原文: 未规定}", more: str = ""
) -> str:
    return (
        f"    - 名称: {name}\n      阶段: {stage}\n      办理单位: {actor}\n"
        f"      原文: {quote}\n      时限: {limit}\n{more}"
    )


def _agreement(  # noqa: PLR0913 - the fields of an agreement
    key: str,
    name: str,
    parties: str,
    issued: date,
    body: str,
    *,
    expires: str = "未规定",
    trial: str = "否",
) -> Source:
    text = (
        f"标题: 关于建立{name}的实施意见（示例）\n简称: {name}\n文号: 未载明\n"
        f"参加单位: {parties}\n印发日期: {issued}\n"
        f"生效: {issued}\n到期: {expires}\n试行: {trial}\n"
        "章节:\n  - {条款: 一, 标题: 职责分工}\n  - {条款: 二, 标题: 协作流程}\n"
        f"{body}公开: 主动公开\n备注: 示例文件，纯属虚构\n"
    )
    return Source(key, name, f"tasks/agreements/{key}.yaml", issued, text)


def _limit(quote: str, days: int, kind: str, anchor: str, basis: str = "协议第二条") -> str:
    return f"{{原文: {quote}, 天数: {days}, 日别: {kind}, 起算: {anchor}, 依据: {basis}}}"


_TRANSFER = (
    "角色:\n  移送单位: [青石县局, 乙沙县局]\n  接收单位: [青石大队, 乙沙大队]\n"
    "流程:\n  案件移送:\n"
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
    + "文书:\n  移送处理书: {模板: transfer.docx, 字: 移}\n"
    + "  移送处理书送达回执: {模板: receipt.docx, 沿用: 移送处理书}\n"
    + "  移送案件办理单: {模板: result.docx, 字: 函}\n"
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
    + _step(
        "核查",
        "处置",
        "核查单位",
        "15个工作日内完成核查",
        _limit("15个工作日内", 15, "工作日", "签收"),
    )
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
    "角色:\n  委托单位: [南浦支队, 北坪支队]\n  协查单位: [虹桥大队, 柳津大队]\n"
    "流程:\n  案件协查:\n"
    + _step("委托", "交办", "委托单位", "委托协查的，出具协查函")
    + _step("受理", "交办", "协查单位", "收到后受理", "{原文: 未规定}")
    + _step(
        "调查",
        "处置",
        "协查单位",
        "协查单位开展调查",
        more="      结果: [需要检验检测, 不需要检验检测]\n"
        "      下一步: {需要检验检测: 检验检测, 不需要检验检测: 回复}\n",
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
        "sl-2026-5",
        "示例省水路交通安全监管提升方案（示例）",
        "示交执〔2026〕5号",
        date(2026, 2, 9),
        ("隐患排查", "应急处置", "宣传教育"),
    ),
    _agreement(
        "sl-transfer-2025",
        "县局与大队案件移送机制",
        "[青石县局, 乙沙县局, 青石大队, 乙沙大队]",
        date(2025, 9, 8),
        _TRANSFER,
        trial="是",
    ),
    _agreement(
        "sl-clue-2025",
        "四市毗邻地区线索核查机制",
        "[甲川支队, 西岭支队, 南浦支队, 北坪支队]",
        date(2025, 9, 22),
        _CLUE,
        expires="2026-12-31",
    ),
    _agreement(
        "sl-data-2025",
        "执法数据共享机制",
        "[示例省信息中心, 甲川市局, 南浦市局]",
        date(2025, 10, 13),
        _DATA,
        expires="2026-10-12",
    ),
    _agreement(
        "sl-assist-2026",
        "南北两支队案件协查机制",
        "[南浦支队, 北坪支队, 虹桥大队, 柳津大队]",
        date(2026, 1, 12),
        _INSPECT,
    ),
)
BY_ID = {source.id: source for source in SOURCES}
