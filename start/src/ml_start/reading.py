"""Reads a file or a table of any format and size in DuckDB, and finds how pandas reads it."""

import codecs
import gzip
import tempfile
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import charset_normalizer
import click
import duckdb
import pandas as pd
import sqlalchemy
from sqlalchemy.engine import make_url

MISSING = ["", "#N/A", "?", "N/A", "NA", "NULL", "NaN", "n/a", "nan", "null"]
"""Texts that mean a missing value."""
ENCODINGS = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "utf_16"),
]
UNREADABLE = (
    *(BadZipFile, KeyError, OSError, ValueError),  # a workbook is an archive of files by name
    *(duckdb.Error, sqlalchemy.exc.SQLAlchemyError),
)
FORMATS = {
    ".csv .tsv .tab .txt .data .gz": "csv",
    ".parquet .pq": "parquet",
    ".jsonl .ndjson .json": "json",
    ".xlsx .xlsm": "excel",
    ".db .sqlite .sqlite3": "sqlite",
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
        quoted = table.replace('"', '""')
        return (
            table if table.lower().startswith(("select ", "with ")) else f'SELECT * FROM "{quoted}"'
        )

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
        click.ClickException: It cannot be read. The error says why and what to do.
    """
    address = address.removeprefix("sqlite:///")  # SQLAlchemy would create a missing file
    source = Source(_kind(address), address, table)
    connection = duckdb.connect(
        config={"memory_limit": "2GB", "temp_directory": f"{tempfile.gettempdir()}/ml-start"}
    )
    try:
        if source.kind == "csv":
            source, names, relation = _csv(source, connection)
        elif source.kind in ("sqlite", "sql"):
            source, names, relation = _database(source, connection)
        else:
            names, relation = _typed(source, connection)
        renamed = ", ".join(f"c{number}" for number in range(len(names)))
        connection.execute(f"CREATE VIEW data AS SELECT * FROM {relation} AS t({renamed})")
        types = [str(kind) for kind in connection.sql("SELECT * FROM data").types]
    except UNREADABLE as error:
        raise failure(source, error) from error
    unnamed = [name for name in names if name.startswith("Unnamed: ")]
    if len(unnamed) > len(names) / 2:
        raise click.ClickException(
            f"{source.public_address}: its first row is no header: {len(unnamed)} of {len(names)} "
            "columns have no name. Remove the lines above the header"
        )
    return Data(source, names, types, connection)


def failure(source: Source, error: Exception) -> click.ClickException:
    """Say why a source cannot be read, without quoting its rows."""
    text, advice, _ = str(error).partition("\nPossible fixes:")
    lines = text.strip().splitlines() or [type(error).__name__]
    why = f"{lines[0]}. {lines[-1].rstrip('.')}" if advice else lines[0]
    return click.ClickException(f"{source.public_address}: cannot be read: {why}")


def _kind(address: str) -> str:
    if "://" in address:
        return "sql"
    path = Path(address)
    if not path.is_file():
        raise click.ClickException(f"{address}: no such file. Name a file, or a database's address")
    if path.stat().st_size == 0:
        raise click.ClickException(f"{address}: is empty")
    with path.open("rb") as file:
        start = file.read(1024)
    if start.startswith(b"SQLite format 3"):
        return "sqlite"
    if start.startswith(b"PAR1"):
        return "parquet"
    for suffixes, kind in FORMATS.items():
        if path.suffix.lower() in suffixes.split():
            first = start.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
            return "records" if kind == "json" and first == b"[" else kind
    known = " ".join(FORMATS)
    raise click.ClickException(f"{address}: unknown format. Use one of {known}, or a database")


def _csv(source: Source, connection: duckdb.DuckDBPyConnection) -> tuple[Source, list[str], str]:
    path = Path(source.address)
    encoding = "utf-8" if path.suffix == ".gz" else _encoding(path)
    readable = path if encoding == "utf-8" else _as_utf8(path, encoding)
    with (gzip.open if path.suffix == ".gz" else open)(readable, "rb") as file:
        lines = file.readline(), file.readline()
    strict = "true" if lines[0].count(b'"') % 2 == 0 else "false"  # a name may have a line break
    sniffed = connection.execute(
        f"SELECT Delimiter, Quote FROM sniff_csv(?, null_padding=true, strict_mode={strict})",
        [str(readable)],
    )
    delimiter, quote = sniffed.fetchall()[0]
    quote = quote if quote in {'"', "'"} else '"'
    header = pd.read_csv(
        readable,
        sep=delimiter,
        quotechar=quote,
        nrows=0,
        skipinitialspace=True,
        encoding="utf-8-sig",
    )
    names = [str(name) for name in header.columns]
    numbers = [name for name in names if name.replace(".", "", 1).lstrip("-").isdigit()]
    if len(numbers) > len(names) / 2:
        first = delimiter.join(names[:5])
        raise click.ClickException(
            f"{source.address}: has no header, it begins with {first}. Add the column names"
        )
    types = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(names)))
    spaces = f"{delimiter} ".encode() in b"".join(lines)
    nulls = [space + text for text in MISSING for space in ("", " ")]
    form = {"delim": delimiter, "quote": quote, "escape": quote}
    known = ", ".join(f"{name}={literal(text)}" for name, text in form.items())
    table = (
        f"read_csv({literal(str(readable))}, {known}, header=true, null_padding=true,"
        f" strict_mode={strict}, auto_detect=false,"
        f" nullstr=[{', '.join(map(literal, nulls))}], columns={{{types}}}"
    )
    try:
        connection.execute(f"SELECT count(*) FROM {table})")
    except duckdb.Error as error:
        if "parallel=false" not in str(error):
            raise
        table += ", parallel=false"  # there are line breaks within quotes
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
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    try:
        with path.open(encoding="utf-8") as text:
            while text.read(1 << 20):
                pass
        return "utf-8"
    except UnicodeDecodeError:
        with path.open("rb") as file:
            odd = b"".join(islice((line for line in file if not line.isascii()), 1_000))
    best = charset_normalizer.from_bytes(odd, cp_isolation=ENCODINGS).best()
    return best.encoding if best else "cp1252"


def _as_utf8(path: Path, encoding: str) -> Path:
    """Write a copy that DuckDB can read; it is deleted when this process ends."""
    folder = tempfile.TemporaryDirectory()
    COPIES.append(folder)
    copy = Path(folder.name, "rows.csv")
    with path.open(encoding=encoding, newline="") as old, copy.open("w", encoding="utf-8") as new:
        while block := old.read(1 << 20):
            new.write(block)
    return copy


COPIES: list[Any] = []


def _typed(source: Source, connection: duckdb.DuckDBPyConnection) -> tuple[list[str], str]:
    if source.kind == "excel":
        frame = pd.read_excel(source.address, sheet_name=source.table or 0, engine="openpyxl")
        return _register(frame, connection)
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
        raise click.ClickException(
            f"this database needs {error.name}, which is missing. Export the table to a file"
        ) from error
    tables = sqlalchemy.inspect(engine).get_table_names()
    if source.table is None:
        if len(tables) != 1:
            found = ", ".join(tables) or "none"
            raise click.ClickException(
                f"{source.public_address}: choose a table or a query by --table. Found: {found}"
            )
        source = Source(source.kind, source.address, tables[0])
    names: list[str] = []
    with engine.connect().execution_options(stream_results=True) as database:
        for chunk in pd.read_sql(sqlalchemy.text(source.query), database, chunksize=100_000):
            part = _plain(chunk)
            connection.register("part", part)
            if not names:
                names = [str(name) for name in chunk.columns]
                connection.execute("CREATE TABLE copied AS SELECT * FROM part")
            else:
                connection.execute("INSERT INTO copied SELECT * FROM part")
    if not names:
        raise click.ClickException(f"{source.public_address}: {source.table} has no rows")
    return source, names, "copied"


def _register(frame: pd.DataFrame, connection: duckdb.DuckDBPyConnection) -> tuple[list[str], str]:
    connection.register("copied", _plain(frame))
    return [str(name) for name in frame.columns], "copied"


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Number the columns, and turn those of mixed values into texts."""
    plain = frame.set_axis([f"c{number}" for number in range(frame.shape[1])], axis=1)
    for name in plain.columns[[kind == "object" for kind in plain.dtypes]]:
        kinds = plain[name].dropna().map(type).unique()
        if set(kinds) - {bool, Decimal, date}:
            texts = plain[name].map(str, na_action="ignore").astype("str")
            plain[name] = texts.mask(texts.isin(MISSING))
    return plain


def literal(text: str) -> str:
    """Write a text for SQL."""
    return "'" + text.replace("'", "''") + "'"
