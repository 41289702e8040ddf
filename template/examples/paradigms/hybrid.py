"""Hybrid: immutable objects with pure methods, plain functions, effects at the edge.

This is the style of the package. Values that only make sense together are an object, and an object
never changes: to fit a model returns a new thing that predicts. What needs no state is a function.
`frozen=True` is shallow: it forbids assigning to a field, not changing the table inside it, which
is why no method changes one in place.

    uv run python examples/paradigms/hybrid.py
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
from sklearn.datasets import load_diabetes
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MODEL = "ridge"
MODELS: Mapping[str, Callable[[], Any]] = {
    "baseline": DummyRegressor,
    "ridge": lambda: make_pipeline(StandardScaler(), Ridge(alpha=10)),
    "forest": partial(RandomForestRegressor, random_state=0),
}
METRICS = {"rmse": root_mean_squared_error, "mae": mean_absolute_error}


@dataclass(frozen=True)
class Table:
    """The inputs of a model, of shape (rows, features), and its target, of shape (rows,)."""

    inputs: pd.DataFrame
    truth: pd.Series

    def derive(self) -> "Table":
        """Add a feature: overweight matters more where the blood pressure is high."""
        return Table(self.inputs.assign(bmi_bp=self.inputs["bmi"] * self.inputs["bp"]), self.truth)

    def split(self) -> tuple["Table", "Table"]:
        """Return the training set and the test set."""
        parts = train_test_split(self.inputs, self.truth, test_size=0.25, random_state=0)
        training, testing, training_truth, testing_truth = parts
        return Table(training, training_truth), Table(testing, testing_truth)


@dataclass(frozen=True)
class Trained:
    """A trained model, of another type than an untrained one: only this one can predict."""

    estimator: Any

    def score(self, testing: Table) -> dict[str, float]:
        """Compute every metric on rows that the model has not seen."""
        predictions = self.estimator.predict(testing.inputs)
        return {name: metric(testing.truth, predictions) for name, metric in METRICS.items()}


def fit(build: Callable[[], Any], training: Table) -> Trained:
    """Train a new model."""
    return Trained(build().fit(training.inputs, training.truth))


def experiment(build: Callable[[], Any], table: Table) -> dict[str, float]:
    """Learn from one part of a table, and return the scores on the other."""
    training, testing = (part.derive() for part in table.split())
    return fit(build, training).score(testing)


if __name__ == "__main__":
    rows = load_diabetes(as_frame=True, scaled=False).frame
    table = Table(rows.drop(columns="target"), rows["target"])
    build = MODELS[MODEL]
    for name, value in experiment(build, table).items():
        print(name, value)
