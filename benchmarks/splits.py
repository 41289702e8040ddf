"""Measure what a split by hash hides on rows that are ordered in time.

Each series has a past, of which the split chooses the test set, and a future as long as the test
set of `by_time`. The printed error is that of the test set, the real one that of the future, both
of the same model. It takes some minutes.
"""

import json
from collections.abc import Iterator, Mapping

from benchmarks.measure import Result, installed, run

PAST, FUTURE, SEEDS = 1_920, 480, 50
SIMULATE = f"""
import json
from dataclasses import replace
import numpy as np, pandas as pd
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import LinearRegression
from ml_project.core.scoring import score
from ml_project.core.split import by_hash, by_time
from ml_project.domain.problem import PROBLEM

PAST, FUTURE, SEEDS = {PAST}, {FUTURE}, {SEEDS}
SHAPES = {{
    "trend": lambda hours: 0.01 * hours,
    "season": lambda hours: 3 * np.sin(2 * np.pi * hours / 24),
    "level shift": lambda hours: 3.0 * (hours > PAST / 2),
    "autocorrelated noise": lambda hours: 0 * hours,
}}

def series(shape, seed, correlation=0.8):
    random = np.random.default_rng(seed)
    hours = np.arange(PAST + FUTURE)
    noise = random.normal(size=len(hours)) * (1 - correlation**2) ** 0.5
    for hour in hours[1:]:
        noise[hour] += correlation * noise[hour - 1]
    return pd.DataFrame({{
        PROBLEM.id: [f"{{seed}}-{{hour}}" for hour in hours],
        "hours": hours,
        PROBLEM.target: SHAPES[shape](hours) + noise,
    }})

def features(rows):
    return pd.DataFrame({{"hours": rows["hours"], "hour": rows["hours"] % 24}})

def errors(problem, rows, build):
    training, test = problem.training_set(rows[:PAST]), problem.test_set(rows[:PAST])
    model = build().fit(features(training), training[problem.target])
    for part in (test, rows[PAST:]):
        found = pd.DataFrame({{"prediction": model.predict(features(part))}}, part.index)
        yield score(problem, part, found)["rmse"]

def ratio(shape, split, build):
    metrics = {{"rmse": PROBLEM.metrics["rmse"]}}
    problem = replace(PROBLEM, split=split, metrics=metrics, primary_metric="rmse")
    pairs = [errors(problem, series(shape, seed), build) for seed in range(SEEDS)]
    return float(np.median([printed / real for printed, real in pairs]))

def trees():
    return HistGradientBoostingRegressor(max_iter=60, random_state=0)

HASH, TIME = by_hash(0.2), by_time("hours", share=0.2)
found = {{
    shape: {{"hash": ratio(shape, HASH, trees), "time": ratio(shape, TIME, trees)}}
    for shape in SHAPES
}}
found["trend, linear model"] = {{
    "hash": ratio("trend", HASH, LinearRegression), "time": ratio("trend", TIME, LinearRegression)
}}
print(json.dumps(found))
"""
CANNOT = {"trend"}
"""Trees do not extrapolate a trend, so their error grows the farther away the future is."""


def results() -> Iterator[Result]:
    """Simulate, and compare."""
    with installed("preset=minimal") as project:
        found: Mapping[str, Mapping[str, float]] = json.loads(
            run(project, "python", "-c", SIMULATE)
        )
    for shape, ratios in found.items():
        shown = (f"by_time: {ratios['time']:.2f}", f"by_hash: {ratios['hash']:.2f}")
        yield Result(shape, *shown, ratios["time"], 1.05)
        if shape not in CANNOT:
            yield Result(f"{shape}, the least", *shown, ratios["time"], 0.95, at_least=True)
