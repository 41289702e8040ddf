"""The command start writes files that pass the checks, and overwrites nobody's work."""

import gzip
import re
import runpy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner, Result
from ml_start import cli
from ml_start.deciding import Wishes, decide
from ml_start.profiling import profile
from ml_start.reading import Source, read
from ml_start.writing import Project, identifier, texts

from tests.support import append, attempt, commit, copy_template, edit, files, render, run

RANDOM = np.random.default_rng(0)


def patients(rows: int = 400) -> pd.DataFrame:
    """Make a table with a class, names that are no identifiers, and missing values."""
    age = RANDOM.integers(20, 90, rows)
    noisy = age + RANDOM.normal(0, 15, rows)
    return pd.DataFrame(
        {
            "patient id": [f"Ms {n}" for n in range(rows)],
            "age (years)": age,
            "class": RANDOM.choice(["first", "second", "third"], rows),
            "Île": pd.Series(RANDOM.choice(["a", "b", ""], rows)),
            "town": RANDOM.choice([f"town {n}" for n in range(60)], rows),
            "smokes": RANDOM.choice([True, False], rows),
            "outcome": np.where(noisy > 55, "ill", "well"),
        }
    )


TASKS = {
    "binary": (patients(), "outcome"),
    "multiclass": (patients(), "class"),
    "regression": (patients(), "age (years)"),
    "by time": (
        pd.DataFrame(
            {
                "day": pd.date_range("2020-01-01", periods=300).astype(str),
                "sold": 50 + 9 * np.sin(np.arange(300) / 58) + RANDOM.normal(size=300),
            }
        ),
        "sold",
    ),
}


