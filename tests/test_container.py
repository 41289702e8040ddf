"""The image is built here without an engine: its steps are run in an empty folder."""

import json
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from tests.support import edit, files, matching, run


def instructions(project: Path) -> list[list[str]]:
    """Read the Dockerfile, an instruction a list of words."""
    text = (project / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [shlex.split(line) for line in text.splitlines() if re.match("[A-Z]", line)]


def test_image_does_not_run_as_root(rendered: Callable[[str], Path]) -> None:
    names = [words[0] for words in instructions(rendered("full"))]

    assert ["USER", "1000"] in instructions(rendered("full"))
    assert "HEALTHCHECK" in names
    assert names.count("FROM") == 2


def test_context_holds_what_is_copied_and_nothing_secret(rendered: Callable[[str], Path]) -> None:
    project = rendered("full")
    ignored = matching((project / ".dockerignore").read_text().splitlines(), files(project))
    context = {path.partition("/")[0] for path in files(project).keys() - ignored} | {"uv.lock"}

    copied = {
        word
        for words in instructions(project)
        if words[0] == "COPY" and not words[1].startswith("--from=")
        for word in words[1:-1]
    }
    assert context == copied


def test_services_reach_the_server_and_own_what_they_write(
    rendered: Callable[[str], Path],
) -> None:
    project = rendered("gitlab")
    services = yaml.safe_load((project / "compose.yaml").read_text())["services"]
    options = dict(word.removeprefix("--").split("=", 1) for word in services["mlflow"]["command"])
    addresses = {service["environment"].get("MLFLOW_TRACKING_URI") for service in services.values()}

    assert addresses - {None} == {f"http://mlflow:{options['port']}"}
    assert f"mlflow:{options['port']}" in options["allowed-hosts"].split(",")
    [owned] = [words for words in instructions(project) if "install" in words]
    for service in services.values():
        assert service["read_only"]
        assert {volume.partition(":")[2] for volume in service["volumes"]} <= set(owned)


def test_health_check_asks_the_service_and_no_proxy(
    installed: Callable[[str], Path], tmp_path: Path
) -> None:
    project = installed("full")
    text = (project / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    [found] = re.findall(r"^HEALTHCHECK .* CMD (\[.*\])$", text, re.MULTILINE)
    started = tmp_path / "cmdline"
    (tmp_path / "confs").mkdir()
    *_, code = json.loads(found.replace("/proc/1/cmdline", str(started)))

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/health" else 404)
            self.end_headers()

    def healthy(words: bytes, port: int) -> bool:
        started.write_bytes(words)
        edit(tmp_path / "confs/serve.yaml", f"port: {port}\n")
        command, proxy = [project / ".venv/bin/python", "-c", code], "http://127.0.0.1:1"
        done = subprocess.run(command, cwd=tmp_path, env={"http_proxy": proxy}, check=False)
        return done.returncode == 0

    with HTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever).start()
        assert healthy(b"python\0ml-project\0serve\0-s", server.server_port)
        server.shutdown()
    assert not healthy(b"python\0ml-project\0serve", server.server_port)
    assert healthy(b"python\0ml-project\0train", server.server_port)


@pytest.mark.nightly
def test_steps_build_an_environment_that_runs(
    rendered: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = shutil.copytree(rendered("full"), tmp_path / "source")
    run("uv", "lock", cwd=source)
    build, work = tmp_path / "build", tmp_path / "work"
    build.mkdir()
    work.mkdir()
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path / "environment"))

    for words in instructions(source)[1:]:
        if words[0] == "FROM":
            break
        if words[0] == "COPY" and not words[1].startswith("--from="):
            for name in words[1:-1]:
                copy = shutil.copytree if (source / name).is_dir() else shutil.copy
                copy(source / name, build / name)
        if words[:2] == ["RUN", "uv"]:
            run(*words[1:], cwd=build)
    shutil.rmtree(build)  # nothing of it is in the second stage

    monkeypatch.setenv("PATH", f"{tmp_path / 'environment/bin'}{os.pathsep}{os.environ['PATH']}")
    for job in ["ingest", "train"]:
        run("ml-project", job, cwd=work)
    assert (work / "registry").is_dir()
    assert not list(tmp_path.glob("environment/bin/pytest"))
