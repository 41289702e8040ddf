"""Lets each change of a job's files fail once, and kills the job at each. Prints the counts.

Runs in the environment of a project, in a working directory of its own, with `faults.c` loaded.
"""

import ctypes
import importlib
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pyarrow.parquet
from ml_project import cli
from ml_project.io.registry import Registry

ROOT = Path(os.environ["FAULTS_ROOT"])
FAULTS = ctypes.CDLL(None)
FAIL, KILL = 1, 2


def run(job: str, moment: int, kind: int) -> tuple[int, int]:
    """Run a job in a process of its own; return its status and how many changes it has made."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        log = os.open("/dev/null", os.O_WRONLY)
        os.dup2(log, 1)
        os.dup2(log, 2)
        FAULTS.faults_arm(moment, kind)
        code = cli.main([job, *OPTIONS.get(job, ["-s", "force=true"])])
        count = FAULTS.faults_count()
        FAULTS.faults_arm(0, 0)
        os.write(writing, str(count).encode())
        os._exit(code)
    os.close(writing)
    _, status = os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return os.waitstatus_to_exitcode(status), int(pipe.read() or 0)


OPTIONS = {
    "ingest": [],
    "promote": ["-s", "min_improvement=-1e9"],
    "predict": ["-s", "force=true", "-s", "kept=data/kept"],
}


def check(job: str, moment: int) -> None:
    """Check that every file is the old one or the new one."""
    for path in ROOT.rglob("[!.]*.parquet"):
        pyarrow.parquet.read_table(path)
    for path in ROOT.rglob("[!.]*.json"):
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts):
            json.loads(path.read_bytes())
    registry = Registry(Path("registry"))
    versions = registry.versions()
    for version in versions:
        version.file("model.skops")
    assert registry.champion() is None or registry.champion() in versions, (job, moment)


def evaluated() -> set[int]:
    """List the versions that have scores."""
    versions = Registry(Path("registry")).versions()
    return {version.number for version in versions if version.latest_evaluation()}


def leftovers() -> list[Path]:
    """List what killed processes have left."""
    return [path for end in ("old", "tmp") for path in ROOT.rglob(f".*.{end}")]


def main(jobs: list[str]) -> int:
    """Try each job in turn; each begins where those before have ended."""
    for job in jobs:  # before the first fork, so that each child has it
        importlib.import_module(f"ml_project.application.{job}")
    for job in jobs:
        before = ROOT.with_name("before")
        shutil.rmtree(before, ignore_errors=True)
        shutil.copytree(ROOT, before)
        scored = evaluated()
        expected, count = run(job, 0, 0)
        assert expected in {0, 4}, (job, expected)
        for kind in (FAIL, KILL):
            for moment in range(1, count + 1):
                shutil.rmtree(ROOT / "registry", ignore_errors=True)
                shutil.rmtree(ROOT / "data", ignore_errors=True)
                shutil.copytree(before, ROOT, dirs_exist_ok=True)
                code, _ = run(job, moment, kind)
                assert code == -signal.SIGKILL if kind == KILL else code >= 0, (job, moment, code)
                if (ROOT / "registry").exists():
                    check(job, moment)
                    assert evaluated() >= scored, (job, moment)
                code, _ = run(job, 0, 0)
                assert code == expected, (job, moment, code)
                assert leftovers() == [], (job, moment, leftovers())
        print(f"{job} {count}", flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
