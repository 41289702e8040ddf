"""Each of the 49 requirements has tests that exist, and those that no other file holds are here."""

import ast
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extensions.features import PIECES
from tests.checks import COMMENT_LINES, is_on, stored
from tests.support import ANSWERS, ROOT, append, attempt, edit, files
from tools import requirements

OPTIONAL = ["minimal", "full"]
EFFECTS = {"filelock", "fsspec", "joblib", "mlflow", "requests", "skops", "socket", "sqlite3"}
EFFECTS |= {"structlog", "subprocess", "urllib"}
"""What reaches files, a network or another process for the package."""
FORMS: dict[str, tuple[str, str]] = {
    "procedural": ("Constant", "FunctionDef|ClassDef|argparse"),
    "functional": ("FunctionDef", "ClassDef"),
    "object_oriented": ("abstractmethod", "argparse"),
    "declarative": ("model_validate", "argparse"),
    "hybrid": ("frozen=True", "argparse"),
}
"""What the code of each example has, and what it has not."""


def metadata(project: Path) -> dict[str, Any]:
    content: dict[str, Any] = tomllib.loads((project / "pyproject.toml").read_text("utf-8"))
    return content


def editor(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(COMMENT_LINES.sub("", path.read_text("utf-8")))
    return content


def test_page_is_that_of_the_tool() -> None:
    text = requirements.PAGE.read_text(encoding="utf-8")

    assert text == requirements.page(), f"run python -m {requirements.__name__}"


def test_every_requirement_has_tests_that_exist() -> None:
    found = requirements.read()
    counts = {"P": 7, "M": 6, "D": 7, "E": 8, "C": 8, "O": 8, "V": 5}
    assert [*found] == [f"{part}{n}" for part, count in counts.items() for n in range(1, count + 1)]

    for name, entry in found.items():
        assert entry["tests"], f"{name}: name a test in {requirements.SOURCE.name}"
        for test in entry["tests"]:
            path, _, function = test.partition("::")
            plain = ROOT / path
            file = plain if plain.exists() else plain.with_name(f"{plain.name}.jinja")
            assert file.exists(), f"{name}: {path} is gone. Name the file that holds it now"
            text = file.read_text(encoding="utf-8")
            assert f"def {function}(" in text, f"{name}: {test} is gone. Name the test of it now"


@pytest.mark.parametrize("name", ["index.md", "README.md"])
def test_map_is_two_clicks_away(name: str, rendered: Callable[[str], Path]) -> None:
    pages = [
        ROOT / ("docs" if name == "index.md" else ".") / name,
        rendered("full") / ("docs" if name == "index.md" else ".") / name,
    ]
    for home in pages:
        links = re.findall(r"\]\(([\w./-]+\.md)", home.read_text(encoding="utf-8"))
        near = [home.parent / link for link in links]
        far = [
            (page.parent / link).resolve()
            for page in near
            if page.exists()
            for link in re.findall(r"\]\(([\w./-]+\.md)", page.read_text(encoding="utf-8"))
        ]
        found = {path.resolve() for path in near} | {*far}
        assert any(path.match("explanation/course.md") for path in found), f"link it from {home}"


@pytest.mark.parametrize("name", OPTIONAL)
def test_package_is_in_src_and_tests_import_what_is_installed(
    name: str, rendered: Callable[[str], Path]
) -> None:
    content = metadata(rendered(name))

    assert {path.split("/")[1] for path in files(rendered(name)) if path.startswith("src/")} == {
        "ml_project"
    }, "keep one package below src/"
    assert content["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["src/ml_project"]
    assert "pythonpath" not in content["tool"]["pytest"], "let the tests import what is installed"


def test_metadata_is_complete_and_its_addresses_follow_the_answers(
    rendered: Callable[[str], Path],
) -> None:
    project = metadata(rendered("filled"))["project"]
    address = ANSWERS["filled"]["repository_url"]

    missing = {"authors", "classifiers", "description", "keywords", "license", "readme"} - {
        *project
    }
    assert not missing, f"add these to [project] in pyproject.toml: {missing}"
    assert project["license"] == ANSWERS["filled"]["license"]
    urls = project["urls"]
    assert [*urls] == ["Homepage", "Documentation", "Repository", "Issues", "Changelog"]
    assert [url for url in urls.values() if not url.startswith(address)] == []
    for path in re.findall(r"/main/(\S+)", " ".join(urls.values())):
        assert (rendered("filled") / path).exists(), f"{path} is not in the project"
    assert "urls" not in metadata(rendered("minimal"))["project"]


@pytest.mark.parametrize("name", OPTIONAL)
def test_runtime_needs_no_tool_of_development(name: str, rendered: Callable[[str], Path]) -> None:
    content = metadata(rendered(name))
    groups = content["dependency-groups"]
    runtime = names(content["project"]["dependencies"])
    tools = names(need for group in groups.values() for need in group)

    assert {"pytest", "ruff", "mypy"} <= tools
    assert not runtime & tools, "a requirement is either for users or for development"
    optional = content["project"]["optional-dependencies"].values()
    assert not runtime & names(need for needs in optional for need in needs)


def names(requirements: Iterator[str] | list[str]) -> set[str]:
    return {re.split(r"[\[<>=~ ]", requirement)[0] for requirement in requirements}


def test_no_lock_file_is_rendered() -> None:
    assert [path for path in files(ROOT / "template") if "uv.lock" in path] == []


@pytest.mark.parametrize("name", OPTIONAL)
def test_effects_are_in_io(name: str, rendered: Callable[[str], Path]) -> None:
    package = rendered(name) / "src/ml_project"
    for path in package.rglob("*.py"):
        if path.relative_to(package).parts[0] not in {"io", "service"}:
            found = re.findall(r"^ *(?:from|import) (\w+)", path.read_text("utf-8"), re.MULTILINE)
            effects = {*found} & EFFECTS
            assert not effects, f"{path.name}: move what needs {effects} to io/"


def test_relative_import_is_refused(rendered: Callable[[str], Path]) -> None:
    command = "ruff check --no-cache --stdin-filename src/ml_project/ours.py -".split()

    done = attempt(*command, cwd=rendered("minimal"), given="from . import cli\n")

    assert "Prefer absolute imports over relative imports" in done.stdout


@pytest.mark.parametrize("name", FORMS)
def test_paradigm_has_its_form(name: str, rendered: Callable[[str], Path]) -> None:
    path = rendered("full") / f"examples/paradigms/{name}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    words = f"{ast.dump(tree)} {ast.unparse(tree)}"
    present, absent = FORMS[name]

    assert re.search(present, words), f"{name}.py is known by {present}"
    assert not re.search(absent, words), f"{name}.py does without {absent}"
    if name == "object_oriented":
        bases = [base.id for node in ast.walk(tree) for base in getattr(node, "bases", [])]
        assert max(map(bases.count, bases)) >= 3, "a kind of model is a class"
    if name == "declarative":
        text = path.with_suffix(".yaml").read_text(encoding="utf-8")
        assert not re.search("steps|then", text), "the file says what, not in which order"


@pytest.mark.parametrize("name", OPTIONAL)
def test_jobs_are_modules_with_a_function(name: str, rendered: Callable[[str], Path]) -> None:
    package = rendered(name) / "src/ml_project"
    jobs = {path.stem for path in (package / "config").glob("*.py")}
    jobs &= {path.stem for path in (package / "application").glob("[!_]*.py")}
    assert len(jobs) >= 5

    for job in jobs:
        text = (package / f"application/{job}.py").read_text(encoding="utf-8")
        config = f"{job.title()}Config"
        assert re.search(rf"^def run\(config: {config}\) -> ", text, re.MULTILINE), (
            f"application/{job}.py: write the job as run(config: {config})"
        )


@pytest.mark.parametrize("name", ["standard", "full", "gitlab"])
def test_settings_and_extensions_follow_the_pieces(
    name: str, rendered: Callable[[str], Path]
) -> None:
    project = rendered(name)
    content = editor(project / "ml-project.code-workspace")
    settings = content["settings"]
    wanted = {
        extension
        for piece, entry in PIECES.items()
        if is_on(piece, stored(project))
        for extension in entry.get("vscode", [])
    }

    found = {*content["extensions"]["recommendations"]}
    assert found == wanted, "take the extensions from the manifest, where each piece names its own"
    assert settings["editor.formatOnSave"]
    python = settings["[python]"]
    assert python["editor.defaultFormatter"] == "charliermarsh.ruff"
    assert "source.organizeImports.ruff" in python["editor.codeActionsOnSave"]
    assert "mypy-type-checker.cwd" in settings
    folder = editor(project / ".vscode/settings.json")
    assert folder["python.testing.pytestEnabled"]
    both = {"files.exclude", "python.defaultInterpreterPath"}
    assert {*folder} & {*settings} <= both, "a setting belongs in one file; the page says in which"
    page = (project / "docs/how-to/edit.md").read_text(encoding="utf-8")
    assert all(f"| {place} |" in page for place in ("user", "workspace", "folder"))


def replace(path: str, old: str, new: str) -> Callable[[Path], object]:
    """Return a function that changes a file of a project."""

    def change(project: Path) -> None:
        text = (project / path).read_text(encoding="utf-8")
        assert old in text
        edit(project / path, text.replace(old, new))

    return change


def planted(folder: str, text: str) -> Callable[[Path], object]:
    """Return a function that appends to each Python file of a folder of a project."""

    def change(project: Path) -> None:
        for path in (project / folder).glob("*.py"):
            append(path, text)

    return change


# A violation, the requirement that sees it, its arguments, and words of what it says.
VIOLATIONS: dict[str, tuple[Callable[[Path], object], Callable[..., None], dict[str, str], str]] = {
    "a second package": (
        lambda project: shutil.copytree(project / "src/ml_project/io", project / "src/other"),
        test_package_is_in_src_and_tests_import_what_is_installed,
        {"name": "full"},
        "keep one package below src/",
    ),
    "a path of pytest": (
        replace("pyproject.toml", "[tool.pytest]\n", '[tool.pytest]\npythonpath = ["src"]\n'),
        test_package_is_in_src_and_tests_import_what_is_installed,
        {"name": "full"},
        "let the tests import what is installed",
    ),
    "a package without keywords": (
        replace("pyproject.toml", "keywords =", "classifieds ="),
        test_metadata_is_complete_and_its_addresses_follow_the_answers,
        {},
        "add these to .*keywords",
    ),
    "a changelog that is gone": (
        lambda project: (project / "CHANGELOG.md").unlink(),
        test_metadata_is_complete_and_its_addresses_follow_the_answers,
        {},
        "CHANGELOG.md is not in the project",
    ),
    "pytest for users": (
        replace("pyproject.toml", "dependencies = [\n", 'dependencies = [\n    "pytest>=9",\n'),
        test_runtime_needs_no_tool_of_development,
        {"name": "full"},
        "either for users or for development",
    ),
    "tracking in a job": (
        planted("src/ml_project/application", "\nimport mlflow\n"),
        test_effects_are_in_io,
        {"name": "full"},
        "move what needs {'mlflow'} to io/",
    ),
    "a job of another form": (
        replace("src/ml_project/application/train.py", "def run(config:", "def start(config:"),
        test_jobs_are_modules_with_a_function,
        {"name": "full"},
        r"write the job as run\(config: TrainConfig\)",
    ),
    **{
        f"another form of {name}": (
            planted("examples/paradigms", f"\n{text}\n"),
            test_paradigm_has_its_form,
            {"name": name},
            f"{name}.py does without",
        )
        for name, text in {
            "procedural": "def run(): ...",
            "functional": "class Model: ...",
            "object_oriented": "import argparse",
            "declarative": "import argparse",
            "hybrid": "import argparse",
        }.items()
    },
    "an extension of a piece that is off": (
        replace("ml-project.code-workspace", '"charliermarsh.ruff",', '"charliermarsh.ruff", "x",'),
        test_settings_and_extensions_follow_the_pieces,
        {"name": "full"},
        "take the extensions from the manifest",
    ),
    "a setting in two files": (
        replace(".vscode/settings.json", "{\n", '{\n  "editor.formatOnSave": true,\n'),
        test_settings_and_extensions_follow_the_pieces,
        {"name": "full"},
        "a setting belongs in one file",
    ),
    "a map that nobody links": (
        lambda project: (project / "docs/index.md").write_text("", encoding="utf-8"),
        test_map_is_two_clicks_away,
        {"name": "index.md"},
        "link it from",
    ),
}


@pytest.mark.parametrize("violation", VIOLATIONS)
def test_violation_is_found(
    violation: str, rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    plant, requirement, arguments, words = VIOLATIONS[violation]
    copies = {name: shutil.copytree(rendered(name), tmp_path / name) for name in ("full", "filled")}
    for project in copies.values():
        plant(project)

    with pytest.raises(AssertionError, match=words):
        requirement(**arguments, rendered=copies.__getitem__)
