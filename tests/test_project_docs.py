"""The documentation of a rendered project is true: it builds, its commands run."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from itertools import groupby
from pathlib import Path
from textwrap import dedent
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

import pytest

from tests.support import append, attempt, commit, edit, insert, run, run_all, sample

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("one_environment")]

# Each page that has commands, and the project in which they are run.
PAGES = dict.fromkeys(["docs/how-to/mlflow.md", "docs/how-to/scale.md"], "gitlab") | dict.fromkeys(
    """
    AGENTS.md
    CONTRIBUTING.md
    README.md
    docs/explanation/course.md
    docs/how-to/add-a-job.md
    docs/how-to/change-the-problem.md
    docs/how-to/database.md
    docs/how-to/deploy-service.md
    docs/how-to/deploy.md
    docs/how-to/monitor.md
    docs/how-to/other-models.md
    docs/how-to/serve.md
    docs/how-to/tune.md
    docs/how-to/update.md
    docs/how-to/use-your-data.md
    docs/tutorials/first-model.md
    examples/paradigms/README.md
    """.split(),
    "full",
)
USUAL = {"README.md", "docs/how-to/add-a-job.md"}
CHANGES = "docs/how-to/change-the-problem.md"
BLOCK = re.compile(r"^( *)```(\w*)(?: title=\"(.*?)\")?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
# A command that ends when it is stopped, and one that tests/test_projects.py runs in every project.
SERVERS = ("uv run just mlflow", "uv run just serve", "uv run python -m http.server")
ELSEWHERE = "uv run just test"
# Shown, not run: they change what is outside of the project, or need it to be released.
ILLUSTRATIONS = {
    'git push origin main "v$(uv version --short)"',
    "docker compose run --rm job run ingest train evaluate promote predict",
    "docker compose up --detach serve",
    'docker run --rm --read-only --tmpfs /tmp -v "$PWD/data:/work/data" '
    '-v "$PWD/registry:/work/registry" ml-project train',
    "uv run just update",
    "uv run just update -r :current: -d tune=false",
    "uv run ml-project predict -s engine.address=10.0.0.5:6379",
}

TESTS = "test tests/test_documentation.py --no-cov"
# A file, the text that is taken out of it, the recipe that notices, and what it says.
LEFT_OUT = {
    "the meaning of a column": (
        "domain/schema.py",
        r'age: .*?column\("([^"]*)"',
        TESTS,
        r"describe the column age in domain/schema\.py",
    ),
    "what a function does": (
        "application/train.py",
        r'def run.*?:\n( +""".*?"""\n)',
        "check",
        r"Missing docstring in public function.*application/train\.py",
    ),
    "what a job does": (
        "config/train.py",
        r'^(""".*?"""\n)',
        TESTS,
        r"begin config/train\.py with a docstring",
    ),
    "the meaning of a key": (
        "config/train.py",
        r'(, description="The model to train\.")',
        TESTS,
        r"give these keys in config/train\.py a description: model",
    ),
}


@pytest.fixture(scope="module")
def installed(
    rendered: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """Return a named project, installed and committed. Tests must not change it."""

    @cache
    def install_once(name: str) -> Path:
        project = shutil.copytree(rendered(name), tmp_path_factory.mktemp("projects") / name)
        run("uv", "lock", cwd=project)
        run("uv", "sync", "--group", "docs", cwd=project)
        commit(project)
        return project

    return install_once


@pytest.fixture
def take(installed: Callable[[str], Path], tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that gives a test a named project of its own, which is imported."""

    def take_project(name: str) -> Path:
        path = shutil.copytree(installed(name), tmp_path / "project")
        run("uv", "sync", "--group", "docs", cwd=path)
        return path

    return take_project


@pytest.fixture
def project(take: Callable[[str], Path]) -> Path:
    """Return a full project."""
    return take("full")


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> int:
    """Return a free port, on which the servers of the project listen, too."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    for name in ("ML_PROJECT__PORT", "MLFLOW_PORT"):
        monkeypatch.setenv(name, str(number))
    return number


def write(path: Path, language: str, block: str) -> None:
    """Write a block with a title to its file; a diff changes the file."""
    if language != "diff":
        path.write_text(block, encoding="utf-8")
        return
    for part in block.split("@@\n"):
        lines = part.splitlines(keepends=True)
        before, after = (
            "".join(line[1:] for line in lines if line[0] in signs) for signs in (" -", " +")
        )
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1, f"{path} does not have this once:\n{before}"
        path.write_text(text.replace(before, after), encoding="utf-8")


def wait_for(page: str, words: str) -> None:
    """Wait until a page has these words."""
    opener = build_opener(ProxyHandler({}))
    for _ in range(600):
        with suppress(URLError), opener.open(page) as answer:
            if words in answer.read().decode():
                return
        time.sleep(0.1)
    raise AssertionError(f"{page} has no {words!r}")


def listens(port: int) -> bool:
    """Return whether a server listens on a port."""
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def serving(command: str, port: int, *, cwd: Path) -> Iterator[None]:
    """Keep a server running, from when it listens until nothing does any more."""
    server = subprocess.Popen(command.split(), cwd=cwd, start_new_session=True)
    try:
        for _ in range(600):
            if listens(port):
                break
            assert server.poll() is None, f"{command} ended before it listened on {port}"
            time.sleep(0.1)
        else:
            raise AssertionError(f"nothing listens on {port}")
        yield
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        while listens(port):  # its workers end later than the server
            time.sleep(0.1)


EDGES = """
import pipeline
for above, below in pipeline.edges():
    print(f"{above} > {below}")
