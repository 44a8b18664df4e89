"""Shell: what every command shares: the group, its options, reading the book, writing results, ways to end."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

import click

from duban.cli.chinese import Day
from duban.cli.chinese import Group
from duban.cli.chinese import Place
from duban.cli.chinese import Word
from duban.ground.isolation import MOST
from duban.ground.isolation import attempt
from duban.ground.isolation import program_fault
from duban.ground.system_errors import reason
from duban.ground.text import printable
from duban.status.lights import Light
from duban.storage import atomic
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Collection
    from collections.abc import Iterable

    from duban.ground.findings import Finding
    from duban.ground.isolation import Failure
    from duban.records.loader import Loaded
    from duban.records.model import Book


OK = 0


FOUND = 1


USAGE = 2


ENVIRONMENT = 3


BUG = 70


EPILOG = """\
退出码：0 正常；1 检查有错误，或达到 --fail-on；2 命令写法不对；3 读不到台账或文件；70 程序出错（不是您的问题）。
按 Tab 补全：把 eval "$(_TASKS_COMPLETE=bash_source tasks)" 写入 ~/.bashrc（zsh、fish 同理）。"""


class Stop(Exception):  # noqa: N818 - a way out with an exit code, not always an error
    """End the program with this code, saying ``message`` on stderr."""

    def __init__(self, code: int, message: str = "") -> None:
        """Keep the code and the message."""
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Shell:
    """What the global options say."""

    root: Path | None
    colour: str

    def find_root(self) -> Path:
        """Return the folder of the book; Stop when there is none."""
        try:
            return self.root or worktree.find_root(Path.cwd())
        except OSError as error:
            raise Stop(ENVIRONMENT, f"读不到当前文件夹：{reason(error)}。") from None

    def colours(self) -> bool:
        """Tell whether stdout gets colours."""
        if self.colour != "auto":
            return self.colour == "always"
        if os.environ.get("FORCE_COLOR"):
            return True
        return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width() -> int:
    """Return the columns of the terminal; 80 where there is none, so that files look alike everywhere."""
    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def version() -> str:
    """Return the installed version of this program."""
    try:
        from importlib import metadata

        return metadata.version("duban")
    except (ImportError, OSError):  # not installed, or not to be read
        return "开发版"


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tasks（督办） {version()}")
        ctx.exit()


@click.group(cls=Group, epilog=EPILOG, subcommand_metavar="命令 …", options_metavar="[选项]", invoke_without_command=False)
@click.option("--root", metavar="文件夹", type=Place(), help="台账所在的文件夹（其中有 tasks）；不写从当前文件夹往上找。")
@click.option("--color", "colour", default="auto", type=Word(("auto", "always", "never")), help="是否用颜色；设了 NO_COLOR 也不用。")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_show_version, help="显示版本。")
@click.pass_context
def tasks(ctx: click.Context, root: Path | None, colour: str) -> None:
    """督办台账：检查文件，报告进度。

    台账是 tasks/ 下的一个个 YAML 文件：方案、协议、事项、单位、进展。
    """
    if root is not None and not (root / worktree.TOP).is_dir():
        raise Stop(ENVIRONMENT, f"{root} 里没有台账（tasks 文件夹）。")
    ctx.obj = Shell(root, colour)


def load_book(shell: Shell) -> tuple[Path, Loaded, worktree.Files]:
    """Return the root, the loaded book and the files it was loaded from."""
    from duban.records import loader

    root = shell.find_root()
    files = worktree.read(root)
    with _Ticker(len(files.contents)) as ticker:
        loaded = loader.load(files.contents, ticker.tick)
    return root, loaded, files


class _Ticker:
    """Progress on stderr for work over a second, on a terminal only."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.shown = False
        self.live = sys.stderr.isatty()

    def __enter__(self) -> Self:
        from time import monotonic

        self.clock: Callable[[], float] = monotonic
        self.begun = monotonic()
        return self

    def tick(self, count: int) -> None:
        """Show how far the work has come."""
        if self.live and count % 500 == 0 and (self.shown or self.clock() - self.begun > 1):
            self.shown = True
            remark(f"\r正在读取 {count:,}/{self.total:,}")

    def __exit__(self, *_: object) -> None:
        if self.shown:
            remark("\r\x1b[K")


def remark(text: str) -> None:
    """Say something beside the result, on stderr; where nobody can hear it, the work goes on."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def emit(content: str, output: Path | None) -> None:
    """Write a result to stdout, or whole to a file."""
    if output is None:
        sys.stdout.write(content)
    else:
        write_file(output, content.encode())


def write_file(output: Path, content: bytes) -> None:
    """Write a file whole or not at all; Stop where it cannot be written, or is there already and ``--force`` is not given."""
    refuse_book(output)
    sys.stdout.flush()
    try:
        atomic.write(output, content, over=_forced())
    except BrokenPipeError:
        raise
    except FileExistsError:
        refuse_existing((output,))
    except OSError as error:
        raise Stop(ENVIRONMENT, f"写不了 {output}：{reason(error)}。") from None
    remark(f"已写入 {printable(str(output))}\n")


def refuse_book(output: Path) -> None:
    """Stop where a result would be written among the records or among git's own files, which no ``--force`` allows."""
    target = Path(os.path.realpath(output))
    shell = click.get_current_context().find_object(Shell)
    if shell is not None and target.is_relative_to(os.path.realpath(shell.find_root() / worktree.TOP)):
        raise Stop(USAGE, f"{output} 在台账的 tasks 文件夹里，结果不写在里面。请写到别处。")
    if any(part.casefold() == ".git" for part in target.parts):
        raise Stop(USAGE, f"{output} 在 git 自己的文件夹里，结果不写在里面。请写到别处。")


