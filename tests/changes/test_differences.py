"""`tasks diff` says every change of meaning and nothing that is none: every field of every kind, and every way of writing it."""

from __future__ import annotations

import copy
import re
from dataclasses import fields
from dataclasses import is_dataclass
from datetime import date
from typing import TYPE_CHECKING
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from conftest import files
from conftest import record_classes
from duban.changes import comparison
from duban.changes import differences
from duban.documents import reader
from duban.records import kinds
from duban.records import loader
from duban.records import model
from duban.rules import registry
from duban.schemas import catalog

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from duban.changes.sentences import Sentence

AS_OF = date(2027, 12, 31)

# The same files twice: in the second every value is another, so that one after the other can be put into the first.
FIRST = """\
== config.yaml
名称: 示例台账
督办单位: 督查室
时区: Asia/Shanghai
临期天数: 8
短期限临期工作日: 2
滞后百分点: 11
报送: {周期: 月, 起: 2026-01-01, 截止日: 28, 依据: 工作规则}
灯色: {逾期: {颜色: 橙, 名称: 已过期}}
排名: 公开
仓库: {平台: Gitea, 网址: 'https://git.example.invalid/a', 分支: trunk}
规则:
  date-invalid: 警告
  clause-unknown: {级别: 关闭, 自: 2026-05-01}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
别名: [甲局, 甲市交通局]
上级: 督查室
成员: [乙市局, 丙市局]
地区: 甲市
联络部门: 办公室
机关代字: 甲交
账号: [zhang, jia-team]
备注: 一处
== plans/sl.yaml
标题: 示例方案
简称: 方案
文号: 示交〔2025〕1号
印发单位: [督查室, 甲市局]
印发日期: 2025-01-01
主送: [甲市局, 乙市局]
依据: [条例, 办法]
附件: [清单, 名单]
章节: [{条款: 一, 标题: 总体要求}, {条款: 二, 标题: 重点任务}]
公开: 主动公开
备注: 试行
== agreements/xy.yaml
标题: 示例协议
简称: 协议
文号: 示交〔2025〕2号
参加单位: [甲市局, 乙市局]
印发日期: 2025-02-01
生效: 2025-03-01
到期: 2027-03-01
试行: 是
主送: [甲市局]
抄送: [督查室]
附件: [流程图]
章节: [{条款: 一, 标题: 移送}]
角色: {移送单位: [甲市局, 丙市局], 接收单位: [乙市局]}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: [移送单位, 甲市局], 文书: 移送书, 备注: 当面}
    - 名称: 审核
      阶段: 处置
      办理单位: 接收单位
      原文: 在3日内审核
      时限: {原文: 3日内, 天数: 3, 日别: 工作日, 起算: 移送, 顺延: 是, 依据: 约定解释}
      文书: 审核单
      结果: [无异议, 有异议, 补正]
      下一步: {有异议: 移送}
      随时: [补正]
      中止: [补正]
      备注: 书面
    - {名称: 归档, 阶段: 归档, 办理单位: 接收单位}
文书: {移送书: {模板: a.docx, 字: 移}, 审核单: {模板: b.docx, 沿用: 移送书}}
公开: 主动公开
备注: 示例
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 年底前建立制度，并长期坚持
牵头单位: 甲市局
责任单位: [乙市局, 丙市局]
配合单位: [督查室]
时限:
  原文: 每季度
  截止: 2027-06-30
  长期: {更新间隔: 90}
  周期: 季度
  起: 2026-01-01
  止: 2027-06-30
  每期截止: 10
成果: 制度
计入考核: 是
变更:
  - {日期: 2026-05-01, 原截止: 2027-06-30, 新截止: 2027-09-30, 批准: 会议纪要, 理由: 标准未发布}
公开: 主动公开
备注: 牵头另定
== items/sl/2.yaml
事项: 设定时限
条款: 一
原文: 设定时限
牵头单位: 乙市局
时限:
  原文: 未规定
  设定: {截止: 2027-06-30, 长期: {更新间隔: 30}, 周期: 月, 起: 2026-01-01, 止: 2027-06-30, 每期截止: 5, 依据: 会议纪要, 公开: 是}
== progress/jia/sl/1.yaml
状态: 已完成
完成日期: 2026-06-01
进展:
  - {日期: 2026-05-01, 情况: 已起草, 进度: 40, 佐证: [征求意见稿, 会议纪要], 期次: 2026-Q1}
存在问题: 标准未发布
下一步: 印发
== progress/jia/sl/2.yaml
状态: 进行中
== matters/xy/1.yaml
流程: 案件移送
移送单位: 甲市局
接收单位: 乙市局
概要: 超限运输
当事人类型: 法人
证据材料份数: 5
档案号: 甲档1
环节:
  - {名称: 审核, 日期: 2026-03-02, 单位: 乙市局, 结果: 无异议, 说明: 材料齐全, 文号: 示交审〔2026〕1号}
公开: 依申请公开
备注: 无
== calendar/2027.yaml
文号: 国办发明电〔2026〕1号
网址: https://www.example.invalid/1
放假: [2027-01-01, 2027-05-01]
调休上班: [2027-01-03]
备注: 预告
"""
SECOND = """\
== config.yaml
名称: 另一台账
督办单位: 甲市局
时区: Asia/Shanghai
临期天数: 9
短期限临期工作日: 4
滞后百分点: 12
报送: {周期: 季度, 起: 2026-04-01, 截止日: 20, 依据: 办法}
灯色: {逾期: {颜色: 灰, 名称: 超期}}
排名: 不显示
仓库: {平台: Gitee, 网址: 'https://git.example.invalid/b', 分支: other}
规则:
  date-invalid: 关闭
  clause-unknown: {级别: 警告, 自: 2026-06-01}
== units/jia.yaml
名称: 甲市运输局
简称: 甲局
别名: [甲市局, 甲市交通局]
上级: 乙市局
成员: [乙市局]
地区: 乙市
联络部门: 督查室
机关代字: 甲运
账号: [li, jia-team]
备注: 二处
== plans/sl.yaml
标题: 示例实施方案
简称: 实施方案
文号: 示交〔2025〕3号
印发单位: [甲市局, 督查室]
印发日期: 2025-01-02
主送: [甲市局, 丙市局]
依据: [条例, 细则]
附件: [名单, 清单]
章节: [{条款: 三, 标题: 保障措施}, {条款: 二, 标题: 重点任务}]
公开: 依申请公开
备注: 废止
== agreements/xy.yaml
标题: 另一协议
简称: 新协议
文号: 示交〔2025〕4号
参加单位: [甲市局, 丙市局]
印发日期: 2025-02-02
生效: 2025-03-02
到期: 2027-03-02
试行: 否
主送: [乙市局]
抄送: [丙市局]
附件: [清单]
章节: [{条款: 二, 标题: 反馈}]
角色: {移送单位: [甲市局], 接收单位: [丙市局]}
流程:
  案件移送:
    - {名称: 发函, 阶段: 发现, 办理单位: [甲市局, 移送单位], 文书: 函, 备注: 邮寄}
    - 名称: 初审
      阶段: 反馈
      办理单位: 移送单位
      原文: 在5日内审核
      时限: {原文: 5日内, 天数: 5, 日别: 自然日, 起算: 归档, 顺延: 否, 依据: 协议}
      文书: 移送书
      结果: [无异议, 有异议]
      下一步: {有异议: 归档}
      随时: [有异议]
      中止: [有异议]
      备注: 口头
    - {名称: 归档, 阶段: 归档, 办理单位: 接收单位}
文书: {移送书: {模板: c.docx, 字: 送}, 审核单: {模板: d.docx, 沿用: 审核单}}
公开: 依申请公开
备注: 样例
== items/sl/1.yaml
事项: 建立机制
条款: 二
原文: 年底前建立机制，并长期坚持
牵头单位: 乙市局
责任单位: [甲市局, 丙市局]
配合单位: [乙市局]
时限:
  原文: 每半年
  截止: 2027-07-31
  长期: {更新间隔: 60}
  周期: 半年
  起: 2026-07-01
  止: 2027-07-31
  每期截止: 20
成果: 机制
计入考核: 否
变更:
  - {日期: 2026-05-02, 原截止: 2027-07-31, 新截止: 2027-10-31, 批准: 批示, 理由: 机构改革}
公开: 依申请公开
备注: 配合另定
== items/sl/2.yaml
事项: 设定时间
条款: 二
原文: 设定时间
牵头单位: 甲市局
时限:
  原文: 未规定
  设定: {截止: 2027-07-31, 长期: {更新间隔: 45}, 周期: 季度, 起: 2026-04-01, 止: 2027-07-31, 每期截止: 6, 依据: 批示, 公开: 否}
== progress/jia/sl/1.yaml
状态: 进行中
完成日期: 2026-06-02
进展:
  - {日期: 2026-05-02, 情况: 已印发, 进度: 60, 佐证: [送审稿, 会议纪要], 期次: 2026-Q2}
存在问题: 机构改革
下一步: 宣传
== progress/jia/sl/2.yaml
状态: 暂缓
== matters/xy/1.yaml
流程: 联合检查
移送单位: 丙市局
接收单位: 甲市局
概要: 非法营运
当事人类型: 其他组织
证据材料份数: 6
档案号: 甲档2
环节:
  - {名称: 归档, 日期: 2026-03-03, 单位: 甲市局, 结果: 有异议, 说明: 材料不齐, 文号: 示交审〔2026〕2号}
公开: 主动公开
备注: 有
== calendar/2027.yaml
文号: 国办发明电〔2026〕2号
网址: https://www.example.invalid/2
放假: [2027-01-01, 2027-10-01]
调休上班: [2027-01-09]
备注: 正式
"""


