"""Compare the service with a bare route, and exchange the champion under load.

Run it as `uv run python -m benchmarks.serve`. It renders a project with every piece, trains, and
starts the service and the bare route of `plain/service.py`; both are asked in turn.
"""

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from benchmarks.measure import Result, compare, in_turn, installed, job, run, verdict
from tests.support import ROOT

REQUESTS = 300
CONNECTIONS = 8
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
    with installed("preset=full") as project:
        for words in ("ingest", "train", "evaluate", "promote", "train seed=1"):
            job(project, *words.split())
        python = str(project / ".venv/bin/python")
        row = run(project, python, "-c", ROW).encode()
        ports = free_ports(2)
        service = [str(project / ".venv/bin/ml-project"), "serve", "--log-level", "warning"]
        service += ["-s", f"port={ports[0]}", "-s", "refresh_seconds=0.2"]
        bare = [python, str(ROOT / "benchmarks/plain/service.py"), str(ports[1])]
        with running(project, ports[0], *service), running(project, ports[1], *bare):
            times = in_turn(
                lambda _: asyncio.run(ask(ports[0], row, REQUESTS)),
                lambda _: asyncio.run(ask(ports[1], row, REQUESTS)),
                rounds=11,
            )
            answers = change_under_load(project, ports[0], row)
    rates = [[REQUESTS / seconds for seconds in side] for side in times]
    failed = sum(not answer.startswith(b"HTTP/1.1 200") for answer in answers)
    served = [answer.partition(b'"model_version":')[2][:1] for answer in answers]
    changes = sum(before != after for before, after in pairwise(served))
    return verdict(
        compare("service", "bare route", rates, 0.8, unit="requests a second")._replace(
            at_least=True
        ),
        Result(f"failed of {LOAD}", str(failed), "", failed, 0),
        Result("changes seen", str(changes), "", changes, CHANGES, at_least=True),
    )


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


def change_under_load(project: Path, port: int, body: bytes) -> list[bytes]:
    """Let other versions become the champion while requests go on; return the answers."""
    asyncio.run(ask(port, body, REQUESTS))
    start = time.perf_counter()
    asyncio.run(ask(port, body, REQUESTS))
    seconds = (time.perf_counter() - start) * LOAD / REQUESTS / (CHANGES + 1.5)
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
