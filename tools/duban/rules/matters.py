"""Rules on matters: their agreement and roles, the order, outcomes, dates and numbers of steps."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import NamedTuple

from duban.ground.findings import BookProblem
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten
from duban.records.fields import keys
from duban.records.kinds import folder_of
from duban.records.kinds import path_of
from duban.records.model import Matter
from duban.records.sources import Agreement
from duban.rules.context import suggestion
from duban.status import workflow
from duban.status.workflow import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Keys
    from duban.records.sources import Step
    from duban.rules.context import Check
    from duban.rules.context import Context


@rule
def matter_agreement_unknown(context: Context) -> Iterator[BookProblem]:
    """协作事项所属的协议不存在。

    协作事项放在 tasks/matters/协议/ 下，协议要先登记在 tasks/agreements/。
    """
    ids = frozenset(context.book.agreements)
    for matter in context.book.matters.values():
        if matter.agreement in ids or context.left_out(path_of(Agreement, matter.agreement)):
            continue
        near = nearest(matter.agreement, ids)
        if near:
            hint = f"是否应放在 {folder_of(Matter, near)} 下？"
        else:
            hint = f"先登记 {path_of(Agreement, matter.agreement)}"
        yield BookProblem(f"没有名为 {matter.agreement} 的协议", hint, path=matter.path)


@rule
def matter_workflow_unknown(context: Context) -> Iterator[BookProblem]:
    """协议里没有这个流程。

    “流程”写协议里登记的流程名。
    """
    for matter in context.book.matters.values():
        agreement = context.book.agreements.get(matter.agreement)
        if agreement and matter.workflow not in agreement.workflows:
            known = frozenset(agreement.workflows)
            names = listed(sorted(known)) or "没有登记"
            yield BookProblem(
                f"协议里没有流程“{shorten(matter.workflow, 20)}”",
                suggestion(matter.workflow, known, f"协议的流程：{names}"),
                ("流程",),
                path=matter.path,
            )


@rule
def matter_role_unknown(context: Context) -> Iterator[BookProblem]:
    """没有这一项，也没有这个角色。

    协作事项除固定的几项外，只写流程里的角色由哪个单位担任。
    """
    fields = frozenset(keys(Matter).values())
    for matter, agreement, _ in _running(context):
        known = frozenset(agreement.roles)
        names = listed(sorted(known)) or "没有"
        for role in matter.roles:
            if role not in known:
                yield BookProblem(
                    f"没有“{shorten(role, 20)}”这一项",
                    suggestion(role, fields | known, f"协议的角色：{names}"),
                    (role,),
                    on_key=True,
                    path=matter.path,
                )


@rule
def matter_role_missing(context: Context) -> Iterator[BookProblem]:
    """没有写明角色由谁担任。

    流程里用到的角色，每件协作事项都要写明由哪个单位担任，例如 移送单位: 区交通局。
    """
    for matter, agreement, steps in _running(context):
        roles = agreement.roles
        used = dict.fromkeys(actor for step in steps for actor in step.actors if actor in roles)
        # matter_role_unknown says that they are misspelt; once is enough.
        misspelt = {nearest(role, frozenset(roles)) for role in matter.roles if role not in roles}
        for role in used:
            if role not in matter.roles and role not in misspelt:
                yield BookProblem(
                    f"没有写明“{role}”由谁担任",
                    f"加一行，例如 {role}: {roles[role][0]}",
                    path=matter.path,
                )


@rule
def matter_role_not_allowed(context: Context) -> Iterator[BookProblem]:
    """这个单位不能担任这个角色。

    协议“角色”里写明了哪些单位可以担任。
    """
    for matter, agreement, _ in _running(context):
        for role, unit in matter.roles.items():
            allowed = agreement.roles.get(role)
            if not allowed or unit not in context.names:
                continue
            if not any(_may_act(context, unit, name) for name in allowed):
                yield BookProblem(
                    f"{unit}不能担任“{role}”",
                    f"协议规定由 {listed(allowed)} 担任",
                    (role,),
                    path=matter.path,
                )


def _may_act(context: Context, unit: str, allowed: str) -> bool:
    """Tell whether a unit may act where ``allowed`` may.

    It may as that unit, as a member of that group, or below it by its superiors (上级). It may
    also act for a class without named members whose superior is one of its own.
    """
    if unit == allowed or unit in context.units.expand(allowed):
        return True
    group = context.units.by_name.get(allowed)
    class_parent = group.parent if group and group.members == () else None
    seen: set[str] = set()
    while unit in context.names and unit not in seen:
        seen.add(unit)
        unit = context.units.by_name[unit].parent or ""
        if unit == allowed or (class_parent and unit == class_parent):
            return True
    return False


@rule
def step_unknown(context: Context) -> Iterator[BookProblem]:
    """流程里没有这个环节。

    “环节”的名称要与协议流程里的一致。
    """
    for fault in _faults(context):
        if fault.kind is Fault.UNKNOWN:
            names = tuple(step.name for step in fault.steps)
            yield BookProblem(
                f"流程“{fault.matter.workflow}”里没有环节“{shorten(fault.written, 20)}”",
                suggestion(fault.written, frozenset(names), f"流程的环节：{listed(names)}"),
                ("环节", fault.place, "名称"),
                path=fault.matter.path,
            )


@rule
def step_order(context: Context) -> Iterator[BookProblem]:
    """环节的先后不对。

    环节按协议的流程一步一步办，由上一步的结果决定下一步。漏登的先补上。
    """
    for fault in _faults(context):
        keys = ("环节", fault.place, "名称")
        if fault.kind is Fault.ORDER and fault.step:
            yield BookProblem(
                f"这一步应当是“{fault.step.name}”，写成了“{fault.written}”",
                f"先登记“{fault.step.name}”，或检查上一步的结果",
                keys,
                path=fault.matter.path,
            )
        elif fault.kind is Fault.AFTER_END:
            yield BookProblem(
                f"流程已经结束，又登记了“{fault.written}”",
                "删去这一步；新的事项另建一个文件",
                keys,
                path=fault.matter.path,
            )


@rule
def step_outcome(context: Context) -> Iterator[BookProblem]:
    """环节的结果不对。

    结果从协议流程规定的几种里选；有几种结果的必须写明，据此决定下一步。
    """
    for fault in _faults(context):
        step, at = fault.step, ("环节", fault.place)
        if step is None:
            continue
        if fault.kind is Fault.OUTCOME_MISSING:
            yield BookProblem(
                f"“{step.name}”没有写结果",
                f"加一行，例如 结果: {step.outcomes[0]}（可以写：{listed(step.outcomes)}）",
                at,
                path=fault.matter.path,
            )
        elif fault.kind is Fault.OUTCOME_UNKNOWN:
            outcome = fault.matter.steps[fault.place].outcome or ""
            known = "这个环节不写结果，删去这一行"
            if step.outcomes:
                known = f"可以写：{listed(step.outcomes)}"
            yield BookProblem(
                f"“{step.name}”没有“{shorten(outcome, 20)}”这种结果",
                suggestion(outcome, frozenset(step.outcomes), "") + known,
                (*at, "结果"),
                path=fault.matter.path,
            )


@rule
def step_party(context: Context) -> Iterator[BookProblem]:
    """办理环节的单位不对。

    每个环节由协议规定的一方办理。
    """
    for matter, _, steps in _running(context):
        by_name = {step.name: step for step in steps}
        for index, record in enumerate(matter.steps):
            step = by_name.get(record.name)
            allowed = workflow.actors(matter, step) if step else ()
            if step and record.unit not in allowed and record.unit in context.names:
                yield BookProblem(
                    f"“{record.name}”由{listed(allowed)}办理，写成了{record.unit}",
                    f"请改为：{allowed[0]}",
                    ("环节", index, "单位"),
                    path=matter.path,
                )


@rule
def step_date(context: Context) -> Iterator[BookProblem]:
    """环节的日期不对。

    后一个环节的日期不早于前一个，也不晚于今天。
    """
    for matter in context.book.matters.values():
        for index, record in enumerate(matter.steps):
            keys: Keys = ("环节", index, "日期")
            if record.on > context.today:
                yield BookProblem(
                    f"{record.on} 还没有到（今天是 {context.today}）",
                    "检查年份和月份",
                    keys,
                    path=matter.path,
                )
            elif index and record.on < matter.steps[index - 1].on:
                before = matter.steps[index - 1]
                yield BookProblem(
                    f"“{record.name}”的日期 {record.on} 早于上一步“{before.name}”的 {before.on}",
                    "检查两个日期",
                    keys,
                    path=matter.path,
                )


@rule
def number_used_twice(context: Context) -> Iterator[BookProblem]:
    """同一个文书号用了两次。

    文书号一件一号，用过的不再用，作废的也不再用；同一机关代字、同一字的号，在几份协议里连着编。用 tasks update 编号 --number 取下一个号。
    """  # noqa: E501 - lines as the manual shows them
    uses: dict[str, list[_Use]] = {}
    for matter in context.book.matters.values():
        for index, record in enumerate(matter.steps):
            if record.number is not None:
                late = (matter.path, record.number) in context.brought
                use = _Use(late, record.on, matter.path, index, matter.id)
                uses.setdefault(record.number, []).append(use)
    for number, found in uses.items():
        owner, *rest = sorted(found)
        for use in rest:
            if use.matter != owner.matter:
                yield BookProblem(
                    f"文书号“{number}”已经用于 {owner.matter}",
                    "换一个没有用过的号",
                    ("环节", use.place, "文号"),
                    path=use.path,
                )


class _Use(NamedTuple):
    """One use of a document number; the first by these fields has it.

    ``late`` where the change under review brings it: the other use was there before.
    """

    late: bool
    on: date
    path: str
    place: int
    matter: str


class _StepFault(NamedTuple):
    """What is wrong with a recorded step, and the step of the workflow that it should be."""

    matter: Matter
    place: int
    kind: Fault
    step: Step | None
    steps: tuple[Step, ...]

    @property
    def written(self) -> str:
        return self.matter.steps[self.place].name


def _faults(context: Context) -> Iterator[_StepFault]:
    for matter, _, steps in _running(context):
        for index, kind, step in workflow.follow(steps, matter.steps).faults:
            yield _StepFault(matter, index, kind, step, steps)


def _running(context: Context) -> Iterator[tuple[Matter, Agreement, tuple[Step, ...]]]:
    """The matters whose workflow the book knows, with their agreement and its steps."""
    for matter in context.book.matters.values():
        steps = context.book.workflow(matter)
        if steps:
            yield matter, context.book.agreements[matter.agreement], steps


CHECKS: tuple[Check, ...] = (
    matter_agreement_unknown,
    matter_workflow_unknown,
    matter_role_unknown,
    matter_role_missing,
    matter_role_not_allowed,
    step_unknown,
    step_order,
    step_outcome,
    step_party,
    step_date,
    number_used_twice,
)
