"""Compare an update with a copy: both on the command line, from a repository with two versions.

Run it as `uv run python -m benchmarks.update`. The bar is 3.5: an update renders three times and
merges.
"""

import os
import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import compare, copier, in_turn, render, verdict
from tests import edits, tomorrow
from tests.support import commit, copy_template

ROUNDS = 10


def main() -> int:
    """Measure, and return 1 if the bar is missed."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "bench", f"GIT_{role}_EMAIL": "bench"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, project = folder / "template", folder / "project"
        commit(copy_template(template), tag="v9.0.0")
        render(template, project)
        edits.make(project, ["column", "dependency", "job", "configuration"])
        commit(project)
        tomorrow.change(template)
        commit(template, tag="v9.1.0")
        for number in range(ROUNDS):
            shutil.copytree(project, folder / f"edited{number}")
        times = in_turn(
            lambda number: copier("update", cwd=folder / f"edited{number}"),
            lambda number: render(template, folder / f"copied{number}"),
            ROUNDS,
        )
    return verdict(compare("update", "copy", times, 3.5))


if __name__ == "__main__":
    raise SystemExit(main())
