"""Every write, rename, flush and lock of every job fails once, and is once the last that it does.

The faults are below libc's callers, so they also reach Arrow, SQLite and zip files.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import EVERY_UPDATE
from tests.support import ROOT, run

pytestmark = [pytest.mark.nightly, pytest.mark.slow]

FOLDER = ROOT / "tests/faults"
JOBS = ["ingest", "train", "evaluate", "promote", "predict"]
CALLS = "write,writev,pwrite64,sendfile,fsync,fdatasync,flock,rename,renameat,renameat2"
COUNT = """
import ctypes, sys
from ml_project import cli
faults = ctypes.CDLL(None)
faults.faults_arm(0, 0)
assert cli.main(sys.argv[1:]) == 0
print("changes", faults.faults_count())
"""


@pytest.fixture
def python(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """Return the start of a command that runs Python with faults, in an empty folder."""
    library, root = tmp_path / "faults.so", tmp_path / "root"
    source = str(FOLDER / "faults.c")
    run("cc", "-shared", "-fPIC", "-Wall", "-Werror", "-o", str(library), source, "-ldl", cwd=ROOT)
    root.mkdir()
    monkeypatch.setenv("FAULTS_ROOT", str(root))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path / "matplotlib"))
    monkeypatch.chdir(root)
    return ["env", f"LD_PRELOAD={library}", str(installed("full") / ".venv/bin/python")]


def test_each_fault_leaves_the_state_before_or_after(
    python: list[str], record_property: Callable[[str, object], None]
) -> None:
    output = run(*python, str(FOLDER / "driver.py"), *JOBS, cwd=Path.cwd())

    counts = {job: int(count) for job, count in map(str.split, output.splitlines())}
    record_property(f"changes that failed, and that were killed: {EVERY_UPDATE}", counts)
    assert [*counts] == JOBS
    assert min(counts.values()) > 5


@pytest.mark.skipif(not shutil.which("strace"), reason="needs strace")
def test_strace_sees_no_other_change(python: list[str], tmp_path: Path) -> None:
    for job in JOBS[:2]:
        log = tmp_path / f"{job}.log"
        strace = ["strace", "-f", "-y", "-s0", f"-etrace={CALLS}", f"-o{log}"]

        output = run(*strace, *python, "-c", COUNT, job, cwd=Path.cwd())

        ours = re.compile(rf'{re.escape(os.environ["FAULTS_ROOT"])}|rename\w*\("[^/]')
        seen = sum(bool(ours.search(line)) for line in log.read_text().splitlines())
        assert output.split()[-1] == str(seen)