def data(text: str) -> dict[str, Any]:
    return {path: reader.read(path, raw).data for path, raw in files(text).items()}


def completed(book: dict[str, Any]) -> dict[str, Any]:
    """The book with the fields that none of its files has yet, as the examples in their schemas write them."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for path, record in book.items():
        by_kind.setdefault(kinds.kind_of(path)[0].name, []).append(record)  # type: ignore[index] # every file is a record's
    for kind, records in by_kind.items():
        schema = catalog.schema(kind)
        used = {key for record in records for key in record}
        new = {key: catalog.resolved(schema, body) for key, body in schema["properties"].items() if key not in used}
        records[0].update({key: body["examples"][0] for key, body in new.items()})
    return book


ONE, OTHER = completed(data(FIRST)), data(SECOND)


def written(book: dict[str, Any]) -> dict[str, bytes]:
    return {path: yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10_000).encode() for path, data in book.items()}


def describe(before: comparison.Side, after: comparison.Side, as_of: date) -> tuple[Sentence, ...]:
    return comparison.described(before, after, as_of, registry.SEVERITIES)[0]


BASE = comparison.Side.of(written(ONE))


def mutations(left: Any, right: Any) -> Iterator[Any]:
    """Return a value with one thing of the other in its place, or with one thing taken out, at every depth."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in left:
            yield {name: value for name, value in left.items() if name != key}
            if key in right:
                yield from ({**left, key: value} for value in mutations(left[key], right[key]))
    elif isinstance(left, list) and isinstance(right, list):
        yield right
        if left and isinstance(left[0], dict):
            yield from ([value, *left[1:]] for value in mutations(left[0], right[0]))
            yield from ([*left, extra] for extra in right if extra not in left)
            yield from ([*left[:place], value, *left[place + 1 :]] for place in range(1, min(len(left), len(right)))
                        for value in mutations(left[place], right[place]))  # fmt: skip
            yield left[1:]
    else:
        yield right


