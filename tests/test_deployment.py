"""The files on the pages about deployment work: they are run, or checked by what will read them."""

import base64
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest

from tests.support import ROOT, attempt, edit, run, script

PAGES = "docs/how-to/deploy*.md"
BLOCK = re.compile(r'^```\w+ title="(.*?)"\n(.*?)^```$', re.MULTILINE | re.DOTALL)
PROJECTS = ["full", "gitlab"]


@pytest.fixture(params=PROJECTS)
def page(request: pytest.FixtureRequest, rendered: Callable[[str], Path]) -> dict[str, str]:
    """Return the files on the page of a project, by title."""
    return titled(rendered(request.param))


def titled(project: Path) -> dict[str, str]:
    texts = (page.read_text(encoding="utf-8") for page in project.glob(PAGES))
    return dict(block for text in texts for block in BLOCK.findall(text))


@contextmanager
def receiving() -> Iterator[tuple[int, list[tuple[str, dict[str, str], str]]]]:
    """Run an HTTP server; return its port, and the path, headers and body of each request."""
    received: list[tuple[str, dict[str, str], str]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length).decode()
            received.append((self.path, dict(self.headers), body))
            self.send_response(200)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, received
        server.shutdown()


def test_every_file_is_tested(page: dict[str, str]) -> None:
    units = {f"ml-project{end}" for end in (".service", "-nightly.service", "-nightly.timer")}

    assert set(page) == {"nightly.sh", "nginx.conf", "nightly.yaml", "service.yaml", *units}


@pytest.mark.slow
def test_failed_chain_sends_an_alert(
    rendered: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(tmp_path / "nightly.sh", titled(rendered("full"))["nightly.sh"])
    command = tmp_path / ".venv/bin/ml-project"
    command.parent.mkdir(parents=True)
    with receiving() as (port, received):
        monkeypatch.setenv("ALERT_URL", f"json://127.0.0.1:{port}/alerts")
        script(command, "#!/bin/sh\nexit 0\n")
        assert attempt("sh", "nightly.sh", cwd=tmp_path).returncode == 0
        assert received == []
        script(command, "#!/bin/sh\nexit 3\n")
        assert attempt("sh", str(tmp_path / "nightly.sh"), cwd=ROOT).returncode == 3

    [(path, _, body)] = received
    assert path == "/alerts"
    assert "ml-project failed" in body
    assert "Exit code 3" in body


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_units_are_valid(page: dict[str, str], tmp_path: Path) -> None:
    command = tmp_path / ".venv/bin/ml-project"
    command.parent.mkdir(parents=True)
    script(command, "#!/bin/sh\n")
    units = [name for name in page if name.endswith((".service", ".timer"))]
    for name in units:
        edit(tmp_path / name, page[name].replace("/srv/ml-project", str(tmp_path)))

    done = attempt("systemd-analyze", "verify", "--man=no", *units, cwd=tmp_path)

    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["nightly.yaml", "service.yaml"])
def test_manifests_follow_the_schemas_of_kubernetes(
    name: str, page: dict[str, str], tmp_path: Path
) -> None:
    edit(tmp_path / name, page[name])

    validate = ["uvx", "kubernetes-validate", "--strict", "-k", "1.34"]
    run(*validate, name, cwd=tmp_path)

    edit(tmp_path / name, page[name].replace("allowPrivilege", "alowPrivilege"))
    assert attempt(*validate, name, cwd=tmp_path).returncode


def test_pods_end_before_they_are_killed(page: dict[str, str]) -> None:
    manifest = page["service.yaml"]
    [grace] = re.findall(r"terminationGracePeriodSeconds: (\d+)", manifest)
    [pause] = re.findall(r"sleep:\s+seconds: (\d+)", manifest)

    assert int(grace) > int(pause) + 5 + 10  # drain_seconds and shutdown_seconds


@pytest.mark.parametrize("name", PROJECTS)
def test_compose_file_follows_its_schema(name: str, rendered: Callable[[str], Path]) -> None:
    schema = ["--builtin-schema", "vendor.compose-spec"]

    run("check-jsonschema", *schema, str(rendered(name) / "compose.yaml"), cwd=ROOT)


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx")
def test_proxy_asks_for_a_password(rendered: Callable[[str], Path], tmp_path: Path) -> None:
    hashed = run("openssl", "passwd", "-apr1", "secret", cwd=tmp_path)
    edit(tmp_path / "passwords", f"ada:{hashed}")
    tmp_path.chmod(0o755)
    with receiving() as (backend, received), socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
        free.close()
        text = titled(rendered("full"))["nginx.conf"]
        text = text.replace("127.0.0.1:8000", f"127.0.0.1:{backend}")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{port}")
        text = text.replace("/etc/nginx/passwords", str(tmp_path / "passwords"))
        user = "user root;" if os.getuid() == 0 else ""
        settings = f"daemon off; {user} pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}}"
        edit(tmp_path / "nginx.conf", f"{settings} http {{ access_log off; {text} }}")
        with subprocess.Popen(["nginx", "-c", str(tmp_path / "nginx.conf")]) as proxy:
            try:
                url = f"http://127.0.0.1:{port}/models/one/predict"
                assert status(url) == 401
                assert received == []
                assert status(url, "ada:wrong") == 401
                assert status(url, "ada:secret") == 200
            finally:
                proxy.terminate()

    [(path, headers, _)] = received
    assert path == "/predict"
    assert "Authorization" not in headers
    assert re.fullmatch(r"[0-9a-f]{32}", headers["X-Request-ID"])


def status(url: str, user: str = "") -> int:
    """Return the status of an answer, once something listens."""
    request = urllib.request.Request(url)  # noqa: S310
    if user:
        request.add_header("Authorization", f"Basic {base64.b64encode(user.encode()).decode()}")
    for _ in range(100):
        try:
            with urllib.request.urlopen(request) as answer:  # noqa: S310
                return int(answer.status)
        except HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
