"""Measure, and print or keep one table.

uv run python -m benchmarks startup jobs --keep       # writes benchmarks/results/DATE.md
uv run python -m benchmarks startup --at v0.4.0 --at HEAD
"""

import argparse
import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

from benchmarks import measure
from benchmarks.measure import VERSIONS, Result

FOLDER = Path(__file__).parent
NAMES = sorted(
    path.stem for path in FOLDER.glob("[a-z]*.py") if "def results(" in path.read_text("utf-8")
)


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=main.__doc__)
    parser.add_argument("names", nargs="+", choices=NAMES)
    parser.add_argument(
        "--at", action="append", metavar="COMMIT", help="instead of the working tree; may repeat"
    )
    parser.add_argument("--keep", action="store_true", help="write the table to a file, by date")
    asked = parser.parse_args()
    found: dict[str, dict[str, Result]] = {}
    for measure.commit in asked.at or [""]:
        results = (
            each for name in asked.names for each in import_module(f"benchmarks.{name}").results()
        )
        found[measure.commit or "working tree"] = {result.what: result for result in results}
    text = "\n".join([*machine(), "", *table(found), ""])
    print(text)
    if asked.keep:
        file = FOLDER / f"results/{datetime.now(UTC):%Y-%m-%d}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return int(any(each.is_missed for results in found.values() for each in results.values()))


def machine() -> Iterator[str]:
    """Say where it was measured, and with which versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"{datetime.now(UTC):%Y-%m-%d}: {platform.system()} {platform.machine()},"
    yield f"{os.cpu_count()} processors, {memory:.0f} GiB, load {os.getloadavg()[2]:.1f};"
    yield f"Python {platform.python_version()},"
    yield ", ".join(f"{name} {version}" for name, version in sorted(VERSIONS.items())) + "."


def table(found: dict[str, dict[str, Result]]) -> Iterator[str]:
    """Lay out what was measured, one column a commit: the median ratio, and the range of rounds."""
    yield f"| what | {' | '.join(found)} | bar | |"
    yield "|---|" + "---|" * len(found) + "---|---|"
    for what, last in list(found.values())[-1].items():
        cells = [str(results.get(what, "")) for results in found.values()]
        bar = f"{'at least' if last.at_least else 'at most'} {last.bar:.2f}"
        yield f"| {what} | {' | '.join(cells)} | {bar} | {'missed' if last.is_missed else ''} |"


if __name__ == "__main__":
    raise SystemExit(main())