MUTATED = [
    (path, changed)
    for path in ONE
    for changed in mutations(ONE[path], OTHER[path])
    if changed != ONE[path] and loader.read_record(path, written({path: changed})[path])[1] is not None
]


def leaves(old: Any, new: Any, owner: str = "", key: str = "") -> set[tuple[str, str]]:
    """Return the fields, as class and key, in which two values differ; of lists and maps with other members the field itself."""
    if old == new:
        return set()
    inner = list(members(old, new, owner, key))
    return {leaf for own, field, before, after in inner for leaf in leaves(before, after, own, field)} or {(owner, key)}


def members(old: Any, new: Any, owner: str, key: str) -> Iterator[tuple[str, str, Any, Any]]:
    if is_dataclass(old) and type(old) is type(new):
        for field in fields(old):
            name = field.metadata.get("key", "")
            if name or field.name == "roles":
                yield type(old).__name__, name, getattr(old, field.name), getattr(new, field.name)
    elif isinstance(old, dict) and isinstance(new, dict) and (not key or old.keys() == new.keys()):
        for name in old.keys() | new.keys():
            yield owner, key or name, old.get(name), new.get(name)
    elif isinstance(old, tuple) and isinstance(new, tuple) and len(old) == len(new) and old and is_dataclass(old[0]):
        yield from ((owner, key, before, after) for before, after in zip(old, new, strict=True))


