"""The hooks of a rendered project let its files pass, and refuse what must not be committed."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import attempt, run

pytestmark = pytest.mark.slow

# In two parts, so that nobody takes it for one.
KEY = "AKIA" + "IOSFODNN7EXAMPLQ"
CONFLICT = "<<<<<<< before updating\na\n=======\nb\n>>>>>>> after updating\n"
UPWARD = '"""Import upward."""\n\nfrom ml_project.io import files\n\n__all__ = ["files"]\n'
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["patient 4711\n"]}
CELL = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "source": ["1"]}
NOTEBOOK = json.dumps(
    {
        "cells": [{**CELL, "outputs": [OUTPUT]}],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)

# The file that is committed, its text, and words of what is said against it.
FAULTS = [
    ("new.txt", f'key = "{KEY}"\n', "Secret Type: AWS Access Key"),
    ("new.txt", CONFLICT, "Merge conflict string"),
    ("new.txt.rej", "@@ -1 +1 @@\n", "Apply by hand what it says"),
    ("new.txt", "large\n" * 300_000, "exceeds 1000 KB"),
    ("notebooks/new.ipynb", NOTEBOOK, "files were modified by this hook"),
    ("src/ml_project/new.py", '"""New."""\nX = [1,]\n', "1 file would be reformatted"),
    ("src/ml_project/domain/new.py", UPWARD, "Imports go down the layers only BROKEN"),
]


@pytest.mark.parametrize(("path", "text", "words"), FAULTS, ids=[words for *_, words in FAULTS])
def test_fault_is_refused(
    path: str, text: str, words: str, installed: Callable[[str], Path]
) -> None:
    project = installed("full")
    (project / path).write_text(text, encoding="utf-8")
    run("git", "add", "--all", cwd=project)

    result = attempt("git", "commit", "--quiet", "--message", "Bad", cwd=project)
    run("git", "reset", "--quiet", "--hard", cwd=project)

    assert result.returncode == 1
    assert words in result.stdout + result.stderr
