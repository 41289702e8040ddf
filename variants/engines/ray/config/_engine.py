"""On what a job runs its batches or its trials."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Engine(BaseModel):
    """What `io/engine.py` needs to know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["local", "ray"] = "ray"
    """`ray`, or `local`: one after another in this process. The other keys are Ray's."""
    address: str | None = None
    """The cluster, as `HOST:6379`, or `local` to start one on this machine; null takes what the
    variable RAY_ADDRESS names, else `local`."""
    cpus: float = Field(default=1, gt=0)
    """How many processors a task takes: a part of the rows, or a trial."""
    gpus: float = Field(default=0, ge=0)
    """How many GPUs a task takes; a cluster without one runs it all the same."""
    memory: int | None = Field(default=None, ge=1)
    """How many bytes of memory a task takes; null does not say."""
