"""The MkDocs plugin: a stub for each page, filled with our HTML; all that knows MkDocs."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import jieba
from mkdocs.commands.build import get_context
from mkdocs.config import base
from mkdocs.config import config_options as option
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.plugins import event_priority
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import AnchorLink
from mkdocs.structure.toc import TableOfContents

from duban.ground import clock
from duban.ground import isolation
from duban.ground.system_errors import reason
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import links
from duban.site import renderer
from duban.site import templating
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any
    from typing import Literal

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation

    from duban.site.editions import Edition
    from duban.site.editions import SiteInputs
    from duban.site.pages.page import Page

_log = get_plugin_logger("duban")
_STUB = "---\ntemplate: progress.html\nsearch:\n  exclude: {}\n---\n"
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What means something to HTML or to a template, as a character that looks alike and does not.
_FULL_WIDTH = str.maketrans(
    {"<": "＜", ">": "＞", "&": "＆", '"': "＂", "'": "＇", "{": "｛", "}": "｝"}
)
# The theme's scripts depend on how deep a page lies; ours lie at most three folders deep.
_DEPTHS = 4
# Files of the theme that no page of a Chinese site asks for.
_UNUSED = re.compile(
    r"assets/.*\.map|assets/javascripts/lunr/(?!min/lunr\.(zh|stemmer\.support)\.min\.js).*"
)


class DubanConfig(base.Config):
    """The plugin's options in mkdocs.yml."""

    root = option.Type(str, default=".")
    edition = option.Choice(("internal", "public"), default="internal")
    as_of = option.Optional(option.Type((str, date)))


class DubanPlugin(BasePlugin[DubanConfig]):
    """Adds the pages of a book to a MkDocs site."""

    maker: renderer.Maker
    nav: Navigation
    policy = ""
    # What our own code failed to read or to check: file and words.
    faults: tuple[tuple[str, str], ...] = ()
    serving = False
    # Served with live reload, or opened from files: both need scripts that a policy forbids.
    plain = False

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002 - MkDocs's signature
        """Keep one instance across rebuilds."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the book; take names, tabs and what to watch from it."""
        root = (Path(config.config_file_path).parent / self.config.root).resolve()
        site = self._edition(root)
        if site.invalid_files:
            _log.warning(
                "有 %d 个文件没有通过检查，没有发布；请运行 tasks check 查看。", site.invalid_files
            )
        if site.missing:
            _log.info("%s", site.missing)
        self._choose_addresses(config)
        addresses = links.Addresses(folders=config.use_directory_urls)
        self.maker = renderer.Maker(site, addresses, feeds.paths(site) | inputs.asset_paths())
        config.site_name = _inert(site.book.config.name)
        tabs = [page for page in self.maker.pages.values() if page.tab]
        config.nav = [
            *({_inert(page.tab): _source_path(page.uri)} for page in tabs),
            *(config.nav or []),
        ]
        code = Path(renderer.__file__).parent
        config.watch = [*config.watch, str(root / worktree.TOP), str(code)]
        _teach_words(config, site)
        return config

    def _edition(self, root: Path) -> Edition:
        today = self._today()
        source = _read(root, today)
        faults = (
            finding for finding in source.findings if finding.code == isolation.program_fault.code
        )
        self.faults = tuple(dict.fromkeys((fault.path, fault.message) for fault in faults))
        try:
            return editions.prepare(source, today, public=self.config.edition == "public")
        except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours
            raise PluginError(
                f"程序出错了，与填报内容无关，请告诉维护人员：{isolation.failure_of(error, '')}。"
            ) from None

    def _today(self) -> date:
        as_of = self.config.as_of
        try:
            return date.fromisoformat(str(as_of)) if as_of else clock.today()
        except ValueError:
            raise PluginError(
                f"as_of “{as_of}”不是日期，写成 年-月-日，例如 2026-06-30。"
            ) from None

    def _choose_addresses(self, config: MkDocsConfig) -> None:
        """A site that opens from files has an address a file, and needs a worker for its search."""
        offline = config.plugins.get("material/offline")
        from_files = bool(offline and offline.config.enabled)
        self.plain = self.serving or from_files
        if from_files and not self.serving:
            config.use_directory_urls = False
            config.extra["polyfills"] = ["assets/iframe-worker.js"]

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add a stub for each page; leave out the files of the theme that no page needs."""
        for file in [file for file in files if _UNUSED.fullmatch(file.src_uri)]:
            files.remove(file)
        for page in self.maker.pages.values():
            level = InclusionLevel.INCLUDED if page.tab else InclusionLevel.NOT_IN_NAV
            stub = _STUB.format("false" if page.searched else "true")
            file = File.generated(config, _source_path(page.uri), content=stub, inclusion=level)
            # MkDocs would put the page of a record called “index” in place of the list above it.
            file.dest_uri = self.maker.addresses.file(page.uri)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG002 - MkDocs's signature
        """Remember the tabs, which the probe of the theme needs."""
        self.nav = nav
        return nav

    def on_env(self, env: Environment, *, config: MkDocsConfig, files: Files) -> Environment:
        """Learn from pages without our content which scripts the theme itself writes."""
        env.trim_blocks = env.lstrip_blocks = True
        env.policies["json.dumps_kwargs"] = templating.JSON
        if not self.plain:
            scripts: dict[str, None] = {}
            for depth in range(_DEPTHS):
                file = File.generated(config, "probe/" * depth + "index.md", content="")
                probe = MkDocsPage("probe", file, config)
                probe.content, probe.meta, probe.toc = "", {}, _contents()
                context = get_context(self.nav, files, config, probe)
                html = env.get_template("progress.html").render({**context, "duban_foot": ""})
                scripts.update(dict.fromkeys(_SCRIPT.findall(html)))
            self.policy = _policy(scripts)
        return env

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: object) -> str:
        """Give the page its title, which the theme prints as it is."""
        own = self._own(page)
        if own:
            page.meta["title"] = _inert(own.title)
        return markdown

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: object) -> str:
        """Fill the stub with what search is to find."""
        own = self._own(page)
        if own is None:
            return html
        page.toc = _contents()
        if _is_found_by_all_its_text(own):
            return self.maker.render(own)
        return "".join(f"<p>{escape(text)}</p>" for text in own.words if text)

    @event_priority(-50)
    def on_page_context(self, context: Any, *, page: MkDocsPage, **_: object) -> Any:
        """Fill the stub for good once search has read it, and add the foot that every page has."""
        page.edit_url = None  # no edit links of the theme's own
        own = self._own(page)
        if own and not _is_found_by_all_its_text(own):
            page.content = self.maker.render(own)
        return {**context, "duban_foot": self.maker.foot(_address(page))}

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs's signature
        """Set the content security policy."""
        return _guarded(output, self.policy)

    def on_post_template(self, output: str, *, template_name: str, config: MkDocsConfig) -> str:  # noqa: ARG002 - MkDocs's signature
        """Set the policy of templates that are not pages, such as 404."""
        if self.plain or not template_name.endswith(".html"):
            return output
        return _guarded(output, _policy(dict.fromkeys(_SCRIPT.findall(output))))

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write the feeds, shorten the search index, and say what failed."""
        folder = Path(config.site_dir)
        site, failures = self.maker.site, self.maker.failures
        for path, content in feeds.files(site, config.site_url or "", failures):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
        for failure in (*site.view.failures, *failures.values()):
            _log.error(
                "程序故障，与填报内容无关：%s（%s）没有计入，请告诉维护人员。",
                failure.path,
                failure,
            )
        for path, message in self.faults:
            _log.error("%s：%s，请告诉维护人员。", path, message)
        _shorten(folder / "search" / "search_index.json")

    def _own(self, page: MkDocsPage) -> Page | None:
        return self.maker.pages.get(_address(page))


