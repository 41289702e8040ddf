"""What a later version of the template does to a project; tests/test_releases.py has the rest."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import tomorrow
from tests.rehearsal import kept_clones
from tests.support import commit, insert, render, update

pytestmark = pytest.mark.updates


@pytest.fixture(autouse=True)
def _kept_clones(tmp_path: Path) -> Iterator[None]:
    with kept_clones(tmp_path / "clones"):
        yield


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
