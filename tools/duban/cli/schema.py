"""``tasks schema``: the schemas for an editor, with the book's own units."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from duban.cli.app import ENVIRONMENT
from duban.cli.app import Shell
from duban.cli.app import Stop
from duban.cli.app import load_book
from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.results import FORCE
from duban.cli.results import refuse_book
from duban.cli.results import refuse_existing
from duban.cli.results import say_failures
from duban.cli.results import write_file
from duban.ground import isolation
from duban.ground.system_errors import reason

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    cls=Command,
    options_metavar="[选项]",
    epilog="""\
例：
  tasks schema -o .vscode/schema                编辑器输入单位时列出本台账的单位""",
)
@click.option(
    "-o",
    "--output",
    metavar="文件夹",
    required=True,
    type=Place(file=False),
    help="写到哪个文件夹。",
)
@FORCE
@click.pass_obj
def schema(shell: Shell, output: Path) -> None:
    """为编辑器生成校验文件，其中列出本台账登记的单位。

    每种记录一个文件，自成一体；在编辑器设置里用它们代替 schema/ 下的文件。
    """
    from duban.records.kinds import KINDS
    from duban.reports import formats
    from duban.schemas import catalog

    _, loaded, _ = load_book(shell)
    refuse_book(output)

    def text(kind: str, left_out: frozenset[str]) -> str:
        names = sorted(unit.name for unit in loaded.book.without(left_out).units.values())
        return formats.json_text(catalog.for_editors(kind, names))

    units = [unit.path for unit in loaded.book.units.values()]
    results = {
        kind.name: isolation.narrowed(
            partial(text, kind.name), units, f"schema/{kind.name}.schema.json"
        )
        for kind in KINDS
    }
    made = {
        output / f"{kind}.schema.json": one.made
        for kind, one in results.items()
        if one.made is not None
    }
    refuse_existing(made)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(ENVIRONMENT, f"写不了 {output}：{reason(error)}。") from None
    for path, content in made.items():
        write_file(path, content.encode())
    say_failures(
        dict.fromkeys(failure for one in results.values() for failure in one.failures),
        loaded.findings,
    )
