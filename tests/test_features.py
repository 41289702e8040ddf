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


@pytest.mark.parametrize(
    ("expression", "answers", "expected"),
    [
        ("feature('core')", {}, "True"),
        ("feature('docs')", {"docs": True}, "True"),
        ("feature('docs')", {}, "False"),
        ("feature('service')", {"ci": "github"}, "True"),
        ("feature('service')", {"ci": "gitlab"}, "True"),
        ("feature('service')", {}, "False"),
        ("unrendered_paths()", {}, "/docs\n/.ci/docs.yml\n/.ci"),
        ("unrendered_paths()", {"ci": "github"}, "/docs\n/.ci/docs.yml"),  # needs both
        ("unrendered_paths()", {"docs": True}, "/.ci"),
        ("unrendered_paths()", {"ci": "github", "docs": True}, ""),
        (
            "unrendered_paths()",
            {"ci": "github", "docs": True, "_copier_operation": "update"},
            "/README.md",
        ),
        ("requirements('dev')", {}, "['pytest']"),
        ("requirements('dev')", {"docs": True}, "['pytest', 'ruff']"),
        ("requirements('runtime')", {"docs": True}, "['numpy']"),
        ("listed('jobs')", {}, "['train']"),
        ("summary('docs')", {}, "a site"),
    ],
)
def test_global_follows_manifest_and_answers(
    expression: str, answers: dict[str, object], expected: str
) -> None:
    nothing_on = {"ci": "none", "docs": False, "_copier_operation": "copy"}

    assert evaluate(expression, **nothing_on | answers) == expected


def test_unknown_piece_is_an_error() -> None:
    with pytest.raises(KeyError, match="documents"):
        evaluate("feature('documents')")


def test_answer_that_is_not_there_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="docs"):
        evaluate("feature('docs')")
