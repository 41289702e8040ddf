"""The manifest, held against the questionnaire and what is rendered."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extensions.features import MANIFEST, PIECES, SEEDS
from tests.checks import is_on, stored, template_paths
from tests.support import ROOT, files, matching, questions, render
from tools.site.questions import allowed

OPTIONAL = {name: piece for name, piece in PIECES.items() if piece["when"]}
TEXT = (ROOT / "extensions/features.yml").read_text(encoding="utf-8")
EXPLAINED = set(re.findall(r"^# (\w+)  +\w", TEXT, re.MULTILINE))

OWNERSHIP = re.compile(r"No update touches what is yours: (.*?)\.\s", re.DOTALL)

# These list the pieces that are on, or what belongs to them, or are one of two texts.
LISTS = [
    ".copier-answers.yml",
    ".env.example",
    "/*.code-workspace",
    "/.devcontainer/devcontainer.json",
    "/.github/renovate.json",
    "/.github/workflows/ci.yml",
    "/.github/workflows/release.yml",
    "/.gitlab/renovate.json",
    "/.pre-commit-config.yaml",
    "/.vscode/settings.json",
    "/AGENTS.md",
    "/CONTRIBUTING.md",
    "/Dockerfile",
    "/README.md",
    "/SECURITY.md",
    "/compose.yaml",
    "/docs/explanation/course.md",
    "/docs/generate/pipeline.py",
    "/docs/how-to/deploy-service.md",
    "/docs/how-to/deploy.md",
    "/justfile",
    "/pyproject.toml",
    "/src/*/application/monitor.py",
    "/src/*/application/new_predictions.py",
    "/src/*/application/new_version.py",
    "/src/*/application/predict.py",
    "/src/*/application/tune.py",
    "/src/*/config/__init__.py",
    "/src/*/config/monitor.py",
    "/src/*/config/predict.py",
    "/src/*/config/tune.py",
    "/src/*/io/registry.py",
]


def answers(piece: str, *, on: bool) -> dict[str, Any]:
    """Return the answers that switch a piece on or off."""
    switches = {}
    for question, values in PIECES[piece]["when"].items():
        choices = questions()[question].get("choices", {None: False}).values()
        others = [value for value in choices if value not in allowed(values)]
        switches[question] = allowed(values)[0] if on else others[0]
    return switches


def lists(entry: object) -> Iterator[list[str]]:
    if isinstance(entry, list):
        yield entry
    if isinstance(entry, dict):
        for value in entry.values():
            yield from lists(value)


@pytest.fixture(scope="session")
def everything(rendered: Callable[[str], Path]) -> set[str]:
    """List all files, also those of pieces that exclude each other."""
    return {path for name in ("full", "gitlab") for path in files(rendered(name))}


@pytest.mark.parametrize("piece", PIECES)
def test_piece_has_keys_that_the_manifest_explains(piece: str) -> None:
    assert {"when", "summary"} <= set(PIECES[piece]) <= EXPLAINED


@pytest.mark.parametrize("piece", OPTIONAL)
def test_piece_follows_answers_that_can_be_given(piece: str) -> None:
    for question, values in PIECES[piece]["when"].items():
        assert {*allowed(values)} <= {*questions()[question].get("choices", {None: True}).values()}


@pytest.mark.parametrize("piece", OPTIONAL)
def test_summary_is_shown_by_a_question(piece: str) -> None:
    text = (ROOT / "copier.yml").read_text(encoding="utf-8")
    assert re.search(rf"(summary|offer)\('{piece}'\)", text)


def test_lists_are_sorted_so_that_updates_merge() -> None:
    for items in [SEEDS, list(PIECES)[1:], *lists(PIECES)]:
        assert items == sorted(set(items))


def test_seeds_are_in_every_project(project: Path) -> None:
    paths = files(project)

    assert [seed for seed in SEEDS if not matching([seed], paths)] == []


def paths_in(sentence: str) -> Iterator[str]:
    """List the paths that a sentence names, such as `confs/{train,predict}.yaml`."""
    for path in re.findall("`(.+?)/?`", sentence):
        before, _, rest = path.partition("{")
        names, _, after = rest.partition("}")
        yield from (before + name + after for name in names.split(","))


def test_pages_name_what_is_yours_in_the_same_words(rendered: Callable[[str], Path]) -> None:
    project = rendered("full")
    pages = [
        *(ROOT / f"docs/how-to/{page}.md" for page in ("edit", "rescue", "use-your-data")),
        *(project / f"{page}.md" for page in ("AGENTS", "CONTRIBUTING", "README")),
        project / "docs/how-to/update.md",
    ]
    texts = (page.read_text(encoding="utf-8") for page in pages)
    [sentence] = {" ".join(found.split()) for text in texts for found in OWNERSHIP.findall(text)}

    tests = {seed for seed in SEEDS if seed.startswith("/tests")}
    assert tests == {"/tests/domain", "/tests/io/test_source.py"}
    assert "`domain/`, `io/source.py`, the tests of both," in sentence
    assert {*paths_in(sentence)} == {
        re.sub(r"^/(src/\*/)?", "", seed) for seed in SEEDS if seed not in tests
    }
    assert all(OWNERSHIP.search(page.read_text(encoding="utf-8")) for page in pages)


@pytest.mark.parametrize("piece", OPTIONAL)
def test_piece_owns_no_seed(piece: str, everything: set[str]) -> None:
    assert not matching(PIECES[piece].get("owns", []), matching(SEEDS, everything))


@pytest.mark.parametrize("piece", OPTIONAL)
def test_path_that_a_piece_owns_exists(piece: str, everything: set[str]) -> None:
    assert all(matching([path], everything) for path in PIECES[piece].get("owns", []))


@pytest.mark.parametrize("piece", OPTIONAL)
def test_piece_adds_what_it_owns_and_nothing_else(
    piece: str, source: Path, tmp_path: Path, everything: set[str]
) -> None:
    with_it = render(source, tmp_path / "on", preset="full", **answers(piece, on=True))
    without = render(source, tmp_path / "off", preset="full", **answers(piece, on=False))
    on, off = files(with_it), files(without)
    instead = [
        path
        for other in OPTIONAL
        if not is_on(other, stored(with_it))
        for path in PIECES[other].get("owns", [])
    ]

    changed = {path for path in on.keys() & off.keys() if on[path] != off[path]}
    assert set(on) <= everything
    assert on.keys() - off.keys() == matching(PIECES[piece].get("owns", []), on)
    assert off.keys() - on.keys() <= matching(instead, off)
    assert changed <= matching(LISTS, changed)


def test_pieces_are_off_where_a_project_exists_already(source: Path, tmp_path: Path) -> None:
    answers = stored(render(source, tmp_path / "a", preset="full", rendered_before=True))
    asked = {name for name, entry in questions().items() if "ask" in entry}
    by_preset = [name for name, piece in OPTIONAL.items() if asked & set(piece["when"])]

    assert [piece for piece in by_preset if is_on(piece, answers)] == []


def test_every_file_of_the_template_is_rendered(
    rendered: Callable[[str], Path], everything: set[str]
) -> None:
    assert everything == template_paths(**stored(rendered("full")))


def test_jobs_are_those_of_the_package(rendered: Callable[[str], Path]) -> None:
    project = rendered("full")
    jobs = sorted(job for piece in PIECES.values() for job in piece.get("jobs", []))

    assert sorted(MANIFEST["order"]) == jobs
    assert sorted(path.stem for path in project.glob("confs/*.yaml")) == jobs
    assert set(jobs) <= {path.stem for path in project.glob("src/*/config/*.py")}
    assert set(jobs) <= {path.stem for path in project.glob("src/*/application/*.py")}
