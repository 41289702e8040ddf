"""The problem that this package solves, in one place."""

from {{ package_name }}.core.interfaces import Problem
from {{ package_name }}.core.split import by_hash
from {{ package_name }}.domain import models
from {{ package_name }}.domain.features import features
from {{ package_name }}.domain.metrics import METRICS
from {{ package_name }}.domain.plots import PLOTS
from {{ package_name }}.domain.schema import POSITIVE, Biopsies
from {{ package_name }}.domain.segments import SEGMENTS

PROBLEM = Problem(
    schema=Biopsies,
    target="diagnosis",
    positive=POSITIVE,
    split=by_hash(0.2),
    features=features,
    models=models.MODELS,
    baseline=models.baseline,
    predict=models.predict,
    metrics=METRICS,
    primary_metric="roc_auc",
    segments=SEGMENTS,
    plots=PLOTS,
)
