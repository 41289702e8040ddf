"""The models: scikit-learn pipelines from features to predictions."""

from typing import Any

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import make_pipeline

from {{ package_name }}.domain import params
from {{ package_name }}.domain.features import preprocessor
from {{ package_name }}.domain.schema import POSITIVE


def build(parameters: params.Model, seed: int) -> FixedThresholdClassifier:
    """Build an untrained model, from features to predictions.

    It predicts the positive class from the threshold of its parameters on.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    model = make_pipeline(preprocessor(), parameters.build(seed))
    return FixedThresholdClassifier(
        model,
        threshold=parameters.threshold,
        pos_label=POSITIVE,
        response_method="predict_proba",
    )


MODELS = dict.fromkeys(params.Params.model_fields, build)
"""By name: all are built in the same way."""


def baseline() -> DummyClassifier:
    """Build the model that knows only the frequencies of the classes."""
    return DummyClassifier(strategy="prior")


def predict(model: Any, features: pd.DataFrame) -> pd.DataFrame:
    """Predict.

    Args:
        model: A trained classifier.
        features: What it sees, of shape (rows, features).

    Returns:
        The column `prediction` and one `probability_<class>` for each class, of shape
        (rows, 1 + classes), on the index of `features`.
    """
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index).join(
        pd.DataFrame(
            model.predict_proba(features),
            columns=[f"probability_{label}" for label in model.classes_],
            index=features.index,
        )
    )
