"""What the configurations of all jobs share, and where they are found."""

from importlib import import_module
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FORMAT = 1
"""The version of the configuration files that this package reads without migrating them."""


class JobConfig(BaseModel):
    """What every job takes."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    schema_version: Literal[1] = 1
    """The version of the form of this file."""
    force: bool = False
    """Run although the same configuration, data and code have run before."""
    registry: Path = Path("registry")
    """The folder of the model registry."""


class ModelConfig(JobConfig):
    """What every job takes that uses a registered model."""

    version: Literal["latest", "champion"] | int = "champion"
    """The version to use: a number, `latest` or `champion`."""
    other_versions: Literal["refuse", "warn"] = "refuse"
    """What to do with a model that another version of scikit-learn stored."""


def job_names() -> list[str]:
    """List the jobs: the public modules of this package."""
    return sorted(path.stem for path in Path(__file__).parent.glob("[!_]*.py"))


def model_of(job: str) -> type[JobConfig]:
    """Return the configuration model of a job."""
    module = import_module(f"{__package__}.{job}")
    model: type[JobConfig] = module.Config
    return model
