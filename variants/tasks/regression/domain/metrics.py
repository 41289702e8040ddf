"""The metrics. Intervals compute each many times, so they are plain arithmetic."""

import pandas as pd

from {{ package_name }}.core.interfaces import Metric


def rmse(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Root of the mean squared error, in the unit of the target."""
    return float(((truth - predictions["prediction"]) ** 2).mean() ** 0.5)


def mae(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Mean of the absolute errors, in the unit of the target."""
    return float((truth - predictions["prediction"]).abs().mean())


def r2(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of the variance that is explained: 1 is perfect, 0 is as good as the mean."""
    if truth.nunique() < 2:
        return float("nan")
    errors = ((truth - predictions["prediction"]) ** 2).sum()
    return float(1 - errors / ((truth - truth.mean()) ** 2).sum())


METRICS = {
    "rmse": Metric(rmse, greater_is_better=False),
    "mae": Metric(mae, greater_is_better=False),
    "r2": Metric(r2, greater_is_better=True),
}
