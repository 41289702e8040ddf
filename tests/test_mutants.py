"""The tests of a rendered project find what spoils a model without a sound."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import ANSWERS, edit, render, run, sample

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_environment")]

PACKAGE = "src/ml_project"


class Mutant(NamedTuple):
    """A change of one line that no type checker sees."""

    path: str
    old: str
    new: str
    test: str
    """What finds it."""


APPLICATION = "tests/application"
METRICS = "tests/domain/test_metrics.py"
TRAINING = f"{APPLICATION}/test_train.py::test_test_set_is_not_trained_on"
PURITY = "tests/core/test_purity.py"

COMMON = {
    "test set in training": Mutant(
        "application/train.py", "PROBLEM.training_set(rows)", "PROBLEM.test_set(rows)", TRAINING
    ),
    "all rows in training": Mutant(
        "application/train.py", "PROBLEM.training_set(rows)", "rows", TRAINING
    ),
    "training set in the test": Mutant(
        "application/evaluate.py",
        "PROBLEM.test_set(rows)",
        "PROBLEM.training_set(rows)",
        f"{APPLICATION}/test_evaluate.py::test_test_set_alone_is_scored",
    ),
    "split by the place of a row": Mutant(
        "core/split.py",
        "self.groups(rows, id_column).astype(str)",
        "rows.reset_index().index.astype(str)",
        "tests/core/test_split.py",
    ),
    "shuffled targets": Mutant(
        "application/train.py",
        "rows[PROBLEM.target]\n",
        "rows[PROBLEM.target].sample(frac=1, random_state=0)\n",
        f"{APPLICATION}/test_train.py::test_every_model_beats_the_baseline",
    ),
    "metrics of shuffled rows": Mutant(
        "core/scoring.py",
        "truth = rows[problem.target]\n",
        "truth = rows[problem.target][::-1].set_axis(rows.index)\n",
        "tests/core/test_scoring.py",
    ),
    "improvement with the sign turned": Mutant(
        "core/interfaces.py",
        "if self.greater_is_better",
        "if not self.greater_is_better",
        "tests/core/test_interfaces.py",
    ),
    "gate with the sign turned": Mutant(
        "core/gate.py",
        "if candidate.greater_is_better[name]",
        "if not candidate.greater_is_better[name]",
        "tests/core/test_gate.py",
    ),
    "interval of half the level": Mutant(
        "core/scoring.py",
        "[(1 - key.confidence) / 2,",
        "[1 - key.confidence,",
        "tests/core/test_scoring.py",
    ),
    "tracking in the domain": Mutant(
        "domain/features.py",
        "import pandas as pd\n",
        "import pandas as pd\nimport filelock\n",
        f"{PURITY}::test_imports_have_no_side_effects",
    ),
    "a file in the domain": Mutant(
        "domain/features.py",
        "    return pd.DataFrame(",
        '    with open("pyproject.toml"): pass\n    return pd.DataFrame(',
        f"{PURITY}::test_domain_touches_nothing",
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
        "a feature with the sign turned": Mutant(
            "domain/features.py",
            'rows["cholesterol"] - rows["hdl"]',
            'rows["cholesterol"] + rows["hdl"]',
            "tests/domain/test_features.py",
        ),
        "rmse without the root": Mutant(
            "domain/metrics.py", ".mean() ** 0.5)", ".mean())", METRICS
        ),
        "mae of signed errors": Mutant(
            "domain/metrics.py",
            '(truth - predictions["prediction"]).abs().mean()',
            '(truth - predictions["prediction"]).mean()',
            METRICS,
        ),
        "r2 by the wrong variance": Mutant(
            "domain/metrics.py", "((truth - truth.mean()) ** 2).sum()", "(truth**2).sum()", METRICS
        ),
        **{
            f"{metric} with the sign turned": Mutant(
                "domain/metrics.py",
                f"Metric({metric}, greater_is_better={right}",
                f"Metric({metric}, greater_is_better={not right}",
                METRICS,
            )
            for metric, right in {"rmse": False, "mae": False, "r2": True}.items()
        },
        "a negative score": Mutant(
            "domain/metrics.py", "return float(1 - errors", "return -float(1 - errors", METRICS
        ),
        "a segment that begins later": Mutant(
            "domain/segments.py", "right=False", "right=True", "tests/domain/test_segments.py"
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
            METRICS,
        ),
        "f1 without the factor 2": Mutant(
            "domain/metrics.py", "float(2 * (actual", "float((actual", METRICS
        ),
        "brier to the fourth": Mutant(
            "domain/metrics.py", ") ** 2).mean()", ") ** 4).mean()", METRICS
        ),
        "precision for recall": Mutant(
            "domain/metrics.py",
            'predictions["prediction"][truth == POSITIVE] == POSITIVE',
            'truth[predictions["prediction"] == POSITIVE] == POSITIVE',
            METRICS,
        ),
        "brier with the sign turned": Mutant(
            "domain/metrics.py",
            "Metric(brier, greater_is_better=False",
            "Metric(brier, greater_is_better=True",
            METRICS,
        ),
    },
}
PLANTED = [
    *((task, name) for task, mutants in TASKS.items() for name in mutants),
    *(("standard", name) for name in COMMON),
]
USUAL = {
    ("classification", "f1 without the factor 2"),
    ("standard", "leakage"),
    ("standard", "test set in training"),
}


@pytest.fixture(scope="module")
def projects(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
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

    return install


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
