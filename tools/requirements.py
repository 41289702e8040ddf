"""Write the page of requirements: `uv run python -m tools.requirements`."""

from pathlib import Path
from typing import Any

import yaml

from tools.site import ROOT
from tools.site.reference import table

SOURCE = Path(__file__).with_suffix(".yml")
PAGE = ROOT / "docs/explanation/requirements.md"
CODE = "https://github.com/copier-ml-package/copier-ml-package/blob/main"
PARTS = {
    "P": "3.0 Package",
    "M": "3.1 Modules",
    "D": "3.2 Paradigms",
    "E": "3.3 Entrypoints",
    "C": "3.4 Configurations",
    "O": "3.5 Documentations",
    "V": "3.6 VS Code workspace",
}
START = """# Requirements and their tests

What [chapter 3](course.md) asks of a rendered project, page by page, and the tests that fail if
that is no longer true.

*Made from `tools/requirements.yml` by `python -m tools.requirements`.*
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


def read() -> dict[str, dict[str, Any]]:
    """Read the requirements by their names, each with a sentence and its tests."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return found


def page() -> str:
    """Make the page: a table for each part of the chapter."""
    lines = [START]
    for letter, title in PARTS.items():
        rows = [
            (name, entry["has"], "<br>".join(map(link, entry["tests"])))
            for name, entry in read().items()
            if name.startswith(letter)
        ]
        lines += [f"## {title}", "", *table(["", "a rendered project", "tested by"], rows), ""]
    return "\n".join(lines)


def link(test: str) -> str:
    """Link a test to its file."""
    path, _, function = test.partition("::")
    suffix = "" if (ROOT / path).exists() else ".jinja"
    return f"[`{function}`]({CODE}/{path}{suffix})"


if __name__ == "__main__":
    main()
