"""The code keeps the shape its design gives it: imports point downward, each library has one home."""

from __future__ import annotations

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "tools" / "duban"

# Bottom to top; a module imports only what stands before it.
ORDER = (
    "__init__", "text", "system_errors", "findings", "isolation", "periods", "workdays", "lights", "canonical", "personal_patterns", "personal_data", "traps", "documents", "editing", "schemas", "model", "cutoff", "kinds", "privacy", "attachments", "loading", "corrections",
    "deadlines", "matters", "numbers", "checks", "matter_checks", "review",
    "worktree", "remotes", "rules", "assessment", "rates", "remarks", "upcoming", "tables", "differences", "changes", "history", "trend", "views", "details", "forms", "render", "answers",
    "publishing", "occasions", "links", "charts", "website", "markup", "manual", "journey", "contents", "pages", "feeds",
    "chronology", "clock", "git_errors", "repository", "atomic", "gather", "confined", "numbering", "mkdocs_plugin", "chinese_click",
    "shell", "commands_read", "commands_write", "commands_site", "cli", "__main__",
)  # fmt: skip
HOMES = {
    "yaml": {"documents"},
    "jsonschema": {"schemas"},
    "jsonschema_rs": {"schemas"},
    "click": {"chinese_click", "shell", "commands_read", "commands_write", "commands_site", "cli"},
    "rich": {"render"},
    "subprocess": {"repository", "confined"},
    "filelock": {"atomic"},
    "git": {"repository"},
    "docxtpl": {"forms"},
    "jinja2": {"forms", "markup", "pages", "mkdocs_plugin"},
    "markupsafe": {"markup"},
    "icalendar": {"feeds"},
    "xml": {"feeds", "answers"},
    "mkdocs": {"mkdocs_plugin"},
    "jieba": {"mkdocs_plugin"},
    "chinese_calendar": {"workdays"},
    "datetime.now": {"clock"},
}
SHELL = {
    "worktree", "clock", "git_errors", "repository", "atomic", "gather", "confined", "numbering", "mkdocs_plugin", "chinese_click",
    "shell", "commands_read", "commands_write", "commands_site", "cli", "__main__",
}  # fmt: skip


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"duban.{name.name}" for name in node.names} if node.module == "duban" else {node.module}
    return found


def test_every_module_has_its_place() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == set(ORDER)


def test_imports_point_downward() -> None:
    for place, name in enumerate(ORDER):
        own = {one.split(".")[1] for one in imports(PACKAGE / f"{name}.py") if one.startswith("duban.")}
        assert own <= set(ORDER[:place]), name


def test_each_library_has_one_home() -> None:
    for name in ORDER:
        for one in imports(PACKAGE / f"{name}.py"):
            home = HOMES.get(one.split(".")[0])
            assert home is None or name in home, f"{name} imports {one}"


def test_the_core_does_not_print_look_at_the_clock_or_the_environment() -> None:
    for name in set(ORDER) - SHELL:
        text = (PACKAGE / f"{name}.py").read_text("utf-8")
        for word in (
            r"(?<![.\w])print\(",
            r"date\.today",
            r"datetime\.now",
            r"os\.environ",
            r"sys\.stdout",
            r"sys\.exit",
            r"(?<![.\w])open\(",
        ):
            assert not re.search(word, text), f"{name}: {word}"


def test_every_module_says_its_job_in_one_sentence() -> None:
    for path in PACKAGE.glob("*.py"):
        assert (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").count("\n") == 0, path.name
