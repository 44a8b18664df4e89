"""Shell: the command ``tasks``, from arguments to exit codes."""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Self

import click

from duban import atomic
from duban import clock
from duban import repository
from duban import worktree
from duban.chinese_click import Command
from duban.chinese_click import Count
from duban.chinese_click import Day
from duban.chinese_click import Group
from duban.chinese_click import Word
from duban.chinese_click import explain
from duban.model import State
from duban.text import printable

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from datetime import date
    from types import TracebackType

    from duban.findings import Finding
    from duban.loading import Loaded
    from duban.tables import Report

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
            raise Stop(ENVIRONMENT, f"读不到当前文件夹：{error.strerror}。") from None

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


def main() -> None:
    """Run the command; every end is an exit code, and never a traceback."""
    # A run makes values and throws none away: looking for garbage only costs time, more the larger the book.
    gc.disable()
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(_run())


def _run() -> int:
    try:
        tasks.main(prog_name="tasks", standalone_mode=False)
        sys.stdout.flush()
    except Stop as stop:
        return _say(stop.code, stop.message)
    except (worktree.NoBookError, repository.GitError) as error:
        return _say(ENVIRONMENT, str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        return _say(USAGE, error.format_message())
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "tasks"
        return _say(USAGE, f"{explain(error)}\n用法见 {command} --help")
    except (click.Abort, KeyboardInterrupt):
        return _say(130, "已中断。")
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except OSError as error:
        return _say(ENVIRONMENT, f"读写失败：{error.strerror}{f'（{error.filename}）' if error.filename else ''}。")
    except Exception as error:  # noqa: BLE001 - whatever is left is a bug of ours
        return _say(BUG, _apology(error))
    return OK


def _say(code: int, message: str) -> int:
    if message:
        text = "\n".join(printable(line) for line in message.split("\n"))
        with contextlib.suppress(OSError):
            sys.stderr.write(f"{text}\n")
    return code


def _apology(error: Exception) -> str:
    frame: TracebackType | None = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{Path(frame.tb_frame.f_code.co_filename).name}:{frame.tb_lineno}" if frame else "?"
    return f"程序出错了，不是您的问题。请把下面这一行告诉维护人员：\n{type(error).__name__}（{place}，版本 {_version()}）：{error}"


def _version() -> str:
    from importlib import metadata

    try:
        return metadata.version("duban")
    except metadata.PackageNotFoundError:
        return "开发版"


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value:
        click.echo(f"tasks（督办） {_version()}")
        ctx.exit()


@click.group(cls=Group, epilog=EPILOG, subcommand_metavar="命令 …", options_metavar="[选项]", invoke_without_command=False)
@click.option(
    "--root", metavar="文件夹", type=click.Path(path_type=Path), help="台账所在的文件夹（其中有 tasks）；不写从当前文件夹往上找。"
)
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


def _load(shell: Shell) -> tuple[Path, Loaded, tuple[Finding, ...]]:
    from duban import loading

    root = shell.find_root()
    files = worktree.read(root)
    with _Ticker(len(files.contents)) as ticker:
        loaded = loading.load(files.contents, ticker.tick)
    return root, loaded, files.findings


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
            sys.stderr.write(f"\r正在读取 {count:,}/{self.total:,}")
            sys.stderr.flush()

    def __exit__(self, *_: object) -> None:
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _emit(content: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(content)
    else:
        _write(output, content.encode())


def _write(output: Path, content: bytes) -> None:
    try:
        atomic.write(output, content)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"写不了 {output}：{error.strerror}。") from None
    sys.stderr.write(f"已写入 {printable(str(output))}\n")


_OUTPUT = click.option(
    "-o", "--output", metavar="文件", type=click.Path(dir_okay=False, path_type=Path), help="写到文件；不写显示在屏幕上。"
)
_AS_OF = click.option("--as-of", metavar="日期", type=Day(), help="以哪一天为准计算，例如 2026-06-30；不写以今天（北京时间）为准。")


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks check                                   检查整个台账
  tasks check tasks/progress/jdz-detachment     只看一个单位的文件
  tasks check --base origin/main --actor zhang  检查一次提交
  tasks check -f json                           供其他程序使用""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--base", metavar="版本", help="与这个版本的分叉点比较，检查改动是否允许，例如 origin/main。")
@click.option("--actor", metavar="账号", help="提交人的平台账号，检查是否改了不归自己填写的文件。")
@click.option(
    "-f", "--format", "form", default="auto", type=Word(("auto", "text", "json", "github", "gitlab", "junit", "sarif", "markdown")),
    help="输出格式；auto 在 GitHub 上是 github，其他是 text。",
)  # fmt: skip
@_OUTPUT
@click.option("--strict", is_flag=True, help="有提醒也算不通过。")
@_AS_OF
@click.pass_obj
def check(
    shell: Shell,
    paths: tuple[Path, ...],
    base: str | None,
    actor: str | None,
    form: str,
    output: Path | None,
    strict: bool,
    as_of: date | None,
) -> None:
    """检查文件写得对不对，改动是否允许。

    逐个文件检查写法，再检查文件之间是否对得上，并查找不该出现的个人信息。
    每一处都说明在第几行、错在哪里、怎样改。
    写了 --base 的，还与该版本比较：改过的文件有错才算不通过，没改的只提醒；
    以前的进展、时限、原文不能改，文件不能删。
    """
    from duban import rules

    if actor and not base:
        raise Stop(USAGE, "--actor 要与 --base 一起写。")
    root, loaded, unreadable = _load(shell)
    today = as_of or clock.today()
    levels = loaded.book.config.levels or {}
    findings = sorted([*rules.levelled(unreadable, levels, today), *rules.check(loaded, today)])
    changed = None
    if base:
        findings, changed = _reviewed(root, loaded, findings, base, actor, today)
    seen = [*loaded.paths, *(one.path for one in unreadable)]
    if paths:
        chosen = _chosen(root, paths)
        findings = [one for one in findings if _under(one.path, chosen)]
        seen = [path for path in seen if _under(path, chosen)]
        if not seen:
            raise Stop(USAGE, f"{'、'.join(map(str, paths))} 下没有台账文件。")
    _emit(_check_text(shell, form, findings, seen, changed, output), output)
    if any(strict or one.severity == "error" for one in findings):
        raise Stop(FOUND)


def _check_text(
    shell: Shell, form: str, findings: list[Finding], seen: list[str], changed: frozenset[str] | None, output: Path | None
) -> str:
    from duban import answers
    from duban import render

    if form == "auto":
        form = "github" if os.environ.get("GITHUB_ACTIONS") == "true" and output is None else "text"
    if form == "json":
        return render.json_text(answers.data(findings, len(seen)))
    if form == "github":
        return answers.github(findings, len(seen), changed)
    if form == "gitlab":
        return answers.gitlab(findings)
    if form == "junit":
        return answers.junit(findings, seen)
    if form == "sarif":
        from duban import rules

        return answers.sarif(findings, {one.code: one.page for one in rules.RULES})
    if form == "markdown":
        return answers.markdown(findings, len(seen), changed)
    return answers.text(findings, len(seen), columns=width(), colour=shell.colours() and output is None, changed=changed)


def _reviewed(
    root: Path, loaded: Loaded, findings: list[Finding], base: str, actor: str | None, today: date
) -> tuple[list[Finding], frozenset[str]]:
    """Return the findings on a change: those of the whole book weighed by whose they are, and those of the rules on change."""
    from duban import loading
    from duban import review
    from duban import rules

    at = repository.tree(root, repository.merge_base(root, base))
    changed = at.changed(worktree.read(root).contents)
    touches_others = any(not path.startswith(("tasks/progress/", "tasks/matters/")) for path in changed)
    wanted = at.blobs if touches_others else [path for path in at.blobs if path in changed or _defines(path)]
    before = loading.load(repository.read(root, at, wanted))
    known = frozenset((one.path, one.code, one.message) for one in rules.check(before, today)) if touches_others else None
    levels = before.book.config.levels or {}
    change = review.Change(before, loaded, changed, actor)
    found = [*review.weigh(findings, changed, known), *rules.levelled(review.review(change), levels, today)]
    return sorted(found), changed


def _defines(path: str) -> bool:
    """Tell whether the rules on change look at a file even where it is unchanged."""
    return path.startswith(("tasks/units/", "tasks/agreements/")) or path == "tasks/config.yaml"


def _chosen(root: Path, paths: Iterable[Path]) -> list[str]:
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


def _under(path: str, chosen: Iterable[str]) -> bool:
    return any(one in {".", path} or path.startswith(f"{one}/") for one in chosen)


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks diff HEAD~1                             最近一次提交以来改了什么
  tasks diff origin/main -f markdown            合并请求的说明
  tasks diff v2026-10 v2026-11                  两个版本之间""",
)
@click.argument("base", metavar="旧版本")
@click.argument("head", metavar="[新版本]", required=False)
@click.option("-f", "--format", "form", default="text", type=Word(("text", "markdown", "json")), help="输出格式。")
@_OUTPUT
@_AS_OF
@click.pass_obj
def diff(shell: Shell, base: str, head: str | None, form: str, output: Path | None, as_of: date | None) -> None:
    """用一句句话说明两个版本之间改了什么。

    按单位分组，新逾期和新办结的在前；只改了写法、没有改内容的不提。
    不写新版本的，与当前文件比较。
    """
    from duban import answers
    from duban import changes
    from duban import loading
    from duban import render

    root = shell.find_root()
    old = repository.tree(root, repository.resolve(root, base))
    new = repository.tree(root, repository.resolve(root, head)) if head else None
    before = loading.load(repository.read(root, old, old.blobs))
    after = loading.load(repository.read(root, new, new.blobs) if new else worktree.read(root).contents)
    day = as_of or clock.today()
    groups = changes.grouped(changes.describe(before.book, after.book, day))
    title = f"{old.commit[:7]} → {new.commit[:7] if new else '当前文件'}，截至 {day}"
    left_out = after.invalid_files
    if left_out:
        title += f"，有 {left_out} 个文件未通过检查，没有计入"
    if form == "json":
        text = render.json_text(answers.changes_data(groups, old.commit, new.commit if new else None, str(day)))
    elif form == "markdown":
        text = answers.changes_markdown(groups, title)
    else:
        text = answers.changes_text(groups, title, colour=shell.colours() and output is None)
    _emit(text, output)


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks fix                                     先看会改什么
  tasks fix --yes                               改
  tasks fix --yes tasks/progress/jdz-changjiang 只改一个单位的文件
能改的：中文冒号、全角空格、制表符、减号和冒号后缺的空格、GBK 编码、BOM、Windows 换行、看不见的字符、
日期写法、文号括号、百分号、单位的全称和别名、顿号连写的名单、要加引号的内容。""",
)
@click.argument("paths", metavar="[路径]…", nargs=-1, type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="写入文件；不写只预览。")
@click.pass_obj
def fix(shell: Shell, paths: tuple[Path, ...], yes: bool) -> None:
    """改正写法上的错误，先预览，再写入。

    只改写错的地方，其余一字不动；拿不准意思的不改，请照 tasks check 的提示改。
    """
    from difflib import unified_diff

    from duban import corrections
    from duban import loading
    from duban import rules

    root = shell.find_root()
    contents = worktree.read(root).contents
    chosen = _chosen(root, paths) if paths else ["."]
    made = {
        path: corrections.correct(path, raw) for path, raw in sorted(contents.items()) if path.endswith(".yaml") and _under(path, chosen)
    }
    loaded = loading.load({**contents, **{path: one.after for path, one in made.items()}})
    found = rules.check(loaded, clock.today())
    changed = [one for one in (corrections.in_book(one, found) for one in made.values()) if one.after != one.before]
    for one in changed:
        old, new = (raw.decode(errors="replace").splitlines() for raw in (one.before, one.after))
        if not yes:
            lines = unified_diff(old, new, one.path, one.path, lineterm="", n=1)
            sys.stdout.write("".join(f"{printable(line)}\n" for line in lines))
        sys.stdout.write(f"{printable(one.path)}：{'、'.join(one.codes)}\n")
        if yes:
            atomic.write(root / one.path, one.after)
    if not changed:
        sys.stdout.write("没有可以自动改正的。\n")
    elif yes:
        sys.stdout.write(f"已改正 {len(changed)} 个文件。请运行 tasks check 再检查一遍。\n")
    else:
        sys.stdout.write(f"可以改正 {len(changed)} 个文件；加 --yes 写入。\n")


