"""The package that a preset renders stays as small as docs/decisions/0023 says."""

import ast
import io
import tokenize
from collections.abc import Callable
from pathlib import Path

import pytest

BOUNDS = {"minimal": 1_850, "standard": 2_150, "full": 2_800}
"""By preset: the most lines of code that `src/` may have."""
NO_CODE = {
    tokenize.COMMENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
    tokenize.INDENT,
    tokenize.NEWLINE,
    tokenize.NL,
}


def code_lines(text: str) -> int:
    """Count the lines that are no blank, no comment and no docstring, also of an attribute."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    places = [(token.start[0], token.end[0]) for token in tokens if token.type not in NO_CODE]
    lines = {line for first, last in places for line in range(first, last + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= {*range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    return len(lines)


def test_blanks_comments_and_docstrings_do_not_count() -> None:
    assert code_lines('"""Doc\n\nstring."""\n\nA = 1\n"""Of A."""\n# Why\nB = (\n    2,\n)\n') == 4


@pytest.mark.parametrize("preset", BOUNDS)
def test_package_is_small(preset: str, rendered: Callable[[str], Path]) -> None:
    files = rendered(preset).glob("src/**/*.py")

    assert sum(code_lines(file.read_text(encoding="utf-8")) for file in files) <= BOUNDS[preset]
