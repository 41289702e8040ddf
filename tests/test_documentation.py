"""The pages of the template agree with the template."""

import re
from pathlib import Path

import pytest

from extensions.features import PIECES
from tests.support import ROOT

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_readme_lists_every_optional_piece() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(?:\w+: )?(\w+)` .*\| (.*) \|$", text, re.MULTILINE)
    assert dict(rows) == {name: piece["summary"] for name, piece in PIECES.items() if piece["when"]}
