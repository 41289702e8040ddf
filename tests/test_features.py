"""The globals, alone."""

from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined
from jinja2.exceptions import UndefinedError

from extensions import features

SEEDS = ["/README.md"]
PIECES: dict[str, dict[str, Any]] = {
    "core": {
        "when": {},
        "summary": "the core",
        "jobs": ["train"],
        "dependencies": {"dev": ["pytest"], "runtime": ["numpy"]},
    },
    "docs": {
        "when": {"docs": True},
        "summary": "a site",
        "owns": ["/docs", "/.ci/docs.yml"],
        "dependencies": {"dev": ["pytest", "ruff"]},
    },
    "service": {"when": {"ci": ["github", "gitlab"]}, "summary": "a service", "owns": ["/.ci"]},
}


@pytest.fixture(autouse=True)
def _small_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "SEEDS", SEEDS)
    monkeypatch.setattr(features, "PIECES", PIECES)


def evaluate(expression: str, **answers: object) -> str:
    environment = Environment(extensions=[features.Features], undefined=StrictUndefined)
    return environment.from_string(f"{{{{ {expression} }}}}").render(answers)


def evaluate_in_full(expression: str, **answers: object) -> str:
    """Evaluate where each question has an answer: nothing is on unless said so."""
    return evaluate(
        expression, **{"ci": "none", "docs": False, "_copier_operation": "copy"} | answers
    )


def test_piece_without_a_condition_is_on() -> None:
    assert evaluate_in_full("feature('core')") == "True"


@pytest.mark.parametrize("docs", [True, False])
def test_piece_follows_its_answer(docs: bool) -> None:
    assert evaluate_in_full("feature('docs')", docs=docs) == str(docs)


@pytest.mark.parametrize(("ci", "on"), [("github", "True"), ("gitlab", "True"), ("none", "False")])
def test_piece_may_allow_several_answers(ci: str, on: str) -> None:
    assert evaluate_in_full("feature('service')", ci=ci) == on


def test_unknown_piece_is_an_error() -> None:
    with pytest.raises(KeyError, match="documents"):
        evaluate_in_full("feature('documents')")


def test_answer_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="docs"):
        evaluate("feature('docs')")


def test_paths_of_pieces_that_are_off_are_not_rendered() -> None:
    owned = ["/docs", "/.ci/docs.yml", "/.ci"]
    assert evaluate_in_full("unrendered_paths()").split() == owned


def test_path_under_two_pieces_needs_both() -> None:
    assert evaluate_in_full("unrendered_paths()", ci="github").split() == ["/docs", "/.ci/docs.yml"]
    assert evaluate_in_full("unrendered_paths()", docs=True).split() == ["/.ci"]
    assert evaluate_in_full("unrendered_paths()", ci="github", docs=True) == ""


def test_seeds_are_not_rendered_at_an_update() -> None:
    paths = evaluate_in_full(
        "unrendered_paths()", ci="github", docs=True, _copier_operation="update"
    )

    assert paths == "/README.md"


def test_requirements_are_those_of_pieces_that_are_on() -> None:
    assert evaluate_in_full("requirements('dev')") == "['pytest']"
    assert evaluate_in_full("requirements('dev')", docs=True) == "['pytest', 'ruff']"
    assert evaluate_in_full("requirements('runtime')", docs=True) == "['numpy']"


def test_lists_are_those_of_pieces_that_are_on() -> None:
    assert evaluate_in_full("listed('jobs')") == "['train']"


def test_summary_is_that_of_the_manifest() -> None:
    assert evaluate_in_full("summary('docs')") == "a site"
