"""A rehearsed update finds what would hurt, and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.rehearsal import Case, Outcome, kept_clones, rehearse
from tests.support import commit, copy_template, edit, insert

pytestmark = pytest.mark.updates

MIGRATION = """\
  - version: v2.0.0
    when: "{{ _stage == 'before' }}"
    command: [git, mv, -k, CONTRIBUTING.md, HELPING.md]
"""


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
    commit(folder, tag="v1.0.0")
    return folder


def rehearse_after(change: Callable[[Path], None], template: Path, folder: Path) -> Outcome:
    """Make a second release with a change, and rehearse the update to it."""
    change(template)
    commit(template, tag="v2.0.0")
    return rehearse(template, Case("v1.0.0", {"preset": "minimal"}), folder)


def append(path: Path, text: str) -> None:
    edit(path, path.read_text(encoding="utf-8") + text)


def test_change_away_from_an_edit_is_merged(template: Path, tmp_path: Path) -> None:
    def change(template: Path) -> None:
        insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
        insert(template / "template/justfile.jinja", "# Later.\n")
        insert(template / "template/confs/train.yaml", "# later\n")

    assert rehearse_after(change, template, tmp_path).problems == []


def test_conflict_where_both_sides_append_is_no_finding(template: Path, tmp_path: Path) -> None:
    def change(template: Path) -> None:
        append(template / "template/.gitignore", "*.pem\n")

    outcome = rehearse_after(change, template, tmp_path)

    assert outcome.problems == []
    assert outcome.conflicts == [".gitignore"]


def rename(template: Path) -> None:
    page = template / "template/CONTRIBUTING.md.jinja"
    page.rename(page.with_name("HELPING.md.jinja"))


def test_edit_of_a_renamed_file_is_lost_without_a_migration(template: Path, tmp_path: Path) -> None:
    assert rehearse_after(rename, template, tmp_path).problems == [
        "edit of CONTRIBUTING.md is lost"
    ]


def test_edit_of_a_renamed_file_is_kept_by_a_migration(template: Path, tmp_path: Path) -> None:
    def change(template: Path) -> None:
        rename(template)
        insert(template / "copier.yml", MIGRATION, before="  - version:")

    assert rehearse_after(change, template, tmp_path).problems == []


def test_edit_of_a_file_that_becomes_a_seed_is_lost(template: Path, tmp_path: Path) -> None:
    def change(template: Path) -> None:
        insert(template / "extensions/features.yml", "  - /justfile\n", before="  - /src/*/domain")

    assert rehearse_after(change, template, tmp_path).problems == ["edit of justfile is lost"]


def test_seed_that_becomes_a_template_file_is_not_the_users_any_more(
    template: Path, tmp_path: Path
) -> None:
    def change(template: Path) -> None:
        manifest = template / "extensions/features.yml"
        edit(
            manifest, manifest.read_text(encoding="utf-8").replace("  - /confs/promote.yaml\n", "")
        )
        append(template / "template/confs/promote.yaml", "# later\n")

    assert rehearse_after(change, template, tmp_path).problems != []


def test_file_that_differs_at_an_update_is_found(template: Path, tmp_path: Path) -> None:
    def change(template: Path) -> None:
        append(template / "template/LICENSE.jinja", "{{ _copier_conf.dst_path }}\n")

    assert rehearse_after(change, template, tmp_path).problems == [
        "LICENSE is not that of a fresh render"
    ]
