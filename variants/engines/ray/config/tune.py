"""Search for the best parameters by cross-validation."""

from pathlib import Path

from pydantic import Field, ValidationInfo, field_validator

from {{ package_name }}.config.base import Address, JobConfig, LocalPath
from {{ package_name }}.config.engine import EngineConfig
from {{ package_name }}.config.train import MODELS, ModelName
from {{ package_name }}.core.space import Space, check_space
from {{ package_name }}.domain.params import Params


class TuneConfig(JobConfig, EngineConfig):
    data: Address = Field("data/rows.parquet", description="Labelled rows.")
    model: ModelName | None = Field(None, description="The model to tune; null: all models.")
    params: Params = Field(Params(), description="The first trial, and what is not searched.")
    space: Space = Field(
        default_factory=dict,
        description=(
            "What to try by model and parameter, instead of what `domain/params.py` says, such as "
            "`NAME: {PARAMETER: {low: 0.1, high: 10, log: true}}` or `{choices: [1, 2]}`."
        ),
    )
    trials: int = Field(20, ge=1, description="Trials of each model, after the first.")
    at_once: int = Field(
        4,
        ge=1,
        description="How many trials run in parallel, each chosen without the others' results.",
    )
    folds: int = Field(5, ge=2, description="Cross-validation folds.")
    seed: int = Field(0, ge=0, lt=2**32, description="The random seed.")
    study: LocalPath = Field(
        Path("data/trials.db"),
        description="The file that gets all trials (SQLite). A search resumes from it.",
    )
    tuned: LocalPath = Field(
        Path("confs/tuned.yaml"), description="The file to write: a layer for the job train."
    )

    @field_validator("space")
    @classmethod
    def _can_be_searched(cls, space: Space, info: ValidationInfo) -> Space:
        if {"model", "params"} <= info.data.keys():  # otherwise these have errors of their own
            tuned = [info.data["model"]] if info.data["model"] else MODELS
            check_space(space, info.data["params"], tuned)
        return space
