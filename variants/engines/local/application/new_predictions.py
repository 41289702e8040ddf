"""New predictions, written batch by batch."""

from contextlib import ExitStack

from {{ package_name }}.application import limits
from {{ package_name }}.config.predict import PredictConfig
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.io import models, parquet, tables
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
    batches = tables.batches(config.inputs, PROBLEM.inputs, config.batch_rows, refuse=refuse)
    total = parquet.count_batches(config.inputs, config.batch_rows)
    with step("predict", version=version.number), ExitStack() as stack:
        append, *rejects = [stack.enter_context(tables.writer(p, fingerprint)) for p in outputs]
        for batch in progress(batches, "predict", total):
            predictions, invalid = limits.predict(model, version.number, batch, refuse=refuse)
            if len(predictions):
                append(predictions)
            for reject in rejects:
                reject(invalid)
