"""A rehearsed update: a project of an old version, edited by its user, brought to a new one."""

import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple
from unittest import mock

from copier import _template
from copier._vcs import clone

from extensions.features import SEEDS
from tests import edits
from tests.checks import stored, unreadable_files
from tests.edits import Changes
from tests.support import commit, edit, files, just_update, matching, render, run

MARKER = re.compile(r"^(<<<<<<<|=======|>>>>>>>).*\n", re.MULTILINE)


class Case(NamedTuple):
    """An update to rehearse."""

    old: str
    """The version from which the project comes."""
    answers: dict[str, Any]
    names: Sequence[str] = tuple(edits.CATALOGUE)
    """What users do, from the catalogue."""
    new: str | None = None
    """The version to which it goes; the last one unless given."""
    switched: Mapping[str, Any] | None = None
    """Answers that change at the update."""


@dataclass
class Outcome:
    """What an update has done to a project."""

    problems: list[str]
    changes: Changes
    """Where the edits are now."""
    edits: int = 0
    lost: int = 0
    merged: int = 0
    """Files that both sides have changed."""
    conflicts: list[str] = field(default_factory=list)
    """Paths in which both sides changed the same lines."""
    needless: list[str] = field(default_factory=list)
    """Paths of conflicts in which one side has only added lines."""
    around_renames: list[str] = field(default_factory=list)
    """Paths that the template renamed and the user edited."""

    def counts(self) -> dict[str, int]:
        """Count, in words for people."""
        return {
            "rehearsed": 1,
            "edits": self.edits,
            "of them lost": self.lost,
            "files that both sides changed": self.merged,
            "conflicts where both sides changed the same lines": len(self.conflicts),
            "of them where one side only adds": len(self.needless),
            "around edits of renamed files": len(self.around_renames),
        }


def rehearse(template: Path, case: Case, folder: Path) -> Outcome:
    """Update an edited project from a version to another, and list what goes wrong.

    No edit may be lost, and no file that the template has changed may be missing without being
    named. A conflict is marked only where git's own merge of the three sides has one. What is not
    edited, and no seed, is byte for byte what a fresh render has. All files can be read once both
    sides of the conflicts are taken. The project is left in the folder as `project`.
    """
    project = render(template, folder / "project", version=case.old, **case.answers)
    before = files(project)
    changes = edits.make(project, case.names)
    return follow(template, case, project, before, changes)


def follow(
    template: Path, case: Case, project: Path, before: dict[str, bytes], changes: Changes
) -> Outcome:
    """Rehearse the update of a project that is there, which the old version rendered as `before`.

    A fresh render of the new version is left in the same folder, named after the version.
    """
    edited, deleted = changes
    mine = files(project)
    commit(project)

    report = just_update(project, version=case.new, **(case.switched or {}))

    after = files(project)
    fresh = files(
        render(template, project.with_name(f"{case.new}"), version=case.new, **stored(project))
    )
    homes = {path: _homes(path, texts, after) for path, texts in edited.items()}
    outcome = Outcome(
        [f"edit of {path} is lost" for path in homes if not homes[path]],
        Changes({home: edited[path] for path in homes for home in homes[path]}, deleted),
        edits=sum(len(edited[path]) for path in homes),
        lost=sum(len(edited[path]) for path in homes if not homes[path]),
    )
    seeds = matching(SEEDS, before.keys() | fresh.keys())
    for path in sorted(homes.keys() - seeds):
        if path in after and path in fresh:
            sides = mine[path], before.get(path, b""), fresh[path]
            outcome.problems += _compare(path, after[path], sides)
            outcome.merged += sides[1] not in (sides[0], sides[2])
            if has_conflict(after[path]):
                outcome.conflicts.append(path)
                outcome.needless += [path] if _only_adds(sides) else []
        else:
            outcome.around_renames += [home for home in homes[path] if has_conflict(after[home])]
    ours = {*deleted}.union(homes, *homes.values(), seeds)
    outcome.problems += [
        *(f"{path} was deleted and is back" for path in deleted if path in after),
        *(
            f"{path} is stale, and the report does not name it"
            for path in (before.keys() & fresh.keys()) - after.keys() - seeds
            if before[path] != fresh[path] and f"- {path}" not in report
        ),
        *(f"seed {path} has changed" for path in seeds if after.get(path) != mine.get(path)),
        *(
            f"{path} is not that of a fresh render"
            for path in sorted((after.keys() | fresh.keys()) - ours)
            if after.get(path) != fresh.get(path)
        ),
    ]
    take_both_sides(project)
    outcome.problems += unreadable_files(project)
    return outcome


@contextmanager
def kept_clones(folder: Path) -> Iterator[None]:
    """Clone each version of one template once: half of an update is the time of five clones."""

    def clone_once(url: str, ref: str = "HEAD", **_: str) -> str:
        kept = folder / ref
        return str(kept) if kept.exists() else clone(url, ref, str(kept))

    with mock.patch.object(_template, "clone", clone_once):
        yield


def take_both_sides(project: Path) -> None:
    """Solve the conflicts of an update: both sides stay, one after the other."""
    for path, content in files(project).items():
        if has_conflict(content):
            edit(project / path, MARKER.sub("", content.decode()))
    run("git", "add", "--all", cwd=project)


def _homes(path: str, texts: list[str], after: dict[str, bytes]) -> list[str]:
    """Find the file that holds what was put into one, or those that may be it, renamed."""
    homes = [
        home for home, content in after.items() if all(text.encode() in content for text in texts)
    ]
    return [path] if path in homes else homes


def _compare(path: str, after: bytes, sides: tuple[bytes, bytes, bytes]) -> list[str]:
    """Compare a file with what git makes of what is mine, what was before and what is fresh."""
    with TemporaryDirectory() as folder:
        names = [Path(folder, name) for name in ("mine", "before", "fresh")]
        for name, content in zip(names, sides, strict=True):
            name.write_bytes(content)
        command = ["git", "merge-file", "-p", *map(str, names)]
        merge = subprocess.run(command, check=False, capture_output=True)
    if merge.returncode == 0 and has_conflict(after):
        return [f"{path} has a conflict, though no line was changed on both sides"]
    if merge.returncode == 0 and after != merge.stdout:
        return [f"{path} is not what was merged"]
    return []


def _only_adds(sides: tuple[bytes, bytes, bytes]) -> bool:
    """Tell whether both sides, mine and the fresh one, have every line that was there before."""
    mine, before, fresh = (side.splitlines() for side in sides)
    return bool(before) and all(
        tag in ("equal", "insert")
        for side in (mine, fresh)
        for tag, *_ in SequenceMatcher(None, before, side, autojunk=False).get_opcodes()
    )


def has_conflict(content: bytes) -> bool:
    return b"\n<<<<<<< " in b"\n" + content
