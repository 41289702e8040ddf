"""New predictions, written batch by batch."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pandas as pd

from {{ package_name }}.application import limits
from {{ package_name }}.config.predict import PredictConfig
from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.io import engine, models, parquet, spans, tables
from {{ package_name }}.io.logs import progress, step
from {{ package_name }}.io.registry import Version


def write(config: PredictConfig, version: Version, outputs: list[str], fingerprint: str) -> None:
    """Write the predictions and, unless they are refused, the bad rows.

    Args:
        config: Which rows.
        version: The version that predicts.
        outputs: The files to write.
        fingerprint: The fingerprint of the run, which the files keep.

    Raises:
        DataError: The rows are missing, or break a rule and are refused; nothing is written.
        RefusedError: The model cannot be loaded.
    """
    refuse = config.bad_rows == "refuse"
    model, _ = models.load(version, PROBLEM, config.other_versions)
    parts = spans.divide(config.inputs, config.batch_rows)
    total = max(len(parts), parquet.count_batches(config.inputs, config.batch_rows))
    task = partial(_predict_part, model, version.number, config.batch_rows, refuse)
    results = engine.run(config.engine, task, parts)
    with step("predict", version=version.number), ExitStack() as stack:
        append, *rejects = [stack.enter_context(tables.writer(p, fingerprint)) for p in outputs]
        for predictions, invalid in progress(results, "predict", total):
            if len(predictions):
                append(predictions)
            for reject in rejects:
                reject(invalid)


def _predict_part(
    model: Estimator, number: int, size: int, refuse: bool, span: spans.Span
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Predict the valid rows of a part of the table, and pass on the invalid ones."""
    for batch in spans.batches(span, PROBLEM.inputs, size, refuse=refuse):
        yield limits.predict(model, number, batch, refuse=refuse)
