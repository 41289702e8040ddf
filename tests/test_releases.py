"""From every release under the promise to the working tree, and on: nothing is lost."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from covertable import make

from tests import edits, tomorrow
from tests.conftest import EVERY_UPDATE
from tests.rehearsal import Case, kept_clones, rehearse
from tests.support import ROOT, commit, copy_template, questions, run
from tools.release import commits, promised
from tools.smoke.variants import choices

pytestmark = pytest.mark.updates

NOW, TO_COME = "v9.0.0", "v9.1.0"


def routes() -> list[tuple[str, str]]:
    """List from which version to which: the working tree to what is to come, releases to both."""
    origins = [f"v{version}" for version in promised(ROOT)]
    return [(NOW, TO_COME), *((old, new) for old in origins for new in (NOW, TO_COME))]


@cache
def cases() -> list[Case]:
    """List the updates: every triple of a route, answers and edits; and all edits everywhere."""
    switches = {name: [False, True] for name in edits.CATALOGUE}
    triples = [
        Case(
            row["route"][0],
            {name: row[name] for name in choices()},
            [name for name in switches if row[name]],
            row["route"][1],
        )
        for row in make({"route": routes(), **switches, **choices()}, strength=3)
    ]
    wide = ["ci", "preset", "task"]
    every = [
        Case(old, dict(zip(wide, answers, strict=True)), new=new)
        for (old, new), *answers in product(routes(), *(choices()[name] for name in wide))
    ]
    return every + triples + switchings()


def switchings() -> list[Case]:
    """List the updates that also switch a piece on, or off, as the later piece can be."""
    pieces = {name: values for name, values in choices().items() if "ask" in questions()[name]}
    pieces["later"] = [False, True]
    return [
        Case(NOW, {"preset": preset}, new=TO_COME, switched={name: value})
        for name, (off, on, *others) in pieces.items()
        for preset, values in {"minimal": [on, *others], "full": [off, *others]}.items()
        for value in values
    ]


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository of the releases, the working tree and what is to come, with tags."""
    folder = tmp_path_factory.mktemp("history") / "template"
    folder.mkdir()
    run("git", "init", "--quiet", cwd=folder)
    for version in promised(ROOT):
        if version not in commits(ROOT):
            shallow = run("git", "rev-parse", "--is-shallow-repository", cwd=ROOT).strip()
            assert shallow == "true", f"the changelog names {version}, but no commit releases it"
            pytest.skip(f"{version} is not in this clone: git fetch --unshallow brings it")
        run("git", "fetch", "--quiet", str(ROOT), commits(ROOT)[version], cwd=folder)
        run("git", "tag", f"v{version}", "FETCH_HEAD", cwd=folder)
    commit(copy_template(folder), tag=NOW)
    tomorrow.change(folder)
    commit(folder, tag=TO_COME)
    return folder


@pytest.fixture
def history(releases: Path) -> Iterator[Path]:
    """Return the repository with all releases, cloned once a version."""
    with kept_clones(releases.parent):
        yield releases


def sample() -> list[Case]:
    """Pick some updates of the newest route, and two that switch a piece."""
    newest = [case for case in cases() if (case.old, case.new) == routes()[0]]
    return newest[len(newest) // 10 :: len(newest) // 4] + switchings()[2:4]


def dozen() -> list[Case]:
    """Pick twelve updates that have between them most pairs of an answer or edit with another.

    They share an environment, so they share its Python.
    """
    picked: list[Case] = []
    found = [case for case in cases() if not case.switched]
    missing = set().union(*map(pairs, found))
    while len(picked) < 12:
        best = max(found, key=lambda case: len(pairs(case) & missing))
        picked.append(best._replace(answers=best.answers | {"python_version": "3.11"}))
        missing -= pairs(best)
    return picked


def pairs(case: Case) -> set[tuple[str, ...]]:
    answers = (f"{name}={answer}" for name, answer in case.answers.items())
    return set(combinations([f"{case.old}-{case.new}", *case.names, *answers], 2))


def name(case: Case) -> str:
    """Name an update in the report."""
    switched = [f"{name}={value}" for name, value in (case.switched or {}).items()]
    return "-".join([case.old, case.new or "", case.answers["preset"], *switched])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Rehearse all updates, or a sample of them."""
    if "case" in metafunc.fixturenames:
        every = metafunc.config.getoption(EVERY_UPDATE)
        found = cases() if every else sample()
        metafunc.parametrize("case", found, ids=name)


def test_every_route_is_taken_many_times() -> None:
    assert len(cases()) >= 150
    assert {(case.old, case.new) for case in cases()} == {*routes()}


def test_update_keeps_what_users_did(
    case: Case, history: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcome = rehearse(history, case, tmp_path)

    record_property(f"updates: {EVERY_UPDATE}", outcome.counts())
    assert outcome.problems == []


@pytest.mark.every_update
@pytest.mark.slow
@pytest.mark.parametrize("chosen", dozen(), ids=name)
@pytest.mark.usefixtures("one_environment")
def test_updated_project_passes_its_own_checks(chosen: Case, history: Path, tmp_path: Path) -> None:
    rehearse(history, chosen, tmp_path)

    run("uv", "run", "just", "check", cwd=tmp_path / "project")
    run("uv", "run", "just", "test", cwd=tmp_path / "project")
