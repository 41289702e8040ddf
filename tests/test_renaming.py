"""The pages about renaming are followed to their last line."""

from pathlib import Path

import pytest

from tests.checks import stored
from tests.support import ROOT, blocks, commit, edit, files, insert, just_update, render, run

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

PAGE = ROOT / "docs/how-to/rename-package.md"


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    folder = render(template, tmp_path / "project", preset="full", package_name="prices")
    insert(folder / "justfile", "# ours\n")
    commit(folder)
    return folder


def test_package_is_renamed_and_updated(template: Path, project: Path) -> None:
    move, look, check = blocks(PAGE, "Rename the package")
    check = check.replace("uv run just check", "uv run ruff check && uv run ruff format --check")
    for commands in (move, look, check):
        run("bash", "-ec", commands, cwd=project)

    assert not (project / "src/prices").exists()
    assert "prices" not in (project / "src/rents/cli.py").read_text(encoding="utf-8")
    assert stored(project)["package_name"] == stored(project)["first_package_name"] == "rents"
    fresh = files(render(template, project.with_name("fresh"), preset="full", package_name="rents"))
    after = files(project)
    assert [path for path in fresh if after.get(path) != fresh[path]] == ["justfile"]
    assert after.keys() == fresh.keys()

    [cli] = template.glob("template/src/*/cli.py*")
    edit(cli, cli.read_text(encoding="utf-8") + "# later\n")
    commit(template, tag="v2")
    assert "onflict" not in just_update(project)
    assert (project / "src/rents/cli.py").read_text(encoding="utf-8").endswith("# later\n")


def test_command_is_renamed(project: Path) -> None:
    [command] = blocks(PAGE, "Rename the command")

    report = run("bash", "-ec", command, cwd=project)

    assert "distribution_name: prices -> rents. The command is renamed with it. README.md" in report
    assert 'name = "rents"\n' in (project / "pyproject.toml").read_text(encoding="utf-8")
    assert (project / "rents.code-workspace").exists()