def _read(root: Path, today: date) -> SiteInputs:
    try:
        return inputs.read(root, today)
    except worktree.NoBookError as error:
        raise PluginError(str(error)) from None
    except OSError as error:
        raise PluginError(f"读不了台账：{reason(error)}（{error.filename}）。") from None


def _is_found_by_all_its_text(page: Page) -> bool:
    return page.searched and not page.words


def _source_path(uri: str) -> str:
    """The Markdown file that MkDocs takes for the source of the page."""
    return f"{uri.rstrip('/')}.md" if uri else "index.md"


def _address(page: MkDocsPage) -> str:
    """The address by which we know a page of MkDocs."""
    name = page.file.src_uri.removesuffix(".md")
    return "" if name == "index" else f"{name}/"


def _inert(text: str) -> str:
    """A text that is harmless in HTML and templates: the theme escapes some names, others not."""
    return text.translate(_FULL_WIDTH)


def _contents() -> TableOfContents:
    """A table of contents with the one anchor that the skip link needs."""
    return TableOfContents([AnchorLink("正文", "duban", 1)])


def _policy(scripts: Iterable[str]) -> str:
    """The content security policy (W3C CSP) that allows these inline scripts and our files."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    hashes = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return (
        f"default-src 'none'; script-src 'self' {hashes}; style-src 'self'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self' blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def _guarded(output: str, policy: str) -> str:
    """A page with its content security policy; none where that is empty."""
    if not policy:
        return output
    return output.replace(
        '<meta charset="utf-8">',
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">',
        1,
    )


def _shorten(index: Path) -> None:
    """Write the search index in the characters it is about rather than in escapes."""
    if index.exists():
        data = json.loads(index.read_bytes())
        index.write_text(
            json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
        )


# Words of ours that the splitter would cut.
_TERMS = (
    "责任单位待核实",
    "未规定",
    "时限",
    "牵头单位",
    "配合单位",
    "完成率",
    "填报率",
    "临期",
    "缺报",
    "协作事项",
    "案件移送",
)


def _teach_words(config: MkDocsConfig, site: Edition) -> None:
    """Tell the search's word splitter unit names and our terms, so that it keeps them whole."""
    cache = Path(config.config_file_path).parent / ".cache" / "jieba"
    cache.mkdir(parents=True, exist_ok=True)
    jieba.dt.tmp_dir = str(cache)
    jieba.setLogLevel("ERROR")
    for unit in site.book.units.values():
        jieba.add_word(unit.name)
        jieba.add_word(unit.full_name)
    for term in _TERMS:
        jieba.add_word(term)
