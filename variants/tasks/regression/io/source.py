"""The source of the data. Replace it with your own files, database or service."""

import numpy as np
import pandas as pd
from sklearn.datasets import load_diabetes

from {{ package_name }}.errors import ConfigurationError

COLUMNS = {
    "bp": "blood_pressure",
    "s1": "cholesterol",
    "s2": "ldl",
    "s3": "hdl",
    "s4": "cholesterol_ratio",
    "s5": "log_triglycerides",
    "s6": "glucose",
    "target": "progression",
}


def read(address: str) -> pd.DataFrame:
    """Read all labelled rows: 442 patients of Efron et al., "Least Angle Regression" (2004).

    Args:
        address: An empty text, since scikit-learn brings the data.

    Returns:
        The columns of the schema, and one that it does not describe and `ingest` does not store,
        of shape (442, 13).

    Raises:
        ConfigurationError: The configuration names other data, but this source reads the example.
    """
    if address:
        raise ConfigurationError(
            f"source: io/source.py reads the example, not {address}. "
            f'Run "uv run just start {address} --target COLUMN" first'
        )
    rows: pd.DataFrame = load_diabetes(as_frame=True, scaled=False).frame.rename(columns=COLUMNS)
    rows["sex"] = rows["sex"].astype(int).astype(str)
    rows["triglycerides"] = np.exp(rows["log_triglycerides"])
    rows.insert(0, "id", [f"patient-{number:04d}" for number in range(len(rows))])
    return rows
