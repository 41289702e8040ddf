"""Conflicts in which one side only added lines around those of the other: both are taken."""

import json
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from ml_update.git import git

HUNK = re.compile(
    r"^<{7} .*\n((?s:.*?))^\|{7} .*\n((?s:.*?))^={7}\n((?s:.*?))^>{7} .*\n", re.MULTILINE
)
PARSERS: dict[str, Callable[[str], Any]] = {
    ".json": json.loads,
    ".py": lambda text: compile(text, "merged", "exec", dont_inherit=True),
    ".toml": tomllib.loads,
    ".yaml": lambda text: [*yaml.parse(text)],
    ".yml": lambda text: [*yaml.parse(text)],
}


def combine(repository: Path, path: str) -> bool:
    """Merge a file in which one side has only added lines to what the other has changed."""
    try:
        texts = [git(repository, "show", f":{stage}:{path}") for stage in (2, 1, 3)]
        with tempfile.TemporaryDirectory() as folder:
            sides = [Path(folder, name) for name in ("ours", "base", "theirs")]
            for side, text in zip(sides, texts, strict=True):
                side.write_text(text, encoding="utf-8", newline="")
            command = ["git", "merge-file", "-p", "--diff3", *map(str, sides)]
            done = subprocess.run(command, check=False, capture_output=True)
        text = HUNK.sub(lambda hunk: _joined(*hunk.groups()) or hunk[0], done.stdout.decode())
        if HUNK.search(text):
            return False
        PARSERS.get(Path(path).suffix, str)(text)
    except (ValueError, SyntaxError, yaml.YAMLError):  # not text, or not right when combined
        return False
    (repository / path).write_text(text, encoding="utf-8", newline="")
    git(repository, "add", "--", path)
    return True


def _joined(ours: str, base: str, theirs: str) -> str:
    """Join a hunk if one side has kept the lines that were there, and added some around them.

    Returns:
        The lines of both sides; nothing if both have changed what was there.
    """
    if not base:
        start = len(_common(ours, theirs))
        end = len(_common(ours[start:], theirs[start:], backwards=True))
        return ours[: len(ours) - end] + theirs[start:]
    before, kept, after = _around(ours, base)
    if kept:
        return before + theirs + after
    before, kept, after = _around(theirs, base)
    return before + ours + after if kept else ""


def _around(text: str, base: str) -> tuple[str, str, str]:
    """Split a text into the lines before, those that were there, and those after."""
    before, found, after = f"\n{text}".partition(f"\n{base}")
    return (before + "\n" if before else "").removeprefix("\n"), found, after


def _common(one: str, other: str, *, backwards: bool = False) -> str:
    """Return the whole lines with which two texts begin, or end."""
    step = -1 if backwards else 1
    lines = []
    for a, b in zip(one.splitlines(True)[::step], other.splitlines(True)[::step], strict=False):
        if a != b:
            break
        lines.append(a)
    return "".join(lines[::step])
