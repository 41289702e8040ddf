"""Groups of rows that are also scored by themselves."""

import pandas as pd


def region(rows: pd.DataFrame) -> pd.Series:
    """The region, which may be missing."""
    return rows["region"]


SEGMENTS = {"region": region}
