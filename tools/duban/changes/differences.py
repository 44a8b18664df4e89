"""In what two records differ, in words; it walks every field of the model, so none is missed."""

from __future__ import annotations

import re
from collections import Counter
from collections import deque
from collections.abc import Mapping
from dataclasses import fields
from dataclasses import is_dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar

from duban.ground.immutable import immutable
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

# The order of names or texts in a list means nothing, but for these: the issuer that stands first
# leads, annexes are numbered, the first of those who act signs. Lists of records (headings,
# steps, extensions) keep their order too; entries of progress stand by their dates.
_ROWS = frozenset({"印发单位", "附件", "办理单位"})
# What a key means where it is absent, if that can be said in a word.
_ABSENT = {
    **dict.fromkeys(("牵头单位", "督办单位", "印发日期", "生效", "到期", "更新间隔"), UNSPECIFIED),
    **dict.fromkeys(("每期截止", "截止日"), "期末"),
    "公开": "同所属文件",
}
ADDED, REMOVED = "新增", "删去"
# Characters of a text that are shown, and of what stands around a difference; members of a list.
_SHOWN = 60
_CONTEXT = 8
_MOST = 12


@immutable
class Difference:
    """One thing that differs: the keys that lead to it, the outermost first, and the words."""

    keys: tuple[str, ...]
    words: str
    added: bool = False
    removed: bool = False

    def __str__(self) -> str:
        """Return the sentence, the place first."""
        place = "的".join(self.keys[:-1])
        if not place:
            return self.words
        link = "中" if self.words.startswith((ADDED, REMOVED)) else "："
        return f"{place}{link}{self.words}"


def differences(old: Any, new: Any, without: Collection[str] = ()) -> Iterator[Difference]:
    """Return in what two records of one class differ, field by field.

    ``without`` names keys to leave aside.
    """
    for key, was, now in _keyed(old, new):
        if key not in without:
            yield from _between((), key, was, now)


def _names(record: Any) -> tuple[tuple[str, str | None, Any], ...]:
    """The fields of a record: name in the code, key in the file (None: it has none), default."""
    return _names_of(record.__class__)


@cache
def _names_of(cls: Any) -> tuple[tuple[str, str | None, Any], ...]:
    return tuple((field.name, field.metadata.get("key"), field.default) for field in fields(cls))


