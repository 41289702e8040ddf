"""What `just update` does where git alone would lose a file, rename it or leave a conflict.

The tests use a small template. Each test says what differs between its sides.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from ml_update.cli import main
from ml_update.project import Project

from tests.support import attempt, commit, edit, render, run

pytestmark = pytest.mark.updates

Side = Mapping[str, str | bytes | Path | None]
"""Files by path: a text, bytes, what a link leads to, or None to delete it."""
Update = Callable[..., str]

TEXT = "".join(f"line {number}\n" for number in range(30))
BINARY_SIDES = [{"a": b"\0base"}, {"a": b"\0theirs"}, {"a": b"\0ours"}]
UNMERGED_SIDES = [
    {"a": b"base\n"},
    {"a": b"theirs\nbase\n"},
    {"a": b"base\nours\n", ".gitattributes": b"a -merge\n"},
]
FILES = {
    "copier.yml": "_preserve_symlinks: true\n_subdirectory: template\n",
    "extensions/features.yml": "seeds: [/README.md]\n",
    "template/{{_copier_conf.answers_file}}.jinja": "{{ _copier_answers | to_nice_yaml }}",
    "template/README.md": "",
    "template/pyproject.toml": "",
}


def write(folder: Path, side: Side) -> None:
    for path, content in side.items():
        file = folder / path
        if file.is_symlink() or file.is_file():
            file.unlink()
        if content is None and not any(file.parent.iterdir()):
            file.parent.rmdir()
        if content is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            file.symlink_to(content)
        elif isinstance(content, str):
            edit(file, content)
        elif content is not None:
            file.write_bytes(content)


def release(template: Path, side: Side, tag: str) -> None:
    write(template, {f"template/{path}": content for path, content in side.items()})
    commit(template, tag=tag)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return tmp_path / "repository/project"


@pytest.fixture
def update(
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Update:
    """Update a project that the template and its user have changed, and return what is printed."""

    def call(before: Side, theirs: Side, mine: Side, *options: str, code: int = 0) -> str:
        write(tmp_path / "template", FILES)
        release(tmp_path / "template", before, "v1")
        render(tmp_path / "template", project)
        commit(project.parent)
        write(project, mine)
        commit(project.parent)
        release(tmp_path / "template", theirs, "v2")
        monkeypatch.chdir(project)
        monkeypatch.setattr(Project, "lock", lambda _: "")
        ended = main(["--defaults", *options])
        printed = capsys.readouterr()
        assert ended == code, printed
        return printed.out + printed.err

    return call


def lines(report: str, heading: str) -> list[str]:
    """Return the list under a heading of a report that begins so."""
    section = report.partition(f"\n{heading}")[2].partition("\n\n")[0]
    return [line.removeprefix("- ") for line in section.splitlines() if line.startswith("- ")]


def command(report: str, start: str) -> str:
    """Return the command of a report that begins so."""
    [found] = [part for part in report.split("run ") if part.startswith(start)]
    return found.partition(":\n")[0]


@pytest.mark.parametrize("conflict", ["inline", "rej"])
@pytest.mark.parametrize("sides", [BINARY_SIDES, UNMERGED_SIDES], ids=["binary", "attribute"])
def test_conflict_that_git_cannot_mark_leaves_yours_and_a_command_takes_the_other(
    conflict: str, sides: list[dict[str, bytes]], update: Update, project: Path
) -> None:
    _, theirs, mine = sides

    report = update(*sides, "--conflict", conflict)

    assert lines(report, "Conflicts that git cannot mark") == ["project/a"]
    assert "Next, after you have resolved the conflicts:" in report
    assert not (project / "a.rej").exists()
    assert (project / "a").read_bytes() == mine["a"]
    run("sh", "-c", command(report, "git checkout").replace("FILE", "project/a"), cwd=project)
    assert (project / "a").read_bytes() == theirs["a"]


def test_conflict_with_longer_markers_is_named_by_its_line(update: Update) -> None:
    mine = {"a.txt": "ours\n", ".gitattributes": "a.txt conflict-marker-size=20\n"}

    report = update({"a.txt": "base\n"}, {"a.txt": "theirs\n"}, mine)

    assert lines(report, "Conflicts") == ["project/a.txt:1"]


def test_reset_deletes_rejected_changes(update: Update, project: Path) -> None:
    mine = {"a.txt": "ours\n", ".gitignore": "*.rej\n"}

    report = update({"a.txt": "base\n"}, {"a.txt": "theirs\n"}, mine, "--conflict", "rej")

    assert lines(report, "Conflicts") == ["project/a.txt.rej"]
    assert "0 files changed." in report
    run("git", "reset", "--hard", "--quiet", cwd=project)
    assert not (project / "a.txt.rej").exists()


@pytest.mark.parametrize(
    ("theirs", "mine", "named"),
    [
        ({"tools/a": ""}, {"tools": "mine"}, "tools"),
        ({"tools/a": ""}, {"tools": Path("other"), "other/b": ""}, "tools"),
        ({"tools/a": ""}, {"tools": Path("nowhere")}, "tools"),
        ({"tools": ""}, {"tools/mine": ""}, "tools/mine"),
        ({"old": None, "old/a": ""}, {"old": f"{TEXT}mine"}, "old"),
    ],
)
def test_file_where_the_template_adds_a_folder_is_refused_by_its_own_path(
    theirs: Side, mine: Side, named: str, update: Update, project: Path
) -> None:
    report = update({"old": TEXT}, theirs, mine, code=2)

    assert f", but you have project/{named}. Move it first.\n" in report
    assert run("git", "status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize(
    ("before", "theirs", "path"),
    [
        ({"tools": TEXT}, {"tools": None, "tools/a": "a"}, "tools/a"),
        ({"tools/a": TEXT}, {"tools/a": None, "tools": "a"}, "tools"),
    ],
)
def test_unedited_file_may_become_a_folder(
    before: Side, theirs: Side, path: str, update: Update, project: Path
) -> None:
    update(before, theirs, {})

    assert (project / path).read_text("utf-8") == "a"


def test_unedited_file_may_become_a_link(update: Update, project: Path) -> None:
    report = update({"a": TEXT, "b": ""}, {"a": Path("b")}, {})

    assert (project / "a").is_symlink()
    assert "The template changed these" not in report


@pytest.mark.parametrize(
    ("mine", "kind"),
    [
        ({"a": Path("b"), "b": "mine"}, "link"),
        ({"a": None, "a/b": "mine"}, "folder"),
    ],
)
def test_replaced_file_stays_and_is_named_by_its_own_path(
    mine: Side, kind: str, update: Update, project: Path
) -> None:
    report = update({"a": TEXT}, {"a": f"{TEXT}theirs\n"}, mine)

    assert lines(report, "The template changed these") == [f"project/a (yours is a {kind})"]
    assert lines(report, "No longer part") == []
    see = command(report, "git diff").replace("FILE", "project/a")
    assert "+theirs" in run("sh", "-c", see, cwd=project)
    assert "~" not in run("git", "ls-files", cwd=project)


@pytest.mark.parametrize(
    ("theirs", "mine", "conflicts"),
    [
        (f"{TEXT}theirs\n", f"mine\n{TEXT}", []),
        (f"theirs\n{TEXT}", f"mine\n{TEXT}", ["project/ours:1"]),
        (TEXT, TEXT, []),
    ],
)
def test_file_that_both_rename_has_both_names(
    theirs: str, mine: str, conflicts: list[str], update: Update, project: Path
) -> None:
    report = update({"a": TEXT}, {"a": None, "new": theirs}, {"a": None, "ours": mine})

    assert lines(report, "Both sides moved") == ["project/new (yours is project/ours)"]
    assert lines(report, "Conflicts") == conflicts
    assert lines(report, "No longer part") == []
    assert (project / "new").read_text("utf-8") == theirs
    assert mine.splitlines()[0] in (project / "ours").read_text("utf-8")
    assert not (project / "a").exists()


def test_failure_in_the_middle_says_how_to_undo(
    update: Update, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: str) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Project, "write_answers", fail)

    report = update({"a": TEXT}, {"a": "theirs\n"}, {}, code=2)

    _, undo, error, _ = report.rsplit("\n", 3)
    assert undo == "The update has stopped in the middle. To undo it: git reset --hard"
    assert error == "No space left on device"
    run("sh", "-c", undo.partition(": ")[2], cwd=project)
    assert (project / "a").read_text("utf-8") == TEXT
    assert run("git", "status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize("work", ["bisect", "cherry-pick", "merge", "rebase", "revert"])
def test_unfinished_work_of_git_is_refused(
    work: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for text in ("one", "two", "three"):
        edit(tmp_path / "a", text)
        commit(tmp_path)
    run("git", "checkout", "--quiet", "-b", "other", "HEAD~1", cwd=tmp_path)
    edit(tmp_path / "a", "other")
    commit(tmp_path)
    words = {"bisect": ["start"], "revert": ["HEAD~1"]}.get(work, ["-"])
    attempt("git", work, *words, cwd=tmp_path)  # stops at a conflict
    run("git", "checkout", "HEAD", "--", "a", cwd=tmp_path)
    monkeypatch.chdir(tmp_path)

    assert main([]) == 2

    expected = f"Finish or abort the {work} first: git status says how.\n"
    assert capsys.readouterr().err == expected


def test_sparse_checkout_without_a_file_of_the_project_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path, {"project/in/a": "", "project/out/b": ""})
    commit(tmp_path)
    run("git", "sparse-checkout", "set", "project/in", cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "project")

    assert main([]) == 2

    assert capsys.readouterr().err == (
        "The sparse checkout leaves out project/out/b: add it to the checkout, or run "
        "git sparse-checkout disable.\n"
    )


def test_sparse_checkout_with_the_whole_project_is_updated(update: Update, project: Path) -> None:
    update({"a": TEXT}, {"a": "theirs\n", "new/b": "b"}, {"../other/c": ""}, "-r", "v1")
    run("git", "sparse-checkout", "set", "project", cwd=project.parent)
    assert not (project.parent / "other").exists()

    assert main(["--defaults"]) == 0

    assert (project / "a").read_text("utf-8") == "theirs\n"
    assert (project / "new/b").read_text("utf-8") == "b"
