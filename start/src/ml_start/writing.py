"""The files of a project, written from a plan."""

import hashlib
import json
import keyword
import math
import random
import re
import shutil
import subprocess
import tempfile
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd
import ruff
import yaml

from ml_start.deciding import ROLES, Plan
from ml_start.errors import UsageError
from ml_start.profiling import SIGNS, Column
from ml_start.reading import MISSING, Data

HERE = Path(__file__).parent
SHIPPED = HERE / "shipped"
WRITTEN = Path("data/start.json")
"""Digests of what was written, in a folder that git ignores."""
RESERVED = {
    *("Config", "build_schema_", "copy", "empty", "example", "from_json", "from_yaml"),
    *("get_metadata", "pydantic_validate", "strategy"),
    *("to_json", "to_json_schema", "to_schema", "to_yaml"),
    *("Annotated", "Series", "bool", "column", "float", "int", "pd", "str", "validate"),
}
"""Names that no column of a schema may have: its class has them, or its lines use them."""
UNITS = re.compile(r"_(mm|cm|m|km|mg|g|kg|ms|s|usd|eur|pct)$")


@dataclass(frozen=True)
class Project:
    """A rendered project."""

    folder: Path

    @property
    def package(self) -> str:
        """The name of its package."""
        return str(self.answers["package_name"])

    @property
    def answers(self) -> dict[str, Any]:
        """The answers to the questions of the template."""
        try:
            text = (self.folder / ".copier-answers.yml").read_text(encoding="utf-8")
        except OSError as error:
            raise UsageError("run this in the folder of your project") from error
        answers: dict[str, Any] = yaml.safe_load(text)
        return answers

    def shipped(self, path: str) -> set[str]:
        """Return the texts that a file of a new project can have, one for each task."""
        inner = path.removeprefix(f"src/{self.package}/")
        found = [*tasks().glob(f"*/{inner}"), SHIPPED / Path(inner).name]
        if not SHIPPED.exists():  # in a checkout of the template
            template = HERE.parents[2] / "template"
            found += [template / inner, template / f"{inner}.jinja"]
        texts = (file.read_text(encoding="utf-8") for file in found if file.exists())
        return {text.replace("{{ package_name }}", self.package) for text in texts}

    def edited(self, paths: list[str]) -> list[str]:
        """List the files whose content is neither in git, nor shipped, nor written by us."""
        record = self.folder / WRITTEN
        known = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
        return [
            path
            for path in paths
            if (file := self.folder / path).exists()
            and known.get(path) != digest(file.read_bytes())
            and not self._committed(path)
            and (
                file.suffix == ".parquet"
                or file.read_text(encoding="utf-8") not in self.shipped(path)
            )
        ]

    def _committed(self, path: str) -> bool:
        command = ["git", "status", "--porcelain", "--ignored", "--", path]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        return done.returncode == 0 and not done.stdout


def tasks() -> Path:
    """Return the folder with the first files of new projects, by task."""
    return SHIPPED / "tasks" if SHIPPED.exists() else HERE.parents[2] / "variants/tasks"


def digest(content: bytes) -> str:
    """Return the SHA-256 of the content of a file."""
    return hashlib.sha256(content).hexdigest()


