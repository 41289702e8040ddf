"""A project that start has made of a file passes its checks, its tests and its demo, unedited."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from ml_start import cli

from tests.support import attempt, commit, render, sample

pytestmark = pytest.mark.slow
ROWS = 300


def table(rows: int = ROWS, **columns: Any) -> pd.DataFrame:
    """Make a table from which a number and a class can be learned."""
    random = np.random.default_rng(0)
    size = random.normal(10, 3, rows).round(3)
    kind = random.choice(["flat", "round", "long"], rows)
    price = (3 * size + 9 * (kind == "long") + random.normal(0, 2, rows)).round(2)
    made = {"size": size, "kind": kind, "price": price, "fit": np.where(price > 33, "ja", "nein")}
    return pd.DataFrame(made | columns)


def days() -> pd.DataFrame:
    """Make a table with a season."""
    season = 50 + 9 * np.sin(np.arange(ROWS) / 58)
    sold = season + np.random.default_rng(0).normal(size=ROWS)
    return pd.DataFrame(
        {"day": pd.date_range("2020-01-01", periods=ROWS).astype(str), "sold": sold}
    )


def in_sqlite(rows: pd.DataFrame) -> str:
    """Write a table to a database."""
    with closing(sqlite3.connect("rows.db")) as database:
        rows.to_sql("rows", database, index=False)
    return "rows.db"


def in_file(name: str, **form: Any) -> Callable[[pd.DataFrame], str]:
    """Return a function that writes a table to a file, in the format of its name."""

    def write(rows: pd.DataFrame) -> str:
        suffix = name.partition(".")[2]
        writer = getattr(rows, f"to_{suffix.replace('xlsx', 'excel')}")
        writer(name, **({"orient": "records"} if suffix == "json" else {"index": False}), **form)
        return name

    return write


CSV = in_file("rows.csv")
NULLABLE = pd.array([None, *(n % 40 for n in range(ROWS - 1))], "Int64")
SOURCES: dict[str, tuple[pd.DataFrame, str, Callable[[pd.DataFrame], str]]] = {
    "three classes": (table(), "kind", CSV),
    "by time": (days(), "sold", CSV),
    "decimal commas": (
        table(größe=np.resize(["groß", "klein"], ROWS)),
        "price",
        in_file("rows.csv", sep=";", decimal=",", encoding="latin-1"),
    ),
    "GBK": (
        table(颜色=np.resize(["红色的", "蓝色的", "黄色的"], ROWS)),
        "fit",
        in_file("rows.csv", encoding="gbk"),
    ),
    "SQLite": (table(), "fit", in_sqlite),
    "nullable types": (
        table(count=NULLABLE, old=pd.array(np.resize([True, False, None], ROWS), "boolean")),
        "price",
        in_file("rows.parquet"),
    ),
    "Excel": (table(), "price", in_file("rows.xlsx")),
    "JSON": (
        table(day=pd.date_range("2020", periods=ROWS).astype(str)),
        "fit",
        in_file("rows.json"),
    ),
    "20 rows": (table(20), "price", CSV),
    "noise": (
        table(luck=np.random.default_rng(1).choice(["good", "bad"], ROWS)),
        "luck",
        CSV,
    ),
    "integer id": (table(id=range(1000, 1000 + ROWS)), "fit", CSV),
    "names": (
        table()
        .assign(column=table()["size"] ** 0.5, to_json=table()["size"] ** 2)
        .rename(columns={"size": "float", "kind": "class", "fit": "size. in mm"}),
        "price",
        CSV,
    ),
    "another script": (table(скорость=np.resize(["быстро", "медленно"], ROWS)), "fit", CSV),
    "duplicates": (pd.concat([table(200), table(100)]), "price", CSV),
}


@pytest.mark.parametrize("name", sample(SOURCES, {"three classes", "by time"}))
def test_project_of_a_source_works(
    name: str, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, target, write = SOURCES[name]
    project = render(source, tmp_path / "project", preset="full")
    monkeypatch.chdir(project)
    file = Path(write(rows))

    result = CliRunner().invoke(cli.main, [str(file), "--target", target])

    assert result.exit_code == 0, result.output
    commit(project)
    aside = file.rename(tmp_path / file.name)  # as in a fresh clone
    for recipe in ("check", "test", "demo", "docs"):
        if recipe == "demo":
            aside.rename(file)
        done = attempt("uv", "run", "just", recipe, cwd=project)
        assert done.returncode == 0, done.stdout + done.stderr
        assert not re.search(r"\d+ warnings?\b|Warning:", done.stdout), done.stdout
