"""Object-oriented: objects that keep their state to themselves and send each other messages.

A new kind of model is a new subclass of `Model`. The factory knows the classes, and the workflow
knows none of them: a test can give it a model of its own.

    uv run python examples/paradigms/object_oriented.py
"""

from abc import ABC, abstractmethod
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

MODEL = "ridge"  # or baseline, or forest
METRICS = {"rmse": root_mean_squared_error, "mae": mean_absolute_error}


class Dataset:
    """Patients, and how far their diabetes progressed in a year."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows

    @classmethod
    def load(cls) -> "Dataset":
        """Read all 442 patients."""
        return cls(load_diabetes(as_frame=True, scaled=False).frame)

    @property
    def inputs(self) -> pd.DataFrame:
        """The inputs of a model, of shape (rows, features)."""
        return self._rows.drop(columns="target")

    @property
    def truth(self) -> pd.Series:
        """The target, of shape (rows,)."""
        return self._rows["target"]

    def split(self) -> tuple["Dataset", "Dataset"]:
        """Return the training set and the test set."""
        training, testing = train_test_split(self._rows, test_size=0.25, random_state=0)
        return Dataset(training), Dataset(testing)

    def derive(self) -> "Dataset":
        """Add a feature: overweight matters more where the blood pressure is high."""
        return Dataset(self._rows.assign(bmi_bp=self._rows["bmi"] * self._rows["bp"]))


class Model(ABC):
    """Learns from a data set, and then predicts."""

    def __init__(self) -> None:
        self._estimator: Any = self.build()

    @abstractmethod
    def build(self) -> Any:
        """Build an untrained estimator of scikit-learn."""

    def fit(self, training: Dataset) -> None:
        """Learn, and forget what was learned before."""
        self._estimator.fit(training.inputs, training.truth)

    def score(self, testing: Dataset) -> dict[str, float]:
        """Compute every metric on a data set."""
        predictions = self._estimator.predict(testing.inputs)
        return {name: metric(testing.truth, predictions) for name, metric in METRICS.items()}


class Baseline(Model):
    """Predicts the mean of the training set."""

    def build(self) -> DummyRegressor:
        """Build the baseline."""
        return DummyRegressor()


class LinearModel(Model):
    """Weighs and adds the features."""

    def build(self) -> Any:
        """Build a ridge regression of scaled features."""
        return make_pipeline(StandardScaler(), Ridge(alpha=10))


class Forest(Model):
    """Averages many decision trees."""

    def build(self) -> RandomForestRegressor:
        """Build a random forest."""
        return RandomForestRegressor(random_state=0)


class ModelFactory:
    """Creates models by name."""

    def __init__(self, **kinds: type[Model]) -> None:
        self._kinds = kinds

    def create(self, name: str) -> Model:
        """Create a new, untrained model."""
        return self._kinds[name]()


class Workflow:
    """Trains a model, whichever it is, and scores it."""

    def __init__(self, dataset: Dataset, model: Model) -> None:
        self._dataset = dataset
        self._model = model

    def run(self) -> dict[str, float]:
        """Return the scores on the test set."""
        training, testing = (part.derive() for part in self._dataset.split())
        self._model.fit(training)
        return self._model.score(testing)


if __name__ == "__main__":
    factory = ModelFactory(baseline=Baseline, ridge=LinearModel, forest=Forest)
    workflow = Workflow(Dataset.load(), factory.create(MODEL))
    for name, value in workflow.run().items():
        print(name, value)
