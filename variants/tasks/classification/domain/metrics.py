"""The metrics. A mean returns one value for each row; the others take weights."""

import numpy as np
import pandas as pd

from {{ package_name }}.core.interfaces import Metric
from {{ package_name }}.core.resampling import Array, mean
from {{ package_name }}.domain.schema import POSITIVE

PROBABILITY = f"probability_{POSITIVE}"


def roc_auc(truth: pd.Series, predictions: pd.DataFrame, weights: Array) -> Array:
    """Chance that a positive row ranks above a negative one; NaN if there is one class only."""
    scores, place = np.unique(predictions[PROBABILITY], return_inverse=True)
    order = place.argsort()
    starts = np.searchsorted(place[order], range(len(scores)))
    is_positive = (truth == POSITIVE).to_numpy()
    positive = np.add.reduceat((weights * is_positive)[:, order], starts, axis=1)
    negative = np.add.reduceat((weights * ~is_positive)[:, order], starts, axis=1)
    below = negative.cumsum(axis=1) - negative / 2  # equal scores count as half
    pairs = positive.sum(axis=1) * negative.sum(axis=1)
    return np.asarray((positive * below).sum(axis=1) / pairs)


def brier(truth: pd.Series, predictions: pd.DataFrame) -> pd.Series:
    """Mean squared error of the probability: 0 is perfect."""
    return (predictions[PROBABILITY] - (truth == POSITIVE)) ** 2


def accuracy(truth: pd.Series, predictions: pd.DataFrame) -> pd.Series:
    """Share of rows that are classified right."""
    return truth == predictions["prediction"]


def recall(truth: pd.Series, predictions: pd.DataFrame) -> pd.Series:
    """Share of the positive rows that are found; NaN if there are none."""
    return predictions["prediction"][truth == POSITIVE] == POSITIVE


def f1(truth: pd.Series, predictions: pd.DataFrame, weights: Array) -> Array:
    """Harmonic mean of precision and recall; NaN if no row is positive or predicted to be."""
    actual, found = truth == POSITIVE, predictions["prediction"] == POSITIVE
    return 2 * mean(actual & found, weights) / (mean(actual, weights) + mean(found, weights))


METRICS = {
    "roc_auc": Metric(roc_auc, greater_is_better=True, weighted=True),
    "brier": Metric(brier, greater_is_better=False),
    "accuracy": Metric(accuracy, greater_is_better=True),
    "recall": Metric(recall, greater_is_better=True),
    "f1": Metric(f1, greater_is_better=True, weighted=True),
}
