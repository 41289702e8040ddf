"""See what the service does while registries fail, and what many versions cost the jobs.

Run it as `uv run python -m benchmarks.outages`; it takes some minutes. Whether a time is long is
judged against the same service a moment before, so other work on the machine meets both.
"""

import asyncio
import os
import shutil
import signal
import socket
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from benchmarks.measure import Result, compare, in_turn, installed, job, run, verdict
from benchmarks.serve import CHANGE, ROW, free_ports

SECONDS = 60
CHAMPIONS = 5
CONNECTIONS = 4
UNFINISHED = 20
"""Clients that send half of a request."""
REQUESTS = 2_000
SLOW = 5.0
"""The seconds that a slow server takes for an answer."""
JOBS = (
    "train -s force=true",
    "evaluate -s version=1",
    "promote -s version=1",
    "predict -s version=1 -s force=true",
)
MANY = """
from pathlib import Path
from ml_project.io.registry import Registry
registry = Registry(Path("registry"))
first = registry.get(1)
for _ in range({count}):
    registry.register(first.record, Path("files"))
"""


class Asked(NamedTuple):
    """A request: when it began, how long it took, and its status; 0 if there was no answer."""

    began: float
    seconds: float
    status: int


def main() -> int:
    """Measure, and return 1 if a bar is missed."""
    with installed("preset=full") as project:
        prepare(project)
        results = [*under_load(project), *with_many_versions(project)]
    with installed("preset=full", "tracking=mlflow") as project:
        results += without_mlflow(project)
    return verdict(*results)


def prepare(project: Path) -> None:
    """Train and promote a model."""
    for words in ("ingest", "train", "evaluate", "promote"):
        job(project, *words.split())


async def ask(port: int, body: bytes, go_on: Callable[[int], bool]) -> list[Asked]:
    """Send requests over a few connections until told to stop, or until nothing listens."""
    head = f"POST /predict HTTP/1.1\r\nhost: a\r\ncontent-length: {len(body)}\r\n"
    request = head.encode() + b"content-type: application/json\r\n\r\n" + body
    found: list[Asked] = []

    async def connection() -> None:
        while go_on(len(found)):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except ConnectionRefusedError:
                return
            while go_on(len(found)):
                began, status, start = time.perf_counter(), 0, b""
                with suppress(OSError, asyncio.IncompleteReadError):
                    writer.write(request)
                    start = (await reader.readuntil(b"\r\n\r\n")).lower()
                    await reader.readexactly(
                        int(start.partition(b"content-length: ")[2].split()[0])
                    )
                    status = int(start.split()[1])
                found.append(Asked(began, time.perf_counter() - began, status))
                if not status or b"connection: close" in start:
                    break
            writer.close()

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return found


@contextmanager
def serving(project: Path, *settings: str) -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """Run the service while the block runs, once it is ready; return its port and process."""
    [port] = free_ports(1)
    words = [word for setting in (f"port={port}", *settings) for word in ("-s", setting)]
    command = [str(project / ".venv/bin/ml-project"), "serve", "--log-level", "warning", *words]
    with (project / "log").open("a") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        try:
            while b" 200 " not in get(port, "/ready"):
                time.sleep(0.2)
            yield port, process
        finally:
            process.kill()
            process.wait()


