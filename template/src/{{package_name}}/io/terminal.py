"""What a person reads: in a terminal colored and wrapped between words, in a pipe whole lines."""

import sys
from typing import TextIO

from rich.console import Console
from rich.text import Text

WIDTH = 120
"""The width of a table in a pipe."""


def console(stream: TextIO) -> Console:
    """Return what prints on a stream; a pipe gets no colors, even if they are forced."""
    return Console(
        file=stream,
        force_terminal=stream.isatty(),
        width=None if stream.isatty() else WIDTH,
        emoji=False,
        highlight=False,
        markup=False,
    )


def write(to: Console, line: str | Text) -> None:
    """Print a line; where a terminal is too narrow, wrap it between words."""
    to.print(line, soft_wrap=not to.is_terminal)


def complain(*lines: str) -> None:
    """Print errors, each on a line of its own, on standard error."""
    for line in lines:
        write(console(sys.stderr), Text.assemble(("error: ", "bold red"), line))
