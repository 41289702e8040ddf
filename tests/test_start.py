"""The command start reads a table as a careful person does, and says why."""

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import pandas as pd
import pytest
from click import ClickException
from ml_start.deciding import Plan, Wishes, decide
from ml_start.profiling import Profile, profile
from ml_start.reading import read
from ml_start.writing import identifier, literal_rows, segments

ROWS = 400


def table(**columns: Any) -> pd.DataFrame:
    """Make a table with a number to learn from and a class that follows from it."""
    random = np.random.default_rng(0)
    size = random.normal(10, 3, ROWS).round(3)
    noisy = size + random.normal(0, 2, ROWS)
    rows = pd.DataFrame({"size": size, "label": np.where(noisy > 11, "ill", "well")})
    return rows.assign(**columns)


def profiled(rows: pd.DataFrame, folder: Path, **form: Any) -> Profile:
    rows.to_csv(folder / "rows.csv", index=False, **form)
    return profile(read(str(folder / "rows.csv"), None))


def planned(rows: pd.DataFrame, folder: Path, target: str = "label", **wishes: Any) -> Plan:
    return decide(profiled(rows, folder), Wishes(target, **wishes), lambda _, default: default)


def role(plan: Plan, name: str) -> str:
    return next(column.role for column in plan.profile.columns if column.name == name)


