"""Hostile books: good records with their bytes mutated, and odd ones shaped by their schemas."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from duban.documents import reader
from duban.records.kinds import KINDS
from duban.schemas import catalog
from fuzz import words

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping
    from random import Random

Files = dict[str, bytes]

_RECORDS = Path(__file__).parents[2] / "tests" / "records"
_BASE = """\
== config.yaml
名称: 示例台账
督办单位: 甲市局
报送: {周期: 月, 起: 2026-01-01}
仓库: {平台: Gitea, 网址: "https://git.example.invalid/a/b"}
== units/jia.yaml
名称: 甲市交通运输局
简称: 甲市局
别名: [甲局]
账号: [jia]
机关代字: 示交
== units/yi.yaml
名称: 乙市交通运输局
简称: 乙市局
上级: 甲市局
== units/all.yaml
名称: 各市交通运输局
简称: 各市局
成员: [甲市局, 乙市局]
== plans/sl.yaml
标题: 示例方案
文号: 示交〔2025〕1号
印发单位: [甲市局]
印发日期: 2025-01-01
公开: 主动公开
章节:
  - {条款: 一, 标题: 任务}
  - {条款: "1", 标题: 任务}
== items/sl/base.yaml
事项: 建立制度
条款: 一（一）
原文: 建立制度
牵头单位: 甲市局
责任单位: [各市局]
时限: {原文: 每季度, 周期: 季度, 起: 2026-01-01}
== items/sl/dated.yaml
事项: 印发方案
条款: 一（二）
原文: 印发方案
牵头单位: 未规定
时限: {原文: 2026年底前, 截止: 2026-12-31}
== items/xy/first.yaml
事项: 移送案件
条款: 第一条
原文: 及时移送
牵头单位: 乙市局
时限: {原文: 及时}
== progress/jia/sl/base.yaml
状态: 进行中
进展:
  - {日期: 2026-02-10, 情况: 已起草, 进度: 40, 期次: 2026-Q1, 佐证: [会议纪要]}
== agreements/xy.yaml
标题: 示例协议
简称: 示例协议
参加单位: [甲市局, 乙市局]
到期: 2026-12-31
公开: 主动公开
角色: {移送单位: [甲市局], 接收单位: [乙市局]}
文书: {移送函: {模板: letter.docx, 字: 移}}
流程:
  案件移送:
    - {名称: 移送, 阶段: 交办, 办理单位: 移送单位, 文书: 移送函}
    - {名称: 审核, 阶段: 处置, 办理单位: 接收单位, \
时限: {原文: 3日内, 天数: 3, 日别: 工作日, 起算: 移送}, \
结果: [无异议, 有异议], 下一步: {有异议: 移送}}
    - {名称: 反馈, 阶段: 反馈, 办理单位: 接收单位, \
时限: {原文: 30日内, 天数: 30, 日别: 自然日, 起算: 移送}, \
结果: [中期, 办结], 随时: [中期]}
    - {名称: 归档, 阶段: 归档, 办理单位: [移送单位, 接收单位]}
== matters/xy/2026-001.yaml
流程: 案件移送
移送单位: 甲市局
接收单位: 乙市局
环节:
  - {名称: 移送, 日期: 2026-03-02, 单位: 甲市局, 文号: 示交移〔2026〕1号}
  - {名称: 审核, 日期: 2026-03-05, 单位: 乙市局, 结果: 无异议}
== calendar/2027.yaml
文号: 示办发〔2026〕9号
放假: [2027-01-01]
调休上班: [2027-01-03]
"""
# Where a record of each kind goes, so that the others refer to it or it to them.
PLACES: Mapping[str, tuple[str, ...]] = {
    "item": ("tasks/items/sl/base.yaml", "tasks/items/xy/first.yaml", "tasks/items/none/1.yaml"),
    "progress": (
        "tasks/progress/jia/sl/base.yaml",
        "tasks/progress/yi/sl/base.yaml",
        "tasks/progress/no/sl/dated.yaml",
    ),
    "matter": (
        "tasks/matters/xy/2026-001.yaml",
        "tasks/matters/xy/1.yaml",
        "tasks/matters/none/1.yaml",
    ),
    "unit": ("tasks/units/jia.yaml", "tasks/units/all.yaml", "tasks/units/new.yaml"),
    "plan": ("tasks/plans/sl.yaml", "tasks/plans/xy.yaml"),
    "agreement": ("tasks/agreements/xy.yaml", "tasks/agreements/sl.yaml"),
    "calendar": (
        "tasks/calendar/2027.yaml",
        "tasks/calendar/2026.yaml",
        "tasks/calendar/spring.yaml",
        "tasks/calendar/9999.yaml",
    ),
    "config": ("tasks/config.yaml",),
}


def base() -> Files:
    """Return the good book that every case starts from."""
    found: dict[str, str] = {}
    for part in _BASE.split("== ")[1:]:
        path, _, text = part.partition("\n")
        found[f"tasks/{path}"] = text
    return {path: text.encode() for path, text in found.items()}


def seeds() -> dict[str, list[bytes]]:
    """Return for each kind the records that mutations start from.

    They are those that tests know to be good, and to be bad.
    """
    return {
        kind.name: [path.read_bytes() for path in sorted(_RECORDS.glob(f"*/{kind.name}/*.yaml"))]
        for kind in KINDS
    }


def mutated(random: Random, raw: bytes) -> bytes:
    """Return bytes that were a record, after a few accidents."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        raw = random.choice(_ACCIDENTS)(random, raw)
    return raw


