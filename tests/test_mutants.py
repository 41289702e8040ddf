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
CLI = "tests/test_cli.py"
LOADING = "tests/config/test_loading.py"

COMMON = {
    "test set in training": Mutant(
        "application/new_version.py", 'rows[part == "training"]', 'rows[part == "test"]', TRAINING
    ),
    "all rows in training": Mutant(
        "application/new_version.py", 'rows[part == "training"]', "rows", TRAINING
    ),
    "training set in the test": Mutant(
        "application/new_scores.py",
        "PROBLEM.test_set(rows, restore(candidate.record.split))",
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
        "core/fit.py",
        "rows[problem.target]\n",
        "rows[problem.target].sample(frac=1, random_state=0)\n",
        "tests/core/test_fit.py",
    ),
    "metrics of shuffled rows": Mutant(
        "core/scoring.py",
        "truth, weights = rows[problem.target], ",
        "truth, weights = rows[problem.target][::-1].set_axis(rows.index), ",
        "tests/core/test_scoring.py",
    ),
    "folds that look ahead": Mutant(
        "core/split.py",
        "is_training = _known(times < self._before(block[0]))",
        "is_training = ~is_test",
        "tests/core/test_split.py::test_time_goes_forward",
    ),
    "a champion that has seen the rows": Mutant(
        "application/new_scores.py",
        "unseen = test[~seen[test.index]]",
        "unseen = test",
        f"{APPLICATION}/test_promote.py",
    ),
    "weights ignored by metrics": Mutant(
        "core/resampling.py",
        "if problem.weights else",
        "if False else",
        "tests/core/test_scoring.py",
    ),
    "weights ignored by the fit": Mutant(
        "core/fit.py", "if problem.weights is None:", "if True:", "tests/core/test_fit.py"
    ),
    "another draw for each model": Mutant(
        "core/resampling.py",
        "[[measure(metric, truth, table, own * times) for table in tables] for metric in metrics]",
        "[[measure(metric, truth, t, own * times[::1 - 2 * (t is tables[-1])]) for t in tables]"
        " for metric in metrics]",
        "tests/core/test_resampling.py::test_two_models_are_compared_on_the_same_draws",
    ),
    "rows of a group apart": Mutant(
        "core/resampling.py",
        "problem.split.groups(rows, problem.id)",
        "rows[problem.id]",
        "tests/core/test_resampling.py",
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
    "comparison with the sign turned": Mutant(
        "core/scoring.py",
        "metric.improvement(new.values, old.values)",
        "metric.improvement(old.values, new.values)",
        "tests/core/test_scoring.py",
    ),
    "interval of half the level": Mutant(
        "core/resampling.py",
        "tails = ((1 - level) / 2,",
        "tails = (1 - level,",
        "tests/core/test_resampling.py",
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
    "an import that changes warnings": Mutant(
        "domain/features.py",
        "import pandas as pd\n",
        "import warnings\n\nimport pandas as pd\n\nwarnings.simplefilter('ignore')\n",
        "tests/test_imports.py",
    ),
    "a heavy command line": Mutant(
        "cli.py",
        "import click\n",
        "import click\nimport pandas\n",
        f"{CLI}::test_quick_commands_import_nothing_heavy",
    ),
    "an exit code that is dropped": Mutant(
        "cli.py",
        "raise SystemExit(code)",
        "return",
        f"{CLI}::test_entry_point_of_a_job_does_not_depend_on_its_caller",
    ),
    "a schema without environments": Mutant(
        "cli.py",
        '(schemas | {"env": environment_schema()}).items()',
        "schemas.items()",
        f"{CLI}::test_schemas_are_printed_and_written",
    ),
    "a secret in the log": Mutant(
        "errors.py", "passw|secret", "passwort|secrets", "tests/test_cli.py"
    ),
    "layers in another order": Mutant(
        "config/loading.py",
        "*(layer.values for layer in layers)",
        "*(layer.values for layer in layers[::-1])",
        f"{LOADING}::test_later_layers_win",
    ),
    "any format of a file": Mutant(
        "config/base.py",
        "schema_version: Literal[1]",
        "schema_version: int",
        f"{LOADING}::test_error_in_a_file_is_explained",
    ),
    "a training that is repeated": Mutant(
        "application/train.py",
        "if same and not config.force:",
        "if same and config.force:",
        f"{APPLICATION}/test_train.py::test_training_twice_registers_one_version",
    ),
    "a card without its prose": Mutant(
        "application/card.py",
        'prose=PROSE.read_text(encoding="utf-8").strip()',
        'prose=""',
        f"{APPLICATION}/test_evaluate.py::test_card_shows_the_plots_and_the_prose",
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
            "domain/metrics.py", "weights) ** 0.5", "weights)", METRICS
        ),
        "mae of signed errors": Mutant(
            "domain/metrics.py",
            '(truth - predictions["prediction"]).abs()',
            'truth - predictions["prediction"]',
            METRICS,
        ),
        "r2 by the wrong variance": Mutant(
            "domain/metrics.py", " - mean(deviations, weights) ** 2", "", METRICS
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
            "domain/metrics.py", "return 1 - mean(", "return -1 + mean(", METRICS
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
            "is_positive = (truth == POSITIVE)",
            "is_positive = (truth != POSITIVE)",
            METRICS,
        ),
        "f1 without the factor 2": Mutant(
            "domain/metrics.py", "return 2 * mean(", "return mean(", METRICS
        ),
        "brier to the fourth": Mutant("domain/metrics.py", ")) ** 2", ")) ** 4", METRICS),
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


@pytest.mark.parametrize("task", TASKS)
def test_each_mutant_changes_one_place(task: str, source: Path, tmp_path: Path) -> None:
    package = render(source, tmp_path, **ANSWERS[task] | {"preset": "minimal"}) / PACKAGE

    for name, mutant in (TASKS[task] | COMMON).items():
        assert (package / mutant.path).read_text(encoding="utf-8").count(mutant.old) == 1, name


@pytest.mark.parametrize(("task", "name"), sample(PLANTED, USUAL))
def test_mutant_is_found(task: str, name: str, projects: Callable[[str], Path]) -> None:
    project = projects(task)
    mutant = (TASKS[task] | COMMON)[name]
    path = project / PACKAGE / mutant.path
    text = path.read_text(encoding="utf-8")
    edit(path, text.replace(mutant.old, mutant.new))
    try:
        command = ["uv", "run", "pytest", "-q", "-x", "-p", "no:xdist", mutant.test]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    finally:
        edit(path, text)

    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
