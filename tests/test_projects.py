"""Rendered projects do what they promise: their own checks, tests, wheel and commands."""

import re
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest

from extensions.naming import package_name_problem
from tests import golden
from tests.support import ROOT, attempt, edit, files, run, run_all, sample
from tools import names

pytestmark = pytest.mark.slow

PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
TASKS = ["full", "classification"]  # one project a task
JOBS = ["ingest", "train", "evaluate", "promote", "predict"]

NOT_CODE = {"CARD.md", "card.md", "figures.mplstyle", "py.typed"}
OF_PIECES: dict[str, set[str]] = {"minimal": set(), "full": {"drift.md", "page.html", "review.md"}}
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}
BESIDES = {".gitignore", "CHANGELOG.md", "LICENSE", "PKG-INFO", "README.md", "pyproject.toml"}
GIVEN = ("confs/", "examples/", "notebooks/", "tests/")
# What work leaves in a project.
STRAYS = [
    ".env",
    "confs/schema/train.json",
    "data/train.parquet",
    "registry/model.skops",
    "src/ml_project/__pycache__/cli.pyc",
    "tests/__pycache__/test_cli.pyc",
]


# Prints the modules of a package in which a function runs while the command trains.
ENTERED = """
import sys

entered = set()

def note(frame, event, argument):
    path = frame.f_code.co_filename
    if event == "call" and "/ml_project/" in path and frame.f_code.co_flags & 2:  # no class body
        entered.add(path)

sys.setprofile(note)
from ml_project.cli import main
main(["ingest"])
entered.clear()
main(["train"])
sys.setprofile(None)
print(*sorted(entered), sep="\\n", file=sys.stderr)
"""


def find_python(version: str) -> str:
    """Return the path of a Python, or nothing where it is not installed."""
    return attempt("uv", "python", "find", version, cwd=ROOT).stdout.strip()


@pytest.mark.parametrize(
    ("name", "recipe"),
    sample(
        [(name, recipe) for name in [*TASKS, "gitlab"] for recipe in ("check", "test")],
        {("full", "check"), ("full", "test")},
    ),
)
def test_recipe_passes(name: str, recipe: str, installed: Callable[[str], Path]) -> None:
    output = run("uv", "run", "just", recipe, cwd=installed(name))

    assert not re.search(r"\d+ warnings?\b", output)


def test_demo_predicts_and_leaves_nothing_to_commit(installed: Callable[[str], Path]) -> None:
    project = installed("full")

    output = run("uv", "run", "just", "demo", cwd=project)

    assert list(project.glob("data/predictions*"))
    assert run("git", "status", "--porcelain", cwd=project) == ""
    golden.check("demo", output, *golden.REPORT)


