"""What the benchmarks share: an installed project, two sides in turn, and what was measured.

The sides of a comparison take turns, so that whatever else the machine does meets both.
"""

import io
import os
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.progress import track

from tests import support
from tests.support import ROOT, SOURCES, copy_template

Side = Callable[[int], object]
LIBRARIES = ("matplotlib", "mlflow", "numpy", "pandas", "pyarrow", "ray", "scikit-learn")
VERSIONS: dict[str, str] = {}
"""Of the libraries in the projects that were measured."""
commit = ""
"""The commit of the template that is measured; the working tree if it is empty."""


class Result(NamedTuple):
    """What was measured, and the most that it may be, or the least."""

    what: str
    ours: str
    rival: str
    value: float
    bar: float
    at_least: bool = False
    ratios: tuple[float, ...] = ()
    """Of each round."""

    @property
    def is_missed(self) -> bool:
        """Whether the bar is missed."""
        return self.value < self.bar if self.at_least else self.value > self.bar

    def __str__(self) -> str:
        """Return the value, with the range of the rounds and what it is made of."""
        spread = f" [{min(self.ratios):.2f}, {max(self.ratios):.2f}]" if self.ratios else ""
        sides = ", ".join(filter(None, [self.ours, self.rival]))
        return f"{self.value:.2f}{spread}: {sides}"


def compare(
    what: str, rival: str, times: list[list[float]], bar: float, *, unit: str = "s"
) -> Result:
    """Hold what our side measured, the first of two, against the other, round by round."""
    ours, theirs = map(statistics.median, times)
    ratios = tuple(a / b for a, b in zip(*times, strict=True))
    sides = f"{ours:.2f} {unit}", f"{rival} {theirs:.2f} {unit}"
    return Result(what, *sides, statistics.median(ratios), bar, ratios=ratios)


def in_turn(ours: Side, theirs: Side, rounds: int = 5) -> list[list[float]]:
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


def template(target: Path) -> Path:
    """Copy the template that is measured into a folder."""
    if not commit:
        return copy_template(target)
    archive = subprocess.run(
        ["git", "archive", commit, *SOURCES], cwd=ROOT, check=True, capture_output=True
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(target, filter="data")
    return target


def render(source: Path, target: Path, *answers: str) -> None:
    """Render a project; answers are given as NAME=VALUE."""
    data = [word for answer in answers for word in ("--data", answer)]
    copier("copy", "--vcs-ref", "HEAD", *data, str(source), str(target))


@contextmanager
def installed(*answers: str) -> Iterator[Path]:
    """Render a project, and install it as its users do, with every extra."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("VIRTUAL_ENV", None)
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        render(template(Path(folder, "template")), project, *answers)
        support.run("uv", "sync", "--quiet", "--no-dev", "--all-extras", cwd=project)
        for line in support.run("uv", "pip", "freeze", cwd=project).splitlines():
            name, _, version = line.partition("==")
            if name in LIBRARIES:
                VERSIONS[name] = version
        yield project


def run(project: Path, command: str, *words: str) -> str:
    """Run a command of the environment of a project, and return what it prints."""
    return support.run(str(project / ".venv/bin" / command), *words, cwd=project)


def job(project: Path, words: str) -> None:
    """Run a job, which may refuse."""
    command = [str(project / ".venv/bin/ml-project"), *words.split()]
    done = support.attempt(*command, cwd=project)
    if done.returncode not in {0, 4}:
        raise RuntimeError(done.stderr)


def race(project: Path, ours: str, theirs: str, rounds: int = 5) -> list[list[float]]:
    """Return the seconds of two commands, in turn."""
    return in_turn(lambda _: job(project, ours), lambda _: job(project, theirs), rounds)


def peak(project: Path, words: str) -> float:
    """Return the most memory that a job has at once, in MiB."""
    command = [str(project / ".venv/bin/ml-project"), *words.split()]
    with (project / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError((project / "log").read_text(encoding="utf-8"))
    return usage.ru_maxrss / 1024
