"""The merge: git applies what differs between two renders to the project, and we finish it.

Git follows renamed files on both sides, and leaves these cases to us. A file that the project
changed and the template dropped stays. A file that the template changed and the project dropped
stays away. Of a file that both have renamed, each has its own. Where one side only added lines to
what the other changed, the lines of both are taken.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ml_update.combining import combine
from ml_update.git import UpdateError, attempt, git, paths, sentence
from ml_update.project import Render


@dataclass
class Outcome:
    """What a merge did, by path in the repository."""

    changed: int = 0
    conflicts: dict[str, list[int]] = field(default_factory=dict)
    """The lines at which conflicts begin."""
    rejected: list[str] = field(default_factory=list)
    """The `.rej` files, which hold the changes of the template to the lines that conflict."""
    unmarked: list[str] = field(default_factory=list)
    """Files with conflicts that git cannot mark, such as binary ones."""
    combined: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)
    """Where the project has moved files that the template has changed."""
    doubled: dict[str, str] = field(default_factory=dict)
    """Where the template has moved files that the project has moved elsewhere, and whereto."""
    gone: dict[str, str] = field(default_factory=dict)
    """Files that the template has changed and the project does not have, and where they may be."""
    seeds: list[str] = field(default_factory=list)
    """The files of the user whose examples have changed."""


class Pick(NamedTuple):
    """A change of the template that git has applied, with its conflicts."""

    base: str
    theirs: str
    replaced: dict[str, str]
    """Files that the template has changed, and what the project has in their place."""


def apply(repository: Path, old: Render, new: Render, *, title: str) -> Pick:
    """Apply what differs between two renders to the working tree of a repository.

    Raises:
        UpdateError: If git cannot, or would write over files; then nothing is changed.
    """
    base, theirs = _commits(repository, old.merged, new.merged, title)
    _check(repository, base, theirs)
    replaced = _replaced(repository, base, theirs)
    before, after = (_without(repository, tree, replaced) for tree in (old.merged, new.merged))
    _, picked = _commits(repository, before, after, title)
    merging = ("conflictStyle=merge", "directoryRenames=false", "renames=true")
    options = ("rerere.enabled=false", *(f"merge.{option}" for option in merging))
    settings = [word for option in options for word in ("-c", option)]
    done = attempt(repository, *settings, "cherry-pick", "--no-commit", picked)
    if done.returncode and not _unmerged(repository):
        raise UpdateError(f"Git cannot merge the update: {sentence(done.stderr)}")
    return Pick(base, theirs, replaced)


def finish(repository: Path, pick: Pick, *, reject: bool) -> Outcome:
    """Resolve the conflicts for which there is a rule, and mark or reject the others."""
    outcome = Outcome(gone=pick.replaced)
    for path, stages in _unmerged(repository).items():
        if stages == {3}:  # both sides have renamed it: this is the name of the template
            git(repository, "checkout", "--quiet", pick.theirs, "--", path)
            outcome.doubled[path] = ""
        elif 2 not in stages:
            git(repository, "rm", "--quiet", "--force", "--", path)
            if 3 in stages:
                outcome.gone[path] = ""
        elif stages == {1, 2}:
            git(repository, "add", "--", path)
            outcome.kept.append(path)
        else:
            _resolve(repository, path, stages, outcome, reject=reject)
    _find(repository, pick, outcome)
    differ = paths(git(repository, "diff", "-z", "--name-only", "HEAD"))
    outcome.changed = len({*differ}.difference(outcome.rejected))
    return outcome


def _commits(repository: Path, old: str, new: str, title: str) -> tuple[str, str]:
    """Make commits of two trees, the second one upon the first."""
    base = git(repository, "commit-tree", old, "-m", "The template before").strip()
    return base, git(repository, "commit-tree", new, "-p", base, "-m", title).strip()


def _unmerged(repository: Path) -> dict[str, set[int]]:
    """List the paths with conflicts, and who has them: 1 is the base, 2 ours, 3 the template."""
    unmerged: dict[str, set[int]] = {}
    for entry in paths(git(repository, "ls-files", "--unmerged", "-z")):
        facts, _, path = entry.partition("\t")
        unmerged.setdefault(path, set()).add(int(facts.split()[2]))
    return unmerged


def _changed(repository: Path, *words: str) -> set[str]:
    return {*paths(git(repository, "diff", "-z", "--name-only", "--no-renames", *words))}


def _check(repository: Path, base: str, theirs: str) -> None:
    """Refuse to write over files that git ignores, and to add a folder where there is a file.

    Git has no copy of the first, and would rename the second.
    """
    known = {*paths(git(repository, "ls-files", "-z"))}
    unedited = _changed(repository, "--diff-filter=D", base, theirs)
    unedited -= _changed(repository, base, "HEAD")
    for path in sorted(_changed(repository, "--diff-filter=A", base, theirs) - known):
        for file in _in_the_way(repository, path):
            mine = file.relative_to(repository).as_posix()
            if mine not in unedited:
                raise UpdateError(f"The update adds {path}, but you have {mine}. Move it first.")


def _in_the_way(repository: Path, path: str) -> Iterator[Path]:
    """Yield the files at a path, below it, and in the place of a folder above it."""
    for parent in reversed(PurePosixPath(path).parents[:-1]):
        folder = repository / parent
        if folder.is_symlink() or folder.is_file():
            yield folder
    file = repository / path
    if file.is_dir() and not file.is_symlink():
        yield from (each for each in file.rglob("*") if each.is_symlink() or not each.is_dir())
    elif os.path.lexists(file):
        yield file


def _replaced(repository: Path, base: str, theirs: str) -> dict[str, str]:
    """Find the files that are a link or a folder on one side, which git would rename."""
    other_type = _changed(repository, "--diff-filter=T", theirs, "HEAD")
    tracked = paths(git(repository, "ls-files", "-z"))
    folders = {str(parent) for path in tracked for parent in PurePosixPath(path).parents}
    found = _changed(repository, base, theirs) & other_type
    found |= _changed(repository, "--diff-filter=MT", base, theirs) & folders
    found &= _changed(repository, base, "HEAD")
    return {path: f"yours is a {_kind(repository / path)}" for path in sorted(found)}


def _kind(file: Path) -> str:
    return "link" if file.is_symlink() else "folder" if file.is_dir() else "file"


def _without(repository: Path, tree: str, left_out: Iterable[str]) -> str:
    """Return a tree without some files."""
    with tempfile.TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
        git(repository, "read-tree", tree, environment=index)
        git(repository, "update-index", "--force-remove", "--", *left_out, environment=index)
        return git(repository, "write-tree", environment=index).strip()


def _resolve(
    repository: Path, path: str, stages: set[int], outcome: Outcome, *, reject: bool
) -> None:
    """Resolve a file that both sides have changed, as far as it can be."""
    file = repository / path
    lines = file.read_bytes().splitlines()
    marks = [number for number, line in enumerate(lines, 1) if re.match(rb"<{7,} ", line)]
    if stages == {2} and not marks:  # both sides have renamed it: this is our name
        git(repository, "add", "--", path)
    elif not marks:
        outcome.unmarked.append(path)
    elif 1 in stages and combine(repository, path):
        outcome.combined.append(path)
    elif reject and 3 in stages:
        outcome.rejected.append(_reject(repository, path, stages))
    else:
        outcome.conflicts[path] = marks


def _reject(repository: Path, path: str, stages: set[int]) -> str:
    """Keep our file, and write the change of the template to a `.rej` file next to it."""
    base = f":1:{path}" if 1 in stages else git(repository, "hash-object", "-w", os.devnull).strip()
    change = git(repository, "diff", "--no-color", "--no-ext-diff", "--text", base, f":3:{path}")
    git(repository, "checkout", "--ours", "--", path)
    rejected = f"{path}.rej"
    (repository / rejected).write_text(change, encoding="utf-8", errors="surrogateescape")
    git(repository, "add", "--force", "--", path, rejected)  # so that `git reset --hard` deletes it
    return rejected


def _find(repository: Path, pick: Pick, outcome: Outcome) -> None:
    """Find where the project has files that the template has changed and it has moved."""
    changed = _changed(repository, pick.base, pick.theirs)
    theirs = _renames(repository, pick.base, pick.theirs)
    for path, place in _renames(repository, pick.base, "HEAD").items():
        if path in outcome.gone:
            outcome.gone[path] = f"perhaps now {place}"
        elif theirs.get(path) in outcome.doubled:
            outcome.doubled[theirs[path]] = f"yours is {place}"
        elif path in changed:
            outcome.moved[path] = place
    for path, place in outcome.gone.items():
        last = git(repository, "log", "-1", "--diff-filter=D", "--format=%h %s", "--", path).strip()
        outcome.gone[path] = place or (f"deleted in {last}" if last else "")


def _renames(repository: Path, old: str, new: str) -> dict[str, str]:
    """Find the files that are renamed between two commits, even if three quarters have changed."""
    listed = paths(
        git(repository, "diff", "-z", "--name-status", "--find-renames=25%", "-l0",
            "--diff-filter=R", old, new)
    )  # fmt: skip
    return dict(zip(listed[1::3], listed[2::3], strict=True))
