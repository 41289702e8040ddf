"""Golden files: what is printed to a person, so that a review sees every change of it.

`uv run pytest --write-golden` rewrites the files of the tests that it runs; in CI it does not.
"""

import difflib
import os
import re
from pathlib import Path

OPTION = "--write-golden"
FOLDER = Path(__file__).with_suffix("")

COMMAND = re.compile(r"^\$ (.*)$", re.MULTILINE)
Mask = tuple[str, str]
"""A regular expression, and what is shown where it matches."""

TIMES: Mask = (r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?)?", "TIME")
IDS: Mask = (r"\b(?=[0-9a-f]*\d)[0-9a-f]{7,64}\b", "ID")
NUMBERS: Mask = (r"(?<![\w.])\d+(?:[.,]\d+)*(?:e[+-]?\d+)?", "N")
TABLES: list[Mask] = [(r"\n (?![ ─]).*+(?!\n ?─)", ""), (r"─+", "──"), (r" {2,}", "  ")]
"""The rows of a table below its header, whose order and widths follow from numbers."""
REPORT: list[Mask] = [TIMES, IDS, NUMBERS, *TABLES]

asked = False
"""Whether the command line asks to rewrite the files."""


def place(path: Path, name: str = "PATH") -> Mask:
    """Mask a path of this machine."""
    return re.escape(str(path)), name


def commands(name: str) -> list[str]:
    """List the commands in `tests/golden/NAME.txt`: add one there, and ask to rewrite the file."""
    return COMMAND.findall((FOLDER / f"{name}.txt").read_text(encoding="utf-8"))


def check(name: str, text: str, *masks: Mask) -> None:
    """Compare a text with `tests/golden/NAME.txt`. Spaces at the end of a line do not count.

    Lines that begin with `$` are commands, and are not masked.

    Args:
        name: The name of the file, without its suffix.
        text: What was printed.
        masks: What differs from run to run, in the order in which it is masked.
    """
    parts = COMMAND.split(text)
    for pattern, shown in masks:
        parts[::2] = [re.sub(pattern, shown, part) for part in parts[::2]]
    text = "".join(f"$ {part}" if n % 2 else part for n, part in enumerate(parts))
    found = [line.rstrip() for line in text.strip("\n").splitlines()]
    file = FOLDER / f"{name}.txt"
    expected = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    if asked and "CI" not in os.environ and found != expected:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join([*found, ""]), encoding="utf-8")
        return
    changes = difflib.unified_diff(expected, found, f"tests/golden/{name}.txt", "now", lineterm="")
    difference = "\n".join(changes)
    assert not difference, f"{difference}\n\nIs it meant to be so? Run pytest {OPTION}."
