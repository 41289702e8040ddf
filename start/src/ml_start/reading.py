"""Reads a file or a table of any format and size in DuckDB, and finds how pandas reads it."""

import atexit
import codecs
import gzip
import shutil
import tempfile
import zlib
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import charset_normalizer
import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import sqlalchemy
from sqlalchemy.engine import make_url

from ml_start.errors import DataError, UsageError

MISSING = ["", "#N/A", "?", "N/A", "NA", "NULL", "NaN", "n/a", "nan", "null"]
"""Texts that mean a missing value."""
ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "utf_16"),
]
UNREADABLE = (
    *(BadZipFile, KeyError, OSError, ValueError),  # a workbook is an archive of files by name
    *(EOFError, zlib.error),
    *(duckdb.Error, sqlalchemy.exc.SQLAlchemyError),
)
FORMATS = {
    **dict.fromkeys((".csv", ".tsv", ".tab", ".txt", ".data"), "csv"),
    **dict.fromkeys((".parquet", ".pq"), "parquet"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "json"),
    **dict.fromkeys((".xlsx", ".xlsm"), "excel"),
    **dict.fromkeys((".db", ".sqlite", ".sqlite3"), "sqlite"),
}


@dataclass(frozen=True)
class Source:
    """Where the rows are, and how they are read."""

    kind: str
    address: str
    table: str | None = None
    """A table or a query of a database, or a sheet."""
    csv: dict[str, str] = field(default_factory=dict)
    """Delimiter, quote and encoding."""

    @property
    def query(self) -> str:
        """The query of a database."""
        table = self.table or ""
        if table.lower().startswith(("select ", "with ")):
            return table
        return 'SELECT * FROM "{}"'.format(table.replace('"', '""'))

    @property
    def public_address(self) -> str:
        """The address without a password."""
        if self.kind != "sql":
            return self.address
        return make_url(self.address)._replace(password=None).render_as_string()


@dataclass(frozen=True)
class Data:
    """The rows, as the view `data` of a database; its columns are c0, c1 and so on."""

    source: Source
    names: list[str]
    """The names of the columns, as pandas reads them."""
    types: list[str]
    """Their types in DuckDB."""
    connection: duckdb.DuckDBPyConnection

    def query(self, text: str) -> pd.DataFrame:
        """Run a query over the view."""
        rows: pd.DataFrame = self.connection.sql(text).df()
        return rows


def read(address: str, table: str | None) -> Data:
    """Find out how a file or a database is read.

    Args:
        address: A path, or the URL of a database as SQLAlchemy takes it.
        table: A table or a query of a database, or a sheet of a workbook.

    Raises:
        DataError: It cannot be read. The error says why and what to do.
    """
    address = address.removeprefix("sqlite:///")  # SQLAlchemy would create a missing file
    source = Source("sql" if "://" in address else "file", address, table)
    connection = duckdb.connect(
        config={"memory_limit": "2GB", "temp_directory": f"{tempfile.gettempdir()}/ml-start"}
    )
    try:
        if source.kind == "file":
            source = replace(source, kind=_format(Path(address)))
        if source.kind == "csv":
            source, names, relation = _csv(source, connection)
        elif source.kind in ("sqlite", "sql"):
            source, names, relation = _database(source, connection)
        else:
            names, relation = _typed(source, connection)
        renamed = ", ".join(f"c{number}" for number in range(len(names)))
        rows = connection.sql(f"SELECT * FROM {relation} AS t({renamed})")
        types = [str(kind) for kind in rows.types]
        if source.kind == "parquet":  # DuckDB takes durations for the integers that store them
            stored = zip(pq.read_schema(address).types, types, strict=True)
            types = ["INTERVAL" if pa.types.is_duration(a) else kind for a, kind in stored]
        if source.kind != "csv":
            in_json = ("TIME", "UUID") if source.kind in ("json", "records") else ()
            texts = ("ENUM", "VARCHAR", *in_json)  # JSON has texts only
            types = ["VARCHAR" if kind.partition("(")[0] in texts else kind for kind in types]
            missing = ", ".join(map(literal, MISSING))
            text = f"CASE WHEN {{0}}::VARCHAR NOT IN ({missing}) THEN {{0}}::VARCHAR END AS {{0}}"
            cells = zip(rows.columns, types, strict=True)
            rows = rows.select(
                ", ".join(text.format(c) if kind == "VARCHAR" else c for c, kind in cells)
            )
        rows.create_view("data")
    except UNREADABLE as error:
        raise failure(source, error) from error
    unnamed = [name for name in names if name.startswith("Unnamed: ")]
    if len(unnamed) > len(names) / 2:
        raise DataError(
            f"{source.public_address}: its first row is no header: {len(unnamed)} of {len(names)} "
            "columns have no name. Remove the lines above the header"
        )
    return Data(source, names, types, connection)


