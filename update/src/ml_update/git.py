"""Git, as a function."""

import os
import subprocess
from pathlib import Path

AUTHOR = {
    f"GIT_{role}_{key}": value
    for role in ("AUTHOR", "COMMITTER")
    for key, value in {
        "NAME": "Template",
        "EMAIL": "template@localhost",
        "DATE": "2000-01-01T00:00Z",
    }.items()
}
"""The author and time of rendered commits: the same renders are the same commits everywhere."""


class UpdateError(Exception):
    """The reason that a project cannot be updated, as a sentence for its user."""


def attempt(
    folder: Path, *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run git in a folder, and return how it ended."""
    return subprocess.run(
        ["git", *words],
        cwd=folder,
        env={**os.environ, **AUTHOR, **(environment or {})},
        check=False,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
    )


def git(folder: Path, *words: str, environment: dict[str, str] | None = None) -> str:
    """Run git in a folder, and return what it prints.

    Raises:
        UpdateError: If git fails, with what it says.
    """
    done = attempt(folder, *words, environment=environment)
    if done.returncode:
        raise UpdateError(sentence(done.stderr))
    return done.stdout


def sentence(errors: str) -> str:
    """Return the error that git prints, on one line and without its hints."""
    return " ".join(line.strip() for line in errors.splitlines() if not line.startswith("hint:"))


def paths(listed: str) -> list[str]:
    """Split a list that git prints with the option -z."""
    return [path for path in listed.split("\0") if path]
