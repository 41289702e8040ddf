"""What CI runs, run here: the steps of every job, in a clean clone of a project."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.pipelines import Step, github_steps, gitlab_steps, run_step
from tests.support import commit, edit, insert, render, run, sample, script

pytestmark = pytest.mark.slow

CHANGES = ["build", "check", "docs", "image", "lowest", "test"]
MINUTES = {"lowest", "test"}
# They write down how they were called. A digest is what `docker push` ends with; an audit asks a
# server. Two releases have kept their sites, as GitHub and the registry of GitLab have them.
STANDINS = {
    "apk": "",
    "curl": """
        kept="$(dirname "$LOG")/$(echo "${@: -1}" | tr / _)"
        case "$*" in
          *--upload-file*) cp docs.tar.gz "$kept" ;;
          *) if [ -e "$kept" ]; then cp "$kept" docs.tar.gz; printf 200; else printf 404; fi ;;
        esac""",
    "docker": 'if [ "$1" = push ]; then echo "latest: digest: sha256:0123abcd size: 1"; fi',
    "gh": """
        case "$1 $2" in
          "api --paginate") printf 'v0.1.0\\nv0.0.9\\n' ;;
          "pr list") cat "$PROPOSALS" ;;
          "release download") cat "$RUNNER_TEMP/docs.tar.gz" ;;
        esac""",
    "just": 'exec uv run just "$@"',
    "uv": f'[ "$1" = audit ] || exec {shutil.which("uv")} "$@"',
    "uvx": 'case "$*" in *copier* | *update*) exec uv tool run "$@";; esac',
}
GITLAB = {
    "CI_API_V4_URL": "https://gitlab.example.org/api/v4",
    "CI_COMMIT_TAG": "v0.1.0",
    "CI_DEFAULT_BRANCH": "main",
    "CI_JOB_TOKEN": "secret",
    "CI_PROJECT_ID": "1",
    "CI_PROJECT_PATH": "ada/project",
    "CI_REGISTRY": "registry.example.org",
    "CI_REGISTRY_IMAGE": "registry.example.org/ada/project",
    "CI_REGISTRY_PASSWORD": "secret",
    "CI_REGISTRY_USER": "ada",
    "CI_SERVER_HOST": "gitlab.example.org",
    "MACOS_RUNNER": "macos",
    "TEMPLATE_UPDATE_TOKEN": "token",
}


@pytest.fixture(scope="module", autouse=True)
def _runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give the steps one environment, a Python with pip, and what a runner has and sets."""
    folder = tmp_path_factory.mktemp("runner")
    run("uv", "venv", "--quiet", "--seed", str(folder / "python"), cwd=folder)
    (folder / "bin").mkdir()
    for name, text in STANDINS.items():
        script(folder / "bin" / name, f'#!/bin/bash\necho "{name} $*" >> "$LOG"\n{text}\n')
    edit(folder / "proposals", "0\n")
    path = [str(folder / "bin"), str(folder / "python/bin"), os.environ["PATH"]]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GITHUB_ACTOR", "ada")
        monkeypatch.setenv("GITHUB_OUTPUT", str(folder / "output"))
        monkeypatch.setenv("GITHUB_REF_NAME", "v0.1.0")
        monkeypatch.setenv("GITHUB_REPOSITORY", "Ada/Project")
        monkeypatch.setenv("LOG", str(folder / "log"))
        monkeypatch.setenv("MYPY_CACHE_DIR", str(folder / "mypy"))
        monkeypatch.setenv("PATH", os.pathsep.join(path))
        monkeypatch.setenv("RUNNER_TEMP", str(folder))
        monkeypatch.setenv("PROPOSALS", str(folder / "proposals"))
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(folder / "environment"))
        yield


