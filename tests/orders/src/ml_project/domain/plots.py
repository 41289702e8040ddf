"""Plots of how good predictions are."""

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def counts(_truth: pd.Series, predictions: pd.DataFrame, axes: "Axes") -> None:
    """Draw how often each class is predicted."""
    found = predictions["prediction"].value_counts()
    axes.bar(found.index.astype(str), found)


PLOTS = {"counts": counts}
