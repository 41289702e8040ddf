"""The registry of models, in files.

    registry/
      registry.json               the version of this layout
      champion.json               which versions were the champion, and since when
      versions/3/version.json     how version 3 was trained, next to its model
      versions/3/attached/NAME/   what was attached to it

A version is written to a hidden folder that is then renamed, so a killed process leaves the state
before or after. A lock keeps two processes from taking the same number.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock
from pydantic import BaseModel, TypeAdapter

from {{ package_name }}.core.scoring import PREFIX, Evaluation, EvaluationKey
from {{ package_name }}.core.versions import (
    ChampionChange,
    Record,
    check_champion,
    choose,
    fallbacks,
)
from {{ package_name }}.errors import ConfigurationError, RefusedError
from {{ package_name }}.io import files

LAYOUT = 1
EVALUATION = "evaluation.json"
HISTORY = TypeAdapter(list[ChampionChange])


class Entry(BaseModel):
    """The content of `version.json`."""

    number: int
    created: datetime
    record: Record


@dataclass(frozen=True)
class Version:
    """A registered model. It never changes, but files can be attached to it."""

    number: int
    """Counted from 1."""
    created: datetime
    """In UTC."""
    record: Record
    """How it was trained."""
    folder: Path
    """Its files."""
    lock: FileLock

    def attach(self, name: str, source: Path) -> None:
        """Attach the files of a folder; what has that name already is replaced."""
        target = self.folder / "attached" / name
        with self.lock, files.replacing(target) as temporary:
            shutil.copytree(source, temporary)
            temporary.touch()  # a copy has the time of the original
            files.remove(target)

    def attached(self) -> Mapping[str, Path]:
        """Return the folders of what is attached, by name, the newest last."""
        paths = (self.folder / "attached").glob("[!.]*")
        ordered = sorted(paths, key=lambda path: (path.stat().st_mtime_ns, path.name))
        return {path.name: path for path in ordered}

    def add_evaluation(self, evaluation: Evaluation, folder: Path) -> None:
        """Attach an evaluation, with the files of a folder, to which it is added."""
        (folder / EVALUATION).write_text(evaluation.model_dump_json(indent=2), encoding="utf-8")
        self.attach(evaluation.key.name, folder)

    def evaluation(self, key: EvaluationKey) -> Evaluation | None:
        """Return the evaluation with a key, if there is one."""
        return self._evaluation(key.name)

    def latest_evaluation(self) -> Evaluation | None:
        """Return the newest evaluation, if there is any."""
        names = [name for name in self.attached() if name.startswith(PREFIX)]
        return self._evaluation(names[-1]) if names else None

    def _evaluation(self, name: str) -> Evaluation | None:
        path = self.folder / "attached" / name / EVALUATION
        return Evaluation.model_validate_json(path.read_bytes()) if path.exists() else None


class Registry:
    """The versions of the model, and which of them is the champion.

    Several processes may use it at once.

    Args:
        root: Its folder; it is made when the first version is registered.

    Raises:
        ConfigurationError: The folder holds something else, or a newer layout.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._lock = FileLock(root / ".lock")
        marker = root / "registry.json"
        if marker.exists():
            layout = json.loads(marker.read_text(encoding="utf-8"))["layout"]
            if layout != LAYOUT:
                raise ConfigurationError(f"{marker}: found layout {layout}, expected {LAYOUT}")
        elif not self.predecessor and any(root.glob("[!.]*")):
            raise ConfigurationError(f"registry: {root} is not a registry. Name a new folder")

    def register(self, record: Record, folder: Path) -> Version:
        """Register the files of a folder as the next version."""
        with self._locked():
            number = max((version.number for version in self.versions()), default=0) + 1
            entry = Entry(number=number, created=datetime.now(UTC), record=record)
            with files.replacing(self._folder(number)) as temporary:
                shutil.copytree(folder, temporary)
                text = entry.model_dump_json(indent=2)
                (temporary / "version.json").write_text(text, encoding="utf-8")
        return self._version(entry)

    def versions(self) -> Sequence[Version]:
        """Return all versions, the newest last."""
        paths = (self._root / "versions").glob("[!.]*/version.json")
        entries = (Entry.model_validate_json(path.read_bytes()) for path in paths)
        return [self._version(entry) for entry in sorted(entries, key=lambda entry: entry.number)]

    def get(self, wanted: int | str) -> Version:
        """Return a version.

        Args:
            wanted: Its number, `latest` or `champion`.

        Raises:
            RefusedError: There is no version, or no champion, yet.
            ConfigurationError: There is no version with that number.
        """
        versions = {version.number: version for version in self.versions()}
        history = self.history()
        champion = history[-1].version if history else None
        return versions[choose(wanted, versions, champion)]

    def champion(self) -> Version | None:
        """Return the champion, if there is one."""
        return self.get("champion") if self.history() else None

    def history(self) -> Sequence[ChampionChange]:
        """Return which versions became the champion, the newest last."""
        path = self._root / "champion.json"
        return HISTORY.validate_json(path.read_bytes()) if path.exists() else []

    def promote(self, version: Version, instead_of: Version | None) -> None:
        """Make a version the champion.

        Args:
            version: The version.
            instead_of: The champion that it was compared with, or None.

        Raises:
            RefusedError: Another version has become the champion since.
        """
        with self._locked():
            check_champion(self.history(), instead_of.number if instead_of else None)
            self._change(version.number, rollback=False)

    def roll_back(self) -> Version:
        """Make the previous champion the champion again.

        Raises:
            RefusedError: There is none.
        """
        stack = fallbacks(self.history())
        if len(stack) < 2:
            raise RefusedError("no previous champion to go back to")
        self._change(stack[-2], rollback=True)
        return self.get(stack[-2])

    @property
    def predecessor(self) -> Path | None:
        """The database of MLflow, if the project had its registry here before."""
        path = self._root / "mlflow.db"
        return path if path.exists() else None

    def prune(self, keep: int) -> Sequence[int]:
        """Delete all but the newest versions and those that ever were the champion."""
        with self._locked():
            used = {change.version for change in self.history()}
            old = [v.number for v in self.versions()[:-keep] if v.number not in used]
            for number in old:
                files.remove(self._folder(number))
        return old

    def _change(self, number: int, *, rollback: bool) -> None:
        with self._locked():
            change = ChampionChange(version=number, since=datetime.now(UTC), rollback=rollback)
            history = HISTORY.dump_json([*self.history(), change], indent=2)
            files.write_text(self._root / "champion.json", history.decode())

    def _folder(self, number: int) -> Path:
        return self._root / "versions" / str(number)

    def _version(self, entry: Entry) -> Version:
        return Version(**dict(entry), folder=self._folder(entry.number), lock=self._lock)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._root.mkdir(parents=True, exist_ok=True)
        with self._lock:
            if not (self._root / "registry.json").exists():
                files.write_text(self._root / "registry.json", json.dumps({"layout": LAYOUT}))
            yield
