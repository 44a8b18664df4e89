"""Templates of the site's pages: an environment that escapes everything, and the small marks that many pages share."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from duban.site import charts
from duban.site import links
from duban.status import spans
from duban.status.lights import Light
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from jinja2 import Environment
    from markupsafe import Markup

    from duban.records.settings import Config

# The names that CSS knows the colours by.
_COLOURS = {"红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue", "灰": "grey"}


def environment(config: Config) -> Environment:
    """Return the environment: autoescape, no undefined name passes, lights as the book's settings show them."""
    from jinja2 import Environment
    from jinja2 import FileSystemLoader
    from jinja2 import StrictUndefined
    from markupsafe import Markup
    from markupsafe import escape

    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )

    @lru_cache(maxsize=32)
    def lamp_mark(light: Light) -> Markup:
        shown = lamp(light, config)
        return Markup('<span class="lamp {} {}">{}</span>').format(
            light.key, _COLOURS[shown.colour], shown.word
        )

    @lru_cache(maxsize=32)
    def colour(light: Light) -> str:
        return _COLOURS[lamp(light, config).colour]

    def word(light: Light) -> str:
        return lamp(light, config).word

    def bar(counts: Mapping[Light, int]) -> Markup:
        parts = charts.bar(counts)
        said = "，".join(f"{word(one.light)} {one.count}" for one in parts)
        drawn = Markup("").join(
            Markup('<rect class="{} {}" x="{}" width="{}"/>').format(
                one.light.key, colour(one.light), one.x, max(2.0, one.width - 3)
            )
            for one in parts
        )
        return Markup(
            '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>'
        ).format(said or "无", drawn)

    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "separators": (",", ":")}
    made.globals.update(
        lamp=lamp_mark, colour=colour, word=word, bar=bar, Light=Light, safe=links.safe
    )
    made.filters.update(
        cn=spans.chinese_date,
        md=month_day,
        marked=lambda text: escaped_html(_emphasised(str(escape(text)))),
    )
    return made


def escaped_html(html: str) -> Markup:
    """Return HTML that is escaped already, so that a template does not escape it again."""
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - from an autoescaping template, or escaped by name


def month_day(day: date) -> str:
    """Return 11月5日."""
    return f"{day.month}月{day.day}日"


_PATH = re.compile(r"(?<![\w/])(tasks[ /][\w./<>&;-]*[\w>/;])")


def _emphasised(text: str) -> str:
    """Paths and commands in the docstring of a rule, set as code; the text is escaped already."""
    return _PATH.sub(r"<code>\1</code>", text)
