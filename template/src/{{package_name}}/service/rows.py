"""The rows of a request: their form follows from the schema of the data.

Pydantic checks what it can express, since it also describes that and takes microseconds per row.
Pandera checks a whole request only if the schema has other rules, such as one across columns.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model

TYPES: dict[str, type] = {"M": datetime, "b": bool, "f": float, "i": int, "u": int}
"""The Python type of a value in JSON, by the kind of its column; text for all others."""
NUMBERS = "fiu"
LIMITS = {
    "greater_than": ("gt", "min_value"),
    "greater_than_or_equal_to": ("ge", "min_value"),
    "less_than": ("lt", "max_value"),
    "less_than_or_equal_to": ("le", "max_value"),
}
"""By the name of a rule in Pandera: its name in Pydantic, and that of its limit in Pandera."""


class Rows:
    """Describes rows, and makes tables of them.

    Args:
        schema: The columns of a row.
        limit: The maximum number of rows in a request.
    """

    def __init__(self, schema: pa.DataFrameSchema, limit: int) -> None:
        self._schema = schema
        columns = schema.columns.values()
        fields: dict[str, Any] = {  # numbered, since Pydantic does not allow every name
            f"column_{number}": _field(column) for number, column in enumerate(columns)
        }
        row: Any = create_model(
            "Row", __config__={"extra": "forbid"}, __doc__=schema.description, **fields
        )
        self._fields = list(fields)
        self.body: Any = Annotated[
            list[row],
            Field(min_length=1, max_length=limit),
            BeforeValidator(_listed, json_schema_input_type=row | list[row]),
        ]
        """The form of a request: one row, or a list of rows; Pydantic makes it a list."""
        self._needs_pandera = bool(
            schema.checks or schema.parsers or schema.unique or any(map(_needs_pandera, columns))
        )

    def with_example(self, api: dict[str, Any], example: Mapping[str, Any]) -> dict[str, Any]:
        """Add a typical row to a description of the API (OpenAPI)."""
        row = api["components"]["schemas"]["Row"]
        row["examples"] = [example]
        for name, value in example.items():
            row["properties"][name]["examples"] = [value]
        return api

    def table(self, rows: Sequence[BaseModel]) -> pd.DataFrame:
        """Make a table of shape (rows, columns of the schema), with the types of the schema.

        Raises:
            pandera.errors.SchemaErrors: The rows break a rule that only Pandera knows.
        """
        columns = zip(self._schema.columns.items(), self._fields, strict=True)
        table = pd.DataFrame(
            {
                name: pd.Series([getattr(row, field) for row in rows], dtype=_dtype(column))
                for (name, column), field in columns
            }
        )
        return self._schema.validate(table, lazy=True) if self._needs_pandera else table


def _listed(body: object) -> object:
    return body if isinstance(body, list) else [body]


def _dtype(column: pa.Column) -> Any:
    found = getattr(column.dtype, "type", None)
    return None if getattr(found, "kind", "U") == "U" else found  # pandas knows text by itself


def _kind(column: pa.Column) -> str:
    return getattr(_dtype(column), "kind", "O")


def _needs_pandera(column: pa.Column) -> bool:
    expressed = (_is_expressed(check, column) for check in column.checks)
    return bool(column.unique or column.parsers or not all(expressed))


def _is_expressed(check: pa.Check, column: pa.Column) -> bool:
    """Return whether Pydantic can check a rule."""
    if check.name == "isin" and _kind(column) not in TYPES:
        return all(isinstance(value, str) for value in _statistic(check, "allowed_values"))
    return check.name in LIMITS and _kind(column) in NUMBERS and not check.raise_warning


def _statistic(check: pa.Check, name: str) -> Any:
    assert check.statistics is not None
    return check.statistics[name]


def _field(column: pa.Column) -> tuple[Any, Any]:
    """Return the type and the description of a column."""
    plain = TYPES.get(_kind(column), str)
    form: Any = plain
    if isinstance(_dtype(column), pd.CategoricalDtype):
        form = Literal[tuple(_dtype(column).categories)]
    rules: dict[str, Any] = {}
    for check in column.checks:
        if check.name in LIMITS and _is_expressed(check, column):
            rule, limit = LIMITS[check.name]
            rules[rule] = _statistic(check, limit)
        elif _is_expressed(check, column):
            form = Literal[tuple(_statistic(check, "allowed_values"))]
    name = str(column.name)
    if plain is float:
        rules["allow_inf_nan"] = False
    if form is str:
        rules["min_length"] = 0  # Pydantic refuses a lone surrogate only if text has a limit
    if plain is int:  # JSON numbers have no limits
        size = np.iinfo(getattr(_dtype(column), "numpy_dtype", _dtype(column)))
        rules = {"ge": int(size.min), "le": int(size.max)} | rules
    strict = True if form in {bool, float, int, str} else None  # JSON has no dates
    if plain is datetime and not hasattr(_dtype(column), "tz"):
        form = Annotated[form, AfterValidator(_without_zone)]
    form = Annotated[form, Field(strict=strict, **rules)]
    default = None if column.nullable else ...  # a missing key is a missing value
    return form | None if column.nullable else form, Field(
        default,
        alias=name,
        title=name,
        description=column.description,
        json_schema_extra={key: value for key, value in (column.metadata or {}).items() if value},
    )


def _without_zone(value: datetime) -> datetime:
    """Return a time in UTC, if it has a zone, as a column without a zone holds it."""
    pd.Timestamp(value).as_unit("ns")  # raises a ValueError for a year that no column can hold
    return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
