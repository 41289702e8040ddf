"""On what a job runs its batches or its trials."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Engine(BaseModel):
    """What `io/engine.py` needs to know."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Literal["local"] = "local"
    """One after another in this process."""
