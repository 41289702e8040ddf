"""Fixtures that all tests share."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.support import ANSWERS, copy_template, render

HOSTILE = "--hostile"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line say how many hostile answers are tried."""
    parser.addoption(HOSTILE, default=500, type=int, help="how many hostile answers to try")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show how many of them were refused, by question."""
    for report in terminalreporter.getreports("passed"):
        for name, text in report.user_properties:
            if name == HOSTILE:
                terminalreporter.write_line(f"hostile answers to {text}")


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


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the template out of its repository, from which Copier renders more slowly."""
    return copy_template(tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="session")
def rendered(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return the project with a named set of answers. Tests must not change it."""

    @cache
    def render_once(name: str) -> Path:
        return render(source, tmp_path_factory.mktemp(name) / "project", **ANSWERS[name])

    return render_once


@pytest.fixture(params=ANSWERS)
def project(request: pytest.FixtureRequest, rendered: Callable[[str], Path]) -> Path:
    """Return each of the named projects in turn. Tests must not change it."""
    return rendered(request.param)