def _inserted(random: Random, raw: bytes) -> bytes:
    place = _place(random, raw)
    return raw[:place] + random.choice(words.SNIPPETS).encode(errors="replace") + raw[place:]


def _place(random: Random, raw: bytes) -> int:
    """A place between characters mostly, between bytes now and then."""
    place = random.randint(0, len(raw))
    while 0 < place < len(raw) and raw[place] & 0xC0 == 0x80 and random.random() < 0.9:
        place += 1
    return place


def _value_replaced(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    index = random.randrange(len(lines))
    key, colon, _ = lines[index].partition(b": ")
    lines[index] = key + (colon or b": ") + random.choice(words.SNIPPETS).encode(errors="replace")
    return b"\n".join(lines)


def _cut(random: Random, raw: bytes) -> bytes:
    start = _place(random, raw)
    return raw[:start] + raw[start + random.choice((1, 3, 9, 40)) :]


def _truncated(random: Random, raw: bytes) -> bytes:
    return raw[: random.randint(0, len(raw))]


def _flipped(random: Random, raw: bytes) -> bytes:
    if not raw:
        return raw
    place = random.randrange(len(raw))
    return raw[:place] + bytes([random.randrange(256)]) + raw[place + 1 :]


def _repeated(random: Random, raw: bytes) -> bytes:
    start, end = sorted((_place(random, raw), _place(random, raw)))
    return raw[:end] + raw[start:end] * random.choice((1, 1, 2, 30)) + raw[end:]


def _line_moved(random: Random, raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    line = lines.pop(random.randrange(len(lines)))
    lines.insert(
        random.randint(0, len(lines)),
        b" " * random.choice((0, 0, 1, 2, 4)) + line.lstrip() if random.random() < 0.5 else line,
    )
    return b"\n".join(lines)


def _encoded(random: Random, raw: bytes) -> bytes:
    return raw.decode(errors="replace").encode(
        random.choice(("gb18030", "utf-16", "utf-8-sig", "utf-32")), errors="replace"
    )


def _full_width(random: Random, raw: bytes) -> bytes:
    pairs = (
        (":", "："),
        (" ", "\u3000"),
        ("-", "－"),
        ("[", "［"),
        (",", "，"),
        ("0", "０"),
        ("2026", "２０２６"),
    )
    old, new = random.choice(pairs)
    return raw.decode(errors="replace").replace(old, new, random.choice((1, 2, -1))).encode()


_ACCIDENTS: tuple[Callable[[Random, bytes], bytes], ...] = (
    *(_inserted, _inserted, _value_replaced, _value_replaced, _cut, _truncated, _flipped),
    *(_repeated, _line_moved, _encoded, _full_width),
)


def odd(random: Random, depth: int = 0) -> Any:
    """Return a value that has no business in most fields."""
    kind = random.randrange(10 if depth < 3 else 7)
    if kind < 4:
        return random.choice(words.WORDS)
    if kind < 6:
        return random.choice(words.NUMBERS)
    if kind == 6:
        return random.choice((None, True, False))
    if kind < 9:
        return [odd(random, depth + 1) for _ in range(random.randrange(4))]
    return {random.choice(words.WORDS): odd(random, depth + 1) for _ in range(random.randrange(4))}


def shaped(random: Random, kind: str, oddness: float) -> Any:
    """Return a value shaped by the schema of a kind; each part is odd with this probability."""
    return _shaped(random, catalog.schema(kind), catalog.schema(kind), oddness, 0)


def _shaped(
    random: Random, root: Mapping[str, Any], schema: Mapping[str, Any], oddness: float, depth: int
) -> Any:
    if random.random() < oddness or depth > 12:
        return odd(random)
    schema = catalog.resolved(dict(root), dict(schema))
    kinds = schema.get("type", "string")
    kind = random.choice(kinds) if isinstance(kinds, list) else kinds
    if kind == "object":
        return _mapping(random, root, schema, oddness, depth)
    if kind == "array" and "items" in schema:
        wanted = max(schema.get("minItems", 0), random.choice((1, 1, 2, 3)))
        made = [
            _shaped(random, root, schema["items"], oddness, depth + 1) for _ in range(wanted + 2)
        ]
        return [
            value
            for place, value in enumerate(made)
            if not schema.get("uniqueItems") or value not in made[:place]
        ][:wanted]
    return _scalar(random, schema, kind)


def _scalar(random: Random, schema: Mapping[str, Any], kind: str) -> Any:
    if schema.get("enum") and random.random() < 0.95:
        return random.choice(schema["enum"])
    if kind == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", 10**6)
        return random.choice(
            (least, most, random.randint(least, most), random.choice(words.NUMBERS))
        )
    known = next(
        (named for name, named in words.KNOWN.items() if name in schema.get("title", "")), ()
    )
    examples = tuple(example for example in schema.get("examples", ()) if isinstance(example, str))
    return random.choice(
        random.choice((known or examples, known or examples, known or examples, examples))
        or words.WORDS
    )


def _mapping(
    random: Random, root: Mapping[str, Any], schema: Mapping[str, Any], oddness: float, depth: int
) -> dict[str, Any]:
    properties = schema.get("properties", {})
    required = schema.get("required", ())
    names = dict.fromkeys(
        name for name in properties if random.random() < (1 - oddness if name in required else 0.3)
    )
    for name, needed in schema.get("dependentRequired", {}).items():
        names |= dict.fromkeys(needed if name in names else ())
    made = {
        name: _shaped(random, root, properties[name], oddness, depth + 1)
        for name in names
        if name in properties
    }
    extra = schema.get("additionalProperties")
    if isinstance(extra, dict):
        keys = [
            name
            for example in schema.get("examples", ())
            if isinstance(example, dict)
            for name in example
        ] or list(words.WORDS)
        for name in random.sample(keys, min(len(keys), random.randrange(4))):
            made[name] = _shaped(random, root, extra, oddness, depth + 1)
    if "流程" in required and random.random() > oddness:
        made |= {
            "流程": "案件移送",
            "移送单位": "甲市局",
            "接收单位": random.choice(("乙市局", "各市局")),
        }
    if random.random() < oddness:
        made[random.choice(words.WORDS)] = odd(random)
    return made


def disturbed(random: Random, value: Any) -> Any:
    """Return the data of a record with one part of it disturbed.

    The part, however deep, is replaced, repeated, emptied or renamed.
    """
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice(tuple(value))
        if random.random() < 0.1:
            return {
                random.choice((*words.WORDS, f"工作{name}")) if name == key else name: inner
                for name, inner in value.items()
                if random.random() < 0.95
            }
        return {**value, key: disturbed(random, value[key])}
    if isinstance(value, list) and value and random.random() < 0.9:
        place = random.randrange(len(value))
        return [
            *value[:place],
            disturbed(random, value[place]),
            *(value[place:] if random.random() < 0.3 else value[place + 1 :]),
        ]
    return random.choice(
        (
            odd(random),
            random.choice(random.choice(tuple(words.KNOWN.values()))),
            random.choice(words.WORDS),
        )
    )


def bytes_case(random: Random, good: Files, known: Mapping[str, list[bytes]]) -> Files:
    """Return a book in which the bytes of one or two records have met with accidents."""
    files = dict(good)
    for _ in range(random.choice((1, 1, 2))):
        kind = random.choice(tuple(PLACES))
        path = random.choice(PLACES[kind])
        source = random.choice((*known[kind], good.get(path, b"")))
        files[path] = mutated(random, source)
    return files


def values_case(random: Random, good: Files, known: Mapping[str, list[bytes]]) -> Files:
    """Return a book in which some records are disturbed and some are gone.

    The disturbed ones are shaped by their schemas, or good but for one part.
    """
    files = {path: raw for path, raw in good.items() if random.random() > 0.02}
    for _ in range(random.choice((1, 1, 2, 4))):
        kind = random.choice(tuple(PLACES))
        path = random.choice(PLACES[kind])
        if random.random() < 0.5:
            data = shaped(random, kind, random.choice((0.0, 0.0, 0.02, 0.2)))
        else:
            raw = (
                good[path] if path in good and random.random() < 0.5 else random.choice(known[kind])
            )
            data = disturbed(random, reader.read(path, raw).data)
        text = json.dumps(data, ensure_ascii=random.random() < 0.1, indent=random.choice((None, 2)))
        files[path] = text.encode(errors="replace")
    return files
