"""The tests of a rendered project find what spoils a model without a sound."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import ANSWERS, edit, render, run, sample

pytestmark = pytest.mark.slow

PACKAGE = "src/ml_project"


class Mutant(NamedTuple):
    """A change of one line that no type checker sees."""

    path: str
    old: str
    new: str
    test: str
    """What finds it."""


METRICS = "tests/domain/test_metrics.py::test_model_is_better_than_the_baseline"
JOBS = "tests/application/test_jobs.py::"
SPLIT = "unseen, rows = rows[held_out], rows[~held_out]"

COMMON = {
    "test data in training": Mutant(
        "application/train.py",
        SPLIT,
        "unseen = rows[held_out]",
        f"{JOBS}test_held_out_rows_are_not_trained_on",
    ),
    "another split in training": Mutant(
        "application/train.py",
        "is_held_out(rows[PROBLEM.id], PROBLEM.test_share)",
        "is_held_out(rows[PROBLEM.id], PROBLEM.test_share / 2)",
        f"{JOBS}test_held_out_rows_are_not_trained_on",
    ),
    "training data in the test": Mutant(
        "application/evaluate.py",
        "rows = rows[is_held_out(",
        "rows = rows[~is_held_out(",
        f"{JOBS}test_held_out_rows_alone_are_evaluated",
    ),
    "split by the place of a row": Mutant(
        "domain/split.py",
        "ids.astype(str)",
        "ids.reset_index().index.astype(str)",
        "tests/domain/test_split.py",
    ),
    "shuffled targets": Mutant(
        "application/train.py",
        "rows[PROBLEM.target]\n",
        "rows[PROBLEM.target].sample(frac=1, random_state=0)\n",
        f"{JOBS}test_every_model_beats_the_baseline",
    ),
    "metrics of shuffled rows": Mutant(
        "domain/evaluation.py",
        "truth = rows[problem.target]\n",
        "truth = rows[problem.target][::-1].set_axis(rows.index)\n",
        METRICS,
    ),
    "improvement with the sign turned": Mutant(
        "domain/contract.py",
        "if self.greater_is_better",
        "if not self.greater_is_better",
        METRICS,
    ),
}
TASKS = {
    "standard": {
        "leakage": Mutant(
            "domain/features.py",
            '"age": rows["age"],',
            '"age": rows["age"], "next": rows.get("progression", 0.0),',
            "tests/domain/test_features.py",
        ),
        **{
            f"{metric} with the sign turned": Mutant(
                "domain/metrics.py",
                f"Metric({metric}, greater_is_better={right}",
                f"Metric({metric}, greater_is_better={not right}",
                f"{METRICS}[{metric}]",
            )
            for metric, right in {"rmse": False, "mae": False, "r2": True}.items()
        },
        "a negative score": Mutant(
            "domain/metrics.py", "return float(1 - errors", "return -float(1 - errors", METRICS
        ),
    },
    "classification": {
        "leakage": Mutant(
            "domain/features.py",
            '"radius": rows["radius"],',
            '"radius": rows["radius"] + (rows.get("diagnosis") == "malignant"),',
            "tests/domain/test_features.py",
        ),
        "the other class": Mutant(
            "domain/metrics.py",
            "roc_auc_score(truth == POSITIVE",
            "roc_auc_score(truth != POSITIVE",
            f"{METRICS}[roc_auc]",
        ),
        "brier with the sign turned": Mutant(
            "domain/metrics.py",
            "Metric(brier, greater_is_better=False",
            "Metric(brier, greater_is_better=True",
            f"{METRICS}[brier]",
        ),
    },
}
PLANTED = [
    *((task, name) for task, mutants in TASKS.items() for name in mutants),
    *(("standard", name) for name in COMMON),
]
USUAL = {("standard", "leakage"), ("standard", "test data in training")}


@pytest.fixture(scope="module")
def projects(
    source: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Path]]:
    """Return an installed project, in which the tests pass that are to find something."""
    folder = tmp_path_factory.mktemp("mutants")
    done: dict[str, Path] = {}

    def install(task: str) -> Path:
        if task not in done:
            done[task] = render(source, folder / task, **ANSWERS[task] | {"preset": "minimal"})
            tests = {mutant.test for mutant in TASKS[task].values()}
            tests |= {mutant.test for mutant in COMMON.values()}
            run("uv", "run", "pytest", "-q", "-n", "2", *sorted(tests), cwd=done[task])
        return done[task]

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(folder / "environment"))
        yield install


@pytest.mark.parametrize(("task", "name"), sample(PLANTED, USUAL))
def test_mutant_is_found(task: str, name: str, projects: Callable[[str], Path]) -> None:
    project = projects(task)
    mutant = (TASKS[task] | COMMON)[name]
    path = project / PACKAGE / mutant.path
    text = path.read_text(encoding="utf-8")
    assert text.count(mutant.old) == 1
    edit(path, text.replace(mutant.old, mutant.new))
    try:
        command = ["uv", "run", "pytest", "-q", "-x", "-p", "no:xdist", mutant.test]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    finally:
        edit(path, text)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "1 failed" in done.stdout
