"""Accounts on the net: electronic mail, WeChat, QQ and others."""

from __future__ import annotations

from duban.privacy.pattern import BLANK
from duban.privacy.pattern import HAN
from duban.privacy.pattern import UNITS
from duban.privacy.pattern import Pattern
from duban.privacy.pattern import any_of

_MAIL = f"(?:[A-Za-z0-9][A-Za-z0-9._%+\\-]{{0,63}}|[{HAN}]{{1,4}}(?=@))"
_HOST = f"(?:[A-Za-z0-9\\-]{{1,63}}(?:\\.[A-Za-z0-9\\-]{{1,63}}){{0,4}}|[{HAN}]{{2,10}}(?=\\.))"
_TOP = f"{BLANK}?(?:[.。]|\\(dot\\)|\\[dot\\]|[ ]?[Dd][Oo][Tt][ ]|点)[ ]?"
_TOP += "(?:com|cn|net|org|gov|edu|COM|CN|NET|info|me|cc|top|vip|io|qq|中国|政务|公益)"
EMAILS: tuple[Pattern, ...] = (
    Pattern(
        "email",
        f"(?<![A-Za-z0-9._%+\\-@]){_MAIL}{BLANK}?(?:@|[(\\[{{](?:[Aa][Tt]?|@)[)\\]}}]|"
        f"[ ][Aa][Tt][ ]|艾特|#|%40){BLANK}?"
        f"{_HOST}{_TOP}(?![A-Za-z0-9]*@)",
        before="(?:://|git@|ssh:|www\\.)[!-~]*$",
        after="^:[A-Za-z]",
    ),
)

_WECHAT = (
    "(?:微[ \\u200b]?信|威信|薇信|徽信|[Ww]e[Cc]hat|WECHAT|[Vv][Xx]|[Ww][Xx]|[Vv]信|加[Vv]|"
    "(?<![A-Za-z0-9])[Vv](?=:))"
)
_QQ = "(?:[Qq][ \\u200b.]?[Qq]|扣扣|企鹅号|球球)"
_ACCOUNT = f'{BLANK}?(?:账号|帐号|号码|号|ID|id|群号|群|同号)?[ \\u200b:是为(/\\-“"]{{0,4}}'
ACCOUNTS: tuple[Pattern, ...] = (
    Pattern(
        "account",
        f"{_WECHAT}(?!公众|订阅|小程序|视频号|服务号|支付|推送){_ACCOUNT}"
        "(?:[A-Za-z][A-Za-z0-9_\\-]{5,19}|(?<=[号:是为ID])[ ]?[0-9][A-Za-z0-9_\\-]{4,19}|"
        "(?<=[Xx])[ ]?[0-9]{6,12})"
        "(?![A-Za-z0-9_])",
        address=True,
        before="[A-Za-z0-9]$",
        after=any_of(UNITS, "^\\.(?:com|cn)"),
    ),
    Pattern(
        "account",
        f"{_QQ}(?!邮箱|音乐|浏览器){_ACCOUNT}"
        "(?:[1-9][0-9]{4,11}|(?<=[:是为])[1-9][0-9]{2,3}(?:[ \\-][0-9]{3,4}){1,2})"
        "(?![0-9A-Za-z])",
        address=True,
        before="[A-Za-z0-9]$",
        after=any_of(UNITS, "^[ ]?[年月日@版]"),
    ),
    Pattern(
        "account",
        "(?:钉钉|抖音|快手|微博|支付宝|飞书|陌陌|小红书)(?:账号|帐号|号|ID|"
        "id)[ \\u200b:是为(]{0,3}[A-Za-z0-9_][A-Za-z0-9_.@\\-]{4,24}",
    ),
)
