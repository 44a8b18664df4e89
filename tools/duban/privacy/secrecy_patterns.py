"""Marks of secrecy and of inside use, as they stand on papers."""

from __future__ import annotations

from duban.privacy.pattern import BLANK
from duban.privacy.pattern import HAN
from duban.privacy.pattern import Pattern

_W = f"{BLANK}{{0,4}}"
_IN_WORD = "[ \\u200b.]{0,4}"
_LEVEL = f"(?:绝{_IN_WORD}密|(?<![手算司随])机{_IN_WORD}密|秘{_IN_WORD}密)(?![码钥封闭集切度布植])"
_INTERNAL = f"内{_W}部{_W}(?:资{_W}料|文{_W}件|材{_W}料|使用|事项)"
_WORK_SECRET = f"工{_W}作{_W}秘{_W}密"
_INNER = f"{_INTERNAL}|{_WORK_SECRET}"
# Where a line begins with nothing but a key or a bullet.
_LINE = "^(?:[ \\u200b\\-*#>|]|<[a-z0-9]{1,8}>|[^\\n:#]{1,20}:){0,6}"
_KEPT = (
    "(?:(?:请|应|须)?(?:注意|妥善)(?:保存|保管|保密)|(?:请勿|请不要|不得|不准|严禁|禁止|切勿|"
    "勿)(?:外传|外泄|外借|公开|传播|扩散|转发|复印|复制|翻印|上网|泄露)|"
    "免费交流|阅后即[焚毁]|不予公开)"
)
_NOT_A_MARK = (
    "(?:国家|商业|技术|企业|经营|军事|审判|侦查|个人|通信|涉及|保守|严守|泄露|窃取|传输|处理|存储|"
    "严禁|禁止|不得|的|有关|相关|核心|不含|非|和|或|及|、)$"
)
_STAR = "★"

