"""The pages of the template agree with the template."""

import html
import os
import re
from pathlib import Path

import pytest

from tests.support import ROOT, run
from tools import newcomer, picture, readme
from tools.site import reference

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
SITE = re.compile(r"https://copier-ml-package\.github\.io/copier-ml-package/([\w/#-]*)")
HOW_TO = "https://copier-ml-package.github.io/copier-ml-package/how-to"
GENERATED = {
    **{ROOT / "docs" / path: text for path, text in reference.pages().items()},
    ROOT / "docs/configurator/index.md": "",
}
"""Pages that exist when the site is built, and are not committed."""


def anchors(page: Path) -> set[str]:
    """List the places in a page that a link can name."""
    text = GENERATED[page] if page in GENERATED else page.read_text(encoding="utf-8")
    headings = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in HEADING.findall(text))
    return {heading.strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", [*PAGES, *GENERATED], ids=lambda page: page.stem)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    text = GENERATED[page] if page in GENERATED else page.read_text(encoding="utf-8")

    for link, place in LINK.findall(text):
        target = Path(os.path.normpath(page.parent / link)) if link else page
        assert target.exists() or target in GENERATED, link
        assert page.parent == ROOT or target.is_relative_to(ROOT / "docs"), link
        assert not place or place in anchors(target), f"{link}#{place}"


def test_printed_addresses_of_the_site_lead_to_a_page() -> None:
    paths = [path for path in run("git", "ls-files", cwd=ROOT).splitlines() if "lock" not in path]
    texts = [Path(ROOT, path).read_text("utf-8", "replace") for path in paths]
    found = {place for text in texts for place in SITE.findall(text.replace("{PAGES}", HOW_TO))}
    found |= {f"how-to/{place}" for place in re.findall(r"'([\w-]+/[#\w-]*)'\)", "".join(texts))}

    assert len(found) > 8
    for place in found - {"", "configurator/", "how-to", "how-to/"}:
        path, _, anchor = place.partition("#")
        page = ROOT / "docs" / f"{path.removesuffix('/')}.md"
        assert path.endswith("/"), place
        assert page in {*PAGES, *GENERATED}, place
        assert not anchor or anchor in anchors(page), place


def test_decisions_are_numbered_without_holes() -> None:
    records = sorted((ROOT / "docs/decisions").glob("*.md"))

    for number, record in enumerate(records, 1):
        assert record.name.startswith(f"{number:04}-")
        assert record.read_text(encoding="utf-8").startswith(f"# {number}. ")


def test_readme_lists_the_pieces_as_the_tool_writes_them() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    assert readme.replaced(text) == text, f"run python -m {readme.__name__}"


def test_picture_is_small_and_asks_no_server() -> None:
    text = picture.PICTURE.read_text(encoding="utf-8")

    assert len(text) < 100_000
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg|www\.textualize\.io)\S+", text) == []
    assert "url(http" not in text


def test_picture_shows_the_commands_that_it_says() -> None:
    text = html.unescape(picture.PICTURE.read_text(encoding="utf-8")).replace("\xa0", " ")

    assert [command for command in picture.COMMANDS if f">{command}<" not in text] == []


def test_newcomer_needs_few_commands() -> None:
    commands = [command for line in newcomer.path() for command in line.split(" && ")]

    assert len(commands) <= newcomer.MOST
