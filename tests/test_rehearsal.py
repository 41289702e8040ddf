"""A rehearsed update finds what would hurt, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.rehearsal import Case, kept_clones, rehearse
from tests.support import append, commit, edit, insert

pytestmark = pytest.mark.updates


def change_elsewhere(template: Path) -> None:
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    insert(template / "template/justfile.jinja", "# Later.\n")
    insert(template / "template/confs/train.yaml", "# later\n")


def append_where_the_user_does(template: Path) -> None:
    append(template / "template/.gitignore", "*.pem\n")


def add_a_file_that_the_user_added(template: Path) -> None:
    [folder] = template.glob("template/src/*/io")
    edit(folder / "ours.py", "THEIRS = 1\n")


def rename(template: Path) -> None:
    page = template / "template/CONTRIBUTING.md.jinja"
    page.rename(page.with_name("HELPING.md.jinja"))


def make_a_seed(template: Path) -> None:
    insert(template / "extensions/features.yml", "  - /justfile\n", before="  - /src/*/domain")


def make_no_seed(template: Path) -> None:
    manifest = template / "extensions/features.yml"
    text = manifest.read_text(encoding="utf-8").replace("  - /confs/promote.yaml\n", "")
    edit(manifest, text)
    append(template / "template/confs/promote.yaml", "# later\n")


def render_differently_at_an_update(template: Path) -> None:
    append(template / "template/LICENSE.jinja", "{{ _copier_conf.dst_path }}\n")


@pytest.mark.parametrize(
    ("change", "problems", "conflicts"),
    [
        (change_elsewhere, [], []),
        (append_where_the_user_does, [], []),
        (add_a_file_that_the_user_added, [], ["src/ml_project/io/ours.py"]),
        (rename, [], []),
        (make_a_seed, [], []),
        (make_no_seed, [], []),
        (render_differently_at_an_update, ["LICENSE is not that of a fresh render"], []),
    ],
)
def test_what_hurts_is_found(
    change: Callable[[Path], None],
    problems: list[str],
    conflicts: list[str],
    template: Path,
    tmp_path: Path,
) -> None:
    change(template)
    commit(template, tag="v2.0.0")

    with kept_clones(tmp_path / "clones"):
        outcome = rehearse(template, Case("v1", {"preset": "minimal"}), tmp_path)

    assert outcome.problems == problems
    assert outcome.conflicts == conflicts
