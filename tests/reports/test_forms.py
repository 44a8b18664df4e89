"""Printed forms: word for word the annexes of the document, laid out after GB/T 9704, read back as Word and as PDF."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.shared import Pt

from duban.cli import confined
from duban.reports import word_forms
from duban.storage import worktree

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

ROOT = Path(__file__).parents[2]
REAL = worktree.read(ROOT).contents
MATTER = "jdz-changjiang-2025/2026-001"
MARGIN = 28 / 25.4 * 72
TEMPLATE = "tasks/forms/jdz-changjiang-2025/transfer.docx"
NAMES = ["移送处理书", "移送处理书送达回执", "移送案件办理单"]
STEPS = """\
流程: 案件移送
移送单位: 区交通局
接收单位: 接收大队
证据材料份数: 5
环节:
  - {名称: 督促整改, 日期: 2026-02-02, 单位: 区交通局, 结果: 拒不整改}
  - {名称: 移送, 日期: 2026-02-09, 单位: 区交通局, 文号: 昌交移〔2026〕3号}
  - {名称: 送达, 日期: 2026-02-12, 单位: 接收大队}
"""
PRIVATE = "当事人: 示例物流有限公司\n违法行为: 为超限车辆装载货物 <b>&\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for path, content in {**REAL, f"tasks/matters/{MATTER}.yaml": STEPS.encode()}.items():
        target = tmp_path / "book" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    (tmp_path / "private.yaml").write_text(PRIVATE, encoding="utf-8")
    return tmp_path / "book"


def write_matter(root: Path, text: str) -> None:
    (root / "tasks" / "matters" / f"{MATTER}.yaml").write_text(text, encoding="utf-8")


def lines(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def annex(number: int) -> str:
    """One annex of document 003 as issued: without spaces and blanks, brackets full-width."""
    text = next((ROOT / "tests" / "sources").glob("003_*.txt")).read_text("utf-8")
    body = text.split(f"附件 {number}\n")[1].split(f"附件 {number + 1}\n")[0]
    return plain(body.replace("[]", "〔〕"))


def plain(text: str) -> str:
    return re.sub(r"[\s_　]", "", text).translate(str.maketrans("():", "（）："))


@pytest.mark.parametrize(("number", "name"), [*enumerate(NAMES, 1)])
def test_an_empty_form_is_the_annex_word_for_word(number: int, name: str) -> None:
    agreement_form = {"移送处理书": "transfer", "移送处理书送达回执": "receipt", "移送案件办理单": "result"}[name]
    template = REAL[f"tasks/forms/jdz-changjiang-2025/{agreement_form}.docx"]
    series = {1: "移", 2: "移", 3: "函"}[number]
    printed = word_forms.fill(template, {"编号": f"　　　　{series}〔　　〕　　号"})
    text = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(printed.content)).paragraphs)
    assert plain(text) == f"附件{number}" + annex(number)


def test_what_is_known_is_filled_in(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    target = tmp_path / "out.docx"
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", target, "--private", tmp_path / "private.yaml")
    assert ended.code == 0
    assert lines(target) == [
        "附件1",
        "移送处理书",
        "昌江区交通运输局",
        "昌交移〔2026〕3号",
        "昌江区交通运输局关于示例物流有限公司的移送处理书",
        "接收大队：",
        f"我们在对{word_forms.BLANK}的检查过程中，发现有下列行为：为超限车辆装载货物 <b>&",
        f"我认为，示例物流有限公司的行为涉嫌{word_forms.BLANK}，应当依法追究其相关法律责任，现移交你单位依法处理，并将处理结果书面告知我单位。",
        "附件：证据材料5份",
        "（单位盖章）",
        "2026年2月9日",
    ]
    assert "留空待填：检查对象、涉嫌" in ended.err


def test_the_receipt_bears_the_number_of_the_transfer(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    target = tmp_path / "out.docx"
    assert tasks("--root", root, "form", MATTER, "送达回执", "-o", target).code == 0
    assert "昌交移〔2026〕3号" in lines(target)
    assert "送达时间：2026年2月12日" in lines(target)


def test_a_form_prints_the_number_recorded_or_a_blank_and_says_how_to_take_one(
    root: Path, tasks: Callable[..., Outcome], tmp_path: Path
) -> None:
    printing = ("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx", "--force")
    write_matter(root, STEPS.replace(", 文号: 昌交移〔2026〕3号", ""))
    for name in ("移送处理书", "送达回执"):
        ended = tasks("--root", root, "form", MATTER, name, "-o", tmp_path / "out.docx", "--force")
        assert "　　　　移〔　　〕　　号" in lines(tmp_path / "out.docx")
        assert re.search("留空待填：.*编号", ended.err)
        assert f"文号没有登记。取号：tasks update {MATTER} --step 移送 --number\n" in ended.err
    with (root / "tasks" / "units" / "jdz-changjiang.yaml").open("a", encoding="utf-8") as unit:
        unit.write("机关代字: 昌交\n")
    assert tasks("--root", root, "update", MATTER, "--step", "移送", "--number").code == 0
    ended = tasks(*printing)
    assert "昌交移〔2026〕1号" in lines(tmp_path / "out.docx")
    assert "编号" not in ended.err


def test_a_form_shows_nothing_later_than_the_day_asked_for(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    tasks("--root", root, "form", MATTER, "送达回执", "-o", tmp_path / "out.docx", "--as-of", "2026-02-08")
    assert "　　　　移〔　　〕　　号" in lines(tmp_path / "out.docx")
    assert "送达时间：　　年　月　日" in lines(tmp_path / "out.docx")


def test_forms_that_share_their_numbers_in_a_circle_have_none(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    agreement = root / "tasks" / "agreements" / "jdz-changjiang-2025.yaml"
    text = agreement.read_text("utf-8").replace("{模板: transfer.docx, 字: 移}", "{模板: transfer.docx, 沿用: 移送处理书送达回执}")
    agreement.write_text(text, encoding="utf-8")
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
    assert (ended.code, "取号" in ended.err) == (0, False)


LATE = """\
  - {名称: 审核, 日期: 2026-02-13, 单位: 接收大队, 结果: 无异议}
  - {名称: 立案, 日期: 2026-02-13, 单位: 接收大队}
