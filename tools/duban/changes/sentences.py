"""What changed in one record, in sentences that the supervising office reads."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING
from typing import Any

from duban.changes.differences import detail
from duban.changes.differences import differences
from duban.changes.differences import flat
from duban.changes.differences import paired
from duban.ground import periods
from duban.ground.findings import Severity
from duban.ground.immutable import immutable
from duban.ground.text import listed
from duban.ground.text import shorten
from duban.privacy.personal_data import masked
from duban.records import kinds
from duban.records.model import Item
from duban.records.model import Matter
from duban.records.model import Progress
from duban.records.model import State
from duban.records.settings import Config
from duban.records.settings import LampSetting
from duban.records.settings import RuleLevel
from duban.records.sources import Agreement
from duban.records.sources import Disclosure
from duban.status.deadlines import LOCAL
from duban.status.lights import Light
from duban.status.lights import lamp
from duban.status.workflow import END

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

    from duban.changes.differences import Difference
    from duban.records.book import Book
    from duban.records.book import Record
    from duban.records.model import Entry
    from duban.records.model import Extension
    from duban.records.model import StepRecord
    from duban.records.sources import Step

# Whose a change is where no single unit answers for it.
OFFICE = "文件和设置"
EVERYONE = "各单位"

# How much each kind of change presses: the smallest weight is told first.
WEIGHTS = {
    "overdue": 0,
    "done": 1,
    "deadline": 2,
    "removed": 2,
    "left_out": 2,
    "state": 3,
    "light": 3,
    "progress": 4,
    "matter": 4,
    "item": 5,
    "record": 6,
}


@immutable
class Sentence:
    """One change: its weight, the unit, the record's id and title, the text, its kind (WEIGHTS)."""

    weight: int
    unit: str
    id: str
    title: str
    text: str
    kind: str


def say(kind: str, unit: str, number: str, title: str, text: str) -> Sentence:
    """Return a sentence without the personal data that its title or text may hold."""
    return Sentence(WEIGHTS[kind], unit, number, masked(title), masked(text), kind)


def changes(
    old: Any, new: Any, book: Book, severities: Mapping[str, Severity]
) -> Iterator[Sentence]:
    """Return what changed from one version of a record to the next; None is no record.

    ``book`` knows the names of units and items; ``severities`` are the levels that rules have
    where the settings say nothing.
    """
    record = new or old
    if old == new:
        return
    unit, number, title = about(record, book)
    if new is None:
        yield say("removed", unit, number, title, _gone(record))
    elif isinstance(record, Matter):
        yield from _matter(old, new)
    else:
        yield from (
            say(kind, unit, number, title, text)
            for kind, text in _texts(old, new, book, severities)
        )


def _texts(
    old: Any, new: Any, book: Book, severities: Mapping[str, Severity]
) -> Iterator[tuple[str, str]]:
    """What changed in a record that is still there, each text with its kind."""
    if isinstance(new, Progress):
        return _progress(old, new, book.items.get(new.item))
    if isinstance(new, Item):
        return _item(old, new)
    return _any_record(old, new, severities)


def about(record: Record, book: Book) -> tuple[str, str, str]:
    """Return whose a record is, its number and its title."""
    if isinstance(record, Progress):
        return unit_name(book, record.unit), record.item, title_of(record, book)
    number = "config" if isinstance(record, Config) else record.id
    whose = EVERYONE if isinstance(record, Matter) else OFFICE
    return whose, number, title_of(record, book)


def title_of(record: Record, book: Book) -> str:
    """Return what a record is called; empty for progress on an item that the book lacks."""
    if isinstance(record, Progress):
        return book.items[record.item].title if record.item in book.items else ""
    if isinstance(record, Item):
        return record.title
    if isinstance(record, Matter):
        return record.workflow
    if isinstance(record, Config):
        return _kind_title(record)
    return str(getattr(record, "name", _kind_title(record)))


def unit_name(book: Book, unit: str) -> str:
    """Return the short name of a unit, or its id where the book does not know it."""
    return book.units[unit].name if unit in book.units else unit


