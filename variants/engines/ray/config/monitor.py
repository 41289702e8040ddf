"""Compare new rows with the training set and refuse drift."""

from pathlib import Path

from pydantic import Field, field_validator

from {{ package_name }}.config.base import Address, LocalPath, ModelConfig
from {{ package_name }}.config.engine import EngineConfig
from {{ package_name }}.config.history import HistoryConfig


class MonitorConfig(ModelConfig, EngineConfig, HistoryConfig):
    inputs: Address = Field(
        "data/rows.parquet", description="New rows: a Parquet file, or a folder of them."
    )
    report: LocalPath = Field(
        Path("data/drift.json"),
        description="The file to write, with a page and a picture next to it.",
    )
    batch_rows: int = Field(100_000, ge=1, description="The maximum number of rows in memory.")
    significance: float = Field(0.01, gt=0, lt=1, description="The accepted false-alarm rate.")
    min_psi: float = Field(
        0.1, ge=0, description="The smallest population stability index (PSI) that counts as drift."
    )
    min_rows: int = Field(
        50, ge=1, description="How many rows a column needs, in training and now, to be judged."
    )

    leave_out: list[str] = Field([], description="Columns that are not compared.")

    @field_validator("report")
    @classmethod
    def _is_json(cls, report: Path) -> Path:
        if report.suffix != ".json":
            raise ValueError("a name that ends in .json")
        return report
