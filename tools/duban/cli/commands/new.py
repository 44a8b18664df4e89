"""``tasks new``: a new record from what is given or asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from typing import Any

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Day
from duban.cli.chinese import Word
from duban.cli.commands.update import update
from duban.cli.editing import edit
from duban.cli.options import book_words
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.typed import asked
from duban.cli.typed import refuse
from duban.cli.typed import tidied
from duban.ground.errors import ExitCode
from duban.ground.immutable import immutable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from duban.records.book import Book
    from duban.records.loader import Loaded

_KINDS = {
    "事项": "item",
    "协作事项": "matter",
    "协议": "agreement",
    "单位": "unit",
    "进展": "progress",
}
# The options that are for each kind of record.
_OPTIONS = {
    "unit": ("name", "short", "member"),
    "item": ("title", "clause", "quote", "lead", "responsible", "limit", "due"),
    "matter": ("workflow", "role", "summary"),
    "agreement": ("title", "short", "party"),
    "progress": ("unit",),
}


@immutable(kw_only=True)
class Given:
    """The options of the command; None or () where one is absent."""

    name: str | None
    short: str | None
    member: tuple[str, ...]
    title: str | None
    clause: str | None
    quote: str | None
    lead: str
    responsible: tuple[str, ...]
    limit: str | None
    due: date | None
    workflow: str | None
    role: tuple[str, ...]
    summary: str | None
    party: tuple[str, ...]
    unit: str | None


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks new unit jiachuan --name 甲川市交通运输局 --short 甲川市局
  tasks new item sl-2026-5/31 --title 建立制度 --clause 一（五） --quote 建立制度 --limit 未规定
  tasks new item sl-2026-5/32 --title 报送总结 --clause 二（三） --quote 报送总结 \
--limit 2026年底前 --due 2026-12-31 --lead 乙市局
  tasks new matter sl-transfer-2025/2026-001 --workflow 案件移送 \
--role 移送单位=丁县局 --role 接收单位=丙大队
  tasks new agreement xy-2026 --title 协作协议 --short 协作协议 --party 丁县局 --party 丙大队
在终端里没有写全的会一项一项问。进展用 tasks update。""",
)
@click.argument("kind", metavar="种类", type=Word(_KINDS.values(), _KINDS))
@click.argument("record", metavar="编号")
@click.option("--name", metavar="名称", help="单位：全称。")
@click.option("--short", metavar="简称", help="单位、协议：简称。")
@click.option(
    "--member", metavar="单位", multiple=True, help="单位：成员（一类单位才写）；可以写几次。"
)
@click.option("--title", metavar="文字", help="事项：名称；协议：标题。")
@click.option("--clause", metavar="条款", help="事项：条款，例如 一（二）二是。")
@click.option("--quote", metavar="文字", help="事项：原文。")
@click.option("--lead", metavar="单位", default="未规定", help="事项：牵头单位；不写为未规定。")
@click.option("--responsible", metavar="单位", multiple=True, help="事项：责任单位；可以写几次。")
@click.option("--limit", metavar="文字", help="事项：时限原文；文件没有写的为 未规定。")
@click.option("--due", metavar="日期", type=Day(), help="事项：截止日期。")
@click.option("--workflow", metavar="流程", help="协作事项：按哪个流程办理。")
@click.option(
    "--role", metavar="角色=单位", multiple=True, help="协作事项：角色由谁担任；可以写几次。"
)
@click.option("--summary", metavar="文字", help="协作事项：概要，不写个人信息。")
@click.option("--party", metavar="单位", multiple=True, help="协议：参加单位；可以写几次。")
@click.option(
    "--unit", metavar="单位", help="进展：填报的单位。", shell_complete=book_words("unit")
)
@click.pass_context
def new(ctx: click.Context, /, kind: str, record: str, unit: str | None, **options: Any) -> None:
    """新建一个事项、协作事项、协议、单位或进展的文件。

    写好的文件先检查，有错的不写入；已经有的文件不覆盖。
    """
    from duban.records.kinds import KINDS
    from duban.records.kinds import kind_of

    session: Session = ctx.obj
    given = Given(unit=unit, **tidied(options))
    foreign = [
        name
        for name in (*options, "unit")
        if name not in _OPTIONS[kind] and not _is_default(ctx, name)
    ]
    refuse(given, foreign, "不用于新建这种记录")
    if kind == "progress":
        ctx.invoke(update, record=record, unit=unit)
        return
    path = next(wanted.path(record) for wanted in KINDS if wanted.name == kind)
    known = kind_of(path)
    if known is None or known[0].name != kind:
        example = "jl-2024-136/1-2-2b" if kind in {"item", "matter"} else "jiachuan"
        raise Stop(
            ExitCode.USAGE,
            f"编号“{record}”不对：只用小写英文字母、数字和短横线，例如 {example}。",
        )

    def write(old: str, loaded: Loaded) -> str:
        from duban.documents import editor

        if old or os.path.lexists(session.find_root() / path):
            raise editor.EditError("这个文件已经有了，没有覆盖。")
        return _text(kind, record, given, loaded.book)

    edit(session, path, write)


