"""The registry of models, in MLflow: a SQLite file, or wherever `MLFLOW_TRACKING_URI` points.

A version is one of the registered model that has the name of this package, or `NAME-dev` for the
folder `registry/dev`. MLflow's pages show its run: the configuration as parameters, the data, the
model, and what was attached to the version as artifacts, with the scores as metrics. An alias that
is moved there is moved here.

MLflow learns about a version once all its files are stored, so a killed process leaves the state
before or after. A lock keeps two processes of one machine apart; a server does so itself.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from {{ package_name }}.core import versions
from {{ package_name }}.core.versions import ChampionChange, Record
from {{ package_name }}.errors import RefusedError
from {{ package_name }}.io import alias, files, runs
from {{ package_name }}.io.connection import connect, time_of
from {{ package_name }}.io.registered import Version

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

__all__ = ["Registry", "Version"]
MOST = 100_000
"""The maximum number of versions that one search returns."""


class Registry:
    """The versions of the model, and which of them is the champion.

    Several processes may use it at once.

    Args:
        root: A folder for the database, or for copies of what is on a server.

    Raises:
        ConfigurationError: There is no MLflow, or one of another version or project.
        TryAgainError: MLflow does not answer.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self.mlflow = connect(root)
        self.client, self.name = self.mlflow.client, self.mlflow.name

    def register(self, record: Record, folder: Path) -> Version:
        """Register the files of a folder as the next version."""
        with files.locked(self.mlflow.lock):
            run, model = runs.log(self.client, self.mlflow.experiment, record, folder)
            digests = {path.name: files.digest(path) for path in folder.iterdir()}
            tags = {"record": record.model_dump_json(), "model": model.model_id}
            tags["digests"] = json.dumps(digests)
            location = model.artifact_location
            stored = self.client.create_model_version(
                self.name, location, run, tags, model_id=model.model_id
            )
            self.client.update_run(run, name=f"v{stored.version} {record.model}")
            link = json.dumps([{"name": self.name, "version": stored.version}])
            self.client.set_logged_model_tags(model.model_id, {"mlflow.modelVersions": link})
        return self._version(stored)

    def versions(self) -> Sequence[Version]:
        """Return all versions, the newest last."""
        return self._search("", MOST)[::-1]

    def get(self, wanted: int | str) -> Version:
        """Return a version.

        Args:
            wanted: Its number, `latest` or `champion`.

        Raises:
            RefusedError: There is no version, or no champion, yet, or it is gone.
            ConfigurationError: There is no version with that number.
        """
        history = self.history() if wanted == "champion" else []
        champion = history[-1].version if history else None
        if wanted == "latest":
            found = self._search("", 1)
        else:
            number = champion if wanted == "champion" else wanted
            found = self._search(f" and version_number = {number or 0}", 1)
        if found:
            return found[0]
        known = {version.number: version for version in self.versions()}
        return known[versions.choose(wanted, known, champion)]

    def champion(self) -> Version | None:
        """Return the champion, if there is one."""
        return self.get("champion") if self.history() else None

    def history(self) -> Sequence[ChampionChange]:
        """Return which versions became the champion, the newest last."""
        return alias.history(self.mlflow)

    def promote(self, version: Version, instead_of: int | None) -> None:
        """Make a version the champion.

        Args:
            version: The version.
            instead_of: The number of the champion that it was compared with, or None.

        Raises:
            RefusedError: Another version has become the champion since.
        """
        with files.locked(self.mlflow.lock):
            versions.check_champion(self.history(), instead_of)
            alias.move(self.mlflow, version.number, rollback=False)

    def roll_back(self) -> Version:
        """Make the newest earlier champion that still exists the champion again.

        Raises:
            RefusedError: There is none.
        """
        with files.locked(self.mlflow.lock):
            for number in reversed(versions.fallbacks(self.history())[:-1]):
                for version in self._search(f" and version_number = {number}", 1):
                    alias.move(self.mlflow, number, rollback=True)
                    return version
        raise RefusedError("no previous champion to go back to")

    @property
    def predecessor(self) -> Path | None:
        """The champion history of a registry in files, if the project had one here before."""
        path = self._root / "champion.json"
        return path if path.exists() else None

    def prune(self, keep: int) -> Sequence[int]:
        """Delete all but the newest versions and those that ever were the champion.

        Their runs stay; `mlflow gc` frees the space of their models.
        """
        with files.locked(self.mlflow.lock):
            used = {change.version for change in self.history()}
            aliases = self.client.get_registered_model(self.name).aliases
            used |= {int(number) for number in aliases.values()}
            old = [v.number for v in self.versions()[:-keep] if v.number not in used]
            for number in map(str, old):
                model = self.client.get_model_version(self.name, number).tags["model"]
                self.client.delete_model_version(self.name, number)
                self.client.delete_logged_model(model)
        return old

    def _search(self, condition: str, most: int) -> list[Version]:
        """Return versions that this package has registered, the newest first."""
        found = self.client.search_model_versions(
            f"name = '{self.name}' and tags.record LIKE '%'{condition}",
            max_results=most,
            order_by=["version_number DESC"],
        )
        return [self._version(each) for each in found]

    def _version(self, stored: "ModelVersion") -> Version:
        record = Record.model_validate_json(stored.tags["record"])
        return Version(
            number=int(stored.version),
            created=time_of(stored.creation_timestamp),
            record=record,
            digests=json.loads(stored.tags["digests"]),
            mlflow=self.mlflow,
        )
