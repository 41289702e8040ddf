"""What an editor does with the workspace: tasks, debug configurations, problem matchers."""

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from extensions.features import MANIFEST
from tests.checks import COMMENT_LINES, recipes
from tests.support import attempt, edit, files, matching, run, script

# No tool brings the schema of this file. It allows more keys; those that are used are these.
DEVCONTAINER = {
    "containerEnv": dict,
    "customizations": dict,
    "image": str,
    "name": str,
    "onCreateCommand": str,
    "remoteEnv": dict,
    "remoteUser": str,
    "updateContentCommand": str,
}


def read(path: Path) -> dict[str, Any]:
    """Read a file of an editor, without its comments."""
    text = path.read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(COMMENT_LINES.sub("", text))
    return content


def workspace(project: Path) -> dict[str, Any]:
    return read(project / "ml-project.code-workspace")


def resolved(entry: object, project: Path) -> Any:
    """Replace the variables of the editor, as if `confs/train.yaml` were open."""
    text = json.dumps(entry)
    for variable, value in {
        "${workspaceFolder:ml-project}": str(project),
        "${fileBasenameNoExtension}": "train",
        "${file}": str(project / "confs/train.yaml"),
        "${input:file}": "rows.csv",
        "${input:target}": "progression",
    }.items():
        text = text.replace(variable, value)
    assert "${" not in text
    return json.loads(text)


def matches(matcher: dict[str, Any], output: str) -> list[str]:
    """Return the files that a problem matcher finds in what a task prints."""
    patterns = matcher["pattern"]
    patterns = patterns if isinstance(patterns, list) else [patterns]
    lines = output.splitlines()
    found = []
    for start in range(len(lines) - len(patterns) + 1):
        here = [re.search(p["regexp"], lines[start + i]) for i, p in enumerate(patterns)]
        if all(here):
            found += [
                m[p["file"]] for m, p in zip(here, patterns, strict=True) if m and "file" in p
            ]
    return found


def test_every_recipe_and_job_has_a_task(rendered: Callable[[str], Path]) -> None:
    project = rendered("full")
    jobs = {path.stem for path in project.glob("confs/*.yaml")}

    labels = [task["label"] for task in workspace(project)["tasks"]["tasks"]]
    assert sorted(labels) == sorted(jobs | recipes(project))


def test_servers_are_background_tasks(rendered: Callable[[str], Path]) -> None:
    for name, servers in {"full": {"serve"}, "gitlab": {"mlflow", "serve"}}.items():
        tasks = workspace(rendered(name))["tasks"]["tasks"]
        assert {task["label"] for task in tasks if task.get("isBackground")} == servers


@pytest.mark.parametrize(
    "line",
    [
        "14:59:41 listening on http://127.0.0.1:8000",
        '{"event": "listening on http://127.0.0.1:8000", "job": "serve"}',
    ],
)
def test_page_of_the_service_is_opened(line: str, rendered: Callable[[str], Path]) -> None:
    [action] = [
        entry["serverReadyAction"]
        for entry in workspace(rendered("full"))["launch"]["configurations"]
        if "serverReadyAction" in entry
    ]

    found = re.search(action["pattern"], line)
    assert found
    assert action["uriFormat"] % found[1] == "http://127.0.0.1:8000/docs"


@pytest.mark.parametrize("name", ["standard", "full", "gitlab"])
def test_every_file_is_shown_in_exactly_one_root(
    name: str, rendered: Callable[[str], Path]
) -> None:
    project = rendered(name)
    content = workspace(project)
    shown: Counter[str] = Counter()

    for folder in content["folders"]:
        root, own = project / folder["path"], {}
        if (root / ".vscode/settings.json").exists():
            own = read(root / ".vscode/settings.json")
        # Patterns of the workspace hold in each root, those of a folder in it alone.
        hidden = {**content["settings"]["files.exclude"], **own.get("files.exclude", {})}
        patterns = [f"/{pattern}" for pattern, hides in hidden.items() if hides]
        paths = files(root)
        shown.update(
            str((root / path).relative_to(project))
            for path in paths.keys() - matching(patterns, paths)
        )

    assert {path: shown[path] for path in files(project) if shown[path] != 1} == {}


@pytest.mark.slow
def test_every_configuration_names_a_schema_that_it_follows(
    installed: Callable[[str], Path], tmp_path: Path
) -> None:
    project = installed("full")
    confs = sorted(project.glob("confs/**/*.yaml"))
    assert len(confs) > 10

    for path in confs:
        text = path.read_text(encoding="utf-8")
        [schema] = re.findall(r"\A# yaml-language-server: \$schema=(.*)$", text, re.MULTILINE)
        check = ["check-jsonschema", "--schemafile", str((path.parent / schema).resolve())]
        run(*check, str(path), cwd=project)
        edit(tmp_path / "wrong.yaml", f"{text}\nsead: 1\n")
        assert "sead" in attempt(*check, str(tmp_path / "wrong.yaml"), cwd=project).stdout


