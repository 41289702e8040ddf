"""See how the time of the jobs grows with rows, columns, classes, segments and versions.

`start` drafts a project for a table of each shape. A figure compares a size with the one before;
its bar is that the time grows no faster than the size.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.measure import Result, compare, installed, job, race, run

JOBS = ("ingest", "train -s force=true", "evaluate -s force=true", "predict -s version=latest")
SIZES = {
    "rows": (10_000, 100_000, 1_000_000),
    "columns": (10, 100, 1_000),
    "classes": (2, 20, 100),
}
SEGMENTS = (1, 10, 100, 1_000)
VERSIONS = (5, 500, 5_000)
TABLE = """
import sys, numpy, pandas
rows, columns, classes = map(int, sys.argv[1:])
random = numpy.random.default_rng(0)
values = random.normal(size=(rows, columns)).round(4)
table = pandas.DataFrame(values, columns=[f"x{n}" for n in range(columns)])
table["y"] = (values[:, 0] + values[:, 1] + random.normal(size=rows)).round(3)
if classes:
    table["y"] = "class " + pandas.qcut(table["y"], classes, labels=False).astype(str)
table.to_parquet("table.parquet", index=False)
"""
SCORE = """
import json, sys, time
from dataclasses import replace
import numpy as np, pandas as pd
from ml_project.core.facts import EvaluationKey
from ml_project.core.scoring import evaluate
from ml_project.domain.problem import PROBLEM

def seconds(groups):
    part = lambda rows: pd.Series(np.arange(len(rows)) % groups, rows.index)
    problem = replace(PROBLEM, segments={"part": part})
    start = time.perf_counter()
    evaluate(problem, rows, ours, baseline=theirs, champion=None, key=KEY)
    return time.perf_counter() - start

KEY = EvaluationKey.model_construct(resamples=1000, confidence=0.95, champion=None)
random = np.random.default_rng(0)
rows = pd.DataFrame({PROBLEM.id: range(20_000), PROBLEM.target: random.normal(size=20_000)})
ours, theirs = (pd.DataFrame({"prediction": random.normal(size=20_000)}) for _ in range(2))
print(json.dumps([[seconds(groups) for groups in map(int, sys.argv[1:])] for _ in range(5)]))
"""
MANY = """
import sys
from pathlib import Path
from ml_project.io.registry import Registry
registry = Registry(Path(sys.argv[1]))
first = registry.get(1)
for _ in range(int(sys.argv[2])):
    registry.register(first.record, Path("files"))
"""


def results() -> Iterator[Result]:
    """Compare each size with the one before."""
    for what, sizes in SIZES.items():
        found = [list(times(**{what: size})) for size in sizes]
        for (few, before), (many, now) in pairwise(zip(sizes, found, strict=True)):
            for words, *sides in zip(JOBS, now, before, strict=True):
                title = f"{words.split()[0]}, {many:,} {what}"
                yield compare(title, f"{few:,}", sides, many / few)
    with installed() as project:
        rounds = json.loads(run(project, "python", "-c", SCORE, *map(str, SEGMENTS)))
        scored = [list(seconds) for seconds in zip(*rounds, strict=True)]
        for (few, once), (many, more) in pairwise(zip(SEGMENTS, scored, strict=True)):
            yield compare(f"scoring, {many:,} segments", f"{few:,}", [more, once], many / few)
        yield from versions(project)


def times(rows: int = 5_000, columns: int = 10, classes: int = 0) -> Iterator[list[float]]:
    """Return the seconds that each job takes for a table of a shape."""
    with installed("preset=minimal") as project:
        run(project, "python", "-c", TABLE, *map(str, (rows, columns, classes)))
        start = Path(sys.executable).with_name("start")
        command = [str(start), "table.parquet", "--target", "y"]
        subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
        for words in JOBS:
            yield race(project, words, "--help", rounds=3)[0]


def versions(project: Path) -> Iterator[Result]:
    """Compare the jobs in registries with few and with many versions."""
    for words in ("ingest", "train", "evaluate", "promote"):
        job(project, words)
    first, ignored = project / "registry/versions/1", shutil.ignore_patterns("att*")
    shutil.copytree(first, project / "files", ignore=ignored)
    (project / "files/version.json").unlink()
    for count in VERSIONS:
        shutil.copytree(project / "registry", project / str(count))
        run(project, "python", "-c", MANY, str(count), str(count - 1))
    for words in ("train -s force=true", "evaluate -s version=1", "predict -s version=1"):
        for few, many in pairwise(VERSIONS):
            ours, theirs = (f"{words} -s registry={count}" for count in (many, few))
            title = f"{words.split()[0]}, {many:,} versions"
            yield compare(title, f"{few:,}", race(project, ours, theirs), 1.1)
