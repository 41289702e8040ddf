"""What the template prints is what the golden files hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import golden
from tests.support import attempt, commit, edit, insert
from tools.site.questions import questions

NAME = """O'Brien & "Söhne" {{ 7*7 }} $HOME 🦊"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep golden files somewhere else, and forget what the command line and CI say."""
    monkeypatch.setattr(golden, "FOLDER", tmp_path)
    monkeypatch.setattr(golden, "asked", False)
    monkeypatch.delenv("CI", raising=False)
    return tmp_path


def test_messages_of_the_template(template: Path, tmp_path: Path) -> None:
    project = tmp_path / "it's my project"

    def message(operation: str, *words: str) -> str:
        command = [sys.executable, "-m", "copier", operation, "--defaults", "--trust", *words]
        cwd = project if operation == "update" else tmp_path
        done = subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True)
        return NAME + done.stderr.partition(NAME)[2]

    copied = message("copy", f"--data=project_name={NAME}", str(template), str(project))
    golden.check("message-after-copy", copied, golden.place(tmp_path))
    commit(project)
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")
    golden.check("message-after-update", message("update"), golden.place(tmp_path))


def test_message_about_a_folder_with_files(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "ours"
    folder.mkdir()
    edit(folder / ".gitignore", "*.log\n")

    done = attempt("copier", "copy", "--defaults", "--trust", str(template), "ours", cwd=tmp_path)

    golden.check("message-before-copy", done.stderr.partition("\nCopying from")[0])
    done = attempt("copier", "copy", "--defaults", "--trust", str(template), "new", cwd=tmp_path)
    assert done.stderr.partition("Copying from")[0].strip() == ""


def test_questions() -> None:
    texts = (f"{question.name}\n  {question.help}" for question in questions())
    golden.check("questions", "\n".join(texts))


def test_difference_is_shown_with_the_option_that_accepts_it(folder: Path) -> None:
    (folder / "a.txt").write_text("2 rows at TIME\nkept\n", encoding="utf-8")

    golden.check("a", "2 rows at 2026-01-31T12:00:00Z  \nkept", golden.TIMES)
    with pytest.raises(AssertionError, match=r"(?s)-2 rows.*\+3 rows.* kept.*--write-golden"):
        golden.check("a", "3 rows at 2026-01-31\nkept\n", golden.TIMES)


@pytest.mark.parametrize(("ci", "written"), [(False, "new\n"), (True, "old\n")])
def test_file_is_rewritten_where_that_is_asked_for_but_not_in_ci(
    ci: bool, written: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "a.txt").write_text("old\n", encoding="utf-8")
    monkeypatch.setattr(golden, "asked", True)
    if ci:
        monkeypatch.setenv("CI", "true")
        with pytest.raises(AssertionError):
            golden.check("a", "new")
    else:
        golden.check("a", "new")

    assert (folder / "a.txt").read_text(encoding="utf-8") == written


def test_masks_hide_what_differs_from_run_to_run(folder: Path) -> None:
    text = "2026-01-31T12:00:00+01:00 9f86d081884c7d65 12 rows, 1.5e-3, v2, sha256 in /a/b c"
    masks = golden.place(Path("/a/b")), golden.TIMES, golden.IDS, golden.NUMBERS

    (folder / "a.txt").write_text("TIME ID N rows, N, v2, sha256 in PATH c\n", encoding="utf-8")
    golden.check("a", text, *masks)
