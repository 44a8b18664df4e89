"""Rules on agreements' workflows and on the matters that run them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import nearest
from duban.ground.text import shorten
from duban.status import workflow
from duban.status.workflow import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from duban.ground.findings import Keys
    from duban.records.model import Matter
    from duban.records.sources import Agreement
    from duban.records.sources import Step
    from duban.rules.checks import Context


def _workflow_steps(context: Context) -> Iterator[tuple[Agreement, str, tuple[Step, ...]]]:
    for agreement in context.book.agreements.values():
        for name, steps in agreement.workflows.items():
            yield agreement, name, steps


def _running(context: Context) -> Iterator[tuple[Matter, Agreement, tuple[Step, ...]]]:
    for matter in context.book.matters.values():
        steps = context.book.workflow(matter)
        if steps:
            yield matter, context.book.agreements[matter.agreement], steps


@rule
def workflow_step_unknown(context: Context) -> Iterator[Problem]:
    """流程里提到的环节不存在。

    “下一步”“起算”“中止”里写的环节，要在同一流程里；“下一步”写“结束”的到此为止。
    """
    for agreement, name, steps in _workflow_steps(context):
        known = frozenset(step.name for step in steps)
        for index, step in enumerate(steps):
            at: Keys = ("流程", name, index)
            mentioned: list[tuple[str, Keys]] = [
                (value, (*at, "下一步", key))
                for key, value in step.following.items()
                if value != workflow.END
            ]
            mentioned += [(value, (*at, "中止", place)) for place, value in enumerate(step.pauses)]
            if step.limit and step.limit.anchor:
                mentioned.append((step.limit.anchor, (*at, "时限", "起算")))
            for value, keys in mentioned:
                if value not in known:
                    near = nearest(value, known)
                    hint = (
                        f"是否指“{near}”？"
                        if near
                        else f"这个流程的环节：{listed(one.name for one in steps)}"
                    )
                    yield Problem(
                        f"流程“{name}”里没有环节“{shorten(value, 20)}”",
                        hint,
                        keys,
                        path=agreement.path,
                    )


@rule
def workflow_step_twice(context: Context) -> Iterator[Problem]:
    """流程里有两个同名的环节。

    同一流程里环节的名称不能重复。
    """
    for agreement, name, steps in _workflow_steps(context):
        seen: set[str] = set()
        for index, step in enumerate(steps):
            if step.name in seen:
                yield Problem(
                    f"流程“{name}”里有两个“{step.name}”",
                    "换一个名称",
                    ("流程", name, index, "名称"),
                    path=agreement.path,
                )
            seen.add(step.name)


@rule
def workflow_outcome_unknown(context: Context) -> Iterator[Problem]:
    """“下一步”“随时”里的结果不在“结果”里。

    先在“结果”里列出，再写它的下一步。
    """
    for agreement, name, steps in _workflow_steps(context):
        for index, step in enumerate(steps):
            at: Keys = ("流程", name, index)
            mentioned: list[tuple[str, Keys, bool]] = [
                (key, (*at, "下一步", key), True) for key in step.following
            ]
            mentioned += [
                (value, (*at, "随时", place), False) for place, value in enumerate(step.anytime)
            ]
            for value, keys, on_key in mentioned:
                if value not in step.outcomes:
                    known = listed(step.outcomes) or "没有写"
                    yield Problem(
                        f"环节“{step.name}”的结果里没有“{shorten(value, 20)}”",
                        f"它的结果：{known}",
                        keys,
                        on_key=on_key,
                        path=agreement.path,
                    )


@rule
def workflow_unreachable(context: Context) -> Iterator[Problem]:
    """流程里有走不到的环节。

    从第一个环节出发，按各种结果的下一步都走不到它。请检查“下一步”。
    """
    for agreement, name, steps in _workflow_steps(context):
        reached, waiting = {steps[0].name}, [steps[0]]
        while waiting:
            for following in workflow.successors(steps, waiting.pop()):
                if following and following.name not in reached:
                    reached.add(following.name)
                    waiting.append(following)
        for index, step in enumerate(steps):
            if step.name not in reached:
                yield Problem(
                    f"流程“{name}”走不到环节“{step.name}”",
                    "检查前面各环节的“下一步”",
                    ("流程", name, index, "名称"),
                    path=agreement.path,
                )


@rule
def workflow_actor_unknown(context: Context) -> Iterator[Problem]:
    """办理单位既不是角色，也不是登记的单位。

    环节的办理单位写协议“角色”里的角色名，或 tasks/units/ 里的简称。
    """
    for agreement, name, steps in _workflow_steps(context):
        known = frozenset((*agreement.roles, *context.names))
        for index, step in enumerate(steps):
            for place, actor in enumerate(step.actors):
                if actor not in known and actor not in context.doubtful_names:
                    near = nearest(actor, known)
                    keys: Keys = ("流程", name, index, "办理单位", place)
                    hint = f"是否指“{near}”？" if near else "先在“角色”里写明，或登记这个单位"
                    yield Problem(
                        f"没有叫“{shorten(actor, 30)}”的角色或单位", hint, keys, path=agreement.path
                    )


@rule
def workflow_form_unknown(context: Context) -> Iterator[Problem]:
    """环节的文书没有登记。

    环节“文书”里写的名称，要在协议的“文书”里登记模板；“沿用”的文书也要登记。
    """
    for agreement, name, steps in _workflow_steps(context):
        forms = frozenset(agreement.forms)
        for index, step in enumerate(steps):
            if step.form and step.form not in forms:
                near = nearest(step.form, forms)
                hint = f"是否指“{near}”？" if near else "在协议的“文书”里登记它的模板"
                yield Problem(
                    f"没有登记文书“{shorten(step.form, 30)}”",
                    hint,
                    ("流程", name, index, "文书"),
                    path=agreement.path,
                )
    for agreement in context.book.agreements.values():
        for name, form in agreement.forms.items():
            if form.same_number_as and form.same_number_as not in agreement.forms:
                yield Problem(
                    f"没有登记文书“{shorten(form.same_number_as, 30)}”",
                    "写已登记的文书名称",
                    ("文书", name, "沿用"),
                    path=agreement.path,
                )


@rule
def matter_agreement_unknown(context: Context) -> Iterator[Problem]:
    """协作事项所属的协议不存在。

    协作事项放在 tasks/matters/协议/ 下，协议要先登记在 tasks/agreements/。
    """
    ids = frozenset(context.book.agreements)
    for matter in context.book.matters.values():
        if matter.agreement not in ids and not context.left_out(
            f"tasks/agreements/{matter.agreement}.yaml"
        ):
            near = nearest(matter.agreement, ids)
            hint = (
                f"是否应放在 tasks/matters/{near}/ 下？"
                if near
                else f"先登记 tasks/agreements/{matter.agreement}.yaml"
            )
            yield Problem(f"没有名为 {matter.agreement} 的协议", hint, path=matter.path)


@rule
def matter_workflow_unknown(context: Context) -> Iterator[Problem]:
    """协议里没有这个流程。

    “流程”写协议里登记的流程名。
    """
    for matter in context.book.matters.values():
        agreement = context.book.agreements.get(matter.agreement)
        if agreement and matter.workflow not in agreement.workflows:
            known = frozenset(agreement.workflows)
            near = nearest(matter.workflow, known)
            hint = (
                f"是否指“{near}”？"
                if near
                else f"协议的流程：{listed(sorted(known)) or '没有登记'}"
            )
            yield Problem(
                f"协议里没有流程“{shorten(matter.workflow, 20)}”", hint, ("流程",), path=matter.path
            )


@rule
def matter_role_unknown(context: Context) -> Iterator[Problem]:
    """没有这一项，也没有这个角色。

    协作事项除固定的几项外，只写流程里的角色由哪个单位担任。
    """
    fields = frozenset(
        ("流程", "概要", "当事人类型", "证据材料份数", "档案号", "环节", "公开", "备注")
    )
    for matter, agreement, _ in _running(context):
        known = frozenset(agreement.roles)
        for role in matter.roles:
            if role not in known:
                near = nearest(role, fields | known)
                hint = (
                    f"是否指“{near}”？"
                    if near
                    else f"协议的角色：{listed(sorted(known)) or '没有'}"
                )
                yield Problem(
                    f"没有“{shorten(role, 20)}”这一项", hint, (role,), on_key=True, path=matter.path
                )


@rule
def matter_role_missing(context: Context) -> Iterator[Problem]:
    """没有写明角色由谁担任。

    流程里用到的角色，每件协作事项都要写明由哪个单位担任，例如 移送单位: 区交通局。
    """
    for matter, agreement, steps in _running(context):
        roles = agreement.roles
        used = dict.fromkeys(actor for step in steps for actor in step.actors if actor in roles)
        misspelt = {nearest(role, frozenset(roles)) for role in matter.roles if role not in roles}
        for role in used:
            if role not in matter.roles and role not in misspelt:
                yield Problem(
                    f"没有写明“{role}”由谁担任",
                    f"加一行，例如 {role}: {roles[role][0]}",
                    path=matter.path,
                )


@rule
def matter_role_not_allowed(context: Context) -> Iterator[Problem]:
    """这个单位不能担任这个角色。

    协议“角色”里写明了哪些单位可以担任。
    """
    for matter, agreement, _ in _running(context):
        for role, unit in matter.roles.items():
            allowed = agreement.roles.get(role)
            if (
                allowed
                and unit in context.names
                and not any(_may_act(context, unit, one) for one in allowed)
            ):
                yield Problem(
                    f"{unit}不能担任“{role}”",
                    f"协议规定由 {listed(allowed)} 担任",
                    (role,),
                    path=matter.path,
                )


def _may_act(context: Context, unit: str, allowed: str) -> bool:
    """A unit may act for one allowed, for a group it belongs to, or for a class whose members are not named under one superior."""
    if unit == allowed or unit in context.units.expand(allowed):
        return True
    group = context.units.by_name.get(allowed)
    seen: set[str] = set()
    while unit in context.names and unit not in seen:
        seen.add(unit)
        unit = context.units.by_name[unit].parent or ""
        if unit == allowed or (
            group and group.members == () and group.parent and unit == group.parent
        ):
            return True
    return False


@rule
def step_unknown(context: Context) -> Iterator[Problem]:
    """流程里没有这个环节。

    “环节”的名称要与协议流程里的一致。
    """
    for matter, index, fault, _, steps in _faults(context):
        if fault is Fault.UNKNOWN:
            name = matter.steps[index].name
            near = nearest(name, frozenset(step.name for step in steps))
            hint = (
                f"是否指“{near}”？"
                if near
                else f"流程的环节：{listed(step.name for step in steps)}"
            )
            yield Problem(
                f"流程“{matter.workflow}”里没有环节“{shorten(name, 20)}”",
                hint,
                ("环节", index, "名称"),
                path=matter.path,
            )


@rule
def step_order(context: Context) -> Iterator[Problem]:
    """环节的先后不对。

    环节按协议的流程一步一步办，由上一步的结果决定下一步。漏登的先补上。
    """
    for matter, index, fault, expected, _ in _faults(context):
        name = matter.steps[index].name
        if fault is Fault.ORDER and expected:
            yield Problem(
                f"这一步应当是“{expected.name}”，写成了“{name}”",
                f"先登记“{expected.name}”，或检查上一步的结果",
                ("环节", index, "名称"),
                path=matter.path,
            )
        elif fault is Fault.AFTER_END:
            yield Problem(
                f"流程已经结束，又登记了“{name}”",
                "删去这一步；新的事项另建一个文件",
                ("环节", index, "名称"),
                path=matter.path,
            )


@rule
def step_outcome(context: Context) -> Iterator[Problem]:
    """环节的结果不对。

    结果从协议流程规定的几种里选；有几种结果的必须写明，据此决定下一步。
    """
    for matter, index, fault, step, _ in _faults(context):
        if step is None:
            continue
        if fault is Fault.OUTCOME_MISSING:
            message = f"“{step.name}”没有写结果"
            yield Problem(
                message,
                f"加一行，例如 结果: {step.outcomes[0]}（可以写：{listed(step.outcomes)}）",
                ("环节", index),
                path=matter.path,
            )
        elif fault is Fault.OUTCOME_UNKNOWN:
            outcome = matter.steps[index].outcome or ""
            near = nearest(outcome, frozenset(step.outcomes))
            hint = (f"是否指“{near}”？" if near else "") + (
                f"可以写：{listed(step.outcomes)}"
                if step.outcomes
                else "这个环节不写结果，删去这一行"
            )
            yield Problem(
                f"“{step.name}”没有“{shorten(outcome, 20)}”这种结果",
                hint,
                ("环节", index, "结果"),
                path=matter.path,
            )


def _faults(context: Context) -> Iterator[tuple[Matter, int, Fault, Step | None, tuple[Step, ...]]]:
    for matter, _, steps in _running(context):
        for index, fault, step in workflow.follow(steps, matter.steps).faults:
            yield matter, index, fault, step, steps


@rule
def step_party(context: Context) -> Iterator[Problem]:
    """办理环节的单位不对。

    每个环节由协议规定的一方办理。
    """
    for matter, _, steps in _running(context):
        by_name = {step.name: step for step in steps}
        for index, record in enumerate(matter.steps):
            step = by_name.get(record.name)
            allowed = workflow.actors(matter, step) if step else ()
            if step and record.unit not in allowed and record.unit in context.names:
                yield Problem(
                    f"“{record.name}”由{listed(allowed)}办理，写成了{record.unit}",
                    f"请改为：{allowed[0]}",
                    ("环节", index, "单位"),
                    path=matter.path,
                )


@rule
def step_date(context: Context) -> Iterator[Problem]:
    """环节的日期不对。

    后一个环节的日期不早于前一个，也不晚于今天。
    """
    for matter in context.book.matters.values():
        for index, record in enumerate(matter.steps):
            keys: Keys = ("环节", index, "日期")
            if record.on > context.today:
                yield Problem(
                    f"{record.on} 还没有到（今天是 {context.today}）",
                    "检查年份和月份",
                    keys,
                    path=matter.path,
                )
            elif index and record.on < matter.steps[index - 1].on:
                before = matter.steps[index - 1]
                yield Problem(
                    f"“{record.name}”的日期 {record.on} 早于上一步“{before.name}”的 {before.on}",
                    "检查两个日期",
                    keys,
                    path=matter.path,
                )


@rule
def number_used_twice(context: Context) -> Iterator[Problem]:
    """同一个文书号用了两次。

    文书号一件一号，用过的不再用，作废的也不再用；同一机关代字、同一字的号，在几份协议里连着编。用 tasks update 编号 --number 取下一个号。
    """
    uses: dict[str, list[tuple[bool, date, str, int, str]]] = {}
    for matter in context.book.matters.values():
        for index, record in enumerate(matter.steps):
            if record.number is not None:
                late = (matter.path, record.number) in context.brought
                uses.setdefault(record.number, []).append(
                    (late, record.on, matter.path, index, matter.id)
                )
    for number, found in uses.items():
        *_, owner = min(found)
        for _, _, path, index, one in sorted(found) if len(found) > 1 else ():
            if one != owner:
                yield Problem(
                    f"文书号“{number}”已经用于 {owner}",
                    "换一个没有用过的号",
                    ("环节", index, "文号"),
                    path=path,
                )


@rule
def calendar_year(context: Context) -> Iterator[Problem]:
    """放假安排的年份不对。

    文件名是年份，例如 tasks/calendar/2027.yaml，里面的日期都在这一年；同一天不能既放假又上班。
    """
    for notice in context.book.holidays.values():
        if not (notice.id.isdigit() and 1900 <= int(notice.id) <= 2199):  # noqa: PLR2004 - the years that records accept
            yield Problem("文件名不是年份", "改名，例如 tasks/calendar/2027.yaml", path=notice.path)
            continue
        wrong = sorted(day for day in notice.rest | notice.work if day.year != int(notice.id))
        if wrong:
            yield Problem(
                f"{wrong[0]} 不在 {notice.id} 年", "把它移到那一年的文件里", path=notice.path
            )
        both = sorted(notice.rest & notice.work)
        if both:
            yield Problem(f"{both[0]} 既放假又上班", "只保留正确的一处", path=notice.path)


CHECKS: tuple[Rule[[Context], Iterator[Problem]], ...] = (
    workflow_step_unknown,
    workflow_step_twice,
    workflow_outcome_unknown,
    workflow_unreachable,
    workflow_actor_unknown,
    workflow_form_unknown,
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
    calendar_year,
)
