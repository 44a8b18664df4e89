"""Personal data and secrecy marks: found however they are written, repeated nowhere, and nothing else taken for them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import zipfile
from collections import Counter
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

import form_script
import sentences
from conftest import ROOT
from conftest import files
from conftest import findings
from conftest import places
from duban.privacy import pattern
from duban.privacy import personal_data
from duban.privacy import quick_look
from duban.records import loader

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

TODAY = date(2026, 11, 22)
MOBILE = "13912345678"


def kinds(text: str) -> set[str]:
    return {match.kind for match in personal_data.find(text)}


def rates(seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """The share of sentences found by class, and the share of clean ones in which something of an error or a warning was found."""
    made, found = Counter[str](), Counter[str]()
    for sentence in sentences.with_data(seed):
        made[sentence.kind] += 1
        told = kinds(sentence.text)
        # A warning counts where anything is said of the sentence, an error only as itself.
        found[sentence.kind] += sentence.kind in told or (sentence.kind not in personal_data.ERRORS and bool(told))
    false = Counter[str]()
    clean = sentences.without_data(seed)
    for sentence in clean:
        told = kinds(sentence.text)
        false["error"] += bool(told & personal_data.ERRORS)
        false["warning"] += bool(told - personal_data.ERRORS)
    return {kind: found[kind] / made[kind] for kind in made}, {name: false[name] / len(clean) for name in ("error", "warning")}


@pytest.mark.parametrize("seed", [sentences.DEVELOPMENT, sentences.HELD_OUT])
def test_what_clerks_write_is_found_and_what_is_none_is_let_be(seed: int) -> None:
    found, false = rates(seed)
    assert {kind: rate for kind, rate in found.items() if rate < (0.99 if kind in personal_data.ERRORS else 0.8)} == {}
    assert false["error"] < 0.01
    assert false["warning"] <= 0.02


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("mobile", "138 0 0 1 3 8 0 0 0"),
        ("mobile", "已拨打13800138000三次"),
        ("mobile", "号码13800138000元旦期间联系"),
        ("mobile", "许可证联系电话13800138000"),
        ("mobile", "1)13800138000"),
        ("mobile", "2024-05-01 13800138000"),
        ("mobile", "1380\ufe0f\u20e30138000"),
        ("id-number", "(110105)19491231-002X"),
        ("plate", "(吉A)12345"),
        ("plate", "吉А12345"),
        ("secret-mark", "機密★10年"),
        ("secret-mark", "属于机密"),
        ("secret-mark", "机 密"),
        ("landline", "零四三一八八八八八八八八"),
        ("email", "zhang[at]jl.gov.cn"),
        ("name", "高局长"),
        ("account", "Q Q：12345678"),
        ("mobile", "一、三、八、零、七、九、八、一、二、三、四"),
        ("mobile", "138：0798：1234"),
        ("mobile", "138O7981234"),
        ("mobile", "l3807981234"),
        ("mobile", "手机13800000000"),
        ("id-number", "110105，19491231，002X"),
        ("id-number", "11010519491231002×"),
        ("id-number", "11010519491231002Ⅹ"),
        ("id-number", "11O1O519491231OO2X"),
        ("id-number", "1、1、0、1、0、5、1、9、4、9、1、2、3、1、0、0、2、X"),
        ("bank-card", "6222，0215，0200，1234，560"),
        ("bank-card", "6、2、2、2、0、2、1、5、0、2、0、0、1、2、3、4、5、6、0"),
        ("plate", "吉A、12345"),
        ("plate", "吉A（12345）"),
        ("plate", "吉A123 45"),
        ("plate", "赣H超1234"),
        ("plate", "货车使014001"),
        ("secret-mark", "＊机密＊"),
        ("secret-mark", "机密*长期"),
        ("secret-mark", "秘密◆1年"),
        ("secret-mark", "机密✱1年"),
        ("secret-mark", "本材料为绝密级国家秘密"),
        ("landline", "400-820-8820"),
        ("landline", "电话4008208820"),
        ("landline", "0086-798-8221234"),
        ("landline", "0431-8 5 0 9 1 2 3 4"),
        ("email", "zhangsan AT 163 DOT com"),
        ("email", "zhangsan@163。com"),
        ("email", "zhangsan﹫163.com"),
        ("email", "zhangsan%40163.com"),
        ("email", "张三@交通.中国"),
        ("name", "分管领导李建国"),
        ("name", "签字：王小明"),
        ("passport", "护照编号E12345678"),
        ("passport", "护照号E1234 5678"),
        ("account", "QQ：123-456-789"),
        ("mobile", "电话138、0798、1234"),
        ("mobile", "手机138|0798|1234"),
        ("mobile", "联系方式：138……0798……1234"),
        ("mobile", "http://oa.example.cn/cb?mobile=13807981234"),
        ("mobile", "l38O7981234"),
        ("mobile", "138O0798OO1"),
        ("mobile", "１９１_８９６_７９_７０２"),
        ("mobile", "³¹ 联系¹³⁸⁰⁷⁹⁸¹²³⁴"),
        ("id-number", "110105<19491231>002X"),
        ("id-number", "❶❶⓿❶⓿❺❶❾❹❾❶❷❸❶⓿⓿❷X"),
        ("id-number", "一一零一零五一九四九一二三一零零二叉"),
        ("bank-card", "6222021502001234560户名另附"),
        ("bank-card", "CARD6222021502001234560"),
        ("plate", "吉A牌12345"),
        ("plate", "吉（A）12345"),
        ("plate", "查获使014·001"),
        ("plate", "误扣（014·001使）已放行"),
        ("secret-mark", "机密 特急"),
        ("secret-mark", "加急/秘密"),
        ("secret-mark", "特急·绝密"),
        ("secret-mark", "秘密（保密期限5年）"),
        ("secret-mark", "机密* 6 个月"),
        ("secret-mark", "绝密＊公布前"),
        ("secret-mark", "机密电报"),
        ("secret-mark", "※机密※"),
        ("secret-mark", "标有“机密”字样"),
        ("secret-mark", "核心商密★10年"),
        ("secret-mark", "标为机密"),
        ("secret-mark", "机密级材料，妥善保管"),
        ("secret-mark", "该函秘密"),
        ("secret-mark", "绝密（正本）"),
        ("mobile", "已发函，联系13807981234"),
        ("secret-mark", "加急、秘密"),
        ("secret-mark", "机密件第2号"),
        ("bank-card", "账户号：6222021502001234560"),
        ("old-id", "证件号码110105491231002"),
        ("secret-mark", "盖“机密”章"),
        ("secret-mark", "机密、特急"),
        ("secret-mark", "密级/期限：机密/10年"),
        ("secret-mark", "【密级】秘密"),
        ("secret-mark", "此件机密"),
        ("secret-mark", "标识为机密"),
        ("secret-mark", "注明“秘密”"),
        ("secret-mark", "属于机密级国家秘密"),
        ("secret-mark", "机·密★10年"),
        ("secret-mark", "机密〔2026〕3号"),
        ("secret-mark", "机密（复制件）"),
        ("secret-mark", "“秘密”级文件"),
        ("secret-mark", "<b>秘密</b>"),
        ("internal-mark", "内部资料 注意保存"),
        ("mobile", "①13807981234②13907981234"),
        ("bank-card", "No.6222021502001234560"),
        ("landline", "(+86)21-83982261"),
        ("email", "zhangsan(a)163.com"),
        ("name", "抄送马玲局长"),
        ("email", "zhangsan{at}163.com"),
        ("email", "zhangsan(AT)163.com"),
        ("email", "zhangsan艾特163.com"),
        ("name", "联络员：孙丽萍负责报送"),
        ("name", "已与驾驶员王伟沟通"),
        ("name", "厅长张学东，"),
        ("name", "支队长（王建国）"),
        ("name", "审核：林峰"),
        ("name", "王小明、李伟两位科长"),
        ("old-id", "一代证 110105491231002"),
        ("passport", "持EB7998879号护照"),
    ],
)
def test_odd_ways_of_writing_are_found(kind: str, text: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "许可证字号吉13812345678", "招标编号 2024-13812345678-01", "13,812,345,678.00", "京公网安备11010502012345号", "K138+800", "川S201 23公里",
        "不属于国家秘密", "绝密级、机密级、秘密级三级", "手机密码", "保守商业秘密5年", "统一代码13812345678", "139.196.123.45", "2024-05-15 012345678",
        "向局长汇报", "高速公路局局长", "项目经理", "司机疲劳驾驶", "文书记录", "微信公众号jltraffic", "0431-2024号", "G2031234",
        "补助15000000000", "黄山市长", "周会长效机制", "石主任务", "毛主席", "E12345678标段", "138、0798、1234", "1、3、5、7、9、11、13、15、17、19、21",
        "| 大修 | 138 | 0798 | 1234 |", "138|0798|1234", "中标价13807981234", "实付13807981234", "π=3.13807981234", "2026-13807981234", "13807981234号合同", "13807981234名",
        "电话138次、0798次", "电话回访1380人、7981件", "发现标有机密字样的文件应当立即上报", "紧急情况下的秘密通道", "特急件、机密件分别登记的办法",
        "175.22 8221.17", "因涉及商业秘密不予公开", "秘密级文件不得复印的规定", "新D20240301批", "C20241231", "GPS终端号13807981234", "档号13807981234", "发函13807981234号", "决定书13807981234号", "回执13807981234", "批文13807981234号", "13807981234株", "v1.71.90290135", "当事人陈述和申辩", "车主周末到场", "审核：高度重视", "主任科员职级，", "会计师事务所", "使125.300公里", "E20241231批次",
        "400-800-1000米", "**机密**性", "属于机密级国家秘密的事项", "0431 2026-03-15", "第1O1号", "2026年13×15米",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_is_let_be(text: str) -> None:
    assert kinds(text) == set()


def test_what_every_book_holds_asks_for_no_close_look() -> None:
    ordinary = "标题: 梳理2024-2025年地方立法 # 三（四）\n别名: [长白山]\n原文: 协调省内部门，2026年3月31日前完成K12+300段；统计136项\n文号: 吉交联发〔2024〕136号\n"
    kinds_told = quick_look.possible(ordinary)
    assert not {"name", "email", "secret-mark", "plate"} & kinds_told
    pattern.compiled.cache_clear()
    assert personal_data.find(ordinary) == ()
    assert pattern.compiled.cache_info().currsize <= 9, "a pattern that cannot fit was compiled"


def test_the_books_here_and_the_texts_beside_them_are_free_of_it(demo: Path) -> None:
    for root in (ROOT, demo):
        for path in (*root.glob("README*.md"), *root.glob("site/pages/**/*.md"), *root.glob("tasks/**/*")):
            if path.is_file():
                found = loader.beside({path.name: path.read_bytes()})
                assert found == (), path


ITEM = """\
== items/sl/1.yaml
事项: 试一试
条款: 一
原文: 试一试
牵头单位: 未规定
时限: {原文: 未规定}
备注: """


@pytest.mark.parametrize(
    ("note", "code", "place"),
    [
        ("联系139123\n  45678", "privacy-mobile", (6, 5)),
        (">\n  联系139123\n  45678", "privacy-mobile", (6, 5)),
        ("|\n  联系1391\n  2345\n  678", "privacy-mobile", (6, 5)),
        ('"联系\\u0031\\u00339\\x312345678"', "privacy-mobile", (6, 5)),
        ('"联系139\\\n  12345678"', "privacy-mobile", (6, 5)),
        ("'139''12345678'", "privacy-mobile", (6, 6)),
        ('"第一行\\n机密\\n第三行"', "privacy-secret-mark", (6, 5)),
        ("联系139\u00a01234\u00a05678", "privacy-mobile", (6, 7)),
        ("无 # 联系 13912345678", "privacy-mobile", (6, 12)),
        ("无\n# 联系 139123\n# 45678", "privacy-mobile", (7, 6)),
        ("无 # 证号1101051949\n  # 1231002X", "privacy-id-number", (6, 11)),
        # Nobody reads a value with hidden characters, but the finding on it shows its line.
        ('"139\\u200b1234\\u200b5678"', "privacy-mobile", (6, 6)),
    ],
)
def test_values_are_judged_as_they_are_read(note: str, code: str, place: tuple[int, int]) -> None:
    found = [place for place in places(files(ITEM + note), TODAY) if place[3].startswith("privacy")]
    assert found == [("items/sl/1.yaml", *place, code)]


@pytest.mark.parametrize(
    "note", ["联系139123\n  45678", '"联系\\u0031\\u00339\\x312345678"', f"联系{MOBILE}", "联系139-1234-5678，电话 8888 1234"]
)
def test_no_finding_on_a_file_repeats_what_was_found_in_it(note: str) -> None:
    book = files(f"{ITEM}{note}\n责任单位: [王伟{MOBILE}, 电话 8888 1234]\n未知项: {MOBILE}\n")
    for finding in findings(book, TODAY):
        said = f"{finding.message}{finding.hint}{finding.excerpt}"
        assert not [secret for secret in (MOBILE, "139123", "45678", "139-1234", "8888 1234", "u0031") if secret in said], finding


def test_a_key_and_a_name_cut_short_are_masked_too() -> None:
    long = "很长" * 12 + "王伟1391234567890"
    book = files(f"{ITEM}无\n责任单位: [{long[:-2]}]\n{MOBILE}: x\n")
    for finding in findings(book, TODAY):
        assert "1391" not in f"{finding.message}{finding.hint}{finding.excerpt}", finding


def test_every_format_of_a_check_keeps_silent(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(f"{ITEM}联系{MOBILE}\n责任单位: [王伟{MOBILE}]\n== README.md\n值班 {MOBILE}\n")
    (root / "README.md").write_text(f"请找{MOBILE}\n", encoding="utf-8")
    for form in ("text", "json", "github", "gitlab", "junit", "sarif", "markdown"):
        told = tasks("--root", root, "check", "-f", form)
        assert told.code == 1
        assert MOBILE not in told.out + told.err
        assert "privacy-mobile" in told.out
    assert "README.md 第 1 行第 3 列" in tasks("--root", root, "check").out
    assert "tasks/README.md 第 1 行第 4 列" in tasks("--root", root, "check").out


def test_previews_and_refusals_do_not_echo_what_was_typed(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(
        f"{ITEM}联系{MOBILE}\n进度：90%\n== units/dw.yaml\n名称: 区交通局\n简称: 区交通局\n== plans/sl.yaml\n标题: 方案\n文号: 未载明\n印发单位: [区交通局]\n印发日期: 2026-01-01\n"
    )
    shown = tasks("--root", root, "fix")
    assert MOBILE not in shown.out + shown.err
    for arguments in (
        ("update", "sl/1", "--unit", f"王伟{MOBILE}", "--state", "进行中", "--text", "x"),
        ("update", f"sl/{MOBILE}", "--unit", "区交通局"),
        ("report", "--unit", MOBILE),
        ("report", f"总览{MOBILE}"),
        ("show", MOBILE),
        ("new", "unit", "dw2", "--name", f"王伟{MOBILE}", "--short", "王伟"),
    ):
        told = tasks("--root", root, *arguments)
        assert told.code != 0
        assert MOBILE not in told.out + told.err, arguments


def test_an_entry_that_holds_a_number_is_refused_without_repeating_it(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(
        f"{ITEM}无\n责任单位: [区交通局]\n== units/dw.yaml\n名称: 区交通局\n简称: 区交通局\n== plans/sl.yaml\n标题: 方案\n文号: 未载明\n印发单位: [区交通局]\n印发日期: 2026-01-01\n"
    )
    told = tasks("--root", root, "update", "sl/1", "--unit", "区交通局", "--state", "进行中", "--text", f"已电话联系{MOBILE}")
    assert told.code == 1
    assert "privacy-mobile" in told.err
    assert MOBILE not in told.out + told.err
    assert not (root / "tasks" / "progress").exists()


def docx(**parts: str) -> bytes:
    """A Word file of these parts, as far as a reader of its words cares."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", text)
    return made.getvalue()