@pytest.fixture(autouse=True)
def fresh(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Render a project, which is the working directory."""
    project = render(source, tmp_path / "project", preset="minimal", task="classification")
    monkeypatch.chdir(project)
    return project


def start(rows: pd.DataFrame, target: str, *options: str, name: str = "rows.csv") -> Result:
    """Run the command on a table."""
    rows.to_csv(name, index=False)
    return CliRunner().invoke(cli.main, [name, "--target", target, *options])


@pytest.mark.parametrize("task", TASKS)
def test_written_files_pass_the_linter(task: str, fresh: Path) -> None:
    rows, target = TASKS[task]

    result = start(rows, target)

    assert result.exit_code == 0, result.output
    for command in (["check"], ["format", "--check"]):
        done = attempt("ruff", *command, "--no-cache", "src", "tests", cwd=fresh)
        assert done.returncode == 0, done.stdout
    written = b"\n".join(files(fresh / "src/ml_project/domain").values()).decode()
    assert not re.search("tumour|malignant|diabet|Biops|Patients", written)


def test_sample_has_no_text_of_a_person() -> None:
    start(TASKS["binary"][0], "outcome")

    sample = pd.read_parquet("tests/domain/sample.parquet")

    assert len(sample) == 300
    assert set(sample["patient id"]) == {f"row-{n}" for n in range(1, 301)}
    assert sample["town"].str.fullmatch(r"text-\d+").all()


def test_sample_can_be_made_up() -> None:
    rows, target = TASKS["regression"]
    start(rows, target, "--no-sample")

    sample = pd.read_parquet("tests/domain/sample.parquet")

    assert len(sample) == 300
    assert not sample["age (years)"].equals(rows["age (years)"].head(300))


def test_plan_writes_nothing(fresh: Path) -> None:
    before = files(fresh)

    result = start(*TASKS["binary"], "--plan")

    assert "identifies" in result.output or "never a feature" in result.output
    assert {name: text for name, text in files(fresh).items() if name != "rows.csv"} == before


def test_fresh_render_is_untouched(fresh: Path) -> None:
    written = start(*TASKS["binary"], "--plan")
    assert written.exit_code == 0
    data = read("rows.csv", None)
    plan = decide(profile(data), Wishes("outcome"), lambda _, default: default)
    project = Project(fresh)

    assert project.edited([*texts(plan, data, project)]) == []


def test_own_work_is_not_overwritten_before_it_is_committed(fresh: Path) -> None:
    schema = fresh / "src/ml_project/domain/schema.py"
    append(schema, "\nMINE = 1\n")

    refused = start(*TASKS["binary"])

    assert refused.exit_code == 4
    assert "src/ml_project/domain/schema.py" in refused.output.splitlines()[-1]
    assert "MINE" in schema.read_text(encoding="utf-8")

    commit(fresh)
    assert start(*TASKS["binary"]).exit_code == 0


def test_second_run_shows_what_changes() -> None:
    start(*TASKS["binary"])

    assert "+++" not in start(*TASKS["binary"]).output
    changed = start(*TASKS["binary"], "--ignore", "town").output
    assert '\n-    town: Series[str] = column("Town.")\n' in changed


def test_database_is_read_and_named_in_the_configuration(
    fresh: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"sqlite+pysqlite:///{fresh}/rows.db"
    TASKS["binary"][0].to_sql("people", address, index=False)
    monkeypatch.setattr("ml_start.cli.NEEDS", {})

    result = CliRunner().invoke(cli.main, [address, "--target", "outcome"])

    assert result.exit_code == 0, result.output
    written = yaml.safe_load((fresh / "confs/ingest.yaml").read_text(encoding="utf-8"))
    assert written["source"] == address


def test_query_may_hold_colons(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite+pysqlite:///{fresh}/rows.db"
    patients(100).assign(note=["a :b", "c::d \\:e"] * 50).to_sql("people", address, index=False)
    monkeypatch.setattr("ml_start.cli.NEEDS", {})
    query = "select * from people where note = 'c::d \\:e' and outcome <> ' :ill'"

    result = CliRunner().invoke(cli.main, [address, "--target=age (years)", "--table", query])

    assert result.exit_code == 0, result.output
    read = runpy.run_path("src/ml_project/io/source.py")["read"]
    assert len(pd.concat(read(address))) == 50


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rows.csv", "--target", "outcomes"], 2),
        (["rows.csv"], 2),
        (["rows.csv", "--target", "outcome", "--positive", "sick"], 2),
        (["none.csv", "--target", "outcome"], 3),
        (["pyproject.toml", "--target", "outcome"], 3),
        (["rows.csv", "--target", "smokes", "--ignore", "smokes"], 2),
    ],
)
def test_exit_code_tells_options_from_data(arguments: list[str], code: int) -> None:
    patients().to_csv("rows.csv", index=False)

    assert CliRunner().invoke(cli.main, arguments).exit_code == code


def test_start_outside_of_a_project_is_a_wrong_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = start(*TASKS["binary"])

    assert (result.exit_code, "folder of your project" in result.output) == (2, True)


def test_no_file_holds_the_password_of_a_database(fresh: Path) -> None:
    TASKS["binary"][0].to_csv("rows.csv", index=False)
    data = read("rows.csv", None)
    address = "postgresql://ada:secret@example.org/people"
    data = replace(data, source=Source("sql", address, "people"))
    plan = decide(profile(data), Wishes("outcome"), lambda _, default: default)

    written = texts(plan, data, Project(fresh))

    assert "ada@example.org/people" in written["confs/ingest.yaml"]
    assert "secret" not in "".join(written.values())


def test_free_text_is_neither_shown_nor_written(fresh: Path) -> None:
    rows = patients().assign(report=[f"The patient {n} came by train and left" for n in range(400)])

    shown = start(rows, "outcome").output

    assert "free text" in shown
    written = b"".join(files(fresh / "src").values()) + b"".join(files(fresh / "tests").values())
    for private in ("by train", "Ms 1", "town 1"):
        assert private not in shown
        assert private.encode() not in written


@pytest.mark.slow
@pytest.mark.parametrize("place", ["folder", "git address"])
def test_recipe_runs_the_start_of_the_template_also_offline(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = copy_template(tmp_path / "template")
    commit(template, "v1.0.0")
    source = f"git+{template.as_uri()}" if place == "git address" else template
    project = render(source, tmp_path / "made", version="HEAD", preset="minimal")

    for offline in ("0", "1"):
        monkeypatch.setenv("UV_OFFLINE", offline)
        assert "--target" in run("uv", "run", "just", "start", "--help", cwd=project)


@pytest.mark.slow
def test_no_column_takes_a_name_of_the_schema_class(fresh: Path) -> None:
    command = "import pandera.pandas as pa; print(*dir(pa.DataFrameModel))"

    names = run("uv", "run", "python", "-c", command, cwd=fresh).split()

    assert "to_schema" in names
    assert not set(names) & set(map(identifier, names))


FAULTS = {
    "a sign": ("features", "np.sin(season)", "-np.sin(season)"),
    "a column": ("features", 'rows["age (years)"]', 'rows["weight"]'),
    "a category of the schema": ("schema", 'isin=["first", ', "isin=["),
    "a rank": ("features", '"first": 0, "second": 1', '"first": 1, "second": 0'),
}


@pytest.mark.slow
@pytest.mark.nightly
def test_generated_tests_find_faults(fresh: Path) -> None:
    days = pd.date_range("2020-01-01", periods=400).astype(str)
    start(patients().assign(day=days, weight=RANDOM.normal(70, 9, 400)), "outcome")
    command = ("uv", "run", "pytest", "-q", "tests/domain")
    run(*command, cwd=fresh)

    for name, old, new in FAULTS.values():
        path = fresh / f"src/ml_project/domain/{name}.py"
        text = path.read_text(encoding="utf-8")
        assert old in text
        edit(path, text.replace(old, new, 1))
        assert attempt(*command, cwd=fresh).returncode == 1, old
        edit(path, text)


@pytest.mark.parametrize("form", ["%d.%m.%Y", "%Y-%m-%d"])
def test_source_keeps_what_it_cannot_read_for_the_schema_to_refuse(form: str) -> None:
    days = pd.date_range("2026-01-01", periods=60).strftime(form)
    rows = pd.DataFrame({"day": days, "size": [n * 7 % 13 for n in range(60)], "price": range(60)})
    assert start(rows, "price", "--time", "day").exit_code == 0
    rows = rows.astype(object)
    rows.loc[7, ["day", "size"]] = "soon", "large"
    rows.to_csv("rows.csv", index=False)

    [read] = runpy.run_path("src/ml_project/io/source.py")["read"]("rows.csv")

    assert list(read.loc[7, ["day", "size"]]) == ["soon", "large"]
    assert str(read["day"][8]).startswith("2026-01-09")


def test_bad_number_among_decimal_commas_costs_one_row() -> None:
    rows = pd.DataFrame({"size": [n * 7 % 13 + 0.5 for n in range(60)], "price": range(60)})
    rows.to_csv("rows.csv", index=False, sep=";", decimal=",")
    assert CliRunner().invoke(cli.main, ["rows.csv", "--target", "price"]).exit_code == 0
    rows = rows.astype(object)
    rows.loc[7, "size"] = "large"
    rows.to_csv("rows.csv", index=False, sep=";", decimal=",")
    text = Path("rows.csv").read_text(encoding="utf-8")
    Path("rows.csv").write_text(re.sub(r"(\d)\.5", r"\1,5", text), encoding="utf-8")

    [read] = runpy.run_path("src/ml_project/io/source.py")["read"]("rows.csv")

    assert read["size"][7] == "large"
    assert pd.to_numeric(read["size"].drop(index=7)).tolist() == rows["size"].drop(7).tolist()


@pytest.mark.parametrize(
    "name",
    [
        *("rows.csv", "rows.json", "rows.jsonl", "rows.parquet", "rows.xlsx"),
        *("rows.csv.gz", "rows.json.gz", "rows.jsonl.gz"),
    ],
)
@pytest.mark.parametrize("target", ["outcome", "age (years)"])
def test_source_reads_new_rows_without_the_target(
    name: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ml_start.cli.NEEDS", {})
    rows = patients(100)
    old = rows.astype({target: object})
    old.loc[3, target] = None
    written: dict[str, Callable[[pd.DataFrame], None]] = {
        "csv": lambda table: table.to_csv(name, index=False),
        "parquet": lambda table: table.to_parquet(name),
        "json": lambda table: table.to_json(name, orient="records"),
        "jsonl": lambda table: table.to_json(name, orient="records", lines=True),
        "xlsx": lambda table: table.to_excel(name, index=False),
    }
    write = written[name.split(".")[1]]
    write(old)
    result = CliRunner().invoke(cli.main, [name, "--target", target, "--keep", "town"])
    assert result.exit_code == 0, result.output
    read = runpy.run_path("src/ml_project/io/source.py")["read"]
    assert len(pd.concat(read(name))) == 99

    write(rows.drop(columns=target))

    [new] = read(name)
    assert len(new) == 100
    assert target not in new


@pytest.mark.parametrize("name", ["csv", "excel"])
def test_codes_keep_their_zeros(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml_start.cli.NEEDS", {})
    codes = ["00123", "00456", "07000", "12345"] * 25
    file = {"csv": "rows.csv", "excel": "rows.xlsx"}[name]
    getattr(patients(100).assign(code=codes), f"to_{name}")(file, index=False)

    result = CliRunner().invoke(cli.main, [file, "--target", "outcome"])

    assert result.exit_code == 0, result.output
    [rows] = runpy.run_path("src/ml_project/io/source.py")["read"](file)
    assert rows["code"].tolist() == codes


def test_numbers_and_texts_may_mix_in_a_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ml_start.cli.NEEDS", {})
    mixed = [f"{n},5" if n % 3 else n for n in range(1, 101)]
    marked = ["unknown" if n % 20 == 0 else n % 13 for n in range(100)]
    patients(100).assign(mixed=mixed, marked=marked).to_excel("rows.xlsx", index=False)

    result = CliRunner().invoke(cli.main, ["rows.xlsx", "--target", "outcome"])

    assert result.exit_code == 0, result.output
    [read] = runpy.run_path("src/ml_project/io/source.py")["read"]("rows.xlsx")
    assert read["mixed"].astype(float)[:3].tolist() == [1.5, 2.5, 3]
    assert read["marked"].isna().sum() == 5


@pytest.mark.parametrize("name", ["rows.parquet", "rows.json", "rows.xlsx", "rows.db"])
def test_text_for_missing_is_missing_in_each_format(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ml_start.cli.NEEDS", {})
    rows = patients(100).assign(ward=["?", "north", "south", "NA"] * 25)
    writers: dict[str, Callable[[], object]] = {
        "rows.parquet": lambda: rows.astype({"ward": "category"}).to_parquet(name),
        "rows.json": lambda: rows.to_json(name, orient="records"),
        "rows.xlsx": lambda: rows.to_excel(name, index=False),
        "rows.db": lambda: rows.to_sql("rows", f"sqlite:///{name}", index=False),
    }
    writers[name]()

    result = CliRunner().invoke(cli.main, [name, "--target", "outcome"])

    assert "│ north, south " in result.output
    [read] = runpy.run_path("src/ml_project/io/source.py")["read"](name)
    assert read["ward"].isna().sum() == 50


def test_index_of_a_parquet_file_is_a_column() -> None:
    rows = patients(100).set_index("age (years)")
    rows.to_parquet("rows.parquet")

    result = CliRunner().invoke(cli.main, ["rows.parquet", "--target", "outcome"])

    assert result.exit_code == 0, result.output
    [read] = runpy.run_path("src/ml_project/io/source.py")["read"]("rows.parquet")
    assert read["age (years)"].tolist() == rows.index.tolist()


def test_results_of_another_target_are_named() -> None:
    Path("registry").mkdir()
    line = "rm -rf registry data/kept data/history.jsonl"

    assert line in start(*TASKS["binary"]).output
    assert line not in start(*TASKS["binary"]).output
    assert line in start(*TASKS["multiclass"]).output


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b" \n" * 20])
def test_list_of_objects_may_follow_a_mark_or_spaces(before: bytes) -> None:
    values = [n % 13 + 0.25 for n in range(40)]
    objects = ", ".join(f'{{"a": {value}, "b": {value % 7}}}' for value in values)
    Path("rows.json").write_bytes(before + f"[{objects}]".encode())

    result = CliRunner().invoke(cli.main, ["rows.json", "--target", "b"])

    assert result.exit_code == 0, result.output
    [read] = runpy.run_path("src/ml_project/io/source.py")["read"]("rows.json")
    assert read["a"].tolist() == values


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("open end.csv", b"a,b\n" + b'1,"2\n3"\n' * 50 + b'1,"2\n', "EOF inside string"),
        (
            "open name.csv",
            b'a,"b\nc",b\n' + b"1,2,3\n" * 50 + b'1,"2,3\n' + b'1,"2",3\n' * 9,
            "unterm",
        ),
        ("cut.csv.gz", gzip.compress(bytes(range(200)))[:99], "Compressed file ended before"),
        ("no.csv.gz", b"a,b\n1,2\n", "Not a gzipped file"),
        ("rows.parquet.gz", gzip.compress(b"PAR1"), "Unpack it by gunzip"),
        (
            "title.csv",
            b"# exported by a program\na,b\n1,2\n3,4\n",
            "Line: 2. Expected Number of Col",
        ),
        (
            "odd.csv",
            b"a,b\n" + b"1,2\n" * 50 + b"1,2,3\n" + b"1,2\n" * 50,
            "Line: 52. Expected Num",
        ),
        ("open.csv", b"a,b\n" + b"1,2\n" * 50 + b'1,"2\n' + b"1,2\n" * 50, "unterminated quote"),
        ("empty.csv", b"a,b\n", "there are no rows to learn from"),
        ("cut.xlsx", b"PK\3\4 and no more", "is not a zip file"),
        ("cut.parquet", b"PAR1 and no more", "cannot be read"),
        ("cut.json", b'[{"a": 1, "b": 2}, {"a"', "Malformed JSON"),
        ("cut.jsonl", b'{"a": 1, "b": 2}\n{"a": 1, "b"', "Malformed JSON"),
        ("cut.db", b"SQLite format 3\0 and no more", "is not a database"),
    ],
)
def test_damaged_file_is_refused_in_one_sentence(name: str, content: bytes, message: str) -> None:
    Path(name).write_bytes(content)

    result = CliRunner().invoke(cli.main, [name, "--target", "b"])

    assert isinstance(result.exception, SystemExit)
    assert message in result.output
    assert len(result.output.splitlines()) == 1
    assert result.exit_code == 3


def test_missing_database_is_not_created() -> None:
    result = CliRunner().invoke(cli.main, ["sqlite:///new.db", "--target", "b"])

    assert "new.db: no such file" in result.output
    assert not Path("new.db").exists()


def test_title_above_the_header_of_a_workbook_is_named() -> None:
    patients(30).to_excel("rows.xlsx", index=False, startrow=3)
    book = pd.read_excel("rows.xlsx", header=None)
    book.iloc[0, 0] = "Report"
    book.to_excel("rows.xlsx", index=False, header=False)

    result = CliRunner().invoke(cli.main, ["rows.xlsx", "--target", "outcome"])

    assert "Remove the lines above the header" in result.output
