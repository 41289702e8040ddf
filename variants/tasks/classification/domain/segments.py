"""Groups of rows that are also scored by themselves."""

import pandas as pd


def size(rows: pd.DataFrame) -> pd.Series:
    """Small, medium or large nuclei."""
    return rows["size"]


SEGMENTS = {"size": size}
