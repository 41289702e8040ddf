"""Rendered projects read and write a real S3 server: few bytes, little memory, whole files."""

import math
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread

import pytest

from tests.support import attempt, run

pytestmark = pytest.mark.slow

ROWS = "s3://bucket/rows #1.parquet"
OUTPUT = "s3://bucket/new/predictions.parquet"
# Writes as many rows as asked for, those of the project again and again, and prints the bytes.
MANY = """
import sys
import pyarrow, pyarrow.parquet
from pyarrow.fs import FileSystem

rows, store = int(sys.argv[1]), FileSystem.from_uri("s3://bucket")[0]
table = pyarrow.parquet.read_table("data/rows.parquet")
table = pyarrow.concat_tables([table] * (rows // len(table) + 1)).slice(0, rows)
for place, where in {"data/many.parquet": None, "bucket/many.parquet": store}.items():
    pyarrow.parquet.write_table(table, place, row_group_size=100_000, filesystem=where)
print(store.get_file_info("bucket/many.parquet").size)
"""
PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
SIZE = "import sys; from pyarrow.fs import FileSystem as F; print(F.from_uri('s3://bucket')[0]"
SIZE += ".get_file_info(sys.argv[1]).size)"


class Relay:
    """Counts the bytes on the way to a server and back, and breaks connections after a number."""

    def __init__(self, port: int) -> None:
        self.moved = 0
        self.limit = math.inf
        self._target = ("127.0.0.1", port)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            client = self._listener.accept()[0]
            server = socket.create_connection(self._target)
            for pair in ((client, server), (server, client)):
                Thread(target=self._pass_on, args=pair, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while (data := source.recv(2**16)) and self.moved < self.limit:
                self.moved += len(data)
                target.sendall(data)
        except OSError:
            pass
        for each in (source, target):
            each.close()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Relay]:
    """Return the way to an S3 server with one bucket, which the environment names."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    command = ["uvx", "--from", "moto[server]", "moto_server", "-H", "127.0.0.1", "-p", str(port)]
    folder, quiet = tmp_path_factory.mktemp("moto"), subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
    variables = {
        "AWS_ACCESS_KEY_ID": "anybody",
        "AWS_SECRET_ACCESS_KEY": "anything",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    try:
        end = time.monotonic() + 120
        while attempt("curl", "-sf", f"http://127.0.0.1:{port}/moto-api/", cwd=folder).returncode:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.2)
        relay = Relay(port)
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("PUT", "/bucket")
        assert connection.getresponse().status == HTTPStatus.OK
        with pytest.MonkeyPatch.context() as monkeypatch:
            for name, value in (variables | {"AWS_ENDPOINT_URL": relay.url}).items():
                monkeypatch.setenv(name, value)
            yield relay
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="module")
def project(rendered: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a version."""
    project = shutil.copytree(rendered("standard"), tmp_path_factory.mktemp("project") / "project")
    for job in ("ingest", "train"):
        run("uv", "run", "ml-project", job, cwd=project)
    return project


def test_jobs_work_on_addresses(project: Path, store: Relay) -> None:
    for job in ("ingest", "train", "evaluate", "promote"):
        data = [] if job == "promote" else ["-s", f"data={ROWS}"]
        run("uv", "run", "ml-project", job, *data, cwd=project)
    predict = ["predict", "-s", f"inputs={ROWS}", "-s", f"output={OUTPUT}"]

    assert "predicted" in run("uv", "run", "ml-project", *predict, cwd=project)
    before = store.moved
    assert "nothing to do" in run("uv", "run", "ml-project", *predict, cwd=project)
    assert store.moved - before < 200_000
    size = run("uv", "run", "python", "-c", SIZE, "bucket/new/predictions.parquet", cwd=project)

    store.limit = store.moved + int(size) // 2  # within the upload
    broken = attempt(
        "uv", "run", "ml-project", *predict, "-s", "force=true", "--log-format=text", cwd=project
    )
    store.limit = math.inf
    assert broken.returncode == 75
    assert "Traceback" not in broken.stderr
    assert size == run(
        "uv", "run", "python", "-c", SIZE, "bucket/new/predictions.parquet", cwd=project
    )


@pytest.mark.usefixtures("store")
def test_refusal_of_a_store_is_one_sentence(project: Path) -> None:
    words = ["uv", "run", "ml-project", "train", "--log-format", "text"]

    wrong = {"s3://bucket/nothing": 3, "s3://me:secret@bucket/rows": 2, "az://bucket/rows": 2}
    for address, code in wrong.items():
        found = attempt(*words, "-s", f"data={address}", cwd=project)
        assert found.returncode == code
        assert len(found.stderr.splitlines()) == 1
        assert "secret" not in found.stderr


@pytest.mark.nightly
def test_prediction_of_many_rows_moves_few_bytes(project: Path, store: Relay) -> None:
    size = int(run("uv", "run", "python", "-c", MANY, "2_000_000", cwd=project))
    peaks, seconds = [], []
    for place in ("data", "s3://bucket"):
        before, start = store.moved, time.monotonic()
        words = ["-s", f"inputs={place}/many.parquet", "-s", f"output={place}/new.parquet"]
        predict = ["uv", "run", "ml-project", "predict", "-s", "version=latest", *words]
        printed = run(sys.executable, "-c", PEAK, *predict, cwd=project)
        peaks.append(int(printed.split()[-1]))
        seconds.append(time.monotonic() - start)
    written = (project / "data/new.parquet").stat().st_size
    shown = f"{store.moved - before} bytes for {size} and {written}, {peaks} KiB, {seconds} seconds"

    assert store.moved - before <= 1.05 * (size + written), shown
    assert peaks[1] <= 1.1 * peaks[0], shown
