"""The command line of the smoke run."""

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

import yaml
from rich.console import Console

from tests.support import ROOT, copy_template, questions
from tools.smoke import report
from tools.smoke.layers import LAYERS, Options, prepare
from tools.smoke.runner import Stopped, try_all
from tools.smoke.variants import SETS, Answers, named

USUAL = {
    "render": ["presets", "changes", "triples"],
    "static": ["presets", "pairs"],
    "alive": ["presets"],
}
USED = ["layer", "cache", "jobs", "keep", "lowest", "python"]


def main() -> None:
    """Try variants of the template, and exit with 0 where all are well."""
    arguments = parse(sys.argv[1:])
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    console = Console(stderr=True)
    folder = Path(tempfile.mkdtemp(prefix="smoke-"))
    given = {name: getattr(arguments, name) for name in USED}
    options = Options(folder=folder, source=folder / "template", **given)
    variants = shard(chosen(arguments), arguments.shard)
    run = report.Run(
        layer=arguments.layer,
        sets=[] if arguments.data else arguments.set or USUAL[arguments.layer],
        shard=arguments.shard,
        options=[
            *(["--lowest"] if arguments.lowest else []),
            *([f"--python {arguments.python}"] if arguments.python else []),
        ],
        total=len(variants),
    )
    try:
        with console.status("preparing what the projects share"):
            found = prepare(options, fresh=arguments.fresh)
        if found:
            sys.exit(found)
        copy_template(options.source)
        try_all(run, variants, options, console)
    except Stopped as stop:
        run.stopped = True
        code = 128 + int(str(stop))
    else:
        code = bool(run.failures)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient one, too
        shutil.rmtree(folder, ignore_errors=True)
    for result in run.failures:
        console.print("\n".join(report.explanation(run, result)), markup=False, soft_wrap=True)
        if arguments.data:
            console.print("\n".join(result.found.values()), markup=False, soft_wrap=True)
    console.print(run.headline, style="red" if code else "green")
    for path in report.write(run, arguments.report):
        console.print(f"  {path}", style="dim")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as page:
            page.write(report.to_markdown(run))
    sys.exit(code)


def parse(words: list[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="smoke", description="Try variants of the template.")
    parser.add_argument("layer", choices=LAYERS, help="what is done with each")
    parser.add_argument("--set", action="append", choices=SETS, help="which are tried")
    parser.add_argument("-d", "--data", action="append", metavar="QUESTION=ANSWER", help="try one")
    parser.add_argument(
        "--shard", type=_shard, default="1/1", metavar="K/N", help="the Kth of N parts"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many at once")
    parser.add_argument("--python", default="", metavar="VERSION", help="on this Python")
    parser.add_argument("--lowest", action="store_true", help="on the oldest dependencies allowed")
    parser.add_argument("--fresh", action="store_true", help="upgrade what the projects share")
    parser.add_argument("--keep", type=_path, metavar="FOLDER", help="leave the projects there")
    parser.add_argument("--cache", type=_path, default=ROOT / ".smoke", help=argparse.SUPPRESS)
    parser.add_argument("--report", type=Path, default=ROOT / ".smoke/report", metavar="FOLDER")
    return parser.parse_args(words)


def chosen(arguments: argparse.Namespace) -> dict[str, Answers]:
    """List what is to be tried."""
    if arguments.data:
        known = questions()
        answers: dict[str, Any] = {}
        for text in arguments.data:
            name, _, value = text.partition("=")
            if name not in known:
                print(f"smoke: no question is called {name}; there are", *known, file=sys.stderr)
                sys.exit(2)
            answers[name] = yaml.safe_load(value) if known[name]["type"] == "bool" else value
        return {"this": answers}
    sets = arguments.set or USUAL[arguments.layer]
    return {name: row for chosen in sets for name, row in named(chosen).items()}


def shard(variants: dict[str, Answers], part: str) -> dict[str, Answers]:
    """Pick every Nth variant, so that neighbours, which are alike, are spread."""
    first, _, step = part.partition("/")
    return dict(list(variants.items())[int(first) - 1 :: int(step)])


def _shard(text: str) -> str:
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text)
    if not match or int(match[1]) > int(match[2]):
        raise argparse.ArgumentTypeError(f"{text} is no part such as 1/4")
    return text


def _path(text: str) -> Path:
    return Path(text).resolve()


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)


if __name__ == "__main__":
    main()
