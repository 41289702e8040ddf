"""The keys for predictions and results that are kept to judge a model later."""

from pathlib import Path

from pydantic import BaseModel, Field


class KeptConfig(BaseModel):
    """The keys of the job predict."""

    kept: Path | None = Field(
        None, description="A folder that keeps the predictions of each run, for the job review."
    )
    kept_runs: int = Field(1_000, ge=1, description="How many of the newest runs to keep.")


class HistoryConfig(BaseModel):
    """The key of the jobs that watch the model."""

    history: Path = Field(
        Path("data/history.jsonl"), description="The file that gets a line for each result."
    )