def texts(plan: Plan, data: Data, project: Project) -> dict[str, str]:
    """Write all text files, by path; they are not formatted yet."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=False,  # noqa: S701 - Python and Markdown, no HTML
        keep_trailing_newline=True,
        lstrip_blocks=True,
        trim_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "literal": literal,
        "plain": lambda text: re.sub(r"[\\\"\n\r]", " ", text),
        "rows_of": lambda name, cells: literal({name: cells}),
    }
    known = facts(plan, data, project)
    package, source = f"src/{project.package}", f"src/{project.package}/io/source.py"
    written = {source: "source.py", "tests/io/test_source.py": "test_source.py"}
    for name in ("features.py", "problem.py", "schema.py", "segments.py", "CARD.md"):
        written[f"{package}/domain/{name}"] = f"domain/{name}"
    for name in ("features", "schema", "segments"):
        written[f"tests/domain/test_{name}.py"] = f"tests_domain/test_{name}.py"
    files = shipped_files(plan, project)
    if plan.task == "multiclass":
        for name in ("metrics", "plots"):
            written[f"{package}/domain/{name}.py"] = f"domain/{name}.py"
        written["tests/domain/test_metrics.py"] = "tests_domain/test_metrics.py"
    for path, name in written.items():
        files[path] = environment.get_template(f"{name}.jinja").render(known)
    ingest = next(iter(project.shipped("confs/ingest.yaml")))
    address = yaml.safe_dump(data.source.public_address, allow_unicode=True, width=1000)
    files["confs/ingest.yaml"] = ingest.replace("source: ''", f"source: {address.splitlines()[0]}")
    return files


def shipped_files(plan: Plan, project: Project) -> dict[str, str]:
    """Return the files that differ from those of a new project in a few words only."""
    folder = tasks() / ("regression" if plan.task == "regression" else "classification")
    names = ["domain/metrics.py", "domain/models.py", "domain/params.py", "domain/plots.py"]
    edits = dict(MULTICLASS) if plan.task == "multiclass" else {}
    if plan.task == "binary":
        other = next(value for value in plan.target.counts if value != plan.positive)
        edits[METRICS_TEST] = {
            '"malignant", "benign"': f"{plan.positive!r}, {other!r}".replace("\\", r"\\")
        }
    large = plan.counted >= 5_000
    sizes = {"learning_rate": 0.1 if large else 0.05, "max_leaf_nodes": 31 if large else 15}
    train = {f"(    {name}: ).*": rf"\g<1>{value}" for name, value in sizes.items()}
    train["(    max_iter: ).*"] = r"\g<1>200"
    if plan.counted >= 200:
        train["(?m)^model: .*"] = "model: gradient_boosting"
    edits["confs/train.yaml"] = edits.get("confs/train.yaml", {}) | train
    files = {}
    for name in [*names, "confs/train.yaml", METRICS_TEST]:
        text = (folder / name).read_text(encoding="utf-8")
        text = text.replace("{{ package_name }}", project.package)
        place = f"src/{project.package}/{name}" if name.startswith("domain") else name
        files[place] = edited(text, edits.get(name, {}))
    return files


def edited(text: str, edits: Mapping[str, str]) -> str:
    """Replace patterns that must be in a text of the template."""
    for pattern, new in edits.items():
        text, count = re.subn(pattern, new, text)
        if not count:
            raise ValueError(f"{pattern!r} is not in a file of the template")
    return text


METRICS_TEST = "tests/domain/test_metrics.py"
MULTICLASS = {
    "domain/params.py": {
        r"(?s)    threshold: .*?\n    \)\n": "",
        r"self\.model_dump\(exclude=.*?\)": "self.model_dump()",
    },
    "domain/models.py": {
        r"from sklearn\.model_selection import FixedThresholdClassifier\n": "",
        r"from \S+schema import POSITIVE\n": "",
        "import make_pipeline": "import Pipeline, make_pipeline",
        "-> FixedThresholdClassifier": "-> Pipeline",
        r"(?s)    It predicts the positive class.*?\n\n": "",
        r"    model = make_pipeline": "    return make_pipeline",
        r"(?s)    return FixedThresholdClassifier\(.*?\n    \)\n": "",
    },
    "confs/train.yaml": {r" *# The probability from.*\n *threshold: .*\n": ""},
}
"""Edits that remove the threshold and the positive class, for more than two classes."""


def literal(value: Any) -> str:
    """Write a value as Python does; the formatter chooses the quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    if isinstance(value, pd.Timestamp):
        return f"pd.Timestamp({str(value).removesuffix(' 00:00:00')!r})"
    return 'float("nan")' if value != value else repr(value)  # noqa: PLR0124 - NaN alone


