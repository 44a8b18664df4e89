"""Sites that tests build, and their pages as text."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import TYPE_CHECKING

from conftest import files
from duban.changes import history
from duban.records import loader
from duban.site import editions as site_editions
from duban.site import feeds
from duban.site import inputs
from duban.site import renderer
from duban.site.links import Addresses

if TYPE_CHECKING:
    from duban.site.editions import Edition

AS_OF = date(2026, 11, 15)


def one_site(text: str, as_of: date = AS_OF, *, public: bool = False) -> Edition:
    """Return the site of a book without git."""
    loaded = loader.load(files(text))
    source = site_editions.SiteInputs(
        loaded=loaded,
        findings=loaded.findings,
        unread=0,
        past=history.Past(),
        missing="没有 git 版本记录，看不到以前的情况。",
        revision=None,
    )
    return site_editions.prepare(source, as_of, public=public)


def page(site: Edition, uri: str) -> str:
    """Return one page as text without tags."""
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    return plain(maker.render(maker.pages[uri]))


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<script.*?</script>|<[^>]+>", " ", html, flags=re.DOTALL)))
