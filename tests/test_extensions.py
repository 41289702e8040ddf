"""What Copier is trusted to run is two short files that touch nothing."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.support import ROOT

EXTENSIONS = sorted((ROOT / "extensions").glob("*.py"))
IMPORTS = {
    "features.py": {"collections", "jinja2", "pathlib", "typing", "yaml"},
    "naming.py": {"jinja2", "json", "keyword", "re", "sys", "unicodedata"},
}
STOP = ["{{ _copier_python }}", "tools/too_old.py"]
EFFECTS = {"__import__", "compile", "eval", "exec", "input", "open", "print"}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "").partition(".")[0]


def test_extensions_are_those_that_copier_is_told_to_run() -> None:
    settings = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))

    listed = [entry.partition(":")[0] for entry in settings["_jinja_extensions"][1:]]
    assert listed == [path.relative_to(ROOT).as_posix() for path in EXTENSIONS]
    assert "_tasks" not in settings
    commands = [migration["command"] for migration in settings["_migrations"]]
    assert [command for command in commands if command[:3] != ["git", "mv", "-k"]] == [STOP]
    [statement] = ast.parse((ROOT / STOP[1]).read_text(encoding="utf-8")).body[1:]
    assert ast.unparse(statement).startswith("raise SystemExit('")


@pytest.mark.parametrize("path", EXTENSIONS, ids=lambda path: path.name)
def test_extension_imports_what_every_copier_has_and_has_no_effect(path: Path) -> None:
    nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]

    assert set(imports(path)) == IMPORTS[path.name]
    assert IMPORTS[path.name] <= {"jinja2", "yaml"} | sys.stdlib_module_names
    assert not {node.id for node in nodes if isinstance(node, ast.Name)} & EFFECTS
    attributes = (node for node in nodes if isinstance(node, ast.Attribute))
    assert [node.attr for node in attributes if isinstance(node.ctx, ast.Store)] == []


def test_manifest_is_the_one_file_that_is_read() -> None:
    text = (ROOT / "extensions/features.py").read_text(encoding="utf-8")

    attributes = [
        node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)
    ]
    touching = {"open", "unlink", "mkdir", "touch", "iterdir", "glob", "rglob", "rename", "replace"}
    assert not touching & set(attributes)
    assert [name for name in attributes if name.startswith(("read", "write"))] == ["read_text"]
    assert 'Path(__file__).with_name("features.yml").read_text' in text


def test_extensions_are_short_enough_to_be_read() -> None:
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in EXTENSIONS) <= 320
