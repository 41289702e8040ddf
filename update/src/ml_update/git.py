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
"""Who commits what is rendered, and when: the same renders are the same commits, on any machine."""


class UpdateError(Exception):
    """What keeps a project from being updated, as a sentence for its user."""


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
    """Return what git prints of an error, on one line and without its hints."""
    return " ".join(line.strip() for line in errors.splitlines() if not line.startswith("hint:"))


def paths(listed: str) -> list[str]:
    """Split what git lists after the option -z."""
    return [path for path in listed.split("\0") if path]
