"""The pages of the template agree with the template."""

import re
import sys
from pathlib import Path

import pytest

from extensions.features import PIECES
from tests.support import ROOT, commit, copy_template, run

PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_checkout_is_rendered_and_updated_from_as_the_readme_says(tmp_path: Path) -> None:
    checkout, project = tmp_path / "checkout", tmp_path / "my-project"
    checkout.mkdir()
    commit(copy_template(checkout), tag="v1")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    [words] = re.findall(r"copier copy (--trust .* \.\./my-project)$", text, re.MULTILINE)

    copier = f"{sys.executable} -m copier"
    run("bash", "-c", f"{copier} copy --defaults --quiet {words}", cwd=checkout)
    commit(project)
    run("bash", "-c", f"{copier} update --defaults --quiet --trust", cwd=project)

    assert run("git", "status", "--porcelain", cwd=project) == ""


def test_readme_lists_every_optional_piece() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(?:\w+: )?(\w+)` .*\| (.*) \|$", text, re.MULTILINE)
    assert dict(rows) == {name: piece["summary"] for name, piece in PIECES.items() if piece["when"]}
