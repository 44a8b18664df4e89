"""What was withdrawn from the public edition is nowhere in it: random histories of opening, closing, editing, breaking and mending."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import fields
from datetime import date
from datetime import timedelta
from itertools import count
from typing import TYPE_CHECKING
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from jinja2 import Environment

from conftest import build_site
from conftest import record_classes
from dated_books import commit
from duban.changes import history
from duban.records import loader
from duban.records import model
from duban.records import settings as book_settings
from duban.records import sources
from duban.records.kinds import KINDS
from duban.records.kinds import kind_of
from duban.rules import registry
from duban.schemas import catalog
from duban.site import editions
from duban.site import feeds
from duban.site import inputs
from duban.site import publishing
from duban.site import renderer
from duban.site.links import Addresses

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import Outcome
    from duban.site.editions import Edition

AS_OF = date(2026, 11, 15)
OPEN, CLOSED = "主动公开", "不予公开"
Data = dict[str, Any]


@pytest.fixture(autouse=True, scope="module")
def _templates_compiled_once() -> Iterator[None]:
    """Keep what jinja2 compiles: thousands of sites are made of the same templates."""
    compiled, compile_one = {}, Environment.compile

    def once(self: Environment, source: str, name: str | None = None, *rest: Any, **options: Any) -> Any:
        if source not in compiled:
            compiled[source] = compile_one(self, source, name, *rest, **options)
        return compiled[source]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environment, "compile", once)
        yield


def everything(site: Edition) -> Mapping[str, str]:
    """Return all that an edition writes, by path."""
    maker = renderer.Maker(site, Addresses(), feeds.paths(site) | inputs.asset_paths())
    made = {f"{uri}index.html": maker.whole(page, "../" * uri.count("/")) for uri, page in maker.pages.items()}
    return made | {path: content.decode() for path, content in feeds.files(site, "https://open.example.invalid/")}


# Random books: every text of every version of every record is a token of its own.


class Mint:
    """Makes texts that occur once in the world."""

    def __init__(self) -> None:
        self._numbers = count()
        self.made: set[str] = set()

    def __call__(self) -> str:
        token = f"z{next(self._numbers):06d}z"
        self.made.add(token)
        return token


def unit(mint: Mint, _names: Mapping[str, str]) -> Data:
    return {
        "名称": mint(),
        "简称": mint(),
        "别名": [mint()],
        "地区": mint(),
        "联络部门": mint(),
        "机关代字": "甲",
        "账号": [mint()],
        "备注": mint(),
    }


def member(mint: Mint, names: Mapping[str, str]) -> Data:
    return {**unit(mint, names), "上级": names["units/closed"]}


def group(mint: Mint, names: Mapping[str, str]) -> Data:
    return {"名称": mint(), "简称": mint(), "成员": [names["units/a"], names["units/b"]], "备注": mint()}


def plan(mint: Mint, names: Mapping[str, str]) -> Data:
    return {
        "标题": mint(), "简称": mint(), "文号": "未载明", "印发单位": [names["units/a"]], "印发日期": "2026-01-01", "主送": [mint()], "依据": [mint()],
        "附件": [mint()], "章节": [{"条款": "一", "标题": mint()}, {"条款": "二", "标题": mint()}], "公开": OPEN, "备注": mint(),
    }  # fmt: skip


def agreement(mint: Mint, names: Mapping[str, str]) -> Data:
    limit = {"原文": mint(), "天数": 3, "日别": "工作日", "起算": "移送", "顺延": "是", "依据": mint()}
    steps = [
        {"名称": "移送", "阶段": "交办", "办理单位": "移送方", "原文": mint(), "文书": "处理书", "备注": mint()},
        {"名称": "审核", "阶段": "处置", "办理单位": ["接收方"], "时限": limit, "结果": ["同意", "退回", "延长"], "下一步": {"退回": "移送"},
         "随时": ["延长"], "中止": ["延长"]},
    ]  # fmt: skip
    return {
        "标题": mint(), "简称": mint(), "文号": "未载明", "参加单位": [names["units/a"], names["units/b"]], "印发日期": "2026-01-01",
        "生效": "2026-01-01", "到期": "2027-01-01", "试行": "是", "主送": [mint()], "抄送": [mint()], "附件": [mint()],
        "章节": [{"条款": "一", "标题": mint()}], "角色": {"移送方": [names["units/a"]], "接收方": [names["units/b"]]}, "流程": {"移送流程": steps},
        "文书": {"处理书": {"模板": "x.docx", "字": "移"}}, "公开": OPEN, "备注": mint(),
    }  # fmt: skip


def item(mint: Mint, names: Mapping[str, str]) -> Data:
    extension = {"日期": "2026-03-01", "原截止": "2026-06-30", "新截止": "2026-12-20", "批准": mint(), "理由": mint()}
    return {
        "事项": mint(), "条款": "一", "原文": mint(), "牵头单位": names["units/a"], "责任单位": [names["units/group"]],
        "配合单位": [names["units/helper"], mint()], "时限": {"原文": mint(), "截止": "2026-06-30"}, "成果": mint(), "计入考核": "否",
        "变更": [extension], "公开": OPEN, "备注": mint(),
    }  # fmt: skip


def decided(mint: Mint, names: Mapping[str, str]) -> Data:
    """An item whose limit was decided here and is not disclosed."""
    setting = {"截止": "2026-06-30", "长期": {"更新间隔": 90}, "依据": mint(), "公开": "否"}
    return {**item(mint, names), "时限": {"原文": "未规定", "设定": setting}}


def recurring(mint: Mint, names: Mapping[str, str]) -> Data:
    limit = {"原文": mint(), "周期": "季度", "起": "2026-01-01", "止": "2027-12-31", "每期截止": "期末"}
    return {key: value for key, value in {**item(mint, names), "时限": limit}.items() if key != "变更"}


def hidden_item(mint: Mint, names: Mapping[str, str]) -> Data:
    only = {"牵头单位": names["units/closed"], "责任单位": [names["units/closed"]], "配合单位": [mint()], "公开": CLOSED}
    return item(mint, names) | only


def progress(mint: Mint, _names: Mapping[str, str]) -> Data:
    entries = [
        {"日期": f"2026-0{month}-10", "情况": mint(), "进度": 30 * month, "佐证": [mint()], "期次": f"2026-Q{month}"} for month in (1, 2, 3)
    ]
    return {"状态": "已完成", "完成日期": "2026-10-09", "进展": entries, "存在问题": mint(), "下一步": mint()}


def matter(mint: Mint, names: Mapping[str, str]) -> Data:
    step = {"名称": "移送", "日期": "2026-10-10", "单位": names["units/a"], "说明": mint(), "文号": "示交移〔2026〕3号"}
    return {
        "流程": "移送流程", "移送方": names["units/a"], "接收方": names["units/b"], "概要": mint(), "当事人类型": "法人", "证据材料份数": 5,
        "档案号": mint(), "环节": [step], "公开": OPEN, "备注": mint(),
    }  # fmt: skip


def calendar(mint: Mint, _names: Mapping[str, str]) -> Data:
    return {"文号": mint(), "网址": "https://www.example.invalid/", "放假": ["2026-10-01"], "调休上班": ["2026-10-10"], "备注": mint()}


def config(mint: Mint, names: Mapping[str, str]) -> Data:
    return {
        "名称": mint(), "督办单位": names["units/a"], "临期天数": 7, "报送": {"周期": "月", "起": "2026-01-01", "截止日": 28, "依据": mint()},
        "灯色": {"逾期": {"颜色": "红", "名称": "逾期"}}, "排名": "公开",
        "仓库": {"平台": "Gitea", "网址": f"https://git.invalid/{mint()}", "分支": mint()}, "规则": {"clause-unknown": "关闭"},
    }  # fmt: skip


MAKERS: Mapping[str, Callable[[Mint, Mapping[str, str]], Data]] = {
    "config": config,
    "units/a": unit,
    "units/b": member,
    "units/helper": unit,
    "units/closed": unit,
    "units/group": group,
    "plans/p": plan,
    "agreements/g": agreement,
    "items/p/1": item,
    "items/p/2": decided,
    "items/p/3": hidden_item,
    "items/g/1": recurring,
    "progress/a/p/1": progress,
    "progress/b/p/1": progress,
    "progress/helper/p/1": progress,
    "progress/closed/p/3": progress,
    "progress/a/g/1": progress,
    "matters/g/1": matter,
    "matters/g/2": matter,
    "matters/g/3": matter,
    "calendar/2026": calendar,
}


def kind(name: str) -> str:
    found = kind_of(f"tasks/{name}.yaml")
    assert found
    return found[0].name


def made(name: str, mint: Mint, names: Mapping[str, str]) -> Data:
    """Return a record with every field of its kind that no maker writes, added since: its texts are tokens too."""
    record = MAKERS[name](mint, names)
    schema = catalog.schema(kind(name))
    for key, body in schema["properties"].items():
        if key not in WRITTEN[kind(name)]:
            text = {"text": mint(), "line": mint(), "texts": [mint()]}
            record[key] = text.get(body.get("$ref", "").rpartition("/")[2], catalog.resolved(schema, body)["examples"][0])
    return record


class _AnyName(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


WRITTEN = {
    kind(name): {key for maker in MAKERS if kind(maker) == kind(name) for key in MAKERS[maker](Mint(), _AnyName())}
    for name in MAKERS
    if name != "config"
} | {"config": set(catalog.schema("config")["properties"])}
ACTIONS = ("rewrite", "replace", "replace", "add", "retract", "open", "close", "inherit", "delete", "break", "taint", "restore")


@dataclass
class Story:
    """A book that is changed commit by commit, with every version kept as git would."""

    mint: Mint
    records: dict[str, Data]
    texts: dict[str, bytes]
    commits: list[history.Commit]
    blobs: dict[str, bytes]
    spoiled: set[str]

    @property
    def names(self) -> Mapping[str, str]:
        return {name: record["简称"] for name, record in self.records.items() if name.startswith("units/")}

    def act(self, name: str, action: str, place: int) -> None:
        """Change one record; a deleted or broken one keeps its data, so that it can come back as it was."""
        record = self.records[name]
        if action == "rewrite":
            self.records[name] = record = made(name, self.mint, self.names)
        elif action == "replace":
            replace_text(record, place, self.mint)
        elif action == "add" and "进展" in record:
            record["进展"].append({"日期": "2026-09-09", "情况": self.mint(), "佐证": [self.mint()]})
        elif action == "retract" and len(record.get("进展", ())) > 1:
            del record["进展"][place % len(record["进展"])]
        elif action in {"open", "close"} and name.startswith(("plans", "agreements", "items", "matters")):
            record["公开"] = OPEN if action == "open" else CLOSED
        elif action == "inherit" and name.startswith("items"):
            record.pop("公开", None)
        text = json.dumps(record, ensure_ascii=False)
        if action == "break":
            text = text[:-1]
        elif action == "taint":
            text = json.dumps({**record, "备注": "联系电话 13912345678"}, ensure_ascii=False)
        self.spoiled.discard(name)
        self.spoiled |= {name} if action in {"break", "taint"} else set()
        self.texts.pop(name, None)
        if action != "delete":
            self.texts[name] = text.encode()

    def commit(self, on: date) -> None:
        now = {f"tasks/{name}.yaml": text for name, text in self.texts.items()}
        before: dict[str, str | None] = {}
        for version in self.commits:
            before.update(version.changes)
        ids = {path: f"{hash(text) & (1 << 64) - 1:x}" for path, text in now.items()}
        self.blobs |= {ids[path]: text for path, text in now.items()}
        changed: dict[str, str | None] = {path: blob for path, blob in ids.items() if before.get(path) != blob}
        changed |= {path: None for path, blob in before.items() if blob and path not in now}
        self.commits.append(history.Commit(f"{len(self.commits):040x}", on, changed))

    def site(self, as_of: date = AS_OF, *, public: bool = True) -> Edition:
        loaded = loader.load({f"tasks/{name}.yaml": text for name, text in self.texts.items()})
        source = editions.SiteInputs(
            loaded=loaded,
            findings=tuple(registry.check(loaded, AS_OF)),
            unread=0,
            past=history.replay(history.Log(tuple(self.commits), self.blobs)),
            missing="",
            revision="0123456",
        )
        return editions.prepare(source, as_of, public=public)

    def valid(self) -> Mapping[str, Data]:
        """The records that are in today's book."""
        return {name: json.loads(text) for name, text in self.texts.items() if name not in self.spoiled}


