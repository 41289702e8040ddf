"""The machine of the template works for another problem, with a column of every kind.

The problem `orders` has classes in another script, a split by time, an id that is a unique whole
number, free text and a step of its own. Its source is absent: the tests take a sample.
"""

import shutil
from pathlib import Path

import pytest

from tests.support import ROOT, edit, render, run, run_all, sample

pytestmark = [pytest.mark.slow, pytest.mark.nightly]

ORDERS = ROOT / "tests/orders"
LABELS = {
    "script": ("", ""),
    "whole numbers": ("[3, 1, 2]", "int"),
    "booleans": ("[True, False]", "bool"),
    "many": ('[f"class with the long name {n}" for n in range(25)]', "str"),
}


def replace(path: Path, old: str, new: str) -> None:
    """Replace a text that a file has."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    edit(path, text.replace(old, new))


@pytest.fixture
def orders(source: Path, tmp_path: Path) -> Path:
    """Return a project with all pieces whose problem is replaced."""
    project = render(source, tmp_path / "project", preset="full", task="classification")
    run("git", "init", "--quiet", cwd=project)
    shutil.rmtree(project / "tests/domain")
    shutil.copytree(ORDERS, project, dirs_exist_ok=True)
    run("uv", "sync", "--quiet", cwd=project)
    return project


@pytest.mark.parametrize("kind", sample(LABELS, {"script"}))
def test_other_problem_passes_checks_and_tests(kind: str, orders: Path) -> None:
    labels, label = LABELS[kind]
    if labels:
        schema = orders / "src/ml_project/domain/schema.py"
        replace(schema, 'LABELS = ["早い", "普通", "遅い"]', f"LABELS = {labels}")
        replace(schema, "LABEL = str", f"LABEL = {label}")
    run("uv", "run", "python", "make.py", "tests/domain/sample.parquet", cwd=orders)
    (orders / "make.py").unlink()

    run("uv", "run", "just", "check", cwd=orders)
    run("uv", "run", "pytest", "-q", "--deselect", "tests/test_processes.py", cwd=orders)


def test_demo_works_for_another_problem(orders: Path) -> None:
    run("uv", "run", "python", "make.py", "orders.parquet", cwd=orders)
    replace(orders / "confs/ingest.yaml", "source: ''", "source: orders.parquet")

    assert "== The result" in run_all("uv", "run", "just", "demo", cwd=orders)
