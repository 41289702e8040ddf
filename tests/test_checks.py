"""Each check finds the fault that it is there for, and no other check does."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import checks
from tests.support import edit, insert

FAULTS: dict[Callable[[Path], list[str]], Callable[[Path], object]] = {
    checks.broken_links: lambda project: insert(project / "README.md", "[gone](gone.md)\n"),
    checks.empty_folders: lambda project: (project / "confs/none").mkdir(),
    checks.findings: lambda project: insert(project / "src/new.py", '"""New."""\n\nimport os\n'),
    checks.format_changes: lambda project: insert(project / "src/new.py", '"""New."""\nX = [1,]\n'),
    checks.leftovers: lambda project: insert(project / "README.md", "{{ project_name }}\n"),
    checks.loose_ends: lambda project: insert(project / "README.md", "wide \n"),
    checks.marks: lambda project: insert(project / "README.md", "code-workspace\n"),
    checks.missing_paths: lambda project: insert(project / "justfile", "x:\n    cat src/none.py\n"),
    checks.unknown_recipes: lambda project: insert(project / "README.md", "`just none`\n"),
    checks.unreadable_files: lambda project: insert(project / "confs/train.yaml", "- a: [\n"),
    checks.wrong_files: lambda project: (project / ".gitattributes").unlink(),
}

# What the judges of files refuse; an event that anybody can write is run as a command.
REFUSED = {
    "check-jsonschema": "[]\n",
    "hadolint": "FROM debian\n",
    "validate-pyproject": "[project]\nname = 1\n",
    "zizmor": """on: issues
jobs: {a: {runs-on: ubuntu-latest, steps: [{run: "echo ${{ github.event.issue.title }}"}]}}
""",
}


def test_every_check_has_a_fault() -> None:
    assert set(FAULTS) == {*checks.CHECKS, *checks.RUFF}


@pytest.mark.parametrize("check", FAULTS, ids=lambda check: check.__name__)
def test_fault_is_found_by_its_check_alone(
    check: Callable[[Path], list[str]], rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    original = rendered("minimal")
    project = shutil.copytree(original, tmp_path / "project")
    FAULTS[check](project)

    found = {other for other in FAULTS if other(project) != other(original)}
    # A new file is in no manifest either.
    assert found - ({checks.wrong_files} - {check}) == {check}


@pytest.mark.parametrize(("pattern", "command"), checks.JUDGES)
def test_judge_is_shown_its_files_and_refuses_a_fault(
    pattern: str, command: str, rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    path = next(path for name in ("full", "gitlab") for path in rendered(name).glob(pattern))
    copy = tmp_path / path.relative_to(path.parents[pattern.count("/")])
    copy.parent.mkdir(parents=True, exist_ok=True)
    edit(copy, REFUSED[command.split(maxsplit=1)[0]])

    assert any(line.startswith(command) for line in checks.refused([tmp_path]))
