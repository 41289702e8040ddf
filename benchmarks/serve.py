"""Compare the service with a bare route, and exchange the champion under load.

It renders a project with every piece, trains, and starts the service and the bare route of
`plain/service.py`; both are asked in turn.
"""

import asyncio
import statistics
import subprocess
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.measure import Result, compare, in_turn, installed, job, run
from benchmarks.service import CHANGE, ROW, Asked, ask, free_port, running, serving
from tests.support import ROOT

REQUESTS = 500
CLIENTS = 16
LOAD = 10_000
CHANGES = 5


def results() -> Iterator[Result]:
    """Ask both."""
    with installed("preset=full") as project:
        for words in ("ingest", "train", "evaluate", "promote", "train -s seed=1"):
            job(project, words)
        python = str(project / ".venv/bin/python")
        row = run(project, python, "-c", ROW).encode()
        port, other = free_port(), free_port()
        service = serving(project, port, "refresh_seconds=0.2")
        bare = [python, str(ROOT / "benchmarks/plain/service.py"), str(other)]
        with (
            running(project, port, "/ready", *service),
            running(project, other, "/openapi.json", *bare),
        ):
            found: dict[int, list[Asked]] = {port: [], other: []}
            times = in_turn(
                partial(load, found[port], port, row, REQUESTS),
                partial(load, found[other], other, row, REQUESTS),
                rounds=11,
            )
            answers = change_under_load(project, port, row)
    rates = [[REQUESTS / seconds for seconds in side] for side in times]
    what = f"requests of {CLIENTS} clients"
    faster = compare(what, "bare route", rates, 1.1, unit="a second")
    yield faster._replace(at_least=True)
    slowest = [[percentile(asked) * 1000] for asked in found.values()]
    yield compare(f"{what}, p99", "bare route", slowest, 1.0, unit="ms")
    failed = sum(not each.is_done for each in answers)
    yield Result(f"failed of {LOAD}", str(failed), "", failed, 0)
    served = [each.answer.partition(b'"model_version":')[2][:1] for each in answers]
    changes = sum(before != after for before, after in pairwise(served))
    yield Result("changes seen", str(changes), "", changes, CHANGES, at_least=True)


def load(found: list[Asked], port: int, body: bytes, count: int, _: int) -> None:
    """Ask for so many predictions."""
    found += asyncio.run(ask(port, body, lambda done: done < count, CLIENTS))


def percentile(asked: list[Asked]) -> float:
    """Return the seconds that 99 of 100 requests need at most."""
    return statistics.quantiles([each.seconds for each in asked], n=100)[-1]


def change_under_load(project: Path, port: int, body: bytes) -> list[Asked]:
    """Let other versions become the champion while requests go on; return these."""
    answers: list[Asked] = []
    start = time.perf_counter()
    load(answers, port, body, REQUESTS, 0)
    seconds = (time.perf_counter() - start) * LOAD / REQUESTS / (CHANGES + 1.5)
    numbers = [2 - number % 2 for number in range(CHANGES)]
    code = CHANGE.format(numbers=numbers, seconds=seconds)
    answers.clear()
    with subprocess.Popen([str(project / ".venv/bin/python"), "-c", code], cwd=project):
        load(answers, port, body, LOAD, 0)
    return answers