def number(value: float) -> str:
    """Write a limit."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):_}" if abs(value) >= 10_000 else str(int(value))
    return repr(float(value))


def outward(value: float, up: bool) -> float:
    """Round up or down to one significant digit."""
    if value == 0:
        return 0.0
    power = 10.0 ** math.floor(math.log10(abs(value)))
    return float(f"{(math.ceil if up else math.floor)(value / power) * power:.6g}")


def identifier(name: str) -> str:
    """Return a Python identifier for a name, unchanged if it is one."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", unicodedata.normalize("NFKC", name))
    if plain != name or not name.isidentifier() or name.startswith("_"):
        plain = re.sub(r"\W+", "_", plain).strip("_").lower()
    plain = plain if plain.isidentifier() else f"column_{plain}".rstrip("_")
    return f"{plain}_" if keyword.iskeyword(plain) or plain in RESERVED else plain


def facts(plan: Plan, data: Data, project: Project) -> dict[str, Any]:
    """Return all that the templates need."""
    source, profile = data.source, plan.profile
    names = unique(
        {c.name: identifier(c.name) for c in plan.kept}, {plan.id} if plan.numbered else set()
    )
    title = source.public_address if source.kind == "sql" else Path(source.address).name
    stem = re.sub(r"\W|_", " ", Path(source.address).stem).title().replace(" ", "")
    schema = stem if source.kind != "sql" and stem.isidentifier() and stem.isascii() else "Rows"
    columns = [described(c, names[c.name], plan) for c in plan.kept]
    cells, values = literal_rows(plan)
    csv = source.kind == "csv"
    times = [c for c in plan.kept if c.kind == "time" and c.format]
    dates = {c.format for c in times} - {"ISO8601"}
    return {
        "plan": plan,
        "package": project.package,
        "source": {"title": title, "table": source.table},
        "kind": source.kind,
        "options": source.csv,
        "query": source.query if source.kind in ("sqlite", "sql") else None,
        "decimal": profile.decimal,
        "thousands": profile.thousands,
        "schema": "Rows" if schema in ("Any", "Series") else schema,
        "columns": columns,
        "needs_pandas": any("pd." in c["annotation"] for c in columns),
        "features": [c["feature"] for c in columns if c["role"] in ROLES],
        "categories": [c.name for c in plan.having("category", "many")],
        "orders": {
            c.name: {value: rank for rank, value in enumerate(c.values)}
            for c in plan.having("order")
        },
        "hours": hours(plan),
        "calendar": bool(plan.having("time", "calendar")),
        "segments": segments(plan),
        "listed": [c for c in columns if "isin" in c["rules"]],
        "literal_rows": cells,
        "literal_features": values,
        "texts": [c.name for c in plan.kept if c.kind == "text" or c.format],
        "numbers": [c.name for c in plan.kept if c.is_number],
        "missing": MISSING,
        "marks": {c.name: c.marks for c in plan.kept if c.marks},
        "marked": [] if csv else [c for c in plan.kept if c.marks or "TRY" in c.number],
        "signs": SIGNS if any(c.unit for c in plan.kept) else "",
        "sentinels": [c for c in plan.kept if c.sentinel is not None],
        "times": times,
        "date_format": dates.pop() if len(dates) == 1 else None,
    }


def unique(names: Mapping[str, str], taken: Collection[str] = ()) -> dict[str, str]:
    """Number the names that occur twice."""
    result: dict[str, str] = {}
    for key, name in names.items():
        candidates = [name, *(f"{name}{number}" for number in range(2, len(names) + 3))]
        used = {*taken, *result.values()}
        result[key] = next(candidate for candidate in candidates if candidate not in used)
    return result


