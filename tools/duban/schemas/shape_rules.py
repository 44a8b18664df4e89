"""Rules on what a record or a list holds: missing and unknown fields, too few, too many, twice."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.findings import Problem
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten
from duban.schemas.cases import MAX_COMPLAINTS
from duban.schemas.cases import inline
from duban.schemas.catalog import resolved

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.ground.findings import Keys
    from duban.ground.findings import Rule
    from duban.schemas.cases import Case
    from duban.schemas.catalog import Schema


@rule
def list_duplicate(case: Case) -> Iterator[Problem]:
    """列表里有重复。

    同一个单位写了两次，请删去一个。
    """
    place = repeated(case.value)
    if place is not None:
        yield Problem(
            f"{case.name}里“{shorten(str(case.value[place]), 30)}”写了两次",
            "删去重复的一个",
            (*case.keys, place),
        )


def repeated(values: list[Any]) -> int | None:
    """Return the index of the first member that stands in the list before; None: all differ."""
    seen: set[str] = set()
    for place, value in enumerate(values):
        text = json.dumps(value, sort_keys=True)
        if text in seen:
            return place
        seen.add(text)
    return None


@rule
def list_too_short(case: Case) -> Iterator[Problem]:
    """写得不够。

    例如参加单位要有两个以上。
    """
    # Where required fields are missing, that finding says it better.
    required = set(case.schema.get("required", ()))
    if case.keyword == "minProperties" and not required <= set(case.value):
        return
    yield case.problem(f"{case.name}至少要写 {case.wanted} 项", case.hint)


@rule
def list_too_long(case: Case) -> Iterator[Problem]:
    """列表太长。

    一个列表最多 500 项。进展太多的，请把早先的合并成一条。
    """
    message = f"{case.name}有 {len(case.value)} 项，最多 {case.wanted} 项"
    yield case.problem(message, "请合并或精简")


@rule
def field_missing(case: Case) -> Iterator[Problem]:
    """缺少必填的一项。

    补上这一项。文件没有写明的内容写“未规定”，不要留空。
    """
    fields = case.fields()
    missing = _missing(case)
    meant = _misspelt(case)
    names = [name for name in fields if name in missing]
    # Where unknown names have findings of their own, those already say which field was meant.
    if case.keys in case.named:
        names = [name for name in names if name not in meant]
    if not names:
        return
    lines = "；".join(f"{name}: {_first_example(case, name)}" for name in names)
    questions = "".join(
        f"“{shorten(meant[name], 30)}”是否应为“{name}”？" for name in names if name in meant
    )
    quoted = "".join(f"“{name}”" for name in names)
    count = "一行" if len(names) == 1 else "上这几行"
    inside = case.place if case.keys else "这份记录"
    yield case.problem(f"{inside}缺少{quoted}", f"{questions}加{count}，例如 {lines}")


def _missing(case: Case) -> frozenset[str]:
    """The names of the fields that are wanted and absent."""
    if case.keyword == "required":
        return frozenset(case.wanted) - set(case.value)
    needs = [need for name, needs in case.wanted.items() if name in case.value for need in needs]
    return frozenset(needs) - set(case.value)


def _unknown(case: Case) -> list[str]:
    """The names in the record that no field has, as far as anybody would read of them."""
    fields = case.fields()
    return [name for name in case.value if name not in fields][:MAX_COMPLAINTS]


def _misspelt(case: Case) -> dict[str | None, str]:
    """The unknown names by the absent field that each looks most like; None: like no field."""
    absent = frozenset(case.fields()) - set(case.value)
    return {nearest(name, absent): name for name in _unknown(case)}


def _first_example(case: Case, name: str) -> str:
    examples = resolved(case.root, case.fields()[name]).get("examples", [])
    return inline(examples[0]) if examples else ""


@rule
def field_unknown(case: Case) -> Iterator[Problem]:
    """没有这一项。

    名称写错了，或者写在了不该写的地方。请对照提示改正；多余的删去。
    """
    if "propertyNames" in case.error.absolute_schema_path:
        # The schema forbids a name itself: the value of the complaint is that name.
        name = str(case.value)
        near = nearest(name, frozenset(case.fields()))
        yield _unknown_name(case, name, f"是否指“{near}”？" if near else case.hint)
        return
    fields = case.fields()
    absent = frozenset(fields) - set(case.value)
    for name in _unknown(case):
        near = nearest(name, absent)
        hint = f"是否指“{near}”？" if near else f"这里可以写：{listed(fields)}"
        parent = _field_holding(name, fields, case.root)
        if parent in case.value:
            hint = f"它属于“{parent}”，请在行首加两个空格，放到“{parent}”下面"
        yield _unknown_name(case, name, hint)


def _unknown_name(case: Case, name: str, hint: str) -> Problem:
    return Problem(f"没有“{shorten(name, 30)}”这一项", hint, (*case.keys, name), on_key=True)


def _field_holding(name: str, fields: Mapping[str, Schema], root: Schema) -> str | None:
    """The field that may hold a field of this name; None where there is none."""
    for parent, body in fields.items():
        if name in resolved(root, body).get("properties", {}):
            return parent
    return None


def _annotated(case: Case) -> Iterator[Problem]:
    """What the ``x-`` keywords of the schema say: message, hint and place."""
    at: Keys = (case.said("x-at"),) if case.said("x-at") else case.keys
    forbidden = case.keyword == "not"
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


# The rules that an x-code of a schema may name.
ANNOTATED: tuple[Rule[[Case], Iterator[Problem]], ...] = (
    limit_not_in_document,
    limit_set_twice,
    completion_date_missing,
    completion_date_unexpected,
    completion_without_evidence,
)