RUNS = (
    f"<w:p><w:r><w:t>联系</w:t></w:r></w:p><w:p><w:r><w:t>{MOBILE[:4]}</w:t></w:r><w:r w:rsidR='00A1'><w:t>{MOBILE[4:]}</w:t></w:r></w:p>"
)


@pytest.mark.parametrize("part", ["word__document", "word__header1", "word__footer2", "word__comments", "docProps__core"])
def test_word_files_are_looked_through_wherever_words_stand(part: str) -> None:
    found = loader.load({"tasks/forms/xy/wenshu.docx": docx(**{part: RUNS})}).findings
    assert [(finding.code, finding.line) for finding in found] == [("privacy-mobile", 2)]
    assert MOBILE not in str(found)


def test_damaged_and_swollen_word_files_end_soon() -> None:
    swollen = docx(word__document="<w:t>" + "长" * (30 << 20) + "</w:t>", word__comments=RUNS)
    for raw in (
        docx(word__document=RUNS)[:-30],
        swollen[: 1 << 20],
        b"PK\x03\x04" + b"\0" * 100,
        docx(word__document="<!ENTITY a '&a;'>&a;"),
    ):
        loader.load({"tasks/forms/xy/wenshu.docx": raw})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("联系人见13912\n345678，每月报送。", "privacy-mobile"),
        ("> 电话 1391234\n> 5678", "privacy-mobile"),
        ("联系139-1234-\r\n5678", "privacy-mobile"),
        ("证号110105194\n91231002X", "privacy-id-number"),
        ("卡号62220215\n02001234560", "privacy-bank-card"),
        ("联系139&nbsp;1234&nbsp;5678", "privacy-mobile"),
        ("联系139<br>1234<br>5678", "privacy-mobile"),
        ("联系139\\_1234\\L5678", "privacy-mobile"),
        ("联系&#49;&#51;9&#49;2345678", "privacy-mobile"),
    ],
)
def test_numbers_broken_over_lines_and_written_by_marks_are_found_beside_the_book(text: str, code: str) -> None:
    told = loader.beside({"tasks/README.md": text.encode()})
    assert [(finding.line, finding.code) for finding in told] == [(1, code)]
    assert not [finding for finding in told if re.search("[0-9]{3}", finding.excerpt)]


