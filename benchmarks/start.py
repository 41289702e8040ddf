"""Compare the models that `start` drafts with skrub's, on the same split.

Run it as `uv run python -m benchmarks.start FILE:TARGET…`. It renders a project for each file, and
prints the primary metric of the drafted model, of `skrub.tabular_pipeline` and of the baseline, and
how much of the way from the baseline to skrub's score the drafted model goes.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.support import copy_template, render, run

COMPARE = """
import warnings
import numpy as np
from skrub import tabular_pipeline
from ml_project.core.resampling import measure
from ml_project.config.loading import load
from ml_project.domain.problem import PROBLEM
from ml_project.io import tables

warnings.simplefilter("ignore")
config = load("train").config
rows = tables.read(config.data, PROBLEM.rows)
train, test = PROBLEM.training_set(rows), PROBLEM.test_set(rows)
model = PROBLEM.models[config.model](getattr(config.params, config.model), config.seed)
kind = "classifier" if hasattr(PROBLEM.baseline(), "predict_proba") else "regressor"
metric = PROBLEM.metrics[PROBLEM.primary_metric]

def score(estimator, inputs):
    estimator.fit(inputs(train), train[PROBLEM.target])
    predictions = PROBLEM.predict(estimator, inputs(test))
    return measure(metric, test[PROBLEM.target], predictions, np.ones((1, len(test))))[0]

def raw(part):
    return part.drop(columns=[PROBLEM.target, PROBLEM.id])

ours, theirs = score(model, PROBLEM.features), score(tabular_pipeline(kind), raw)
baseline = score(PROBLEM.baseline(), PROBLEM.features)
way = (ours - baseline) / (theirs - baseline)
name = PROBLEM.primary_metric
print(f"{name}: {config.model} {ours:.4f}, skrub {theirs:.4f}, baseline {baseline:.4f}: {way:.1%}")
"""


def main() -> None:
    """Compare the models for each file."""
    start = Path(sys.executable).with_name("start")
    with tempfile.TemporaryDirectory() as name:
        source = copy_template(Path(name, "source"))
        for argument in sys.argv[1:]:
            file, _, target = argument.rpartition(":")
            project = render(source, Path(name, Path(file).stem), preset="minimal")
            command = [str(start), str(Path(file).resolve()), "--target", target]
            subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL)
            run("uv", "run", "ml-project", "ingest", cwd=project)
            found = run("uv", "run", "--with", "skrub", "python", "-c", COMPARE, cwd=project)
            sys.stdout.write(f"{Path(file).name}: {found}")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