def replace_text(record: Data, place: int, mint: Mint) -> None:
    """Put a new token in the place of one of a record's tokens."""
    spots: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(value, str) and value in mint.made:
                spots.append((node, key))
            elif isinstance(value, dict | list):
                walk(value)

    walk(record)
    node, key = spots[place % len(spots)]
    node[key] = mint()


def begin() -> Story:
    mint = Mint()
    story = Story(mint, {}, {}, [], {}, set())
    for name in MAKERS:
        story.records[name] = {}
    order = sorted(MAKERS, key=lambda name: not name.startswith("units/"))
    for name in ("units/closed", *order):
        story.records[name] = made(name, mint, {path: record.get("简称", "") for path, record in story.records.items()})
    return story


# What may be in the public edition: written down apart from the code that is tried.

SHOWN = {
    "units": {"名称", "简称", "地区", "成员"},
    "plans": {"标题", "简称", "文号", "印发单位", "印发日期", "主送", "依据", "附件", "章节", "公开"},
    "agreements": {
        "标题", "简称", "文号", "参加单位", "印发日期", "生效", "到期", "试行", "主送", "抄送", "附件", "章节", "角色", "流程", "公开",
    },
    "items": {"事项", "条款", "原文", "牵头单位", "责任单位", "配合单位", "时限", "成果", "计入考核", "公开"},
    "progress": {"状态", "完成日期", "进展"},
    "matters": set(),
    "calendar": {"文号", "网址", "放假", "调休上班"},
    "config": {"名称", "督办单位", "临期天数", "灯色", "排名"},
}  # fmt: skip
INSIDE = {
    model.Unit: {"别名", "联络部门", "机关代字", "账号", "备注"},
    sources.Plan: {"备注"},
    sources.Agreement: {"文书", "备注"},
    model.Item: {"备注"},
    model.Progress: {"存在问题", "下一步"},
    model.Entry: {"佐证"},
    sources.Step: {"备注"},
    model.Setting: {"依据"},
    model.Extension: {"批准", "理由"},
    book_settings.HolidayNotice: {"备注"},
    book_settings.Config: {"仓库", "规则"},
    book_settings.Reporting: {"依据"},
}
ALL_INSIDE = (model.Matter, model.StepRecord, sources.Form, book_settings.Repository, book_settings.RuleLevel)


