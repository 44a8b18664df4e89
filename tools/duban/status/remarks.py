"""What must be said beside a light: that it rests on a local decision or a reading, or on nothing having been reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.records.fields import UNSPECIFIED
from duban.records.model import State
from duban.status.lights import Light

if TYPE_CHECKING:
    from duban.records.model import Item
    from duban.records.sources import Source
    from duban.status.matters import MatterStatus
    from duban.status.matters import RunningLimit
    from duban.status.verdicts import Assignment

LOCAL = "本级另定"
READING = "计算口径"
NO_RECORD = "未见记录"
NO_PROOF = "不表示未办理"
UNSEEN = f"台账中未见填报记录，{NO_PROOF}"
UNREAD = "填报文件未通过检查，没有计入"
UNSEEN_NOTE = f"“未填报”“未见记录”和协作事项逾期，是指台账中未见记录，{NO_PROOF}。"


def tags(one: Assignment) -> tuple[str, ...]:
    """Return what qualifies a light, in a word each, for where there is no room for sentences."""
    local = one.item.limit.setting is not None and one.light is not Light.NO_DEADLINE
    absent = str(one.state) if one.state in {State.UNREPORTED, State.UNREAD} else NO_RECORD
    return (*([LOCAL] if local else []), *([absent] if one.unseen else []))


def tags_beside_count(one: Assignment) -> tuple[str, ...]:
    """Return the tags that stand beside how many days late it is, or how many periods lack a record."""
    return tuple(tag for tag in tags(one) if tag != NO_RECORD or not one.missed)


def period_tags(item: Item, light: Light) -> tuple[str, ...]:
    """Return what qualifies the light of one period of a recurring item, in a word each."""
    return (
        *([LOCAL] if item.limit.setting else []),
        *([NO_RECORD] if light is Light.OVERDUE else []),
    )


def absence(one: Assignment) -> str:
    """Return what is known of an assignment on which nothing can be read."""
    return UNREAD if one.state is State.UNREAD else UNSEEN


def said(one: Assignment) -> str:
    """Return the reason of a light with everything that qualifies it."""
    parts = [one.reason]
    if LOCAL in tags(one) and LOCAL not in one.reason:
        parts.append(f"截止日期{LOCAL}")
    if one.state is State.UNREAD:
        parts.append(UNREAD)
    elif one.unseen:
        named = bool(one.missed) or one.light is not Light.OVERDUE
        parts.append(NO_PROOF if named else UNSEEN)
    return "；".join(parts)


def is_reading(limit: RunningLimit) -> bool:
    """Tell whether the days of a step rest on a reading of the agreement that its parties have not confirmed."""
    basis = (limit.step.limit.basis if limit.step.limit else None) or ""
    return READING in basis or "约定解释" in basis


def limit_tags(limit: RunningLimit) -> tuple[str, ...]:
    """Return what qualifies the light of one limit of a matter, in a word each."""
    reading = limit.light is not Light.DONE and is_reading(limit)
    return (*([READING] if reading else []), *([NO_RECORD] if limit.light is Light.OVERDUE else []))


def matter_tags(one: MatterStatus) -> tuple[str, ...]:
    """Return what qualifies the light of a matter, in a word each."""
    if one.judged is None or one.light is Light.DONE:
        return ()
    return tuple(tag for tag in limit_tags(one.judged) if tag != NO_RECORD or _interim(one) is None)


def _interim(one: MatterStatus) -> str | None:
    """The outcome of the last interim record (随时) of the step that a matter is judged by."""
    step = one.judged.step if one.judged else None
    said = (
        record.outcome for record in reversed(one.matter.steps) if step and record.name == step.name
    )
    return next((outcome for outcome in said if step and outcome in step.anytime), None)


def matter_said(one: MatterStatus) -> str:
    """Return the reason of a matter's light with everything that qualifies it."""
    parts = [one.reason]
    if READING in matter_tags(one):
        parts.append(f"按{READING}（待双方确认）")
    if one.light is Light.OVERDUE:
        interim = _interim(one)
        parts.append(f"台账中{f'只见“{interim}”的记录' if interim else '未见办理记录'}，{NO_PROOF}")
    return "；".join(parts)


def unnamed(source: Source | None) -> str:
    """Return what is known of an item whose responsible unit the text at hand does not name."""
    return (
        "现有文本（缺附件）未载明责任单位"
        if source is not None and source.lacks_annex
        else f"文件{UNSPECIFIED}责任单位"
    )
