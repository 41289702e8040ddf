"""What the columns hold: types, ranges, categories, and marks of missing values."""

import math
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ml_start.reading import Data, literal

EXACT = 2**53
"""From here on, floats cannot hold every whole number."""
ROWS = 20_000
"""How many rows are sampled to find types; counts, ranges and categories come from all rows."""
AT_ONCE = 50
"""How many columns are counted in one pass: more would not fit into the memory."""
KINDS = {
    "flag": r"BOOLEAN",
    "integer": r"U?(TINYINT|SMALLINT|INTEGER|BIGINT)",
    "number": r"FLOAT|DOUBLE|U?HUGEINT|DECIMAL\(.*\)",
    "time": r"DATE|TIMESTAMP[\w ]*",
    "text": r"VARCHAR",
}
"""The kinds of columns, and the forms of their types in DuckDB."""
FEW = 1_000
"""The maximum number of distinct values to list."""
DATES = [
    *("%Y/%m/%d", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %Y"),
    *("%d %B %Y", "%d/%m/%Y", "%d/%m/%y", "%m/%d/%Y", "%m/%d/%y", "%m-%d-%Y"),
    *("%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y"),
]
CLOCKS = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p"]
TIMES = ["ISO8601", *(date + clock for date in DATES for clock in CLOCKS)]
SWAPPED = {"%d/%m": "%m/%d", "%d-%m": "%m-%d"}
"""Formats of a date with the day and the month swapped."""
ISO = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?)?"
"""The form of a time that a project can read without a format."""
SENTINELS = [-1, -9, -99, -200, -999, -9999, -99999, 99, 999, 9999, 99999]
"""Numbers that may mean a missing value."""
COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
POINT = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?")
SIGNS = r"[$€£¥₹%]"
"""The signs that can be next to a number as its unit."""


