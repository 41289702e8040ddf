"""What the configurations of all jobs share."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


def _address(value: Any) -> Any:
    text = str(value)
    scheme, found, rest = text.partition("://")
    if found and scheme not in {"gs", "s3"}:
        raise ValueError("a path, or an address that begins with s3:// or gs://")
    if found and "@" in rest.partition("/")[0]:
        raise ValueError("no user and password: set them in the variables of the store")
    return text if isinstance(value, Path) else value


def _local(path: Path) -> Path:
    if re.match(r"\w\w+:/", path.as_posix()):
        raise ValueError("a local path or a mounted volume: an object store can hold tables only")
    return path


Address = Annotated[str, Field(min_length=1), BeforeValidator(_address)]
"""Where a table is: a local path, or a place in an object store such as `s3://BUCKET/KEY`."""
LocalPath = Annotated[Path, AfterValidator(_local)]
"""A path that cannot be an address in an object store."""
Which = Literal["latest", "champion"] | int
"""Names a version of the model."""


class JobConfig(BaseModel):
    """The keys of every job."""

    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)

    schema_version: Literal[1] = Field(1, description="The format of this file.")
    force: bool = Field(False, description="Run again, even if nothing has changed.")
    registry: LocalPath = Field(Path("registry"), description="The folder of the model registry.")


class ModelConfig(JobConfig):
    """The keys of every job that uses a registered model."""

    version: Which = Field("champion", description="A number, `latest` or `champion`.")
    other_versions: Literal["refuse", "warn"] = Field(
        "refuse", description="What to do with models of another version of scikit-learn."
    )