def said(changed: dict[str, Any]) -> list[str]:
    """Return what is said of a book that was changed, but for what that means for deadlines."""
    told = describe(BASE, comparison.Side.of({**written(ONE), **written(changed)}), AS_OF)
    return [sentence.text for sentence in told if sentence.kind not in {"overdue", "light"}]


def record(path: str, value: Any) -> Any:
    return loader.read_record(path, written({path: value})[path])[1]


def test_the_two_books_are_valid() -> None:
    assert BASE.left_out == frozenset()
    assert BASE.paths == ONE.keys()


def test_every_field_of_every_kind_is_changed_by_these_tests() -> None:
    touched = {leaf for path, changed in MUTATED for leaf in leaves(record(path, ONE[path]), record(path, changed))}
    keyed = {(kind.__name__, field.metadata["key"]) for kind in record_classes() for field in fields(kind) if "key" in field.metadata}
    # There is one time zone; what is said of a limit is what its parts say, which are fields of Limit and of Setting.
    parts = {("LimitParts", field.metadata["key"]) for field in fields(model.LimitParts)}
    assert keyed - touched == {("Config", "时区"), ("Item", "时限")} | parts


@pytest.mark.parametrize("number", range(len(MUTATED)))
def test_a_change_of_any_field_is_said_by_its_key_and_never_as_what_it_was(number: int) -> None:
    path, changed = MUTATED[number]
    told = "\n".join(said({path: changed}))
    assert not re.search(r"由(.+)改为\1(?:$|[，（])|[→▲]|None|[a-z]\(", told, re.MULTILINE)
    for _, key in leaves(record(path, ONE[path]), record(path, changed)):
        assert key in told, (key, told)


@given(st.lists(st.sampled_from(range(len(MUTATED))), min_size=2, max_size=4))
@settings(deadline=None, max_examples=40)
def test_of_changes_in_several_files_every_one_is_said(numbers: list[int]) -> None:
    chosen = {MUTATED[number][0]: MUTATED[number][1] for number in numbers}
    told = "\n".join(said(chosen))
    for path, changed in chosen.items():
        for _, key in leaves(record(path, ONE[path]), record(path, changed)):
            assert key in told


