"""The page that compares the paradigms counts right; the tests of a project hold the rest of it."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

BLOCK = re.compile(r"<!-- (add a model|swap two steps): (\S+) -->\n+```\w+\n(.*?)```", re.DOTALL)
BRANCHES = (ast.If, ast.IfExp, ast.For, ast.While, ast.comprehension, ast.ExceptHandler)


@pytest.mark.parametrize(
    "name", ["procedural", "functional", "object_oriented", "declarative", "hybrid"]
)
def test_measures_on_the_page_are_current(name: str, rendered: Callable[[str], Path]) -> None:
    folder = rendered("full") / "examples/paradigms"
    page = (folder / "README.md").read_text(encoding="utf-8")
    tree = ast.parse((folder / f"{name}.py").read_text(encoding="utf-8"))
    nodes = list(ast.walk(tree))
    measures = [
        len(list(filter(None, ast.unparse(without_docstrings(tree)).splitlines()))),
        sum(isinstance(node, ast.FunctionDef) for node in nodes),
        sum(isinstance(node, ast.ClassDef) for node in nodes),
        sum(isinstance(node, BRANCHES) for node in nodes),
    ]
    for wanted in ("add a model", "swap two steps"):
        diffs = [
            diff
            for kind, path, diff in BLOCK.findall(page)
            if (kind, Path(path).stem) == (wanted, name)
        ]
        measures.append(len(re.findall(r"^[+-]", "".join(diffs), re.MULTILINE)))

    title = name.replace("_", "-")
    assert f"| {title} | {' | '.join(map(str, measures))} |" in page


def without_docstrings(tree: ast.Module) -> ast.Module:
    """Leave out docstrings; unparsed, what is left has one statement a line and no blank ones."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [  # type: ignore[attr-defined]
                statement
                for statement in body
                if not isinstance(getattr(statement, "value", None), ast.Constant)
                or not isinstance(statement, ast.Expr)
            ] or [ast.Pass()]
    return tree