"""


@pytest.mark.parametrize(
    ("answer", "as_of", "said"),
    [
        ("2026-03-20", "2026-04-01", "请核对：“反馈”应在 2026-03-16 前办理，2026-03-20 办理，已逾期 4 天，而文书里写有“及时”。\n"),
        ("", "2026-03-18", "请核对：“反馈”应在 2026-03-16 前办理，截至 2026-03-18 尚未登记，已逾期 2 天，而文书里写有“及时”。\n"),
        ("2026-03-16", "2026-04-01", ""),
    ],
)
def test_a_form_that_says_in_time_is_questioned_where_it_is_late(
    root: Path, tasks: Callable[..., Outcome], tmp_path: Path, answer: str, as_of: str, said: str
) -> None:
    final = f"  - {{名称: 反馈, 日期: {answer}, 单位: 接收大队, 结果: 最终}}\n" if answer else ""
    write_matter(root, STEPS + LATE + final)
    ended = tasks("--root", root, "form", MATTER, "办理单", "-o", tmp_path / "out.docx", "--as-of", as_of)
    assert "".join(line for line in ended.err.splitlines(keepends=True) if "请核对" in line) == said
    assert "请核对" not in tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "1.docx", "--as-of", as_of).err


@pytest.mark.parametrize("name", ["x.pdf", "x.doc", "x", "x.docx.txt"])
def test_a_form_is_a_word_file(root: Path, tasks: Callable[..., Outcome], tmp_path: Path, name: str) -> None:
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / name)
    assert (ended.code, "文书是 Word 文件，文件名请以 .docx 结尾，例如 -o x" in ended.err) == (2, True)
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize("name", NAMES)
def test_the_layout_follows_the_standard(root: Path, tasks: Callable[..., Outcome], tmp_path: Path, name: str) -> None:
    target = tmp_path / "out.docx"
    tasks("--root", root, "form", MATTER, name, "-o", target)
    document = docx.Document(str(target))
    (section,) = document.sections
    tenth = Mm(1) // 10
    margins = [
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin, section.page_width, section.page_height,
    ]  # fmt: skip
    assert all(
        found is not None and abs(found - Mm(wanted)) < tenth for found, wanted in zip(margins, (37, 35, 28, 26, 210, 297), strict=True)
    )
    body = document.paragraphs[2:]
    for paragraph in body:
        assert paragraph.paragraph_format.line_spacing == Pt(29)
        for run in paragraph.runs:
            assert run.font.size == Pt(16)
            assert run._element.xpath("./w:rPr/w:rFonts")[0].get(qn("w:eastAsia")) == "仿宋_GB2312"  # noqa: SLF001 - there is no other way
    xml = zipfile.ZipFile(target).read("word/document.xml").decode()
    assert "FF0000" not in xml


def printed_pages(folder: Path) -> dict[str, str]:
    """Print every Word file of a folder with LibreOffice; return the text of each, pages apart by form feeds."""
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.docx")))], check=True, capture_output=True, timeout=300)
    read = ["pdftotext", "-layout"]
    return {
        path.stem: subprocess.run([*read, str(path), "-"], check=True, capture_output=True).stdout.decode().rstrip("\f\n")
        for path in sorted(folder.glob("*.pdf"))
    }


def line_starts(path: Path) -> list[str]:
    """The first character of what begins at the left margin of a printed page."""
    told = subprocess.run(["pdftotext", "-bbox", str(path), "-"], check=True, capture_output=True).stdout.decode()
    return [word[0] for left, word in re.findall(r'<word xMin="([0-9.]+)"[^>]*>([^<]+)<', told) if float(left) < MARGIN + 2]


@pytest.mark.skipif(not all(map(shutil.which, ("soffice", "pdftotext"))), reason="make test installs LibreOffice where it can")
def test_forms_as_printed(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    for index, name in enumerate(NAMES):
        tasks("--root", root, "form", MATTER, name, "-o", tmp_path / f"filled-{index}.docx", "--private", tmp_path / "private.yaml")
    raw = {number: REAL[f"tasks/forms/jdz-changjiang-2025/{name}.docx"] for number, name in enumerate(("transfer", "receipt", "result"))}
    for number, template in raw.items():
        (tmp_path / f"blank-{number}.docx").write_bytes(word_forms.fill(template, {}).content)
    for length in range(1, 28):
        values = {"当事人": "甲" * length, **({"涉嫌": "违法"} if length % 2 else {})}
        (tmp_path / f"comma-{length}.docx").write_bytes(word_forms.fill(raw[0], values).content)
    long = "未按规定对进场车辆称重，经责令改正仍未整改到位；" * 20
    for number, name in ((0, "违法行为"), (2, "办理情况")):
        (tmp_path / f"long-{number}.docx").write_bytes(word_forms.fill(raw[number], {name: long}).content)
    pages = printed_pages(tmp_path)
    for index, name in enumerate(NAMES):
        for kind in ("filled", "blank"):
            assert plain(name) in plain(pages[f"{kind}-{index}"])
            assert "\f" not in pages[f"{kind}-{index}"], "one page"
        assert "〔2026〕" in pages[f"filled-{index}"] or index == 2
    assert not [path.stem for path in tmp_path.glob("*.pdf") if re.search("[，。；：）]", "".join(line_starts(path)))]
    for number in (0, 2):
        first, last = pages[f"long-{number}"].split("\f")
        assert plain(long) in plain(first + last)
        assert "（单位盖章）" in last
        assert "附件：" in last


@pytest.mark.parametrize(
    ("name", "field", "lines_more"), [("transfer", "违法行为", 2), ("result", "办理情况", 5), ("receipt", "回执备注", 1)]
)
def test_what_may_be_long_has_ruled_lines_until_it_is_known(name: str, field: str, lines_more: int) -> None:
    raw = REAL[f"tasks/forms/jdz-changjiang-2025/{name}.docx"]
    blank, known = (docx.Document(io.BytesIO(word_forms.fill(raw, values).content)) for values in ({}, {field: "某某"}))
    ruled = [paragraph for paragraph in blank.paragraphs if paragraph.text == "\u00a0\t"]
    assert len(ruled) == lines_more == len(blank.paragraphs) - len(known.paragraphs)
    assert all(run.font.underline for paragraph in ruled for run in paragraph.runs)
    assert any(paragraph.text.endswith("某某") for paragraph in known.paragraphs)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ("jdz-changjiang-2025/2026-009", "移送处理书"),
            2,
            "没有编号为“jdz-changjiang-2025/2026-009”的协作事项，是否指 jdz-changjiang-2025/2026-001？",
        ),
        ((MATTER, "罚单"), 3, "协议里没有文书“罚单”。有：移送处理书、移送处理书送达回执、移送案件办理单。"),
        ((MATTER, "移送"), 3, "可以指 移送处理书、移送处理书送达回执、移送案件办理单，请写全"),
    ],
)
def test_forms_that_are_not_there(
    root: Path, tasks: Callable[..., Outcome], tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ended = tasks("--root", root, "form", *arguments, "-o", tmp_path / "out.docx")
    assert ended.code == code
    assert said in ended.err
    assert not (tmp_path / "out.docx").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("当事人：某某\n", "中文冒号"),
        ("- 某某\n", "每行写成“名称: 内容”"),
        ("当事人: [某某]\n", "每行写成“名称: 内容”"),
    ],
)
def test_a_private_file_written_wrongly(root: Path, tasks: Callable[..., Outcome], tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx", "--private", tmp_path / "p.yaml")
    assert (ended.code, said in ended.err) == (2, True)


def test_private_files_stay_out_of_the_book(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    inside = root / "tasks" / "p.yaml"
    inside.write_text(PRIVATE, encoding="utf-8")
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx", "--private", inside)
    assert ended.code == 2
    assert "会被提交" in ended.err


def template(text: str) -> bytes:
    document = docx.Document()
    document.add_paragraph(text)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 当事人.__class__.__init__.__globals__ }}",
        "{% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        "{{ 坏",
        "{% include '/etc/passwd' %}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_template_cannot_reach_the_machine(text: str) -> None:
    try:
        printed = word_forms.fill(template(text), {"当事人": "示例"})
    except word_forms.FormError as error:
        assert "模板" in str(error)  # noqa: PT017 - either outcome is fine, neither may leak
    else:
        shown = "".join(paragraph.text for paragraph in docx.Document(io.BytesIO(printed.content)).paragraphs)
        assert "class" not in shown
        assert "root:" not in shown


def repacked(part: str, change: Callable[[bytes], bytes], *more: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A template with one of its parts changed and others added."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template("{{ 当事人 }}"))) as source, zipfile.ZipFile(buffer, "w", method) as target:
        for name in source.namelist():
            target.writestr(name, change(source.read(name)) if name == part else source.read(name))
        for name, content in more:
            target.writestr(name, content)
    return buffer.getvalue()


def with_doctype(text: str, encoding: str = "UTF-8") -> Callable[[bytes], bytes]:
    def change(part: bytes) -> bytes:
        head, rest = part.decode().replace("UTF-8", encoding, 1).split("?>", 1)
        body = f"<!DOCTYPE w:document [{text}]>{rest.replace('<w:body>', '<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p>', 1)}"
        return f"{head}?>".encode() + body.encode(encoding) if encoding == "UTF-7" else f"{head}?>{body}".encode(encoding)

    return change


def deep(levels: int) -> Callable[[bytes], bytes]:
    return lambda part: part.replace(b"<w:body>", b"<w:body>" + b"<w:p>" * levels + b"</w:p>" * levels, 1)


def lying(raw: bytes) -> bytes:
    """A zip whose directory says that its document is small."""
    entry = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"word/document.xml"))
    return raw[: entry + 24] + (100).to_bytes(4, "little") + raw[entry + 28 :]


BOMB = (
    "".join(f'<!ENTITY {entity} "{f"&{below};" * 10}">' for entity, below in zip("abcdefgh", "bcdefghi", strict=True)) + '<!ENTITY i "ha">'
)
OUTER = '<!ENTITY a SYSTEM "file:///etc/passwd">'
DOCUMENT = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"


def with_relation(kind: str, target: str) -> Callable[[bytes], bytes]:
    """Return what adds a relation to something outside the file."""
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relationship = f'<Relationship Id="rIdX" Type="{kinds}/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    return lambda part: part.replace(b"</Relationships>", relationship.encode())


BROKEN = {
    "nothing": b"",
    "half a zip": b"PK\x03\x04",
    "no zip": b"not a zip",
    "a PDF": b"%PDF-1.7",
    "no XML": repacked(DOCUMENT, lambda _: b"hello"),
    "an empty part": repacked(DOCUMENT, lambda _: b""),
    "XML of another kind": repacked(DOCUMENT, lambda _: b"<a/>"),
    "XML that breaks off": repacked("word/styles.xml", lambda part: part[:3000]),
    "no content types": repacked("[Content_Types].xml", lambda _: b"<Types/>"),
    "broken relations": repacked("_rels/.rels", lambda _: b"<x"),
    "an entity bomb": repacked(DOCUMENT, with_doctype(BOMB)),
    "an entity bomb in the settings": repacked("word/settings.xml", with_doctype(BOMB)),
    "an outer entity": repacked(DOCUMENT, with_doctype(OUTER)),
    "an outer entity in UTF-16": repacked(DOCUMENT, with_doctype(OUTER, "UTF-16")),
    "an outer entity in UTF-7": repacked(DOCUMENT, with_doctype(OUTER, "UTF-7")),
    "deep": repacked(DOCUMENT, deep(1000)),
    "deeper": repacked(DOCUMENT, deep(200_000)),
    "large once unpacked": repacked("word/fontTable.xml", lambda _: b"0" * (80 << 20)),
    "a lying size": lying(repacked(DOCUMENT, lambda part: part + b" " * (40 << 20))),
    "many parts": repacked(DOCUMENT, bytes, *((f"x/{number}.xml", b"<x/>") for number in range(5000))),
    "a picture from the network": repacked(RELATIONS, with_relation("image", "https://example.invalid/x.png")),
    "a template on a server": repacked(RELATIONS, with_relation("attachedTemplate", "file://server/share/x.dotm")),
    "a template on a Windows server": repacked(RELATIONS, with_relation("attachedTemplate", "\\\\server\\x.dotm")),
    "macros": repacked(DOCUMENT, bytes, ("word/vbaProject.bin", b"x")),
    "another compression": repacked(DOCUMENT, bytes, method=zipfile.ZIP_LZMA),
}
MISWRITTEN = [
    "{{ 当事人",
    "{% if 当事人 %}",
    "{{ 当事人 | 坏 }}",
    "{{ 当事人() }}",
    "{{ 未知 + 1 }}",
    "{{ 1 / 0 }}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% for one in range(10**9) %}{% endfor %}",
    "{% macro one() %}{{ one() }}{% endmacro %}{{ one() }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "{% if 1 %}" * 3000 + "{% endif %}" * 3000,
]
ENDLESS = [
    "{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(99999) %}{% endfor %}{% endfor %}{% endfor %}",
    "{% set a = 9**9 %}{{ a**a }}",
    "{{ 'x' * 10**10 }}",
    "{{ 'x' | center(10**10) }}",
    "{{ '%10000000000d' | format(1) }}",
    "{% set n = namespace(s='xxxxxxxx') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    "{%" * 20_000,
]


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN)
def test_a_template_that_is_no_word_file(raw: bytes) -> None:
    with pytest.raises(word_forms.FormError, match=r"^模板[^a-zA-Z]*(Word|DTD|。)") as refused:
        word_forms.fill(raw, {"当事人": "示例"})
    assert not re.search("Error|root:", str(refused.value))


@pytest.mark.parametrize("text", MISWRITTEN, ids=range(len(MISWRITTEN)))
def test_a_template_whose_blanks_are_written_wrongly(text: str) -> None:
    with pytest.raises(word_forms.FormError, match=r"^模板里的填空写法不对") as refused:
        word_forms.fill(template(text), {"当事人": "示例"})
    assert not re.search("Error|[a-z]{3,} (is|not|of) ", str(refused.value))


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_a_template_without_end_is_given_up(
    root: Path, tasks: Callable[..., Outcome], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(confined, "SECONDS", 1)
    monkeypatch.setattr(confined, "MEMORY", 300 << 20)
    (root / TEMPLATE).write_bytes(template(text))
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
    assert (ended.code, ended.out) == (3, "")
    assert re.fullmatch("处理模板(的时间过长|占用内存过多)[^a-zA-Z]*\n", ended.err)
    assert not (tmp_path / "out.docx").exists()


def test_a_template_that_is_no_file_of_the_book(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    path, outside = root / TEMPLATE, tmp_path / "outside"
    outside.mkdir()
    (outside / "transfer.docx").write_bytes(path.read_bytes())
    path.unlink()

    def refused() -> bool:
        ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
        return ended.code == 3 and "tasks/forms/" in ended.err and not (tmp_path / "out.docx").exists()

    assert refused()
    path.mkdir()
    assert refused()
    path.rmdir()
    path.symlink_to(outside / "transfer.docx")
    assert refused()
    path.unlink()
    os.mkfifo(path)
    assert refused()
    shutil.rmtree(path.parent)
    path.parent.symlink_to(outside)
    assert refused()


def test_values_are_words_and_never_more() -> None:
    values = {
        "一": "</w:t><w:t>&amp; {{ 1+1 }} {% raw %}",
        "二": "甲\u202e乙\x07丙\x0c丁\0戊\ufffe己\ud800",
        "三": {"四": "{{ ''.__class__ }}"},
        "五": " \u200b ",
    }
    printed = word_forms.fill(template("{{ 一 }}；{{ 二 }}；{{ 三.四 }}；{{ 五 }}"), values)
    assert printed.text == f"</w:t><w:t>&amp; {{{{ 1+1 }}}} {{% raw %}}；甲乙丙丁戊己；{{{{ ''.__class__ }}}}；{word_forms.BLANK}"
    assert printed.blanks == ("五",)


def test_a_private_file_is_never_run(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("当事人: '{{ 7 * 7 }}</w:t>'\n涉嫌: \"{% raw %}\"\n检查对象: '  '\n", encoding="utf-8")
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx", "--private", tmp_path / "p.yaml")
    assert (ended.code, ended.err.splitlines()[1:]) == (0, ["留空待填：检查对象、违法行为"])
    assert any("我认为，{{ 7 * 7 }}</w:t>的行为涉嫌{% raw %}，" in line for line in lines(tmp_path / "out.docx"))


def test_an_office_can_change_a_form_in_word(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    path = root / "tasks" / "forms" / "jdz-changjiang-2025" / "transfer.docx"
    document = docx.Document(str(path))
    document.add_paragraph("经办部门：{{ 经办部门 }}　档案号：{{ 档案号 }}")
    document.save(str(path))
    tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
    assert lines(tmp_path / "out.docx")[-1] == f"经办部门：{word_forms.BLANK}　档案号：{word_forms.BLANK}"


@pytest.mark.parametrize("text", ["｛｛ 当事人 ｝｝", "当事人 }}", "{当事人}", "{{ '{{' }} 当事人 }}"])
def test_braces_that_an_office_wrote_wrongly_are_told(root: Path, tasks: Callable[..., Outcome], tmp_path: Path, text: str) -> None:
    (root / "tasks" / "forms" / "jdz-changjiang-2025" / "transfer.docx").write_bytes(template(text))
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
    assert (ended.code, "请核对：文书里留有花括号" in ended.err) == (0, True)


def test_blanks_are_told_in_words(root: Path, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    (root / "tasks" / "forms" / "jdz-changjiang-2025" / "transfer.docx").write_bytes(template("{{ 环节.归档.日期 }}"))
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx")
    assert "留空待填：归档日期\n" in ended.err


@pytest.mark.parametrize("line", ["编号: 昌交移〔2026〕99号", "移送单位: 另一个局", "证据材料份数: '9'", "环节: 另写"])
@pytest.mark.parametrize("number", ["", ", 文号: 昌交移〔2026〕3号"])
def test_a_private_file_cannot_say_otherwise_what_is_recorded(
    root: Path, tasks: Callable[..., Outcome], tmp_path: Path, line: str, number: str
) -> None:
    write_matter(root, STEPS.replace(", 文号: 昌交移〔2026〕3号", number))
    (tmp_path / "p.yaml").write_text(f"当事人: 某某\n{line}\n", encoding="utf-8")
    ended = tasks("--root", root, "form", MATTER, "移送处理书", "-o", tmp_path / "out.docx", "--private", tmp_path / "p.yaml")
    assert (ended.code, ended.err.startswith(f"个人信息文件里{'不写' if '编号' in line else '的'}“{line.partition(':')[0]}”")) == (2, True)
    assert not (tmp_path / "out.docx").exists()
