"""Plots of how good predictions are."""

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.metrics import PredictionErrorDisplay

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def prediction(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Draw the truth over the prediction; what is predicted well lies on the diagonal."""
    _draw("actual_vs_predicted", truth, predictions, axes)


def residuals(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Draw the errors over the prediction; there should be no pattern in them."""
    _draw("residual_vs_predicted", truth, predictions, axes)


def _draw(kind: str, truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    PredictionErrorDisplay.from_predictions(
        truth, predictions["prediction"], kind=kind, subsample=2_000, random_state=0, ax=axes
    )


PLOTS = {"prediction": prediction, "residuals": residuals}
