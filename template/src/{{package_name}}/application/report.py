"""What a job reports when it is done."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Column, Table


@dataclass(frozen=True)
class Report:
    """The result of a job, for people and for callers."""

    summary: str
    """One sentence."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """The same for a program, such as the number of a version."""
    table: Sequence[Sequence[str]] = ()
    """Rows of cells, the header first."""
    files: Sequence[Path] = ()
    """What was written."""

    def show(self) -> None:
        """Print it on standard output."""
        console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
        console.print(self.summary, markup=False)
        if self.table:
            header, *rows = self.table
            table = Table(header[0], *(Column(name, justify="right") for name in header[1:]))
            for row in rows:
                table.add_row(*row)
            console.print(table)
        for path in self.files:
            console.print(f"  {path}", markup=False, soft_wrap=True)
