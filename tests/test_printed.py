"""Golden files hold what a project prints: help, reports, errors, recipes, the demo."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import golden
from tests.support import run

pytestmark = pytest.mark.slow

# Calls one command after the other, in one process.
CALLS = """
import shlex, sys
from ml_project.cli import main
sys.stderr = sys.stdout
for line in sys.argv[1:]:
    print(f"$ {line}")
    print(f"exit code {int(main(shlex.split(line)[1:]))}\\n")
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
rows = source.read("")
rows.head(0).to_parquet("empty.parquet")
rows.drop(columns=[PROBLEM.id]).to_parquet("columns.parquet")
rows.loc[[2, 4], PROBLEM.id] = None
rows.head(50).to_parquet("invalid.parquet")
"""


@pytest.mark.parametrize(
    ("name", "preset"),
    [("errors", "full"), ("help", "full"), ("pieces", "full"), ("reports", "classification")],
)
def test_commands_print_what_is_expected(
    name: str,
    preset: str,
    installed: Callable[[str], Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for path, content in FILES.items():
        (tmp_path / path).write_bytes(content)
    shutil.copytree(installed(preset) / "confs", tmp_path / "confs")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("ML_PROJECT_LOG_FORMAT", "text")
    monkeypatch.setenv("ML_PROJECT_LOG_LEVEL", "warning")
    python = str(installed(preset) / ".venv/bin/python")
    run(python, "-c", TABLES, cwd=tmp_path)

    output = run(python, "-c", CALLS, *golden.commands(name), cwd=tmp_path)

    masks = {"errors": [golden.IDS], "help": []}.get(name, golden.REPORT)
    golden.check(name, output, *masks)


def test_recipes_are_as_expected(installed: Callable[[str], Path]) -> None:
    golden.check("recipes", run("just", cwd=installed("full")))
