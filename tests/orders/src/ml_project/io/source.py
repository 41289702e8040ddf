"""The source of the data: a file that a clone of the project does not have."""

import pandas as pd


def read(address: str) -> pd.DataFrame:
    """Read the orders."""
    return pd.read_parquet(address)