def failure(source: Source, error: Exception) -> DataError:
    """Say why a source cannot be read, without quoting its rows."""
    text, advice, _ = str(error).partition("\nPossible fixes:")
    lines = text.strip().splitlines() or [type(error).__name__]
    why = f"{lines[0]}. {lines[-1].rstrip('.')}" if advice else lines[0]
    return DataError(f"{source.public_address}: cannot be read: {why}")


def _format(path: Path) -> str:
    """Find the format of a file by its first bytes and its suffixes."""
    if not path.is_file():
        raise DataError(f"{path}: no such file. Name a file, or a database's address")
    with _open(path) as file:
        start = file.read(1024)
    if not start:
        raise DataError(f"{path}: is empty")
    packed = path.suffix.lower() == ".gz"
    suffix = Path(path.stem if packed else path).suffix.lower()
    kind = FORMATS.get(suffix, "csv" if packed else "")
    if start.startswith(b"SQLite format 3"):
        kind = "sqlite"
    elif start.startswith(b"PAR1"):
        kind = "parquet"
    elif kind == "json" and start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
        kind = "records"
    if not kind:
        raise DataError(f"{path}: unknown format. Use one of {' '.join(FORMATS)}, or a database")
    if packed and kind not in ("csv", "json", "records"):
        raise DataError(f"{path}: is a compressed file of the format {kind}. Unpack it by gunzip")
    return kind


def _open(path: Path, mode: str = "rb", **form: Any) -> Any:
    return (gzip.open if path.suffix.lower() == ".gz" else open)(path, mode, **form)


def _csv(source: Source, connection: duckdb.DuckDBPyConnection) -> tuple[Source, list[str], str]:
    path = Path(source.address)
    encoding = _encoding(path)
    readable = path if encoding == "utf-8" else _as_utf8(path, encoding)
    with _open(readable) as file:
        first, second = file.readline(), file.readline()
    # DuckDB finds no rows if a name has a line break that is unlike those between the rows.
    strict = first.endswith(b"\r\n") or not second.endswith(b"\r\n")
    sniffed = connection.execute(
        "SELECT Delimiter, Quote FROM sniff_csv(?, null_padding=true, strict_mode=false)",
        [str(readable)],
    )
    delimiter, quote = sniffed.fetchall()[0]
    quote = "'" if quote == "'" and b'"' not in first + second else '"'
    form = {"sep": delimiter, "quotechar": quote, "encoding": "utf-8-sig"}
    header = pd.read_csv(readable, nrows=0, skipinitialspace=True, **form)
    names = [str(name) for name in header.columns]
    numbers = [name for name in names if name.replace(".", "", 1).lstrip("-").isdigit()]
    if len(numbers) > len(names) / 2:
        start = delimiter.join(names[:5])
        raise DataError(
            f"{source.address}: has no header, it begins with {start}. Add the column names"
        )
    types = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(names)))
    spaces = f"{delimiter} ".encode() in first + second
    nulls = ", ".join(literal(space + text) for text in MISSING for space in ("", " "))
    table = (
        f"read_csv({literal(str(readable))}, delim={literal(delimiter)}, quote={literal(quote)},"
        f" escape={literal(quote)}, header=true, null_padding=true, auto_detect=false,"
        f" strict_mode={strict}, nullstr=[{nulls}], columns={{{types}}}"
    )
    try:
        connection.execute(f"SELECT count(*) FROM {table})").fetchall()
    except duckdb.Error as error:
        if "parallel=false" not in str(error):
            raise
        table += ", parallel=false"  # there are line breaks within quotes
        with pd.read_csv(readable, usecols=[0], chunksize=100_000, **form) as chunks:
            for _ in chunks:  # refuses a quote that is open at the end; DuckDB drops its row
                pass
    relation = f"(SELECT {'ltrim(COLUMNS(*))' if spaces else '*'} FROM {table}))"
    options = {
        "delimiter": delimiter,
        "quote": quote,
        "encoding": encoding,
        "spaces": "skip" if spaces else "",
    }
    return Source("csv", source.address, csv=options), names, relation


