"""The registry of models, in MLflow: a SQLite file, or wherever `MLFLOW_TRACKING_URI` points.

A version is one of the registered model that has the name of this package. MLflow's pages show its
run: the configuration as parameters, the data, the model, and what was attached to the version as
artifacts, with the scores as metrics. An alias that is moved there is moved here.

MLflow learns about a version once all its files are stored, so a killed process leaves the state
before or after. A lock keeps two processes of one machine apart; a server does so itself.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from filelock import FileLock

from {{ package_name }}.core.scoring import PREFIX, Evaluation, EvaluationKey
from {{ package_name }}.core.versions import (
    ChampionChange,
    Record,
    check_champion,
    choose,
    fallbacks,
)
from {{ package_name }}.errors import RefusedError
from {{ package_name }}.io import alias, runs
from {{ package_name }}.io.connection import NAME, connect, download, now, time_of

if TYPE_CHECKING:
    from mlflow.entities.model_registry import ModelVersion

EVALUATION = "evaluation.json"
MOST = 100_000
"""The maximum number of versions that one search returns."""


@dataclass(frozen=True)
class Version:
    """A registered model. It never changes, but files can be attached to it."""

    number: int
    """Counted from 1."""
    created: datetime
    """In UTC."""
    record: Record
    """How it was trained."""
    registry: "Registry"

    @property
    def folder(self) -> Path:
        """A local folder with its files."""
        uri = self.registry.client.get_model_version_download_uri(NAME, str(self.number))
        return self.registry.local(uri)

    def file(self, name: str) -> Path:
        """Return one of its files."""
        return self.folder / name

    def attach(self, name: str, source: Path) -> str:
        """Attach the files of a folder; what has that name already is replaced."""
        client, stored = self.registry.client, self._stored()
        path = f"{now()}/{name}"
        client.log_artifacts(_run(stored), str(source), path)
        client.set_model_version_tag(NAME, str(self.number), f"attached/{name}", path)
        return path

    def attached(self) -> Mapping[str, Path]:
        """Return local folders of what is attached, by name, the newest last."""
        stored = self._stored()
        root = self.registry.client.get_run(_run(stored)).info.artifact_uri
        paths = sorted(path for tag, path in stored.tags.items() if tag.startswith("attached/"))
        return {PurePosixPath(p).name: self.registry.local(f"{root}/{p}") for p in paths}

    def add_evaluation(self, evaluation: Evaluation, folder: Path) -> None:
        """Attach an evaluation, with the files of a folder, to which it is added."""
        (folder / EVALUATION).write_text(evaluation.model_dump_json(indent=2), encoding="utf-8")
        self.attach(evaluation.key.name, folder)
        stored = self._stored()
        baseline = {f"baseline_{name}": value for name, value in evaluation.baseline.others.items()}
        for name, value in (evaluation.scores | baseline).items():
            if value is not None:
                run, model = _run(stored), stored.tags["model"]
                self.registry.client.log_metric(run, name, value, model_id=model)

    def evaluation(self, key: EvaluationKey) -> Evaluation | None:
        """Return the evaluation with a key, if there is one."""
        return self._evaluation(key.name)

    def latest_evaluation(self) -> Evaluation | None:
        """Return the newest evaluation, if there is any."""
        names = [name for name in self.attached() if name.startswith(PREFIX)]
        return self._evaluation(names[-1]) if names else None

    def _evaluation(self, name: str) -> Evaluation | None:
        folder = self.attached().get(name)
        if folder is None:
            return None
        return Evaluation.model_validate_json((folder / EVALUATION).read_bytes())

    def _stored(self) -> "ModelVersion":
        return self.registry.client.get_model_version(NAME, str(self.number))


class Registry:
    """The versions of the model, and which of them is the champion.

    Several processes may use it at once.

    Args:
        root: A folder for the database, or for copies of what is on a server.

    Raises:
        ConfigurationError: There is no MLflow, or one of another version.
    """

    def __init__(self, root: Path) -> None:
        self._copies = root / "copies"
        self._lock = FileLock(root / ".lock")
        self.client, self._experiment = connect(root, self._lock)

    def register(self, record: Record, folder: Path) -> Version:
        """Register the files of a folder as the next version."""
        with self._lock:
            run, model = runs.log(self.client, self._experiment, record, folder)
            tags = {"record": record.model_dump_json(), "model": model.model_id}
            location = model.artifact_location
            stored = self.client.create_model_version(
                NAME, location, run, tags, model_id=model.model_id
            )
            link = json.dumps([{"name": NAME, "version": stored.version}])
            self.client.set_logged_model_tags(model.model_id, {"mlflow.modelVersions": link})
        return self._version(stored)

    def versions(self) -> Sequence[Version]:
        """Return all versions, the newest last."""
        stored = self.client.search_model_versions(f"name = '{NAME}'", max_results=MOST)
        versions = [self._version(each) for each in stored if "record" in each.tags]
        return sorted(versions, key=lambda version: version.number)

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
        return alias.history(self.client)

    def promote(self, version: Version, instead_of: Version | None) -> None:
        """Make a version the champion.

        Args:
            version: The version.
            instead_of: The champion that it was compared with, or None.

        Raises:
            RefusedError: Another version has become the champion since.
        """
        with self._lock:
            check_champion(self.history(), instead_of.number if instead_of else None)
            alias.move(self.client, version.number, rollback=False)

    def roll_back(self) -> Version:
        """Make the previous champion the champion again.

        Raises:
            RefusedError: There is none.
        """
        stack = fallbacks(self.history())
        if len(stack) < 2:
            raise RefusedError("no previous champion to go back to")
        alias.move(self.client, stack[-2], rollback=True)
        return self.get(stack[-2])

    def prune(self, keep: int) -> Sequence[int]:
        """Delete all but the newest versions and those that ever were the champion.

        Their runs stay; `mlflow gc` frees the space of their models.
        """
        with self._lock:
            used = {change.version for change in self.history()}
            aliases = self.client.get_registered_model(NAME).aliases
            used |= {int(number) for number in aliases.values()}
            old = [v.number for v in self.versions()[:-keep] if v.number not in used]
            for number in map(str, old):
                model = self.client.get_model_version(NAME, number).tags["model"]
                self.client.delete_model_version(NAME, number)
                self.client.delete_logged_model(model)
        return old

    def local(self, uri: str) -> Path:
        """Return a local folder with what is at an address."""
        return download(uri, self._copies, self._lock)

    def _version(self, stored: "ModelVersion") -> Version:
        record = Record.model_validate_json(stored.tags["record"])
        return Version(int(stored.version), time_of(stored.creation_timestamp), record, self)


def _run(stored: "ModelVersion") -> str:
    assert stored.run_id is not None  # each of ours has one
    return stored.run_id
