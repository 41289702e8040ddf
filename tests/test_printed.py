"""Golden files hold what a project prints: help, reports, errors, recipes, the demo."""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pexpect
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
rows.sort_values(PROBLEM.target).head(100).to_parquet("drifted.parquet")
rows.drop(columns=[PROBLEM.id]).to_parquet("columns.parquet")
rows.loc[[2, 4], PROBLEM.id] = None
rows.head(50).to_parquet("invalid.parquet")
"""
REPORTS = [
    "ml-project ingest",
    "ml-project train",
    "ml-project evaluate -s version=1",
    "ml-project promote -s version=1 -s compare=false",
    "ml-project train -s seed=1",
    "ml-project evaluate",
    "ml-project promote -s min_improvement=1000",
    "ml-project tune -s trials=1 -s folds=2",
    "ml-project explain -s repeats=1 -s points=2",
    "ml-project predict -s kept=kept",
    "ml-project monitor -s inputs=drifted.parquet",
    "ml-project review -s predictions=kept -s truth=data/rows.parquet",
]


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


def shown(python: str, commands: list[str], width: int, cwd: Path) -> str:
    """Return what commands print on a terminal without colors."""
    environment = {**os.environ, "ML_PROJECT_LOG_LEVEL": "warning", "TERM": "dumb"}
    environment.pop("COLUMNS", None)
    child = pexpect.spawn(
        python,
        ["-c", CALLS, *commands],
        cwd=str(cwd),
        dimensions=(60, width),
        encoding="utf-8",
        env=environment,
        timeout=300,
    )
    child.expect(pexpect.EOF)
    return str(child.before).replace("\r\n", "\n")


def test_terminal_breaks_no_word(installed: Callable[[str], Path], tmp_path: Path) -> None:
    python = str(installed("full") / ".venv/bin/python")
    run(python, "-c", TABLES, cwd=tmp_path)
    run(python, "-c", CALLS, *REPORTS, cwd=tmp_path)
    commands = [*golden.commands("help"), *golden.commands("errors")[:16], *REPORTS]

    texts = {n: shown(python, commands, n, cwd=tmp_path) for n in (80, 120, 240)}

    words = {width: Counter(re.findall(r"[^\s─]+", text)) for width, text in texts.items()}
    assert words[80] == words[120] == words[240]
    for width in (80, 120):
        lines = [line for line in texts[width].splitlines() if not line.startswith("$")]
        assert max(map(len, lines)) <= width
        golden.check(f"terminal-{width}", texts[width].partition(f"$ {REPORTS[0]}\n")[0])


def test_recipes_are_as_expected(installed: Callable[[str], Path]) -> None:
    golden.check("recipes", run("just", cwd=installed("full")))
