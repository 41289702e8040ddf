"""The models: scikit-learn pipelines from features to predictions."""

from typing import Any

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler

from ml_project.domain.features import preprocessor
from ml_project.domain.params import Linear


def build(parameters: Linear, seed: int) -> Pipeline:
    """Build an untrained model, from features to predictions.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    model = LogisticRegression(C=parameters.C, max_iter=1_000, random_state=seed)
    return make_pipeline(preprocessor(), MaxAbsScaler(), model)


MODELS = {"linear": build}


def baseline() -> DummyClassifier:
    """Build the model that knows only how frequent the classes are."""
    return DummyClassifier(strategy="prior")


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    """Predict.

    Args:
        model: A trained classifier.
        features: What it sees, of shape (rows, features).

    Returns:
        The column `prediction` and one `probability_<class>` for each class.
    """
    columns = [f"probability_{label}" for label in model.classes_]
    probabilities = pd.DataFrame(model.predict_proba(features), features.index, columns)
    probabilities.insert(0, "prediction", model.predict(features))
    return probabilities