@pytest.mark.parametrize("name", ["full", "gitlab"])
def test_container_to_develop_in_has_its_form(name: str, rendered: Callable[[str], Path]) -> None:
    content = read(rendered(name) / ".devcontainer/devcontainer.json")
    variables = {**content["containerEnv"], **content["remoteEnv"]}
    [editor] = content["customizations"].values()

    assert {key: type(value) for key, value in content.items()} == DEVCONTAINER
    assert {type(value) for value in variables.values()} == {str}
    assert editor["extensions"] == workspace(rendered(name))["extensions"]["recommendations"]
    assert re.fullmatch(r"[\w./-]+/python:\d[\w.-]+", content["image"])
    assert content["remoteUser"] != "root"


@pytest.mark.parametrize(
    ("owner", "output", "files"),
    [
        ("ruff", "F401 [*] `os` imported but unused\n  --> src/a.py:1:8\n", ["src/a.py"]),
        ("ruff", "E501 Line too long\n --> tests/b.py:12:101\n", ["tests/b.py"]),
        ("mypy", "src/a.py:3: error: Name 'b' is not defined  [name-defined]\n", ["src/a.py"]),
        ("mypy", "Found 1 error in 1 file (checked 60 source files)\n", []),
        ("pytest", "tests/test_a.py:5: AssertionError\n", ["tests/test_a.py"]),
        ("pytest", "tests/test_a.py ....   [ 10%]\n", []),
    ],
)
def test_problem_matcher_finds_the_file(
    owner: str, output: str, files: list[str], rendered: Callable[[str], Path]
) -> None:
    tasks = {task["label"]: task for task in workspace(rendered("full"))["tasks"]["tasks"]}
    matchers = [*tasks["check"]["problemMatcher"], tasks["test"]["problemMatcher"]]

    [matcher] = [matcher for matcher in matchers if matcher["owner"] == owner]
    assert matches(matcher, output) == files


def in_order(names: Iterable[str]) -> list[str]:
    """Sort so that what needs something comes after what makes it."""
    last = ["clean", "install"]
    return sorted(
        names, key=lambda name: ([*MANIFEST["order"], name].index(name), name in last, name)
    )


def emptied(project: Path) -> Path:
    """Forget the data and the models of the tests before."""
    for name in ["data", "registry"]:
        shutil.rmtree(project / name, ignore_errors=True)
    return project


@pytest.mark.nightly
def test_every_task_runs(
    installed: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = emptied(installed("full"))
    content = resolved(workspace(project)["tasks"], project)
    tasks = {task["label"]: task["args"] for task in content["tasks"]}
    # There is no engine here, no later version, and no server: what is called writes down how.
    called = {"docker": "", "uvx": "", "uv": f'[ "$1" = audit ] || exec {shutil.which("uv")} "$@"'}
    for name, text in called.items():
        script(tmp_path / name, f'#!/bin/sh\necho "{name} $*" >> {tmp_path}/log\n{text}\n')
    monkeypatch.setenv("ML_PROJECT__KEPT", "data/kept")  # for review
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    # All tests take minutes; tests/test_projects.py runs them.
    monkeypatch.setenv("PYTEST_ADDOPTS", "--cov-fail-under=0 tests/test_cli.py")

    assert content["type"] == "process"
    for label in in_order(tasks.keys() - {"serve"}):
        run(content["command"], *tasks[label], cwd=Path(content["options"]["cwd"]))

    assert (project / "data/predictions.parquet").exists()
    log = re.sub(" --from .*/", " ", (tmp_path / "log").read_text(encoding="utf-8"))
    others = {line for line in log.splitlines() if not line.startswith("uv run")}
    assert {line.partition(" --volume")[0] for line in others} >= {
        "docker build --tag ml-project .",
        "docker run --rm",
        "uv audit --no-dev",
        "uvx --offline start start rows.csv --target progression",
        "uvx --offline update update",
        "uvx copier check-update",
    }


@pytest.mark.nightly
def test_every_debug_configuration_runs(
    installed: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ML_PROJECT__KEPT", "data/kept")  # for review
    project = emptied(installed("full"))
    content = resolved(workspace(project)["launch"], project)
    launches = {entry["name"]: entry for entry in content["configurations"]}
    [compound] = content["compounds"]

    def words(name: str, *more: str) -> list[str]:
        entry = launches[name]
        target = ["-m", entry["module"]] if "module" in entry else [entry["program"]]
        return [entry["python"], *target, *entry.get("args", []), *more]

    for name in in_order(launches.keys() - {*compound["configurations"], "tests"}):
        run(*words(name), cwd=Path(launches[name]["cwd"]))
    run(*words("tests", "--collect-only"), cwd=Path(launches["tests"]["cwd"]))
    assert (project / "data/predictions.parquet").exists()

    service, client = compound["configurations"]
    with subprocess.Popen(words(service), cwd=launches[service]["cwd"]) as process:
        output = run(*words(client), cwd=Path(launches[client]["cwd"]))
        process.terminate()
    assert "model_version" in output
    assert process.returncode == 143