@given(st.data())
@settings(deadline=None, max_examples=40)
def test_of_two_changes_in_one_record_both_are_said(draw: st.DataObject) -> None:
    path = draw.draw(st.sampled_from(sorted(path for path, data in ONE.items() if len(data) > 1)))
    keys = draw.draw(st.lists(st.sampled_from(sorted(ONE[path])), min_size=2, unique=True))
    changed = {**ONE[path], **{key: OTHER[path][key] for key in keys}}
    if record(path, changed) is None:
        return
    told = "\n".join(said({path: changed}))
    for _, key in leaves(record(path, ONE[path]), record(path, changed)):
        assert key in told, (key, told)


@given(st.data())
@settings(deadline=None)
def test_both_halves_of_a_sentence_differ(draw: st.DataObject) -> None:
    words = st.text(st.sampled_from("甲乙丙，。 ab1…“”\u200b"), min_size=1, max_size=90)
    left, right = draw.draw(words), draw.draw(words)
    if differences.meaning(left) != differences.meaning(right):
        first, second = differences.contrasted(left, right)
        assert first != second
        assert max(len(first), len(second)) < 400


# Lists whose order means nothing; all others (headings, steps, annexes, who issues, who acts) are rows.
SETS = {
    "别名",
    "成员",
    "账号",
    "主送",
    "抄送",
    "依据",
    "参加单位",
    "责任单位",
    "配合单位",
    "佐证",
    "结果",
    "随时",
    "中止",
    "放假",
    "调休上班",
}


def shuffled(value: Any, chance: random.Random, key: str = "") -> Any:
    """The same data with its keys, and the members of its sets, in another order."""
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {name: shuffled(value[name], chance, "角色" if key == "角色" else name) for name in keys}
    if isinstance(value, list):
        members = [shuffled(member, chance) for member in value]
        return chance.sample(members, len(members)) if key in SETS or key == "角色" else members
    return value


def in_style(value: Any, style: str | None, *, flow: bool, width: int) -> bytes:
    """Write data with every text in one style of YAML: plain, quoted, literal or folded."""

    class Dumper(yaml.SafeDumper):
        pass

    Dumper.add_representer(str, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style))
    text = yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=width, default_flow_style=flow)
    return f"# 说明\n{text}\n# 完\n".encode()


@given(st.randoms(use_true_random=False), st.sampled_from(["'", '"', None]), st.booleans(), st.integers(20, 200))
@settings(deadline=None, max_examples=30)
def test_another_way_of_writing_says_nothing(chance: random.Random, style: str | None, flow: bool, width: int) -> None:  # noqa: FBT001 - drawn
    raw = {path: in_style(shuffled(data, chance), style, flow=flow, width=width) for path, data in ONE.items()}
    after = comparison.Side.of(raw)
    assert after.left_out == frozenset()
    assert describe(BASE, after, AS_OF) == ()


LONG = "年底前建立制度，" * 12


@pytest.mark.parametrize(
    "text",
    [
        f"原文: >\n  {LONG}\n  第二段\n",
        f"原文: >-\n  {LONG}\n  第二段\n",
        f"原文: |\n  {LONG}\n  第二段\n",
        f"原文: {LONG}\n  第二段\n",
        f'原文: "{LONG}\\\n  第二段"\n',
        f"原文: '{LONG} 第二段'\n",
        f"原文: {LONG}第二段\n成果: 未规定\n计入考核: 是\n",
    ],
)
def test_folded_and_literal_texts_and_defaults_written_out_say_nothing(text: str) -> None:
    def book(quote: str) -> comparison.Side:
        return comparison.Side.of(files(f"== items/sl/1.yaml\n事项: 建立制度\n条款: 一\n牵头单位: 甲市局\n时限: {{原文: 及时}}\n{quote}"))

    assert book(text).left_out == frozenset()
    assert describe(book(f"原文: {LONG}第二段\n"), book(text), AS_OF) == ()


