"""The metrics."""

import pandas as pd

from ml_project.core.interfaces import Metric


def accuracy(truth: pd.Series, predictions: pd.DataFrame) -> float:
    """Share of rows that are classified right."""
    return float((truth == predictions["prediction"]).mean())


METRICS = {"accuracy": Metric(accuracy, greater_is_better=True)}
