"""The package that a preset renders stays small, and each of its modules has one concept."""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import pytest

from extensions.features import SEEDS
from tests.support import ANSWERS, matching, render

BOUNDS = {"minimal": 2_640, "standard": 2_900, "full": 4_190}
"""By preset: the most lines of code that the template may own in `src/`."""
MODULE, FUNCTION = 200, 40
"""The most lines of a module, and the most lines of code of a function."""
ENDING = re.compile(r"(\w{4,}?)(?:e|s)?(?: \1)(?:e?r|ers?|ion|ations?|ing|s)")
"""Two names that are one word with another ending."""
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def lines_of_code(text: str) -> set[int]:
    """Return the lines that are no blank, no comment and no docstring, also of an attribute."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    places = [(token.start[0], token.end[0]) for token in tokens if token.type not in NO_CODE]
    lines = {line for first, last in places for line in range(first, last + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return lines


def functions(text: str) -> Iterator[tuple[str, int]]:
    """Yield the name of each function, and how many lines of code it has."""
    code = lines_of_code(text)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, len(code & {*range(node.lineno, (node.end_lineno or 0) + 1)})


@pytest.fixture(scope="session", params=["regression", "classification"])
def modules(
    request: pytest.FixtureRequest, source: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., dict[str, str]]:
    """Return a function that renders a project, and returns the modules that the template owns."""

    def owned(**answers: str) -> dict[str, str]:
        project = render(source, tmp_path_factory.mktemp("size"), task=request.param, **answers)
        paths = {
            file.relative_to(project).as_posix(): file for file in project.rglob("src/**/*.py")
        }
        users = matching(SEEDS, paths)
        texts = {path: file.read_text(encoding="utf-8") for path, file in paths.items()}
        return {path: text for path, text in texts.items() if path not in users}

    return owned


def test_blanks_comments_and_docstrings_do_not_count() -> None:
    text = '"""Doc\n\nstring."""\n\nA = 1\n"""Of A."""\n# Why\nB = (\n    2,\n)\n'

    assert len(lines_of_code(text)) == 4


@pytest.mark.parametrize("preset", BOUNDS)
def test_package_is_small(preset: str, modules: Callable[..., dict[str, str]]) -> None:
    found = modules(preset=preset).values()

    assert sum(len(lines_of_code(text)) for text in found) <= BOUNDS[preset]


@pytest.mark.parametrize("others", ["full", "gitlab"])
def test_modules_and_functions_are_short(
    others: str, modules: Callable[..., dict[str, str]]
) -> None:
    found = modules(**ANSWERS[others])

    assert {path for path, text in found.items() if len(text.splitlines()) > MODULE} == set()
    long = {
        f"{path}: {name}": count
        for path, text in found.items()
        for name, count in functions(text)
        if count > FUNCTION
    }
    assert long == {}


def test_modules_do_not_differ_by_an_ending(modules: Callable[..., dict[str, str]]) -> None:
    names = sorted({Path(path).stem.strip("_") for path in modules(preset="full")})
    alike = [pair for pair in combinations(names, 2) if ENDING.fullmatch(" ".join(pair))]

    assert alike == []
