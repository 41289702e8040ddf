"""How good predictions are."""

import pandas as pd
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from {{ package_name }}.domain.contract import Metric


def rmse(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Root of the mean squared error, in the unit of the target."""
    return float(root_mean_squared_error(truth, predictions["prediction"]))


def mae(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Mean of the absolute errors, in the unit of the target."""
    return float(mean_absolute_error(truth, predictions["prediction"]))


def r2(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of the variance that is explained: 1 is perfect, 0 is as good as the mean."""
    if len(truth) < 2:
        return float("nan")
    return float(r2_score(truth, predictions["prediction"]))


METRICS = {
    "rmse": Metric(rmse, greater_is_better=False),
    "mae": Metric(mae, greater_is_better=False),
    "r2": Metric(r2, greater_is_better=True),
}
