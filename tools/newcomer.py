"""Time a newcomer's path from the README to a promoted model.

Run it as `uv run python -m tools.newcomer`; `--cold` begins with an empty cache of packages. It
runs the commands of the README that render a project and use it, and nothing else.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tools.pages import blocks, follow, prepare
from tools.site import ROOT, SOURCE

MOST = 5
"""The most commands that a newcomer should need."""


def main() -> int:
    """Run the path, print what each command took, and fail where there is no champion."""
    parser = argparse.ArgumentParser(description="Time the path from the README to a champion.")
    parser.add_argument("--cold", action="store_true", help="begin with an empty cache of packages")
    cold = parser.parse_args().cold

    with tempfile.TemporaryDirectory() as folder:
        if cold:
            os.environ["UV_CACHE_DIR"] = f"{folder}/cache"
        place = prepare(Path(folder, "place"))
        steps = follow(path(), place, place.folder)
        champions = list(place.folder.glob("*/registry/champion.json"))

    commands = [command for step in steps for command in step.command.split(" && ")]
    table = Table("command", "s", title=f"{len(commands)} commands, {len(steps)} lines")
    for step in steps:
        table.add_row(step.command, f"{step.seconds:.0f}")
    table.add_row("in all", f"{sum(step.seconds for step in steps):.0f}")
    Console().print(table)
    return int(not champions or len(commands) > MOST)


def path() -> list[str]:
    """Pick the lines of the README that render from the address and run the demo."""
    lines = [line for block in blocks(ROOT / "README.md") for line in block.splitlines()]
    [render] = [line for line in lines if "copier copy" in line and SOURCE in line]
    [demo] = [line for line in lines if line.endswith("just demo")]
    return [render, demo]


if __name__ == "__main__":
    sys.exit(main())
