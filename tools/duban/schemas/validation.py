"""Shape of one record: data × JSON Schema → findings in the words of the people who wrote the record."""

from __future__ import annotations

import json
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import jsonschema_rs

from duban.documents import mistakes
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping

    from jsonschema import Draft202012Validator
    from jsonschema import ValidationError

    from duban.documents.yaml_document import Document
    from duban.ground.findings import Finding
    from duban.ground.findings import Keys

Schema = dict[str, Any]
_COMMON = "common.schema.json"
# Keywords of ours (schema/README.md) that say what we do with a field, and nothing about its value.
_PLACES = ("x-show", "x-public", "x-prose")
# More than anybody corrects in one sitting; a hostile file could have a million.
MAX_COMPLAINTS = 100


@cache
def folder() -> Path:
    """Return where the schema files are: inside an installed package, or beside ``tools/`` in a checkout."""
    packaged = Path(__file__).parents[1] / "schema"
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "schema"


@cache
def schema(kind: str) -> Schema:
    """Return the schema of a kind with the common definitions inside it, so that it needs no other file."""
    common = json.loads((folder() / _COMMON).read_text("utf-8"))
    text = (folder() / f"{kind}.schema.json").read_text("utf-8").replace(f"{_COMMON}#", "#")
    own: Schema = json.loads(text)
    return {**own, "$defs": {**common["$defs"], **own.get("$defs", {})}}


@cache
def needed(kind: str) -> Schema:
    """Return the schema of a kind with only those definitions that it uses."""
    own = schema(kind)
    waiting = [json.dumps({**own, "$defs": {}})]
    used: dict[str, Schema] = {}
    while waiting:
        for name in re.findall(r'"#/\$defs/([^"]+)"', waiting.pop()):
            if name not in used:
                used[name] = own["$defs"][name]
                waiting.append(json.dumps(used[name]))
    made: Schema = _without_places({**own, "$defs": used})
    return made


def _without_places(part: Any) -> Any:
    """A kind's schema, or a part of it, for others to judge by: what we do with a field is nothing to them."""
    if isinstance(part, list):
        return [_without_places(member) for member in part]
    if isinstance(part, dict):
        return {name: _without_places(value) for name, value in part.items() if name not in _PLACES}
    return part


def for_editors(kind: str, units: Iterable[str]) -> Schema:
    """Return a kind's schema with a book's unit names as choices: an editor offers them, a name not yet registered stays possible."""
    own = schema(kind)
    unit = own["$defs"]["unit"]
    offered = {
        **unit,
        "anyOf": [
            {
                "enum": [*units, "未规定"],
                "title": "已登记的单位",
                "description": unit["description"],
            },
            {},
        ],
    }
    made: Schema = _without_places({**own, "$defs": {**own["$defs"], "unit": offered}})
    return made


@cache
def gate(kind: str) -> jsonschema_rs.Validator:
    """Return the fast validator of a kind: yes or no, thirty times quicker than the one that explains."""
    return jsonschema_rs.validator_for(schema(kind), validate_formats=True)