@pytest.mark.parametrize(
    ("path", "add"),
    [
        (
            "config.yaml",
            "规则: {date-invalid: 错误}\n灯色: {逾期: {颜色: 红, 名称: 逾期}}\n时区: Asia/Shanghai\n临期天数: 7\n排名: 不显示\n",
        ),
        ("agreements/xy.yaml", "文号: 未载明\n到期: 未规定\n试行: 否\n公开: 不予公开\n"),
        ("matters/xy/1.yaml", "公开: 不予公开\n"),
        ("items/sl/1.yaml", "成果: 未规定\n计入考核: 是\n"),
    ],
)
def test_a_default_written_out_says_nothing(path: str, add: str) -> None:
    plain = """\
== config.yaml
名称: 示例台账
== agreements/xy.yaml
标题: 示例协议
简称: 协议
参加单位: [甲市局, 乙市局]
== matters/xy/1.yaml
流程: 案件移送
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲市局
时限: {原文: 每月, 周期: 月, 起: 2027-12-01}
"""
    before, after = files(plain), files(plain)
    after[f"tasks/{path}"] += add.encode()
    sides = [comparison.Side.of(side) for side in (before, after)]
    assert [side.left_out for side in sides] == [frozenset(), frozenset()]
    assert describe(sides[0], sides[1], AS_OF) == ()


def test_outcomes_that_lead_where_they_led_say_nothing() -> None:
    after = copy.deepcopy(ONE)
    after["tasks/agreements/xy.yaml"]["流程"]["案件移送"][1]["下一步"] = {"有异议": "移送", "无异议": "归档"}
    assert said(after) == []


ANNEXES = "tasks/plans/sl.yaml"


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["名单", "清单"], "附件由“清单、名单”改为“名单、清单”"),
        (["清单、名单"], "附件由“清单”“名单”改为“清单、名单”"),
        (["清单", "名单", *map(str, range(100, 140))], "附件由“清单、名单”改为“清单、名单、100、101、102、103、104、105、106、107、108、109、110、111、112、1…”"),
    ],
    ids=["swapped", "joined", "many"],
)  # fmt: skip
def test_the_order_of_annexes_counts(names: list[str], expected: str) -> None:
    assert said({ANNEXES: {**ONE[ANNEXES], "附件": names}}) == [expected]


def test_annexes_that_are_gone_or_new_and_where_outcomes_lead_are_said_in_words() -> None:
    path = "tasks/agreements/xy.yaml"
    assert said({ANNEXES: {key: value for key, value in ONE[ANNEXES].items() if key != "附件"}}) == ["删去附件（原为清单、名单）"]
    workflow, steps = next(iter(ONE[path]["流程"].items()))
    added = {"名称": "复核", "阶段": "处置", "办理单位": "甲市局", "时限": {"原文": "未规定"}, "结果": ["同意"], "下一步": {"同意": "结束"}}
    (told,) = said({path: {**ONE[path], "流程": {**ONE[path]["流程"], workflow: [*steps, added]}}})
    assert "下一步同意（结束）" in told


def test_a_long_row_shows_the_place_where_it_differs() -> None:
    rows = [{"条款": f"一（{number}）", "标题": "任务"} for number in range(60)]
    before = comparison.Side.of({**written(ONE), **written({ANNEXES: {**ONE[ANNEXES], "章节": rows}})})
    swapped = [*rows[:40], rows[41], rows[40], *rows[42:]]
    after = comparison.Side.of({**written(ONE), **written({ANNEXES: {**ONE[ANNEXES], "章节": swapped}})})
    assert [sentence.text for sentence in describe(before, after, AS_OF)] == [
        "章节次序由“…（39）、一（40）、一（41）、一（42）、…”改为“…（39）、一（41）、一（40）、一（42）、…”"
    ]


