"""Declarative: a file says what to do, and a small interpreter knows how.

`declarative.yaml` is the experiment: anyone who knows the problem can read and change it without
this code. A schema says what the file may hold, and two tables say what its words mean.

    uv run python examples/paradigms/declarative.py [FILE.yaml]
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sklearn.datasets import load_diabetes
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MODELS: Mapping[str, Callable[..., Any]] = {
    "baseline": lambda _, **parameters: DummyRegressor(**parameters),
    "ridge": lambda _, **parameters: make_pipeline(StandardScaler(), Ridge(**parameters)),
    "forest": lambda seed, **parameters: RandomForestRegressor(random_state=seed, **parameters),
}
METRICS = {"rmse": root_mean_squared_error, "mae": mean_absolute_error}


class Experiment(BaseModel):
    """The words of the file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    target: str
    features: Annotated[list[str], Field(min_length=1)]
    model: Annotated[
        dict[Literal["baseline", "ridge", "forest"], dict[str, Any]],
        Field(min_length=1, max_length=1),
    ]
    metrics: list[Literal["rmse", "mae"]]
    test_share: Annotated[float, Field(gt=0, lt=1)]
    seed: Annotated[int, Field(ge=0)]


def run(experiment: Experiment) -> dict[str, float]:
    """Run an experiment, and return its scores on the test set."""
    rows = load_diabetes(as_frame=True, scaled=False).frame
    training, testing = train_test_split(
        rows, test_size=experiment.test_share, random_state=experiment.seed
    )
    [(kind, parameters)] = experiment.model.items()
    model = MODELS[kind](experiment.seed, **parameters)
    model.fit(derive(training, experiment.features), training[experiment.target])
    predictions = model.predict(derive(testing, experiment.features))
    return {
        name: METRICS[name](testing[experiment.target], predictions) for name in experiment.metrics
    }


def derive(rows: pd.DataFrame, features: list[str]) -> pd.DataFrame:
    """Compute what the model sees, of shape (rows, features)."""
    return pd.DataFrame({feature: rows.eval(feature) for feature in features})


if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_suffix(".yaml")
    try:
        experiment = Experiment.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        sys.exit(f"{path}: {error}")
    for name, value in run(experiment).items():
        print(name, value)
