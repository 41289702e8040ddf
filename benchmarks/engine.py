"""Measure the jobs on Ray: next to bare Ray, with more workers, with more rows.

It renders a project with `engine: ray`, and needs a machine that does nothing else. The clock
starts when Ray and its workers have.
"""

import json
import os
import statistics
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.measure import Result, compare, installed, run

# These run in the environment of the project, and print what they measured as a last line of JSON.
DATA = """
from pathlib import Path

import pandas as pd

from ml_project.application import ingest, train
from ml_project.config.ingest import IngestConfig
from ml_project.config.train import MODELS, TrainConfig

ingest.run(IngestConfig())
for model in MODELS:
    train.run(TrainConfig(model=model))
rows = pd.read_parquet("data/rows.parquet")
rows.sample(200_000, replace=True, random_state=0).to_parquet("data/search.parquet", index=False)
rows = rows.sample(500_000, replace=True, random_state=0)
for millions in (1, 4, 10):
    folder = Path(f"data/{millions}")
    folder.mkdir(exist_ok=True)
    for part in range(2 * millions):
        rows.to_parquet(folder / f"{part:02}.parquet", index=False, row_group_size=125_000)
print("{}")
"""
PREDICT = """
import json
import shutil
import time
from pathlib import Path

import ray

from ml_project.application import predict
from ml_project.config.engine import Engine
from ml_project.config.predict import PredictConfig
from ml_project.config.train import MODELS
from ml_project.domain.problem import PROBLEM
from ml_project.io import engine, models
from ml_project.io.registry import Registry

INPUTS = Path("data/4")

def bare(version):
    model, _ = models.load(Registry(Path("registry")).get(version), PROBLEM, "refuse")
    schema = PROBLEM.inputs

    def score(table):
        rows = schema.validate(table.to_pandas(), lazy=True)
        predictions = PROBLEM.predict(model, PROBLEM.features(rows))
        predictions.insert(0, PROBLEM.id, rows[PROBLEM.id])
        return predictions.assign(model_version=version)

    rows = ray.data.read_parquet(str(INPUTS)).select_columns(list(schema.columns))
    scored = rows.map_batches(score, batch_size=100_000, batch_format="pyarrow")
    scored.write_parquet("data/bare")

def job(version, name):
    chosen = Engine(name=name)
    predict.run(PredictConfig(version=version, inputs=INPUTS, force=True, engine=chosen))

SIDES = {
    "bare": bare,
    "ray": lambda version: job(version, "ray"),
    "local": lambda version: job(version, "local"),
}
found = {}
for version, model in enumerate(MODELS, 1):
    list(engine.run(Engine(), lambda item: [time.sleep(1)], range(4)))
    times = {side: [] for side in SIDES}
    for turn in range(4):
        for side in list(SIDES)[:: -1 if turn % 2 else 1]:
            shutil.rmtree("data/bare", ignore_errors=True)
            start = time.perf_counter()
            SIDES[side](version)
            times[side].append(time.perf_counter() - start)
    found[model] = {side: seconds[1:] for side, seconds in times.items()}  # one to warm up
print(json.dumps(found))
"""
MEMORY = """
import json
import resource
import sys
from pathlib import Path

from ml_project.application import predict
from ml_project.config.predict import PredictConfig

predict.run(PredictConfig(version=1, inputs=Path(f"data/{sys.argv[1]}"), force=True))
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))
"""
TUNE = """
import json
import time
from pathlib import Path

import ray

from ml_project.application import tune
from ml_project.config.engine import Engine
from ml_project.config.train import MODELS
from ml_project.config.tune import TuneConfig
from ml_project.io import engine

search = TuneConfig(
    data=Path("data/search.parquet"), model=MODELS[-1], trials=23, folds=3, at_once=12, force=True
)

def warm_up(item):
    import ml_project.application.tune

    time.sleep(2)
    return []

found = {1: [], 2: []}
for workers in (1, 2, 2, 1):
    ray.init("local", num_cpus=workers, log_to_driver=False, include_dashboard=False)
    list(engine.run(Engine(), warm_up, range(2)))
    start = time.perf_counter()
    tune.run(search)
    found[workers].append(time.perf_counter() - start)
    ray.shutdown()
print(json.dumps(found))
"""


def results() -> Iterator[Result]:
    """Measure each job."""
    os.environ["RAY_ENABLE_UV_RUN_RUNTIME_ENV"] = "0"  # for bare Ray too
    with installed("engine=ray") as project:

        def measure(code: str, *words: str) -> Any:
            """Run code in the project, and return what it prints last."""
            return json.loads(run(project, "python", "-c", code, *words).splitlines()[-1])

        measure(DATA)
        for part in (predict, memory, tune):
            yield from part(measure)


def predict(measure: Callable[..., Any]) -> Iterator[Result]:
    """Predict 4,000,000 rows; the bar is 1.1 times bare Ray."""
    for model, seconds in measure(PREDICT).items():
        local = statistics.median(seconds["local"])
        what = f"predict, 4,000,000 rows, {model}; in one process {local:.2f} s"
        yield compare(what, "bare Ray", [seconds["ray"], seconds["bare"]], 1.1)


def memory(measure: Callable[..., Any]) -> Iterator[Result]:
    """See the memory of the job; the bar is what measuring it twice may differ."""
    peaks = [[measure(MEMORY, millions)] for millions in ("10", "1")]
    yield compare("memory of predict, 10,000,000 rows", "1,000,000 rows", peaks, 1.2, unit="MB")


def tune(measure: Callable[..., Any]) -> Iterator[Result]:
    """Search where that keeps processors busy; the bar is 0.6."""
    one, two = measure(TUNE).values()
    yield compare("search, 24 trials, 2 workers", "1 worker", [two, one], 0.6)
