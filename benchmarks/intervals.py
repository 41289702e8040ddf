"""Hold intervals and the gate against a simulated truth, with theory next to each figure.

It takes some minutes.
"""

import json
from collections.abc import Iterator, Mapping
from statistics import NormalDist
from typing import Any

from benchmarks.measure import Result, installed, run

SIMULATE = """
import json, math
from dataclasses import replace
import numpy as np, pandas as pd
from scipy.stats import binom
from ml_project.core.facts import EvaluationKey
from ml_project.core.gate import Gate
from ml_project.core.resampling import Sample, samples
from ml_project.core.scoring import evaluate
from ml_project.core.split import by_hash, by_time
from ml_project.domain.problem import PROBLEM

random = np.random.default_rng(0)
RMSE = {"rmse": PROBLEM.metrics["rmse"]}
PLAIN = replace(PROBLEM, metrics=RMSE, primary_metric="rmse", segments={}, split=by_hash())
GROUPED = replace(PLAIN, split=by_hash(group="group"))
TIMED = replace(PLAIN, split=by_time("time", share=0.5))
KEY = EvaluationKey.model_construct(resamples=400, confidence=0.95, champion=1)

def share_coverage():
    worst = 1.0
    for rows in range(5, 51):
        limits = [
            Sample(np.array([hits / rows]), 0, rows, rows, rows).interval(0.95)
            for hits in range(rows + 1)
        ]
        for truth in np.linspace(0.01, 0.99, 99):
            inside = [low <= truth <= high for low, high in limits]
            worst = min(worst, float(binom.pmf(np.flatnonzero(inside), rows, truth).sum()))
    return worst

def coverage(problem, errors, truth, sets):
    inside, known = 0, 0
    for _ in range(sets):
        rows = errors()
        zero = pd.DataFrame({"prediction": np.zeros(len(rows))}, index=rows.index)
        [[sample]] = samples(problem, rows, [zero], RMSE.values(), KEY.resamples)
        if limits := sample.interval(KEY.confidence):
            known += 1
            inside += limits[0] <= truth <= limits[1]
    return inside / known if known else None

def plain(rows):
    return pd.DataFrame({PROBLEM.id: range(rows), PROBLEM.target: random.normal(size=rows)})

def grouped(count):
    effects = np.repeat(random.normal(size=count), 20)
    target = effects + random.normal(size=len(effects))
    groups = np.repeat(range(count), 20)
    return pd.DataFrame({PROBLEM.id: range(len(target)), "group": groups, PROBLEM.target: target})

def compared(better, sets, rows=200):
    scale, differences, promoted = 1.0, 0, 0
    for _ in range(50):  # the lower error has a smaller standard error itself
        scale = 1 - better * math.sqrt((scale**2 + 1) / (2 * rows))
    gate = Gate(confidence=0.95, beat_baseline=False)
    for _ in range(sets):
        table = pd.DataFrame({PROBLEM.id: range(rows), PROBLEM.target: np.zeros(rows)})
        ours, theirs = (
            pd.DataFrame({"prediction": random.normal(scale=by, size=rows)}) for by in (scale, 1.0)
        )
        found = evaluate(PLAIN, table, ours, baseline=theirs, champion=theirs, key=KEY)
        low, high = (found.champion.quantile(level) for level in (0.025, 0.975))
        differences += low <= 1 - scale <= high
        promoted += all(check.is_passed for check in gate.checks(found))
    return differences / sets, promoted / sets

difference, equal = compared(0, 2_000)
_, better = compared(3, 1_000)
def blocks(rows=200, correlation=0.8):
    noise = random.normal(size=rows + 100) * math.sqrt(1 - correlation**2)
    for now in range(1, len(noise)):
        noise[now] += correlation * noise[now - 1]
    return pd.DataFrame({PROBLEM.id: range(rows), "time": range(rows), PROBLEM.target: noise[100:]})

print(json.dumps({
    "share": share_coverage(),
    "rmse": coverage(PLAIN, lambda: plain(200), 1.0, 2_000),
    "difference": difference,
    "equal": equal,
    "better": better,
    "15 blocks of time": coverage(TIMED, blocks, 1.0, 1_000),
    **{
        f"{n} groups": coverage(GROUPED, lambda: grouped(n), 2**0.5, 1_000)
        for n in (5, 10, 15, 30)
    },
}))
"""


def results() -> Iterator[Result]:
    """Simulate, and count."""
    with installed("preset=minimal") as project:
        found: Mapping[str, Any] = json.loads(run(project, "python", "-c", SIMULATE))
    level = "theory: 95.0%"
    power = 1 - NormalDist().cdf(NormalDist().inv_cdf(0.95) - 3)
    yield from (
        at_least("shares of 5 to 50 rows, the worst, exactly", found["share"], level, 0.93),
        at_least("rmse of 200 rows, covered", found["rmse"], level, 0.93),
        at_most("rmse of 200 rows, covered", found["rmse"], level, 0.975),
        at_least("paired difference, covered", found["difference"], level, 0.93),
        at_most("paired difference, covered", found["difference"], level, 0.975),
        at_most("equal model, promoted", found["equal"], "theory: 5.0%", 0.075),
        at_least("better by 3 errors, promoted", found["better"], f"theory: {power:.1%}", 0.88),
    )
    for name in ("15 groups", "30 groups", "15 blocks of time"):
        yield at_least(f"rmse of {name}, covered", found[name], level, 0.9)
    for few in ("5 groups", "10 groups"):
        said, what = 0.0 if found[few] is None else 1.0, f"rmse of {few}, with an interval"
        yield at_most(what, said, "too few rows to say", 0.0)


def at_least(what: str, share: float, theory: str, bar: float) -> Result:
    """Hold a share against a lower bar."""
    return Result(what, f"{share:.1%}", theory, share, bar, at_least=True)


def at_most(what: str, share: float, theory: str, bar: float) -> Result:
    """Hold a share against an upper bar."""
    return Result(what, f"{share:.1%}", theory, share, bar)
