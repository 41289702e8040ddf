"""Record the picture of the README: what a project that was just rendered prints.

Run it as `uv run python -m tools.picture`. It renders a project, runs the commands that the picture
shows, and writes `docs/picture.svg`. Nothing in it is drawn by hand.
"""

import io
import os
import re
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.support import copy_template, render
from tools.site import ROOT

PICTURE = ROOT / "docs/picture.svg"
WIDTH = 108
COMMANDS = [
    "ls -x",
    "uv run my-project train",
    "uv run my-project evaluate",
    "uv run my-project promote",
    "uv run my-project train -s data=data/twenty-rows.parquet",
    "uv run my-project evaluate | head -7",
    "uv run my-project promote || echo exit code $?",
]
LOGS = {"MY_PROJECT_LOG_FORMAT": "text", "MY_PROJECT_LOG_LEVEL": "warning"}
"""Results and errors, without the log of each step."""
BEFORE = [
    "git init -q",
    "uv run my-project ingest",
    """uv run python -c "import pandas as pd; rows = pd.read_parquet('data/rows.parquet');"""
    """ rows.sort_values('progression')[::23].to_parquet('data/twenty-rows.parquet')\"""",
]
"""What the picture needs and does not show."""


def main() -> None:
    """Record the commands and write the picture."""
    console = Console(record=True, width=WIDTH, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        source = copy_template(Path(folder))
        project = render(source, Path(folder, "my-project"), project_name="My project")
        for command in BEFORE:
            run(command, project)
        for command in COMMANDS:
            console.print(Text.assemble(("$ ", "green"), (command, "bold")), soft_wrap=True)
            console.print(Text(run(command, project).rstrip(), overflow="fold"))
    svg = console.export_svg(title="my-project", unique_id="picture")
    # Without the font that it would take from a server: a viewer has one of its own.
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = svg.replace("Fira Code, monospace", "ui-monospace, monospace")
    PICTURE.write_text("\n".join(map(str.rstrip, svg.splitlines())) + "\n", encoding="utf-8")


def run(command: str, project: Path) -> str:
    """Run a command in a project, and return what it prints."""
    dropped = {"PYTHONDONTWRITEBYTECODE", "VIRTUAL_ENV"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    result = subprocess.run(
        ["bash", "-euc", command],
        cwd=project,
        check=True,
        env=environment | LOGS | {"COLUMNS": str(WIDTH), "UV_NO_PROGRESS": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return result.stdout


if __name__ == "__main__":
    main()
