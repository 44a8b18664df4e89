"""Rules on the workflows of agreements: what a step names exists, and every step can be reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import BookProblem
from duban.ground.findings import rule
from duban.ground.text import listed
from duban.ground.text import shorten
from duban.rules.context import suggestion
from duban.status import workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from duban.ground.findings import Keys
    from duban.records.sources import Agreement
    from duban.records.sources import Step
    from duban.rules.context import Check
    from duban.rules.context import Context


@rule
def workflow_step_unknown(context: Context) -> Iterator[BookProblem]:
    """流程里提到的环节不存在。

    “下一步”“起算”“中止”里写的环节，要在同一流程里；“下一步”写“结束”的到此为止。
    """
    for agreement, name, steps in _workflow_steps(context):
        known = frozenset(step.name for step in steps)
        names = listed(step.name for step in steps)
        for index, step in enumerate(steps):
            for word, keys in _steps_named(step, ("流程", name, index)):
                if word in known:
                    continue
                yield BookProblem(
                    f"流程“{name}”里没有环节“{shorten(word, 20)}”",
                    suggestion(word, known, f"这个流程的环节：{names}"),
                    keys,
                    path=agreement.path,
                )


def _steps_named(step: Step, at: Keys) -> Iterator[tuple[str, Keys]]:
    for outcome, following in step.following.items():
        if following != workflow.END:
            yield following, (*at, "下一步", outcome)
    for place, paused in enumerate(step.pauses):
        yield paused, (*at, "中止", place)
    if step.limit and step.limit.anchor:
        yield step.limit.anchor, (*at, "时限", "起算")


@rule
def workflow_step_twice(context: Context) -> Iterator[BookProblem]:
    """流程里有两个同名的环节。

    同一流程里环节的名称不能重复。
    """
    for agreement, name, steps in _workflow_steps(context):
        seen: set[str] = set()
        for index, step in enumerate(steps):
            if step.name in seen:
                yield BookProblem(
                    f"流程“{name}”里有两个“{step.name}”",
                    "换一个名称",
                    ("流程", name, index, "名称"),
                    path=agreement.path,
                )
            seen.add(step.name)


@rule
def workflow_outcome_unknown(context: Context) -> Iterator[BookProblem]:
    """“下一步”“随时”里的结果不在“结果”里。

    先在“结果”里列出，再写它的下一步。
    """
    for agreement, name, steps in _workflow_steps(context):
        for index, step in enumerate(steps):
            at = ("流程", name, index)
            for word, keys, on_key in _outcomes_named(step, at):
                if word in step.outcomes:
                    continue
                yield BookProblem(
                    f"环节“{step.name}”的结果里没有“{shorten(word, 20)}”",
                    f"它的结果：{listed(step.outcomes) or '没有写'}",
                    keys,
                    on_key=on_key,
                    path=agreement.path,
                )


def _outcomes_named(step: Step, at: Keys) -> Iterator[tuple[str, Keys, bool]]:
    """The outcomes that a step names: (outcome, where it stands, whether as a key)."""
    for outcome in step.following:
        yield outcome, (*at, "下一步", outcome), True
    for place, outcome in enumerate(step.anytime):
        yield outcome, (*at, "随时", place), False


@rule
def workflow_unreachable(context: Context) -> Iterator[BookProblem]:
    """流程里有走不到的环节。

    从第一个环节出发，按各种结果的下一步都走不到它。请检查“下一步”。
    """
    for agreement, name, steps in _workflow_steps(context):
        reached = _reached(steps)
        for index, step in enumerate(steps):
            if step.name not in reached:
                yield BookProblem(
                    f"流程“{name}”走不到环节“{step.name}”",
                    "检查前面各环节的“下一步”",
                    ("流程", name, index, "名称"),
                    path=agreement.path,
                )


def _reached(steps: tuple[Step, ...]) -> frozenset[str]:
    names, waiting = {steps[0].name}, [steps[0]]
    while waiting:
        for following in workflow.successors(steps, waiting.pop()):
            if following and following.name not in names:
                names.add(following.name)
                waiting.append(following)
    return frozenset(names)


@rule
def workflow_actor_unknown(context: Context) -> Iterator[BookProblem]:
    """办理单位既不是角色，也不是登记的单位。

    环节的办理单位写协议“角色”里的角色名，或 tasks/units/ 里的简称。
    """
    for agreement, name, steps in _workflow_steps(context):
        known = frozenset((*agreement.roles, *context.names))
        for index, step in enumerate(steps):
            for place, actor in enumerate(step.actors):
                if actor in known or actor in context.doubtful_names:
                    continue
                yield BookProblem(
                    f"没有叫“{shorten(actor, 30)}”的角色或单位",
                    suggestion(actor, known, "先在“角色”里写明，或登记这个单位"),
                    ("流程", name, index, "办理单位", place),
                    path=agreement.path,
                )


@rule
def workflow_form_unknown(context: Context) -> Iterator[BookProblem]:
    """环节的文书没有登记。

    环节“文书”里写的名称，要在协议的“文书”里登记模板；“沿用”的文书也要登记。
    """
    for agreement, name, steps in _workflow_steps(context):
        forms = frozenset(agreement.forms)
        for index, step in enumerate(steps):
            if step.form and step.form not in forms:
                yield BookProblem(
                    f"没有登记文书“{shorten(step.form, 30)}”",
                    suggestion(step.form, forms, "在协议的“文书”里登记它的模板"),
                    ("流程", name, index, "文书"),
                    path=agreement.path,
                )
    for agreement in context.book.agreements.values():
        for name, form in agreement.forms.items():
            if form.same_number_as and form.same_number_as not in agreement.forms:
                yield BookProblem(
                    f"没有登记文书“{shorten(form.same_number_as, 30)}”",
                    "写已登记的文书名称",
                    ("文书", name, "沿用"),
                    path=agreement.path,
                )


def _workflow_steps(context: Context) -> Iterator[tuple[Agreement, str, tuple[Step, ...]]]:
    for agreement in context.book.agreements.values():
        for name, steps in agreement.workflows.items():
            yield agreement, name, steps


CHECKS: tuple[Check, ...] = (
    workflow_step_unknown,
    workflow_step_twice,
    workflow_outcome_unknown,
    workflow_unreachable,
    workflow_actor_unknown,
    workflow_form_unknown,
)
