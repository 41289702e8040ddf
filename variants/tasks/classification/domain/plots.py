"""Plots of how good predictions are; the first line of each is the question that it answers."""

from typing import TYPE_CHECKING

import pandas as pd
from sklearn.calibration import CalibrationDisplay
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay, confusion_matrix

from {{ package_name }}.domain.metrics import PROBABILITY
from {{ package_name }}.domain.schema import POSITIVE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def confusion(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Which classes are mistaken for which?

    Rows on the diagonal are predicted correctly.
    """
    from matplotlib.colors import LinearSegmentedColormap  # of the extra plots

    labels = sorted({*truth, *predictions["prediction"]})
    counts = confusion_matrix(truth, predictions["prediction"], labels=labels)
    figure = axes.get_figure(root=True)
    assert figure is not None
    shown = [str(label)[:40] for label in labels]
    side = 1 + 0.45 * len(labels) + 0.085 * max(map(len, shown))
    figure.set_size_inches(max(4.5, side), max(3.5, side))
    ConfusionMatrixDisplay(counts, display_labels=shown).plot(
        cmap=LinearSegmentedColormap.from_list("counts", ["#707478", "#1f6fb4"]),
        colorbar=False,
        ax=axes,
        text_kw={"color": "white"},  # readable on each of these colors
        values_format="d",
        xticks_rotation="horizontal" if sum(map(len, shown)) < 40 else "vertical",
    )


def roc(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """How many positive rows are found, for how many false positives?

    The nearer the line is to the upper left corner, the better; the diagonal is chance.
    """
    RocCurveDisplay.from_predictions(
        truth,
        predictions[PROBABILITY],
        pos_label=POSITIVE,
        name="model",
        plot_chance_level=True,
        ax=axes,
    )
    axes.set(xlabel="False positive rate", ylabel="True positive rate")


def calibration(truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Are positive rows as frequent as predicted?

    Below the diagonal the probabilities are too high, above it too low.
    """
    CalibrationDisplay.from_predictions(
        truth,
        predictions[PROBABILITY],
        pos_label=POSITIVE,
        n_bins=5,
        strategy="quantile",
        name="model",
        ax=axes,
    )
    axes.set(xlabel="Mean predicted probability", ylabel="Share of positive rows")


PLOTS = {"confusion": confusion, "roc": roc, "calibration": calibration}
