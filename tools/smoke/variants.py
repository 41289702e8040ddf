"""Which sets of answers are tried.

What there is to answer is read from the questionnaire: a new question needs no change here.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from covertable import make
from jinja2 import Environment

from tests.support import questions

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
    pieces = {name: entry for name, entry in questions().items() if entry.get("ask")}
    return [
        {"preset": preset, name: value}
        for preset in choices()["preset"]
        for name, entry in pieces.items()
        for value in choices().get(name, [])
        if str(value)
        != Environment(autoescape=True).from_string(entry["default"]).render(preset=preset)
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
