"""The environment of the templates: it escapes everything and draws lights in HTML."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from markupsafe import Markup
from markupsafe import escape

from duban.ground.immutable import immutable
from duban.site import charts
from duban.site import links
from duban.status import spans
from duban.status.lights import Light
from duban.status.lights import lamp

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duban.records.settings import Config
    from duban.status.lights import Lamp

# The names that CSS knows the colours by.
_COLOURS = {"红": "red", "橙": "orange", "黄": "yellow", "绿": "green", "蓝": "blue", "灰": "grey"}


def environment(config: Config) -> Environment:
    """Return the environment of the templates; it refuses names that are not defined."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.policies["json.dumps_kwargs"] = JSON
    marks = _LightMarks(config)
    made.globals.update(
        lamp=marks.lamp,
        colour=marks.colour,
        word=marks.word,
        bar=marks.bar,
        Light=Light,
        safe=links.safe,
    )
    made.filters.update(cn=spans.chinese_date, md=month_day, marked=_marked)
    return made


# How templates write JSON for scripts.
JSON = {"ensure_ascii": False, "separators": (",", ":")}


@immutable(slots=False)
class _LightMarks:
    """The lights in HTML, in the words and colours of one book's settings."""

    config: Config

    # Long lists ask for thousands of lamps, of six kinds.

    @cached_property
    def _shown(self) -> Mapping[Light, Lamp]:
        return {light: lamp(light, self.config) for light in Light}

    @cached_property
    def _drawn(self) -> Mapping[Light, Markup]:
        pattern = Markup('<span class="lamp {} {}">{}</span>')
        return {
            light: pattern.format(light.key, self.colour(light), self.word(light))
            for light in Light
        }

    def lamp(self, light: Light) -> Markup:
        """Return the light's word in its colour."""
        return self._drawn[light]

    def colour(self, light: Light) -> str:
        """Return the CSS name of the light's colour."""
        return _COLOURS[self._shown[light].colour]

    def word(self, light: Light) -> str:
        """Return the light's word."""
        return self._shown[light].word

    def bar(self, counts: Mapping[Light, int]) -> Markup:
        """Return a bar whose parts are as long as there are many of each light."""
        segments = charts.bar(counts)
        said = "，".join(f"{self.word(segment.light)} {segment.count}" for segment in segments)
        part = Markup('<rect class="{} {}" x="{}" width="{}"/>')
        drawn = (
            part.format(
                segment.light.key,
                self.colour(segment.light),
                segment.x,
                max(2.0, segment.width - 3),  # a gap of 3, and no part too thin to be seen
            )
            for segment in segments
        )
        return Markup(
            '<svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" '
            'aria-label="{}">{}</svg>'
        ).format(said or "无", Markup("").join(drawn))


def escaped_html(html: str) -> Markup:
    """Return HTML that is escaped already, so that a template does not escape it again."""
    return Markup(html)  # noqa: S704 - from an autoescaping template, or escaped by name


def month_day(day: date) -> str:
    """Return 11月5日."""
    return f"{day.month}月{day.day}日"


_PATH = re.compile(r"(?<![\w/])(tasks[ /][\w./<>&;-]*[\w>/;])")


def _marked(text: str) -> Markup:
    """A line of a rule's docstring, its paths and commands set as code."""
    return escaped_html(_PATH.sub(r"<code>\1</code>", str(escape(text))))
