"""How people write personal data and secrecy marks: tables and patterns, in what Python and browsers both understand."""

from __future__ import annotations

from dataclasses import dataclass

# Written on canonical text (canonical.py): every digit is 0-9, every dash "-", every dot ".", what is shown as
# blank " ", what is not shown "\u200b". No \d, \w, \s: they mean different things in Python and in JavaScript.

HAN = "\\u4e00-\\u9fff"
_BLANK = "[ \\u200b]"
# A bar parts the cells of a table, so it parts figures; a number that is said to be a telephone may hold one.
_GAP = "[ \\u200b.\\-_/~*()\\[\\]'’]{0,3}"
_NEAR = "[ \\u200b.\\-_/|~]{0,3}"
# Where arithmetic checks the whole, more may stand between the digits; elsewhere such marks part a list.
_CHECKED_GAP = "[ \\u200b.\\-_/|~*()<>\\[\\]'’,，、:+#\\\\]{0,3}"
_LISTED = "[、，,]"

_REGION = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9[1-9])"
_MONTH_DAY = "(?:(?:0[13578]|1[02])(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)(?:0[1-9]|[12][0-9]|30)|02(?:0[1-9]|[12][0-9]))"
# Who issued a card, by its first digits and its length: China UnionPay and older ranges of Chinese banks, Visa, Mastercard, JCB, Amex.
_ISSUERS = {
    19: "(?:62|81|95588|103000|456351|601382|436742|421393|9400|6858|6886|6223)[0-9]*|4[0-9]*",
    18: "(?:62|690755|84301|940)[0-9]*",
    17: "(?:62|601428|405512)[0-9]*",
    16: "(?:62|81|60|65|4|5[1-5]|35(?:2[89]|[3-8][0-9]))[0-9]*",
    15: "3[47][0-9]*",
}

