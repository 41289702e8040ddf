"""What users do to a project, by what they would call it. All of it together still passes."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.support import ROOT, edit
from tools.api import api


class Edit(NamedTuple):
    """Text put into a file: before a word, in the place of one, or at its end."""

    path: str
    text: str
    before: str = ""
    instead: str = ""


class Deletion(NamedTuple):
    """A file that is deleted."""

    path: str


class Move(NamedTuple):
    """A file that gets another name."""

    path: str
    place: str


class Changes(NamedTuple):
    """What was done to a project."""

    edited: dict[str, list[str]]
    """What was put into files, by path."""
    deleted: list[str]
    """Paths."""


CONFIG = '''\
"""Digest the rows."""

from pathlib import Path

from PACKAGE.config.base import JobConfig


class OursConfig(JobConfig):
    data: Path = Path("data/rows.parquet")
'''
JOB = '''\
"""Digest the rows."""

from PACKAGE.application.job import Report
from PACKAGE.config.ours import OursConfig
from PACKAGE.io import addresses


def run(config: OursConfig) -> Report:
    """Digest the rows.

    Args:
        config: Where they are.

    Returns:
        Their digest.
    """
    return Report("digested", {"digest": addresses.digest(config.data)})
'''
TEST_OF_JOB = """\
from pathlib import Path

from PACKAGE.application import ours
from PACKAGE.config.ours import OursConfig


def test_digest_is_of_the_rows(ingested: Path) -> None:
    assert ours.run(OursConfig()).facts["digest"]
"""
SIZES = '''\
"""Sizes for people."""

import humanize


def size(count: int) -> str:
    """Write a number of bytes as people read it."""
    return humanize.naturalsize(count)
'''
TEST_OF_SIZES = """\
from PACKAGE.io.ours import size


def test_size_has_a_unit() -> None:
    assert size(2_000_000) == "2.0 MB"
