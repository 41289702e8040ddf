"""What a later version of the template does to a project."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.rehearsal import kept_clones
from tests.support import commit, copy_template, edit, files, insert, render, update

pytestmark = pytest.mark.updates


@pytest.fixture(autouse=True)
def _kept_clones(tmp_path: Path) -> Iterator[None]:
    with kept_clones(tmp_path / "clones"):
        yield


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Make a template repository with one release."""
    folder = tmp_path / "template"
    folder.mkdir()
    copy_template(folder)
    commit(folder, tag="v1")
    return folder


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Render a project that is committed."""
    folder = render(template, tmp_path / "project")
    commit(folder)
    return folder


def without_version(project: Path) -> dict[str, bytes]:
    """Read a project, but for the line that names the version of its template."""
    content = files(project)
    lines = content[".copier-answers.yml"].splitlines()
    content[".copier-answers.yml"] = b"\n".join(
        line for line in lines if not line.startswith(b"_commit")
    )
    return content


def test_project_without_edits_becomes_a_fresh_one(
    template: Path, project: Path, tmp_path: Path
) -> None:
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")

    update(project)

    assert without_version(project) == without_version(render(template, tmp_path / "fresh"))


def test_both_edits_of_a_template_file_are_kept(template: Path, project: Path) -> None:
    ignored = project / ".gitignore"
    edit(ignored, ignored.read_text(encoding="utf-8") + "/mine/\n")
    commit(project)
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")

    update(project)

    lines = ignored.read_text(encoding="utf-8").splitlines()
    assert "/mine/" in lines
    assert "*.pem" in lines
    assert not [line for line in lines if line.startswith("<<<<<<<")]


def test_seed_is_the_users_once_it_is_rendered(template: Path, project: Path) -> None:
    edited, deleted, untouched = (f"confs/{job}.yaml" for job in ("evaluate", "ingest", "promote"))
    insert(project / edited, "# mine\n", before="schema_version")
    (project / deleted).unlink()
    commit(project)
    before = files(project)
    for path in (edited, deleted, untouched):
        insert(template / "template" / path, "# new\n", before="schema_version")
    commit(template, tag="v2")

    update(project)

    after = files(project)
    assert after[edited] == before[edited]
    assert after[untouched] == before[untouched]
    assert deleted not in after


def test_deleted_template_file_stays_deleted(template: Path, project: Path) -> None:
    (project / ".gitattributes").unlink()
    commit(project)
    insert(template / "template/.gitattributes", "*.skops binary\n", before="*.parquet")
    commit(template, tag="v2")

    update(project)

    assert not (project / ".gitattributes").exists()


def test_piece_can_be_switched_off_and_on(template: Path, project: Path, tmp_path: Path) -> None:
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")
    switches: dict[str, Any] = {"ci": "none", "workspace": False}

    update(project, **switches)

    assert not (project / ".github").exists()
    assert not list(project.glob("*.code-workspace"))
    fresh = without_version(render(template, tmp_path / "off", **switches))
    assert without_version(project).keys() == fresh.keys()

    commit(project)
    update(project, ci="github", workspace=True)

    fresh = without_version(render(template, tmp_path / "on"))
    assert without_version(project).keys() == fresh.keys()
    assert without_version(project) == fresh


def test_piece_of_a_later_version_is_off(template: Path, project: Path) -> None:
    manifest = template / "extensions/features.yml"
    piece = {"when": {"later": True}, "summary": "more", "owns": ["/LATER"]}
    edit(manifest, manifest.read_text(encoding="utf-8") + f"\n  later: {piece}\n")
    questions = yaml.safe_load((template / "copier.yml").read_text(encoding="utf-8"))
    questions["later"] = questions["workspace"] | {"help": "Add {{ summary('later') }}?"}
    # The order of the questions counts: the new one stands before the last.
    questions["rendered_before"] = questions.pop("rendered_before")
    edit(template / "copier.yml", yaml.safe_dump(questions, sort_keys=False))
    edit(template / "template/LATER", "more\n")
    commit(template, tag="v2")

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
