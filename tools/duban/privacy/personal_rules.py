"""Rules on personal data and secrecy marks, which may not enter git, where they stay for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import Span
from duban.ground.findings import advice
from duban.ground.findings import rule

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping

# 个人信息保护法第二十五条、第三十六条；保守国家秘密法。
_PERSONAL = "个人信息不得写进台账"
_FILE_NUMBER = "删去，只写档案号"


@rule
def privacy_id_number(at: Span) -> Iterator[Problem]:
    """写了身份证号码。

    个人信息不得写进台账：文件一经提交，历史里永远留着，删不掉。请立即删去，并告知管理员处理历史记录。
    """
    yield Problem(f"疑似身份证号码，{_PERSONAL}", "删去号码，只写档案号", at)


@rule
def privacy_mobile(at: Span) -> Iterator[Problem]:
    """写了手机号码。

    个人信息不得写进台账。联系方式请写联络部门，不写个人。
    """
    yield Problem(f"疑似手机号码，{_PERSONAL}", "删去号码，需要联系的写联络部门", at)


@rule
def privacy_bank_card(at: Span) -> Iterator[Problem]:
    """写了银行卡号。

    个人金融信息不得写进台账，请删去。
    """
    yield Problem(f"疑似银行卡号，{_PERSONAL}", "删去号码，只写档案号", at)


@rule
def privacy_plate(at: Span) -> Iterator[Problem]:
    """写了车牌号码。

    车牌号可以查到个人，不得写进台账。案件请写档案号。
    """
    yield Problem("疑似车牌号码，不得写进台账", "删去号码，只写档案号", at)


@rule
def privacy_secret_mark(at: Span) -> Iterator[Problem]:
    """写了密级标志。

    涉密不上网，上网不涉密。涉密内容不得写进台账，请立即删去并报告保密工作机构。
    """
    yield Problem("疑似密级标志，涉密内容不得写进台账", "立即删去，并按规定报告保密工作机构", at)


@rule
def privacy_internal_mark(at: Span) -> Iterator[Problem]:
    """写了“内部资料”“注意保存”等标注。

    内部资料不是国家秘密，但不得公开，也不写进台账：台账会生成网页和统计。请删去这部分内容，只写文号。
    """
    yield Problem("疑似内部资料标注，内部资料不写进台账", "删去这部分内容，只写文号", at)


@advice
def privacy_landline(at: Span) -> Iterator[Problem]:
    """写了固定电话号码。

    公开的值班电话可以保留；个人的、内部的请删去，写联络部门。
    """
    yield Problem("疑似固定电话号码", "不是公开电话的，删去号码，写联络部门", at)


@advice
def privacy_email(at: Span) -> Iterator[Problem]:
    """写了电子邮箱。

    个人邮箱是个人信息，请删去。单位公开的邮箱可以保留。
    """
    yield Problem("疑似电子邮箱地址", "个人邮箱请删去，写联络部门", at)


@advice
def privacy_name(at: Span) -> Iterator[Problem]:
    """写了姓名和职务。

    台账写到单位为止，不写个人。请改写成单位或部门，例如“省执法局法制科”。
    """
    yield Problem("疑似写了个人姓名", "写单位或部门，不写个人", at)


@advice
def privacy_old_id(at: Span) -> Iterator[Problem]:
    """写了十五位的身份证号码。

    旧身份证号码也是个人信息，不得写进台账。确是其他编号的，在前面写明是什么编号。
    """
    yield Problem("疑似十五位身份证号码", _FILE_NUMBER, at)


@advice
def privacy_passport(at: Span) -> Iterator[Problem]:
    """写了护照或通行证号码。

    证件号码是个人信息，不得写进台账。确是其他编号的，在前面写明是什么编号。
    """
    yield Problem("疑似护照或通行证号码", _FILE_NUMBER, at)


@advice
def privacy_account(at: Span) -> Iterator[Problem]:
    """写了微信号、QQ号等网络账号。

    个人的网络账号是个人信息，请删去。单位的公众号可以写名称。
    """
    yield Problem("疑似微信、QQ等网络账号", "删去账号，写联络部门", at)


RULES: tuple[Rule[[Span], Iterator[Problem]], ...] = (
    privacy_id_number,
    privacy_bank_card,
    privacy_mobile,
    privacy_plate,
    privacy_secret_mark,
    privacy_internal_mark,
    privacy_landline,
    privacy_email,
    privacy_name,
    privacy_old_id,
    privacy_passport,
    privacy_account,
)
# The rule on each kind of personal data.
BY_KIND = {member.code.removeprefix("privacy-"): member for member in RULES}


def words() -> Mapping[str, str]:
    """Return what is said of each kind, in one sentence."""
    return {
        kind: f"{problem.message}：{problem.hint}。"
        for kind, check in BY_KIND.items()
        for problem in check(Span(1, 1))
    }
