"""Which file is which kind of record: a record's identity is its path."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING
from typing import Any

from duban.ground.immutable import immutable
from duban.records import book
from duban.records import fields
from duban.records import model
from duban.records import settings
from duban.records import sources

if TYPE_CHECKING:
    from collections.abc import Mapping

TOP = "tasks"
_ID = "[a-z0-9][a-z0-9-]{0,63}"


@immutable(slots=False)
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
            f"{TOP}/" + re.sub(r"<(\w+)>", rf"(?P<\1>{_ID})", self.pattern) + r"\.yaml"
        )

    @cached_property
    def folder(self) -> str:
        """The path that those of all its files begin with: ``tasks/items/``."""
        return f"{TOP}/{self.pattern.partition('<')[0]}"

    def path(self, *identity: str) -> str:
        """Return the path of the record with this identity."""
        return f"{self.folder}{'/'.join(identity)}.yaml"


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
_BY_CLASS = {kind.record: kind for kind in KINDS}
_TEMPLATES = "forms"
# Every folder of a book.
FOLDERS = frozenset(
    {kind.pattern.partition("/")[0] for kind in KINDS if "/" in kind.pattern} | {_TEMPLATES}
)
_TEMPLATE = re.compile(rf"{TOP}/{_TEMPLATES}/{_ID}/{_ID}\.docx")


def kind_of(path: str) -> tuple[Kind, Mapping[str, str]] | None:
    """Return the kind of the file at ``path`` and the identity that its path gives.

    None when it is no record's path.
    """
    for kind in KINDS:
        match = kind.matches.fullmatch(path)
        if match:
            return kind, match.groupdict()
    return None


def path_of(record: type, *identity: str) -> str:
    """Return the path of a record of this class.

    ``path_of(Item, "sl/1")`` is ``tasks/items/sl/1.yaml``; progress has two parts, the id of the
    unit and that of the item.
    """
    return _BY_CLASS[record].path(*identity)


def folder_of(record: type, *identity: str) -> str:
    """Return the folder, with a slash at its end, of the records of this class.

    The first parts of an identity narrow it: ``folder_of(Progress, "jia")`` is
    ``tasks/progress/jia/``.
    """
    return _BY_CLASS[record].folder + "".join(f"{part}/" for part in identity)


def template_path(agreement: str, name: str) -> str:
    """Return the path of the Word template ``name`` of an agreement's printed forms."""
    return f"{TOP}/{_TEMPLATES}/{agreement}/{name}"


def is_template(path: str) -> bool:
    """Tell whether a path is that of a Word template: no record, read only to print a form."""
    return _TEMPLATE.fullmatch(path) is not None


def build_record(
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
