"""Compare what a person waits for every day with what cannot be avoided.

The commands are held against the libraries that they need, jobs that have nothing to do against the
command that shows their configuration, the demo against the imports that no job can avoid.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Result, compare, in_turn, installed, job, race, run
from tests import support

# The same commands and options as those of the project, and nothing else.
BARE = """
import click

@click.group(epilog="Example")
@click.version_option("1")
def cli() -> None:
    "Commands."

for name in {commands}:
    cli.add_command(click.Command(name, params=[
        click.Argument(["files"], nargs=-1),
        click.Option(["--env"]),
        click.Option(["-s", "--set", "overrides"], multiple=True),
        click.Option(["--log-format"], type=click.Choice(["text", "json"])),
        click.Option(["--log-level"], type=click.Choice(["debug", "info"])),
    ], help="A command."))

cli(["--help"])
"""
LIBRARIES = "import omegaconf, pydantic, yaml"


IMPORTS = "import pandas, sklearn.ensemble, matplotlib.figure"
BARS = {"standard": 7.0, "full": 10.0}


def results() -> Iterator[Result]:
    """Start the commands, run jobs and the demo."""
    for preset, bar in BARS.items():
        with installed(f"preset={preset}") as project:
            yield demo(project, preset, bar)
            if preset == "standard":
                yield from commands(project)
                yield from jobs(project)


def demo(project: Path, preset: str, bar: float) -> Result:
    """Run the recipe as it is, with what is installed."""
    os.environ["UV_NO_SYNC"] = "1"
    support.run("just", "demo", cwd=project)
    times = in_turn(
        lambda _: support.run("just", "demo", cwd=project),
        lambda _: run(project, "python", "-c", IMPORTS),
    )
    return compare(f"just demo, {preset}", "import of its libraries", times, bar)


def commands(project: Path) -> Iterator[Result]:
    """Compare commands with their libraries."""
    listed = run(project, "ml-project", "--help").partition("Commands:")[2]
    bare = BARE.format(commands=re.findall(r"^  ([a-z]\S*)", listed, re.MULTILINE))

    def measure(words: str, code: str) -> list[list[float]]:
        return in_turn(
            lambda _: job(project, words), lambda _: run(project, "python", "-c", code), rounds=21
        )

    yield compare("--help", "click alone", measure("--help", bare), 1.3)
    times = measure("config train", LIBRARIES)
    yield compare("config train", "import of its libraries", times, 2.0)


def jobs(project: Path) -> Iterator[Result]:
    """Compare jobs that have nothing to do with `config`, and `evaluate` with `train`."""
    for name in ("train", "evaluate", "promote", "predict"):
        job(project, name)
        times = race(project, name, f"config {name}")
        yield compare(f"{name}, nothing to do", f"config {name}", times, 1.5)
    times = race(project, "evaluate -s force=true", "train -s force=true")
    yield compare("evaluate with plots", "train", times, 1.3)
