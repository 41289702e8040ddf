"""Compare the jobs `train` and `predict` with plain scripts, and see what they need.

Run it as `uv run python -m benchmarks.jobs`. It renders a project, installs it, and draws a million
rows; the jobs and scripts of `plain/jobs.py` then run in turn. Memory is the peak of a process,
disk what four trainings leave in the registry.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

from benchmarks.measure import Result, compare, installed, job, run, verdict
from tests.support import ROOT, files

ROWS = 1_000_000
TIMES = 10
"""How many times the rows the large prediction has."""

SAMPLE = f"""
import pandas
rows = pandas.read_parquet("data/rows.parquet").sample({ROWS}, replace=True, random_state=0)
rows.to_parquet("data/rows.parquet", index=False)
"""


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    with installed() as project:
        disk = measure_disk(project)
        job(project, "ingest")
        run(project, "python", "-c", SAMPLE)
        train = measure(project, "train", 5)
        rates = [[ROWS / each / 1e6 for each in side] for side in measure(project, "predict", 7)]
        predict = compare("predict", "script", rates, 0.9, unit="million rows a second")
        peaks = measure_memory(project)
    return verdict(
        compare("train", "script", train, 1.15),
        predict._replace(at_least=True),
        compare("memory of predict", f"1/{TIMES} of the rows", peaks, 1.2, unit="MiB"),
        Result("four trainings on disk", f"{disk:.2f} MB", "", disk, 5.0),
    )


def measure(project: Path, name: str, rounds: int) -> list[list[float]]:
    """Return how many seconds a job takes, and the script."""
    script = str(ROOT / "benchmarks/plain/jobs.py")
    lines = run(project, "python", script, name, str(rounds)).splitlines()
    return [list(side) for side in zip(*map(json.loads, lines), strict=True)]


def measure_memory(project: Path) -> list[list[float]]:
    """Return the peak memory of `predict` with many rows, and with few."""
    many, few = project / "data/many", project / "data/few"
    for folder, count in ((few, 1), (many, TIMES)):
        folder.mkdir()
        for number in range(count):
            os.link(project / "data/rows.parquet", folder / f"{number}.parquet")
    return [[peak(project, folder)] for folder in (many, few)]


def peak(project: Path, inputs: Path) -> float:
    """Return the most memory that a prediction has at once, in MiB."""
    settings = f"-s inputs={inputs} -s version=latest -s force=true"
    command = [str(project / ".venv/bin/ml-project"), "predict", *settings.split()]
    with (project / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError((project / "log").read_text(encoding="utf-8"))
    return usage.ru_maxrss / 1024


def measure_disk(project: Path) -> float:
    """Return how many megabytes four trainings on the shipped data leave."""
    job(project, "ingest")
    for seed in range(4):
        job(project, "train", f"seed={seed}", "model=gradient_boosting")
        job(project, "evaluate")
    size = sum(map(len, files(project / "registry").values()))
    shutil.rmtree(project / "registry")
    return size / 1e6


if __name__ == "__main__":
    raise SystemExit(main())
