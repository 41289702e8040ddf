"""Casts rows to the types of a schema, and leaves out values that would lose information.

A time without a zone is in UTC. Numbers and dates may be text, as in a CSV file.
"""

from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa

REQUIRED = "must not be missing"
TYPES = {
    "C": "must be a known category",
    "M": "must be a date or a time",
    "U": "must be text",
    "b": "must be true or false",
    "f": "must be a number",
    "i": "must be a whole number of {}",
    "m": "must be a duration",
    "u": "must be a whole number of {}",
}
"""What values must be, by the kind of their type. Values of other kinds stay as they are."""
SAME: dict[str, list[Any]] = {"U": [str], "b": [bool, np.bool_], "m": [pd.Timedelta]}
"""By the kind of a type: the only Python types whose values can be cast to it."""
NUMERAL = r"-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?"
"""A number as text. One with a leading zero, such as a postal code, would lose it."""
ISO = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?"
"""A date or a time as text (ISO 8601)."""
EXACT = 2**53
"""From here on, floats cannot hold every whole number."""


def cast(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Cast rows to the types of a schema.

    Args:
        frame: The rows, numbered by their index, of shape (rows, columns).
        schema: The types of the columns.

    Returns:
        The rows in which every value can be cast, with the types of the schema, and a row for each
        other value: its `column`, what it must be (`check`), itself (`failure_case`) and the
        `index` of its row.
    """
    found = convert(frame, schema)
    types, cases = {}, [pd.DataFrame(columns=["column", "check", "failure_case", "index"])]
    for name in found:
        dtype = _dtype(schema, name)
        bad = found[name].isna()
        lost = bad & frame[name].notna()
        if nullable(dtype) == dtype:
            bad = lost
        else:
            types[name] = dtype
        if not bad.any():
            continue
        rules = np.where(lost[bad], TYPES[_kind(dtype)].format(dtype), REQUIRED)
        values = frame[name][bad].astype(object)
        case = {"column": name, "check": rules, "failure_case": values, "index": values.index}
        cases.append(pd.DataFrame(case))
    wrong = pd.concat(cases[1:] or cases, ignore_index=True)
    return found.drop(index=list(wrong["index"])).astype(types), wrong


def convert(frame: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """Return rows with the types of a schema, in their nullable form.

    A value that cannot be cast becomes missing.
    """
    columns = {name: _convert(frame[name], _dtype(schema, name)) for name in frame}
    return pd.DataFrame(columns, index=frame.index, copy=False)


def nullable(dtype: Any) -> Any:
    """Return the nullable form of a type, which allows missing values."""
    if not isinstance(dtype, np.dtype) or dtype.kind not in "biu":
        return dtype
    name = dtype.name.replace("uint", "UInt").replace("int", "Int")
    return pd.api.types.pandas_dtype("boolean" if dtype.kind == "b" else name)


def limits(dtype: Any) -> tuple[Any, Any]:
    """Return the least and the greatest number that a type can hold."""
    bare = getattr(dtype, "numpy_dtype", dtype)
    found: Any = np.finfo(bare) if bare.kind == "f" else np.iinfo(bare)
    return found.min, found.max


def _dtype(schema: pa.DataFrameSchema, name: Any) -> Any:
    return getattr(schema.columns[name].dtype, "type", None)


def _kind(dtype: Any) -> str:
    if isinstance(dtype, pd.CategoricalDtype):
        return "C"
    return "U" if isinstance(dtype, pd.StringDtype) else getattr(dtype, "kind", "O")


def _convert(values: "pd.Series", dtype: Any) -> "pd.Series":
    if _kind(dtype) not in TYPES or values.dtype in (dtype, nullable(dtype)):
        return values
    present = values.dropna()
    if _kind(present.dtype) in "CO":
        present = present.astype(object).infer_objects()
    return _castable(present, dtype).astype(nullable(dtype)).reindex(values.index)


def _castable(values: "pd.Series[Any]", dtype: Any) -> "pd.Series":
    """Return the values that can be cast to a type without loss; none of them may be missing."""
    kind = _kind(dtype)
    if kind == "C":
        return values if dtype.categories is None else values[values.isin(dtype.categories)]
    if kind in SAME:
        return values[values.map(type).isin(SAME[kind])]
    if _kind(values.dtype) not in ("M" if kind == "M" else "fiu"):
        texts = values.astype(str)
        values = texts[texts.str.fullmatch(ISO if kind == "M" else NUMERAL)]
    return _times(values, dtype) if kind == "M" else _numbers(values, dtype)


def _numbers(values: "pd.Series", dtype: Any) -> "pd.Series":
    numbers = pd.to_numeric(values, errors="coerce")  # to floats if no type of integers holds all
    if (numbers.dtype.kind == "f") != (dtype.kind == "f"):
        numbers = numbers[numbers.between(-EXACT, EXACT, inclusive="neither") & (numbers % 1 == 0)]
    return numbers[numbers.between(*limits(dtype))]


def _times(values: "pd.Series", dtype: Any) -> "pd.Series":
    times = pd.to_datetime(values, format="ISO8601", utc=True, errors="coerce").dropna()
    first, last = (moment.tz_localize("UTC") for moment in (pd.Timestamp.min, pd.Timestamp.max))
    times = times[times.between(first, last)].dt.tz_convert(getattr(dtype, "tz", None))
    return times[times.astype(dtype) == times]
