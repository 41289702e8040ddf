"""The metrics. Intervals compute each many times, so most are plain arithmetic."""

import pandas as pd
from sklearn.metrics import roc_auc_score

from {{ package_name }}.core.interfaces import Metric
from {{ package_name }}.domain.schema import POSITIVE

PROBABILITY = f"probability_{POSITIVE}"


def roc_auc(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Chance that a positive row ranks above a negative one; NaN where there is one class only."""
    if truth.nunique() < 2:
        return float("nan")
    return float(roc_auc_score(truth == POSITIVE, predictions[PROBABILITY]))


def brier(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Mean squared error of the probability: 0 is perfect."""
    return float(((predictions[PROBABILITY] - (truth == POSITIVE)) ** 2).mean())


def accuracy(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of rows that are classified right."""
    return float((truth == predictions["prediction"]).mean())


def recall(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of the positive rows that are found; NaN where there are none."""
    return float((predictions["prediction"][truth == POSITIVE] == POSITIVE).mean())


def f1(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Harmonic mean of precision and recall; NaN where there is nothing to find or found."""
    actual, found = truth == POSITIVE, predictions["prediction"] == POSITIVE
    total = int(actual.sum() + found.sum())
    return float(2 * (actual & found).sum() / total) if total else float("nan")


METRICS = {
    "roc_auc": Metric(roc_auc, greater_is_better=True),
    "brier": Metric(brier, greater_is_better=False),
    "accuracy": Metric(accuracy, greater_is_better=True),
    "recall": Metric(recall, greater_is_better=True),
    "f1": Metric(f1, greater_is_better=True),
}
