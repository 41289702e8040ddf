"""What the benchmarks share: an installed project, two sides in turn, a table with the bars.

The sides of a comparison take turns, so that whatever else the machine does meets both.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import track
from rich.table import Table

from tests import support
from tests.support import ROOT

Side = Callable[[int], object]


class Result(NamedTuple):
    """What was measured, and the most that it may be, or the least."""

    what: str
    ours: str
    rival: str
    value: float
    bar: float
    at_least: bool = False


def verdict(*results: Result) -> int:
    """Show what was measured, and return 1 if a bar is missed."""
    table = Table("what", "measured", "compared with", "ratio", "bar")
    missed = False
    for what, ours, rival, value, bar, at_least in results:
        missed |= value < bar if at_least else value > bar
        bound = "at least" if at_least else "at most"
        table.add_row(what, ours, rival, f"{value:.2f}", f"{bound} {bar:.2f}")
    Console().print(table)
    return int(missed)


def compare(
    what: str, rival: str, times: list[list[float]], bar: float, *, unit: str = "s"
) -> Result:
    """Hold what our side measured, the first of two, against the other, round by round."""
    ours, theirs = map(statistics.median, times)
    ratio = statistics.median(a / b for a, b in zip(*times, strict=True))
    return Result(what, f"{ours:.2f} {unit}", f"{rival}: {theirs:.2f} {unit}", ratio, bar)


def in_turn(ours: Side, theirs: Side, rounds: int) -> list[list[float]]:
    """Return the seconds of both sides; each is given the number of the round."""
    times: list[list[float]] = [[], []]
    for number in track(range(rounds), description="Measuring", transient=True):
        for turn in (0, 1) if number % 2 else (1, 0):
            start = time.perf_counter()
            (ours, theirs)[turn](number)
            times[turn].append(time.perf_counter() - start)
    return times


def copier(*words: str, cwd: Path = ROOT) -> None:
    """Run a command of Copier as a user does."""
    command = [sys.executable, "-m", "copier", *words, "--defaults", "--quiet", "--trust"]
    subprocess.run(command, cwd=cwd, check=True)


def render(source: Path, target: Path, *answers: str) -> None:
    """Render the working tree, not the last release; answers are given as NAME=VALUE."""
    data = [word for answer in answers for word in ("--data", answer)]
    copier("copy", "--vcs-ref", "HEAD", *data, str(source), str(target))


@contextmanager
def installed(*answers: str) -> Iterator[Path]:
    """Render a project, and install it as its users do, with every extra."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("VIRTUAL_ENV", None)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        render(ROOT, project, *answers)
        support.run("uv", "sync", "--quiet", "--no-dev", "--all-extras", cwd=project)
        yield project


def run(project: Path, command: str, *words: str) -> str:
    """Run a command of the environment of a project, and return what it prints."""
    return support.run(str(project / ".venv/bin" / command), *words, cwd=project)


def job(project: Path, name: str, *settings: str) -> None:
    """Run a job."""
    run(project, "ml-project", name, *(word for setting in settings for word in ("-s", setting)))
