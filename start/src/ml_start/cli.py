"""The command: show what is in the data, ask, and write the files."""

import difflib
import json
import subprocess
import sys
from pathlib import Path

import click
import duckdb
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ml_start import sampling, writing
from ml_start.deciding import Plan, Wishes, decide
from ml_start.errors import RefusedError
from ml_start.profiling import Column, profile
from ml_start.reading import Data, failure, read

SAMPLE = "tests/domain/sample.parquet"
NEEDS = {"excel": "pandas[excel]>=3.0", "sql": "sqlalchemy>=2.0.44"}
"""What a project needs beyond the template, by the kind of its source."""


@click.command()
@click.argument("file")
@click.option("--target", required=True, help="The column to predict.")
@click.option(
    "--task",
    type=click.Choice(["regression", "classification"]),
    help="Whether the target is a number or a class.",
)
@click.option("--time", help="Train on the past by this column. none: do not.")
@click.option("--group", help="Keep rows with the same value together.")
@click.option("--id", help="The column that identifies a row.")
@click.option("--ignore", multiple=True, help="Leave a column out; may be repeated.")
@click.option("--keep", multiple=True, help="Keep a column that would be left out.")
@click.option("--positive", help="The positive class, if there are two.")
@click.option("--table", help="A table or query of a database, or a sheet.")
@click.option("--plan", "only_plan", is_flag=True, help="Show the plan, write nothing.")
@click.option("--no-sample", is_flag=True, help="Make up the rows for the tests.")
def main(
    file: str, table: str | None, only_plan: bool, no_sample: bool, **wishes: str | tuple[str, ...]
) -> None:
    """Draft the domain of this project from a FILE or the address of a database."""
    project = writing.Project(Path.cwd())
    package = project.package
    data = read(file, table)
    try:
        plan = decide(profile(data), Wishes(**wishes), ask)  # type: ignore[arg-type]
    except duckdb.Error as error:  # a damaged row shows only when it is read
        raise failure(data.source, error) from error
    show(plan, data)
    if only_plan:
        return
    texts = writing.texts(plan, data, project)
    if edited := project.edited([*texts, SAMPLE]):
        raise RefusedError(
            "these files have changes that are not committed. Commit them first:\n  "
            + "\n  ".join(edited)
        )
    texts = writing.formatted(texts, project)
    if not differences(texts, project):
        return
    before = target(project)
    rows = sampling.invented(plan) if no_sample else sampling.sample(plan)
    write(texts, rows, project)
    need = NEEDS.get(data.source.kind)
    if need and need not in (project.folder / "pyproject.toml").read_text(encoding="utf-8"):
        subprocess.run(["uv", "add", "--quiet", need], check=True)
    click.echo(f"\nWritten: src/{package}/domain, its source and their tests. Next:\n")
    if before != target(project) and (project.folder / "registry").exists():
        click.echo("  rm -rf registry data/kept data/history.jsonl   # for another target")
    click.echo("  uv run just check && uv run just test\n  uv run just demo")
    if data.source.public_address != data.source.address:
        variable = f"{package.upper()}__SOURCE"
        click.echo(f"\nSet the variable {variable} to the address with its password.")


def ask(question: str, default: bool) -> bool:
    """Ask on a terminal; elsewhere take the default."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return default
    return click.confirm(question, default=default)


def show(plan: Plan, data: Data) -> None:
    """Print each column, its role and why it has it."""
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    title = f"{data.source.public_address}: {plan.profile.rows:,} rows"
    table = Table("column", "type", "values", "missing", "role", "why", title=escape(title))
    for column in plan.profile.columns:
        share = column.missing / max(1, column.rows)
        table.add_row(
            escape(column.name),
            column.kind,
            escape(values(column)),
            f"{share:.1%}" if column.missing else "",
            column.role,
            escape(column.why),
        )
    console.print(table)
    console.print(f"Task: {plan.task}. Split: {plan.split}.", markup=False)
    for note in plan.notes:
        console.print(f"Note: {note}.", markup=False)


def values(column: Column) -> str:
    """Return the range or the first categories of a column, but no private text."""
    if column.is_number:
        return f"{column.low:g} to {column.high:g}"
    if column.role in ("category", "order", "target", "flag"):
        more = "…" if len(column.values) > 4 else ""
        return ", ".join(map(str, column.values[:4])) + more
    return f"{column.distinct} different"


def target(project: writing.Project) -> str:
    """Return the line of the problem that names the target."""
    problem = project.folder / f"src/{project.package}/domain/problem.py"
    lines = problem.read_text(encoding="utf-8").splitlines()
    return next((line for line in lines if line.startswith("    target=")), "")


def differences(texts: dict[str, str], project: writing.Project) -> bool:
    """Show the changes to files that are not as rendered, and ask whether to write them."""
    found: list[str] = []
    for path, text in texts.items():
        file = project.folder / path
        old = file.read_text(encoding="utf-8") if file.exists() else text
        if old not in project.shipped(path):
            before, after = (part.splitlines(keepends=True) for part in (old, text))
            found += difflib.unified_diff(before, after, f"{path} (now)", path)
    click.echo("".join(found), nl=False)
    return ask("Write these changes?", True) if found else True


def write(texts: dict[str, str], rows: pd.DataFrame, project: writing.Project) -> None:
    """Write all files, and record their digests."""
    for path, text in texts.items():
        (project.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (project.folder / path).write_text(text, encoding="utf-8")
    rows.to_parquet(project.folder / SAMPLE, index=False)
    digests = {
        path: writing.digest((project.folder / path).read_bytes()) for path in [*texts, SAMPLE]
    }
    record = project.folder / writing.WRITTEN
    record.parent.mkdir(exist_ok=True)
    record.write_text(json.dumps(digests), encoding="utf-8")
