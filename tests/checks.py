"""What is true of every rendered project. Each check lists what it finds wrong."""

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from extensions.features import PIECES
from tests.support import ROOT, attempt, files, matching
from tools.site.questions import allowed

JINJA = re.compile(r"\{\{|\{%|\{#")
# GitHub's expressions, and the variables of just, are written like Jinja's.
PAGE = re.compile(r"src/\w+/application/\w+\.md|docs/theme/\w+\.html")
"""The templates of pages, which a job or the build of the site fills in."""
LOOKALIKE = re.compile(r"\$\{\{.*?\}\}|\{\{ (args|image|just_executable\(\)) \}\}")
# Files that other programs read for the commands and paths in them.
CALLERS = [
    "/*.code-workspace",
    "/.devcontainer",
    "/.github",
    "/.gitlab-ci.yml",
    "/.pre-commit-config.yaml",
    "/.vscode",
    "/Dockerfile",
    "/justfile",
]
BEFORE = r"(?<![\w/.:@$}~*%\\-])"  # no rest of a longer one
NAMED_PATH = re.compile(
    rf"{BEFORE}(?:\.?\w[\w.-]+(?:/[\w.*-]+)+"
    r"|\.?\w[\w.-]*\.(?:cfg|json|lock|md|py|toml|txt|ya?ml)\b(?![/(]))"
)
WRITTEN = re.compile(r"(?:> |\btee )(\S+)")
OTHERS = re.compile(  # comments, and not ours
    r"^\s*#.*$|^.*(?:\buses\b|\bimage\b|--from=\S+/).*$", re.MULTILINE
)
RECIPE = re.compile(r"(?:uv run just|`just) ([a-z]\w*)")
COMMENT_LINES = re.compile(r"^\s*//.*$", re.MULTILINE)

SCHEMA = "check-jsonschema --builtin-schema vendor."
# What is read by others than the project itself: the files, and the command that they are given to.
JUDGES = [
    (".github/ISSUE_TEMPLATE/config.yml", f"{SCHEMA}github-issue-config"),
    (".github/ISSUE_TEMPLATE/[!c]*.yml", f"{SCHEMA}github-issue-forms"),
    (".github/renovate.json", f"{SCHEMA}renovate"),
    (".github/workflows/*.yml", f"{SCHEMA}github-workflows"),
    (".github/workflows/*.yml", "zizmor --offline --no-config --pedantic --quiet"),
    (".gitlab-ci.yml", f"{SCHEMA}gitlab-ci"),
    (".gitlab/ci/*.yml", f"{SCHEMA}gitlab-ci"),
    (".gitlab/renovate.json", f"{SCHEMA}renovate"),
    ("Dockerfile", "hadolint --failure-threshold style"),
    ("compose.yaml", f"{SCHEMA}compose-spec"),
    ("pyproject.toml", "validate-pyproject"),
]

PARSERS: dict[str, Callable[[str], object]] = {
    ".code-workspace": lambda text: json.loads(COMMENT_LINES.sub("", text)),
    ".ipynb": json.loads,
    ".json": lambda text: json.loads(COMMENT_LINES.sub("", text)),
    ".py": ast.parse,
    ".toml": tomllib.loads,
    ".yaml": yaml.safe_load,
    ".yml": yaml.safe_load,
}


def texts(project: Path) -> dict[str, str]:
    """Read all files of a project as text, by path."""
    return {path: content.decode() for path, content in files(project).items()}


def stored(project: Path) -> dict[str, Any]:
    """Read the answers that a project keeps, without those of Copier's own."""
    text = (project / ".copier-answers.yml").read_text(encoding="utf-8")
    answers: dict[str, Any] = yaml.safe_load(text)
    return {name: value for name, value in answers.items() if not name.startswith("_")}


def is_on(piece: str, answers: dict[str, Any]) -> bool:
    """Tell whether answers switch a piece on."""
    when = PIECES[piece]["when"].items()
    return all(answers[question] in allowed(values) for question, values in when)


def pieces_off(project: Path) -> Iterator[dict[str, Any]]:
    """List the pieces that a project does not have."""
    answers = stored(project)
    return (piece for name, piece in PIECES.items() if not is_on(name, answers))


def template_paths(**answers: str) -> set[str]:
    """List the paths of the files in `template/`, as they are with these answers."""
    names = {
        "{{package_name}}": answers["package_name"],
        "{{ distribution_name }}": answers["distribution_name"],
        "{{_copier_conf.answers_file}}": ".copier-answers.yml",
    }
    paths = {path.removesuffix(".jinja") for path in files(ROOT / "template")}
    for placeholder, value in names.items():
        paths = {path.replace(placeholder, value) for path in paths}
    return paths


def wrong_files(project: Path) -> list[str]:
    """Find files that the manifest leaves out, and miss those that it does not."""
    owned = [path for piece in pieces_off(project) for path in piece.get("owns", [])]
    paths = template_paths(**stored(project))
    return sorted(set(files(project)) ^ (paths - matching(owned, paths)))