def _is_default(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT


def _text(kind: str, record: str, given: Given, book: Book) -> str:
    """Return the text of the new file."""
    match kind:
        case "unit":
            return _unit(given)
        case "item":
            return _item(given)
        case "matter":
            return _matter(given, record, book)
        case _:
            return _agreement(given)


def _unit(given: Given) -> str:
    from duban.documents import editor

    return editor.record(
        {
            "名称": asked(given.name, "名称", "--name"),
            "简称": asked(given.short, "简称", "--short"),
            "成员": given.member,
        }
    )


def _item(given: Given) -> str:
    from duban.documents import editor

    return editor.record(
        {
            "事项": asked(given.title, "事项", "--title"),
            "条款": asked(given.clause, "条款", "--clause"),
            "原文": asked(given.quote, "原文", "--quote"),
            "牵头单位": given.lead,
            "责任单位": given.responsible,
            "时限": {
                "原文": asked(given.limit, "时限原文", "--limit"),
                "截止": str(given.due) if given.due else None,
            },
        },
        ("事项：照抄文件，文件没有写的写“未规定”。延期写“变更”，不改“时限”。",),
    )


def _matter(given: Given, record: str, book: Book) -> str:
    """Ask for what the agreement's workflow needs: its name, and who takes the roles in it."""
    from duban.documents import editor

    agreement = book.agreements.get(record.partition("/")[0])
    workflows = agreement.workflows if agreement else {}
    workflow = asked(given.workflow, "流程", "--workflow", workflows)
    roles = _roles(given.role)
    if agreement:
        actors = [actor for step in workflows.get(workflow, ()) for actor in step.actors]
        for actor in dict.fromkeys(actors):
            if actor in agreement.roles:
                units = agreement.roles[actor]
                roles[actor] = asked(roles.get(actor), actor, f"--role {actor}=单位", units)
    return editor.record(
        {"流程": workflow, **roles, "概要": given.summary},
        ("协作事项：不写任何个人信息。环节用 tasks update 登记。",),
    )


def _roles(written: Iterable[str]) -> dict[str, str]:
    """Return who takes which role, from texts ``role=unit``."""
    roles: dict[str, str] = {}
    for text in written:
        role, equals, unit = (part.strip() for part in text.replace("＝", "=").partition("="))
        if not (role and equals and unit):
            raise Stop(
                ExitCode.USAGE,
                f"--role 写成 角色=单位，例如 移送单位=丁县局；现在写的是“{text}”，没有写入。",
            )
        if role in roles:
            raise Stop(
                ExitCode.USAGE,
                f"--role 里“{role}”写了两次，没有写入。一个角色只写一个单位。",
            )
        roles[role] = unit
    return roles


def _agreement(given: Given) -> str:
    from duban.documents import editor

    return editor.record(
        {
            "标题": asked(given.title, "标题", "--title"),
            "简称": asked(given.short, "简称", "--short"),
            "参加单位": given.party,
            "生效": "未规定",
            "到期": "未规定",
        }
    )