"""
TEST_OF_NAMES = '''\
from pkgutil import resolve_name

import pytest

NAMES = """
TAKEN
"""


@pytest.mark.parametrize("name", NAMES.split())
def test_name_is_there(name: str) -> None:
    folder, module, *names = name.split(".")
    if names:  # there is no such module if its piece is off
        pytest.importorskip(f"PACKAGE.{folder}.{module}")
    resolve_name(f"PACKAGE.{name}")
'''.replace(
    "TAKEN", "\n".join(name for name in api(ROOT) if not re.search("^engines|:|PACKAGE", name))
)
PARAMETERS = '''\
class Ours(GradientBoosting):
    """A model of ours."""


'''

COMMAND = '''

@cli.command("ours")
def ours() -> None:
    """Say whose it is."""
    click.echo("ours")
'''

CATALOGUE: dict[str, list[Edit | Deletion | Move]] = {
    "readme": [Edit("README.md", "Ours since the first day.\n")],
    "column": [
        Edit(
            "src/*/domain/schema.py",
            '    ours: Series[float] = column("Always one.", unit="1", ge=0)\n',
        ),
        Edit("src/*/io/source.py", '    rows["ours"] = 1.0\n', before="    return rows\n"),
    ],
    "model": [
        Edit("src/*/domain/params.py", PARAMETERS, before="class Params("),
        Edit("src/*/domain/params.py", "    ours: Ours = Ours()\n"),
    ],
    "dependency": [
        Edit("pyproject.toml", '    "humanize>=4.12",\n', before='    "numpy'),
        Edit("src/*/io/ours.py", SIZES),
        Edit("tests/io/test_sizes.py", TEST_OF_SIZES),
    ],
    "job": [
        Edit("confs/ours.yaml", "schema_version: 1\n"),
        Edit("src/*/application/ours.py", JOB),
        Edit("src/*/config/ours.py", CONFIG),
        Edit("tests/application/test_ours.py", TEST_OF_JOB),
    ],
    "configuration": [
        Edit("confs/train.yaml", "seed: 7\n", instead="seed: 0\n"),
        Edit("confs/envs/dev.yaml", "# ours: the small machine\n"),
        Edit("confs/envs/prod.yaml", "registry: /srv/ours\n", instead="registry: registry/prod\n"),
        Edit(".vscode/settings.json", "  // ours\n", before='  "'),
    ],
    "in use": [
        Edit("confs/serve.yaml", "port: 9000\n", instead="port: 8000\n"),
        Edit(".env", "ML_PROJECT_RUN_ID=ours\n"),
        Edit("data/rows.parquet", "What the job ingest has written.\n"),
        Edit("registry/champion.json", '[{"version": 1, "since": "2026-01-01T00:00:00Z"}]\n'),
    ],
    "file deleted": [
        Deletion(".env.example"),
        Deletion(".gitattributes"),
        Deletion("confs/predict.yaml"),
        Deletion("tests/core/test_typical.py"),
    ],
    "file moved": [Move("tests/io/test_tables.py", "tests/io/test_our_tables.py")],
    "file added": [Edit("docs/ours.md", "# Our page\n"), Edit("docs/later.md", "# By us\n")],
    "ci": [
        Edit(".github/workflows/ci.yml", "  # ours: the department's gate\n", before="  check:\n"),
        Edit(
            ".gitlab-ci.yml",
            "ours:\n  stage: test\n  script:\n    - echo ours\n\n",
            before="default:\n",
        ),
    ],
    "names": [Edit("tests/test_our_names.py", TEST_OF_NAMES)],
    "renamed file": [Edit("CODE_OF_CONDUCT.md", "\nOurs is reviewed every quarter.\n")],
    "code": [
        Edit(".gitignore", "/ours_ignored/\n"),
        Edit("CONTRIBUTING.md", "\n## Ours\n\nAsk before you merge.\n"),
        Edit("justfile", "\n# Ours alone.\nours:\n    echo ours\n"),
        Edit("pyproject.toml", "[tool.ours]\nkey = 1\n\n", before="[tool.ruff]\n"),
        Edit("src/*/cli.py", COMMAND),
        Edit("tests/conftest.py", "\n\nOURS_OF_TESTS = 1\n"),
        Edit("tests/domain/test_models.py", "\n\nOURS_OF_TEST_MODELS = 1\n"),
    ],
    "code that changes": [
        Edit("src/*/application/train.py", "# ours: the auditors asked for it\n", before="def run(")
    ],
}

MEETING = ["code that changes", "file added", "renamed file"]
"""What meets a change of the version to come, in the same place."""


def make(project: Path, names: Sequence[str]) -> Changes:
    """Edit a project as its users do."""
    edited: dict[str, list[str]] = {}
    deleted = []
    [package] = (path.name for path in project.glob("src/*"))
    for name in names:
        for change in CATALOGUE[name]:
            path = change.path.replace("*", package)
            if isinstance(change, Deletion):
                (project / path).unlink()
                deleted.append(path)
            elif isinstance(change, Move):
                (project / path).rename(project / change.place)
                deleted.append(path)
                edited[change.place] = []
            elif text := _put(project / path, change, package):
                edited.setdefault(path, []).append(text)
        expected = {change.path for change in CATALOGUE[name] if isinstance(change, Edit)}
        missed = {path.replace("*", package) for path in expected} - edited.keys()
        assert all(not (project / path).exists() for path in missed), missed
    return Changes(edited, deleted)


def _put(file: Path, change: Edit, package: str) -> str:
    """Put text into a file, and return it; or nothing where the project has no such place."""
    content = file.read_text(encoding="utf-8") if file.exists() else ""
    anchor = change.instead or change.before
    text = change.text.replace("PACKAGE", package)
    if anchor and anchor not in content:
        return ""
    if anchor:
        content = content.replace(anchor, text + change.before, 1)
    else:
        content += text
    file.parent.mkdir(parents=True, exist_ok=True)
    edit(file, content)
    return text
