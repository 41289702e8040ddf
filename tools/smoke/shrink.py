"""Why a variant fails: the smallest change from a preset that still fails, and the pieces."""

import re
from collections.abc import Callable, Iterable
from typing import Any

from extensions.features import PIECES
from tests.checks import is_on
from tests.support import matching

Answers = dict[str, Any]
COMMAND = re.compile(r"^\$ .*", re.MULTILINE)
WORD = re.compile(r"[\w./{}@-]+")


def smallest_change(
    failing: Answers, presets: Iterable[Answers], fails: Callable[[Answers], bool]
) -> tuple[Answers, Answers]:
    """Return the nearest preset that passes, and the smallest change of it that fails.

    Where every preset fails, that is the nearest one, and no change.
    """

    def change_of(preset: Answers) -> Answers:
        return {
            name: value
            for name, value in failing.items()
            if name != "preset" and value != preset[name]
        }

    near = sorted(presets, key=lambda preset: len(change_of(preset)))
    base = next((preset for preset in near if not fails(preset)), None)
    if base is None:
        return near[0], {}
    change = change_of(base)
    for name, value in change.items():
        if fails(base | {name: value}):
            return base, {name: value}
    for name in list(change):
        fewer = {other: value for other, value in change.items() if other != name}
        if fails(base | fewer):
            change = fewer
    return base, change


def changed_pieces(base: Answers, change: Answers) -> list[str]:
    """List the pieces that a change switches on or off."""
    return [name for name in PIECES if is_on(name, base) != is_on(name, base | change)]


def suspects(text: str, answers: Answers) -> list[str]:
    """List the pieces that own a file, or need a requirement, that the output of commands names."""
    output = COMMAND.sub("", text)
    words = {word.rstrip(".").removeprefix("./") for word in WORD.findall(output)}
    return [
        name
        for name, piece in PIECES.items()
        if is_on(name, answers)
        and (matching(piece.get("owns", []), words) or requirements(piece) & words)
    ]


def requirements(piece: Answers) -> set[str]:
    """List the names of what a piece requires."""
    lines = [line for group in piece.get("dependencies", {}).values() for line in group]
    return {re.split(r"[\[<>=~!; ]", line)[0] for line in lines}
