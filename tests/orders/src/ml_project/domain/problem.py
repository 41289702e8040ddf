"""The problem that this package solves, in one place."""

from ml_project.core.interfaces import Problem
from ml_project.core.split import by_time
from ml_project.domain import models
from ml_project.domain.features import features
from ml_project.domain.metrics import METRICS
from ml_project.domain.plots import PLOTS
from ml_project.domain.schema import Orders
from ml_project.domain.segments import SEGMENTS

PROBLEM = Problem(
    schema=Orders,
    id="order no.",
    target="speed",
    split=by_time("ordered", share=0.3),
    features=features,
    models=models.MODELS,
    baseline=models.baseline,
    predict=models.predict,
    metrics=METRICS,
    primary_metric="accuracy",
    segments=SEGMENTS,
    plots=PLOTS,
    trusted_types=("ml_project.domain.features.Logarithm", "numpy.dtype"),
)
