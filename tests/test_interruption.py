"""An update that is killed at any moment leaves a project that git alone restores."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import edits, tomorrow
from tests.conftest import EVERY_UPDATE
from tests.support import ROOT, blocks, commit, files, just_update, render, run

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

UPDATE = [sys.executable, "-m", "ml_update", "--defaults"]
PAGE = ROOT / "docs/how-to/rescue.md"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Render a project that is edited, behind its template, and has files that git ignores."""
    folder = render(template, tmp_path / "project", preset="full")
    edits.make(folder, list(edits.CATALOGUE))
    commit(folder)
    tomorrow.change(template)
    commit(template, tag="v9.1.0")
    return folder


def restore(project: Path) -> None:
    """Do as the page says."""
    lock = project / ".git/index.lock"
    lock.unlink(missing_ok=True)
    [commands] = blocks(PAGE, "Undo an update, finished or interrupted")
    run("sh", "-ec", commands, cwd=project)


def test_killed_update_is_undone_and_the_next_one_succeeds(
    project: Path, tmp_path: Path, pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments = 60 if pytestconfig.getoption(EVERY_UPDATE) else 2
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))  # what is killed leaves its clones
    before = files(project)
    start = time.monotonic()
    subprocess.run(
        UPDATE, cwd=project, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    total = time.monotonic() - start
    expected = files(project)
    restore(project)
    touched = 0

    for _ in range(moments):
        moment = random.uniform(0, total)  # noqa: S311
        process = subprocess.Popen(
            UPDATE,
            cwd=project,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moment)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        touched += files(project) != before

        restore(project)
        assert files(project) == before, moment
        assert run("git", "status", "--porcelain", cwd=project) == "", moment

    just_update(project)
    assert files(project) == expected
    assert touched or moments < 10
