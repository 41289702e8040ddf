"""Helpers that write Markdown."""

import inspect
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

REFERENCE = Path(__file__).parents[1] / "reference"
MEANING = '<span class="prose">meaning</span>'
"""The header of a column of sentences, which stays wide on a phone."""


def write(name: str, lines: Iterable[str]) -> None:
    """Write a page of the reference."""
    path = REFERENCE / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def code(value: object) -> str:
    """Show a value as code, also in a cell of a table."""
    return f"<code>{escape(str(value))}</code>"


def heading(title: str, anchor: str) -> str:
    """Write a heading to which a link can lead."""
    return "### " + title + " {: #" + anchor + " }\n"


def table(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """Write a table; a bar or a line break in a cell stays in the cell."""
    cells = [[" ".join(str(cell).split()).replace("|", "&#124;") for cell in row] for row in rows]
    lines = [header, ["---"] * len(header), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def summary(thing: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())
