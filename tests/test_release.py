"""One command makes a release, or says why not and changes nothing."""

import json
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support import ROOT, attempt, commit, copy_template, edit, insert, run, script
from tools.contract import CONTRACT, contract
from tools.release import commits, released, replace


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Make a repository of the template with a gate that passes at once."""
    copy_template(tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools", dirs_exist_ok=True)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    edit(tmp_path / "CHANGELOG.md", "# Changelog\n\n## [Unreleased]\n\n- A piece.\n")
    (tmp_path / ".ci").mkdir()
    (tmp_path / "tests").mkdir()
    script(tmp_path / ".ci/run", "#!/bin/sh\n")
    edit(tmp_path / ".gitignore", "__pycache__/\n")
    commit(tmp_path)
    return tmp_path


def release(repository: Path, version: str) -> subprocess.CompletedProcess[str]:
    return attempt("python", "-m", "tools.release", version, cwd=repository)


def test_release_is_one_commit_with_version_changelog_contract_and_tag(repository: Path) -> None:
    assert release(repository, "0.1.0").returncode == 0

    head = run("git", "rev-parse", "HEAD", cwd=repository).strip()
    assert commits(repository) == {"0.1.0": head}
    assert run("git", "tag", "--points-at", "HEAD", cwd=repository) == "v0.1.0\n"
    assert run("git", "status", "--porcelain", cwd=repository) == ""
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == "0.1.0"
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert changelog.startswith("# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 20")
    assert changelog.endswith("\n\n- A piece.\n")
    assert released(repository) == ["0.1.0"]
    text = (repository / CONTRACT).read_text(encoding="utf-8")
    assert json.loads(text) == contract(repository)


@pytest.mark.parametrize(
    ("version", "words"),
    [
        ("1.0", "no version such as"),
        ("0.0.9", "not later than 0.1.0"),
        ("0.1.0", "not later than 0.1.0"),
        ("0.2.0", "nothing under Unreleased"),
    ],
)
def test_release_is_refused(version: str, words: str, repository: Path) -> None:
    release(repository, "0.1.0")

    result = release(repository, version)

    assert result.returncode == 2
    assert words in result.stderr
    assert list(commits(repository)) == ["0.1.0"]


def test_what_users_rely_on_changes_in_a_major_version_only(repository: Path) -> None:
    changes = [
        ("0.9.0", "(share:", "(portion:", 0),
        ("1.0.0", "(portion:", "(part:", 0),
        ("1.1.0", "(part:", "(share:", 2),
        ("2.0.0", "", "", 0),
    ]
    [split] = repository.glob("template/src/*/core/split.py*")
    for version, old, new, code in changes:
        replace(
            repository / "CHANGELOG.md", r"## \[Unreleased\]\n", f"## [Unreleased]\n- {version}.\n"
        )
        edit(split, split.read_text("utf-8").replace(f"by_hash{old}", f"by_hash{new}"))
        commit(repository)

        result = release(repository, version)

        assert result.returncode == code
        assert ("core.split.by_hash has changed" in result.stderr) == (code == 2)


def test_release_of_what_nobody_sees_is_refused(repository: Path) -> None:
    insert(repository / "copier.yml", "# mine\n")

    assert "something to commit" in release(repository, "0.1.0").stderr


def test_nothing_changes_where_the_gate_fails(repository: Path) -> None:
    edit(repository / ".ci/run", "#!/bin/sh\nfalse\n")
    commit(repository)

    result = release(repository, "0.1.0")

    assert result.returncode == 1
    assert "The gate fails" in result.stderr
    assert commits(repository) == {}
    assert run("git", "status", "--porcelain", cwd=repository) == ""
