"""The metrics. A mean returns one value for each row; the others take weights."""

import pandas as pd

from {{ package_name }}.core.interfaces import Metric
from {{ package_name }}.core.resampling import Array, mean


def rmse(truth: pd.Series, predictions: pd.DataFrame, weights: Array) -> Array:
    """Root of the mean squared error, in the unit of the target."""
    return mean((truth - predictions["prediction"]) ** 2, weights) ** 0.5


def mae(truth: pd.Series, predictions: pd.DataFrame) -> pd.Series:
    """Mean of the absolute errors, in the unit of the target."""
    return (truth - predictions["prediction"]).abs()


def r2(truth: pd.Series, predictions: pd.DataFrame, weights: Array) -> Array:
    """Share of the variance that is explained: 1 is perfect, 0 is as good as the mean."""
    deviations = truth - truth.mean()
    variance = mean(deviations**2, weights) - mean(deviations, weights) ** 2
    return 1 - mean((truth - predictions["prediction"]) ** 2, weights) / variance


METRICS = {
    "rmse": Metric(rmse, greater_is_better=False, weighted=True),
    "mae": Metric(mae, greater_is_better=False),
    "r2": Metric(r2, greater_is_better=True, weighted=True),
}