@pytest.fixture(scope="module")
def repository(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a small project for a service, with its lock file, committed."""

    @cache
    def make(service: str) -> Path:
        project = tmp_path_factory.mktemp(service) / "project"
        render(source, project, preset="minimal", ci=service, container=True, docs=True)
        run("uv", "lock", "--quiet", cwd=project)
        commit(project)
        return project

    return make


@pytest.fixture
def clone(repository: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a clean clone of the project for a service."""

    def make(service: str) -> Path:
        run("git", "clone", "--quiet", str(repository(service)), service, cwd=tmp_path)
        return tmp_path / service

    return make


def log() -> list[str]:
    """Return how the stand-ins were called, and forget it."""
    path = Path(os.environ["LOG"])
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def only(job: str, steps: list[Step]) -> list[Step]:
    found = [step for step in steps if step.job == job]
    assert found
    return found


def published(project: Path) -> list[str]:
    """Return the versions of the site, each of which has its pages, and of which one is shown."""
    versions = sorted(path.parents[1].name for path in project.glob("site/*/how-to/release"))
    assert (project / "site/versions.json").exists()
    assert f"url={versions[-1]}/" in (project / "site/index.html").read_text(encoding="utf-8")
    return versions


@pytest.mark.parametrize("job", sample(CHANGES, {*CHANGES} - MINUTES))
def test_github_checks_every_change(job: str, clone: Callable[[str], Path]) -> None:
    project = clone("github")
    steps = github_steps(project, "ci.yml")
    assert sorted({step.job for step in steps}) == CHANGES

    for step in only(job, steps):
        run_step(step, project)

    changed = run("git", "status", "--porcelain", cwd=project)
    assert changed == (" M uv.lock\n" if job == "lowest" else "")


def test_gitlab_checks_every_change(clone: Callable[[str], Path]) -> None:
    project = clone("gitlab")
    steps = {step.job: step for step in gitlab_steps(project, **GITLAB)}

    later = {"publish-docs", "publish-image", "release", "template-update"}
    assert set(steps) - later == {*CHANGES, "build-image", "macos"} - {"image"}

    for job in ["build", "build-image", "check", "docs"]:
        run_step(steps[job], project)

    assert run("git", "status", "--porcelain", cwd=project) == ""
    # What takes minutes is run above, to the letter.
    for other in github_steps(clone("github"), "ci.yml"):
        if other.job in MINUTES:
            assert steps[other.job].script.splitlines()[-1] == other.script
            assert set(other.env) <= set(steps[other.job].env)
    assert steps["macos"].script.splitlines()[-1] == "uv run just test"


def test_github_releases_what_it_has_tested(
    clone: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = clone("github")
    context = {"github_repository": "Ada/Project", "github_token": "secret"}
    steps = github_steps(project, "release.yml", **context)

    for job in ["build", "publish", "announce"]:
        for step in only(job, steps):
            run_step(step, project)
    assert any(re.fullmatch(r"gh release create v0\.1\.0 dist/.*whl .*", line) for line in log())

    for step in only("image", steps)[-2:]:
        run_step(step, project)
    tagged = "docker build --tag ml-project --tag ghcr.io/ada/project:0.1.0 "
    assert any(line.startswith(tagged) for line in log())
    output = Path(os.environ["GITHUB_OUTPUT"]).read_text(encoding="utf-8")
    assert output == "image=ghcr.io/ada/project\ndigest=sha256:0123abcd\n"

    for step in only("docs", steps):  # first as a change builds it, then as a release publishes it
        run_step(step, project)
        if step.script.startswith("tar "):
            shutil.rmtree(project / "site")
    assert published(project) == ["0.0.9", "0.1.0"]

    monkeypatch.setenv("GITHUB_REF_NAME", "v0.2.0")
    with pytest.raises(AssertionError, match=r"0\.2\.0"):
        run_step(only("publish", steps)[0], project)


@pytest.mark.nightly
def test_gitlab_releases_what_it_has_tested(clone: Callable[[str], Path]) -> None:
    project = clone("gitlab")
    steps = {step.job: step for step in gitlab_steps(project, **GITLAB)}
    for tag in ("v0.0.9", "v0.1.0"):
        run("git", "tag", tag, cwd=project)
    run_step(steps["build"], project)

    for job in ["publish-docs", "publish-image"]:
        run_step(steps[job], project)
    assert published(project) == ["0.1.0"]
    assert "docker push --all-tags registry.example.org/ada/project" in log()
    # Nobody trusts this machine: the last line, which uploads, finds no token.
    with pytest.raises(AssertionError, match=r"(?i)error.*trusted publishing"):
        run_step(steps["release"], project)
    assert any(line.startswith("uvx pypi-attestations sign dist/") for line in log())


@pytest.fixture
def outdated(request: pytest.FixtureRequest, template: Path, tmp_path: Path) -> Path:
    """Return a clone of a project whose template has gone on."""
    project = tmp_path / "project"
    render(template, project, preset="minimal", ci=request.param)
    commit(project)
    run("git", "branch", "--move", "main", cwd=project)
    run("git", "clone", "--quiet", "--bare", "project", "remote", cwd=tmp_path)
    run("git", "config", "receive.advertisePushOptions", "true", cwd=tmp_path / "remote")
    run("git", "clone", "--quiet", "remote", "clone", cwd=tmp_path)
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")
    return tmp_path / "clone"


def proposed(clone: Path) -> str:
    """Return what the proposal changes."""
    remote = clone.parent / "remote"
    return run("git", "diff", "main", "template-update", "--", ".gitignore", cwd=remote)


@pytest.mark.parametrize("outdated", ["github"], indirect=True)
def test_github_proposes_the_update_of_the_template(outdated: Path) -> None:
    context = {"github_token": "secret"}
    steps = github_steps(outdated, "template-update.yml", **context)

    for step in steps:
        run_step(step, outdated)

    assert "+*.pem" in proposed(outdated)
    [line] = [line for line in log() if line.startswith("gh pr create")]
    report = Path(line.rpartition(" ")[2]).read_text(encoding="utf-8")
    assert report.startswith("Update from v1 to v2")


@pytest.mark.parametrize("outdated", ["gitlab"], indirect=True)
def test_gitlab_proposes_the_update_of_the_template(
    outdated: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [step] = only("template-update", gitlab_steps(outdated, **GITLAB))
    remote = dict(step.env)["REMOTE"]
    assert remote == "https://template-update:token@gitlab.example.org/ada/project.git"
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", f"url.{outdated.parent / 'remote'}.insteadOf")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", remote)

    run_step(step, outdated)
    assert "+*.pem" in proposed(outdated)
    message = run("git", "log", "-1", "--format=%b", "template-update", cwd=outdated)
    assert message.startswith("Update from v1 to v2")

    assert "An update is proposed already" in run_step(step, outdated)
