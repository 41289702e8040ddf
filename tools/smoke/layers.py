"""What each layer does with one project: steps, each of which returns what it finds wrong.

render  the checks of `tests/checks.py`, the formatter and the linter: a second a project
static  `just check` and the documentation, in one environment that all projects share
alive   the project as a user has it: installed, checked, tested, run, and its wheel elsewhere
"""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from extensions.features import PIECES
from tests.checks import CHECKS, RUFF, is_on, recipes, stored

Step = tuple[str, Callable[[], str]]

CHAIN = ["ingest", "train", "evaluate", "promote", "predict"]
AUTHOR = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
LIMIT = 1800  # seconds; what takes longer hangs
WARNINGS = re.compile(r"\b\d+ warnings?\b")


@dataclass(frozen=True)
class Options:
    """How projects are tried."""

    layer: str
    cache: Path  # what later runs find again: environments, caches of the type checker
    folder: Path  # where projects are rendered
    source: Path  # a copy of the template, which does not change meanwhile
    jobs: int = 2  # how many projects at once
    keep: Path | None = None  # where projects stay
    python: str = ""  # a version; else the one that uv finds first
    lowest: bool = False  # the oldest dependencies allowed, in place of the newest

    @property
    def environment(self) -> Path:
        """The environment that projects of the static layer share."""
        words = ["environment", self.python, "lowest" if self.lowest else ""]
        return self.cache / "-".join(filter(None, words))


def run(words: list[str], folder: Path, **variables: str) -> str:
    """Run a command; return nothing if it succeeds, or else the command and what it has printed."""
    variables = {**os.environ, "NO_COLOR": "1", **variables}
    for name in ("VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE", "FORCE_COLOR"):
        variables.pop(name, None)
    result = subprocess.run(
        words,
        cwd=folder,
        env=variables,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
    )
    warned = words[-1] == "test" and WARNINGS.search(result.stdout)
    return f"$ {' '.join(words)}\n{result.stdout}" if result.returncode or warned else ""


def prepare(options: Options, *, fresh: bool = False) -> str:
    """Make what all projects of a layer share: an environment with the requirements of all pieces.

    Returns what goes wrong.
    """
    if options.layer != "static":
        return ""
    options.cache.mkdir(parents=True, exist_ok=True)
    lines = {
        line
        for piece in PIECES.values()
        for group in piece.get("dependencies", {}).values()
        for line in group
    }
    python = ["--python", options.python] if options.python else []
    upgrade = ["--upgrade"] if fresh or options.lowest else []
    resolution = ["--resolution", "lowest-direct"] if options.lowest else []
    install = ["uv", "pip", "install", "--quiet", "--python", str(options.environment)]
    with FileLock(options.cache / "lock"):  # of other runs at the same time
        found = ""
        if not options.environment.exists():
            found = run(["uv", "venv", "--quiet", *python, str(options.environment)], options.cache)
        return found or run([*install, *upgrade, *resolution, *sorted(lines)], options.cache)


def render_steps(project: Path, options: Options, worker: int) -> Iterator[Step]:  # noqa: ARG001
    """Look at the files."""
    for check in [*CHECKS, *RUFF]:
        yield check.__name__, lambda check=check: "\n".join(check(project))  # type: ignore[misc]


def static_steps(project: Path, options: Options, worker: int) -> Iterator[Step]:
    """Run what `just check` and `just docs` run, without installing the project."""
    variables = {
        "MYPY_CACHE_DIR": str(options.cache / f"mypy-{worker}"),
        "MYPYPATH": "src",
        "PATH": f"{options.environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"src{os.pathsep}{metadata(project)}",
        "UV_NO_SYNC": "1",
        "UV_PROJECT_ENVIRONMENT": str(options.environment),
    }
    # A project for later versions of Python only is checked as one of these would see it.
    oldest = stored(project)["python_version"]
    running = (options.environment / "pyvenv.cfg").read_text(encoding="utf-8")
    [found] = re.findall(r"^version_info = 3\.(\d+)", running, re.MULTILINE)
    later = ["--python-version", oldest] if int(oldest.partition(".")[2]) > int(found) else []
    for recipe in sorted(recipes(project) & {"check", "docs"}):
        for words in commands(project, recipe, variables["PATH"]):
            step = " ".join(word for word in words[2:4] if not word.startswith("-"))
            if words[2:] == ["mypy"]:
                words = [*words, *later]  # noqa: PLW2901
            yield step, lambda words=words: run(words, project, **variables)  # type: ignore[misc]


def metadata(project: Path) -> Path:
    """Write what the documentation asks of an installed project, and return the folder."""
    name = stored(project)["distribution_name"]
    folder = project.with_name("metadata")
    file = folder / f"{name.replace('-', '_')}-0.1.0.dist-info/METADATA"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: 0.1.0\n", encoding="utf-8")
    return folder


def alive_steps(project: Path, options: Options, worker: int) -> Iterator[Step]:
    """Do what a user does, then what a user of the user does."""
    name = stored(project)["distribution_name"]
    dist, place = project.with_name("dist"), project.with_name("place")
    variables = {
        "MYPY_CACHE_DIR": str(options.cache / f"mypy-{worker}"),
        **({"UV_PYTHON": options.python} if options.python else {}),
        **({"UV_RESOLUTION": "lowest-direct"} if options.lowest else {}),
    }

    def then(*lines: list[str], folder: Path = project) -> str:
        return next(filter(None, (run(line, folder, **variables) for line in lines)), "")

    def just(recipe: str) -> Step:
        return f"just {recipe}", lambda: then(["uv", "run", "just", recipe])

    yield (
        "uv sync",
        lambda: then(
            ["git", "init", "--quiet"],
            ["git", "add", "--all"],
            ["uv", "run", "just", "install"],
        ),
    )
    yield (
        "commit",  # through the hooks
        lambda: then(["git", "add", "--all"], ["git", *AUTHOR, "commit", "--quiet", "-m", "Start"]),
    )
    for recipe in ("check", "test", "demo", "docs"):
        if recipe in recipes(project):
            yield just(recipe)
    place.mkdir()
    command = str(place / "environment/bin" / name)
    python = str(place / "environment/bin/python")
    jobs = {
        job
        for piece in PIECES
        for job in PIECES[piece].get("jobs", [])
        if is_on(piece, stored(project))
    }
    yield (
        "wheel",
        lambda: then(
            ["uv", "build", "--quiet", "--out-dir", str(dist), str(project)],
            ["uv", "venv", "--quiet", "environment"],
            ["sh", "-c", f'uv pip install --quiet --python {python} "$(echo {dist}/*.whl)[plots]"'],
            *([command, job] for job in CHAIN),
            *([command, "config", job] for job in sorted(jobs - set(CHAIN))),
            folder=place,
        ),
    )
    yield "clean", lambda: then(["sh", "-c", 'test -z "$(git status --porcelain ":!uv.lock")"'])


LAYERS = {"render": render_steps, "static": static_steps, "alive": alive_steps}


def commands(project: Path, recipe: str, path: str) -> list[list[str]]:
    """List the commands of a recipe, as `just` would run them, without what follows a failure."""
    result = subprocess.run(
        ["just", "--dry-run", recipe],
        cwd=project,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
        text=True,
    )
    return [
        line.partition(" || ")[0].split()
        for line in result.stderr.splitlines()
        if line.startswith("uv run")
    ]
