"""Golden files hold what a project prints: help, reports, errors, recipes, the demo."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import golden
from tests.support import run

pytestmark = pytest.mark.slow

JOBS = ["ingest", "train", "tune", "evaluate", "explain", "promote", "predict", "monitor", "serve"]

# Calls the command line once a line of its standard input, in one process.
CALLS = """
import shlex, sys
from ml_project.cli import main
sys.stderr = sys.stdout
for line in sys.stdin.read().splitlines():
    print(f"$ ml-project {line}")
    code = main(shlex.split(line))
    print(f"exit code {int(code)}\\n")
"""
REPORTS = """\
ingest
ingest
train
train
evaluate
evaluate
promote
promote
train -s force=true
evaluate
promote -s min_improvement=1000
promote
promote -s rollback=true
promote -s rollback=true
predict
predict
predict -s inputs=invalid.parquet -s bad_rows=set_aside
config predict -s batch_rows=10 --env dev
"""
PIECES = """\
ingest
train
evaluate
promote
tune -s trials=1 -s folds=2
tune -s trials=1 -s folds=2
explain -s repeats=1 -s points=2
explain -s repeats=1 -s points=2
monitor
monitor
"""
BEFORE = """\
fly
train --fly
config fly
schema fly
train nowhere.yaml
train --env nowhere
train -s seed
train -s sede=1
train -s zzzzzz=1
train -s params.oracle.alpha=1
train -s seed=-1
train -s seed=many
train -s model=oracle
train -s schema_version=2
train -s data='${nothing}'
train -s registry=confs
train newer.yaml
train broken.yaml
train list.yaml
train latin.yaml
train
promote
ingest
promote
evaluate
predict
train
promote
predict
predict -s version=7
evaluate -s version=7
predict -s version=1 -s inputs=list.yaml
predict -s version=1 -s inputs=empty.parquet
predict -s version=1 -s inputs=columns.parquet
predict -s version=1 -s inputs=invalid.parquet
train -s data=invalid.parquet
"""
FILES = {
    "newer.yaml": b"schema_version: 2\n",
    "broken.yaml": b"seed: [\n",
    "list.yaml": b"- seed\n",
    "latin.yaml": b"data: \xff\n",
}
TABLES = """
from ml_project.domain.problem import PROBLEM
from ml_project.io import source
rows = source.read()
rows.head(0).to_parquet("empty.parquet")
rows.drop(columns=[PROBLEM.id]).to_parquet("columns.parquet")
rows.loc[[2, 4], PROBLEM.id] = None
rows.head(50).to_parquet("invalid.parquet")
"""


@pytest.fixture
def called(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str], str]:
    """Return a function that calls the commands of a project in an empty folder."""
    for name, content in FILES.items():
        (tmp_path / name).write_bytes(content)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("ML_PROJECT_LOG_FORMAT", "text")
    monkeypatch.setenv("ML_PROJECT_LOG_LEVEL", "warning")

    def call(name: str, lines: str) -> str:
        python = str(installed(name) / ".venv/bin/python")
        shutil.copytree(installed(name) / "confs", tmp_path / "confs")
        run(python, "-c", TABLES, cwd=tmp_path)
        command = [python, "-c", CALLS]
        return subprocess.run(
            command, cwd=tmp_path, input=lines, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    return call


def test_help_is_as_expected(called: Callable[[str, str], str]) -> None:
    words = ["", *JOBS, "config", "schema"]

    golden.check("help", called("full", "".join(f"{word} --help\n" for word in words)))


def test_reports_are_as_expected(called: Callable[[str, str], str]) -> None:
    golden.check("reports", called("classification", REPORTS), *golden.REPORT)


def test_reports_of_pieces_are_as_expected(called: Callable[[str, str], str]) -> None:
    golden.check(
        "reports-of-pieces",
        called("full", PIECES).partition("$ ml-project tune")[2],
        *golden.REPORT,
    )


def test_errors_are_as_expected(called: Callable[[str, str], str]) -> None:
    golden.check("errors", called("full", BEFORE), *golden.TABLES, golden.IDS)


def test_recipes_are_as_expected(installed: Callable[[str], Path]) -> None:
    golden.check("recipes", run("just", cwd=installed("full")))
