"""The source reads its file."""

from pathlib import Path

import pandas as pd

from ml_project.io import source


def test_source_reads_its_file(folder: Path, rows: pd.DataFrame) -> None:
    rows.to_parquet("orders.parquet")

    assert len(source.read("orders.parquet")) == len(rows)
