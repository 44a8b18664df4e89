"""A quick look at a text: which kinds of personal data it may hold, so that most need no other."""

from __future__ import annotations

from duban.privacy import canonical_text
from duban.privacy.name_patterns import SURNAMES
from duban.privacy.pattern import PROVINCES
from duban.privacy.pattern import compiled


def possible(text: str) -> frozenset[str]:
    """Return which kinds (or ``gate`` of a pattern) a text may hold; mostly none."""
    groups = [_NUMBER_KINDS] if compiled(_DIGIT).search(text) else []
    if compiled(_ANY).search(text):
        groups += [kinds for sign, kinds in _EACH if compiled(sign).search(text)]
    return frozenset(kind for kinds in groups for kind in kinds.split()) if groups else _NONE


_OTHER_DIGIT = (
    "\u00b2\u00b3\u00b9\u0660-\u0669\u06f0-\u06f9\u07c0-\u0fff\u1040-\u109f\u17e0-\u1c59\u2070-"
    "\u209c\u2460-\u24ff\u2776-\u2793\u3220-\u3229\u3280-\u3289"
    f"\ua620-\ua629\ua8d0-\uabf9\uff10-\uff19{canonical_text.NUMERALS[0]}"
)
_APART = "[^0-9A-Za-z\u3400-\u9fff〔〕]"
_UNSEEN = r"[^\w、。，；]{0,4}"
_SURNAME = f"[{SURNAMES}欧司上诸皇尉公慕令东端南长宇独]"
_TITLE_ENDS = (
    "(?<=主任|书记|主席|经理|同志|先生|女士|小姐|师傅|老师|律师|程师|教授|警官|法官|察官|民警|"
    "交警|辅警|法员|全员|记者|科员|研员|视员|"
    "专员|会计|出纳|秘书|司机|驶员|导员|总监|总工|委员|老板|政委|常委)"
)
# What a text must hold for a look to pay. A date and a document's number are not yet somebody's
# number; every other sign is a character with what stands around it. One search for all of them is
# quick: a set of characters tells it where to stop.
_NUMBER_KINDS = "id-number bank-card mobile landline old-id passport row"
_ODD = "\U000104a0-\U0001fbf9"
# A plain date, after its first digit: no number begins with it.
_REST_OF_DAY = "(?:(?<=1)9|(?<=2)0)[0-9]{2}-[01][0-9]-[0-3][0-9](?![0-9])"
_NUMBERS = (
    (
        "0-9",
        (
            rf"(?<![0-9][0-9])(?<![0-9]-[0-9])(?!{_REST_OF_DAY})"
            r"(?:[0-9]{6}|[0-9]{2,3}(?:[^\w〔〕]|[OoIl])[0-9]{4}|"
            rf"(?:{_APART}{{0,64}}[0-9{_OTHER_DIGIT}]){{8}})"
        ),
        _NUMBER_KINDS,
    ),
    (
        _OTHER_DIGIT,
        (
            rf"(?:(?:[^0-9A-Za-z\u3400-\u9fff、，。（）〔〕]{{0,4}}[0-9{_OTHER_DIGIT}]){{3}}|"
            rf"(?:[、，][{_OTHER_DIGIT}]){{10}})"
        ),
        _NUMBER_KINDS,
    ),
    (_ODD, "", _NUMBER_KINDS),
)
_SIGNS = (
    (
        f"{PROVINCES}使",
        f"(?:(?=牌?{_UNSEEN}(?:[A-Za-zＡ-Ｚａ-ｚАВСЕНКМОРТХ]|[0-9]{{2}}))|(?<=[0-9０-９]使))",
        "plate",
    ),
    ("VKHBSLJNGCEZWwＷｗ", "(?=[A-YjＪｊ][^0-9A-Za-z]?(?:[0-9]{2}|[^0-9A-Za-z]))", "plate"),
    (
        "密部",
        (
            rf"(?:{'|'.join(f'(?<=[绝絕机機秘祕内商].{{{count}}})' for count in range(1, 6))}|"
            r"(?=\W?[级級别件]))(?<!部(?=门))"
        ),
        "secret-mark internal-mark",
    ),
    ("@＠﹫艾", "(?<!艾(?!特))", "email"),
    ("#＃", r"(?=[^\w、。，；]?[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])", "email"),
    ("%％", "(?=[4４])", "email"),
    ("aA", r"(?:(?=[tT]\W)|(?<=[(（]a)(?=[)）]))", "email"),
    ("微薇威徽QqＱｑVvWwＶｖＷｗ", r"(?=\W?[信QqＱｑXxＸｘEeVvＶｖJjＪｊ:：])", "account plate"),
    (
        "加扣球企鹅博音手宝书陌钉",
        (
            "(?:(?<=加)(?=[VvＶｖ])|(?<=扣)(?=扣)|(?<=球)(?=球)|(?<=企)(?=鹅)|"
            "(?<![加扣球企])(?=[账帐号]))"
        ),
        "account",
    ),
    ("长", "(?<=[局科处厅部司股所站队组市县区州镇乡村省院校会书事室段班厂社店船机车]长)", "name"),
    ("签审复拟校填经承", f"(?=[发核批稿对报表办][:：] ?{_SURNAME})", "name"),
    (
        "任记席理志生士姐傅师授官警员计纳书机监工板委者",
        _TITLE_ENDS,
        "name",
    ),
    (
        "人员者主名客字导",
        (
            "(?<![^姓户签]名|[^签]字|[^领]导|[^车船业]主|"
            f"[^乘旅]客)(?=(?:姓名)?{_APART}{{0,6}}{_SURNAME})"
        ),
        "name",
    ),
)
# Digits stand everywhere, so they are looked for by themselves: among the rest they would keep
# its one search from being quick.
_DIGITS, *_OTHERS = (*_NUMBERS, *_SIGNS)
_ANY = (
    f"(?s)[{''.join(first for first, _, _ in _OTHERS)}]"
    f"(?:{'|'.join(f'(?<=[{first}]){around}' for first, around, _ in _OTHERS)})"
)
_EACH = tuple((f"(?s)[{first}]{around}", kinds) for first, around, kinds in _OTHERS)
_DIGIT = f"[{_DIGITS[0]}]{_DIGITS[1]}"
_NONE: frozenset[str] = frozenset()