def test_a_template_of_a_form_that_changed_is_named() -> None:
    path = "tasks/forms/xy/a.docx"
    first, second = (comparison.Side.of({**written(ONE), path: raw}) for raw in (b"PK1", b"PK2"))
    told = [describe(*sides, AS_OF) for sides in ((BASE, first), (first, second), (second, BASE))]
    assert [[(sentence.id, sentence.text) for sentence in some] for some in told] == [
        [(path, "新增文件")],
        [(path, "文件内容有改动")],
        [(path, "删去文件")],
    ]


def test_a_template_that_stays_as_it_is_is_not_named() -> None:
    path = "tasks/forms/xy/a.docx"
    before, after = (
        comparison.Side.of({**written(book), path: b"PK1"}) for book in (ONE, {**ONE, ANNEXES: {**ONE[ANNEXES], "备注": "废止"}})
    )
    assert [sentence.text for sentence in describe(before, after, AS_OF)] == ["备注由“试行”改为“废止”"]


RECORDED = """\
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
== items/sl/1.yaml
事项: 建立制度
条款: 一
原文: 建立制度
牵头单位: 甲市局
时限: {原文: 2027年底前, 截止: 2027-12-31}
变更:
  - {日期: 2026-05-01, 原截止: 2027-12-31, 新截止: 2028-03-31, 批准: 会议纪要, 理由: 标准未发布}
  - {日期: 2026-06-01, 原截止: 2028-03-31, 新截止: 2028-06-30, 批准: 会议纪要, 理由: 机构改革}
== progress/jia/sl/1.yaml
状态: 进行中
进展:
  - {日期: 2026-05-01, 情况: 已起草}
  - {日期: 2026-05-01, 情况: 已征求意见, 进度: 40, 佐证: [征求意见稿]}
== matters/xy/1.yaml
流程: 案件移送
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局}
  - {名称: 审核, 日期: 2026-03-02, 单位: 乙市局, 结果: 无异议}
"""


def two_lines(text: str, beginning: str) -> str:
    """Return two lines that follow each other, the first of which begins so."""
    start = text.index(beginning)
    return "".join(text[start:].splitlines(keepends=True)[:2])


@pytest.mark.parametrize(
    ("beginning", "gone", "swapped"),
    [
        (
            "  - {日期: 2026-05-01, 情况: 已起草",
            "删去原有进展（2026-05-01）：已征求意见，进度40%，佐证1份",
            "改动同一日期的进展的先后次序",
        ),
        ("  - {日期: 2026-05-01, 原截止", "删去以前的变更（2026-06-01）：截止由2028-03-31改为2028-06-30", "改动以前各次变更的先后次序"),
        ("  - {名称: 移送", "删去已登记的环节“审核”（2026-03-02）：单位“乙市局”，结果“无异议”", "改动已登记环节的先后次序"),
    ],
)
def test_what_is_only_added_is_told_where_it_goes_or_changes_places(beginning: str, gone: str, swapped: str) -> None:
    first, second = two_lines(RECORDED, beginning).splitlines(keepends=True)
    before, without, turned = (
        comparison.Side.of(files(RECORDED.replace(first + second, lines))) for lines in (first + second, first, second + first)
    )
    for after, expected in ((without, gone), (turned, swapped)):
        assert [sentence.text for sentence in describe(before, after, AS_OF) if sentence.kind == "removed"] == [expected]


def test_a_record_that_goes_and_one_that_comes_with_other_content_are_no_renamed_file() -> None:
    item = "== items/sl/{}.yaml\n事项: {}\n条款: 一\n原文: 建立制度\n牵头单位: 甲市局\n时限: {{原文: 及时}}\n"
    before, after = (comparison.Side.of(files(item.format(*names))) for names in ((1, "建立制度"), (2, "开展宣传")))
    assert [(sentence.id, sentence.text) for sentence in describe(before, after, AS_OF)] == [
        ("sl/1", "删去事项"),
        ("sl/2", "新增事项，责任单位：甲市局，时限：及时"),
    ]
