"""The checks, on every triple of answers and on every change of one piece from every preset.

What there is to answer is read from the questionnaire: a new question needs no change here.
"""

import time
from collections.abc import Callable
from functools import cache
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


@cache
def triples() -> list[Answers]:
    """List sets of answers among which every triple occurs, the same ones every time."""
    rows: list[Answers] = make(choices(), strength=3)
    return rows


@pytest.fixture(scope="session")
def variants(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Render every variant into one folder. Tests must not change it."""
    folder = tmp_path_factory.mktemp("variants")
    pieces = {name: values for name, values in choices().items() if "ask" in questions()[name]}
    for preset in choices()["preset"]:
        given = stored(render(source, folder / preset, preset=preset))
        for name, values in pieces.items():
            for value in set(values) - {given[name]}:
                answers = {"preset": preset, name: value}
                render(source, folder / f"{preset}, {name}={value}", **answers)
    for number, row in enumerate(triples()):
        render(source, folder / f"triples {number}", **row)
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


def test_render_takes_at_most_four_tenths_of_a_second(source: Path, tmp_path: Path) -> None:
    seconds = []
    for number in range(5):
        start = time.process_time()
        render(source, tmp_path / str(number), preset="full")
        seconds.append(time.process_time() - start)

    assert min(seconds) <= 0.4