@pytest.mark.parametrize(
    "text", ["13912\n345678\n", "合计,13912\n345678,1\n", "- 1391234\n- 5678\n", "年份 2024\n2025", "1391\n&\n2345678&lt;"]
)
def test_figures_one_below_the_other_are_no_number(text: str) -> None:
    assert loader.beside({"tasks/README.md": text.encode()}) == ()


@pytest.mark.parametrize("text", ["※" * 50_000 + "机密", "# " * 30_000 + "机密", "1l" * 30_000, "“" * 30_000 + "机密", "<b>" * 20_000])
def test_long_rows_of_one_mark_end_soon(text: str) -> None:
    began = time.process_time()
    loader.beside({"tasks/README.md": text.encode()})
    assert time.process_time() - began < 5


def test_of_a_thousand_numbers_in_a_file_some_are_told_and_the_rest_counted() -> None:
    found = loader.load({"tasks/README.md": ("吉A12345\n" + f"{MOBILE}\n0431-85091234\n" * 1000).encode()}).findings
    assert [finding.code for finding in found].count("privacy-plate") == 1
    for code in ("privacy-mobile", "privacy-landline"):
        of_kind = [finding.message for finding in found if finding.code == code]
        assert len(of_kind) == 50
        assert not any("另有" in message for message in of_kind[:-1])
        assert "这个文件里另有950处" in of_kind[-1]
    assert MOBILE not in str(found)