def described(column: Column, attribute: str, plan: Plan) -> dict[str, Any]:
    """Return how a column is written in the schema and in the features."""
    nullable = column.missing > 0 and column is not plan.target
    annotation = {
        "integer": "float" if nullable else "int",
        "number": "float",
        "flag": "pd.BooleanDtype" if nullable else "bool",
        "time": 'Annotated[pd.DatetimeTZDtype, "ns", "UTC"]' if column.zoned else "pd.Timestamp",
        "text": "str",
    }[column.kind]
    name, quoted = column.name, literal(column.name)
    unit = UNITS.search(name)
    sign = column.unit or (unit[1] if unit else "")
    words = name.removesuffix(unit[0]) if unit else name
    words = " ".join(words.replace("_", " ").split()).rstrip(".") or "column"
    meaning = f"{words[0].upper()}{words[1:]}{', which is predicted' * (column is plan.target)}."
    rules = [literal(meaning)]
    if sign:
        rules.append(f"unit={literal(sign)}")
    if nullable:
        rules.append("nullable=True")
    is_class = column is plan.target and plan.task != "regression"
    if (column.role in ("category", "order") or is_class) and column.kind != "flag":
        rules.append(f"isin={literal(column.values)}")
    elif column.is_number and column.role != "id" and math.isfinite(column.low):
        rules += limits(column)
    if attribute != name:
        rules.append(f"alias={quoted}")
    cell = f"rows[{quoted}]"
    missing = '.fillna("missing")' if nullable or column.role == "many" else ""
    feature = {
        "flag": f"{quoted}: {cell}.astype(float)",
        "category": f"{quoted}: {cell}{missing}",
        "many": f"{quoted}: {cell}{missing}",
        "order": f"{quoted}: {cell}.map(ORDERS[{quoted}]).astype(float)",
        "calendar": f"**_calendar({quoted}, {cell})",
        "time": f"**_calendar({quoted}, {cell})",
    }.get(column.role, f"{quoted}: {cell}")
    return {
        "name": name,
        "role": column.role,
        "attribute": attribute,
        "annotation": annotation,
        "rules": ", ".join(rules),
        "feature": feature,
        "values": column.values,
    }


def limits(column: Column) -> Iterator[str]:
    """Yield rules for a number: twice as wide as the data, and not below 0 if they are not."""
    span = column.high - column.low or abs(column.high) or 1.0
    low = 0.0 if column.low >= 0 else outward(column.low - span, up=False)
    share = column.low >= 0 and column.high <= 1 and column.kind == "number"
    high = 1.0 if share else outward(max(column.high + span / 2, 2 * column.high), up=True)
    yield f"ge={number(low)}"
    yield f"le={number(high)}"


def segments(plan: Plan) -> list[dict[str, Any]]:
    """Choose up to three groupings of the rows, each with examples and their groups."""
    found: list[dict[str, Any]] = [
        {"name": c.name, "groups": c.values, "cells": c.values}
        for c in plan.having("category", "order", "flag")
        if 2 <= c.distinct <= 10
    ]
    found = found[:3] or [*bands(plan), *quarters(plan)][:1]
    names = unique({s["name"]: f"by_{identifier(s['name']).strip('_').lower()}" for s in found})
    return [
        {"cell": f"rows[{literal(s['name'])}]", "function": names[s["name"]], "title": s["name"]}
        | s
        for s in found
    ]


