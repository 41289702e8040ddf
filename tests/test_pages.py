"""Every command of the README and of the site does what a reader expects: it succeeds."""

import re
from pathlib import Path

import pytest

from tests.support import ROOT, edit, run, sample
from tools.pages import Place, blocks, follow, prepare

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("docs/[!d]*/*.md"))]
THIS_SUITE = "pip install uv && uv run pytest"
"""The command that runs these tests, so they cannot run it."""
ELSEWHERE = {
    "adopt": "test_adoption.py",
    "fleet": "test_fleet.py",
    "fork": "test_fleet.py",
    "rename-package": "test_renaming.py",
    "rescue": "test_rescue.py",
}
"""Pages about a project with a past of its own. These tests make it, and run the commands there."""
USES = re.compile(r"uses: (.*)")
PROJECT = """\
uvx --with copier-template-extensions copier copy --trust --defaults --quiet \
  gh:copier-ml-package/copier-ml-package project
cd project
git init -q && git add --all && git commit -qm "Start"
uv run just demo && git add --all && git commit -qm "Lock\""""
COMMIT = 'git add --all && git commit -qm "Update" || true'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return prepare(tmp_path_factory.mktemp("pages"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "page",
    sample(
        [page for page in PAGES if blocks(page) and page.stem not in ELSEWHERE],
        {ROOT / "README.md"},
    ),
    ids=lambda page: page.stem,
)
def test_commands_of_the_page_succeed(page: Path, place: Place, tmp_path: Path) -> None:
    steps = [block for block in blocks(page) if block != THIS_SUITE]
    if page.stem == "update":
        steps = [PROJECT, *(f"{block}\n{COMMIT}" for block in steps)]

    follow(steps, place, place.checkout if page.name == "README.md" else tmp_path)


def test_workflow_for_several_projects_is_valid_and_uses_the_pins_of_the_template(
    tmp_path: Path,
) -> None:
    page = (ROOT / "docs/how-to/monorepo.md").read_text(encoding="utf-8")
    [workflow] = re.findall(r'models.yml"\n(.*?)^```', page, re.MULTILINE | re.DOTALL)
    edit(tmp_path / "models.yml", workflow)

    run(
        "check-jsonschema",
        "--builtin-schema",
        "vendor.github-workflows",
        "models.yml",
        cwd=tmp_path,
    )
    run("zizmor", "--offline", "--pedantic", "--quiet", "models.yml", cwd=tmp_path)
    check = (ROOT / "template/.github/workflows/_check.yml").read_text(encoding="utf-8")
    assert {*USES.findall(workflow)} < {*USES.findall(check)}


def test_failing_command_is_found(place: Place, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(
        "```sh\necho before\nfalse\necho after\n```\n", encoding="utf-8"
    )

    with pytest.raises(RuntimeError, match="before"):
        follow(blocks(tmp_path / "page.md"), place, tmp_path)


def test_commands_are_in_blocks_that_are_run() -> None:
    texts = {page: page.read_text(encoding="utf-8") for page in PAGES}

    assert [page for page, text in texts.items() if "```bash" in text or "```console" in text] == []


@pytest.mark.parametrize("page", ELSEWHERE)
def test_page_that_needs_a_past_is_run_by_tests_of_its_own(page: str) -> None:
    assert f"docs/how-to/{page}.md" in (ROOT / "tests" / ELSEWHERE[page]).read_text()
