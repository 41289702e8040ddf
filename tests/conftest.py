"""Fixtures that all tests share."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests import golden
from tests.support import ANSWERS, commit, copy_template, render, run, script

collect_ignore = ["orders"]  # the files of a rendered project
HOSTILE = "--hostile"
EVERY_UPDATE = "--every-update"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line say how much is tried, and whether golden files are rewritten."""
    parser.addoption(HOSTILE, default=500, type=int, help="how many hostile answers to try")
    parser.addoption(EVERY_UPDATE, action="store_true", help="rehearse all updates, not a sample")
    parser.addoption(golden.OPTION, action="store_true", help="accept what is printed now")


def pytest_configure(config: pytest.Config) -> None:
    """Tell the golden files what the command line says."""
    golden.asked = config.getoption(golden.OPTION)
    os.environ["OMP_NUM_THREADS"] = "1"  # each core has a process


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes minutes, unless it is asked for."""
    asked = {
        "every_update": config.getoption(EVERY_UPDATE),
        "nightly": "nightly" in config.option.markexpr,
    }
    marks = [mark for mark, wanted in asked.items() if not wanted]
    left_out = [item for item in items if any(map(item.get_closest_marker, marks))]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how many answers were refused, by question, and what the updates did, summed up."""
    updates: dict[str, Counter[str]] = {}
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, value in report.user_properties:
            if name == HOSTILE:
                terminalreporter.write_line(f"hostile answers to {value}")
            elif name.endswith(EVERY_UPDATE):
                updates.setdefault(name.removesuffix(EVERY_UPDATE), Counter()).update(value)
    for name, counts in updates.items():
        texts = (f"{count} {what}" for what, count in counts.items())
        terminalreporter.write_line(f"{name}{', '.join(texts)}")


@pytest.fixture(scope="session", autouse=True)
def _isolated() -> Iterator[None]:
    """Keep the developer's own settings of git and uv out of the tests."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
        for role in ("AUTHOR", "COMMITTER"):
            monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
            monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
        monkeypatch.delenv("VIRTUAL_ENV", raising=False)
        monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        yield


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the Copier and the just of this environment in the place of those that are downloaded.

    Returns:
        The folder of the commands, which comes first on the path. There `uv lock` does nothing.
    """
    folder = tmp_path / "commands"
    folder.mkdir()
    tools = Path(sys.executable).parent
    for name, text in {
        "uvx": 'while [ "$1" = --offline ] || [ "$1" = --quiet ]; do shift; done; '
        f'test "$1" = --from && m=ml_update || m=copier; shift 3; {tools}/python -m $m "$@"',
        "uv": f'test "$1" = lock || {{ shift; exec {tools}/"$@"; }}',
    }.items():
        script(folder / name, f"#!/bin/sh\n{text}\n")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the template out of its repository, from which Copier renders more slowly."""
    return copy_template(tmp_path_factory.mktemp("source"))


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Make a repository of the template with one release, which tests may change."""
    folder = copy_template(tmp_path / "template")
    commit(folder, tag="v1")
    return folder


@pytest.fixture(scope="session")
def rendered(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the project with a named set of answers. Tests must not change it."""

    @cache
    def render_once(name: str) -> Path:
        return render(source, tmp_path_factory.mktemp(name) / "project", **ANSWERS[name])

    return render_once


@pytest.fixture(scope="module")
def one_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the projects of a module use one environment: what they need is nearly the same."""
    folder = tmp_path_factory.mktemp("shared")
    environment = folder / "environment"
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MYPY_CACHE_DIR", str(folder / "mypy"))
        monkeypatch.setenv("PATH", f"{environment / 'bin'}{os.pathsep}{os.environ['PATH']}")
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(environment))
        yield


@pytest.fixture(scope="session")
def installed(
    rendered: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return a named project, installed and committed through its hooks.

    Tests may change what git ignores in it; each worker has its own.
    """

    @cache
    def install_once(name: str) -> Path:
        project = shutil.copytree(rendered(name), tmp_path_factory.mktemp("installed") / name)
        run("git", "init", "--quiet", cwd=project)
        run("uv", "run", "just", "install", cwd=project)
        assert (project / ".git/hooks/pre-commit").exists()
        commit(project)
        return project

    return install_once


@pytest.fixture(params=ANSWERS)
def project(request: pytest.FixtureRequest, rendered: Callable[[str], Path]) -> Path:
    """Return each of the named projects in turn. Tests must not change it."""
    return rendered(request.param)
