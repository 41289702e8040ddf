"""How good predictions are."""

import pandas as pd
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    f1_score,
    recall_score,
    roc_auc_score,
)

from {{ package_name }}.domain.contract import Metric
from {{ package_name }}.domain.models import POSITIVE

PROBABILITY = f"probability_{POSITIVE}"


def roc_auc(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Chance that a positive row ranks above a negative one; NaN where there is one class only."""
    if truth.nunique() < 2:
        return float("nan")
    return float(roc_auc_score(truth == POSITIVE, predictions[PROBABILITY]))


def brier(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Mean squared error of the probability: 0 is perfect."""
    return float(brier_score_loss(truth == POSITIVE, predictions[PROBABILITY]))


def accuracy(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of rows that are classified right."""
    return float(accuracy_score(truth, predictions["prediction"]))


def recall(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of the positive rows that are found; NaN where there are none."""
    score = recall_score(
        truth, predictions["prediction"], pos_label=POSITIVE, zero_division=float("nan")
    )
    return float(score)


def f1(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Harmonic mean of precision and recall; NaN where there is nothing to find or found."""
    score = f1_score(
        truth, predictions["prediction"], pos_label=POSITIVE, zero_division=float("nan")
    )
    return float(score)


METRICS = {
    "roc_auc": Metric(roc_auc, greater_is_better=True),
    "brier": Metric(brier, greater_is_better=False),
    "accuracy": Metric(accuracy, greater_is_better=True),
    "recall": Metric(recall, greater_is_better=True),
    "f1": Metric(f1, greater_is_better=True),
}