def say_failures(failures: Collection[Failure], findings: Iterable[Finding] = ()) -> None:
    """Say on stderr what was left out because our own code failed on it, and end with 1; the result has been written by then.

    Among ``findings`` are the files that could not even be read for that reason, and the rules that failed.
    """
    told = [one for one in findings if one.code == program_fault.code]
    known = {one.path for one in told}
    places = [f"{one.path}（{one}，版本 {version()}）" for one in failures if one.path not in known]
    places += dict.fromkeys(f"{one.path}：{one.message}（版本 {version()}）" for one in told)
    if places:
        lines = [f"程序故障，与填报内容无关：{len(places)}处没有计入。请把下面的内容告诉维护人员："]
        lines += [printable(one) for one in islice(places, MOST)]
        remark("\n".join(lines) + "\n")
        raise Stop(FOUND)


def refuse_existing(files: Iterable[Path]) -> None:
    """Stop where one of several files that are to be written is there already and ``--force`` is not given."""
    for path in files:
        if os.path.lexists(path) and not _forced():
            raise Stop(USAGE, f"{path} 已经有了，没有覆盖。要覆盖的，加 --force。")


def _forced() -> bool:
    return bool(click.get_current_context().meta.get(_FORCE))


_FORCE = "duban.force"


def _keep_force(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    ctx.meta[_FORCE] = value


FORCE = click.option("--force", is_flag=True, expose_value=False, callback=_keep_force, help="文件已经有了的，覆盖它。")


def OUTPUT(command: Callable[..., Any]) -> Callable[..., Any]:  # noqa: N802 - used as the options beside it are
    """Give a command ``-o`` and ``--force``."""
    option = click.option("-o", "--output", metavar="文件", type=Place(folder=False), help="写到文件；不写显示在屏幕上。")
    return option(FORCE(command))


AS_OF = click.option("--as-of", metavar="日期", type=Day(), help="以哪一天为准计算，例如 2026-06-30；不写以今天（北京时间）为准。")


def chosen_paths(root: Path, paths: Iterable[Path]) -> list[str]:
    """Return paths given on the command line as paths inside the book; Stop for one that is not in it."""
    chosen = []
    base = root.resolve()
    for path in paths:
        try:
            full = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links inside the book
            inside = full.relative_to(base) if full.is_relative_to(base) else full.resolve().relative_to(base)
        except (ValueError, OSError, RuntimeError):
            raise Stop(USAGE, f"{path} 不在台账（{root}）里。") from None
        chosen.append(inside.as_posix())
    return chosen


def lies_under(path: str, chosen: Iterable[str]) -> bool:
    """Tell whether a path of the book is one of those chosen, or below one."""
    return any(one in {".", path} or path.startswith(f"{one}/") for one in chosen)


LIGHT_WORDS = {light.key: light.word for light in Light}


def synonyms(words: dict[str, str]) -> dict[str, str]:
    """Return the English word for each Chinese one."""
    return {chinese: english for english, chinese in words.items()}


def book_words(kind: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Complete the names of units, sources or records from the book at hand."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from duban.records import loader

        try:
            root = ctx.find_root().params.get("root")
            files = worktree.read(root or worktree.find_root(Path.cwd()))
            book = loader.load(files.contents).book
        except (worktree.NoBookError, OSError):
            return []
        units = {unit.name: unit.full_name for unit in book.units.values()}
        sources = {one.id: one.name for one in book.sources()}
        items = {one.id: one.title for one in book.items.values()}
        matters = {one.id: one.workflow for one in book.matters.values()}
        words = {"unit": units, "source": sources, "matter": matters, "record": {**items, **matters, **sources, **units}}[kind]
        return [CompletionItem(printable(word), help=printable(text)) for word, text in words.items() if word.startswith(incomplete)]

    return complete


def known_unit(loaded: Loaded, name: str | None) -> str | None:
    """Return the proper short name of a unit given by any of its names; Stop where nobody is called so."""
    if name is None:
        return None
    from duban.ground.text import nearest
    from duban.records.model import Units

    units = Units.of(loaded.book)
    proper = units.known_as.get(name, name)
    known = frozenset(units.by_name) | {unit for item in loaded.book.items.values() for unit in item.named}
    if proper in known:
        return proper
    near = nearest(name, known)
    raise Stop(USAGE, f"没有登记名叫“{name}”的单位{f'，是否指“{near}”？' if near else '。'}")


def refuse_unread(name: str, book: Book) -> None:
    """Stop where the file of what is called so is no valid record, or the book does not hold the workflow of a matter."""
    paths = (f"tasks/{folder}/{name}.yaml" for folder in ("items", "matters", "plans", "agreements", "units"))
    path = next((one for one in paths if one in book.left_out), None)
    if path is not None and name not in book.items and name not in book.matters and book.source(name) is None:
        raise Stop(FOUND, f"{path} 未通过检查，没有计入台账。请运行 tasks check，改正以后再试。")
    matter = book.matters.get(name)
    # A fault of ours on another record is no reason to stop: what the command does next leaves that one out and names it.
    if matter is not None and attempt(lambda: book.workflow(matter), matter.path) == ():
        raise Stop(FOUND, f"{matter.path} 所依据的协议或流程不在台账里，或未通过检查。请运行 tasks check，改正以后再试。")


def near_word(name: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that offers the nearest known word."""
    from duban.ground.text import nearest

    near = nearest(name, frozenset(known))
    return f"，是否指 {near}？" if near else "。"