VIEW_WORDS = {
    "overview": "总览", "overdue": "逾期", "due": "临期", "missing": "缺报", "items": "事项", "units": "单位",
    "agreements": "方案和协议", "matters": "协作事项", "unassigned": "责任未定",
}  # fmt: skip
LIGHT_WORDS = {
    "overdue": "逾期", "due_soon": "临期", "behind": "滞后", "normal": "正常", "no_deadline": "时限未规定", "done": "办结",
}  # fmt: skip


def _synonyms(words: dict[str, str]) -> dict[str, str]:
    return {chinese: english for english, chinese in words.items()}


def _book_words(kind: str) -> Callable[[click.Context, click.Parameter, str], list[Any]]:
    """Complete the names of units, sources or records from the book at hand."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[Any]:
        from click.shell_completion import CompletionItem

        from duban import loading

        try:
            root = ctx.find_root().params.get("root")
            files = worktree.read(root or worktree.find_root(Path.cwd()))
            book = loading.load(files.contents).book
        except (worktree.NoBookError, OSError):
            return []
        units = {unit.name: unit.full_name for unit in book.units.values()}
        sources = {one.id: one.name for one in book.sources()}
        items = {one.id: one.title for one in book.items.values()}
        matters = {one.id: one.workflow for one in book.matters.values()}
        words = {"unit": units, "source": sources, "matter": matters, "record": {**items, **matters, **sources, **units}}[kind]
        return [CompletionItem(printable(word), help=printable(text)) for word, text in words.items() if word.startswith(incomplete)]

    return complete


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks report                                  总览
  tasks report overdue --unit 区交通局          一个单位逾期的事项
  tasks report items -f csv -o 台账.csv         导出，可用 Excel 打开
  tasks report --as-of 2026-06-30               以某一天为准
  tasks report --fail-on overdue                有逾期时退出码为 1
视图：overview 总览；overdue 逾期；due 临期；missing 缺报；items 事项；units 单位；
      agreements 方案和协议；matters 协作事项；unassigned 责任未定。中文也可以，例如 tasks report 逾期。
灯：overdue 逾期；due_soon 临期；behind 滞后；normal 正常；no_deadline 时限未规定；done 办结。""",
)
@click.argument("view", metavar="[视图]", default="overview", type=Word(VIEW_WORDS, _synonyms(VIEW_WORDS)))
@click.option("--unit", metavar="单位", help="只看一个单位（简称）。", shell_complete=_book_words("unit"))
@click.option("--source", metavar="编号", help="只看一份方案或协议。", shell_complete=_book_words("source"))
@click.option(
    "--light", metavar="灯", type=Word(LIGHT_WORDS, _synonyms(LIGHT_WORDS)), help="只看一种状态：逾期、临期、滞后、正常、时限未规定、办结。"
)
@click.option("--state", metavar="状态", type=Word([*State]), help=f"只看一种办理状态：{'、'.join(State)}。")
@click.option("--due-within", metavar="天数", type=Count(), help="只看多少天以内到期的（含逾期）。")
@_AS_OF
@click.option("-f", "--format", "form", default="table", type=Word(("table", "json", "csv", "markdown")), help="输出格式。")
@_OUTPUT
@click.option(
    "--fail-on", metavar="灯", type=Word(LIGHT_WORDS, _synonyms(LIGHT_WORDS)), help="有这种或更差的状态时，退出码为 1，例如 overdue。"
)
@click.pass_obj
def report(
    shell: Shell,
    view: str,
    unit: str | None,
    source: str | None,
    light: str | None,
    state: str | None,
    due_within: int | None,
    as_of: date | None,
    form: str,
    output: Path | None,
    fail_on: str | None,
) -> None:
    """报告进度：总数、逾期、临期、缺报、各单位情况。

    写法有错的文件不计入，并说明有几个。
    """
    from duban import assessment
    from duban import views
    from duban.lights import Light

    root, loaded, unreadable = _load(shell)
    filters = views.Filters(
        unit=_known_unit(loaded, unit),
        source=_known_source(loaded, source),
        light=Light[light.upper()] if light else None,
        state=State(state) if state else None,
        due_within=due_within,
    )
    whole = assessment.assess(loaded.book, as_of or clock.today())
    chosen = views.select(whole, filters)
    context = views.Context(filters, repository.revision(root), loaded.invalid_files + len(unreadable))
    _emit(_formed(shell, form, view, chosen, context, output), output)
    if (
        fail_on
        and min((one.light for each in (chosen.items, chosen.matters) for one in each), default=Light.DONE) <= Light[fail_on.upper()]
    ):
        raise Stop(FOUND)