def empty_folders(project: Path) -> list[str]:
    """Find folders without anything in them."""
    return [str(path) for path in project.rglob("*") if path.is_dir() and not any(path.iterdir())]


def unreadable_files(project: Path) -> list[str]:
    """Find files that their parser refuses."""
    problems = {path: _problem(Path(path).suffix, text) for path, text in texts(project).items()}
    return [f"{path}: {problem}" for path, problem in problems.items() if problem]


@cache
def _problem(suffix: str, text: str) -> str:
    try:
        PARSERS.get(suffix, str)(text)
    except (SyntaxError, ValueError, yaml.YAMLError) as error:
        return str(error)
    return ""


def leftovers(project: Path) -> list[str]:
    """Find what Jinja should have replaced."""
    return [
        path
        for path, text in texts(project).items()
        if not PAGE.fullmatch(path)
        and (path.endswith(".jinja") or JINJA.search(path + LOOKALIKE.sub("", text)))
    ]


def loose_ends(project: Path) -> list[str]:
    """Find texts that do not end with one line break, or have spaces before one."""
    return [
        path
        for path, text in texts(project).items()
        if (text and not text.endswith("\n"))
        or text.endswith("\n\n")
        or re.search(r"[ \t\r]$", text, re.MULTILINE)
    ]


def marks(project: Path) -> list[str]:
    """Find words of pieces that the project does not have, in its files and their paths."""
    words = [mark for piece in pieces_off(project) for mark in piece.get("marks", [])]
    return [
        f"{path}: {word}"
        for path, text in texts(project).items()
        for word in words
        if word in text or word in path
    ]


def broken_links(project: Path) -> list[str]:
    """Find links of Markdown pages to files that are not there; `just docs` looks at the site's."""
    return [
        f"{path}: {link}"
        for path, text in texts(project).items()
        if path.endswith(".md") and not path.startswith("docs/")
        for link in _links(text)
        if not (project / path).parent.joinpath(link).exists()
    ]


@cache
def _links(text: str) -> set[str]:
    """List the files that a page names in links, without the places in them."""
    tokens = (token for block in MarkdownIt().parse(text) for token in block.children or ())
    targets = {str(token.attrs.get("href") or token.attrs.get("src") or "") for token in tokens}
    return {target.partition("#")[0] for target in targets if ":" not in target} - {""}


def missing_paths(project: Path) -> list[str]:
    """Find paths that workflows and the like name, but that neither exist nor come to be."""
    content = texts(project)
    ignored = [
        f"{path.removesuffix('.gitignore')}**/{line.lstrip('/')}"
        for path in matching([".gitignore"], content)
        for line in [*content[path].splitlines(), "uv.lock"]
        if line and not line.startswith("#")
    ]
    return [
        f"{path}: {name}"
        for path in sorted(matching(CALLERS, content))
        for name in _named_paths(OTHERS.sub("", content[path]))
        if not any(project.glob(name)) and not matching(ignored, [name, f"{name}/in"])
    ]


def _named_paths(text: str) -> list[str]:
    named = {path.rstrip(".") for path in NAMED_PATH.findall(text)}  # the full stop of a sentence
    return sorted(named - {*WRITTEN.findall(text)})


def unknown_recipes(project: Path) -> list[str]:
    """Find recipes that are called, in pages too, but that the justfile does not have."""
    known = recipes(project)
    return [
        f"{path}: just {name}"
        for path, text in texts(project).items()
        for name in sorted(set(RECIPE.findall(text)) - known)
    ]


def recipes(project: Path) -> set[str]:
    """List the recipes of a project."""
    text = (project / "justfile").read_text(encoding="utf-8")
    return set(re.findall(r"^(?!set )([a-z]\w*)(?: [^:\n]*)?:(?!=)", text, re.MULTILINE))


def format_changes(folder: Path) -> list[str]:
    """Find Python that its formatter changes, in a project or a folder of projects."""
    return _ruff(folder, "format", "--check", "--quiet")


def findings(folder: Path) -> list[str]:
    """Find what the linter of a project reports, in a project or a folder of projects."""
    return _ruff(folder, "check", "--quiet", "--output-format=concise")


def _ruff(folder: Path, *words: str) -> list[str]:
    result = attempt("ruff", *words, "--no-cache", ".", cwd=folder)
    assert result.returncode < 2, result.stderr
    assert result.returncode == bool(result.stdout), result.stderr
    return result.stdout.splitlines()


def refused(projects: Iterable[Path]) -> list[str]:
    """Find what the judges of files refuse in any of the projects. They are shown no text twice."""
    folders = list(projects)
    found = []
    for pattern, command in JUDGES:
        distinct = {path.read_bytes(): str(path) for f in folders for path in f.glob(pattern)}
        if distinct:
            result = attempt(*command.split(), *distinct.values(), cwd=ROOT)
            found += [f"{command}: {result.stdout}{result.stderr}"] if result.returncode else []
    return found


CHECKS = [
    broken_links,
    empty_folders,
    leftovers,
    loose_ends,
    marks,
    missing_paths,
    unknown_recipes,
    unreadable_files,
    wrong_files,
]
RUFF = [findings, format_changes]
