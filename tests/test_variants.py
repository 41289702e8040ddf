"""The checks, on every triple of answers and on every change of one piece from every preset."""

import time
from itertools import combinations, product
from pathlib import Path

import pytest

from tests.checks import CHECKS, RUFF, refused, stored
from tests.support import render
from tools.smoke.variants import Answers, choices, named, pairs, triples


@pytest.fixture
def variants(source: Path, tmp_path: Path) -> Path:
    """Render every variant into one folder."""
    for name, answers in (named("presets") | named("changes") | named("triples")).items():
        render(source, tmp_path / name, **answers)
    return tmp_path


@pytest.mark.parametrize(("strength", "rows"), [(2, pairs()), (3, triples())])
def test_every_combination_of_answers_occurs(strength: int, rows: list[Answers]) -> None:
    for names in combinations(choices(), strength):
        expected = set(product(*(choices()[name] for name in names)))
        assert {tuple(row[name] for name in names) for row in rows} == expected


def test_variants_pass(variants: Path) -> None:
    found = {
        f"{project.name}: {check.__name__}": wrong
        for project in sorted(variants.iterdir())
        for check in CHECKS
        if (wrong := check(project))
    }

    first = next((stored(variants / name.rpartition(": ")[0]) for name in found), {})
    assert found == {}, first
    assert [line for check in RUFF for line in check(variants)] == []
    assert refused(variants.iterdir()) == []


def test_render_takes_at_most_four_tenths_of_a_second(source: Path, tmp_path: Path) -> None:
    seconds = []
    for number in range(5):
        start = time.process_time()
        render(source, tmp_path / str(number), preset="full")
        seconds.append(time.process_time() - start)

    assert min(seconds) <= 0.4
