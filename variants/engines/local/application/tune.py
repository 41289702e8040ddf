"""The job tune."""

import math
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from {{ package_name }}.application import search_report
from {{ package_name }}.application.job import Report
from {{ package_name }}.application.search_report import SearchResult
from {{ package_name }}.config.train import MODELS
from {{ package_name }}.config.tune import TuneConfig
from {{ package_name }}.core.cross_validation import cross_validated
from {{ package_name }}.core.interfaces import Parameters
from {{ package_name }}.core.space import space_of
from {{ package_name }}.domain.problem import PROBLEM
from {{ package_name }}.errors import DataError
from {{ package_name }}.io import addresses, fingerprints, tables, trials
from {{ package_name }}.io.logs import progress, step

METRIC = PROBLEM.metrics[PROBLEM.primary_metric]


def run(config: TuneConfig) -> Report:
    """Search for the best parameters, and write them as a layer for the job train.

    Args:
        config: What to search, and how long.

    Returns:
        The best model, its score, and the best trials of each model.

    Raises:
        DataError: The data are missing, break a rule, or are too few for the folds.
    """
    data = addresses.digest(config.data)
    with step("read the data"):
        rows = tables.read(config.data, PROBLEM.rows)
        rows = PROBLEM.training_set(rows)
    if rows[PROBLEM.id].nunique() < config.folds:
        raise DataError(f"{config.data}: too few ids for {config.folds} folds. Lower folds")
    models = [config.model] if config.model else MODELS
    results = [_search(config, model, rows, data) for model in models]
    return search_report.write(results, config)


def _search(config: TuneConfig, model: str, rows: pd.DataFrame, data: str) -> SearchResult:
    """Run the trials of a model that have not run yet."""
    start: Parameters = getattr(config.params, model)
    space = trials.translate(space_of(start, config.space.get(model, {})), start)
    # Trials count for a search on the same data, code, space and folds only.
    options = config.model_dump_json(include={"folds", "seed"})
    code = fingerprints.code(*fingerprints.environment(PROBLEM.libraries))
    basis = [repr(space), start.model_dump_json(), options, code, data]
    name = fingerprints.digest(model, *basis)
    maximize = METRIC.greater_is_better
    with trials.opened(config.study, name, maximize=maximize, restart=config.force) as study:
        done = len(trials.finished(study))
        new = range(done, config.trials + 1)
        with step("search", model=model, trials=len(new)):
            for number in progress(new, f"search {model}", len(new)):
                values = trials.choose(study, space, number=number, known=number, seed=config.seed)
                trials.keep(study, space, values, _score(config, model, rows, values))
        found = trials.finished(study)[: config.trials + 1]
    found.sort(key=lambda trial: METRIC.improvement(0, trial.score))
    return SearchResult(model, found, _with(start, found[0].values), len(new))


def _score(config: TuneConfig, model: str, rows: pd.DataFrame, values: Mapping[str, Any]) -> float:
    parameters = _with(getattr(config.params, model), values)
    build = partial(PROBLEM.models[model], parameters, config.seed)
    mean = cross_validated(PROBLEM, build, rows, folds=config.folds, seed=config.seed)
    if not math.isfinite(mean):
        raise DataError(f"{config.data}: a fold has no score. Lower folds, or add rows")
    return mean


def _with(start: Parameters, values: Mapping[str, Any]) -> Parameters:
    return type(start).model_validate(start.model_dump() | dict(values))