@cache
def _validator(kind: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator
    from jsonschema import FormatChecker
    from jsonschema.validators import extend

    explaining = extend(Draft202012Validator, {"uniqueItems": _repetition})  # type: ignore[no-untyped-call] # missing from the stubs
    validator: Draft202012Validator = explaining(
        schema(kind), format_checker=FormatChecker(["date"])
    )
    return validator


def _repetition(_: Any, wanted: object, value: Any, __: Schema) -> Iterator[ValidationError]:
    """The keyword uniqueItems in one pass: the library compares each member with all others, which takes minutes on a long list."""
    from jsonschema import ValidationError

    if wanted and isinstance(value, list) and _repeated(value) is not None:
        yield ValidationError("repeated")


def _repeated(values: list[Any]) -> int | None:
    """The place of the first member that stands in the list already; None where all differ."""
    seen: set[str] = set()
    for place, value in enumerate(values):
        text = json.dumps(value, sort_keys=True)
        if text in seen:
            return place
        seen.add(text)
    return None


def validate(document: Document, kind: str) -> tuple[Finding, ...]:
    """Return what is wrong with the shape of a document that parsed; empty when, and only when, it fits the schema of its kind."""
    if gate(kind).is_valid(document.data):
        return ()
    errors = list(islice(_validator(kind).iter_errors(document.data), MAX_COMPLAINTS))
    named = frozenset(
        tuple(error.absolute_path) for error in errors if error.validator == "additionalProperties"
    )
    cases = [Case(document, schema(kind), error, named) for error in errors]
    cases.sort(key=lambda case: (tuple(map(str, case.keys)), case.rank))
    likely = (
        mistakes.structure(document.text) if any(case.keyword == "type" for case in cases) else ()
    )
    found: dict[object, Finding] = {}
    for case in cases:
        for one_rule, problem in case.explain(likely):
            finding = document.find(one_rule, problem)
            found.setdefault((finding.line, finding.column, case.aspect(finding)), finding)
    return tuple(sorted(found.values())) or (_unexplained(document, kind),)


def _unexplained(document: Document, kind: str) -> Finding:
    """The finding on data that the gate refused though no rule found words for it: nothing refused goes without one."""
    keys: Keys = next(
        (tuple(error.instance_path) for error in gate(kind).iter_errors(document.data)), ()
    )
    return document.find(
        value_format, Problem(f"{_field(keys)}的写法不对", "请对照填报指南改写", keys)
    )


def _field(keys: Keys) -> str:
    """The name of the nearest field, in quotation marks."""
    names = [key for key in keys if isinstance(key, str)]
    return f"“{shorten(names[-1], 30)}”" if names else "这份记录"


_RANK = {
    "type": 0,
    "minLength": 1,
    "minItems": 1,
    "maxItems": 1,
    "enum": 2,
    "format": 3,
    "pattern": 4,
}


@dataclass(frozen=True, slots=True)
class Case:
    """One complaint of the schema validator about one document; ``named`` are the places whose unknown names are complained of too."""

    document: Document
    root: Schema
    error: ValidationError
    named: frozenset[Keys] = frozenset()

    @property
    def keyword(self) -> str:
        """The schema keyword that failed; empty where the schema forbids a value altogether."""
        return str(self.error.validator or "")

    @property
    def keys(self) -> Keys:
        """Where the value stands in the data."""
        return tuple(self.error.absolute_path)

    @property
    def schema(self) -> Schema:
        """The schema that was not met; empty where a value is forbidden altogether."""
        return self.error.schema if isinstance(self.error.schema, dict) else {}

    @property
    def wanted(self) -> Any:
        """What the failed keyword asks for."""
        return self.error.validator_value

    @property
    def rank(self) -> int:
        """Which complaint about one value to believe first."""
        return _RANK.get(self.keyword, 5)

    @property
    def value(self) -> Any:
        """The value complained of."""
        return self.error.instance

    @property
    def name(self) -> str:
        """The name of the nearest field, in quotation marks."""
        return _field(self.keys)

    @property
    def written(self) -> str:
        """The value as it stands in the file."""
        return self.document.written(self.keys)

    def said(self, annotation: str) -> str:
        """Return what the innermost schema on the way to the failure says under an ``x-`` annotation, or ""."""
        return next((str(one[annotation]) for one in reversed(self.way()) if annotation in one), "")

    def expects(self, kind: str) -> bool:
        """Tell whether a value of this JSON type is accepted here."""
        kinds = self.wanted
        return bool(kind in kinds if isinstance(kinds, list) else kind == kinds)

    def aspect(self, finding: Finding) -> object:
        """Findings of the same aspect at one place are one cause."""
        return finding.message if finding.code == field_missing.code else None

    def explain(
        self, likely: tuple[mistakes.Found, ...]
    ) -> Iterator[tuple[Rule[..., Any], Problem]]:
        """Return the rule broken and what to say; a trap of the text itself explains a value of the wrong type."""
        if self.keyword == "type":
            span = self.document.span(self.keys)
            caused = [
                (trap, problem)
                for trap, problem in likely
                if isinstance(problem.at, Span) and span.line <= problem.at.line <= span.last_line
            ]
            if caused:
                yield from caused
                return
        if "propertyNames" in self.error.absolute_schema_path:
            near = nearest(str(self.value), frozenset(_properties(self)))
            hint = f"是否指“{near}”？" if near else _hint(self)
            yield (
                field_unknown,
                Problem(
                    f"没有“{shorten(str(self.value), 30)}”这一项",
                    hint,
                    (*self.keys, self.value),
                    on_key=True,
                ),
            )
            return
        if self.said("x-code"):
            for annotated in _ANNOTATED:
                if annotated.code == self.said("x-code"):
                    yield from ((annotated, problem) for problem in annotated(self))
                    return
        for one_rule in _BY_KEYWORD.get(self.keyword, (value_format,)):
            problems = list(one_rule(self))
            if problems:
                yield from ((one_rule, problem) for problem in problems)
                return

    def way(self) -> list[Schema]:
        """The schemas from the root to the failure; the validator's path leaves out "if" and "$ref"."""
        node: Any = self.root
        way = [self.root]
        for step in self.error.absolute_schema_path:
            while isinstance(node, dict) and step not in node and "$ref" in node:
                node = _target(self.root, node)
                way.append(node)
            node = (
                node[int(step)]
                if isinstance(node, list)
                else node.get(step, {})
                if isinstance(node, dict)
                else {}
            )
            if isinstance(node, dict):
                way.append(node)
        return way


def _target(root: Schema, one: Schema) -> Schema:
    found: Schema = root["$defs"][one["$ref"].removeprefix("#/$defs/")]
    return found


def _problem(case: Case, message: str, hint: str, *, fix: str | None = None) -> Problem:
    return Problem(message, hint, case.keys, fix=fix)


def _example(case: Case) -> str:
    examples = case.schema.get("examples", [])
    return _inline(examples[0]) if examples else ""


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inline(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return str(value)


def _hint(case: Case) -> str:
    said = case.said("x-hint")
    if said:
        return said
    example = _example(case)
    return f"例如 {example}" if example else "请对照填报指南改写"


@rule
def value_missing(case: Case) -> Iterator[Problem]:
    """写了名称，没有写内容。

    必填的要补上内容；选填的、暂时没有内容的，把整行删去。
    """
    if (
        case.value is None
        or case.value in ("", [])
        or (isinstance(case.value, str) and not case.value.strip())
    ):
        example = _example(case)
        if not case.keys:
            yield _problem(case, "这个文件是空的", "对照同类文件填写；不需要的删去这个文件")
            return
        yield _problem(
            case,
            f"{case.name}没有写内容",
            f"补上内容{f'，例如 {example}' if example else ''}；不需要的把整行删去",
        )


@rule
def list_separator(case: Case) -> Iterator[Problem]:
    """几个单位（或几条文字）写成了一串。

    列表要一行一个，行首用“- ”；或者写在英文方括号里，用英文逗号隔开。用顿号、中文逗号连起来，系统会当作一个。
    """
    value = case.value
    if isinstance(value, str) and (case.expects("array") or case.keyword == "pattern"):
        inner = re.sub(r"^[\[［【]|[\]］】]$", "", value.strip())
        parts = [part.strip() for part in re.split(r"[、，,；;]", inner) if part.strip()]
        field = next((key for key in reversed(case.keys) if isinstance(key, str)), "")
        several = len(parts) > 1
        if several and _lists_texts(case):  # 关于安全、环保工作的通知 is one title
            parts = [inner.strip()]
        if several or (parts and inner != value.strip()):
            many = case.expects("array") or (bool(case.keys) and isinstance(case.keys[-1], int))
            what = (
                "只能写一个单位"
                if not many
                else "要分开写"
                if len(parts) > 1
                else "要写在英文方括号里"
            )
            hint = (
                f"请改为：{field}: [{', '.join(parts)}]"
                if many
                else f"只保留一个，例如 {field}: {parts[0]}"
            )
            yield _problem(
                case,
                f"“{shorten(value, 40)}”{what}",
                hint,
                fix=_separated(case, parts) if many else None,
            )


def _lists_texts(case: Case) -> bool:
    """Whether a list of texts is wanted, not of names: a comma in a text parts nothing."""
    reference: str = case.schema.get("items", {}).get("$ref", "")
    return reference.endswith("/text")


def _separated(case: Case, parts: list[str]) -> str | None:
    """The parts as a list; inside a list, as its members; None where they could not stand so without quotes."""
    if not all(re.fullmatch(r"[\u4e00-\u9fff（）、，；《》〔〕0-9]+", part) for part in parts):
        return None
    joined = ", ".join(parts)
    return f"[{joined}]" if case.expects("array") else joined


@rule
def number_format(case: Case) -> Iterator[Problem]:
    """这里要写数字。

    写阿拉伯数字，不带单位、百分号，前面不加 0，不用全角数字。
    """
    if isinstance(case.value, str) and case.expects("integer"):
        digits = re.fullmatch(r"\s*(\d{1,6})(?:\.0+)?\s*(?:[%％]|天|日)?\s*", case.value)
        if digits:
            yield _problem(
                case,
                f"{case.name}要写数字，写成了“{shorten(case.value, 20)}”",
                f"请改为：{int(digits[1])}",
                fix=str(int(digits[1])),
            )
        else:
            yield _problem(
                case, f"{case.name}要写数字，写成了“{shorten(case.value, 20)}”", _hint(case)
            )


@rule
def text_looks_like_number(case: Case) -> Iterator[Problem]:
    """这里要写文字，写成了数字或 true、false。

    条款 1.10 不加引号会变成 1.1。全是数字的文字请加英文双引号。
    """
    if case.expects("string") and isinstance(case.value, bool):
        allowed = case.schema.get("enum", [])
        choice = (
            ("是" if case.value else "否") if "是" in allowed else mistakes.quoted(case.written)
        )
        yield _problem(case, f"{case.name}要写文字，写成了 {case.written}", f"请改为：{choice}")
    elif case.expects("string") and isinstance(case.value, int | float):
        yield _problem(
            case,
            f"{case.name}要写文字，{case.written} 会被当作数字",
            f"加上英文双引号：{mistakes.quoted(case.written)}",
            fix=mistakes.quoted(case.written),
        )


@rule
def single_value(case: Case) -> Iterator[Problem]:
    """这里只能写一个，不能写成列表。

    例如牵头单位只能有一个，其余单位写在责任单位里。
    """
    if isinstance(case.value, list) and not case.expects("array") and not case.expects("object"):
        first = next((one for one in case.value if isinstance(one, str)), "")
        hint = f"只保留一个，例如 {first}" if first else _hint(case)
        yield _problem(case, f"{case.name}只能写一个，写成了列表", hint)


@rule
def value_type(case: Case) -> Iterator[Problem]:
    """内容的样子不对。

    该写列表的地方写了文字，该分项写的地方写了一句话，或者相反。请看提示里的例子。
    """
    if case.expects("object"):
        wanted = "要分项写"
    elif case.expects("array"):
        wanted = "要写成列表"
    elif case.expects("integer"):
        wanted = "要写数字"
    else:
        wanted = "要写成一段文字"
    if not case.keys:
        yield _problem(case, "这份记录要分项写", "每行写成“名称: 内容”，对照同类文件填写")
        return
    where = (
        f"{case.name}的第 {case.keys[-1] + 1} 条"
        if case.keys and isinstance(case.keys[-1], int)
        else case.name
    )
    yield _problem(case, f"{where}{wanted}", _hint(case))


_DAY = re.compile(
    r"\s*(\d{4})\s*[年./\-－—]\s*(\d{1,2})\s*[月./\-－—]\s*(\d{1,2})\s*[日号]?\s*|(\d{4})(\d{2})(\d{2})"
)


def parse_day(text: str) -> tuple[int, int, int] | None:
    """Return year, month and day of a date in any of the usual spellings, whether or not that day exists."""
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    return year, month, day


def _is_date_field(case: Case) -> bool:
    return any(
        one.get("format") == "date" or one.get("title") == "截止"
        for one in (*case.way(), case.schema)
    )


@rule
def date_invalid(case: Case) -> Iterator[Problem]:
    """没有这一天。

    日期的写法对，但日历上没有这一天，例如 2 月 30 日。
    """
    parts = parse_day(str(case.value)) if _is_date_field(case) else None
    if parts:
        year, month, day = parts
        if not 1900 <= year <= 2199:  # noqa: PLR2004 - the range the schema accepts
            yield _problem(case, f"年份 {year} 不在 1900 到 2199 之间", "检查年份")
        elif not 1 <= month <= 12:  # noqa: PLR2004 - months
            yield _problem(case, f"没有 {month} 月", "检查月份，日期写成 年-月-日")
        elif not 1 <= day <= monthrange(year, month)[1]:
            last = date(year, month, monthrange(year, month)[1])
            yield _problem(case, f"{year} 年 {month} 月没有 {day} 日", f"请改为：{last}")


@rule
def date_format(case: Case) -> Iterator[Problem]:
    """日期的写法不对。

    日期写成 年-月-日，月和日各两位，例如 2025-06-01。2025/6/1、2025年6月1日、2025.6.1 都要改。
    """
    if not _is_date_field(case):
        return
    parts = parse_day(str(case.value))
    if parts:
        yield _problem(
            case,
            f"日期写成了“{shorten(str(case.value), 30)}”",
            f"请改为：{date(*parts)}",
            fix=str(date(*parts)),
        )
    else:
        yield _problem(
            case,
            f"“{shorten(str(case.value), 30)}”不是日期",
            case.said("x-hint") or "日期写成 年-月-日，例如 2025-06-30",
        )


@rule
def document_number(case: Case) -> Iterator[Problem]:
    """文号的写法不对。

    写成“吉交综执〔2024〕136号”：年份用六角括号〔〕，序号前不加 0，中间没有空格。没有文号的写“未载明”。
    """
    if isinstance(case.value, str) and case.keys and case.keys[-1] == "文号":
        match = re.fullmatch(
            r"\s*([\u4e00-\u9fff]{1,20})\s*[\[［(（【〔]\s*(\d{4})\s*[\]］)）】〕]\s*第?\s*0*([1-9]\d{0,5})\s*号\s*",
            case.value,
        )
        if match:
            proper = f"{match[1]}〔{match[2]}〕{match[3]}号"
            yield _problem(case, f"文号写成了“{case.value}”", f"请改为：{proper}", fix=proper)
        else:
            yield _problem(case, f"“{shorten(case.value, 30)}”不是文号", _hint(case))


_ENGLISH = {
    "yes": "是",
    "no": "否",
    "on": "是",
    "off": "否",
    "y": "是",
    "n": "否",
    "done": "已完成",
}


@rule
def value_not_allowed(case: Case) -> Iterator[Problem]:
    """只能从规定的几个词里选。

    例如状态只能写：未启动、进行中、已完成、暂缓。
    """
    allowed = [str(word) for word in case.wanted] if case.keyword == "enum" else []
    if allowed:
        near = _ENGLISH.get(str(case.value).lower()) or nearest(str(case.value), frozenset(allowed))
        suggestion = f"是否指“{near}”？" if near else ""
        words = case.said("x-hint") or f"只能写：{listed(allowed)}"
        yield _problem(
            case, f"{case.name}不能写“{shorten(str(case.value), 30)}”", f"{suggestion}{words}"
        )


@rule
def value_format(case: Case) -> Iterator[Problem]:
    """内容的写法不对。

    请照提示里的例子改写。
    """
    shown = f"“{shorten(case.value, 40)}”" if isinstance(case.value, str) else "内容"
    yield _problem(case, f"{case.name}的写法不对：{shown}", _hint(case))


@rule
def text_too_long(case: Case) -> Iterator[Problem]:
    """文字太长。

    名称、标题写一行；情况写要点。更多内容请放到佐证材料里，这里写文号或网址。
    """
    yield _problem(
        case,
        f"{case.name}有 {len(case.value)} 个字，最多 {case.wanted} 个",
        "请精简，详细内容放到佐证材料里",
    )


@rule
def number_range(case: Case) -> Iterator[Problem]:
    """数字超出范围。

    例如进度是 0 到 100。
    """
    limits = case.schema
    yield _problem(
        case,
        f"{case.name}写成了 {case.value}，应在 {limits.get('minimum')} 到 {limits.get('maximum')} 之间",
        _hint(case),
    )


@rule
def list_duplicate(case: Case) -> Iterator[Problem]:
    """列表里有重复。

    同一个单位写了两次，请删去一个。
    """
    place = _repeated(case.value)
    if place is not None:
        yield Problem(
            f"{case.name}里“{shorten(str(case.value[place]), 30)}”写了两次",
            "删去重复的一个",
            (*case.keys, place),
        )


@rule
def list_too_short(case: Case) -> Iterator[Problem]:
    """写得不够。

    例如参加单位要有两个以上。
    """
    if case.keyword == "minProperties" and not set(case.schema.get("required", ())) <= set(
        case.value
    ):
        return
    yield _problem(case, f"{case.name}至少要写 {case.wanted} 项", _hint(case))


@rule
def list_too_long(case: Case) -> Iterator[Problem]:
    """列表太长。

    一个列表最多 500 项。进展太多的，请把早先的合并成一条。
    """
    yield _problem(
        case, f"{case.name}有 {len(case.value)} 项，最多 {case.wanted} 项", "请合并或精简"
    )


@rule
def field_missing(case: Case) -> Iterator[Problem]:
    """缺少必填的一项。

    补上这一项。文件没有写明的内容写“未规定”，不要留空。
    """
    if case.keyword == "required":
        missing = [name for name in case.wanted if name not in case.value]
    else:
        missing = [
            name
            for name, needs in case.wanted.items()
            if name in case.value
            for name in needs
            if name not in case.value
        ]
    fields = _properties(case)
    absent = frozenset(fields) - set(case.value)
    others = [name for name in case.value if name not in fields][:MAX_COMPLAINTS]
    misspelt = {nearest(name, absent): name for name in others}
    # Where unknown names have findings of their own, those already say which field was meant.
    names = [
        name
        for name in fields
        if name in missing and not (case.keys in case.named and name in misspelt)
    ]
    if not names:
        return
    examples = {name: resolved(case.root, fields[name]).get("examples", []) for name in names}
    lines = "；".join(
        f"{name}: {_inline(example[0])}" if example else f"{name}: "
        for name, example in examples.items()
    )
    inside = case.name if case.keys else "这份记录"
    if case.keys and isinstance(case.keys[-1], int):
        inside = f"{case.name}的第 {case.keys[-1] + 1} 条"
    quoted = "".join(f"“{name}”" for name in names)
    meant = "".join(
        f"“{shorten(misspelt[name], 30)}”是否应为“{name}”？" for name in names if name in misspelt
    )
    yield _problem(
        case,
        f"{inside}缺少{quoted}",
        f"{meant}加{'一行' if len(names) == 1 else '上这几行'}，例如 {lines}",
    )


@rule
def field_unknown(case: Case) -> Iterator[Problem]:
    """没有这一项。

    名称写错了，或者写在了不该写的地方。请对照提示改正；多余的删去。
    """
    fields = _properties(case)
    absent = frozenset(fields) - set(case.value)
    for name in [name for name in case.value if name not in fields][:MAX_COMPLAINTS]:
        near = nearest(name, absent)
        inside = next(
            (
                one
                for one, body in fields.items()
                if name in resolved(case.root, body).get("properties", {})
            ),
            None,
        )
        hint = f"是否指“{near}”？" if near else f"这里可以写：{listed(fields)}"
        if inside and inside in case.value:
            hint = f"它属于“{inside}”，请在行首加两个空格，放到“{inside}”下面"
        yield Problem(f"没有“{shorten(name, 30)}”这一项", hint, (*case.keys, name), on_key=True)


def _properties(case: Case) -> Mapping[str, Schema]:
    for one in reversed(case.way()):
        if one.get("properties") and "x-code" not in one:
            return resolved(case.root, one)["properties"]  # type: ignore[no-any-return]
    return {}


def resolved(root: Schema, one: Schema) -> Schema:
    """Return a part of a schema with what its reference points to written out; its own words win."""
    if "$ref" in one:
        return {**resolved(root, _target(root, one)), **one}
    return one


def _annotated(case: Case) -> Iterator[Problem]:
    at: Keys = case.keys
    forbidden = case.keyword == "not"
    if case.said("x-at"):
        at = (case.said("x-at"),)
    yield Problem(case.said("x-message"), case.said("x-hint"), at, on_key=forbidden)


@rule
def limit_not_in_document(case: Case) -> Iterator[Problem]:
    """文件没有规定时限，却写了日期。

    “时限”里的截止、周期、长期只写文件规定的。文件写“未规定”的，本级另定的时限写进“设定”，并写明依据，
    这样处处都能看出它不是文件规定的。
    """
    yield from _annotated(case)


@rule
def limit_set_twice(case: Case) -> Iterator[Problem]:
    """文件已有时限，又写了“设定”。

    文件有规定的以文件为准。确需延期的，写“变更”，注明批准和理由。
    """
    yield from _annotated(case)


@rule
def completion_date_missing(case: Case) -> Iterator[Problem]:
    """已完成的没有写完成日期。

    状态为“已完成”的，要写“完成日期”，据此判断是否按期。
    """
    yield from _annotated(case)


@rule
def completion_date_unexpected(case: Case) -> Iterator[Problem]:
    """没有完成，却写了完成日期。

    只有状态为“已完成”的才写“完成日期”。
    """
    yield from _annotated(case)


@rule
def completion_without_evidence(case: Case) -> Iterator[Problem]:
    """已完成的没有佐证。

    状态为“已完成”的，至少有一条进展写明“佐证”：网址、文号或材料位置。
    """
    yield from _annotated(case)


_ANNOTATED: tuple[Rule[[Case], Iterator[Problem]], ...] = (
    limit_not_in_document,
    limit_set_twice,
    completion_date_missing,
    completion_date_unexpected,
    completion_without_evidence,
)
_TYPE = (
    value_missing,
    list_separator,
    number_format,
    text_looks_like_number,
    single_value,
    value_type,
)
_WORDING = (value_missing, date_invalid, date_format, document_number, list_separator, value_format)
_BY_KEYWORD: dict[str, tuple[Rule[[Case], Iterator[Problem]], ...]] = {
    "type": _TYPE,
    "required": (field_missing,),
    "dependentRequired": (field_missing,),
    "additionalProperties": (field_unknown,),
    "enum": (value_missing, value_not_allowed),
    "format": _WORDING,
    "pattern": _WORDING,
    "const": _WORDING,
    "minLength": _WORDING,
    "minItems": (value_missing, list_too_short),
    "minProperties": (list_too_short,),
    "maxLength": (text_too_long,),
    "minimum": (number_range,),
    "maximum": (number_range,),
    "maxItems": (list_too_long,),
    "uniqueItems": (list_duplicate,),
}
RULES: tuple[Rule[..., Any], ...] = tuple(
    dict.fromkeys((*_ANNOTATED, *(one for rules in _BY_KEYWORD.values() for one in rules)))
)
