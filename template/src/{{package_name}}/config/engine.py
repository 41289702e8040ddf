"""Where batches and trials run."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Engine(BaseModel):
    """The settings of `io/engine.py`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["local", "ray"] = Field(
        "ray",
        description="`ray`, or `local`: one after another in this process, without the other keys.",
    )
    address: str | None = Field(
        None,
        description=(
            "The cluster as `HOST:6379`, or `local` to start one on this machine; null takes "
            "the variable RAY_ADDRESS, or `local` without it."
        ),
    )
    cpus: float = Field(1, gt=0, description="The CPUs of a task: a batch or a trial.")
    gpus: float = Field(0, ge=0, description="The GPUs of a task, if the cluster has any.")
    memory: int | None = Field(
        None, ge=1, description="The memory of a task in bytes; null: unspecified."
    )


class EngineConfig(BaseModel):
    """The key of every job that runs batches or trials."""

    engine: Engine = Field(Engine(), description="Where batches or trials run.")