@dataclass
class Column:
    """A column, and the role that it gets."""

    name: str
    kind: str
    """`integer`, `number`, `flag`, `time`, `text`, or `other`."""
    cell: str
    """Its name in DuckDB."""
    number: str = ""
    """The SQL expression of its numbers."""
    rows: int = 0
    missing: int = 0
    distinct: int = 0
    """About how many values it has."""
    counts: dict[Any, int] = field(default_factory=dict)
    """The number of rows by value, if there are few values."""
    low: float = math.nan
    high: float = math.nan
    unit: str = ""
    """The sign of money or percent at each number."""
    format: str = ""
    """How times are written."""
    other: str = ""
    """Another format that fits, with the month in place of the day."""
    zoned: bool = False
    marks: list[str] = field(default_factory=list)
    """Texts that mean a missing value in this column."""
    sentinel: int | None = None
    """A number that means a missing value."""
    role: str = ""
    why: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, whole or not."""
        return self.kind in ("integer", "number")

    @property
    def infinite(self) -> bool:
        """Whether it holds infinite numbers; those of a CSV file are missing."""
        return self.is_number and (math.isinf(self.low) or math.isinf(self.high))

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
    decimal, thousands = _separators(
        sample.select_dtypes(["object", "str"]), data.source.csv.get("delimiter")
    )
    columns = []
    for number, (name, kind) in enumerate(zip(data.names, data.types, strict=True)):
        column = Column(name, _known_kind(kind), f"c{number}")
        texts = sample[name]
        if column.kind == "text":
            sample[name] = _typed(column, sample[name], decimal, thousands)
        else:
            sample[name] = _converted(column, sample[name])
        if column.kind == "integer" and (sample[name].abs() >= EXACT).any():
            column.kind, sample[name] = "text" if data.source.kind == "csv" else "other", texts
            column.why = "holds huge integers"
        elif column.kind == "other":
            column.why = f"holds values of the type {kind.partition('(')[0].lower()}"
        if column.is_number:
            sample[name] = sample[name].where(np.isfinite(sample[name]))
            column.number = _number(column.cell, kind, decimal, thousands)
            column.sentinel = _sentinel(sample[name])
            sample[name] = sample[name].mask(sample[name] == column.sentinel)
        columns.append(column)
    rows = _count(data, columns, sample)
    return Profile(rows, columns, sample, decimal, thousands)


def _known_kind(kind: str) -> str:
    found = (name for name, form in KINDS.items() if re.fullmatch(form, kind))
    return next(found, "other")


def _converted(column: Column, values: pd.Series) -> pd.Series:
    if column.kind == "time":
        times = pd.to_datetime(values)
        column.zoned = times.dt.tz is not None
        return times
    if column.kind == "other":
        return values.astype("str")  # lists and objects cannot be compared
    return values.astype("boolean" if column.kind == "flag" else "float64")


def _separators(texts: pd.DataFrame, delimiter: str | None) -> tuple[str, str | None]:
    """Return the decimal sign of the file, and the separator of thousands, if it has one."""
    written = [_bare(texts[name].dropna().astype(str)) for name in texts]
    commas = [v for v in _numbers(written, COMMA) if v.str.contains(",").any()]
    points = _numbers(written, POINT)
    if delimiter == ",":  # its numbers rather use commas for thousands
        commas = [v for v in commas if not v.str.fullmatch(POINT).all()]
    if any(v.str.contains(r"\.").any() for v in points if not v.str.fullmatch(COMMA).all()):
        commas = []
    if commas:
        return ",", "." if any(v.str.contains(r"\.").any() for v in commas) else None
    return ".", "," if any(v.str.contains(",").any() for v in points) else None


def _numbers(columns: list[pd.Series], form: re.Pattern[str]) -> list[pd.Series]:
    """Return the cells with a form, from the columns in which nearly all cells have it."""
    split = [(v, v.str.fullmatch(form)) for v in columns]
    return [v[right] for v, right in split if _few(v[~right], v)]


def _bare(texts: pd.Series) -> pd.Series:
    """Return numbers without the sign of money or percent."""
    return texts.str.replace(SIGNS, "", regex=True).str.strip()


def _typed(column: Column, texts: pd.Series, decimal: str, thousands: str | None) -> pd.Series:
    """Find the type of a column of texts, and return its values."""
    known = texts.dropna()
    distinct = pd.Series(known.unique(), dtype="str")
    if distinct.empty:
        return texts
    if set(distinct.str.lower()) <= {"true", "false"}:
        column.kind = "flag"
        return texts.str.lower().map({"true": True, "false": False}).astype("boolean")
    times = _times(column, texts, distinct)
    if times is not None:
        return times
    if not distinct.str.fullmatch(r"[+-]?0\d+").any():  # codes, such as postal codes
        plain = _bare(known)
        if thousands:
            grouped = plain.str.fullmatch(COMMA if decimal == "," else POINT)
            plain = plain.str.replace(thousands, "").where(
                grouped | ~plain.str.contains(thousands, regex=False)
            )
        numbers = pd.to_numeric(plain.str.replace(decimal, "."), errors="coerce")
        odd = numbers.isna()
        signs = known[~odd].str.extract(f"({SIGNS})")[0].dropna().unique().tolist()
        if _few(known[odd], known) and len(signs) <= 1:
            column.unit = "".join(signs)
            whole = plain[~odd].str.fullmatch(r"[+-]?\d+").all()
            column.kind = "integer" if whole else "number"
            column.marks += known[odd].unique().tolist()
            return numbers.reindex(texts.index).astype("float64")
    return texts


def _few(odd: pd.Series, known: pd.Series) -> bool:
    """Return whether the texts of another form may mean missing values."""
    kinds = odd.nunique()
    return len(odd) < len(known) / 2 and kinds <= 3 and (not kinds or kinds < known.nunique() / 4)


def _times(column: Column, texts: pd.Series, distinct: pd.Series) -> pd.Series | None:
    """Return the times of a column of texts, or None if it has other texts."""
    compact = distinct.str.fullmatch(r"(?:19|20)\d{6}")
    shape = distinct.str.contains(r"\d[^\d,]|[^\d,]\d") & (distinct.str.len() >= 6)
    known = texts.dropna()
    iso = distinct.str.match(r"\d{4}-\d\d")  # pandas also takes 1990.05 for a month
    forms = TIMES if iso.mean() > 0.5 else TIMES[1:]
    for form in ["%Y%m%d"] if compact.all() else forms if shape.mean() > 0.5 else []:
        if pd.to_datetime(distinct[:20], format=form, errors="coerce", utc=True).isna().sum() > 3:
            continue
        found = pd.to_datetime(known, format=form, errors="coerce", utc=True)
        odd = known[~found.dt.year.between(1800, 2200)]
        if not _few(odd, known):
            continue
        column.kind = "time"
        column.marks += odd.unique().tolist()
        clean = distinct[~distinct.isin(column.marks)]
        column.format = "" if clean.str.fullmatch(ISO).all() else form
        column.zoned = bool(clean.str.contains(r"(?:Z|[+-]\d\d:?\d\d)$").any())
        swapped = SWAPPED.get(form[:5], "") + form[5:]
        if form[:5] in SWAPPED:
            others = pd.to_datetime(clean, format=swapped, errors="coerce")
            column.other = swapped if others.notna().all() else ""
        found = found.drop(index=odd.index).reindex(texts.index)
        return found if column.zoned else found.dt.tz_localize(None)
    return None


def _sentinel(values: pd.Series) -> int | None:
    """Return the number that means a missing value, if any: repeated, and far from all others."""
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
            return mark
        if mark < 0 <= others.min() and others.nunique() > 20 and count > 0.01 * len(known):
            return mark
    return None


def _count(data: Data, columns: list[Column], sample: pd.DataFrame) -> int:
    """Count missing values and categories of all rows, and find ranges."""
    found: list[Any] = []
    for first in range(0, len(columns), AT_ONCE):
        some = columns[first : first + AT_ONCE]
        facts = ", ".join(_facts(column, sample[column.name]) for column in some)
        query = data.connection.sql(f"SELECT count(*), {facts} FROM data")
        [(rows, *of_some)] = query.fetchall()
        found += of_some
    for column, of in zip(columns, found, strict=True):
        column.rows, column.missing = rows, rows - of["known"]
        column.distinct = of["distinct"]
        if of["counts"]:
            convert = int if column.kind == "integer" else lambda value: value
            counts = {convert(value): count for value, count in of["counts"].items()}
            column.counts = dict(sorted(counts.items()))
            column.distinct = len(counts)
        if of["low"] is not None:
            column.low, column.high = of["low"], of["high"]
        if of["parts"] and column.kind == "integer":
            column.kind, column.counts = "number", {}
        if of["odd"]:
            _odd_texts(data, column)
    return int(rows)


def _facts(column: Column, values: pd.Series) -> str:
    """Return the SQL expression of the statistics of a column."""
    facts = dict.fromkeys(("counts", "low", "high", "parts"), "NULL")
    facts |= {"known": f"count({column.cell})", "odd": "0"}
    facts["distinct"] = str(values.nunique() if column.kind != "other" else 0)
    value = column.cell
    if column.is_number:
        facts["odd"] = f"count({column.cell}) - count({column.number})"
        value = column.number
        if column.sentinel is not None:
            value = f"nullif({value}, {column.sentinel})"
        facts["known"] = f"count({value})"
        facts |= {"low": f"min({value})", "high": f"max({value})"}
        facts["parts"] = f"bool_or({value} % 1 <> 0)"
    elif column.kind == "flag":
        value = f"CAST({value} AS BOOLEAN)"
    elif column.kind == "time" and column.marks:
        marks = ", ".join(map(literal, column.marks))
        facts["known"] = f"count(CASE WHEN {value} NOT IN ({marks}) THEN 1 END)"
    if column.kind == "number":
        facts["distinct"] = f"approx_count_distinct({value})"
    elif column.kind in ("integer", "flag", "text"):
        if values.nunique() <= FEW:
            facts["counts"] = f"histogram({value})"
        elif values.dropna().is_unique:
            facts["distinct"] = f"count(DISTINCT {column.cell})"
        else:
            facts["distinct"] = f"approx_count_distinct({value})"
    return "{" + ", ".join(f"'{name}': {text}" for name, text in facts.items()) + "}"


def _odd_texts(data: Data, column: Column) -> None:
    """Take the texts in a column of numbers for missing values, or all of it for texts."""
    odd = data.query(
        f"SELECT DISTINCT {column.cell} AS text FROM data"
        f" WHERE {column.cell} IS NOT NULL AND {column.number} IS NULL LIMIT 20"
    )["text"].tolist()
    if len(odd) > 10:
        column.kind, column.marks = "text", []
    else:
        column.marks = sorted({*odd, *column.marks})


def _number(cell: str, kind: str, decimal: str, thousands: str | None) -> str:
    """Return the SQL expression of a number."""
    if kind != "VARCHAR":
        return f"CAST({cell} AS DOUBLE)"
    bare = f"trim(regexp_replace({cell}, {literal(SIGNS)}, '', 'g'))"
    text = f"replace({bare}, '{thousands}', '')" if thousands else bare
    text = f"replace({text}, '{decimal}', '.')" if decimal != "." else text
    number = f"TRY_CAST({text} AS DOUBLE)"
    whole = f"isfinite({number})"
    if thousands:
        form = literal((COMMA if decimal == "," else POINT).pattern)
        whole += f" AND (NOT contains({bare}, '{thousands}') OR regexp_full_match({bare}, {form}))"
    return f"CASE WHEN {whole} THEN {number} END"
