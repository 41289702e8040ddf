"""Which sets of answers are tried.

The questionnaire says what can be answered: a new question needs no change here.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from covertable import make

from tools.site.questions import questions

Answers = dict[str, Any]


def choices() -> dict[str, list[Any]]:
    """List the answers to each question that has few. A switch is first off."""
    return {
        question.name: sorted(question.choices.values())
        if question.kind == "switch"
        else [*question.choices.values()]
        for question in questions()
        if question.choices
    }


@cache
def triples() -> list[Answers]:
    """List sets of answers among which every triple occurs, the same ones every time."""
    rows: list[Answers] = make(choices(), strength=3)
    return rows


@cache
def pairs() -> list[Answers]:
    """List sets of answers among which every pair occurs, the same ones every time."""
    rows: list[Answers] = make(choices(), strength=2)
    return rows


def presets() -> list[Answers]:
    """List the presets, with default answers to all else."""
    return [{"preset": preset} for preset in choices()["preset"]]


def changes() -> list[Answers]:
    """List every change of one piece from every preset."""
    return [
        {"preset": preset, question.name: value}
        for preset in choices()["preset"]
        for question in questions()
        for value in choices().get(question.name, [])
        if question.preset and str(value) != question.default_with(preset)
    ]


SETS: dict[str, Callable[[], list[Answers]]] = {
    "presets": presets,
    "changes": changes,
    "pairs": pairs,
    "triples": triples,
}


def named(name: str) -> dict[str, Answers]:
    """Give each variant of a set a name, by which tables and reports show it."""
    rows = SETS[name]()
    if name in {"presets", "changes"}:
        return {
            ", ".join(map(str, (k if v is True else f"{k}={v}" for k, v in row.items()))): row
            for row in rows
        }
    return {f"{name} {number}": row for number, row in enumerate(rows, 1)}
