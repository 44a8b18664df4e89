"""A check says once that the book's repository is on a public forge, and never repeats the address."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from dated_books import BOOK
from dated_books import commit
from duban.rules import remotes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

PUBLIC = {
    "https://github.com/o/r.git": "GitHub",
    "https://GitHub.com./o/r": "GitHub",
    "http://user:token-1@gitee.com:443/o/r": "Gitee",
    "https://user%40office:p%2Fw@gitlab.com/o/r": "GitLab",
    "https://a@b:c@gitlab.com/o/r": "GitLab",
    "git@github.com:o/r.git": "GitHub",
    "github.com:o/r.git": "GitHub",
    "ssh://git@ssh.github.com:443/o/r.git": "GitHub",
    "ssh://git@altssh.bitbucket.org:443/o/r": "Bitbucket",
    "git+ssh://git@codeberg.org/o/r": "Codeberg",
    "git://gitcode.com/o/r": "GitCode",
    "git@atomgit.com:o/r": "AtomGit",
    "git@e.coding.net:o/p/r.git": "CODING",
    "git@git.sr.ht:~o/r": "SourceHut",
    "https://codeup.aliyun.com/o/r.git": "云效 Codeup",
    "git@ssh.dev.azure.com:v3/o/p/r": "Azure DevOps",
    "https://jihulab.com/o/r": "极狐GitLab",
    "https://cnb.cool/o/r": "CNB",
    "ext::https://github.com/o/r": "GitHub",
    " https://git%68ub.com/o/r ": "GitHub",
    "https://github。com/o/r": "GitHub",
    "https://ｇｉｔｅｅ．ｃｏｍ/o/r": "Gitee",
    "https://proxy.invalid/https://github.com/o/r": "GitHub",
    "https://proxy.invalid/?url=https%3A//github.com/o/r": "GitHub",
    "git@git.code.tencent.com:o/r.git": "腾讯工蜂",
    "https://codehub.devcloud.cn-north-4.huaweicloud.com/o/r.git": "华为云 CodeArts",
}
OTHER = (
    "", "/srv/git/book.git", "../book", "file:///srv/github.com/book.git", "C:\\github.com\\book", "C:/github.com/book", "./github.com:x",
    "https://git.internal.invalid/github.com/r", "git@git.internal.invalid:github.com/r", "https://github.com.internal.invalid/o/r",
    "https://notgithub.com/o/r", "ssh://git@10.0.0.1/o/r", "git@[::1]:o/r", "https://user:github.com@git.internal.invalid/r", "com:r", "://github.com",
)  # fmt: skip


@pytest.mark.parametrize(("address", "name"), PUBLIC.items())
def test_a_public_forge_is_known_however_its_address_is_written(address: str, name: str) -> None:
    assert remotes.forge(address) == name


@pytest.mark.parametrize("address", OTHER)
def test_a_folder_or_an_own_server_is_none(address: str) -> None:
    assert remotes.forge(address) is None


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", root, *arguments], check=True)


@pytest.mark.parametrize("key", ["branch.main.remote", "branch.main.pushRemote", "remote.pushDefault"])
def test_an_address_in_place_of_a_remote_is_seen(key: str, tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    git(tmp_path, "config", key, "https://zhanghao@gitee.com/o/r")
    ended = tasks("--root", tmp_path, "check")
    assert "（Gitee）" in ended.out
    assert "zhanghao" not in ended.out


def test_a_check_warns_once_and_never_repeats_the_address(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    assert json.loads(tasks("--root", tmp_path, "check", "-f", "json").out)["warnings"] == 0
    git(tmp_path, "remote", "add", "origin", "https://zhanghao:ghp-mima@github.com/o/taizhang.git")
    git(tmp_path, "remote", "add", "copy", "git@gitee.com:o/taizhang.git")
    git(tmp_path, "remote", "set-url", "--add", "--push", "copy", "/srv/git/copy.git")
    for form in ("text", "json", "github", "gitlab", "junit", "sarif", "markdown"):
        ended = tasks("--root", tmp_path, "check", "-f", form)
        assert ended.code == 0
        assert "remote-public" in ended.out
        assert not [word for word in ("zhanghao", "mima", "taizhang") if word in ended.out + ended.err]
    found = json.loads(tasks("--root", tmp_path, "check", "-f", "json").out)
    assert [(finding["path"], finding["code"], finding["severity"]) for finding in found["findings"]] == [
        ("tasks/config.yaml", "remote-public", "warning")
    ]
    assert found["findings"][0]["message"] == "台账库的远程仓库在公开的代码平台（Gitee、GitHub）上"
    assert found["findings"][0]["hint"] == "台账库不得公开，公开只发布网站；请确认该库是私有的"
    assert tasks("--root", tmp_path, "check", "--strict").code == 1


def test_an_alias_of_an_address_hides_no_forge(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    commit(tmp_path, BOOK, "2026-01-05")
    git(tmp_path, "remote", "add", "origin", "kuaijie:o/r.git")
    git(tmp_path, "config", "url.https://github.com/.insteadOf", "kuaijie:")
    assert "remote-public" in tasks("--root", tmp_path, "check").out


def test_the_settings_can_turn_it_off(tasks: Callable[..., Outcome], tmp_path: Path) -> None:
    commit(tmp_path, BOOK.replace("名称: 示例台账", "名称: 示例台账\n规则: {remote-public: 关闭}"), "2026-01-05")
    git(tmp_path, "remote", "add", "origin", "git@github.com:o/r.git")
    assert "remote-public" not in tasks("--root", tmp_path, "check").out


def test_without_git_or_with_a_broken_one_a_check_goes_on(tasks: Callable[..., Outcome], book: Callable[[str], Path]) -> None:
    root = book(BOOK)
    assert tasks("--root", root, "check").code == 0
    (root / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert tasks("--root", root, "check").code == 0
    assert tasks("--root", root, "check", PATH="").code == 0
