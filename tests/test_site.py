"""What the site says of the template follows from the template."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extensions.features import PIECES
from tests.checks import is_on, stored
from tests.support import files
from tools.site import configurator, questions

SCRIPT, RENDERER = (
    (configurator.HERE / name).read_text(encoding="utf-8")
    for name in ("configurator.js", "jinja.js")
)
ADDED = {"Template", "Operand", "Pair", "as_package_name", "markdown"}
"""What the scripts handle apart from the lists of nodes and filters."""


def tree(answers: dict[str, Any]) -> list[str]:
    """Do what the page does: take the files whose pieces are all on."""
    on = {piece for piece in PIECES if is_on(piece, answers)}
    chosen = [file["path"] for file in configurator.files() if on >= {*file["needs"]}]
    return sorted(
        re.sub(r"\{\{ ?(\w+) ?\}\}", lambda name: answers[name[1]], path) for path in chosen
    )


def test_tree_of_the_page_is_the_tree_of_the_render(project: Path) -> None:
    assert tree(stored(project)) == sorted(files(project))


def test_page_asks_what_a_project_stores(project: Path) -> None:
    asked = {question.name for question in questions.questions()}

    hidden = {"first_package_name", "first_task", "rendered_before"}
    assert asked == stored(project).keys() - hidden


@pytest.mark.parametrize("question", questions.questions(), ids=lambda question: question.name)
def test_page_can_judge_every_answer(question: questions.Question) -> None:
    for name in question.validator[:1]:
        assert re.search(rf"\b{name}\b", SCRIPT)


def test_page_can_render_all_that_templates_use() -> None:
    facts = configurator.facts()
    used = set(nodes([facts["questions"], facts["includes"], facts["files"]]))

    names = set(re.findall(r"^    (\w+)(?::|,$|\()", RENDERER, re.MULTILINE)) | ADDED
    assert used <= names


def nodes(data: Any) -> Iterator[str]:
    """Yield the kinds of nodes and the filters in the templates of the page."""
    if isinstance(data, dict):
        if data.get("path") == ".copier-answers.yml":  # written by Copier, shown as plain answers
            return
        if "is" in data:
            yield data["is"]
        if data.get("is") == "Filter":
            yield data["name"]
            if data["name"] in {"reject", "select"}:
                assert f" {data['args'][0]['value']}: (a, b)" in RENDERER
    if isinstance(data, dict | list):
        for each in data.values() if isinstance(data, dict) else data:
            yield from nodes(each)