def _kind_title(record: Record) -> str:
    return next(kind.title for kind in kinds.KINDS if kind.record is type(record))


def _gone(record: Record) -> str:
    if isinstance(record, Progress):
        return f"删去进展文件（原办理状态“{record.state}”，进展{len(record.entries)}条）"
    return "删去协作办件" if isinstance(record, Matter) else f"删去{_kind_title(record)}"


def _progress(old: Progress | None, new: Progress, item: Item | None) -> Iterator[tuple[str, str]]:
    yield from _state(old, new)
    yield from _entries(old.entries if old else (), new.entries, item)
    told = ["状态", "进展"]
    if old is None or old.state is not new.state:
        told.append("完成日期")  # said with the state
    before = old or Progress(unit=new.unit, item=new.item, path=new.path, state=new.state)
    rest = list(differences(before, new, told))
    # With the work finished its problems and next step go too: that is one thing to say, not three.
    closing = [change for change in rest if new.state is State.DONE and change.removed]
    if closing:
        yield "progress", "，".join(map(str, closing))
    for change in rest:
        if change not in closing:
            yield "state" if change.keys[0] == "完成日期" else "progress", str(change)


def _state(old: Progress | None, new: Progress) -> Iterator[tuple[str, str]]:
    kind = "done" if new.state is State.DONE else "state"
    done = f"（完成日期{new.done_on}）" if new.done_on else ""
    if old is None:
        yield kind, f"首次填报，办理状态“{new.state}”{done}"
    elif old.state is not new.state:
        reopened = f"，重新启动（原完成日期{old.done_on}）" if old.state is State.DONE else ""
        yield kind, f"办理状态由“{old.state}”改为“{new.state}”{done}{reopened}"


def _entries(
    old: tuple[Entry, ...], new: tuple[Entry, ...], item: Item | None
) -> Iterator[tuple[str, str]]:
    pairs = paired(old, new)
    for was, now in pairs.changed:
        yield "removed", f"改动原有进展（{was.on}）：{_together(was, now)}"
    for entry in pairs.removed:
        yield "removed", f"删去原有进展（{entry.on}）：{_entry(entry)}"
    if pairs.reordered:
        yield "removed", "改动同一日期的进展的先后次序"
    for entry in pairs.added:
        yield "progress", f"新增进展（{entry.on}{_period(entry, item)}）：{_entry(entry)}"


def _together(was: Any, now: Any) -> str:
    return "，".join(map(str, differences(was, now)))


# As many characters of an entry as a line of the report has room for.
_ENTRY_LENGTH = 60


def _entry(entry: Entry) -> str:
    text = shorten(flat(entry.text).rstrip("。"), _ENTRY_LENGTH)
    percent = f"，进度{entry.percent}%" if entry.percent is not None else ""
    proof = f"，佐证{len(entry.evidence)}份" if entry.evidence else ""
    return f"{text}{percent}{proof}"


def _period(entry: Entry, item: Item | None) -> str:
    """The period an entry reports on, and the period's last day where the entry is later."""
    if entry.period is None:
        return ""
    parts = item.limit.parts if item else None
    if parts is None or parts.cycle is None:
        return f"，期次{entry.period}"
    due = periods.parse(entry.period).due(parts.due_day)
    late = f"，该期截止{due}" if entry.on > due else ""
    return f"，期次{entry.period}{late}"


def _item(old: Item | None, new: Item) -> Iterator[tuple[str, str]]:
    if old is None:
        yield "item", f"新增事项，责任单位：{listed(new.named) or '待核实'}，时限：{_limit(new)}"
        return
    pairs = paired(old.extensions, new.extensions)
    for extension in pairs.added:
        yield "deadline", _extension(extension)
    for change in differences(old, new, ("变更",)):
        if change.keys[0] != "时限":
            yield "item", str(change)
        elif pairs.added or not _moves_dates(change):
            yield "deadline", str(change)
        else:
            yield "deadline", f"{change}（没有经过变更）"
    for was, now in pairs.changed:
        yield "removed", f"改动以前的变更（{was.approved_on}）：{_together(was, now)}"
    for extension in pairs.removed:
        moved = f"截止由{extension.old_due}改为{extension.new_due}"
        yield "removed", f"删去以前的变更（{extension.approved_on}）：{moved}"
    if pairs.reordered:
        yield "removed", "改动以前各次变更的先后次序"


