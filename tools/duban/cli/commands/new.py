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
from duban.cli.options import synonyms
from duban.cli.session import Session
from duban.cli.session import Stop
from duban.cli.typed import Text
from duban.cli.typed import asked
from duban.cli.typed import refuse
from duban.ground.errors import ExitCode
from duban.ground.immutable import immutable
from duban.records.fields import UNSPECIFIED
from duban.records.kinds import KINDS
from duban.records.kinds import kind_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterable
    from collections.abc import Mapping
    from datetime import date

    from duban.records.book import Book
    from duban.records.loader import Loaded


@immutable(kw_only=True)
class Given:
    """The options for what is made here; None or () where one is absent."""

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


def _unit(given: Given, _record: str, _book: Book) -> str:
    from duban.documents import editor

    return editor.record(
        {
            "名称": asked(given.name, "名称", "--name"),
            "简称": asked(given.short, "简称", "--short"),
            "成员": given.member,
        }
    )


def _item(given: Given, _record: str, _book: Book) -> str:
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


def _agreement(given: Given, _record: str, _book: Book) -> str:
    from duban.documents import editor

    return editor.record(
        {
            "标题": asked(given.title, "标题", "--title"),
            "简称": asked(given.short, "简称", "--short"),
            "参加单位": given.party,
            "生效": UNSPECIFIED,
            "到期": UNSPECIFIED,
        }
    )


# A new kind is one function and one line here, and the options that name it. Progress has no line:
# that is what tasks update writes.
_MAKERS: Mapping[str, Callable[[Given, str, Book], str]] = {
    "item": _item,
    "matter": _matter,
    "agreement": _agreement,
    "unit": _unit,
}
_PROGRESS = "progress"
_TITLES = {kind.name: kind.title for kind in KINDS if kind.name in {*_MAKERS, _PROGRESS}}


class _OptionOf(click.Option):
    """An option for some kinds of records; its help says what it is for which."""

    def __init__(self, *names: Any, uses: Mapping[str, str], **attributes: Any) -> None:
        """Keep its use for each kind, in Chinese, and make the help of that."""
        titles: dict[str, list[str]] = {}
        for kind, use in uses.items():
            titles.setdefault(use, []).append(_TITLES[kind])
        words = [f"{'、'.join(kinds)}：{use}" for use, kinds in titles.items()]
        often = ("可以写几次",) if attributes.get("multiple") else ()
        super().__init__(*names, **attributes)
        self.help = f"{'；'.join((*words, *often))}。"
        self.kinds = frozenset(uses)


def _option(
    name: str, metavar: str, uses: Mapping[str, str], **attributes: Any
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return an option of the command; what it takes is a text unless said otherwise."""
    attributes = {"type": Text(), **attributes}
    return click.option(name, cls=_OptionOf, metavar=metavar, uses=uses, **attributes)


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
@click.argument(
    "kind",
    metavar="种类",
    type=Word((*_MAKERS, _PROGRESS), synonyms(_TITLES)),
)
@click.argument("record", metavar="编号")
@_option("--name", "名称", {"unit": "全称"})
@_option("--short", "简称", {"unit": "简称", "agreement": "简称"})
@_option("--member", "单位", {"unit": "成员（一类单位才写）"}, multiple=True)
@_option("--title", "文字", {"item": "名称", "agreement": "标题"})
@_option("--clause", "条款", {"item": "条款，例如 一（二）二是"})
@_option("--quote", "文字", {"item": "原文"})
@_option("--lead", "单位", {"item": "牵头单位；不写为未规定"}, default=UNSPECIFIED)
@_option("--responsible", "单位", {"item": "责任单位"}, multiple=True)
@_option("--limit", "文字", {"item": "时限原文；文件没有写的为 未规定"})
@_option("--due", "日期", {"item": "截止日期"}, type=Day())
@_option("--workflow", "流程", {"matter": "按哪个流程办理"})
@_option("--role", "角色=单位", {"matter": "角色由谁担任"}, multiple=True)
@_option("--summary", "文字", {"matter": "概要，不写个人信息"})
@_option("--party", "单位", {"agreement": "参加单位"}, multiple=True)
@_option("--unit", "单位", {_PROGRESS: "填报的单位"}, type=str, shell_complete=book_words("unit"))
@click.pass_context
def new(
    ctx: click.Context,
    /,
    kind: str,
    record: str,
    unit: str | None,
    name: str | None,
    short: str | None,
    member: tuple[str, ...],
    title: str | None,
    clause: str | None,
    quote: str | None,
    lead: str,
    responsible: tuple[str, ...],
    limit: str | None,
    due: date | None,
    workflow: str | None,
    role: tuple[str, ...],
    summary: str | None,
    party: tuple[str, ...],
) -> None:
    """新建一个事项、协作事项、协议、单位或进展的文件。

    写好的文件先检查，有错的不写入；已经有的文件不覆盖。
    """
    _refuse_foreign(ctx, kind)
    if kind == _PROGRESS:
        ctx.invoke(update, record=record, unit=unit)
        return
    given = Given(
        name=name,
        short=short,
        member=member,
        title=title,
        clause=clause,
        quote=quote,
        lead=lead,
        responsible=responsible,
        limit=limit,
        due=due,
        workflow=workflow,
        role=role,
        summary=summary,
        party=party,
    )
    _write(ctx.obj, kind, record, given)


def _refuse_foreign(ctx: click.Context, kind: str) -> None:
    """Stop where an option was written that is for other kinds of records."""
    options = {option.name: option for option in ctx.command.params}
    foreign = {}
    for name, value in ctx.params.items():
        option = options[name]
        by_default = ctx.get_parameter_source(name) is click.core.ParameterSource.DEFAULT
        if isinstance(option, _OptionOf) and kind not in option.kinds and not by_default:
            foreign[option.opts[0]] = value
    refuse(foreign, "不用于新建这种记录")


def _write(session: Session, kind: str, record: str, given: Given) -> None:
    """Write the new file; Stop where its name is wrong or taken."""
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
        return _MAKERS[kind](given, record, loaded.book)

    edit(session, path, write)
