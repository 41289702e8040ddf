"""Groups of rows that are also scored by themselves."""

import pandas as pd


def sex(rows: pd.DataFrame) -> pd.Series:
    """The sex as coded by the source."""
    return rows["sex"]


def age_band(rows: pd.DataFrame) -> pd.Series:
    """Three bands of age, in years."""
    bands = pd.cut(rows["age"], [0, 40, 60, 200], right=False, labels=["<40", "40-59", "60+"])
    return bands.astype(str)


SEGMENTS = {"sex": sex, "age_band": age_band}
