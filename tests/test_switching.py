"""The recipe `update` asks for answers on a terminal, and keeps edited files of a piece."""

from pathlib import Path

import pytest

from tests.checks import stored
from tests.support import append, commit, render, run, terminal
from tools.site.questions import questions as asked

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

OURS = "src/ml_project/application/tune.py"


def test_shown_command_deletes_what_was_kept(template: Path, tmp_path: Path) -> None:
    project = render(template, tmp_path / "project", preset="full")
    append(project / OURS, "OURS = 1\n")
    commit(project)

    report = run(
        "just", "update", "-d", "tune=false", "-d", "project_name=House prices", cwd=project
    )

    assert f"- {OURS}\n" in report
    assert "project_name: House prices" in (project / ".copier-answers.yml").read_text("utf-8")
    assert not (project / "confs/tune.yaml").exists()
    run("git", "rm", "--quiet", "--force", OURS, cwd=project)


@pytest.mark.every_update
def test_pieces_that_are_asked_for_are_asked_for_once(template: Path, tmp_path: Path) -> None:
    project = render(template, tmp_path / "project", preset="custom", tune=True)
    commit(project)
    update = terminal("just", "update", cwd=project)
    for question in asked():
        update.expect_exact(question.help[:30])
        update.send("n" if question.name == "tune" else "\r")

    update.expect_exact("To undo the update")
    update.close()

    assert stored(project)["tune"] is False
    assert not (project / OURS).exists()
