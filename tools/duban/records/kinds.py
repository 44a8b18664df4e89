"""Which file is which kind of record: identity is the path."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from duban.records import book
from duban.records import fields
from duban.records import model
from duban.records import settings
from duban.records import sources

if TYPE_CHECKING:
    from collections.abc import Mapping

_ID = "[a-z0-9][a-z0-9-]{0,63}"


@dataclass(frozen=True)
class Kind:
    """One kind of record: where its files lie, its schema's name, and the class of its values."""

    name: str
    title: str
    pattern: str
    record: type

    @cached_property
    def matches(self) -> re.Pattern[str]:
        """The compiled path pattern; its groups are the record's identity."""
        return re.compile(
            "tasks/" + re.sub(r"<(\w+)>", rf"(?P<\1>{_ID})", self.pattern) + r"\.yaml"
        )


KINDS: tuple[Kind, ...] = (
    Kind("item", "事项", "items/<source>/<number>", model.Item),
    Kind("progress", "进展", "progress/<unit>/<source>/<number>", model.Progress),
    Kind("matter", "协作事项", "matters/<agreement>/<number>", model.Matter),
    Kind("unit", "单位", "units/<id>", model.Unit),
    Kind("plan", "方案", "plans/<id>", sources.Plan),
    Kind("agreement", "协议", "agreements/<id>", sources.Agreement),
    Kind("calendar", "放假调休安排", "calendar/<id>", settings.HolidayNotice),
    Kind("config", "台账设置", "config", settings.Config),
)


def kind_of(path: str) -> tuple[Kind, Mapping[str, str]] | None:
    """Return the kind of the file at ``path`` and the identity its path gives; None when it is no record's path."""
    for kind in KINDS:
        match = kind.matches.fullmatch(path)
        if match:
            return kind, match.groupdict()
    return None


def record(
    kind: Kind, path: str, identity: Mapping[str, str], data: Mapping[str, Any]
) -> book.Record:
    """Return the value of one record from data that fits its schema."""
    names = dict(identity)
    number = names.pop("number", "")
    if kind.record is model.Item:
        names["id"] = f"{names['source']}/{number}"
    elif kind.record is model.Progress:
        names["item"] = f"{names.pop('source')}/{number}"
    elif kind.record is model.Matter:
        return model.Matter.of(data, path=path, id=f"{names['agreement']}/{number}", **names)
    built: book.Record = fields.build(kind.record, data, path=path, **names)
    return built
