"""``tasks schema``: the schemas for an editor, with the book's own units."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import click

from duban.cli.chinese import Command
from duban.cli.chinese import Place
from duban.cli.options import FORCE
from duban.cli.output import refuse_book
from duban.cli.output import refuse_existing
from duban.cli.output import say_failures
from duban.cli.output import write_file
from duban.cli.session import Session
from duban.cli.session import load_book
from duban.ground import isolation
from duban.storage import atomic

if TYPE_CHECKING:
    from pathlib import Path

    from duban.ground.isolation import Failure


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
def schema(session: Session, output: Path) -> None:
    """为编辑器生成校验文件，其中列出本台账登记的单位。

    每种记录一个文件，自成一体；在编辑器设置里用它们代替 schema/ 下的文件。
    """
    from duban.records.kinds import KINDS
    from duban.reports import formats
    from duban.schemas import catalog

    _, loaded, _ = load_book(session)
    refuse_book(output)

    def schema_text(kind: str, left_out: frozenset[str]) -> str:
        names = sorted(unit.name for unit in loaded.book.without(left_out).units.values())
        return formats.json_text(catalog.for_editors(kind, names))

    units = [unit.path for unit in loaded.book.units.values()]
    texts: dict[Path, str] = {}
    failures: dict[Failure, None] = {}
    for kind in KINDS:
        name = f"{kind.name}.schema.json"
        result = isolation.narrowed(partial(schema_text, kind.name), units, f"schema/{name}")
        failures |= dict.fromkeys(result.failures)
        if result.made is not None:
            texts[output / name] = result.made
    refuse_existing(texts)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.unwritable(output, error) from None
    for path, text in texts.items():
        write_file(path, text.encode())
    say_failures(failures, loaded.findings)
