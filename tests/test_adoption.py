"""A package made by hand goes under the template without a lost file, as the page says."""

import json
import re
from pathlib import Path

import pytest

from tests.rehearsal import has_conflict, take_both_sides
from tests.support import ROOT, blocks, commit, edit, files, insert, run, update

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

PAGE = ROOT / "docs/how-to/adopt.md"
NOTEBOOK = {
    "cells": [{"cell_type": "code", "metadata": {}, "source": ["import pandas"], "outputs": []}],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}
MADE_BY_HAND = {
    ".gitignore": "*.log\nmodels/\n",
    "Makefile": "train:\n\tpython -m churn.train\n",
    "README.md": "# Churn\n\nWho leaves us next month?\n",
    "data/customers.csv": "id,age\n1,40\n",
    "notebooks/explore.ipynb": json.dumps(NOTEBOOK),
    "notebooks/draft 2.ipynb": json.dumps(NOTEBOOK),
    "pyproject.toml": '[project]\nname = "churn"\nversion = "3.2"\ndependencies = ["pandas"]\n',
    "requirements.txt": "pandas\nscikit-learn\n",
    "scripts/run.sh": "#!/bin/sh\npython -m churn.train\n",
    "src/churn/__init__.py": '__version__ = "3.2"\n',
    "src/churn/prepare.py": "import pandas\n\ndef clean(x): return x.dropna()\n",
    "src/churn/train.py": "import pandas as pd\nfrom sklearn.linear_model import *\nprint( 1)\n",
    "tests/test_prepare.py": "from churn.prepare import clean\n\ndef test_it(): assert clean\n",
}


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Make a package by hand, and merge the template into it."""
    folder = tmp_path / "churn"
    for path, text in MADE_BY_HAND.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        edit(folder / path, text)
    (folder / "scripts/run.sh").chmod(0o755)
    commit(folder)
    [next_to] = blocks(PAGE, "Render next to it")
    next_to = next_to.replace("gh:copier-ml-package/copier-ml-package", str(template))
    run("bash", "-ec", next_to.replace("--trust", "--trust --defaults"), cwd=folder)
    run("bash", "-c", f"{blocks(PAGE, 'Merge it')[0]}\n true", cwd=folder)  # ends with conflicts
    return folder


def lost(project: Path) -> list[str]:
    """List the files made by hand that are gone, or have lost a line."""
    after = files(project)
    return [
        path
        for path, text in MADE_BY_HAND.items()
        if path not in after or {*text.splitlines()} - {*after[path].decode().splitlines()}
    ]


def solve(project: Path) -> str:
    """Solve the conflicts as the page says, and return what it lets you look for before the end."""
    _, sides, check, end = blocks(PAGE, "Merge it")
    run("bash", "-ec", sides, cwd=project)
    take_both_sides(project)
    gone = run("bash", "-ec", check, cwd=project)
    run("bash", "-ec", end, cwd=project)
    return gone


def test_no_file_is_lost(project: Path) -> None:
    assert lost(project) == []
    marked = {path for path, content in files(project).items() if has_conflict(content)}
    assert marked == {".gitignore", "README.md", "pyproject.toml", "src/churn/__init__.py"}

    assert solve(project) == ""

    assert lost(project) == ["pyproject.toml"]  # that of the template is taken
    assert (project / "README.md").read_text(encoding="utf-8") == MADE_BY_HAND["README.md"]
    assert "churn/__main__.py" in run("git", "ls-files", "src", cwd=project)
    assert run("git", "ls-files", "data", "scripts", cwd=project).split() == [
        "data/customers.csv",
        "scripts/run.sh",
    ]
    assert (project / "scripts/run.sh").stat().st_mode & 0o111


def test_adopted_project_is_updated(template: Path, project: Path) -> None:
    solve(project)
    before = files(project)
    insert(template / "template/justfile.jinja", "# Later.\n")
    commit(template, tag="v2")

    update(project)

    changed = {path for path, content in files(project).items() if before.get(path) != content}
    assert changed == {".copier-answers.yml", "justfile"}
    assert before.keys() == files(project).keys()


@pytest.mark.every_update
@pytest.mark.slow
def test_checks_pass_on_the_first_day(
    project: Path, commands: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    solve(project)
    section = PAGE.read_text(encoding="utf-8").partition("## Let the checks pass")[2]
    [moves] = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)[:1]
    run("bash", "-ec", moves, cwd=project)
    [tables] = re.findall(r"```toml\n(.*?)```", section, re.DOTALL)
    settings = (project / "pyproject.toml").read_text(encoding="utf-8")
    for table in tables.strip().split("\n\n"):
        header, _, lines = table.partition("\n")
        if f"{header}\n" in settings:
            settings = settings.replace(f"{header}\n", f"{header}\n{lines}\n")
        else:
            settings += f"\n{table}\n"
    settings = settings.replace('exhaustive_ignores = ["', 'exhaustive_ignores = ["train", "')
    edit(project / "pyproject.toml", settings)
    run("git", "checkout", "HEAD^2", "--", "src/churn/__init__.py", cwd=project)
    (commands / "uv").unlink()
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path / "environment"))

    run("uv", "run", "just", "check", cwd=project)