def _formed(shell: Shell, form: str, view: str, chosen: Any, context: Any, output: Path | None) -> str:
    from duban import render
    from duban import views

    if form == "json":
        return render.json_text(views.data(view, chosen, context))
    made = views.VIEWS[view](chosen, context)
    if form == "csv":
        return render.csv_file(made)
    if form == "markdown":
        return render.markdown(made)
    return render.terminal(made, columns=width(), colour=shell.colours() and output is None)


def _known_unit(loaded: Loaded, name: str | None) -> str | None:
    if name is None:
        return None
    from duban.model import Units
    from duban.text import nearest

    units = Units.of(loaded.book)
    proper = units.known_as.get(name, name)
    known = frozenset(units.by_name) | {unit for item in loaded.book.items.values() for unit in (item.lead, *item.responsible) if unit}
    if proper in known:
        return proper
    near = nearest(name, known)
    raise Stop(USAGE, f"没有登记名叫“{name}”的单位{f'，是否指“{near}”？' if near else '。'}")


def _known_source(loaded: Loaded, name: str | None) -> str | None:
    if name is None or loaded.book.source(name):
        return name
    known = {one.name: one.id for one in loaded.book.sources()}
    if name in known:
        return known[name]
    raise Stop(USAGE, f"没有编号为“{name}”的方案或协议。有：{'、'.join(known.values()) or '无'}。")


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks show jdz-changjiang-2025/3-1d     一个事项：时限怎样计算，各单位报了什么
  tasks show jdz-changjiang-2025/2026-001 一件协作事项：走到哪一步，各时限怎样计算
  tasks show 区交通局                     一个单位
  tasks show jl-2024-136                  一份方案或协议
  tasks show date-invalid                 一条检查规则""",
)
@click.argument("name", metavar="编号", shell_complete=_book_words("record"))
@_AS_OF
@click.option(
    "-f", "--format", "form", default="table", type=Word(("table", "json", "markdown")), help="输出格式；json 只用于事项和协作事项。"
)
@_OUTPUT
@click.pass_obj
def show(shell: Shell, name: str, as_of: date | None, form: str, output: Path | None) -> None:
    """显示一个事项、协作事项、单位、方案或协议的全部内容，或一条规则的说明。"""
    from duban import assessment
    from duban import render
    from duban import rules
    from duban import views

    rule = next((one for one in rules.RULES if one.code == name), None)
    if rule is not None:
        from duban import details

        made = details.rule_page(rule)
    else:
        root, loaded, _ = _load(shell)
        view = assessment.assess(loaded.book, as_of or clock.today())
        status = next((one for one in view.items if one.item.id == name), None)
        matter = next((one for one in view.matters if one.matter.id == name), None)
        if form == "json" and (status or matter):
            data = views.item_data(status) if status else views.matter_data(matter, view.as_of) if matter else {}
            _emit(render.json_text({"schema_version": views.SCHEMA_VERSION, "as_of": str(view.as_of), **data}), output)
            return
        made = _shown(name, loaded, view, f"截至 {view.as_of} · 版本 {repository.revision(root) or '未入库'}")
    if form == "json":
        raise Stop(USAGE, "json 格式只用于事项和协作事项；清单请用 tasks report -f json。")
    text = (
        render.markdown(made) if form == "markdown" else render.terminal(made, columns=width(), colour=shell.colours() and output is None)
    )
    _emit(text, output)


@tasks.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks form jdz-changjiang-2025/2026-001 移送处理书 -o 移送处理书.docx
  tasks form jdz-changjiang-2025/2026-001 送达回执 -o 回执.docx --private private/2026-001.yaml
个人信息文件（--private）是本机上的一个 YAML 文件，例如：
  当事人: 某某
  违法行为: 某某行为
放在台账的 tasks 文件夹之外，不要提交。模板在 tasks/forms/ 下，可以用 Word 修改。""",
)
@click.argument("matter", metavar="协作事项", shell_complete=_book_words("matter"))
@click.argument("form", metavar="文书")
@click.option(
    "-o", "--output", metavar="文件", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写到哪个 .docx 文件。"
)
@click.option("--private", metavar="文件", type=click.Path(dir_okay=False, path_type=Path), help="个人信息文件，只用于打印，不进入台账。")
@_AS_OF
@click.pass_obj
def form(shell: Shell, matter: str, form: str, output: Path, private: Path | None, as_of: date | None) -> None:
    """打印协作事项的文书（Word）。

    内容取自协作事项、协议和单位；不知道的留空，打印后手写。
    文号没有登记的，按系列给出下一个号；用过的号不再用。
    """
    from duban import forms

    root, loaded, _ = _load(shell)
    book = loaded.book
    record = book.matters.get(matter)
    agreement = book.agreements.get(record.agreement) if record else None
    if record is None or agreement is None:
        raise Stop(USAGE, f"没有编号为“{matter}”的协作事项{_near(matter, book.matters)}")
    private_values = _private_values(root, private)
    try:
        name, chosen = forms.find_form(agreement, form)
        template = worktree.read_file(root, forms.template_path(agreement, chosen), forms.MAX_TEMPLATE)
        values = {**forms.facts(book, record, agreement, name, as_of or clock.today()), **private_values}
        printed = forms.fill(template, values)
    except forms.FormError as error:
        raise Stop(ENVIRONMENT, str(error)) from None
    _write(output, printed.content)
    if printed.blanks:
        sys.stderr.write(f"留空待填：{printable('、'.join(printed.blanks))}\n")


