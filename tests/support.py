"""Renders, updates, and what tests look at in them."""

import contextlib
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import pexpect
import pytest
import yaml
from copier import Settings, run_copy, run_update
from copier._main import Worker
from jinja2 import Environment
from ml_update.cli import main
from ml_update.project import Project
from pathspec import PathSpec

ROOT = Path(__file__).parents[1]
SOURCES = [
    "copier.yml",
    "extensions",
    "start",
    "template",
    "tools/too_old.py",
    "update",
    "variants",
]
OPTIONS: dict[str, Any] = {
    "defaults": True,
    "quiet": True,
    "settings": Settings(),  # not the developer's own
    "unsafe": True,
}
COMPILED: dict[tuple[Any, ...], CodeType] = {}

# Each set is rendered once a session: add one only where no other serves.
ANSWERS: dict[str, dict[str, Any]] = {
    "standard": {},
    "classification": {"task": "classification"},
    "full": {"preset": "full"},
    "gitlab": {"preset": "full", "ci": "gitlab", "engine": "ray", "tracking": "mlflow"},
    "minimal": {"preset": "minimal"},
    "longest": {"package_name": "a2345678901234567890123456789012"},
    "filled": {
        "author_email": "ada@example.org",
        "license": "Apache-2.0",
        "python_version": "3.13",
        "repository_url": "https://example.org/ada/project",
    },
    "hostile": {
        "project_name": """Ünïcode "quoted" `{{ 7*7 }}` <b> & # it's: - 🦊""",
        "project_description": r"""yes: {% raw %} # 'a' "b" \ \n *c* ~ null | [d](e) $f$ 🦊 1.10""",
        "author_name": 'O"Brien \\ Co',
        "license": "Proprietary",
    },
}


def sample(cases: Iterable[Any], usual: Collection[Any]) -> list[Any]:
    """Return the values of a parameter, of which an ordinary run takes the usual ones only."""
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else [case]),
            marks=[] if case in usual else [pytest.mark.nightly],
        )
        for case in cases
    ]


def copy_template(target: Path) -> Path:
    """Copy what Copier reads of this repository into a folder, which is made if there is none."""
    target.mkdir(parents=True, exist_ok=True)
    for name in SOURCES:
        path = ROOT / name
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(path, target / name, ignore=ignored)
        else:
            (target / name).parent.mkdir(exist_ok=True)
            shutil.copy(path, target / name)
    return target


def render(source: Path | str, target: Path, *, version: str | None = None, **answers: Any) -> Path:
    """Render a project, with default answers to what is not given."""
    with quick_renders():
        run_copy(str(source), target, answers, vcs_ref=version, **OPTIONS)
    return target


@contextmanager
def quick_renders() -> Iterator[None]:
    """Compile each text of the template once, and start no git for every file.

    Copier compiles a thousand texts for a project; hundreds of projects have the same ones. What
    is compiled without being optimized calls its filters later, so it serves any version of them.
    """
    compile_text = Environment.compile

    def compile_once(environment: Environment, *text: Any) -> CodeType:
        environment.optimized = False
        key = text[:2]  # the text and its name, not the folder that it is in this time
        if key not in COMPILED:
            COMPILED[key] = compile_text(environment, *text)
        return COMPILED[key]

    with (
        mock.patch.object(Environment, "compile", compile_once),
        mock.patch.object(Worker, "_sync_git_index_executable_bit"),
    ):
        yield


def update(project: Path, *, version: str | None = None, **answers: Any) -> None:
    """Update a project to a version of its template, the last one unless given."""
    with quick_renders():
        run_update(project, answers, overwrite=True, vcs_ref=version, **OPTIONS)


def just_update(project: Path, *, version: str | None = None, **answers: Any) -> str:
    """Update a project as its recipe does, to the last version unless given.

    Returns:
        The report.
    """
    given = [f"--data={name}={answer}" for name, answer in answers.items()]
    ref = [f"--vcs-ref={version}"] if version else []
    report, errors = io.StringIO(), io.StringIO()
    with (
        quick_renders(),
        contextlib.chdir(project),
        contextlib.redirect_stdout(report),
        contextlib.redirect_stderr(errors),
        mock.patch.object(Project, "lock", return_value=""),
    ):
        assert main(["--defaults", *given, *ref]) == 0, errors.getvalue()
    return report.getvalue()


def attempt(*words: str, cwd: Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command, a tool of this environment if it has it, and return how it ended."""
    tool = Path(sys.executable).parent / words[0]
    command = [str(tool) if tool.exists() else words[0], *words[1:]]
    return subprocess.run(
        command, cwd=cwd, check=False, input=given, capture_output=True, text=True
    )


def run(*words: str, cwd: Path) -> str:
    """Run a command that has to succeed, and return what it prints."""
    result = attempt(*words, cwd=cwd)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def run_all(*words: str, cwd: Path) -> str:
    """Run a command as `run` does, and return also what it prints of errors."""
    return run("sh", "-c", 'exec "$@" 2>&1', "sh", *words, cwd=cwd)


def terminal(*words: str, cwd: Path) -> "pexpect.spawn[str]":
    """Start a tool of this environment on a terminal."""
    return pexpect.spawn(
        str(Path(sys.executable).with_name(words[0])),
        [*words[1:]],
        cwd=str(cwd),
        dimensions=(60, 200),
        encoding="utf-8",
        env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        timeout=60,
    )


def commit(folder: Path, tag: str | None = None) -> None:
    """Commit everything in a folder, which becomes a repository if it is none."""
    run("git", "init", "--quiet", cwd=folder)
    run("git", "add", "--all", cwd=folder)
    run("git", "commit", "--quiet", "--allow-empty", "--message", "Change", cwd=folder)
    if tag:
        run("git", "tag", tag, cwd=folder)


def edit(path: Path, text: str) -> None:
    """Write a text file."""
    path.write_text(text, encoding="utf-8")


def script(path: Path, text: str) -> None:
    """Write a file that can be run."""
    edit(path, text)
    path.chmod(0o755)


def append(path: Path, text: str) -> None:
    """Write text at the end of a file."""
    edit(path, path.read_text(encoding="utf-8") + text)


def insert(path: Path, text: str, *, before: str = "") -> None:
    """Insert text into a file, at its start or before a word that it holds."""
    content = path.read_text(encoding="utf-8") if path.exists() else ""
    assert before in content
    edit(path, content.replace(before, text + before, 1))


def files(folder: Path) -> dict[str, bytes]:
    """Read all files of a project, by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts[:1]
    }


def matching(patterns: Iterable[str], paths: Iterable[str]) -> set[str]:
    """Pick the paths that gitignore patterns match."""
    return set(PathSpec.from_lines("gitignore", patterns).match_files(paths))


def blocks(page: Path, heading: str) -> list[str]:
    """List the commands that a page of the template gives under a heading."""
    _, _, rest = page.read_text(encoding="utf-8").partition(f"\n## {heading}\n")
    section, _, _ = rest.partition("\n## ")
    found = re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no commands under {heading}"
    return found


def questions() -> dict[str, dict[str, Any]]:
    """Read the questionnaire, without its settings."""
    entries = yaml.safe_load((ROOT / "copier.yml").read_text(encoding="utf-8"))
    return {name: entry for name, entry in entries.items() if not name.startswith("_")}
