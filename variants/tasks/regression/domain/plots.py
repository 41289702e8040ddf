"""Plots of how good predictions are; the first line of each is the question that it answers."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHOWN = 1_000
"""The maximum number of rows in a plot."""


def prediction(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """How close are predictions to the truth?

    On the diagonal they are equal.
    """
    true, predicted = _sample(truth, predictions)
    axes.scatter(predicted, true, alpha=0.5)
    axes.axline((true.mean(), true.mean()), slope=1, color="black", linestyle="--")
    axes.set(xlabel="Prediction", ylabel="Truth")


def residuals(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Do the errors depend on the prediction?

    They should spread around zero everywhere; a pattern is something that the model has missed.
    """
    true, predicted = _sample(truth, predictions)
    axes.scatter(predicted, true - predicted, alpha=0.5)
    axes.axhline(0, color="black", linestyle="--")
    axes.set(xlabel="Prediction", ylabel="Truth minus prediction")


def _sample(truth: pd.Series, predictions: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    rows = truth.astype(float).sample(min(len(truth), SHOWN), random_state=0)
    return rows, predictions["prediction"][rows.index].astype(float)


PLOTS = {"prediction": prediction, "residuals": residuals}
