"""What is true of every rendered file."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from extensions.naming import NAME_LIMIT, package_name_problem
from tests.checks import CHECKS, JINJA, RUFF, leftovers, refused, texts
from tests.support import ANSWERS, ROOT, questions, render


@pytest.mark.parametrize("check", [*CHECKS, *RUFF], ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", ANSWERS)
def test_project_passes(
    check: Callable[[Path], list[str]], name: str, rendered: Callable[[str], Path]
) -> None:
    if (check, name) == (leftovers, "hostile"):
        pytest.skip("these answers look like Jinja")

    assert check(rendered(name)) == []


def test_suffix_is_where_jinja_is() -> None:
    for path, text in texts(ROOT / "template").items():
        if path.endswith(".jinja"):
            assert JINJA.search(text), path


def test_longest_package_name_is_the_longest_allowed() -> None:
    name = ANSWERS["longest"]["package_name"]
    assert len(name) == NAME_LIMIT
    assert not package_name_problem(name)


def test_no_file_is_refused_by_its_judge(rendered: Callable[[str], Path]) -> None:
    assert refused(map(rendered, ANSWERS)) == []


@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_proprietary_package_is_not_published_to_the_public_index(
    ci: str, source: Path, tmp_path: Path
) -> None:
    project = render(source, tmp_path / "project", preset="full", license="Proprietary", ci=ci)
    texts = {path: path.read_text(encoding="utf-8") for path in project.glob(f".{ci}*/**/*.yml")}

    assert not [path for path, text in texts.items() if "pypi-publish" in text or "pypi " in text]
    metadata = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert "Private :: Do Not Upload" in metadata["classifiers"]
    if ci == "github":
        jobs = yaml.safe_load((project / ".github/workflows/release.yml").read_text())["jobs"]
        assert {name: job.get("needs") for name, job in jobs.items()} == {
            "ci": None,
            "announce": "ci",
            "docs": "announce",
            "image": "ci",
        }


@pytest.mark.parametrize(("oldest", "count"), [("standard", 4), ("filled", 2)])
def test_workflow_tests_every_python_from_the_oldest_on(
    oldest: str, count: int, rendered: Callable[[str], Path]
) -> None:
    text = (rendered(oldest) / ".github/workflows/ci.yml").read_text(encoding="utf-8")

    pythons = json.loads(yaml.safe_load(text)["jobs"]["test"]["with"]["pythons"])
    assert pythons == questions()["python_version"]["choices"][-count:]
