"""What must be said beside a light: it rests on a local decision, a reading, or missing reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.records.fields import UNSPECIFIED
from duban.records.model import State
from duban.status.deadlines import LOCAL
from duban.status.lights import Light

if TYPE_CHECKING:
    from duban.records.model import Item
    from duban.records.model import Matter
    from duban.records.sources import Source
    from duban.records.sources import Step
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment

READING = "计算口径"
NO_RECORD = "未见记录"
NO_PROOF = "不表示未办理"
UNSEEN = f"台账中未见填报记录，{NO_PROOF}"
UNREAD = "填报文件未通过检查，没有计入"
UNSEEN_NOTE = f"“未填报”“未见记录”和协作事项逾期，是指台账中未见记录，{NO_PROOF}。"


def tags(assignment: Assignment) -> tuple[str, ...]:
    """Return what qualifies a light, in a word each, for where there is no room for sentences."""
    setting, state = assignment.item.limit.setting, assignment.state
    local = setting is not None and assignment.light is not Light.NO_DEADLINE
    absent = str(state) if state in {State.UNREPORTED, State.UNREAD} else NO_RECORD
    return _chosen((LOCAL, local), (absent, assignment.unseen))


def _chosen(*tags: tuple[str, bool]) -> tuple[str, ...]:
    """The tags that apply."""
    return tuple(tag for tag, applies in tags if applies)


def tags_beside_count(assignment: Assignment) -> tuple[str, ...]:
    """Return the tags that stand beside the days left, or the count of periods without a record.

    That count says 未见记录 itself.
    """
    return tuple(tag for tag in tags(assignment) if tag != NO_RECORD or not assignment.missed)


def period_tags(item: Item, light: Light) -> tuple[str, ...]:
    """Return what qualifies the light of one period of a recurring item, in a word each."""
    return _chosen(
        (LOCAL, item.limit.setting is not None),
        (NO_RECORD, light is Light.OVERDUE),
    )


def absence(assignment: Assignment) -> str:
    """Return what is known of an assignment without a report that can be read."""
    return UNREAD if assignment.state is State.UNREAD else UNSEEN


def said(assignment: Assignment) -> str:
    """Return the reason of a light with everything that qualifies it."""
    parts = [assignment.reason]
    if LOCAL in tags(assignment) and LOCAL not in assignment.reason:
        parts.append(f"截止日期{LOCAL}")
    if assignment.state is State.UNREAD:
        parts.append(UNREAD)
    elif assignment.unseen:
        # The reason names the periods, or a lack of reports, but for a date that has passed.
        named = bool(assignment.missed) or assignment.light is not Light.OVERDUE
        parts.append(NO_PROOF if named else UNSEEN)
    return "；".join(parts)


def is_reading(limit: RunningLimit) -> bool:
    """Tell whether the days of a step rest on a reading of the agreement (计算口径, 约定解释).

    Its parties have not confirmed it.
    """
    basis = (limit.step.limit.basis if limit.step.limit else None) or ""
    return READING in basis or "约定解释" in basis


def limit_tags(limit: RunningLimit) -> tuple[str, ...]:
    """Return what qualifies the light of one limit of a matter, in a word each."""
    reading = limit.light is not Light.DONE and is_reading(limit)
    return _chosen((READING, reading), (NO_RECORD, limit.light is Light.OVERDUE))


def matter_tags(status: MatterStatus) -> tuple[str, ...]:
    """Return what qualifies the light of a matter, in a word each."""
    if status.judged is None or status.light is Light.DONE:
        return ()
    tags, interim = limit_tags(status.judged), _interim(status.matter, status.judged.step)
    return tuple(tag for tag in tags if tag != NO_RECORD or interim is None)


def _interim(matter: Matter, step: Step) -> str | None:
    """The outcome of the last interim record (随时) of a step; None where there is none."""
    for record in reversed(matter.steps):
        if record.name == step.name and record.outcome in step.anytime:
            return record.outcome
    return None


def matter_said(status: MatterStatus) -> str:
    """Return the reason of a matter's light with everything that qualifies it."""
    parts = [status.reason]
    if READING in matter_tags(status):
        parts.append(f"按{READING}（待双方确认）")
    if status.judged and status.light is Light.OVERDUE:
        interim = _interim(status.matter, status.judged.step)
        seen = f"只见“{interim}”的记录" if interim else "未见办理记录"
        parts.append(f"台账中{seen}，{NO_PROOF}")
    return "；".join(parts)


def unnamed(source: Source | None) -> str:
    """Return what is known of an item whose responsible unit the text at hand does not name."""
    if source is not None and source.lacks_annex:
        return "现有文本（缺附件）未载明责任单位"
    return f"文件{UNSPECIFIED}责任单位"
