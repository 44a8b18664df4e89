"""``tasks pages``: the site's pages written without MkDocs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.options import AS_OF
from duban.cli.output import refuse_book
from duban.cli.output import say_failures
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.session import remark
from duban.ground import clock
from duban.ground.errors import ExitCode
from duban.ground.text import printable
from duban.ground.text import shorten
from duban.storage import atomic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

# The list, in the folder, of the files that were written into it: only those are replaced.
MARK = ".duban-pages"
_SAID = "由 tasks pages 生成，可以整个删去。"
# Characters of a file name in a message.
_SHOWN = 60


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks pages --out build/pages                 生成内部网站的网页
  tasks pages --out build/pages --public        只含主动公开内容
  tasks pages --out build/pages --files         不用服务器、双击就能看的网页
网页里没有搜索；要有搜索的网站请用 make site（MkDocs）。""",
)
@click.option(
    "--out",
    metavar="文件夹",
    required=True,
    type=Place(file=False),
    help="写到哪个文件夹；里面原来由本命令生成的网页会被替换。",
)
@click.option("--public", is_flag=True, help="公开版：只含主动公开的内容，协作事项只有件数。")
@click.option("--files", is_flag=True, help="网页之间按文件链接，不用服务器也能看。")
@click.option(
    "--address",
    metavar="网址",
    default="",
    help="网站将来的网址，写进日历和订阅，例如 https://duban.example.cn/。",
)
@AS_OF
@click.pass_obj
def pages(
    session: Session, out: Path, public: bool, files: bool, address: str, as_of: date | None
) -> None:
    """把台账写成网页，不用 MkDocs。

    内容与 make site 的网站相同，另有日历、订阅和数据文件。
    """
    from duban.site import editions
    from duban.site import feeds
    from duban.site import inputs
    from duban.site import links
    from duban.site import renderer

    if address and not links.safe(address):
        raise Stop(ExitCode.USAGE, "--address 要写网址，以 http:// 或 https:// 开头。")
    today = as_of or clock.today()
    source = inputs.read(session.find_root(), today)
    site = editions.prepare(source, today, public=public)
    addresses = links.Addresses(folders=not files)
    maker = renderer.Maker(site, addresses, feeds.paths(site) | inputs.asset_paths())

    def made() -> Iterator[tuple[str, bytes]]:
        for page in maker.pages.values():
            path = addresses.file(page.uri)
            yield path, maker.whole(page, "../" * path.count("/")).encode()
        yield from feeds.files(site, address, maker.failures)
        yield from inputs.assets()

    count = _write(out, made())
    remark(f"已写入 {printable(str(out))}：{len(maker.pages)} 页，{count} 个文件。\n")
    if site.missing:
        remark(f"{site.missing}\n")
    say_failures([*site.view.failures, *maker.failures.values()], source.findings)


def _write(out: Path, made: Iterator[tuple[str, bytes]]) -> int:
    """Write files into a new folder and put it in the place of ``out``: whole or not at all.

    Return how many files there are.
    """
    from tempfile import TemporaryDirectory

    refuse_book(out)
    target = Path(os.path.realpath(out))
    foreign = next(_foreign(target), None)
    if foreign:
        name = printable(shorten(foreign, _SHOWN))
        raise Stop(
            ExitCode.USAGE,
            f"{printable(str(out))} 里有不是本命令生成的文件（{name}），没有覆盖。"
            "请移走，或者换一个空文件夹。",
        )
    written: list[str] = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as place:
            fresh = Path(place) / "new"
            for path, content in made:
                file = fresh / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
                written.append(path)
            (fresh / MARK).write_text("\n".join((_SAID, *sorted(written), "")), encoding="utf-8")
            if target.exists():
                target.rename(Path(place) / "old")
            fresh.rename(target)
    except OSError as error:
        raise atomic.unwritable(out, error) from None
    return len(written)


def _foreign(target: Path) -> Iterator[str]:
    """Return the paths, in a folder, of what this command did not write there."""
    try:
        made = frozenset((target / MARK).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        made = frozenset()
    if made == {_SAID}:  # an earlier edition of this command kept no list
        return
    for folder, _, names in os.walk(target):
        for name in names:
            path = os.path.relpath(Path(folder, name), target).replace(os.sep, "/")
            if path != MARK and path not in made:
                yield path