def test_demo_ends_with_the_exit_code_of_a_job(
    installed: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ML_PROJECT__DUPLICATES", "perhaps")

    done = attempt("uv", "run", "just", "demo", cwd=installed("full"))

    assert done.returncode == 2
    assert done.stdout == "\n== Read real data\n"
    assert "duplicates" in done.stderr
    assert "Traceback" not in done.stderr


def test_training_enters_few_modules(installed: Callable[[str], Path], tmp_path: Path) -> None:
    python = str(installed("classification") / ".venv/bin/python")

    done = attempt(python, "-c", ENTERED, cwd=tmp_path)

    modules = [line for line in done.stderr.splitlines() if line.endswith(".py")]
    assert 10 < len(modules) <= 30, modules


@pytest.mark.nightly
def test_changed_configurations_are_valid_or_explained(installed: Callable[[str], Path]) -> None:
    thousand = ["tests/config/test_fuzz.py", "--hypothesis-profile", "thorough"]

    run("uv", "run", "pytest", *thousand, cwd=installed("classification"))


@pytest.mark.nightly
def test_scheduler_runs_the_jobs(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = shutil.copytree(
        installed("classification"), tmp_path / "project", ignore=shutil.ignore_patterns(".venv")
    )
    page = (project / "docs/how-to/schedule.md").read_text(encoding="utf-8")
    for name, code in re.findall(r'```python title="(.*?)"\n(.*?)```', page, re.DOTALL):
        (project / name).write_text(code, encoding="utf-8")
    schedule = ["uv", "run", "--with", "dagster", "dagster", "job", "execute", "-f"]

    assert "RUN_SUCCESS" in run_all(*schedule, "nightly.py", cwd=project)
    assert (project / "data/predictions.parquet").exists()

    monkeypatch.setenv("ML_PROJECT__MIN_IMPROVEMENT", "1000")
    monkeypatch.setenv("ML_PROJECT__SEED", "1")
    output = run_all(*schedule, "nightly.py", cwd=project)
    assert "promote refused" in output
    assert "RUN_SUCCESS" in output
    assert not re.search(r"predict.*skip", output, re.IGNORECASE)

    output = run_all("uv", "run", "ml-project", "run", *JOBS, cwd=project)
    assert "The next job runs anyway" in output
    assert re.search(r'"level": "info".*"job": "predict"', output)

    assert "exit code 4" not in run_all(*schedule, "weekly.py", cwd=project)


def test_wheel_predicts_where_nothing_else_is(
    rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    run("uv", "build", "--out-dir", str(tmp_path / "dist"), cwd=rendered("hostile"))
    [wheel] = tmp_path.glob("dist/*.whl")
    environment, folder = tmp_path / "environment", tmp_path / "folder"
    folder.mkdir()
    newest = next(filter(None, map(find_python, reversed(PYTHONS))))
    run("uv", "venv", "--python", newest, str(environment), cwd=folder)
    install = ["uv", "pip", "install", "--python", str(environment)]
    run(*install, str(wheel), cwd=folder)
    [train] = environment.glob("bin/*-train")
    command = str(train).removesuffix("-train")

    run(command, "ingest", cwd=folder)
    run(command, "train", cwd=folder)
    done = attempt(command, "evaluate", "--log-format", "text", cwd=folder)
    assert done.returncode == 2
    assert f'pip install "{Path(command).name}[plots]"' in done.stderr.splitlines()[-1]
    run(*install, f"{wheel}[plots]", cwd=folder)
    for job in JOBS:
        run(command, job, cwd=folder)

    assert list(folder.glob("data/predictions*"))


def test_tests_of_the_sdist_run_from_it(rendered: Callable[[str], Path], tmp_path: Path) -> None:
    run("uv", "build", "--sdist", "--out-dir", str(tmp_path), cwd=rendered("full"))
    [archive] = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as members:
        members.extractall(tmp_path, filter="data")
    folder = archive.with_name(archive.name.removesuffix(".tar.gz"))

    run("uv", "run", "pytest", "--collect-only", "--quiet", cwd=folder)
    run("uv", "run", "pytest", "--quiet", "tests/core", "tests/examples", cwd=folder)


@pytest.mark.parametrize("name", ["minimal", "full"])
def test_distributions_hold_what_belongs_there(
    name: str, rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    project = shutil.copytree(rendered(name), tmp_path / "project")
    sources = {path for path in files(project) if path.startswith("src/")}
    given = {path for path in files(project) if path.startswith(GIVEN)}
    others = {Path(path).name for path in sources if not path.endswith(".py")}
    assert others == NOT_CODE | OF_PIECES[name]
    for stray in STRAYS:
        (project / stray).parent.mkdir(exist_ok=True)
        (project / stray).write_text("stray", encoding="utf-8")

    run("uv", "build", cwd=project)

    [wheel, sdist] = sorted(map(str, project.glob("dist/ml_project-*")))
    run("twine", "check", "--strict", wheel, sdist, cwd=project)
    held = {re.sub(r"^ml_project-[^/]*/", "", path) for path in ZipFile(wheel).namelist()}
    assert held == {path.removeprefix("src/") for path in sources} | METADATA
    with tarfile.open(sdist) as archive:
        held = {path.partition("/")[2] for path in archive.getnames()}
    assert held == sources | given | BESIDES


@pytest.mark.parametrize("version", PYTHONS)
def test_code_compiles_on_every_python(
    version: str, rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    python = find_python(version)
    if not python:
        pytest.skip(f"Python {version} is not installed")
    project = shutil.copytree(rendered("full"), tmp_path / "project")

    run(python, "-W", "error", "-m", "compileall", "-q", "src", "tests", cwd=project)


def test_oldest_dependencies_have_wheels_for_the_newest_python(
    rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    text = (rendered("full") / "pyproject.toml").read_text(encoding="utf-8")
    # The group names the extras of the project itself, which no index has.
    edit(
        tmp_path / "pyproject.toml", re.sub(r'^    "ml-project\[.*\n', "", text, flags=re.MULTILINE)
    )
    options = "--only-binary :all: --python-version 3.14 --resolution lowest-direct"
    what = "--group dev --all-extras"

    run("uv", "pip", "compile", "pyproject.toml", *f"{what} {options}".split(), cwd=tmp_path)


@pytest.mark.nightly
def test_tests_pass_on_the_newest_python(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(tmp_path / "environment"))
    python = next(filter(None, map(find_python, reversed(PYTHONS))))

    run("uv", "run", "--python", python, "just", "test", cwd=installed("full"))


@pytest.mark.nightly
def test_types_hold_on_the_newest_python(installed: Callable[[str], Path]) -> None:
    run("uv", "run", "mypy", "--python-version", "3.14", cwd=installed("full"))


def test_name_of_what_is_installed_is_taken(installed: Callable[[str], Path]) -> None:
    found = names.installed(installed("full"))

    assert {name for name in found if not package_name_problem(name)} == set()
