"""What a rule over a whole book is given, and the hint that most rules give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from duban.ground.findings import BookProblem
from duban.ground.findings import Rule
from duban.ground.immutable import immutable
from duban.ground.text import nearest
from duban.records.kinds import folder_of
from duban.records.model import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.documents.yaml_document import Document
    from duban.records.book import Book
    from duban.records.book import Units


@immutable(slots=False)
class Context:
    """What a rule may look at: the book, the day of the check, and the files left out.

    ``brought`` holds (path, document number) of the numbers that the change under review brings.
    """

    book: Book
    today: date
    invalid: Mapping[str, Document]
    brought: frozenset[tuple[str, str]] = frozenset()

    def left_out(self, *paths: str) -> bool:
        """Tell whether one of these files is there, but is not valid.

        It has a finding of its own then, and what refers to it is not at fault.
        """
        return any(path in self.invalid for path in paths)

    def without(self, documents: Mapping[str, Document]) -> Context:
        """Return the context in which these files count as left out too."""
        return Context(self.book.without(documents), self.today, {**self.invalid, **documents})

    @cached_property
    def doubtful_names(self) -> frozenset[str]:
        """The short names in unit files that were left out."""
        texts = (
            document.text
            for path, document in self.invalid.items()
            if path.startswith(folder_of(Unit))
        )
        return frozenset(name for text in texts for name in re.findall(_SHORT_NAME, text))

    @property
    def units(self) -> Units:
        """The units of the book by name."""
        return self.book.names

    @cached_property
    def names(self) -> frozenset[str]:
        """The short names of the units: what records must call them by."""
        return frozenset(self.units.by_name)


# The files that were left out may not be YAML at all: their names are found by their looks.
_SHORT_NAME = r"(?m)^简称\s*[:：]\s*[\"']?([^\s\"'#]+)"

# A rule over a whole book.
Check = Rule[[Context], Iterator[BookProblem]]


def suggestion(word: str, known: frozenset[str], otherwise: str) -> str:
    """Return a hint: the known word that is nearest, or what to do where none is near."""
    near = nearest(word, known)
    return f"是否指“{near}”？" if near else otherwise