def test_a_file_name_with_a_number_is_found() -> None:
    found = loader.load({f"tasks/units/{MOBILE}.yaml": "名称: 区交通局\n简称: 区交通局\n".encode()}).findings
    assert [(finding.code, finding.message) for finding in found] == [("privacy-mobile", "文件名里有疑似手机号码，个人信息不得写进台账")]


def test_no_format_of_a_check_tells_the_name_of_such_a_file(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(f"== units/{MOBILE}.yaml\n名称：区交通局\n简称: 区交通局\n== {MOBILE}/1.yaml\nx: 1\n")
    for form in ("text", "json", "github", "gitlab", "junit", "sarif", "markdown"):
        told = tasks("--root", root, "check", "-f", form)
        assert told.code == 1
        assert "privacy-mobile" in told.out
        assert MOBILE not in told.out + told.err, form
    for arguments in (("fix",), ("fix", "--yes"), ("new", "unit", MOBILE, "--name", "区局", "--short", "区局")):
        told = tasks("--root", root, *arguments)
        assert MOBILE not in told.out + told.err, arguments


@given(st.text(max_size=60), st.integers(0, 10_000), st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_what_is_found_is_gone_when_masked_and_nothing_else_moves(before: str, seed: int, after: str) -> None:
    made = sentences.with_data(seed, 11)[seed % 11].text
    text = f"{before}\n{made}\n{after}"
    masked = personal_data.masked(text)
    assert len(masked) == len(text)
    assert [place for place, character in enumerate(text) if character == "\n"] == [
        place for place, character in enumerate(masked) if character == "\n"
    ]
    for match in personal_data.find(text):
        if match.kind != "name":
            assert set(masked[match.start : match.end]) <= {"*", "\n"}


def script() -> Path:
    return ROOT / "site" / "theme" / "assets" / "privacy.js"


def test_the_form_carries_the_same_rules() -> None:
    assert form_script.TABLES.read_text("utf-8") == form_script.tables(), "run make script"


@pytest.mark.skipif(shutil.which("node") is None, reason="no node")
def test_the_form_judges_as_the_check_does(tmp_path: Path) -> None:
    made = [sentence.text for sentence in (*sentences.with_data(7, 300), *sentences.without_data(7, 300))]
    made += ["甲\U0001f600乙 13912345678", "", "\n机密\n", "1️⃣3️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣"]
    (tmp_path / "texts.json").write_text(json.dumps(made), encoding="utf-8")
    program = f"""
      const fs = require("fs");
      eval.call(globalThis, fs.readFileSync({json.dumps(str(script()))}, "utf8"));
      const texts = JSON.parse(fs.readFileSync({json.dumps(str(tmp_path / "texts.json"))}, "utf8"));
      console.log(JSON.stringify(texts.map((text) => DubanPersonalData(text).kinds)));
    """
    done = subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True)
    for text, judged in zip(made, json.loads(done.stdout), strict=True):
        assert set(judged) == kinds(text), text