def get(port: int, path: str) -> bytes:
    """Return the whole answer to a request, or nothing."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: client.recv(2**16), b""))
    return b""


def failures(port: int) -> float:
    """Return how often the service has missed the registry."""
    name = b"ml_project_refresh_failures "
    [line] = [line for line in get(port, "/metrics").splitlines() if line.startswith(name)]
    return float(line.split()[-1])


def under_load(project: Path) -> list[Result]:
    """Change champions, take the registry away and stop the service while requests go on."""
    row = run(project, "python", "-c", ROW).encode()
    job(project, "train", "seed=1")
    found: list[Asked] = []
    with serving(project, "refresh_seconds=0.5") as (port, process):
        asking = Thread(target=lambda: found.extend(asyncio.run(ask(port, row, lambda _: True))))
        asking.start()
        unfinished = [socket.create_connection(("127.0.0.1", port)) for _ in range(UNFINISHED)]
        for client in unfinished:
            client.sendall(b"POST /predict HTTP/1.1\r\ncontent-length: 99\r\n")
        numbers = [2 - number % 2 for number in range(CHAMPIONS)]
        change = CHANGE.format(numbers=numbers, seconds=SECONDS / 2 / CHAMPIONS)
        change = change.replace("get(number))", "get(number), registry.champion())")
        run(project, "python", "-c", change)
        before = failures(port)
        (project / "registry").rename(project / "elsewhere")
        time.sleep(SECONDS / 4)
        missed = failures(port) - before
        (project / "elsewhere").rename(project / "registry")
        time.sleep(SECONDS / 4)
        process.send_signal(signal.SIGTERM)
        asking.join()
        process.wait()
    failed = sum(asked.status != 200 for asked in found)
    return [
        Result(f"failed of {len(found)}", str(failed), "", failed, 0),
        Result("times that the registry was missed", f"{missed:g}", "", missed, 1, at_least=True),
    ]


def with_many_versions(project: Path) -> list[Result]:
    """Compare the jobs in a registry of 500 versions with those in one of 5."""
    shutil.copytree(project / "registry", project / "few")
    shutil.copytree(
        project / "registry/versions/1",
        project / "files",
        ignore=shutil.ignore_patterns("attached"),
    )
    (project / "files/version.json").unlink()
    run(project, "python", "-c", MANY.format(count=498))
    (project / "registry").rename(project / "many")
    (project / "few").rename(project / "registry")
    run(project, "python", "-c", MANY.format(count=3))
    (project / "registry").rename(project / "few")
    results = []
    for words in JOBS:
        many, few = (partial(quiet, project, words, place) for place in ("many", "few"))
        times = in_turn(many, few, rounds=5)
        results.append(compare(f"{words.split()[0]} with 500 versions", "with 5", times, 1.1))
    return results


def quiet(project: Path, words: str, registry: str, _: int) -> None:
    """Run a job, which may refuse, on a registry."""
    command = [str(project / ".venv/bin/ml-project"), *words.split(), "-s", f"registry={registry}"]
    done = subprocess.run(command, cwd=project, check=False, capture_output=True)
    if done.returncode not in {0, 4}:
        raise RuntimeError(done.stderr.decode())


class Slow:
    """Passes on what a server answers, after a while."""

    def __init__(self, port: int) -> None:
        """Listen, and pass on to a port."""
        self.seconds = 0.0
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client = self._listener.accept()[0]
            with suppress(OSError):
                server = socket.create_connection(self._target)
                for pair in ((client, server, False), (server, client, True)):
                    Thread(target=self._pass_on, args=pair, daemon=True).start()
                continue
            client.close()

    def _pass_on(self, source: socket.socket, target: socket.socket, waits: bool) -> None:
        with suppress(OSError):
            while data := source.recv(2**16):
                if waits:
                    time.sleep(self.seconds)
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def without_mlflow(project: Path) -> list[Result]:
    """Compare `/predict` while MLflow is slow, stopped or killed with MLflow being well."""
    [port] = free_ports(1)
    server = [str(project / ".venv/bin/mlflow"), "server", "--workers", "1", "--port", str(port)]
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    log = (project / "mlflow.log").open("w")
    mlflow = subprocess.Popen(
        server, cwd=project, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    try:
        while b"OK" not in get(port, "/health"):
            time.sleep(0.5)
        relay = Slow(port)
        os.environ["MLFLOW_TRACKING_URI"] = relay.url
        prepare(project)
        row = run(project, "python", "-c", ROW).encode()
        with serving(project, "refresh_seconds=0.5") as (service, _):

            def slowest() -> float:
                asked = asyncio.run(ask(service, row, lambda count: count < REQUESTS))
                if any(each.status != 200 for each in asked):
                    raise RuntimeError((project / "log").read_text(encoding="utf-8"))
                return statistics.quantiles([each.seconds for each in asked], n=100)[-1]

            slowest()
            results = []
            for what in ("slow", "stopped", "killed"):
                well = slowest()
                relay.seconds = SLOW * (what == "slow")
                if what != "slow":
                    os.killpg(mlflow.pid, signal.SIGSTOP if what == "stopped" else signal.SIGKILL)
                time.sleep(1)
                ill = slowest()
                relay.seconds = 0
                if what == "stopped":
                    os.killpg(mlflow.pid, signal.SIGCONT)
                text = f"well: {well * 1000:.1f} ms"
                results.append(
                    Result(f"p99, MLflow {what}", f"{ill * 1000:.1f} ms", text, ill / well, 1.5)
                )
                time.sleep(2 * SLOW)
        return results
    finally:
        os.environ.pop("MLFLOW_TRACKING_URI", None)
        with suppress(ProcessLookupError):
            os.killpg(mlflow.pid, signal.SIGKILL)
        mlflow.wait()


if __name__ == "__main__":
    raise SystemExit(main())
