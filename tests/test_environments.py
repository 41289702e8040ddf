"""The jobs work in the environments of others, or say in a sentence why not."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import run

pytestmark = pytest.mark.slow

CHAIN = ["run", "ingest", "train", "evaluate", "promote", "predict"]
NOWHERE = "127.0.0.1:9"
# What the environment has; None takes a variable away.
ENVIRONMENTS: dict[str, dict[str, str | None]] = {
    "colors are forced": {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"},
    "colors are forbidden": {"NO_COLOR": "1", "TERM": "dumb"},
    "both": {"FORCE_COLOR": "1", "NO_COLOR": "1"},
    "a proxy": {f"{name}_PROXY": f"http://{NOWHERE}" for name in ("ALL", "HTTP", "HTTPS")},
    "a proxy of SOCKS": {"ALL_PROXY": f"socks5h://{NOWHERE}"},
    "an encoding for little": {"PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"},
    "another encoding": {"PYTHONIOENCODING": "latin-1"},
    "no home": {"HOME": None, "MPLCONFIGDIR": None, "XDG_CACHE_HOME": None},
    "a home that is not there": {"HOME": "/nonexistent"},
}
IN_NAMESPACE = os.getuid() == 0 and not subprocess.call(["unshare", "-m", "true"])
needs_root = pytest.mark.skipif(not IN_NAMESPACE, reason="only root can mount")
ANYBODY = "setpriv --reuid 12345 --regid 12345 --clear-groups"
# May read what belongs to the developer, such as Python, but write nowhere else.
READER = f"{ANYBODY} --inh-caps +dac_read_search --ambient-caps +dac_read_search"


@pytest.fixture
def command(installed: Callable[[str], Path]) -> str:
    """Return the command of a full project."""
    return str(installed("full") / ".venv/bin/ml-project")


def in_namespace(script: str, *, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a script whose mounts nobody else sees."""
    words = ["unshare", "-m", "sh", "-euc", script]
    return subprocess.run(words, cwd=cwd, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_output_keeps_its_form(
    name: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in ENVIRONMENTS[name].items():
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)

    done = subprocess.run(
        [command, *CHAIN], cwd=tmp_path, check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert len({json.loads(line)["run"] for line in done.stderr.splitlines()}) == 1
    assert "\x1b" not in done.stdout
    assert "predicted" in done.stdout


@needs_root
def test_any_user_can_run_the_jobs_where_nothing_else_can_be_written(
    command: str, tmp_path: Path
) -> None:
    work = tmp_path / "work"
    work.mkdir()
    work.chmod(0o777)
    script = f"cd {work}; env -u HOME {READER} {command} {' '.join(CHAIN)}"

    done = in_namespace(script, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert {path.stat().st_uid for path in work.rglob("*")} == {12345}


@needs_root
def test_temporary_folder_may_forbid_to_run_files(command: str, tmp_path: Path) -> None:
    mount = (
        "mkdir temporary; mount -t tmpfs -o noexec tmpfs temporary; export TMPDIR=$PWD/temporary"
    )

    done = in_namespace(f"{mount}; {command} {' '.join(CHAIN)}", cwd=tmp_path)

    assert done.returncode == 0, done.stderr


@needs_root
def test_full_disk_is_one_sentence(command: str, tmp_path: Path) -> None:
    mount = (
        "mkdir full; mount -t tmpfs -o size=8k tmpfs full; cd full; dd if=/dev/zero of=f || true"
    )

    done = in_namespace(f"{mount} 2>/dev/null; {command} ingest --log-format text", cwd=tmp_path)

    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert "no space left on device. Free some space" in last
    assert "Traceback" not in done.stderr


@needs_root
def test_folder_that_is_read_only_is_one_sentence(command: str, tmp_path: Path) -> None:
    mount = "mount --bind . .; mount -o remount,bind,ro .; cd $PWD"

    done = in_namespace(f"{mount}; {command} ingest --log-format text", cwd=tmp_path)

    assert done.returncode == 2
    assert "read-only file system. Check the path" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


@needs_root
@pytest.mark.nightly
def test_tests_pass_where_the_source_is_read_only(
    installed: Callable[[str], Path], tmp_path: Path
) -> None:
    project = installed("full")
    shutil.rmtree(project / ".pytest_cache", ignore_errors=True)
    mount = f"mount --bind {project} {project}; mount -o remount,bind,ro {project}; cd {project}"

    done = in_namespace(f"{mount}; .venv/bin/python -m pytest -q -n 2 --no-cov", cwd=tmp_path)

    assert done.returncode == 0, done.stdout
    assert run("git", "status", "--porcelain", cwd=project) == ""
