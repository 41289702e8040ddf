"""Compare an update with a copy: both on the command line, from a repository with two versions.

Run it as `uv run python -m benchmarks.update`. The sides take turns, so that whatever else the
machine does meets both. The bar is 3.5: an update renders three times and merges.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests import edits, tomorrow
from tests.support import commit, copy_template

ROUNDS = 10
BAR = 3.5


def main() -> int:
    """Measure, and return 1 if the bar is missed."""
    os.environ.update(
        {
            f"GIT_{role}_{part}": "bench"
            for role in ("AUTHOR", "COMMITTER")
            for part in ("NAME", "EMAIL")
        }
    )
    with tempfile.TemporaryDirectory() as name:
        template, project = Path(name, "template"), Path(name, "project")
        template.mkdir()
        commit(copy_template(template), tag="v9.0.0")
        copier("copy", "--vcs-ref", "v9.0.0", str(template), str(project), cwd=template)
        edits.make(project, ["column", "dependency", "job", "configuration"])
        commit(project)
        tomorrow.change(template)
        commit(template, tag="v9.1.0")

        copies: list[float] = []
        updates: list[float] = []
        for number in track(range(ROUNDS), description="Updating", transient=True):
            edited = shutil.copytree(project, Path(name, f"edited{number}"))
            copied = str(Path(name, f"copied{number}"))
            for side in (0, 1) if number % 2 else (1, 0):
                if side:
                    updates.append(copier("update", cwd=edited))
                else:
                    copies.append(copier("copy", str(template), copied, cwd=template))

    ratio = statistics.median(new / old for new, old in zip(updates, copies, strict=True))
    table = Table("copy", "update", "ratio", "bar")
    seconds = (f"{statistics.median(side):.2f} s" for side in (copies, updates))
    table.add_row(*seconds, f"{ratio:.2f}", f"{BAR:.2f}")
    Console().print(table)
    return int(ratio > BAR)


def copier(operation: str, *words: str, cwd: Path) -> float:
    """Run a command of Copier as a user does, and return the seconds that it takes."""
    command = [sys.executable, "-m", "copier", operation, "--defaults", "--quiet", "--trust"]
    start = time.perf_counter()
    subprocess.run([*command, *words], cwd=cwd, check=True, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