# What a number is when it is nobody's: what stands before it, and what it counts.
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_LINK = f"(?:\\([^()]{{0,12}}\\))?[号码编字{PROVINCES}为是约达共计合了:=\\-# \\u200b\"“'(\\[第N.o]{{0,6}}"
_THINGS = (
    "金额|价款|货款|造价|[标同交算报单总估限制约评]价|[应实支拨预]付|投资|预算|概算|决算|合计|总计|共计|累计|资金|人民币|[¥$]|RMB|CNY|经费|产值|收入|支出|余额|税额|罚款|罚没款?|里程|面积|"
    "重量|吨位|流量|客运量|货运量|周转量|总额|总量|总数|数量|统计|数值"
)
_PAPERS = (
    "编号|序号|流水|序列|单号|工单|订单|运单|受理|许可|证书?|执照|信用代码|代码|编码|识别码|发票|票据|票号|票|批号|批次|批准文号|档案|案号|文号|案卷|条码|条形码|"
    "条码|设备|资产|型号|版本|合同|项目|标段|车架|发动机|(?<!手)机号|桩号|备案|登记|注册|税号|组织机构|追溯码|监管码|校验码|验证码|密码|哈希|SN|S/N|NO|No|no|№|ID|IMEI|"
    "VIN|ICP备|公网安备|字|终端|标签号|批文|函|决定书|[告通]知书|回执|批复|公告|(?<![账帐])户号|[单据档文票册卷表图箱柜批函令案标段桥井房库栋楼]号"
)
_NUMBERED = f"(?:{_THINGS}|{_PAPERS}){_LINK}(?:[0-9A-Z]{{1,8}}[\\-/_]){{0,3}}$|第{_BLANK}*$|〕[第 ]*$|[0-9]{{4}}[\\])】][第 ]*$"
_CODE = "(?:^|[^A-Za-z])(?!TEL|PHONE|MOB|CALL|WX|VX|WECHAT|QQ|CELL|HP|MP|PH)[A-Z]{2,}[A-Z0-9]{0,12}[\\-/_ ]?$|[0-9][A-Za-z]+[\\-_]?$"
ADDRESS = "(?:https?:|ftp:|file:|www\\.|git@|[A-Za-z0-9\\-]\\.(?:cn|com|net|org|gov)[/:])[!-~]*$"
_DECIMAL = "(?:^|[^0-9])(?:0|[0-9]{2,})\\.$|[=≈<>约][ ]?[0-9]\\.$"
_UNITS = (
    "^[ \\u200b]?(?:余|多|来)?(?:元(?![旦宵])|毫|微米|秒|小时|角|万|亿|千|百|吨|公斤|千克|克|"
    "公里|千米|米|厘米|平方|立方|亩|公顷|公尺|人次|辆|车次|船次|航次|艘|标箱|字节|比特|"
    "次(?!日)|名(?![字下称])|座(?!机)|处(?![理长室罚])|项(?!目)|条(?![件例])|页|孔|栋|株|棵|匹|箱|袋|桶|盏|枚|套|根|台(?!账)|号(?:合同|标|文件|公告|决定|提案|桥)|[^0-9]{0,2}标段|"
    "件|份|户(?![主籍名])|家(?![属中人住长])|起(?![诉来草])|宗|"
    "条记录|[%‰℃°]|度|瓦|焦|升|个(?!人)|人(?!工|员|事)|kg|km|KB|MB|GB)"
)
_AMOUNT = "^\\.[0-9]{1,2}(?![0-9])|^,[0-9]{3}(?![0-9])"
_SERIAL_TAIL = "^[A-Za-z][0-9A-Za-z]*[0-9]|^[\\-_][A-Z]{2,}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One way in which something is written.

    ``digits`` must fit the digits alone (with a last X), ``check`` names an arithmetic check of them; there is none where
    ``unless`` fits the whole, ``before`` what stands before it on its line or ``after`` what follows, nor in an ``address``.
    The last three only save work: there is none unless the quick look told of the kind or of ``gate``, so many digits
    stand in a ``row``, and the text holds one of these ``words``.
    """

    kind: str
    text: str
    digits: str = ""
    check: str = ""
    unless: str = ""
    before: str = ""
    after: str = ""
    address: bool = False
    gate: str = ""
    row: int = 0
    words: str = ""


def _spaced(first: str, count: int, gap: str) -> str:
    """``first`` and so many digits more, with what may stand between."""
    return f"{first}(?:{gap}[0-9]){{{count}}}"


def _any_of(*patterns: str) -> str:
    return "|".join(patterns)


def _identity_numbers() -> tuple[Pattern, ...]:
    born = f"(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}"
    text = f"(?<![0-9]){_spaced('[1-9]', 16, _CHECKED_GAP)}{_CHECKED_GAP}[0-9Xx](?![0-9])"
    return (
        Pattern(
            "id-number",
            text,
            digits=f"{_REGION}[0-9]{{4}}{born}[0-9]{{3}}[0-9Xx]",
            check="identity",
            row=17,
        ),
    )


def _cards() -> tuple[Pattern, ...]:
    known = _any_of(
        *(f"(?=[0-9]{{{length}}}$)(?:{issuers})" for length, issuers in _ISSUERS.items())
    )
    grouped = f"62[0-9]{{2}}(?:{_BLANK}?[、，,:#\\\\]{_BLANK}?[0-9]{{4}}){{3}}(?:{_BLANK}?[、，,:#\\\\]{_BLANK}?[0-9]{{1,3}})?"
    single = f"[34568919](?:{_LISTED}[0-9]){{14,18}}"
    listed = f"(?<![0-9])(?:{grouped}|{single})(?!{_LISTED}?[0-9])"
    every = (
        Pattern(
            "bank-card",
            f"(?<![0-9]){_spaced('[34568919]', length - 1, _NEAR)}(?![0-9])",
            digits=f"(?=[0-9]{{{length}}}$)(?:{issuers})",
            check="luhn",
            address=True,
            # A serial number that begins and ends as a card's does is rare, and “No.” stands before both.
            before=_any_of(
                _NUMBERED.replace("|NO|No|no|№", ""),
                _DECIMAL,
                "[0-9][.\\-]$",
                "(?<![A-Z])(?!N[Oo]\\.?)(?!CARD)[A-Z]{2,}[\\-_]?$",
            ),
            after=_any_of(_UNITS, _AMOUNT, "^[A-Za-z]"),
            row=length,
        )
        for length, issuers in _ISSUERS.items()
    )
    return (
        Pattern(
            "bank-card", listed, digits=known, check="luhn", before=_NUMBERED, after=_UNITS, row=15
        ),
        *every,
    )


def _mobile_number(gap: str) -> str:
    kept = f"3{gap}[0-9]|4{gap}[0-9]|5{gap}[0-35-9]|6{gap}[2567]|7{gap}[0-8]|8{gap}[0-9]|9{gap}[0-35-9]"
    return f"1{gap}(?:{kept})(?:{gap}[0-9]){{8}}(?![0-9])"


_COUNTRY = "(?:[(\\[]?(?:\\+|00|0)?[ \\u200b.\\-]?8[ \\u200b]?6[)\\]]?[ \\u200b.\\-/]{0,3})?(?:\\(?0\\)?[ \\-]?)?"


_OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})"


def _mobiles() -> tuple[Pattern, ...]:
    strange = _any_of(
        f"[0-9]+\\.[0-9]+|{_OCTET}(?:\\.{_OCTET}){{3}}",
        "[0-9]{2}[^0-9]+(?:[0-9]+[^0-9]+){5,8}[0-9]+",
        "1[0-9][./\\-][0-9]{1,2}[./\\-](?:19|20).*",
        "1\\.[0-9]{1,3}\\.[0-9]{4,}",
        "[0-9]{1,4}\\.[0-9]{1,2}(?: [0-9]{1,4}\\.[0-9]{1,2})+",
    )
    before = _any_of(_NUMBERED, _CODE, _DECIMAL, "(?:^|[^0-9])20[0-9]{2}-$")
    after = _any_of(_UNITS, _AMOUNT, _SERIAL_TAIL)
    # So many noughts are an amount, unless it is said to be a telephone.
    round_amount = "(?!(?<![话机号系式])(?<![话机号系式码][: ])1[0-9]{2}0{8})"
    whole = f"{round_amount}(?!(?<=[A-Za-z])[0-9]{{11}}[A-Za-z]){_COUNTRY}{_mobile_number(_GAP)}"
    mark = f"{_BLANK}?(?:[,，'’:#\\\\]|…{{1,2}}){_BLANK}?"
    # A group of two digits at the head may be the end of a date or a time.
    dated = _any_of(before, "[0-9]{1,4}[.\\-/:年月 ]{1,3}$")
    # What is said to be a telephone may be written in any way, in an address too.
    said = "(?:电话|手机|座机|联系方式|微信|致电|拨打|[Tt][Ee][Ll]|TEL|[Pp]hone|PHONE|[Mm]obile|MOBILE|shouji|sjh)(?:同号|号码|号)?"
    loose = "[ \\u200b.\\-_/|~*()<>\\[\\]'’\"“”,，、:+#\\\\…]{0,4}"
    return (
        Pattern(
            "mobile",
            f"(?<![0-9])(?!1[0-9][^0-9]){whole}",
            unless=strange,
            before=before,
            after=after,
            address=True,
            row=11,
        ),
        Pattern(
            "mobile",
            f"(?<![0-9])(?=1[0-9][^0-9]){whole}",
            unless=strange,
            before=dated,
            after=after,
            address=True,
            row=11,
        ),
        Pattern(
            "mobile",
            f"(?<![0-9])(?:1[3-9][0-9]{mark}[0-9]{{4}}{mark}[0-9]{{4}}|1{_LISTED}[3-9](?:{_LISTED}[0-9]){{9}})(?![0-9])(?![、,，'’:][0-9])",
            before=before,
            after=after,
            address=True,
            row=11,
        ),
        Pattern(
            "mobile",
            f"{said}[为是:=(（/\\-\"“'+ \\u200b]{{0,4}}(?:(?:\\+|00)?86)?{loose}{_mobile_number(loose)}",
            after=after,
            row=11,
            words="电话 手机 座机 联系方式 微信 致电 拨打 tel Tel TEL hone PHONE obile MOBILE shouji sjh",
        ),
    )


def _plates() -> tuple[Pattern, ...]:
    place = f"[{PROVINCES}]"
    letter, sign = "[A-Za-z]", "[A-HJ-NP-Za-hj-np-z0-9]"
    blank = "[ \\u200b.\\-_/:,，()]{0,3}"
    unseen = "\\u200b*"
    five = _any_of(
        f"{sign}(?:{unseen}{sign}){{4}}",
        f"{sign}(?:[ .\\-]{sign}){{4}}",
        f"{sign}{{2}}[ .\\-]{sign}{{3}}",
        f"{sign}{{3}}[ .\\-]{sign}{{2}}",
        f"{sign}{{4}}[ .\\-]{sign}",
        f"{sign}{{1}}[.\\-]{sign}{{4}}",
    )
    special = f"[超试临]{_BLANK}?{sign}{{4}}(?![A-Za-z0-9])|{sign}(?:{unseen}[ .]?{sign}){{3}}{_BLANK}?[挂学警港澳领使试超临]"
    fuel = "[DABCEFGHJKdabcefghjk]"
    electric = _any_of(
        f"{fuel}{unseen}[ .\\-]?{sign}(?:{unseen}[ .\\-]?[0-9]){{4}}",
        f"(?:[0-9]{unseen}[ .\\-]?){{5}}{fuel}",
        f"{fuel}(?: {sign})(?: [0-9]){{4}}",
    )
    end = "(?![A-Za-z0-9+])(?!-[0-9])"
    road = "^[ ]?(?:公里|千米|公路|道路|高速|[Kk][Mm0-9]|米|线|国道|省道|县道|\\+)"
    few = "[^0-9]*[0-9]?[^0-9]*"
    head = f"{place}牌?{blank}{letter}[ \\u200b.\\-_/:,，)*、(“\"'\\[#|~`牌]{{0,3}}"
    named = f"(?:车牌|号牌|军牌|军车|牌照)(?:号码|号)?[为是:]?{_BLANK}?"
    return (
        Pattern("plate", f"{head}(?:{special})", unless=few, after=road),
        Pattern("plate", f"{head}(?:{electric}){end}", unless=few, address=True, after=road),
        Pattern("plate", f"{head}(?:{five}){end}", unless=few, address=True, after=road),
        Pattern(
            "plate",
            f"{place}{blank}(?:[Ss]{blank})?[XSxs]{blank}[0-9]{{4}}{_BLANK}?应{_BLANK}?急",
            words="应",
        ),
        Pattern(
            "plate",
            f"(?<![A-Za-z])[Ww][Jj]{blank}(?:{place}{blank}[0-9]{{4}}[0-9A-Za-z]|{place}?{blank}[0-9]{{2}}{blank}[0-9]{{5}}){end}",
            words="WJ Wj wJ wj",
        ),
        Pattern(
            "plate", f"(?<![A-Za-z0-9])[VKHBSLJNGCEZ][A-Y]\\.[0-9]{{5}}{end}", gate="row", row=5
        ),
        Pattern(
            "plate",
            f"{named}(?:[A-Z]{{2}}{blank}[0-9]{{5}}|{place}{blank}[0-9]{{2}}{blank}[0-9]{{5}}){end}",
            gate="row",
            row=5,
            words="牌 军车",
        ),
        Pattern(
            "plate",
            f"(?:(?<![{HAN}])|(?<=[车牌])|(?=使[0-9]{{3}}[.]))使[ .]?[0-9]{{3}}[ .]?[0-9]{{3}}{end}"
            f"|(?<![0-9])[0-9]{{3}}(?:[ .]?[0-9]{{3}}使(?![{HAN}])|\\.[0-9]{{3}}使(?=[号车牌的等已在于]))",
            after=_UNITS,
            row=6,
            words="使",
        ),
    )


_W = f"{_BLANK}{{0,4}}"
_IN_WORD = "[ \\u200b.]{0,4}"
_LEVEL = f"(?:绝{_IN_WORD}密|(?<![手算司随])机{_IN_WORD}密|秘{_IN_WORD}密)(?![码钥封闭集切度布植])"
_INTERNAL = f"内{_W}部{_W}(?:资{_W}料|文{_W}件|材{_W}料|使用|事项)"
_WORK_SECRET = f"工{_W}作{_W}秘{_W}密"
_INNER = f"{_INTERNAL}|{_WORK_SECRET}"
# Where a line begins with nothing but a key or a bullet.
_LINE = "^(?:[ \\u200b\\-*#>|]|<[a-z0-9]{1,8}>|[^\\n:#]{1,20}:){0,6}"
_KEPT = (
    "(?:(?:请|应|须)?(?:注意|妥善)(?:保存|保管|保密)|(?:请勿|请不要|不得|不准|严禁|禁止|切勿|勿)(?:外传|外泄|外借|公开|传播|扩散|转发|复印|复制|翻印|上网|泄露)|"
    "免费交流|阅后即[焚毁]|不予公开)"
)
_NOT_A_MARK = (
    "(?:国家|商业|技术|企业|经营|军事|审判|侦查|个人|通信|涉及|保守|严守|泄露|窃取|传输|处理|存储|"
    "严禁|禁止|不得|的|有关|相关|核心|不含|非|和|或|及|、)$"
)
_STAR = "★"


def _secrecy_marks() -> tuple[Pattern, ...]:
    label = (
        f"(?:密{_W}级|秘密等级|机密等级|保密等级|保密级别|涉密等级|涉密级别|密别|标密|定密等级|定密级别)(?:标识|标志|标注)?(?:(?:和|及|与|/)?(?:保密)?期限)?"
        f"(?:[:=为是属定确标注\\-/|()\"'\\[\\]【】“─>]|{_BLANK}){{0,6}}"
    )
    length = "(?:[0-9]{1,2}|[一二两三四五六七八九十壹贰叁伍拾]{1,3})"
    urgent = "(?:特急|特提|加急|急件|平急|紧急)"
    quoted = "[\"'“”‘’]?"
    tail = f"(?:级|件|文件|材料|资料|电报|文电)?[!！。.]?{_W}"
    return (
        Pattern(
            "secret-mark",
            f"(?:{_LEVEL}|{_INNER}|内{_W}部){_W}(?:级|件)?{_W}[\"'”’)\\]】]?"
            f"(?:{_STAR}{_W}(?:{length}(?:年|个?月|[天日])|长期|启用前)?|[*◆◇▲△■□※#@^+]{_W}(?={length}{_W}(?:年|个月)|长期|永久|[{HAN}]{{2,4}}前))",
            words="★ * ◆ ◇ ▲ △ ■ □ ※ # @ ^ +",
        ),
        Pattern("secret-mark", f"(?<![*{HAN}])[*]{_LEVEL}[*](?![*{HAN}])", words="*"),
        Pattern(
            "secret-mark",
            f"[此本该](?:件|文|函|材料|文件|资料)(?:属于?|系|为|是)?{quoted}{_LEVEL}{quoted}(?![{HAN}])",
            words="件 文 函 材料 资料",
        ),
        Pattern(
            "secret-mark",
            f'(?:标识|标注|标明|注明|标记|标示|标(?=为)|属于?)[为了有]?{quoted}{_LEVEL}(?:{quoted}|级国家秘密)(?![{HAN}])|["“‘]{_LEVEL}["”’]级(?:文件|材料)?(?![{HAN}])',
            before="[不否未非无]$|不得$|是否$|禁止$",
        ),
        Pattern(
            "secret-mark",
            f"[此本该](?:件|文|材料|文件|资料|通知|方案|报告)(?:属于?|系|为|是){_LEVEL}级?国家秘密",
            words="国家秘密",
        ),
        Pattern(
            "secret-mark",
            f"{label}(?:{_LEVEL}|{_INNER}|内{_W}部)",
            after="^级?(?:[、和或]|/(?![0-9一二三五十长]))",
            words="级 别 标密",
        ),
        Pattern(
            "secret-mark",
            f"[(\\[{{<【〔〖「『《]{_W}(?:{_LEVEL}|{_WORK_SECRET}|密件|涉密){tail}"
            f"(?:[ .\\-:,，]?{length}(?:年|个月))?{_W}[)\\]}}>】〕〗」』》]",
            words=") ] } > 】 〕 〗 」 』 》",
        ),
        Pattern(
            "secret-mark",
            f"{_LEVEL}{_W}(?:级|件)?{_W}[.\\-:,，─(]{{0,2}}{_W}(?:(?:保密)?期限?[为:]?{_W})?(?:{length}{_W}(?:年(?![前来度内])|个月)|(?<!密)长{_W}期(?![{HAN}]))",
            words="年 月 期",
            before=_NOT_A_MARK,
        ),
        Pattern(
            "secret-mark",
            f"{_LINE}{quoted}{_W}(?:{_LEVEL}|{_WORK_SECRET}|密件){tail}{quoted}{_W}[,|]?(?:</[a-z0-9]{{1,8}}>|[ ]#.*)?$",
        ),
        Pattern(
            "secret-mark",
            f"{_LINE}{quoted}{_W}{_LEVEL}(?:级|件)?(?:{_BLANK}+|[，,:。;；!！]|〔20|[(]?(?:复制|复印|副本|正本)|文件(?![{HAN}]|第[0-9])|文?件第[0-9]|件(?![{HAN}]))",
        ),
        Pattern(
            "secret-mark", f"(?:[ \\u200b。;；)|]|号[，,]){_LEVEL}(?:级|件)?{quoted}[ \\u200b|]*$"
        ),
        Pattern(
            "secret-mark",
            f"(?:件|材料|资料|通知|方案|函|报告|内容|信息|事项|记录|案卷|密级|等级)(?:的密级)?(?:属于?|系|为|是|列为|定为|确定为|标为|标注为?|标有|标了|注明){quoted}{_LEVEL}{quoted}"
            f"(?:级|件|文件|事项|材料)?(?![{HAN}])",
        ),
        Pattern(
            "secret-mark",
            f"(?:属于?|系|为|是|列为|定为|定密为|按|标注?|标有|确定为){quoted}{_LEVEL}{quoted}(?:级|件)(?![以及或、国的载]|{_W}[{HAN}]{{0,4}}载体)",
        ),
        Pattern(
            "secret-mark",
            f"(?<![{HAN}]){_LEVEL}(?:件|级)(?![{HAN}])|{_LEVEL}件(?![{HAN}])",
            before=_NOT_A_MARK,
            after="^[、]",
        ),
        Pattern(
            "secret-mark",
            f"(?:{_WORK_SECRET}|{_LEVEL}级?(?:件|文件|资料|材料)?)[ \\u200b,，。:;；.\\-!！(★]{{0,3}}{_KEPT}",
            before=_NOT_A_MARK,
            after="^[的等]",
        ),
        Pattern(
            "secret-mark",
            f'(?:属于|列为|定为|确定为|标注为?|标有)(?:{_LEVEL}(?![{HAN}])|["“‘]{_LEVEL}["”’])',
            before="[不否未非]$|不得$|是否$",
        ),
        Pattern(
            "secret-mark",
            f"{urgent}{_W}[./\\-,，、|]?{_W}{_LEVEL}(?![{HAN}])|{_LEVEL}(?:级|件)?{_W}[./\\-,，|]?{_W}{urgent}|{_LEVEL}、{urgent}(?![{HAN}])",
            before=_NOT_A_MARK,
            words="急 特提",
        ),
        Pattern(
            "secret-mark",
            f"([※■□◆◇▲△#=~])\\1{{0,3}}{_W}{_LEVEL}{_W}\\1",
            words="※ ■ □ ◆ ◇ ▲ △ # = ~",
        ),
        Pattern(
            "secret-mark",
            f"(?:标有|标注|标明|印有|盖有|注明|带有){quoted}{_LEVEL}级?{quoted}(?:字样|标志|标识|印章|章|戳)",
            before="[不未无否]$|不得$|是否$|(?:发现|凡|凡是|对|对于|禁止|严禁)$",
            words="字样 标 章 戳",
        ),
        Pattern("secret-mark", f"商{_W}密{_W}{_STAR}", words="★"),
        Pattern(
            "secret-mark", f"(?<![{HAN}]){_LEVEL}级国家秘密(?:事项)?(?![{HAN}])", words="国家秘密"
        ),
        Pattern("secret-mark", f"{_STAR}{_W}{_LEVEL}(?![{HAN}])", words="★"),
        Pattern("secret-mark", f"盖{quoted}{_LEVEL}{quoted}(?:级)?(?:章|印|戳)", words="盖"),
    )


def _internal_marks() -> tuple[Pattern, ...]:
    """What is marked for inside use: no level of secrecy, so nobody need be told of a leak, yet nothing to publish."""
    whole = f"{_INTERNAL}[!！。.]?{_W}"
    quoted = "[\"'“”‘’]?"
    return (
        Pattern(
            "internal-mark",
            f"[(\\[{{<【〔〖「『《]{_W}{whole}[)\\]}}>】〕〗」』》]",
            words=") ] } > 】 〕 〗 」 』 》",
        ),
        Pattern("internal-mark", f"{_LINE}{quoted}{_W}{whole}{quoted}{_W}[,|]?(?:[ ]#.*)?$"),
        Pattern(
            "internal-mark",
            f"(?:{_INTERNAL}|内{_W}部|仅限内部(?:使用|传阅))[ \\u200b,，。:;；.\\-!！(]{{0,3}}{_KEPT}|仅供内部(?:使用|参考|传阅|交流)",
        ),
    )


SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
    "顾侯邵孟龙万段钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂焦向柳邢路岳齐梅莫庄辛祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游"
    "阳裴席卫查屈鲍位覃霍翁隋甘景薄单柏宁柯阮桂闵解强柴华车冉房边任佟付冷宫仇窦缪迟骆栾雷闫尚仲戚娄岑佘鞠池郎冀麦丛宗桑燕蓝滕"
)
# Surnames that are words as well: with a title alone they name nobody.
_WORDS_TOO = (
    "于向任时常党成单位解万安文方金石江白章施纪项席查关路车边华强游左高曲温季申易费盛景房余卫宁阳"
)
_NEVER_ALONE = "向任时常党成单位解项席查关路车边施章纪"
_COMPOUND = "欧阳|司马|上官|诸葛|皇甫|司徒|尉迟|公孙|慕容|令狐|东方|端木|夏侯|南宫|长孙|宇文|独孤"
_NEVER_GIVEN = (
    "副正总局处科股厅部委办队站所室组市县区州镇乡村省司管分支位任级员责门府会院校厂业政务理个各及和与的等了由为是在对请被将把以从到上下前后内外本该此其产传某×名章设施"
    "工职党团群单路线段桥港航运输客货车船执法督察监检查核报登记主兼时原现老年日度量目化制性件项条款"
)
_NOT_NAMES = (
    "高级|高度|高速|高校|高层|高铁|高效|安全|安排|安装|安置|常务|常规|常态|常委|常年|项目|金融|经济|水利|水务|计划|施工|单位|时任|历任|曾任|现任|任命|任免|成立|成都|成员|路政|路段|路网|"
    "车辆|车主|方面|方案|方式|文化|文明|文书|文件|万名|余名|白天|石油|江苏|江西|江南|江北|纪检|纪律|纪委|关于|关键|关心|华北|华东|华南|宁夏|房产|房屋|易燃|施行|严格|严肃|强调|强化|"
    "解决|解释|章程|查处|查验|金牌|和平|向上|单独|左右|边境|游客|温馨|温州|曲线|史上|习近平|马克思|毛泽东|邓小平|李强|江泽民|胡锦涛|张某|李某|王某|武汉|武警|苏州|杭州|广州|兰州|郑州|"
    "孙中山|雷锋|边防|边检|尚未|尚有|宗旨|宗地|池塘|常州|徐州|贵州|康复|申请|申报|申领|申诉|应急|洪水|龙头|田间|毕业|万元|万人|成本|成果|安徽|安保|安监|安检|韩国|马上|马路|牛马|黄河|黄金|黄色|白色|金额|钱款|钱财|段落|段长|孔子|"
    "陈述|陈列|陈旧|周[一二三四五六日末边期报例围]|时刻|时间|时段|罗列|毛重|毛利|易发|费用|盛行|童年|童车|季度|温度|湿度|石家|何时|何种|何人|何地|程序|程度|谢谢|许可|许多|曾经|段内|施救|严重|严禁|常见|常住|景区|任务|任何|任职|任期|关注|关系|向社|于本|于每|毛主席|习主席|习总书|"
    "黄山|高安|万年县|余干|于都|安福|安远|金溪|石城|万载|万安县|宁都|武宁|章贡|青山|唐山|沈阳|安阳|江阴|江门|金华|常熟|周口|许昌|白城|白山|龙井|汤原|祁门"
)
_TITLES = (
    "(?:(?:副|代|原|前|时任|常务副|党组|执行|办公室|党支部|党委|第一|[一二三四]级)(?:总|支|大|中|分)?)?"
    "(?:局长|科长|处长|厅长|部长|司长|股长|所长|站长|支队长|大队长|中队长|分队长|区队长|队长|组长|市长|县长|区长|州长|镇长|乡长|村长|省长|院长|校长|会长|秘书长|董事长|科室长|段长|班长|厂长|社长|店长|"
    "船长|机长|列车长|站务长|主任|书记(?![录员])|主席|总经理|经理|总监|总工程师|高级工程师|工程师|总工|一级科员|科员|主任科员|调研员|巡视员|专员|干事|会计|出纳|秘书|同志|先生|女士|小姐|师傅|老师|教授|律师|警官|民警|交警|辅警|执法员|执法人员|安全员|记者|"
    "法官|检察官|司机|驾驶员|老板|政委|教导员|指导员|委员|常委|负责人)(?!制|负责制|责任制|[效期]|务(?!必))"
)
_ROLES = (
    "联系人|联络人|联络员|负责人|责任人|经办人|承办人|填报人|填表人|审核人|审批人|签发人|拟稿人|记录人|报告人|举报人|投诉人|反映人|当事人|申请人|法定代表人|法人代表|法人|委托人|代理人|被处罚人|被处罚者|"
    "驾驶员|驾驶人|司机|车主|船主|业主|姓名|执法人员|执法员|主办人|协办人|值班员|值班人员|证人|见证人|被询问人|询问人|收件人|签收人|接收人|移送人|送达人|受送达人|主持人|召集人|参加人|参会人员|签字人|签名人|分管领导|主管领导|带班领导|值班领导|包保领导|责任领导|队员|组员|乘客|旅客|伤者|死者|押运员|户名|开户人|"
    "安全员|调度员|收费员|信息员|记录员|送达员|统计员|监督员|巡查员|检测员|质检员|押运人|从业人员|资料员"
)
_HEADS = (
    "局长|科长|处长|厅长|股长|所长|站长|支队长|大队长|中队长|队长|组长|班长|会长|董事长|秘书长|主任|主任科员|科员|办事员|调研员|巡视员|书记|政委|教导员|指导员|"
    "总工程师|总工|会计|出纳|民警|辅警|经理|师傅"
)
# Before a colon these are somebody's part in a paper.
_PARTS = "签发|审核|审批|复核|拟稿|校对|填报|填表|经办|承办"
# What a person does, right behind the name.
_DOES = "负责|牵头|督办|同志|反映|提出|表示|签收|到场|到会|核实|办理|处理|沟通|确认|批示|签发|汇报|讲话|调研|介绍"


def _names() -> tuple[Pattern, ...]:
    given = f"(?:(?![{_NEVER_GIVEN}])[{HAN}])"
    surname = f"(?!{_NOT_NAMES})(?:{_COMPOUND}|[{SURNAMES}])"
    plain = f"(?:{_COMPOUND}|(?![{_WORDS_TOO}])[{SURNAMES}])"
    # A name begins where no other Chinese word goes on: after a mark, the name of an office, or a word that takes a person.
    begin = (
        f"(?:(?<![{HAN}])|(?<=[局处科股队所站室组厅委办司会院校厂部由与请和对给经被让叫找是及为向报送呈])|"
        "(?<=联系|通知|陪同|会同|报告|责令|要求|协调|邀请|致电|拜访|告知|转告|提醒|感谢|根据|询问|约谈|其中|公司|企业|政府|单位|大队|支队|中队|中心|驾驶|乘客)|"
        "(?<=负责人|联系人|经办人|当事人|驾驶员|副局长|办公室|执法局|运输局))"
    )
    between = f"{_BLANK}?(?:[(]|[两三四几]位|等)?{_BLANK}?"
    return (
        Pattern("name", f"{begin}{surname}(?:{given}[ ]?{given}?){between}{_TITLES}"),
        Pattern("name", f"{begin}(?!{_NOT_NAMES}){plain}{_TITLES}", before="[0-9]$"),
        Pattern(
            "name",
            f"(?<![{HAN}])(?!{_NOT_NAMES}|[{_NEVER_ALONE}])[{SURNAMES}]{_TITLES}",
            before="[0-9]$",
        ),
        Pattern("name", f"[{HAN}]{{2,6}}\\.[{HAN}]{{2,6}}{between}{_TITLES}", words="."),
        Pattern(
            "name",
            f"(?:{_ROLES}|{_HEADS}|{_PARTS}|签字|签名)(?:姓名)?{_BLANK}{{0,2}}[:]{_BLANK}{{0,2}}{surname}{given}{given}?"
            f"(?:(?![{HAN}])|(?=电话|手机|联系|先生|女士|{_DOES}|{_TITLES}))",
        ),
        Pattern(
            "name",
            f"(?:{_ROLES}|{_HEADS})(?:[ (]|同志)?{surname}{given}{given}?"
            "(?:(?=[(),，、。;；:]|$)|(?=于[0-9]|因|驾驶|持|电话|手机|带队|率队|主持|陪同|签字|陈述|[一二]行))",
        ),
        Pattern(
            "name", f"(?:{_ROLES}|{_HEADS})[ ]?(?!{_NOT_NAMES}){plain}{given}{given}?(?={_DOES})"
        ),
        Pattern(
            "name",
            f"(?<![{HAN}])[老小](?:(?![{_WORDS_TOO}])[{SURNAMES}])(?:同志|师傅)",
            words="老 小",
        ),
    )


def _warned() -> tuple[Pattern, ...]:
    number = _any_of(_NUMBERED, _DECIMAL, _CODE)
    area = "(?:010|02[0-9]|0[3-9][0-9]{2})"
    extension = "(?:[ ]?(?:转|分机|ext\\.?|-|x)[ ]?[0-9]{1,5})?"
    phone = (
        "(?:电话|座机|固话|传真|热线|值班室(?=:)|办公室(?=:)|[Tt][Ee][Ll]|TEL|[Ff][Aa][Xx]|[Pp]hone|"
        "联系方式|办公电话|值班电话|致电|拨打)(?:号码)?"
    )
    called = (
        "电话 座机 固话 传真 热线 值班室 办公室 致电 拨打 联系方式 TEL tel Tel FAX fax Fax hone"
    )
    local = "(?:[2-8][0-9]{2,3}[ .\\-]?[0-9]{4}|[2-8][0-9](?:[ .\\-][0-9]{3}){2})"
    mail = f"(?:[A-Za-z0-9][A-Za-z0-9._%+\\-]{{0,63}}|[{HAN}]{{1,4}}(?=@))"
    host = f"(?:[A-Za-z0-9\\-]{{1,63}}(?:\\.[A-Za-z0-9\\-]{{1,63}}){{0,4}}|[{HAN}]{{2,10}}(?=\\.))"
    top = f"{_BLANK}?(?:[.。]|\\(dot\\)|\\[dot\\]|[ ]?[Dd][Oo][Tt][ ]|点)[ ]?"
    top += "(?:com|cn|net|org|gov|edu|COM|CN|NET|info|me|cc|top|vip|io|qq|中国|政务|公益)"
    wechat = "(?:微[ \\u200b]?信|威信|薇信|徽信|[Ww]e[Cc]hat|WECHAT|[Vv][Xx]|[Ww][Xx]|[Vv]信|加[Vv]|(?<![A-Za-z0-9])[Vv](?=:))"
    qq = "(?:[Qq][ \\u200b.]?[Qq]|扣扣|企鹅号|球球)"
    account = f'{_BLANK}?(?:账号|帐号|号码|号|ID|id|群号|群|同号)?[ \\u200b:是为(/\\-“"]{{0,4}}'
    return (
        Pattern(
            "landline",
            f"(?<![0-9A-Za-z])(?:(?:\\+|00)?86[ \\-]?)?[(]?{area}"
            f"(?:[)\\- \\u200b./_~|]{{1,3}}[2-8][0-9]{{2,3}}[ .\\-]?[0-9]{{3,4}}|[2-8][0-9]{{6,7}}|[)\\- ]?[2-8](?: [0-9]){{6,7}})"
            f"(?![0-9]){extension}(?![0-9])",
            digits="(?:(?:00)?86)?0[0-9]{9,17}",
            address=True,
            before=_any_of(number, "[0-9][.\\-/]$"),
            after=_any_of(_UNITS, _AMOUNT, "^[A-Za-z]"),
            row=10,
        ),
        Pattern(
            "landline",
            "(?<![0-9A-Za-z])(?:\\+|00)?86[)]?[ \\-]?[(]?(?:10|2[0-9]|[3-9][0-9]{2})[) \\-.]{1,2}[2-8][0-9]{2,3}[ .\\-]?[0-9]{4}(?![0-9])",
            row=11,
        ),
        Pattern(
            "landline",
            "(?<![0-9A-Za-z.\\-])[48]00(?:[ \\-][0-9]{3}[ \\-][0-9]{4}|"
            "[ \\-][0-9]{4}[ \\-][0-9]{3}|[0-9][ \\-][0-9]{3}[ \\-][0-9]{3}|-[0-9]{7})"
            "(?![0-9A-Za-z\\-])",
            address=True,
            before=number,
            after=_UNITS,
            row=10,
        ),
        Pattern(
            "landline",
            f"{phone}[ \\u200b:是为(\\-]{{0,4}}[48]00[0-9]{{7}}(?![0-9])",
            after=_UNITS,
            row=10,
        ),
        Pattern(
            "landline",
            f"{phone}(?:[ \\u200b:是为/(\\-]{{0,4}}){local}(?![0-9]){extension}",
            after=_UNITS,
            row=7,
            words=called,
        ),
        Pattern(
            "email",
            f"(?<![A-Za-z0-9._%+\\-@]){mail}{_BLANK}?(?:@|[(\\[{{](?:[Aa][Tt]?|@)[)\\]}}]|[ ][Aa][Tt][ ]|艾特|#|%40){_BLANK}?"
            f"{host}{top}(?![A-Za-z0-9]*@)",
            before="(?:://|git@|ssh:|www\\.)[!-~]*$",
            after="^:[A-Za-z]",
        ),
        *_names(),
        Pattern(
            "old-id",
            f"(?<![0-9A-Za-z]){_spaced('[1-8]', 14, _NEAR)}(?![0-9A-Za-z])",
            digits=f"{_REGION}[0-9]{{4}}[0-9]{{2}}{_MONTH_DAY}[0-9]{{3}}",
            address=True,
            before=_any_of(
                _DECIMAL,
                "[0-9][.\\-/]$",
                f"(?:{_THINGS}){_LINK}$",
                f"(?<!身份)(?<!份证)(?:(?<!身份)(?<!一代)(?<!老|旧)证书?|{_PAPERS.replace('|证书?', '')}){_LINK}$",
            ),
            after=_any_of(_UNITS, _AMOUNT),
            row=15,
        ),
        Pattern(
            "passport",
            "(?:护照|[Pp]assport|PASSPORT|通行证|回乡证|台胞证|旅行证)[ ]?(?:证?号码|证?号|证件号|编号|[Nn][Oo])?"
            "[ \\u200b.:是为(/\\-“]{0,4}[A-Za-z]{0,2}[ \\u200b\\-]{0,2}[0-9](?:[ \\u200b\\-]?[0-9]){6,9}(?![0-9A-Za-z])",
            row=7,
            words="护照 assport ASSPORT 证",
        ),
        Pattern(
            "passport",
            "(?<![0-9A-Za-z\\-/_.〔])(?:[EeGg][ ]?[0-9]{8}|[Ee][A-HJ-NP-Za-hj-np-z][0-9]{7}|[DSPdsp][Ee]?[0-9]{7,8}|"
            "[HhMmCc][0-9]{8}(?:[0-9]{2})?|[Cc][A-Za-z][0-9]{7}|[1][45][0-9]{7}(?=\\(?护照))(?![0-9A-Za-z\\-_+])",
            unless="[A-Za-z]{1,2}20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])",
            address=True,
            before=_any_of(_NUMBERED, f"[{PROVINCES}]$"),
            after=_any_of(
                _UNITS, "^[ ]?(?:号(?!护照)|批|公路|高速|国道|省道|线|次|列车|航班|标|型)"
            ),
            row=7,
        ),
        Pattern(
            "account",
            f"{wechat}(?!公众|订阅|小程序|视频号|服务号|支付|推送){account}"
            f"(?:[A-Za-z][A-Za-z0-9_\\-]{{5,19}}|(?<=[号:是为ID])[ ]?[0-9][A-Za-z0-9_\\-]{{4,19}}|(?<=[Xx])[ ]?[0-9]{{6,12}})"
            "(?![A-Za-z0-9_])",
            address=True,
            before="[A-Za-z0-9]$",
            after=_any_of(_UNITS, "^\\.(?:com|cn)"),
        ),
        Pattern(
            "account",
            f"{qq}(?!邮箱|音乐|浏览器){account}"
            f"(?:[1-9][0-9]{{4,11}}|(?<=[:是为])[1-9][0-9]{{2,3}}(?:[ \\-][0-9]{{3,4}}){{1,2}})(?![0-9A-Za-z])",
            address=True,
            before="[A-Za-z0-9]$",
            after=_any_of(_UNITS, "^[ ]?[年月日@版]"),
        ),
        Pattern(
            "account",
            "(?:钉钉|抖音|快手|微博|支付宝|飞书|陌陌|小红书)(?:账号|帐号|号|ID|id)[ \\u200b:是为(]{0,3}[A-Za-z0-9_][A-Za-z0-9_.@\\-]{4,24}",
        ),
    )


PATTERNS: tuple[Pattern, ...] = (
    *_identity_numbers(),
    *_cards(),
    *_mobiles(),
    *_plates(),
    *_secrecy_marks(),
    *_internal_marks(),
    *_warned(),
)