def published_fields(kind: str) -> set[str]:
    """The fields whose schema says that they are published, beside those of ``SHOWN``."""
    return set(catalog.schema(kind).get("x-public", ()))


def texts_of(node: Any, parent: str = "") -> Iterator[str]:
    """Return the texts of a shown field, without the parts that stay inside."""
    if isinstance(node, dict):
        for key, value in node.items():
            inside = key in {"佐证", "备注", "批准", "理由"} or (parent, key) == ("设定", "依据")
            if not inside and not (key == "设定" and value.get("公开") != "是"):
                yield from texts_of(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from texts_of(value, parent)
    else:
        yield str(node)


def opened(book: Mapping[str, Data]) -> dict[str, Data]:
    """Return the documents and items that are open."""
    documents = {name: record for name, record in book.items() if name.startswith(("plans/", "agreements/"))}
    sources = {name.split("/")[1]: record for name, record in documents.items()}
    found = {name: record for name, record in documents.items() if record["公开"] == OPEN}
    for name, record in book.items():
        source = sources.get(name.split("/")[1]) if name.startswith("items/") else None
        if source is not None and record.get("公开", source["公开"]) == OPEN:
            found[name] = record
    return found


def allowed(book: Mapping[str, Data]) -> set[str]:
    """Return the texts that today's public book shows."""
    shown = opened(book)
    units = {record["简称"]: name for name, record in book.items() if name.startswith("units/")}

    def expand(names: Sequence[str]) -> set[str]:
        return {member for unit in names for member in (book[units[unit]].get("成员", [unit]) if unit in units else [unit])}

    named: set[str] = set()
    for name, record in tuple(shown.items()):
        duty = [record["牵头单位"], *record["责任单位"]] if name.startswith("items/") else []
        listed = [*duty, *record.get("配合单位", ()), *record.get("印发单位", ()), *record.get("参加单位", ())]
        listed += [unit for role in record.get("角色", {}).values() for unit in role]
        named |= {*listed, *expand(listed)}
        reports = (f"progress/{units[unit].split('/')[1]}/{name.removeprefix('items/')}" for unit in expand(duty) if unit in units)
        shown |= {report: book[report] for report in reports if report in book}
    shown |= {units[unit]: book[units[unit]] for unit in named if unit in units}
    shown |= {name: record for name, record in book.items() if name.startswith(("config", "calendar"))}
    texts = {
        text
        for name, record in shown.items()
        for key in (SHOWN[name.split("/")[0]] | published_fields(kind(name))) & record.keys()
        for text in texts_of(record[key], key)
    }
    return texts | {record["上级"] for record in shown.values() if record.get("上级") in named}


ACTS = st.tuples(st.sampled_from(sorted(MAKERS)), st.sampled_from(ACTIONS), st.integers(0, 40))
HISTORIES = st.lists(st.lists(ACTS, min_size=1, max_size=6), min_size=1, max_size=8)


def told(commits: Sequence[Sequence[tuple[str, str, int]]], *, last_uncommitted: bool) -> Story:
    """Return the story of a book all open at first, three days between one commit and the next, the last on the day it is shown."""
    story = begin()
    for name in MAKERS:
        story.act(name, "restore", 0)
    story.commit(AS_OF - timedelta(days=3 * len(commits)))
    for number, acts in enumerate(commits, 1):
        for name, action, place in acts:
            story.act(name, action, place)
        if number < len(commits) or not last_uncommitted:
            story.commit(AS_OF - timedelta(days=3 * (len(commits) - number)))
    return story


@given(HISTORIES, st.booleans(), st.sampled_from([0, 0, 10]))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_a_text_is_in_the_public_edition_only_where_an_open_record_holds_it_today(
    commits: list[list[tuple[str, str, int]]],
    last_uncommitted: bool,  # noqa: FBT001 - drawn
    days_back: int,
) -> None:
    """Every text of every version of every record is a token; each page, feed, table and JSON file is searched for all of them.

    Allowed is a token that stands in today's files, in a field that is published (SHOWN), of a record that is open today: a
    plan or agreement marked 主动公开; an item marked so, or not marked and of such a document, whose document is valid; a unit
    that an open record names; the report of a unit that such an item makes responsible; settings and calendar. No token of
    any earlier version, of a closed, invalid or deleted record, of a matter, or of a field that stays inside is allowed.
    Looking back to an earlier day shows no more. Words from the fixed lists (状态), dates and counts are no tokens.
    """
    story = told(commits, last_uncommitted=last_uncommitted)
    may = allowed(story.valid())
    forbidden = story.mint.made - may
    for path, text in everything(story.site(AS_OF - timedelta(days=days_back))).items():
        assert not [token for token in forbidden if token in text], path


def test_the_test_sees_what_is_there() -> None:
    story = told([[("items/p/1", "replace", 0)]], last_uncommitted=False)
    may = allowed(story.valid())
    shown = "".join(everything(story.site()).values())
    inside = "".join(everything(story.site(public=False)).values())
    assert len([token for token in may & story.mint.made if token in shown]) > 40
    assert len([token for token in story.mint.made - may if token in inside]) > 25


def test_of_every_field_somebody_has_decided_whether_it_is_published() -> None:
    kinds = [kind for kind in record_classes() if kind not in ALL_INSIDE and kind is not model.LimitParts]
    for cls in kinds:
        keys = {field.metadata["key"] for field in fields(cls) if "key" in field.metadata}
        if keys:
            names = [kind.name for kind in KINDS if kind.record is cls]
            said = {key for name in names for key in published_fields(name)}
            decided = set(publishing.SHOWN[cls].split()) | INSIDE.get(cls, set()) | said
            # A field that is named nowhere is new, and stays inside.
            assert decided <= keys, cls.__name__
            assert not set(publishing.SHOWN[cls].split()) & INSIDE.get(cls, set())


def test_the_random_books_have_every_field() -> None:
    def keys(node: Any) -> Iterator[str]:
        for key, value in node.items() if isinstance(node, dict) else ((None, member) for member in node):
            if key:
                yield key
            if isinstance(value, dict | list):
                yield from keys(value)

    found = {key for record in begin().records.values() for key in keys(record)}
    known = {field.metadata["key"] for cls in record_classes() for field in fields(cls) if "key" in field.metadata}
    assert known - found == {"时区", "短期限临期工作日", "滞后百分点", "沿用", "结果", "级别", "自"} - found


def test_the_random_books_are_valid() -> None:
    story = told([[("config", "restore", 0)]], last_uncommitted=False)
    loaded = loader.load({f"tasks/{name}.yaml": text for name, text in story.texts.items()})
    assert [(finding.path, finding.message) for finding in loaded.findings] == []


# Histories in git, published as people do.

BOOK = """
== config.yaml
名称: 示例台账
== units/a.yaml
名称: 示例甲局
简称: 甲局
== plans/p.yaml
标题: 示例方案
文号: 未载明
印发单位: [甲局]
印发日期: 2026-01-01
公开: 主动公开
== items/p/1.yaml
事项: 修订制度
条款: 一
原文: 修订制度
牵头单位: 甲局
时限: {原文: 未规定}
== progress/a/p/1.yaml
状态: 进行中
进展:
  - {日期: 2026-10-01, 情况: 已起草}
"""
PLAN = BOOK[BOOK.index("== plans") : BOOK.index("== items")]
ITEM = BOOK[BOOK.index("== items") : BOOK.index("== progress")]
REPORT = BOOK[BOOK.index("== progress") :]
WITHDRAWN = "勿外传的话"


def published(root: Path, tasks: Callable[..., Outcome], *options: str) -> str:
    """Return all bytes of the public edition as one text."""
    out = root.parent / "public-pages"
    ended = tasks("--root", root, "pages", "--public", "--out", out, "--as-of", str(AS_OF), *options)
    assert ended.code == 0, ended.err
    return "".join(path.read_text("utf-8") for path in sorted(out.rglob("*")) if path.is_file())


CLOSED_MEANWHILE = {
    "the plan is closed and the item edited in one commit": PLAN.replace(OPEN, CLOSED)
    + ITEM.replace("原文: 修订制度", f"原文: {WITHDRAWN}"),
    "the plan is invalid and the report edited in one commit": "== plans/p.yaml\n标题: [\n" + REPORT.replace("已起草", WITHDRAWN),
    "the item is closed and the report edited in one commit": ITEM + f"公开: {CLOSED}\n" + REPORT.replace("已起草", WITHDRAWN),
    "what was open is taken out again": REPORT + f"  - {{日期: 2026-10-02, 情况: {WITHDRAWN}}}\n",
    "a title is replaced": ITEM.replace("事项: 修订制度", f"事项: {WITHDRAWN}"),
    "a unit is renamed": BOOK[: BOOK.index("== progress")].replace("甲局", WITHDRAWN),
    "a heading is taken out": PLAN + f"章节: [{{条款: 一, 标题: {WITHDRAWN}}}]\n",
    "a value is filled in and replaced": ITEM + f"成果: {WITHDRAWN}\n",
    "a completion is withdrawn": REPORT.replace("进行中", "已完成\n完成日期: 2026-10-03").replace("已起草", f"{WITHDRAWN}, 佐证: [甲]"),
}


@pytest.mark.parametrize("meanwhile", CLOSED_MEANWHILE.values(), ids=CLOSED_MEANWHILE)
@pytest.mark.parametrize("days_ago", [2, 20])
def test_what_was_said_meanwhile_is_not_published(meanwhile: str, days_ago: int, tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-10-05")
    commit(root, meanwhile, str(AS_OF - timedelta(days=days_ago)))
    commit(root, BOOK, str(AS_OF))
    text = published(root, tasks)
    assert "修订制度" in text
    assert WITHDRAWN not in text
    assert "2026-10-03" not in text


def test_a_plan_deleted_meanwhile_closes_its_items(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-10-05")
    (root / "tasks" / "plans" / "p.yaml").unlink()
    commit(root, ITEM.replace("原文: 修订制度", f"原文: {WITHDRAWN}"), "2026-10-10")
    commit(root, BOOK, "2026-10-12")
    assert WITHDRAWN not in published(root, tasks)


@pytest.mark.parametrize("plan", [PLAN.replace(OPEN, CLOSED), "== plans/p.yaml\n标题: [\n"], ids=["closed", "invalid"])
def test_an_open_agreement_of_the_same_name_opens_nothing(plan: str, tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    agreement = f"== agreements/p.yaml\n标题: 示例协议\n简称: 示例协议\n文号: 未载明\n参加单位: [甲局, 乙局]\n公开: {OPEN}\n"
    unit = "== units/b.yaml\n名称: 示例乙局\n简称: 乙局\n"
    root = tmp_path / "book"
    commit(root, BOOK.replace(PLAN, plan).replace("修订制度", WITHDRAWN) + agreement + unit, "2026-10-05")
    assert WITHDRAWN not in published(root, tasks)


@pytest.mark.parametrize(
    "hidden", [PLAN.replace(OPEN, CLOSED), "== plans/p.yaml\n标题: [\n", ITEM + f"公开: {CLOSED}\n", ITEM + "条款: 一\n"]
)
def test_of_what_is_closed_or_invalid_today_nothing_comes_from_history(hidden: str, tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-10-05")
    commit(root, hidden, "2026-11-14")
    text = published(root, tasks)
    assert not [word for word in ("修订制度", "已起草", "p/1") if word in text]


def test_publicity_is_that_of_the_newest_record_when_looking_back(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-10-05")
    commit(root, PLAN.replace(OPEN, CLOSED), "2026-11-20")
    text = published(root, tasks)
    assert not [word for word in ("示例方案", "修订制度", "已起草") if word in text]


def test_the_history_of_what_stands_is_told(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-10-05")
    commit(tmp_path, ITEM.replace("原文: 修订制度", "原文: 修订有关制度"), "2026-10-06")
    commit(tmp_path, REPORT + "  - {日期: 2026-10-07, 情况: 误填}\n", "2026-10-07")
    commit(tmp_path, REPORT.replace("进行中", "已完成\n完成日期: 2026-10-08").replace("已起草", "已印发, 佐证: [甲]"), "2026-10-08")
    commit(tmp_path, REPORT.replace("进行中", "已完成\n完成日期: 2026-10-09").replace("已起草", "已印发, 佐证: [甲]"), "2026-10-09")
    site = editions.prepare(inputs.read(tmp_path, AS_OF), AS_OF, public=True)
    assert [(f"{event.on:%m-%d}", event.sentence.unit, event.sentence.kind) for event in site.events] == [
        ("10-05", "文件和设置", "item"),
        ("10-05", "甲局", "state"),
        ("10-06", "文件和设置", "record"),
        ("10-07", "甲局", "record"),
        ("10-08", "甲局", "progress"),
        ("10-09", "甲局", "done"),
    ]
    assert [event.sentence.text for event in site.events if event.sentence.kind == "record"] == ["事项内容有修改", "填报内容有修改"]
    assert all(event.sentence.title == "修订制度" for event in site.events)


def test_a_file_that_was_broken_and_mended_is_not_said_to_be_deleted_and_new(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-10-05")
    commit(tmp_path, "== items/p/1.yaml\n事项: [\n", "2026-10-06")
    commit(tmp_path, ITEM.replace("条款: 一", "条款: 二"), "2026-10-07")
    for public, words in ((False, "条款"), (True, "事项内容有修改")):
        site = editions.prepare(inputs.read(tmp_path, AS_OF), AS_OF, public=public)
        told = [(f"{event.on:%m-%d}", event.sentence.text) for event in site.events if event.sentence.unit == "文件和设置"]
        assert [day for day, _ in told] == ["10-05", "10-07"]
        assert words in told[-1][1]


def test_the_built_site_holds_nothing_that_was_withdrawn(tmp_path: Path) -> None:
    root = tmp_path / "book"
    commit(root, BOOK, "2026-10-05")
    for number, meanwhile in enumerate(CLOSED_MEANWHILE.values()):
        commit(root, meanwhile, str(AS_OF - timedelta(days=12 - number)))
        commit(root, BOOK, str(AS_OF - timedelta(days=12 - number)))
    build_site(root, tmp_path / "site", DUBAN_AS_OF=str(AS_OF), DUBAN_EDITION="public", SITE_URL="https://open.example.invalid/")
    built = {path: path.read_bytes() for path in (tmp_path / "site").rglob("*") if path.is_file()}
    assert any("修订制度".encode() in content for content in built.values())
    assert [path for path, content in built.items() if WITHDRAWN.encode() in content] == []


def test_an_undisclosed_local_limit_is_not_published(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    root = tmp_path / "book"
    limit = "时限: {原文: 未规定, 设定: {截止: 2026-12-31, 依据: 内部纪要}}"
    moved = "变更: [{日期: 2026-02-01, 原截止: 2026-12-31, 新截止: 2027-01-31, 批准: 某领导, 理由: 某理由}]"
    commit(root, BOOK.replace("时限: {原文: 未规定}", f"{limit}\n{moved}"), "2026-10-05")
    text = published(root, tasks)
    assert not [word for word in ("2026-12-31", "2027-01-31", "内部纪要", "某领导", "某理由") if word in text]
    commit(root, BOOK.replace("时限: {原文: 未规定}", limit.replace("内部纪要", "内部纪要, 公开: 是") + f"\n{moved}"), "2026-10-06")
    text = published(root, tasks)
    assert "2026-12-31" in text
    assert "（公开版略）" in text
    assert not [word for word in ("内部纪要", "某领导", "某理由", "已经批准", "本级规定") if word in text]


# A record that is left out is left out of both sides of a comparison.

DUE = (
    BOOK.replace("时限: {原文: 未规定}", "时限: {原文: 10月底前, 截止: 2026-10-31}")
    + """
== items/p/2.yaml
事项: 印发办法
条款: 一
原文: 印发办法
牵头单位: 甲局
时限: {原文: 10月底前, 截止: 2026-10-31}
"""
)
BROKEN = "== items/p/2.yaml\n事项: [\n"
TAINTED = DUE[DUE.index("== items/p/2") :].replace("原文: 印发办法", "原文: 印发办法，联系 13912345678")


def both(root: Path) -> Iterator[Edition]:
    source = inputs.read(root, AS_OF)
    return (editions.prepare(source, AS_OF, public=public) for public in (False, True))


@pytest.mark.parametrize("fault", [BROKEN, TAINTED])
def test_a_file_that_breaks_moves_no_figure(fault: str, tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    commit(tmp_path, DUE, "2026-10-05")
    commit(tmp_path, fault, "2026-11-14")
    for site in both(tmp_path):
        assert site.before is not None
        assert (len(site.before.items), len(site.view.items), site.invalid_files) == (1, 1, 1)
        assert not site.changed
        overview = everything(site)["index.html"]
        assert "有 1 个文件没有通过检查，没有计入本页数字，与以前的比较也不含这些文件。" in overview
        assert "较上周" not in overview
        for page in ("changes/index.html", "brief/index.html"):
            assert "有 1 个文件没有通过检查，没有计入本页" in everything(site)[page]
        assert "一周以来其余没有变动" in everything(site)["changes/index.html"]
        assert {point.items for point in site.points} == {1}
    for options in ((), ("-f", "json")):
        shown = tasks("--root", tmp_path, "report", "trend", "--as-of", str(AS_OF), *options)
        assert shown.code == 0
    assert {point["items"] for point in json.loads(shown.out)["trend"]} == {1}
    assert json.loads(shown.out)["totals"]["invalid_files"] == 1
    (internal, _) = both(tmp_path)
    assert json.loads(dict(feeds.files(internal))["data/report.json"]) == json.loads(shown.out)
    table = tasks("--root", tmp_path, "report", "trend", "--as-of", str(AS_OF), COLUMNS="200").out
    assert "现在未通过检查的 1 个文件，以前的数字也不含。" in table


@pytest.mark.parametrize("fault", [BROKEN, TAINTED])
def test_a_file_that_is_mended_moves_no_figure(fault: str, tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    commit(tmp_path, DUE, "2026-10-05")
    commit(tmp_path, fault, "2026-11-07")
    commit(tmp_path, DUE, "2026-11-14")
    for site in both(tmp_path):
        assert site.before is not None
        assert site.compared is not None
        assert (len(site.before.items), len(site.compared.items), len(site.view.items)) == (1, 1, 2)
        assert (site.not_compared, site.invalid_files) == (1, 0)
        assert not site.changed
        overview = everything(site)["index.html"]
        for page in ("index.html", "changes/index.html", "brief/index.html"):
            assert "有 1 个文件一周前没有通过检查，与上周的比较不含这些文件。" in everything(site)[page]
        assert "较上周" not in overview
    table = tasks("--root", tmp_path, "report", "trend", "--as-of", str(AS_OF), COLUMNS="200").out
    assert "有 1 个文件曾经未通过检查，那段时间的数字不含这些文件。" in table
    shown = json.loads(tasks("--root", tmp_path, "report", "trend", "-f", "json", "--as-of", str(AS_OF)).out)
    assert (shown["once_invalid_files"], shown["totals"]["invalid_files"]) == (1, 0)
    (internal, public) = both(tmp_path)
    assert json.loads(dict(feeds.files(internal))["data/report.json"]) == shown
    assert json.loads(dict(feeds.files(public))["data/report.json"])["once_invalid_files"] == 1


def test_what_is_new_is_no_fault(tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-10-05")
    commit(tmp_path, DUE, "2026-11-14")
    for site in both(tmp_path):
        assert site.before is not None
        assert (len(site.before.items), len(site.view.items), site.not_compared) == (1, 2, 0)


@pytest.mark.parametrize("level", ["关闭", "警告"])
def test_no_setting_lets_a_file_with_personal_data_pass(level: str, tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(DUE.replace("名称: 示例台账", f"名称: 示例台账\n规则: {{privacy-mobile: {level}}}") + TAINTED)
    checked = json.loads(tasks("--root", root, "check", "-f", "json").out)
    assert [(finding["code"], finding["severity"]) for finding in checked["findings"] if finding["code"].startswith("privacy")] == [
        ("privacy-mobile", "error")
    ]
    reported = json.loads(tasks("--root", root, "report", "-f", "json", "--as-of", str(AS_OF)).out)
    assert (reported["totals"]["items"], reported["totals"]["invalid_files"]) == (1, 1)
