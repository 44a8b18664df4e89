"""The shape of a pattern, and the pieces that the patterns are built from."""

from __future__ import annotations

import re
from functools import cache

from duban.ground.immutable import immutable

# All patterns are written on canonical text (canonical_text.py): every digit is 0-9, every dash
# "-", every dot ".", what is shown as blank " ", what is not shown "\u200b". No \d, \w, \s: they
# mean different things in Python and in JavaScript.


@immutable
class Pattern:
    """One way in which something of a kind is written; ``text`` is the pattern that finds it.

    ``digits`` must fit the digits alone (with a last X), and ``check`` names an arithmetic check of
    them. It is nothing where ``unless`` fits the whole, ``before`` what stands before it on its
    line or ``after`` what follows, nor, where ``address`` is set, within an address.

    The last three only save work. Nothing is looked for unless the quick look told of the kind or
    of ``gate``, so many digits stand in a ``row``, and the text holds one of these ``words``.
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


@cache
def compiled(text: str) -> re.Pattern[str]:
    """Return a pattern compiled; only what is looked for is, which keeps the start short."""
    return re.compile(text, re.MULTILINE)


def spaced(first: str, count: int, gap: str) -> str:
    """Return a pattern of ``first`` and ``count`` digits more, ``gap`` between any two."""
    return f"{first}(?:{gap}[0-9]){{{count}}}"


def any_of(*patterns: str) -> str:
    """Return a pattern that fits where one of these does."""
    return "|".join(patterns)


# A Chinese character; a blank, seen or not; the first character of a number plate.
HAN = "\\u4e00-\\u9fff"
BLANK = "[ \\u200b]"
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

# What a number is when it is nobody's: what stands before it, and what it counts.
LINK = (
    "(?:\\([^()]{0,12}\\))?"
    f"[号码编字{PROVINCES}为是约达共计合了:=\\-# \\u200b\"“'(\\[第N.o]{{0,6}}"
)
THINGS = (
    "金额|价款|货款|造价|[标同交算报单总估限制约评]价|[应实支拨预]付|投资|预算|概算|决算|合计|"
    "总计|共计|累计|资金|人民币|[¥$]|RMB|CNY|经费|产值|收入|支出|余额|税额|罚款|罚没款?|里程|面积|"
    "重量|吨位|流量|客运量|货运量|周转量|总额|总量|总数|数量|统计|数值"
)
PAPERS = (
    "编号|序号|流水|序列|单号|工单|订单|运单|受理|许可|证书?|执照|信用代码|代码|编码|识别码|发票|"
    "票据|票号|票|批号|批次|批准文号|档案|案号|文号|案卷|条码|条形码|"
    "条码|设备|资产|型号|版本|合同|项目|标段|车架|发动机|(?<!手)机号|桩号|备案|登记|注册|税号|"
    "组织机构|追溯码|监管码|校验码|验证码|密码|哈希|SN|S/N|NO|No|no|№|ID|IMEI|"
    "VIN|ICP备|公网安备|字|终端|标签号|批文|函|决定书|[告通]知书|回执|批复|公告|(?<![账帐])户号|"
    "[单据档文票册卷表图箱柜批函令案标段桥井房库栋楼]号"
)
NUMBERED = (
    f"(?:{THINGS}|{PAPERS}){LINK}(?:[0-9A-Z]{{1,8}}[\\-/_]){{0,3}}$|第{BLANK}*$|〕[第 ]*$|"
    "[0-9]{4}[\\])】][第 ]*$"
)
CODE = (
    "(?:^|[^A-Za-z])(?!TEL|PHONE|MOB|CALL|WX|VX|WECHAT|QQ|CELL|HP|MP|PH)"
    "[A-Z]{2,}[A-Z0-9]{0,12}[\\-/_ ]?$|[0-9][A-Za-z]+[\\-_]?$"
)
# What stands before something in an address of the net.
IN_ADDRESS = "(?:https?:|ftp:|file:|www\\.|git@|[A-Za-z0-9\\-]\\.(?:cn|com|net|org|gov)[/:])[!-~]*$"
DECIMAL = "(?:^|[^0-9])(?:0|[0-9]{2,})\\.$|[=≈<>约][ ]?[0-9]\\.$"
UNITS = (
    "^[ \\u200b]?(?:余|多|来)?(?:元(?![旦宵])|毫|微米|秒|小时|角|万|亿|千|百|吨|公斤|千克|克|"
    "公里|千米|米|厘米|平方|立方|亩|公顷|公尺|人次|辆|车次|船次|航次|艘|标箱|字节|比特|"
    "次(?!日)|名(?![字下称])|座(?!机)|处(?![理长室罚])|项(?!目)|条(?![件例])|页|孔|栋|株|棵|匹|箱|"
    "袋|桶|盏|枚|套|根|台(?!账)|号(?:合同|标|文件|公告|决定|提案|桥)|[^0-9]{0,2}标段|"
    "件|份|户(?![主籍名])|家(?![属中人住长])|起(?![诉来草])|宗|"
    "条记录|[%‰℃°]|度|瓦|焦|升|个(?!人)|人(?!工|员|事)|kg|km|KB|MB|GB)"
)
AMOUNT = "^\\.[0-9]{1,2}(?![0-9])|^,[0-9]{3}(?![0-9])"
