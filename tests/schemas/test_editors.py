"""An editor with yaml-language-server offers field names, choices and explanations in Chinese."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import pytest

from duban.records.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Iterator

    from conftest import Outcome

ROOT = Path(__file__).parents[2]
SERVER = ROOT / "tests" / "npm" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not SERVER.exists(), reason="make test installs yaml-language-server where npm is"
)


class Editor:
    """The least an editor says to a language server."""

    def __init__(self, folder: Path = ROOT / "schema") -> None:
        self.server = subprocess.Popen(["node", str(SERVER), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.number = 0
        self.settings: dict[str, Any] = {}
        self.ask("initialize", {"processId": None, "rootUri": ROOT.as_uri(), "capabilities": {"workspace": {"configuration": True}}})
        self.tell("initialized", {})
        settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
        mapped = {(folder / Path(schema).name).as_uri(): pattern for schema, pattern in settings["yaml.schemas"].items()}
        self.settings = {"schemas": mapped, "completion": True, "hover": True, "validate": True, "schemaStore": {"enable": False}}
        self.tell("workspace/didChangeConfiguration", {"settings": {"yaml": self.settings}})

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.server.stdin
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def tell(self, method: str, parameters: dict[str, Any]) -> None:
        self.send({"method": method, "params": parameters})

    def ask(self, method: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        self.send({"id": self.number, "method": method, "params": parameters})
        while True:
            message = self.receive()
            if message.get("id") == self.number and "method" not in message:
                return message.get("result")
            if "id" in message:
                sections = [part.get("section") for part in (message.get("params") or {}).get("items", [])]
                self.send({"id": message["id"], "result": [self.settings if name == "yaml" else None for name in sections] or None})

    def receive(self) -> dict[str, Any]:
        assert self.server.stdout
        length = 0
        while line := self.server.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        message: dict[str, Any] = json.loads(self.server.stdout.read(length))
        return message

    def open(self, path: str, text: str) -> str:
        uri = (ROOT / path).as_uri()
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        return uri


@pytest.fixture(scope="module")
def editor() -> Iterator[Editor]:
    editor = Editor()
    yield editor
    editor.server.kill()
    editor.server.communicate()


def labels(editor: Editor, path: str, text: str, line: int, character: int) -> set[str]:
    uri = editor.open(path, text)
    for _ in range(50):  # the server answers with nothing until it has fetched its settings
        result = editor.ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}})
        if result["items"]:
            break
        time.sleep(0.1)
    return {choice["label"] for choice in result["items"]}


def test_field_names_are_offered(editor: Editor) -> None:
    offered = labels(editor, "tasks/items/jl-2024-136/new.yaml", "事项: 建立工作专班\n\n", 1, 0)
    assert {"条款", "原文", "牵头单位", "责任单位", "时限"} <= offered


def test_the_states_are_offered(editor: Editor) -> None:
    offered = labels(editor, "tasks/progress/jdz-detachment/jdz-changjiang-2025/new.yaml", "状态: \n", 0, 4)
    assert {"未启动", "进行中", "已完成", "暂缓"} <= offered


def test_a_field_is_explained(editor: Editor) -> None:
    uri = editor.open("tasks/items/jl-2024-136/hover.yaml", "事项: 建立工作专班\n牵头单位: 未规定\n")
    result = editor.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 1}})
    assert "牵头单位的简称；文件没有写的，写“未规定”" in result["contents"]["value"]


def test_units_of_the_book_are_offered(tmp_path: Path, tasks: Callable[..., Outcome]) -> None:
    assert tasks("--root", ROOT, "schema", "-o", tmp_path).code == 0
    editor = Editor(tmp_path)
    try:
        offered = labels(editor, "tasks/items/jl-2024-136/units.yaml", "事项: 建立工作专班\n牵头单位: \n", 1, 6)
        assert {"省执法局", "厅法规处", "区交通局", "未规定"} <= offered
        listed = labels(editor, "tasks/items/jl-2024-136/list.yaml", "事项: 建立工作专班\n责任单位:\n  - \n", 2, 4)
        assert {"省执法局", "各市（州）"} <= listed
    finally:
        editor.server.kill()
        editor.server.communicate()


def test_every_kind_is_mapped_to_its_files() -> None:
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    assert set(settings["yaml.schemas"]) == {f"schema/{kind.name}.schema.json" for kind in KINDS}
