"""Functional: functions from values to values, put together by functions that take functions.

No function changes what it is given, and none remembers anything: each can be tested by a call.

    uv run python examples/paradigms/functional.py
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce
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

Predict = Callable[[pd.DataFrame], Any]
Learn = Callable[[pd.DataFrame], Predict]

MODEL = "ridge"
MODELS: Mapping[str, Callable[[], Any]] = {
    "baseline": DummyRegressor,
    "ridge": lambda: make_pipeline(StandardScaler(), Ridge(alpha=10)),
    "forest": partial(RandomForestRegressor, random_state=0),
}
METRICS = {"rmse": root_mean_squared_error, "mae": mean_absolute_error}


def pipe(value: Any, *functions: Callable[[Any], Any]) -> Any:
    """Pass a value through functions, from left to right."""
    return reduce(lambda result, function: function(result), functions, value)


def each(function: Callable[[Any], Any]) -> Callable[[Iterable[Any]], list[Any]]:
    """Turn a function of one value into a function of several."""
    return lambda values: [function(value) for value in values]


def read() -> pd.DataFrame:
    """Read the rows: 442 patients, and how far their diabetes progressed in a year."""
    rows: pd.DataFrame = load_diabetes(as_frame=True, scaled=False).frame
    return rows


def split(rows: pd.DataFrame) -> Any:
    """Split rows into a training set and a test set."""
    return train_test_split(rows, test_size=0.25, random_state=0)


def derive(rows: pd.DataFrame) -> pd.DataFrame:
    """Derive a feature: overweight matters more where the blood pressure is high."""
    return rows.assign(bmi_bp=rows["bmi"] * rows["bp"])


def inputs(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop the target."""
    return rows.drop(columns="target")


def learner(build: Callable[[], Any]) -> Learn:
    """Turn a function that builds a model into one that learns to predict."""

    def learn(training: pd.DataFrame) -> Predict:
        model = build().fit(inputs(training), training["target"])
        return lambda rows: model.predict(inputs(rows))

    return learn


def score(learn: Learn, parts: tuple[pd.DataFrame, pd.DataFrame]) -> dict[str, float]:
    """Learn from the first part, and compute every metric on the second."""
    training, testing = parts
    predictions = learn(training)(testing)
    return {name: metric(testing["target"], predictions) for name, metric in METRICS.items()}


if __name__ == "__main__":
    scores = pipe(read(), split, each(derive), partial(score, learner(MODELS[MODEL])))
    for name, value in scores.items():
        print(name, value)
