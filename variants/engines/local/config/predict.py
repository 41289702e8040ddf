"""Predict new rows in batches, from Parquet to Parquet."""

from typing import Literal

from pydantic import Field

from {{ package_name }}.config.base import Address, ModelConfig
{% for module in listed("keeps") %}
from {{ package_name }}.config.{{ module }} import KeptConfig
{% endfor %}


class PredictConfig(ModelConfig{{ ", KeptConfig" * listed("keeps") | length }}):
    inputs: Address = Field("data/rows.parquet", description="A Parquet file, or a folder of them.")
    output: Address = Field("data/predictions.parquet", description="The file to write.")
    batch_rows: int = Field(100_000, ge=1, description="The maximum number of rows in memory.")
    bad_rows: Literal["refuse", "set_aside"] = Field(
        "refuse",
        description=(
            "What to do with invalid rows: `refuse` all, or write the invalid ones with the reason "
            "to `OUTPUT.bad.parquet` and predict the rest (`set_aside`)."
        ),
    )
