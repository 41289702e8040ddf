"""What is asked, what follows from it, what is refused."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pexpect
import pytest

from extensions.features import PIECES
from tests.checks import is_on, stored
from tests.support import ANSWERS, attempt, questions, render, terminal
from tools import readme
from tools.site.questions import Question
from tools.site.questions import questions as asked

Terminal: TypeAlias = "pexpect.spawn[str]"


# An answer that each question refuses, and words of the sentence. tests/test_naming.py has more.
REFUSED = {
    "project_name": ("right\u202eleft", "direction marks"),
    "project_description": ("x" * 300, "1 to 250 characters"),
    "author_name": ("bell\a", "control characters"),
    "author_email": ("ada at home", "one address"),
    "repository_url": ("git@example.org:ada/project", "the address of the repository"),
    "license": ("MIT-ish", "is not in ['MIT'"),
    "package_name": ("numpy", "something else"),
    "distribution_name": ("scikit-learn", "something else"),
    "python_version": ("3.10", "is not in ['3.11'"),
    "task": ("clustering", "is not in ['regression'"),
    "engine": ("spark", "is not in ['local'"),
    "tracking": ("sqlite", "is not in ['local'"),
    "preset": ("huge", "is not in ['minimal'"),
    "ci": ("jenkins", "is not in ['none'"),
}


def test_answers_that_tests_give_are_asked_for() -> None:
    assert {name for answers in ANSWERS.values() for name in answers} <= {*questions()}
    assert {question.name for question in asked() if question.kind != "switch"} == {*REFUSED}


@pytest.mark.parametrize("question", asked(), ids=lambda question: question.name)
def test_question_is_a_label_with_what_follows(question: Question) -> None:
    sentences = re.split(r"(?<=\.) ", question.help)

    assert sentences[-1].endswith(".")
    assert "?" not in question.help
    assert max(len(sentence.split()) for sentence in sentences) <= 20
    assert len(question.help) <= 200


def test_names_follow_from_the_project(source: Path, tmp_path: Path) -> None:
    answers = stored(render(source, tmp_path / "a", project_name="Éclair prices", preset="minimal"))

    assert answers["package_name"] == "eclair_prices"
    assert answers["distribution_name"] == "eclair-prices"
    assert answers["project_description"] == "Éclair prices: a machine learning package"
    assert answers["author_name"] == "The authors of Éclair prices"


@pytest.mark.parametrize("preset", questions()["preset"]["choices"].values())
def test_preset_gives_the_pieces_that_the_readme_lists(
    preset: str, source: Path, tmp_path: Path
) -> None:
    answers = stored(render(source, tmp_path / "a", preset=preset))

    for name, piece in PIECES.items():
        listed = (
            readme.is_on(question, value, preset) for question, value in piece["when"].items()
        )
        assert is_on(name, answers) == all(listed)


@pytest.mark.parametrize("question", REFUSED)
def test_answer_is_refused(question: str, source: Path, tmp_path: Path) -> None:
    answer, words = REFUSED[question]

    with pytest.raises(ValueError, match=re.escape(words)):
        render(source, tmp_path / "project", **{question: answer})
    assert not (tmp_path / "project").exists()


@pytest.mark.parametrize("license_name", questions()["license"]["choices"])
def test_license_is_the_chosen_one(license_name: str, source: Path, tmp_path: Path) -> None:
    project = render(source, tmp_path / "a", license=license_name, preset="minimal")

    titles = {
        "MIT": "MIT License",
        "Apache-2.0": "Apache License",
        "BSD-3-Clause": "BSD 3-Clause License",
        "GPL-3.0-or-later": "GNU GENERAL PUBLIC LICENSE",
        "Proprietary": "All rights reserved",
    }
    expression = "LicenseRef-Proprietary" if license_name == "Proprietary" else license_name
    assert titles[license_name] in (project / "LICENSE").read_text(encoding="utf-8")
    metadata = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    assert metadata["project"]["license"] == expression


# At the prompt and on the command line -----------------------------------------------------------


@pytest.fixture
def prompt(source: Path, tmp_path: Path) -> Iterator[Terminal]:
    """Start the questionnaire on a terminal."""
    child = terminal("copier", "copy", "--trust", str(source), "project", cwd=tmp_path)
    yield child
    child.close(force=True)


def answer(prompt: Terminal, text: str, refusal: str) -> None:
    """Type an answer in place of a default, and another one once it is refused."""
    prompt.send(f"\x05\x15{text}\r")
    prompt.expect_exact(refusal)
    prompt.send("\x05\x15houses\r")


def test_prompt_refuses_with_a_sentence_and_asks_again(prompt: Terminal, tmp_path: Path) -> None:
    refused = {
        "project_name": ("x" * 81, "Write one line of 1 to 80 characters, not 81."),
        "package_name": ("numpy", "numpy means something else already"),
        "distribution_name": ("My_Houses", "A distribution name has 1 to 32 characters"),
    }
    for question in asked():
        if question.name == "preset" or not question.preset:
            prompt.expect_exact(question.help[:20])
            if question.name in refused:
                answer(prompt, *refused[question.name])
            else:
                prompt.send("\r")
    prompt.expect_exact("houses is ready.")
    prompt.expect(pexpect.EOF)

    assert stored(tmp_path / "project")["package_name"] == "houses"


def test_pieces_are_asked_for_where_the_preset_is_custom(prompt: Terminal, tmp_path: Path) -> None:
    down_twice = "\x1b[B\x1b[B\r"  # below the default, standard
    for question in asked():
        prompt.expect_exact(question.help[:20])
        prompt.send({"preset": down_twice, "workspace": "n"}.get(question.name, "\r"))
    prompt.expect(pexpect.EOF)

    assert stored(tmp_path / "project").items() >= {"workspace": False, "preset": "custom"}.items()


def copier(*words: str, cwd: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Copy by the command line, after a line of Python."""
    start = f"{before}\nfrom copier._cli import CopierApp\nCopierApp.run()"
    command = ["python", "-c", start, "copy", "--defaults", *words, "project"]
    return attempt(*command, cwd=cwd)


def test_refusal_is_the_last_line(source: Path, tmp_path: Path) -> None:
    result = copier("--trust", "-d", "package_name=numpy", str(source), cwd=tmp_path)

    assert result.returncode == 1
    assert "numpy means something else already" in result.stderr.splitlines()[-1]


def test_trust_is_needed(source: Path, tmp_path: Path) -> None:
    result = copier(str(source), cwd=tmp_path)

    assert result.returncode == 4
    assert "--trust" in result.stderr
    assert "Traceback" not in result.stderr


def test_extension_package_is_needed(source: Path, tmp_path: Path) -> None:
    hide = "import sys; sys.modules['copier_template_extensions'] = None"

    result = copier("--trust", str(source), cwd=tmp_path, before=hide)

    assert result.returncode == 1
    assert "copier_template_extensions" in result.stderr
    assert "Traceback" not in result.stderr