_LABEL = (
    f"(?:密{_W}级|秘密等级|机密等级|保密等级|保密级别|涉密等级|涉密级别|密别|标密|定密等级|"
    "定密级别)(?:标识|标志|标注)?(?:(?:和|及|与|/)?(?:保密)?期限)?"
    f"(?:[:=为是属定确标注\\-/|()\"'\\[\\]【】“─>]|{BLANK}){{0,6}}"
)
_LENGTH = "(?:[0-9]{1,2}|[一二两三四五六七八九十壹贰叁伍拾]{1,3})"
_URGENT = "(?:特急|特提|加急|急件|平急|紧急)"
_QUOTED = "[\"'“”‘’]?"
_TAIL = f"(?:级|件|文件|材料|资料|电报|文电)?[!！。.]?{_W}"
SECRECY_MARKS: tuple[Pattern, ...] = (
    Pattern(
        "secret-mark",
        f"(?:{_LEVEL}|{_INNER}|内{_W}部){_W}(?:级|件)?{_W}[\"'”’)\\]】]?"
        f"(?:{_STAR}{_W}(?:{_LENGTH}(?:年|个?月|[天日])|长期|启用前)?|"
        f"[*◆◇▲△■□※#@^+]{_W}(?={_LENGTH}{_W}(?:年|个月)|长期|永久|[{HAN}]{{2,4}}前))",
        words="★ * ◆ ◇ ▲ △ ■ □ ※ # @ ^ +",
    ),
    Pattern("secret-mark", f"(?<![*{HAN}])[*]{_LEVEL}[*](?![*{HAN}])", words="*"),
    Pattern(
        "secret-mark",
        "[此本该](?:件|文|函|材料|文件|资料)(?:属于?|系|为|"
        f"是)?{_QUOTED}{_LEVEL}{_QUOTED}(?![{HAN}])",
        words="件 文 函 材料 资料",
    ),
    Pattern(
        "secret-mark",
        f"(?:标识|标注|标明|注明|标记|标示|标(?=为)|属于?)[为了有]?{_QUOTED}{_LEVEL}(?:{_QUOTED}|"
        f'级国家秘密)(?![{HAN}])|["“‘]{_LEVEL}["”’]级(?:文件|材料)?(?![{HAN}])',
        before="[不否未非无]$|不得$|是否$|禁止$",
    ),
    Pattern(
        "secret-mark",
        f"[此本该](?:件|文|材料|文件|资料|通知|方案|报告)(?:属于?|系|为|是){_LEVEL}级?国家秘密",
        words="国家秘密",
    ),
    Pattern(
        "secret-mark",
        f"{_LABEL}(?:{_LEVEL}|{_INNER}|内{_W}部)",
        after="^级?(?:[、和或]|/(?![0-9一二三五十长]))",
        words="级 别 标密",
    ),
    Pattern(
        "secret-mark",
        f"[(\\[{{<【〔〖「『《]{_W}(?:{_LEVEL}|{_WORK_SECRET}|密件|涉密){_TAIL}"
        f"(?:[ .\\-:,，]?{_LENGTH}(?:年|个月))?{_W}[)\\]}}>】〕〗」』》]",
        words=") ] } > 】 〕 〗 」 』 》",
    ),
    Pattern(
        "secret-mark",
        f"{_LEVEL}{_W}(?:级|件)?{_W}[.\\-:,，─(]{{0,2}}{_W}(?:"
        f"(?:保密)?期限?[为:]?{_W})?(?:{_LENGTH}{_W}(?:年(?![前来度内])|个月)|"
        f"(?<!密)长{_W}期(?![{HAN}]))",
        words="年 月 期",
        before=_NOT_A_MARK,
    ),
    Pattern(
        "secret-mark",
        f"{_LINE}{_QUOTED}{_W}(?:{_LEVEL}|{_WORK_SECRET}|"
        f"密件){_TAIL}{_QUOTED}{_W}[,|]?(?:</[a-z0-9]{{1,8}}>|[ ]#.*)?$",
    ),
    Pattern(
        "secret-mark",
        f"{_LINE}{_QUOTED}{_W}{_LEVEL}(?:级|件)?(?:{BLANK}+|[，,:。;；!！]|〔20|[(]?(?:复制|复印|"
        f"副本|正本)|文件(?![{HAN}]|第[0-9])|文?件第[0-9]|件(?![{HAN}]))",
    ),
    Pattern(
        "secret-mark", f"(?:[ \\u200b。;；)|]|号[，,]){_LEVEL}(?:级|件)?{_QUOTED}[ \\u200b|]*$"
    ),
    Pattern(
        "secret-mark",
        "(?:件|材料|资料|通知|方案|函|报告|内容|信息|事项|记录|案卷|密级|"
        "等级)(?:的密级)?(?:属于?|系|为|是|列为|定为|确定为|标为|标注为?|标有|标了|"
        f"注明){_QUOTED}{_LEVEL}{_QUOTED}"
        f"(?:级|件|文件|事项|材料)?(?![{HAN}])",
    ),
    Pattern(
        "secret-mark",
        f"(?:属于?|系|为|是|列为|定为|定密为|按|标注?|标有|确定为){_QUOTED}{_LEVEL}{_QUOTED}(?:级|"
        f"件)(?![以及或、国的载]|{_W}[{HAN}]{{0,4}}载体)",
    ),
    Pattern(
        "secret-mark",
        f"(?<![{HAN}]){_LEVEL}(?:件|级)(?![{HAN}])|{_LEVEL}件(?![{HAN}])",
        before=_NOT_A_MARK,
        after="^[、]",
    ),
    Pattern(
        "secret-mark",
        f"(?:{_WORK_SECRET}|{_LEVEL}级?(?:件|文件|资料|"
        f"材料)?)[ \\u200b,，。:;；.\\-!！(★]{{0,3}}{_KEPT}",
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
        f"{_URGENT}{_W}[./\\-,，、|]?{_W}{_LEVEL}(?![{HAN}])|{_LEVEL}(?:级|"
        f"件)?{_W}[./\\-,，|]?{_W}{_URGENT}|{_LEVEL}、{_URGENT}(?![{HAN}])",
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
        f"(?:标有|标注|标明|印有|盖有|注明|带有){_QUOTED}{_LEVEL}级?{_QUOTED}(?:字样|标志|标识|"
        "印章|章|戳)",
        before="[不未无否]$|不得$|是否$|(?:发现|凡|凡是|对|对于|禁止|严禁)$",
        words="字样 标 章 戳",
    ),
    Pattern("secret-mark", f"商{_W}密{_W}{_STAR}", words="★"),
    Pattern("secret-mark", f"(?<![{HAN}]){_LEVEL}级国家秘密(?:事项)?(?![{HAN}])", words="国家秘密"),
    Pattern("secret-mark", f"{_STAR}{_W}{_LEVEL}(?![{HAN}])", words="★"),
    Pattern("secret-mark", f"盖{_QUOTED}{_LEVEL}{_QUOTED}(?:级)?(?:章|印|戳)", words="盖"),
)

# What is marked for inside use: no level of secrecy, so nobody need be told of a leak, yet nothing
# to publish.
_WHOLE = f"{_INTERNAL}[!！。.]?{_W}"
INTERNAL_MARKS: tuple[Pattern, ...] = (
    Pattern(
        "internal-mark",
        f"[(\\[{{<【〔〖「『《]{_W}{_WHOLE}[)\\]}}>】〕〗」』》]",
        words=") ] } > 】 〕 〗 」 』 》",
    ),
    Pattern("internal-mark", f"{_LINE}{_QUOTED}{_W}{_WHOLE}{_QUOTED}{_W}[,|]?(?:[ ]#.*)?$"),
    Pattern(
        "internal-mark",
        f"(?:{_INTERNAL}|内{_W}部|仅限内部(?:使用|传阅))[ \\u200b,，。:;；.\\-!！(]{{0,3}}{_KEPT}|"
        "仅供内部(?:使用|参考|传阅|交流)",
    ),
)
