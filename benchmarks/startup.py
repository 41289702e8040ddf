"""Compare how fast the commands of a rendered project answer with what cannot be avoided.

Run it as `uv run python -m benchmarks.startup`. It renders a project with every piece, installs it,
and starts both sides of each pair in turn, so that whatever else the machine does meets both.
"""

import os
import statistics
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.render import ROOT, install, render

ROUNDS = 21

# The same commands and options as those of the project, and nothing else.
BARE = """
import click

@click.group(epilog="Example")
@click.version_option("1")
def cli() -> None:
    "Commands."

for name in {commands}:
    cli.add_command(click.Command(name, params=[
        click.Argument(["files"], nargs=-1),
        click.Option(["--env"]),
        click.Option(["-s", "--set", "overrides"], multiple=True),
        click.Option(["--log-format"], type=click.Choice(["text", "json"])),
        click.Option(["--log-level"], type=click.Choice(["debug", "info"])),
    ], help="A command."))

cli(["--help"])
"""
LIBRARIES = "import omegaconf, pydantic, yaml"


class Pair(NamedTuple):
    """A command of the project, and the least that does the same."""

    words: list[str]
    rival: str
    code: str
    bar: float


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("VIRTUAL_ENV", None)
    table = Table("command", "seconds", "compared with", "seconds", "ratio", "bar")
    missed = False
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        render(ROOT, project)
        install(project)
        folder = project / ".venv/bin"
        command = str(folder / "ml-project")
        help_text = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
        commands = [
            line.split()[0]
            for line in help_text.stdout.split("Commands:")[1].splitlines()
            if line[2:3].isalpha()
        ]
        pairs = [
            Pair(["--help"], "click alone", BARE.format(commands=commands), 1.3),
            Pair(["config", "train"], "import of its libraries", LIBRARIES, 2.0),
        ]
        for pair in pairs:
            ours = [command, *pair.words]
            theirs = [str(folder / "python"), "-c", pair.code]
            times = measure(ours, theirs, project)
            ratio = statistics.median(a / b for a, b in times)
            missed |= ratio > pair.bar
            table.add_row(
                f"ml-project {' '.join(pair.words)}",
                f"{statistics.median(a for a, _ in times):.3f}",
                pair.rival,
                f"{statistics.median(b for _, b in times):.3f}",
                f"{ratio:.2f}",
                f"{pair.bar:.2f}",
            )
    Console().print(table)
    return int(missed)


def measure(ours: list[str], theirs: list[str], folder: Path) -> list[tuple[float, float]]:
    """Return the seconds of both commands, round by round."""
    times = []
    for round_ in track(range(ROUNDS), description="Starting", transient=True):
        seconds = {}
        for side in (0, 1) if round_ % 2 else (1, 0):
            start = time.perf_counter()
            subprocess.run((ours, theirs)[side], cwd=folder, check=True, capture_output=True)
            seconds[side] = time.perf_counter() - start
        times.append((seconds[0], seconds[1]))
    return times


if __name__ == "__main__":
    raise SystemExit(main())
