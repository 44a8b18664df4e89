"""The rule on the remotes of the book's repository: no book is published whole on a forge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from duban.documents.yaml_document import Document
from duban.ground.findings import Problem
from duban.ground.findings import Rule
from duban.ground.findings import advice

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

    from duban.ground.findings import Finding

# Hosts at which anybody can open an account and make a repository public; subdomains count too
# (ssh.github.com).
FORGES = {
    "github.com": "GitHub", "gitlab.com": "GitLab", "gitee.com": "Gitee",
    "bitbucket.org": "Bitbucket", "codeberg.org": "Codeberg", "gitcode.com": "GitCode",
    "gitcode.net": "GitCode", "csdn.net": "GitCode", "atomgit.com": "AtomGit",
    "coding.net": "CODING", "cnb.cool": "CNB", "jihulab.com": "极狐GitLab",
    "gitlink.org.cn": "GitLink", "codeup.aliyun.com": "云效 Codeup", "sr.ht": "SourceHut",
    "sourceforge.net": "SourceForge", "sf.net": "SourceForge", "gitea.com": "Gitea Cloud",
    "dev.azure.com": "Azure DevOps", "visualstudio.com": "Azure DevOps",
    "launchpad.net": "Launchpad", "framagit.org": "Framagit", "notabug.org": "NotABug",
    "disroot.org": "Disroot", "gitgud.io": "GitGud", "pagure.io": "Pagure",
    "repo.or.cz": "repo.or.cz", "huggingface.co": "Hugging Face", "oschina.net": "Gitee",
    "code.tencent.com": "腾讯工蜂", "code.aliyun.com": "云效 Codeup",
    "huaweicloud.com": "华为云 CodeArts", "modelscope.cn": "魔搭", "openi.org.cn": "启智",
    "salsa.debian.org": "Salsa", "savannah.gnu.org": "Savannah", "gitflic.ru": "GitFlic",
}  # fmt: skip
# The two ways to write an address of another machine, scheme://host:port/path and host:path, with
# a user before the host or not.
_WITH_SCHEME = r"(?i)(?:[a-z0-9+.-]+::)*[a-z][a-z0-9+.-]*://(?:[^/?#]*@)?(?P<host>[^/?#:@\\]+)"
# An address that is fetched through another: a proxy writes it behind its own.
_PROXIED = r"(?i)(?<=[/=])https?(?::|%3A)/?/(?:[^/?#]*@)?(?P<host>[^/?#:@\\]+)"
_LIKE_SCP = r"(?:[^/:\\]*@)?(?P<host>[^/:@\\]{2,}):(?!//)"


def forge(address: str) -> str | None:
    """Return the public forge that an address of git leads to.

    None for any other place, such as a folder or an office's own server.
    """
    whole = address.strip()
    through = next(re.finditer(_PROXIED, whole), None)
    found = re.match(_WITH_SCHEME, whole) or re.match(_LIKE_SCP, whole)
    names = (_named(match["host"]) for match in (found, through) if match)
    return next(filter(None, names), None)


def _named(host: str) -> str | None:
    """Return the forge of a host or of the host above it; None for any other.

    As for a browser and git, 。 is a dot and full-width letters are letters.
    """
    labels = normalize("NFKC", unquote(host)).replace("。", ".").lower().rstrip(".").split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels)))
    return next((FORGES[name] for name in hosts if name in FORGES), None)


def find(addresses: Iterable[str], path: str) -> Iterator[Finding]:
    """Return one finding, on the file ``path``, where an address leads to a public forge.

    It does not repeat the address, which may hold a password.
    """
    for problem in remote_public(addresses):
        yield Document(path, "", None).find(remote_public, problem)


@advice
def remote_public(addresses: Iterable[str]) -> Iterator[Problem]:
    """台账库连着公开的代码平台。

    台账库不得公开：里面有不予公开的事项、存在问题、佐证和办件，历史版本里还有已经撤下的内容。公开只发布网站（make site-public）。
    放在公开代码平台上的，必须设为私有，并核对成员、复刻和页面服务的可见范围；已经核对的，可在台账设置的“规则”里关闭这一条。
    """  # noqa: E501 - lines as the manual shows them
    names = dict.fromkeys(filter(None, map(forge, addresses)))
    if names:
        yield Problem(
            f"台账库的远程仓库在公开的代码平台（{'、'.join(names)}）上",
            "台账库不得公开，公开只发布网站；请确认该库是私有的",
        )


RULES: tuple[Rule[..., Any], ...] = (remote_public,)
