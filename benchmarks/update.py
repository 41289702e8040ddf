"""Compare an update with a copy: both on the command line, from a repository with two versions.

The bar is 3.5: an update renders three times and merges.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, compare, copier, in_turn, render, template
from tests import edits, tomorrow
from tests.support import commit

ROUNDS = 5


def results() -> Iterator[Result]:
    """Update, and copy."""
    for role in ("AUTHOR", "COMMITTER"):
        os.environ |= {f"GIT_{role}_NAME": "bench", f"GIT_{role}_EMAIL": "bench"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, project = folder / "template", folder / "project"
        commit(template(source), tag="v9.0.0")
        render(source, project)
        edits.make(project, ["column", "dependency", "job", "configuration"])
        commit(project)
        tomorrow.change(source)
        commit(source, tag="v9.1.0")
        for number in range(ROUNDS):
            shutil.copytree(project, folder / f"edited{number}")
        times = in_turn(
            lambda number: copier("update", cwd=folder / f"edited{number}"),
            lambda number: render(source, folder / f"copied{number}"),
            ROUNDS,
        )
    yield compare("update", "copy", times, 3.5)
