"""A page of the site: its address and title, and the values its template prints."""

from __future__ import annotations

from dataclasses import fields
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Any
from typing import ClassVar

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.ground.isolation import Failure


@immutable
class Contents:
    """What a template is given: each field of a subclass is a variable of the same name.

    ``template`` names the file in ``templates/``; ``searched`` says whether the search finds the
    page.
    """

    template: ClassVar[str]
    searched: ClassVar[bool] = False

    @property
    def words(self) -> tuple[str, ...]:
        """The texts by which search finds the page; empty: by everything it shows."""
        return ()

    def variables(self) -> Mapping[str, Any]:
        """Return the template's variables by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


@immutable
class FailurePage(Contents):
    """Says that our own code failed to make the page at this address."""

    template = "failure.html"

    failure: Failure


@immutable
class Page:
    """One page: ``uri`` is its address on the site, ``""`` or ending in ``/``.

    ``tab`` is its name among the tabs, empty for a page that is reached from other pages.
    """

    uri: str
    title: str
    contents: Contents
    tab: str = ""

    @property
    def searched(self) -> bool:
        """Whether the search finds it."""
        return self.contents.searched

    @property
    def words(self) -> tuple[str, ...]:
        """The texts by which search finds it; empty: by everything it shows."""
        return self.contents.words

    @property
    def failure(self) -> Failure | None:
        """What our own code met instead of making the page."""
        return self.contents.failure if isinstance(self.contents, FailurePage) else None

    def failed(self, failure: Failure) -> Page:
        """Return a page at the same address that says this one could not be made."""
        return replace(self, contents=FailurePage(failure))
