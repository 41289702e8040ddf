"""What the last release has fixed still holds; where not, the message says what to do instead."""

import json
from pathlib import Path

import pytest

from tests.support import ROOT, edit
from tools import api
from tools.contract import CONTRACT, breaches, contract
from tools.release import promised

MANIFEST, NAMING = "extensions/features.yml", "extensions/naming.py"
MIGRATION = """_migrations:
  - version: v9.0.0
    when: "{{ _stage == 'before' }}"
    command: [git, mv, -k, .gitattributes, .attributes]
"""

# A file, what it holds, what it then holds instead, and words of the message.
FORBIDDEN = [
    ("copier.yml", "unrendered_paths()", "unrendered_paths() ~ new()", "_exclude has changed"),
    ("copier.yml", "\nlicense:", "\nlicence:", "question license is gone"),
    ("copier.yml", "  type: bool\n  ask: ", "  type: str\n  ask: ", "another type"),
    ("copier.yml", "- MIT\n", "- MIT-0\n", "question license has lost 'MIT'"),
    ("copier.yml", "\nrendered_before:\n  type: bool", "\nx:\n  type: bool", "is gone"),
    (MANIFEST, "{workspace: true}", "{workspace: false}", "piece workspace is gone, or off"),
    (MANIFEST, "vscode:", "editor:", "vscode is gone from the keys"),
    (MANIFEST, "  - /README.md\n", "", "README.md was a seed file and is a template file"),
    (MANIFEST, "seeds:\n", "seeds:\n  - /justfile\n", "justfile was a template file and is a seed"),
    (MANIFEST, "- /.github\n", "- /.github\n      - /justfile\n", "justfile needs a further piece"),
    (NAMING, '"markdown":', '"in_markdown":', "markdown is gone from the filters"),
    (NAMING, "if new and name", "if name", "package_name refuses 'class'"),
]
ALLOWED = [
    ("copier.yml", "- MIT\n", "- MIT\n    - MIT-0\n"),
    ("copier.yml", "\nrendered_before:", "\nlater:\n  type: bool\n\nrendered_before:"),
    (MANIFEST, "{ci: github}", "{ci: [github, gitlab]}"),
    (MANIFEST, "      - /.vscode\n", ""),
    (NAMING, "    activate ", "    a activate "),
    (NAMING, "NAME_LIMIT = 32", "NAME_LIMIT = 33"),
]


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    edit(path, text.replace(old, new))


def test_contract_of_the_last_release_is_kept() -> None:
    if not promised(ROOT):
        pytest.skip("nothing is released under the promise yet")
    last = json.loads((ROOT / CONTRACT).read_text(encoding="utf-8"))

    assert list(breaches(last, contract(ROOT))) == []


def test_what_users_rely_on_changes_with_a_word_in_the_changelog() -> None:
    if not promised(ROOT):
        pytest.skip("nothing is released under the promise yet")
    last = json.loads((ROOT / CONTRACT).read_text(encoding="utf-8"))
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert list(api.unannounced(api.changed(last["api"], api.api(ROOT)), changelog)) == []


@pytest.mark.parametrize(
    ("replaced", "change", "word"),
    [
        (("core/split.py", "def by_hash(", "def by_key("), "core.split.by_hash is gone", "by_hash"),
        (("core/split.py", "by_hash(share:", "by_hash(part:"), "by_hash has changed", "by_hash"),
        (
            ("core/interfaces.py", "    target: str", "    u: str\n    target: str"),
            "needs u",
            "Problem",
        ),
        (("config/train.py", "    seed: int", "    start: int"), "TrainConfig has changed", "seed"),
        (("cli.py", '"--env"', '"--environment"'), "command line has changed", "--env"),
        (("errors.py", "REFUSED = 4", "REFUSED = 5"), "ExitCode has changed", "REFUSED"),
        (("service/app.py", '"/health"', '"/alive"'), "addresses has changed", "/health"),
        (
            ("service/answers.py", "    ready: bool", "    is_ready: bool"),
            "State has changed",
            "ready",
        ),
    ],
)
def test_change_of_what_users_rely_on_is_named(
    replaced: tuple[str, str, str], change: str, word: str, template: Path
) -> None:
    path, old, new = replaced
    [file] = template.glob(f"template/src/*/{path}*")
    replace(file, old, new)

    [found] = api.changed(api.api(ROOT), api.api(template))
    assert change in found
    assert list(api.unannounced(iter([found]), "## [Unreleased]\n### Added\n- `new`\n")) == [found]
    entry = f"## [Unreleased]\n\n### Removed\n\n- `{word}` is another.\n\n## [0.4.0]\n"
    assert list(api.unannounced(iter([found]), entry)) == []


@pytest.mark.parametrize(("path", "old", "new", "words"), FORBIDDEN)
def test_forbidden_change_is_named(
    path: str, old: str, new: str, words: str, template: Path
) -> None:
    replace(template / path, old, new)

    found = list(breaches(contract(ROOT), contract(template)))
    assert found
    assert all(words in breach for breach in found[:1])


@pytest.mark.parametrize(("path", "old", "new"), ALLOWED)
def test_allowed_change_is_not(path: str, old: str, new: str, template: Path) -> None:
    replace(template / path, old, new)

    assert list(breaches(contract(ROOT), contract(template))) == []


def test_template_file_is_renamed_with_a_migration_only(template: Path) -> None:
    (template / "template/.gitattributes").rename(template / "template/.attributes")
    [breach] = breaches(contract(ROOT), contract(template))
    assert ".gitattributes is gone" in breach
    assert "migration" in breach

    replace(template / "copier.yml", "_migrations:\n", MIGRATION)
    assert list(breaches(contract(ROOT), contract(template))) == []


def test_question_is_renamed_where_the_new_one_takes_the_old_answer(template: Path) -> None:
    replace(template / "copier.yml", "\nlicense:", "\nlicence:")
    replace(template / "copier.yml", "default: MIT", "default: \"{{ license | default('MIT') }}\"")

    assert list(breaches(contract(ROOT), contract(template))) == []


def test_new_seed_is_refused(template: Path) -> None:
    (template / "template/SEED").touch()
    replace(template / MANIFEST, "seeds:\n", "seeds:\n  - /SEED\n")

    [breach] = breaches(contract(ROOT), contract(template))
    assert "SEED is a new seed" in breach