def _moves_dates(change: Difference) -> bool:
    """Whether a change of a limit moves a date, which only an extension (变更) should do."""
    return change.keys[-1] not in {"原文", "依据"} and not change.added


def _limit(item: Item) -> str:
    parts = item.limit.parts
    if parts.due:
        return f"{LOCAL if item.limit.setting else ''}截止{parts.due}"
    return f"每{parts.cycle}" if parts.cycle else item.limit.quote


def _extension(extension: Extension) -> str:
    verb = "延期" if extension.new_due > extension.old_due else "提前"
    change = f"截止由{extension.old_due}{verb}至{extension.new_due}"
    grounds = detail(extension, ("日期", "原截止", "新截止"))
    return f"{extension.approved_on}变更时限：{change}，{grounds}"


def _matter(old: Matter | None, new: Matter) -> Iterator[Sentence]:
    def of_matter(kind: str, text: str, unit: str = EVERYONE) -> Sentence:
        return say(kind, unit, new.id, new.workflow, text)

    if old is None:
        told = detail(new, ("流程", "环节"))
        yield of_matter("matter", f"新增协作办件{f'，{told}' if told else ''}")
    pairs = paired(old.steps if old else (), new.steps)
    for step in pairs.added:
        yield of_matter("matter", _step(step), step.unit)
    for was, now in pairs.changed:
        name = f"“{was.name}”（{was.on}）"
        yield of_matter("removed", f"改动已登记的环节{name}：{_together(was, now)}")
    for step in pairs.removed:
        told = detail(step, ("名称", "日期"))
        yield of_matter("removed", f"删去已登记的环节“{step.name}”（{step.on}）：{told}")
    if pairs.reordered:
        yield of_matter("removed", "改动已登记环节的先后次序")
    if old is not None:
        for change in differences(_as_meant(old, {}), _as_meant(new, {}), ("环节",)):
            yield of_matter("matter", str(change))


def _step(step: StepRecord) -> str:
    more = detail(step, ("名称", "日期", "单位"))
    return f"登记环节“{step.name}”（{step.on}）{f'：{more}' if more else ''}"


def _any_record(
    old: Any, new: Any, severities: Mapping[str, Severity]
) -> Iterator[tuple[str, str]]:
    """What changed in a unit, a document, a holiday notice or the settings."""
    if old is None:
        yield "record", f"新增{_kind_title(new)}"
        return
    for change in differences(_as_meant(old, severities), _as_meant(new, severities)):
        yield "record", str(change)


def _as_meant(record: Any, severities: Mapping[str, Severity]) -> Any:
    """The record with its defaults filled in, so that writing a default changes nothing."""
    if isinstance(record, Matter):
        return replace(record, disclosure=record.disclosure or Disclosure.CLOSED)
    if isinstance(record, Agreement):
        workflows = {
            name: tuple(_with_following(steps)) for name, steps in record.workflows.items()
        }
        return replace(record, number=record.number or "未载明", workflows=workflows)
    if isinstance(record, Config):
        shown = (lamp(light, record) for light in Light)
        lamps = {lit.light.word: LampSetting(colour=lit.colour, word=lit.word) for lit in shown}
        usual = {code: _level(severity) for code, severity in severities.items()}
        return replace(record, lamps=lamps, levels={**usual, **record.levels})
    return record


def _level(severity: Severity) -> RuleLevel:
    return RuleLevel(level="错误" if severity is Severity.ERROR else "警告")


def _with_following(steps: tuple[Step, ...]) -> Iterator[Step]:
    """The steps of a workflow, each with the step that every outcome leads to."""
    for step, following in zip_longest(steps, steps[1:]):
        ending = (outcome for outcome in step.outcomes if outcome not in step.anytime)
        usual = dict.fromkeys(ending, following.name if following else END)
        yield replace(step, following={**usual, **step.following})
