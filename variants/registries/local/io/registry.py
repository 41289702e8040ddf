"""The registry of models, in files.

    registry/
      registry.json               the version of this layout
      champion.json               which versions were the champion, and since when
      versions/3/version.json     how version 3 was trained, and the digests of its files
      versions/3/attached/NAME/   what was attached to it

A version is written to a hidden folder that is then renamed, so a killed process leaves the state
before or after. A lock keeps two processes from taking the same number. Nothing depends on the time
or the owner of a file, and other entries, such as `lost+found`, are ignored.
"""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter

from {{ package_name }}.core import versions
from {{ package_name }}.core.versions import ChampionChange, Record
from {{ package_name }}.errors import ConfigurationError, RefusedError
from {{ package_name }}.io import files
from {{ package_name }}.io.stored import Entry, Version, read

__all__ = ["Registry", "Version"]
LOG = logging.getLogger(__name__)
LAYOUT = {"layout": 1}
HISTORY = TypeAdapter(list[ChampionChange])


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
        self._lock = root / ".lock"
        self._marker = root / "registry.json"
        layout: dict[str, int] | None = read(self._marker, TypeAdapter(dict[str, int]))
        if layout not in (None, LAYOUT):
            raise ConfigurationError(f"{self._marker}: found {layout}, expected {LAYOUT}")
        others = set(files.names(root)) - {"lost+found"}
        if layout is None and others and not self.predecessor:
            raise ConfigurationError(f"registry: {root} is not a registry. Name a new folder")

    def register(self, record: Record, folder: Path) -> Version:
        """Register the files of a folder as the next version."""
        digests = {path.name: files.digest(path) for path in folder.iterdir()}
        with self._locked():
            used = [*self._numbers(), *(change.version for change in self.history())]
            number = max(used, default=0) + 1  # a champion that is gone keeps its number
            entry = Entry(number=number, created=datetime.now(UTC), record=record, digests=digests)
            with files.replacing(self._folder(number)) as temporary:
                files.copy(folder, temporary)
                text = entry.model_dump_json(indent=2)
                (temporary / "version.json").write_text(text, encoding="utf-8")
        return self._version(number)

    def versions(self) -> Sequence[Version]:
        """Return all versions that can be read, the newest last."""
        found = []
        for number in self._numbers():
            try:
                found.append(self._version(number))
            except (RefusedError, PermissionError) as error:
                LOG.warning("version %d is left out: %s", number, error)
        return found

    def get(self, wanted: int | str) -> Version:
        """Return a version.

        Args:
            wanted: Its number, `latest` or `champion`.

        Raises:
            RefusedError: There is no version, or no champion, yet, or it is damaged.
            ConfigurationError: There is no version with that number.
        """
        history = self.history()
        champion = history[-1].version if history else None
        return self._version(versions.choose(wanted, self._numbers(), champion))

    def champion(self) -> Version | None:
        """Return the champion, if there is one."""
        return self.get("champion") if self.history() else None

    def history(self) -> Sequence[ChampionChange]:
        """Return which versions became the champion, the newest last."""
        found: list[ChampionChange] | None = read(self._root / "champion.json", HISTORY)
        return found or []

    def promote(self, version: Version, instead_of: int | None) -> None:
        """Make a version the champion.

        Args:
            version: The version.
            instead_of: The number of the champion that it was compared with, or None.

        Raises:
            RefusedError: Another version has become the champion since.
        """
        with self._locked():
            versions.check_champion(self.history(), instead_of)
            self._change(version.number, rollback=False)

    def roll_back(self) -> Version:
        """Make the newest earlier champion that still exists the champion again.

        Raises:
            RefusedError: There is none.
        """
        with self._locked():
            numbers = self._numbers()
            earlier = [n for n in versions.fallbacks(self.history())[:-1] if n in numbers]
            if not earlier:
                raise RefusedError("no previous champion to go back to")
            version = self._version(earlier[-1])
            self._change(version.number, rollback=True)
        return version

    @property
    def predecessor(self) -> Path | None:
        """The database of another registry that the project had here before, if there is one."""
        return next(iter(sorted(self._root.glob("*.db"))), None)

    def prune(self, keep: int) -> Sequence[int]:
        """Delete all but the newest versions and those that ever were the champion."""
        with self._locked():
            used = {change.version for change in self.history()}
            old = [number for number in self._numbers()[:-keep] if number not in used]
            for number in old:
                files.remove(self._folder(number))
        return old

    def _change(self, number: int, *, rollback: bool) -> None:
        change = ChampionChange(version=number, since=datetime.now(UTC), rollback=rollback)
        history = HISTORY.dump_json([*self.history(), change], indent=2)
        files.write_text(self._root / "champion.json", history.decode())

    def _folder(self, number: int) -> Path:
        return self._root / "versions" / str(number)

    def _numbers(self) -> Sequence[int]:
        names = files.names(self._root / "versions")
        return sorted(int(name) for name in names if name.isdecimal())

    def _version(self, number: int) -> Version:
        folder = self._folder(number)
        entry: Entry | None = read(folder / "version.json", TypeAdapter(Entry))
        if entry is None or entry.number != number:
            raise RefusedError(f"{folder}: is damaged. Restore it, or delete it")
        return Version(**dict(entry), folder=folder, lock=self._lock)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with files.locked(self._lock):
            if not self._marker.exists():
                files.write_text(self._marker, json.dumps(LAYOUT))
            yield
