"""Where the data come from. Replace this by your own files, database or service."""

import pandas as pd
from sklearn.datasets import load_breast_cancer


def read() -> pd.DataFrame:
    """Read all labelled rows: 569 biopsies of the Breast Cancer Wisconsin (Diagnostic) data.

    Returns:
        The columns of the schema, of shape (569, 12).
    """
    data = load_breast_cancer(as_frame=True)
    means = data.data.filter(like="mean ")
    rows: pd.DataFrame = means.rename(
        columns=lambda name: name.removeprefix("mean ").replace(" ", "_")
    )
    rows.insert(0, "id", [f"biopsy-{number:04d}" for number in range(len(rows))])
    rows["diagnosis"] = data.target_names[data.target]
    return rows
