"""What is true of every rendered file."""

import ast
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from extensions.naming import NAME_LIMIT, package_name_problem
from tests.support import ANSWERS, ROOT, files, questions, run

JINJA = re.compile(r"\{\{|\{%|\{#")
# GitHub's expressions, and the variables of just, are written like Jinja's.
LOOKALIKE = re.compile(r"\$\{\{.*?\}\}|\{\{ args \}\}")
COMMENT_LINES = re.compile(r"^\s*//.*$", re.MULTILINE)

PARSERS: dict[str, Callable[[str], object]] = {
    ".code-workspace": lambda text: json.loads(COMMENT_LINES.sub("", text)),
    ".json": lambda text: json.loads(COMMENT_LINES.sub("", text)),
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
}


def texts(project: Path) -> dict[str, str]:
    return {path: content.decode() for path, content in files(project).items()}


def test_every_file_parses(project: Path) -> None:
    for path, text in texts(project).items():
        parse = PARSERS.get(Path(path).suffix)
        if parse:
            parse(text)


@pytest.mark.parametrize("name", ANSWERS.keys() - {"hostile"})
def test_no_jinja_is_left_over(name: str, rendered: Callable[[str], Path]) -> None:
    for path, text in texts(rendered(name)).items():
        assert not path.endswith(".jinja")
        assert not JINJA.search(path)
        assert not JINJA.search(LOOKALIKE.sub("", text)), path


def test_every_text_ends_with_one_line_break_and_has_no_spaces_before_it(project: Path) -> None:
    for path, text in texts(project).items():
        assert text == "" or (text.endswith("\n") and not text.endswith("\n\n")), path
        assert not re.search(r"[ \t\r]$", text, re.MULTILINE), path


@pytest.mark.parametrize("command", [["format", "--check"], ["check"]], ids=" ".join)
def test_python_is_formatted_and_without_findings(project: Path, command: list[str]) -> None:
    run("ruff", *command, "--no-cache", ".", cwd=project)


def test_suffix_is_where_jinja_is() -> None:
    for path, text in texts(ROOT / "template").items():
        if path.endswith(".jinja"):
            assert JINJA.search(text), path


def test_longest_package_name_is_the_longest_allowed() -> None:
    name = ANSWERS["longest"]["package_name"]
    assert len(name) == NAME_LIMIT
    assert not package_name_problem(name)


@pytest.mark.parametrize("name", ["full", "filled"])
def test_workflows_are_safe_and_valid(name: str, rendered: Callable[[str], Path]) -> None:
    workflows = rendered(name) / ".github/workflows"

    run("zizmor", "--offline", "--no-config", "--pedantic", "--quiet", ".", cwd=workflows)
    schema = "vendor.github-workflows"
    run(
        "check-jsonschema",
        "--builtin-schema",
        schema,
        *map(str, workflows.iterdir()),
        cwd=workflows,
    )


@pytest.mark.parametrize(("oldest", "count"), [("standard", 4), ("filled", 2)])
def test_workflow_tests_every_python_from_the_oldest_on(
    oldest: str, count: int, rendered: Callable[[str], Path]
) -> None:
    text = (rendered(oldest) / ".github/workflows/ci.yml").read_text(encoding="utf-8")

    matrix = yaml.safe_load(text)["jobs"]["test"]["strategy"]["matrix"]
    assert matrix["python"] == questions()["python_version"]["choices"][-count:]


def test_workspace_lists_every_job(rendered: Callable[[str], Path]) -> None:
    text = (rendered("full") / "ml-project.code-workspace").read_text(encoding="utf-8")

    workspace = json.loads(COMMENT_LINES.sub("", text))
    jobs = {path.stem for path in rendered("full").glob("confs/*.yaml")}
    recipes = {"check", "demo", "format", "install", "test"}
    assert {task["label"] for task in workspace["tasks"]["tasks"]} == jobs | recipes
    assert {entry["name"] for entry in workspace["launch"]["configurations"]} == jobs | {"tests"}
    for folder in workspace["folders"]:
        assert (rendered("full") / folder["path"]).is_dir()
