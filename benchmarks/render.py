"""Compare a render with Copier's own work: the same files copied without any Jinja.

Both sides start the command line. The bar is 1.4: what the template adds to Copier.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, compare, in_turn, render, template
from tests.support import files


def results() -> Iterator[Result]:
    """Render, and copy."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, plain = template(folder / "template"), folder / "plain"
        render(source, folder / "project")
        shutil.copytree(folder / "project", plain / "template")
        (plain / "copier.yml").write_text("_subdirectory: template\n", encoding="utf-8")
        times = in_turn(
            lambda number: render(source, folder / f"ours{number}"),
            lambda number: render(plain, folder / f"theirs{number}"),
        )
        count = len(files(folder / "project"))
    yield compare(f"render, {count} files", "without Jinja", times, 1.4)
