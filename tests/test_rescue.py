"""The ways out of a failed update work as the page of the template says."""

import shutil
from pathlib import Path

import pytest
from copier.errors import UserMessageError

from extensions.features import SEEDS
from tests.rehearsal import has_conflict
from tests.support import (
    ROOT,
    append,
    attempt,
    blocks,
    commit,
    edit,
    files,
    insert,
    matching,
    render,
    run,
    update,
)

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

PAGE = ROOT / "docs/how-to/rescue.md"
REWRITTEN = '"Unknown revision", or the history of the template was rewritten'
OURS = ["README.md", "justfile"]
"""A seed and a file of the template, both edited."""


@pytest.fixture
def template(template: Path) -> Path:
    """Add a second release."""
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    insert(template / "template/justfile.jinja", "# Later.\n")
    edit(template / "template/LATER.md", "Later.\n")
    commit(template, tag="v2")
    return template


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    """Render a project of the first release, edited."""
    folder = render(template, tmp_path / "project", version="v1", preset="minimal")
    for path in OURS:
        append(folder / path, "# ours\n")
    commit(folder)
    return folder


def follow(commands: str, project: Path, **replaced: str) -> str:
    """Run commands, or those under a heading of the page, which name a template by example."""
    if "\n" not in commands:
        [commands] = blocks(PAGE, commands)
    for old, new in replaced.items():
        example = {"address": "gh:acme/template", "version": "v1.2.0"}[old]
        assert example in commands
        commands = commands.replace(example, new)
    commands = commands.replace("--trust", "--trust --defaults")
    return run("bash", "-ec", commands, cwd=project)


def refusal(project: Path) -> str:
    """Update where that is refused, and return why."""
    with pytest.raises((UserMessageError, ValueError)) as caught:
        update(project)
    return str(caught.value)


def is_updated(project: Path) -> bool:
    """Tell whether the second release has arrived, and the edits are still there."""
    content = {path: text.decode() for path, text in files(project).items()}
    assert all(content[path].endswith("# ours\n") for path in OURS)
    return "*.pem\n" in content[".gitignore"] and "_commit: v2\n" in content[".copier-answers.yml"]


def test_one_side_of_a_conflict_is_taken(template: Path, project: Path) -> None:
    append(template / "template/justfile.jinja", "# theirs\n")
    commit(template, tag="v3")
    update(project)
    list_them, take_theirs = blocks(PAGE, "Conflicts are marked")

    assert follow(list_them, project) == "justfile\n"
    assert has_conflict((project / "justfile").read_bytes())
    follow(take_theirs, project)
    assert (project / "justfile").read_text(encoding="utf-8").endswith("# theirs\n")
    follow(take_theirs.replace("--theirs", "--ours"), project)
    assert (project / "justfile").read_text(encoding="utf-8").endswith("# ours\n")


def test_work_that_is_not_committed_is_put_aside(project: Path) -> None:
    append(project / "justfile", "# unfinished\n# ours\n")
    edit(project / "new.py", "")
    assert "Destination repository is dirty" in refusal(project)

    follow('"Commit or stash your changes first"', project)

    assert is_updated(project)
    assert "# unfinished\n" in (project / "justfile").read_text(encoding="utf-8")
    assert (project / "new.py").exists()


@pytest.fixture
def rewritten(template: Path, project: Path) -> Path:
    """Take away the version from which the project comes."""
    run("git", "checkout", "--quiet", "--orphan", "again", cwd=template)
    run("git", "tag", "--delete", "v1", "v2", cwd=template)
    commit(template, tag="v2")
    assert "Unknown revision: 'v1'" in refusal(project)
    return project


def test_version_that_is_gone_is_replaced_by_another(template: Path, rewritten: Path) -> None:
    run("git", "checkout", "--quiet", "master", cwd=template)
    run("git", "tag", "v1.0.1", "HEAD^", cwd=template)
    commands, _, _ = blocks(PAGE, REWRITTEN)

    follow(commands, rewritten, version="v1.0.1")

    assert is_updated(rewritten)


def test_recopy_overwrites_all_but_what_is_taken_back(rewritten: Path) -> None:
    (rewritten / ".env.example").unlink()
    edit(rewritten / "ours.py", "")
    seeds = matching(SEEDS, files(rewritten))
    for path in seeds - {*OURS}:
        append(rewritten / path, "# ours\n")
    commit(rewritten)
    before = files(rewritten)
    _, recopy, take_back = blocks(PAGE, REWRITTEN)

    follow(recopy, rewritten)
    after = files(rewritten)
    assert not any(after[path].endswith(b"# ours\n") for path in seeds | {*OURS})
    assert ".env.example" in after
    assert "ours.py" in after

    follow(take_back, rewritten)
    assert [path for path in seeds if files(rewritten)[path] != before[path]] == []
    run("bash", "-c", "yes | git restore --patch justfile", cwd=rewritten)
    assert is_updated(rewritten)


def test_template_is_found_where_it_has_moved(template: Path, project: Path) -> None:
    moved = template.rename(template.with_name("moved"))
    assert "git-tracked templates" in refusal(project)

    follow("The template has moved", project, address=str(moved))

    assert is_updated(project)


def test_answers_come_back_from_history(project: Path) -> None:
    (project / ".copier-answers.yml").unlink()
    commit(project)
    assert "cannot obtain old template references" in refusal(project)

    commands, _ = blocks(PAGE, "`.copier-answers.yml` is lost")
    follow(commands, project)

    update(project)
    assert is_updated(project)


def test_answers_come_from_a_second_render(template: Path, project: Path) -> None:
    (project / ".copier-answers.yml").unlink()
    shutil.rmtree(project / ".git")
    commit(project)

    _, commands = blocks(PAGE, "`.copier-answers.yml` is lost")
    commands = commands.replace("--trust", "--trust -d preset=minimal")
    follow(commands, project, address=str(template), version="v1")

    update(project)
    assert is_updated(project)


def test_update_is_reverted(project: Path) -> None:
    before = files(project)
    update(project)
    commit(project)

    follow('"You are downgrading"', project)

    assert files(project) == before


@pytest.mark.every_update
@pytest.mark.slow
def test_stale_lock_file_is_renewed(template: Path, project: Path, commands: Path) -> None:
    (commands / "uv").unlink()
    run("uv", "lock", cwd=project)
    commit(project)
    insert(
        template / "extensions/features.yml", "        - humanize>=4\n", before="        - matplot"
    )
    commit(template, tag="v3")
    update(project)
    check = ["uv", "lock", "--check"]
    assert attempt(*check, cwd=project).returncode

    follow("`uv.lock` is stale", project)

    run(*check, cwd=project)
