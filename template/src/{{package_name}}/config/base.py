"""What the configurations of all jobs share."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Which = Literal["latest", "champion"] | int
"""Names a version of the model."""


class JobConfig(BaseModel):
    """The keys of every job."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    schema_version: Literal[1] = Field(1, description="The format of this file.")
    force: bool = Field(False, description="Run again, though nothing has changed.")
    registry: Path = Field(Path("registry"), description="The folder of the model registry.")


class ModelConfig(JobConfig):
    """The keys of every job that uses a registered model."""

    version: Which = Field("champion", description="A number, `latest` or `champion`.")
    other_versions: Literal["refuse", "warn"] = Field(
        "refuse", description="What to do with models of another scikit-learn."
    )
