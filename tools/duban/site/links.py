"""Addresses of the site's pages and of the forge's editor; which other addresses may be links."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from duban.records.settings import Repository


@immutable
class Forge:
    """How a forge writes the addresses of its editor, with ``{path}``, ``{folder}``, ``{branch}``.

    ``name_parameter`` and ``text_parameter`` give a new file its name and text, empty where the
    forge takes none; ``edit_word`` and ``submit_word`` are what its buttons are called.
    """

    edit: str
    new: str
    name_parameter: str
    text_parameter: str
    edit_word: str
    submit_word: str


# GitHub and Gitea document filename and value (go-gitea/gitea#16556). GitLab reads file_name, and
# its editor takes no text. Gitee documents neither, so its page is opened and the text copied.
FORGES: Mapping[str, Forge] = {
    "GitHub": Forge(
        "/edit/{branch}/{path}", "/new/{branch}", "filename", "value", "铅笔图标", "Commit changes…"
    ),
    "Gitea": Forge(
        "/_edit/{branch}/{path}",
        "/_new/{branch}/{folder}",
        "filename",
        "value",
        "铅笔图标",
        "提交变更",
    ),
    "GitLab": Forge(
        "/-/edit/{branch}/{path}",
        "/-/new/{branch}/{folder}",
        "file_name",
        "",
        "“编辑”按钮",
        "提交更改",
    ),
    "Gitee": Forge("/edit/{branch}/{path}", "/new/{branch}/{folder}", "", "", "“编辑”按钮", "提交"),
}


def edit(repository: Repository, path: str) -> str:
    """Return the address where the forge edits the file at ``path``."""
    pattern = FORGES[repository.forge].edit
    return repository.url.rstrip("/") + pattern.format(
        branch=quote(repository.branch), path=quote(path)
    )


def new(repository: Repository, path: str, text: str = "") -> str:
    """Return the address where the forge makes a new file at ``path``, with ``text`` if it can."""
    forge = FORGES[repository.forge]
    folder, _, name = path.rpartition("/")
    inside = "{folder}" in forge.new
    address = repository.url.rstrip("/") + forge.new.format(
        branch=quote(repository.branch), folder=quote(folder)
    )
    given = ((forge.name_parameter, name if inside else path), (forge.text_parameter, text))
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in given if key and value)
    return f"{address}?{query}" if query else address


_SAFE = re.compile(r"https?://[^\s\"'<>\\\x00-\x1f\x7f]+", re.IGNORECASE)


def safe(text: str) -> str | None:
    """Return an address that may become a link: http and https alone; None for anything else."""
    return text if _SAFE.fullmatch(text) else None


@immutable
class Addresses:
    """Where pages lie in a built site: each in a folder of its own, or as a single file.

    Single files work without a server.
    """

    folders: bool = True

    def file(self, uri: str) -> str:
        """Return the file of a page (``""`` or ending in ``/``) or of anything else."""
        if uri and not uri.endswith("/"):
            return uri
        if self.folders or not uri:
            return f"{uri}index.html"
        return f"{uri[:-1]}.html"

    def link(self, source: str, target: str) -> str:
        """Return the relative address of ``target`` seen from the page ``source``."""
        up = "../" * self.file(source).count("/")
        if not self.folders or (target and not target.endswith("/")):
            return up + self.file(target)
        return up + target or "./"


def item(identity: str) -> str:
    """Return the page of an item."""
    return f"items/{identity}/"


def matter(identity: str) -> str:
    """Return the page of a matter."""
    return f"matters/{identity}/"


def source(identity: str) -> str:
    """Return the page of a plan or an agreement."""
    return f"sources/{identity}/"


def unit(identity: str) -> str:
    """Return the page of a unit."""
    return f"units/{identity}/"


def unit_form(identity: str) -> str:
    """Return the page on which a unit fills in its progress."""
    return f"units/{identity}/fill/"


def unit_calendar(identity: str) -> str:
    """Return the calendar feed of a unit."""
    return f"units/{identity}/calendar.ics"
