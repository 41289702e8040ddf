"""A small table for the tests: a few rows of the data, or rows made from the schema."""

from typing import Any

import numpy as np
import pandas as pd

from ml_start.deciding import Plan
from ml_start.profiling import Column

ROWS = 300
ENOUGH = 100
"""How many rows the tests need to split, score and compare."""


def sample(plan: Plan) -> pd.DataFrame:
    """Pick rows of every class and category from the data, and replace texts about people."""
    rows = plan.profile.sample.dropna(subset=[plan.target.name])
    if len(rows) < ENOUGH:
        return invented(plan)
    if len(rows) > ROWS:
        target = rows[plan.target.name]
        groups = pd.qcut(target, 5, duplicates="drop") if plan.task == "regression" else target
        rows = rows.groupby(groups, observed=True, group_keys=False).sample(frac=1, random_state=0)
        places = rows.groupby(groups, observed=True).cumcount()
        rows = rows.loc[places.sort_values(kind="stable").index[:ROWS]].sort_index()
    rows = rows.reset_index(drop=True)
    for column in plan.having("category", "order"):
        for place, value in enumerate(set(column.values) - set(rows[column.name].dropna())):
            rows.loc[place % len(rows), column.name] = value
    return stored(plan, rows)


def invented(plan: Plan) -> pd.DataFrame:
    """Make up rows from the schema, with only the ranges and categories of the data."""
    generator = np.random.default_rng(0)
    rows = pd.DataFrame(index=range(ROWS))
    order = np.argsort(generator.normal(size=ROWS))
    for column in plan.kept:
        values: Any
        if column.kind == "time":
            times = plan.profile.sample[column.name]
            values = pd.date_range(times.min(), times.max(), periods=ROWS).floor("min")
        elif column.counts:
            values = np.resize(np.array(column.values, dtype=object), ROWS)
            values = values if column is plan.target else generator.permutation(values)
        elif column.is_number:
            values = np.linspace(column.low, column.high, ROWS)[order]
            if column is not plan.target:
                values = 0.5 * (values + generator.permutation(values))
            values = np.round(values) if column.kind == "integer" else values
        else:
            values = [f"{column.name}-{n}" for n in generator.integers(0, 60, ROWS)]
        rows[column.name] = values
    return stored(plan, rows)


def stored(plan: Plan, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of the schema with its types; ids and other texts are replaced."""
    columns = {}
    if plan.numbered:
        columns[plan.id] = pd.Series(range(len(rows)), index=rows.index)
    for column in plan.kept:
        values = rows[column.name]
        if column.role == "id":
            values = pd.Series(range(1, len(rows) + 1), index=rows.index)
            values = values if column.kind == "integer" else "row-" + values.astype(str)
        elif column.kind == "text" and column.role in ("group", "many"):
            codes = pd.Series(pd.factorize(values)[0], index=rows.index)
            values = ("text-" + (codes + 1).astype(str)).where(values.notna())
        columns[column.name] = typed(values, column, plan)
    return pd.DataFrame(columns, index=rows.index)


def typed(values: pd.Series, column: Column, plan: Plan) -> pd.Series:
    """Give values the type of the schema."""
    nullable = column.missing > 0 and column is not plan.target
    types: dict[str, Any] = {
        "integer": "float64" if nullable else "int64",
        "number": "float64",
        "flag": "boolean" if nullable else "bool",
        "text": "str",
    }
    return values.astype(types[column.kind]) if column.kind in types else values
