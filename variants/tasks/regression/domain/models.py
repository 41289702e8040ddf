"""The models: scikit-learn pipelines from features to predictions."""

import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import Pipeline, make_pipeline

from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.domain import params
from {{ package_name }}.domain.features import preprocessor

TRUSTED_TYPES = (
    "numpy.dtype",
    "sklearn._loss.link.IdentityLink",
    "sklearn._loss.link.Interval",
    "sklearn._loss.loss.HalfSquaredError",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""Harmless parts of the pipelines below that some versions of skops do not know yet."""


def ridge(parameters: params.Ridge, seed: int) -> Pipeline:
    """Build a linear model.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    return make_pipeline(preprocessor(), Ridge(**parameters.model_dump(), random_state=seed))


def gradient_boosting(parameters: params.GradientBoosting, seed: int) -> Pipeline:
    """Build an ensemble of trees.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    model = HistGradientBoostingRegressor(**parameters.model_dump(), random_state=seed)
    return make_pipeline(preprocessor(), model)


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
