"""An answer that could break something is refused with a sentence, or breaks nothing."""

import math
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extensions.naming import TAKEN
from tests.checks import broken_links, empty_folders, stored, unreadable_files, wrong_files
from tests.conftest import HOSTILE
from tests.support import questions, render

TEXTS = [
    name for name, entry in questions().items() if "validator" in entry and "choices" not in entry
]
SPECIALS = [
    *("{{ 7*7 }}", "{% raw %}", "{#", "}}", "${HOME}", "$(id)", "`id`", "%(a)s", "%s", ";"),
    *('"', "'", '"""', "'''", "\\", "\\n", "\\u0041", "\n", "\r", "\0", "\t", "\x1b[2J", "\x7f"),
    *"\u202e\u200f\u2066\ufeff\u2028\u200b\u200d\xa0\xad\udcff",
    *("|", "|a|", "🦊", "👩‍💻", "é", "שלום", "می‌خواهم", "予測", "e\u0301", "ﬁ", "İ"),
    *("yes", "null", "~", "1.10", "0x1F", "2024-01-01", "- a", "a: b", "# c", "&a", "*a", "!!str"),
    *("%YAML", "---", "...", "[a]", "[[a]]", "a = 1", "<b>", "<!--", "&amp;", "](x)", "1. a"),
    *("..", ".", "/", "../evil", "/etc/passwd", "~/a", "C:\\a", "//a/b", ".git", "a/../../b", " "),
    *("con", "nul.txt", "AUX", "lpt1", "class", "None", "import", "json", "__init__", "self"),
    "x" * 300,
]

special = st.sampled_from(SPECIALS)
text = st.one_of(
    special,
    st.lists(special | st.text(max_size=8), min_size=1, max_size=6).map("".join),
    st.lists(special | st.text("abc xyz", min_size=1), min_size=2, max_size=6).map(" ".join),
    st.text(max_size=300),
)


def around(plain: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Leave what is plain alone, or put what is special before, between or after it."""
    parts = st.lists(plain | special, min_size=2, max_size=3)
    return plain | parts.map("".join) | text


ANSWERS: dict[str, st.SearchStrategy[str]] = {
    "author_email": around(st.emails()),
    "distribution_name": around(st.from_regex(r"[a-z][a-z0-9-]{0,32}", fullmatch=True)),
    "package_name": around(
        st.from_regex(r"[a-z][a-z0-9_]{0,32}", fullmatch=True) | st.sampled_from(sorted(TAKEN))
    ),
    "repository_url": around(
        st.from_regex(r"https?://[a-z0-9.-]{1,20}(/[\w.~%+@-]{1,20}){1,3}", fullmatch=True)
    ),
}
"""Answers that come near to allowed ones; to other questions, any text may be one."""

METADATA: dict[str, Callable[[dict[str, Any]], str]] = {
    "author_email": lambda project: project["authors"][0].get("email", ""),
    "author_name": lambda project: project["authors"][0]["name"],
    "distribution_name": lambda project: project["name"],
    "project_description": lambda project: project["description"],
    "repository_url": lambda project: project.get("urls", {}).get("Homepage", ""),
}


@pytest.mark.parametrize("question", TEXTS)
def test_hostile_answer_is_refused_or_breaks_nothing(
    question: str,
    source: Path,
    pytestconfig: pytest.Config,
    record_property: Callable[[str, object], None],
) -> None:
    total = pytestconfig.getoption(HOSTILE)
    outcomes: Counter[str] = Counter()

    @settings(
        database=None,
        deadline=None,
        derandomize=total <= 500,  # the ordinary run is the same every time
        max_examples=math.ceil(total / len(TEXTS)),
        suppress_health_check=list(HealthCheck),
    )
    @given(ANSWERS.get(question, text))
    def try_answer(answer: str) -> None:
        with TemporaryDirectory() as folder:
            outcomes[give(question, answer, source, Path(folder))] += 1

    try_answer()
    record_property(HOSTILE, f"{question}: {outcomes['refused']} of {outcomes.total()} refused")


def give(question: str, answer: str, source: Path, folder: Path) -> str:
    """Give an answer, and look at what comes of it."""
    project = folder / "project"
    try:
        render(source, project, preset="full", **{question: answer})
    except ValueError as refusal:
        return refuse(question, str(refusal), folder)

    assert list(folder.iterdir()) == [project]
    assert stored(project)[question] == answer
    for check in (broken_links, empty_folders, unreadable_files, wrong_files):
        assert check(project) == []
    metadata = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    read = METADATA.get(question)
    assert read is None or read(metadata) == answer
    assert question != "author_name" or answer in (project / "LICENSE").read_text(encoding="utf-8")
    return "rendered"


def refuse(question: str, message: str, folder: Path) -> str:
    """Look at how an answer was refused."""
    sentence = message.partition(f"Validation error for question '{question}': ")[2]
    assert sentence.endswith("."), message
    assert list(folder.iterdir()) == []
    return "refused"
