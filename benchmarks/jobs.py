"""Compare the jobs `train` and `predict` with plain scripts, and see what they need.

Run it as `uv run python -m benchmarks.jobs`. It renders a project, installs it, and draws a million
rows; the jobs and scripts of `plain/jobs.py` then run in turn, so that whatever else the machine
does meets both. Memory is the peak of a process, disk what four trainings leave in the registry.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.render import ROOT, install, render

ROWS = 1_000_000
ROUNDS = {"train": 5, "predict": 7}
TIMES = 10
"""How many times the rows the large prediction has."""

SAMPLE = """
import pandas
rows = pandas.read_parquet("data/rows.parquet").sample({count}, replace=True, random_state=0)
rows.to_parquet("data/rows.parquet", index=False)
"""


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("VIRTUAL_ENV", None)
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        render(ROOT, project)
        install(project)
        disk = measure_disk(project)
        job(project, "ingest")
        enlarge(project)
        rows = {
            "train: seconds, the job by the script": ratio(project, "train"),
            "predict: rows a second, the job by the script": 1 / ratio(project, "predict"),
            f"predict: memory, {TIMES} times the rows by once": measure_memory(project),
            "four trainings: megabytes on disk": disk,
        }
    bars = {"at most": max, "at least": min}
    limits = [("at most", 1.15), ("at least", 0.9), ("at most", 1.2), ("at most", 5.0)]
    table = Table("what", "measured", "bar")
    for (what, value), (bound, limit) in zip(rows.items(), limits, strict=True):
        table.add_row(what, f"{value:.2f}", f"{bound} {limit:.2f}")
    Console().print(table)
    return int(
        any(
            bars[bound](value, limit) != limit
            for value, (bound, limit) in zip(rows.values(), limits, strict=True)
        )
    )


def job(project: Path, name: str, *settings: str) -> None:
    """Run a job."""
    words = [word for setting in settings for word in ("-s", setting)]
    command = [str(project / ".venv/bin/ml-project"), name, *words]
    subprocess.run(command, cwd=project, check=True, capture_output=True)


def enlarge(project: Path) -> None:
    """Draw the rows again and again, until there are as many as are needed."""
    command = [str(project / ".venv/bin/python"), "-c", SAMPLE.format(count=ROWS)]
    subprocess.run(command, cwd=project, check=True)


def ratio(project: Path, name: str) -> float:
    """Return how many times longer a job takes than the script."""
    script = str(ROOT / "benchmarks/plain/jobs.py")
    command = [str(project / ".venv/bin/python"), script, name, str(ROUNDS[name])]
    done = subprocess.run(command, cwd=project, check=True, capture_output=True, text=True)
    times: list[list[float]] = [json.loads(line) for line in done.stdout.splitlines()]
    ours, theirs = (statistics.median(side) for side in zip(*times, strict=True))
    sys.stderr.write(f"{name}: {ours:.2f} s, the script {theirs:.2f} s\n")
    return statistics.median(ours / theirs for ours, theirs in times)


def measure_memory(project: Path) -> float:
    """Return by how much the peak memory of `predict` grows with the rows."""
    few, many = project / "data/few", project / "data/many"
    for folder, count in ((few, 1), (many, TIMES)):
        folder.mkdir()
        for number in range(count):
            os.link(project / "data/rows.parquet", folder / f"{number}.parquet")
    peaks = [peak(project, folder) for folder in (few, many)]
    sys.stderr.write(f"predict: {peaks[0]} and {peaks[1]} MiB\n")
    return peaks[1] / peaks[0]


def peak(project: Path, inputs: Path) -> int:
    """Return the most memory that a prediction has at once, in MiB."""
    settings = f"-s inputs={inputs} -s version=latest -s force=true"
    command = [str(project / ".venv/bin/ml-project"), "predict", *settings.split()]
    with (project / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError((project / "log").read_text(encoding="utf-8"))
    return usage.ru_maxrss // 1024


def measure_disk(project: Path) -> float:
    """Return how many megabytes four trainings on the shipped data leave."""
    job(project, "ingest")
    for seed in range(4):
        job(project, "train", f"seed={seed}", "model=gradient_boosting")
        job(project, "evaluate")
    folder = project / "registry"
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    shutil.rmtree(folder)
    return size / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
