"""Compare a render with Copier's own work: the same files copied without any Jinja.

Run it as `uv run python -m benchmarks.render`. Both sides start the command line, in turn, so that
whatever else the machine does meets both. The bar is 1.25: what the template adds to Copier.
"""

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

ROOT = Path(__file__).parents[1]
ROUNDS = 15
BAR = 1.25


def main() -> int:
    """Measure, and return 1 if the bar is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template, plain = folder / "template", folder / "plain"
        template.mkdir()
        for part in ("copier.yml", "extensions", "template", "variants"):
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
            copy(ROOT / part, template / part)
        render(template, folder / "project")
        make_plain(folder / "project", plain)
        count = sum(path.is_file() for path in (plain / "template").rglob("*"))

        seconds: dict[Path, list[float]] = {template: [], plain: []}
        for round_ in track(range(ROUNDS), description="Rendering", transient=True):
            for source in (template, plain) if round_ % 2 else (plain, template):
                start = time.perf_counter()
                render(source, folder / f"{source.name}{round_}")
                seconds[source].append(time.perf_counter() - start)

    ratios = [ours / theirs for ours, theirs in zip(*seconds.values(), strict=True)]
    table = Table("files", "template", "without Jinja", "ratio", "bar")
    table.add_row(
        str(count),
        f"{statistics.median(seconds[template]):.2f} s",
        f"{statistics.median(seconds[plain]):.2f} s",
        f"{statistics.median(ratios):.2f}",
        f"{BAR:.2f}",
    )
    Console().print(table)
    return int(statistics.median(ratios) > BAR)


def render(source: Path, target: Path, *answers: str) -> None:
    """Render the working tree on the command line; answers are given as NAME=VALUE."""
    command = [sys.executable, "-m", "copier", "copy", "--defaults", "--quiet", "--trust"]
    command += ["--vcs-ref", "HEAD"]  # not the last release
    data = [word for answer in answers for word in ("--data", answer)]
    subprocess.run([*command, *data, source, target], check=True)


def install(project: Path) -> None:
    """Install a rendered project as its users do, with every extra."""
    command = ["uv", "sync", "--quiet", "--no-dev", "--all-extras"]
    subprocess.run(command, cwd=project, check=True)


def make_plain(project: Path, target: Path) -> None:
    """Make a template that copies a rendered project as it is."""
    shutil.copytree(project, target / "template")
    (target / "copier.yml").write_text("_subdirectory: template\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
