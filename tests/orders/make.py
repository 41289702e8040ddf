"""Makes the sample of the problem `orders`, run by the Python of the project."""

import sys

import numpy as np
import pandas as pd

from ml_project.domain.problem import PROBLEM
from ml_project.domain.schema import LABELS

ROWS = 240

random = np.random.Generator(np.random.PCG64(0))
kind = random.integers(len(LABELS), size=ROWS)
start = pd.Timestamp("2025-01-01")
rows = pd.DataFrame(
    {
        "order no.": random.permutation(ROWS) + 1,
        "ordered": start + pd.to_timedelta(np.arange(ROWS) * 7, "h"),
        "promised": (start + pd.to_timedelta(np.arange(ROWS) * 8, "h")).tz_localize("UTC"),
        "weight": random.lognormal(size=ROWS) + kind,
        "price (¥)": random.integers(100, size=ROWS) + 0.5,
        "items": pd.array(random.integers(1, 5, size=ROWS), "Int64"),
        "boxes": random.integers(3, size=ROWS),
        "express": random.random(ROWS) < 0.5,
        "gift": pd.array(random.random(ROWS) < 0.3, "boolean"),
        "size": random.choice(["S", "L"], ROWS),
        "region": random.choice(["東", "西"], ROWS),
        "tier": random.integers(1, 4, size=ROWS),
        "message": [f"Secret {number}: please call" for number in range(ROWS)],
        "speed": pd.Series(LABELS)[kind].to_numpy(),
    }
)
for name, column in PROBLEM.rows.columns.items():
    if column.nullable:
        rows.loc[random.random(ROWS) < 0.1, name] = None
rows.to_parquet(sys.argv[1])
