"""Compare the service with a bare route, and exchange the champion under load.

Run it as `uv run python -m benchmarks.serve`. It renders a project with every piece, trains, and
starts the service and the bare route of `plain/service.py`; both are asked in turn.
"""

import asyncio
import os
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.jobs import job
from benchmarks.render import ROOT, install, render

ROUNDS = 11
REQUESTS = 300
CONNECTIONS = 8
BAR = 0.8
LOAD = 10_000
CHANGES = 5

ROW = """
import pandas
print(pandas.read_parquet("data/rows.parquet").head(1).to_json(orient="records"), end="")
"""
CHANGE = """
import time
from pathlib import Path
from ml_project.io.registry import Registry
registry = Registry(Path("registry"))
for number in {numbers}:
    time.sleep({seconds})
    registry.promote(registry.get(number))
"""


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ.pop("VIRTUAL_ENV", None)
    with tempfile.TemporaryDirectory() as name:
        project = Path(name) / "project"
        render(ROOT, project, "preset=full")
        install(project)
        for words in ("ingest", "train", "evaluate", "promote", "train seed=1"):
            job(project, *words.split())
        python = str(project / ".venv/bin/python")
        row = subprocess.run([python, "-c", ROW], cwd=project, check=True, capture_output=True)
        ports = free_ports(2)
        service = [str(project / ".venv/bin/ml-project"), "serve", "--log-level", "warning"]
        service += ["-s", f"port={ports[0]}", "-s", "refresh_seconds=0.2"]
        bare = [python, str(ROOT / "benchmarks/plain/service.py"), str(ports[1])]
        with running(project, ports[0], *service), running(project, ports[1], *bare):
            rates: list[list[float]] = []
            for round_ in range(ROUNDS):
                order = ports if round_ % 2 else ports[::-1]
                found = {port: rate(port, row.stdout) for port in order}
                rates.append([found[port] for port in ports])
            answers = change_under_load(project, ports[0], row.stdout)
    ratio = statistics.median(ours / theirs for ours, theirs in rates)
    ours, theirs = (statistics.median(side) for side in zip(*rates, strict=True))
    failed = sum(not answer.startswith(b"HTTP/1.1 200") for answer in answers)
    served = [answer.partition(b'"model_version":')[2][:1] for answer in answers]
    changes = sum(before != after for before, after in pairwise(served))
    table = Table("what", "service", "bare route", "ratio", "bar")
    table.add_row(
        "requests a second", f"{ours:.0f}", f"{theirs:.0f}", f"{ratio:.2f}", f"at least {BAR:.2f}"
    )
    table.add_row(f"failed of {LOAD}, {changes} changes seen", str(failed), "", "", "0")
    Console().print(table)
    return int(ratio < BAR or failed > 0 or changes < CHANGES)


def free_ports(count: int) -> list[int]:
    """Find ports that are free."""
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


@contextmanager
def running(project: Path, port: int, *command: str) -> Iterator[None]:
    """Run a server while the block runs, once it listens."""
    with (project / f"log{port}").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        try:
            while process.poll() is None:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                    break
                except ConnectionRefusedError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()
            process.wait()


def rate(port: int, body: bytes) -> float:
    """Return how many requests a second are answered."""
    start = time.perf_counter()
    asyncio.run(ask(port, body, REQUESTS))
    return REQUESTS / (time.perf_counter() - start)


def change_under_load(project: Path, port: int, body: bytes) -> list[bytes]:
    """Let other versions become the champion while requests go on; return the answers."""
    asyncio.run(ask(port, body, REQUESTS))
    seconds = LOAD / rate(port, body) / (CHANGES + 1.5)
    numbers = [2 - number % 2 for number in range(CHANGES)]
    code = CHANGE.format(numbers=numbers, seconds=seconds)
    with subprocess.Popen([str(project / ".venv/bin/python"), "-c", code], cwd=project):
        return asyncio.run(ask(port, body, LOAD))


async def ask(port: int, body: bytes, count: int) -> list[bytes]:
    """Send requests over a few connections at once; return the answers in their order."""
    head = f"POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: {len(body)}\r\n"
    request = head.encode() + b"content-type: application/json\r\n\r\n" + body
    answers: list[bytes] = []

    async def connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while len(answers) < count:
            writer.write(request)
            start = await reader.readuntil(b"\r\n\r\n")
            length = int(start.lower().partition(b"content-length: ")[2].split()[0])
            answers.append(start + await reader.readexactly(length))
        writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return answers


if __name__ == "__main__":
    raise SystemExit(main())
