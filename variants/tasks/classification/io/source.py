"""The source of the data. Replace it with your own files, database or service."""

import pandas as pd
from sklearn.datasets import load_breast_cancer

from {{ package_name }}.errors import ConfigurationError

SIZES = ["small", "medium", "large"]
"""By the radius of the nuclei: below 12 px, from 12 to below 15 px, from 15 px on."""


def read(address: str) -> pd.DataFrame:
    """Read all labelled rows: 569 biopsies of the Breast Cancer Wisconsin (Diagnostic) data.

    The size is not in the source: it is derived here, so that there is a category to learn from.

    Args:
        address: An empty text, since scikit-learn brings the data.

    Returns:
        The columns of the schema, and 20 that it does not describe and `ingest` does not store, of
        shape (569, 33).

    Raises:
        ConfigurationError: The configuration names other data, but this source reads the example.
    """
    if address:
        raise ConfigurationError(
            f"source: io/source.py reads the example, not {address}. "
            f'Run "uv run just start {address} --target COLUMN" first'
        )
    data = load_breast_cancer(as_frame=True)
    rows: pd.DataFrame = data.data.rename(
        columns=lambda name: name.removeprefix("mean ").replace(" ", "_")
    )
    rows.insert(0, "id", [f"biopsy-{number:04d}" for number in range(len(rows))])
    sizes = pd.cut(rows["radius"], [0, 12, 15, 100], right=False, labels=SIZES)
    rows["size"] = sizes.astype(str)
    rows["diagnosis"] = data.target_names[data.target]
    return rows
