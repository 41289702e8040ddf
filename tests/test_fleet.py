"""A fleet of projects from a fork follows two releases of the original, and loses nothing."""

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import edits, tomorrow
from tests.conftest import EVERY_UPDATE
from tests.rehearsal import Case, follow, kept_clones, rehearse
from tests.support import ROOT, blocks, commit, copy_template, files, insert, run
from tools.smoke.variants import triples

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

FORK, PAGE = ROOT / "docs/how-to/fork.md", ROOT / "docs/how-to/fleet.md"
VERSIONS = ["v9.0.0", "v9.1.0", "v9.2.0"]
RELEASES = [f"{version}.post1" for version in VERSIONS]
"""Of the fork: each contains a version of the original."""
HOUSE_PIECE = """\
  house:
    when: {house: true}
    summary: the rules of the house
    owns:
      - /HOUSE.md

"""
HOUSE_QUESTION = """\
house:
  type: bool
  help: Add {{ summary('house') }}?
  default: true

"""


def edits_of(number: int) -> list[str]:
    """Choose what the user of a project does: half of the catalogue.

    What meets a change of the template happens in one project of ten.
    """
    chance = random.Random(number)  # noqa: S311
    likely = dict.fromkeys(edits.CATALOGUE, 0.5) | dict.fromkeys(edits.MEETING, 0.1)
    return [name for name in edits.CATALOGUE if chance.random() < likely[name]]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Keep a fleet of fifty; in an ordinary run one project, whose renamed file is edited."""
    if "number" in metafunc.fixturenames:
        fleet = list(range(50))
        if not metafunc.config.getoption(EVERY_UPDATE):
            fleet = [number for number in fleet if "renamed file" in edits_of(number)][:1]
        metafunc.parametrize("number", fleet)


@pytest.fixture(scope="session")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fork the template as the page says, and take in two releases of the original."""
    folder = tmp_path_factory.mktemp("fleet")
    original = copy_template(folder / "original")
    commit(original, tag=VERSIONS[0])
    run("git", "branch", "--move", "main", cwd=original)
    origin = folder / "origin.git"
    run("git", "init", "--quiet", "--bare", "--initial-branch=main", str(origin), cwd=folder)
    places = {
        "https://git.example.org/upstream/template.git": str(original),
        "https://git.example.org/platform/template.git": str(origin),
    }

    def follow_page(heading: str, release: str, cwd: Path) -> None:
        [commands] = blocks(FORK, heading)
        for example, place in places.items():
            commands = commands.replace(example, place)
        run("bash", "-ec", commands.replace("v0.4.0.post1", release), cwd=cwd)

    follow_page("Fork", RELEASES[0], folder)
    platform = folder / "platform"
    follow_page("Change it", RELEASES[0], platform)
    insert(platform / "template/CONTRIBUTING.md.jinja", "Our house has rules.\n\n", before="## ")
    insert(platform / "extensions/features.yml", HOUSE_PIECE, before="  agents:\n")
    insert(platform / "copier.yml", HOUSE_QUESTION, before="paradigms:\n")
    (platform / "template/HOUSE.md").write_text("# Our house\n", encoding="utf-8")
    commit(platform)
    follow_page("Release", RELEASES[0], platform)
    follow_page("Render from it", RELEASES[0], platform)
    commit(folder / "forecast")
    for change, version, release in zip(
        [tomorrow.change, tomorrow.change_again], VERSIONS[1:], RELEASES[1:], strict=True
    ):
        change(original)
        commit(original, tag=version)
        follow_page("Take in what is new upstream", release, platform)
        follow_page("Release", release, platform)
    return origin


@pytest.fixture
def template(fork: Path) -> Iterator[Path]:
    """Return the fork, cloned once a version."""
    with kept_clones(fork.parent / "clones"):
        yield fork


def test_project_of_a_fleet_follows_two_releases(
    number: int, template: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    answers = triples()[number] | {"package_name": f"project_{number}"}

    first = rehearse(template, Case(RELEASES[0], answers, edits_of(number), RELEASES[1]), tmp_path)
    before = files(tmp_path / RELEASES[1])
    case = Case(RELEASES[1], {}, new=RELEASES[2])
    second = follow(template, case, tmp_path / "project", before, first.changes)

    counts = Counter[str](projects=1)
    for name, outcome in {"first": first, "second": second}.items():
        clean = not outcome.conflicts + outcome.around_renames
        counts.update(outcome.counts() | {f"merged clean at the {name} update": int(clean)})
    record_property(f"fleet: {EVERY_UPDATE}", dict(counts))
    assert first.problems + second.problems == []
    assert (tmp_path / "project/HOUSE.md").exists()


def test_project_of_the_page_is_told_and_updated(fork: Path, tmp_path: Path) -> None:
    project = shutil.copytree(fork.parent / "forecast", tmp_path / "fleet/forecast")
    assert "Acme Ltd" in (project / "LICENSE").read_text(encoding="utf-8")
    [look] = blocks(PAGE, "See where they stand")
    [follow_it] = blocks(PAGE, "Update one")
    look = look.replace("uvx copier", "uvx --with x copier")

    assert RELEASES[2].removeprefix("v") in run("bash", "-c", look, cwd=project.parent)
    report = run("bash", "-c", follow_it, cwd=project)
    commit(project)

    assert report.startswith(f"Update from {RELEASES[0]} to {RELEASES[2]} (")
    assert (project / "CONDUCT.md").exists()
    assert "up-to-date" in run("bash", "-c", look, cwd=project.parent)