"""


@pytest.mark.parametrize("name", sample(["standard", "full", "classification", "gitlab"], {"full"}))
def test_site_is_built_without_a_warning(name: str, take: Callable[[str], Path]) -> None:
    project = take(name)

    output = run_all("uv", "run", "just", "docs", cwd=project)
    assert "No issues found" in output
    pipeline = (project / "site/reference/pipeline/index.html").read_text(encoding="utf-8")
    boxes = re.findall(r'<a href="[^"]+"><rect[^>]*>(?:</rect>)?<text[^>]*>([^<]*)<', pipeline)
    assert pipeline.count("<rect") == len(boxes)
    drift = ["drift"] * (project / "confs/monitor.yaml").exists()
    assert {"a change", "a schedule", "new data", "CI", "data/rows.parquet", *drift} <= {*boxes}
    edges = run("uv", "run", "python", "-c", EDGES, cwd=project / "docs/generate").splitlines()
    assert {
        "the source > ingest",
        "ingest > data/rows.parquet",
        "data/rows.parquet > train",
        "train > version",
        "version > evaluate",
        "evaluate > evaluation",
        "evaluation > promote",
        "promote > champion",
        "champion > predict",
        "predict > data/predictions.parquet",
    } <= {*edges}
    assert "Return" in (project / "site/reference/api/core/index.html").read_text()
    assert (
        "There is no champion yet" in (project / "site/reference/model-card/index.html").read_text()
    )

    run("uv", "run", "just", "demo", cwd=project)
    assert "No issues found" in run_all("uv", "run", "just", "docs", cwd=project)
    assert "Intended use" in (project / "site/reference/model-card/index.html").read_text()
    assert "(champion)" in (project / "site/reference/experiments/index.html").read_text()
    assert run("git", "status", "--porcelain", cwd=project) == ""


@pytest.mark.parametrize("page", sample(PAGES, USUAL))
def test_commands_on_the_page_run(page: str, take: Callable[[str], Path], port: int) -> None:
    project = take(PAGES[page])
    text = re.sub("5000|8000", str(port), (project / page).read_text(encoding="utf-8"))
    with ExitStack() as server:
        for _, language, title, block in BLOCK.findall(text):
            lines = [line for line in dedent(block).splitlines() if line != ELSEWHERE]
            if title:
                write(project / title, language, dedent(block))
            elif language in {"bash", "sh"}:
                for starts_server, part in groupby(lines, lambda line: line.startswith(SERVERS)):
                    script = "\n".join(part)
                    if starts_server:
                        server.close()  # the one before, on the same port
                        server.enter_context(serving(script, port, cwd=project))
                    else:
                        run("bash", "-euc", script, cwd=project)
            elif language == "console":
                assert set(lines) <= ILLUSTRATIONS


@pytest.mark.parametrize("name", sample(["standard", "classification"], {"standard"}))
def test_change_of_the_problem_is_a_change_of_one_file(
    name: str, take: Callable[[str], Path]
) -> None:
    project = take(name)
    _, *sections = (project / CHANGES).read_text(encoding="utf-8").split("\n## ")
    changes = {}
    for section in sections:
        heading = section.partition("\n")[0]
        for _, language, title, block in BLOCK.findall(section):
            if title:
                changes[heading] = title
                write(project / title, language, block)
            elif language == "bash":
                run("bash", "-euc", block, cwd=project)
        if heading in changes:
            assert run("git", "diff", "--name-only", cwd=project).split() == [changes[heading]]
            commit(project)
        if changes.get(heading, "").endswith("source.py"):  # the last two, with all changes before
            run("uv", "run", "just", "check", cwd=project)
            run("uv", "run", "just", "test", "tests/domain", "tests/io", "--no-cov", cwd=project)

    assert changes == {
        "A column": "src/ml_project/domain/schema.py",
        "A feature": "src/ml_project/domain/features.py",
        "A model": "src/ml_project/domain/params.py",
        "A metric": "src/ml_project/domain/metrics.py",
        "A segment": "src/ml_project/domain/segments.py",
        "A threshold of the gate": "confs/promote.yaml",
        "Another source": "src/ml_project/io/source.py",
        "Another file format": "src/ml_project/io/source.py",
    }


@pytest.mark.parametrize("name", sorted({*PAGES.values()}))
def test_every_page_with_commands_is_run(name: str, rendered: Callable[[str], Path]) -> None:
    project = rendered(name)
    pages = {
        path.relative_to(project).as_posix()
        for path in project.rglob("*.md")
        if path.parts[-2] != "application"  # the layout of the model card
        and {"bash", "console", "sh"} & {block[1] for block in BLOCK.findall(path.read_text())}
    }

    assert pages <= {*PAGES}


@pytest.mark.parametrize("what", sample(LEFT_OUT, {"the meaning of a key"}))
def test_what_is_left_out_is_noticed(what: str, project: Path) -> None:
    path, pattern, recipe, words = LEFT_OUT[what]
    file = project / "src/ml_project" / path
    text = file.read_text(encoding="utf-8")
    found = re.search(pattern, text, re.DOTALL)
    assert found
    edit(file, text[: found.start(1)] + text[found.end(1) :])

    done = attempt("uv", "run", "just", *recipe.split(), cwd=project)

    assert done.returncode
    assert re.search(words, done.stdout + done.stderr, re.DOTALL)


def test_line_of_cron_works_as_cron_runs_it(take: Callable[[str], Path]) -> None:
    project = take("standard")
    page = (project / "docs/how-to/schedule.md").read_text(encoding="utf-8")
    [line] = [block for *_, title, block in BLOCK.findall(page) if title == "crontab"]
    command = line.split(maxsplit=5)[5].replace("/srv/ml-project", str(project))
    (project / ".venv").symlink_to(os.environ["UV_PROJECT_ENVIRONMENT"])
    variables = {"HOME": str(project), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}

    def runs(count: int) -> list[int]:
        words = ["/bin/sh", "-c", command]
        started = [subprocess.Popen(words, env=variables) for _ in range(count)]
        return sorted(process.wait() for process in started)

    assert runs(2) == [0, 75]
    assert (project / "data/predictions.parquet").exists()
    predict = project / "confs/predict.yaml"
    edit(predict, re.sub("inputs: .*", "inputs: elsewhere.parquet", predict.read_text()))
    assert runs(1) == [3]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("[Gone](gone.md)", "Restore the page shown above, or change the link to it"),
        ("[Gone](schedule.md#gone)", "Restore the page shown above, or change the link to it"),
        ("![Gone](gone.png)", "release/index.html: ../gone.png does not exist. Add the file, or"),
        ('<a href="../gone/">Gone</a>', "../../gone/ does not exist. Add the file, or change"),
    ],
)
def test_target_that_is_missing_is_noticed(page: str, words: str, project: Path) -> None:
    append(project / "docs/how-to/release.md", f"\n{page}\n")

    done = attempt("uv", "run", "just", "docs", cwd=project)

    assert done.returncode == 1
    assert words in done.stderr


def test_each_page_names_its_version_and_the_place_for_feedback(project: Path) -> None:
    insert(
        project / "pyproject.toml",
        '[project.urls]\nIssues = "https://example.org/issues"\n\n',
        before="[project.scripts]",
    )
    run("uv", "version", "--bump", "minor", cwd=project)

    run("uv", "run", "just", "docs", cwd=project)

    texts = {path: path.read_text(encoding="utf-8") for path in project.glob("site/**/*.html")}
    assert len(texts) > 30
    assert [path for path, text in texts.items() if "ml-project 0.2.0." not in text] == []
    link = '<a href="https://example.org/issues">Open an issue</a>'
    assert [path for path, text in texts.items() if link not in text] == []
    [entry] = json.loads((project / "site/versions.json").read_text(encoding="utf-8"))
    assert entry["title"] == "0.2.0"


def test_older_versions_of_the_site_stay_reachable(
    rendered: Callable[[str], Path], tmp_path: Path
) -> None:
    for name in ("0.9.0", "0.10.0", "0.11.0rc1"):
        (tmp_path / name).mkdir()

    run("python", str(rendered("full") / "docs/generate/versions.py"), ".", cwd=tmp_path)

    entries = json.loads((tmp_path / "versions.json").read_text(encoding="utf-8"))
    assert [entry["version"] for entry in entries] == ["0.11.0rc1", "0.10.0", "0.9.0"]
    assert "url=0.10.0/" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_docs_are_shown_while_they_are_written(project: Path, port: int) -> None:
    command = f"uv run just docs --serve --dev-addr 127.0.0.1:{port}"
    page = f"http://127.0.0.1:{port}/how-to/release/"

    with serving(command, port, cwd=project):
        wait_for(page, "Release")
        append(project / "docs/how-to/release.md", "\nWritten just now.\n")
        wait_for(page, "Written just now")
