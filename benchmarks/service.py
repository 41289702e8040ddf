"""The service of a project, and clients that ask it: for `serve` and `outages`."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

ROW = """
import pandas
from ml_project.domain.problem import PROBLEM
rows = pandas.read_parquet("data/rows.parquet", columns=list(PROBLEM.inputs.columns))
print(rows.head(1).to_json(orient="records"), end="")
"""
CHANGE = """
import time
from pathlib import Path
from ml_project.io.registry import Registry
registry = Registry(Path("registry"))
for number in {numbers}:
    time.sleep({seconds})
    champion = registry.champion()
    registry.promote(registry.get(number), champion and champion.number)
"""


class Asked(NamedTuple):
    """A request: when it began, how long it took, and its answer; empty if there was none."""

    began: float
    seconds: float
    answer: bytes

    @property
    def is_done(self) -> bool:
        """Whether the service did what it was asked."""
        return self.answer.startswith(b"HTTP/1.1 200")


async def ask(
    port: int, body: bytes, go_on: Callable[[int], bool], connections: int
) -> list[Asked]:
    """Send requests over some connections until told to stop, or until nothing listens."""
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
                began, answer = time.perf_counter(), b""
                with suppress(OSError, asyncio.IncompleteReadError):
                    writer.write(request)
                    start = await reader.readuntil(b"\r\n\r\n")
                    length = int(start.lower().partition(b"content-length: ")[2].split()[0])
                    answer = start + await reader.readexactly(length)
                found.append(Asked(began, time.perf_counter() - began, answer))
                if not answer or b"connection: close" in answer.lower():
                    break
            writer.close()

    await asyncio.gather(*(connection() for _ in range(connections)))
    return found


def free_port() -> int:
    """Find a port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def running(
    project: Path, port: int, path: str, *command: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a server while the block runs, once it answers at a path."""
    with (project / f"log{port}").open("w") as log:
        process = subprocess.Popen(command, cwd=project, stdout=log, stderr=log)
        try:
            while b" 200 " not in get(port, path) and process.poll() is None:
                time.sleep(0.1)
            yield process
        finally:
            process.kill()
            process.wait()


def serving(project: Path, port: int, *settings: str) -> list[str]:
    """Return the command that serves a project."""
    words = [word for setting in (f"port={port}", *settings) for word in ("-s", setting)]
    return [str(project / ".venv/bin/ml-project"), "serve", "--log-level", "warning", *words]


def get(port: int, path: str) -> bytes:
    """Return the whole answer to a request, or nothing."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port)) as client:
        client.sendall(f"GET {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: client.recv(2**16), b""))
    return b""
