"""From every release to the working tree: what users did is kept, and all else is new."""

from pathlib import Path
from typing import Any

import pytest

from tests.rehearsal import rehearse
from tests.support import ROOT, SOURCES, commit, copy_template, run
from tests.test_variants import triples
from tools.release import commits, released

TO_COME = "v9.0.0"
SAMPLES: dict[str, dict[str, Any]] = {
    "standard": {},
    "minimal": {"preset": "minimal"},
    "full": {"preset": "full"},
    **{f"triples-{number}": triples()[number] for number in (0, 7, -1)},
}
"""Sets of answers: the last release is left with each, an older one with one of them."""


def origins() -> list[tuple[str, str]]:
    """List what is rehearsed: a release, or what was committed last, and a set of answers."""
    last, *older = released(ROOT) or ["HEAD"]
    names = list(SAMPLES)
    return [(last, name) for name in names] + [
        (version, names[age % len(names)]) for age, version in enumerate(older)
    ]


def put(template: Path) -> None:
    """Replace what Copier reads in a repository by what the working tree has."""
    run("git", "rm", "-r", "--quiet", *SOURCES, cwd=template)
    copy_template(template)


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Clone this repository, tag its releases by their messages, and add the working tree."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no clone of the repository, so no release can be found")
    folder = tmp_path_factory.mktemp("history") / "template"
    run("git", "clone", "--quiet", "--no-tags", str(ROOT), str(folder), cwd=ROOT)
    for version, found in commits(ROOT).items():
        run("git", "tag", f"v{version}", found, cwd=folder)
    run("git", "tag", "v0", cwd=folder)
    put(folder)
    commit(folder, tag=TO_COME)
    return folder


@pytest.mark.parametrize(("version", "sample"), origins())
def test_update_keeps_what_users_did(
    version: str, sample: str, history: Path, tmp_path: Path
) -> None:
    if version != "HEAD" and version not in commits(ROOT):
        shallow = run("git", "rev-parse", "--is-shallow-repository", cwd=ROOT).strip() == "true"
        assert shallow, f"the changelog names {version}, but no commit releases it"
        pytest.skip(f"{version} is not in this shallow clone: run git fetch --unshallow")
    tag = "v0" if version == "HEAD" else f"v{version}"

    assert rehearse(history, tag, tmp_path, SAMPLES[sample]) == []
