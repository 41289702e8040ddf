"""Each metric, for three rows that you can check by hand: the errors are -1, 0 and 2."""

import math

import numpy as np
import pandas as pd
import pytest

from {{ package_name }}.core.resampling import measure, value_of
from {{ package_name }}.domain.metrics import METRICS

TRUTH = pd.Series([1.0, 2.0, 3.0])
PREDICTIONS = pd.DataFrame({"prediction": [2.0, 2.0, 1.0]})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rmse", math.sqrt(5 / 3)),  # of (1 + 0 + 4) / 3
        ("mae", 1),  # (1 + 0 + 2) / 3
        ("r2", 1 - 5 / 2),  # the mean, 2, has squared errors of 1, 0 and 1
    ],
)
def test_metric_has_its_known_value(name: str, value: float) -> None:
    assert value_of(METRICS[name], TRUTH, PREDICTIONS) == pytest.approx(value)


@pytest.mark.parametrize("name", METRICS)
def test_weight_of_two_counts_a_row_twice(name: str) -> None:
    rows = [0, 0, 1, 2]
    truth = TRUTH.take(rows).reset_index(drop=True)
    predictions = PREDICTIONS.take(rows).reset_index(drop=True)

    weighted = measure(METRICS[name], TRUTH, PREDICTIONS, np.array([[2.0, 1, 1]]))

    assert weighted == pytest.approx([value_of(METRICS[name], truth, predictions)])


@pytest.mark.parametrize("name", METRICS)
def test_perfect_predictions_are_better(name: str) -> None:
    perfect = value_of(METRICS[name], TRUTH, pd.DataFrame({"prediction": TRUTH}))

    assert METRICS[name].improvement(perfect, value_of(METRICS[name], TRUTH, PREDICTIONS)) > 0


def test_r2_of_one_value_is_not_defined() -> None:
    assert not math.isfinite(value_of(METRICS["r2"], TRUTH.head(1), PREDICTIONS.head(1)))
