"""Plots of how good predictions are."""

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay

from {{ package_name }}.domain.metrics import PROBABILITY
from {{ package_name }}.domain.schema import POSITIVE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Count the rows of each true and each predicted class."""
    ConfusionMatrixDisplay.from_predictions(
        truth, predictions["prediction"], cmap="Blues", colorbar=False, ax=axes
    )


def roc(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Draw how many positive rows are found, over how many negative ones are taken for such."""
    RocCurveDisplay.from_predictions(
        truth,
        predictions[PROBABILITY],
        pos_label=POSITIVE,
        plot_chance_level=True,
        ax=axes,
    )


def calibration(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Draw how frequent positive rows are, over how probable they were said to be."""
    CalibrationDisplay.from_predictions(
        truth,
        predictions[PROBABILITY],
        pos_label=POSITIVE,
        n_bins=5,
        strategy="quantile",
        ax=axes,
    )


PLOTS = {"confusion": confusion, "roc": roc, "calibration": calibration}
