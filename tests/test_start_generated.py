"""The command start writes a project for any table, or says in one sentence why it cannot."""

import string
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ml_start import cli

from tests.support import attempt, render, run

NAMES = st.one_of(
    st.sampled_from(["class", "id", "validate", "größe", "年龄", "a b", "x.y", "_z", "np", "2nd"]),
    st.sampled_from(["*", "column", "float", "pd", "self", "rows", "Series"]),
    st.text(string.printable[:94] + "äßçЖ字 ", min_size=1, max_size=12).filter(str.strip),
)
KINDS: dict[str, st.SearchStrategy[Any]] = {
    "number": st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3)),
    "whole": st.integers(-1000, 1000),
    "few": st.sampled_from(["a", "b", "c d"]),
    "yes": st.sampled_from(["Yes", "No"]),
    "flag": st.booleans(),
    "day": st.dates().filter(lambda day: 1900 < day.year < 2100).map(str),
    "text": st.text(string.ascii_letters + " ", min_size=1, max_size=30).filter(str.strip),
    "same": st.just("same"),
}


@st.composite
def tables(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a table whose first column is the target."""
    names = draw(st.lists(NAMES.map(str.strip), min_size=2, max_size=8, unique_by=str.lower))
    count = draw(st.sampled_from([20, 30, 80, 300]))
    random = draw(st.randoms(use_true_random=False))
    columns: dict[str, Any] = {}
    for number, name in enumerate(names):
        usable = ["number", "few", "yes"] if number < 2 else list(KINDS)
        kind = draw(st.sampled_from(usable))
        values = draw(st.lists(KINDS[kind], min_size=12, max_size=12))
        cells = [random.choice(values) for _ in range(count)]
        missing = draw(st.sampled_from([0, 0, 0.1, 0.9])) if number else 0
        columns[name] = [None if random.random() < missing else cell for cell in cells]
    return pd.DataFrame(columns)


def check(rows: pd.DataFrame, project: Path) -> bool:
    """Start from a table; tell whether files were written, which pass the linter."""
    rows.to_csv(project / "rows.csv", index=False)
    target = str(rows.columns[0])
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.chdir(project)
        result = CliRunner().invoke(cli.main, ["rows.csv", f"--target={target}"])
    if result.exit_code in (2, 3) and isinstance(result.exception, SystemExit):
        assert result.output.splitlines()[-1].startswith("Error: ")
        return False
    assert result.exit_code == 0, result.exception
    done = attempt("ruff", "check", "--no-cache", "src", "tests", cwd=project)
    assert done.returncode == 0, done.stdout
    return True


@pytest.fixture(scope="module")
def project(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render a project, which each table overwrites."""
    return render(source, tmp_path_factory.mktemp("generated") / "project", preset="minimal")


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=tables())
def test_table_is_taken_or_refused(rows: pd.DataFrame, project: Path) -> None:
    check(rows, project)


@pytest.mark.slow
@pytest.mark.nightly
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=tables())
def test_project_of_a_table_passes_its_checks(rows: pd.DataFrame, project: Path) -> None:
    if check(rows, project):
        run("uv", "run", "mypy", cwd=project)
        run("uv", "run", "pytest", "-q", "tests/domain", "tests/io/test_source.py", cwd=project)