def bands(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield groupings by a number, in two or three bands."""
    for c in plan.having("numeric"):
        thirds = plan.profile.sample[c.name].quantile([1 / 3, 2 / 3])
        cuts = sorted(v for v in {float(f"{v:.2g}") for v in thirds} if c.low < v <= c.high)
        if cuts:
            labels = [f"below {cuts[0]:,.9g}", *(f"from {cut:,.9g}" for cut in cuts)]
            edges = [number(cut) for cut in cuts]
            yield {"name": c.name, "edges": edges, "cells": [c.low, *cuts], "groups": labels}


def quarters(plan: Plan) -> Iterator[dict[str, Any]]:
    """Yield groupings by the quarter of the year."""
    for c in plan.having("time", "calendar"):
        cells = [pd.Timestamp("2026-03-31"), pd.Timestamp("2026-04-01")]
        cell = f"pd.Series(rows[{literal(c.name)}].dt.quarter)"
        title = f"quarter of {c.name}"
        yield {"name": c.name, "title": title, "cell": cell, "cells": cells, "groups": [1, 2]}


def literal_rows(plan: Plan) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Make up the fewest rows, from 3 to 40, in which all columns differ, and their features.

    Columns that have the same single value cannot differ.
    """
    rng = random.Random(0)  # noqa: S311 - no secret
    columns = plan.having(*ROLES)
    for size in range(3, 41):
        rows = {column.name: made_up(column, plan, size, rng) for column in columns}
        features = [featured(column, rows[column.name], hours(plan)) for column in columns]
        if len({repr([*values.values()]) for values in features}) == len(columns):
            break
    return rows, {name: cells for values in features for name, cells in values.items()}


def made_up(column: Column, plan: Plan, size: int, rng: random.Random) -> list[Any]:
    """Return values that a column may have, drawn independently of other columns."""
    known = plan.profile.sample[column.name].dropna()
    if column.role == "many":
        choices: list[Any] = [f"text-{n}" for n in range(1, 8)]
    elif column.kind == "flag":
        choices = [True, False]
    elif column.role in ("category", "order"):
        choices = column.values
    else:
        kinds: dict[str, Any] = {"integer": int, "time": lambda time: time.floor("min")}
        as_written = kinds.get(column.kind, float)
        choices = known.drop_duplicates().sort_values().tolist()
        choices = [as_written(value) for value in choices[:: max(1, len(choices) // 20)]]
    cells = [rng.choice(choices) for _ in range(size)]
    if column.missing and column.role == "category":
        cells[rng.randrange(size)] = None
    return cells


def hours(plan: Plan) -> bool:
    """Return whether any time is more exact than a day."""
    times = [plan.profile.sample[c.name].dropna() for c in plan.having("time", "calendar")]
    return any((values != values.dt.normalize()).any() for values in times)


def featured(column: Column, cells: list[Any], hour: bool) -> dict[str, list[Any]]:
    """Return the features of a column, computed independently of the code that is written."""
    if column.role == "flag":
        return {column.name: [float(v) for v in cells]}
    if column.role == "order":
        return {column.name: [float(column.values.index(v)) for v in cells]}
    if column.kind != "time":
        return {column.name: ["missing" if v is None else v for v in cells]}
    rows = [calendar(time) for time in cells]
    return {
        f"{column.name}: {name}": [round(row[name], 9) for row in rows]
        for name in rows[0]
        if hour or name != "hour"
    }


def calendar(time: pd.Timestamp) -> dict[str, float]:
    """Return the features of a time."""
    angle = 2 * math.pi * time.day_of_year / 365.25
    return {
        "year": time.year + time.day_of_year / 366,
        "sine of the year": math.sin(angle),
        "cosine of the year": math.cos(angle),
        "sine of half a year": math.sin(2 * angle),
        "cosine of half a year": math.cos(2 * angle),
        "weekday": float(time.day_of_week),
        "hour": time.hour + time.minute / 60,
    }


def formatted(texts: dict[str, str], project: Project) -> dict[str, str]:
    """Format Python as the project does; what its linter cannot fix gets a `noqa` comment."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(project.folder / "pyproject.toml", folder)
        for path, text in texts.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        ours = f'lint.isort.known-first-party = ["{project.package}"]'
        compact = "format.skip-magic-trailing-comma = true"
        for options in ("check --fix-only", "format", "check --add-noqa", "format"):
            command = [ruff.find_ruff_bin(), *options.split(), "--no-cache", "--quiet", "."]
            command += ["--config", compact if options == "format" else ours]
            subprocess.run(command, cwd=folder, capture_output=True, check=False)
        return {path: (folder / path).read_text(encoding="utf-8") for path in texts}
