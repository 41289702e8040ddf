"""The checks, on every triple of answers and on every change of one piece from every preset.

What there is to answer is read from the questionnaire: a new question needs no change here.
"""

from collections.abc import Callable, Iterator
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from covertable import make

from tests.checks import CHECKS, RUFF, stored
from tests.support import questions, render

Answers = dict[str, Any]


def choices() -> dict[str, list[Any]]:
    """List the answers to each question that has few and is asked."""
    return {
        name: list(dict(entry["choices"]).values())
        if isinstance(entry.get("choices"), dict)
        else entry.get("choices", [False, True])
        for name, entry in questions().items()
        if entry.get("ask") is not False
        and entry.get("when") is not False
        and ("choices" in entry or entry["type"] == "bool")
    }


def triples() -> list[Answers]:
    """List sets of answers among which every triple occurs, the same ones every time."""
    rows: list[Answers] = make(choices(), strength=3)
    return rows


def one_piece_changes() -> Iterator[Answers]:
    """List each answer about a piece with each preset, and each preset alone."""
    for preset in choices()["preset"]:
        yield {"preset": preset}
        for name, values in choices().items():
            if "ask" in questions()[name]:
                yield from ({"preset": preset, name: value} for value in values)


@pytest.fixture(scope="session")
def variants(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render every variant into one folder. Tests must not change it."""
    folder = tmp_path_factory.mktemp("variants")
    for number, answers in enumerate([*one_piece_changes(), *triples()]):
        render(source, folder / f"{number:03}", **answers)
    return folder


def test_every_triple_of_answers_occurs() -> None:
    rows = triples()

    for names in combinations(choices(), 3):
        expected = set(product(*(choices()[name] for name in names)))
        assert {tuple(row[name] for name in names) for row in rows} == expected


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_variants_pass(check: Callable[[Path], list[str]], variants: Path) -> None:
    found = {project: check(project) for project in sorted(variants.iterdir())}

    first = next((stored(project) for project in found if found[project]), {})
    assert {project.name: wrong for project, wrong in found.items() if wrong} == {}, first


@pytest.mark.parametrize("check", RUFF, ids=lambda check: check.__name__)
def test_code_of_variants_is_clean(check: Callable[[Path], list[str]], variants: Path) -> None:
    assert check(variants) == []
