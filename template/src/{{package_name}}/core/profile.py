"""What the columns looked like in training: bins and counts, never rows."""

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

ROWS = 20_000
"""The most rows that are looked at; more would tell no more."""
BINS = 10
"""Into how many bins numbers are divided, with about as many rows in each."""
COMMON = 0.05
"""The share of the rows from which on a single number has a bin of its own."""
CATEGORIES = 20
"""How many categories are told apart."""
LEAST = 5
"""Rarer categories are counted together, for they may name a person."""


class Column(BaseModel):
    """The bins of a column, and how many training rows are in each.

    Numbers have a bin below the first bound, one from each bound to the next, and one above the
    last. Categories have a bin each, and one for all others. The last bin is for missing values.
    """

    model_config = ConfigDict(frozen=True)

    bounds: list[float] | list[str]
    trained: list[int] = []

    def count(self, values: "pd.Series") -> list[int]:
        """Count values by bin."""
        size = len(self.bounds)
        if self.is_numeric:
            numbers = values.to_numpy(float, na_value=np.nan)
            bins = np.searchsorted(np.array(self.bounds, float), numbers, side="right")
        else:
            bins = pd.Index(self.bounds).get_indexer(pd.Index(values.astype(str)))
            bins[bins < 0] = size
        bins[values.isna().to_numpy()] = size + 1
        return [int(number) for number in np.bincount(bins, minlength=size + 2)]

    @property
    def is_numeric(self) -> bool:
        """Whether the bounds lie between numbers; without any bound, values need not be numbers."""
        return bool(self.bounds) and not isinstance(self.bounds[0], str)


class Profile(BaseModel):
    """The columns of a table."""

    model_config = ConfigDict(frozen=True)

    columns: dict[str, Column]


def sample(rows: pd.DataFrame) -> pd.DataFrame:
    """Draw as many rows as a profile needs, the same each time."""
    return rows.sample(min(len(rows), ROWS), random_state=0)


def profile(*tables: pd.DataFrame) -> Profile:
    """Describe the columns of some tables, each of shape (rows, columns)."""
    return Profile(columns={name: _column(table[name]) for table in tables for name in table})


def _column(values: "pd.Series") -> Column:
    bounds = _edges(values) if pd.api.types.is_numeric_dtype(values) else _categories(values)
    return Column(bounds=bounds, trained=Column(bounds=bounds).count(values))


def _edges(values: "pd.Series") -> list[float]:
    numbers = values.to_numpy(float, na_value=np.nan)
    numbers = numbers[np.isfinite(numbers)]
    if not len(numbers):
        return []
    found, counts = np.unique(numbers, return_counts=True)
    common = found[counts > COMMON * len(numbers)]
    edges = np.quantile(numbers, np.linspace(0, 1, BINS + 1))
    edges[-1] = np.nextafter(edges[-1], np.inf)  # the greatest number is not above the last bin
    edges = np.unique(np.concatenate([edges, common, np.nextafter(common, np.inf)]))
    return [float(edge) for edge in edges]


def _categories(values: "pd.Series") -> list[str]:
    counts = values.dropna().astype(str).value_counts()
    return counts.index[counts >= LEAST][:CATEGORIES].tolist()