def _near(name: str, known: Iterable[str]) -> str:
    from duban.text import nearest

    near = nearest(name, frozenset(known))
    return f"，是否指 {near}？" if near else "。"


def _private_values(root: Path, private: Path | None) -> dict[str, str]:
    if private is None:
        return {}
    from duban import documents
    from duban import traps

    if private.resolve().is_relative_to((root / worktree.TOP).resolve()):
        raise Stop(USAGE, f"{private} 在台账的 tasks 文件夹里，会被提交。个人信息文件请放到别处，例如 private/。")
    try:
        with private.open("rb") as file:
            raw = file.read(documents.MAX_BYTES + 1)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"读不了 {private}：{error.strerror}。") from None
    document = documents.read(str(private), raw)
    wrong = next((one for one in document.findings if one.severity == "error"), None)
    if wrong:
        raise Stop(USAGE, f"{private} 第 {wrong.line} 行：{wrong.message}。{wrong.hint}。")
    for _, problem in traps.structure(document.text) if isinstance(document.data, str) else ():
        raise Stop(USAGE, f"{private}：{problem.message}。{problem.hint}。")
    if not isinstance(document.data, dict) or not all(isinstance(value, str | int | float) for value in document.data.values()):
        raise Stop(USAGE, f"{private} 里每行写成“名称: 内容”，例如 当事人: 某某。")
    return {name: str(value) for name, value in document.data.items()}


def _shown(name: str, loaded: Loaded, view: Any, subtitle: str) -> Report:
    from duban import details
    from duban.text import nearest

    book = loaded.book
    status = next((one for one in view.items if one.item.id == name), None)
    if status is not None:
        return details.item(status, view, subtitle)
    matter = next((one for one in view.matters if one.matter.id == name), None)
    if matter is not None:
        return details.matter(matter, view, subtitle)
    source = book.source(name)
    if source is not None:
        return details.source(source, view, subtitle)
    for unit in book.units.values():
        if name in {unit.id, unit.name, unit.full_name, *unit.aliases}:
            return details.unit(unit, view, subtitle)
    known = frozenset((*book.items, *book.matters, *book.plans, *book.agreements, *(unit.name for unit in book.units.values())))
    near = nearest(name, known)
    raise Stop(USAGE, f"没有编号为“{name}”的记录{f'，是否指 {near}？' if near else '。'}")
