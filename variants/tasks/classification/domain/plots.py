"""Plots of how good predictions are."""

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay, confusion_matrix

from {{ package_name }}.domain.metrics import PROBABILITY
from {{ package_name }}.domain.schema import POSITIVE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Count the rows of each true and each predicted class."""
    labels = sorted({*truth, *predictions["prediction"]})
    counts = confusion_matrix(truth, predictions["prediction"], labels=labels)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.set_size_inches(max(5, 0.45 * len(labels) + 2), max(4, 0.45 * len(labels) + 1))
    shown = [str(label)[:40] for label in labels]
    ConfusionMatrixDisplay(counts, display_labels=shown).plot(
        cmap="Blues", colorbar=False, ax=axes, values_format="d", xticks_rotation="vertical"
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
