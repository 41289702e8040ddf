"""The merge: git applies what differs between two renders to the project, and we finish it.

Git follows renamed files on both sides, and leaves three cases to us. A file that the project
changed and the template dropped stays. A file that the template changed and the project dropped
stays away. Where one side only added lines to what the other changed, the lines of both are taken.
"""

import json
import os
import re
import subprocess
import tempfile
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ml_update.git import UpdateError, attempt, git, paths, sentence
from ml_update.project import Render

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


@dataclass
class Outcome:
    """What a merge did, by path in the repository."""

    changed: int = 0
    conflicts: dict[str, list[int]] = field(default_factory=dict)
    """The lines at which conflicts begin."""
    combined: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    """Where the project has moved files that the template has changed."""
    gone: dict[str, str] = field(default_factory=dict)
    """Files that the template has changed and the project does not have, and where they may be."""


def merge(repository: Path, old: Render, new: Render, *, reject: bool, title: str) -> Outcome:
    """Apply what differs between two renders to the working tree of a repository."""
    base = git(repository, "commit-tree", old.merged, "-m", "The template before").strip()
    theirs = git(repository, "commit-tree", new.merged, "-p", base, "-m", title).strip()
    _check(repository, base, theirs)
    merging = ("conflictStyle=merge", "directoryRenames=false", "renames=true")
    options = ("rerere.enabled=false", *(f"merge.{option}" for option in merging))
    settings = [word for option in options for word in ("-c", option)]
    done = attempt(repository, *settings, "cherry-pick", "--no-commit", theirs)
    unmerged: dict[str, set[int]] = {}
    for entry in paths(git(repository, "ls-files", "--unmerged", "-z")):
        facts, _, path = entry.partition("\t")
        unmerged.setdefault(path, set()).add(int(facts.split()[2]))
    if done.returncode and not unmerged:
        raise UpdateError(f"Git cannot merge the update: {sentence(done.stderr)}")
    outcome = Outcome()
    for path, stages in unmerged.items():
        if 3 not in stages:
            git(repository, "add", "--", path)
            outcome.kept.append(path)
        elif 2 not in stages:
            git(repository, "rm", "--quiet", "--force", "--", path)
            outcome.gone[path] = ""
        elif 1 in stages and _combine(repository, path):
            outcome.combined.append(path)
        else:
            outcome.conflicts[path] = _conflict(repository, path, stages, reject=reject)
    _find(repository, base, theirs, outcome)
    outcome.changed = len(paths(git(repository, "diff", "-z", "--name-only", "HEAD")))
    return outcome


def _check(repository: Path, base: str, theirs: str) -> None:
    """Refuse to write over files that git ignores: it has no copy of them."""
    added = ("diff", "-z", "--name-only", "--no-renames", "--diff-filter=A", base, theirs)
    known = {*paths(git(repository, "ls-files", "-z"))}
    for path in paths(git(repository, *added)):
        file = repository / path
        ours = [file, *(parent for parent in file.parents if parent.is_file())]
        if path not in known and any(os.path.lexists(each) for each in ours):
            raise UpdateError(f"The update adds {path}, but you have {ours[-1]}. Move it first.")


def _combine(repository: Path, path: str) -> bool:
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


def _empty(repository: Path) -> str:
    return git(repository, "hash-object", "-w", os.devnull).strip()


def _conflict(repository: Path, path: str, stages: set[int], *, reject: bool) -> list[int]:
    """Return the lines of the markers, or keep our file and write the change to a `.rej` file."""
    file = repository / path
    if reject:
        sides = f":1:{path}" if 1 in stages else _empty(repository), f":3:{path}"
        change = git(repository, "diff", "--no-color", "--no-ext-diff", *sides)
        git(repository, "checkout", "--ours", "--", path)
        git(repository, "add", "--", path)
        file.with_name(f"{file.name}.rej").write_text(change, encoding="utf-8")
        return []
    lines = file.read_bytes().splitlines()
    return [number for number, line in enumerate(lines, 1) if line.startswith(b"<<<<<<< ")]


def _find(repository: Path, base: str, theirs: str, outcome: Outcome) -> None:
    """Find where the project has files that the template has changed and it has moved."""
    listed = paths(
        git(repository, "diff", "-z", "--name-status", "--find-renames=25%", "-l0",
            "--diff-filter=R", base, "HEAD")
    )  # fmt: skip
    places = dict(zip(listed[1::3], listed[2::3], strict=True))
    changed = {*paths(git(repository, "diff", "-z", "--name-only", "--no-renames", base, theirs))}
    for path, place in places.items():
        if path in outcome.gone:
            outcome.gone[path] = f"perhaps now {place}"
        elif path in changed:
            outcome.moved[path] = place
    for path, place in outcome.gone.items():
        last = git(repository, "log", "-1", "--diff-filter=D", "--format=%h %s", "--", path).strip()
        outcome.gone[path] = place or (f"deleted in {last}" if last else "")