def _keyed(old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    """The values of two records by key.

    A map without a key of its own holds keys of the file: the roles of a matter.
    """
    for name, key, _ in _names(new):
        was, now = getattr(old, name), getattr(new, name)
        if key is not None:
            yield key, was, now
        elif isinstance(now, Mapping):
            for inner in dict.fromkeys((*now, *was)):
                yield inner, was.get(inner), now.get(inner)


def meaning(value: Any, key: str = "") -> Hashable:
    """Return what a value means, to be compared: equal for all ways of writing it.

    Line ends and the order of sets do not count, nor does the file a record lies in.
    """
    if is_dataclass(value):
        inner = ((own, meaning(member, own)) for own, member, _ in _keyed(value, value))
        return (type(value), *inner)
    if isinstance(value, Mapping):
        return frozenset((name, meaning(member)) for name, member in value.items())
    if isinstance(value, tuple):
        members = [meaning(member) for member in _row(value)]
        in_order = key in _ROWS or _holds_records(value)
        return tuple(members) if in_order else frozenset(Counter(members).items())
    return squeezed(value) if isinstance(value, str) else value


def _holds_records(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _row(value: Sequence[T]) -> list[T]:
    """The members of a list in order: entries of progress by date, all else as written."""
    return sorted(value, key=lambda member: member.on if isinstance(member, Entry) else date.min)


# What is written without spaces: Chinese characters, their punctuation, full-width forms.
_WIDE = "\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
_FOLD = re.compile(rf"(?<=[{_WIDE}])\s+|\s+(?=[{_WIDE}])")


def squeezed(text: str) -> str:
    """Return a text without the spaces and line ends beside Chinese characters.

    YAML folds a long text into lines and joins them with spaces, which mean nothing in Chinese.
    """
    return " ".join(_FOLD.sub("", text).split())


def flat(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split())


def _between(outer: tuple[str, ...], key: str, was: Any, now: Any) -> Iterator[Difference]:
    if meaning(was, key) == meaning(now, key):
        return
    here = (*outer, key)
    if is_dataclass(was) and is_dataclass(now):
        for inner, old, new in _keyed(was, now):
            yield from _between(here, inner, old, new)
    elif isinstance(was, Mapping) and isinstance(now, Mapping):
        for name in dict.fromkeys((*now, *was)):
            yield from _between(outer, f"{key}“{name}”", was.get(name), now.get(name))
    elif _are_rows(was, now):
        yield from _records(outer, key, was, now)
    elif isinstance(was, tuple | frozenset) and isinstance(now, tuple | frozenset):
        yield Difference(here, _members(key, was, now), added=not was, removed=not now)
    else:
        # Filling what is silent adds; a number in place of 期末 changes what held until now.
        silent = _ABSENT.get(key, UNSPECIFIED) == UNSPECIFIED
        added, removed = was is None and silent, now is None and silent
        yield Difference(here, _value(key, was, now), added=added, removed=removed)


def _are_rows(was: Any, now: Any) -> bool:
    """Whether two values are lists of records."""
    lists = isinstance(was, tuple) and isinstance(now, tuple)
    return lists and (_holds_records(was) or _holds_records(now))


def _value(key: str, was: Any, now: Any) -> str:
    was = _ABSENT.get(key) if was is None else was
    now = _ABSENT.get(key) if now is None else now
    if was is None:
        return f"{ADDED}{key}：{phrase(now)}"
    if now is None:
        return f"{REMOVED}{key}（原为{phrase(was)}）"
    return f"{key}由{'改为'.join(contrasted(was, now))}"


def contrasted(was: Any, now: Any) -> tuple[str, str]:
    """Return two different values in words so that the difference shows.

    Of long texts it is the part that differs, with a little around it.
    """
    if not (isinstance(was, str) and isinstance(now, str)):
        return phrase(was), phrase(now)
    old, new = squeezed(was), squeezed(now)
    start = _shared(old, new)
    # The same end is looked for only behind the same beginning.
    end = _shared(old[start:][::-1], new[start:][::-1])
    halves = _around(old, start, len(old) - end), _around(new, start, len(new) - end)
    short = max(len(old), len(new)) <= _SHOWN // 2
    if short or halves[0] == halves[1]:
        return f"“{printable(old)}”", f"“{printable(new)}”"
    return halves


def _shared(first: str, second: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = zip(first, second, strict=False)
    apart = (place for place, (left, right) in enumerate(pairs) if left != right)
    return next(apart, min(len(first), len(second)))


def _around(text: str, start: int, end: int) -> str:
    """The part of a text between two places, with some of what stands around it.

    An ellipsis stands where more was cut.
    """
    first, last = max(start - _CONTEXT, 0), min(end + _CONTEXT, len(text))
    part = shorten(text[first:last], _SHOWN)
    before = "…" if first else ""
    after = "…" if last < len(text) and not part.endswith("…") else ""
    return f"“{before}{printable(part)}{after}”"


def _members(key: str, was: Collection[Any], now: Collection[Any]) -> str:
    if key in _ROWS and not (was and now):
        return f"{REMOVED}{key}（原为{_several(was)}）" if was else f"{ADDED}{key}：{_several(now)}"
    if key in _ROWS:
        # A name that has 、 in it would run into the next: such names are quoted.
        marked = any(mark in name for name in (*was, *now) for mark in "、；")
        old, new = (("”“" if marked else "、").join(map(flat, names)) for names in (was, now))
        return f"{key}由{'改为'.join(contrasted(old, new))}"
    before, after = _counted(was), _counted(now)
    gone, come = list((before - after).elements()), list((after - before).elements())
    if len(gone) == len(come) == 1:
        whole = "" if len(was) == 1 else "之一"
        return f"{key}{whole}由{'改为'.join(contrasted(gone[0], come[0]))}"
    changes = (("增加", come), ("减少", gone))
    return key + "，".join(f"{verb}{_several(members)}" for verb, members in changes if members)


def _counted(members: Collection[Any]) -> Counter[Any]:
    return Counter(squeezed(member) if isinstance(member, str) else member for member in members)


def _several(members: Collection[Any]) -> str:
    ordered = sorted(members) if isinstance(next(iter(members), None), date) else list(members)
    named = listed(printable(flat(str(member))) for member in ordered[:_MOST])
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
        rows = map(_entry, value.items()) if isinstance(value, Mapping) else map(name, value)
        return listed(rows)
    if isinstance(value, tuple | frozenset):
        return _several(value) if value else f"“{UNSPECIFIED}”"
    return str(value)


def _entry(pair: tuple[str, Any]) -> str:
    """An entry of a map: what follows an outcome beside it, of a workflow its name alone."""
    return f"{pair[0]}（{flat(pair[1])}）" if isinstance(pair[1], str) else pair[0]


def detail(record: Any, without: Collection[str] = ()) -> str:
    """Return what a record holds, key by key, without what is absent or as it is by default."""
    defaults = {key: default for _, key, default in _names(record)}
    told = []
    for key, value, _ in _keyed(record, record):
        default = defaults.get(key)
        usual = value in (None, {}, default) or (value == () and default is not None)
        if key in without or usual:
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
    """In what two lists of records differ.

    The steps of a workflow are the values of a map: their place is the name of the workflow.
    """
    first = (*was, *now)[0]
    noun, holder = ("环节", (*outer, key)) if isinstance(first, Step) else (key, outer)
    naming = next(iter(_names(first)))[1] or ""
    pairs = paired(was, now)
    for old, new in pairs.changed:
        for inner, before, after in _keyed(old, new):
            yield from _between((*holder, f"{noun}“{name(old)}”"), inner, before, after)
    for verb, rows in ((REMOVED, pairs.removed), (ADDED, pairs.added)):
        for row in rows:
            title = f"{noun}“{name(row)}”"
            more = detail(row, (naming,))
            words = f"{verb}{title}" + (f"（{more}）" if more else "")
            added, removed = verb == ADDED, verb == REMOVED
            yield Difference((*holder, title), words, added=added, removed=removed)
    if pairs.reordered:
        before, after = (listed(map(name, rows)) for rows in (was, now))
        change = f"由{'改为'.join(contrasted(before, after))}" if before != after else "有调整"
        yield Difference((*holder, noun), f"{noun}次序{change}")


@immutable
class Pairs:
    """The rows of two lists brought together.

    ``changed`` are those that differ, ``removed`` and ``added`` those in one list only;
    ``reordered`` says whether the order of the rest changed.
    """

    changed: tuple[tuple[Any, Any], ...]
    removed: tuple[Any, ...]
    added: tuple[Any, ...]
    reordered: bool


def paired(old: Sequence[Any], new: Sequence[Any]) -> Pairs:
    """Bring the rows of two lists together.

    Rows that mean the same are paired first, then those of one name, then those of one place.
    """
    was, now = _row(old), _row(new)
    partners = _partners(was, now)
    both = [(was[partners[place]], row) for place, row in enumerate(now) if place in partners]
    order = [partners[place] for place in sorted(partners)]
    left = sorted(set(range(len(was))) - set(order))
    return Pairs(
        changed=tuple(pair for pair in both if meaning(pair[0]) != meaning(pair[1])),
        removed=tuple(was[place] for place in left),
        added=tuple(row for place, row in enumerate(now) if place not in partners),
        reordered=order != sorted(order),
    )


def _partners(was: Sequence[Any], now: Sequence[Any]) -> dict[int, int]:
    """The places of the later rows that were there before, each with its place then."""
    same: tuple[Callable[[int, Any], Hashable], ...] = (
        lambda _, row: meaning(row),
        lambda _, row: name(row),
        lambda place, _: place,
    )
    partners: dict[int, int] = {}
    left = set(range(len(was)))
    for by in same:
        waiting: dict[Hashable, deque[int]] = {}
        for place in sorted(left):
            waiting.setdefault(by(place, was[place]), deque()).append(place)
        for place, row in enumerate(now):
            queue = None if place in partners else waiting.get(by(place, row))
            if queue:
                partners[place] = queue.popleft()
                left.discard(partners[place])
    return partners
