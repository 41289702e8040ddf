"""A rehearsed update: a project of an old version, edited by its user, brought to the new one."""

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import yaml

from extensions.features import SEEDS
from tests.checks import stored
from tests.support import commit, edit, files, matching, render, run, update

CONFLICT = re.compile(rb"^<<<<<<< ", re.MULTILINE)


class Edit(NamedTuple):
    """What a user adds to a file, before a word that it holds or else at its end."""

    path: str
    text: str
    before: str = ""


EDITS = [
    # Seeds
    Edit("README.md", "Ours since the first day.\n"),
    Edit("confs/train.yaml", "# ours: agreed with the experts\n"),
    Edit("src/*/domain/models.py", "OURS_OF_MODELS = 1\n"),
    Edit("tests/domain/test_models.py", "OURS_OF_TEST_MODELS = 1\n"),
    # Files of the template, at places where people edit
    Edit(".gitignore", "/ours_ignored/\n"),
    Edit("CONTRIBUTING.md", "\n## Ours\n\nAsk before you merge.\n"),
    Edit("confs/envs/dev.yaml", "# ours: the small machine\n"),
    Edit("justfile", "\n# Ours alone.\nours:\n    echo ours\n"),
    Edit("pyproject.toml", '    "ours-of-dependencies>=1",\n', before='    "omegaconf'),
    Edit("pyproject.toml", "[tool.ours]\nkey = 1\n\n", before="[tool.ruff]\n"),
    Edit("src/*/application/train.py", "# ours: asked for by the auditors\n", before="def run("),
    Edit("src/*/cli.py", "OURS_OF_CLI = 1\n"),
    Edit("tests/conftest.py", "OURS_OF_TESTS = 1\n"),
    # Files of pieces, where the project has them
    Edit(".github/workflows/ci.yml", "  # ours: the gate of the department\n", before="jobs:\n"),
    Edit(".vscode/settings.json", "  // ours\n", before='  "'),
    # Files of the user's own
    Edit("docs/ours.md", "# Our page\n"),
    Edit("src/ours.py", '"""Our module."""\n'),
]
DELETED = [".gitattributes", "confs/predict.yaml"]


def rehearse(template: Path, version: str, folder: Path, answers: dict[str, Any]) -> list[str]:
    """Update a project from a version to the last one, and list what goes wrong.

    No edit may be lost. A conflict is marked only where git's own merge of the three sides has one.
    What is not edited, and no seed, is byte for byte what a fresh render has.
    """
    known = _known(template, version, answers)
    project = render(template, folder / "project", version=version, **known)
    old = files(project)
    edited = _make_edits(project)
    mine = files(project)
    commit(project)

    update(project)

    after = files(project)
    new = files(render(template, folder / "fresh", **stored(project)))
    now = {path: _homes(after, texts) for path, texts in edited.items()}
    ours = {*DELETED}.union(edited, *now.values(), matching(SEEDS, old.keys() | new.keys()))
    lost = [f"edit of {path} is lost" for path, homes in now.items() if not homes]
    back = [f"{path} was deleted and is back" for path in DELETED if path in after]
    stale = [
        f"{path} is not that of a fresh render"
        for path in sorted((after.keys() | new.keys()) - ours)
        if after.get(path) != new.get(path)
    ]
    seeds = matching(SEEDS, mine)
    touched = [f"seed {path} has changed" for path in seeds if after.get(path) != mine[path]]
    merged = [
        problem
        for path in sorted(edited.keys() & old.keys() & new.keys() & after.keys() - seeds)
        for problem in _wrong_merge(path, after[path], mine[path], old[path], new[path])
    ]
    return lost + back + stale + touched + merged


def _known(template: Path, version: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Keep the answers that a version could be given."""
    entries = yaml.safe_load(run("git", "show", f"{version}:copier.yml", cwd=template))
    choices = {
        name: entry.get("choices", [value])
        for name, value in answers.items()
        if (entry := entries.get(name))
    }
    return {
        name: answers[name]
        for name, allowed in choices.items()
        if answers[name] in (allowed.values() if isinstance(allowed, dict) else allowed)
    }


def _make_edits(project: Path) -> dict[str, list[str]]:
    """Edit and delete files as a user does, and return what was added, by path."""
    edited: dict[str, list[str]] = {}
    for path, text, before in EDITS:
        for file in list(project.glob(path)) or [project / path]:
            if not file.parent.exists() and not path.endswith("/ours.md"):
                continue  # belongs to a piece that is off
            file.parent.mkdir(exist_ok=True)
            content = file.read_text(encoding="utf-8") if file.exists() else ""
            assert before in content, path
            place = content.index(before) if before else len(content)
            edit(file, content[:place] + text + content[place:])
            edited.setdefault(file.relative_to(project).as_posix(), []).append(text)
    for path in DELETED:
        (project / path).unlink()
    return edited


def _homes(after: dict[str, bytes], texts: list[str]) -> list[str]:
    """List the files that hold all texts of an edited one, which may have been renamed."""
    return [
        path for path, content in after.items() if all(text.encode() in content for text in texts)
    ]


def _wrong_merge(path: str, after: bytes, mine: bytes, old: bytes, new: bytes) -> list[str]:
    """Compare a file with what git makes of what is mine, what was old and what is new."""
    with TemporaryDirectory() as folder:
        names = [Path(folder, name) for name in ("mine", "old", "new")]
        for name, content in zip(names, (mine, old, new), strict=True):
            name.write_bytes(content)
        command = ["git", "merge-file", "-p", *map(str, names)]
        merge = subprocess.run(command, check=False, capture_output=True)
    if merge.returncode == 0 and CONFLICT.search(after):
        return [f"{path} has a conflict, though no line was changed on both sides"]
    if merge.returncode == 0 and after != merge.stdout:
        return [f"{path} is not what was merged"]
    return []
