"""`just update` merges by git, keeps what users did, and says what happened."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from ml_update.cli import main

from tests import tomorrow
from tests.checks import stored
from tests.rehearsal import kept_clones
from tests.support import append, attempt, commit, edit, insert, quick_renders, render, run

pytestmark = [pytest.mark.updates, pytest.mark.usefixtures("commands")]

Update = Callable[..., str]


@pytest.fixture(autouse=True)
def _quick(tmp_path: Path) -> Iterator[None]:
    with kept_clones(tmp_path / "clones"), quick_renders():
        yield


@pytest.fixture
def project(template: Path, tmp_path: Path) -> Path:
    folder = render(template, tmp_path / "project", preset="minimal")
    commit(folder)
    return folder


@pytest.fixture
def update(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Update:
    """Update the project with some options, and return what is printed."""

    def call(*options: str, code: int = 0, folder: Path = project) -> str:
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
        ended = main([*options])
        printed = capsys.readouterr()
        assert ended == code, printed
        return printed.out + printed.err

    return call


MOVED = "src/ml_project/io/tables.py"


def change(template: Path) -> None:
    """Release a version with another line."""
    insert(template / "template/.gitignore", "*.pem\n", before="# Secrets")
    commit(template, tag="v2")


def tables(template: Path) -> Path:
    [file] = template.glob("template/src/*/io/tables.py*")
    return file


def lines(report: str, heading: str) -> list[str]:
    """Return the list under a heading of a report that begins so."""
    section = report.partition(f"\n{heading}")[2].partition("\n\n")[0]
    return [line.removeprefix("- ") for line in section.splitlines() if line.startswith("- ")]


def test_nothing_new_is_said_and_nothing_else(update: Update, project: Path) -> None:
    edit(project / "uv.lock", "# uv run has just written it\n")

    assert update() == "Already up to date (v1).\n"
    assert run("git", "status", "--porcelain", "--", ":!uv.lock", cwd=project) == ""


def test_edits_and_changes_are_merged(update: Update, project: Path, template: Path) -> None:
    append(project / "justfile", "# ours\n")
    commit(project)
    edit(template / "template/LATER.md", "Later.\n")
    change(template)

    report = update()

    assert report.startswith("Update from v1 to v2 (CHANGELOG.md of ")
    assert "2 files changed." in report
    assert "onflict" not in report
    assert (project / "LATER.md").exists()
    assert (project / "justfile").read_text("utf-8").endswith("# ours\n")
    answers = (project / ".copier-answers.yml").read_text("utf-8")
    assert "_commit: v2\n" in answers
    assert f"_src_path: {template}\n" in answers
    commit(project)
    assert update() == "Already up to date (v2).\n"


def test_changes_follow_a_file_that_was_moved(
    update: Update, project: Path, template: Path
) -> None:
    run("git", "mv", MOVED, "src/ml_project/io/frames.py", cwd=project)
    commit(project)
    append(tables(template), "# later\n")
    change(template)

    report = update()

    assert lines(report, "You moved") == [f"{MOVED} -> src/ml_project/io/frames.py"]
    assert (project / "src/ml_project/io/frames.py").read_text("utf-8").endswith("# later\n")
    assert not (project / MOVED).exists()


@pytest.mark.parametrize("written_anew", [False, True])
def test_changed_file_that_is_gone_is_named(
    written_anew: bool, update: Update, project: Path, template: Path
) -> None:
    text = (project / MOVED).read_text("utf-8").splitlines(keepends=True)
    (project / MOVED).unlink()
    if written_anew:
        third = "".join(text[: len(text) * 2 // 5])
        edit(project / "src/ml_project/frames.py", third + "# ours\n" * (len(text) * 3 // 5))
    commit(project)
    append(tables(template), "# later\n")
    change(template)

    report = update()

    [line] = lines(report, "The template changed these")
    place = "perhaps now src/ml_project/frames.py" if written_anew else "deleted in "
    assert line.startswith(f"{MOVED} ({place}")
    assert not (project / MOVED).exists()
    [command] = [part for part in report.split("run ") if part.startswith("git diff ")]
    command = command.partition(":\n")[0].replace("FILE", MOVED)
    assert "+# later" in run("sh", "-c", command, cwd=project)


def test_edited_file_that_the_template_drops_is_kept(
    update: Update, project: Path, template: Path
) -> None:
    append(project / "SECURITY.md", "Ours.\n")
    commit(project)
    for name in ("SECURITY.md", "CODE_OF_CONDUCT.md"):
        next(template.glob(f"template/{name}*")).unlink()
    commit(template, tag="v2")

    report = update()

    assert lines(report, "No longer part") == ["SECURITY.md"]
    assert (project / "SECURITY.md").read_text("utf-8").endswith("Ours.\n")
    assert not (project / "CODE_OF_CONDUCT.md").exists()


def test_edited_file_that_the_template_renames_is_renamed(
    update: Update, project: Path, template: Path
) -> None:
    append(project / "CODE_OF_CONDUCT.md", "\nOurs.\n")
    commit(project)
    run("git", "mv", "CODE_OF_CONDUCT.md", "CONDUCT.md", cwd=template / "template")
    commit(template, tag="v2")

    assert "onflict" not in update()

    assert (project / "CONDUCT.md").read_text("utf-8").endswith("Ours.\n")
    assert not (project / "CODE_OF_CONDUCT.md").exists()


def test_lines_that_one_side_only_adds_are_no_conflict(
    update: Update, project: Path, template: Path
) -> None:
    insert(project / ".gitignore", "*.ours\n", before="# Secrets")
    insert(project / "pyproject.toml", '    "humanize>=4.12",\n', before='    "numpy')
    append(project / "justfile", "\n# Ours.\nours:\n    echo ours\n")
    commit(project)
    append(template / "template/justfile.jinja", "\n# Later.\nlater:\n    echo later\n")
    insert(template / "extensions/features.yml", ".1", before="\n        - omegaconf")
    change(template)

    report = update()

    assert "onflict" not in report
    assert lines(report, "Both sides added") == [".gitignore", "justfile", "pyproject.toml"]
    assert "*.ours\n*.pem\n# Secrets" in (project / ".gitignore").read_text("utf-8")
    text = (project / "pyproject.toml").read_text("utf-8")
    assert re.search(r'"humanize>=4.12",\n    "numpy>=[\d.]+\.1",\n', text)
    recipes = run("just", "--list", "--justfile", str(project / "justfile"), cwd=project)
    assert "ours" in recipes
    assert "later" in recipes


@pytest.mark.parametrize("conflict", ["inline", "rej"])
def test_conflict_is_named_by_its_place(
    conflict: str, update: Update, project: Path, template: Path
) -> None:
    file, line = project / ".gitignore", "# Secrets"
    text = file.read_text("utf-8")
    edit(file, text.replace(line, "# Our secrets"))
    commit(project)
    theirs = template / "template/.gitignore"
    edit(theirs, theirs.read_text("utf-8").replace(line, "# Their secrets"))
    commit(template, tag="v2")

    report = update("--conflict", conflict)

    number = text.splitlines().index(line) + 1
    if conflict == "inline":
        assert lines(report, "Conflicts") == [f".gitignore:{number}"]
        assert run("git", "diff", "--name-only", "--diff-filter=U", cwd=project) == ".gitignore\n"
    else:
        assert lines(report, "Conflicts") == [".gitignore.rej"]
        assert "+# Their secrets" in (project / ".gitignore.rej").read_text("utf-8")
        assert "# Our secrets\n" in file.read_text("utf-8")
    assert "Next, after you have resolved the conflicts:" in report
    run("git", "reset", "--hard", "--quiet", cwd=project)
    assert file.read_text("utf-8") == text.replace(line, "# Our secrets")


def test_unreadable_pyproject_is_not_locked(update: Update, project: Path, template: Path) -> None:
    for file, who in [
        (project / "pyproject.toml", "Ours"),
        (template / "template/pyproject.toml.jinja", "Theirs"),
    ]:
        text = file.read_text("utf-8")
        assert "line-length = 100" in text
        edit(file, text.replace("line-length = 100", f"line-length = 100 # {who}"))
    commit(project)
    commit(template, tag="v2")

    report = update()

    assert "uv.lock is not refreshed: pyproject.toml cannot be read yet" in report
    assert "    uv lock\n" in report


def test_changed_example_of_a_file_that_is_yours_is_pointed_to(
    update: Update, project: Path, template: Path
) -> None:
    edit(project / "README.md", "# Ours\n")
    commit(project)
    append(template / "template/README.md.jinja", "Later.\n")
    commit(template, tag="v2")

    report = update()

    assert lines(report, "Yours, untouched") == ["README.md"]
    assert (project / "README.md").read_text("utf-8") == "# Ours\n"


def test_changed_answer_is_said_and_derived_ones_follow(update: Update, project: Path) -> None:
    report = update("-d", "project_name=House prices", "-d", "tune=true")

    assert lines(report, "Answers") == [
        "author_name: The authors of ML project -> The authors of House prices.",
        "project_description: ML project: a machine learning package -> "
        "House prices: a machine learning package.",
        "project_name: ML project -> House prices.",
        "tune: False -> True.",
    ]
    assert stored(project)["package_name"] == "ml_project"
    assert (project / "src/ml_project/application/tune.py").exists()


def test_what_a_switch_ends_is_said_and_edited_files_stay(update: Update, project: Path) -> None:
    update("-d", "tune=true")
    append(project / "src/ml_project/application/tune.py", "OURS = 1\n")
    commit(project)

    report = update("-d", "tune=false", "-d", "tracking=mlflow")

    assert "tracking: local -> mlflow. Registered versions stay in the old registry" in report
    assert lines(report, "No longer part") == ["src/ml_project/application/tune.py"]
    assert not (project / "confs/tune.yaml").exists()


@pytest.mark.parametrize(
    ("answer", "page"),
    [("package_name=other", "rename-package/"), ("task=classification", "update/#change-the-task")],
)
def test_answer_that_cannot_change_is_refused(
    answer: str, page: str, update: Update, project: Path
) -> None:
    report = update("-d", answer, code=2)

    assert report.count("\n") == 1
    assert page in report
    result = attempt(
        "copier", "update", "--trust", "--defaults", "-r", ":current:", "-d", answer, cwd=project
    )
    assert result.returncode == 1
    assert page in result.stderr.splitlines()[-1]
    assert run("git", "status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("tunee=true", "Unknown question tunee. Did you mean tune?"),
        ("first_task=regression", "Unknown question first_task. Questions: project_name, "),
        ("zzz=1", "Unknown question zzz. Questions: project_name, "),
        ("tune=maybe", "tune=maybe: answer true or false."),
        ("tune=", "tune=: answer true or false."),
        ("ci=jenkins", "Invalid choice for 'ci': 'jenkins' is not in ['none', 'github', 'gitlab']"),
    ],
)
def test_misspelt_answer_is_refused(
    answer: str, reason: str, update: Update, project: Path, tmp_path: Path
) -> None:
    assert update("-d", answer, code=2).startswith(reason)

    file = tmp_path / "answers.yml"
    edit(file, answer.replace("=", ": "))
    if not answer.endswith("="):
        assert update("--data-file", str(file), code=2).startswith(reason)
    assert run("git", "status", "--porcelain", cwd=project) == ""


def test_data_file_without_names_is_refused(update: Update, tmp_path: Path) -> None:
    file = tmp_path / "answers.yml"
    edit(file, "- tune\n")

    report = update("--data-file", str(file), code=2)

    assert report == f"{file}: give a name and a value, as in tune: false.\n"


def test_later_preset_is_said_to_change_no_piece(update: Update) -> None:
    report = update("-d", "preset=full")

    [line] = lines(report, "Answers")
    assert line.startswith("preset: minimal -> full. No piece changes")


@pytest.mark.parametrize("place", ["repository", "sub-folder", "worktree", "relative"])
def test_project_is_updated_wherever_it_is(
    place: str, update: Update, template: Path, tmp_path: Path
) -> None:
    repository = tmp_path / "repository"
    folder = repository / "apps/one" if place == "sub-folder" else repository
    render(template, folder, preset="minimal", version="v1")
    if place == "relative":
        file = folder / ".copier-answers.yml"
        edit(file, file.read_text("utf-8").replace(str(template), "../template"))
    if place == "sub-folder":
        edit(repository / ".gitignore", "# of the repository\n")
    append(folder / "justfile", "# ours\n")
    commit(repository)
    if place == "worktree":
        run("git", "worktree", "add", "--quiet", "../worktree", cwd=repository)
        folder = tmp_path / "worktree"
    change(template)

    report = update(folder=folder)

    assert "1 file changed." in report
    assert "*.pem\n" in (folder / ".gitignore").read_text("utf-8")
    assert (folder / "justfile").read_text("utf-8").endswith("# ours\n")
    if place == "sub-folder":
        assert (repository / ".gitignore").read_text("utf-8") == "# of the repository\n"
    if place == "relative":
        assert "_src_path: ../template\n" in (folder / ".copier-answers.yml").read_text("utf-8")


def test_uncommitted_work_is_refused_by_a_sentence(update: Update, project: Path) -> None:
    edit(project / "a.txt", "")
    assert update(code=2) == "Commit or stash your changes first: a.txt.\n"

    shutil.rmtree(project / ".git")
    assert update(code=2).startswith("Commit the project first")


def test_own_formatter_is_no_conflict(update: Update, project: Path, template: Path) -> None:
    file = project / "pyproject.toml"
    edit(file, file.read_text("utf-8").replace("line-length = 100", "line-length = 120"))
    append(file, '\n[tool.ruff.format]\nquote-style = "single"\n')
    run("ruff", "format", "--quiet", cwd=project)
    commit(project)
    tomorrow.change(template)
    commit(template, tag="v2")

    report = update()

    assert "onflict" not in report
    assert run("git", "diff", "--name-only", "HEAD", "--", "src", cwd=project)
    assert run("ruff", "format", "--diff", cwd=project) == ""


def test_file_that_git_ignores_is_not_written_over(
    update: Update, project: Path, template: Path
) -> None:
    append(project / ".gitignore", "NOTES.md\nnotes\n")
    commit(project)
    for mine, theirs in {"NOTES.md": "NOTES.md", "notes": "notes/a.md"}.items():
        edit(project / mine, "Mine.\n")
        (template / "template/notes").mkdir(exist_ok=True)
        edit(template / "template" / theirs, "Theirs.\n")
        commit(template, tag=f"v2{mine[0]}")

        assert f"The update adds {theirs}" in update("-r", f"v2{mine[0]}", code=2)

        assert (project / mine).read_text("utf-8") == "Mine.\n"
        assert run("git", "status", "--porcelain", cwd=project) == ""
        (project / mine).unlink()


def test_file_that_becomes_yours_stays(update: Update, project: Path, template: Path) -> None:
    features = template / "extensions/features.yml"
    insert(features, "  - /CONTRIBUTING.md\n", before="  - /README.md\n")
    commit(template, tag="v2")

    update()

    assert (project / "CONTRIBUTING.md").exists()


def test_newer_project_is_not_taken_back(update: Update, project: Path, template: Path) -> None:
    append(template / "template/.gitignore", "# newer\n")
    commit(template)
    update("-r", "HEAD")
    commit(project)

    assert update().startswith("Already up to date (v1-1-")


def test_folded_address_of_the_template_is_kept(
    update: Update, project: Path, template: Path
) -> None:
    change(template)
    answers = project / ".copier-answers.yml"
    text = re.sub(r"_src_path: .*\n", "", answers.read_text("utf-8"))
    edit(answers, f"{text}_src_path: {template}")  # without a line break at the end
    commit(project)

    update()

    assert f"\n_src_path: {template}\n" in answers.read_text("utf-8")


def test_file_that_both_add_is_rejected(update: Update, project: Path, template: Path) -> None:
    edit(project / "NEW.md", "Ours.\n")
    commit(project)
    edit(template / "template/NEW.md", "Theirs.\n")
    commit(template, tag="v2")

    report = update("--conflict", "rej")

    assert lines(report, "Conflicts") == ["NEW.md.rej"]
    assert "+Theirs." in (project / "NEW.md.rej").read_text("utf-8")
    assert (project / "NEW.md").read_text("utf-8") == "Ours.\n"


@pytest.mark.parametrize("words", [("--data-file", "gone.yml"), ("--format", "gone")])
def test_missing_file_is_one_sentence(words: tuple[str, ...], update: Update) -> None:
    assert update(*words, code=2).count("\n") == 1


def test_variables_of_a_hook_do_not_mislead(
    update: Update, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(template)
    monkeypatch.setenv("GIT_DIR", str(template / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(template))

    assert update().startswith("Update from v1 to v2")
