"""The filters, alone."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from extensions import naming
from tools import names

lines = st.text(min_size=1, max_size=80).filter(lambda text: not naming.text_problem(text, 80))


@given(lines)
def test_quoted_text_is_read_unchanged_everywhere(text: str) -> None:
    literal = naming.quoted(text)

    assert tomllib.loads(f"key = {literal}")["key"] == text
    assert yaml.safe_load(f"key: {literal}")["key"] == text
    assert json.loads(literal) == text
    assert eval(literal) == text  # noqa: S307 - a literal that this test has written


@pytest.mark.parametrize("frame", ["{}", "# {}", "- {}", "Before: {}", "| head |\n|---|\n| {} |"])
@given(text=lines)
@example(text=r"*a* _b_ `c` [d](e) <f> &amp; | ~~g~~ $h$ # {i} ![j](k) \ z")
@example(text="1. no list")
@example(text="> no quote &#38; &lt; <a@b.c> <!-- a --> <b")
@example(text="- no list")
def test_markdown_shows_text_unchanged(frame: str, text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(
        frame.format(naming.markdown(text)) + "\n"
    )

    [*_, shown] = (token.children for token in tokens if token.children)
    assert {token.type for token in shown} <= {"text", "text_special"}
    assert "".join(token.content for token in shown).removeprefix("Before: ") == text


@pytest.mark.parametrize("text", ["R&D", "a < b > c", "It costs $5", "Größe & more; 5 > 4"])
def test_markdown_leaves_alone_what_means_nothing(text: str) -> None:
    assert naming.markdown(text) == text


@given(st.text())
def test_every_project_name_derives_names_that_are_allowed(project_name: str) -> None:
    name = naming.as_package_name(project_name)

    assert naming.package_name_problem(name) == ""
    assert naming.distribution_name_problem(name.replace("_", "-")) == ""


@pytest.mark.parametrize(
    ("project_name", "package_name"),
    [
        ("House prices", "house_prices"),
        ("Éclair à la crème", "eclair_a_la_creme"),
        ("Straße", "strasse"),
        ("2024 sales", "ml_2024_sales"),
        ("class", "ml_class"),
        ("NumPy", "ml_numpy"),
        ("con", "ml_con"),
        ("予測", "ml_project"),
        ("one word after another and then some", "one_word_after_another_and_then"),
        ("../../etc", "etc"),
    ],
)
def test_package_name_follows_from_project_name(project_name: str, package_name: str) -> None:
    assert naming.as_package_name(project_name) == package_name


def text(answer: str) -> str:
    return naming.text_problem(answer, 80)


def taken(name: str) -> str:
    """Ask as for a new project; one that exists keeps its name."""
    problems = naming.package_name_problem, naming.distribution_name_problem
    assert [problem(name, new=False) for problem in problems] == ["", ""]
    package, distribution = (problem(name) for problem in problems)
    assert distribution == package.replace("ml_", "ml-")
    return package


def existing(name: str) -> str:
    """Ask as at an update."""
    return naming.package_name_problem(name, new=False)


FORMS = ["", "A", "1a", "_a", "a_", "a__b", "a-b", "a b", "a.b", "..", "/", ".git", "é", "a\n"]
HIDDEN = "\n \r \0 \x1b \u2028 \u202e \u200f \ufeff \x7f".split(" ")
ADDRESSES = ["ada", "ada@", "ada@host", "a b@c.de", "a@b.c\n", '"@b.cd', "é@b.cd"]
URLS = [
    "https://example.org",
    *(f"https://example.org/{end}" for end in ("a/", "a.git", "a b", '"')),
]
URLS += [
    "example.org/a/b",
    "git@example.org:a/b",
    f"https://a.org/{'a' * 250}",
    "javascript:alert(1)",
]

Problem = Callable[[str], str]
REFUSED: dict[Problem, dict[str, list[str]]] = {
    naming.package_name_problem: {"lowercase letters": [*FORMS, "x" * 33], "Windows": ["con"]},
    existing: {"lowercase letters": [*FORMS, "x" * 33], "Windows": ["nul", "lpt1"]},
    naming.distribution_name_problem: {
        "single hyphens": ["", "a_b", "a--b", "-a", "a-", "A", "1a", "a.b", "x" * 33],
        "Windows": ["con", "nul", "lpt1"],
    },
    taken: {"something else": ["class", "json", "numpy", "sklearn", "pytest", "tests", "src"]},
    text: {
        "hidden": [f"a{character}b" for character in HIDDEN],
        "not 0.": [""],
        "not 81.": ["x" * 81],
        "space": [" a", "a ", "\ta", "a\n"],
    },
    naming.email_problem: {"one address": ADDRESSES},
    naming.url_problem: {"the address of the repository": URLS},
}
ALLOWED: dict[Problem, list[str]] = {
    naming.package_name_problem: ["a", "a1", "house_prices", "x" * 32],
    naming.distribution_name_problem: ["a", "a1", "house-prices", "x" * 32],
    text: ['O"Brien \\ Co', "{{ 7*7 }}", "a: b # c", "👩‍💻 🇫🇷", "می‌خواهم"],
    naming.email_problem: ["", "ada@example.org", "a.b+c_d@x-y.example.org"],
    naming.url_problem: ["", "https://example.org/ada/project", "http://host:8080/a"],
}


@pytest.mark.parametrize(
    ("problem", "answer", "words"),
    [
        (problem, answer, words)
        for problem, kinds in REFUSED.items()
        for words, answers in kinds.items()
        for answer in answers
    ],
)
def test_answer_is_refused_with_one_sentence(problem: Problem, answer: str, words: str) -> None:
    sentence = problem(answer)

    assert words in sentence
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("problem", "answer"),
    [(each, answer) for each, answers in ALLOWED.items() for answer in answers],
)
def test_answer_is_allowed(problem: Problem, answer: str) -> None:
    assert problem(answer) == ""


COMMIT = "0123456789abcdef0123456789abcdef01234567"
PART = f"@{COMMIT}#subdirectory="


@pytest.mark.parametrize(
    ("source", "version", "commit", "address"),
    [
        ("gh:acme/template", "v1", COMMIT, f"git+https://github.com/acme/template{PART}"),
        ("gl:acme/template.git", "v1", COMMIT, f"git+https://gitlab.com/acme/template.git{PART}"),
        ("git@example.org:acme/t.git", "v1", COMMIT, f"git+ssh://git@example.org/acme/t.git{PART}"),
        (
            "https://example.org/t.git",
            "v1-2-g0123456",
            COMMIT,
            f"git+https://example.org/t.git{PART}",
        ),
        ("git+file:///srv/t", "v1", COMMIT, f"git+file:///srv/t{PART}"),
        ("/srv/my template", "v1", COMMIT, f"git+file:///srv/my%20template{PART}"),
        ("/srv/t", "v1-2-g0123456", COMMIT, "/srv/t/"),
        ("/srv/t", None, None, "/srv/t/"),
        ("../t", "v1", COMMIT, "../../t/"),
    ],
)
def test_tools_are_found_where_the_template_is(
    source: str, version: str | None, commit: str | None, address: str
) -> None:
    assert naming.tools_address(source, version, commit) == address


def test_taken_names_are_those_that_the_tool_writes(rendered: Callable[[str], Path]) -> None:
    text = names.NAMING.read_text(encoding="utf-8")
    missing = (names.own(rendered("full")) | names.ALSO_TAKEN) - naming.TAKEN

    assert not missing, f"run python -m {names.__name__}"
    assert names.replaced(text, naming.TAKEN) == text
