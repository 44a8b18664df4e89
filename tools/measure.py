"""Print how the code is laid out: sizes, density, names, rooms; now or at any revision of git."""

from __future__ import annotations

import argparse
import ast
import builtins
import io
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from typing import Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

ROOT = Path(__file__).parents[1]
PACKAGE = "tools/duban"
TOOLS = "tools"
LONG = 100
EMPTY_NAMES = frozenset({"one", "other", "each"})
NAMES = "one, other, each as names"
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


@dataclass(frozen=True)
class Arrows:
    """Who imports whom: the number of arrows and floors, and the modules in or above a circle."""

    count: int
    floors: int
    circles: tuple[str, ...]


@dataclass(frozen=True)
class Measures:
    """The figures of one package, as a table shows them."""

    rows: tuple[tuple[str, str], ...]

    def table(self) -> str:
        """Return the figures as a Markdown table."""
        lines = ["| measure | figure |", "| --- | --- |"]
        lines += [f"| {name} | {figure} |" for name, figure in self.rows]
        return "\n".join(lines) + "\n"


def measure(texts: Mapping[str, str], package: str = "duban") -> Measures:
    """Return the figures of a package, given the text of each module by its path in the package."""
    trees = {path: ast.parse(text) for path, text in texts.items()}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    lines = [line for text in texts.values() for line in text.splitlines()]
    functions = [node for node in nodes if isinstance(node, FUNCTIONS)]
    imports = _imports(trees, package)
    rows = [
        ("modules", str(len(texts))),
        (
            "files in one folder, at most",
            str(max(Counter(_folder(path) for path in texts).values())),
        ),
        (
            "module lines, median / p90 / max",
            _spread([len(text.splitlines()) for text in texts.values()]),
        ),
        ("function lines, median / p90 / max", _spread([_length(node) for node in functions])),
        *_exceptions(nodes),
        (NAMES, str(sum(len(empty_names(text)) for text in texts.values()))),
        *_density(nodes, lines),
        ("public functions and classes with a docstring", _documented(nodes)),
        ("files per room", _rooms(texts)),
        ("imports between modules", _shown(_arrows(imports))),
        ("imports between rooms", _shown(_arrows(_by_room(imports)))),
    ]
    return Measures(tuple(rows))


def empty_names(text: str) -> list[int]:
    """Return the lines of a module in which a name says nothing of what it holds, one a name."""
    nodes = ast.walk(ast.parse(text))
    return sorted(_line(node) for node in nodes if _name(node) in EMPTY_NAMES)


def _name(node: ast.AST) -> str:
    """Return the name of a variable, a parameter or a function where this is one."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.arg):
        return node.arg
    return node.name if isinstance(node, FUNCTIONS) else ""


def _line(node: Any) -> int:
    return int(node.lineno)


def from_folder(folder: Path) -> dict[str, str]:
    """Return the text of each module below a folder, by its path inside the folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def from_revision(repository: Path, revision: str, folder: str) -> dict[str, str]:
    """Return the text of each module below a folder at a revision, by its path in the folder."""
    command = ["git", "-C", str(repository), "archive", "--format=tar", revision, "--", folder]
    archive = subprocess.run(command, capture_output=True, check=True).stdout
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        for member in members:
            content = members.extractfile(member) if member.name.endswith(".py") else None
            if content is not None:
                found[PurePosixPath(member.name).relative_to(folder).as_posix()] = (
                    content.read().decode()
                )
    return found


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)


def _spread(sizes: Iterable[int]) -> str:
    ordered = sorted(sizes) or [0]
    return f"{_quantile(ordered, 0.5)} / {_quantile(ordered, 0.9)} / {ordered[-1]}"


def _quantile(ordered: Sequence[int], share: float) -> int:
    """Return the smallest size that at least this share of all sizes does not exceed."""
    return ordered[max(ceil(share * len(ordered)) - 1, 0)]


def _length(node: Any) -> int:
    """Return the lines of a function without its decorators."""
    return int(node.end_lineno - node.lineno + 1)