RANDOM = np.random.default_rng(1)
COLUMNS: dict[str, tuple[Callable[[pd.DataFrame], Any], str]] = {
    "a copy of the target in words": (
        lambda t: t["label"].map({"ill": "x", "well": "y"}),
        "left out",
    ),
    "a number that separates the classes": (
        lambda t: (t["label"] == "ill") * 5 + RANDOM.random(ROWS),
        "left out",
    ),
    "a linear function of another column": (lambda t: 32 + 1.8 * t["size"], "left out"),
    "a constant": (lambda _: "same", "left out"),
    "all missing": (lambda _: None, "left out"),
    "free text": (
        lambda _: [f"patient {n} came on foot and left by train" for n in range(ROWS)],
        "left out",
    ),
    "row number": (lambda _: range(ROWS), "id"),
    "customer id": (lambda _: RANDOM.integers(0, 150, ROWS), "group"),
    "Kunden-Nr.": (lambda _: RANDOM.integers(0, 150, ROWS), "group"),
    "Kundennummer": (lambda _: RANDOM.integers(0, 150, ROWS), "group"),
    "Listing #": (lambda _: RANDOM.permutation(ROWS) * 7, "id"),
    "ticket": (lambda _: [f"T{n:05d}" for n in range(ROWS)], "id"),
    "few texts": (lambda _: RANDOM.choice(["a", "b", "c"], ROWS), "category"),
    "many texts": (lambda _: RANDOM.choice([f"town {n}" for n in range(60)], ROWS), "many"),
    "ordered texts": (lambda _: RANDOM.choice(["low", "medium", "high"], ROWS), "order"),
    "postal codes": (lambda _: RANDOM.choice(["01067", "80331", "20095"], ROWS), "category"),
    "yes and no": (lambda _: RANDOM.choice(["Yes", "No"], ROWS), "category"),
    "true and false": (lambda _: RANDOM.choice([True, False], ROWS), "flag"),
    "a question mark": (
        lambda _: np.where(RANDOM.random(ROWS) < 0.1, "?", RANDOM.normal(size=ROWS).astype(str)),
        "numeric",
    ),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_column_gets_its_role(name: str, tmp_path: Path) -> None:
    make, expected = COLUMNS[name]
    rows = table()

    plan = planned(rows.assign(**{name: make(rows)}), tmp_path)

    assert role(plan, name) == expected
    assert all(column.why for column in plan.profile.columns)


def test_parts_of_a_sum_are_left_out(tmp_path: Path) -> None:
    rows = table(first=RANDOM.integers(0, 900, ROWS), second=RANDOM.integers(0, 900, ROWS))

    plan = planned(rows.assign(total=rows["first"] + rows["second"]), tmp_path, "total")

    assert [role(plan, name) for name in ("first", "second", "size")] == ["left out"] * 2 + [
        "numeric"
    ]


def test_number_for_missing_is_found(tmp_path: Path) -> None:
    values = RANDOM.normal(20, 5, ROWS).round(1)
    values[::20] = -200

    found = profiled(table(air=values), tmp_path).columns[-1]

    assert (found.sentinel, found.missing, found.low > -200) == (-200, 20, True)


def test_dates_ask_for_a_split_by_time(tmp_path: Path) -> None:
    days = pd.date_range("2020-01-01", periods=ROWS).strftime("%d.%m.%Y")

    assert planned(table(day=days), tmp_path).split == "by_time('day', share=0.2)"
    assert planned(table(day=days), tmp_path, time="none").split == "by_hash(0.2, content=True)"


@pytest.mark.parametrize(
    "form",
    [
        *("%Y-%m-%d %H:%M", "%Y%m%d", "%d.%m.%y", "%d.%m.%Y %H:%M", "%d %b %Y", "%d-%b-%y"),
        *("%m/%d/%y", "%m/%d/%Y %I:%M %p", "%b %d, %Y", "%b %d, %Y %I:%M %p", "%b %d %Y"),
    ],
)
def test_time_is_known_however_it_is_written(form: str, tmp_path: Path) -> None:
    days = pd.Series(pd.date_range("2020-01-01 08:30", periods=ROWS).floor("D"))

    found = profiled(table(day=days.dt.strftime(form)), tmp_path).columns[-1]

    assert found.kind == "time"
    times = profiled(table(day=days.dt.strftime(form)), tmp_path).sample["day"]
    assert times.tolist() == days.tolist()


def test_number_that_pandas_takes_for_a_month_stays_a_number(tmp_path: Path) -> None:
    prices = [f"{1990 + n % 30}.{n % 12 + 1:02d}" for n in range(ROWS)]

    assert profiled(table(price=prices), tmp_path).columns[-1].kind == "number"


def test_dates_are_no_numbers_where_points_separate_thousands(tmp_path: Path) -> None:
    days = pd.date_range("2020-01-01", periods=ROWS).strftime("%d.%m.%Y")
    sales = [f"{n % 9}.{n:03d},50" for n in range(ROWS)]
    hosts = [f"10.0.{n % 3}.1" for n in range(ROWS)]

    found = profiled(table(day=days, sales=sales, host=hosts), tmp_path, sep=";", decimal=",")

    assert [column.kind for column in found.columns[2:]] == ["time", "number", "text"]
    assert found.sample["sales"][:2].tolist() == [0.5, 1001.5]


@pytest.mark.parametrize(
    ("sign", "form", "swapped"),
    [(",", "{:,}", ",."), (",", "{:,.2f}", ",."), (";", "{:,.2f}", ".,")],
)
def test_bad_cell_does_not_hide_the_separators(
    sign: str, form: str, swapped: str, tmp_path: Path
) -> None:
    sales = [
        form.format(1000 + 7 * n).translate({44: swapped[0], 46: swapped[1]}) for n in range(ROWS)
    ]
    sales[7] = "1O5O"

    found = profiled(table(sales=sales)[["sales", "label"]], tmp_path, sep=sign).columns[0]

    assert (found.is_number, found.marks, found.low, found.high) == (True, ["1O5O"], 1000, 3793)


def test_text_among_dates_is_missing(tmp_path: Path) -> None:
    days = pd.Series(pd.date_range("2020-01-01", periods=ROWS).strftime("%Y-%m-%d"))
    days[::50] = "0000-00-00"

    plan = planned(table(day=days), tmp_path)
    found = plan.profile.columns[-1]

    assert (found.kind, found.missing, found.marks) == ("time", 8, ["0000-00-00"])
    assert "0000-00-00 means missing" in found.why


def test_days_that_may_be_months_are_noted(tmp_path: Path) -> None:
    days = [f"0{n % 9 + 1}/0{n % 7 + 1}/20{n % 23 + 1:02d}" for n in range(ROWS)]

    assert "day: read as day/month/year" in " ".join(planned(table(day=days), tmp_path).notes)


@pytest.mark.parametrize(("scale", "noted"), [(1, "in seconds"), (1000, "in milliseconds")])
def test_seconds_since_1970_are_noted(scale: int, noted: str, tmp_path: Path) -> None:
    rows = table(ts=(1_700_000_000 + 3_600 * np.arange(ROWS)) * scale)

    assert f"ts: may be a time, {noted} since 1970" in " ".join(planned(rows, tmp_path).notes)


def test_signs_of_money_and_percent_are_units(tmp_path: Path) -> None:
    cost = [f"${1000 + 7 * n:,}" for n in range(ROWS)]
    rate = [f"{n % 90} %" for n in range(ROWS)]

    found = profiled(table(cost=cost, rate=rate), tmp_path)

    assert found.sample["cost"][:2].tolist() == [1000, 1007]
    assert [(c.kind, c.unit) for c in found.columns[2:]] == [("integer", "$"), ("integer", "%")]
    assert (found.columns[2].low, found.columns[2].high) == (1000, 3793)


def test_categories_that_differ_in_case_or_spaces_are_noted(tmp_path: Path) -> None:
    rows = table(sex=RANDOM.choice(["f", "F ", "m"], ROWS))

    assert "sex: 'F ', 'f' differ in case or spaces only" in " ".join(planned(rows, tmp_path).notes)


def test_task_can_be_chosen(tmp_path: Path) -> None:
    rows = table(stars=RANDOM.integers(1, 6, ROWS), rooms=RANDOM.integers(1, 21, ROWS))

    assert planned(rows, tmp_path, "stars").task == "multiclass"
    assert planned(rows, tmp_path, "stars", task="regression").task == "regression"
    assert planned(rows, tmp_path, "rooms").task == "regression"
    assert planned(rows, tmp_path, "rooms", task="classification").task == "multiclass"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_csv_is_read(separator: str, encoding: str, tmp_path: Path) -> None:
    rows = table(größe=RANDOM.choice(["groß", "mäßig", "klein, sehr klein"], ROWS))
    decimal = "," if separator == ";" else "."

    found = profiled(rows, tmp_path, sep=separator, encoding=encoding, decimal=decimal)

    assert [column.name for column in found.columns] == ["size", "label", "größe"]
    assert [column.kind for column in found.columns] == ["number", "text", "text"]
    assert found.sample["size"].tolist() == rows["size"].tolist()
    assert found.columns[2].values == sorted(rows["größe"].unique())


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_compressed_csv_is_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv.gz"
    table(größe=RANDOM.choice(["groß", "mäßig"], ROWS)).to_csv(file, index=False, encoding=encoding)

    found = profile(read(str(file), None))

    assert found.columns[2].values == ["groß", "mäßig"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("name", ["note", "note\n(of the clerk)"])
def test_csv_with_lines_within_quotes_is_read(name: str, ending: str, tmp_path: Path) -> None:
    rows = table(**{name: np.resize(['says "no",\nthen goes', "plain"], ROWS)})

    found = profiled(rows, tmp_path, lineterminator=ending)

    assert found.rows == ROWS
    assert found.columns[2].name == name
    assert found.columns[2].values == ["plain", 'says "no",\nthen goes']


@pytest.mark.parametrize(
    ("target", "task", "positive"),
    [
        (["no", "yes"], "binary", "yes"),
        ([0, 1], "binary", 1),
        ([True, False], "binary", True),
        (["a", "b", "c"], "multiclass", None),
        (RANDOM.normal(size=40).tolist(), "regression", None),
    ],
)
def test_task_follows_from_the_target(
    target: list[Any], task: str, positive: object, tmp_path: Path
) -> None:
    plan = planned(table(y=RANDOM.choice(target, ROWS)), tmp_path, "y")

    assert (plan.task, plan.positive) == (task, positive)


REFUSED: dict[str, tuple[pd.DataFrame, dict[str, Any], str]] = {
    "two rows": (table().head(2), {}, "label: 2 rows with a value are too few"),
    "no such column": (table(), {"target": "labels"}, "no column 'labels'"),
    "none for a column": (table(), {"group": "none"}, "no column 'none'"),
    "the target, left out": (table(), {"ignore": ("label",)}, "label is the target"),
    "the target for a group": (table(), {"group": "label"}, "label is the target"),
    "names for a target": (table(y=[f"n{n}" for n in range(ROWS)]), {"target": "y"}, "too many"),
    "one value": (table(y=1), {"target": "y"}, "nothing to learn"),
    "nothing to learn from": (table()[["label"]], {}, "no column is left"),
    "numbers with bad cells": (
        table(y=[f"{n}" if n % 40 else f"call {n}" for n in range(ROWS)]),
        {"target": "y"},
        "10 cells are not numbers, such as 'call 0'",
    ),
    "hardly any other class": (
        table(y=["rare"] * 4 + ["usual"] * (ROWS - 4)),
        {"target": "y"},
        "fewer than 5 rows are not 'usual'",
    ),
    "texts for a number": (table(), {"task": "regression"}, "regression needs numbers"),
    "a wrong label": (table(), {"positive": "sick"}, "choose one of"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_says_what_to_do(name: str, tmp_path: Path) -> None:
    rows, wishes, sentence = REFUSED[name]

    with pytest.raises(ClickException, match=sentence):
        planned(rows, tmp_path, **wishes)


def test_huge_numbers_are_texts_and_infinite_ones_are_missing(tmp_path: Path) -> None:
    numbers = np.arange(ROWS) * 37
    size = np.where(numbers % 50 == 0, np.inf, numbers * 0.5)
    plan = planned(table(key=1_500_000_000_000_000_000 + numbers, size=size), tmp_path)

    kinds = {column.name: (column.kind, column.role) for column in plan.profile.columns}
    assert kinds["key"] == ("text", "id")
    assert kinds["size"] == ("number", "numeric")
    [size_] = [column for column in plan.profile.columns if column.name == "size"]
    assert np.isfinite(size_.high)


def test_infinite_and_huge_numbers_of_other_formats_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    numbers = np.arange(ROWS)
    rows = table(key=-(2**60) - numbers, load=np.where(numbers % 50 == 0, -np.inf, numbers))
    rows.to_parquet(file)
    found = profile(read(str(file), None))

    plan = decide(found, Wishes("label"), lambda _, default: default)

    assert (role(plan, "key"), role(plan, "load")) == ("left out", "left out")
    with pytest.raises(ClickException, match="holds infinite numbers"):
        decide(found, Wishes("load"), lambda _, default: default)


OTHERS: dict[str, list[Any]] = {
    "durations": pd.to_timedelta(np.arange(ROWS) * 7, unit="s").tolist(),
    "times of day": [time(n % 24, n % 60) for n in range(ROWS)],
    "lists": [[n, 1] for n in range(ROWS)],
    "structures": [{"n": n} for n in range(ROWS)],
    "intervals": pd.interval_range(0, ROWS, ROWS).tolist(),
    "bytes": [b"%d" % n for n in range(ROWS)],
}


@pytest.mark.parametrize("name", OTHERS)
def test_values_that_are_neither_numbers_nor_texts_are_left_out(name: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    table(more=pd.Series(OTHERS[name])).to_parquet(file)

    plan = decide(profile(read(str(file), None)), Wishes("label"), lambda _, default: default)

    assert role(plan, "more") == "left out"
    assert plan.profile.columns[-1].why.startswith("holds values of the type ")


def test_typed_numbers_keep_their_kind(tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    numbers = range(ROWS)
    table(
        price=[Decimal(n) / 100 for n in numbers],
        count=pd.array([None, *numbers[1:]], "UInt64"),
        old=pd.array(np.resize([True, False, None], ROWS), "boolean"),
    ).to_parquet(file)

    found = profile(read(str(file), None)).columns[2:]

    assert [(c.kind, c.missing) for c in found] == [
        ("number", 0),
        ("integer", 1),
        ("flag", ROWS // 3),
    ]


def test_texts_in_json_that_look_like_other_types_stay_texts(tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    keys = [str(UUID(int=2**100 + n)) for n in range(ROWS)]
    clocks = [f"{n % 24:02d}:30:00" for n in range(ROWS)]
    table(key=keys, at=clocks).to_json(file, orient="records")

    found = profile(read(str(file), None))

    assert [column.kind for column in found.columns[2:]] == ["text", "text"]
    assert found.sample["key"].tolist() == keys


@pytest.mark.parametrize("value", [-999, 9999])
def test_single_number_that_may_mean_missing_is_noted(value: int, tmp_path: Path) -> None:
    rows = table()
    rows.loc[7, "size"] = value

    assert f"size: {value} is far from all other numbers" in " ".join(planned(rows, tmp_path).notes)


@pytest.mark.parametrize(("name", "other"), [("region", "north"), ("year", 2026)])
def test_sum_below_the_rows_is_noted(name: str, other: object, tmp_path: Path) -> None:
    rows = table(**{name: [*[other] * (ROWS - 1), "Total"]})

    assert "a row is named 'Total'" in " ".join(planned(rows, tmp_path).notes)


def test_reason_for_an_id_names_the_option_that_keeps_it(tmp_path: Path) -> None:
    rows = table(plz=[f"{n * 31:05d}" for n in RANDOM.permutation(ROWS)])

    plan = planned(rows, tmp_path)

    assert (role(plan, "plz"), "--keep" in plan.profile.columns[-1].why) == ("id", True)
    assert role(planned(rows, tmp_path, keep=("plz",)), "plz") == "many"


def test_columns_of_one_value_that_is_sometimes_missing_are_told_apart(tmp_path: Path) -> None:
    rows = table(
        first=["same", *["same"] * 300, *[None] * 99],
        second=[*[None] * 50, *["same"] * 350],
    )

    cells, _ = literal_rows(planned(rows, tmp_path))

    assert cells["first"] != cells["second"]


def test_bands_of_a_number_are_named_as_people_write_it(tmp_path: Path) -> None:
    price = np.random.default_rng(2).normal(300_000, 50_000, ROWS).round(2)
    plan = planned(table(price=price)[["price", "label"]], tmp_path)

    [band] = segments(plan)

    assert band["groups"] == ["below 280,000", "from 280,000", "from 320,000"]
    assert band["edges"] == ["280_000", "320_000"]


@pytest.mark.parametrize(
    "name", ["*", "build_schema_", "column", "Column", "float", "Series", "to_json", "pd"]
)
def test_name_that_the_schema_needs_is_not_taken(name: str) -> None:
    assert identifier(name) == {"*": "column_", "Column": "Column"}.get(name, f"{name}_")


def test_many_columns_fit_into_the_memory(tmp_path: Path) -> None:
    numbers = np.random.default_rng(3).integers(0, 50, (60, 600))

    found = profiled(pd.DataFrame(numbers).add_prefix("x"), tmp_path)

    assert {column.distinct > 20 for column in found.columns} == {True}
