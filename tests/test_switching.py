"""The recipe `update` shows what would go although it was changed, and how to keep it."""

import os
import subprocess
import sys
from pathlib import Path

import pexpect
import pytest

from tests.checks import stored
from tests.support import commit, edit, render, run
from tools.site.questions import questions as asked

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

JUST = str(Path(sys.executable).with_name("just"))
OURS = "src/ml_project/application/tune.py"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Render a project with all pieces, of which a file is edited."""
    return edited(render(template, tmp_path / "project", preset="full"))


def edited(project: Path) -> Path:
    file = project / OURS
    edit(file, file.read_text(encoding="utf-8") + "OURS = 1\n")
    commit(project)
    return project


def just_update(project: Path, *words: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [JUST, "update", *words],
        cwd=project,
        check=False,
        input=answer,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_what_would_go_although_it_was_changed_is_shown_before(project: Path) -> None:
    answers = ["--defaults", "-d", "tune=false", "-d", "project_name=House prices"]

    result = just_update(project, *answers)

    assert result.returncode == 1
    assert f"although you have edited them:\n{OURS}\n" in result.stdout
    assert f"git restore {OURS}" in result.stdout
    assert run("git", "status", "--porcelain", cwd=project) == ""


def test_shown_command_keeps_it(project: Path) -> None:
    result = just_update(project, "--defaults", "-d", "tune=false", answer="y\n")
    assert result.returncode == 0, result.stdout
    assert not (project / OURS).exists()
    assert not (project / "confs/tune.yaml").exists()

    [command] = [line for line in result.stdout.splitlines() if "git restore" in line]
    run("sh", "-c", command.partition(": ")[2], cwd=project)

    assert (project / OURS).read_text(encoding="utf-8").endswith("OURS = 1\n")


@pytest.mark.every_update
def test_nothing_is_asked_where_only_the_templates_own_goes(project: Path) -> None:
    answers = ["--defaults", "-d", "serve=false", "-d", "project_name=House prices"]

    result = just_update(project, *answers)

    assert result.returncode == 0, result.stdout
    assert "although" not in result.stdout
    assert not (project / "src/ml_project/service").exists()
    text = (project / ".copier-answers.yml").read_text(encoding="utf-8")
    assert "project_name: House prices" in text
    assert "_commit: v1" in text


@pytest.mark.every_update
def test_pieces_that_are_asked_for_are_asked_for_once(template: Path, tmp_path: Path) -> None:
    project = edited(render(template, tmp_path / "project", preset="custom", tune=True))
    terminal = pexpect.spawn(
        JUST,
        ["update"],
        cwd=project,
        dimensions=(60, 200),
        encoding="utf-8",
        env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        timeout=60,
    )
    for question in asked():
        terminal.expect_exact(question.help[:30])
        terminal.send("n" if question.name == "tune" else "\r")

    terminal.expect_exact("Continue? [y/N]")
    terminal.sendline("y")
    terminal.expect_exact("Review it by git diff")
    terminal.close()

    assert stored(project)["tune"] is False
    assert not (project / OURS).exists()
