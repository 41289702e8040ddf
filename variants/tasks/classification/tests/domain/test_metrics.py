"""Each metric, for four rows that you can check by hand."""

import math

import numpy as np
import pandas as pd
import pytest

from {{ package_name }}.core.resampling import measure, value_of
from {{ package_name }}.domain.metrics import METRICS, PROBABILITY

YES, NO = "malignant", "benign"
TRUTH = pd.Series([YES, YES, YES, NO])
PREDICTIONS = pd.DataFrame(
    {"prediction": [YES, NO, NO, YES], PROBABILITY: [0.9, 0.5, 0.1, 0.7]}
)  # one positive row is found and two are missed; one negative row is taken for positive


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("roc_auc", 1 / 3),  # one of three positive rows ranks above the negative one
        ("brier", (0.1**2 + 0.5**2 + 0.9**2 + 0.7**2) / 4),
        ("accuracy", 1 / 4),
        ("recall", 1 / 3),
        ("f1", 2 / 5),  # the precision is 1/2, the recall 1/3
    ],
)
def test_metric_has_its_known_value(name: str, value: float) -> None:
    assert value_of(METRICS[name], TRUTH, PREDICTIONS) == pytest.approx(value)


@pytest.mark.parametrize("name", METRICS)
def test_weight_of_two_counts_a_row_twice(name: str) -> None:
    rows = [0, 0, 1, 2, 3]
    truth = TRUTH.take(rows).reset_index(drop=True)
    predictions = PREDICTIONS.take(rows).reset_index(drop=True)

    weighted = measure(METRICS[name], TRUTH, PREDICTIONS, np.array([[2.0, 1, 1, 1]]))

    assert weighted == pytest.approx([value_of(METRICS[name], truth, predictions)])


@pytest.mark.parametrize("name", METRICS)
def test_perfect_predictions_are_better(name: str) -> None:
    perfect = pd.DataFrame({"prediction": TRUTH, PROBABILITY: (TRUTH == YES).astype(float)})

    found = value_of(METRICS[name], TRUTH, perfect), value_of(METRICS[name], TRUTH, PREDICTIONS)

    assert METRICS[name].improvement(*found) > 0


@pytest.mark.parametrize("name", ["roc_auc", "recall", "f1"])
def test_metric_without_a_positive_row_is_not_defined(name: str) -> None:
    negative = pd.DataFrame({"prediction": [NO], PROBABILITY: [0.0]})

    assert math.isnan(value_of(METRICS[name], pd.Series([NO]), negative))
