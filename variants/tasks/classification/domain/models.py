"""The models: scikit-learn pipelines from features to predictions."""

from typing import Any

import pandas as pd
from sklearn.dummy import DummyClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import FixedThresholdClassifier
from sklearn.pipeline import make_pipeline

from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.domain import params
from {{ package_name }}.domain.features import preprocessor

POSITIVE = "malignant"

TRUSTED_TYPES = (
    "numpy.dtype",
    "sklearn._loss.link.Interval",
    "sklearn._loss.link.LogitLink",
    "sklearn._loss.loss.HalfBinomialLoss",
    "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
)
"""Harmless parts of the pipelines below that some versions of skops do not know yet."""


def logistic_regression(
    parameters: params.LogisticRegression, seed: int
) -> FixedThresholdClassifier:
    """Build a linear model.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    settings = parameters.model_dump(exclude={"threshold"})
    model = LogisticRegression(**settings, max_iter=1_000, random_state=seed)
    return at_threshold(make_pipeline(preprocessor(), model), parameters.threshold)


def gradient_boosting(parameters: params.GradientBoosting, seed: int) -> FixedThresholdClassifier:
    """Build an ensemble of trees.

    Args:
        parameters: Its parameters.
        seed: The random seed.
    """
    settings = parameters.model_dump(exclude={"threshold"})
    model = HistGradientBoostingClassifier(**settings, random_state=seed)
    return at_threshold(make_pipeline(preprocessor(), model), parameters.threshold)


def at_threshold(model: Estimator, threshold: float) -> FixedThresholdClassifier:
    """Let a classifier say "positive" from another probability on than one half."""
    return FixedThresholdClassifier(
        model, threshold=threshold, pos_label=POSITIVE, response_method="predict_proba"
    )


def baseline() -> DummyClassifier:
    """Build the model that knows only how frequent the classes are."""
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
