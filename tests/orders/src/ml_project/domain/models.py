"""The models: scikit-learn pipelines from features to predictions."""

from typing import Any

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import RandomForestClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from ml_project.domain.features import preprocessor
from ml_project.domain.params import Trees


def build(parameters: Trees, seed: int) -> Pipeline:
    """Build an untrained model, from features to predictions.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    forest = RandomForestClassifier(20, max_depth=parameters.depth, random_state=seed)
    return make_pipeline(preprocessor(), forest)


MODELS = {"trees": build}


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
