"""What the columns hold: their types, ranges and categories, and marks of missing values."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ml_start.reading import Data

ROWS = 20_000
"""How many rows are looked at one by one; counts, ranges and categories come from all."""
FEW = 1_000
"""From how many values on they are not listed."""
TIMES = [
    *("ISO8601", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S"),
    *("%d.%m.%Y", "%d.%m.%Y %H:%M", "%d.%m.%Y %H:%M:%S", "%d-%m-%Y", "%d-%b-%Y", "%d %b %Y"),
    *("%d/%m/%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S"),
    *("%m/%d/%Y", "%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%B %d, %Y", "%b %d, %Y"),
]
SENTINELS = [-1, -9, -99, -200, -999, -9999, -99999, 99, 999, 9999, 99999]
"""Numbers that may stand for a missing value."""
COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")


@dataclass
class Column:
    """A column, and the role that it gets."""

    name: str
    kind: str
    """`integer`, `number`, `flag`, `time`, `text`, or `other`."""
    rows: int = 0
    missing: int = 0
    distinct: int = 0
    """About how many values it has."""
    counts: dict[Any, int] = field(default_factory=dict)
    """The rows of each value, by value, where there are few."""
    low: float = math.nan
    high: float = math.nan
    format: str = ""
    """How times are written."""
    zoned: bool = False
    marks: list[Any] = field(default_factory=list)
    """Its own marks of a missing value."""
    role: str = ""
    why: str = ""

    @property
    def values(self) -> list[Any]:
        """Its categories, in order."""
        return list(self.counts)

    @property
    def unique(self) -> bool:
        """Whether it has a value for each row, and no two rows have the same."""
        return self.missing == 0 and self.distinct == self.rows


@dataclass(frozen=True)
class Profile:
    """What is known of all columns."""

    rows: int
    columns: list[Column]
    sample: pd.DataFrame
    """Some rows, with the types of the columns."""
    decimal: str = "."
    thousands: str | None = None


def profile(data: Data) -> Profile:
    """Look at some rows to find types, and at all rows to count."""
    sample = data.query(f"SELECT * FROM data LIMIT {ROWS + 1}")
    if len(sample) > ROWS:
        chosen = f"USING SAMPLE reservoir({ROWS} ROWS) REPEATABLE (0)"
        sample = data.query(f"SELECT * FROM data {chosen}")
    sample.columns = pd.Index(data.names)
    decimal, thousands = _separators(sample.select_dtypes(["object", "str"]))
    columns = []
    for name, kind in zip(data.names, data.types, strict=True):
        column = Column(name, _known_kind(kind))
        if column.kind == "text":
            sample[name] = _typed(column, sample[name], decimal, thousands)
        else:
            sample[name] = _converted(column, sample[name])
        if column.kind in ("integer", "number"):
            column.marks += _sentinel(sample[name])
            sample[name] = sample[name].mask(sample[name].isin(column.marks[-1:]))
        columns.append(column)
    _count(data, columns, sample, decimal, thousands)
    return Profile(columns[0].rows, columns, sample, decimal, thousands)


def _known_kind(kind: str) -> str:
    names = {
        "flag": ("BOOLEAN",),
        "integer": (
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "UTINYINT",
            "USMALLINT",
            "UINTEGER",
        ),
        "number": ("FLOAT", "DOUBLE", "DECIMAL", "HUGEINT", "UBIGINT", "UHUGEINT"),
        "time": ("DATE", "TIMESTAMP"),
        "text": ("VARCHAR", "ENUM"),
    }
    if kind.endswith("]"):  # a list
        return "other"
    return next((name for name, starts in names.items() if kind.startswith(starts)), "other")


def _converted(column: Column, values: pd.Series) -> pd.Series:
    if column.kind in ("integer", "number"):
        return values.astype("float64")
    if column.kind == "flag":
        return values.astype("boolean")
    if column.kind == "time":
        times = pd.to_datetime(values)
        column.zoned = times.dt.tz is not None
        return times
    return values


def _separators(texts: pd.DataFrame) -> tuple[str, str | None]:
    """Return the decimal sign of the file, and the separator of thousands, if it has one."""
    written = [texts[name].dropna().astype(str).str.strip() for name in texts]
    commas = [v for v in written if v.str.fullmatch(COMMA).all() and v.str.contains(",").any()]
    points = [v for v in written if v.str.fullmatch(POINT).all()]
    if any(v.str.contains(r"\.").any() for v in points if not v.str.fullmatch(COMMA).all()):
        commas = []
    if commas:
        return ",", "." if any(v.str.contains(r"\.").any() for v in commas) else None
    return ".", "," if any(v.str.contains(",").any() for v in points) else None


def _typed(column: Column, texts: pd.Series, decimal: str, thousands: str | None) -> pd.Series:
    """Find the type of a column of texts, and return its values."""
    known = texts.dropna()
    distinct = pd.Series(known.unique(), dtype="str")
    if distinct.empty:
        return texts
    if set(distinct.str.lower()) <= {"true", "false"}:
        column.kind = "flag"
        return texts.str.lower().map({"true": True, "false": False}).astype("boolean")
    if not distinct.str.fullmatch(r"[+-]?0\d+").any():  # codes, such as postal codes
        plain = known.str.replace(thousands, "") if thousands else known
        numbers = pd.to_numeric(plain.str.replace(decimal, "."), errors="coerce")
        marks = known[numbers.isna()].unique().tolist()
        if len(marks) <= 3 and numbers.isna().mean() < 0.5 and len(marks) < len(distinct) / 4:
            whole = known.drop(index=known.index[numbers.isna()]).str.fullmatch(r"[+-]?\d+").all()
            column.kind = "integer" if whole else "number"
            column.marks += marks
            return numbers.reindex(texts.index).astype("float64")
    shape = distinct.str.contains(r"\d") & (distinct.str.len() >= 6)
    for form in TIMES if shape.all() else []:
        times = pd.to_datetime(distinct, format=form, errors="coerce", utc=True)
        if times.notna().all() and times.dt.year.between(1800, 2200).all():
            column.kind, column.format = "time", form
            column.zoned = bool(distinct.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$").any())
            found = pd.to_datetime(texts, format=form, utc=True)
            return found if column.zoned else found.dt.tz_localize(None)
    return texts


def _sentinel(values: pd.Series) -> list[float]:
    """Return a number that stands for a missing value: repeated, and far from all others."""
    known = values.dropna()
    for mark in SENTINELS:
        others = known[known != mark]
        count = len(known) - len(others)
        if count < max(3, 0.002 * len(known)) or others.nunique() < 10:
            continue
        if not (mark < others.min() or mark > others.max()):
            continue
        gap = min(abs(mark - others.min()), abs(mark - others.max()))
        if gap >= 0.5 * (others.max() - others.min()):
            return [mark]
        if mark < 0 <= others.min() and others.nunique() > 20 and count > 0.01 * len(known):
            return [mark]
    return []


def _count(
    data: Data, columns: list[Column], sample: pd.DataFrame, decimal: str, thousands: str | None
) -> None:
    """Count rows, missing values and categories, and find ranges, over all rows at once."""
    wanted = {"rows": "count(*)"}
    for number, column in enumerate(columns):
        value = f"c{number}"
        if column.kind in ("integer", "number"):
            value = _number(value, data.types[number], decimal, thousands)
            wanted[f"numbers{number}"] = f"count({value})"
            marks = [str(mark) for mark in column.marks if not isinstance(mark, str)]
            value = f"nullif({value}, {marks[0]})" if marks else value
            wanted |= {f"low{number}": f"min({value})", f"high{number}": f"max({value})"}
            wanted[f"parts{number}"] = f"bool_or({value} % 1 <> 0)"
        elif column.kind == "flag":
            value = f"CAST({value} AS BOOLEAN)"
        wanted[f"known{number}"] = f"count({value})"
        wanted[f"given{number}"] = f"count(c{number})"
        values = sample[column.name].astype(object)
        if column.kind in ("other", "time"):
            continue
        if column.kind != "number" and values.nunique() <= FEW:
            wanted[f"counts{number}"] = f"histogram({value})"
        elif column.kind != "number" and values.dropna().is_unique:
            wanted[f"distinct{number}"] = f"count(DISTINCT c{number})"
        else:
            wanted[f"distinct{number}"] = f"approx_count_distinct({value})"
    query = ", ".join(f"{text} AS {name}" for name, text in wanted.items())
    result = data.connection.sql(f"SELECT {query} FROM data")
    found = dict(zip(result.columns, result.fetchall()[0], strict=True))
    for number, column in enumerate(columns):
        column.rows = found["rows"]
        column.missing = column.rows - found[f"known{number}"]
        _set_values(column, found.get(f"counts{number}"))
        if not column.counts:
            sampled = sample[column.name].nunique() if column.kind != "other" else 0
            column.distinct = found.get(f"distinct{number}", sampled)
        if column.kind in ("integer", "number") and found[f"low{number}"] is not None:
            column.low, column.high = found[f"low{number}"], found[f"high{number}"]
            if found[f"parts{number}"] and column.kind == "integer":
                column.kind, column.counts = "number", {}
        if found.get(f"numbers{number}", found[f"given{number}"]) < found[f"given{number}"]:
            _odd_texts(data, number, column, decimal, thousands)


def _set_values(column: Column, counts: dict[Any, int] | None) -> None:
    if not counts:
        return
    if column.kind == "integer":
        counts = {int(value): count for value, count in counts.items()}
    column.counts = dict(sorted(counts.items()))
    column.distinct = len(counts)


def _odd_texts(
    data: Data, number: int, column: Column, decimal: str, thousands: str | None
) -> None:
    """Find the texts in a column of numbers, which then are missing values, or make it texts."""
    value = _number(f"c{number}", "VARCHAR", decimal, thousands)
    odd = data.query(
        f"SELECT DISTINCT c{number} AS text FROM data"
        f" WHERE c{number} IS NOT NULL AND {value} IS NULL LIMIT 20"
    )["text"].tolist()
    if len(odd) > 10:
        column.kind, column.marks = "text", []
    else:
        column.marks = sorted({*odd, *(m for m in column.marks if isinstance(m, str))}) + [
            mark for mark in column.marks if not isinstance(mark, str)
        ]


def _number(column: str, kind: str, decimal: str, thousands: str | None) -> str:
    """Return the SQL expression of a number."""
    if kind != "VARCHAR":
        return f"CAST({column} AS DOUBLE)"
    text = f"replace({column}, '{thousands}', '')" if thousands else column
    text = f"replace({text}, '{decimal}', '.')" if decimal != "." else text
    number = f"TRY_CAST({text} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"
