"""An update from a release before 0.4.0 stops with one sentence and changes nothing."""

import subprocess
from pathlib import Path

import pytest

from tests import golden
from tests.support import ROOT, attempt, commit, copy_template, insert, render, run
from tools.release import commits

pytestmark = pytest.mark.updates

OLD = ["0.1.0", "0.2.0", "0.3.0"]


def update(project: Path) -> subprocess.CompletedProcess[str]:
    return attempt("copier", "update", "--defaults", "--trust", "--quiet", cwd=project)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clone this repository with the tags of its old releases, and release what is here."""
    if not (ROOT / ".git").exists() or not {*OLD} <= commits(ROOT).keys():
        pytest.skip("this clone has no history: git fetch --unshallow brings it")
    folder = tmp_path_factory.mktemp("history") / "template"
    run("git", "clone", "--quiet", "--no-tags", str(ROOT), str(folder), cwd=ROOT)
    for version in OLD:
        run("git", "tag", f"v{version}", commits(ROOT)[version], cwd=folder)
    run("git", "rm", "-r", "--quiet", ".", cwd=folder)
    commit(copy_template(folder), tag="v0.4.0")
    return folder


@pytest.mark.parametrize("version", OLD)
def test_project_of_an_old_release_is_left_alone(
    version: str, history: Path, tmp_path: Path
) -> None:
    project = render(history, tmp_path / "project", version=f"v{version}", preset="minimal")
    commit(project)

    result = update(project)

    assert result.returncode == 1
    assert run("git", "status", "--porcelain", "--ignored", cwd=project) == ""
    golden.check("update-from-before-0.4", result.stderr.partition("\nTask")[0])


@pytest.mark.parametrize("version", [None, "v0.4.0.dev0", "v0.4.0"])
def test_later_project_is_updated(version: str | None, tmp_path: Path) -> None:
    template = copy_template(tmp_path / "template")
    commit(template, tag=version)
    project = render(template, tmp_path / "project", preset="minimal")
    commit(project)
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v0.5.0")

    result = update(project)

    assert result.returncode == 0, result.stderr
    assert "*.pem" in (project / ".gitignore").read_text(encoding="utf-8")
