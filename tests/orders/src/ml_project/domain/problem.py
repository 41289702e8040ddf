"""The problem that this package solves, in one place."""

import pandas as pd
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MaxAbsScaler

from ml_project.core.interfaces import Problem
from ml_project.core.split import by_time
from ml_project.domain import metrics, models, params, plots
from ml_project.domain.features import features, preprocessor
from ml_project.domain.schema import Orders


def build(parameters: params.Model, seed: int) -> Pipeline:
    """Build an untrained model, without a threshold: there may be more than two classes."""
    return make_pipeline(preprocessor(), MaxAbsScaler(), parameters.build(seed))


def region(rows: pd.DataFrame) -> pd.Series:
    """Group the rows by region, which may be missing."""
    return rows["region"]


PROBLEM = Problem(
    schema=Orders,
    id="order no.",
    target="speed",
    split=by_time("ordered", share=0.3),
    features=features,
    models=dict.fromkeys(params.Params.model_fields, build),
    baseline=models.baseline,
    predict=models.predict,
    metrics={"accuracy": metrics.METRICS["accuracy"]},
    primary_metric="accuracy",
    segments={"region": region},
    plots={"confusion": plots.confusion},
    trusted_types=("ml_project.domain.features.Logarithm", "numpy.dtype"),
)
