"""Compare the jobs `train` and `predict` with plain scripts, and see what they need.

It draws a million rows; the jobs and scripts of `plain/jobs.py` then run in turn. Memory is the
peak of a process, disk what four trainings leave in the registry.
"""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, compare, installed, job, peak, run
from tests.support import ROOT, files

ROWS = 1_000_000
TIMES = 10
"""How many times the rows the large table has."""

SAMPLE = f"""
import pandas
rows = pandas.read_parquet("data/rows.parquet").sample({ROWS}, replace=True, random_state=0)
rows.to_parquet("data/rows.parquet", index=False)
"""
SOURCE = '''"""Rows of Parquet files in batches."""
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq


def read(address: str) -> Iterator[pd.DataFrame]:
    """Read the files of a folder."""
    for path in sorted(Path(address).iterdir()):
        for batch in pq.ParquetFile(path).iter_batches(100_000):
            frame = batch.to_pandas()
            yield frame.assign(id=frame["id"] + path.stem + frame.index.astype(str))
'''


def results() -> Iterator[Result]:
    """Measure both sides."""
    with installed() as project:
        disk = measure_disk(project)
        yield Result("four trainings on disk", f"{disk:.2f} MB", "", disk, 5.0)
        job(project, "ingest")
        run(project, "python", "-c", SAMPLE)
        yield compare("train, 1,000,000 rows", "script", measure(project, "train"), 1.08)
        for model, bar in (("gradient_boosting", 0.97), ("ridge", 1.2)):
            sides = measure(project, "predict", model)
            rates = [[ROWS / each / 1e6 for each in side] for side in sides]
            unit = "million rows a second"
            found = compare(f"predict, {model}", "script", rates, bar, unit=unit)
            yield found._replace(at_least=True)
        yield from measure_memory(project)


def measure(project: Path, *words: str) -> list[list[float]]:
    """Return how many seconds a job takes, and the script."""
    lines = run(project, "python", str(ROOT / "benchmarks/plain/jobs.py"), *words).splitlines()
    return [list(side) for side in zip(*map(json.loads, lines), strict=True)]


def measure_memory(project: Path) -> Iterator[Result]:
    """Compare the peak memory of many rows with that of few."""
    many, few = project / "data/many", project / "data/few"
    for folder, count in ((few, 1), (many, TIMES)):
        folder.mkdir()
        for number in range(count):
            os.link(project / "data/rows.parquet", folder / f"{number}.parquet")
    (project / "src/ml_project/io/source.py").write_text(SOURCE, encoding="utf-8")
    job(project, "train -s data=data/few/0.parquet -s force=true")
    for words, bar in (
        ("predict -s version=latest -s force=true -s inputs={}", 1.2),
        ("ingest -s data=data/ingested.parquet -s source={}", 1.5),
    ):
        peaks = [[peak(project, words.format(folder))] for folder in (many, few)]
        what = f"memory of {words.split()[0]}, {TIMES * ROWS:,} rows"
        yield compare(what, f"{ROWS:,} rows", peaks, bar, unit="MiB")


def measure_disk(project: Path) -> float:
    """Return how many megabytes four trainings on the shipped data leave."""
    job(project, "ingest")
    for seed in range(4):
        job(project, f"train -s seed={seed} -s model=gradient_boosting")
        job(project, "evaluate")
    size = sum(map(len, files(project / "registry").values()))
    shutil.rmtree(project / "registry")
    return size / 1e6