def _exceptions(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    """Count the exception classes, and those that stand on no other of the package.

    The second is one where there is one tree.
    """
    bases = {
        node.name: [base for base in map(_last_name, node.bases) if base]
        for node in nodes
        if isinstance(node, ast.ClassDef)
    }
    roots = {
        name for name, above in bases.items() if any(_is_builtin_exception(base) for base in above)
    }
    found = set(roots)
    while more := {name for name, above in bases.items() if found.intersection(above)} - found:
        found |= more
    yield "exception classes", str(len(found))
    yield "exception classes that stand on no other of ours", str(len(roots))


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_builtin_exception(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)


def _density(nodes: Sequence[ast.AST], lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Count per line of code: a line that is neither blank nor a comment."""
    filled = [line for line in lines if line.strip()]
    code = [line for line in filled if not line.strip().startswith("#")]
    count = len(code) or 1
    ternaries = sum(isinstance(node, ast.IfExp) for node in nodes)
    comprehensions = sum(isinstance(node, COMPREHENSIONS) for node in nodes)
    yield "lines of code", str(len(code))
    yield "ternaries in 100 lines of code", f"{100 * ternaries / count:.1f}"
    yield "comprehensions in 100 lines of code", f"{100 * comprehensions / count:.1f}"
    yield (
        f"lines of code over {LONG} columns",
        f"{100 * sum(len(line) > LONG for line in code) / count:.1f} %",
    )
    yield "comment lines to lines of code", f"{100 * (len(filled) - len(code)) / count:.1f} %"


def _documented(nodes: Iterable[ast.AST]) -> str:
    public = [
        node
        for node in nodes
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and _is_public(node.name)
    ]
    documented = sum(ast.get_docstring(node) is not None for node in public)
    return f"{100 * documented / (len(public) or 1):.0f} %"


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def _rooms(texts: Iterable[str]) -> str:
    counts = Counter(
        _room(path.removesuffix(".py").replace("/", ".")) for path in texts if "/" in path
    )
    return ", ".join(f"{room} {count}" for room, count in sorted(counts.items())) or "none"


def _room(module: str) -> str:
    return module.partition(".")[0]


def _imports(trees: Mapping[str, ast.Module], package: str) -> dict[str, set[str]]:
    """Return for each module the modules of the package that it imports, anywhere in it."""
    modules = {
        path.removesuffix(".py").replace("/", ".").removesuffix(".__init__"): tree
        for path, tree in trees.items()
    }
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, tree in modules.items():
        for node in ast.walk(tree):
            found[name] |= {target for target in _targets(node, package, modules) if target != name}
    return found


def _targets(node: ast.AST, package: str, modules: Mapping[str, object]) -> Iterator[str]:
    """Name the modules that one import statement reaches.

    ``from a import b`` reaches ``a.b`` where that is a module.
    """
    if isinstance(node, ast.Import):
        named = [name.name for name in node.names]
    elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
        named = [f"{node.module}.{name.name}" for name in node.names]
    else:
        return
    for full in named:
        if full == package or not full.startswith(f"{package}."):
            continue
        inside = full.removeprefix(f"{package}.")
        if inside in modules:
            yield inside
        elif inside.rpartition(".")[0] in modules:
            yield inside.rpartition(".")[0]


def _by_room(imports: Mapping[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for name, targets in imports.items():
        found.setdefault(_room(name), set()).update(_room(target) for target in targets)
    return {name: targets - {name} for name, targets in found.items()}


def _arrows(imports: Mapping[str, set[str]]) -> Arrows:
    """Take away, floor by floor, what imports nothing that is still there.

    What cannot be taken away is held by a circle.
    """
    left = {name: set(targets) for name, targets in imports.items()}
    floors = 0
    while bottom := {name for name, targets in left.items() if not targets & left.keys()}:
        floors += 1
        left = {name: targets for name, targets in left.items() if name not in bottom}
    return Arrows(sum(map(len, imports.values())), floors, tuple(sorted(left)))


def _shown(arrows: Arrows) -> str:
    circles = f"held by circles: {', '.join(arrows.circles)}" if arrows.circles else "no circle"
    return f"{arrows.count} on {arrows.floors} floors, {circles}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table of the working tree, or of the revision given with ``--at``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--at", metavar="REVISION", help="a revision of git instead of the working tree"
    )
    parser.add_argument(
        "--repository", type=Path, default=ROOT, help="the checkout; this one unless told"
    )
    parser.add_argument(
        "--folder", default=PACKAGE, help=f"the package inside it; {PACKAGE} unless told"
    )
    given = parser.parse_args(arguments)

    def texts(folder: str) -> dict[str, str]:
        if given.at:
            return from_revision(given.repository, given.at, folder)
        return from_folder(given.repository / folder)

    table = measure(texts(given.folder), PurePosixPath(given.folder).name).table()
    empty = sum(len(empty_names(text)) for text in texts(TOOLS).values())
    sys.stdout.write(f"{table}| {NAMES}, in {TOOLS}/ | {empty} |\n")


if __name__ == "__main__":
    main()
