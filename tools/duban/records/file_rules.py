"""Rules on files as such: that they are plain, can be read, and lie at the path of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING
from typing import Any

from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import rule
from duban.ground.text import nearest
from duban.records.kinds import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule
def file_not_regular(what: str) -> Iterator[Problem]:
    """不是普通文件。

    台账里只放普通的 .yaml 文件。链接可能指向台账以外的内容，一律不读；名称以 .yaml 结尾的文件夹请改名。
    """  # noqa: E501 - lines as the manual shows them
    yield Problem(f"这是{what}，不是普通文件，没有读取", "换成普通的 .yaml 文件，或删去")


@rule
def file_unreadable(why: str) -> Iterator[Problem]:
    """文件读不出来。

    通常是没有读取权限，或磁盘有问题。请联系管理员。
    """
    yield Problem(f"文件读不出来（{why}）", "检查读取权限，或联系管理员")


@rule
def file_name_not_utf8() -> Iterator[Problem]:
    """文件名的编码不对。

    文件名只用小写英文字母、数字和短横线。
    """
    yield Problem(
        "文件名里有无法辨认的字节", "改名，只用小写英文字母、数字和短横线，例如 1-2-2b.yaml"
    )


@rule
def path_unknown(path: str) -> Iterator[Problem]:
    """文件放错了地方，或文件名不对。

    文件名只用小写英文字母、数字和短横线，以 .yaml 结尾，放在规定的文件夹里：

    - tasks/units/单位.yaml
    - tasks/plans/方案.yaml、tasks/agreements/协议.yaml
    - tasks/items/方案或协议/编号.yaml
    - tasks/progress/单位/方案或协议/编号.yaml
    - tasks/matters/协议/编号.yaml
    - tasks/calendar/年份.yaml
    - tasks/forms/协议/文书.docx
    """
    parts = path.split("/")
    folder = parts[1] if len(parts) > 2 else ""  # noqa: PLR2004 - tasks/<folder>/…
    if folder and folder not in FOLDERS:
        near = nearest(folder, FOLDERS)
        if near:
            hint = f"是否应放在 tasks/{near}/ 下？"
        else:
            hint = f"放在 {'、'.join(f'tasks/{name}/' for name in sorted(FOLDERS))} 之一"
        yield Problem(f"没有 tasks/{folder}/ 这个文件夹", hint)
    elif path.endswith(".yml"):
        yield Problem("文件名以 .yml 结尾", f"请改名为 {path[:-4]}.yaml")
    elif not path.endswith(".yaml"):
        yield Problem(
            "这里只放以 .yaml 结尾的记录文件", "佐证材料请放到档案系统；确是记录的，改名为 .yaml"
        )
    else:
        yield Problem(
            "文件名或所在的文件夹不对",
            "文件名只用小写英文字母、数字和短横线，例如 tasks/items/jl-2024-136/1-2-2b.yaml",
        )


# What is said of a file that cannot be read; path_unknown is said of one that can.
UNREAD_RULES: tuple[Rule[..., Any], ...] = (file_not_regular, file_unreadable, file_name_not_utf8)
