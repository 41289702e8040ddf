"""Write the table of pieces into the README: `uv run python -m tools.readme`."""

import re
from typing import Any

from extensions.features import PIECES
from tools.site import ROOT
from tools.site.questions import allowed, questions
from tools.site.reference import table

README = ROOT / "README.md"
PRESETS = ["minimal", "standard", "full"]
MARKED = re.compile(r"(<!-- pieces: .* -->\n).*?(<!-- end -->)", re.DOTALL)


def main() -> None:
    """Write the table."""
    README.write_text(replaced(README.read_text(encoding="utf-8")), encoding="utf-8")


def replaced(text: str) -> str:
    """Put the table between the two marks of a text."""
    rows = []
    for name, piece in PIECES.items():
        for question, value in piece["when"].items():
            label = name if value is True else f"{question}: {name}"
            marks = ("x" if is_on(question, value, preset) else " " for preset in PRESETS)
            rows.append([f"`{label}`", *marks, piece["summary"]])
    lines = table(["piece", *PRESETS, "adds"], sorted(rows))
    found, count = MARKED.subn(lambda match: match[1] + "\n".join(lines) + f"\n{match[2]}", text)
    assert count == 1
    return found


def is_on(name: str, value: Any, preset: str) -> bool:
    """Tell whether the default answer with a preset is one that switches a piece on."""
    [question] = [question for question in questions() if question.name == name]
    return question.default_with(preset) in map(str, allowed(value))


if __name__ == "__main__":
    main()
