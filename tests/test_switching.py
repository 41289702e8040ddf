"""The recipe `update` shows what would go although it was changed, and how to keep it."""

from pathlib import Path

import pytest

from tests.checks import stored
from tests.support import append, attempt, commit, render, run, terminal
from tools.site.questions import questions as asked

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

OURS = "src/ml_project/application/tune.py"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Render a project with all pieces, of which a file is edited."""
    return edited(render(template, tmp_path / "project", preset="full"))


def edited(project: Path) -> Path:
    append(project / OURS, "OURS = 1\n")
    commit(project)
    return project


def test_what_would_go_although_it_was_changed_is_shown_before(project: Path) -> None:
    answers = ["--defaults", "-d", "tune=false", "-d", "project_name=House prices"]

    result = attempt("just", "update", *answers, cwd=project)

    assert result.returncode == 1
    assert f"although you have edited them:\n{OURS}\n" in result.stdout
    assert f"git restore {OURS}" in result.stdout
    assert run("git", "status", "--porcelain", cwd=project) == ""


def test_shown_command_keeps_it(project: Path) -> None:
    words = ["--defaults", "-d", "tune=false"]
    result = attempt("just", "update", *words, cwd=project, given="y\n")
    assert result.returncode == 0, result.stderr
    assert not (project / OURS).exists()
    assert not (project / "confs/tune.yaml").exists()

    [command] = [line for line in result.stdout.splitlines() if "git restore" in line]
    run("sh", "-c", command.partition(": ")[2], cwd=project)

    assert (project / OURS).read_text(encoding="utf-8").endswith("OURS = 1\n")


@pytest.mark.every_update
def test_nothing_is_asked_where_only_the_templates_own_goes(project: Path) -> None:
    answers = ["--defaults", "-d", "serve=false", "-d", "project_name=House prices"]

    assert "although" not in run("just", "update", *answers, cwd=project)

    assert not (project / "src/ml_project/service").exists()
    text = (project / ".copier-answers.yml").read_text(encoding="utf-8")
    assert "project_name: House prices" in text
    assert "_commit: v1" in text


@pytest.mark.every_update
def test_pieces_that_are_asked_for_are_asked_for_once(template: Path, tmp_path: Path) -> None:
    project = edited(render(template, tmp_path / "project", preset="custom", tune=True))
    update = terminal("just", "update", cwd=project)
    for question in asked():
        update.expect_exact(question.help[:30])
        update.send("n" if question.name == "tune" else "\r")

    update.expect_exact("Continue? [y/N]")
    update.sendline("y")
    update.expect_exact("Review the changes with git diff")
    update.close()

    assert stored(project)["tune"] is False
    assert not (project / OURS).exists()
