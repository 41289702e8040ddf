"""The commands of a page, run in order as a reader would run them.

A fenced block `sh` is run; one with `title="path"` is written to that file. Each page starts
in an empty folder and is one script: `cd` and files last to its end. What the template asks is
answered by the return key. The address of the template leads to this checkout.
"""

import os
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pexpect

from tools.site import ROOT, SOURCE

BLOCK = re.compile(r'^```(\w+)(?: title="(.*?)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
MARK = "=== done ==="
QUESTION = "🎤"
MISLEADING = {"CI", "PYTHONDONTWRITEBYTECODE", "UV_PROJECT_ENVIRONMENT", "VIRTUAL_ENV"}
NAME = SOURCE.partition(":")[2]


@dataclass(frozen=True)
class Place:
    """Where pages are run: a home, a clone of the template under its address, an empty folder."""

    home: Path
    checkout: Path
    folder: Path


@dataclass(frozen=True)
class Step:
    """A command that was run, the seconds that it took, and what it printed."""

    command: str
    seconds: float
    output: str


def blocks(page: Path) -> list[str]:
    """List what a page has its reader do, each as shell commands."""
    found = []
    for language, title, text in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "sh":
            found.append(text.strip())
        elif title:
            found.append(f"mkdir -p {shlex.quote(str(Path(title).parent))}\n{_write(title, text)}")
    return found


def prepare(folder: Path) -> Place:
    """Make a place whose tools are those of a newcomer: Python with pip, and git."""
    home, checkout, remote = folder / "home", folder / "checkout", folder / "remote" / f"{NAME}.git"
    for path in (home, checkout, folder / "work"):
        path.mkdir(parents=True)
    _run(
        "bash",
        "-c",
        f"git ls-files -co --exclude-standard | tar c -T - | tar x -C {checkout}",
        cwd=ROOT,
    )
    (home / ".gitconfig").write_text(
        "[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n"
        f'[url "file://{folder}/remote/"]\ninsteadOf = https://github.com/\n',
        encoding="utf-8",
    )
    _run("uv", "venv", "-q", "--seed", "-p", sys.executable, str(home / "python"), cwd=folder)
    for command in ("init -q", "add -A", "commit -qm Template", "tag v0.4.0"):
        _run("git", *command.split(), cwd=checkout, home=home)
    _run("git", "clone", "-q", "--bare", str(checkout), str(remote), cwd=folder, home=home)
    return Place(home, checkout, folder / "work")


def follow(page: list[str], place: Place, folder: Path) -> list[Step]:
    """Run the blocks of a page, from a folder on. A block may take ten minutes."""
    script = "".join(f"{block}\nprintf '{MARK}'\n" for block in page)
    shell: pexpect.spawn[str] = pexpect.spawn(
        "bash",
        ["-euo", "pipefail", "-c", script],
        cwd=str(folder),
        dimensions=(50, 120),
        encoding="utf-8",
        env=_environment(place.home),
        timeout=600,
    )
    steps: list[Step] = []
    started, output = time.monotonic(), ""
    while len(steps) < len(page):
        seen = shell.expect([MARK, QUESTION, pexpect.EOF, pexpect.TIMEOUT])
        output += str(shell.before)
        if seen == 1:
            shell.send("\r")
        elif seen == 0:
            steps.append(Step(page[len(steps)], time.monotonic() - started, output))
            started, output = time.monotonic(), ""
        else:
            raise RuntimeError(f"This failed:\n{page[len(steps)]}\n\nIt printed:\n{output}")
    shell.expect(pexpect.EOF)
    return steps


def _write(path: str, text: str) -> str:
    return f"cat > {shlex.quote(path)} <<'END-OF-FILE'\n{text}END-OF-FILE"


def _environment(home: Path) -> dict[str, str]:
    cache = subprocess.run(["uv", "cache", "dir"], check=True, capture_output=True, text=True)
    return {name: value for name, value in os.environ.items() if name not in MISLEADING} | {
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "HOME": str(home),
        "PATH": f"{home / 'python/bin'}:{os.environ['PATH']}",
        "TERM": "xterm-256color",
        "UV_CACHE_DIR": cache.stdout.strip(),
    }


def _run(*words: str, cwd: Path, home: Path | None = None) -> None:
    environment = os.environ | ({"GIT_CONFIG_GLOBAL": str(home / ".gitconfig")} if home else {})
    subprocess.run(words, cwd=cwd, check=True, env=environment)
