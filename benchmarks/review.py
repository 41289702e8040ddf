"""Count how often the job review refuses stable models, and models that became worse.

It simulates models whose every prediction is right with the same probability, reviews them as the
job does, and holds the shares against theory: normal scores, the same score of the test set in all
periods of a model.
"""

import json
import math
from collections.abc import Iterator
from statistics import NormalDist

from benchmarks.measure import Result, installed, run

PERIODS, SIGNIFICANCE, FALL = 12, 0.05, 4
"""Of the default configuration; the fall is in standard errors of the difference."""

SIMULATE = """
import json, math, sys
from dataclasses import replace
import numpy as np, pandas as pd
from ml_project.core.interfaces import Metric
from ml_project.core.live import Period, judge
from ml_project.core.facts import Evaluation, EvaluationKey
from ml_project.domain.problem import PROBLEM

MODELS, PERIODS, ROWS, RIGHT, LEVEL, FALL = 1_000, {periods}, 400, 0.8, {level}, {fall}
hits = Metric(lambda truth, p: float(p["prediction"].to_numpy().mean()), True)
problem = replace(PROBLEM, metrics={{"hits": hits}}, primary_metric="hits")
period = Period(name="", version=1, predicted=ROWS, known=ROWS)
rows = pd.DataFrame({{PROBLEM.id: range(ROWS), PROBLEM.target: np.ones(ROWS)}})
key = EvaluationKey.model_construct(confidence=0.95)
random = np.random.default_rng(0)

def variance(right):
    return right * (1 - right) / ROWS

less = RIGHT  # by so many standard errors, to which the lower score itself adds
for _ in range(50):
    less = RIGHT - FALL * math.sqrt(variance(less) + variance(RIGHT))

def worse(evaluation, right):
    table = pd.DataFrame({{"prediction": random.random(ROWS) < right}})
    return judge(problem, evaluation, period, rows, table, significance=LEVEL).worse

found = []
for _ in range(MODELS):
    value = random.binomial(ROWS, RIGHT) / ROWS
    half = 1.96 * math.sqrt(variance(value))
    limits = {{"hits": (value - half, value + half)}}
    known = Evaluation.model_construct(key=key, scores={{"hits": value}}, intervals=limits)
    stable = [worse(known, RIGHT) for _ in range(PERIODS)]
    fallen = [worse(known, less) for _ in range(3)]
    found.append([any(stable), fallen[0], any(fallen)])
print(json.dumps(np.mean(found, axis=0).tolist()))
"""


def results() -> Iterator[Result]:
    """Simulate, and count the models that are refused: stable, fallen once, fallen for long."""
    level = SIGNIFICANCE / PERIODS
    code = SIMULATE.format(periods=PERIODS, level=level, fall=FALL)
    with installed("preset=full") as project:
        stable, once, lasting = json.loads(run(project, "python", "-c", code))
    expected = [refused(PERIODS, 0, level), refused(1, FALL, level), refused(3, FALL, level)]
    texts = [f"theory: {share:.1%}" for share in expected]
    yield from (
        Result("stable, twelve periods", f"{stable:.1%}", texts[0], stable, 0.065),
        Result("fall of 4 errors, one period", f"{once:.1%}", texts[1], once, 0.85, at_least=True),
        Result("for three periods", f"{lasting:.1%}", texts[2], lasting, 0.95, at_least=True),
    )


def refused(periods: int, fall: float, level: float) -> float:
    """Return how probable at least one refusal is, with equal errors of test set and period."""
    normal = NormalDist()
    limit = normal.inv_cdf(level)
    passed = 0.0
    for number in range(-800, 800):
        common = number / 100  # the error of the test set, of which all periods have a part
        least = math.sqrt(2) * (limit + fall) + common
        passed += normal.cdf(-least) ** periods * normal.pdf(common) / 100
    return 1 - passed
