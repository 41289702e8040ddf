"""See what the service does while registries fail.

It takes some minutes. Whether a time is long is judged against the same service a moment before,
so other work on the machine meets both.
"""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

from benchmarks.measure import Result, installed, job, run
from benchmarks.serve import percentile
from benchmarks.service import CHANGE, ROW, Asked, ask, free_port, get, running, serving

SECONDS = 60
CHAMPIONS = 5
CONNECTIONS = 4
UNFINISHED = 20
"""Clients that send half of a request."""
REQUESTS = 2_000
SLOW = 5.0
"""The seconds that a slow server takes for an answer."""


def results() -> Iterator[Result]:
    """Let both kinds of registries fail."""
    with installed("preset=full") as project:
        prepare(project)
        yield from under_load(project)
    with installed("preset=full", "tracking=mlflow") as project:
        yield from without_mlflow(project)


def prepare(project: Path) -> None:
    """Train and promote a model."""
    for words in ("ingest", "train", "evaluate", "promote"):
        job(project, words)


def failures(port: int) -> float:
    """Return how often the service has missed the registry."""
    name = b"ml_project_refresh_failures "
    [line] = [line for line in get(port, "/metrics").splitlines() if line.startswith(name)]
    return float(line.split()[-1])


def under_load(project: Path) -> Iterator[Result]:
    """Change champions, take the registry away and stop the service while requests go on."""
    row = run(project, "python", "-c", ROW).encode()
    job(project, "train -s seed=1")
    found: list[Asked] = []

    def keep_asking() -> None:
        found.extend(asyncio.run(ask(port, row, lambda _: True, CONNECTIONS)))

    port = free_port()
    command = serving(project, port, "refresh_seconds=0.5")
    with running(project, port, "/ready", *command) as process:
        asking = Thread(target=keep_asking)
        asking.start()
        unfinished = [socket.create_connection(("127.0.0.1", port)) for _ in range(UNFINISHED)]
        for client in unfinished:
            client.sendall(b"POST /predict HTTP/1.1\r\ncontent-length: 99\r\n")
        numbers = [2 - number % 2 for number in range(CHAMPIONS)]
        change = CHANGE.format(numbers=numbers, seconds=SECONDS / 2 / CHAMPIONS)
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
    failed = sum(not asked.is_done for asked in found)
    yield Result("failed requests", f"{failed} of {len(found)}", "", failed, 0)
    yield Result("times that the registry was missed", f"{missed:g}", "", missed, 1, at_least=True)


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


def without_mlflow(project: Path) -> Iterator[Result]:
    """Compare `/predict` while MLflow is slow, stopped or killed with MLflow being well."""
    port = free_port()
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
        service = free_port()
        command = serving(project, service, "refresh_seconds=0.5")
        with running(project, service, "/ready", *command):

            def slowest() -> float:
                asked = asyncio.run(ask(service, row, lambda done: done < REQUESTS, CONNECTIONS))
                if not all(each.is_done for each in asked):
                    raise RuntimeError((project / f"log{service}").read_text(encoding="utf-8"))
                return percentile(asked)

            slowest()
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
                yield Result(f"p99, MLflow {what}", f"{ill * 1000:.1f} ms", text, ill / well, 1.5)
                time.sleep(2 * SLOW)
    finally:
        os.environ.pop("MLFLOW_TRACKING_URI", None)
        with suppress(ProcessLookupError):
            os.killpg(mlflow.pid, signal.SIGKILL)
        mlflow.wait()
