"""In what two values of a record differ, in words: the walk follows the model's own fields, so none can be forgotten."""

from __future__ import annotations

import re
from collections import Counter
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.ground.text import listed
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.records.fields import UNSPECIFIED
from duban.records.model import Entry
from duban.records.sources import Step

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Hashable
    from collections.abc import Iterator
    from collections.abc import Sequence

T = TypeVar("T")

# Lists of names or texts are sets, but for these: who issues stands first, annexes are numbered, the first of those who act
# signs. Lists of records (headings, steps, extensions) are rows; entries of progress stand by their dates.
_ROWS = frozenset({"印发单位", "附件", "办理单位"})
# What a key means where it is absent, if that can be said in a word.
_ABSENT = {
    **dict.fromkeys(("牵头单位", "督办单位", "印发日期", "生效", "到期", "更新间隔"), UNSPECIFIED),
    **dict.fromkeys(("每期截止", "截止日"), "期末"),
    "公开": "同所属文件",
}
ADDED, REMOVED = "新增", "删去"
_SHOWN = 60
_CONTEXT = 8
_MOST = 12


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: the keys that lead to it, outermost first, and what differs, in words."""

    keys: tuple[str, ...]
    words: str
    added: bool = False
    removed: bool = False

    def __str__(self) -> str:
        """Return the sentence, the place first."""
        place = "的".join(self.keys[:-1])
        if not place:
            return self.words
        return (
            f"{place}中{self.words}"
            if self.words.startswith((ADDED, REMOVED))
            else f"{place}：{self.words}"
        )


def differences(old: Any, new: Any, without: Collection[str] = ()) -> Iterator[Difference]:
    """Return in what two records of one class differ, field by field; ``without`` names keys to leave aside."""
    for key, was, now in _keyed(old, new):
        if key not in without:
            yield from _between((), key, was, now)


def _names(record: Any) -> tuple[tuple[str, str | None, Any], ...]:
    """The fields of a record: name in the code, key in the file (None: it has none), default."""
    return _names_of(record.__class__)


@cache
def _names_of(cls: Any) -> tuple[tuple[str, str | None, Any], ...]:
    return tuple((one.name, one.metadata.get("key"), one.default) for one in fields(cls))


def _keyed(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """The values of two records by key; a map that has no key of its own holds keys of the file (the roles of a matter)."""
    for name, key, _ in _names(new):
        was, now = getattr(old, name), getattr(new, name)
        if key is not None:
            yield key, was, now
        elif isinstance(now, Mapping):
            yield from (
                (each, was.get(each), now.get(each)) for each in dict.fromkeys((*now, *was))
            )


def meaning(value: Any, key: str = "") -> Hashable:
    """Return what a value means, equal for all ways of writing it: line ends, order in sets; where a record lies is not in it."""
    if is_dataclass(value):
        return (type(value), *((each, meaning(own, each)) for each, own, _ in _keyed(value, value)))
    if isinstance(value, Mapping):
        return frozenset((name, meaning(one)) for name, one in value.items())
    if isinstance(value, tuple):
        own = [meaning(one) for one in _row(value)]
        return (
            tuple(own) if key in _ROWS or _holds_records(value) else frozenset(Counter(own).items())
        )
    return squeezed(value) if isinstance(value, str) else value


def _holds_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _row(value: Sequence[T]) -> list[T]:
    """The members of a list as they follow one another: entries of progress by date, of one day as written."""
    return sorted(value, key=lambda one: one.on if isinstance(one, Entry) else date.min)


_WIDE = "\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")


def squeezed(text: str) -> str:
    """Return a text without what only the way of writing it put there: spaces and line ends beside Chinese characters."""
    return " ".join(_FOLD.sub("", text).split())


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _between(outer: tuple[str, ...], key: str, was: Any, now: Any) -> Iterator[Difference]:
    if meaning(was, key) == meaning(now, key):
        return
    here = (*outer, key)
    if is_dataclass(was) and is_dataclass(now):
        for each, own, other in _keyed(was, now):
            yield from _between(here, each, own, other)
    elif isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys((*now, *was)):
            yield from _between(outer, f"{key}“{name}”", was.get(name), now.get(name))
    elif (
        isinstance(was, tuple)
        and isinstance(now, tuple)
        and (_holds_records(was) or _holds_records(now))
    ):
        yield from _records(outer, key, was, now)
    elif isinstance(was, tuple | frozenset) and isinstance(now, tuple | frozenset):
        yield Difference(here, _members(key, was, now), added=not was, removed=not now)
    else:
        # Filling what is silent adds; putting a number in place of 期末 changes what held until now.
        silent = _ABSENT.get(key, UNSPECIFIED) == UNSPECIFIED
        yield Difference(
            here,
            _value(key, was, now),
            added=was is None and silent,
            removed=now is None and silent,
        )


def _value(key: str, was: Any, now: Any) -> str:
    was = _ABSENT.get(key) if was is None else was
    now = _ABSENT.get(key) if now is None else now
    if was is None:
        return f"{ADDED}{key}：{phrase(now)}"
    if now is None:
        return f"{REMOVED}{key}（原为{phrase(was)}）"
    return f"{key}由{'改为'.join(contrasted(was, now))}"


def contrasted(was: Any, now: Any) -> tuple[str, str]:
    """Return two different values so that the difference shows: of long texts the part that differs, with a little around it."""
    if not (isinstance(was, str) and isinstance(now, str)):
        return phrase(was), phrase(now)
    one, other = squeezed(was), squeezed(now)
    start = next(
        (place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]),
        min(len(one), len(other)),
    )
    room = min(len(one), len(other)) - start
    end = next((place for place in range(room) if one[-1 - place] != other[-1 - place]), room)
    halves = _around(one, start, len(one) - end), _around(other, start, len(other) - end)
    short = max(len(one), len(other)) <= _SHOWN // 2
    return (
        (f"“{printable(one)}”", f"“{printable(other)}”")
        if short or halves[0] == halves[1]
        else halves
    )


def _around(text: str, start: int, end: int) -> str:
    """The part of a text between two places, with some of what stands around it; an ellipsis where more was cut."""
    first, last = max(start - _CONTEXT, 0), min(end + _CONTEXT, len(text))
    part = shorten(text[first:last], _SHOWN)
    return f"“{'…' if first else ''}{printable(part)}{'…' if last < len(text) and not part.endswith('…') else ''}”"


def _members(key: str, was: Collection[Any], now: Collection[Any]) -> str:
    if key in _ROWS and not (was and now):
        return f"{REMOVED}{key}（原为{_several(was)}）" if was else f"{ADDED}{key}：{_several(now)}"
    if key in _ROWS:
        between = "”“" if any(mark in one for one in (*was, *now) for mark in "、；") else "、"
        return f"{key}由{'改为'.join(contrasted(*(between.join(map(flat, some)) for some in (was, now))))}"
    old, new = (
        Counter(squeezed(one) if isinstance(one, str) else one for one in some)
        for some in (was, now)
    )
    gone, come = list((old - new).elements()), list((new - old).elements())
    if len(gone) == len(come) == 1:
        return (
            f"{key}{'' if len(was) == 1 else '之一'}由{'改为'.join(contrasted(gone[0], come[0]))}"
        )
    return key + "，".join(
        f"{verb}{_several(some)}" for verb, some in (("增加", come), ("减少", gone)) if some
    )


def _several(members: Collection[Any]) -> str:
    ordered = sorted(members) if isinstance(next(iter(members), None), date) else list(members)
    named = listed(printable(flat(str(one))) for one in ordered[:_MOST])
    return f"{named}等{len(ordered)}项" if len(ordered) > _MOST else named


def phrase(value: Any) -> str:
    """Return a value in words: texts in quotation marks, records as their keys and values."""
    if isinstance(value, bool):
        return "“是”" if value else "“否”"
    if isinstance(value, str):
        return f"“{shorten(printable(flat(value)), _SHOWN)}”"
    if is_dataclass(value):
        return detail(value) or "无具体内容"
    if isinstance(value, Mapping) or _holds_records(value):
        return listed(
            map(_entry, value.items()) if isinstance(value, Mapping) else map(name, value)
        )
    if isinstance(value, tuple | frozenset):
        return _several(value) if value else f"“{UNSPECIFIED}”"
    return str(value)


def _entry(pair: tuple[str, Any]) -> str:
    """An entry of a map: what follows an outcome beside it, of a workflow its name alone."""
    return f"{pair[0]}（{flat(pair[1])}）" if isinstance(pair[1], str) else pair[0]


def detail(record: Any, without: Collection[str] = ()) -> str:
    """Return what a record holds, key by key; nothing of what is absent or as it is by default."""
    default = {key: one for _, key, one in _names(record)}
    told = []
    for key, value, _ in _keyed(record, record):
        if (
            key in without
            or value in (None, {}, default.get(key))
            or (value == () and default.get(key) is not None)
        ):
            continue
        words = phrase(value)
        told.append(f"{key}（{words}）" if is_dataclass(value) else f"{key}{words}")
    return "，".join(told)


def name(record: Any) -> str:
    """Return what a row in a list is called by: the value of its first field."""
    first = next(iter(_names(record)))[0]
    return str(getattr(record, first))


def _records(
    outer: tuple[str, ...], key: str, was: tuple[Any, ...], now: tuple[Any, ...]
) -> Iterator[Difference]:
    """In what two lists of records differ; the steps of a workflow stand in a map and so under its name."""
    row = (*was, *now)
    noun, holder = ("环节", (*outer, key)) if isinstance(row[0], Step) else (key, outer)
    naming = next(iter(_names(row[0])))[1] or ""
    pairs = paired(was, now)
    for old, new in pairs.changed:
        for each, own, other in _keyed(old, new):
            yield from _between((*holder, f"{noun}“{name(old)}”"), each, own, other)
    for verb, some in ((REMOVED, pairs.removed), (ADDED, pairs.added)):
        for one in some:
            more = detail(one, (naming,))
            words = f"{verb}{noun}“{name(one)}”" + (f"（{more}）" if more else "")
            yield Difference(
                (*holder, f"{noun}“{name(one)}”"),
                words,
                added=verb is ADDED,
                removed=verb is REMOVED,
            )
    if pairs.reordered:
        before, after = (listed(name(one) for one in some) for some in (was, now))
        change = f"由{'改为'.join(contrasted(before, after))}" if before != after else "有调整"
        yield Difference((*holder, noun), f"{noun}次序{change}")


@dataclass(frozen=True, slots=True)
class Pairs:
    """The rows of two lists brought together: those that differ, those only in one, and whether the order of the rest changed."""

    changed: tuple[tuple[Any, Any], ...]
    removed: tuple[Any, ...]
    added: tuple[Any, ...]
    reordered: bool


def paired(old: Sequence[Any], new: Sequence[Any]) -> Pairs:
    """Bring the rows of two lists together: first those that mean the same, then those of one name, then of one place."""
    was, now = _row(old), _row(new)
    same: tuple[Callable[[int, Any], Hashable], ...] = (
        lambda _, one: meaning(one),
        lambda _, one: name(one),
        lambda place, _: place,
    )
    partner: dict[int, int] = {}
    left = set(range(len(was)))
    for by in same:
        waiting: dict[Hashable, deque[int]] = {}
        for place in sorted(left):
            waiting.setdefault(by(place, was[place]), deque()).append(place)
        for place, one in enumerate(now):
            queue = None if place in partner else waiting.get(by(place, one))
            if queue:
                partner[place] = queue.popleft()
                left.discard(partner[place])
    order = [partner[place] for place in range(len(now)) if place in partner]
    both = ((was[partner[place]], one) for place, one in enumerate(now) if place in partner)
    return Pairs(
        changed=tuple((one, other) for one, other in both if meaning(one) != meaning(other)),
        removed=tuple(was[place] for place in sorted(left)),
        added=tuple(one for place, one in enumerate(now) if place not in partner),
        reordered=order != sorted(order),
    )
