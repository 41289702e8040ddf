"""The job predict."""

from contextlib import ExitStack

from {{ package_name }}.application import limits
from {{ package_name }}.application.job import Report
from {{ package_name }}.config.predict import PredictConfig
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.io import {{ (["fingerprints", "models", "tables"] + listed("keeps")) | sort | join(", ") }}
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
    batches = tables.batches(config.inputs, PROBLEM.inputs, config.batch_rows, refuse=refuse)
    total = tables.count_batches(config.inputs, config.batch_rows)
    with step("predict", version=version.number), ExitStack() as stack:
        write, *rejects = [stack.enter_context(tables.writer(p, fingerprint)) for p in outputs]
        for batch in progress(batches, "predict", total):
            predictions, invalid = limits.predict(model, version.number, batch, refuse=refuse)
            if len(predictions):
                write(predictions)
            for reject in rejects:
                reject(invalid)
