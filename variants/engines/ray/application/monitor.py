"""The job monitor."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

from pydantic import ValidationError

from {{ package_name }}.application import card, drift_report
from {{ package_name }}.application.drift_report import Comparison
from {{ package_name }}.application.job import Report
from {{ package_name }}.config.monitor import MonitorConfig
from {{ package_name }}.core.casting import convert
from {{ package_name }}.core.drift import Counts, compare, count
from {{ package_name }}.core.interfaces import Estimator
from {{ package_name }}.core.profile import Profile
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.errors import RefusedError
from {{ package_name }}.io import (
    addresses,
    engine,
    fingerprints,
    models,
    parquet,
    reference,
    spans,
    tables,
)
from {{ package_name }}.io.logs import progress, step
from {{ package_name }}.io.registry import Registry


def run(config: MonitorConfig) -> Report:
    """Compare new rows with the training set of a version, and refuse drift.

    Args:
        config: What to compare, and what to refuse.

    Returns:
        How far each column is from the training set.

    Raises:
        DataError: The rows are missing, or their columns have other types.
        RefusedError: A column drifted; the report is written all the same. Or there is no such
            version yet, or another scikit-learn stored it.
    """
    registry = Registry(config.registry)
    version = registry.get(config.version)
    digest = addresses.digest(config.inputs)
    fingerprint = fingerprints.of_version(config, version.number, version.record, digest)
    found = _before(config, fingerprint)
    did = "as before: " if found else ""
    if found is None:
        model, _ = models.load(version, PROBLEM, config.other_versions)
        profile = reference.load(version).without(config.leave_out)
        with step("compare", version=version.number):
            counts, broken = _count(config, profile, model)
        limits = config.model_dump(include={"significance", "min_psi", "min_rows"})
        found = Comparison(
            fingerprint=fingerprint,
            version=version.number,
            rows=parquet.count(config.inputs),
            broken=broken,
            left_out=profile.left_out,
            drifts=compare(profile, counts, **limits),
        )
        with step("draw and describe"):
            drift_report.write(config, found)
            card.note(version, "Drift", drift_report.headline(found))
            card.write(registry, version)
    if lines := drift_report.refusal(config, found):
        raise RefusedError(*lines)
    return drift_report.summarize(config, found, did)


def _before(config: MonitorConfig, fingerprint: str) -> Comparison | None:
    """Return the stored comparison, if nothing has changed since."""
    with suppress(OSError, ValidationError):
        found = Comparison.model_validate_json(config.report.read_bytes())
        if found.fingerprint == fingerprint and not config.force:
            return found
    return None


def _count(
    config: MonitorConfig, profile: Profile, model: Estimator
) -> tuple[Counts, Counter[str]]:
    """Count the values of all rows by bin, and the rows that break each rule."""
    parts = spans.divide(config.inputs, config.batch_rows)
    total = max(len(parts), parquet.count_batches(config.inputs, config.batch_rows))
    task = partial(_count_part, profile, model, config.batch_rows)
    counts: Counts = Counter()
    broken: Counter[str] = Counter()
    for some, bad in progress(engine.run(config.engine, task, parts), "compare", total):
        counts.update(some)
        broken.update(bad)
    return counts, broken


def _count_part(
    profile: Profile, model: Estimator, size: int, span: spans.Span
) -> Iterator[tuple[Counts, Counter[str]]]:
    for batch in spans.batches(span, PROBLEM.inputs, size, refuse=False):
        yield count_batch(profile, model, batch), rules_broken(batch)


def count_batch(profile: Profile, model: Estimator, batch: tables.Batch) -> Counts:
    """Count the values of a batch by bin, and those of the predictions for its valid rows."""
    invalid = batch.invalid.drop(columns="reason")
    counts = count(profile, convert(invalid, PROBLEM.inputs))
    if len(batch.valid):
        predictions = PROBLEM.predict(model, PROBLEM.features(batch.valid))
        counts.update(count(profile, batch.valid.assign(**predictions)))
    return counts


def rules_broken(batch: tables.Batch) -> Counter[str]:
    """Count the rows of a batch that break each rule of the schema."""
    reasons = batch.invalid["reason"]
    return Counter(rule for reason in reasons for rule in reason.split("; "))
