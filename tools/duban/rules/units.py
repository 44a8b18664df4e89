"""Rules on units: names are registered and unique, groups and superiors form no circle."""

from __future__ import annotations

from graphlib import CycleError
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from duban.ground.findings import BookProblem
from duban.ground.findings import rule
from duban.ground.text import shorten
from duban.records.fields import UNSPECIFIED
from duban.rules.context import suggestion

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.ground.findings import Keys
    from duban.rules.context import Check
    from duban.rules.context import Context


@rule
def unit_unknown(context: Context) -> Iterator[BookProblem]:
    """单位名称没有登记。

    其他文件里写单位，要用 tasks/units/ 中登记的简称，一字不差。写了全称、曾用名的，请改成简称；确是新单位的，先登记。
    """  # noqa: E501 - lines as the manual shows them
    for path, name, keys in _unit_names(context):
        if name in context.names or name in context.doubtful_names:
            continue
        if name == UNSPECIFIED:
            yield BookProblem(
                "名单里不能写“未规定”", "文件没有写单位的，把这一项整个删去", keys, path=path
            )
            continue
        proper = context.units.known_as.get(name)
        shown = shorten(name, 40)
        if proper:
            message, hint = f"“{shown}”不是登记的简称", f"请改为：{proper}"
        else:
            message = f"没有登记名叫“{shown}”的单位"
            hint = suggestion(name, context.names, "请先在 tasks/units/ 登记这个单位")
        yield BookProblem(message, hint, keys, path=path, fix=proper)


def _unit_names(context: Context) -> Iterator[tuple[str, str, Keys]]:
    """Every place where a record names a unit: (path of the record, name, keys)."""
    book = context.book
    for unit in book.units.values():
        yield from _named(unit.path, {"上级": unit.parent, "成员": unit.members})
    for plan in book.plans.values():
        yield from _named(plan.path, {"印发单位": plan.issuers})
    for agreement in book.agreements.values():
        yield from _named(
            agreement.path, {"参加单位": agreement.parties, "抄送": agreement.copied_to}
        )
        for role, names in agreement.roles.items():
            yield from (
                (agreement.path, name, ("角色", role, index)) for index, name in enumerate(names)
            )
    for item in book.items.values():
        yield from _named(
            item.path,
            {"牵头单位": item.lead, "责任单位": item.responsible, "配合单位": item.supporting},
        )
    for matter in book.matters.values():
        yield from ((matter.path, name, (role,)) for role, name in matter.roles.items())
        yield from (
            (matter.path, record.unit, ("环节", index, "单位"))
            for index, record in enumerate(matter.steps)
        )
    yield from _named(book.config.path, {"督办单位": book.config.supervisor})


def _named(
    path: str, fields: Mapping[str, str | tuple[str, ...] | None]
) -> Iterator[tuple[str, str, Keys]]:
    for key, value in fields.items():
        if isinstance(value, str):
            yield path, value, (key,)
        else:
            yield from ((path, name, (key, index)) for index, name in enumerate(value or ()))


@rule
def unit_name_taken(context: Context) -> Iterator[BookProblem]:
    """两个单位用了同一个名称。

    简称在全台账里不能重复，也不能与别的单位的全称、别名相同，否则不知道指哪一个。
    """
    owner: dict[str, str] = {}
    for unit in context.book.units.values():
        first = owner.setdefault(unit.name, unit.path)
        if first != unit.path:
            yield BookProblem(
                f"简称“{unit.name}”已经被 {first} 用了",
                "换一个能区别开的简称",
                ("简称",),
                path=unit.path,
            )
    for unit in context.book.units.values():
        for index, alias in enumerate(unit.aliases):
            first = owner.setdefault(alias, unit.path)
            if first != unit.path:
                yield BookProblem(
                    f"别名“{alias}”已经被 {first} 用了",
                    "删去这个别名，或换一个",
                    ("别名", index),
                    path=unit.path,
                )


@rule
def group_cycle(context: Context) -> Iterator[BookProblem]:
    """单位的成员绕成了圈。

    甲的成员里有乙，乙的成员里又有甲，分不清谁是谁的成员。请删去其中一处。
    """
    following = {name: unit.members or () for name, unit in context.units.by_name.items()}
    yield from _circles(context, "成员", following)


@rule
def parent_cycle(context: Context) -> Iterator[BookProblem]:
    """单位的上级绕成了圈。

    甲的上级是乙，乙的上级又是甲。请改正其中一处。
    """
    following = {
        name: (unit.parent,) if unit.parent else () for name, unit in context.units.by_name.items()
    }
    yield from _circles(context, "上级", following)


def _circles(
    context: Context, field: str, following: Mapping[str, tuple[str, ...]]
) -> Iterator[BookProblem]:
    edges = {name: list(names) for name, names in following.items()}
    while circle := _first_circle(edges):
        *_, last, first = circle
        yield BookProblem(
            f"绕成了圈：{' → '.join(circle[:8])}",
            f"删去其中一处“{field}”",
            (field,),
            path=context.units.by_name[last].path,
        )
        # As if it were mended: the next search finds another circle.
        edges[last].remove(first)


def _first_circle(edges: Mapping[str, list[str]]) -> list[str]:
    """Return the names of a circle, the first of them at the end again; none without a circle."""
    sorter = TopologicalSorter(dict.fromkeys(edges, ()))
    for name, names in edges.items():
        for follower in names:
            sorter.add(follower, name)
    try:
        sorter.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        return circle
    return []


CHECKS: tuple[Check, ...] = (
    unit_unknown,
    unit_name_taken,
    group_cycle,
    parent_cycle,
)
