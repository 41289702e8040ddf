"""Compare how fast the commands of a rendered project answer with what cannot be avoided.

Run it as `uv run python -m benchmarks.startup`. It renders a project, installs it, and starts both
sides of each pair.
"""

import re
from pathlib import Path

from benchmarks.measure import compare, in_turn, installed, run, verdict

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


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    with installed() as project:
        listed = run(project, "ml-project", "--help").partition("Commands:")[2]
        bare = BARE.format(commands=re.findall(r"^  ([a-z]\S*)", listed, re.MULTILINE))
        help_times = measure(project, ["--help"], bare)
        config_times = measure(project, ["config", "train"], LIBRARIES)
    return verdict(
        compare("ml-project --help", "click alone", help_times, 1.3),
        compare("ml-project config train", "import of its libraries", config_times, 2.0),
    )


def measure(project: Path, words: list[str], code: str) -> list[list[float]]:
    """Return the seconds of a command of the project, and of the least that does the same."""
    return in_turn(
        lambda _: run(project, "ml-project", *words),
        lambda _: run(project, "python", "-c", code),
        rounds=21,
    )


if __name__ == "__main__":
    raise SystemExit(main())
