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
@example(text="- no list")
def test_markdown_shows_text_unchanged(frame: str, text: str) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(
        frame.format(naming.markdown(text)) + "\n"
    )

    [*_, shown] = (token.children for token in tokens if token.children)
    assert {token.type for token in shown} <= {"text", "text_special"}
    assert "".join(token.content for token in shown).removeprefix("Before: ") == text


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


@pytest.mark.parametrize("name", ["a", "a1", "house_prices", "x" * 32])
def test_package_name_is_allowed(name: str) -> None:
    assert naming.package_name_problem(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        "A",
        "1a",
        "a-b",
        "a__b",
        "_a",
        "a_",
        "a b",
        "a.b",
        "..",
        "/",
        ".git",
        "é",
        "x" * 33,
        "a\n",
    ],
)
def test_package_name_of_another_form_is_refused(name: str) -> None:
    assert "lowercase letters" in naming.package_name_problem(name)
    assert "lowercase letters" in naming.package_name_problem(name, new=False)


@pytest.mark.parametrize("name", ["class", "json", "numpy", "sklearn", "pytest", "tests", "src"])
def test_name_that_is_taken_is_refused_for_new_projects_alone(name: str) -> None:
    assert "something else" in naming.package_name_problem(name)
    assert "something else" in naming.distribution_name_problem(name)
    assert naming.package_name_problem(name, new=False) == ""
    assert naming.distribution_name_problem(name, new=False) == ""


def test_taken_names_are_those_that_the_tool_writes(rendered: Callable[[str], Path]) -> None:
    text = names.NAMING.read_text(encoding="utf-8")
    missing = (names.own(rendered("full")) | names.BESIDE) - naming.TAKEN

    assert not missing, f"run python -m {names.__name__}"
    assert names.replaced(text, naming.TAKEN) == text


@pytest.mark.parametrize("name", ["con", "nul", "lpt1"])
def test_device_name_is_refused(name: str) -> None:
    assert "Windows" in naming.package_name_problem(name, new=False)
    assert "Windows" in naming.distribution_name_problem(name, new=False)


@pytest.mark.parametrize("name", ["", "a_b", "a--b", "-a", "a-", "A", "1a", "a.b", "x" * 33])
def test_distribution_name_of_another_form_is_refused(name: str) -> None:
    assert "single hyphens" in naming.distribution_name_problem(name)


@pytest.mark.parametrize(
    "text",
    ["a\nb", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\u202eb", "a\u200fb", "a\ufeffb", "a\x7f"],
)
def test_hidden_characters_are_refused(text: str) -> None:
    assert "hidden" in naming.text_problem(text, 80)


@pytest.mark.parametrize("text", ["", "x" * 81])
def test_text_of_another_length_is_refused(text: str) -> None:
    assert naming.text_problem(text, 80).endswith(f"not {len(text)}.")


@pytest.mark.parametrize("text", [" a", "a ", "\ta", "a\n"])
def test_space_around_text_is_refused(text: str) -> None:
    assert "space" in naming.text_problem(text, 80)


@pytest.mark.parametrize("text", ['O"Brien \\ Co', "{{ 7*7 }}", "a: b # c", "👩‍💻 🇫🇷", "می‌خواهم"])
def test_text_with_signs_is_allowed(text: str) -> None:
    assert naming.text_problem(text, 80) == ""


@pytest.mark.parametrize("email", ["", "ada@example.org", "a.b+c_d@x-y.example.org"])
def test_email_is_allowed(email: str) -> None:
    assert naming.email_problem(email) == ""


@pytest.mark.parametrize(
    "email", ["ada", "ada@", "ada@host", "a b@c.de", "a@b.c\n", '"@b.cd', "é@b.cd"]
)
def test_email_is_refused(email: str) -> None:
    assert "one address" in naming.email_problem(email)


@pytest.mark.parametrize("url", ["", "https://example.org/ada/project", "http://host:8080/a"])
def test_url_is_allowed(url: str) -> None:
    assert naming.url_problem(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "example.org/ada/project",
        "git@example.org:ada/project",
        "https://example.org",
        "https://example.org/ada/",
        "https://example.org/ada.git",
        "https://example.org/a b",
        'https://example.org/"',
        "https://example.org/" + "a" * 250,
        "javascript:alert(1)",
    ],
)
def test_url_is_refused(url: str) -> None:
    assert "the address of the repository" in naming.url_problem(url)


@pytest.mark.parametrize(
    "problem",
    [
        naming.package_name_problem("-"),
        naming.package_name_problem("class"),
        naming.package_name_problem("con"),
        naming.distribution_name_problem("_"),
        naming.text_problem("", 80),
        naming.text_problem(" a", 80),
        naming.text_problem("a\0b", 80),
        naming.email_problem("a"),
        naming.url_problem("a"),
    ],
)
def test_problem_is_one_sentence(problem: str) -> None:
    assert problem.endswith(".")
    assert ". " not in problem
    assert "\n" not in problem
