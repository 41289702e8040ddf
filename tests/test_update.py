"""What a later version of the template does to a project; tests/test_releases.py has the rest."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import tomorrow
from tests.rehearsal import kept_clones
from tests.support import commit, files, insert, render, update

pytestmark = pytest.mark.updates


@pytest.fixture(autouse=True)
def _kept_clones(tmp_path: Path) -> Iterator[None]:
    with kept_clones(tmp_path / "clones"):
        yield


def without_version(project: Path) -> dict[str, bytes]:
    """Read a project, but for the line that names the version of its template."""
    content = files(project)
    lines = content[".copier-answers.yml"].splitlines()
    content[".copier-answers.yml"] = b"\n".join(
        line for line in lines if not line.startswith(b"_commit")
    )
    return content


def test_piece_can_be_switched_off_and_on(template: Path, tmp_path: Path) -> None:
    project = render(template, tmp_path / "project")
    commit(project)
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")
    switches: dict[str, Any] = {"ci": "none", "workspace": False}

    update(project, **switches)

    assert not (project / ".github").exists()
    fresh = without_version(render(template, tmp_path / "off", **switches))
    assert without_version(project).keys() == fresh.keys()

    commit(project)
    update(project, ci="github", workspace=True)

    assert without_version(project) == without_version(render(template, tmp_path / "on"))


def test_piece_of_a_later_version_is_off(template: Path, tmp_path: Path) -> None:
    project = render(template, tmp_path / "project", preset="full")
    commit(project)
    tomorrow.change(template)
    commit(template, tag="v9.1.0")

    update(project)
    assert not (project / "LATER").exists()

    commit(project)
    update(project, later=True)
    assert (project / "LATER").exists()


def test_name_that_is_taken_later_is_kept(template: Path, tmp_path: Path) -> None:
    project = render(template, tmp_path / "houses", package_name="houses")
    commit(project)
    insert(template / "extensions/naming.py", "houses ", before="activate")
    commit(template, tag="v2")

    with pytest.raises(ValueError, match="houses means something else"):
        render(template, tmp_path / "new", package_name="houses")
    update(project)

    assert (project / "src/houses/__init__.py").exists()
