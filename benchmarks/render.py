"""Compare a render with Copier's own work: the same files copied without any Jinja.

Run it as `uv run python -m benchmarks.render`. Both sides start the command line. The bar is 1.4:
what the template adds to Copier.
"""

import shutil
import tempfile
from pathlib import Path

from benchmarks.measure import compare, in_turn, render, verdict
from tests.support import copy_template, files


def main() -> int:
    """Measure, and return 1 if the bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, plain = folder / "template", folder / "plain"
        render(copy_template(template), folder / "project")
        shutil.copytree(folder / "project", plain / "template")
        (plain / "copier.yml").write_text("_subdirectory: template\n", encoding="utf-8")
        times = in_turn(
            lambda number: render(template, folder / f"ours{number}"),
            lambda number: render(plain, folder / f"theirs{number}"),
            rounds=15,
        )
        count = len(files(folder / "project"))
    return verdict(compare(f"render, {count} files", "without Jinja", times, 1.4))


if __name__ == "__main__":
    raise SystemExit(main())
