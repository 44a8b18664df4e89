"""Sentences of clerks, made up: with personal data or a secrecy mark in one of the many ways people write them, and without."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING
from typing import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Mapping

# Patterns are improved on the first; the second is for the last measurement alone.
DEVELOPMENT = 20_261_124
HELD_OUT = 904_150_377

PREFIXES = [
    "130",
    "131",
    "132",
    "133",
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "145",
    "147",
    "149",
    "150",
    "151",
    "152",
    "153",
    "155",
    "156",
    "157",
    "158",
    "159",
    "162",
    "165",
    "166",
    "167",
    "170",
    "171",
    "172",
    "173",
    "175",
    "176",
    "177",
    "178",
    "180",
    "181",
    "182",
    "183",
    "184",
    "185",
    "186",
    "187",
    "188",
    "189",
    "190",
    "191",
    "193",
    "195",
    "196",
    "197",
    "198",
    "199",
]
REGIONS = (
    "110105",
    "120101",
    "130102",
    "210202",
    "220102",
    "220381",
    "230103",
    "310115",
    "320106",
    "330106",
    "350203",
    "370102",
    "420106",
    "440305",
    "500103",
    "510104",
    "610113",
    "650102",
    "152201",
    "360281",
)
ISSUERS = {
    "622202": 19, "622848": 19, "621700": 19, "621661": 19, "623058": 16, "625912": 16, "622588": 16, "621226": 19, "622260": 19, "628888": 16, "621098": 19, "436742": 19,
    "456351": 19, "955880": 19, "103000": 19, "409666": 16, "427020": 16, "524094": 16, "518710": 16, "356895": 16, "621485": 16, "601382": 19, "622155": 16, "620058": 19,
}  # fmt: skip
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪田姜范姚谭廖邹熊陆郝孔白崔康毛邱秦江史顾侯邵孟龙段钱汤尹黎"
GIVEN = "伟芳娜敏静强磊洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建国志军海波宇鹏飞欣怡浩然子轩晓东文博春梅立新德福永庆家豪雪松丽丹"
TITLES = ["科长", "副科长", "处长", "副处长", "局长", "副局长", "主任", "副主任", "队长", "支队长", "大队长", "中队长", "副大队长", "站长", "所长", "书记", "经理", "总经理", "同志", "先生", "女士", "师傅", "科员", "主任科员", "四级调研员", "股长", "老师"]  # fmt: skip
OFFICES = ["省执法局", "区交通局", "市交通运输局", "执法支队", "路政大队", "法制科", "办公室", "公路中心", "港航处", "运管所"]
ROLES = ["联系人", "负责人", "经办人", "填报人", "审核人", "驾驶员", "当事人", "法定代表人", "车主", "举报人", "值班员", "联络员"]
LEAD = (
    "",
    "已完成核查，",
    "经调查，",
    "根据群众反映，",
    "3月20日召开会议，",
    "材料已报送，",
    "（一）",
    "1. ",
    "该车已停驶，",
    "按照方案要求，",
    "备注：",
)
TAIL = ("", "。", "，请及时处理。", "；其余情况正常。", "（已核实）。", "，下一步继续跟进。", "，特此说明。", " 。", "！")


class Sentence(NamedTuple):
    """A sentence, the class it was made for, and whether it must be found."""

    kind: str
    text: str


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choice("0123456789") for _ in range(count))


def _mobile_number(chance: random.Random) -> str:
    return chance.choice(PREFIXES) + _digits(chance, 8)


def _birth(chance: random.Random) -> str:
    return f"{chance.randrange(1945, 2008)}{chance.randrange(1, 13):02}{chance.randrange(1, 29):02}"


def identity(chance: random.Random) -> str:
    body = chance.choice(REGIONS) + _birth(chance) + _digits(chance, 3)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def card(chance: random.Random) -> str:
    issuer = chance.choice(sorted(ISSUERS))
    body = issuer + _digits(chance, ISSUERS[issuer] - len(issuer) - 1)
    for last in "0123456789":
        total = 0
        for index, digit in enumerate(reversed(body + last)):
            value = int(digit) * (2 if index % 2 else 1)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return body + last
    raise AssertionError


def _cut(text: str, sizes: tuple[int, ...], between: str) -> str:
    parts, place = [], 0
    for size in sizes:
        parts.append(text[place : place + size])
        place += size
    return between.join([*parts, text[place:]] if place < len(text) else parts)


_NUMERALS = (
    "０１２３４５６７８９",
    "〇一二三四五六七八九",
    "零壹贰叁肆伍陆柒捌玖",
    "⓪①②③④⑤⑥⑦⑧⑨",
    "٠١٢٣٤٥٦٧٨٩",
    "零幺二三四五六七八九",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "⓿❶❷❸❹❺❻❼❽❾",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
)


def _disguised(chance: random.Random, number: str) -> str:
    """The same digits in other characters."""
    way = chance.randrange(len(_NUMERALS) + 2)
    if way < len(_NUMERALS):
        return number.translate(str.maketrans("0123456789", _NUMERALS[way]))
    if way == len(_NUMERALS):
        return "".join(f"{digit}\ufe0f\u20e3" if digit.isdigit() else digit for digit in number)
    return chance.choice("\u200b\u2060\ufeff\u00ad\u200d").join(number)


SEPARATORS = (" ", "-", "\u3000", "\u00a0", "－", "—", "–", "·", ".", "．", "\u2009", "\u202f", "‑", "−", "_", "/", "／", "  ", " - ", "~")


def mobile(chance: random.Random) -> str:
    number = _mobile_number(chance)
    way = chance.randrange(8)
    if way < 2:
        shown = number
    elif way < 5:
        sizes = chance.choice(
            ((3, 4, 4), (3, 4, 4), (3, 3, 5), (4, 3, 4), (4, 4, 3), (3, 8), (7, 4), (3, 2, 3, 3), (3, 2, 2, 2, 2), (5, 6), (1,) * 11)
        )
        shown = _cut(number, sizes, chance.choice([mark for mark in SEPARATORS if mark not in {".", "．"} or len(sizes) > 2]))
    elif way == 5:
        shown = f"（{number[:3]}）{number[3:7]}-{number[7:]}"
    else:
        shown = _disguised(chance, number)
    country = chance.choice(("", "", "", "", "+86", "+86 ", "86-", "0086-", "0086", "(+86)", "（86）", "(86) ", "＋86 ", "86", "+86-"))
    lead = chance.choice(
        (
            "联系电话：", "电话", "手机号码为", "联系-", "Tel:", "tel", "T", "M:", "致电", "王某，", "拨打", "联系方式:", "请打", "", "手机（", "微信同号", "电话/微信：", "举报人电话", "其留下的号码是", "可与其联系，",
            "Mobile ", "mob.", "联系人A", "“", "1、", "①", "电话1：", "wx",
        ),
    )  # fmt: skip
    if lead == "①" and number[:1] != shown[:1]:
        lead = ""
    if lead.endswith(("0", "1", "①")) or (lead[-1:].isascii() and lead[-1:].isalpha() and country.startswith("86")):
        country = ""
    return f"{lead}{country}{shown}{'）' if lead.endswith('（') else ''}"


def id_number(chance: random.Random) -> str:
    number = identity(chance)
    way = chance.randrange(7)
    if way < 2:
        shown = number
    elif way < 5:
        shown = _cut(
            number,
            chance.choice(((6, 8, 4), (6, 4, 4, 4), (3, 3, 4, 2, 2, 4), (6, 12), (4, 4, 4, 4, 2), (14, 4))),
            chance.choice(SEPARATORS),
        )
    else:
        shown = _disguised(chance, number)
    if chance.random() < 0.3:
        shown = shown.replace("X", "x")
    return (
        chance.choice(
            (
                "身份证号：",
                "身份证",
                "证件号码",
                "公民身份号码为",
                "驾驶证号",
                "从业资格证号",
                "ID:",
                "",
                "（",
                "当事人",
                "身份证号码是 ",
                "统一填写：",
                "编号",
            )
        )
        + shown
    )


def bank_card(chance: random.Random) -> str:
    number = card(chance)
    way = chance.randrange(6)
    if way < 2:
        shown = number
    elif way < 5:
        shown = _cut(number, chance.choice(((4, 4, 4, 4), (4, 4, 4, 4), (6, 4), (6, 6), (5, 5, 5), (8, 8))), chance.choice(SEPARATORS))
    else:
        shown = _disguised(chance, number)
    return (
        chance.choice(
            ("卡号：", "银行卡", "工商银行账号", "农行卡号为", "开户行账户", "收款账号：", "退款至", "", "打款到", "账户", "帐号 ", "转入")
        )
        + shown
    )


def plate(chance: random.Random) -> str:  # noqa: C901 - one branch a series of plates
    signs = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    head = chance.choice(PROVINCES) + chance.choice(signs)
    way = chance.randrange(9)
    if way < 3:
        tail = [*_digits(chance, 5)]
        for place in chance.sample(range(5), chance.randrange(3)):
            tail[place] = chance.choice(signs)
        body = "".join(tail)
    elif way == 3:
        body = chance.choice("DABCEFGHJK") + chance.choice("0123456789" + signs) + _digits(chance, 4)
    elif way == 4:
        body = _digits(chance, 5) + chance.choice("DABCEFGHJK")
    elif way == 5:
        body = _digits(chance, 4) + chance.choice("挂学警港澳领试超")
    elif way == 6:
        return chance.choice(
            (f"{head[0]}X{_digits(chance, 4)}应急", f"{head[0]}·X{_digits(chance, 4)}应急", f"{head[0]}S{_digits(chance, 4)}应急")
        )
    elif way == 7:
        return chance.choice(
            (
                f"WJ{head[0]}{_digits(chance, 4)}X",
                f"WJ·{head[0]}·{_digits(chance, 4)}B",
                f"WJ{_digits(chance, 2)}-{_digits(chance, 5)}",
                f"VA·{_digits(chance, 5)}",
            )
        )
    else:
        body = _digits(chance, 5)
    between = chance.choice(("", "", "", "·", "-", " ", ".", "—", "\u3000", "•", "\u200b", "・", "－", " · "))
    shown = head + between + body
    if chance.random() < 0.2:
        shown = shown.lower()
    if chance.random() < 0.15:
        shown = "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in shown)
    if chance.random() < 0.1:
        shown = f"{shown[0]} {shown[1:]}"
    return (
        chance.choice(("查获车辆", "车牌号", "号牌为", "货车（", "车牌：", "一辆", "驾驶", "", "涉嫌超限车辆", "牌照", "车号 ", "“"))
        + shown
    )


def secret_mark(chance: random.Random) -> str:
    level = chance.choice(("绝密", "机密", "秘密", "机密", "秘密"))
    spaced = chance.choice((" ", "　", "  ", "\u200b", "\u00a0")).join(level)
    years = chance.choice(("5年", "10年", "20年", "30年", "6个月", "１０年", "十年", "长期"))
    star = chance.choice("★☆⭐✩★")
    shown = level if chance.random() < 0.8 else spaced
    inner = "工作秘密"
    return chance.choice(
        (
            f"{shown}{star}{years}", f"{shown}{star}", f"{shown} {star} {years}", f"密级：{shown}", f"密级:{shown}", f"密级为{shown}", f"密 级：{shown}", f"保密等级：{shown}级", f"密级 {shown}", f"标密：{shown}",
            f"（{shown}）", f"【{shown}】", f"[{shown}]", f"({inner})", f"【{inner}】", f"{inner}，注意保存", f"{inner} 注意保存", f"{inner}，请勿外传", f"{inner}★", f"{inner}！不得外传", f"〔{shown}〕", f"本件为{shown}级",
            f"本文件属{shown}文件", f"该材料定为{shown}级", f"{shown} 5年", f"{shown}·10年", f"{shown}—20年", f"密级和保密期限：{shown}{star}{years}", f"密级（{shown}）", f"{shown}（10年）", "密级：内部", f"此件定密为{shown}级",
            f"此件{shown}", f"标有“{shown}”字样", f"加盖{shown}章", f"特急、{shown}", f"{shown}·特急", f"{shown}（保密期限5年）", f"标识为{shown}", f"※{shown}※", f"普通商密{star}1年", f"【密级】{shown}",
            f"涉密等级：{shown}", f"{shown}★启用前", f"密级/{shown}", f"密级“{shown}”", f"《XX》{inner} 不得公开", f"{shown}件",
        ),
    )  # fmt: skip


def internal_mark(chance: random.Random) -> str:
    inner = chance.choice(("内部资料", "内部文件", "内部材料", "内 部 资 料"))
    return chance.choice(
        (f"（{inner}）", f"【{inner}】", f"{inner}，注意保存", f"{inner} 注意保存", f"{inner}，请勿外传", f"{inner}！不得外传", "仅供内部参考", "内部使用，不得公开")
    )  # fmt: skip


def _person(chance: random.Random) -> str:
    if chance.random() < 0.04:
        return chance.choice(("欧阳", "司马", "上官")) + chance.choice(GIVEN)
    return chance.choice(SURNAMES) + "".join(chance.choice(GIVEN) for _ in range(chance.choice((1, 2, 2))))


def name(chance: random.Random) -> str:
    who, title, office = _person(chance), chance.choice(TITLES), chance.choice(OFFICES)
    return chance.choice(
        (
            f"{who}{title}", f"{office}{who}{title}", f"请{who}{title}负责", f"由{who}{title}带队", f"联系{who}{title}", f"{chance.choice(SURNAMES[:40])}{title}", f"{who}（{title}）", f"{who} {title}",
            f"{chance.choice(ROLES)}：{who}", f"{chance.choice(ROLES)}: {who}，电话另附", f"{chance.choice(TITLES[:14])}{who}，", f"与{who}{title}沟通", f"{office}{chance.choice(SURNAMES[:40])}{title}", f"、{who}{title}、",
            f"驾驶员{who}，", f"通知{who}{title}到场", f"{who}、{_person(chance)}{title}", f"向{who}{title}汇报", f"{who}{title}主持会议",
        ),
    )  # fmt: skip


AREAS = [
    "010",
    "021",
    "022",
    "0431",
    "0432",
    "0433",
    "0434",
    "0435",
    "0436",
    "0437",
    "0438",
    "0439",
    "024",
    "0451",
    "0755",
    "0571",
    "0531",
    "0898",
    "028",
    "027",
]


def landline(chance: random.Random) -> str:
    area = chance.choice(AREAS)
    local = chance.choice("2345678") + _digits(chance, 7 if len(area) == 3 or chance.random() < 0.6 else 6)
    shown = chance.choice(
        (
            f"{area}-{local}", f"{area}-{local}", f"（{area}）{local}", f"{area} {local}", f"{area}{local}", f"{area}—{local}", f"{area}-{local[:4]} {local[4:]}", f"{area}－{local}转{_digits(chance, 3)}", f"+86-{area[1:]}-{local}",
            f"({area}) {local}", f"{area}-{local}-{_digits(chance, 3)}", f"{area}.{local}",
        ),
    )  # fmt: skip
    if chance.random() < 0.15:
        return chance.choice(("值班电话：", "电话", "传真：", "办公电话 ", "Tel:", "联系电话：")) + local
    return chance.choice(("值班电话：", "电话", "办公室", "传真", "联系方式", "", "Tel ", "座机", "举报电话：", "请致电")) + shown


def email(chance: random.Random) -> str:
    user = chance.choice(("zhangsan", "wang.wei", "li_ming88", "jt-zf", "13812345678", "liu2024", "Chen.X", "office", "a1", "jtjbgs"))
    host = chance.choice(
        ("163.com", "qq.com", "126.com", "jl.gov.cn", "sina.com", "mail.example.org", "139.com", "foxmail.com", "gmail.com")
    )
    return (
        chance.choice(("邮箱：", "发至", "电子邮件 ", "E-mail:", "", "请报送", "邮箱"))
        + user
        + chance.choice(("@", "@", "@", "＠", " @ ", "(at)", "[at]"))
        + host
    )


def old_id(chance: random.Random) -> str:
    number = chance.choice(REGIONS) + _birth(chance)[2:] + _digits(chance, 3)
    shown = chance.choice(
        (
            number,
            number,
            _cut(number, (6, 6, 3), chance.choice((" ", "-"))),
            number.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        )
    )
    return chance.choice(("身份证号：", "身份证", "旧身份证号码为", "证件号码", "居民身份证 ", "", "当事人（")) + shown


def passport(chance: random.Random) -> str:
    shown = chance.choice(
        (
            f"E{_digits(chance, 8)}",
            f"G{_digits(chance, 8)}",
            f"E{chance.choice('ABCDEFGH')}{_digits(chance, 7)}",
            f"P{_digits(chance, 7)}",
            f"D{_digits(chance, 8)}",
            f"C{_digits(chance, 8)}",
            f"H{_digits(chance, 8)}",
            f"e{_digits(chance, 8)}",
        )
    )
    return (
        chance.choice(("护照号：", "护照", "护照号码", "持护照", "护照 ", "通行证号 ", "港澳通行证", "", "证件（护照）", "Passport No. "))
        + shown
    )


def account(chance: random.Random) -> str:
    letters = chance.choice(("wang_wei88", "lm2024jt", "zhang-san", "jtzf_bgs", "wxid_8a7b6c5d", "Chen1990"))
    number = chance.choice("123456789") + _digits(chance, chance.randrange(5, 10))
    return chance.choice(
        (
            f"微信号：{letters}", f"微信{letters}", f"微信号{letters}", f"微信: {letters}", f"加微信 {letters}", f"QQ：{number}", f"QQ{number}", f"QQ号码{number}", f"qq {number}", f"QQ群：{number}", f"扣扣{number}", f"vx：{letters}", f"WX:{letters}",
            f"V信 {letters}", f"微信号为{number}x", f"ＱＱ：{number}", f"薇信{letters}", f"抖音号：{letters}", f"WeChat: {letters}", f"微信ID {letters}",
        ),
    )  # fmt: skip


KINDS: Mapping[str, Callable[[random.Random], str]] = {
    "mobile": mobile, "id-number": id_number, "bank-card": bank_card, "plate": plate, "secret-mark": secret_mark, "internal-mark": internal_mark,
    "landline": landline, "email": email, "name": name, "old-id": old_id, "passport": passport, "account": account,
}  # fmt: skip


def _clean(chance: random.Random, kind: str) -> str:
    long = chance.choice(("13", "15", "17", "18", "19", "16")) + _digits(chance, 9)
    year, month, day = chance.randrange(2015, 2027), chance.randrange(1, 13), chance.randrange(1, 29)
    number = chance.randrange(1, 900)
    ways = {
        "amount": (
            f"中标价{long}", f"实付{long}", f"金额{long}元", f"投资{long}元", f"合计 {long} 元", f"罚款金额：{long}元", f"资金{long[:2]},{long[2:5]},{long[5:8]},{long[8:]}元", f"{long}元", f"完成投资{long[:7]}.{long[7:9]}万元", f"¥{long}.00", f"货值约{long}元",
            f"造价{long}.50元", f"预算总计{long}", f"经费人民币{long}元整", f"金额为{long[:8]}.{long[8:]}", f"客运量{long}人次", f"货运周转量{long}吨公里", f"运送{long}吨", f"统计里程{long}米", f"总额达{long}元",
        ),
        "licence": (
            f"道路运输经营许可证号：220{_digits(chance, 9)}", f"许可证编号{long}", f"吉交运管许可长字{long}号", f"营业执照注册号{_digits(chance, 15)}", f"统一社会信用代码91220101MA{_digits(chance, 4)}XYZ{_digits(chance, 1)}", f"从业资格证编号 {long}", f"许可证（道路运输）{long}",
            f"统一社会信用代码：91220{_digits(chance, 12)}X", f"备案号{long}", f"证书编号：{long}", f"登记证号：JL{_digits(chance, 8)}", f"批准文号：{long}", f"执照号{long}", f"统一社会信用代码12220000{_digits(chance, 9)}Y",
        ),
        "serial": (
            f"设备序列号SN{long}", f"流水号{_digits(chance, 16)}", f"订单号：20{_digits(chance, 14)}", f"工单编号{long}", f"发票号码{long}", f"案件编号{year}{_digits(chance, 8)}", f"受理号：{long}", f"SN:{long}", f"条码69{_digits(chance, 11)}", f"批次{year}{month:02}{day:02}001",
            f"车架号LSVAM4187C2{_digits(chance, 6)}", f"发动机号{_digits(chance, 7)}A", f"资产编号JTZF-{long}", f"No.{long}", f"运单号{_digits(chance, 13)}", f"编号：{long}", f"编码：{_digits(chance, 18)}", f"IMEI 86{_digits(chance, 13)}", f"第{long}号", f"票据号{long}",
            f"哈希值3f8a{_digits(chance, 12)}b9c", f"版本号1.38.{_digits(chance, 4)}", f"流水号6222{_digits(chance, 12)}", f"序列号E{_digits(chance, 8)}",
            f"档号{long}", f"GPS终端号{long}", f"批文{long}号", f"{year}-{long}", f"v1.{long[:2]}.{long[2:10]}",
        ),
        "url": (
            f"https://www.jl.gov.cn/art/{long}", f"http://xxgk.jl.gov.cn/{year}/t{year}{month:02}{day:02}_{_digits(chance, 7)}.html", f"见 https://mp.weixin.qq.com/s?id={long}", f"www.mot.gov.cn/{_digits(chance, 11)}.shtml", f"网址：https://oa.example.cn/doc?no=1{_digits(chance, 10)}&t=2",
            f"https://jt.jl.gov.cn/zwgk/{long}.pdf", "git@code.example.cn:jt/tasks.git", f"https://example.cn/6222021234567890{_digits(chance, 3)}",
        ),
        "document": (
            f"吉交综执〔{year}〕{number}号", f"吉交发〔{year}〕{number}号", f"国办发〔{year}〕{number}号", f"交运规[{year}]{number}号", f"吉政办函（{year}）{number}号", f"川交函〔{year}〕{number}号", f"案卷号：长交执罚〔{year}〕{_digits(chance, 5)}号", f"京交发〔{year}〕{number}号",
        ),
        "road": (
            f"G{chance.randrange(1, 999)}线", "国道G203", "京哈高速G1", f"S{chance.randrange(100, 400)}省道", f"川S{chance.randrange(100, 400)} {number}公里处", f"K{number}+{chance.randrange(100, 999)}", f"吉K{chance.randrange(100, 999)}+300", f"桩号K{number}+300至K{number + 3}+500",
            f"新G{chance.randrange(100, 999)}国道", f"沈海高速K{number}+{chance.randrange(100, 999)}处", f"G12珲乌高速{number}公里", f"Y{_digits(chance, 3)}乡道", f"吉林省S{chance.randrange(100, 400)}线", f"贵G{chance.randrange(100, 999)}线{number}米", f"青G{chance.randrange(100, 320)}",
        ),
        "date": (
            f"{year}年{month}月{day}日", f"{year}-{month:02}-{day:02}", f"{year}.{month}.{day}", f"{year}{month:02}{day:02}", f"{year}-{month:02}-{day:02} 13:45:20", f"{day}/{month}/{year}", f"{year}-{month:02}-{day:02}至{year}-12-31", f"二〇二{chance.randrange(1, 6)}年{month}月", f"{year}年第{chance.randrange(1, 5)}季度",
            f"时间{year}{month:02}{day:02}134520", f"{year}-{month:02}-15 0123456件",
        ),
        "statistics": (
            f"检查车辆{number}辆次，查处{chance.randrange(1, 99)}起", f"出动执法人员{chance.randrange(100, 5000)}人次", f"完成率{number / 10}%", f"1月138件、2月{chance.randrange(1000, 9999)}件、3月{chance.randrange(1000, 9999)}件", f"分别为158、{chance.randrange(1000, 9999)}、{chance.randrange(100, 999)}件", f"总里程{_digits(chance, 6)}公里",
            f"| 大修 | {long[:3]} | {long[3:7]} | {long[7:]} |", f"2140110 {long[:3]}.{long[3:5]} {long[5:9]}.{long[9:]}", f"栽植{long}株", f"π=3.{long}",
            f"货运量{long}吨", f"旅客{long}人次", f"坐标东经125.{_digits(chance, 6)}，北纬43.{_digits(chance, 6)}", f"经度131.{_digits(chance, 8)}", f"IP地址139.196.{chance.randrange(10, 99)}.{chance.randrange(100, 255)}", f"占比138.{_digits(chance, 2)}%", f"共计{long}次", f"累计{long}字节", f"周转量{long}万人公里",
        ),
        "secrecy": (
            "保守国家秘密是每个公民的义务", "严格保守商业秘密", "依法保护举报人秘密", "对秘密举报线索及时核查", "学习《中华人民共和国保守国家秘密法》", "加强保密教育，防止泄露国家秘密", "不得泄露当事人的商业秘密和个人隐私", "修改手机密码", "计算机密码定期更换", "秘密侦查由公安机关实施",
            "开展保密检查，未发现涉密文件", "签订保密协议，约定保守商业秘密5年", "密切配合相关部门", "机密级以上信息系统不得接入互联网", "严禁用微信传输机密文件", "内部资料管理制度已修订", "报送内部资料3份", "加强内部管理", "内部文件清理工作完成", "组织保密知识培训，讲解绝密、机密、秘密三个等级",
            "因涉及商业秘密不予公开", "发现标有机密字样的文件应当立即上报", "紧急情况下的秘密通道", "涉及国家秘密的按规定办理", "随机密度检测", "国家秘密的密级分为三级", "工作秘密管理办法征求意见", "确定密级应当依法进行", "对涉密人员进行核心、重要、一般分类", "采取秘密手段取证的一律无效", "司机密切关注路况", "密级鉴定由保密行政管理部门负责",
        ),
        "title": (
            "省执法局局长主持会议", "由分管副局长带队检查", "高速公路局局长调度", "各科室负责人参加", "项目经理到场说明", "各市州交通运输局主任会议", "组织驾驶员安全教育", "高级工程师评审", "成立以局长为组长的专班", "全体同志认真学习", "法规科科长签字", "请各支队长落实", "大队长负总责", "客运站站长责任制", "党委书记作动员讲话",
            "常务副主任审核", "向局长汇报", "货车司机违规驾驶", "公司总经理作检讨", "学习习近平总书记重要讲话精神", "落实河长制", "任组长的领导小组", "当事人陈述和申辩", "车主周末到场", "审核：高度重视", "主任科员职级，已晋升", "会计师事务所", "王某某当事人已处罚", "李某科长", "召开主任办公会", "安全总监到岗", "联系人：办公室", "负责人：各单位主要负责人", "施工单位项目负责人：另附", "出租车驾驶员从业资格",
            "安排老师授课", "计划科科长", "路政大队长", "和平区区长", "金融局局长", "文化局局长", "3000余名司机", "由于主任出差", "牵头单位负责同志", "各县（市、区）长", "值班人员到位", "联络员：各单位一名", "长期坚持", "各级书记抓落实", "任务到位",
        ),
        "service": (
            "拨打12328热线", "12345政务服务热线", "110、119、120", "关注微信公众号“吉林交通”", "微信公众号：jljtyst", "通过微信工作群通知", "建立QQ工作群", "微信小程序已上线", "通过微信推送20240315期", "微信支付功能正常", "使用QQ邮箱报送", "热线电话12122", f"微信群{number}人", "wx项目验收", "95128约车",
            f"接听电话{number}个", "电话通知各单位", f"电话回访{chance.randrange(1000, 9999)}人", "传真件已收到", f"护照办理{number}件", "港澳通行证办理窗口", "@所有人", "C++语言", "#1标段", f"列车G{number}次", f"航班CA{chance.randrange(1000, 9999)}", f"型号E{_digits(chance, 4)}", f"合同编号G{_digits(chance, 8)}",
        ),
        "prose": (
            "建立联席会议制度", "一是加强组织领导，二是压实责任，三是强化督查", "完善执法协作机制，推进信息共享", "重点检查两客一危企业", "第一、第二、第三、第四、第五大队", "2025年底前完成", "新A类驾驶员培训", "豫章大桥检测", "使用C型设备", "青A级景区周边道路", "按一（二）二是要求落实", "进度100%", "甘肃、青海、宁夏三省区",
            "三四五六七八九月份", "川A类项目", "新B2B平台上线", "粤港澳大湾区", "云E链系统", "沪A股上市公司", "琼C类码头", "五一、十一假期保障",
        ),
    }  # fmt: skip
    return chance.choice(ways[kind])


CLEAN = ("amount", "licence", "serial", "url", "document", "road", "date", "statistics", "secrecy", "title", "service", "prose")


def with_data(seed: int, count: int = 2000) -> list[Sentence]:
    """Return so many sentences with personal data or a mark in each, the classes in turn."""
    chance = random.Random(seed)  # noqa: S311 - sample data
    kinds = tuple(KINDS)
    made = []
    for index in range(count):
        kind = kinds[index % len(kinds)]
        text = KINDS[kind](chance)
        tail = chance.choice(TAIL)
        # A letter or a digit right behind would be another number.
        made.append(Sentence(kind, f"{chance.choice(LEAD)}{text}{tail}"))
    return made


def without_data(seed: int, count: int = 2000) -> list[Sentence]:
    """Return so many sentences with nothing to find."""
    chance = random.Random(seed + 1)  # noqa: S311 - sample data
    return [
        Sentence(kind, f"{chance.choice(LEAD)}{_clean(chance, kind)}{chance.choice(TAIL)}")
        for kind in (CLEAN[index % len(CLEAN)] for index in range(count))
    ]
