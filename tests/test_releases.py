"""From every release to the working tree, and on to a version to come: nothing is lost."""

from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations, product
from pathlib import Path

import pytest
from covertable import make

from tests import edits, tomorrow
from tests.conftest import EVERY_UPDATE
from tests.rehearsal import Case, kept_clones, rehearse
from tests.support import ROOT, SOURCES, commit, copy_template, questions, run
from tools.release import commits, released
from tools.smoke.variants import choices

pytestmark = pytest.mark.updates

NOW, TO_COME = "v9.0.0", "v9.1.0"


def routes() -> list[tuple[str, str]]:
    """List from which version to which: each release, or what was committed last, to the tree."""
    origins = [f"v{version}" for version in released(ROOT)] or ["v0"]
    return [(NOW, TO_COME), (origins[0], TO_COME), *((old, NOW) for old in origins)]


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


def put(template: Path) -> None:
    """Replace what Copier reads in a repository by what the working tree has."""
    run("git", "rm", "-r", "--quiet", *SOURCES, cwd=template)
    copy_template(template)


@pytest.fixture(scope="session")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clone this repository, tag its releases by their messages, and add what is to come."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository, so no release can be found")
    folder = tmp_path_factory.mktemp("history") / "template"
    run("git", "clone", "--quiet", "--no-tags", str(ROOT), str(folder), cwd=ROOT)
    for version, found in commits(ROOT).items():
        run("git", "tag", f"v{version}", found, cwd=folder)
    run("git", "tag", "v0", cwd=folder)
    put(folder)
    commit(folder, tag=NOW)
    tomorrow.change(folder)
    commit(folder, tag=TO_COME)
    return folder


@pytest.fixture
def history(releases: Path) -> Iterator[Path]:
    """Return the repository with all releases, cloned once a version."""
    with kept_clones(releases.parent):
        yield releases


def sample() -> list[Case]:
    """Pick two updates for each of the newest routes, and two that switch a piece."""
    groups = [[case for case in cases() if (case.old, case.new) == route] for route in routes()[:3]]
    picked = [case for group in groups for case in group[len(group) // 5 :: len(group) // 2]]
    return picked + switchings()[2:4]


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


@pytest.fixture
def _no_release_is_missing() -> None:
    """Skip where a shallow clone of this repository does not have its releases."""
    missing = [version for version in released(ROOT) if version not in commits(ROOT)]
    if missing:
        shallow = run("git", "rev-parse", "--is-shallow-repository", cwd=ROOT).strip() == "true"
        assert shallow, f"the changelog names {missing[0]}, but no commit releases it"
        pytest.skip(f"{missing[0]} is not in this shallow clone: run git fetch --unshallow")


def test_every_route_is_taken_many_times() -> None:
    assert len(cases()) >= 150
    assert {(case.old, case.new) for case in cases()} == {*routes()}


@pytest.mark.usefixtures("_no_release_is_missing")
def test_update_keeps_what_users_did(
    case: Case, history: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    outcome = rehearse(history, case, tmp_path)

    record_property(f"updates: {EVERY_UPDATE}", outcome.counts())
    assert outcome.problems == []


@pytest.mark.every_update
@pytest.mark.slow
@pytest.mark.parametrize("chosen", dozen(), ids=name)
@pytest.mark.usefixtures("_no_release_is_missing", "_one_environment")
def test_updated_project_passes_its_own_checks(chosen: Case, history: Path, tmp_path: Path) -> None:
    rehearse(history, chosen, tmp_path)

    run("uv", "run", "just", "check", cwd=tmp_path / "project")
    run("uv", "run", "just", "test", cwd=tmp_path / "project")


@pytest.fixture(scope="module")
def _one_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the projects use one environment: what they need is nearly the same."""
    folder = tmp_path_factory.mktemp("shared")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("MYPY_CACHE_DIR", str(folder / "mypy"))
        monkeypatch.setenv("UV_PROJECT_ENVIRONMENT", str(folder / "environment"))
        yield
