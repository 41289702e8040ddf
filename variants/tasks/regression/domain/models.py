"""The models: scikit-learn pipelines from features to predictions."""

import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import Pipeline, make_pipeline

from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.domain import params
from {{ package_name }}.domain.features import preprocessor


def build(parameters: params.Model, seed: int) -> Pipeline:
    """Build an untrained model, from features to predictions.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    return make_pipeline(preprocessor(), parameters.build(seed))


MODELS = dict.fromkeys(params.Params.model_fields, build)
"""By name: all are built in the same way."""


def baseline() -> DummyRegressor:
    """Build the model that always predicts the mean."""
    return DummyRegressor(strategy="mean")


def predict(model: Estimator, features: pd.DataFrame) -> pd.DataFrame:
    """Predict.

    Args:
        model: A trained model.
        features: What it sees, of shape (rows, features).

    Returns:
        The column `prediction`, of shape (rows, 1), on the index of `features`.
    """
    return pd.DataFrame({"prediction": model.predict(features)}, index=features.index)