def _encoding(path: Path) -> str:
    """Guess the encoding from the lines that are not ASCII."""
    with _open(path) as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    try:
        with _open(path, "rt", encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
        return "utf-8"
    except UnicodeDecodeError:
        with _open(path) as file:
            odd = b"".join(islice((line for line in file if not line.isascii()), 1_000))
    best = charset_normalizer.from_bytes(odd, cp_isolation=ENCODINGS).best()
    return best.encoding if best else "cp1252"


def _as_utf8(path: Path, encoding: str) -> Path:
    """Write a copy that DuckDB can read; it is deleted when this process ends."""
    copy = Path(tempfile.mkdtemp(), "rows.csv")
    atexit.register(shutil.rmtree, copy.parent)
    with (
        _open(path, "rt", encoding=encoding, newline="") as old,
        copy.open("w", encoding="utf-8") as new,
    ):
        shutil.copyfileobj(old, new)
    return copy


def _typed(source: Source, connection: duckdb.DuckDBPyConnection) -> tuple[list[str], str]:
    if source.kind == "excel":
        frame = pd.read_excel(
            source.address, sheet_name=source.table or 0, engine="openpyxl", dtype=object
        ).infer_objects()  # texts of digits stay texts
        connection.register("copied", _plain(frame))
        return [str(name) for name in frame.columns], "copied"
    name = {
        "parquet": "read_parquet({})",
        "json": "read_json({}, format='newline_delimited')",
        "records": "read_json({}, format='array')",
    }
    relation = name[source.kind].format(literal(source.address))
    return connection.sql(f"SELECT * FROM {relation}").columns, relation


def _database(
    source: Source, connection: duckdb.DuckDBPyConnection
) -> tuple[Source, list[str], str]:
    """Copy the rows into DuckDB, some at a time."""
    address = source.address
    if source.kind == "sqlite":
        address = f"sqlite:///file:{Path(address).resolve()}?mode=ro&uri=true"
    try:
        engine = sqlalchemy.create_engine(address)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"this database needs {error.name}, which is missing. Export the table to a file"
        ) from error
    tables = sqlalchemy.inspect(engine).get_table_names()
    if source.table is None:
        if len(tables) != 1:
            found = ", ".join(tables) or "none"
            raise UsageError(
                f"{source.public_address}: choose a table or a query by --table. Found: {found}"
            )
        source = Source(source.kind, source.address, tables[0])
    names: list[str] = []
    with engine.connect().execution_options(stream_results=True) as database:
        query = sqlalchemy.text(source.query.replace(":", r"\:"))  # a colon is no parameter
        for chunk in pd.read_sql(query, database, chunksize=100_000):
            part = _plain(chunk)
            connection.register("part", part)
            if not names:
                names = [str(name) for name in chunk.columns]
                connection.execute("CREATE TABLE copied AS SELECT * FROM part")
            else:
                connection.execute("INSERT INTO copied SELECT * FROM part")
    if not names:
        raise DataError(f"{source.public_address}: {source.table} has no rows")
    return source, names, "copied"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Number the columns, and turn those of mixed values into texts."""
    plain = frame.set_axis([f"c{number}" for number in range(frame.shape[1])], axis=1)
    for name in plain.columns[[kind == "object" for kind in plain.dtypes]]:
        kinds = plain[name].dropna().map(type).unique()
        if set(kinds) - {bool, Decimal, date}:
            plain[name] = plain[name].map(str, na_action="ignore").astype("str")
    return plain


def literal(text: str) -> str:
    """Write a text for SQL."""
    return "'" + text.replace("'", "''") + "'"
