"""The job predict."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial

import pandas as pd

from {{ package_name }}.application import limits
from {{ package_name }}.application.job import Report
from {{ package_name }}.config.predict import PredictConfig
from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.io import {{ (["engine", "fingerprints", "models", "spans", "tables"] + listed("keeps")) | sort | join(", ") }}
from {{ package_name }}.io.logs import progress, step
from {{ package_name }}.io.registry import Registry, Version


def run(config: PredictConfig) -> Report:
    """Write the predictions of a table of rows, unless they have been written before.

    Args:
        config: Which model, which rows, and where the predictions go.

    Returns:
        The number of rows and the version of the model.

    Raises:
        ConfigurationError: The output would replace the rows to predict.
        DataError: The rows are missing, or break a rule and are refused; nothing is written.
        RefusedError: There is no such version yet, or another scikit-learn stored it.
    """
    version = Registry(config.registry).get(config.version)
    digest = tables.digest(config.inputs)
    fingerprint = fingerprints.of(config, version.record.fingerprint, str(version.number), digest)
    outputs = limits.outputs(config)
    written = all(tables.fingerprint_of(output) == fingerprint for output in outputs)
    did = "nothing to do, as before: " if written and not config.force else ""
    if not did:
        _write(config, version, outputs, fingerprint)
{% for module in listed("keeps") %}
    {{ module }}.keep(config, config.output, fingerprint)
{% endfor %}
    return limits.report(did, outputs, version.number)


def _write(config: PredictConfig, version: Version, outputs: list[str], fingerprint: str) -> None:
    """Write the predictions and, unless they are refused, the bad rows."""
    refuse = config.bad_rows == "refuse"
    model, _ = models.load(version, PROBLEM, config.other_versions)
    parts = spans.divide(config.inputs, config.batch_rows)
    total = max(len(parts), tables.count_batches(config.inputs, config.batch_rows))
    task = partial(_predict_part, model, version.number, config.batch_rows, refuse)
    results = engine.run(config.engine, task, parts)
    with step("predict", version=version.number), ExitStack() as stack:
        write, *rejects = [stack.enter_context(tables.writer(p, fingerprint)) for p in outputs]
        for predictions, invalid in progress(results, "predict", total):
            if len(predictions):
                write(predictions)
            for reject in rejects:
                reject(invalid)


def _predict_part(
    model: Estimator, number: int, size: int, refuse: bool, span: spans.Span
) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Predict the valid rows of a part of the table, and pass on the invalid ones."""
    for batch in spans.batches(span, PROBLEM.inputs, size, refuse=refuse):
        yield limits.predict(model, number, batch, refuse=refuse)
