"""What the site says of the template follows from the template."""

import re
from pathlib import Path
from typing import Any

import pytest

from extensions.features import PIECES
from tests.checks import is_on, stored
from tests.support import files
from tools.site import configurator, questions

SCRIPT = (Path(configurator.__file__).parent / "configurator.js").read_text(encoding="utf-8")


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
def test_page_can_judge_and_derive_every_answer(question: questions.Question) -> None:
    for name in question.validator[:1]:
        assert re.search(rf"\b{name}\b", SCRIPT)
    if question.kind == "text":
        left = re.sub(r"\{\{ \w+( \| (as_package_name|replace\(.*?\)))? \}\}", "", question.default)
        assert "{" not in left


def test_renders_cover_every_answer_and_every_preset() -> None:
    looks = list(configurator.looks())

    for question in questions.questions():
        for value in question.choices.values():
            assert any(look.get(question.name) == value for look in looks)
