"""The project to update: its place in git, its answers, and what is rendered for it."""

import os
import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pathspec import PathSpec

from ml_update.git import UpdateError, git, paths
from ml_update.template import ANSWERS, PAGES

UNFINISHED = {
    "BISECT_LOG": "bisect",
    "CHERRY_PICK_HEAD": "cherry-pick",
    "MERGE_HEAD": "merge",
    "REVERT_HEAD": "revert",
    "rebase-apply": "rebase",
    "rebase-merge": "rebase",
    "sequencer": "cherry-pick or revert",
}
"""What git is in the middle of, by the file or folder that it keeps meanwhile."""
FORMATTER = "uv run ruff format --config pyproject.toml"


@dataclass(frozen=True)
class Project:
    """A project in git, without uncommitted changes."""

    folder: Path
    repository: Path
    prefix: str
    """The place of the project in its repository."""
    answers: dict[str, Any]

    @classmethod
    def find(cls, folder: Path) -> "Project":
        """Find the project in a folder.

        Raises:
            UpdateError: If it is not in git, has uncommitted changes or an unfinished merge, or
                lost its answers.
        """
        try:
            repository = Path(git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
            git(folder, "rev-parse", "--verify", "HEAD")
        except UpdateError:
            raise UpdateError(
                "Commit the project first, since an update merges with what is in git: "
                "git init -b main && git add -A && git commit -m 'Start from the template'"
            ) from None
        prefix = git(folder, "rev-parse", "--show-prefix").strip()
        _check(repository, prefix)
        try:
            answers = yaml.safe_load((folder / ANSWERS).read_text(encoding="utf-8"))
            answers["_src_path"], answers["_commit"]
        except (OSError, TypeError, KeyError, yaml.YAMLError):
            raise UpdateError(
                f"{ANSWERS} is missing, or names no version of a template in git: see "
                f"{PAGES}/rescue/#copier-answersyml-is-lost"
            ) from None
        return cls(folder, repository, prefix, answers)

    def listed(self, *words: str) -> list[str]:
        """Run a command of git that lists paths, and return them."""
        return paths(git(self.repository, *words, "-z"))

    def copy_answers(self, folder: Path) -> None:
        """Copy the answers to a folder where Copier asks for them again."""
        folder.mkdir(parents=True)
        text = (self.folder / ANSWERS).read_text(encoding="utf-8")
        (folder / ANSWERS).write_text(text, encoding="utf-8")

    def write_answers(self, text: str) -> None:
        """Write new answers, but keep the address of the template in the project."""
        file = self.folder / ANSWERS
        line = re.compile(r"^_src_path:.*(?:\n +.*)*\n?", re.MULTILINE)  # long ones are folded
        [address] = line.findall(file.read_text(encoding="utf-8"))
        file.write_text(line.sub(lambda _: f"{address.rstrip()}\n", text), encoding="utf-8")
        git(self.folder, "add", "--", ANSWERS)

    def format(self, folders: list[Path], command: str | None) -> None:
        """Format what is rendered as the project does, so that only other changes differ.

        Raises:
            UpdateError: If the formatter fails.
        """
        if command is None and _style(self.folder) == _style(folders[0] / self.prefix):
            return
        words = (command or FORMATTER).split()
        for folder in folders:
            done = subprocess.run(
                [*words, str(folder)], cwd=self.folder, check=False, capture_output=True, text=True
            )
            if done.returncode:
                raise UpdateError(f"Formatting failed: {' '.join(words)}: {done.stderr.strip()}")

    def lock(self) -> str:
        """Lock the requirements again; return the error, or an empty text."""
        try:
            tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError):
            return "pyproject.toml cannot be read yet"
        done = subprocess.run(
            ["uv", "lock"], cwd=self.folder, check=False, capture_output=True, text=True
        )
        return "" if done.returncode == 0 else f"uv lock failed: {done.stderr.strip()}"


@dataclass(frozen=True)
class Render:
    """What a version renders, as trees of git."""

    everything: str
    merged: str
    """The files that an update merges: all except the seeds."""
    seeds: str
    """The files that belong to the project from its first day on."""
    answers: str
    """The text of the answers file."""


def stored(project: Project, folder: Path, seeds: PathSpec[Any]) -> Render:
    """Store what is rendered into a folder as trees in the repository of the project."""
    answers = folder / project.prefix / ANSWERS
    text = answers.read_text(encoding="utf-8")
    answers.unlink()
    git_folder = git(project.folder, "rev-parse", "--absolute-git-dir").strip()
    index = str(folder.with_suffix(".index"))
    environment = {"GIT_DIR": git_folder, "GIT_INDEX_FILE": index, "GIT_WORK_TREE": str(folder)}

    def tree(*words: str) -> str:
        git(folder, *words, environment=environment)
        return git(folder, "write-tree", environment=environment).strip()

    everything = tree("add", "--all", "--force", ".")
    found = paths(git(folder, "ls-files", "-z", environment=environment))
    own = {path for path in found if seeds.match_file(os.path.relpath(path, project.prefix or "."))}
    without = tree("rm", "--cached", "--quiet", "--", *own)
    git(folder, "read-tree", everything, environment=environment)
    return Render(
        everything, without, tree("rm", "--cached", "--quiet", "--", *({*found} - own)), text
    )


def _check(repository: Path, prefix: str) -> None:
    """Refuse to update unless `git reset --hard` would undo it, and nothing else."""
    state = Path(git(repository, "rev-parse", "--absolute-git-dir").rstrip("\n"))
    for name, work in UNFINISHED.items():
        if (state / name).exists():
            raise UpdateError(f"Finish or abort the {work} first: git status says how.")
    locks = ":(exclude,top,glob)**/uv.lock"  # uv run has just written it
    dirty = paths(git(repository, "status", "--porcelain", "-z", "--", ".", locks))
    if dirty:
        more = f" and {len(dirty) - 1} more" if len(dirty) > 1 else ""
        raise UpdateError(f"Commit or stash your changes first: {dirty[0][3:]}{more}.")
    is_sparse = git(repository, "config", "--type=bool", "--default=no", "core.sparseCheckout")
    tracked = paths(git(repository, "ls-files", "-t", "-z", "--", prefix or "."))
    left_out = [entry[2:] for entry in tracked if entry.startswith("S ")]
    if is_sparse.strip() == "true" and left_out:
        raise UpdateError(
            f"The sparse checkout leaves out {left_out[0]}: add it to the checkout, or run "
            "git sparse-checkout disable."
        )


def _style(folder: Path) -> list[Any]:
    text = (folder / "pyproject.toml").read_text(encoding="utf-8")
    ruff = tomllib.loads(text).get("tool", {}).get("ruff", {})
    return [ruff.get(key) for key in ("format", "indent-width", "line-length")]
